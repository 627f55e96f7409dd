"""Schedules that fall by a formula and never end."""

import numpy as np

from gdviz.checks import check_count, check_number
from gdviz.schedules.record import Schedule, checked_rate
from gdviz.text import count, number


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
