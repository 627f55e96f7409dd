"""Losses with several minima, whose wells are placed to the last digit.

They are written in coordinates, as in :mod:`gdviz.losses.landscapes`.
"""

import numpy as np

from gdviz.checks import check_number
from gdviz.losses.core import CatalogueLoss
from gdviz.losses.rule import matrix, slopes


def himmelblau():
    """Four equally deep wells, L(x, y) = (x² + y − 11)² + (x + y² − 7)².

    Every minimum has the loss 0; (3, 2) is one. Between them lie four saddles and one hilltop.

    Returns
    -------
    Loss

    Notes
    -----
    Himmelblau (1972), "Applied Nonlinear Programming". The wells and saddles are found by
    Newton's method to the last digit.

    Examples
    --------
    >>> print(himmelblau().minima.round(4))
    [[ 3.      2.    ]
     [-2.8051  3.1313]
     [-3.7793 -3.2832]
     [ 3.5844 -1.8481]]
    """

    def value(w):
        x, y = w.T
        p, q = x * x + y - 11, x + y * y - 7
        return (p * p + q * q).T

    def gradient(w):
        twice = w + w
        pq = twice * w + twice[..., ::-1] - doubled  # 2p and 2q
        return twice * pq + pq[..., ::-1]  # 4xp + 2q and 4yq + 2p

    doubled = 2 * np.array([11.0, 7.0])

    def hessian(w):
        x, y = w.T
        return matrix(w, 12 * x * x + 4 * y - 42, 4 * (x + y), 12 * y * y + 4 * x - 26)

    near_minima = [(3, 2), (-2.81, 3.13), (-3.78, -3.28), (3.58, -1.85)]
    near_saddles = [(0.09, 2.88), (-3.07, -0.08), (3.39, 0.07), (-0.13, -1.95)]
    return CatalogueLoss(
        value,
        gradient,
        hessian,
        name="Himmelblau's four wells",
        minima=_settle(gradient, hessian, near_minima),
        saddles=_settle(gradient, hessian, near_saddles),
    )


def double_well(tilt=0.3):
    """Two wells of one coordinate, the left one deeper, L(x) = (x² − 1)² + tilt·x.

    Parameters
    ----------
    tilt : float, optional
        In [0, 1.5); 0 makes both wells equal. Beyond 8/(3√3) ≈ 1.54 the right one vanishes.

    Returns
    -------
    Loss

    Raises
    ------
    TypeError, ValueError
        If ``tilt`` is not a number in that range.

    Examples
    --------
    >>> loss = double_well()
    >>> print(loss.minima.ravel().round(3), loss(loss.minima).round(3))
    [-1.036  0.96 ] [-0.305  0.294]
    """
    tilt = check_number("tilt", tilt, 0, 1.5, closed="low", advice="Try 0.3.")

    def value(w):
        (x,) = w.T
        rise = x * x - 1
        return (rise * rise + tilt * x).T

    def gradient(w):
        return 4 * w * (w * w - 1) + tilt

    def hessian(w):
        return (12 * w * w - 4)[..., None]

    return CatalogueLoss(
        value,
        gradient,
        hessian,
        dim=1,
        name="two wells of one coordinate",
        bounds=((-1.8, 1.8),),
        minima=_settle(gradient, hessian, _wells(tilt)),
    )


def _wells(tilt):
    """The outer two roots of 4x³ − 4x + tilt = 0, near enough for Newton's method."""
    roots = np.sort(np.roots([4, 0, -4, tilt]).real)
    return roots[[0, 2], None]


def two_wells():
    """A deep, sharp well on the slope of a shallow, wide one.

    L(x, y) = ¼ r² + 3.5 (1 − exp(−s²/0.245)), where r is the distance from (1.5, 0), the
    bottom of the wide bowl, and s that from (−1.5, 0), the middle of the sharp sink. The sharp
    one is the better minimum, with a curvature of 28.8, so that a learning rate above
    2/28.8 ≈ 0.07 cannot settle there; the wide one, of curvature ½, takes any rate below 4.

    Returns
    -------
    Loss
        ``minima[0]`` is the sharp one.

    Examples
    --------
    >>> loss = two_wells()
    >>> print(loss(loss.minima).round(2))
    [2.21 3.5 ]
    >>> [float(loss.curvatures(w)[-1].round(1)) for w in loss.minima]
    [28.8, 0.5]
    """
    depth, width = 3.5, 0.35**2

    def parts(w):
        x, y = w.T
        sink = depth * np.exp(-0.5 * ((x + 1.5) * (x + 1.5) + y * y) / width)
        return x - 1.5, x + 1.5, y, sink

    def value(w):
        right, _, y, sink = parts(w)
        return (0.25 * (right * right + y * y) + depth - sink).T

    def gradient(w):
        right, left, y, sink = parts(w)
        pull = sink / width
        return slopes(w, 0.5 * right + pull * left, 0.5 * y + pull * y)

    def hessian(w):
        _, left, y, sink = parts(w)
        pull = sink / width
        xx, yy = (0.5 + pull * (1 - d * d / width) for d in (left, y))
        return matrix(w, xx, -pull * left * y / width, yy)

    return CatalogueLoss(
        value,
        gradient,
        hessian,
        name="a sharp and a wide well",
        bounds=((-3.5, 4.5), (-3, 3)),
        minima=_settle(gradient, hessian, [(-1.45, 0), (1.5, 0)]),
        saddles=_settle(gradient, hessian, [(-0.6, 0)]),
    )


def _settle(gradient, hessian, near):
    """Bring points near a zero of the gradient onto it by Newton's method.

    Each step doubles the digits that are right: four make sixteen of one.
    """
    points = np.array(near, dtype=float)
    for _ in range(4):
        points -= np.linalg.solve(hessian(points), gradient(points)[..., None])[..., 0]
    return points
