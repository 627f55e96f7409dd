"""Notebook 07."""

from itertools import pairwise

import numpy as np

import gdviz as gd
from gdviz.data import MEASURED


def with_loops(train, test):
    means = [column.mean() for column in train.T]
    spreads = [np.sqrt(np.mean((column - column.mean()) ** 2)) for column in train.T]
    return [(table - means) / spreads for table in (train, test)]


def with_one_ruler(train, test):
    ruler = train.mean(axis=0), train.std(axis=0)
    return (train - ruler[0]) / ruler[1], (test - ruler[0]) / ruler[1]


def own(table):
    return (table - table.mean(axis=0)) / table.std(axis=0)


def with_both(train, test):
    both = own(np.vstack([train, test]))
    return both[: len(train)], both[len(train) :]


def by_patience(losses, patience):
    best = 0
    for k in range(len(losses)):
        if losses[k] < losses[best]:
            best = k
        if k - best == patience:
            return k
    return None


def by_windows(losses, patience):
    for k in range(patience, len(losses)):
        if min(losses[k - patience + 1 : k + 1]) >= min(losses[: k - patience + 1]):
            return k
    return None


def by_array(losses, patience):
    ages = [k - losses[: k + 1].argmin() for k in range(len(losses))]
    return ages.index(patience) if patience in ages else None


def the_best(losses, patience):
    epoch = by_patience(losses, patience)
    return None if epoch is None else epoch - patience


def its_loss(losses, patience):
    epoch = by_patience(losses, patience)
    return None if epoch is None else losses[epoch]


def too_late(losses, patience):
    epoch = by_patience(losses, patience)
    return None if epoch is None else epoch + 1


def too_early(losses, patience):
    epoch = by_patience(losses, patience)
    return None if epoch is None else epoch - 1


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


def the_end_if_never(losses, patience):
    epoch = by_patience(losses, patience)
    return len(losses) - 1 if epoch is None else epoch


def _network():
    birds = gd.penguins()
    train = np.random.default_rng(7).permutation(len(birds["species"]))[:202]
    measured = np.column_stack([birds[name] for name in MEASURED])[train]
    return gd.network.classifier(own(measured), birds["species"][train], (8,), "relu")


NET = _network()
START = NET.initialize(gd.initializers.he_normal, seed=1)
LONG = gd.descend(NET, START, learning_rate=2, steps=400)
ADAM = gd.descend(NET, START, gd.adam, learning_rate=0.05, steps=300)
SHORT = gd.descend(NET, START, learning_rate=0.5, steps=12)

OTHER_RIGHT = {
    "07.1": (0.125, np.float64(0.125), 1 / 8),
    "07.2": (with_loops, with_one_ruler),
    "07.3": (np.std([1] * 67 + [0] * 3) / np.sqrt(70), 0.0242),
    "07.4": (by_patience, by_windows, by_array),
    "07.5": (LONG.end, list(ADAM.end)),
}

WRONG = {
    "07.1": (
        (0.25, "the limit itself"),
        (2 / 6.8, "have a say"),
        (1 / 9.2, "have a say"),
        (0.5, "as for a standardised line"),
        (8, "grows with the curvature"),
        (1 / 1.2, "other end of the list"),
    ),
    "07.2": (
        (lambda train, test: (own(train), own(test)), "ruler of its own"),
        (with_both, "made with the test rows too"),
        (lambda train, test: (train - train.mean(0), test - train.mean(0)), "the old ones"),
        (lambda train, test: with_one_ruler(train, test)[::-1], "wrong order"),
        (
            lambda train, test: tuple(
                (table - train.mean(0)) / train.std(0, ddof=1) for table in (train, test)
            ),
            "with n − 1",
        ),
        (
            lambda train, test: tuple((t - train.mean()) / train.std() for t in (train, test)),
            "mixes millimetres and grams",
        ),
        (lambda train, test: own(train), "Wanted is a function"),
    ),
    "07.3": (
        (2.42, "in percent"),
        (67 / 70 * 3 / 70 / 70, "the variance. The"),
        (np.sqrt(67 / 70 * 3 / 70), "one bird's answer"),
        (np.sqrt(67 / 70 / 70), "factors p and 1 − p"),
        (np.sqrt(3 / 70 / 70), "factors p and 1 − p"),
        (67 / 70 * 3 / 70, "There are 70 of them"),
    ),
    "07.4": (
        (the_best, "nobody knows yet"),
        (too_late, "too late"),
        (its_loss, "the epoch's number"),
        (too_early, "too early"),
        (at_the_first_rise, "first rise"),
        (in_a_row, "rises in a row"),
        (the_end_if_never, "the answer is None"),
    ),
    "07.5": (
        (LONG, "run.end"),
        (LONG.end[:-1], "another network"),
        (np.zeros(67), "All weights are equal"),
        (START, "more than ten birds"),
        (SHORT.end, "Close"),
    ),
}
