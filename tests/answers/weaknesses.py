"""Notebook 05."""

from math import ceil, floor, log

import numpy as np

import gdviz as gd

SICK = {"A": "plateau", "B": "rate too large", "C": "ravine", "D": "rate too small"}


def in_numpy(offset, learning_rate):
    k = np.arange(1_000)
    return int(np.argmax(offset * (1 + 2 * learning_rate) ** k >= 1))


def logarithm(offset, learning_rate):
    return log(1 / offset) / log(1 + 2 * learning_rate)


def by_logarithm(offset, learning_rate):
    return ceil(logarithm(offset, learning_rate))


def shrinks(offset, learning_rate):
    y, steps = offset, 0
    while y < 1:
        y, steps = y - learning_rate * 2 * y, steps + 1
    return steps


def returns_y(offset, learning_rate):
    y = offset
    while y < 1:
        y = y * (1 + 2 * learning_rate)
    return y


def until_one_half(offset, learning_rate):
    return ceil(log(0.5 / offset) / log(1 + 2 * learning_rate))


def on_the_ridge(start, steps, learning_rate=0.1):
    return gd.descend(gd.losses.ridge(), start, learning_rate=learning_rate, steps=steps)


OTHER_RIGHT = {
    "05.1": [(9 - 16) / 25, np.float64(-0.28)],
    "05.2": [20.0, np.int64(20)],
    "05.3": [ceil(log(0.1) / log(0.85)), 15.0],
    "05.4": [in_numpy, by_logarithm],
    "05.5": [
        dict(SICK),
        dict(sorted(SICK.items(), reverse=True)),
        {letter.lower(): diagnosis for letter, diagnosis in SICK.items()},
        {f" {letter}": f"{diagnosis.capitalize()} " for letter, diagnosis in SICK.items()},
    ],
    "05.6": [on_the_ridge((-1, 1e-16), 150), on_the_ridge((0, -1e-12), 100)],
}

WRONG = {
    "05.1": [
        (-7, "the dot product. Both"),
        (-1.4, "product of the two lengths"),
        (0.28, "sign of the second part"),
        (0, "At a right angle"),
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
        (16, "one start fewer"),
        (log(0.1) / log(0.85), "Starts come whole"),
        (1, "One success is enough"),
    ],
    "05.4": [
        (shrinks, "never ends"),
        (returns_y, "Count the steps"),
        (lambda offset, learning_rate: ceil(log(1 / offset) / log(1 + learning_rate)), "factor 2"),
        (until_one_half, "Here the goal is 1"),
        (logarithm, "round up"),
        (lambda offset, learning_rate: floor(logarithm(offset, learning_rate)), "One step short"),
        (lambda offset, learning_rate: round(logarithm(offset, learning_rate)), "nearest whole"),
        (lambda offset, learning_rate: by_logarithm(offset, learning_rate) + 1, "too many"),
    ],
    "05.5": [
        ({"A": "plateau"}, "under its letter"),
        (dict.fromkeys("ABCD", "ill"), "Use these words"),
        ("plateau", "Wanted is a dictionary"),
        ({**SICK, "B": "ravine"}, "Look at B again"),
        ({**SICK, "A": "rate too small"}, "Look at A again"),
        ({**SICK, "C": "rate too small", "D": "ravine"}, "One of them falls fast first"),
    ],
    "05.6": [
        ("saddle", "Hand over the run itself"),
        (gd.descend(gd.losses.bowl(), (1, 1), learning_rate=0.1, steps=100), "another loss"),
        (on_the_ridge((-1, 0), 200), "Start beside it"),
        (on_the_ridge((0, 1e-16), 50), "fewer than 100"),
        (on_the_ridge((-1, 1e-16), 300), "has left the ridge"),
        (on_the_ridge((-1, 1e-12), 100, 0.01), "Take 0.1"),
        (on_the_ridge((-3, 1e-12), 100), "Begin nearer"),
    ],
}
