"""Schedules: learning rates that change with the step.

A schedule is any callable ``k -> learning rate``; those made here are frozen records that say
in words what they do. They stand wherever a learning rate does.

Examples
--------
>>> import gdviz as gd
>>> halving = gd.schedules.step(0.25, every=10)
>>> print(gd.descend(gd.losses.bowl(), (1, 0), learning_rate=halving, steps=20).method)
gradient descent at learning rate 0.25, times 0.5 every 10 steps
"""

import numbers
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gdviz.checks import check_count, check_function, check_number, shorten, unknown_name
from gdviz.text import count, number

__all__ = [
    "Schedule",
    "constant",
    "cosine",
    "exponential",
    "inverse_square_root",
    "inverse_time",
    "join",
    "step",
    "warm_up",
]

__getattr__ = unknown_name("gd.schedules", __all__)


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


def step(learning_rate, every, factor=0.5):
    """Multiply by a factor every so many steps, α_k = α·c^⌊k/every⌋.

    Parameters
    ----------
    learning_rate : float
        α > 0, the first.
    every : int
        1 or more steps between two changes.
    factor : float, optional
        c in (0, 1].

    Returns
    -------
    Schedule

    Notes
    -----
    torch's ``StepLR``; optax's ``exponential_decay`` with ``staircase=True``.

    Examples
    --------
    >>> step(0.1, every=20), step(0.1, every=20)(39)
    (0.1, times 0.5 every 20 steps, 0.05)
    """
    rate, factor = checked_rate(learning_rate), _factor(factor)
    every = check_count("every", every, 1)
    words = f"{number(rate)}, times {number(factor)} every {count(every, 'step')}"
    return Schedule(lambda k: rate * factor ** (k // every), words)


def exponential(learning_rate, factor):
    """Multiply by the same factor each step, α_k = α·cᵏ.

    With c < 1 the rates add up to no more than α/(1 − c): the walk may end before it arrives.

    Parameters
    ----------
    learning_rate : float
        α > 0, the first.
    factor : float
        c in (0, 1].

    Returns
    -------
    Schedule

    Notes
    -----
    torch's ``ExponentialLR``; optax's ``exponential_decay`` with ``transition_steps=1``.

    Examples
    --------
    >>> exponential(0.1, factor=0.9), round(exponential(0.1, factor=0.9)(2), 6)
    (0.1, times 0.9 each step, 0.081)
    """
    rate, factor = checked_rate(learning_rate), _factor(factor)
    return Schedule(lambda k: rate * factor**k, f"{number(rate)}, times {number(factor)} each step")


def _factor(value):
    advice = "A factor above 1 would grow without end; try 0.5."
    return check_number("factor", value, 0, 1, closed="high", advice=advice)


def inverse_time(learning_rate, decay):
    """Fall like 1/k, α_k = α / (1 + decay·k).

    The rates add up without limit and their squares do not, which is enough for descent on noisy
    gradients to arrive.

    Parameters
    ----------
    learning_rate : float
        α > 0, the first.
    decay : float
        Above 0; after 1/decay steps the rate is half the first.

    Returns
    -------
    Schedule

    Notes
    -----
    Robbins and Monro (1951), "A stochastic approximation method".

    Examples
    --------
    >>> inverse_time(0.1, decay=0.5), inverse_time(0.1, decay=0.5)(2)
    (0.1 / (1 + 0.5k), 0.05)
    """
    rate, decay = checked_rate(learning_rate), check_number("decay", decay, 0)
    return Schedule(lambda k: rate / (1 + decay * k), f"{number(rate)} / (1 + {number(decay)}k)")


def inverse_square_root(learning_rate, decay):
    """Fall like 1/√k, α_k = α / √(1 + decay·k).

    Parameters
    ----------
    learning_rate : float
        α > 0, the first.
    decay : float
        Above 0; after 3/decay steps the rate is half the first.

    Returns
    -------
    Schedule

    Notes
    -----
    Zinkevich (2003), "Online convex programming and generalized infinitesimal gradient ascent".

    Examples
    --------
    >>> inverse_square_root(0.1, decay=1), inverse_square_root(0.1, decay=1)(3)
    (0.1 / √(1 + 1k), 0.05)
    """
    rate, decay = checked_rate(learning_rate), check_number("decay", decay, 0)
    words = f"{number(rate)} / √(1 + {number(decay)}k)"
    return Schedule(lambda k: rate / np.sqrt(1 + decay * k), words)


def cosine(learning_rate, steps, end=0.0):
    """Fall along half a cosine, then stay, α_k = end + (α − end)·(1 + cos(πk/steps))/2.

    Parameters
    ----------
    learning_rate : float
        α > 0, the first.
    steps : int
        1 or more, until ``end`` is reached.
    end : float, optional
        In [0, α].

    Returns
    -------
    Schedule

    Notes
    -----
    Loshchilov and Hutter (2017), "SGDR: stochastic gradient descent with warm restarts", one
    period of it. optax's ``cosine_decay_schedule``; torch's ``CosineAnnealingLR`` up to
    ``steps``, after which it rises again.

    Examples
    --------
    >>> cosine(0.1, steps=100), cosine(0.1, steps=100)(100)
    (0.1 falling to 0 along a cosine in 100 steps, 0.0)
    """
    rate, steps = checked_rate(learning_rate), check_count("steps", steps, 1)
    end = check_number("end", end, 0, rate, closed="both", advice="Give the lowest rate.")
    words = f"{number(rate)} falling to {number(end)} along a cosine in {count(steps, 'step')}"

    def rule(k):
        share = (1 + np.cos(np.pi * np.minimum(k, steps) / steps)) / 2
        return rate * share + end * (1 - share)

    return Schedule(rule, words)


def warm_up(learning_rate, steps, start=0.0):
    """Rise in a straight line, then stay, α_k = start + (α − start)·k/steps.

    Parameters
    ----------
    learning_rate : float
        α > 0, the last.
    steps : int
        1 or more, until α is reached.
    start : float, optional
        In [0, α].

    Returns
    -------
    Schedule

    Notes
    -----
    Goyal et al. (2017), "Accurate, large minibatch SGD", section 2.2. optax's
    ``linear_schedule``; torch's ``LinearLR``.

    Examples
    --------
    >>> warm_up(0.5, steps=4), warm_up(0.5, steps=4)(1)
    (0.5 after rising from 0 in 4 steps, 0.125)
    """
    rate, steps = checked_rate(learning_rate), check_count("steps", steps, 1)
    start = check_number("start", start, 0, rate, closed="both", advice="Give the first rate.")
    words = f"{number(rate)} after rising from {number(start)} in {count(steps, 'step')}"

    def rule(k):
        share = np.minimum(k, steps) / steps
        return rate * share + start * (1 - share)

    return Schedule(rule, words)


def join(first, at, second):
    """Follow one schedule, then from step ``at`` another, which counts from there.

    Parameters
    ----------
    first, second : callable or float
        Schedules; a number is taken as :func:`constant`.
    at : int
        1 or more.

    Returns
    -------
    Schedule

    Notes
    -----
    optax's ``join_schedules``; torch's ``SequentialLR``.

    Examples
    --------
    >>> both = join(warm_up(0.5, steps=4), 4, cosine(0.5, steps=20))
    >>> both(3), both(4), both(24)
    (0.375, 0.5, 0.0)
    """
    first, second = (f if callable(f) else constant(f) for f in (first, second))
    at = check_count("at", at, 1)

    def rule(k):
        if np.ndim(k) == 0:
            return first(int(k)) if k < at else second(int(k) - at)
        steps = np.asarray(k, dtype=int)
        return np.reshape([rule(one) for one in steps.ravel()], steps.shape)

    return Schedule(rule, f"{_words(first)}, from step {at} on {_words(second)}")


def _words(schedule):
    return repr(schedule) if isinstance(schedule, Schedule) else "a rule of its own"
