"""Notebook 04."""

import numpy as np


def endless(loss, w, learning_rate):
    while loss(w + learning_rate * loss.gradient(w)) >= loss(w):
        learning_rate /= 2
    return learning_rate


OTHER_RIGHT = {"04.5": [(0.05, 0.5), np.array([0.5, 0.05])]}

WRONG = {
    "04.2": [(endless, "does the loop ever end")],
    "04.5": [((0.5, 0.0502), "wanted is exactly"), (0.5, "should be two learning rates")],
}
