"""Notebook 07: the report card of its choices, and its exercises."""

from functools import cache

import numpy as np

from gdviz.data import MEASURED, penguins
from gdviz.exercises import Exercise, Mistake, near
from gdviz.network import classifier
from gdviz.tables import Table
from gdviz.words import number

CLAIMS = ()


def report_card(*choices):
    """Set choices side by side: what, why, what was guessed beforehand and what came out.

    Parameters
    ----------
    *choices : tuple of (choice, why, guess, found)
        Guess and found are numbers or words; a guess of None means none was made.

    Returns
    -------
    Table

    Examples
    --------
    >>> report_card(("Learning rate 0.5", "half the limit", None, 0)).rows
    (('Learning rate 0.5', 'half the limit', 'no guess', '0'),)
    """
    rows = tuple((what, why, _said(guess), _said(found)) for what, why, guess, found in choices)
    headings = ("Choice", "Why", "You predicted", "The runs said")
    return Table("Report card of the penguin network.", headings, rows)


def _said(value):
    if value is None:
        return "no guess"
    return value if isinstance(value, str) else number(value)


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


def _right_birds(w):
    return round(70 * validation().accuracy(np.asarray(w, dtype=float)))


def _is_point(w):
    return np.shape(w) == (validation().dim,)


TABLES = (
    (np.array([[1.0, 10], [3, 20], [8, 60]]), np.array([[2.0, 30], [5, 0], [1, 1], [7, 9]])),
    (np.array([[0.0, -4], [1, 4], [2, 5], [9, 5]]), np.array([[3.0, 3], [4, 1]])),
)


def _scaled(table, like, ddof=0):
    return (table - like.mean(axis=0)) / like.std(axis=0, ddof=ddof)


def _tables_like(rule):
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


def _joint(train, test):
    both = np.concatenate([train, test])
    return _scaled(train, both), _scaled(test, both)


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


def _epochs_like(rule):
    """Recognise a function of losses and patience that follows a rule."""

    def recognise(function):
        return all(
            _same(function(list(losses), patience), rule(losses, patience))
            for losses, patience in HISTORIES
        )

    return recognise


def _same(found, wanted):
    if found is None or wanted is None:
        return found is wanted
    return np.ndim(found) == 0 and found == wanted


def _shifted(by):
    def rule(losses, patience):
        epoch = first_stale(losses, patience)
        return None if epoch is None else epoch + (-patience if by is None else by)

    return rule


def _first_rise(losses, patience):
    return next((k for k in range(1, len(losses)) if losses[k] > losses[k - 1]), None)


def _rises_in_a_row(losses, patience):
    row = 0
    for k in range(1, len(losses)):
        row = row + 1 if losses[k] > losses[k - 1] else 0
        if row == patience:
            return k
    return None


def _last_if_never(losses, patience):
    epoch = first_stale(losses, patience)
    return len(losses) - 1 if epoch is None else epoch


EXERCISES = (
    Exercise(
        "07.1",
        "one number",
        near(0.125),
        "Only the largest curvature limits the rate; the negative ones are ways down.",
        (
            Mistake(
                near(0.25),
                "That is the limit itself. On it the steepest direction orbits, and a mini-batch "
                "can push it over.",
            ),
            Mistake(
                near(2 / 6.8, 1 / 6.8),
                "You added the negative curvature to the largest one. A direction that curves "
                "down sets no limit.",
            ),
            Mistake(
                near(0.5),
                "That is right where the largest curvature is 2, as for a standardised line. "
                "Here it is another.",
            ),
            Mistake(
                near(8, 16),
                "That grows with the curvature. The steeper the ground, the shorter the step.",
            ),
            Mistake(
                near(1 / 1.2, 2 / 1.2),
                "You took the curvature at the other end of the list.",
            ),
        ),
        (
            "Which of the two curvatures is the first to make steps grow?",
            "The limit is 2 divided by the largest curvature. Wanted is half of that.",
        ),
    ),
    Exercise(
        "07.2",
        "a function standardised(train, test) that returns both tables",
        _tables_like(lambda train, test: (_scaled(train, train), _scaled(test, train))),
        "The test rows are measured with a ruler that was made without them.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself: its name, without brackets.",
            ),
            Mistake(
                lambda function: function(*TABLES[0]) is None,
                "The function returns None. Is there a return in its last line?",
            ),
            Mistake(
                _tables_like(lambda train, test: (_scaled(train, train), _scaled(test, test))),
                "Each table has a ruler of its own. The same bird would get another number in "
                "each of them.",
            ),
            Mistake(
                _tables_like(_joint),
                "The ruler was made with the test rows too. So they have told the network "
                "something before the test.",
            ),
            Mistake(
                _tables_like(lambda train, test: (train - train.mean(0), test - train.mean(0))),
                "The means are taken off, but the units are still the old ones.",
            ),
            Mistake(
                _tables_like(lambda train, test: (_scaled(test, train), _scaled(train, train))),
                "The two tables come back in the wrong order.",
            ),
            Mistake(
                _tables_like(
                    lambda train, test: (_scaled(train, train, 1), _scaled(test, train, 1))
                ),
                "That is the standard deviation with n − 1. The course divides by n, as numpy "
                "does by itself; only then the curvature is exactly 2.",
            ),
            Mistake(
                _tables_like(
                    lambda train, test: (
                        (train - train.mean()) / train.std(),
                        (test - train.mean()) / train.std(),
                    )
                ),
                "One mean for the whole table mixes millimetres and grams. Each column needs its "
                "own: axis=0.",
            ),
        ),
        (
            "Which rows may the mean and the standard deviation be computed from?",
            "Compute both once, from the training rows, column by column, and use them twice.",
        ),
    ),
    Exercise(
        "07.3",
        "one number",
        near(np.sqrt(67 / 70 * 3 / 70 / 70)),
        "So one bird more or less right, a step of 1/70, is well within chance.",
        (
            Mistake(
                near(100 * np.sqrt(67 / 70 * 3 / 70 / 70)),
                "That is in percent. Give it as a share, like the accuracy.",
            ),
            Mistake(
                near(67 / 70 * 3 / 70 / 70),
                "That is the variance. The standard error is in the unit of the share itself.",
            ),
            Mistake(
                near(np.sqrt(67 / 70 * 3 / 70)),
                "That is the spread of one bird's answer. The mean of 70 of them varies less.",
            ),
            Mistake(
                near(np.sqrt(67 / 70 / 70)),
                "You left out the factor 1 − p. A share that is almost 1 has little room to vary.",
            ),
            Mistake(
                near(67 / 70 * 3 / 70),
                "That is p(1 − p), the variance for one bird. There are 70 of them.",
            ),
        ),
        (
            "For one bird the answer is 1 with probability p and 0 otherwise: its variance is "
            "p times the rest.",
            "The variance of a mean of n independent answers is n times smaller. Then the root.",
        ),
    ),
    Exercise(
        "07.4",
        "a function epoch_to_stop(losses, patience) that returns an epoch or None",
        _epochs_like(first_stale),
        "This is early stopping with patience, as most libraries have it.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself: its name, without brackets.",
            ),
            Mistake(
                _epochs_like(_shifted(None)),
                "That is the epoch with the lowest loss. At that moment nobody knows yet that it "
                "is the lowest: the rule stops later.",
            ),
            Mistake(
                _epochs_like(_shifted(1)),
                "One epoch too late: stop as soon as the lowest loss is that old.",
            ),
            Mistake(
                _epochs_like(_shifted(-1)),
                "One epoch too early. The epoch of the lowest loss itself has age 0.",
            ),
            Mistake(
                _epochs_like(_first_rise),
                "It stops at the first rise and does not look at the patience.",
            ),
            Mistake(
                _epochs_like(_rises_in_a_row),
                "It counts rises in a row. A loss may fall a little and still be above its "
                "lowest value.",
            ),
            Mistake(
                _epochs_like(_last_if_never),
                "Right where the rule fires. Where it never does, the answer is None.",
            ),
        ),
        (
            "Walk through the losses and remember the lowest one and its epoch.",
            "At each epoch ask how long ago the lowest loss was. Stop when that is the patience.",
        ),
    ),
    Exercise(
        "07.5",
        "weights: 67 numbers, as run.end",
        lambda w: _is_point(w) and _right_birds(w) == 70,
        "All 70 validation birds are right, with a recipe of your own. What that says of new birds "
        "only new birds can tell.",
        (
            Mistake(
                lambda run: hasattr(run, "end"),
                "That is a whole run. Hand over its last point: run.end.",
            ),
            Mistake(
                lambda w: np.ndim(w) == 1 and len(w) and not _is_point(w),
                "This many weights belong to another network. Keep 4 inputs, 8 hidden units and "
                "3 outputs.",
            ),
            Mistake(
                lambda w: _is_point(w) and np.ptp(w) == 0,
                "All weights are equal, so all hidden units do the same. Start from random ones.",
            ),
            Mistake(
                lambda w: _is_point(w) and _right_birds(w) < 60,
                "It is wrong on more than ten birds. Has it been trained, and did the loss fall?",
            ),
            Mistake(
                lambda w: _is_point(w) and _right_birds(w) < 70,
                "Close: one bird or a few are still wrong. Train longer, or in smaller batches.",
            ),
        ),
        (
            "Look at the loss of your run: is it still falling at the end?",
            "Take many more updates than the worst of your runs needed, at a rate that you trust.",
        ),
    ),
)
