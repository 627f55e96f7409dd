"""Differences know their error: against formulas, in units, precisions and noise of many kinds."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdviz as gd
from gdviz.differences import UNMEASURED, gradient_with_error

FLATS = np.linspace(30, 150, 100)  # in m²
PRICES = 1e7 * FLATS + 5e7 * np.sin(np.arange(100))  # in won


def line(x, y):
    """Return the mean squared error of a line, written by hand, with formulas from numpy."""
    design = np.stack([x, np.ones_like(x)], axis=1)
    return (
        lambda w: np.mean((w[0] * x + w[1] - y) ** 2),
        lambda w: 2 * design.T @ (design @ w - y) / len(x),
        lambda w: 2 * design.T @ design / len(x),
    )


def logistic(x, z):
    """Return the mean logistic loss of classes z, 0 or 1."""
    design = np.stack([x, np.ones_like(x)], axis=1)

    def chance(w):
        return 1 / (1 + np.exp(-design @ w))

    return (
        lambda w: np.mean(np.logaddexp(0, design @ w) - z * (design @ w)),
        lambda w: design.T @ (chance(w) - z) / len(x),
        lambda w: design.T * (chance(w) * (1 - chance(w))) @ design / len(x),
    )


def waves(length, offset=0.0, dim=2):
    """Return a sum of sines, which bend within a length."""
    return (
        lambda w: np.sum(np.sin(w / length)) + offset,
        lambda w: np.cos(w / length) / length,
        lambda w: np.diag(-np.sin(w / length) / length**2),
        dim,
    )


def barrier():
    return lambda w: w.sum() - np.log(w).sum(), lambda w: 1 - 1 / w, lambda w: np.diag(1 / w**2)


Z = np.random.default_rng(0).normal(size=60)
CLASS = 1.0 * (Z + np.random.default_rng(1).normal(size=60) > 0)
CASES = {
    "well scaled": (line(Z, 3 * Z - 1), (0.3, 0.7)),
    "area and price": (line(FLATS, PRICES), (0, 0)),
    "far from the line": (line(FLATS, PRICES), (3e7, -1e9)),
    "thousandths": (line(FLATS / 1e6, PRICES / 1e12), (0.1, 0)),
    "years": (line(np.arange(2000.0, 2025), np.arange(25.0) ** 2), (2024, -7)),
    "an offset": ((lambda w: w @ w + 1e12, lambda w: 2 * w, lambda w: 2 * np.eye(2)), (3, 4)),
    "logistic, in bytes": (logistic(1e9 * Z, CLASS), (1e-9, 0.2)),
    "logistic, in bytes, from 0": (logistic(1e9 * Z + 2e9, CLASS), (0, 0)),
    "logistic, in ratios": (logistic(1e-6 * Z, CLASS), (1e5, 0.2)),
    "short waves": (waves(1e-5), (2e-6, 3e-5)),
    "long waves": (waves(1e6), (2e5, 3e6)),
    "waves on a hill": (waves(0.01, 1e5), (2.024, 0.003)),
    "an edge near by": (barrier(), (1e-6, 3)),
    "an edge far nearer": (barrier(), (1e-9, 1e-3)),
    "one coordinate": (waves(1, dim=1), (0.4,)),
    "many coordinates": (waves(3, dim=20), np.linspace(-2, 2, 20)),
    "no slope in one": (
        (lambda w: np.exp(w[0]), lambda w: [np.exp(w[0]), 0], lambda w: np.diag([np.exp(w[0]), 0])),
        (0.5, 8),
    ),
}
PRECISIONS = {
    "double": lambda f: f,
    "single": lambda f: lambda w: np.float32(f(w)),
    "a Python float of single": lambda f: lambda w: 0.7 * float(np.float32(f(w) / 0.7)),
    "rounded": lambda f: lambda w: float(f"{f(w):.9g}"),
}


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", CASES)
def test_derivatives_are_right_within_their_error_and_the_error_is_small(name, precision):
    """In double precision it is below a millionth, in single below a few hundredths."""
    (value, gradient, hessian, *_), w = CASES[name]
    w = np.array(w, dtype=float)
    loss = gd.Loss(PRECISIONS[precision](value), dim=len(w))
    slopes, error = gradient_with_error(loss.function, w)
    expected, double = np.array(gradient(w)), precision == "double"
    assert (np.abs(slopes - expected) <= error + 1e-12 * np.abs(expected).max()).all()
    allowed = error.max() + (1e-4 if double else 0.01) * np.abs(expected).max()
    assert_allclose(loss.gradient(w), expected, rtol=1e-3 if double else 0.05, atol=allowed)
    if name not in ("an offset", "waves on a hill"):  # those digits are gone
        assert (error <= (1e-5 if double else 0.05) * np.abs(expected).max()).all()
        bends, doubt = loss.hessian_with_error(w)
        sizes = np.sqrt(np.abs(np.outer(np.diag(hessian(w)), np.diag(hessian(w)))))
        assert (np.abs(bends - hessian(w)) <= (1 if double else 4) * doubt + 1e-6 * sizes).all()
        known = gd.Loss(value, gradient, dim=len(w))
        assert_allclose(known.hessian(w), hessian(w), rtol=1e-5, atol=1e-6 * np.abs(sizes).max())


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("name", CASES)
def test_a_right_gradient_passes_in_any_units_and_a_wrong_one_does_not(name, precision):
    (value, gradient, *_), w = CASES[name]
    value, w = PRECISIONS[precision](value), np.array(w, dtype=float)

    def check(change):
        own = gd.Loss(value, lambda w: change(np.array(gradient(w), dtype=float)), dim=len(w))
        return gd.check_gradient(own, w)

    check(lambda g: g)
    lost = name in ("an offset", "waves on a hill") and precision != "double"
    for wrong in (lambda g: 2 * g, lambda g: -g, lambda g: np.where(g == g[0], 0, g)):
        if not lost:
            with pytest.raises(ValueError, match="gradient must agree"):
                check(wrong)
    if precision == "double":
        with pytest.raises(ValueError, match="derive it again"):
            check(lambda g: np.where(g == g[0], 1.01 * g, g))


def test_two_numbers_that_print_alike_are_told_apart():
    loss = gd.Loss(lambda w: 1e11 * w[0], lambda w: [1e11 + 1e5], dim=1)
    with pytest.raises(ValueError, match=r"Got 1e\+11 for 1e\+11, 100000 off, in coordinate 0"):
        gd.check_gradient(loss, [0], tolerance=1e-12)


@pytest.mark.parametrize("steep", [1e3, 1e5, 1e6])
def test_curvatures_are_found_where_the_usual_step_overflows(steep):
    loss = gd.Loss(lambda w: np.exp(-steep * w[0]) + steep * w[0], dim=1)
    assert_allclose(loss.curvatures([0]), steep**2, rtol=1e-6)


@pytest.mark.parametrize("slope", [-1, -0.5, 0, 1])
def test_at_a_kink_every_slope_between_the_sides_is_right(slope):
    own = gd.Loss(lambda w: abs(w[0]), lambda w: [slope], dim=1)
    gd.check_gradient(own, [0])
    assert gd.Loss(own, dim=1).gradient([0]) == 0
    with pytest.raises(ValueError, match="derive it again"):
        gd.check_gradient(gd.Loss(own, lambda w: [1.7], dim=1), [0])
    with pytest.raises(ValueError, match=UNMEASURED):
        gd.Loss(own, dim=1).curvatures([0])


def test_what_noise_hides_is_not_measured_and_said_to_be_so():
    noise = np.random.default_rng(0)
    loss = gd.Loss(lambda w: np.sin(w).sum() + 100 * noise.normal())
    for ask in (loss.curvatures, lambda w: gd.safe_learning_rate(loss, w)):
        with pytest.raises(ValueError, match=UNMEASURED):
            ask((1, 2))
    x, right = np.array([3, 1, -2]), np.array([True, False, True])
    wrong = gd.Loss(lambda w: np.mean((w[0] * x + w[1] > 0) != right))  # their share
    counted = gd.descend(wrong, (1, 3), learning_rate=0.1, steps=40)
    rounded = gd.descend(lambda w: round(w @ w, 1), (1, 2), learning_rate=0.1, steps=40)
    for run in (counted, rounded):
        assert run.status.kind == gd.diagnose(run).kind == "stalled"
        assert "rounds is level" in str(run.status)


def test_a_noisy_loss_has_an_error_as_large_as_its_noise():
    noise = np.random.default_rng(0)
    loss = gd.Loss(lambda w: w @ w + 1e-3 * noise.normal())
    far = [gradient_with_error(loss.function, np.array([3.0, 4.0])) for _ in range(20)]
    assert all((np.abs(slopes - [6, 8]) <= error).all() for slopes, error in far)
    assert all((error <= 0.3).all() for _, error in far)
    assert_allclose(loss.curvatures((3, 4)), [2, 2], rtol=0.3)


def test_a_straight_loss_has_curvature_0_and_a_point_outside_the_domain_none():
    assert_array_equal(gd.Loss(lambda w: 2 * w[0] + w[1]).curvatures((1, 3)), [0, 0])
    assert_array_equal(gd.Loss(lambda w: 7).gradient((1, 3)), [0, 0])
    root = gd.Loss(lambda w: np.sqrt(w[0]), dim=1)
    assert np.isnan([*root.gradient([-1.0]), *root.curvatures([-1.0])]).all()
    beside = gd.Loss(lambda w: w @ w if w[0] > 0 else np.inf)
    assert_allclose(beside.curvatures([3e-4, 1]), [2, 2], rtol=1e-4)


def test_on_level_ground_beside_a_slope_the_gradient_is_0():
    """A mean of squared rectified units is 0 where none is active."""
    units = np.array([1.0, 2.0, -1.0])
    loss = gd.Loss(lambda w: np.mean(np.maximum(0, w[0] * units + w[1]) ** 2))
    assert_array_equal(loss.gradient((0.038, -0.0769)), [0, 0])
    assert gd.descend(loss, (0.5, 0.2), learning_rate=0.1, steps=50).status.kind == "converged"


@pytest.mark.parametrize("floor", [0, 5])
@pytest.mark.parametrize("far", [0.001, 1, 100])
def test_on_level_ground_before_a_kink_slope_curvature_and_error_are_0(far, floor):
    loss = gd.Loss(lambda w: floor + max(w[0] - far, 0.0), dim=1)
    slope, error = gradient_with_error(loss.function, np.zeros(1))
    assert loss.gradient([0]) == slope == error == loss.curvatures([0]) == 0
    assert gd.Loss(loss, lambda w: 1.0 * (w > far), dim=1).curvatures([0]) == 0


def test_a_well_scaled_gradient_costs_two_losses_for_each_coordinate():
    for dim in (1, 2, 7):
        loss, asked = gd.counted(gd.Loss(lambda w: np.cosh(w).sum(), dim=dim))
        gd.Loss(loss, dim=dim).gradient(np.linspace(0.3, 2, dim))
        assert asked["losses"] == 2 * dim


def samples(n):
    """Return losses of one kind in random units, with formulas, a start and a stable rate."""
    generator = np.random.default_rng(26)  # two of these rise by even steps in single precision
    for _ in range(n):
        u, v = 10.0 ** generator.uniform((-4, -3), (4, 9))
        x = u * (generator.uniform(size=12) + generator.choice([0, 1, 20]))
        if generator.random() < 0.6:
            y = v * (2 * x / u + generator.normal(size=12))
            formulas = line(x, y)
            start = generator.choice([0, 0.5, 2]) * np.polyfit(x, y, 1)
        else:
            z = 1.0 * (x / u + generator.normal(size=12) > np.mean(x / u))
            formulas = logistic(x, z)
            start = generator.normal(size=2) / [np.abs(x).max(), 1]
        rate = 10.0 ** generator.uniform(-3, 0.2) / np.linalg.eigvalsh(formulas[2](start))[-1]
        yield formulas, start, rate


@pytest.mark.parametrize("precision", ["double", "single"])
def test_by_hand_and_by_formula_a_run_is_told_the_same_in_random_units(precision):
    """Or it is said not to be measured; and the advice never differs by a factor of two."""
    silent = 0
    for (value, gradient, hessian), start, rate in samples(12):
        exact, own = gd.Loss(value, gradient, hessian), gd.Loss(PRECISIONS[precision](value))
        runs = [gd.descend(each, start, learning_rate=rate, steps=8) for each in (exact, own)]
        one, other = map(gd.diagnose, runs)
        unmeasured = UNMEASURED in f"{other}{runs[1].status}"
        assert one.kind == other.kind or unmeasured, (one, other)
        silent += unmeasured
        ratio = gd.safe_learning_rate(own, start) / gd.safe_learning_rate(exact, start)
        assert 0.5 < ratio < 2
        gd.check_gradient(gd.Loss(own, gradient), start)
    assert silent <= (0 if precision == "double" else 4)
