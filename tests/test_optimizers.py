"""Optimizers against torch and optax, by fixtures, and against what is known of each."""

import functools
import inspect
from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdviz as gd
from tests.oracles import loss_of, oracle, rosenbrock

DESCENTS, CASES = oracle("descents")
BATCHES, BATCH_CASES = oracle("batches")
DATA = oracle("derivatives")[1]
BOWL = gd.losses.bowl()


def points_of(optimizer, loss, start, hyperparameters, steps=100):
    return np.array(list(islice(optimizer(loss, start, **hyperparameters), steps + 1)))


def looking_ahead(points, beta):
    """The points w + βv of a walk, which torch and optax yield for Nesterov's method."""
    ahead = points.copy()
    ahead[1:] += beta * np.diff(points, axis=0)
    return ahead


@pytest.mark.parametrize(
    ("number", "library", "optimizer", "hyperparameters", "name"),
    [
        pytest.param(i, *case, id=f"{i}-{case[0]}-{case[1]}-{case[3]}")
        for i, case in enumerate(CASES["cases"])
    ],
)
def test_a_hundred_steps_are_those_of_torch_and_optax_to_twelve_digits(
    number, library, optimizer, hyperparameters, name
):
    points = points_of(
        getattr(gd, optimizer), loss_of(name, DATA), CASES["starts"][name], hyperparameters
    )
    if optimizer == "nesterov":
        points = looking_ahead(points, hyperparameters["beta"])
    theirs = DESCENTS[str(number)]
    ours = points[CASES["steps"][: len(theirs)]]
    gaps = np.abs(ours - theirs).max(axis=1)
    assert (gaps <= 1e-12 * np.abs(theirs).max(axis=1)).all()


def test_the_fixtures_hold_what_they_must():
    """Six losses or more, three rates for each, both libraries where both have the method.

    Only backtracking is kept for less than a hundred steps: until the fall is below the rounding
    of the loss.
    """
    seen = {}
    for number, (library, optimizer, hyperparameters, name) in enumerate(CASES["cases"]):
        seen.setdefault((optimizer, library), []).append((name, hyperparameters["learning_rate"]))
        kept = len(DESCENTS[str(number)])
        assert kept == len(CASES["steps"]) or (optimizer == "backtracking" and kept >= 3)
    for name in ("gradient_descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam"):
        assert {library for optimizer, library in seen if optimizer == name} == {"torch", "optax"}
    assert all(len(set(runs)) >= 3 * 6 for runs in seen.values())
    assert CASES["steps"][-1] == 100


@pytest.mark.parametrize("number", range(len(BATCH_CASES["cases"])))
def test_a_hundred_updates_on_batches_are_torchs_to_twelve_digits(number):
    loss = gd.losses.line_fit(BATCH_CASES["x"], BATCH_CASES["y"])
    points = points_of(
        gd.stochastic_gradient_descent,
        loss,
        BATCH_CASES["start"],
        BATCH_CASES["cases"][number],
    )
    assert_allclose(points[BATCH_CASES["steps"]], BATCHES[str(number)], rtol=1e-12)


@pytest.mark.parametrize(
    ("optimizer", "required", "defaults"),
    [
        (gd.coordinate_search, "step_length", {"shrink": 0.5}),
        (gd.gradient_descent, "learning_rate", {"normalize": False}),
        (gd.backtracking, "learning_rate", {"shrink": 0.5, "share": 0.0001}),  # Armijo's
        (gd.momentum, "learning_rate", {"beta": 0.9}),
        (gd.nesterov, "learning_rate", {"beta": 0.9}),
        (gd.adagrad, "learning_rate", {"eps": 1e-10}),  # torch's
        (gd.rmsprop, "learning_rate", {"decay": 0.9, "eps": 1e-8}),
        (gd.adam, "learning_rate", {"b1": 0.9, "b2": 0.999, "eps": 1e-8}),  # Kingma's
        (gd.stochastic_gradient_descent, "learning_rate", {"batch_size": 1, "seed": 0}),
    ],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_a_signature_shows_the_defaults_that_are_used(optimizer, required, defaults):
    shown = inspect.signature(optimizer).parameters
    assert {name: shown[name].default for name in defaults} == defaults
    loss, given = gd.losses.line_fit([0, 1, 2, 3], [1, 3, 4, 8]), {required: 0.01}
    bare = points_of(optimizer, loss, (1, 2), given, 5)
    assert_array_equal(bare, points_of(optimizer, loss, (1, 2), {**given, **defaults}, 5))


def test_coordinate_search_finds_a_minimum_that_no_step_hits():
    *_, last = islice(gd.coordinate_search(rosenbrock(), (-1.2, 1), 0.3), 20_000)
    assert_allclose(last, (1, 1), atol=1e-3)
    *_, last = islice(gd.coordinate_search(gd.losses.quadratic(1, 3), (0.1, 0.7), 1), 200)
    assert_allclose(last, 0, atol=1e-9)


def test_a_search_steps_around_places_where_the_loss_is_undefined():
    def half(w):
        return (w[0] - 0.5) ** 2 if w[0] > 0 else np.nan

    path = np.array(list(islice(gd.coordinate_search(half, 0.3, step_length=0.4), 40)))
    assert (path > 0).all()
    assert abs(path[-1, 0] - 0.5) < 1e-3


def test_backtracking_steps_back_from_where_the_loss_is_undefined():
    loss = gd.Loss(
        lambda w: w[0] - np.log(w[0]) if w[0] > 0 else np.nan,
        lambda w: 1 - 1 / w,
        dim=1,
    )
    path = np.array(list(islice(gd.backtracking(loss, 3.0, learning_rate=100), 60)))
    assert (path > 0).all()
    assert_allclose(path[-1], 1, atol=1e-5)


def test_backtracking_ends_its_search_where_nothing_helps():
    loss = gd.Loss(lambda w: np.nan if w[0] != 1 else 0.0, lambda w: np.ones(1), dim=1)
    assert_array_equal(points_of(gd.backtracking, loss, 1, {}, steps=3), np.ones((4, 1)))


def test_the_price_of_backtracking_is_one_value_for_each_rate_tried():
    loss, counts = gd.counted(gd.losses.quadratic(20.0))
    start, halvings = 1.0, 4  # 1, 1/2, 1/4, 1/8 overshoot the share; 1/16 does not
    list(islice(gd.backtracking(loss, start, learning_rate=1), 2))
    assert counts == {"losses": 2 + halvings, "gradients": 1, "example gradients": 0}


def test_a_schedule_rescales_only_the_new_part_of_heavy_balls_memory():
    loss = gd.losses.quadratic(2)
    rates = [0.1, 0.0, 0.0, 0.0]
    path = points_of(gd.momentum, loss, 1.0, {"learning_rate": lambda k: rates[k], "beta": 0.5}, 3)
    assert_allclose(path[:, 0], [1, 0.8, 0.7, 0.65])


def test_adams_first_steps_need_the_bias_correction():
    """Without it the first step would be (1 − β₁)/√(1 − β₂) ≈ 3.2 times as long."""
    for b1, b2 in [(0.9, 0.999), (0.5, 0.9), (0.99, 0.5)]:
        chosen = {"learning_rate": 0.1, "b1": b1, "b2": b2}
        path = points_of(gd.adam, gd.losses.quadratic(1e-9), 1e9, chosen, 20)
        assert_allclose(np.diff(path[:, 0]), -0.1, rtol=1e-6)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: gd.adam(BOWL, (1, np.nan), 0.1), ValueError, "w must hold 2 finite"),
        (lambda: gd.adam(BOWL, (1, 2, 3), 0.1), ValueError, "w must hold 2 finite"),
        (lambda: gd.adam(BOWL, "ab", 0.1), TypeError, "w must hold 2 finite"),
        (lambda: gd.adam(3, (1, 2), 0.1), TypeError, "loss must be callable"),
        (lambda: gd.gradient_descent(BOWL, (1, 2), -0.1), ValueError, "negative rate would climb"),
        (
            lambda: gd.adam(BOWL, (1, 2), np.array([[0.1], [-0.1]])),
            ValueError,
            "learning_rate must be a number > 0",
        ),
        (
            lambda: gd.stochastic_gradient_descent(BOWL, (1, 2), 0.1),
            TypeError,
            "loss must be a mean over examples with example_gradients",
        ),
        (
            lambda: gd.stochastic_gradient_descent(
                gd.losses.line_fit([1, 2], [1, 2]), (1, 2), 0.1, batch_size=3
            ),
            ValueError,
            "batch_size must be a whole number from 1 to 2. Got 3. There are 2 examples",
        ),
    ],
)
def test_a_wrong_call_is_refused_before_the_first_step(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    ("schedule", "message"),
    [
        (lambda k: 1 / k, "division by zero.* at step 0. Steps count from 0: write 1 / .k . 1"),
        (lambda k: 1 / (2 - k), "ZeroDivisionError.* at step 2. Return one for every step"),
        (lambda: 0.1, "take 1 argument"),
        (lambda k: next(iter([0.1][k:])), "StopIteration.* at step 1. Return one for"),
        (lambda k: -0.1, "Got -0.1. The schedule returned it at step 0"),
        (lambda k: [0.1], r"Got \[0.1\]. The schedule returned it at step 0"),
        (
            lambda k: np.array([[0.1], [np.nan], [-7]]),
            "Got nan. The schedule returned it at step 0",
        ),
    ],
)
def test_a_schedule_without_a_rate_is_found_at_its_step(schedule, message):
    with pytest.raises((TypeError, ValueError), match=f"^learning_rate must.*{message}"):
        list(islice(gd.gradient_descent(BOWL, np.ones((3, 2)), schedule), 5))


@pytest.mark.parametrize("given", [lambda rates: rates, lambda rates: lambda k: rates])
def test_a_row_of_a_batch_may_share_a_rate(given):
    """Two rates, five starts each."""
    starts, rates = np.ones((2, 5, 2)), np.array([[[0.5]], [[0.125]]])
    walk = gd.gradient_descent(BOWL, starts, given(rates))
    next(walk)
    assert_array_equal(next(walk), (1 - 2 * rates) * starts)


def test_the_decorator_says_whether_an_optimizer_walks_from_many_starts():
    def down(loss, w, learning_rate):
        yield w
        for rate in gd.optimizers.rates(learning_rate):
            w = w - rate * loss.gradient(w)
            yield w

    starts = np.ones((3, 2))
    _, once = islice(gd.optimizers.optimizer(down)(lambda w: w @ w, starts, 0.25), 2)
    assert_allclose(once, starts / 2)
    alone = gd.optimizers.optimizer(batch=False)(down)
    assert inspect.signature(alone) == inspect.signature(down)
    for one in (alone, gd.backtracking, gd.coordinate_search, gd.stochastic_gradient_descent):
        with pytest.raises(ValueError, match="w must hold 2 finite numbers"):
            one(BOWL, starts, 0.25)


@pytest.mark.parametrize("start", [3.0, [3.0], [3.0, 4.0], [3.0, 4.0, 5.0]])
def test_a_loss_that_does_not_say_how_many_coordinates_it_has_takes_those_of_the_start(start):
    def loss(w): ...

    loss.gradient = lambda w: 2 * w
    _, once = islice(gd.gradient_descent(loss, start, 0.25), 2)
    assert_array_equal(once, np.atleast_1d(start) / 2)
    with pytest.raises(ValueError, match=r"^w must hold 1 finite number\. Got shape \(0,\)"):
        gd.gradient_descent(loss, [], 0.25)


def test_names_are_checked_against_a_signature():
    def walk(loss, w, first, second, third=3): ...

    def open_walk(loss, w, first, **others): ...

    check = gd.optimizers.check_names
    check(walk, ["first", "second"])
    check(functools.partial(walk, second=2), ["first"])
    check(open_walk, ["anything"])
    for given, missing in [([], "first"), (["first"], "second"), (["second"], "first")]:
        with pytest.raises(TypeError, match=rf"^walk needs {missing}\. Got none"):
            check(walk, given)
    with pytest.raises(TypeError, match=r"^walk takes first, second, third\. Got 'fourth'"):
        check(functools.partial(walk), ["first", "second", "fourth"])
