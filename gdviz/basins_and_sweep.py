"""Many runs at once: from a grid of starts, and at a row of learning rates."""

from dataclasses import dataclass

import numpy as np

from gdviz import checks
from gdviz.descent import FLAT, descend, flat, settled
from gdviz.losses import Loss, as_loss, check_loss
from gdviz.optimizers import gradient_descent
from gdviz.text import count, number, point

__all__ = ["Basins", "Sweep", "basins", "sweep"]

NONE = -1  # beside the indices of minima
SWEPT = ("converged", "max_steps", "diverged")  # the kinds of a sweep
PACE = 8  # steps between two looks at which points have arrived
CHUNK = 24_000  # so many starts at once stay in a processor's cache
FAR = 1e6  # times the spread of the starts: from so far away nothing comes back


@dataclass(frozen=True, eq=False)
class Basins:
    """Where gradient descent ends from each start of a grid, rows for y and columns for x.

    ``ends`` holds the index of the minimum that is reached, −1 where none is; ``steps`` the first
    step from which on the point stays within the tolerance, NaN where ``ends`` is −1; and
    ``diverged`` where the point ran away. ``axes`` are the coordinates of the starts.

    >>> print(gd.basins(gd.losses.double_well(), resolution=6, learning_rate=0.1).ends)
    [0 0 0 1 1 1]
    """

    loss: Loss
    axes: tuple
    ends: np.ndarray
    steps: np.ndarray
    diverged: np.ndarray
    minima: np.ndarray

    @property
    def starts(self):
        """The grid of starts, shape (resolution, resolution, 2), or (resolution, 1)."""
        return np.stack(np.meshgrid(*self.axes), axis=-1)

    @property
    def shares(self):
        """Which share of the starts reaches each minimum, shape (m,)."""
        return np.array([(self.ends == k).mean() for k in range(len(self.minima))])

    def __repr__(self):
        shares = ", ".join(
            f"{number(100 * share)} % reach {point(w)}"
            for w, share in zip(self.minima, self.shares, strict=True)
        )
        lost = f"{number(100 * self.diverged.mean())} % diverge"
        return f"Of {count(self.ends.size, 'start')} {shares}; {lost}."


def basins(loss, bounds=None, resolution=128, *, learning_rate, steps=200, tolerance=1e-3):
    """Find which minimum descent at one learning rate reaches from each start of a grid.

    The loss has one or two coordinates and knows its minima. Within ``bounds``, (low, high) for
    each coordinate and by default the loss's own, lie ``resolution`` starts along each side, 2 or
    more, ends included. A start has reached a minimum when it stays closer than the tolerance,
    which must be so small that the loss looks like a bowl there.

    >>> gd.basins(gd.losses.himmelblau(), resolution=64, learning_rate=0.01)
    Of 4096 starts 25.7 % reach (3, 2), 25.9 % reach (−2.81, 3.13), 23.6 % reach (−3.78, −3.28), \
24.8 % reach (3.58, −1.85); 0 % diverge.
    """
    if check_loss(loss).dim > 2:
        raise ValueError(
            f"loss must have 1 or 2 coordinates for a grid of starts. Got {loss.dim}. "
            "Follow single starts with gd.descend."
        )
    bounds = checks.check_bounds(loss.bounds if bounds is None else bounds, loss.dim)
    resolution = checks.check_count("resolution", resolution, 2, advice="Try 128.")
    if not len(loss.minima):
        raise ValueError(
            f"loss must know its minima. Got none of {loss.name}. Give gd.Loss minima=[(…)]."
        )
    steps = checks.check_count("steps", steps, 1, advice="Try 200.")
    rate = checks.check_number("learning_rate", learning_rate, 0, advice="Try 0.1.")
    tolerance = checks.check_number("tolerance", tolerance, 0, advice="Try 1e-3.")
    axes = tuple(checks.locked(np.linspace(low, high, resolution)) for low, high in bounds)
    grid = np.stack(np.meshgrid(*axes))
    with np.errstate(all="ignore"):
        found = settle(loss, grid.reshape(loss.dim, -1), rate, steps, tolerance)
    parts = (checks.locked(array.reshape(grid.shape[1:])) for array in found)
    return Basins(loss, axes, *parts, loss.minima)


def settle(loss, starts, rate, steps, tolerance):
    """Return which minimum each start ends at, since which step, and whether it diverges."""
    # starts holds a row for each coordinate, so that operations run along memory.
    targets, holds = loss.minima.T, _holding(loss, rate)
    n, far = starts.shape[1], FAR * max(map(np.ptp, starts))
    ends, since, diverged = np.full(n, NONE), np.zeros(n), np.zeros(n, dtype=bool)
    for begin in range(0, n, CHUNK):
        w = starts[:, begin : begin + CHUNK]
        here = begin + np.arange(w.shape[1])
        for k in range(0, steps, PACE):
            path = [w]
            for _ in range(min(PACE, steps - k)):
                path.append(path[-1] - rate * loss.gradient(path[-1].T).T)
            found = _nearest(path[-1], targets, tolerance)
            near = np.flatnonzero(found >= 0)
            which, there = here.take(near), targets.take(found.take(near), axis=1)
            ends[which] = found.take(near)
            for passed, points in enumerate(path, start=k + 1):
                outside = _squared(points.take(near, axis=1) - there) > tolerance**2
                since[which[outside]] = passed
            go = np.flatnonzero(~holds.take(found))
            here, w = here.take(go), path[-1].take(go, axis=1)
            if not len(here):
                break
        ends[here] = _nearest(w, targets, tolerance)
        diverged[here] = ~(_squared(w - targets[:, :1]) <= far**2)
    return ends, np.where(ends >= 0, since, np.nan), diverged


def _holding(loss, rate):
    """Return which minima have λmin > 0 and α·λmax < 2, shape (m + 1,); the last, NONE, False."""
    curvatures = np.linalg.eigvalsh(loss.hessian(loss.minima))
    round_enough = curvatures[:, 0] > 1e-9 * curvatures[:, -1]
    return np.append(round_enough & (rate * curvatures[:, -1] < 2), False)


def _squared(vectors):
    """Squared lengths of vectors whose coordinates are the rows; overwrites the vectors."""
    return np.multiply(vectors, vectors, out=vectors).sum(axis=0)


def _nearest(w, targets, tolerance):
    """Return the index of the minimum within the tolerance, ``NONE`` where there is none."""
    found, least = np.full(w.shape[1], NONE), tolerance**2
    for index, target in enumerate(targets.T):
        apart = _squared(w - target[:, None])
        found, least = np.where(apart <= least, index, found), np.fmin(least, apart)
    return found


@dataclass(frozen=True, eq=False)
class Sweep:
    """How many steps each learning rate takes to converge, NaN where it does not.

    ``kinds`` are "converged", "diverged", or "max_steps" for all other endings.

    >>> gd.sweep(gd.losses.bowl(), [0.1, 0.5, 1.1], (3, 4)).steps
    array([62.,  1., nan])
    """

    learning_rates: np.ndarray
    steps: np.ndarray
    kinds: np.ndarray

    @property
    def best(self):
        """The learning rate with the fewest steps, the smallest of them; NaN if none converges."""
        fewest = self.learning_rates[self.steps == np.fmin.reduce(self.steps)]
        return float(min(fewest, default=np.nan))

    def __repr__(self):
        arrived, late, lost = (np.sum(self.kinds == kind) for kind in SWEPT)
        text = f"Of {count(len(self.steps), 'learning rate')} {arrived} converged, "
        text += f"{lost} diverged, {late} did neither"
        if np.isnan(self.best):
            return f"{text}."
        return f"{text}; the fewest steps, {number(np.nanmin(self.steps))}, at {number(self.best)}."


def sweep(
    loss, learning_rates, start, optimizer=gradient_descent, *, steps=1000, tolerance=1e-6, **more
):
    """Count the steps to convergence at many learning rates, from one start.

    A run has converged, even if it walks on, at the first point where the gradient's norm is at
    most ``tolerance`` times the largest so far (or, with 1e-6 or more, 0 within rounding), the loss
    is the lowest so far, and no curvature leads down. More keywords are hyperparameters.

    >>> gd.sweep(gd.losses.bowl(), [0.1, 0.5, 0.9, 1.1], (3, 4))
    Of 4 learning rates 3 converged, 1 diverged, 0 did neither; the fewest steps, 1, at 0.5.
    """
    learning_rates = checks.check_data("learning_rates", learning_rates, 1)
    steps = checks.check_count("steps", steps, 1, advice="Try 1000.")
    tolerance = checks.check_number("tolerance", tolerance, 0, 1, advice="Try 1e-6.")

    loss = as_loss(loss, start)

    def arrived(points, losses, gradients):
        with np.errstate(all="ignore"):
            moved = np.append(True, (np.diff(points, axis=0) != 0).any(axis=1))
            hits = moved & flat(points, losses, np.linalg.norm(gradients, axis=1), tolerance)
            for k in np.flatnonzero(hits):
                run = points[: k + 1], losses[: k + 1], gradients[: k + 1]
                hits[k] = settled(loss, *run, tolerance)
                if hits[k]:
                    break
        return hits

    taken, kinds = [], []
    for rate in learning_rates:
        run = descend(loss, start, optimizer, steps=steps, stop=arrived, learning_rate=rate, **more)
        kind, there = run.status.kind, tolerance >= FLAT and run.status.kind == "converged"
        if kind == "stopped":
            there = arrived(run.points, run.losses, run.gradients)[-1]
        taken.append(run.status.step if there else np.nan)
        kinds.append("converged" if there else kind if kind == "diverged" else "max_steps")
    return Sweep(learning_rates, checks.locked(np.array(taken)), checks.locked(np.array(kinds)))
