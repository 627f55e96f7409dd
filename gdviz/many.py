"""Many starts at once, without keeping their paths: the map of basins."""

from dataclasses import dataclass
from itertools import islice

import numpy as np

from gdviz.checks import check_bounds, check_count, check_number, check_point, shorten
from gdviz.loss import Loss, as_loss
from gdviz.optimizers import rates
from gdviz.settling import DIVERGED, settle
from gdviz.sweeps import Sweep, sweep
from gdviz.text import count, number, point

__all__ = ["Basins", "Sweep", "basins", "sweep"]


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
