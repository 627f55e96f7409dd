"""Losses against SciPy and lstsq; and what a learner's own may do."""

import math

import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from numpy.testing import assert_allclose, assert_array_equal

import gdviz as gd
from gdviz.losses import as_loss


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


@pytest.mark.parametrize("tilt", [0, 0.1, 0.8, 1.49])
def test_the_tilt_decides_which_of_the_double_wells_is_deeper(tilt):
    loss = gd.losses.double_well(tilt)
    assert_allclose(4 * loss.minima**3 - 4 * loss.minima, -tilt, atol=1e-14)
    left, right = loss(loss.minima)
    assert left < right if tilt else left == right


def test_a_quadratic_is_named_by_its_formula_and_knows_its_middle():
    """In a level valley no point is lower than the middle."""
    for curvatures, name, minima in [
        ((2, -2), "x² − y²", 0),
        ((-1, 3), "−0.5x² + 1.5y²", 0),
        ((1, 2, 4), "0.5x² + y² + 2z²", 1),
        ((4, 1, 2, 3), "a quadratic in 4 coordinates", 1),
        ((0, 2), "0x² + y²", 1),
    ]:
        loss = gd.losses.quadratic(*curvatures)
        assert str(loss) == f"Loss: {name}, {len(curvatures)} coordinates"
        assert_array_equal(loss.minima, np.zeros((minima, len(curvatures))))
    assert gd.losses.ravine(3, angle=-22.5).name == "x² + 3y² turned by −22.5°"


def test_only_differences_have_an_error():
    """Each loss is made here, so that a changed constructor is seen."""
    for loss in (gd.losses.quadratic(2, 20), gd.losses.himmelblau(), gd.losses.double_well()):
        assert not np.any(loss.hessian_with_error(np.ones(loss.dim))[1])
    assert gd.Loss(lambda w: w @ w, dim=2).hessian_with_error((1, 2))[1].any()
    assert gd.check_gradient(lambda w: w @ w, (1, 2, 3)) == 0  # of its own differences
    assert gd.safe_learning_rate(gd.losses.quadratic(0.5)) == 2
    assert_array_equal(
        gd.losses.line_fit([0, 1], [1, 3]).example_gradients([0, 0], [1]), [[-6, -6]]
    )


# The line fit on the penguins


@pytest.fixture
def birds():
    measured = gd.data.penguins()
    return measured["flipper_length_mm"], measured["body_mass_g"]


def test_the_best_line_and_the_bounds_are_those_of_closed_forms(birds):
    """A bound is where even the best other coordinate costs twice the variance of y."""
    loss, line = gd.losses.line_fit(*birds), scipy.stats.linregress(*birds)
    assert_allclose(loss.minima[0], [line.slope, line.intercept], rtol=1e-12)
    assert_allclose(np.mean(loss.bounds, axis=1), loss.minima[0])
    covariance = np.linalg.inv(loss.hessian(loss.minima[0]))
    reach = np.ptp(loss.bounds, axis=1) / 2
    assert_allclose(reach**2, 4 * birds[1].var() * np.diag(covariance), rtol=1e-6)


def test_the_raw_penguins_lose_no_digits(birds):
    """Against the same sums in twice the precision."""
    loss = gd.losses.line_fit(*birds)
    x, y = (np.asarray(v, dtype=np.longdouble) for v in birds)
    for w in [(49.7, -5781.0), (50, -5800), (0, 0), (1e6, -1e6)]:
        a, b = np.asarray(w, dtype=np.longdouble)
        errors = a * x + b - y
        assert_allclose(loss(w), float(np.mean(errors**2)), rtol=1e-14)
        expected = [float(np.mean(2 * errors * x)), float(np.mean(2 * errors))]
        assert_allclose(loss.gradient(w), expected, rtol=1e-9)


# A learner's own loss


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
    square = gd.Loss(lambda w: w**2, lambda w: 2 * w, dim=1)
    assert square(3.0) == square([3.0]) == 9
    assert_array_equal(square([[3.0], [4.0]]), [9, 16])
    assert_array_equal(square.gradient([[3.0]]), [[6]])
    assert gd.Loss(lambda w: 3).function([0, 0]).dtype == float
    with pytest.raises(TypeError, match="function must return one real number"):
        gd.Loss(lambda w: w[:1])([3.0, 4.0])


def test_a_function_may_work_in_place_and_fill_one_array_again_and_again():
    value = np.empty(())

    def function(w):
        value[...] = w @ w
        return value

    def slope(w):
        w *= 2
        return w

    loss, w = gd.Loss(function, slope), np.array([[1.0, 2.0], [3.0, 4.0]])
    assert_array_equal(loss(w), [5, 25])
    assert_array_equal(loss.gradient(w), [[2, 4], [6, 8]])
    assert_array_equal(w, [[1, 2], [3, 4]])


def test_what_is_not_said_of_a_loss_has_a_plain_default():
    for dim, labels in [(1, ("x",)), (2, ("x", "y")), (3, ("w1", "w2", "w3"))]:
        loss = gd.Loss(lambda w: w @ w, dim=dim)
        assert loss.labels == labels
        assert loss.bounds == ((-5, 5),) * dim
        assert loss.minima.shape == (0, dim)
    named = gd.Loss(lambda w: w @ w, labels=["a", "b"], bounds=[(0, 1), [2, 3]], minima=[(1, 2)])
    assert named.labels == ("a", "b")
    assert named.bounds == ((0, 1), (2, 3))


def test_an_error_of_a_learners_own_function_keeps_its_words():
    def picky(w):
        raise ValueError("my own words")

    with pytest.raises(ValueError, match=r"^my own words$"):
        gd.Loss(lambda w: w @ w, hessian=picky).hessian((1, 2))


@pytest.mark.parametrize(
    ("function", "infinite", "undefined"),
    [
        (lambda x: math.exp(x * x), 100.0, []),
        (lambda x: 1 / x, [], 0.0),
        (lambda x: math.sqrt(x) * math.exp(x), 1000.0, -1.0),
    ],
)
def test_arithmetic_that_python_refuses_is_infinite_or_not_a_number(function, infinite, undefined):
    loss = gd.Loss(lambda w: function(float(w[0])), lambda w: [function(float(w[0]))], dim=1)
    for ask in (loss, loss.gradient):
        assert np.ravel(ask(2.0)) == function(2.0)
        assert np.isposinf(ask(np.reshape(infinite, (-1, 1)))).all()
        assert np.isnan(ask(np.reshape(undefined, (-1, 1)))).all()


def test_curvatures_are_those_at_the_first_minimum_where_no_place_is_given():
    loss = gd.losses.two_wells()
    assert_array_equal(loss.curvatures(), loss.curvatures(loss.minima[0]))
    own = gd.Loss(lambda w: w[0] ** 2, hessian=lambda w: np.diag([2, 0]))
    assert_array_equal(own.curvatures((1, 1)), [0, 2])
    assert own.hessian(np.zeros((4, 3, 2))).shape == (4, 3, 2, 2)
    with pytest.raises(ValueError, match="w must be given"):
        own.curvatures()


def test_the_limits_are_allowed():
    assert gd.losses.plateau(1).gradient((0, 0))[0] == -1
    assert gd.losses.plateau(0).gradient((0, 0))[0] == 0
    assert_array_equal(gd.losses.ravine(1).curvatures(), [2, 2])
    assert_allclose(gd.losses.line_fit([1, 2, 3], [5, 5, 5]).minima, [[0, 5]], atol=1e-12)


# The tools


def test_the_safe_rate_is_one_over_the_largest_curvature():
    assert gd.safe_learning_rate(gd.losses.quadratic(1, 20, 3)) == 1 / 20
    well = gd.losses.double_well(0)  # L'' = 12x² − 4
    assert_allclose(gd.safe_learning_rate(well), 1 / 8)
    assert_allclose(gd.safe_learning_rate(well, [2]), 1 / 44)
    with pytest.raises(ValueError, match=r"Got a largest curvature of 0\. Measure"):
        gd.safe_learning_rate(gd.losses.quadratic(0, -2), (0, 0))


def test_check_gradient_tells_a_wrong_sign_from_a_wrong_gradient():
    value = lambda w: w[0] ** 2 + 3 * w[1]  # noqa: E731
    for gradient, message in [
        (lambda w: np.array([-2 * w[0], -3]), "Got −3 for 3 in coordinate 1 of w: the sign is"),
        (lambda w: np.array([w[0], 3]), "Got 1 for 2 in coordinate 0 of w: derive it again"),
        (lambda w: np.array([np.nan, 3]), "Got undefined for 2 in coordinate 0"),
    ]:
        with pytest.raises(ValueError, match=message):
            gd.check_gradient(gd.Loss(value, gradient), (1, 2))


def test_the_error_of_a_gradient_is_a_share_and_may_be_as_large_as_the_tolerance(birds):
    """Close to a minimum a share of the gradient 0.001 beside it, for 3x² + y² of 6/1000."""

    def off(share, sign=1):
        return gd.Loss(lambda w: 1e6 * (w @ w), lambda w: sign * 2e6 * (1 + share) * w)

    exact = gd.check_gradient(off(1e-3), (1, 2), tolerance=1)
    assert_allclose(exact, 1e-3 / 1.001, rtol=1e-4)
    assert gd.check_gradient(off(1e-3), (1, 2), tolerance=exact) == exact
    with pytest.raises(ValueError, match="the sign is wrong"):
        gd.check_gradient(off(1e-3, sign=-1), (1, 2), tolerance=exact)
    with pytest.raises(ValueError, match="derive it again"):
        gd.check_gradient(off(1e-3, sign=-1), (1, 2), tolerance=0.999 * exact)
    value = lambda w: 3 * w[0] ** 2 + w[1] ** 2  # noqa: E731
    flat = gd.Loss(value, lambda w: np.array([6 * w[0], 2 * w[1] + 1e-8]))
    assert_allclose(gd.check_gradient(flat, (0, 0)), 1e-8 / 6e-3, rtol=1e-4)
    for loss in (gd.losses.himmelblau(), gd.losses.two_wells(), gd.losses.line_fit(*birds)):
        for w in loss.minima:
            assert gd.check_gradient(loss, w) < 1e-5


def test_counted_counts_points_and_leaves_the_loss_as_it_was():
    plain = gd.losses.line_fit([1, 2, 4], [1, 3, 2])
    loss, counts = gd.counted(plain)
    assert_array_equal(loss(np.ones((5, 3, 2))), plain(np.ones((5, 3, 2))))
    assert_array_equal(loss.gradient(np.ones(2)), plain.gradient(np.ones(2)))
    loss.example_gradients(np.ones(2), np.array([0, 2]))
    assert counts == {"losses": 15, "gradients": 1, "example gradients": 2}
    assert isinstance(loss, gd.LineFit)


def test_as_loss_takes_the_number_of_coordinates_from_the_start():
    for start, dim in [((1, 2, 3), 3), (2.0, 1), (np.zeros((4, 2)), 2), (None, 1), ([], 1)]:
        assert as_loss(lambda w: w.sum(), start).dim == dim
    for start, dim in [((1, 2), 2), (np.ones((3, 1)), 3), (np.ones((1, 3)), 3), (np.eye(2), 2)]:
        assert as_loss(lambda w: w.sum(), start, batch=False).dim == dim
    bowl = gd.losses.bowl()
    assert as_loss(bowl) is bowl


@pytest.mark.parametrize("y", [[5e20] * 3, [0, 0, 0], [1e75, 0, 1e75], [2e-75, 0, 0]])
@pytest.mark.parametrize("x", [[0, 1, 2], [1e75, 0, 0], [2e-75, 0, 0], [1e9, 1e9 + 1, 1e9 + 3]])
def test_a_line_fit_of_any_size_has_bounds_around_its_minimum(x, y):
    loss = gd.losses.line_fit(x, y)
    low, high = np.transpose(loss.bounds)
    assert (low < loss.minima[0]).all()
    assert (loss.minima[0] < high).all()
    assert np.isfinite([low, high]).all()
