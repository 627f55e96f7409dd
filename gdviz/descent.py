"""Run an optimizer, keep every point, and say how the run ended."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from gdviz import words
from gdviz.checks import check_count, check_function, check_point, shorten
from gdviz.losses import Loss
from gdviz.optimizers import gradient_descent

CHUNK = 64  # points between two looks at how the run is doing
FLAT = 1e-6  # a gradient this much smaller than at the start counts as almost zero


@dataclass(frozen=True)
class Status:
    """How a run ended: which way, at which step, why, and what to do next.

    ``kind`` is "converged", "reached its steps", "stalled" or "diverged".
    """

    kind: str
    step: int
    reason: str
    remedy: str = ""

    def __str__(self):
        return " ".join(
            filter(None, [f"{self.kind} at step {self.step}: {self.reason}", self.remedy])
        )


@dataclass(frozen=True, eq=False, repr=False)
class Trajectory:
    """Every point of one run, with losses, gradients, learning rates and how it ended.

    Attributes
    ----------
    points, gradients : ndarray, shape (steps + 1, dim)
        The start is ``points[0]``. Gradients are those of the whole loss.
    losses : ndarray, shape (steps + 1,)
    learning_rates : ndarray, shape (steps,)
        ``learning_rates[k]`` took ``points[k]`` to ``points[k + 1]``; NaN where the optimizer
        has none.
    status : Status
    loss : Loss
    optimizer : str
    hyperparameters : dict
    """

    points: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    learning_rates: np.ndarray
    status: Status
    loss: Loss
    optimizer: str
    hyperparameters: dict = field(default_factory=dict)

    def __post_init__(self):
        for array in (self.points, self.losses, self.gradients, self.learning_rates):
            array.flags.writeable = False

    @property
    def steps(self):
        """How many steps were taken."""
        return len(self.points) - 1

    @property
    def start(self):
        """The first point, shape (dim,)."""
        return self.points[0]

    @property
    def end(self):
        """The last point, shape (dim,)."""
        return self.points[-1]

    def __repr__(self):
        return (
            f"{words.count(self.steps, 'step')} of {self.method} "
            f"from {words.point(self.start)} to {words.point(self.end)}; "
            f"the loss {change(self.losses[0], self.losses[-1])}."
        )

    @property
    def method(self):
        """The optimizer and its learning rate in words."""
        rate = self.hyperparameters.get("learning_rate")
        if rate is None:
            return self.optimizer
        known = words.number(rate) if np.isscalar(rate) else str(rate)
        return f"{self.optimizer} at learning rate {known}"


def change(before, after):
    """Say in words how a number changed.

    Examples
    --------
    >>> change(25, 0.118)
    'falls from 25 to 0.118'
    """
    if before == after:
        return f"stays at {words.number(before)}"
    verb = "falls" if after < before else "rises"
    return f"{verb} from {words.number(before)} to {words.number(after)}"


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
        A stopping rule: takes points, losses and gradients, shapes (m, dim), (m,) and (m, dim),
        and returns m answers; the run ends at the first True.
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
    diverged at step ...
    """
    loss = as_loss(loss, start)
    start = _checked_start(loss, start)
    check_function("optimizer", optimizer, "for example gd.gradient_descent")
    steps = check_count("steps", steps)
    _check_hyperparameters(optimizer, hyperparameters)
    with np.errstate(over="ignore", invalid="ignore"):
        walk = optimizer(loss, start, **hyperparameters)
        points, losses, gradients, stopped = _walk(loss, walk, steps, stop)
        status = _status(loss, points, losses, gradients, steps, stopped)
    return Trajectory(
        points,
        losses,
        gradients,
        _rates_used(hyperparameters.get("learning_rate"), len(points) - 1),
        status,
        loss,
        optimizer.__name__.replace("_", " "),
        hyperparameters,
    )


def as_loss(loss, start=None):
    """Return a Loss; a plain function becomes one with a numerical gradient."""
    if isinstance(loss, Loss) or (callable(loss) and hasattr(loss, "gradient")):
        return loss
    check_function("loss", loss)
    return Loss(loss, dim=max(1, np.size(start)))


def _checked_start(loss, start):
    start = check_point("start", start, loss.dim)
    with np.errstate(all="ignore"):
        value, gradient = loss(start), loss.gradient(start)
    if not (np.isfinite(value) and np.isfinite(gradient).all()):
        raise ValueError(
            f"start must be where the loss and its gradient are finite. Got loss {value} at "
            f"{words.point(start)}. Start elsewhere or check the function."
        )
    return start


def _check_hyperparameters(optimizer, given):
    parameters = list(inspect.signature(optimizer).parameters.values())[2:]
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return
    known = [p.name for p in parameters]
    for name in given:
        if name not in known:
            raise TypeError(
                f"{optimizer.__name__} takes {', '.join(known) or 'no hyperparameters'}. "
                f"Got {name!r}. {words.suggestion(name, known)}"
            )
    for p in parameters:
        if p.default is p.empty and p.name not in given:
            raise TypeError(
                f"{optimizer.__name__} needs {p.name}. Got none. Add {p.name}=… to the call."
            )


def _walk(loss, walk, steps, stop):
    """Collect points chunk by chunk until the steps are used up or the run ends by itself."""
    pieces, stopped = [], ""
    while not stopped and steps + 1 > sum(len(piece[0]) for piece in pieces):
        room = steps + 1 - sum(len(piece[0]) for piece in pieces)
        points = _take(walk, min(CHUNK, room), loss.dim)
        piece, stopped = _cut(points, loss(points), loss.gradient(points), stop)
        if len(points) < min(CHUNK, room):
            stopped = stopped or "exhausted"
        pieces.append(piece)
    return *(np.concatenate(parts) for parts in zip(*pieces, strict=True)), stopped


def _take(walk, n, dim):
    points = np.empty((n, dim))
    taken = 0
    for taken, w in enumerate(islice(walk, n), 1):
        if np.shape(w) != (dim,):
            raise ValueError(
                f"optimizer must yield points of shape ({dim},). Got shape {np.shape(w)}: "
                f"{shorten(w)}. Yield w itself after each step."
            )
        points[taken - 1] = w
    return points[:taken]


def _cut(points, losses, gradients, stop):
    """Keep what comes before the first number that is not finite, or up to the stop."""
    finite = np.isfinite(losses) & np.isfinite(points).all(-1) & np.isfinite(gradients).all(-1)
    end = len(points) if finite.all() else int(np.argmin(finite))
    stopped = "" if finite.all() else "not finite"
    hits = np.flatnonzero(stop(points[:end], losses[:end], gradients[:end])) if stop else ()
    if len(hits):
        end, stopped = int(hits[0]) + 1, "rule"
    return (points[:end], losses[:end], gradients[:end]), stopped


def _status(loss, points, losses, gradients, steps, stopped):
    last = len(points) - 1
    slopes = np.linalg.norm(gradients, axis=-1)
    here = f"the gradient's norm is {words.number(slopes[-1])}"
    if stopped == "not finite":
        reason = f"the loss was {words.number(losses[-1])}, the next is too large to store."
        return Status("diverged", last, reason, _slow_down(loss, points[0]))
    if stopped == "rule":
        return Status("converged", last, f"the stopping rule holds; {here}.")
    if slopes[-1] <= FLAT * slopes[0]:
        return Status("converged", last, f"{here}, almost 0.")
    if _climbing(losses, slopes):
        reason = f"the loss {change(losses[0], losses[-1])} and still grows."
        return Status("diverged", last, reason, _slow_down(loss, points[0]))
    if stopped == "exhausted" or (last and (points[-1] == points[-2]).all()):
        return Status(
            "stalled", last, f"the point no longer moves, yet {here}.", "Change the rule."
        )
    return Status("reached its steps", last, f"{here}.", "Take more steps to see where it goes.")


def _climbing(losses, slopes):
    tail = losses[-max(2, len(losses) // 4) :]
    grown = losses[-1] > 2 * losses[0] and slopes[-1] > 2 * slopes[0]
    return grown and bool((np.diff(tail) > 0).all())


def _slow_down(loss, start):
    """Name the learning rate below which steps would shrink, as far as the curvature tells."""
    sharpest = np.linalg.eigvalsh(loss.hessian(start))[-1]
    if not (np.isfinite(sharpest) and sharpest > 0):
        return "Try a smaller learning rate."
    return (
        f"Try a learning rate below 2/λmax = {words.number(2 / sharpest)} (curvature at the start)."
    )


def _rates_used(learning_rate, steps):
    if learning_rate is None:
        return np.full(steps, np.nan)
    if callable(learning_rate):
        return np.array([learning_rate(k) for k in range(steps)], dtype=float)
    return np.full(steps, float(learning_rate))
