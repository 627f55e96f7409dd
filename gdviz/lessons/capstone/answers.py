"""How the exercises of notebook 07 know a right answer and the usual wrong ones."""

from functools import cache

import numpy as np

from gdviz.data import MEASURED, penguins
from gdviz.network import classifier


@cache
def validation():
    """Return the notebook's validation birds as a network of their loss, widths 4, 8 and 3.

    Examples
    --------
    >>> validation().examples
    70
    """
    birds = penguins()
    order = np.random.default_rng(7).permutation(len(birds["species"]))
    train, these, _ = np.split(order, [202, 272])
    measured = np.column_stack([birds[name] for name in MEASURED])
    z = (measured - measured[train].mean(axis=0)) / measured[train].std(axis=0)
    return classifier(z[these], birds["species"][these], hidden=(8,), activation="relu")


def right_birds(w):
    return round(70 * validation().accuracy(np.asarray(w, dtype=float)))


def is_point(w):
    return np.shape(w) == (validation().dim,)


TABLES = (
    (np.array([[1.0, 10], [3, 20], [8, 60]]), np.array([[2.0, 30], [5, 0], [1, 1], [7, 9]])),
    (np.array([[0.0, -4], [1, 4], [2, 5], [9, 5]]), np.array([[3.0, 3], [4, 1]])),
)


def scaled(table, like, ddof=0):
    return (table - like.mean(axis=0)) / like.std(axis=0, ddof=ddof)


def tables_like(rule):
    """Recognise a function of two tables that follows a rule."""

    def recognise(function):
        for train, test in TABLES:
            found = function(train.copy(), test.copy())
            if not (isinstance(found, tuple | list) and len(found) == 2):
                return False
            for table, wanted in zip(found, rule(train, test), strict=True):
                if np.shape(table) != wanted.shape or not np.allclose(table, wanted):
                    return False
        return True

    return recognise


def joint(train, test):
    both = np.concatenate([train, test])
    return scaled(train, both), scaled(test, both)


HISTORIES = (
    ([5.0, 4, 3, 3.5, 3.2, 3.1, 2, 2.5, 2.6, 2.7, 2.8], 3),
    ([5.0, 4, 3, 3.5, 2.9, 3.1, 2, 2.1, 2.05, 2.7, 2.8], 3),
    ([9.0, 8, 7, 7.5, 7.5, 6, 6.5], 2),
    ([3.0, 2, 1, 0.5], 2),
)


def first_stale(losses, patience):
    """Return the first epoch at which the lowest loss so far is ``patience`` epochs old.

    Examples
    --------
    >>> first_stale([3, 1, 2, 2, 2], patience=2), first_stale([3, 2, 1], patience=2)
    (3, None)
    """
    ages = (k - int(np.argmin(losses[: k + 1])) for k in range(len(losses)))
    return next((k for k, age in enumerate(ages) if age >= patience), None)


def epochs_like(rule):
    """Recognise a function of losses and patience that follows a rule."""

    def recognise(function):
        return all(
            _same(_asked(function, losses, patience), rule(losses, patience))
            for losses, patience in HISTORIES
        )

    return recognise


def _asked(function, losses, patience):
    """Call a learner's function with a list, or with an array if it needs one."""
    try:
        return function(list(losses), patience)
    except (AttributeError, TypeError):
        return function(np.array(losses), patience)


def _same(found, wanted):
    if found is None or wanted is None:
        return found is wanted
    return np.ndim(found) == 0 and found == wanted


def shifted(by):
    def rule(losses, patience):
        epoch = first_stale(losses, patience)
        return None if epoch is None else epoch + (-patience if by is None else by)

    return rule


def first_rise(losses, patience):
    return next((k for k in range(1, len(losses)) if losses[k] > losses[k - 1]), None)


def rises_in_a_row(losses, patience):
    row = 0
    for k in range(1, len(losses)):
        row = row + 1 if losses[k] > losses[k - 1] else 0
        if row == patience:
            return k
    return None


def last_if_never(losses, patience):
    epoch = first_stale(losses, patience)
    return len(losses) - 1 if epoch is None else epoch


def loss_there(losses, patience):
    epoch = first_stale(losses, patience)
    return None if epoch is None else losses[epoch]
