"""How to walk: every optimizer is a generator of points.

An optimizer takes a loss, a start and its hyperparameters, and yields the start and then one
point after another, for ever. Its state is a local variable; its source is the text on the
blackboard. A learner's own generator has the same standing as these.
"""

from itertools import count

import numpy as np

from gdviz.checks import check_number


def rates(learning_rate):
    """Yield the learning rate of step 0, 1, 2, … for a number or a schedule.

    Parameters
    ----------
    learning_rate : float or callable
        A positive number, or any ``k -> learning rate``.

    Yields
    ------
    float

    Examples
    --------
    >>> halving = rates(lambda k: 0.5**k)
    >>> next(halving), next(halving), next(halving)
    (1.0, 0.5, 0.25)
    """
    if not callable(learning_rate):
        learning_rate = check_learning_rate(learning_rate)
        while True:
            yield learning_rate
    for k in count():
        yield learning_rate(k)


def check_learning_rate(value):
    """Return ``value`` as a float if it is a learning rate, a finite number above 0."""
    advice = "Try 0.1."
    if isinstance(value, int | float | np.number) and value < 0:
        advice = "A negative rate would climb: the minus sign is in the rule already. Try 0.1."
    return check_number("learning_rate", value, low=0, advice=advice)


def gradient_descent(loss, w, learning_rate):
    """Step against the gradient: w ← w − α ∇L(w).

    Parameters
    ----------
    loss : Loss
        Anything with ``loss.gradient(w)``.
    w : ndarray, shape (dim,)
        The start.
    learning_rate : float or callable
        α > 0, or a schedule ``k -> α``.

    Yields
    ------
    ndarray, shape (dim,)
        The start first, then the point after each step.

    Notes
    -----
    Cauchy (1847), "Méthode générale pour la résolution des systèmes d'équations simultanées".

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> walk = gradient_descent(bowl(), np.array([1.0, 0.0]), learning_rate=0.25)
    >>> next(walk), next(walk)
    (array([1., 0.]), array([0.5, 0. ]))
    """
    for rate in rates(learning_rate):
        yield w
        w = w - rate * loss.gradient(w)
