"""Schedules that go from one rate to another in a number of steps, and their joining."""

import numpy as np

from gdviz.checks import check_count, check_number
from gdviz.schedules.record import Schedule, checked_rate, constant
from gdviz.text import count, number


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
