"""Notebook 06: the props of its scenes, its exercises and the claim it settles."""

from gdviz.claims import Claim
from gdviz.lessons.remedies.clinic import patients
from gdviz.lessons.remedies.drawing import draw_floors, draw_race, draw_ward, mark_epochs
from gdviz.lessons.remedies.exercises import EXERCISES
from gdviz.lessons.remedies.racing import price, race
from gdviz.lessons.remedies.scenes import STARTS, mean_fit, steps_needed

__all__ = [
    "CLAIMS",
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

CLAIMS = (
    Claim(
        "C21",
        "각각의 변형은 데이터의 양과 계산 리소스에 따라 선택됩니다",
        "Batch, stochastic and mini-batch descent are chosen by the amount of data and the "
        "computing resources.",
        "rule of thumb",
        "Both count, and so does how fine the answer must be.",
        "On 342 penguins single birds are the cheapest way to a rough fit, all of them to the "
        "finest.",
        "Choose the batch by the data, the machine and the accuracy you need.",
    ),
)
