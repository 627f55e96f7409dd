"""Losses: a function to minimise with its gradient and Hessian, and a catalogue of them.

One shape rule holds everywhere: a point is an array of shape ``(dim,)``, a batch of points has
shape ``(..., dim)``; values drop the last axis, gradients keep it. A grid for a contour plot, a
trajectory and a quarter of a million starts are all batches.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from gdviz import checks, differences
from gdviz.text import count, number, point, told_apart

# What a reader looks for in gd.losses; the rest is used as gd.Loss, gd.check_gradient, …
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

__getattr__ = checks.unknown_name("gd.losses", __all__)

FLOAT = np.dtype(float)
SQUARED = 1e75  # up to here products of two squares fit in a float
MATH = ("math domain error", "expected a")  # messages of math begins so; the second since 3.14


@dataclass(frozen=True, eq=False)
class Loss:
    """A function to minimise, its gradient, and what is known of it.

    ``function`` takes a point ``w`` of shape (dim,) and returns one number. Where the arithmetic of
    plain Python numbers raises an error, the loss is infinite (overflow) or NaN (0/0, log of −1).
    ``gradient`` returns an array of the shape of ``w``, by default a central difference of
    ``function``, in double precision right to six to eleven digits where ``w`` and the loss are of
    order 1; its step follows the scale of the loss and the digits of its values. ``hessian``
    returns the (dim, dim) matrix of second derivatives, by default by differences of what is given.

    ``labels`` are the names of the coordinates, ``bounds`` the part worth looking at, a pair
    (low, high) for each of them, and ``minima`` the points that are known, the lowest first.
    ``vectorized`` promises that the functions follow the shape rule, as ``(w**2).sum(axis=-1)``
    does; by default points are evaluated one by one and each answer is checked, which is slower.
    Of a loss that is a mean over data, ``examples`` is their number, and ``example_gradients``
    takes ``w`` and an array of indices and returns the gradient of each of those examples' losses,
    shape (len(indices), dim).

    >>> valley = Loss(lambda w: w[0] ** 2 + 10 * w[1] ** 2)
    >>> print(valley([1.0, 2.0]), valley.gradient([1.0, 2.0]).round(6))
    41.0 [ 2. 40.]
    """

    function: Callable
    gradient: Callable | None = None
    hessian: Callable | None = None
    dim: int = 2
    name: str = "the loss"
    labels: tuple[str, ...] = ()
    bounds: tuple = ()
    minima: np.ndarray = ()
    vectorized: bool = False
    examples: int | None = None
    example_gradients: Callable | None = None

    def __post_init__(self):
        dim = checks.check_count("dim", self.dim, 1)
        if self.examples is not None:
            checks.check_count("examples", self.examples, 1)
        function = taking_points(self._guarded("function", ()), dim)
        own = self._guarded("gradient", (dim,))
        gradient = taking_points(own or differences.by_differences(function), dim)
        for name, part, tail in (("function", function, ()), ("gradient", gradient, (dim,))):
            batch = np.ones((3 if dim == 2 else 2, dim))  # where w[0] is no w[..., 0]
            if self.vectorized and np.shape(part(batch)) != (len(batch), *tail):
                got = f"Got shape {np.shape(part(batch))} for {batch.shape}. Write w[..., 0]."
                raise ValueError(f"{name} must follow the shape rule for batches. {got}")
        hessian = self._guarded("hessian", (dim, dim))
        bend = partial(differences.hessian_with_error, function)
        if own:
            bend = partial(differences.gradient_with_error, gradient)
        each = self._guarded("example_gradients", (dim,), takes=2)
        bounds = self.bounds if len(self.bounds) else ((-5.0, 5.0),) * dim
        minima = self.minima if np.size(self.minima) else np.empty((0, dim))
        minima = checks.check_point("minima", minima, dim, batch=True).reshape(-1, dim)
        vars(self).update(
            dim=dim,
            function=function,
            gradient=gradient,
            hessian=taking_points(hessian or (lambda w: self.hessian_with_error(w)[0]), dim),
            _by_differences=own is None,
            _bend=None if hessian else bend,
            example_gradients=each and taking_points(each, dim),
            labels=_labels(self.labels, dim),
            bounds=tuple(map(tuple, checks.check_bounds(bounds, dim).tolist())),
            minima=checks.locked(minima),
        )

    def _guarded(self, name, tail, takes=1):
        """Make a reader's function take batches; its answer at a point must have shape ``tail``."""
        own = getattr(self, name)
        if own is None and name != "function":
            return own
        checks.check_function(name, own, takes=takes)
        if self.vectorized:
            return own

        def call(w, *index):
            shape = (*map(len, index), *tail)
            points = w.reshape(-1, self.dim)
            answers = [checked_call(own, name, shape, point, *index) for point in points]
            return np.array(answers, dtype=float).reshape(w.shape[:-1] + shape)

        return call

    def __call__(self, w):
        """Return the loss at a point, or at each point of a batch."""
        value = self.function(w)
        return float(value) if np.ndim(value) == 0 else value

    def __repr__(self):
        return f"Loss: {self.name}, {count(self.dim, 'coordinate')}"

    def curvatures(self, w=None):
        """Return the eigenvalues of the Hessian, smallest first, by default at the first minimum.

        If the Hessian is by differences, a value below twice its error is NaN, unless the error
        is tiny. Raises a ValueError where the largest is; NaN where the loss is undefined.

        >>> valley = Loss(lambda w: w[0] ** 2 + 10 * w[1] ** 2, minima=[(0, 0)])
        >>> print(valley.curvatures().round(4))
        [ 2. 20.]
        """
        if w is None and not len(self.minima):
            raise ValueError(f"w must be given: no minimum of {self.name} is known. Pass a point.")
        w = checks.check_point("w", self.minima[0] if w is None else w, self.dim)
        hessian, error = self.hessian_with_error(w)
        if np.abs(hessian - hessian.T).max() > 1e-6 * np.abs(hessian).max():
            raise ValueError(
                f"hessian must be symmetric. Got {checks.shorten(hessian)}. Derive it again."
            )
        values = curvatures_and_axes(hessian, error)[0]
        if np.isnan(values).all() and np.isfinite(hessian).all():
            raise ValueError(
                f"w must be where differences of {self.name} tell its curvatures. "
                f"At {point(w)} they are {differences.UNMEASURED}."
            )
        return values

    def hessian_with_error(self, w):
        """Return the Hessian at each point and each entry's error, 0 where a formula gave it."""
        if self._bend is None:
            return self.hessian(w), np.zeros((*np.shape(w), self.dim))
        return tuple((each + each.mT) / 2 for each in self._bend(np.asarray(w, dtype=float)))


def curvatures_and_axes(hessian, error):
    """Return the curvatures, smallest first, and their axes.

    NaN stands for a curvature that its error hides, and for all if it hides the largest.
    """
    if not np.isfinite(hessian).all():
        return np.full(len(hessian), np.nan), np.eye(len(hessian))
    values, axes = np.linalg.eigh(hessian)
    if not np.isfinite(error).all():
        values[:] = np.nan
    elif error.any():
        sizes, shares = np.abs(values), np.abs(axes)
        doubt = (shares * (error @ shares)).sum(axis=0)
        own = np.abs(np.diagonal(hessian)) @ shares**2  # without the mixed derivatives
        hidden = ~(doubt <= np.maximum(sizes / 2, 10 * differences.ENOUGH * own))
        values[hidden | hidden[sizes.argmax()]] = np.nan
    return values, axes


def checked_call(function, name, shape, w, *index):
    """Return the answer of a reader's function at one point, if it has the right shape."""
    try:
        answer = checks.own_array(function(w.copy(), *index))
    except (ArithmeticError, TypeError, ValueError) as error:
        if (value := without_answer(error)) is not None:
            return np.full(shape, value)
        if "converted to Python scalars" in str(error):  # by a function of one number
            raise TypeError(
                f"{name} must compute with the coordinates of w. Got w itself, an array, in a "
                "function of one number. Write w[0], or take the function from numpy."
            ) from None
        raise
    if shape == () and answer.shape == w.shape == (1,):  # of one coordinate, as w**2 is
        answer = answer.reshape(())
    if answer.shape == shape and answer.dtype.kind in "fiub":
        return answer
    alike = answer.shape != shape and answer.size == np.prod(shape)
    if name == "function":
        advice = "Take its number with .item()." if alike else "Check for a missing sum or return."
        raise TypeError(
            f"function must return one real number. Got {checks.shorten(answer[()])}. {advice}"
        )
    advice = f"Reshape it to {shape}." if alike else "Give one for each coordinate."
    raise ValueError(
        f"{name} must return real numbers of shape {shape}. "
        f"Got shape {answer.shape}: {checks.shorten(answer)}. {advice}"
    )


def without_answer(error):
    """Return numpy's answer where plain Python numbers raise: inf or NaN; None for other errors."""
    if isinstance(error, OverflowError):
        return np.inf
    math = isinstance(error, ValueError) and str(error).startswith(MATH)
    return np.nan if math or isinstance(error, ArithmeticError) else None


def taking_points(function, dim):
    """Make a function of a float array take anything array-like."""
    last = (dim,)

    def call(w, index=None):
        if type(w) is not np.ndarray or w.dtype is not FLOAT or w.shape[-1:] != last:
            points = checks.own_array(w)
            fits = points.dtype.kind in "fiu" and points.shape[-1:] == last
            w = points.astype(float) if fits else checks.check_point("w", w, dim)
        return function(w) if index is None else function(w, index)

    return call


def _labels(labels, dim):
    plain = {1: ("x",), 2: ("x", "y")}.get(dim, tuple(f"w{i + 1}" for i in range(dim)))
    named = tuple(labels) or plain
    if len(named) != dim or not all(isinstance(one, str) and one.strip() for one in named):
        raise ValueError(
            f"labels must be {dim} names. Got {checks.shorten(labels)}. Or leave them out."
        )
    return named


def as_loss(loss, start=None, *, batch=True):
    """Return a Loss; a function of w becomes one, with the coordinates of a start."""
    if isinstance(loss, Loss):
        return loss
    checks.check_function("loss", loss, takes=1)
    shape = checks.own_array(start).shape
    dim = int(np.prod(shape[-1:] if batch or 1 not in shape else shape))  # also of a column
    return Loss(loss, dim=max(1, dim))


def check_loss(loss):
    if not isinstance(loss, Loss):
        advice = "Try gd.Loss(function, gradient)."
        raise TypeError(f"loss must be a gd.Loss. Got {checks.shorten(loss)}. {advice}")
    return loss


def check_gradient(loss: Callable, w, tolerance: float = 1e-5) -> float:
    """Compare a gradient with central differences of the loss and refuse a wrong one.

    Returns the norm of the difference over that of the larger slopes; close to a minimum, over the
    largest slope 0.001 beside it. Raises a ValueError if a coordinate differs by more than
    ``tolerance`` times its slope (or that beside it) plus the error of the differences. Returns
    NaN if that error is as large as the gradient: then the differences tell nothing.

    >>> uphill = Loss(lambda w: w @ w, gradient=lambda w: -2 * w)
    >>> check_gradient(uphill, [1, 2])
    Traceback (most recent call last):
    ValueError: gradient must agree with differences of the loss. Got −4 for 4 in coordinate 1 \
of w: the sign is wrong.
    """
    loss = as_loss(loss, w)
    w = checks.check_point("w", w, loss.dim)
    checks.check_number("tolerance", tolerance, 0)
    given, (found, error) = loss.gradient(w), differences.gradient_with_error(loss.function, w)
    bends = np.nan_to_num(np.abs(differences.hessian_with_error(loss.function, w)[0]))
    with np.errstate(all="ignore"):  # from 0 so far that the loss may change by its own size
        far = np.sqrt(2 * np.abs(loss(w)) / np.diagonal(bends))
    far = np.where(w != 0, np.abs(w), np.where(far > 0, far, 1))
    beside = (bends * np.minimum(1e-3, far)).max(axis=-1)
    scale = np.fmax(np.maximum(np.abs(given), beside), np.abs(found)) + np.finfo(float).tiny
    apart, allowed = np.abs(given - found), tolerance * scale + error
    wrong = ~(apart <= allowed) & np.isfinite(found)
    if not wrong.any():
        size = np.linalg.norm(np.fmax(np.abs(given), np.abs(found)))
        size = max(size, beside.max(), np.finfo(float).tiny)
        return float(np.linalg.norm(apart) / size) if np.linalg.norm(error) < size else np.nan
    worst = int(np.argmax(np.where(wrong, np.nan_to_num(apart / allowed, nan=np.inf), 0)))
    turned = (np.abs(given + found) <= allowed)[wrong].all()
    told = told_apart(given[worst], found[worst])
    told = told or (number(given[worst]), f"{number(found[worst])}, {number(apart[worst])} off,")
    raise ValueError(
        "gradient must agree with differences of the loss. "
        f"Got {' for '.join(told)} in coordinate {worst} of w: "
        f"{'the sign is wrong' if turned else 'derive it again'}."
    )


def counted(loss: Loss) -> tuple[Loss, dict]:
    """Return a copy of a loss that counts its evaluations, and the counts.

    They are "losses", "gradients" and "example gradients"; each point of a batch counts.

    >>> from itertools import islice
    >>> loss, counts = gd.counted(gd.losses.bowl())
    >>> path = list(islice(gd.backtracking(loss, (3, 4), learning_rate=4), 2))
    >>> counts["gradients"], counts["losses"]  # one loss here, one for each rate tried
    (1, 5)
    """
    counts = {"losses": 0, "gradients": 0, "example gradients": 0}
    copied = copy.copy(check_loss(loss))

    def tallied(function, kind, numbers):  # so many numbers answer one evaluation
        def call(*given):
            answer = function(*given)
            counts[kind] += answer.size // numbers
            return answer

        return call

    parts = {"function": 1, "gradient": loss.dim, "example_gradients": loss.dim}
    for (name, numbers), kind in zip(parts.items(), counts, strict=True):
        if getattr(loss, name) is not None:
            vars(copied)[name] = tallied(getattr(loss, name), kind, numbers)
    return copied, counts


def safe_learning_rate(loss: Loss, w=None) -> float:
    """Return 1/λmax, half of the limit 2/λmax that the largest curvature sets.

    On a quadratic that curves up in every direction no coordinate along an eigenvector then
    overshoots, and descent converges from every start. On another loss it is advice for the
    neighbourhood of ``w``, by default the first known minimum. Raises a ValueError where no
    curvature is above 0 or differences do not tell it. Nesterov (2004), "Introductory Lectures on
    Convex Optimization", section 1.2.3: with a gradient that is Lipschitz with constant L, the
    rate 1/L promises the largest fall per step.

    >>> safe_learning_rate(ravine(10))
    0.05
    """
    largest = float(check_loss(loss).curvatures(w)[-1])
    if not largest > 0:
        raise ValueError(
            "w must be where the loss curves up in some direction. Got a largest curvature of "
            f"{number(largest)}. Measure it elsewhere, near a minimum."
        )
    return 1 / largest


# The catalogue


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
    condition = checks.check_number(
        "condition", condition, 1, closed="low", advice="Use 1 for a bowl."
    )
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
    """
    advice = "Write them one after another, quadratic(2, 20)."
    c = np.array([checks.check_number("curvatures", one, advice=advice) for one in curvatures])
    if not c.size:
        raise ValueError(f"curvatures must hold at least 1 number. Got none. {advice}")
    angle = checks.check_number("angle", angle, advice="Try 30.")
    name, half, hessian = _formula(c), c / 2, np.diag(c)
    value, gradient = lambda w: (w * w) @ half, lambda w: c * w
    if angle:
        if len(c) != 2:
            raise ValueError(f"angle must be 0 but for two curvatures. Got {len(c)}. Leave it out.")
        name, turn = f"{name} turned by {number(angle)}°", np.deg2rad(angle)
        axes = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        hessian = axes.T * c @ axes
        hessian[1, 0] = hessian[0, 1]  # a matrix product leaves them a rounding error apart
        value, gradient = lambda w: ((w @ axes.T) ** 2) @ half, lambda w: w @ hessian
    return Loss(
        value,
        gradient,
        lambda w: np.broadcast_to(hessian, (*w.shape, len(c))).copy(),
        dim=len(c),
        name=name,
        minima=[np.zeros(len(c))] if c.min() >= 0 else (),
        vectorized=True,
    )


def _formula(c):
    if len(c) > 3:
        return f"a quadratic in {len(c)} coordinates"
    factors = [{"1": "", "−1": "−"}.get(number(half), number(half)) for half in c / 2]
    terms = [f"{factor}{letter}²" for factor, letter in zip(factors, "xyz", strict=False)]
    return " + ".join(terms).replace("+ −", "− ")


def in_xy(value, gradient, hessian):
    """Make functions of points and batches from formulas in x and y.

    The Hessian's formula gives ∂²L/∂x², ∂²L/∂x∂y and ∂²L/∂y².
    """

    def slopes(w):
        answer = np.empty_like(w)
        answer.T[0], answer.T[1] = gradient(*w.T)
        return answer

    def curvatures(w):
        answer = np.empty((*w.shape, 2))
        entries = answer.T
        entries[0, 0], entries[0, 1], entries[1, 1] = hessian(*w.T)
        entries[1, 0] = entries[0, 1]
        return answer

    return lambda w: value(*w.T).T, slopes, curvatures


def _landscape(value, gradient, hessian, minima, **about):
    """Make a loss whose minima, given roughly, Newton's method brings to their last digits."""
    points = np.array(minima, dtype=float)
    for _ in range(4):  # each doubles the digits that are right
        points -= np.linalg.solve(hessian(points), gradient(points)[..., None])[..., 0]
    return Loss(value, gradient, hessian, minima=points, vectorized=True, **about)


def himmelblau() -> Loss:
    """Four equally deep wells, L(x, y) = (x² + y − 11)² + (x + y² − 7)².

    Every minimum has the loss 0; (3, 2) is one. Between them lie four saddles and one hilltop.
    Himmelblau (1972), "Applied Nonlinear Programming".

    >>> himmelblau()([3, 2])
    0.0
    """
    value, _, hessian = in_xy(
        lambda x, y: np.square(x * x + y - 11) + np.square(x + y * y - 7),
        None,
        lambda x, y: (12 * x * x + 4 * y - 42, 4 * (x + y), 12 * y * y + 4 * x - 26),
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
    )


def double_well(tilt: float = 0.3) -> Loss:
    """Two wells of one coordinate, the left one deeper, L(x) = (x² − 1)² + tilt·x.

    ``tilt`` is in [0, 1.5); 0 makes both wells equal. Beyond 8/(3√3) ≈ 1.54 the right one
    vanishes.

    >>> loss = double_well()
    >>> print(loss.minima.ravel().round(3), loss(loss.minima).round(3))
    [-1.036  0.96 ] [-0.305  0.294]
    """
    tilt = checks.check_number("tilt", tilt, 0, 1.5, closed="low", advice="Try 0.3.")
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
        *in_xy(value, gradient, hessian),
        name="a sharp and a wide well",
        bounds=((-3.5, 4.5), (-3, 3)),
        minima=[(-1.45, 0), (1.5, 0)],
    )


def ridge() -> Loss:
    """A ridge between two valleys, L(x, y) = x²/10 + (1 − y²)²/2: a saddle with floors.

    Along the ridge y = 0 the way leads gently to the saddle (0, 0). Exactly on the ridge
    descent ends there; next to it, y grows by the factor 1 + 2α each step while it is small, and
    the run ends in the valley at (0, 1) or (0, −1).

    >>> ridge()([0, 0]), ridge()([0, 1])
    (0.5, 0.0)
    """
    return _landscape(
        *in_xy(
            lambda x, y: 0.1 * x * x + 0.5 * np.square(1 - y * y),
            lambda x, y: (0.2 * x, -2 * y * (1 - y * y)),
            lambda x, y: (0.2, 0, 6 * y * y - 2),
        ),
        name="a ridge between two valleys",
        bounds=((-3, 3), (-1.6, 1.6)),
        minima=[(0, 1), (0, -1)],
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
    left = checks.check_number("slope", slope, 0, 1, closed="both", advice="Try 0.003.") / 3
    return _landscape(
        *in_xy(
            lambda x, y: 0.25 * (x - 3) * (x - 3) * (x * x + 2 * x + 3 + 2 * left) + 0.5 * y * y,
            lambda x, y: ((x - 3) * (x * x + left), y),
            lambda x, y: (3 * x * x - 6 * x + left, 0, 1),
        ),
        name="a plateau before a well",
        bounds=((-2.5, 5), (-3.5, 3.5)),
        minima=[(3, 0)],
    )


def check_pairs(x, y):
    if len(x) != len(y):
        raise ValueError(f"y must hold as many examples as x, {len(x)}. Got {len(y)}. Pair them.")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class LineFit(Loss):
    """The mean squared error of a line, as :func:`line_fit` makes it, with its data x and y.

    >>> line_fit([1, 2, 3], [3, 5, 7]).x
    array([1., 2., 3.])
    """

    x: np.ndarray
    y: np.ndarray
    standardize: bool

    def in_data_units(self, w):
        """Return slope and intercept for the data as given, shape (..., 2).

        Without standardising these are ``w`` itself.

        >>> loss = line_fit([1, 2, 3], [10, 20, 30], standardize=True)
        >>> print(loss.in_data_units(loss.minima[0]).round(6) + 0)
        [10.  0.]
        """
        w = checks.check_point("w", w, 2, batch=True)
        if not self.standardize:
            return w
        slope = w[..., 0] * self.y.std() / self.x.std()
        intercept = self.y.mean() + w[..., 1] * self.y.std() - slope * self.x.mean()
        return np.stack([slope, intercept], axis=-1)


def line_fit(x, y, standardize: bool = False) -> LineFit:
    """Mean squared error of the line y = ax + b over n examples, L(a, b) = mean((a·x + b − y)²).

    ``x`` and ``y`` are finite, of shape (n,) with n ≥ 2, and ``x`` is not constant. With
    ``standardize`` both are measured in standard deviations from their means first,
    z = (x − mean) / std; the Hessian, (2/n)·XᵀX with X = [x, 1], is then 2·I.

    With the best line (a*, b*) and m = (a − a*)·mean(x) + (b − b*), the mean squared error is
    exactly L(a*, b*) + var(x)·(a − a*)² + m². This form loses fewer digits than the sum,
    close to the best line and with data far from zero, and needs no pass over the data.

    >>> loss = line_fit([0, 1, 2], [1, 3, 5])
    >>> round(loss([2, 1]), 12), round(loss([0, 0]), 3)
    (0.0, 11.667)
    """
    x, y = checks.check_data("x", x), checks.check_data("y", y)
    checks.check_choice("standardize", standardize, [False, True])
    check_pairs(x, y)
    for name, values in {"x": x, "y": y}.items():
        largest, varies = np.abs(values).max(), name == "x" or standardize
        apart = largest if largest > SQUARED else np.ptp(values)
        if varies and apart == 0:
            given = f"Got {number(values[0])} only. Give data that vary."
            raise ValueError(f"{name} must hold at least two different numbers. {given}")
        if largest > SQUARED or (varies and apart < 1 / SQUARED):
            given = f"Got some that are {number(apart)} apart. Give it in another unit."
            raise ValueError(f"{name} must hold numbers whose squares fit in a float. {given}")
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
    floor_of_v = max(v.var(), 1e-12 * (1 + v.mean() ** 2))
    reach = np.sqrt(2 * floor_of_v * np.array([1, variance + mean**2]) / variance)
    return LineFit(
        *in_xy(value, gradient, lambda a, b: (2 * (variance + mean**2), 2 * mean, 2)),
        name="the mean squared error of the line",
        labels=("slope a", "intercept b"),
        bounds=tuple(zip(best - reach, best + reach, strict=True)),
        minima=[best],
        examples=len(u),
        example_gradients=example_gradients,
        vectorized=True,
        x=x,
        y=y,
        standardize=standardize,
    )
