"""Notebook 03."""

from math import ceil

import numpy as np


def with_numpy(curvatures):
    return 1 / np.mean([np.max(curvatures), np.min(curvatures)])


def sorted_first(curvatures):
    low, *_, high = sorted(curvatures)
    return 2 / (low + high)


def by_powers(loss, w, learning_rate):
    for power in range(60):
        rate = learning_rate * 0.5**power
        if loss(w - rate * loss.gradient(w)) < loss(w):
            return rate


def recursive(loss, w, learning_rate):
    if loss(w - learning_rate * loss.gradient(w)) < loss(w):
        return learning_rate
    return recursive(loss, w, learning_rate / 2)


def only_once(loss, w, learning_rate):
    if loss(w - learning_rate * loss.gradient(w)) >= loss(w):
        learning_rate /= 2
    return learning_rate


def one_too_many(loss, w, learning_rate):
    return by_powers(loss, w, learning_rate) / 2


def returns_the_point(loss, w, learning_rate):
    return w - by_powers(loss, w, learning_rate) * loss.gradient(w)


def uphill(loss, w, learning_rate):
    while loss(w + learning_rate * loss.gradient(w)) > loss(w):
        learning_rate /= 2
    return learning_rate


def endless(loss, w, learning_rate):
    while loss(w + learning_rate * loss.gradient(w)) >= loss(w):
        learning_rate /= 2
    return learning_rate


OTHER_RIGHT = {
    "03.1": [1 / 3, 0.33, np.float64(2) / 6],
    "03.2": [0.625, 1 / 1.6, 5 / 8],
    "03.3": [with_numpy, sorted_first],
    "03.4": [60, 10 * ceil(342 / 64), 60.0],
    "03.5": [by_powers, recursive],
    "03.6": [(0.05, 0.5), [1 / 2, 1 / 20], np.array([0.5, 0.05])],
}

WRONG = {
    "03.1": [
        (2 / 3, "second derivative of the loss"),
        (1 / 6, "lands in one step"),
        (1, "three times as steep"),
        (6, "smaller the limit"),
        (0.9, "Wanted is one number"),
    ],
    "03.2": [
        (1, "The diagonal is not the whole Hessian"),
        (2.5, "smallest eigenvalue"),
        (0.31, "half of the limit"),
        (0.5, "That is the best rate"),
        (3.2, "λmax itself"),
        ((0.625, 2.5), "Wanted is one number"),
    ],
    "03.3": [
        (lambda c: 1 / np.asarray(c), "One rate has to serve all directions"),
        (lambda c: 2 / max(c) + min(c), "belongs in brackets"),
        (lambda c: 1 / max(c), "the flattest waits"),
        (lambda c: 2 / max(c), "the steepest direction orbits"),
        (lambda c: 1 / (min(c) + max(c)), "watch the 2"),
        (lambda c: 2 / sum(c), "those in the middle do not matter"),
        (lambda c: 2 / (c[0] + c[-1]), "any order"),
        (lambda low, high: 2 / (low + high), "TypeError"),
    ],
    "03.4": [
        (6, "one epoch"),
        (50, "smaller batch out"),
        (342 / 64 * 10, "Updates come whole"),
        (54, "Every epoch has its own last batch"),
        (3420, "counts birds"),
        (10, "with the full batch"),
        (61, "Wanted is a whole number"),
    ],
    "03.5": [
        (returns_the_point, "where the step leads"),
        (lambda loss, w, learning_rate: learning_rate, "what it was given"),
        (only_once, "shortens once at most"),
        (one_too_many, "once too often"),
        (uphill, "go against the gradient"),
        (endless, "does the loop ever end"),
    ],
    "03.6": [
        ((0.5, 0.0502), "wanted is exactly"),
        ((0.05, 0.498), "wanted is exactly"),
        ((1 / 11, 1 / 11), "the best constant rate"),
        ((0.1, 0.1), "changes it back"),
        ((1, 0.1), "just changes its sign"),
        ((0.5, 0.5), "wiped out twice"),
        ((0.05, 0.05), "wiped out twice"),
        ((2, 20), "These are the curvatures"),
        ((1, 0.05), "not yet its curvature"),
        (0.5, "Wanted is two learning rates"),
    ],
}
