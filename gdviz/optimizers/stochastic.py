"""Walks along the gradient of a few examples at a time."""

import numpy as np

from gdviz.optimizers.core import optimizer
from gdviz.optimizers.learning_rates import rates


@optimizer(batch=False)
def stochastic_gradient_descent(loss, w, learning_rate, batch_size=1, seed=0):
    """Step against the mean gradient of a few examples, all of them once in every epoch.

    Each epoch shuffles the n examples and cuts them into ⌈n/b⌉ batches of b, the last one as
    large as what is left; each batch makes one update w ← w − α · mean ∇ℓᵢ(w).

    Parameters
    ----------
    loss : Loss
        A mean over examples, with ``example_gradients``, as from
        :func:`gdviz.losses.line_fit`.
    w : array_like, shape (dim,)
        The start.
    learning_rate : float or callable
        α > 0, or a schedule by updates, not epochs.
    batch_size : int, optional
        b, from 1 to n; with n every update is one of plain gradient descent.
    seed : int or numpy.random.Generator, optional
        The same seed shuffles the same way.

    Yields
    ------
    ndarray, shape (dim,)
        The start first, then the point after each update.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be, or the loss has no examples.

    Notes
    -----
    Robbins and Monro (1951), "A stochastic approximation method"; shuffling each epoch as in
    Bottou (2012), "Stochastic gradient descent tricks".

    Examples
    --------
    >>> from gdviz.losses import line_fit
    >>> loss = line_fit([0, 1, 2], [1, 3, 5])
    >>> walk = stochastic_gradient_descent(loss, (0, 0), learning_rate=0.1, batch_size=3)
    >>> next(walk), next(walk).round(3)
    (array([0., 0.]), array([0.867, 0.6  ]))
    """
    generator, rate = np.random.default_rng(seed), rates(learning_rate)
    while True:
        order = generator.permutation(loss.examples)
        for begin in range(0, loss.examples, batch_size):
            yield w
            batch = order[begin : begin + batch_size]
            w = w - next(rate) * loss.example_gradients(w, batch).mean(axis=0)
