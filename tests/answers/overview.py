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


OTHER_RIGHT = {"00.2": [by_coordinates], "00.4": [slope, round(slope, 1)]}

WRONG = {
    "00.4": [
        (share, "between standardised numbers"),
        (share * flipper.std() / mass.std(), "changed places"),
        (mass.mean() - slope * flipper.mean(), "the intercept"),
        (mass.std() / flipper.std(), "ratio of the standard deviations"),
        (share * mass.std(), "with one standard deviation of length"),
    ],
}
