"""Losses against automatic differentiation, SciPy and lstsq; and what a learner's own may do."""

import math

import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from numpy.testing import assert_allclose, assert_array_equal

import gdviz as gd
from gdviz.losses import as_loss
from tests.oracles import loss_of, oracle
from tests.rows import REFUSAL

DERIVATIVES, ABOUT = oracle("derivatives")


@pytest.mark.parametrize("name", sorted({key.split()[0] for key in DERIVATIVES}))
def test_values_gradients_and_hessians_are_those_of_automatic_differentiation(name):
    loss = loss_of(name, ABOUT)
    points, values, gradients, hessians = (
        DERIVATIVES[f"{name} {what}"] for what in ("points", "values", "gradients", "hessians")
    )
    assert_allclose(loss(points), values, rtol=1e-12, atol=1e-13)
    assert_allclose(loss.gradient(points), gradients, rtol=1e-12, atol=1e-12)
    assert_allclose(loss.hessian(points), hessians, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", ["himmelblau", "ridge", "double_well", "two_wells", "plateau"])
def test_scipy_finds_the_same_minima_and_no_other(name):
    loss = getattr(gd.losses, name)()
    generator = np.random.default_rng(0)
    low, high = np.transpose(loss.bounds)
    seen = np.zeros(len(loss.minima), dtype=bool)
    for start in generator.uniform(low, high, (60, loss.dim)):
        found = scipy.optimize.minimize(loss, start, jac=loss.gradient, tol=1e-12)
        gaps = np.linalg.norm(loss.minima - found.x, axis=1)
        if np.linalg.eigvalsh(loss.hessian(found.x))[0] > 0:
            assert gaps.min() < 1e-5
            seen[gaps.argmin()] = True
    assert seen.all()


def test_himmelblaus_wells_are_roots_to_the_last_digits():
    loss = gd.losses.himmelblau()
    for w in loss.minima:
        root = scipy.optimize.root(loss.gradient, w + 1e-3, jac=loss.hessian, tol=1e-15).x
        assert_allclose(w, root, rtol=1e-14)
    assert_array_equal(loss.minima[0], [3, 2])
    assert len(loss.minima) == 4


def test_the_sharp_well_is_the_deeper_and_holds_no_rate_that_suits_the_wide_one():
    loss = gd.losses.two_wells()
    sharp, wide = loss.minima
    assert loss(sharp) < loss(wide)
    assert_allclose([loss.curvatures(w)[-1] for w in (sharp, wide)], [28.8, 0.5], rtol=0.01)
    near = sharp + 1e-6
    assert np.linalg.norm(gd.descend(loss, near, learning_rate=0.05, steps=300).end - sharp) < 1e-9
    assert_allclose(gd.descend(loss, near, learning_rate=0.5, steps=300).end, wide, atol=1e-9)


def test_the_tilt_decides_which_of_the_double_wells_is_deeper_and_by_how_much():
    level = gd.losses.double_well(tilt=0)
    assert_allclose(level.minima, [[-1], [1]])
    assert level(-1.0) == level(1.0)
    for tilt in (0.1, 0.8, 1.49):
        left, right = gd.losses.double_well(tilt).minima
        assert_allclose(4 * np.array([left, right]) ** 3 - 4 * np.array([left, right]), -tilt)
        assert gd.losses.double_well(tilt)(left) < gd.losses.double_well(tilt)(right)


@pytest.mark.parametrize("slope", [3e-4, 3e-3])
def test_crossing_the_plateau_takes_the_steps_of_the_flow(slope):
    """Near the flat part dx/dt = 3(x² + ε), whose way from −∞ to ∞ takes π/(3√ε)."""
    rate = 0.004
    run = gd.descend(gd.losses.plateau(slope), (-0.2, 0), learning_rate=rate, steps=30_000)
    inside = (np.abs(run.points[:, 0]) < 0.2).sum()
    root = np.sqrt(slope / 3)
    expected = 2 * np.arctan(0.2 / root) / (3 * root * rate)
    assert_allclose(inside, expected, rtol=0.02)


@pytest.mark.parametrize(
    ("curvatures", "name", "minima"),
    [
        ((2, 2), "x² + y²", 1),
        ((2, -2), "x² − y²", 0),
        ((-1, 3), "−0.5x² + 1.5y²", 0),
        ((1, 2, 4), "0.5x² + y² + 2z²", 1),
        ((4, 1, 2, 3), "a quadratic in 4 coordinates", 1),
        ((0, 2), "0x² + y²", 1),  # a level valley: no point is lower than the middle
        ((0, -2), "0x² − y²", 0),  # a level ridge: the middle is a highest point
        ((-1, 0, 2), "−0.5x² + 0y² + z²", 0),
    ],
)
def test_a_quadratic_is_named_by_its_formula_and_knows_its_middle(curvatures, name, minima):
    loss = gd.losses.quadratic(*curvatures)
    assert (loss.name, loss.dim) == (name, len(curvatures))
    assert_array_equal(loss.minima, np.zeros((minima, len(curvatures))))


# The line fit on the penguins


def penguin_line(**options):
    birds = gd.data.penguins()
    x, y = birds["flipper_length_mm"], birds["body_mass_g"]
    return gd.losses.line_fit(x, y, **options), x, y


def test_the_best_line_of_the_raw_penguins_is_scipys_to_twelve_digits():
    loss, x, y = penguin_line()
    line = scipy.stats.linregress(x, y)
    assert_allclose(loss.minima[0], [line.slope, line.intercept], rtol=1e-12)
    expected = np.linalg.lstsq(np.stack([x, np.ones_like(x)], 1), y, rcond=None)[0]
    assert_allclose(loss.minima[0], expected, rtol=1e-11)


def test_the_raw_penguins_lose_no_digits():
    """Against the same sums in twice the precision."""
    loss, x, y = penguin_line()
    exact = [np.asarray(v, dtype=np.longdouble) for v in (x, y)]
    for w in [(49.7, -5781.0), (50, -5800), (0, 0), (1e6, -1e6)]:
        a, b = np.asarray(w, dtype=np.longdouble)
        errors = a * exact[0] + b - exact[1]
        assert_allclose(loss(w), float(np.mean(errors**2)), rtol=1e-14)
        expected = [float(np.mean(2 * errors * exact[0])), float(np.mean(2 * errors))]
        assert_allclose(loss.gradient(w), expected, rtol=1e-9)


def test_slopes_and_intercepts_of_a_batch_come_back_in_the_units_of_the_data():
    loss, x, y = penguin_line(standardize=True)
    lines = np.random.default_rng(0).normal(size=(4, 3, 2))
    found = loss.in_data_units(lines)
    for (a, b), (slope, intercept) in zip(lines.reshape(-1, 2), found.reshape(-1, 2), strict=True):
        standard = a * (x - x.mean()) / x.std() + b
        assert_allclose(slope * x + intercept, y.mean() + y.std() * standard, rtol=1e-10)
    assert_array_equal(penguin_line()[0].in_data_units(lines), lines)


def test_the_bounds_of_a_line_fit_are_where_even_the_best_other_coordinate_costs_twice_the_spread():
    loss, _, y = penguin_line()
    best = loss.minima[0]
    for free in (0, 1):
        for end in loss.bounds[1 - free]:

            def height(v, free=free, end=end):
                return loss([v, end] if free == 0 else [end, v])

            lowest = scipy.optimize.minimize_scalar(
                height, bracket=(best[free], best[free] + 1)
            ).fun
            assert_allclose(lowest - loss(best), 2 * y.var(), rtol=1e-6)


# A learner's own loss


def picky(w):
    raise ValueError("my own words")


@pytest.mark.parametrize("vectorized", [False, True])
def test_a_plain_function_gets_gradient_hessian_and_batches(vectorized):
    """A numerical Hessian is symmetric to the last bit."""
    loss = gd.Loss(lambda w: (np.sin(w.T[0]) * w.T[1] ** 2).T, vectorized=vectorized)
    points = np.random.default_rng(0).normal(size=(3, 2, 2))
    x, y = points[..., 0], points[..., 1]
    assert_allclose(loss(points), np.sin(x) * y**2, rtol=1e-14)
    slopes = np.stack([np.cos(x) * y**2, 2 * y * np.sin(x)], axis=-1)
    assert_allclose(loss.gradient(points), slopes, rtol=1e-8, atol=1e-9)
    entries = [-np.sin(x) * y**2, 2 * y * np.cos(x), 2 * y * np.cos(x), 2 * np.sin(x)]
    hessians = loss.hessian(points)
    assert_allclose(hessians, np.stack(entries, axis=-1).reshape(3, 2, 2, 2), atol=1e-4)
    assert_array_equal(hessians, np.swapaxes(hessians, -1, -2))
    assert_allclose(loss.hessian(points[0, 0]), hessians[0, 0], atol=1e-9)


def test_of_one_coordinate_an_array_of_one_is_a_number_and_of_two_it_is_not():
    for vectorized in (False, True):
        square = gd.Loss(lambda w: (w**2).reshape(w.shape[:-1] or 1), dim=1, vectorized=vectorized)
        assert square(3.0) == square([3.0]) == 9
        assert_array_equal(square([[3.0]]), [9])
        assert_array_equal(square([[3.0], [4.0]]), [9, 16])
    slope = gd.Loss(lambda w: w @ w, lambda w: 2 * w, dim=1).gradient
    assert_array_equal(slope([3.0]), [6])
    assert_array_equal(slope([[3.0]]), [[6]])
    with pytest.raises(TypeError, match="function must return one real number"):
        gd.Loss(lambda w: w[:1])([3.0, 4.0])


def test_a_function_may_change_its_argument_in_place():
    def uphill(w):
        w *= 2
        return w

    w = np.array([1.0, 2.0])
    assert_array_equal(gd.Loss(lambda w: w @ w, uphill).gradient(w), [2, 4])
    assert_array_equal(w, [1, 2])


def test_an_answer_is_kept_though_the_function_fills_one_array_again_and_again():
    value, slope = np.empty(()), np.empty(2)

    def function(w):
        value[...] = w @ w
        return value

    loss = gd.Loss(function, lambda w: np.multiply(2, w, out=slope))
    assert_array_equal(loss([[1, 2], [3, 4]]), [5, 25])
    first = loss.gradient([1, 2])
    assert_array_equal(loss.gradient([[3, 4], [5, 6]]), [[6, 8], [10, 12]])
    assert_array_equal(first, [2, 4])


def test_only_a_gradient_left_out_is_replaced_by_differences():
    for nothing in (0, False, [], "", np.zeros(2)):
        for name in ("gradient", "hessian", "example_gradients"):
            with pytest.raises(TypeError, match=f"{name} must be callable"):
                gd.Loss(lambda w: w @ w, **{name: nothing})


def test_a_loss_says_its_name_and_how_many_coordinates_it_has():
    assert str(gd.losses.bowl()) == repr(gd.losses.bowl()) == "Loss: x² + y², 2 coordinates"
    assert str(gd.losses.double_well()) == "Loss: two wells of one coordinate, 1 coordinate"
    assert gd.losses.ravine(3, angle=-22.5).name == "x² + 3y² turned by −22.5°"


def test_what_is_not_said_of_a_loss_has_a_plain_default():
    for dim, labels in [(1, ("x",)), (2, ("x", "y")), (3, ("w1", "w2", "w3"))]:
        loss = gd.Loss(lambda w: w @ w, dim=dim)
        assert loss.labels == labels
        assert loss.bounds == ((-5, 5),) * dim
        assert loss.minima.shape == (0, dim)
    named = gd.Loss(lambda w: w @ w, labels=["a", "b"], bounds=[(0, 1), [2, 3]], minima=[(1, 2)])
    assert named.labels == ("a", "b")
    assert named.bounds == ((0, 1), (2, 3))
    with pytest.raises(ValueError, match="read-only"):
        named.minima[0] = 0


@pytest.mark.parametrize(
    ("options", "ask", "error", "message"),
    [
        ({"function": 3}, "make", TypeError, "function must be callable"),
        ({"hessian": "H"}, "make", TypeError, "hessian must be callable"),
        ({"dim": 0}, "make", ValueError, "dim must be a whole number ≥ 1"),
        ({"minima": [(1, 2, 3)]}, "make", ValueError, "minima must hold 2 finite numbers"),
        ({"function": lambda w: w}, "value", TypeError, "function must return one real number"),
        ({"function": lambda w: None}, "value", TypeError, "function must return one real number"),
        ({"function": lambda w: 1j}, "value", TypeError, "function must return one real number"),
        ({"function": lambda w: [1, [2]]}, "value", TypeError, "function must return one real"),
        ({"gradient": lambda w: 2.0}, "gradient", ValueError, "gradient must return real numbers"),
        ({"gradient": lambda w: w[:1]}, "gradient", ValueError, "of shape \\(2,\\). Got shape"),
        ({"gradient": lambda w: [1, "a"]}, "gradient", ValueError, "gradient must return real"),
        ({"hessian": lambda w: w}, "hessian", ValueError, "hessian must return real numbers"),
        ({"function": math.cos}, "value", TypeError, "function must compute with the coordinates"),
        ({"function": picky}, "value", ValueError, "^my own words$"),
    ],
)
def test_a_loss_that_breaks_the_rule_is_told_so(options, ask, error, message):
    def use():
        loss = gd.Loss(**{"function": lambda w: w @ w, **options})
        {"make": id, "value": loss, "gradient": loss.gradient, "hessian": loss.hessian}[ask](
            np.array([1.0, 2.0])
        )

    with pytest.raises(error, match=message) as refused:
        use()
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("function", "infinite", "undefined"),
    [
        (lambda x: math.exp(x * x), 100.0, None),
        (lambda x: 1 / x, None, 0.0),
        (lambda x: math.log(x), None, -1.0),
        (lambda x: math.sqrt(x) * math.exp(x), 1000.0, -1.0),
    ],
)
def test_arithmetic_that_python_refuses_is_infinite_or_not_a_number(function, infinite, undefined):
    loss = gd.Loss(lambda w: function(float(w[0])), lambda w: [function(float(w[0]))], dim=1)
    for ask, points in ((loss, [[2.0]] * 3), (loss.gradient, [[2.0]] * 3)):
        points = [[2.0], [infinite or 2.0], [2.0 if undefined is None else undefined]]
        answers = np.ravel(ask(np.array(points)))
        assert answers[0] == function(2.0)
        assert np.isposinf(answers[1]) == (infinite is not None)
        assert np.isnan(answers[2]) == (undefined is not None)


WRONG_POINTS = [(1, 2, 3), 1.0, "ab", np.array([1j, 2]), [1, [2]], np.ones((2, 3))]


@pytest.mark.parametrize("wrong", WRONG_POINTS)
@pytest.mark.parametrize("loss", [gd.losses.bowl(), gd.Loss(lambda w: w @ w)])
def test_a_point_of_another_kind_is_refused(loss, wrong):
    for ask in (loss, loss.gradient, loss.hessian):
        with pytest.raises((TypeError, ValueError), match="w must hold 2 finite numbers"):
            ask(wrong)


def test_curvatures_are_those_at_the_first_minimum_where_no_place_is_given():
    loss = gd.losses.two_wells()
    assert_array_equal(loss.curvatures(), loss.curvatures(loss.minima[0]))
    own = gd.Loss(lambda w: w[0] ** 2, hessian=lambda w: np.diag([2, 0]))
    assert_array_equal(own.curvatures((1, 1)), [0, 2])
    assert own.hessian(np.zeros((4, 3, 2))).shape == (4, 3, 2, 2)
    with pytest.raises(ValueError, match="w must be given"):
        own.curvatures()


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: gd.losses.quadratic(2, np.nan), "curvatures"),
        (lambda: gd.losses.quadratic(1, 2, 3, angle=5), "angle"),
        (lambda: gd.losses.quadratic(1, 2, angle=np.inf), "angle"),
        (lambda: gd.losses.ravine(0.5), "condition"),
        (lambda: gd.losses.double_well(1.5), "tilt"),
        (lambda: gd.losses.double_well(-0.1), "tilt"),
        (lambda: gd.losses.plateau(-1), "slope"),
        (lambda: gd.losses.plateau(1.01), "slope"),
        (lambda: gd.losses.line_fit([1, 1], [1, 2]), "x"),
        (lambda: gd.losses.line_fit([1, 2], [5, 5], standardize=True), "y"),
        (lambda: gd.losses.line_fit([1, 2, 3], [1, 2]), "y"),
        (lambda: gd.losses.line_fit([1], [1]), "x"),
        (lambda: gd.losses.line_fit([1, np.nan], [1, 2]), "x"),
    ],
)
def test_a_loss_that_cannot_be_is_refused(make, name):
    with pytest.raises(ValueError, match=REFUSAL.format(name)):
        make()
    assert gd.losses.plateau(1).gradient((0, 0))[0] == -1  # the limits are allowed
    assert_array_equal(gd.losses.ravine(1).curvatures(), [2, 2])
    assert_allclose(gd.losses.line_fit([1, 2, 3], [5, 5, 5]).minima, [[0, 5]], atol=1e-12)


def test_a_vectorized_loss_hands_arrays_on_as_they_are():
    """By default a function gets a copy of each point, and its answers are checked."""
    got = []
    options = {"function": lambda w: (got.append(w), w[..., 0])[1], "gradient": lambda w: "down"}
    w, trusted = np.ones((3, 2)), gd.Loss(**options, vectorized=True)
    trusted(w)
    assert got.pop() is w
    assert trusted.gradient(w) == "down"
    guarded = gd.Loss(**options)
    guarded(w)
    assert [one.shape for one in got] == [(2,)] * 3
    with pytest.raises(ValueError, match="gradient must return"):
        guarded.gradient(w)


# A rate from the curvature


def test_the_safe_rate_is_one_over_the_largest_curvature():
    assert gd.safe_learning_rate(gd.losses.quadratic(1, 20, 3)) == 1 / 20
    well = gd.losses.double_well(0)  # L'' = 12x² − 4
    assert_allclose(gd.safe_learning_rate(well), 1 / 8)
    assert_allclose(gd.safe_learning_rate(well, [2]), 1 / 44)
    for curvatures, largest in [((0, -2), "0"), ((-3, -0.5), "−0.5")]:
        with pytest.raises(ValueError, match=f"Got a largest curvature of {largest}[.] Measure"):
            gd.safe_learning_rate(gd.losses.quadratic(*curvatures), (0, 0))


# The tools


def test_check_gradient_tells_a_wrong_sign_from_a_wrong_gradient():
    value = lambda w: w[0] ** 2 + 3 * w[1]  # noqa: E731
    for gradient, message in [
        (lambda w: np.array([-2 * w[0], -3]), "Got −3 for 3 in coordinate 1 of w: the sign is"),
        (lambda w: np.array([w[0], 3]), "Got 1 for 2 in coordinate 0 of w: derive it again"),
        (lambda w: np.array([np.nan, 3]), "Got undefined for 2 in coordinate 0"),
    ]:
        with pytest.raises(ValueError, match=message):
            gd.check_gradient(gd.Loss(value, gradient), (1, 2))
    for loss in (gd.losses.himmelblau(), gd.losses.two_wells(), penguin_line()[0]):
        for w in loss.minima:
            assert gd.check_gradient(loss, w) < 1e-5


def test_the_error_of_a_gradient_is_a_share_and_may_be_as_large_as_the_tolerance():
    """Close to a minimum a share of the gradient 0.001 beside it, for 3x² + y² of 6/1000."""

    def off(share, sign=1):
        return gd.Loss(lambda w: 1e6 * (w @ w), lambda w: sign * 2e6 * (1 + share) * w)

    assert gd.check_gradient(off(0.8e-5), (1, 2)) < 1e-5
    with pytest.raises(ValueError, match="derive it again"):
        gd.check_gradient(off(1.5e-5), (1, 2))
    exact = gd.check_gradient(off(1e-3), (1, 2), tolerance=1)
    assert_allclose(exact, 1e-3 / 1.001, rtol=1e-4)
    assert gd.check_gradient(off(1e-3), (1, 2), tolerance=exact) == exact
    with pytest.raises(ValueError, match="the sign is wrong"):
        gd.check_gradient(off(1e-3, sign=-1), (1, 2), tolerance=exact)
    with pytest.raises(ValueError, match="derive it again"):
        gd.check_gradient(off(1e-3, sign=-1), (1, 2), tolerance=0.999 * exact)
    value = lambda w: 3 * w[0] ** 2 + w[1] ** 2  # noqa: E731
    flat = gd.Loss(value, lambda w: np.array([6 * w[0], 2 * w[1] + 3e-8]))
    assert_allclose(gd.check_gradient(flat, (0, 0)), 3e-8 / 6e-3, rtol=1e-4)


def test_counted_counts_points_and_leaves_the_loss_as_it_was():
    plain = gd.losses.line_fit([1, 2, 4], [1, 3, 2])
    loss, counts = gd.counted(plain)
    assert_array_equal(loss(np.ones((5, 3, 2))), plain(np.ones((5, 3, 2))))
    assert_array_equal(loss.gradient(np.ones(2)), plain.gradient(np.ones(2)))
    loss.example_gradients(np.ones(2), np.array([0, 2]))
    assert counts == {"losses": 15, "gradients": 1, "example gradients": 2}
    assert isinstance(loss, gd.LineFit)


def test_as_loss_takes_the_number_of_coordinates_from_the_start():
    ragged = [[1], [1, 2]]  # for check_point to refuse
    starts = [((1, 2, 3), 3), (2.0, 1), (np.zeros((4, 2)), 2), (None, 1), ([], 1), (ragged, 1)]
    for start, dim in starts:
        assert as_loss(lambda w: w.sum(), start).dim == dim
    bowl = gd.losses.bowl()
    assert as_loss(bowl) is bowl
    with pytest.raises(TypeError, match="loss must be callable"):
        as_loss(3)
