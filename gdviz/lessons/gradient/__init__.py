"""Notebook 02: the props of its scenes, its exercises and the claims it settles."""

from gdviz.lessons.gradient.exercises import EXERCISES
from gdviz.lessons.gradient.flat import draw_sections, flat_places, mark_places
from gdviz.lessons.gradient.scenes import (
    draw_microscope,
    draw_rises,
    draw_slopes,
    draw_steepest,
)

__all__ = [
    "EXERCISES",
    "draw_microscope",
    "draw_rises",
    "draw_sections",
    "draw_slopes",
    "draw_steepest",
    "flat_places",
    "mark_places",
]
