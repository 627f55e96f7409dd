"""Notebook 09."""

from itertools import pairwise

import numpy as np

import gdviz as gd
from gdviz.data import MEASURED


def with_loops(train, test):
    means = [column.mean() for column in train.T]
    spreads = [np.sqrt(np.mean((column - column.mean()) ** 2)) for column in train.T]
    return [(table - means) / spreads for table in (train, test)]


def by_windows(losses, patience):
    for k in range(patience, len(losses)):
        if min(losses[k - patience + 1 : k + 1]) >= min(losses[: k - patience + 1]):
            return k
    return None


def at_the_first_rise(losses, patience):
    for k, (before, now) in enumerate(pairwise(losses), 1):
        if now > before:
            return k
    return None


def in_a_row(losses, patience):
    streak = 0
    for k in range(1, len(losses)):
        streak = (streak + 1) * (losses[k] > losses[k - 1])
        if streak == patience:
            return k
    return None


birds = gd.penguins()
train = np.random.default_rng(7).permutation(len(birds["species"]))[:202]
measured = np.column_stack([birds[name] for name in MEASURED])[train]
NET = gd.network.classifier(
    with_loops(measured, measured)[0], birds["species"][train], (2,), "relu"
)
START = NET.initialize(gd.initializers.he_normal, seed=1)
ADAM = gd.descend(NET, START, gd.adam, learning_rate=0.05, steps=300)
LONG = gd.descend(NET, START, learning_rate=2, steps=300)
SHORT = gd.descend(NET, START, learning_rate=0.5, steps=40)

OTHER_RIGHT = {
    "09.1": [with_loops],
    "09.3": [by_windows],
    "09.4": [LONG.end, list(ADAM.end)],
}

WRONG = {
    "09.3": [(at_the_first_rise, "first rise"), (in_a_row, "rises in a row")],
    "09.4": [
        (LONG, "run.end"),
        (LONG.end[:-1], "another network"),
        (LONG.points[-10:], "several runs"),
        (np.zeros(19), "All weights are equal"),
        (START, "more than five birds"),
        (SHORT.end, "Close"),
    ],
}
