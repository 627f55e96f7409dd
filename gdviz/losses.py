"""The catalogue of losses: quadratics, several minima, other landscapes, and the line fit.

The names that are needed to make and check a loss are here too: ``Loss``, ``as_loss``,
``check_gradient`` and ``counted`` from :mod:`gdviz.loss`.

Examples
--------
>>> import gdviz as gd
>>> gd.losses.himmelblau()([3, 2])
0.0
"""

from dataclasses import dataclass, field

import numpy as np

from gdviz.checks import check_data, check_flag, check_number, check_point, unknown_name
from gdviz.loss import CatalogueLoss, Loss, as_loss, check_gradient, counted, matrix, slopes
from gdviz.text import number

__all__ = [
    "CatalogueLoss",
    "LineFit",
    "Loss",
    "as_loss",
    "bowl",
    "check_gradient",
    "counted",
    "double_well",
    "himmelblau",
    "line_fit",
    "plateau",
    "product",
    "quadratic",
    "ravine",
    "ridge",
    "rosenbrock",
    "saddle",
    "two_wells",
]

__getattr__ = unknown_name("gd.losses", __all__)


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


@dataclass(frozen=True, eq=False, repr=False)
class LineFit(CatalogueLoss):
    """The mean squared error of a line y = ax + b, as a loss of (a, b).

    Made by :func:`line_fit`, where its formulas stand.

    Attributes
    ----------
    x, y : ndarray, shape (n,)
        The data as given.
    standardize : bool
        Whether the weights are those of the data in standard deviations from their means.

    Examples
    --------
    >>> loss = line_fit([1, 2, 3], [3, 5, 7])
    >>> print(loss, loss.x, loss.minima.round(9))
    Loss: the mean squared error of the line, 2 coordinates [1. 2. 3.] [[2. 1.]]
    """

    x: np.ndarray = field(kw_only=True)
    y: np.ndarray = field(kw_only=True)
    standardize: bool = field(kw_only=True)

    def in_data_units(self, w):
        """Return slope and intercept for the data as given, shape (..., 2).

        Without standardising these are ``w`` itself.

        Examples
        --------
        >>> loss = line_fit([1, 2, 3], [10, 20, 30], standardize=True)
        >>> print(loss.in_data_units(loss.minima[0]).round(6) + 0)
        [10.  0.]
        """
        w = check_point("w", w, 2, batch=True)
        if not self.standardize:
            return w
        slope = w[..., 0] * self.y.std() / self.x.std()
        intercept = self.y.mean() + w[..., 1] * self.y.std() - slope * self.x.mean()
        return np.stack([slope, intercept], axis=-1)


def line_fit(x, y, standardize=False):
    """Mean squared error of the line y = ax + b over n examples.

    L(a, b) = mean((a·x + b − y)²), with ∂L/∂a = mean(2(ax + b − y)·x) and
    ∂L/∂b = mean(2(ax + b − y)). The Hessian is (2/n)·XᵀX with X = [x, 1]; on standardised data
    it is 2·I.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        At least two examples; finite; ``x`` not constant.
    standardize : bool, optional
        Measure both in standard deviations from their means first, z = (x − mean) / std.

    Returns
    -------
    LineFit
        ``example_gradients(w, indices)`` gives the gradient of each example's own squared
        error; their mean over all examples is the gradient.

    Raises
    ------
    TypeError, ValueError
        If the data are too few, not finite, of different lengths, or constant.

    Notes
    -----
    The values come from the mean and the variance of x. With the best line (a*, b*) and
    m = (a − a*)·mean(x) + (b − b*), the mean squared error is exactly
    L(a*, b*) + var(x)·(a − a*)² + m². Close to the best line nothing cancels, far from zero
    data lose no digits, and a batch of lines costs no pass over the data for each.

    Examples
    --------
    >>> loss = line_fit([0, 1, 2], [1, 3, 5])
    >>> round(loss([2, 1]), 12), round(loss([0, 0]), 3)
    (0.0, 11.667)
    """
    x, y = check_data("x", x), check_data("y", y)
    _check_line_data(x, y, check_flag("standardize", standardize))
    u, v = (_standardized(x), _standardized(y)) if standardize else (x, y)
    best, floor = _least_squares(u, v)
    return LineFit(
        *_around_the_best_line(u, best, floor),
        name="the mean squared error of the line",
        labels=("slope a", "intercept b"),
        bounds=_bounds(u, v, best),
        minima=[best],
        examples=len(u),
        example_gradients=_example_gradients(u, v),
        x=x,
        y=y,
        standardize=bool(standardize),
    )


def _check_line_data(x, y, standardize):
    if len(x) != len(y):
        raise ValueError(
            f"y must hold as many numbers as x, {len(x)}. Got {len(y)}. Pair every x with its y."
        )
    for name, values in (("x", x), ("y", y)) if standardize else (("x", x),):
        if np.ptp(values) == 0:
            what = "any slope fits a single x equally well" if name == "x" else "its spread is 0"
            raise ValueError(
                f"{name} must hold at least two different numbers. "
                f"Got {number(values[0])} only: {what}."
            )
    _check_spreads(x, y)


def _check_spreads(x, y):
    with np.errstate(all="ignore"):
        spreads = [float(x.var()), float(y.var())]
    if spreads[0] == 0 or not np.isfinite(spreads).all():
        raise ValueError(
            "x and y must have variances that a float can hold. "
            f"Got {spreads[0]} and {spreads[1]}. Choose another unit."
        )


def _standardized(values):
    return (values - values.mean()) / values.std()


def _least_squares(u, v):
    """Best slope and intercept, and their mean squared error, from centred data."""
    du, dv = u - u.mean(), v - v.mean()
    slope = (du @ dv) / (du @ du)
    residual = dv - slope * du
    return np.array([slope, v.mean() - slope * u.mean()]), np.mean(residual**2)


def _around_the_best_line(u, best, floor):
    """Value, gradient and Hessian, as in the Notes of :func:`line_fit`."""
    mean, variance = u.mean(), u.var()
    hessian = 2 * np.array([[variance + mean**2, mean], [mean, 1.0]])

    def value(w):
        a, b = (w - best).T
        m = a * mean + b
        return (floor + variance * a * a + m * m).T

    def gradient(w):
        a, b = (w - best).T
        m = a * mean + b
        slopes = np.empty_like(w)
        slopes.T[0], slopes.T[1] = 2 * (variance * a + mean * m), 2 * m
        return slopes

    return value, gradient, lambda w: np.broadcast_to(hessian, (*w.shape, 2)).copy()


def _example_gradients(u, v):
    design = np.stack([u, np.ones_like(u)], axis=1)

    def gradients(w, index):
        rows = design[index]
        return 2 * (rows @ w - v[index])[..., None] * rows

    return gradients


def _bounds(u, v, best):
    """Where the loss rises above its floor by twice the variance of v, in each coordinate."""
    spread, mean = u.var(), u.mean()
    reach = np.sqrt(2 * max(v.var(), 1e-12) * np.array([1, spread + mean**2]) / spread)
    return tuple(zip(best - reach, best + reach, strict=True))
