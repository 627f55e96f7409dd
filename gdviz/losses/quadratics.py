"""Losses with the same curvature everywhere: the bowl, the ravine, the saddle."""

import numpy as np

from gdviz.checks import check_number
from gdviz.losses.core import CatalogueLoss
from gdviz.text import number


def bowl():
    """The round bowl of the lecture note, L(x, y) = x² + y².

    Its Hessian is 2·I, so gradient descent shrinks every point by the factor 1 − 2α each step.

    Returns
    -------
    Loss

    Examples
    --------
    >>> bowl()([-3, 4])
    25.0
    """
    return quadratic(2, 2)


def quadratic(*curvatures, angle=0):
    """A quadratic whose Hessian has exactly these eigenvalues, L(w) = ½ Σ cᵢ wᵢ².

    The curvatures are second derivatives: mind the ½, which makes x² + 10y² the quadratic with
    curvatures 2 and 20. Gradient descent multiplies coordinate i by 1 − αcᵢ each step and
    converges exactly for 0 < α < 2/max(c) when all of them are positive.

    Parameters
    ----------
    *curvatures : float
        One for each coordinate, any finite numbers. Positive ones make a valley, a negative one
        among them a saddle.
    angle : float, optional
        Of two coordinates only: how far the valley is turned anticlockwise, in degrees.

    Returns
    -------
    Loss

    Raises
    ------
    TypeError, ValueError
        If no curvature is given, one is not a finite number, or an angle comes with another
        number of coordinates than two.

    Notes
    -----
    Nocedal and Wright (2006), "Numerical Optimization", section 3.3.

    Examples
    --------
    >>> valley = quadratic(2, 20)
    >>> valley, valley([1, 1])
    (Loss: x² + 10y², 2 coordinates, 11.0)
    >>> print(quadratic(2, 20, angle=30).curvatures().round(6))
    [ 2. 20.]
    """
    if not curvatures:
        raise ValueError("curvatures must be one number or more. Got none. Try quadratic(2, 20).")
    curvatures = np.array([check_number("curvatures", c) for c in curvatures])
    angle = check_number("angle", angle)
    if angle and len(curvatures) != 2:
        raise ValueError(
            f"angle must be 0 unless there are two curvatures. Got {number(angle)} with "
            f"{len(curvatures)}. Leave it out."
        )
    formulas = _turned(curvatures, np.deg2rad(angle)) if angle else _straight(curvatures)
    center = [np.zeros(len(curvatures))]
    return CatalogueLoss(
        *formulas,
        dim=len(curvatures),
        name=_formula(curvatures) + (f" turned by {number(angle)}°" if angle else ""),
        minima=center if curvatures.min() >= 0 else (),
        saddles=center if curvatures.min() < 0 < curvatures.max() else (),
    )


def _straight(curvatures):
    half, hessian = curvatures / 2, np.diag(curvatures)
    return (
        lambda w: (w * w) @ half,
        lambda w: curvatures * w,
        lambda w: np.broadcast_to(hessian, (*w.shape, len(half))).copy(),
    )


def _turned(curvatures, angle):
    axes = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    hessian = axes.T * curvatures @ axes
    hessian[1, 0] = hessian[0, 1]  # a matrix product leaves them a rounding error apart
    return (
        lambda w: ((w @ axes.T) ** 2) @ (curvatures / 2),
        lambda w: w @ hessian,
        lambda w: np.broadcast_to(hessian, (*w.shape, 2)).copy(),
    )


def _formula(curvatures):
    if len(curvatures) > 3:
        low, high = number(curvatures.min()), number(curvatures.max())
        return f"a quadratic in {len(curvatures)} coordinates, curvatures from {low} to {high}"
    terms = [_term(c / 2, letter) for c, letter in zip(curvatures, "xyz", strict=False)]
    return " + ".join(terms).replace("+ −", "− ")


def _term(factor, letter):
    written = number(factor)
    return {"1": "", "−1": "−"}.get(written, written) + f"{letter}²"


def ravine(condition=10, angle=0):
    """A valley that is ``condition`` times steeper across than along, L(x, y) = x² + κy².

    With κ = 10 a learning rate of 0.1 sits exactly on the boundary 2/λmax = 2/20: y changes its
    sign each step and keeps its size for ever.

    Parameters
    ----------
    condition : float, optional
        κ, the ratio of the two curvatures, 1 or more.
    angle : float, optional
        How far the valley is turned anticlockwise, in degrees.

    Returns
    -------
    Loss

    Examples
    --------
    >>> ravine()
    Loss: x² + 10y², 2 coordinates
    >>> print(ravine(100).curvatures())
    [  2. 200.]
    """
    advice = "Use 1 for the round bowl."
    condition = check_number("condition", condition, 1, closed="low", advice=advice)
    return quadratic(2, 2 * condition, angle=angle)


def saddle():
    """A saddle, up along x and down along y, L(x, y) = x² − y².

    Gradient descent gives x_k = (1 − 2α)^k x_0 and y_k = (1 + 2α)^k y_0. On the ridge y = 0 it
    walks into the saddle and stays; a start off by y_0 is at distance d after
    ln(d / |y_0|) / ln(1 + 2α) steps. It has no floor: see :func:`ridge` for one that has.

    Returns
    -------
    Loss

    Examples
    --------
    >>> saddle(), saddle()([2, 1])
    (Loss: x² − y², 2 coordinates, 3.0)
    """
    return quadratic(2, -2)
