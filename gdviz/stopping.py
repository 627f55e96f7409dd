"""When to stop: rules to choose from, as arguments of ``descend`` and as questions to a run.

A rule takes the points, losses and gradients of a run, shapes (m, dim), (m,) and (m, dim), and
returns one answer for each point. Any function that does so is a rule; those here also say in
words what they wait for, and at which step a finished run would have stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gdviz import checks
from gdviz.text import number

__all__ = ["Rule", "gradient_below", "loss_below", "loss_change_below", "step_below"]

__getattr__ = checks.unknown_name("gd.stopping", __all__)


@dataclass(frozen=True)
class Rule:
    """A stopping rule that says what it waits for, as "the loss is below 0.1".

    >>> run = gd.descend(gd.losses.bowl(), (1, 0), learning_rate=0.25, steps=100)
    >>> gd.stopping.loss_below(0.1).step(run), gd.stopping.loss_below(0).step(run)
    (2, None)
    """

    text: str
    holds: Callable

    def __call__(self, points, losses, gradients):
        """Return for each point whether the run may stop there, shape (m,)."""
        return self.holds(points, losses, gradients)

    def __str__(self):
        return self.text

    def step(self, run):
        """Return the first step at which a finished run would have stopped, or None."""
        return first_stop(self, run)


def first_stop(rule, run):
    """Return the first step of a run at which any function that is a rule holds, or None."""
    hits = np.flatnonzero(ask("rules", rule, run.points, run.losses, run.gradients))
    return int(hits[0]) if hits.size else None


def ask(name, rule, points, losses, gradients):
    """Return a rule's answers, True or False for each point."""
    run = (checks.locked(array.view()) for array in (points, losses, gradients))
    answers = np.asarray(rule(*run))
    if answers.shape != losses.shape or answers.dtype != bool:
        raise ValueError(
            f"{name} must return True or False for each point, shape {losses.shape}. "
            f"Got shape {answers.shape}: {checks.shorten(answers)}. Compare, as losses < 0.1 does."
        )
    return answers


def gradient_below(threshold: float) -> Rule:
    """Stop where the gradient's norm ‖∇L‖ is below a threshold above 0.

    It can also stop on a plateau or near a saddle.

    >>> print(gradient_below(1e-6))
    the gradient's norm is below 1e−06
    """
    threshold = _above_zero(threshold)
    return Rule(
        f"the gradient's norm is below {number(threshold)}",
        lambda points, losses, gradients: np.linalg.norm(gradients, axis=1) < threshold,
    )


def loss_below(threshold: float) -> Rule:
    """Stop where the loss is below a threshold, any finite number.

    One has to know how low the loss can go.

    >>> print(loss_below(0.01))
    the loss is below 0.01
    """
    threshold = checks.check_number("threshold", threshold)
    return Rule(
        f"the loss is below {number(threshold)}",
        lambda points, losses, gradients: losses < threshold,
    )


def loss_change_below(threshold: float) -> Rule:
    """Stop where the last step changed the loss by less than a threshold above 0.

    It can also stop where the learning rate is small, or on a plateau.

    >>> print(loss_change_below(0.01))
    the last step changed the loss by less than 0.01
    """
    threshold = _above_zero(threshold)
    return Rule(
        f"the last step changed the loss by less than {number(threshold)}",
        lambda points, losses, gradients: np.abs(_steps(losses)) < threshold,
    )


def step_below(threshold: float) -> Rule:
    """Stop where the last step was shorter than a threshold above 0.

    It can also stop where the learning rate is small, or on a plateau.

    >>> print(step_below(0.01))
    the last step was shorter than 0.01
    """
    threshold = _above_zero(threshold)
    return Rule(
        f"the last step was shorter than {number(threshold)}",
        lambda points, losses, gradients: np.linalg.norm(_steps(points), axis=1) < threshold,
    )


def _above_zero(threshold):
    return checks.check_number("threshold", threshold, 0, advice="Try 1e-6.")


def _steps(values):
    """Differences to the entry before; the first entry has none and counts as infinitely far."""
    return np.concatenate([np.full_like(values[:1], np.inf), np.diff(values, axis=0)])
