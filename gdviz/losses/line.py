"""The line through the data: its mean squared error as a loss of slope and intercept."""

from dataclasses import dataclass, field

import numpy as np

from gdviz.checks import check_data, check_flag, check_point
from gdviz.losses.core import CatalogueLoss
from gdviz.text import number


@dataclass(frozen=True, eq=False, repr=False)
class LineFit(CatalogueLoss):
    """The mean squared error of a line y = ax + b, as a loss of (a, b).

    Made by :func:`line_fit`, where its formulas stand.

    Attributes
    ----------
    x, y : ndarray, shape (n,)
        The data as given.
    standardize : bool
        Whether the weights are those of the data in standard deviations from their means.

    Examples
    --------
    >>> loss = line_fit([1, 2, 3], [3, 5, 7])
    >>> print(loss, loss.x, loss.minima.round(9))
    Loss: the mean squared error of the line, 2 coordinates [1. 2. 3.] [[2. 1.]]
    """

    x: np.ndarray = field(kw_only=True)
    y: np.ndarray = field(kw_only=True)
    standardize: bool = field(kw_only=True)

    def in_data_units(self, w):
        """Return slope and intercept for the data as given, shape (..., 2).

        Without standardising these are ``w`` itself.

        Examples
        --------
        >>> loss = line_fit([1, 2, 3], [10, 20, 30], standardize=True)
        >>> print(loss.in_data_units(loss.minima[0]).round(6) + 0)
        [10.  0.]
        """
        w = check_point("w", w, 2, batch=True)
        if not self.standardize:
            return w
        slope = w[..., 0] * self.y.std() / self.x.std()
        intercept = self.y.mean() + w[..., 1] * self.y.std() - slope * self.x.mean()
        return np.stack([slope, intercept], axis=-1)


def line_fit(x, y, standardize=False):
    """Mean squared error of the line y = ax + b over n examples.

    L(a, b) = mean((a·x + b − y)²), with ∂L/∂a = mean(2(ax + b − y)·x) and
    ∂L/∂b = mean(2(ax + b − y)). The Hessian is (2/n)·XᵀX with X = [x, 1]; on standardised data
    it is 2·I.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        At least two examples; finite; ``x`` not constant.
    standardize : bool, optional
        Measure both in standard deviations from their means first, z = (x − mean) / std.

    Returns
    -------
    LineFit
        ``example_gradients(w, indices)`` gives the gradient of each example's own squared
        error; their mean over all examples is the gradient.

    Raises
    ------
    TypeError, ValueError
        If the data are too few, not finite, of different lengths, or constant.

    Notes
    -----
    The values come from the mean and the variance of x. With the best line (a*, b*) and
    m = (a − a*)·mean(x) + (b − b*), the mean squared error is exactly
    L(a*, b*) + var(x)·(a − a*)² + m². Close to the best line nothing cancels, far from zero
    data lose no digits, and a batch of lines costs no pass over the data for each.

    Examples
    --------
    >>> loss = line_fit([0, 1, 2], [1, 3, 5])
    >>> round(loss([2, 1]), 12), round(loss([0, 0]), 3)
    (0.0, 11.667)
    """
    x, y = check_data("x", x), check_data("y", y)
    _check_line_data(x, y, check_flag("standardize", standardize))
    u, v = (_standardized(x), _standardized(y)) if standardize else (x, y)
    best, floor = _least_squares(u, v)
    return LineFit(
        *_around_the_best_line(u, best, floor),
        name="the mean squared error of the line",
        labels=("slope a", "intercept b"),
        bounds=_bounds(u, v, best),
        minima=[best],
        examples=len(u),
        example_gradients=_example_gradients(u, v),
        x=x,
        y=y,
        standardize=bool(standardize),
    )


def _check_line_data(x, y, standardize):
    if len(x) != len(y):
        raise ValueError(
            f"y must hold as many numbers as x, {len(x)}. Got {len(y)}. Pair every x with its y."
        )
    for name, values in (("x", x), ("y", y)) if standardize else (("x", x),):
        if np.ptp(values) == 0:
            what = "any slope fits a single x equally well" if name == "x" else "its spread is 0"
            raise ValueError(
                f"{name} must hold at least two different numbers. "
                f"Got {number(values[0])} only: {what}."
            )
    _check_spreads(x, y)


def _check_spreads(x, y):
    with np.errstate(all="ignore"):
        spreads = [float(x.var()), float(y.var())]
    if spreads[0] == 0 or not np.isfinite(spreads).all():
        raise ValueError(
            "x and y must have variances that a float can hold. "
            f"Got {spreads[0]} and {spreads[1]}. Choose another unit."
        )


def _standardized(values):
    return (values - values.mean()) / values.std()


def _least_squares(u, v):
    """Best slope and intercept, and their mean squared error, from centred data."""
    du, dv = u - u.mean(), v - v.mean()
    slope = (du @ dv) / (du @ du)
    residual = dv - slope * du
    return np.array([slope, v.mean() - slope * u.mean()]), np.mean(residual**2)


def _around_the_best_line(u, best, floor):
    """Value, gradient and Hessian, as in the Notes of :func:`line_fit`."""
    mean, variance = u.mean(), u.var()
    hessian = 2 * np.array([[variance + mean**2, mean], [mean, 1.0]])

    def value(w):
        a, b = (w - best).T
        m = a * mean + b
        return (floor + variance * a * a + m * m).T

    def gradient(w):
        a, b = (w - best).T
        m = a * mean + b
        slopes = np.empty_like(w)
        slopes.T[0], slopes.T[1] = 2 * (variance * a + mean * m), 2 * m
        return slopes

    return value, gradient, lambda w: np.broadcast_to(hessian, (*w.shape, 2)).copy()


def _example_gradients(u, v):
    design = np.stack([u, np.ones_like(u)], axis=1)

    def gradients(w, index):
        rows = design[index]
        return 2 * (rows @ w - v[index])[..., None] * rows

    return gradients


def _bounds(u, v, best):
    """Where the loss rises above its floor by twice the variance of v, in each coordinate."""
    spread, mean = u.var(), u.mean()
    reach = np.sqrt(2 * max(v.var(), 1e-12) * np.array([1, spread + mean**2]) / spread)
    return tuple(zip(best - reach, best + reach, strict=True))
