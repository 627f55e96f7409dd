"""Many learning rates at once, without keeping the paths: how many steps each takes."""

from dataclasses import dataclass
from itertools import islice

import numpy as np

from gdviz.checks import check_count, check_data, check_function, check_number
from gdviz.descent import checked_start
from gdviz.loss import as_loss
from gdviz.optimizers import (
    adagrad,
    adam,
    check_learning_rate,
    check_names,
    gradient_descent,
    momentum,
    nesterov,
    rmsprop,
)
from gdviz.text import count, number

# These walk from a batch of starts at a column of learning rates; others go one by one.
IN_ONE_GO = (gradient_descent, momentum, nesterov, adagrad, rmsprop, adam)
ROUNDING = 1e-9  # an orbit that gains no more than this share has not left


@dataclass(frozen=True, eq=False)
class Sweep:
    """How many steps each learning rate takes.

    Attributes
    ----------
    learning_rates : ndarray, shape (m,)
    steps : ndarray, shape (m,)
        The first step at which the gradient's norm is at most ``tolerance`` times that at the
        start; NaN where it never is.
    kinds : ndarray of str, shape (m,)
        "converged" as above, "diverged" where the run ends higher and steeper than it began, else
        "reached its steps". A short run may yet come back, and a flat slope may hide a ravine:
        :func:`gdviz.descend` looks closer.
    tolerance : float

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> sweep(bowl(), [0.1, 0.5, 1.1], (3, 4)).steps
    array([62.,  1., nan])
    """

    learning_rates: np.ndarray
    steps: np.ndarray
    kinds: np.ndarray
    tolerance: float

    def __post_init__(self):
        for array in (self.learning_rates, self.steps, self.kinds):
            array.flags.writeable = False

    @property
    def best(self):
        """The learning rate with the fewest steps, the smallest of them; NaN if none converges."""
        if np.isnan(self.steps).all():
            return np.nan
        return float(self.learning_rates[self.steps == np.nanmin(self.steps)].min())

    def __repr__(self):
        told = ", ".join(
            f"{(self.kinds == kind).sum()} {kind}"
            for kind in ("converged", "reached its steps", "diverged")
        ).replace("reached its steps", "reached their steps")
        best = ""
        if not np.isnan(self.best):
            best = f"; the fewest steps, {number(np.nanmin(self.steps))}, at {number(self.best)}"
        return f"Of {count(len(self.steps), 'learning rate')} {told}{best}."


def sweep(
    loss,
    learning_rates,
    start,
    optimizer=gradient_descent,
    *,
    steps=1000,
    tolerance=1e-6,
    **hyperparameters,
):
    """Count the steps to convergence at many learning rates.

    Parameters
    ----------
    loss : Loss or callable
    learning_rates : array_like, shape (m,)
        Numbers above 0.
    start : array_like, shape (dim,)
        The same for all of them.
    optimizer : generator function, optional
        Any with a learning rate.
    steps : int, optional
        At most this many, 1 or more.
    tolerance : float, optional
        Converged is the first point where the gradient's norm is at most this share of that at
        the start; in (0, 1).
    **hyperparameters
        Handed to the optimizer.

    Returns
    -------
    Sweep

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> sweep(bowl(), [0.1, 0.5, 0.9, 1.1], (3, 4))
    Of 4 learning rates 3 converged, 0 reached their steps, 1 diverged; the fewest steps, 1, at 0.5.
    """
    loss = as_loss(loss, start)
    start = checked_start(loss, start)
    check_function("optimizer", optimizer, "for example gd.gradient_descent, not its name")
    check_names(optimizer, ["learning_rate", *hyperparameters])
    learning_rates = check_data("learning_rates", learning_rates, 1)
    learning_rates = np.array([check_learning_rate(rate) for rate in learning_rates])
    check_count("steps", steps, 1, advice="Try 1000.")
    check_number("tolerance", tolerance, 0, 1, advice="Try 1e-6.")
    columns = learning_rates[:, None]
    groups = [columns] if optimizer in IN_ONE_GO else list(columns)
    with np.errstate(all="ignore"):
        parts = [
            _finished(group, loss, start, optimizer, steps, tolerance, hyperparameters)
            for group in groups
        ]
    taken, kinds = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Sweep(learning_rates, taken, kinds, tolerance)


def _finished(group, *race):
    """Race a group; plain Python numbers that overflow end it, and each of it starts alone."""
    try:
        return _race(group, *race)
    except OverflowError:
        if group.ndim == 1:
            return np.array([np.nan]), np.array(["diverged"])
    return tuple(map(np.concatenate, zip(*(_finished(one, *race) for one in group), strict=True)))


def _race(group, loss, start, optimizer, steps, tolerance, hyperparameters):
    """Walk at one learning rate, or from copies of the start at a column of them."""
    if group.ndim == 1:
        group, w = group.item(), start.copy()
    else:
        w = np.tile(start, (len(group), 1))
    first = np.linalg.norm(loss.gradient(start))
    taken = np.full(np.size(group), np.nan)
    walk = optimizer(loss, w, learning_rate=group, **hyperparameters)
    for k, w in enumerate(islice(walk, steps + 1)):
        slopes = np.atleast_1d(np.linalg.norm(loss.gradient(w), axis=-1))
        taken[np.isnan(taken) & (slopes <= tolerance * first)] = k
        if not (np.isnan(taken) & np.isfinite(slopes)).any():
            break
    beyond = first * (1 + ROUNDING)
    higher = (np.atleast_1d(loss(w)) > loss(start)) & (slopes > beyond)
    kinds = np.where(higher | ~np.isfinite(slopes), "diverged", "reached its steps")
    return taken, np.where(np.isnan(taken), kinds, "converged")
