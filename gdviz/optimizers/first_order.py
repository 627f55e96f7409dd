"""Walks along the gradient of the whole loss, with a memory or without."""

import numpy as np

from gdviz.optimizers.core import optimizer
from gdviz.optimizers.learning_rates import rates


@optimizer
def gradient_descent(loss, w, learning_rate, normalize=False):
    """Step against the gradient, w ← w − α ∇L(w).

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``.
    normalize : bool, optional
        Divide the gradient by its norm: every step then has the length α.

    Yields
    ------
    ndarray, shape (..., dim)
        The start first, then the point after each step.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Cauchy (1847), "Méthode générale pour la résolution des systèmes d'équations simultanées".
    The same as torch's and optax's ``sgd`` without momentum.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = gradient_descent(bowl(), (1, 0), learning_rate=0.25)
    >>> next(walk), next(walk)
    (array([1., 0.]), array([0.5, 0. ]))
    """
    yield w
    for rate in rates(learning_rate):
        slope = loss.gradient(w)
        if normalize:
            slope = unit(slope)
        w = w - rate * slope
        yield w


def unit(vectors):
    """Divide vectors of shape (..., dim) by their norms; zero stays zero.

    Examples
    --------
    >>> print(unit(np.array([[3.0, 4.0], [0.0, 0.0]])))
    [[0.6 0.8]
     [0.  0. ]]
    """
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(norms > 0, norms, 1)


@optimizer(batch=False)
def backtracking(loss, w, learning_rate=1.0, shrink=0.5, share=1e-4):
    """Shorten each step until the loss falls by a share of what the slope promised.

    The step w − α ∇L(w) is taken when L(w − α ∇L(w)) ≤ L(w) − share·α·‖∇L(w)‖²; otherwise α is
    multiplied by ``shrink`` and tried again. Each step begins anew with ``learning_rate``.

    Parameters
    ----------
    loss : Loss
        A step costs one gradient, one value, and one value for each α tried:
        see :func:`gdviz.losses.counted`.
    w : array_like, shape (dim,)
        The start.
    learning_rate : float or callable
        The first α tried, or a schedule of them.
    shrink : float, optional
        In (0, 1).
    share : float, optional
        In (0, 1): how much of the promised fall must come true.

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
    Armijo (1966), "Minimization of functions having Lipschitz continuous first partial
    derivatives". optax's ``scale_by_backtracking_linesearch`` shrinks by 0.8 and starts from
    the last α times 1.5; with ``increase_factor=inf`` and equal factors it is the same.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = backtracking(bowl(), (3, 4), learning_rate=4)
    >>> next(walk), next(walk)
    (array([3., 4.]), array([0., 0.]))
    """
    yield w
    for rate in rates(learning_rate):
        slope, here = loss.gradient(w), loss(w)
        while rate > 0 and not loss(w - rate * slope) <= here - share * rate * slope @ slope:
            rate *= shrink
        w = w - rate * slope
        yield w


@optimizer
def momentum(loss, w, learning_rate, beta=0.9):
    """Heavy ball: keep a fraction of the previous step, v ← β v − α ∇L(w), w ← w + v.

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``.
    beta : float, optional
        β in [0, 1): the fraction kept; 0 is plain gradient descent.

    Yields
    ------
    ndarray, shape (..., dim)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Polyak (1964), "Some methods of speeding up the convergence of iteration methods". torch and
    optax keep v ← β v + ∇L and step by −α v: the same points at a constant rate, while a
    schedule there rescales the whole memory and here only the new part.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = momentum(bowl(), (1, 0), learning_rate=0.25, beta=0.5)
    >>> next(walk), next(walk), next(walk)
    (array([1., 0.]), array([0.5, 0. ]), array([0., 0.]))
    """
    velocity = np.zeros_like(w)
    yield w
    for rate in rates(learning_rate):
        velocity = beta * velocity - rate * loss.gradient(w)
        w = w + velocity
        yield w


@optimizer
def nesterov(loss, w, learning_rate, beta=0.9):
    """Momentum that asks for the gradient where it is about to be, v ← β v − α ∇L(w + β v).

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``.
    beta : float, optional
        β in [0, 1).

    Yields
    ------
    ndarray, shape (..., dim)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Nesterov (1983), "A method for solving the convex programming problem with convergence rate
    O(1/k²)", in the form of Sutskever et al. (2013), "On the importance of initialization and
    momentum in deep learning". torch and optax (``nesterov=True``) yield the look-ahead points
    w + β v of the same walk.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = nesterov(bowl(), (1, 0), learning_rate=0.25, beta=0.5)
    >>> next(walk), next(walk), next(walk)
    (array([1., 0.]), array([0.5, 0. ]), array([0.125, 0.   ]))
    """
    velocity = np.zeros_like(w)
    yield w
    for rate in rates(learning_rate):
        velocity = beta * velocity - rate * loss.gradient(w + beta * velocity)
        w = w + velocity
        yield w
