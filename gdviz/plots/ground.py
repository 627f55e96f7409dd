"""The ground that a picture stands on: a loss in a box, known where it is finite."""

import numpy as np

from gdviz.checks import check_bounds
from gdviz.loss import as_loss
from gdviz.text import number


def ground(loss, bounds, dim):
    """Return a loss of so many coordinates and the box to draw, its own by default.

    Raises
    ------
    TypeError, ValueError
        If it has other coordinates, or the bounds are no box.

    Examples
    --------
    >>> from gdviz.losses import double_well
    >>> ground(double_well(), None, 2)
    Traceback (most recent call last):
    ValueError: loss must have 2 coordinates for this picture. Got Loss: two wells of one \
coordinate, 1 coordinate. Try gd.plot_curve.
    """
    loss = as_loss(loss, np.zeros(dim))
    if loss.dim != dim:
        advice = {1: "gd.plot_curve", 2: "gd.plot_contours"}.get(loss.dim, "gd.plot_slices")
        raise ValueError(
            f"loss must have {dim} coordinate{'s' * (dim != 1)} for this picture. "
            f"Got {loss!r}. Try {advice}."
        )
    return loss, loss.bounds if bounds is None else check_bounds(bounds, dim)


def grid(loss, bounds, resolution):
    """Return the sides of a grid and the loss on it, masked where it is not finite.

    Raises
    ------
    ValueError
        If it is finite nowhere, or the same everywhere.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> x, y, values = grid(bowl(), ((0, 1), (0, 2)), 3)
    >>> print(values[1])
    [1.0 1.25 2.0]
    """
    x, y = (np.linspace(low, high, resolution) for low, high in bounds)
    values = np.ma.masked_invalid(known_values(loss, np.stack(np.meshgrid(x, y), axis=-1)))
    if values.min() == values.max():
        raise ValueError(
            f"loss must differ somewhere within bounds. Got {number(values.max())} "
            "everywhere. Choose other bounds, or check the function."
        )
    return x, y, values


def known_values(loss, points):
    """Return the loss at points, NaN where it is not defined or too large for a float.

    Raises
    ------
    ValueError
        If it is finite nowhere.

    Examples
    --------
    >>> print(known_values(as_loss(lambda x: np.log(x[0]), 1), np.array([[-1.0], [1.0]])))
    [nan  0.]
    """
    with np.errstate(all="ignore"):
        values = _one_by_one(loss, points)
    if not np.isfinite(values).any():
        raise ValueError(
            "loss must be finite somewhere within bounds. Got no finite value. Choose other bounds."
        )
    return np.where(np.isfinite(values), values, np.nan)


def _one_by_one(loss, points):
    """Ask for all points at once; where plain Python numbers end in an error, for each of them."""
    try:
        return loss(points)
    except (ArithmeticError, ValueError) as error:
        if isinstance(error, ValueError) and str(error) != "math domain error":
            raise
    if points.ndim == 1:
        return np.nan
    return np.array([_one_by_one(loss, each) for each in points])
