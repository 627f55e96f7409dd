"""Notebook 05."""

from math import ceil, log

import numpy as np

SICK = {"A": "plateau", "B": "rate too large", "C": "ravine", "D": "rate too small"}


def in_numpy(offset, learning_rate):
    k = np.arange(1_000)
    return int(np.argmax(offset * (1 + 2 * learning_rate) ** k >= 1))


def by_logarithm(offset, learning_rate):
    return ceil(log(1 / offset) / log(1 + 2 * learning_rate))


def forgets_to_return(offset, learning_rate):
    by_logarithm(offset, learning_rate)


OTHER_RIGHT = {
    "05.1": [(9 - 16) / 25, np.float64(-0.28)],
    "05.2": [20.0, np.int64(20)],
    "05.3": [ceil(log(0.1) / log(0.85)), 15.0],
    "05.4": [in_numpy, by_logarithm],
    "05.5": [dict(SICK), dict(sorted(SICK.items(), reverse=True))],
}

WRONG = {
    "05.1": [
        (-7, "the dot product"),
        (-1.4, "product of the two lengths"),
        (0.28, "sign of the second part"),
        (1, "flips its sign"),
        (-1, "complete about-turn"),
        (106.26, "angle in degrees"),
    ],
    "05.2": [
        (1_000_000, "one example a step"),
        (50_000, "the price of one step"),
        (0.05, "Upside down"),
        (50_000 * 1_000_000, "You multiplied"),
        (19, "Wanted is a whole number"),
    ],
    "05.3": [
        (6, "Multiply the failures"),
        (14, "One too few"),
        (log(0.1) / log(0.85), "Starts come whole"),
        (1, "One success is enough"),
    ],
    "05.4": [
        (185, "Hand over the function itself"),
        (forgets_to_return, "returns None"),
        (lambda offset, learning_rate: ceil(log(1 / offset) / log(1 + learning_rate)), "factor 2"),
        (lambda offset, learning_rate: log(1 / offset) / log(1 + 2 * learning_rate), "round up"),
        (lambda offset, learning_rate: by_logarithm(offset, learning_rate) - 1, "One step short"),
        (lambda offset, learning_rate: by_logarithm(offset, learning_rate) + 1, "too many"),
    ],
    "05.5": [
        ({"A": "plateau"}, "under its letter"),
        (dict.fromkeys("ABCD", "ill"), "Use these words"),
        ({**SICK, "B": "ravine"}, "Look at B again"),
        ({**SICK, "A": "rate too small"}, "Look at A again"),
        ({**SICK, "C": "rate too small", "D": "ravine"}, "One of them falls fast first"),
    ],
}
