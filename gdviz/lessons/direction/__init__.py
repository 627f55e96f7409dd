"""Notebook 01: its exercises on directions, and the claims it settles."""

from gdviz.claims import Claim
from gdviz.lessons.direction.exercises import EXERCISES

__all__ = ["CLAIMS", "EXERCISES"]

CLAIMS = (
    Claim(
        "C2",
        "현재 a, b 위치에서, L을 줄이는 방향으로 나아가자",
        "From the present a and b, go where L gets smaller.",
        "under conditions",
        "Where the gradient is not 0 there is such a direction: in the limit of short steps half "
        "of all directions go down. How long a step may be depends on the loss.",
        "On x² at 1, left goes down only for steps shorter than 2; at a minimum nothing goes down.",
        "Where the gradient is not 0, every direction at less than 90° to −∇L goes down, for a "
        "short enough step.",
    ),
    Claim(
        "C4",
        "최소인 곳으로 갈 거니까, 반대 방향으로 가면 됨. (빼기)",
        "We want to get to the minimum, so go the opposite way: subtract.",
        "under conditions",
        "The minus sign is right: for a short enough step it lowers the loss wherever the "
        "gradient is not 0. The reason is not: −∇L is the steepest way from here, in the "
        "Euclidean norm, and need not lead to the minimum.",
        "On x² + 10y² at (1, 1) it aims 39° beside the minimum.",
        "Subtract the gradient to go down as steeply as can be from here; where the minimum is, "
        "it does not know.",
    ),
)
