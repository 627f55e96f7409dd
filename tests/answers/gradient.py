"""Notebook 02."""

import numpy as np

from gdviz.data import penguins
from gdviz.losses import line_fit

birds = penguins()
low, high = line_fit(birds["flipper_length_mm"] / 10 - 20, birds["body_mass_g"] / 1000).curvatures()


def in_one_batch(loss, w, h):
    return (loss(w + h * np.eye(len(w))) - loss(w - h * np.eye(len(w)))) / 2 / h


OTHER_RIGHT = {
    "02.2": [lambda *given: list(in_one_batch(*given))],
    "02.3": [np.sqrt(1.2e-7), np.float32(3e-4)],
    "02.5": [
        lambda w: w[0] ** 3,
        lambda w: 7.3 + 1000 * w[0] ** 2 * w[1],
        lambda w: w[0] - np.sin(w[0]),
    ],
}

WRONG = {
    "02.4": [(1 / high, "1/λmax"), (2 / (low + high), "2/(λmin + λmax)")],
    "02.5": [
        (lambda w: w[0] ** 3 + 1e-4 * w[0], "this place is a slope"),
        (lambda w: 1000 * w[0] ** 3 + 0.01 * w[1] ** 2, "a curvature is not"),
        (lambda w: w[0] * abs(w[0]), "a curvature is not"),
    ],
}
