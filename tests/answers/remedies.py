"""Notebook 08."""

import numpy as np

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
    "08.1": [in_lists, in_one_array],
    "08.2": [RIGHT, {k.lower(): v.title() for k, v in RIGHT.items()}],
}

WRONG = {
    "08.1": [(point_only, "Only one array")],
    "08.2": [
        (without("E"), "missing"),
        (RIGHT | {"C": "momentum"}, "exactly the five names"),
        (RIGHT | {"E": "plus sign"}, "stands there twice"),
        (dict.fromkeys("ABCDE", "plus sign"), "stands there twice"),
        (exchanged("C", "E"), "calms down"),
        (exchanged("A", "D"), "restarts"),
        (exchanged("A", "B"), "Look at B"),
        (exchanged("C", "D"), "Look at D"),
    ],
}
