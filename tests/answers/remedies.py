"""Notebook 06."""

import numpy as np

from gdviz.schedules import inverse_time

RIGHT = {
    "A": "schedule restarted",
    "B": "plus sign",
    "C": "no bias correction",
    "D": "integer array",
    "E": "gradient not reset",
}


def in_lists(w, velocity, gradient, learning_rate, beta):
    moved = [beta * v - learning_rate * g for v, g in zip(velocity, gradient, strict=True)]
    return [[a + b for a, b in zip(w, moved, strict=True)], moved]


def in_one_array(w, velocity, gradient, learning_rate, beta):
    velocity = beta * velocity - learning_rate * gradient
    return np.array([w + velocity, velocity])


def signs_turned(w, velocity, gradient, learning_rate, beta):
    back = learning_rate * gradient - beta * velocity
    return w - back, -back


def old_velocity(w, velocity, gradient, learning_rate, beta):
    return w + velocity, beta * velocity - learning_rate * gradient


def plus(w, velocity, gradient, learning_rate, beta):
    velocity = beta * velocity + learning_rate * gradient
    return w + velocity, velocity


def no_beta(w, velocity, gradient, learning_rate, beta):
    velocity = velocity - learning_rate * gradient
    return w + velocity, velocity


def minus_twice(w, velocity, gradient, learning_rate, beta):
    velocity = beta * velocity - learning_rate * gradient
    return w - velocity, velocity


def plain(w, velocity, gradient, learning_rate, beta):
    return w - learning_rate * gradient, velocity


def slopes_added(w, velocity, gradient, learning_rate, beta):
    velocity = beta * velocity + gradient
    return w - learning_rate * velocity, velocity


def weighed(w, velocity, gradient, learning_rate, beta):
    velocity = beta * velocity - (1 - beta) * learning_rate * gradient
    return w + velocity, velocity


def point_only(w, velocity, gradient, learning_rate, beta):
    return w + beta * velocity - learning_rate * gradient


def swapped(w, velocity, gradient, learning_rate, beta):
    velocity = beta * velocity - learning_rate * gradient
    return velocity, w + velocity


def in_place(w, velocity, gradient, learning_rate, beta):
    velocity *= beta
    velocity -= learning_rate * gradient
    w += velocity
    return w, velocity


def without(*names):
    return {k: v for k, v in RIGHT.items() if k not in names}


def exchanged(one, other):
    return RIGHT | {one: RIGHT[other], other: RIGHT[one]}


OTHER_RIGHT = {
    "06.1": [80, 5 * int(np.ceil(1000 / 64))],
    "06.2": [256, 16 * 4**2],
    "06.3": [0.0740741, 2 / 27, 0.074],
    "06.4": [in_lists, in_one_array, signs_turned],
    "06.5": [RIGHT, {k.lower(): v.title() for k, v in RIGHT.items()}],
    "06.6": [
        (8, inverse_time(0.1, decay=0.1)),
        [1, lambda k: 1 / (2 * (k + 1))],
        (16, inverse_time(0.5, decay=1)),
    ],
}

WRONG = {
    "06.1": [
        (75, "left out"),
        (79, "reach over"),
        (78.125, "whole numbers"),
        (16, "one epoch"),
        (5000, "examples are seen"),
        (5, "full batch"),
    ],
    "06.2": [
        (64, "not with b itself"),
        (32, "squared"),
        (4, "noisier"),
        (1024, "once too often"),
        (255, "Wanted is a whole number"),
    ],
    "06.3": [
        (0.08, "below the line"),
        (0.02 / 1.02, "one bird"),
        (0.02, "the floor itself"),
        (0.005, "wrong side"),
        (0.08 / 0.92, "A sign"),
        (0.07, "three digits"),
    ],
    "06.4": [
        (in_place, "changes an array"),
        (point_only, "Only one array"),
        (old_velocity, "old velocity. Let"),
        (plus, "uphill"),
        (no_beta, "brakes"),
        (minus_twice, "Add the velocity"),
        (swapped, "changed places"),
        (plain, "handed back"),
        (slopes_added, "PyTorch"),
        (weighed, "1 − β"),
    ],
    "06.5": [
        (without("E"), "missing"),
        (RIGHT | {"C": "momentum"}, "exactly the five names"),
        (RIGHT | {"E": "plus sign"}, "stands there twice"),
        (dict.fromkeys("ABCDE", "plus sign"), "stands there twice"),
        (exchanged("C", "E"), "calms down"),
        (exchanged("A", "D"), "restarts"),
        (exchanged("A", "B"), "Look at B"),
        (exchanged("C", "D"), "Look at D"),
    ],
    "06.6": [
        ((342, 0.5), "from 1 to 32"),
        ((400, 0.1), "from 1 to 32"),
        ((0, 0.1), "from 1 to 32"),
        ((8.5, 0.1), "from 1 to 32"),
        ((1, 5.0), "diverges"),
        ((32, 0.01), "not arrived"),
        ((8, 0.1), "wanders"),
        ((1, inverse_time(0.3, decay=0.001)), "noise is not gone"),
    ],
}
