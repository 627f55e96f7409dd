"""Notebook 03."""

import numpy as np


def recursive(loss, w, learning_rate):
    if loss(w - learning_rate * loss.gradient(w)) < loss(w):
        return learning_rate
    return recursive(loss, w, learning_rate / 2)


def uphill(loss, w, learning_rate):
    while loss(w + learning_rate * loss.gradient(w)) > loss(w):
        learning_rate /= 2
    return learning_rate


def endless(loss, w, learning_rate):
    while loss(w + learning_rate * loss.gradient(w)) >= loss(w):
        learning_rate /= 2
    return learning_rate


OTHER_RIGHT = {"03.5": [recursive], "03.6": [(0.05, 0.5), np.array([0.5, 0.05])]}

WRONG = {
    "03.5": [(uphill, "go against the gradient"), (endless, "does the loop ever end")],
    "03.6": [
        ((0.5, 0.0502), "wanted is exactly"),
        ((0.05, 0.498), "wanted is exactly"),
        (0.5, "should be two learning rates"),
    ],
}
