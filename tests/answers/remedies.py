"""Notebook 07."""

import numpy as np

from gdviz.schedules import inverse_time

RIGHT = {
    "A": "schedule restarted",
    "B": "plus sign",
    "C": "no bias correction",
    "D": "integer array",
    "E": "gradient not reset",
}


def in_lists(w, velocity, gradient, learning_rate, beta):
    moved = [beta * v - learning_rate * g for v, g in zip(velocity, gradient, strict=True)]
    return [[a + b for a, b in zip(w, moved, strict=True)], moved]


def in_one_array(w, velocity, gradient, learning_rate, beta):
    velocity = beta * velocity - learning_rate * gradient
    return np.array([w + velocity, velocity])


def point_only(w, velocity, gradient, learning_rate, beta):
    return w + beta * velocity - learning_rate * gradient


def without(*names):
    return {k: v for k, v in RIGHT.items() if k not in names}


def exchanged(one, other):
    return RIGHT | {one: RIGHT[other], other: RIGHT[one]}


OTHER_RIGHT = {
    "07.4": [in_lists, in_one_array],
    "07.5": [RIGHT, {k.lower(): v.title() for k, v in RIGHT.items()}],
    "07.6": [
        (8, inverse_time(0.1, decay=0.1)),
        [1, lambda k: 1 / (2 * (k + 1))],
        (16, inverse_time(0.5, decay=1)),
    ],
}

WRONG = {
    "07.3": [(0.07, "three digits")],
    "07.4": [(point_only, "Only one array")],
    "07.5": [
        (without("E"), "missing"),
        (RIGHT | {"C": "momentum"}, "exactly the five names"),
        (RIGHT | {"E": "plus sign"}, "stands there twice"),
        (dict.fromkeys("ABCDE", "plus sign"), "stands there twice"),
        (exchanged("C", "E"), "calms down"),
        (exchanged("A", "D"), "restarts"),
        (exchanged("A", "B"), "Look at B"),
        (exchanged("C", "D"), "Look at D"),
    ],
    "07.6": [
        ((342, 0.5), "from 1 to 32"),
        ((400, 0.1), "from 1 to 32"),
        ((0, 0.1), "from 1 to 32"),
        ((8.5, 0.1), "from 1 to 32"),
        ((1, 5.0), "diverges"),
        ((32, 0.01), "not arrived"),
        ((8, 0.1), "wanders"),
        ((1, inverse_time(0.3, decay=0.001)), "noise is not gone"),
    ],
}
