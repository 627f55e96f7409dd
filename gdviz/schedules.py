"""Schedules: learning rates that change with the step.

A schedule is any callable ``k -> learning rate``; those made here say in words what they do.
Optimizers take one in place of a number. ``learning_rate`` is α > 0, the largest.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gdviz import checks
from gdviz.text import count, number

__all__ = [
    "Schedule",
    "constant",
    "cosine",
    "exponential",
    "inverse_square_root",
    "inverse_time",
    "step",
    "warm_up",
]

__getattr__ = checks.unknown_name("gd.schedules", __all__)


@dataclass(frozen=True, eq=False)
class Schedule:
    """A rule from step to learning rate, and words that go on after "at learning rate".

    >>> zigzag = Schedule(lambda k: 0.1 + 0.1 * (k % 2), "0.1 and 0.2 in turn")
    >>> zigzag, zigzag(1)
    (0.1 and 0.2 in turn, 0.2)
    """

    rule: Callable
    words: str

    def __call__(self, k):
        """Return the learning rate of step k."""
        if type(k) is not int or k < 0:
            k = checks.check_count("k", k, advice="Steps count from 0.")
        return float(self.rule(k))

    def __repr__(self):
        return self.words


def _checked(learning_rate):
    return checks.check_number("learning_rate", learning_rate, 0, advice="Try 0.1.")


def _checked_factor(factor):
    advice = "A factor above 1 would grow without end; try 0.5."
    return checks.check_number("factor", factor, 0, 1, closed="high", advice=advice)


def constant(learning_rate: float) -> Schedule:
    """Keep one learning rate, α_k = α.

    >>> constant(0.1), constant(0.1)(2)
    (0.1, 0.1)
    """
    rate = _checked(learning_rate)
    return Schedule(lambda k: rate, number(rate))


def step(learning_rate: float, every: int, factor: float = 0.5) -> Schedule:
    """Multiply by a factor c in (0, 1] every so many steps, α_k = α·c^⌊k/every⌋.

    torch's ``StepLR``; optax's ``exponential_decay`` with ``staircase=True``.

    >>> step(0.1, every=2), step(0.1, every=2)(2)
    (0.1, times 0.5 every 2 steps, 0.05)
    """
    rate, factor = _checked(learning_rate), _checked_factor(factor)
    every = checks.check_count("every", every, 1, advice="Try 20.")
    words = f"{number(rate)}, times {number(factor)} every {count(every, 'step')}"
    return Schedule(lambda k: rate * factor ** (k // every), words)


def exponential(learning_rate: float, factor: float) -> Schedule:
    """Multiply by the same factor c in (0, 1] each step, α_k = α·cᵏ.

    With c < 1 the rates add up to no more than α/(1 − c): the walk may end before it arrives.
    torch's ``ExponentialLR``; optax's ``exponential_decay`` with ``transition_steps=1``.

    >>> exponential(0.1, factor=0.5), exponential(0.1, factor=0.5)(2)
    (0.1, times 0.5 each step, 0.025)
    """
    rate, factor = _checked(learning_rate), _checked_factor(factor)
    return Schedule(lambda k: rate * factor**k, f"{number(rate)}, times {number(factor)} each step")


def inverse_time(learning_rate: float, decay: float) -> Schedule:
    """Fall like 1/k, α_k = α / (1 + decay·k); after 1/decay steps the rate is half the first.

    The rates add up without limit and their squares do not, which is enough for descent on noisy
    gradients to arrive: Robbins and Monro (1951), "A stochastic approximation method".

    >>> inverse_time(0.1, decay=0.5), inverse_time(0.1, decay=0.5)(2)
    (0.1 / (1 + 0.5k), 0.05)
    """
    rate, decay = _checked(learning_rate), checks.check_number("decay", decay, 0, advice="Try 0.1.")
    return Schedule(lambda k: rate / (1 + decay * k), f"{number(rate)} / (1 + {number(decay)}k)")


def inverse_square_root(learning_rate: float, decay: float) -> Schedule:
    """Fall like 1/√k, α_k = α / √(1 + decay·k); after 3/decay steps the rate is half the first.

    Zinkevich (2003), "Online convex programming and generalized infinitesimal gradient ascent".

    >>> inverse_square_root(0.1, decay=1.5), inverse_square_root(0.1, decay=1.5)(2)
    (0.1 / √(1 + 1.5k), 0.05)
    """
    rate, decay = _checked(learning_rate), checks.check_number("decay", decay, 0, advice="Try 0.1.")
    words = f"{number(rate)} / √(1 + {number(decay)}k)"
    return Schedule(lambda k: rate / np.sqrt(1 + decay * k), words)


def cosine(learning_rate: float, steps: int) -> Schedule:
    """Fall along half a cosine, then stay at 0, α_k = α·(1 + cos(πk/steps))/2.

    Loshchilov and Hutter (2017), "SGDR: stochastic gradient descent with warm restarts", one
    period of it. optax's ``cosine_decay_schedule``; torch's ``CosineAnnealingLR`` up to ``steps``,
    after which it rises again.

    >>> cosine(0.1, steps=100), cosine(0.1, steps=100)(100)
    (0.1 falling to 0 along a cosine in 100 steps, 0.0)
    """
    rate, steps = _checked(learning_rate), checks.check_count("steps", steps, 1, advice="Try 100.")
    words = f"{number(rate)} falling to 0 along a cosine in {count(steps, 'step')}"
    return Schedule(lambda k: rate * (1 + np.cos(np.pi * min(k, steps) / steps)) / 2, words)


def warm_up(learning_rate: float, steps: int) -> Schedule:
    """Rise linearly from 0, then stay constant, α_k = α·min(k, steps)/steps.

    Goyal et al. (2017), "Accurate, large minibatch SGD", section 2.2. optax's
    ``linear_schedule``; torch's ``LinearLR`` must start above 0.

    >>> warm_up(0.5, steps=4), warm_up(0.5, steps=4)(2)
    (0.5 after rising from 0 in 4 steps, 0.25)
    """
    rate, steps = _checked(learning_rate), checks.check_count("steps", steps, 1, advice="Try 100.")
    words = f"{number(rate)} after rising from 0 in {count(steps, 'step')}"
    return Schedule(lambda k: rate * (min(k, steps) / steps), words)
