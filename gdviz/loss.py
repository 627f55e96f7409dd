"""Loss: a function to minimise, its gradient and Hessian, and what is known of it.

One shape rule holds everywhere: a point is an array of shape ``(dim,)``, a batch of points has
shape ``(..., dim)``; values drop the last axis, gradients keep it. A grid for a contour plot, a
trajectory and a quarter of a million starts are all batches.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

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

__all__ = [
    "CatalogueLoss",
    "Loss",
    "as_loss",
    "check_gradient",
    "counted",
    "safe_learning_rate",
]

FLOAT = np.dtype(float)
SLIPS = {  # what numpy says of them
    "read-only": "leave its argument as it is; it changed w in place. "
    "Write w = w - step instead of w -= step.",
    "converted to Python scalars": "compute with the coordinates of w, an array. "
    "Got w itself in a function of one number. Write w[0], or take the function from numpy.",
}


@dataclass(frozen=True, eq=False)
class Loss:
    """A function to make small, its gradient, and what is known of it.

    Parameters
    ----------
    function : callable
        Takes a point ``w`` of shape (dim,) and returns one number.
    gradient : callable, optional
        Takes ``w`` and returns an array of the same shape. Left out, it is a central difference
        of ``function``, good to six to eleven digits where ``w`` and the
        loss are of order 1.
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
        Where they are known to be, the lowest minimum first.
    vectorized : bool, optional
        Promise that ``function``, ``gradient`` and ``hessian`` follow the shape rule
        themselves, as ``(w**2).sum(axis=-1)`` does. Otherwise batches are evaluated point by
        point, which is slower and always right.
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
    example_gradients: Callable | None = None

    # A subclass whose functions are tested to follow the shape rule may say so here. Its calls
    # then skip the guards against a learner's slips, which cost more than a small gradient.
    trusted: ClassVar[bool] = False

    def __post_init__(self):
        put = lambda name, value: object.__setattr__(self, name, value)  # noqa: E731
        check_function("function", self.function, takes=1)
        dim = check_count("dim", self.dim, 1)
        put("dim", dim)
        put("vectorized", check_flag("vectorized", self.vectorized))
        put("function", self._follow_shape_rule("function", ()))
        slope = central_difference(self.function, dim)
        put("gradient", self._follow_shape_rule("gradient", (dim,), slope))
        put("hessian", self._follow_shape_rule("hessian", (dim, dim), second_difference(self, dim)))
        put("example_gradients", self._of_examples())
        put("labels", checked_labels(self.labels, dim))
        put("bounds", checked_bounds(self.bounds, dim))
        put("minima", known_points("minima", self.minima, dim))
        put("saddles", known_points("saddles", self.saddles, dim))

    def _follow_shape_rule(self, name, tail, instead=None):
        own = getattr(self, name)
        if own is None or self.trusted:
            return converted(own or instead, self.dim)
        check_function(name, own, "for example lambda w: 2 * w", takes=1)
        return guarded(own, name, self.dim, tail, self.vectorized)

    def _of_examples(self):
        own = self.example_gradients
        if self.examples is not None:
            check_count("examples", self.examples, 1)
        if own is None or self.trusted:
            return own
        check_function("example_gradients", own, "for example lambda w, index: …", takes=2)
        return guarded_examples(own, self.dim)

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
        >>> valley = Loss(lambda w: w[0] ** 2 + 10 * w[1] ** 2, minima=[(0, 0)])
        >>> print(valley.curvatures().round(4))
        [ 2. 20.]
        """
        if w is None and not len(self.minima):
            raise ValueError(f"w must be given: no minimum of {self.name} is known. Pass a point.")
        w = check_point("w", self.minima[0] if w is None else w, self.dim)
        return np.linalg.eigvalsh(checked_symmetry(self.hessian(w)))


def as_loss(loss, start=None):
    """Return a Loss; a plain function of w becomes one with a numerical gradient.

    Parameters
    ----------
    loss : Loss or callable
    start : array_like, optional
        A point of it; tells how many coordinates a plain function takes.

    Examples
    --------
    >>> as_loss(lambda w: w[0] ** 2, [3.0]).gradient([3.0]).round(6)
    array([6.])
    """
    if isinstance(loss, Loss) or (callable(loss) and hasattr(loss, "gradient")):
        return loss
    check_function("loss", loss, takes=1)
    return Loss(loss, dim=max((1, *np.shape(start)[-1:])))


def check_loss(loss):
    """Return ``loss`` if it is a Loss, or has what a Loss must have.

    Raises
    ------
    TypeError
        If it is something else, also a plain function, which says nothing of its coordinates.

    Examples
    --------
    >>> check_loss(abs)
    Traceback (most recent call last):
    TypeError: loss must be a gd.Loss, with dim and gradient. Got <built-in function abs>. Make \
one: gd.Loss(function, gradient).
    """
    if not callable(loss) or not all(hasattr(loss, part) for part in ("dim", "gradient")):
        raise TypeError(
            f"loss must be a gd.Loss, with dim and gradient. Got {shorten(loss)}. "
            "Make one: gd.Loss(function, gradient)."
        )
    return loss


@dataclass(frozen=True, eq=False, repr=False)
class CatalogueLoss(Loss):
    """A loss whose functions are tested to follow the shape rule, so that calls cost little.

    The arguments are those of :class:`Loss`. Nothing checks the answers of its functions: for a
    loss of one's own take :class:`Loss` with ``vectorized=True``.

    Examples
    --------
    >>> bowl = CatalogueLoss(lambda w: (w**2).sum(axis=-1), lambda w: 2 * w)
    >>> bowl([[3, 4], [0, 1]])
    array([25.,  1.])
    """

    vectorized: bool = True
    trusted: ClassVar[bool] = True


def check_gradient(loss, w, tolerance=1e-5):
    """Compare a gradient with central differences of the loss and refuse a wrong one.

    Parameters
    ----------
    loss : Loss
    w : array_like, shape (dim,)
        Where to look: best a point that is not special in any way.
    tolerance : float, optional
        The largest error allowed, as a share of the larger of the two gradients' norms; close to
        a minimum, of the gradient that there is 0.001 beside it.

    Returns
    -------
    float
        The error found, as that share.

    Raises
    ------
    ValueError
        If it is larger; the message names the worst coordinate and says whether the sign is
        wrong.

    Examples
    --------
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
    if not error <= tolerance:
        raise _wrong_gradient(given, found, wrong_sign=reversed_ <= tolerance)
    return float(error)


def _wrong_gradient(given, found, wrong_sign):
    worst = int(np.argmax(np.abs(given - found)))
    return ValueError(
        "gradient must agree with differences of the loss. "
        f"Got {number(given[worst])} for {number(found[worst])} in coordinate {worst} of w: "
        f"{'the sign is wrong' if wrong_sign else 'derive it again'}."
    )


def counted(loss):
    """Return a copy of a loss that counts its evaluations, and the counts.

    Parameters
    ----------
    loss : Loss

    Returns
    -------
    loss : Loss
    counts : dict
        "losses", "gradients" and "example gradients" asked for so far; a batch counts once for
        each of its points.

    Examples
    --------
    The price of a backtracking step: one gradient, one loss here, one for each rate tried.

    >>> from itertools import islice
    >>> from gdviz.losses import bowl
    >>> from gdviz.optimizers import backtracking
    >>> loss, counts = counted(bowl())
    >>> path = list(islice(backtracking(loss, (3, 4), learning_rate=4), 2))
    >>> counts["gradients"], counts["losses"]
    (1, 5)
    """
    counts = {"losses": 0, "gradients": 0, "example gradients": 0}
    kinds = {
        "function": "losses",
        "gradient": "gradients",
        "example_gradients": "example gradients",
    }
    copied = copy.copy(check_loss(loss))
    for name, kind in kinds.items():
        if getattr(loss, name) is not None:
            object.__setattr__(copied, name, _tallied(getattr(loss, name), counts, kind))
    return copied, counts


def _tallied(function, counts, kind):
    def call(w, *index):
        counts[kind] += np.size(index) if index else int(np.prod(np.shape(w)[:-1]))
        return function(w, *index)

    return call


def safe_learning_rate(loss, w=None):
    """Return 1/λmax, half of the limit 2/λmax that the largest curvature sets.

    On a quadratic that curves up in every direction no coordinate along an eigenvector then
    overshoots, and descent converges from every start. On another loss it is advice for the
    neighbourhood of ``w``.

    Parameters
    ----------
    loss : Loss
    w : array_like, shape (dim,), optional
        Where to measure the curvature; by default at the first known minimum.

    Returns
    -------
    float
        In units of the parameter squared for each unit of loss.

    Raises
    ------
    ValueError
        If ``w`` is left out and no minimum is known, or if no curvature there is above 0.

    Notes
    -----
    Nesterov (2004), "Introductory Lectures on Convex Optimization", section 1.2.3: with a
    gradient that is Lipschitz with constant L, the rate 1/L promises the largest fall per step.

    Examples
    --------
    >>> from gdviz.losses import line_fit, ravine
    >>> safe_learning_rate(ravine(10))
    0.05
    >>> round(safe_learning_rate(line_fit([1, 2, 4], [3, 5, 6], standardize=True)), 12)
    0.5
    """
    largest = float(check_loss(loss).curvatures(w)[-1])
    if not largest > 0:
        raise ValueError(
            "w must be where the loss curves up in some direction. Got a largest curvature of "
            f"{number(largest)}. Measure it elsewhere, near a minimum."
        )
    return 1 / largest


def checked_symmetry(hessian):
    """Return a Hessian if it is the same across the diagonal; eigenvalues would see half of it."""
    off = np.abs(hessian - hessian.T).max()
    if off > 1e-6 * np.abs(hessian).max():
        raise ValueError(
            f"hessian must be symmetric. Got entries that differ by {number(off)} from those "
            "across the diagonal. Derive them again, or leave hessian out."
        )
    return hessian


def checked_labels(labels, dim):
    """Return one name for each coordinate; made ones for none."""
    if isinstance(labels, tuple | list) and not labels:
        return {1: ("x",), 2: ("x", "y")}.get(dim, tuple(f"w{i + 1}" for i in range(dim)))
    words = isinstance(labels, tuple | list) and all(isinstance(one, str) for one in labels)
    if not words or len(labels) != dim or not all(one.strip() for one in labels):
        raise ValueError(
            f"labels must hold {dim} name{'s' * (dim != 1)}, one for each coordinate. "
            f"Got {shorten(labels)}. Leave them out for x and y."
        )
    return tuple(labels)


def checked_bounds(bounds, dim):
    """Return a pair (low, high) for each coordinate; ±5 for none."""
    if isinstance(bounds, tuple | list) and not bounds:
        return ((-5.0, 5.0),) * dim
    return tuple(map(tuple, check_bounds(bounds, dim).tolist()))


def known_points(name, points, dim):
    """Return known minima or saddles as an array that cannot be written to."""
    if isinstance(points, tuple | list | np.ndarray) and not len(points):
        return np.empty((0, dim))
    return locked(check_point(name, points, dim, batch=True).reshape(-1, dim))


def _as_points(w, dim):
    try:
        points = np.asarray(w)
    except ValueError:  # rows of different lengths
        return check_point("w", w, dim)
    plain = points.dtype.kind in "fiu" and not isinstance(w, np.ma.MaskedArray)
    if not plain or points.shape[-1:] != (dim,):
        return check_point("w", w, dim)
    return np.asarray(points, dtype=float)


def converted(function, dim):
    """Take anything array-like; what is a float array already passes in a tenth of a µs."""
    last = (dim,)

    def call(w):
        if type(w) is not np.ndarray or w.dtype is not FLOAT or w.shape[-1:] != last:
            w = _as_points(w, dim)
        return function(w)

    return call


def guarded(function, name, dim, tail, vectorized):
    """Make a learner's function follow the shape rule, and never broadcast by accident.

    ``tail`` is the shape of the answer at one point.
    """

    def ask(w):
        answer = own_array(_read_only_call(function, name, w))
        if dim == 1 and tail == () and answer.shape == (1,) and w.ndim == 1:
            answer = answer.reshape(())
        return _checked_answer(name, answer, w.shape[:-1] + tail)

    def call(w):
        w = _as_points(w, dim)
        if w.ndim == 1:
            return ask(w)
        if vectorized:
            return ask(_unmistakable(w, dim))[: len(w)]
        answers = [ask(point) for point in w.reshape(-1, dim)]
        return np.array(answers, dtype=float).reshape(w.shape[:-1] + tail)

    return call


def guarded_examples(function, dim):
    """Make a learner's ``example_gradients`` return one gradient for each example."""

    def call(w, index):
        answer = own_array(
            _read_only_call(function, "example_gradients", _as_points(w, dim), index)
        )
        return _checked_answer("example_gradients", answer, (len(index), dim))

    return call


def _unmistakable(w, dim):
    """Add a point where there are as many as coordinates: w[0] for w[..., 0] would look right."""
    return np.concatenate([w, w[:1]]) if len(w) == dim else w


def _read_only_call(function, name, w, *index):
    """Call a function of the learner's, and explain the slips that numpy meets."""
    view = w.view()
    view.flags.writeable = False
    try:
        return function(view, *index)
    except (TypeError, ValueError) as error:
        for sign, slip in SLIPS.items():
            if sign in str(error):
                raise type(error)(f"{name} must {slip}") from None
        raise


def _checked_answer(name, answer, shape):
    if answer.shape == shape and answer.dtype.kind in "fiub":
        return answer
    if name == "function":
        raise TypeError(
            f"function must return one real number for each point, shape {shape}. "
            f"Got {shorten(answer[()])}. Check for a missing sum or return."
        )
    raise ValueError(
        f"{name} must return real numbers of shape {shape}. "
        f"Got shape {np.shape(answer)}: {shorten(answer)}. Give one for each coordinate."
    )


def central_difference(function, dim):
    """Slope of the chord over ±h; h balances the rounding and the bending error."""

    def gradient(w):
        h = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(w))
        steps = h[..., None] * np.eye(dim)
        around = w[..., None, :]
        values = function(np.concatenate([around + steps, around - steps], axis=-2))
        return (values[..., :dim] - values[..., dim:]) / (2 * h)

    return gradient


def second_difference(loss, dim):
    """Central difference of the gradient, made symmetric."""

    def hessian(w):
        h = np.cbrt(np.finfo(float).eps) * np.maximum(1.0, np.abs(w))
        steps = h[..., None] * np.eye(dim)
        around = w[..., None, :]
        rows = (loss.gradient(around + steps) - loss.gradient(around - steps)) / (2 * h[..., None])
        return (rows + rows.mT) / 2

    return hessian


def slopes(w, by_x, by_y):
    """Put ∂L/∂x and ∂L/∂y in an array like ``w``, for a point and for a batch."""
    answer = np.empty_like(w)
    columns = answer.T
    columns[0], columns[1] = by_x, by_y
    return answer


def matrix(w, xx, xy, yy):
    """Put the second derivatives in matrices of shape (..., 2, 2)."""
    answer = np.empty((*w.shape, 2))
    answer[..., 0, 0], answer[..., 1, 1] = np.transpose(xx), np.transpose(yy)
    answer[..., 0, 1] = answer[..., 1, 0] = np.transpose(xy)
    return answer
