"""Loss: a function to minimise, its gradient and Hessian, and what is known of it.

One shape rule holds everywhere: a point is an array of shape ``(dim,)``, a batch of points has
shape ``(..., dim)``; values drop the last axis, gradients keep it. A grid for a contour plot, a
trajectory and a quarter of a million starts are all batches.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gdviz.checks import (
    check_bounds,
    check_count,
    check_flag,
    check_function,
    check_number,
    check_point,
    locked,
    own_array,
    shorten,
)
from gdviz.text import number

__all__ = ["Loss", "as_loss", "check_gradient", "counted", "safe_learning_rate"]

FLOAT = np.dtype(float)
MATH = ("math domain error", "expected a")  # messages of math begins so; the second since 3.14
SLIPS = {  # a part of numpy's message, and what to do
    "read-only": "leave its argument as it is; it changed w in place. "
    "Write w = w - step instead of w -= step.",
    "converted to Python scalars": "compute with the coordinates of w, an array. "
    "Got w itself in a function of one number. Write w[0], or take the function from numpy.",
}


@dataclass(frozen=True, eq=False)
class Loss:
    """A function to minimise, its gradient, and what is known of it.

    Parameters
    ----------
    function : callable
        Takes a point ``w`` of shape (dim,) and returns one number. Where the arithmetic of plain
        Python numbers raises an error, the loss is infinite (overflow) or NaN (0/0, log of −1).
    gradient : callable, optional
        Takes ``w`` and returns an array of the same shape. By default a central difference of
        ``function``, right to six to eleven digits where ``w`` and the loss are of order 1.
    hessian : callable, optional
        Takes ``w`` and returns the (dim, dim) matrix of second derivatives. By default a central
        difference of ``gradient``.
    labels : tuple of str, optional
        The names of the coordinates.
    bounds : sequence of (low, high), optional
        The part worth looking at, one pair for each coordinate.
    minima, saddles : sequence of points, optional
        Those that are known, the lowest minimum first.
    vectorized : bool, optional
        Promise that the functions follow the shape rule, as ``(w**2).sum(axis=-1)`` does. By
        default batches are evaluated point by point, which is slower and always right.
    examples : int, optional
        The number of examples, of a loss that is a mean over data.
    example_gradients : callable, optional
        Takes ``w`` and an array of indices and returns the gradient of each of those examples'
        losses, shape (len(indices), dim).
    checked : bool, optional
        Check each answer. The catalogue, whose functions are vectorized and tested, leaves it
        out: a check takes longer than a small gradient.

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
    example_gradients: Callable | None = None
    checked: bool = True

    def __post_init__(self):
        check_function("function", self.function, takes=1)
        dim = check_count("dim", self.dim, 1)
        check_flag("vectorized", self.vectorized)
        if self.examples is not None:
            check_count("examples", self.examples, 1)
        function = self._shaped("function", (), None)
        gradient = self._shaped("gradient", (dim,), central_difference(function, dim))
        vars(self).update(
            dim=dim,
            function=function,
            gradient=gradient,
            hessian=self._shaped("hessian", (dim, dim), central_difference(gradient, dim)),
            example_gradients=self._shaped_examples(),
            labels=_checked_labels(self.labels, dim),
            bounds=_checked_bounds(self.bounds, dim),
            minima=_known_points("minima", self.minima, dim),
            saddles=_known_points("saddles", self.saddles, dim),
        )

    def _shaped(self, name, tail, difference):
        """Make one function take anything array-like and follow the shape rule."""
        own, dim, last = getattr(self, name), self.dim, (self.dim,)
        if own is not None and self.checked:
            check_function(name, own, "for example lambda w: 2 * w", takes=1)
            answer = by_the_shape_rule(own, name, dim, tail, self.vectorized)
        else:
            answer = difference if own is None else own

        def call(w):
            if type(w) is not np.ndarray or w.dtype is not FLOAT or w.shape[-1:] != last:
                w = as_points(w, dim)
            return answer(w)

        return call

    def _shaped_examples(self):
        own, dim = self.example_gradients, self.dim
        if own is None or not self.checked:
            return own
        check_function("example_gradients", own, "for example lambda w, index: …", takes=2)

        def call(w, index):
            return checked_call(
                own, "example_gradients", (len(index), dim), as_points(w, dim), index
            )

        return call

    def __call__(self, w):
        """Return the loss at a point, or at each point of a batch."""
        value = self.function(w)
        return float(value) if value.ndim == 0 else value

    def __repr__(self):
        return f"Loss: {self.name}, {self.dim} coordinate{'s' * (self.dim != 1)}"

    def curvatures(self, w=None):
        """Return the eigenvalues of the Hessian, smallest first, by default at the first minimum.

        >>> valley = Loss(lambda w: w[0] ** 2 + 10 * w[1] ** 2, minima=[(0, 0)])
        >>> print(valley.curvatures().round(4))
        [ 2. 20.]
        """
        if w is None and not len(self.minima):
            raise ValueError(f"w must be given: no minimum of {self.name} is known. Pass a point.")
        hessian = self.hessian(check_point("w", self.minima[0] if w is None else w, self.dim))
        off = np.abs(hessian - hessian.T).max()
        if off > 1e-6 * np.abs(hessian).max():
            raise ValueError(
                f"hessian must be symmetric. Got entries that differ by {number(off)} from those "
                "across the diagonal. Derive them again, or leave hessian out."
            )
        return np.linalg.eigvalsh(hessian)


def by_the_shape_rule(function, name, dim, tail, vectorized):
    """Make a checked function for batches; ``tail`` is the shape of its answer at one point."""

    def ask(w):
        return checked_call(function, name, w.shape[:-1] + tail, w)

    def call(w):
        if w.ndim == 1:
            return ask(w)
        if not vectorized:
            answers = [ask(point) for point in w.reshape(-1, dim)]
            return np.array(answers, dtype=float).reshape(w.shape[:-1] + tail)
        # Of as many points as coordinates, w[0] in place of w[..., 0] has the right shape.
        return ask(np.concatenate([w, w[:1]]) if len(w) == dim else w)[: len(w)]

    return call


def checked_call(function, name, shape, w, *index):
    """Return the answer of a learner's function as a new array, if it has the right shape."""
    view = w.view()
    view.flags.writeable = False
    try:
        answer = own_array(function(view, *index))
    except (ArithmeticError, TypeError, ValueError) as error:
        if (value := without_answer(error)) is not None:
            return np.full(shape, value)
        for sign, slip in SLIPS.items():
            if sign in str(error):
                raise type(error)(f"{name} must {slip}") from None
        raise
    if shape == () and answer.shape == w.shape == (1,):  # of one coordinate, as w**2 is
        answer = answer.reshape(())
    if answer.shape == shape and answer.dtype.kind in "fiub":
        return answer
    if name == "function":
        raise TypeError(
            f"function must return one real number for each point, shape {shape}. "
            f"Got {shorten(answer[()])}. Check for a missing sum or return."
        )
    raise ValueError(
        f"{name} must return real numbers of shape {shape}. "
        f"Got shape {answer.shape}: {shorten(answer)}. Give one for each coordinate."
    )


def without_answer(error):
    """Return numpy's answer where plain Python numbers raise: inf or NaN; None for other errors."""
    if isinstance(error, OverflowError):
        return np.inf
    math = isinstance(error, ValueError) and str(error).startswith(MATH)
    return np.nan if math or isinstance(error, ArithmeticError) else None


def as_points(w, dim):
    """Return anything array-like as a float array of shape (..., dim)."""
    points = own_array(w)
    if points.dtype.kind in "fiu" and points.shape[-1:] == (dim,):
        return points.astype(float)
    return check_point("w", w, dim)


def central_difference(function, dim):
    """Make the central difference of a function: a gradient of values, a Hessian of gradients."""

    def difference(w):
        h = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(w))
        steps, around = h[..., None] * np.eye(dim), w[..., None, :]
        rise = function(around + steps) - function(around - steps)
        if rise.ndim == w.ndim:
            return rise / (2 * h)
        rows = rise / (2 * h[..., None])
        return (rows + rows.mT) / 2

    return difference


def _checked_labels(labels, dim):
    if isinstance(labels, tuple | list) and not labels:
        return {1: ("x",), 2: ("x", "y")}.get(dim, tuple(f"w{i + 1}" for i in range(dim)))
    named = isinstance(labels, tuple | list) and len(labels) == dim
    if not named or not all(isinstance(one, str) and one.strip() for one in labels):
        raise ValueError(
            f"labels must hold {dim} name{'s' * (dim != 1)}, one for each coordinate. "
            f"Got {shorten(labels)}. Leave them out for x and y."
        )
    return tuple(labels)


def _checked_bounds(bounds, dim):
    if isinstance(bounds, tuple | list) and not bounds:
        return ((-5.0, 5.0),) * dim
    return tuple(map(tuple, check_bounds(bounds, dim).tolist()))


def _known_points(name, points, dim):
    if isinstance(points, tuple | list | np.ndarray) and not len(points):
        return np.empty((0, dim))
    return locked(check_point(name, points, dim, batch=True).reshape(-1, dim))


def as_loss(loss, start=None):
    """Return a Loss; a plain function of w becomes one, with the coordinates of a start.

    >>> as_loss(lambda w: w[0] ** 2, [3.0]).gradient([3.0]).round(6)
    array([6.])
    """
    if isinstance(loss, Loss) or (callable(loss) and hasattr(loss, "gradient")):
        return loss
    check_function("loss", loss, takes=1)
    return Loss(loss, dim=max((1, *own_array(start).shape[-1:])))


def check_loss(loss):
    """Return a loss that knows its coordinates and its gradient; refuse a plain function."""
    if not callable(loss) or not all(hasattr(loss, part) for part in ("dim", "gradient")):
        raise TypeError(
            f"loss must be a gd.Loss, with dim and gradient. Got {shorten(loss)}. "
            "Make one: gd.Loss(function, gradient)."
        )
    return loss


def check_gradient(loss: Callable, w, tolerance: float = 1e-5) -> float:
    """Compare a gradient with central differences of the loss and refuse a wrong one.

    Returns the error as a share of the larger of the two gradients' norms; close to a minimum, of
    the gradient 0.001 beside it. Raises a ValueError if it is above the tolerance.

    >>> uphill = Loss(lambda w: w @ w, gradient=lambda w: -2 * w)
    >>> check_gradient(uphill, [1, 2])
    Traceback (most recent call last):
    ValueError: gradient must agree with differences of the loss. Got −4 for 4 in coordinate 1 \
of w: the sign is wrong.
    """
    loss = as_loss(loss, w)
    w = check_point("w", w, loss.dim)
    check_number("tolerance", tolerance, 0)
    plain = Loss(loss, dim=loss.dim)
    given, found = loss.gradient(w), plain.gradient(w)
    beside = 1e-3 * np.abs(plain.hessian(w)).max()
    scale = max(np.linalg.norm(given), np.linalg.norm(found), beside, np.finfo(float).tiny)
    error, reversed_ = (np.linalg.norm(given - sign * found) / scale for sign in (1, -1))
    if error <= tolerance:
        return float(error)
    worst = int(np.argmax(np.abs(given - found)))
    raise ValueError(
        "gradient must agree with differences of the loss. "
        f"Got {number(given[worst])} for {number(found[worst])} in coordinate {worst} of w: "
        f"{'the sign is wrong' if reversed_ <= tolerance else 'derive it again'}."
    )


def counted(loss: Loss) -> tuple[Loss, dict]:
    """Return a copy of a loss that counts its evaluations, and the counts.

    They are "losses", "gradients" and "example gradients"; each point of a batch counts.

    >>> from itertools import islice
    >>> from gdviz.losses import bowl
    >>> from gdviz.optimizers import backtracking
    >>> loss, counts = counted(bowl())
    >>> path = list(islice(backtracking(loss, (3, 4), learning_rate=4), 2))
    >>> counts["gradients"], counts["losses"]  # one loss here, one for each rate tried
    (1, 5)
    """
    counts = {"losses": 0, "gradients": 0, "example gradients": 0}
    copied = copy.copy(check_loss(loss))

    def tallied(function, kind):
        def call(w, *index):
            counts[kind] += np.size(index) if index else np.size(w) // loss.dim
            return function(w, *index)

        return call

    for name, kind in zip(("function", "gradient", "example_gradients"), counts, strict=True):
        if getattr(loss, name) is not None:
            vars(copied)[name] = tallied(getattr(loss, name), kind)
    return copied, counts


def safe_learning_rate(loss: Loss, w=None) -> float:
    """Return 1/λmax, half of the limit 2/λmax that the largest curvature sets.

    On a quadratic that curves up in every direction no coordinate along an eigenvector then
    overshoots, and descent converges from every start. On another loss it is advice for the
    neighbourhood of ``w``, by default the first known minimum. Raises a ValueError where no
    curvature is above 0. Nesterov (2004), "Introductory Lectures on Convex Optimization", section
    1.2.3: with a gradient that is Lipschitz with constant L, the rate 1/L promises the largest
    fall per step.

    >>> from gdviz.losses import ravine
    >>> safe_learning_rate(ravine(10))
    0.05
    """
    largest = float(check_loss(loss).curvatures(w)[-1])
    if not largest > 0:
        raise ValueError(
            "w must be where the loss curves up in some direction. Got a largest curvature of "
            f"{number(largest)}. Measure it elsewhere, near a minimum."
        )
    return 1 / largest
