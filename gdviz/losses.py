"""The catalogue of losses: quadratics, landscapes with several minima, and the line fit.

>>> import gdviz as gd
>>> gd.losses.himmelblau()([3, 2])
0.0
"""

from dataclasses import dataclass, field

import numpy as np

from gdviz.checks import check_data, check_flag, check_number, check_point, unknown_name
from gdviz.loss import Loss
from gdviz.text import number

__all__ = [
    "LineFit",
    "bowl",
    "double_well",
    "himmelblau",
    "line_fit",
    "plateau",
    "quadratic",
    "ravine",
    "ridge",
    "two_wells",
]

__getattr__ = unknown_name("gd.losses", __all__)


def bowl() -> Loss:
    """The round bowl of the lecture note, L(x, y) = x² + y².

    Its Hessian is 2·I: gradient descent shrinks every point by the factor 1 − 2α each step.

    >>> bowl()([-3, 4])
    25.0
    """
    return quadratic(2, 2)


def ravine(condition: float = 10, angle: float = 0) -> Loss:
    """A valley that is κ = ``condition`` times steeper across than along, L(x, y) = x² + κy².

    ``condition`` is 1 or more; ``angle`` turns the valley anticlockwise, in degrees. With κ = 10
    a learning rate of 0.1 sits exactly on the boundary 2/λmax = 2/20: y changes its sign each
    step and keeps its size for ever.

    >>> ravine(), ravine(100).curvatures()
    (Loss: x² + 10y², 2 coordinates, array([  2., 200.]))
    """
    advice = "Use 1 for the round bowl."
    condition = check_number("condition", condition, 1, closed="low", advice=advice)
    return quadratic(2, 2 * condition, angle=angle)


def quadratic(*curvatures: float, angle: float = 0) -> Loss:
    """A quadratic whose Hessian has exactly these eigenvalues, L(w) = ½ Σ cᵢ wᵢ².

    The curvatures are second derivatives: mind the ½, which makes x² + 10y² the quadratic with
    curvatures 2 and 20. Gradient descent multiplies coordinate i by 1 − αcᵢ each step and
    converges exactly for 0 < α < 2/max(c) when all of them are positive: Nocedal and Wright
    (2006), "Numerical Optimization", section 3.3. A negative one among positive ones makes a
    saddle. Two coordinates can be turned anticlockwise by an ``angle`` in degrees.

    >>> valley = quadratic(2, 20)
    >>> valley, valley([1, 1])
    (Loss: x² + 10y², 2 coordinates, 11.0)
    >>> print(quadratic(2, 20, angle=30).curvatures().round(6))
    [ 2. 20.]
    """
    if not curvatures:
        raise ValueError("curvatures must be one number or more. Got none. Try quadratic(2, 20).")
    c = np.array([check_number("curvatures", one, advice="Try 2.") for one in curvatures])
    angle = check_number("angle", angle, advice="Try 30.")
    if angle and len(c) != 2:
        raise ValueError(
            f"angle must be 0 unless there are two curvatures. Got {number(angle)} with {len(c)}. "
            "Leave it out."
        )
    center = [np.zeros(len(c))]
    return Loss(
        *(_turned(c, np.deg2rad(angle)) if angle else _straight(c)),
        dim=len(c),
        name=_formula(c) + (f" turned by {number(angle)}°" if angle else ""),
        minima=center if c.min() >= 0 else (),
        saddles=center if c.min() < 0 < c.max() else (),
        checked=False,
    )


def _straight(c):
    half, hessian = c / 2, np.diag(c)
    return lambda w: (w * w) @ half, lambda w: c * w, _constant(hessian)


def _turned(c, angle):
    axes = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    hessian = axes.T * c @ axes
    hessian[1, 0] = hessian[0, 1]  # a matrix product leaves them a rounding error apart
    return lambda w: ((w @ axes.T) ** 2) @ (c / 2), lambda w: w @ hessian, _constant(hessian)


def _constant(matrix):
    return lambda w: np.broadcast_to(matrix, (*w.shape, len(matrix))).copy()


def _formula(c):
    if len(c) > 3:
        low, high = number(c.min()), number(c.max())
        return f"a quadratic in {len(c)} coordinates, curvatures from {low} to {high}"
    factors = [{"1": "", "−1": "−"}.get(number(half), number(half)) for half in c / 2]
    terms = [f"{factor}{letter}²" for factor, letter in zip(factors, "xyz", strict=False)]
    return " + ".join(terms).replace("+ −", "− ")


def _in_xy(value, gradient, hessian):
    """Make functions of points and batches from formulas in x and y.

    The Hessian's formula gives ∂²L/∂x², ∂²L/∂x∂y and ∂²L/∂y².
    """

    def slopes(w):
        answer = np.empty_like(w)
        answer.T[0], answer.T[1] = gradient(*w.T)
        return answer

    def curvatures(w):
        answer = np.empty((*w.shape, 2))
        entries = answer.reshape(*w.shape[:-1], 4).T
        entries[0], entries[1], entries[3] = hessian(*w.T)
        entries[2] = entries[1]
        return answer

    return lambda w: value(*w.T).T, slopes, curvatures


def _landscape(value, gradient, hessian, minima, saddles=(), **about):
    """Make a loss whose minima and saddles, given roughly, Newton's method brings to their digits.

    Each step doubles the digits that are right: four make sixteen of one.
    """
    rest = [np.array(points, dtype=float) for points in (minima, saddles)]
    for points in rest:
        for _ in range(4 if len(points) else 0):
            points -= np.linalg.solve(hessian(points), gradient(points)[..., None])[..., 0]
    about |= {"minima": rest[0], "saddles": rest[1], "checked": False}
    return Loss(value, gradient, hessian, **about)


def himmelblau() -> Loss:
    """Four equally deep wells, L(x, y) = (x² + y − 11)² + (x + y² − 7)².

    Every minimum has the loss 0; (3, 2) is one. Between them lie four saddles and one hilltop.
    Himmelblau (1972), "Applied Nonlinear Programming".

    >>> print(himmelblau().minima.round(4))
    [[ 3.      2.    ]
     [-2.8051  3.1313]
     [-3.7793 -3.2832]
     [ 3.5844 -1.8481]]
    """

    def in_xy(x, y):
        p, q = x * x + y - 11, x + y * y - 7
        return p * p + q * q

    value, _, hessian = _in_xy(
        in_xy, None, lambda x, y: (12 * x * x + 4 * y - 42, 4 * (x + y), 12 * y * y + 4 * x - 26)
    )
    doubled = 2 * np.array([11.0, 7.0])

    def gradient(w):  # for basins: faster than two formulas
        twice = w + w
        pq = twice * w + twice[..., ::-1] - doubled  # 2p and 2q
        return twice * pq + pq[..., ::-1]  # 4xp + 2q and 4yq + 2p

    return _landscape(
        value,
        gradient,
        hessian,
        name="Himmelblau's four wells",
        minima=[(3, 2), (-2.81, 3.13), (-3.78, -3.28), (3.58, -1.85)],
        saddles=[(0.09, 2.88), (-3.07, -0.08), (3.39, 0.07), (-0.13, -1.95)],
    )


def double_well(tilt: float = 0.3) -> Loss:
    """Two wells of one coordinate, the left one deeper, L(x) = (x² − 1)² + tilt·x.

    ``tilt`` is in [0, 1.5); 0 makes both wells equal. Beyond 8/(3√3) ≈ 1.54 the right one
    vanishes.

    >>> loss = double_well()
    >>> print(loss.minima.ravel().round(3), loss(loss.minima).round(3))
    [-1.036  0.96 ] [-0.305  0.294]
    """
    tilt = check_number("tilt", tilt, 0, 1.5, closed="low", advice="Try 0.3.")

    stationary = np.sort(np.roots([4, 0, -4, tilt]).real)  # the middle one is the hill
    return _landscape(
        lambda w: ((w * w - 1) ** 2 + tilt * w)[..., 0],
        lambda w: 4 * w * (w * w - 1) + tilt,
        lambda w: (12 * w * w - 4)[..., None],
        dim=1,
        name="two wells of one coordinate",
        bounds=((-1.8, 1.8),),
        minima=stationary[[0, 2], None],
    )


def two_wells() -> Loss:
    """A deep, sharp well on the slope of a shallow, wide one.

    L(x, y) = ¼ r² + 3.5 (1 − exp(−s²/0.245)), where r is the distance from (1.5, 0), the
    bottom of the wide bowl, and s that from (−1.5, 0), the middle of the sharp sink. The sharp
    one, ``minima[0]``, is the better minimum, with a curvature of 28.8: a learning rate above
    2/28.8 ≈ 0.07 cannot settle there. The wide one, of curvature ½, takes any rate below 4.

    >>> loss = two_wells()
    >>> print(loss(loss.minima).round(2))
    [2.21 3.5 ]
    """
    depth, width = 3.5, 0.35**2

    def sink(x, y):
        return depth * np.exp(-0.5 * ((x + 1.5) * (x + 1.5) + y * y) / width)

    def value(x, y):
        return 0.25 * ((x - 1.5) * (x - 1.5) + y * y) + depth - sink(x, y)

    def gradient(x, y):
        pull = sink(x, y) / width
        return 0.5 * (x - 1.5) + pull * (x + 1.5), 0.5 * y + pull * y

    def hessian(x, y):
        left, pull = x + 1.5, sink(x, y) / width
        xx, yy = (0.5 + pull * (1 - d * d / width) for d in (left, y))
        return xx, -pull * left * y / width, yy

    return _landscape(
        *_in_xy(value, gradient, hessian),
        name="a sharp and a wide well",
        bounds=((-3.5, 4.5), (-3, 3)),
        minima=[(-1.45, 0), (1.5, 0)],
        saddles=[(-0.6, 0)],
    )


def ridge() -> Loss:
    """A ridge between two valleys, L(x, y) = x²/10 + (1 − y²)²/2: a saddle with floors.

    Along the ridge y = 0 the way leads gently to the saddle (0, 0). Exactly on the ridge
    descent ends there; next to it, y grows by the factor 1 + 2α each step while it is small, and
    the run ends in the valley at (0, 1) or (0, −1).

    >>> ridge()([0, 0]), ridge()([0, 1])
    (0.5, 0.0)
    """

    def value(x, y):
        rise = 1 - y * y
        return 0.1 * x * x + 0.5 * rise * rise

    return _landscape(
        *_in_xy(
            value,
            lambda x, y: (0.2 * x, -2 * y * (1 - y * y)),
            lambda x, y: (0.2, 0, 6 * y * y - 2),
        ),
        name="a ridge between two valleys",
        bounds=((-3, 3), (-1.6, 1.6)),
        minima=[(0, 1), (0, -1)],
        saddles=[(0, 0)],
    )


def plateau(slope: float = 0.003) -> Loss:
    """A slope that goes almost flat at x = 0, long before the minimum at (3, 0).

    L(x, y) = ¼ (x − 3)² (x² + 2x + 3) + ½ ε (x − 3)² + ½ y² with ε = slope / 3, so that
    ∂L/∂x = (x − 3)(x² + ε). Small steps need about π / (3 √ε α) of them to cross the flat part.
    ``slope`` in [0, 1] is what is left of it at x = 0. With 0 the gradient vanishes there: neither
    a minimum nor a maximum, yet small steps from the left never get past it.

    >>> plateau().gradient([0, 0]).round(6)
    array([-0.003,  0.   ])
    """
    left = check_number("slope", slope, 0, 1, closed="both", advice="Try 0.003.") / 3
    return _landscape(
        *_in_xy(
            lambda x, y: 0.25 * (x - 3) * (x - 3) * (x * x + 2 * x + 3 + 2 * left) + 0.5 * y * y,
            lambda x, y: ((x - 3) * (x * x + left), y),
            lambda x, y: (3 * x * x - 6 * x + left, 0, 1),
        ),
        name="a plateau before a well",
        bounds=((-2.5, 5), (-3.5, 3.5)),
        minima=[(3, 0)],
    )


@dataclass(frozen=True, eq=False, repr=False)
class LineFit(Loss):
    """The mean squared error of a line, as :func:`line_fit` makes it, with its data x and y.

    >>> line_fit([1, 2, 3], [3, 5, 7]).x
    array([1., 2., 3.])
    """

    x: np.ndarray = field(kw_only=True)
    y: np.ndarray = field(kw_only=True)
    standardize: bool = field(kw_only=True)

    def in_data_units(self, w):
        """Return slope and intercept for the data as given, shape (..., 2).

        Without standardising these are ``w`` itself.

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


def line_fit(x, y, standardize: bool = False) -> LineFit:
    """Mean squared error of the line y = ax + b over n examples, L(a, b) = mean((a·x + b − y)²).

    Parameters
    ----------
    x, y : array_like, shape (n,)
        At least two examples; finite; ``x`` not constant.
    standardize : bool, optional
        Measure both in standard deviations from their means first, z = (x − mean) / std. The
        Hessian, (2/n)·XᵀX with X = [x, 1], is then 2·I.

    Notes
    -----
    With the best line (a*, b*) and m = (a − a*)·mean(x) + (b − b*), the mean squared error is
    exactly L(a*, b*) + var(x)·(a − a*)² + m². Close to the best line nothing cancels, far from
    zero data lose no digits, and a batch of lines costs no pass over the data for each.

    Examples
    --------
    >>> loss = line_fit([0, 1, 2], [1, 3, 5])
    >>> round(loss([2, 1]), 12), round(loss([0, 0]), 3)
    (0.0, 11.667)
    """
    x, y = check_data("x", x), check_data("y", y)
    _check_line_data(x, y, check_flag("standardize", standardize))
    u, v = ((each - each.mean()) / each.std() for each in (x, y)) if standardize else (x, y)
    du, dv = u - u.mean(), v - v.mean()
    slope = (du @ dv) / (du @ du)
    floor, mean, variance = np.mean((dv - slope * du) ** 2), u.mean(), u.var()
    best = np.array([slope, v.mean() - slope * mean])
    design = np.stack([u, np.ones_like(u)], axis=1)

    def value(a, b):
        a, b = a - best[0], b - best[1]
        m = a * mean + b
        return floor + variance * a * a + m * m

    def gradient(a, b):
        a, b = a - best[0], b - best[1]
        m = a * mean + b
        return 2 * (variance * a + mean * m), 2 * m

    def example_gradients(w, index):
        rows = design[index]
        return 2 * (rows @ w - v[index])[..., None] * rows

    # The bounds are where the loss rises above its floor by twice the variance of v.
    reach = np.sqrt(2 * max(v.var(), 1e-12) * np.array([1, variance + mean**2]) / variance)
    return LineFit(
        *_in_xy(value, gradient, lambda a, b: (2 * (variance + mean**2), 2 * mean, 2)),
        name="the mean squared error of the line",
        labels=("slope a", "intercept b"),
        bounds=tuple(zip(best - reach, best + reach, strict=True)),
        minima=[best],
        examples=len(u),
        example_gradients=example_gradients,
        checked=False,
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
            given = f"Got {number(values[0])} only. Give data that vary."
            raise ValueError(f"{name} must hold at least two different numbers. {given}")
