"""Losses whose curvature changes from place to place: a bent valley, a ridge, a flat part.

Each is written in its coordinates, ``x, y = w.T``: numbers for one point, arrays for a batch.
That is one code path, as quick on one point as code for one point, and on a quarter of a
million as code for arrays.
"""

import numpy as np

from gdviz.checks import check_number
from gdviz.losses.core import CatalogueLoss
from gdviz.losses.rule import matrix, slopes


def rosenbrock():
    """The bent valley of Rosenbrock, L(x, y) = (1 − x)² + 100 (y − x²)².

    Its floor y = x² is easy to find and slow to follow; at the minimum (1, 1) the condition
    number is about 2500.

    Returns
    -------
    Loss

    Notes
    -----
    Rosenbrock (1960), "An automatic method for finding the greatest or least value of a
    function".

    Examples
    --------
    >>> rosenbrock()([1, 1]), rosenbrock()([0, 0])
    (0.0, 1.0)
    """

    def value(w):
        x, y = w.T
        off = y - x * x
        return ((1 - x) * (1 - x) + 100 * off * off).T

    def gradient(w):
        x, y = w.T
        off = y - x * x
        return slopes(w, -2 * (1 - x) - 400 * x * off, 200 * off)

    def hessian(w):
        x, y = w.T
        return matrix(w, 2 - 400 * y + 1200 * x * x, -400 * x, 200)

    return CatalogueLoss(
        value,
        gradient,
        hessian,
        name="Rosenbrock's valley",
        bounds=((-2, 2), (-1, 3)),
        minima=[(1, 1)],
    )


def ridge():
    """A ridge between two valleys, L(x, y) = x²/10 + (1 − y²)²/2: a saddle with floors.

    Along the ridge y = 0 the way leads gently to the saddle (0, 0). Exactly on the ridge
    descent ends there; a hair beside it, y grows by the factor 1 + 2α each step while it is
    small, and the run ends in the valley at (0, 1) or (0, −1).

    Returns
    -------
    Loss

    Examples
    --------
    >>> ridge()([0, 0]), ridge()([0, 1])
    (0.5, 0.0)
    """

    def value(w):
        x, y = w.T
        rise = 1 - y * y
        return (0.1 * x * x + 0.5 * rise * rise).T

    def gradient(w):
        x, y = w.T
        return slopes(w, 0.2 * x, -2 * y * (1 - y * y))

    def hessian(w):
        _, y = w.T
        return matrix(w, 0.2, 0, 6 * y * y - 2)

    return CatalogueLoss(
        value,
        gradient,
        hessian,
        name="a ridge between two valleys",
        bounds=((-3, 3), (-1.6, 1.6)),
        minima=[(0, 1), (0, -1)],
        saddles=[(0, 0)],
    )


def plateau(slope=0.003):
    """A slope that goes almost flat at x = 0, long before the minimum at (3, 0).

    L(x, y) = ¼ (x − 3)² (x² + 2x + 3) + ½ ε (x − 3)² + ½ y² with ε = slope / 3, so that
    ∂L/∂x = (x − 3)(x² + ε). Small steps need about π / (3 √ε α) of them to cross the flat part.

    Parameters
    ----------
    slope : float, optional
        What is left of the slope at x = 0, in [0, 1]. With 0 the gradient vanishes there:
        neither a minimum nor a maximum, yet small steps from the left never get past it.

    Returns
    -------
    Loss

    Examples
    --------
    >>> print(plateau().gradient([0, 0]).round(6) + 0)
    [-0.003  0.   ]
    """
    left = check_number("slope", slope, 0, 1, closed="both", advice="Try 0.003.") / 3

    def value(w):
        x, y = w.T
        return (0.25 * (x - 3) * (x - 3) * (x * x + 2 * x + 3 + 2 * left) + 0.5 * y * y).T

    def gradient(w):
        x, y = w.T
        return slopes(w, (x - 3) * (x * x + left), y)

    def hessian(w):
        x, _ = w.T
        return matrix(w, 3 * x * x - 6 * x + left, 0, 1)

    return CatalogueLoss(
        value,
        gradient,
        hessian,
        name="a plateau before a well",
        bounds=((-2.5, 5), (-3.5, 3.5)),
        minima=[(3, 0)],
    )


def product(x=1, y=1):
    """The smallest network, one number through two weights, L(w1, w2) = (y − w1·w2·x)².

    Every point with w1·w2 = y/x is a minimum, the sharper the farther out; the two balanced
    ones are listed. Zero is a saddle: both slopes vanish there, and from equal starts the two
    weights stay equal for ever.

    Parameters
    ----------
    x, y : float, optional
        The example: input and target, neither of them 0.

    Returns
    -------
    Loss

    Raises
    ------
    TypeError, ValueError
        If one is not a finite number, or is 0.

    Examples
    --------
    >>> loss = product(x=2, y=1)
    >>> loss([1, 0.5]), loss([0, 0])
    (0.0, 1.0)
    """
    x, y = check_number("x", x), check_number("y", y)
    for name, given in (("x", x), ("y", y)):
        if given == 0:
            raise ValueError(f"{name} must not be 0. Got 0. The minima would lose their curve.")

    def value(w):
        first, second = w.T
        miss = y - first * second * x
        return (miss * miss).T

    def gradient(w):
        first, second = w.T
        pull = -2 * x * (y - first * second * x)
        return slopes(w, pull * second, pull * first)

    def hessian(w):
        first, second = w.T
        cross = 4 * x * x * first * second - 2 * x * y
        return matrix(w, 2 * (x * second) ** 2, cross, 2 * (x * first) ** 2)

    root = np.sqrt(abs(y / x))
    balanced = np.array([root, np.sign(y / x) * root])
    return CatalogueLoss(
        value,
        gradient,
        hessian,
        name="the product of two weights",
        labels=("w1", "w2"),
        bounds=((-2 * root, 2 * root),) * 2,
        minima=[balanced, -balanced],
        saddles=[(0, 0)],
    )
