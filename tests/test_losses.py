"""Losses against automatic differentiation, SciPy and lstsq; and what a learner's own may do."""

import tracemalloc

import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from numpy.testing import assert_allclose, assert_array_equal

import gdviz as gd
from tests.oracles import loss_of, oracle

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


@pytest.mark.parametrize(
    "name", ["rosenbrock", "himmelblau", "ridge", "double_well", "two_wells", "plateau"]
)
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


def test_himmelblaus_wells_and_saddles_are_roots_to_the_last_digits():
    loss = gd.losses.himmelblau()
    for w in (*loss.minima, *loss.saddles):
        root = scipy.optimize.root(loss.gradient, w + 1e-3, jac=loss.hessian, tol=1e-15).x
        assert_allclose(w, root, rtol=1e-14)
    assert_array_equal(loss.minima[0], [3, 2])
    assert len(loss.minima) == len(loss.saddles) == 4


def test_the_sharp_well_is_the_deeper_and_holds_no_rate_that_suits_the_wide_one():
    loss = gd.losses.two_wells()
    sharp, wide = loss.minima
    assert loss(sharp) < loss(wide)
    suits_the_wide = 1 / loss.curvatures(wide)[-1]
    assert suits_the_wide > 20 * 2 / loss.curvatures(sharp)[-1]
    near = sharp + 1e-6
    assert np.linalg.norm(gd.descend(loss, near, learning_rate=0.05, steps=300).end - sharp) < 1e-9
    escaped = gd.descend(loss, near, learning_rate=0.5, steps=300).end
    assert_allclose(escaped, wide, atol=1e-9)


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


def test_limits_that_are_allowed_are_taken():
    assert gd.losses.plateau(1).gradient((0, 0))[0] == -1
    assert_array_equal(gd.losses.ravine(1).curvatures(), [2, 2])
    assert gd.losses.check_gradient(gd.losses.bowl(), (0, 0)) == 0


def test_a_plateau_without_slope_is_never_crossed():
    run = gd.descend(gd.losses.plateau(slope=0), (-1, 0), learning_rate=0.05, steps=2000)
    assert -0.05 < run.end[0] < 0


def test_every_point_of_the_products_curve_is_a_minimum_and_zero_its_saddle():
    loss = gd.losses.product(x=2, y=-3)
    first = np.linspace(0.2, 5, 9)
    curve = np.stack([first, -1.5 / first], axis=1)
    assert_allclose(loss(curve), 0, atol=1e-28)
    assert_allclose(loss.gradient(curve), 0, atol=1e-13)
    for w in curve:
        assert_allclose(loss.curvatures(w), [0, 2 * 4 * w @ w], atol=1e-11)
    assert_array_equal(loss.gradient((0, 0)), (0, 0))
    assert_allclose(loss.curvatures((0, 0)), [-12, 12])


def test_the_two_balanced_minima_of_the_product_are_listed():
    for x, y in [(1, 1), (2, -3), (-0.5, 4)]:
        first, second = gd.losses.product(x, y).minima
        assert_array_equal(first, -second)
        assert_allclose(np.abs(first), np.sqrt(abs(y / x)))
        assert_allclose(x * first.prod(), y)


def test_an_example_of_tiny_numbers_keeps_its_balanced_minima():
    """y/x is 1 though x·y is too small to store."""
    assert_array_equal(gd.losses.product(1e-200, 1e-200).minima, [(1, 1), (-1, -1)])
    assert_array_equal(gd.losses.product(-1e-200, 1e-200).minima, [(1, -1), (-1, 1)])


@pytest.mark.parametrize("name", ["x", "y"])
@pytest.mark.parametrize(("value", "error"), [("2", TypeError), (np.nan, ValueError)])
def test_the_product_refuses_what_is_no_number(name, value, error):
    with pytest.raises(error, match=f"^{name} must be a number"):
        gd.losses.product(**{name: value})


def test_equal_weights_of_the_product_stay_equal_for_ever():
    run = gd.descend(gd.losses.product(), (0.3, 0.3), learning_rate=0.1, steps=100)
    assert (run.points[:, 0] == run.points[:, 1]).all()


@pytest.mark.parametrize(
    ("curvatures", "name"),
    [
        ((2, 2), "x² + y²"),
        ((2, 20), "x² + 10y²"),
        ((2, -2), "x² − y²"),
        ((-1, 3), "−0.5x² + 1.5y²"),
        ((1, 2, 4), "0.5x² + y² + 2z²"),
        ((4, 1, 2, 3), "a quadratic in 4 coordinates, curvatures from 1 to 4"),
    ],
)
def test_a_quadratic_is_named_by_its_formula(curvatures, name):
    loss = gd.losses.quadratic(*curvatures)
    assert loss.name == name
    assert loss.dim == len(curvatures)
    assert len(loss.minima) == (min(curvatures) > 0)
    assert len(loss.saddles) == (min(curvatures) < 0)


@pytest.mark.parametrize(
    ("curvatures", "minima", "saddles"),
    [
        ((0, 2), 1, 0),  # a level valley: no point is lower than the middle
        ((0, 0), 1, 0),
        ((0, -2), 0, 0),  # a level ridge: the middle is a highest point
        ((-1, -2), 0, 0),
        ((-1, 2), 0, 1),
        ((-1, 0, 2), 0, 1),
    ],
)
def test_the_middle_of_a_quadratic_is_what_its_curvatures_make_it(curvatures, minima, saddles):
    loss = gd.losses.quadratic(*curvatures)
    assert_array_equal(loss.minima, np.zeros((minima, len(curvatures))))
    assert_array_equal(loss.saddles, np.zeros((saddles, len(curvatures))))


@pytest.mark.parametrize(
    ("angle", "error"), [("30", TypeError), (None, TypeError), (np.nan, ValueError)]
)
def test_an_angle_is_a_number_of_degrees(angle, error):
    with pytest.raises(error, match=r"^angle must be a number that is finite"):
        gd.losses.quadratic(2, 20, angle=angle)


def test_a_turned_quadratic_says_by_how_much():
    assert gd.losses.ravine(3, angle=-22.5).name == "x² + 3y² turned by −22.5°"


def test_the_ravine_of_the_note_sits_on_its_boundary():
    loss = gd.losses.ravine()
    assert_array_equal(loss.curvatures(), [2, 20])
    run = gd.descend(loss, (1, 1), learning_rate=0.1, steps=1000)
    assert_allclose(np.abs(run.points[:, 1]), 1, rtol=1e-12)


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


def test_descent_on_the_standardized_penguins_shrinks_by_one_minus_two_alpha():
    loss, _, _ = penguin_line(standardize=True)
    run = gd.descend(loss, (3, -2), learning_rate=0.1, steps=20)
    expected = 0.8 ** np.arange(21)[:, None] * (run.start - loss.minima[0])
    assert_allclose(run.points - loss.minima[0], expected, atol=1e-12)


def test_the_raw_penguins_diverge_just_above_two_over_their_curvature():
    loss, _, _ = penguin_line()
    limit = 2 / loss.curvatures()[-1]
    away = loss.minima[0] + np.linalg.eigh(loss.hessian((0, 0)))[1][:, -1]
    assert gd.descend(loss, away, learning_rate=0.99 * limit, steps=500).losses[-1] < loss(away)
    assert gd.descend(loss, away, learning_rate=1.01 * limit, steps=500).losses[-1] > loss(away)


def test_a_quarter_of_a_million_lines_need_no_pass_over_the_data_for_each():
    """With one they would need 342 × 262,144 numbers, 717 MB."""
    loss, _, _ = penguin_line()
    lines = np.zeros((512, 512, 2))
    tracemalloc.start()
    loss(lines), loss.gradient(lines)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * lines.nbytes


@pytest.mark.parametrize(
    ("x", "y", "options", "message"),
    [
        ([1, 1], [1, 2], {}, "x must hold at least two different numbers. Got 1 only: any slope"),
        (
            [1, 2, 3],
            [5, 5, 5],
            {"standardize": True},
            "y must hold at least two different numbers. Got 5 only: its spread is 0",
        ),
        ([1, 2, 3], [1, 2], {}, "y must hold as many numbers as x, 3. Got 2"),
        ([1], [1], {}, "x must hold at least 2 numbers"),
        ([1, np.nan], [1, 2], {}, "x must hold finite numbers only. Got nan at position 1"),
        ([1e200, -1e200], [1, 2], {}, "x and y must have variances that a float can hold"),
        ([1e-200, -1e-200], [1, 2], {}, "x and y must have variances that a float can hold"),
    ],
)
def test_data_that_no_line_fits_are_refused(x, y, options, message):
    with pytest.raises(ValueError, match=f"^{message}") as refused:
        gd.losses.line_fit(x, y, **options)
    assert len(str(refused.value)) < 200


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


def test_a_constant_target_is_fitted_by_a_level_line():
    assert_allclose(gd.losses.line_fit([1, 2, 3], [5, 5, 5]).minima, [[0, 5]], atol=1e-12)


# A learner's own loss


def test_a_plain_function_gets_gradient_hessian_and_batches():
    loss = gd.Loss(lambda w: np.sin(w[0]) * w[1] ** 2)
    w = np.array([0.3, -1.2])
    assert_allclose(loss.gradient(w), [np.cos(0.3) * 1.44, -2.4 * np.sin(0.3)], rtol=1e-9)
    expected = [[-np.sin(0.3) * 1.44, -2.4 * np.cos(0.3)], [-2.4 * np.cos(0.3), 2 * np.sin(0.3)]]
    assert_allclose(loss.hessian(w), expected, rtol=1e-4)
    batch = np.stack([w, 2 * w, -w]).reshape(3, 1, 2)
    assert_array_equal(loss(batch), [[loss(v)] for v in (w, 2 * w, -w)])
    assert_allclose(loss.gradient(batch)[1, 0], loss.gradient(2 * w), rtol=1e-12)
    assert_allclose(loss.hessian(batch)[2, 0], loss.hessian(-w), rtol=1e-6)


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


def test_a_wrong_answer_is_told_the_shape_that_was_asked_for():
    for w, shape in [(np.zeros(2), r"\(\)"), (np.zeros((3, 2)), r"\(3,\)")]:
        with pytest.raises(TypeError, match=f"shape {shape}. Got"):
            gd.Loss(lambda w: "a", vectorized=True)(w)
    level = gd.Loss(lambda w: 0.0, lambda w: 1.0, vectorized=True)
    with pytest.raises(ValueError, match=r"of shape \(4, 3, 2\). Got shape \(\)"):
        level.gradient(np.zeros((4, 3, 2)))


def test_an_answer_is_kept_though_the_function_fills_one_array_again_and_again():
    value, slope = np.empty(()), np.empty(2)

    def function(w):
        value[...] = w @ w
        return value

    def gradient(w):
        np.multiply(2, w, out=slope)
        return slope

    loss, bowl = gd.Loss(function, gradient), gd.losses.bowl()
    assert_array_equal(loss.gradient([[1, 2], [3, 4]]), [[2, 4], [6, 8]])
    run, own = (gd.descend(each, (3, 4), learning_rate=0.1, steps=50) for each in (loss, bowl))
    assert_allclose(run.losses, own.losses, rtol=1e-14)
    assert_allclose(run.gradients, own.gradients, rtol=1e-14)


def test_a_gradient_that_is_its_argument_is_handed_out_as_a_copy():
    w = np.array([1.0, 2.0])
    slope = gd.Loss(lambda w: w @ w / 2, lambda w: w).gradient(w)
    w -= slope
    assert_array_equal(slope, [1, 2])


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_a_batch_of_as_many_points_as_coordinates_betrays_the_wrong_axis(dim):
    """There w[0] instead of w[..., 0] gives a right shape and wrong numbers."""
    loss = gd.Loss(
        lambda w: sum(w[i] ** 2 for i in range(dim)),
        lambda w: np.array([2 * w[i] for i in range(dim)]),
        dim=dim,
        vectorized=True,
    )
    for several in ((dim,), (dim, dim)):
        points = np.ones((*several, dim))
        with pytest.raises(TypeError, match="function must return one real number"):
            loss(points)
        with pytest.raises(ValueError, match="gradient must return real numbers of shape"):
            loss.gradient(points)
    right = gd.Loss(lambda w: (w**2).sum(axis=-1), dim=dim, vectorized=True)
    points = np.arange(1.0, dim * dim + 1).reshape(dim, dim)
    assert_allclose(right(points), (points**2).sum(axis=1))
    assert_allclose(right.gradient(points), 2 * points, rtol=1e-8)


def test_only_a_gradient_left_out_is_replaced_by_differences():
    for nothing in (0, False, [], "", np.zeros(2)):
        for name in ("gradient", "hessian", "example_gradients"):
            with pytest.raises(TypeError, match=f"{name} must be callable"):
                gd.Loss(lambda w: w @ w, **{name: nothing})


def test_an_error_of_the_learners_own_function_is_handed_on():
    def picky(w):
        raise ValueError("my own words")

    with pytest.raises(ValueError, match=r"^my own words$"):
        gd.Loss(picky)([1.0, 2.0])


def test_the_chord_of_a_numerical_slope_balances_rounding_and_bending():
    """Bending costs about h² and rounding ε/h, of one size at h = ∛ε, in units of max(1, |w|)."""
    asked = []
    loss = gd.Loss(lambda w: (asked.append(w[0]), w[0] ** 2)[1], dim=1)
    slope = gd.Loss(lambda w: 0.0, lambda w: (asked.append(w[0]), 2 * w)[1], dim=1)
    for w, scale in [(0.0, 1), (0.5, 1), (-1e6, 1e6)]:
        h = scale * np.finfo(float).eps ** (1 / 3)
        for measure in (loss.gradient, slope.hessian):
            asked.clear()
            measure([w])
            assert_allclose(sorted(asked), [w - h, w + h], rtol=1e-9)


def test_a_numerical_hessian_is_symmetric_to_the_last_bit_at_a_point_and_in_batches():
    def formula(w):
        return np.sin(w[0] * w[1]) * np.exp(w[1] * w[2]) / (1 + w[0] ** 2)

    points = np.random.default_rng(0).normal(size=(5, 2, 3))
    for promise in (False, True):
        at_once = gd.Loss(lambda w: formula(w.T).T, dim=3, vectorized=promise)
        hessians = at_once.hessian(points)
        assert_array_equal(hessians, np.swapaxes(hessians, -1, -2))
        for w, hessian in zip(points.reshape(-1, 3), hessians.reshape(-1, 3, 3), strict=True):
            assert_allclose(hessian, at_once.hessian(w), atol=1e-9)
            assert_array_equal(at_once.hessian(w), at_once.hessian(w).T)


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (gd.losses.bowl(), "Loss: x² + y², 2 coordinates"),
        (gd.losses.double_well(), "Loss: two wells of one coordinate, 1 coordinate"),
        (
            gd.losses.line_fit([1, 2], [3, 5]),
            "Loss: the mean squared error of the line, 2 coordinates",
        ),
        (gd.Loss(lambda w: w @ w, dim=3), "Loss: the loss, 3 coordinates"),
    ],
)
def test_a_loss_says_its_name_and_how_many_coordinates_it_has(loss, words):
    assert str(loss) == repr(loss) == words


def test_what_is_not_said_of_a_loss_has_a_plain_default():
    for dim, labels in [(1, ("x",)), (2, ("x", "y")), (3, ("w1", "w2", "w3"))]:
        loss = gd.Loss(lambda w: w @ w, dim=dim)
        assert loss.labels == labels
        assert loss.bounds == ((-5, 5),) * dim
        assert loss.minima.shape == loss.saddles.shape == (0, dim)
    named = gd.Loss(lambda w: w @ w, labels=["a", "b"], bounds=[(0, 1), [2, 3]], minima=[(1, 2)])
    assert named.labels == ("a", "b")
    assert named.bounds == ((0, 1), (2, 3))
    with pytest.raises(ValueError, match="read-only"):
        named.minima[0] = 0


def test_an_own_hessian_is_used_and_follows_the_shape_rule():
    loss = gd.Loss(
        lambda w: w[0] ** 2, lambda w: np.array([2 * w[0], 0]), lambda w: np.diag([2, 0])
    )
    assert loss.hessian(np.zeros((4, 3, 2))).shape == (4, 3, 2, 2)
    assert_array_equal(loss.curvatures((1, 1)), [0, 2])


@pytest.mark.parametrize(
    ("options", "ask", "error", "message"),
    [
        ({"function": 3}, "make", TypeError, "function must be callable"),
        ({"gradient": 3}, "make", TypeError, "gradient must be callable"),
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


@pytest.mark.parametrize("name", ["function", "gradient", "hessian"])
def test_a_function_that_writes_into_its_argument_is_caught(name):
    def writes(w):
        w -= 1
        return w @ w

    loss = gd.Loss(**{"function": lambda w: w @ w, name: writes})
    with pytest.raises(ValueError, match=f"{name} must leave its argument as it is"):
        getattr(loss, name)(np.array([1.0, 2.0]))


WRONG_POINTS = [(1, 2, 3), 1.0, "ab", (1, 1j), np.array([1j, 2]), [1, [2]]]
WRONG_POINTS += [np.ones(3), np.ones((2, 3)), np.ones((2, 1)), np.ones(()), np.ones((3, 2, 1))]


@pytest.mark.parametrize("wrong", WRONG_POINTS)
@pytest.mark.parametrize("loss", [gd.losses.bowl(), gd.Loss(lambda w: w @ w)], ids=repr)
def test_a_point_of_another_kind_is_refused(loss, wrong):
    for ask in (loss, loss.gradient, loss.hessian):
        with pytest.raises((TypeError, ValueError), match="w must hold 2 finite numbers"):
            ask(wrong)


def test_curvatures_are_those_at_the_first_minimum_where_no_place_is_given():
    loss = gd.losses.two_wells()
    assert_array_equal(loss.curvatures(), loss.curvatures(loss.minima[0]))
    assert loss.curvatures()[-1] > 10 * loss.curvatures(loss.minima[1])[-1]


def test_curvatures_need_a_place_when_no_minimum_is_known():
    with pytest.raises(ValueError, match="w must be given"):
        gd.losses.saddle().curvatures()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: gd.losses.quadratic(), "curvatures must be one number or more"),
        (lambda: gd.losses.quadratic(2, np.nan), "curvatures must be a number"),
        (lambda: gd.losses.quadratic(1, 2, 3, angle=5), "angle must be 0 unless"),
        (lambda: gd.losses.ravine(0.5), "condition must be a number ≥ 1"),
        (lambda: gd.losses.double_well(1.5), "tilt must be a number in"),
        (lambda: gd.losses.double_well(-0.1), "tilt must be a number in"),
        (lambda: gd.losses.plateau(-1), "slope must be a number in"),
        (lambda: gd.losses.plateau(1.01), "slope must be a number in"),
        (lambda: gd.losses.product(x=0), "x must not be 0"),
        (lambda: gd.losses.product(y=0), "y must not be 0"),
    ],
)
def test_a_loss_that_cannot_be_is_refused(make, message):
    with pytest.raises(ValueError, match=f"^{message}") as refused:
        make()
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("module", ["losses", "optimizers", "schedules", "initializers"])
def test_an_unknown_name_is_answered_with_the_near_one(module):
    catalogue = getattr(gd, module)
    for name in catalogue.__all__:
        if not hasattr(catalogue, name + "x"):
            with pytest.raises(AttributeError, match=f"Did you mean '{name}'"):
                getattr(catalogue, name + "x")


def test_a_catalogue_loss_promises_the_shape_rule_and_hands_arrays_on_unguarded():
    """A learner's loss gets a view that cannot be written to, and its answers are checked."""
    got = []
    options = {"function": lambda w: (got.append(w), w[..., 0])[1], "gradient": lambda w: "down"}
    w = np.ones((3, 2))
    trusted = gd.losses.CatalogueLoss(**options)
    assert trusted.vectorized
    assert gd.losses.bowl().vectorized
    trusted(w)
    assert got.pop() is w
    assert trusted.gradient(w) == "down"
    guarded = gd.Loss(**options, vectorized=True)
    guarded(w)
    assert not got.pop().flags.writeable
    with pytest.raises(ValueError, match="gradient must return"):
        guarded.gradient(w)
    assert not gd.Loss(lambda w: w @ w).vectorized


# A rate from the curvature


def test_the_safe_rate_is_one_over_the_largest_curvature():
    assert gd.safe_learning_rate(gd.losses.quadratic(1, 20, 3)) == 1 / 20
    assert gd.safe_learning_rate(gd.losses.quadratic(1e-3)) == 1000
    assert gd.safe_learning_rate(gd.losses.saddle(), (5, -5)) == 0.5
    well = gd.losses.double_well(0)  # L'' = 12x² − 4
    assert_allclose(gd.safe_learning_rate(well), 1 / 8)
    assert_allclose(gd.safe_learning_rate(well, [2]), 1 / 44)


def test_at_the_safe_rate_no_coordinate_overshoots_and_at_twice_it_one_orbits():
    loss = gd.losses.quadratic(1, 20, 3)
    rate = gd.safe_learning_rate(loss)
    assert (gd.descend(loss, (1, 1, 1), learning_rate=rate, steps=100).points >= 0).all()
    orbit = gd.descend(loss, (1, 1, 1), learning_rate=2 * rate, steps=100).points[:, 1]
    assert_allclose(orbit, (-1.0) ** np.arange(101))


@pytest.mark.parametrize(
    ("curvatures", "largest"), [((0, 0), "0"), ((0, -2), "0"), ((-3, -0.5), "−0.5"), ((-1,), "−1")]
)
def test_where_nothing_curves_up_there_is_no_safe_rate(curvatures, largest):
    loss = gd.losses.quadratic(*curvatures)
    with pytest.raises(ValueError, match=f"Got a largest curvature of {largest}[.] Measure"):
        gd.safe_learning_rate(loss, np.zeros(len(curvatures)))


# The tools


def test_check_gradient_tells_a_wrong_sign_from_a_wrong_gradient():
    value = lambda w: w[0] ** 2 + 3 * w[1]  # noqa: E731
    right = gd.Loss(value, lambda w: np.array([2 * w[0], 3]))
    assert gd.losses.check_gradient(right, (1, 2)) < 1e-8
    for gradient, message in [
        (lambda w: np.array([-2 * w[0], -3]), "Got −3 for 3 in coordinate 1 of w: the sign is"),
        (lambda w: np.array([w[0], 3]), "Got 1 for 2 in coordinate 0 of w: derive it again"),
        (lambda w: np.array([np.nan, 3]), "Got undefined for 2 in coordinate 0"),
    ]:
        with pytest.raises(ValueError, match=message):
            gd.losses.check_gradient(gd.Loss(value, gradient), (1, 2))


def test_the_error_of_a_gradient_is_a_share_and_may_be_as_large_as_the_tolerance():
    def off(share, sign=1):
        return gd.Loss(lambda w: 1e6 * (w @ w), lambda w: sign * 2e6 * (1 + share) * w)

    assert_allclose(gd.check_gradient(off(1e-3), (1, 2), tolerance=1), 1e-3 / 1.001, rtol=1e-4)
    assert gd.check_gradient(off(0.8e-5), (1, 2)) < 1e-5
    with pytest.raises(ValueError, match="derive it again"):
        gd.check_gradient(off(1.5e-5), (1, 2))
    exact = gd.check_gradient(off(1e-3), (1, 2), tolerance=1)
    assert gd.check_gradient(off(1e-3), (1, 2), tolerance=exact) == exact
    with pytest.raises(ValueError, match="the sign is wrong"):
        gd.check_gradient(off(1e-3, sign=-1), (1, 2), tolerance=exact)
    with pytest.raises(ValueError, match="derive it again"):
        gd.check_gradient(off(1e-3, sign=-1), (1, 2), tolerance=0.999 * exact)


def test_at_a_minimum_the_error_is_a_share_of_the_gradient_a_thousandth_beside_it():
    """Of 3x² + y², whose sharpest curvature is 6, that gradient is 6/1000."""
    value = lambda w: 3 * w[0] ** 2 + w[1] ** 2  # noqa: E731
    off = gd.Loss(value, lambda w: np.array([6 * w[0], 2 * w[1] + 3e-8]))
    assert_allclose(gd.check_gradient(off, (0, 0)), 3e-8 / 6e-3, rtol=1e-4)


def test_check_gradient_gives_no_false_alarm_at_a_minimum():
    for name in ("rosenbrock", "himmelblau", "two_wells", "plateau"):
        loss = getattr(gd.losses, name)()
        for w in loss.minima:
            gd.losses.check_gradient(loss, w)
    gd.losses.check_gradient(penguin_line()[0], penguin_line()[0].minima[0])


def test_counted_counts_points_and_leaves_the_loss_as_it_was():
    plain = gd.losses.line_fit([1, 2, 4], [1, 3, 2])
    loss, counts = gd.losses.counted(plain)
    assert_array_equal(loss(np.ones((5, 3, 2))), plain(np.ones((5, 3, 2))))
    assert_array_equal(loss.gradient(np.ones(2)), plain.gradient(np.ones(2)))
    loss.example_gradients(np.ones(2), np.array([0, 2]))
    assert counts == {"losses": 15, "gradients": 1, "example gradients": 2}
    assert isinstance(loss, gd.LineFit)


def test_as_loss_takes_the_number_of_coordinates_from_the_start():
    for start, dim in [((1, 2, 3), 3), (2.0, 1), (np.zeros((4, 2)), 2), (None, 1), ([], 1)]:
        assert gd.losses.as_loss(lambda w: w.sum(), start).dim == dim
    bowl = gd.losses.bowl()
    assert gd.losses.as_loss(bowl) is bowl
    with pytest.raises(TypeError, match="loss must be callable"):
        gd.losses.as_loss(3)
