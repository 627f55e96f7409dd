"""When to stop: rules to choose from, as arguments of ``descend`` and as questions to a run.

A rule takes the points, losses and gradients of a run, shapes (m, dim), (m,) and (m, dim), and
returns one answer for each point. Any function that does so is a rule; those here also say in
words what they wait for, and at which step a finished run would have stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gdviz.checks import check_function, check_number, locked, shorten, unknown_name
from gdviz.text import number

__all__ = [
    "Rule",
    "all_of",
    "any_of",
    "gradient_below",
    "loss_below",
    "loss_change_below",
    "step_below",
]

__getattr__ = unknown_name("gd.stopping", __all__)


@dataclass(frozen=True)
class Rule:
    """A stopping rule that can say what it waits for.

    Attributes
    ----------
    text : str
        What must be so, for example "the loss is below 0.01".
    holds : callable
        Takes points, losses and gradients and returns m answers.

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import bowl
    >>> rule = loss_below(0.1)
    >>> descend(bowl(), (1, 0), learning_rate=0.25, steps=100, stop=rule).steps
    2
    """

    text: str
    holds: Callable

    def __call__(self, points, losses, gradients):
        """Return for each point whether the run may stop there, shape (m,)."""
        return self.holds(points, losses, gradients)

    def __str__(self):
        return self.text

    def step(self, run):
        """Return the first step at which a finished run would have stopped, or None.

        Parameters
        ----------
        run : Trajectory

        Examples
        --------
        >>> from gdviz.descent import descend
        >>> from gdviz.losses import bowl
        >>> run = descend(bowl(), (1, 0), learning_rate=0.25, steps=100)
        >>> gradient_below(0.1).step(run), loss_below(0).step(run)
        (5, None)
        """
        return first_stop(self, run)


def first_stop(rule, run):
    """Return the first step of a run at which any function that is a rule holds, or None.

    Raises
    ------
    ValueError
        If the rule does not answer True or False for each point.

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import bowl
    >>> run = descend(bowl(), (1, 0), learning_rate=0.25, steps=100)
    >>> first_stop(lambda points, losses, gradients: losses < 0.1, run)
    2
    """
    hits = np.flatnonzero(_answers(rule, run.points, run.losses, run.gradients))
    return int(hits[0]) if hits.size else None


def ask(name, rule, *arrays):
    """Ask a rule of points, losses and gradients, which gets views that it cannot write into.

    Raises
    ------
    ValueError
        If it tries.

    Examples
    --------
    >>> ask("stop", lambda losses: losses.fill(0), np.ones(3))
    Traceback (most recent call last):
    ValueError: stop must leave points, losses and gradients as they are. Got a rule that writes \
into them. Let it work on a copy, as in losses = losses.copy().
    """
    try:
        return rule(*(locked(array.view()) for array in arrays))
    except ValueError as error:
        if "read-only" not in str(error):
            raise
        raise ValueError(
            f"{name} must leave points, losses and gradients as they are. Got a rule that writes "
            "into them. Let it work on a copy, as in losses = losses.copy()."
        ) from None


def _answers(rule, points, losses, gradients):
    answers = np.asarray(ask("rules", rule, points, losses, gradients))
    if answers.shape != losses.shape or answers.dtype != bool:
        raise ValueError(
            f"rules must return True or False for each point, shape {losses.shape}. "
            f"Got shape {answers.shape}: {shorten(answers)}. Compare, as losses < 0.1 does."
        )
    return answers


def _threshold(value, closed=""):
    return check_number("threshold", value, 0, closed=closed, advice="Try 1e-6.")


def gradient_below(threshold):
    """Stop where the gradient's norm ‖∇L‖ is below a threshold above 0.

    A plateau and a saddle fool it.

    Examples
    --------
    >>> print(gradient_below(1e-6))
    the gradient's norm is below 1e−06
    """
    threshold = _threshold(threshold)
    return Rule(
        f"the gradient's norm is below {number(threshold)}",
        lambda points, losses, gradients: np.linalg.norm(gradients, axis=1) < threshold,
    )


def loss_below(threshold):
    """Stop where the loss is below a threshold, any finite number.

    It cannot be fooled, but one has to know how low the loss can go.

    Examples
    --------
    >>> print(loss_below(0.01))
    the loss is below 0.01
    """
    threshold = check_number("threshold", threshold)
    return Rule(
        f"the loss is below {number(threshold)}",
        lambda points, losses, gradients: losses < threshold,
    )


def loss_change_below(threshold):
    """Stop where the last step changed the loss by less than a threshold above 0.

    A small learning rate fools it, and so does a plateau.

    Examples
    --------
    >>> print(loss_change_below(1e-9))
    the last step changed the loss by less than 1e−09
    """
    threshold = _threshold(threshold)
    return Rule(
        f"the last step changed the loss by less than {number(threshold)}",
        lambda points, losses, gradients: np.abs(_steps(losses)) < threshold,
    )


def step_below(threshold):
    """Stop where the last step was shorter than a threshold above 0.

    A small learning rate fools it, and so does a plateau.

    Examples
    --------
    >>> print(step_below(1e-9))
    the last step was shorter than 1e−09
    """
    threshold = _threshold(threshold)
    return Rule(
        f"the last step was shorter than {number(threshold)}",
        lambda points, losses, gradients: np.linalg.norm(_steps(points), axis=1) < threshold,
    )


def _steps(values):
    """Differences to the entry before; the first entry has none and counts as infinitely far."""
    return np.concatenate([np.full_like(values[:1], np.inf), np.diff(values, axis=0)])


def any_of(*rules):
    """Stop where at least one of several rules holds.

    Examples
    --------
    >>> print(any_of(loss_below(0.01), step_below(1e-9)))
    the loss is below 0.01, or the last step was shorter than 1e−09
    """
    rules = _checked_rules(rules)
    return Rule(
        ", or ".join(map(str, rules)),
        lambda *run: np.any([_answers(rule, *run) for rule in rules], axis=0),
    )


def all_of(*rules):
    """Stop where several rules hold at once.

    Examples
    --------
    >>> print(all_of(gradient_below(0.1), step_below(0.01)))
    the gradient's norm is below 0.1, and the last step was shorter than 0.01
    """
    rules = _checked_rules(rules)
    return Rule(
        ", and ".join(map(str, rules)),
        lambda *run: np.all([_answers(rule, *run) for rule in rules], axis=0),
    )


def _checked_rules(rules):
    example = "for example gd.stopping.gradient_below(1e-6)"
    if not rules:
        raise TypeError(
            f"rules must hold at least one stopping rule. Got none. Give one, {example}."
        )
    for rule in rules:
        check_function("rules", rule, example, takes=3)
    return rules
