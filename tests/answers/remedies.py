"""Notebook 08."""

import numpy as np


def in_lists(w, velocity, gradient, learning_rate, beta):
    moved = [beta * v - learning_rate * g for v, g in zip(velocity, gradient, strict=True)]
    return [[a + b for a, b in zip(w, moved, strict=True)], moved]


def point_only(w, velocity, gradient, learning_rate, beta):
    return w + beta * velocity - learning_rate * gradient


def with_epsilon(mean, squares, k):
    return mean / (1 - 0.9**k) / (np.sqrt(squares / (1 - 0.999**k)) + 1e-8)


def from_zero(mean, squares, k):
    return mean / (1 - 0.9 ** (k + 1)) / np.sqrt(squares / (1 - 0.999 ** (k + 1)))


OTHER_RIGHT = {"08.1": [in_lists], "08.2": [with_epsilon], "08.4": [26, 26.5, 27.0]}

WRONG = {
    "08.1": [(point_only, "Only one array")],
    "08.2": [(from_zero, "For mean")],
    "08.3": [(lambda gradient, limit: gradient / 2, "For gradient")],
}
