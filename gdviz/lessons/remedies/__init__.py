"""Notebook 06: the props of its scenes, its exercises and the claim it settles."""

from gdviz.lessons.remedies.clinic import patients
from gdviz.lessons.remedies.drawing import draw_floors, draw_race, draw_ward, mark_epochs
from gdviz.lessons.remedies.exercises import EXERCISES
from gdviz.lessons.remedies.racing import price, race
from gdviz.lessons.remedies.scenes import STARTS, mean_fit, steps_needed

__all__ = [
    "EXERCISES",
    "STARTS",
    "draw_floors",
    "draw_race",
    "draw_ward",
    "mark_epochs",
    "mean_fit",
    "patients",
    "price",
    "race",
    "steps_needed",
]
