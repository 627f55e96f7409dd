"""Notebook 06."""

from math import log

import gdviz as gd

SICK = {"A": "plateau", "B": "rate too large", "C": "ravine", "D": "rate too small"}


def logarithm(offset, learning_rate):
    return log(1 / offset) / log(1 + 2 * learning_rate)


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


def on_the_ridge(start, steps, learning_rate=0.1):
    return gd.descend(gd.losses.ridge(), start, learning_rate=learning_rate, steps=steps)


OTHER_RIGHT = {
    "06.5": [
        dict(SICK),
        dict(sorted(SICK.items(), reverse=True)),
        {letter.lower(): diagnosis for letter, diagnosis in SICK.items()},
        {f" {letter}": f"{diagnosis.capitalize()} " for letter, diagnosis in SICK.items()},
    ],
    "06.6": [on_the_ridge((-1, 1e-16), 150), on_the_ridge((0, -1e-12), 100)],
}

WRONG = {
    "06.3": [(log(0.1) / log(0.85), "Starts come whole")],
    "06.4": [
        (shrinks, "never ends"),
        (returns_y, "Count the steps"),
        (logarithm, "round up"),
    ],
    "06.5": [
        ({"A": "plateau"}, "under its letter"),
        (dict.fromkeys("ABCD", "ill"), "Use these words"),
        ("plateau", "should be a dictionary"),
        ({**SICK, "B": "ravine"}, "Look at B again"),
        ({**SICK, "A": "rate too small"}, "Look at A again"),
        ({**SICK, "C": "rate too small", "D": "ravine"}, "One of them falls fast first"),
    ],
    "06.6": [
        ("saddle", "Hand over the run itself"),
        (gd.descend(gd.losses.bowl(), (1, 1), learning_rate=0.1, steps=100), "another loss"),
        (on_the_ridge((-1, 0), 200), "Start beside it"),
        (on_the_ridge((0, 1e-16), 50), "fewer than 100"),
        (on_the_ridge((-1, 1e-16), 300), "has left the ridge"),
        (on_the_ridge((-1, 1e-12), 100, 0.01), "Take 0.1"),
        (on_the_ridge((-3, 1e-12), 100), "Begin nearer"),
    ],
}
