"""Notebook 10."""

import numpy as np

import gdviz as gd
from gdviz.course.beyond import STATUS, two_weights


def throw(start, learning_rate, steps=100):
    return gd.descend(two_weights(), start, learning_rate=learning_rate, steps=steps)


def by_losses(loss, w, v):
    h = 1e-3
    return (loss(w + h * v) - 2 * loss(w) + loss(w - h * v)) / h**2


OTHER_RIGHT = {
    "10.2": [by_losses],
    "10.3": [throw((0, -3), 0.16), throw((2.5, -0.5), 0.25)],
    "10.4": [{key.lower(): f" {word.title()} " for key, word in STATUS.items()}],
}

WRONG = {
    "10.2": [(lambda loss, w, v: np.nan, "should return")],
    "10.3": [
        ((3, 0), "Hand over the run"),
        (gd.descend(gd.losses.bowl(), (3, 0), learning_rate=1.2, steps=5), "runs on another loss"),
        (throw((3, 0), 0.1), "not above the limit"),
        (throw((3, 0), 0.25), "It diverges"),
        (throw((3, 0), 0.15, 4), "not come to rest"),
        (throw((3, 0), 0.11), "not by a factor of three"),
    ],
    "10.4": [(STATUS | {"A": "open", "F": "proved"}, "Not right: A, F")],
}
