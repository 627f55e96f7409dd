"""Notebook 00."""

from math import ceil, log

import numpy as np

from gdviz.data import penguins

birds = penguins()
flipper, mass = birds["flipper_length_mm"], birds["body_mass_g"]
slope = np.cov(flipper, mass)[0, 1] / np.var(flipper, ddof=1)
share = np.corrcoef(flipper, mass)[0, 1]


def in_place(w, learning_rate):
    w -= learning_rate * 2 * w
    return w


def by_coordinates(w, learning_rate):
    x, y = w
    return [x - learning_rate * 2 * x, y - learning_rate * 2 * y]


OTHER_RIGHT = {
    "00.1": [[1.6, -0.8], np.array([2.0, -1.0]) * 0.8],
    "00.2": [by_coordinates, lambda w, learning_rate: (1 - 2 * learning_rate) * w],
    "00.3": [31.0, ceil(log(0.001) / log(0.8))],
    "00.4": [slope, np.polyfit(flipper, mass, 1)[0], round(slope, 1)],
}

WRONG = {
    "00.1": [
        ((2.4, -1.2), "climbs"),
        ((1.8, -0.9), "factor in front"),
        ((-2, 1), "learning rate is missing"),
        ((4, -2), "This is the gradient"),
        ((0.4, -0.2), "Where does it arrive"),
        (1.6, "Wanted is a point of two numbers"),
        ((1.6, -0.8, 0), "Wanted is a point of two numbers"),
    ],
    "00.2": [
        (in_place, "changes an array"),
        (lambda w, learning_rate: w + learning_rate * 2 * w, "climbs"),
        (lambda w, learning_rate: w - learning_rate * w, "half as long"),
        (lambda w, learning_rate: w - 0.1 * 2 * w, "always 0.1"),
        (lambda w, learning_rate: w - 2 * w, "does not depend on it"),
        (lambda w: w, "TypeError"),
    ],
    "00.3": [
        (30, "One step short"),
        (log(0.001) / log(0.8), "steps come whole"),
        (16, "The question is about the distance"),
        (66, "factor 2"),
        (5, "what is left"),
    ],
    "00.4": [
        (share, "between standardised numbers"),
        (share * flipper.std() / mass.std(), "changed places"),
        (mass.mean() - slope * flipper.mean(), "the intercept"),
        (mass.std() / flipper.std(), "ratio of the standard deviations"),
        (100.0, "Wanted is a slope"),
    ],
}
