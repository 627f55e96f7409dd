"""Notebook 04."""

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


def by_epochs(k, updates):
    rate = 0.1
    while k >= updates:
        rate, k = rate / 2, k - updates
    return rate


OTHER_RIGHT = {
    "04.2": [recursive],
    "04.4": [by_epochs],
    "04.5": [(0.05, 0.5), np.array([0.5, 0.05])],
}

WRONG = {
    "04.1": [(0.9, "shorter than 8"), (0.96, "longer than 8"), (-0.05, "has the wrong sign")],
    "04.2": [(uphill, "go against the gradient"), (endless, "does the loop ever end")],
    "04.3": [(5, "the full batches")],
    "04.5": [
        ((0.5, 0.0502), "wanted is exactly"),
        ((0.05, 0.498), "wanted is exactly"),
        ((0.3, 0.1), "something is left"),
        (0.5, "should be two learning rates"),
    ],
}
