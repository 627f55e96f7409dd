"""What we descend: losses with their gradients, and what is known of each.

One shape rule holds everywhere: a point is an array of shape ``(dim,)``, a batch of points has
shape ``(..., dim)``; values drop the last axis, gradients keep it. A grid for a contour plot, a
trajectory and a quarter of a million starts are all batches.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from gdviz.checks import check_count, check_data, check_function, check_point, shorten


@dataclass(frozen=True, eq=False, repr=False)
class Loss:
    """A function to make small, its gradient, and what is known of it.

    Parameters
    ----------
    function : callable
        Takes a point ``w`` of shape (dim,) and returns one number.
    gradient : callable, optional
        Takes ``w`` and returns an array of the same shape. Left out, it is a central difference
        of ``function``, good to about ten digits.
    hessian : callable, optional
        Takes ``w`` and returns the (dim, dim) matrix of second derivatives. Left out, it is a
        central difference of ``gradient``.
    dim : int, optional
        How many coordinates a point has.
    name : str, optional
        What pictures and messages call it.
    labels : tuple of str, optional
        The names of the coordinates, for the axes of pictures.
    bounds : sequence of (low, high), optional
        The part worth looking at, one pair for each coordinate.
    minima, saddles : sequence of points, optional
        Where they are known to be.
    vectorized : bool, optional
        Promise that ``function`` and ``gradient`` follow the shape rule themselves, as
        ``(w**2).sum(axis=-1)`` does. Otherwise batches are evaluated point by point, which is
        slower and always right.
    examples : int, optional
        Of a loss that is a mean over data, how many examples there are.
    example_gradients : callable, optional
        Takes ``w`` and an array of indices and returns the gradient of each of those examples'
        losses, shape (len(indices), dim).

    Examples
    --------
    >>> valley = Loss(lambda w: w[0] ** 2 + 10 * w[1] ** 2)
    >>> valley([1.0, 2.0])
    41.0
    >>> print(valley.gradient([1.0, 2.0]).round(6))
    [ 2. 40.]
    """

    function: Callable
    gradient: Callable | None = None
    hessian: Callable | None = None
    dim: int = 2
    name: str = "the loss"
    labels: tuple[str, ...] = ()
    bounds: tuple = ()
    minima: np.ndarray = ()
    saddles: np.ndarray = ()
    vectorized: bool = False
    examples: int | None = None
    example_gradients: Callable | None = field(default=None)

    def __post_init__(self):
        check_function("function", self.function)
        check_count("dim", self.dim, 1)
        put = lambda name, value: object.__setattr__(self, name, value)  # noqa: E731
        put("function", _values(self.function, self.dim, self.vectorized))
        gradient = self.gradient or _central_difference(self.function, self.dim)
        own = self.gradient is None or self.vectorized
        put("gradient", _slopes(gradient, self.dim, own))
        put("hessian", self.hessian or _difference_of_gradient(self.gradient, self.dim))
        put("labels", tuple(self.labels) or _default_labels(self.dim))
        put("bounds", tuple(map(tuple, self.bounds)) or ((-5.0, 5.0),) * self.dim)
        put("minima", _known_points("minima", self.minima, self.dim))
        put("saddles", _known_points("saddles", self.saddles, self.dim))

    def __call__(self, w):
        """Return the loss at a point, or at each point of a batch."""
        value = self.function(w)
        return float(value) if value.ndim == 0 else value

    def __repr__(self):
        return f"Loss: {self.name}, {self.dim} coordinate{'s' * (self.dim != 1)}"

    def curvatures(self, w=None):
        """Return the eigenvalues of the Hessian, smallest first.

        Parameters
        ----------
        w : array_like, shape (dim,), optional
            Where; by default at the first known minimum.

        Returns
        -------
        ndarray, shape (dim,)

        Raises
        ------
        ValueError
            If ``w`` is left out and no minimum is known.

        Examples
        --------
        >>> print(bowl().curvatures())
        [2. 2.]
        """
        if w is None and not len(self.minima):
            raise ValueError(f"w must be given: no minimum of {self.name} is known. Pass a point.")
        w = check_point("w", self.minima[0] if w is None else w, self.dim)
        return np.linalg.eigvalsh(self.hessian(w))


def _default_labels(dim):
    return {1: ("x",), 2: ("x", "y")}.get(dim, tuple(f"w{i + 1}" for i in range(dim)))


def _known_points(name, points, dim):
    if not len(points):
        return np.empty((0, dim))
    known = check_point(name, points, dim, batch=True).reshape(-1, dim)
    known.flags.writeable = False
    return known


def _as_points(w, dim):
    try:
        w = np.asarray(w, dtype=float)
    except (TypeError, ValueError):
        return check_point("w", w, dim, batch=True)
    if w.shape[-1:] != (dim,):
        return check_point("w", w, dim, batch=True)
    return w


def _read_only(w):
    view = w.view()
    view.flags.writeable = False
    return view


def _guarded(function, w, name):
    """Call a function of the user's and say so if it writes into its argument."""
    try:
        return function(_read_only(w))
    except ValueError as error:
        if "read-only" not in str(error):
            raise
        raise ValueError(
            f"{name} must leave its argument as it is; it changed w in place. "
            "Write w = w - step instead of w -= step."
        ) from None


def _values(function, dim, vectorized):
    """Wrap a loss function so that it follows the shape rule, whatever it does by itself."""

    def one(w):
        return _one_value(_guarded(function, w, "function"), dim)

    def values(w):
        w = _as_points(w, dim)
        if not vectorized:
            flat = [one(point) for point in w.reshape(-1, dim)]
            return np.array(flat, dtype=float).reshape(w.shape[:-1])
        result = np.asarray(_guarded(function, w, "function"))
        if result.shape != w.shape[:-1] or result.dtype.kind not in "fiu":
            raise _not_a_value(result, w.shape[:-1])
        return result

    return values


def _one_value(result, dim):
    value = np.asarray(result)
    if dim == 1 and value.shape == (1,):
        value = value[0]
    if value.ndim or value.dtype.kind not in "fiub":
        raise _not_a_value(result, ())
    return value


def _not_a_value(result, shape):
    return TypeError(
        f"function must return one real number for each point, shape {shape}. "
        f"Got {shorten(result)}. Check for a missing sum or return."
    )


def _slopes(gradient, dim, vectorized):
    """Wrap a gradient so that it follows the shape rule and never broadcasts by accident."""

    def slopes(w):
        w = _as_points(w, dim)
        if not vectorized and w.ndim > 1:
            return np.array([slopes(point) for point in w.reshape(-1, dim)]).reshape(w.shape)
        result = np.asarray(_guarded(gradient, w, "gradient"))
        if result.shape != w.shape or result.dtype.kind not in "fiu":
            raise ValueError(
                f"gradient must return an array of shape {w.shape}, one slope for each "
                f"coordinate. Got shape {result.shape}: {shorten(result)}."
            )
        return result

    return slopes


def _central_difference(function, dim):
    """Slope of the chord over ±h; h balances the rounding and the bending error."""

    def gradient(w):
        h = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(w))
        steps = h[..., None] * np.eye(dim)
        around = w[..., None, :]
        return (function(around + steps) - function(around - steps)) / (2 * h)

    return gradient


def _difference_of_gradient(gradient, dim):
    def hessian(w):
        w = np.asarray(w, dtype=float)
        h = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(w))
        steps = h[..., None] * np.eye(dim)
        around = w[..., None, :]
        rows = (gradient(around + steps) - gradient(around - steps)) / (2 * h[..., None])
        return (rows + np.swapaxes(rows, -1, -2)) / 2

    return hessian


def bowl():
    """The round bowl of the lecture note, L(x, y) = x² + y².

    Its Hessian is 2·I, so gradient descent shrinks every point by the factor 1 − 2α each step.

    Examples
    --------
    >>> bowl()([-3, 4])
    25.0
    """
    return Loss(
        lambda w: (w**2).sum(axis=-1),
        lambda w: 2 * w,
        lambda w: np.broadcast_to(2 * np.eye(2), (*np.shape(w), 2)),
        name="x² + y²",
        minima=[(0, 0)],
        vectorized=True,
    )


@dataclass(frozen=True, eq=False, repr=False)
class LineFit(Loss):
    """The mean squared error of a line y = ax + b, as a loss of (a, b).

    Made by :func:`line_fit`; the data it was fitted to stand in ``x`` and ``y``, as given.
    """

    x: np.ndarray = ()
    y: np.ndarray = ()
    standardize: bool = False

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

    Raises
    ------
    ValueError
        If the data are too few, not finite, of different lengths, or constant.

    Examples
    --------
    >>> loss = line_fit([0, 1, 2], [1, 3, 5])
    >>> loss([2, 1]), loss([0, 0])
    (0.0, 11.666666666666666)
    """
    x, y = check_data("x", x), check_data("y", y)
    _check_line_data(x, y, standardize)
    u, v = (_standardized(x), _standardized(y)) if standardize else (x, y)
    design = np.stack([u, np.ones_like(u)], axis=1)
    hessian = 2 / len(u) * design.T @ design
    best = np.linalg.lstsq(design, v, rcond=None)[0]
    return LineFit(
        lambda w: ((w @ design.T - v) ** 2).mean(axis=-1),
        lambda w: 2 / len(u) * (w @ design.T - v) @ design,
        lambda w: np.broadcast_to(hessian, (*np.shape(w), 2)),
        name="the mean squared error of the line",
        labels=("slope a", "intercept b"),
        bounds=_bounds_around(best, hessian, v),
        minima=[best],
        vectorized=True,
        examples=len(u),
        example_gradients=lambda w, index: (
            2 * (design[index] @ w - v[index])[:, None] * design[index]
        ),
        x=x,
        y=y,
        standardize=bool(standardize),
    )


def _check_line_data(x, y, standardize):
    if len(x) != len(y):
        raise ValueError(
            f"y must hold as many numbers as x, {len(x)}. Got {len(y)}. Pair every x with its y."
        )
    if np.ptp(x) == 0:
        raise ValueError(
            f"x must hold at least two different numbers. Got {x[0]} only: "
            "any slope fits a single x equally well."
        )
    if standardize and np.ptp(y) == 0:
        raise ValueError(
            f"y must hold at least two different numbers to standardize. Got {y[0]} only. "
            "Use standardize=False."
        )


def _standardized(values):
    return (values - values.mean()) / values.std()


def _bounds_around(best, hessian, v):
    """Where the loss rises above its floor by twice the variance of v, in each coordinate."""
    reach = np.sqrt(4 * max(v.var(), 1e-12) * np.diag(np.linalg.inv(hessian)))
    return tuple(zip(best - reach, best + reach, strict=True))
