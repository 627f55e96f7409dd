"""Runs: what they keep, what they cost, how they end, and when they stop."""

import math
import warnings
from functools import partial
from itertools import count

import numpy as np
import pytest

import gdviz as gd
from gdviz import stopping
from gdviz.descent import CHUNK, change, climbs, largest_curvature

BOWL = gd.losses.bowl()


def closed_form(rate, steps, start=(-3.0, 4.0)):
    """x² + y² shrinks by 1 − 2α each step."""
    return np.array(start) * (1 - 2 * rate) ** np.arange(steps + 1)[:, None]


@pytest.mark.parametrize("steps", [0, 1, CHUNK - 2, CHUNK - 1, CHUNK, CHUNK + 1, 700])
def test_a_run_keeps_exactly_the_steps_asked_for_and_its_start(steps):
    run = gd.descend(BOWL, (-3, 4), learning_rate=0.001, steps=steps)
    assert run.steps == steps
    np.testing.assert_allclose(run.points, closed_form(0.001, steps), rtol=1e-12)
    np.testing.assert_allclose(run.losses, (run.points**2).sum(axis=1), rtol=1e-15)
    np.testing.assert_array_equal(run.gradients, 2 * run.points)
    assert run.learning_rates.shape == (steps,)


def test_nothing_in_a_run_can_be_written_to():
    run = gd.descend(BOWL, (-3, 4), learning_rate=0.1, steps=3)
    for name, array in vars(run).items():
        if isinstance(array, np.ndarray):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0
            assert name in {
                *("points", "losses", "gradients", "learning_rates"),
                *("loss_evaluations", "gradient_evaluations"),
            }


def test_the_start_given_is_left_as_it_is_even_by_an_optimizer_that_steps_in_place():
    def in_place(loss, w, learning_rate):
        while True:
            yield w
            w -= learning_rate * loss.gradient(w)

    start = np.array([-3.0, 4.0])
    run = gd.descend(BOWL, start, in_place, learning_rate=0.1, steps=5)
    np.testing.assert_array_equal(start, [-3, 4])
    np.testing.assert_allclose(run.points, closed_form(0.1, 5), rtol=1e-14)


def test_a_plain_function_without_a_gradient_walks_the_same_way():
    run = gd.descend(lambda w: w[0] ** 2 + w[1] ** 2, (-3, 4), learning_rate=0.1, steps=20)
    np.testing.assert_allclose(run.points, closed_form(0.1, 20), rtol=1e-8)
    assert run.loss.dim == 2


def test_a_plain_function_of_one_number_takes_a_plain_number_as_start():
    run = gd.descend(lambda w: (w[0] - 1) ** 2, 5, learning_rate=0.5, steps=1)
    assert run.end == pytest.approx([1.0], abs=1e-9)


# Learning rates and prices


def test_a_schedule_is_recorded_step_by_step():
    run = gd.descend(BOWL, (1, 1), learning_rate=lambda k: 0.1 / (k + 1), steps=4)
    np.testing.assert_allclose(run.learning_rates, [0.1, 0.05, 0.1 / 3, 0.025])


def test_a_default_learning_rate_is_recorded_too():
    def walk(loss, w, learning_rate=0.125):
        while True:
            yield w
            w = w - learning_rate * loss.gradient(w)

    run = gd.descend(BOWL, (1, 1), walk, steps=2)
    np.testing.assert_array_equal(run.learning_rates, [0.125, 0.125])
    assert run.hyperparameters == {"learning_rate": 0.125}
    assert run.method == "walk at learning rate 0.125"


def test_a_line_search_tells_the_learning_rates_it_chose():
    # On x² + y² a step of α passes the test 2α(1 − α) · 2 ≥ 4·share·α when α ≤ 1 − share.
    run = gd.descend(BOWL, (3, 4), gd.backtracking, learning_rate=1.6, shrink=0.5, steps=3)
    np.testing.assert_allclose(run.learning_rates, [0.8, 0.8, 0.8], rtol=1e-12)


def test_steps_that_do_not_go_along_the_gradient_have_no_learning_rate():
    def sideways(loss, w):
        while True:
            yield w
            w = w - 0.1 * loss.gradient(w)[::-1]

    run = gd.descend(gd.losses.quadratic(1, 10), (3, 4), sideways, steps=2)
    assert np.isnan(run.learning_rates).all()


def test_a_rate_that_was_given_is_recorded_as_given_even_where_no_step_shows_it():
    for optimizer in (gd.gradient_descent, gd.momentum, gd.adam):
        for start in [(0, 0), (3, 4)]:
            run = gd.descend(BOWL, start, optimizer, learning_rate=0.1, steps=4)
            np.testing.assert_array_equal(run.learning_rates, [0.1] * 4)


def told_rates(loss, start, step, steps=3):
    """What is recorded of an optimizer that names no rate and moves by step(gradient)."""

    def walk(loss, w):
        while True:
            yield w
            w = w + step(loss.gradient(w))

    return gd.descend(loss, start, walk, steps=steps).learning_rates


def test_a_rate_is_told_from_the_steps_far_out_where_points_are_rounded():
    far = 1e8
    bowl = gd.Loss(lambda w: (w - far) @ (w - far), lambda w: 2 * (w - far))
    np.testing.assert_allclose(
        told_rates(bowl, (far + 0.3, far - 0.7), lambda slope: -0.1 * slope), 0.1, rtol=1e-6
    )


def test_a_tiny_sideways_step_has_no_learning_rate_either_and_a_step_of_zero_has_zero():
    ravine, tiny = gd.losses.quadratic(1, 10), (3e-10, 4e-10)
    assert np.isnan(told_rates(ravine, tiny, lambda slope: -0.1 * slope[::-1])).all()
    slanting = gd.Loss(lambda w: w[0] + w[1], lambda w: np.ones(2))
    np.testing.assert_array_equal(told_rates(slanting, (0, 0), lambda slope: 0 * slope), 0)


def test_the_start_is_no_hyperparameter_even_where_it_has_a_default():
    def walk(loss, w=(0, 0), push=1):
        yield np.asarray(w, dtype=float)

    assert gd.descend(BOWL, (3, 4), walk, steps=0).hyperparameters == {"push": 1}


def test_an_own_optimizer_is_told_of_a_name_it_does_not_know():
    def walk(loss, w, learning_rate):
        yield w

    with pytest.raises(TypeError, match=r"walk takes learning_rate\. Got 'learning_rat'"):
        gd.descend(BOWL, (3, 4), walk, learning_rat=0.1, steps=1)
    with pytest.raises(TypeError, match=r"walk needs learning_rate\. Got none"):
        gd.descend(BOWL, (3, 4), walk, steps=1)


def test_a_search_that_asks_for_no_gradient_has_no_learning_rate():
    run = gd.descend(lambda w: w[0] ** 2, [4.0], gd.coordinate_search, step_length=1, steps=3)
    assert np.isnan(run.learning_rates).all()
    assert run.gradient_evaluations[-1] == 0
    assert run.loss_evaluations[-1] > 0


@pytest.mark.parametrize("dim", [1, 2, 5])
def test_plain_descent_asks_for_one_gradient_a_step(dim):
    loss = gd.losses.quadratic(*range(1, dim + 1))
    run = gd.descend(loss, np.ones(dim), learning_rate=0.1, steps=5)
    np.testing.assert_array_equal(run.gradient_evaluations, range(6))
    np.testing.assert_array_equal(run.loss_evaluations, 0)


@pytest.mark.parametrize(
    "kind",
    [list, tuple, np.array, lambda w: np.array(w, dtype=np.float32), lambda w: w.astype(int)],
)
def test_points_of_ones_own_optimizer_may_be_any_real_numbers(kind):
    def walk(loss, w):
        for k in count():
            yield kind(w + k)

    run = gd.descend(BOWL, (3, 4), walk, steps=2)
    np.testing.assert_array_equal(run.points, [(3, 4), (4, 5), (5, 6)])
    assert run.points.dtype == float


def test_of_a_run_that_a_rule_stops_little_more_than_a_quarter_was_walked_in_vain():
    walked = []

    def walk(loss, w):
        for k in count():
            walked.append(k)
            yield w - k

    run = gd.descend(BOWL, (0, 0), walk, steps=10**6, stop=lambda w, loss, slope: w[:, 0] < -999.5)
    assert run.steps == 1000
    assert len(walked) <= 1001 * 1.25 + CHUNK


def test_a_backtracking_step_costs_one_gradient_one_loss_and_one_for_each_rate_tried():
    run = gd.descend(BOWL, (3, 4), gd.backtracking, learning_rate=1.6, steps=2)
    np.testing.assert_array_equal(run.gradient_evaluations, [0, 1, 2])
    np.testing.assert_array_equal(run.loss_evaluations, [0, 3, 6])


@pytest.mark.parametrize(("batch_size", "seen"), [(1, [0, 1, 2, 3]), (2, [0, 2, 3, 5])])
def test_prices_are_counted_in_examples(batch_size, seen):
    loss = gd.losses.line_fit([0, 1, 2], [1, 3, 4])
    run = gd.descend(
        loss,
        (0, 0),
        gd.stochastic_gradient_descent,
        learning_rate=0.01,
        batch_size=batch_size,
        steps=3,
    )
    np.testing.assert_array_equal(run.gradient_evaluations, seen)
    full = gd.descend(loss, (0, 0), learning_rate=0.01, steps=3)
    np.testing.assert_array_equal(full.gradient_evaluations, [0, 3, 6, 9])


# How runs end


def test_a_clean_run_converges_at_the_first_step_of_rest():
    run = gd.descend(BOWL, (3, 4), learning_rate=0.25, steps=50)
    assert run.status.kind == "converged"
    assert run.status.step == math.ceil(math.log(1e-6) / math.log(0.5))  # 0.5^k ≤ 1e−6
    assert run.steps == 50
    assert not run.status.remedy


def test_a_start_at_rest_is_converged_at_step_0():
    assert gd.descend(BOWL, (0, 0), learning_rate=0.1, steps=9).status.step == 0


def test_a_run_that_still_moves_reached_its_steps():
    status = gd.descend(BOWL, (3, 4), learning_rate=0.01, steps=10).status
    assert (status.kind, status.step) == ("reached its steps", 10)
    assert "more steps" in status.remedy


def test_an_orbit_is_neither_convergence_nor_divergence():
    assert gd.descend(BOWL, (3, 4), learning_rate=1, steps=100).status.kind == "reached its steps"


def test_a_learning_rate_lost_in_rounding_stalls():
    status = gd.descend(BOWL, (3, 4), learning_rate=1e-20, steps=10).status
    assert (status.kind, status.step) == ("stalled", 0)
    assert "no longer moves" in status.reason


def test_a_search_whose_last_tries_failed_has_not_stalled():
    run = gd.descend(BOWL, (3, 4), gd.random_search, step_length=0.5, steps=50, seed=0)
    moved = np.flatnonzero(np.diff(run.losses)).max() + 1
    assert moved < 50  # near the bottom few points on a circle of 0.5 are lower
    assert run.status.kind == "reached its steps"
    assert f"not moved since step {moved}" in run.status.reason


@pytest.mark.parametrize("seed", range(5))
def test_an_example_that_fits_already_does_not_stall_the_run(seed):
    """The line y = x passes through three of the four examples."""
    fit = gd.losses.line_fit([0, 1, 2, 3], [0, 1, 2, 4])
    walk = gd.stochastic_gradient_descent
    kinds = [
        gd.descend(fit, (1, 0), walk, learning_rate=0.1, steps=steps, seed=seed).status.kind
        for steps in (1, 2, 3)
    ]
    assert kinds == ["reached its steps"] * 3


def test_the_rates_of_a_random_schedule_are_those_that_were_used():
    generator = np.random.default_rng(0)
    run = gd.descend(BOWL, (3, 4), learning_rate=lambda k: 0.2 * generator.random(), steps=9)
    np.testing.assert_allclose(
        run.points[1:], (1 - 2 * run.learning_rates[:, None]) * run.points[:-1]
    )


def test_rates_from_an_iterator_may_be_just_as_many_as_the_steps():
    rates = iter([0.1, 0.2, 0.3])
    run = gd.descend(BOWL, (3, 4), learning_rate=lambda k: next(rates), steps=3)
    np.testing.assert_array_equal(run.learning_rates, [0.1, 0.2, 0.3])


def test_an_optimizer_that_yields_after_its_step_is_told_so():
    def late(loss, w, learning_rate):
        while True:
            w = w - learning_rate * loss.gradient(w)
            yield w

    with pytest.raises(ValueError, match=r"yield the start first. Got \(2.4, 3.2\) for \(3, 4\)"):
        gd.descend(BOWL, (3, 4), late, learning_rate=0.1, steps=4)


@pytest.mark.parametrize(
    ("stop", "message"),
    [
        (lambda w, losses, slopes: losses, "True or False for each point"),
        (lambda w, losses, slopes: np.full(losses.shape, np.nan), "True or False"),
        (lambda w, losses, slopes: losses.fill(0) or losses < 0, "leave points, losses"),
    ],
)
def test_a_rule_answers_yes_or_no_and_changes_nothing(stop, message):
    with pytest.raises(ValueError, match=message) as refused:
        gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=9, stop=stop)
    assert len(str(refused.value)) < 200


def test_a_rule_may_raise_an_error_of_its_own():
    def stop(points, losses, gradients):
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=9, stop=stop)


def test_an_optimizer_that_yields_more_than_the_point_is_told_so():
    def both(loss, w):
        while True:
            yield w, loss(w)

    with pytest.raises(ValueError, match=r"yield points of shape \(2,\)") as refused:
        gd.descend(BOWL, (3, 4), both, steps=3)
    assert "Yield w itself" in str(refused.value)


def test_what_is_no_function_of_the_step_is_refused_under_its_name():
    with pytest.raises(TypeError, match=r"learning_rate must take 1 argument.*cosine\(…\)"):
        gd.descend(BOWL, (3, 4), learning_rate=gd.schedules.cosine, steps=3)
    with pytest.raises(TypeError, match="stop must take 3 arguments"):
        gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=9, stop=gd.stopping.loss_below)


def test_stochastic_descent_needs_examples():
    walk = gd.stochastic_gradient_descent
    with pytest.raises(TypeError, match=r"mean over examples.*x² \+ y²"):
        gd.descend(BOWL, (3, 4), walk, learning_rate=0.1, steps=3)


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (24.96, "falls from 25 to 24.96"),
        (24.9999999, "falls by 1e−07 to 25"),
        (25.0, "stays at 25"),
        (26, "rises from 25 to 26"),
    ],
)
def test_a_change_is_told_with_the_digits_it_needs(after, told):
    assert change(25.0, after) == told


def test_a_walk_that_ends_by_itself_stops_where_it_ends():
    def three(loss, w):
        yield from (w, w - 1, w - 2)

    run = gd.descend(BOWL, (3, 4), three, steps=100)
    assert (run.status.kind, run.status.step, run.steps) == ("stopped", 2, 2)
    assert "no more points" in run.status.reason


def test_slow_divergence_is_seen_before_the_numbers_overflow():
    status = gd.descend(BOWL, (3, 4), learning_rate=1.01, steps=20).status
    assert status.kind == "diverged"
    assert "2/λmax = 1 " in status.remedy


def test_one_overshoot_is_not_divergence():
    run = gd.descend(BOWL, (3, 4), learning_rate=1.01, steps=1)
    assert run.losses[1] > run.losses[0]
    assert run.status.kind == "reached its steps"


def test_rising_to_a_bounded_height_is_not_divergence():
    def up(loss, w):
        while True:
            yield w
            w = w + loss.gradient(w)

    hill = gd.Loss(lambda w: -np.exp(-(w @ w)))
    run = gd.descend(hill, (0.8, 0.8), up, steps=30)
    assert run.losses[-1] > run.losses[0]
    assert run.status.kind != "diverged"


def test_the_wrong_sign_is_named_as_the_remedy():
    def up(loss, w):
        while True:
            yield w
            w = w + 0.1 * loss.gradient(w)

    status = gd.descend(BOWL, (3, 4), up, steps=50).status
    assert status.kind == "diverged"
    assert "sign" in status.remedy
    assert not climbs(np.zeros((1, 2)), np.zeros((1, 2)))


@pytest.mark.parametrize("rate", [1.5, 1e2, 1e8, 1e100, 1e200, 1e300, 1e308])
@pytest.mark.parametrize(
    "loss",
    [
        BOWL,
        gd.losses.rosenbrock(),
        gd.losses.himmelblau(),
        lambda w: float(w[0]) ** 4 + float(w[1]) ** 2,
        lambda w: math.exp(w[0]) + math.exp(-w[0]) + w[1] ** 2,
    ],
    ids=["bowl", "rosenbrock", "himmelblau", "python floats", "math.exp"],
)
def test_divergence_is_a_result_at_any_learning_rate(loss, rate):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = gd.descend(loss, (0.7, -1.3), learning_rate=rate, steps=2000)
    assert run.status.kind == "diverged"
    assert run.status.step == run.steps < 2000
    assert np.isfinite(run.points).all()
    assert np.isfinite(run.losses).all()
    assert gd.number(run.losses[-1]) in run.status.reason
    assert "learning rate" in run.status.remedy
    assert len(str(run.status)) < 200


@pytest.mark.parametrize(
    ("curvature", "remedy"),
    [(1.0, "below 2/λmax = 2 "), (0.1, "smaller, 1."), (0.0, "smaller, 1.")],
)
def test_the_remedy_is_a_learning_rate_smaller_than_the_one_that_failed(curvature, remedy):
    # At the start 0 the curvature forbids the rate 10 in the first case only.
    steep_later = gd.Loss(lambda w: w[0] ** 4 - w[0] + curvature / 2 * w[0] ** 2, dim=1)
    status = gd.descend(steep_later, [0.0], learning_rate=10, steps=50).status
    assert status.kind == "diverged"
    assert remedy in status.remedy


# Endings of walks that are written down step by step, on x²/2, whose slope is x


def written(points, steps=None, loss=None):
    """A run through given points of one coordinate."""

    def walk(loss, w):
        yield from (np.array([x], dtype=float) for x in points)

    steps = len(points) - 1 if steps is None else steps
    return gd.descend(loss or gd.losses.quadratic(1), [points[0]], walk, steps=steps).status


@pytest.mark.parametrize(
    ("points", "kind", "step"),
    [
        ([1e6, 1, 1, 1], "converged", 1),  # exactly a millionth counts
        ([1e6, 1.1, 1.1, 1.2], "reached its steps", 3),
        ([1, 1e-9, 1], "reached its steps", 2),  # a visit is no rest
        ([1, 1e-9, 1, 1e-9, 1e-9], "converged", 3),
        ([1, 0.5, 0.5, 0.5], "stalled", 1),
        ([1, 0.5, 0.5, 0.4], "reached its steps", 3),
        ([1, 2, 3, 4, 5], "diverged", 4),
        ([1, 2, 3, 4], "reached its steps", 3),  # too short to say
        ([1, 2, 3, 3, 5], "reached its steps", 4),  # one step did not rise
        ([6, 1, 2, 3, 4, 5], "reached its steps", 5),  # not yet higher than the start
        ([2, 1, 2, 3, 4, 5], "diverged", 5),
        ([2, *range(30, 20, -1), *range(20, 40)], "diverged", 30),
        ([2] + [3, 4] * 15 + list(range(5, 15)), "diverged", 40),  # a quarter rises
        ([2] + [3, 4] * 15 + [9, 5, *range(6, 13)], "reached its steps", 39),  # not all of it
    ],
)
def test_endings_are_judged_by_the_points_alone(points, kind, step):
    status = written(points)
    assert (status.kind, status.step) == (kind, step)


def test_a_remedy_needs_neither_a_rate_nor_a_curvature():
    flat = gd.Loss(lambda w: w[0] ** 4, hessian=lambda w: np.zeros((1, 1)), dim=1)
    assert written([-1, 5, -10, 20, -40, 80], loss=flat).remedy == "Take shorter steps."
    assert written([-1, 5, -10, 20, -40, 80]).remedy == "Take shorter steps."


@pytest.mark.parametrize(
    "hessian",
    [lambda w: [[1 / 0]], lambda w: np.full((1, 1), np.nan), lambda w: [[math.exp(1e3)]]],
)
def test_a_curvature_that_cannot_be_had_leaves_a_remedy(hessian):
    loss = gd.Loss(lambda w: w[0] ** 4, hessian=hessian, dim=1)
    assert not largest_curvature(loss, np.ones(1)) > 0
    assert written([-1, 5, -10, 20, -40, 80], loss=loss).remedy == "Take shorter steps."
    assert gd.descend(loss, [3.0], learning_rate=1, steps=9).status.remedy == (
        "Try a learning rate ten times smaller, 0.1."
    )


@pytest.mark.parametrize(("dim", "known"), [(64, True), (65, False)])
def test_a_hessian_is_asked_for_up_to_64_coordinates(dim, known):
    loss = gd.losses.quadratic(*range(1, dim + 1))
    expected = dim if known else np.nan
    np.testing.assert_allclose(largest_curvature(loss, np.ones(dim)), expected)


def test_climbing_is_going_up_at_every_step():
    up = np.array([[1.0, 0], [2, 0], [3, 0]])
    assert climbs(up, 2 * up)
    assert not climbs(up, -2 * up)
    assert not climbs(up[[0, 1, 0]], 2 * up[[0, 1, 0]])
    askew = np.stack([up[:, 0], up[:, 0]], axis=1)
    assert not climbs(up, askew)  # 45° off
    assert climbs(up * 1e200, 2e200 * up[::1])


# Stopping rules

RULES = {
    "gradient": (stopping.gradient_below(0.1), lambda k: 2 * 5 * 0.8**k < 0.1),
    "loss": (stopping.loss_below(0.1), lambda k: 25 * 0.64**k < 0.1),
    "change": (
        stopping.loss_change_below(0.1),
        lambda k: k > 0 and 25 * (0.64 ** (k - 1) - 0.64**k) < 0.1,
    ),
    "step": (
        stopping.step_below(0.1),
        lambda k: k > 0 and 5 * (0.8 ** (k - 1) - 0.8**k) < 0.1,
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_stops_at_the_step_that_mathematics_says(name):
    rule, holds = RULES[name]
    first = next(k for k in range(1000) if holds(k))
    run = gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=1000, stop=rule)
    assert run.steps == run.status.step == first
    assert run.status.kind == "stopped"
    assert str(rule) in run.status.reason


@pytest.mark.parametrize("name", RULES)
def test_a_rule_tells_of_a_finished_run_where_it_would_have_stopped(name):
    rule, _ = RULES[name]
    whole = gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=300)
    stopped = gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=300, stop=rule)
    assert rule.step(whole) == stopped.steps


def test_a_rule_that_never_holds_has_no_step():
    run = gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=3)
    assert stopping.loss_below(-1).step(run) is None
    assert stopping.step_below(1e-3).step(run) is None


@pytest.mark.parametrize("steps", [1, CHUNK, 3 * CHUNK])
def test_a_rule_that_looks_back_sees_across_the_borders_of_chunks(steps):
    """Were each chunk looked at alone, its first point would seem infinitely far from the last."""

    def crawl(loss, w):
        for k in range(1000):
            yield w - k if k <= steps else w - steps

    rule = stopping.step_below(0.5)
    run = gd.descend(BOWL, (0, 0), crawl, steps=999, stop=rule)
    assert run.steps == steps + 1


def test_rules_combine():
    whole = gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=300)
    rules = [rule for rule, _ in RULES.values()]
    each = [rule.step(whole) for rule in rules]
    assert len(set(each)) > 1
    assert stopping.any_of(*rules).step(whole) == min(each)
    assert stopping.all_of(*rules).step(whole) == max(each)


def test_any_function_of_points_losses_and_gradients_is_a_rule():
    run = gd.descend(
        BOWL, (3, 4), learning_rate=0.1, steps=99, stop=lambda w, loss, slope: w[:, 0] < 1
    )
    assert run.end[0] < 1 <= run.points[-2][0]
    assert "stopping rule" in run.status.reason


def test_a_plateau_fools_three_rules_but_not_the_loss():
    loss = gd.losses.plateau()
    run = gd.descend(loss, (-2, 0), learning_rate=0.05, steps=20_000)
    rules = [stopping.gradient_below, stopping.loss_change_below, stopping.step_below]
    for rule, threshold in zip(rules, (0.01, 1e-5, 1e-3), strict=True):
        fooled = rule(threshold).step(run)
        assert np.linalg.norm(run.points[fooled] - loss.minima[0]) > 1
    arrived = stopping.loss_below(1e-3).step(run)
    assert np.linalg.norm(run.points[arrived] - loss.minima[0]) < 0.1


def test_a_run_that_diverges_before_its_rule_holds_is_diverged():
    run = gd.descend(
        BOWL, (3, 4), learning_rate=1e200, steps=99, stop=stopping.gradient_below(1e-9)
    )
    assert run.status.kind == "diverged"


def test_a_threshold_is_to_be_undercut_not_met():
    places, heights = np.array([[0.0, 0], [3, 4], [3, 5]]), np.array([4.0, 2, 1])
    for rule, expected in [
        (stopping.gradient_below(5), [True, False, False]),  # the norms are 0, 5, √34
        (stopping.loss_below(2), [False, False, True]),
        (stopping.loss_change_below(2), [False, False, True]),  # by 2, then by 1
        (stopping.step_below(5), [False, False, True]),  # 5 long, then 1
    ]:
        np.testing.assert_array_equal(rule(places, heights, places), expected)


def test_a_rule_cannot_be_changed_behind_a_runs_back():
    with pytest.raises(AttributeError):
        stopping.loss_below(2).text = "the loss is below 1"


# In words


def test_a_run_put_together_by_hand_has_asked_for_nothing():
    status = gd.Status("reached its steps", 2, "it does.")
    three, pairs = np.ones(3), np.ones((3, 2))
    run = gd.Trajectory(pairs, three, pairs, np.ones(2), status, BOWL, "walk")
    for asked in (run.loss_evaluations, run.gradient_evaluations):
        np.testing.assert_array_equal(asked, [0, 0, 0])
        assert asked.dtype.kind == "i"
    assert str(run) == "2 steps of walk from (1, 1) to (1, 1); the loss stays at 1."
    counted = gd.Trajectory(pairs, three, pairs, np.ones(2), status, BOWL, "walk", {}, [1, 2, 3])
    assert counted.loss_evaluations == [1, 2, 3]


def test_a_run_is_printed_as_a_sentence():
    run = gd.descend(BOWL, (3, 4), learning_rate=0.5, steps=1)
    assert str(run) == (
        "1 step of gradient descent at learning rate 0.5 from (3, 4) to (0, 0); "
        "the loss falls from 25 to 0."
    )
    still = gd.descend(BOWL, (3, 4), learning_rate=0.5, steps=0)
    assert "the loss stays at 25" in str(still)
    assert "rises from 25 to 100" in str(gd.descend(BOWL, (3, 4), learning_rate=1.5, steps=1))


def cooling(k):
    return 0.1 / (1 + k)


@pytest.mark.parametrize(
    ("optimizer", "hyperparameters", "method"),
    [
        (gd.random_search, {"step_length": 0.25}, "random search at step length 0.25"),
        (gd.adam, {"learning_rate": np.float32(0.5)}, "adam at learning rate 0.5"),
        (gd.adam, {"learning_rate": cooling}, "adam at learning rate cooling(k)"),
        (gd.adam, {"learning_rate": lambda k: 0.1}, "adam at learning rate f(k)"),
        (
            gd.adam,
            {"learning_rate": gd.schedules.exponential(0.1, 0.9)},
            "adam at learning rate 0.1, times 0.9 each step",
        ),
        (partial(gd.momentum, beta=0.5), {"learning_rate": 0.1}, "momentum at learning rate 0.1"),
        (partial(partial(gd.adam, b1=0), learning_rate=1), {}, "adam at learning rate 1"),
    ],
)
def test_a_method_is_its_optimizer_and_its_rate(optimizer, hyperparameters, method):
    run = gd.descend(BOWL, (3, 4), optimizer, steps=1, **hyperparameters)
    assert run.method == method
    assert str(run).startswith(f"1 step of {method} from (3, 4)")


@pytest.mark.parametrize("rate", [{}, {"learning_rate": None}])
def test_a_method_without_a_rate_is_its_optimizer(rate):
    def my_walk(loss, w, learning_rate=None):
        yield w

    assert gd.descend(BOWL, (3, 4), my_walk, steps=1, **rate).method == "my walk"


class Walker:
    """An optimizer that is no function."""

    def __call__(self, loss, w, learning_rate):
        yield from (w, w - learning_rate * loss.gradient(w))


def test_an_object_that_can_be_called_is_named_by_its_class():
    assert gd.descend(BOWL, (3, 4), Walker(), learning_rate=0.1, steps=1).optimizer == "Walker"
    with pytest.raises(TypeError, match=r"^Walker takes learning_rate\. Got 'rate'"):
        gd.descend(BOWL, (3, 4), Walker(), rate=0.1, steps=1)


def test_a_filled_in_optimizer_is_told_of_a_wrong_name_under_its_own():
    half = partial(gd.momentum, beta=0.5)
    with pytest.raises(TypeError, match=r"^momentum takes learning_rate, beta\. Got 'bet'"):
        gd.descend(BOWL, (3, 4), half, learning_rate=0.1, bet=0.9, steps=1)
    with pytest.raises(TypeError, match=r"^momentum needs learning_rate\. Got none"):
        gd.descend(BOWL, (3, 4), half, steps=1)
    run = gd.descend(BOWL, (3, 4), half, learning_rate=0.1, steps=9)
    same = gd.descend(BOWL, (3, 4), gd.momentum, learning_rate=0.1, beta=0.5, steps=9)
    np.testing.assert_array_equal(run.points, same.points)
    assert run.hyperparameters == same.hyperparameters


@pytest.mark.parametrize("rates", [(0.1, 0.2), (0.1, 0.1)])
@pytest.mark.parametrize("make", [lambda rates: rates, lambda rates: lambda k: rates])
def test_an_own_optimizer_may_have_a_rate_for_each_coordinate(rates, make):
    """Where the two are equal there is a learning rate, told from the steps."""

    def own(loss, w, learning_rate):
        for k in count():
            yield w
            rate = learning_rate(k) if callable(learning_rate) else learning_rate
            w = w - rate * loss.gradient(w)

    run = gd.descend(BOWL, (3, 4), own, learning_rate=make(np.array(rates)), steps=3)
    expected = np.array([3, 4]) * (1 - 2 * np.array(rates)) ** np.arange(4)[:, None]
    np.testing.assert_allclose(run.points, expected, rtol=1e-14)
    rate = rates[0] if rates[0] == rates[1] else np.nan
    np.testing.assert_allclose(run.learning_rates, [rate] * 3, rtol=1e-12)


@pytest.mark.parametrize("odd", [0, 1, 2])
def test_one_step_with_a_rate_for_each_coordinate_has_no_learning_rate(odd):
    def own(loss, w, learning_rate):
        for k in count():
            yield w
            w = w - learning_rate(k) * loss.gradient(w)

    def schedule(k):
        return np.array([0.1, 0.2]) if k == odd else 0.1

    found = gd.descend(BOWL, (3, 4), own, learning_rate=schedule, steps=3).learning_rates
    expected = [np.nan if k == odd else 0.1 for k in range(3)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
