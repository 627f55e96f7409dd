"""What a loss is: a function to make small, its gradient, and what is known of it.

One shape rule holds everywhere: a point is an array of shape ``(dim,)``, a batch of points has
shape ``(..., dim)``; values drop the last axis, gradients keep it. A grid for a contour plot, a
trajectory and a quarter of a million starts are all batches.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gdviz.checks import (
    check_count,
    check_flag,
    check_function,
    check_point,
    shorten,
)
from gdviz.losses.fields import checked_bounds, checked_labels, checked_symmetry, known_points
from gdviz.losses.rule import (
    central_difference,
    converted,
    guarded,
    guarded_examples,
    second_difference,
)


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
