"""What a schedule is: a rule and its words. The simplest keeps one learning rate."""

import numbers
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gdviz.checks import check_count, check_function, check_number, shorten
from gdviz.text import number


@dataclass(frozen=True, eq=False)
class Schedule:
    """A learning rate for every step, and its rule in words.

    Parameters
    ----------
    rule : callable
        Takes the step k, a whole number ≥ 0, and returns its learning rate; takes an array of
        steps too.
    words : str
        Continues a sentence that ends in "at learning rate".

    Examples
    --------
    >>> zigzag = Schedule(lambda k: 0.1 + 0.05 * (k % 2), "0.1 and 0.15 in turn")
    >>> zigzag, zigzag(1)
    (0.1 and 0.15 in turn, 0.15000000000000002)
    """

    rule: Callable
    words: str

    def __post_init__(self):
        check_function("rule", self.rule, "for example lambda k: 0.1 / (k + 1)", takes=1)

    def __call__(self, k):
        """Return the learning rate of step k, or of each step of an array of them."""
        if isinstance(k, int) and k >= 0:
            return _one_number(self.rule(k), k)
        steps = np.asarray(k)
        if steps.dtype.kind not in "iu" or (steps < 0).any():
            check_count("k", k, advice="Steps are counted from 0.")
        rates = np.full(steps.shape, self.rule(steps.astype(float)), dtype=float)
        return float(rates) if rates.ndim == 0 else rates

    def __repr__(self):
        return self.words


def _one_number(rate, k):
    if not isinstance(rate, numbers.Real) and getattr(rate, "ndim", 1):
        raise TypeError(
            f"rule must return one number for each step. Got {shorten(rate)} at step {k}. "
            "Check for a missing return."
        )
    return float(rate)


def checked_rate(value):
    """Return a schedule's learning rate as a float."""
    return check_number("learning_rate", value, 0, advice="Try 0.1.")


def constant(learning_rate):
    """Keep one learning rate, α_k = α.

    Parameters
    ----------
    learning_rate : float
        α > 0.

    Returns
    -------
    Schedule

    Examples
    --------
    >>> constant(0.1), constant(0.1)(1000)
    (0.1, 0.1)
    """
    rate = checked_rate(learning_rate)
    return Schedule(lambda k: rate, number(rate))
