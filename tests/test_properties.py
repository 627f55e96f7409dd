"""Laws that hold for every loss, optimizer, schedule and initializer of the rows."""

import inspect
from itertools import islice, pairwise

import numpy as np
import pytest
import scipy.optimize
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import gdviz as gd
from tests.rows import LOSSES, OPTIMIZERS, REFUSAL, SCHEDULES, VARIANCES, X, Y

seeds = st.integers(0, 10**6)
losses = pytest.mark.parametrize("row", LOSSES, ids=lambda row: row.name)
schedules = pytest.mark.parametrize("row", SCHEDULES, ids=lambda row: row.name)
initializers = pytest.mark.parametrize("name", VARIANCES)


def optimizers(which=lambda row: True):
    rows = [row for row in OPTIMIZERS if which(row)]
    return pytest.mark.parametrize("row", rows, ids=lambda row: row.optimizer.__name__)


of_whole_losses = optimizers(lambda row: row.sees != "examples")


def points_of(loss, seed, shape=(), reach=2.5):
    return np.random.default_rng(seed).uniform(-reach, reach, (*shape, loss.dim))


def walk(row, loss, start, steps=15, **changes):
    arguments = {**row.hyperparameters, **changes}
    return np.array(list(islice(row.optimizer(loss, start, **arguments), steps + 1)))


def terrain(row):
    """A loss that the row can walk on, neither round nor quadratic where it need not be."""
    return gd.losses.line_fit(X, Y) if row.sees == "examples" else gd.losses.ridge()


def start_of(seed):
    return np.random.default_rng(seed).uniform(-1.5, 1.5, 2)


def seen_through(loss, inward, outward, height=1.0):
    """The loss in other coordinates: w = inward(v), and slopes go outward, times a height."""
    return gd.Loss(
        lambda v: height * loss(inward(v)),
        lambda v: height * outward(loss.gradient(inward(v))),
        dim=loss.dim,
        vectorized=True,
    )


# Losses


@losses
@given(seed=seeds)
def test_value_gradient_and_hessian_are_those_of_the_formula(row, seed):
    """The gradient by the complex step, the Hessian by differences of the gradient."""
    loss = row.make()
    w = points_of(loss, seed)
    assert_allclose(loss(w), complex(row.formula(*w)).real, rtol=1e-12, atol=1e-12)
    steps = w + 1e-30j * np.eye(loss.dim)
    slope = [complex(row.formula(*step)).imag / 1e-30 for step in steps]
    assert_allclose(loss.gradient(w), slope, rtol=1e-11, atol=1e-11)
    h = 1e-5 * np.eye(loss.dim)
    bend = (loss.gradient(w + h) - loss.gradient(w - h)) / 2e-5
    assert_allclose(loss.hessian(w), bend, rtol=1e-6, atol=1e-5)


@losses
@given(seed=seeds, shape=st.lists(st.integers(1, 3), max_size=3).map(tuple))
def test_a_batch_has_the_answers_of_its_points_in_any_memory_order(row, seed, shape):
    loss = row.make()
    batch = points_of(loss, seed, shape)
    for ask, tail in ((loss, 0), (loss.gradient, 1), (loss.hessian, 2)):
        single = np.array([ask(w) for w in batch.reshape(-1, loss.dim)])
        expected = single.reshape(shape + (loss.dim,) * tail)
        for points in (batch, np.asfortranarray(batch)):
            assert np.shape(ask(points)) == expected.shape
            assert_allclose(ask(points), expected, rtol=1e-13, atol=1e-13)
    assert_array_equal(loss.hessian(batch), np.swapaxes(loss.hessian(batch), -1, -2))


@losses
@given(seed=seeds)
def test_asking_a_loss_leaves_the_point_and_later_answers_alone(row, seed):
    loss = row.make()
    w = points_of(loss, seed)
    kept = w.copy()
    answers = [loss.gradient(w), loss.hessian(w), np.array(loss(w))]
    copies = [answer.copy() for answer in answers]
    for answer in answers:
        answer += 1  # what a caller does with an answer changes no later answer
    assert_array_equal(w, kept)
    assert loss(w.round().astype(int)) == loss(w.round().tolist()) == loss(w.round())
    for ask, copy in zip((loss.gradient, loss.hessian, loss), copies, strict=True):
        assert_array_equal(ask(w), copy)


@losses
def test_minima_are_what_they_are_called(row):
    loss = row.make()
    for w in loss.minima:
        scale = np.abs(loss.hessian(w)).max() * max(1, np.abs(w).max())
        assert_allclose(loss.gradient(w), 0, atol=8 * np.finfo(float).eps * scale)
        assert all(low < c < high for c, (low, high) in zip(w, loss.bounds, strict=True))
        assert loss.curvatures(w)[0] >= -1e-12 * loss.curvatures(w)[-1]
        assert loss(loss.minima[0]) <= loss(w) + 1e-12


@given(seed=seeds, n=st.integers(2, 30), offset=st.sampled_from([0, 1, 200, -1e4]))
def test_the_line_fit_is_the_mean_squared_error(seed, n, offset):
    generator = np.random.default_rng(seed)
    x, y, w = generator.normal(offset, 1, n), generator.normal(3, 2, n), generator.normal(0, 1, 2)
    loss, standard = (gd.losses.line_fit(x, y, standardize=flag) for flag in (False, True))
    errors = w[0] * x + w[1] - y
    assert_allclose(loss(w), np.mean(errors**2), rtol=1e-9)
    design = np.stack([x, np.ones(n)])
    slopes = 2 * errors * design
    assert_allclose(loss.gradient(w), slopes.mean(axis=1), rtol=1e-7, atol=1e-9)
    assert_allclose(loss.example_gradients(w, np.arange(n)), slopes.T, rtol=1e-10, atol=1e-10)
    assert_allclose(loss.hessian(w), 2 / n * design @ design.T, rtol=1e-12)
    assert_allclose(standard.hessian((0, 0)), 2 * np.eye(2), atol=1e-11)
    assert_allclose(standard.in_data_units(standard.minima[0]), loss.minima[0], rtol=1e-8)
    lines, scaled = generator.normal(size=(4, 3, 2)), [(x - x.mean()) / x.std(), np.ones(n)]
    expected = y.mean() + y.std() * lines @ scaled
    assert_allclose(standard.in_data_units(lines) @ design, expected, rtol=1e-7, atol=1e-7)
    assert_array_equal(loss.in_data_units(lines), lines)


# Optimizers


@optimizers()
@given(seed=seeds)
def test_an_optimizer_yields_the_start_first_and_leaves_its_points_alone(row, seed):
    start = start_of(seed)
    steps = row.optimizer(terrain(row), start, **row.hyperparameters)
    points = list(islice(steps, 8))
    kept = [w.copy() for w in points]
    list(islice(steps, 8))
    assert_array_equal(points, kept)
    assert_array_equal(points[0], start)
    assert_array_equal(start, start_of(seed))
    assert not (np.array(points[1:]) == start).all()


@of_whole_losses
@given(seed=seeds, shift=st.floats(-3, 3))
def test_a_loss_that_is_shifted_and_mirrored_gives_the_walk_so(row, seed, shift):
    loss, start = terrain(row), start_of(seed)
    moved = seen_through(loss, lambda v: v[..., ::-1] - shift, lambda g: g[..., ::-1])
    expected = walk(row, loss, start)[:, ::-1] + shift
    assert_allclose(walk(row, moved, start[::-1] + shift), expected, atol=1e-9)


@optimizers(lambda row: row.turns)
@given(seed=seeds, angle=st.floats(0, 6.3))
def test_a_turned_loss_gives_the_turned_walk(row, seed, angle):
    loss, start = terrain(row), start_of(seed)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned = seen_through(loss, lambda v: v @ turn.T, lambda g: g @ turn)
    assert_allclose(walk(row, turned, start @ turn), walk(row, loss, start) @ turn, atol=1e-9)


@of_whole_losses
@given(seed=seeds, power=st.integers(-6, 6), other=st.integers(-6, 6))
def test_other_units_of_loss_and_weights_need_their_own_rate_and_no_more(row, seed, power, other):
    """Slopes need it times unit²/height; for directions and orders the height does not matter."""
    height, unit, loss, start = 2.0**power, 2.0**other, terrain(row), start_of(seed)
    scaled = seen_through(loss, lambda v: v / unit, lambda g: g / unit, height)
    rate = row.value * (unit**2 / height if row.sees == "slopes" else unit)
    there = walk(row, scaled, start * unit, learning_rate=rate)
    assert_allclose(there / unit, walk(row, loss, start), atol=1e-9)


@optimizers(lambda row: row.batch)
@given(seed=seeds)
def test_many_starts_at_once_walk_like_each_alone_each_at_its_own_rate(row, seed):
    loss, rates = terrain(row), np.array([[0.01], [0.02], [0.04]])
    starts = np.random.default_rng(seed).uniform(-1.5, 1.5, (2, 3, 2))
    together = walk(row, loss, starts, learning_rate=rates)
    for i, j in np.ndindex(2, 3):
        alone = walk(row, loss, starts[i, j], learning_rate=rates[j, 0])
        assert_allclose(together[:, i, j], alone, rtol=1e-12, atol=1e-13)


@optimizers()
@given(seed=seeds, cut=st.integers(1, 14))
def test_a_schedule_is_asked_for_step_zero_one_two(row, seed, cut):
    """Once for every step, and never for one more: a list of rates may be just long enough."""
    rate = row.value
    asked = []

    def schedule(k):
        asked.append(k)
        return rate

    plain = walk(row, terrain(row), start_of(seed), steps=cut)
    assert_array_equal(walk(row, terrain(row), start_of(seed), cut, learning_rate=schedule), plain)
    assert asked == list(range(cut))


@optimizers()
def test_a_wrong_hyperparameter_is_refused_when_the_generator_is_made(row):
    for name, value in {"learning_rate": 0, **row.outside}.items():
        with pytest.raises((TypeError, ValueError), match=REFUSAL.format(name)):
            row.optimizer(terrain(row), (1, 1), **{**row.hyperparameters, name: value})


@optimizers()
@given(seed=seeds)
def test_descend_takes_the_steps_of_the_generator(row, seed):
    loss, start = terrain(row), start_of(seed)
    run = gd.descend(loss, start, row.optimizer, steps=15, **row.hyperparameters)
    assert_array_equal(run.points, walk(row, loss, start))


@given(seed=seeds, rate=st.floats(0.01, 5), share=st.floats(1e-6, 0.4))
def test_backtracking_takes_the_longest_step_that_keeps_its_promise(seed, rate, share):
    loss = gd.losses.himmelblau()
    path = list(islice(gd.backtracking(loss, start_of(seed), rate, share=share), 6))
    for before, after in pairwise(path):
        slope, height = loss.gradient(before), loss(before)
        used = np.linalg.norm(after - before) / np.linalg.norm(slope)
        halvings = np.log2(rate / used)
        assert_allclose(halvings, round(halvings), atol=1e-6)
        assert loss(after) <= height - share * used * slope @ slope + 1e-9
        longer = before - 2 * used * slope
        if round(halvings) > 0:
            assert loss(longer) > height - share * 2 * used * slope @ slope - 1e-9


# Schedules


@schedules
@given(late=st.integers(500, 10**9))
def test_a_schedule_is_its_formula_and_says_so_in_words(row, late):
    schedule = getattr(gd.schedules, row.name)(0.2, **row.arguments)
    assert str(schedule) == repr(schedule) == row.words
    assert type(schedule(late)) is type(schedule(np.int64(late))) is float
    steps = [*range(200), late]
    assert_allclose([schedule(k) for k in steps], [row.formula(k) for k in steps], rtol=1e-12)


@schedules
def test_a_schedule_refuses_what_it_cannot_follow(row):
    make = getattr(gd.schedules, row.name)
    for name, value in {"learning_rate": 0, **row.outside}.items():
        with pytest.raises(ValueError, match=REFUSAL.format(name)):
            make(**{"learning_rate": 0.2, **row.arguments, name: value})
    assert {"learning_rate", *row.outside} == set(inspect.signature(make).parameters), (
        f"{row.name}: give outside in SCHEDULES of tests/rows.py a refused value of each argument"
    )


# Initializers


@initializers
@given(n_in=st.integers(1, 9), n_out=st.integers(1, 9), seed=seeds)
def test_a_seed_fixes_the_weights_of_a_layer_and_a_generator_goes_on(name, n_in, n_out, seed):
    make, same = getattr(gd.initializers, name), name == "constant"
    generator = np.random.default_rng(seed)
    first, second = (make((n_in, n_out), generator) for _ in range(2))
    assert first.shape == (n_in, n_out)
    assert first.dtype == float
    assert_array_equal(make((n_in, n_out), seed), first)
    assert (first == second).any() == (make((n_in, n_out), seed + 1) == first).any() == same


@initializers
@pytest.mark.parametrize("shape", [(300, 700), (800, 100)])
def test_weights_are_normal_with_the_variance_of_their_law(name, shape):
    """By Kolmogorov and Smirnov's test; one of a million would fail by chance."""
    weights, variance = getattr(gd.initializers, name)(shape, 7), VARIANCES[name](*shape)
    if not variance:
        assert np.ptp(weights) == 0
        return
    assert scipy.stats.kstest(weights.ravel() / np.sqrt(variance), "norm").pvalue > 1e-6
    assert abs(weights.var() - variance) <= 5 * variance * np.sqrt(2 / weights.size)


@initializers
@pytest.mark.parametrize(
    ("shape", "generator", "name_of_it"),
    [((3,), 0, "shape"), ((3, 0), 0, "shape"), ("ab", 0, "shape"), ((2, 2), -1, "generator")],
)
def test_an_initializer_refuses_wrong_shapes_and_seeds(name, shape, generator, name_of_it):
    with pytest.raises((TypeError, ValueError), match=REFUSAL.format(name_of_it)):
        getattr(gd.initializers, name)(shape, generator)
