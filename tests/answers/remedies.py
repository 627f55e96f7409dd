"""Notebook 08."""

import numpy as np


def in_lists(w, velocity, gradient, learning_rate, beta):
    moved = [beta * v - learning_rate * g for v, g in zip(velocity, gradient, strict=True)]
    return [[a + b for a, b in zip(w, moved, strict=True)], moved]


def in_one_array(w, velocity, gradient, learning_rate, beta):
    velocity = beta * velocity - learning_rate * gradient
    return np.array([w + velocity, velocity])


def point_only(w, velocity, gradient, learning_rate, beta):
    return w + beta * velocity - learning_rate * gradient


def with_epsilon(mean, squares, k):
    return mean / (1 - 0.9**k) / (np.sqrt(squares / (1 - 0.999**k)) + 1e-8)


def from_zero(mean, squares, k):
    return mean / (1 - 0.9 ** (k + 1)) / np.sqrt(squares / (1 - 0.999 ** (k + 1)))


def with_if(gradient, limit):
    norm = np.sqrt((gradient**2).sum())
    return gradient if norm <= limit else limit * gradient / norm


OTHER_RIGHT = {
    "08.1": [in_lists, in_one_array],
    "08.2": [with_epsilon],
    "08.3": [with_if],
    "08.4": [26, 26.5, 27.0],
}

WRONG = {
    "08.1": [(point_only, "Only one array")],
    "08.2": [(from_zero, "For mean")],
    "08.3": [(lambda gradient, limit: gradient / 2, "For gradient")],
    "08.4": [
        (20, "fewer steps there"),
        (30, "Close"),
        (45, "smaller angles"),
        (np.radians(27), "degrees"),
    ],
}
