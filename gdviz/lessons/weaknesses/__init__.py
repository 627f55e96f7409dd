"""Notebook 05: the props of its scenes, its exercises and the claims it settles."""

from gdviz.lessons.weaknesses.exercises import EXERCISES
from gdviz.lessons.weaknesses.scenes import draw_offsets, patients, pitted_bowl

__all__ = ["EXERCISES", "draw_offsets", "patients", "pitted_bowl"]
