"""Run an optimizer, keep every point, and say how the run ended."""

import functools
import inspect
from collections.abc import Callable
from numbers import Real

import numpy as np

from gdviz.checks import check_count, check_function, shorten
from gdviz.endings import ending
from gdviz.loss import as_loss
from gdviz.optimizers import check_names, gradient_descent, name_of
from gdviz.stopping import ask
from gdviz.trajectories import Status, Trajectory, change
from gdviz.walking import checked_start, walk

__all__ = ["Status", "Trajectory", "as_loss", "change", "descend"]


def descend(
    loss,
    start,
    optimizer=gradient_descent,
    *,
    steps,
    stop: Callable | None = None,
    **hyperparameters,
):
    """Walk from a start for some steps and keep every point.

    Parameters
    ----------
    loss : Loss or callable
        A plain function of w is made into a :class:`~gdviz.losses.Loss`.
    start : array_like, shape (dim,)
        Finite numbers.
    optimizer : generator function, optional
        ``optimizer(loss, w, **hyperparameters)`` that yields points, the start first.
    steps : int
        At most this many steps, 0 or more.
    stop : callable, optional
        A rule of :mod:`gdviz.stopping`, or any function that takes points, losses and gradients
        so far, shapes (m, dim), (m,) and (m, dim), and returns m answers; the run ends at the
        first True.
    **hyperparameters
        Handed to the optimizer, as ``learning_rate=0.1``.

    Returns
    -------
    Trajectory
        Divergence is a result, not an error: ``status`` says where, why and what would help,
        and the points are kept up to the last finite one.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be; the message says what to do.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> run = descend(bowl(), (1, 0), learning_rate=0.25, steps=3)
    >>> print(run.losses)
    [1.       0.25     0.0625   0.015625]
    >>> print(descend(bowl(), (1, 0), learning_rate=1.5, steps=5000).status)  # doctest: +ELLIPSIS
    diverged at step 511: the loss was 4.49e+307, the next one is too large to store. Try a \
learning rate below 2/λmax = 1 (at the start; elsewhere λ may grow).
    """
    loss = _loss_at(loss, start)
    start = checked_start(loss, start)
    steps = check_count("steps", steps, advice="Try 100.")
    hyperparameters = _hyperparameters(optimizer, hyperparameters)
    stop = _checked_stop(stop)
    with np.errstate(all="ignore"):
        given = _with_remembered_rates(hyperparameters)
        record = walk(loss, optimizer, start, given, steps, stop)
        rates = _rates_used(given, record)
        named = rates if "learning_rate" in hyperparameters else None
        status = ending(loss, record, named, getattr(stop, "text", ""))
    return Trajectory(
        record.points,
        record.losses,
        record.gradients,
        rates,
        status,
        loss,
        name_of(optimizer).replace("_", " "),
        hyperparameters,
        *record.asked.T,
    )


def _loss_at(loss, start):
    """Return a Loss; a start with rows of different lengths is for ``check_point`` to refuse."""
    try:
        return as_loss(loss, start)
    except ValueError:
        return as_loss(loss)


def _hyperparameters(optimizer, given):
    """Return those given and the defaults, or say which one is unknown or missing."""
    check_function("optimizer", optimizer, "for example gd.gradient_descent, not its name")
    check_names(optimizer, given)
    parameters = list(inspect.signature(optimizer).parameters.values())[2:]
    return {p.name: p.default for p in parameters if p.default is not p.empty} | given


def _checked_stop(stop):
    if stop is None:
        return None
    advice = "for example gd.stopping.gradient_below(1e-6)"
    check_function("stop", stop, advice, takes=3)

    def checked(points, losses, gradients):
        answers = np.asarray(ask("stop", stop, points, losses, gradients))
        if answers.shape != losses.shape:
            raise ValueError(
                f"stop must return one answer for each point, shape {losses.shape}. "
                f"Got shape {answers.shape}: {shorten(answers)}. Drop any .all() or max()."
            )
        if answers.dtype != bool:
            raise ValueError(
                f"stop must return True or False for each point. Got {shorten(answers)}. "
                "Compare with a threshold, as in losses < 1e-3."
            )
        return answers

    checked.text = str(stop) if hasattr(stop, "holds") else "the stopping rule holds"
    return checked


class _Remembered:
    """A schedule that keeps what it answered: it may be drawn at random."""

    def __init__(self, schedule):
        functools.update_wrapper(self, schedule)
        self.schedule, self.answers = schedule, {}

    def __call__(self, k):
        self.answers[k] = self.schedule(k)
        return self.answers[k]


def _with_remembered_rates(hyperparameters):
    rate = hyperparameters.get("learning_rate")
    return hyperparameters | ({"learning_rate": _Remembered(rate)} if callable(rate) else {})


def _rates_used(hyperparameters, record):
    """Those that were given; where the optimizer chose its own, those that its points tell."""
    rate, steps = hyperparameters.get("learning_rate"), len(record.points) - 1
    given = [rate.answers.get(k) for k in range(steps)] if callable(rate) else [rate]
    if record.asked[:, 0].any() or not all(isinstance(rate, Real) for rate in given):
        return _rates_told(record)
    return np.full(steps, given, dtype=float)


def _rates_told(record):
    """Solve Δw = −α ∇L for α at each step; NaN where no α does it."""
    steps, gradients = np.diff(record.points, axis=0), record.gradients[:-1]
    if not record.asked[:, 1].any():
        return np.full(len(steps), np.nan)
    rates = -(steps * gradients).sum(axis=1) / (gradients**2).sum(axis=1)
    beside = np.linalg.norm(steps + rates[:, None] * gradients, axis=1)
    rounding = 4 * np.finfo(float).eps * np.linalg.norm(record.points[1:], axis=1)
    return np.where(beside <= 1e-9 * np.linalg.norm(steps, axis=1) + rounding, rates, np.nan)
