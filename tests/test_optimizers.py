"""Optimizers against torch, by fixtures, and against what is known of each."""

import inspect
from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdviz as gd
from tests.oracles import loss_of, oracle, rosenbrock
from tests.rows import X, Y

DESCENTS, CASES = oracle("descents")
BOWL = gd.losses.bowl()


def points_of(optimizer, loss, start, hyperparameters, steps=100):
    return np.array(list(islice(optimizer(loss, start, **hyperparameters), steps + 1)))


def looking_ahead(points, beta):
    """The points w + βv of a walk, which torch yields for Nesterov's method."""
    ahead = points.copy()
    ahead[1:] += beta * np.diff(points, axis=0)
    return ahead


@pytest.mark.parametrize("number", range(len(CASES["cases"])))
def test_a_hundred_steps_are_torchs_to_twelve_digits(number):
    optimizer, hyperparameters, name = CASES["cases"][number]
    walk, loss = getattr(gd, optimizer), loss_of(name, CASES)
    points = points_of(walk, loss, CASES["starts"][name], hyperparameters)
    if optimizer == "nesterov":
        points = looking_ahead(points, hyperparameters["beta"])
    theirs = DESCENTS[str(number)]
    gaps = np.abs(points[CASES["steps"]] - theirs).max(axis=1)
    assert (gaps <= 1e-12 * np.abs(theirs).max(axis=1)).all()


def test_a_normalized_step_goes_against_the_gradient_and_has_the_length_of_its_rate():
    loss, rates = rosenbrock(), [0.1, 0.02, 0.3]
    knobs = {"learning_rate": rates.__getitem__, "normalize": True}
    points = points_of(gd.gradient_descent, loss, (-1.2, 1), knobs, 3)
    slopes = [loss.gradient(w) for w in points[:-1]]
    expected = [-rate * g / np.linalg.norm(g) for rate, g in zip(rates, slopes, strict=True)]
    assert_allclose(np.diff(points, axis=0), expected, rtol=1e-12)
    still = points_of(gd.gradient_descent, BOWL, (0, 0), knobs, 3)
    assert_array_equal(still, np.zeros((4, 2)))  # where there is no direction


@pytest.mark.parametrize("size", [1, 4, 11])
def test_each_update_follows_the_slope_of_the_next_batch_of_a_seeded_shuffle(size):
    """By the slopes of the mean squared error of these examples alone."""
    x, y, w = np.array(X), np.array(Y), np.array([-1.0, 2.0])
    chosen = {"learning_rate": 0.01, "batch_size": size, "seed": 5}
    points = points_of(gd.stochastic_gradient_descent, gd.losses.line_fit(x, y), w, chosen)
    generator, order = np.random.default_rng(5), []
    for point in points:
        assert_allclose(point, w, rtol=1e-12)
        order = order if len(order) else generator.permutation(len(x))
        batch, order = order[:size], order[size:]
        errors = w[0] * x[batch] + w[1] - y[batch]
        w = w - 0.01 * 2 * np.array([np.mean(errors * x[batch]), np.mean(errors)])


DEFAULTS = {
    "gradient_descent": {"normalize": False},
    "backtracking": {"shrink": 0.5, "share": 0.0001},  # Armijo's
    "momentum": {"beta": 0.9},
    "nesterov": {"beta": 0.9},
    "adagrad": {"eps": 1e-10},  # torch's
    "rmsprop": {"decay": 0.9, "eps": 1e-8},
    "adam": {"b1": 0.9, "b2": 0.999, "eps": 1e-8},  # Kingma's
    "stochastic_gradient_descent": {"batch_size": 1, "seed": 0},
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_signature_shows_the_defaults_that_are_used(name):
    optimizer, defaults = getattr(gd, name), DEFAULTS[name]
    shown = inspect.signature(optimizer).parameters
    assert {name: shown[name].default for name in defaults} == defaults
    loss, given = gd.losses.line_fit([0, 1, 2, 3], [1, 3, 4, 8]), {"learning_rate": 0.01}
    bare = points_of(optimizer, loss, (1, 2), given, 5)
    assert_array_equal(bare, points_of(optimizer, loss, (1, 2), {**given, **defaults}, 5))


def test_backtracking_ends_its_search_where_the_loss_is_undefined_all_around():
    loss = gd.Loss(lambda w: np.nan if w[0] != 1 else 2.0, lambda w: np.ones(1), dim=1)
    assert_array_equal(points_of(gd.backtracking, loss, 1, {}, steps=3), np.ones((4, 1)))


def test_without_memory_a_heavy_ball_is_gradient_descent():
    plain = points_of(gd.gradient_descent, BOWL, (3, 4), {"learning_rate": 0.1}, 5)
    for walk in (gd.momentum, gd.nesterov):
        bare = points_of(walk, BOWL, (3, 4), {"learning_rate": 0.1, "beta": 0}, 5)
        assert_array_equal(bare, plain)


def test_a_schedule_rescales_only_the_new_part_of_heavy_balls_memory():
    loss = gd.losses.quadratic(2)
    rates = [0.1, 0.0, 0.0, 0.0]
    path = points_of(gd.momentum, loss, 1.0, {"learning_rate": lambda k: rates[k], "beta": 0.5}, 3)
    assert_allclose(path[:, 0], [1, 0.8, 0.7, 0.65])


def test_a_schedule_may_give_each_row_of_a_batch_its_rate():
    """Two rates, five starts each."""
    starts, rates = np.ones((2, 5, 2)), np.array([[[0.5]], [[0.125]]])
    walk = gd.gradient_descent(BOWL, starts, lambda k: rates)
    next(walk)
    assert_array_equal(next(walk), (1 - 2 * rates) * starts)


def test_the_decorator_lets_an_optimizer_take_plain_functions_and_numbers():
    def down(loss, w, learning_rate):
        yield w
        for rate in gd.optimizers.rates(learning_rate):
            w = w - rate * loss.gradient(w)
            yield w

    decorated = gd.optimizers.optimizer(down)
    assert inspect.signature(decorated) == inspect.signature(down)
    _, once = islice(decorated(lambda w: w @ w, 3, 0.25), 2)
    assert_allclose(once, [1.5])
