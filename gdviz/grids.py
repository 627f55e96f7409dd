"""Many runs at once without their paths: a grid of starts, and a row of learning rates.

``basins`` finds the minimum that each start of a grid leads to; ``sweep`` counts the steps that
each learning rate takes. Both keep the end of every run and drop a run when its end is certain.
"""

from dataclasses import dataclass
from itertools import islice

import numpy as np

from gdviz.checks import (
    check_bounds,
    check_count,
    check_data,
    check_function,
    check_number,
    check_point,
    shorten,
)
from gdviz.descent import checked_start
from gdviz.loss import Loss, as_loss
from gdviz.optimizers import (
    adagrad,
    adam,
    check_learning_rate,
    check_names,
    gradient_descent,
    momentum,
    nesterov,
    rates,
    rmsprop,
)
from gdviz.text import count, number, point

__all__ = [
    "Basins",
    "Sweep",
    "basins",
    "sweep",
]

# These walk from a batch of starts at a column of learning rates; others go one by one.
IN_ONE_GO = (gradient_descent, momentum, nesterov, adagrad, rmsprop, adam)
ROUNDING = 1e-9  # an orbit that gains no more than this share has not left
NONE, DIVERGED = -1, -2
PACE = 6  # steps between two looks at who has arrived
LOOKS = 3  # before the chunks, which shrink as points arrive, are filled up again
CHUNK = 16_384  # so many points and their gradients fit in a processor's cache
FAR = 1e6  # times the spread of the starts: from so far away nothing comes back


@dataclass(frozen=True, eq=False)
class Basins:
    """Where gradient descent ends from each start of a grid.

    Attributes
    ----------
    loss : Loss
    axes : tuple of ndarray, shape (resolution,)
        The coordinates of the grid, one array for each coordinate of the loss.
    ends : ndarray of int, shape (resolution,) or (resolution, resolution)
        The index of the known minimum that is reached, −1 where none is. Rows are y, columns x.
    steps : ndarray, shape of ``ends``
        The first step from which on the point stays within the tolerance; NaN where ends is −1.
    diverged : ndarray of bool, shape of ``ends``
        Where none is reached because the point ran away.
    minima : ndarray, shape (m, dim)
    learning_rate : float or callable

    Examples
    --------
    >>> from gdviz.losses import double_well
    >>> print(basins(double_well(), resolution=6, learning_rate=0.1).ends)
    [0 0 0 1 1 1]
    """

    loss: Loss
    axes: tuple
    ends: np.ndarray
    steps: np.ndarray
    diverged: np.ndarray
    minima: np.ndarray
    learning_rate: object

    def __post_init__(self):
        for array in (*self.axes, self.ends, self.steps, self.diverged, self.minima):
            array.flags.writeable = False

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


def basins(
    loss, bounds=None, resolution=128, *, learning_rate, steps=200, minima=None, tolerance=1e-3
):
    """Find which minimum gradient descent reaches from each start of a grid.

    Parameters
    ----------
    loss : Loss or callable
        With one or two coordinates.
    bounds : sequence of (low, high), optional
        Where the starts lie, ends included; by default the loss's own.
    resolution : int, optional
        Starts along each side, 2 or more.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``.
    steps : int, optional
        At most this many, 1 or more.
    minima : array_like, shape (m, dim), optional
        By default those the loss knows.
    tolerance : float, optional
        A start has reached a minimum when it stays closer than this. It must be so small that
        the loss looks like a bowl there.

    Returns
    -------
    Basins

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be, or no minimum is known.

    Notes
    -----
    A start is dropped as soon as it lies within the tolerance of a minimum that must hold it,
    one where α·λmax < 2 for all steps to come. A minimum sharper than that repels, and only what
    lies there at the very end counts.

    Examples
    --------
    >>> from gdviz.losses import himmelblau
    >>> basins(himmelblau(), resolution=64, learning_rate=0.01)
    Of 4096 starts 25.7 % reach (3, 2), 25.9 % reach (−2.81, 3.13), 23.6 % reach (−3.78, −3.28), \
24.8 % reach (3.58, −1.85); 0 % diverge.
    """
    bounds = None if bounds is None else check_bounds(bounds)
    loss = as_loss(loss, None if bounds is None else bounds.mean(axis=1))
    axes = _grid_axes(loss, bounds, check_count("resolution", resolution, 2, advice="Try 128."))
    minima = _checked_minima(loss, minima)
    steps = check_count("steps", steps, 1, advice="Try 200.")
    alphas = _rates_of_all(learning_rate, steps)
    tolerance = check_number("tolerance", tolerance, 0, advice="Try 1e-3.")
    shape = tuple(len(axis) for axis in axes)
    with np.errstate(all="ignore"):
        ends, taken = settle(loss, _grid_points(axes), alphas, minima, tolerance)
    ends, diverged = ends.reshape(shape), (ends == DIVERGED).reshape(shape)
    ends[diverged] = -1
    return Basins(loss, axes, ends, taken.reshape(shape), diverged, minima, learning_rate)


def _rates_of_all(learning_rate, steps):
    """Return the rate of each step, the same for all starts."""
    alphas = np.array(list(islice(rates(learning_rate), steps)))
    if alphas.ndim != 1:
        raise TypeError(
            f"learning_rate must be one number for all starts. Got {shorten(learning_rate)}. "
            "Try 0.1."
        )
    return alphas


def _grid_axes(loss, bounds, resolution):
    if loss.dim > 2:
        raise ValueError(
            f"loss must have 1 or 2 coordinates for a grid of starts. Got {loss.dim}. "
            "Follow single starts with gd.descend."
        )
    bounds = check_bounds(loss.bounds if bounds is None else bounds, loss.dim)
    return tuple(np.linspace(low, high, resolution) for low, high in bounds)


def _grid_points(axes):
    """The points of the grid with each coordinate in one piece of memory, shape (n, dim)."""
    return np.stack(np.meshgrid(*axes, copy=False)).reshape(len(axes), -1).T


def _checked_minima(loss, minima):
    if minima is None:
        minima = loss.minima
    if not np.size(minima):
        raise ValueError(
            f"minima must be given: no minimum of {loss.name} is known. Pass minima=[(…)]."
        )
    return check_point("minima", minima, loss.dim, batch=True).reshape(-1, loss.dim)


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


def settle(loss, starts, rates, minima, tolerance):
    """Say which minimum each start reaches, and after how many steps.

    Parameters
    ----------
    loss : Loss
    starts : ndarray, shape (n, dim)
    rates : ndarray, shape (steps,)
        The learning rate of each step.
    minima : ndarray, shape (m, dim)
    tolerance : float
        How near is there.

    Returns
    -------
    ends : ndarray of int, shape (n,)
        The index of a minimum, ``NONE`` or ``DIVERGED``.
    taken : ndarray, shape (n,)
        The first step from which on the point stays there; NaN where there is none.
    """
    search = _Search(loss, starts.T, rates, minima, tolerance)
    search.run()
    return search.ends, search.taken


class _Search:
    def __init__(self, loss, starts, rates, minima, tolerance):
        self.loss, self.starts, self.rates, self.tolerance = loss, starts, rates, tolerance
        self.targets, self.holds = np.ascontiguousarray(minima.T), _holding(loss, rates, minima)
        self.ends = np.full(starts.shape[1], NONE, dtype=np.int16)
        self.taken = np.full(starts.shape[1], np.nan)

    def run(self):
        here, w = np.arange(len(self.ends)), self.starts
        for k in range(0, len(self.rates), LOOKS * PACE):
            left = [self._round(k, here[part], w[:, part]) for part in _parts(len(here), CHUNK)]
            here, w = (np.concatenate(pieces, axis=-1) for pieces in zip(*left, strict=True))
            if not len(here):
                break
        far = FAR * max(map(np.ptp, self.starts))
        self.ends[here] = _final(w, self.targets, self.tolerance, far)
        late = np.flatnonzero((self.ends >= 0) & np.isnan(self.taken))
        if len(late):
            self.taken[late] = self._count(late)

    def _round(self, begin, here, w):
        """Walk with a chunk for a few looks, and return who is left and where they are."""
        for k in range(begin, min(begin + LOOKS * PACE, len(self.rates)), PACE):
            path = _walk(self.loss, w, self.rates[k : k + PACE])
            left = self._look(k, here, path)
            here, w = here.take(left), path[-1].take(left, axis=1)
            if not len(here):
                return here, w
        finite = np.isfinite(w).all(axis=0)
        self.ends[here[~finite]] = DIVERGED
        return here[finite], w.compress(finite, axis=1)

    def _look(self, k, here, path):
        """Note which points of a short path have come to stay, and return the others."""
        there = _nearest(path[-1], self.targets, self.tolerance)
        stays = self.holds[k].take(there)
        arrived = np.flatnonzero(stays)
        there = there.take(arrived)
        targets = self.targets.take(there, axis=1)
        entry = _entry(path.take(arrived, axis=2), targets, self.tolerance)
        if k > 0:
            # Who is inside as a path begins was not sure to stay then, and came in before.
            entry[entry == 0] = np.nan
        self.ends[here.take(arrived)], self.taken[here.take(arrived)] = there, k + entry
        return np.flatnonzero(~stays)

    def _count(self, late):
        """Walk again and return the first step from which on each point stays at its end."""
        w, targets = self.starts[:, late], self.targets[:, self.ends[late]]
        since = np.zeros(len(late))
        for k in range(0, len(self.rates), PACE):
            path = _walk(self.loss, w, self.rates[k : k + PACE])
            entry = _entry(path, targets, self.tolerance)
            np.copyto(since, k + entry, where=entry > 0)
            w = path[-1]
        return since


def _parts(count, size):
    return [slice(begin, begin + size) for begin in range(0, count, size)]


def _holding(loss, rates, minima):
    """Tell for each step which minima attract from then on, shape (steps, m + 1).

    The last column is for ``NONE``, which holds nothing.
    """
    curvatures = np.linalg.eigvalsh(loss.hessian(minima))
    largest_to_come = np.maximum.accumulate(rates[::-1])[::-1]
    round_enough = curvatures[:, 0] > 1e-9 * curvatures[:, -1]
    holds = round_enough & (largest_to_come[:, None] * curvatures[:, -1] < 2)
    return np.pad(holds, ((0, 0), (0, 1)))


def _walk(loss, w, rates):
    """Return the points at the beginning and after each step, shape (steps + 1, dim, n)."""
    path = np.empty((len(rates) + 1, *w.shape))
    path[0] = w
    for k, rate in enumerate(rates):
        np.subtract(path[k], rate * _gradient(loss, path[k].T).T, out=path[k + 1])
    return path


def _gradient(loss, w):
    """Return the gradients; NaN where plain Python numbers overflow."""
    try:
        return loss.gradient(w)
    except ArithmeticError:
        if len(w) == 1:
            return np.full(w.shape, np.nan)
    return np.concatenate([_gradient(loss, one[None]) for one in w])


def _squared(vectors):
    """Squared lengths of vectors made for this only, whose coordinates are the rows."""
    np.multiply(vectors, vectors, out=vectors)
    total = vectors[..., 0, :]
    for coordinate in range(1, vectors.shape[-2]):
        total = total + vectors[..., coordinate, :]
    return total


def _nearest(w, targets, tolerance):
    """Return the index of the minimum within the tolerance, ``NONE`` where there is none."""
    found, least = np.full(w.shape[1], NONE, dtype=np.int16), np.full(w.shape[1], tolerance**2)
    for index, target in enumerate(targets.T):
        apart = _squared(w - target[:, None])
        np.copyto(found, index, where=apart <= least)
        np.fmin(least, apart, out=least)
    return found


def _entry(path, targets, tolerance):
    """Return the first step from which on each point of a path stays at its target."""
    entry = np.zeros(path.shape[-1])
    for step, outside in enumerate(_squared(path - targets) > tolerance**2, start=1):
        np.copyto(entry, step, where=outside)
    return entry


def _final(w, targets, tolerance, far):
    """Judge what has neither arrived nor overflowed by where it is at the end."""
    ends = _nearest(w, targets, tolerance)
    return np.where(_squared(w - targets[:, :1]) > far**2, DIVERGED, ends)
