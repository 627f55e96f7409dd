"""Runs: what they keep, what they cost, when they stop, and how they are told."""

from functools import partial
from itertools import count

import numpy as np
import pytest

import gdviz as gd
from gdviz import stopping
from gdviz.descent import change

BOWL = gd.losses.bowl()


def closed_form(rate, steps, start=(-3.0, 4.0)):
    """x² + y² shrinks by 1 − 2α each step."""
    return np.array(start) * (1 - 2 * rate) ** np.arange(steps + 1)[:, None]


@pytest.mark.parametrize("steps", [0, 1, 64, 700])
def test_a_run_keeps_exactly_the_steps_asked_for_and_its_start(steps):
    run = gd.descend(BOWL, (-3, 4), learning_rate=0.001, steps=steps)
    assert run.steps == steps
    np.testing.assert_allclose(run.points, closed_form(0.001, steps), rtol=1e-12)
    np.testing.assert_allclose(run.losses, (run.points**2).sum(axis=1), rtol=1e-15)
    np.testing.assert_array_equal(run.gradients, 2 * run.points)
    np.testing.assert_array_equal(run.learning_rates, [0.001] * steps)


def test_the_start_given_is_left_as_it_is_even_by_an_optimizer_that_steps_in_place():
    def in_place(loss, w, learning_rate):
        while True:
            yield w
            w -= learning_rate * loss.gradient(w)

    start = np.array([-3.0, 4.0])
    run = gd.descend(BOWL, start, in_place, learning_rate=0.1, steps=5)
    np.testing.assert_array_equal(start, [-3, 4])
    np.testing.assert_allclose(run.points, closed_form(0.1, 5), rtol=1e-14)


@pytest.mark.parametrize("kind", [list, tuple, np.float32, lambda w: w.astype(int)])
def test_points_of_ones_own_optimizer_may_be_any_real_numbers(kind):
    def walk(loss, w):
        for k in count():
            yield kind(w + k)

    run = gd.descend(BOWL, (3, 4), walk, steps=2)
    np.testing.assert_array_equal(run.points, [(3, 4), (4, 5), (5, 6)])
    assert run.points.dtype == float


# Learning rates and hyperparameters


def test_a_schedule_is_recorded_step_by_step_as_it_answered():
    given = iter([0.1, 0.2, 0.3])  # just as many as the steps, and none can be asked for again
    run = gd.descend(BOWL, (3, 4), learning_rate=lambda k: next(given), steps=3)
    np.testing.assert_array_equal(run.learning_rates, [0.1, 0.2, 0.3])


def test_a_line_search_has_the_rates_it_chose_and_the_cost_of_those_it_tried():
    # On x² + y² a step of α passes the test 2α(1 − α) · 2 ≥ 4·share·α when α ≤ 1 − share.
    run = gd.descend(BOWL, (3, 4), gd.backtracking, learning_rate=1.6, shrink=0.5, steps=3)
    np.testing.assert_allclose(run.learning_rates, [0.8, 0.8, 0.8], rtol=1e-12)
    np.testing.assert_array_equal(run.gradient_evaluations, [0, 1, 2, 3])
    np.testing.assert_array_equal(run.loss_evaluations, [0, 3, 6, 9])  # here, 1.6 and 0.8


def test_an_optimizer_without_one_number_for_each_step_has_no_learning_rate():
    def own(loss, w, learning_rate):
        while True:
            yield w
            w = w - learning_rate * loss.gradient(w)

    run = gd.descend(BOWL, (3, 4), own, learning_rate=np.array([0.1, 0.2]), steps=3)
    np.testing.assert_allclose(run.end, np.array([3, 4]) * np.array([0.8, 0.6]) ** 3)
    assert np.isnan(run.learning_rates).all()


def test_defaults_are_hyperparameters_and_the_start_is_none():
    def walk(loss, w=(0, 0), learning_rate=0.125):
        while True:
            yield w
            w = w - learning_rate * loss.gradient(w)

    run = gd.descend(BOWL, (1, 1), walk, steps=2)
    np.testing.assert_array_equal(run.learning_rates, [0.125, 0.125])
    assert run.hyperparameters == {"learning_rate": 0.125}
    assert run.method == "walk at learning rate 0.125"


class Walker:
    """An optimizer that is no function."""

    def __call__(self, loss, w, learning_rate):
        yield from (w, w - learning_rate * loss.gradient(w))


def test_an_optimizer_may_be_any_callable():
    run = gd.descend(BOWL, (3, 4), Walker(), learning_rate=0.1, steps=1)
    assert run.method == "Walker at learning rate 0.1"
    half = partial(gd.momentum, beta=0.5)
    run = gd.descend(BOWL, (3, 4), half, learning_rate=0.1, steps=9)
    same = gd.descend(BOWL, (3, 4), gd.momentum, learning_rate=0.1, beta=0.5, steps=9)
    np.testing.assert_array_equal(run.points, same.points)
    assert run.hyperparameters == same.hyperparameters


# Evaluations


@pytest.mark.parametrize(("batch_size", "seen"), [(1, [0, 1, 2, 3]), (2, [0, 2, 3, 5])])
def test_evaluations_are_counted_in_examples(batch_size, seen):
    loss, walk = gd.losses.line_fit([0, 1, 2], [1, 3, 4]), gd.stochastic_gradient_descent
    knobs = {"learning_rate": 0.01, "steps": 3}
    run = gd.descend(loss, (0, 0), walk, batch_size=batch_size, **knobs)
    np.testing.assert_array_equal(run.gradient_evaluations, seen)
    full = gd.descend(loss, (0, 0), **knobs)
    np.testing.assert_array_equal(full.gradient_evaluations, [0, 3, 6, 9])


# Stopping rules


def test_a_rule_stops_at_the_step_that_mathematics_says():
    rule, first = stopping.gradient_below(0.1), 21  # 2 · 5 · 0.8²¹ is the first power below 0.1
    run = gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=1000, stop=rule)
    assert run.steps == run.status.step == first
    assert run.status.kind == "stopped"
    assert str(rule) in run.status.reason
    whole = gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=300)
    assert rule.step(whole) == first


@pytest.mark.parametrize("steps", [1, 64, 192])
def test_any_function_of_the_points_so_far_is_a_rule(steps):
    """It is given the whole run, so that it can compare each point with the one before."""

    def crawl(loss, w):
        for k in range(1000):
            yield w - k if k <= steps else w - steps

    def stop(points, losses, gradients):
        return stopping.step_below(0.5)(points, losses, gradients)

    run = gd.descend(BOWL, (0, 0), crawl, steps=999, stop=stop)
    assert run.steps == steps + 1
    assert "the stopping rule holds" in run.status.reason


def test_a_threshold_is_to_be_undercut_not_met():
    places, heights = np.array([[3.0, 4], [0, 0], [2, 4]]), np.array([4.0, 2, 1])
    for rule, expected in [
        (stopping.gradient_below(5), [False, True, True]),  # the norms are 5, 0, √20
        (stopping.loss_below(2), [False, False, True]),
        (stopping.loss_change_below(2), [False, False, True]),  # by 2, then by 1
        (stopping.step_below(5), [False, False, True]),  # 5 long, then √20
    ]:
        np.testing.assert_array_equal(rule(places, heights, places), expected)


# In words


def test_a_change_is_told_with_the_digits_it_needs():
    assert change(25, 24.96) == "falls from 25 to 24.96"
    assert change(25, 24.9999999) == "falls by 1e−07 to 25"
    assert change(25, 26) == "rises from 25 to 26"
    assert change(25, 1.5e-33) == "falls from 25 to 0, within rounding"
    assert change(-25, -1.5e-33) == "rises from −25 to 0, within rounding"


def cooling(k):
    return 0.1 / (1 + k)


@pytest.mark.parametrize(
    ("rate", "words"),
    [(cooling, "cooling(k)"), (lambda k: 0.1, "f(k)"), (gd.schedules.constant(0.1), "0.1")],
)
def test_a_run_is_told_by_its_optimizer_and_its_rate(rate, words):
    run = gd.descend(BOWL, (3, 4), gd.adam, steps=1, learning_rate=rate)
    assert run.method == f"adam at learning rate {words}"
    assert str(run).startswith(f"1 step of {run.method} from (3, 4)")
