"""Notebook 01."""

import numpy as np


def counted():
    angles = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    ends = np.array([5, 0]) + 2 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return np.mean(np.sum(ends**2, axis=1) < 25)


OTHER_RIGHT = {"01.1": [["C", "E"], {"E", "C"}, "ec", "C and E"], "01.3": [counted()]}

WRONG = {"01.1": [("ABCDE", "Not right: A, B, D.")]}
