"""Notebook 01."""

from math import acos, pi, sqrt

import numpy as np


def with_sum(gradient, direction):
    return sum(gradient * direction) / sqrt(sum(direction**2))


def unit_first(gradient, direction):
    return np.dot(gradient, direction / np.linalg.norm(direction))


def in_place(gradient, direction):
    direction /= np.linalg.norm(direction)
    return gradient @ direction


def no_sum(gradient, direction):
    return gradient * direction / np.linalg.norm(direction)


def by_inverse(directions, slopes):
    return np.linalg.inv(directions) @ slopes


def by_least_squares(directions, slopes):
    return np.linalg.lstsq(directions, slopes, rcond=None)[0]


def keeps_the_best(directions, slopes):
    best = np.argmax(abs(slopes))
    return slopes[best] * directions[best]


def counted():
    angles = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    ends = np.array([5, 0]) + 2 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return np.mean(np.sum(ends**2, axis=1) < 25)


OTHER_RIGHT = {
    "01.1": [["C", "E"], {"E", "C"}, "CE", "ec", "C and E"],
    "01.2": [with_sum, unit_first],
    "01.3": [acos(0.2) / pi, counted(), 0.436],
    "01.4": [(0, 1), np.array([0.0, 1.0]), [0, 1.0]],
    "01.5": [by_inverse, by_least_squares],
}

WRONG = {
    "01.1": [
        ("CDE", "along the contour"),
        ("AB", "These two climb"),
        ("BE", "first coordinate alone"),
        ("CD", "second coordinate alone"),
        ("C", "not the only one"),
        ("D", "at right angles"),
        ("ABCDE", "Wanted is the letters"),
    ],
    "01.2": [
        (in_place, "changes an array"),
        (lambda g, d: g @ d, "for each unit"),
        (lambda g, d: g @ d / np.linalg.norm(g) / np.linalg.norm(d), "cosine"),
        (lambda g, d: g @ d / np.sum(d**2), "length squared"),
        (lambda g, d: -g @ d / np.linalg.norm(d), "turned round"),
        (no_sum, "several numbers"),
        (lambda g: g, "TypeError"),
    ],
    "01.3": [
        (0.5, "limit of short steps"),
        (1 - acos(0.2) / pi, "goes up"),
        (43.6, "a percentage"),
        (acos(0.4) / pi, "there is a 2"),
        (acos(0.2), "in radians"),
        (acos(0.2) / (2 * pi), "one side"),
        (0.25, "Wanted is a share"),
    ],
    "01.4": [
        ((0, -1), "it climbs"),
        ((-1, 1), "square ruler's answer"),
        ((-0.25, 0.75), "try the corners"),
        ((-1 / sqrt(10), 3 / sqrt(10)), "round ruler's answer"),
        ((-1, 0), "Another corner"),
        ((-1, 3), "the whole of −∇L"),
        (1, "Wanted is a step of two numbers"),
    ],
    "01.5": [
        (lambda d, s: d.T @ s, "at right angles to each other"),
        (lambda d, s: np.linalg.solve(d.T, s), "changed places"),
        (lambda d, s: -np.linalg.solve(d, s), "steepest way down"),
        (keeps_the_best, "random player"),
        (lambda d, s: s, "when the directions are the axes"),
        (lambda d: d, "TypeError"),
    ],
}
