"""Walks that ask for heights alone: no slope, only trying and comparing."""

import numpy as np

from gdviz.optimizers.core import optimizer
from gdviz.optimizers.learning_rates import rates


@optimizer(batch=False)
def random_search(loss, w, step_length, tries=1, seed=0):
    """Try some random directions and take the best step, if any goes down.

    Parameters
    ----------
    loss : Loss
        Only its values are used: ``tries`` + 1 of them each step.
    w : array_like, shape (dim,)
        The start.
    step_length : float or callable
        How far each try goes, above 0, or a schedule of lengths.
    tries : int, optional
        Directions tried each step, 1 or more, uniform on the sphere.
    seed : int or numpy.random.Generator, optional
        The same seed walks the same way.

    Yields
    ------
    ndarray, shape (dim,)
        The start first; the loss never rises.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Rastrigin (1963), "The convergence of the random search method in the extremal control of a
    many parameter system", there with one try.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = random_search(bowl(), (3, 4), step_length=0.5, tries=10)
    >>> bowl()(next(walk)) > bowl()(next(walk))
    True
    """
    generator = np.random.default_rng(seed)
    yield w
    for length in rates(step_length, name="step_length"):
        directions = generator.standard_normal((tries, w.size))
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        w = min(w, *(w + length * directions), key=loss)
        yield w


@optimizer(batch=False)
def coordinate_search(loss, w, step_length, shrink=0.5):
    """Try one step forth and back along every axis, take the best; if none goes down, shrink.

    Parameters
    ----------
    loss : Loss
        Only its values are used: 2·dim + 1 of them each step.
    w : array_like, shape (dim,)
        The start.
    step_length : float or callable
        How far the first tries go, above 0, or a schedule of lengths.
    shrink : float, optional
        In (0, 1): the factor of the length each time that no axis leads down.

    Yields
    ------
    ndarray, shape (dim,)
        The start first; the loss never rises.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Known as compass search: Kolda, Lewis and Torczon (2003), "Optimization by direct search: new
    perspectives on some classical and modern methods".

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = coordinate_search(bowl(), (3, 4), step_length=1)
    >>> next(walk), next(walk)
    (array([3., 4.]), array([3., 3.]))
    """
    axes, scale = np.eye(w.size), 1.0
    yield w
    for length in rates(step_length, name="step_length"):
        step = scale * length * axes
        best = min(w, *(w + step), *(w - step), key=loss)
        if best is w:
            scale *= shrink
        w = best
        yield w
