"""Walks that measure each coordinate's gradient and give each its own step."""

import numpy as np

from gdviz.optimizers.core import optimizer
from gdviz.optimizers.learning_rates import rates


@optimizer
def adagrad(loss, w, learning_rate, eps=1e-10):
    """Divide each coordinate's step by the root of all its squared slopes so far.

    s ← s + g², w ← w − α g / (√s + ε) with g = ∇L(w).

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``. The first step has the length α in every coordinate
        whose slope is far above ε.
    eps : float, optional
        ε > 0, against division by zero.

    Yields
    ------
    ndarray, shape (..., dim)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Duchi, Hazan and Singer (2011), "Adaptive subgradient methods for online learning and
    stochastic optimization". As in torch; optax starts s at 0.1 and has ε inside the root.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = adagrad(bowl(), (3, 4), learning_rate=0.5)
    >>> next(walk), next(walk)
    (array([3., 4.]), array([2.5, 3.5]))
    """
    squares = np.zeros_like(w)
    yield w
    for rate in rates(learning_rate):
        slope = loss.gradient(w)
        squares = squares + slope**2
        w = w - rate * slope / (np.sqrt(squares) + eps)
        yield w


@optimizer
def rmsprop(loss, w, learning_rate, decay=0.9, eps=1e-8):
    """Divide each coordinate's step by the root of a fading mean of its squared slopes.

    s ← γ s + (1 − γ) g², w ← w − α g / (√s + ε) with g = ∇L(w).

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``.
    decay : float, optional
        γ in [0, 1): how much of the mean is kept each step.
    eps : float, optional
        ε > 0, against division by zero.

    Yields
    ------
    ndarray, shape (..., dim)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Tieleman and Hinton (2012), "Neural Networks for Machine Learning", lecture 6.5. torch calls
    γ ``alpha``, with 0.99; optax has ε inside the root unless ``eps_in_sqrt=False``.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = rmsprop(bowl(), (3, 4), learning_rate=0.1, decay=0.75)
    >>> next(walk), next(walk).round(6)
    (array([3., 4.]), array([2.8, 3.8]))
    """
    squares = np.zeros_like(w)
    yield w
    for rate in rates(learning_rate):
        slope = loss.gradient(w)
        squares = decay * squares + (1 - decay) * slope**2
        w = w - rate * slope / (np.sqrt(squares) + eps)
        yield w


@optimizer
def adam(loss, w, learning_rate, b1=0.9, b2=0.999, eps=1e-8):
    """Momentum over RMSProp, each mean corrected for having started at zero.

    m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g²,
    w ← w − α m̂ / (√ŝ + ε) with m̂ = m / (1 − β₁ᵏ), ŝ = s / (1 − β₂ᵏ) in step k = 1, 2, ….

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : array_like, shape (..., dim)
        The start, or a batch of starts.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``. The first step has the length α in every coordinate
        whose slope is far above ε.
    b1, b2 : float, optional
        β₁ and β₂ in [0, 1): how much of the mean slope and of the mean square is kept.
    eps : float, optional
        ε > 0, against division by zero.

    Yields
    ------
    ndarray, shape (..., dim)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Kingma and Ba (2015), "Adam: a method for stochastic optimization", algorithm 1. The same as
    torch's and optax's with their defaults.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = adam(bowl(), (3, 4), learning_rate=0.1)
    >>> next(walk), next(walk).round(6)
    (array([3., 4.]), array([2.9, 3.9]))
    """
    mean, squares = np.zeros_like(w), np.zeros_like(w)
    yield w
    for k, rate in enumerate(rates(learning_rate), start=1):
        slope = loss.gradient(w)
        mean = b1 * mean + (1 - b1) * slope
        squares = b2 * squares + (1 - b2) * slope**2
        step = (mean / (1 - b1**k)) / (np.sqrt(squares / (1 - b2**k)) + eps)
        w = w - rate * step
        yield w
