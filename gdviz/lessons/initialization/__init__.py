"""Notebook 04: the props of its scenes, its exercises and the claims it settles."""

from gdviz.lessons.initialization.exercises import EXERCISES
from gdviz.lessons.initialization.scenes import draw_twins, mark_saddle

__all__ = ["EXERCISES", "draw_twins", "mark_saddle"]
