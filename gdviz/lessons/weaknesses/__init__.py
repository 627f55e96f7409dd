"""Notebook 05: the props of its scenes, its exercises and the claims it settles."""

from gdviz.claims import Claim
from gdviz.lessons.weaknesses.exercises import EXERCISES
from gdviz.lessons.weaknesses.scenes import draw_offsets, patients, pitted_bowl

__all__ = ["CLAIMS", "EXERCISES", "draw_offsets", "patients", "pitted_bowl"]

CLAIMS = (
    Claim(
        "C10",
        "너무 신중하게 방향 선택",
        "A weakness: it chooses its direction too carefully.",
        "rule of thumb",
        "Far from the minimum, where the examples agree, a few of them point nearly the same way "
        "as all, at a fraction of the price.",
        "Near the minimum of the penguin line ten birds point almost anywhere: where the examples "
        "disagree, more of them are needed, or a falling learning rate.",
        "Exactness costs a full pass over the data. Pay for it where the examples disagree.",
    ),
    Claim(
        "C11",
        "모든 데이터의 loss 값을 다 고려해서 미분 -> 한번 구하는데 한시간 걸림",
        "All the data are in every derivative, so one step takes an hour.",
        "under conditions",
        "An exact gradient asks every example once: a step over a million costs ten thousand "
        "times as much as one over a hundred, and brings no more.",
        "342 penguins take a fraction of a millisecond; and for a straight line a few sums, added "
        "up once, replace all later passes.",
        "Count gradients, not hours: k exact steps over n examples cost k times n of them.",
    ),
    Claim(
        "C12",
        "local minimum에 빠질 수 있다",
        "It can fall into a local minimum.",
        "under conditions",
        "With several minima, start and learning rate decide which one is reached, and it need "
        "not be the best; a smaller learning rate hardly changed how often.",
        "A convex loss, as that of the line fit, has no local minimum that is not the best.",
        "It can, so try several starts and keep the best end. And slow is not stuck: ravines, "
        "plateaus and most saddles cost steps.",
    ),
)
