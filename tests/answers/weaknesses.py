"""Notebook 06."""

from math import log

import gdviz as gd

SICK = {"P": "plateau", "Q": "rate too large", "R": "ravine", "S": "rate too small"}


def logarithm(offset, learning_rate, c):
    return log(1 / offset) / log(1 + learning_rate * c)


def shrinks(offset, learning_rate, c):
    y, steps = offset, 0
    while y < 1:
        y, steps = y - learning_rate * c * y, steps + 1
    return steps


def returns_y(offset, learning_rate, c):
    y = offset
    while y < 1:
        y = y * (1 + learning_rate * c)
    return y


def on_the_ridge(start, steps, learning_rate=0.1):
    return gd.descend(gd.losses.ridge(), start, learning_rate=learning_rate, steps=steps)


OTHER_RIGHT = {
    "06.3": [
        {letter.lower(): diagnosis for letter, diagnosis in SICK.items()},
        {f" {letter}": f"{diagnosis.capitalize()} " for letter, diagnosis in SICK.items()},
    ],
    "06.4": [on_the_ridge((-1, 1e-16), 150), on_the_ridge((0, -1e-12), 100)],
}

WRONG = {
    "06.1": [(log(0.1) / log(0.85), "Starts come whole")],
    "06.2": [(shrinks, "does not end"), (returns_y, "Count the steps"), (logarithm, "round up")],
    "06.3": [
        ({"P": "plateau"}, "under its letter"),
        (dict.fromkeys("PQRS", "ill"), "Use these words"),
        ("plateau", "should be a dictionary"),
        ({**SICK, "Q": "ravine"}, "Look at Q again"),
        ({**SICK, "P": "rate too small"}, "Look at P again"),
        ({**SICK, "R": "rate too small", "S": "ravine"}, "look alike"),
    ],
    "06.4": [
        ("saddle", "Hand over the run itself"),
        (gd.descend(gd.losses.bowl(), (1, 1), learning_rate=0.1, steps=100), "another loss"),
        (on_the_ridge((-1, 0), 200), "Start beside it"),
        (on_the_ridge((0, 1e-16), 50), "fewer than 100"),
        (on_the_ridge((-1, 1e-16), 300), "has left the ridge"),
        (on_the_ridge((-1, 1e-12), 100, 0.01), "Take 0.1"),
        (on_the_ridge((-3, 1e-12), 100), "Begin at x = 0"),
    ],
}
