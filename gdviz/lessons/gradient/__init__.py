"""Notebook 02: the props of its scenes, its exercises and the claims it settles."""

from gdviz.claims import Claim
from gdviz.lessons.gradient.exercises import EXERCISES
from gdviz.lessons.gradient.flat import draw_sections, flat_places, mark_places
from gdviz.lessons.gradient.scenes import (
    draw_microscope,
    draw_rises,
    draw_slopes,
    draw_steepest,
)

__all__ = [
    "CLAIMS",
    "EXERCISES",
    "draw_microscope",
    "draw_rises",
    "draw_sections",
    "draw_slopes",
    "draw_steepest",
    "flat_places",
    "mark_places",
]

CLAIMS = (
    Claim(
        "C3",
        "마침 Gradient는 항상 가장 가파른 방향을 향한다",
        "The gradient always points the steepest way.",
        "under conditions",
        "Where it is not 0: steepest ascent, locally, in the Euclidean norm of your units.",
        "At (0, 0) of x² + y² it is 0 and points nowhere. Count the penguins' slope for each "
        "millimetre, not centimetre, and it turns.",
        "Where the gradient is not 0, it points the way of steepest ascent from here, in these "
        "units; minus the gradient, of steepest descent.",
    ),
    Claim(
        "C17",
        "이 기울기는 현재 위치에서 손실 함수가 가장 가파르게 증가하는 방향을 나타냅니다",
        "Step 3: compute the gradient, the direction in which the loss rises most steeply here.",
        "under conditions",
        "'Rises' and 'here' are the right words, wherever the loss is differentiable and the "
        "gradient is not 0. A formula gives it to the last digits; differences of the loss check "
        "the formula.",
        "At the kink of |x| there is no gradient, and a central difference reports 0 all the same.",
        "Step 3: compute the slopes at the present point, by a checked formula; together they "
        "point the way of steepest increase, unless all of them are 0.",
    ),
    Claim(
        "C20",
        "알고리즘이 수렴하면(기울기가 거의 0인 지점에 도달하면) 최적의 매개 변수 값을 찾게 됩니다",
        "Step 6: when it converges (arrives where the gradient is almost 0), the optimum is found.",
        "under conditions",
        "A gradient of 0 is necessary at a minimum inside the domain of a differentiable loss. "
        "It is sufficient on a convex loss, and not in general. Almost 0 says less still.",
        "At (0, 0) of x² − y² it is 0, and both ways along y go down.",
        "A gradient of almost 0 is a reason to look, and no proof. Where it is exactly 0 and none "
        "of the curvatures is 0, the signs of the curvatures tell what the place is.",
    ),
)
