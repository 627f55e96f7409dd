"""Notebook 00."""

import numpy as np

from gdviz.data import penguins

birds = penguins()
flipper, mass = birds["flipper_length_mm"], birds["body_mass_g"]
slope = np.cov(flipper, mass)[0, 1] / np.var(flipper, ddof=1)
share = np.corrcoef(flipper, mass)[0, 1]


def by_coordinates(w, learning_rate):
    x, y = w
    return [x - learning_rate * 2 * x, y - learning_rate * 10 * y]


heavier = slope * 20 / mass.std()
OTHER_RIGHT = {"00.2": [by_coordinates], "00.4": [heavier, round(heavier, 2)]}

WRONG = {
    "00.4": [
        (share, "with one standard deviation of length"),
        (20 / flipper.std(), "the flipper longer"),
        (slope * 20, "grams is the bird heavier"),
    ],
}
