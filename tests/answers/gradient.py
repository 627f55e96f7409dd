"""Notebook 02."""

import numpy as np

from gdviz.data import penguins
from gdviz.losses import line_fit

birds = penguins()
fit = line_fit(birds["flipper_length_mm"] / 10 - 20, birds["body_mass_g"] / 1000)
g, hessian = fit.gradient([0.9, 3.7]), fit.hessian([0.9, 3.7])
half_kept = np.linalg.norm(g) ** 2 / (g @ (hessian @ g))
low, high = fit.curvatures()


def by_coordinates(loss, w, h):
    slopes = []
    for i in range(len(w)):
        ahead, behind = list(w), list(w)
        ahead[i] += h
        behind[i] -= h
        slopes.append((loss(ahead) - loss(behind)) / (2 * h))
    return slopes


def in_one_batch(loss, w, h):
    return (loss(w + h * np.eye(len(w))) - loss(w - h * np.eye(len(w)))) / 2 / h


def in_place(loss, w, h):
    slopes = []
    for i in range(len(w)):
        w[i] += h
        ahead = loss(w)
        w[i] -= 2 * h
        slopes.append((ahead - loss(w)) / (2 * h))
    return slopes


def forward(loss, w, h):
    return np.array([(loss(w + h * e) - loss(w)) / h for e in np.eye(len(w))])


OTHER_RIGHT = {
    "02.1": [[4.5, 1.0], np.array([18, 4]) / 4],
    "02.2": [by_coordinates, in_one_batch],
    "02.3": [1e-4, 5e-4, np.sqrt(1.2e-7), np.float32(3e-4)],
    "02.4": [half_kept, 0.299, g @ g / (g @ hessian @ g)],
    "02.5": [
        lambda w: w[0] ** 3 - 3 * w[0] * w[1] ** 2,
        lambda w: 5 + w[1] ** 5,
        lambda w: w[0] ** 9,
        lambda w: w[0] ** 3 / 1000,
        lambda w: 7.3 + 1000 * w[0] ** 2 * w[1],
        lambda w: w[0] ** 4 - w[1] ** 4,
        lambda w: w[0] - np.sin(w[0]),
    ],
}

WRONG = {
    "02.1": [
        ((2.25, 0.5), "brings a factor down"),
        ((18, 4), "divide by how many"),
        ((1, 4.5), "changed places"),
        ((-4.5, -1), "sign is turned"),
        ((1, 1), "x is missing"),
        ((-1, 0), "Those are misses"),
        (4.5, "Wanted is the two slopes"),
    ],
    "02.2": [
        (in_place, "changes an array"),
        (lambda loss, w, h: (loss(w + h) - loss(w - h)) / (2 * h), "One number"),
        (forward, "looks ahead only"),
        (lambda loss, w, h: 2 * in_one_batch(loss, w, h), "twice too large"),
        (lambda loss, w, h: -in_one_batch(loss, w, h), "ahead minus behind"),
        (lambda loss, w, h: in_one_batch(loss, w, 1e-5), "same for every h"),
        (lambda w: w, "TypeError"),
    ],
    "02.3": [
        (1e-8, "Too small"),
        (5e-3, "central difference"),
        (0.1, "Too large"),
        (-4, "an exponent"),
        (5e-5, "Close, but not yet"),
        (1e-15, "Wanted is a size h"),
    ],
    "02.4": [
        (2 * half_kept, "gets nothing"),
        (half_kept / 2, "three quarters"),
        (1 / half_kept, "curvature along the gradient"),
        (1 / high, "1/λmax"),
        (2 / (low + high), "2/(λmin + λmax)"),
        (0.1, "Wanted is a learning rate"),
    ],
    "02.5": [
        (lambda w: w[0] + w[1], "this place is a slope"),
        (lambda w: 1e-6 * w[0], "this place is a slope"),
        (lambda w: w[0] ** 3 + 1e-6 * w[0], "this place is a slope"),
        (lambda w: w[0] ** 2 - w[1] ** 2, "a curvature is not"),
        (lambda w: 1e-4 * (w[0] ** 2 - w[1] ** 2), "a curvature is not"),
        (lambda w: w[0] ** 3 + 1e-4 * w[0] ** 2, "a curvature is not"),
        (lambda w: w[0] * abs(w[0]), "a curvature is not"),
        (lambda w: 7.0, "level all around"),
        (lambda w: w[0] ** 4 + w[1] ** 4, "that is a minimum"),
        (lambda w: -(w[0] ** 4) - w[1] ** 4, "that is a maximum"),
    ],
}
