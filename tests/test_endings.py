"""How runs end: the kind, the step, and advice that is true."""

import math
import warnings

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent import ENDINGS

BOWL = gd.losses.bowl()


def ended(loss, start, optimizer=gd.gradient_descent, steps=100, **more):
    return gd.descend(loss, start, optimizer, steps=steps, **more).status


def through(points):
    """How a run through these points ends on x²/2, whose slope is x."""

    def walk(loss, w):
        yield from (np.array([x], dtype=float) for x in points if x is not None)

    return ended(gd.losses.quadratic(1), points[:1], walk, len(points) - 1)


@pytest.mark.parametrize(
    ("points", "kind", "step"),
    [
        ([1e6, 1, 1, 1], "converged", 1),
        ([1, 1e-9, 1], "max_steps", 2),  # a visit is no rest
        ([1, 1e-9, 1, 1e-9, 1e-9], "converged", 3),
        ([0, 5, 0], "converged", 2),
        ([1, 0.5, 0.5, 0.5], "stalled", 1),
        ([1, 0.5, 0.5, 0.4], "max_steps", 3),
        ([1, 0.5, None], "stopped", 1),
        ([1, 2, 3, 4, 5], "diverged", 4),
        ([1, 2, 3, 3, 5], "max_steps", 4),  # one step did not rise
        ([6, 1, 2, 3, 4, 5], "max_steps", 5),  # not yet higher than the start
        ([2, *range(30, 20, -1), *range(20, 40)], "diverged", 30),
    ],
)
def test_endings_are_judged_by_the_points_alone(points, kind, step):
    status = through(points)
    assert (status.kind, status.step) == (kind, step)
    assert str(status).startswith(f"{ENDINGS[kind]} at step {step}: ")


def test_convergence_is_a_millionth_of_the_gradient_or_a_start_at_a_minimum():
    clean = ended(BOWL, (3, 4), learning_rate=0.25)
    assert (clean.kind, clean.step) == ("converged", 20)  # 2⁻²⁰ is the first power below 10⁻⁶
    assert not clean.remedy
    wells = gd.losses.himmelblau()
    for loss, start in [(BOWL, (0, 0)), (wells, wells.minima[1]), (wells, (3, 2 + 1e-15))]:
        assert ended(loss, start, learning_rate=0.01).kind == "converged"


def test_flat_ground_far_from_the_bottom_is_no_convergence():
    """The first step brings the gradient down by a factor of 10⁷, and the slope is still wrong."""
    years, sizes = np.array([2007.0, 2008, 2009, 2008, 2007]), np.array([1, 2, 3, 2.5, 1])
    fit = gd.losses.line_fit(years, sizes)
    run = gd.descend(fit, (0, 0), learning_rate=gd.safe_learning_rate(fit), steps=1000)
    assert run.losses[-1] > 10 * fit(fit.minima[0])
    assert run.status.kind == "max_steps"
    level = gd.losses.plateau(slope=0)
    assert ended(level, (-2, 0), learning_rate=0.05, steps=5000).kind == "max_steps"


@pytest.mark.parametrize("rate", [0.01, 1])
def test_slow_descent_and_an_orbit_reach_their_steps(rate):
    status = ended(BOWL, (3, 4), learning_rate=rate, steps=10)
    assert (status.kind, status.step) == ("max_steps", 10)
    assert "more steps" in status.remedy


# Rest


def test_a_learning_rate_lost_in_rounding_stalls():
    status = ended(BOWL, (3, 4), learning_rate=1e-20)
    assert (status.kind, status.step) == ("stalled", 0)
    assert "larger learning rate" in status.remedy


def test_a_search_whose_last_tries_failed_has_not_stalled():
    def random_search(loss, w):
        for angle in np.random.default_rng(0).uniform(0, 2 * np.pi, 99):
            yield w
            w = min(w, w + 2 * np.array([np.cos(angle), np.sin(angle)]), key=loss)

    run = gd.descend(BOWL, (3, 4), random_search, steps=50)
    assert run.losses[-2] == run.losses[-1]  # near the bottom few points on a circle of 2 are lower
    assert run.status.kind == "max_steps"


def test_an_example_that_fits_already_does_not_stall_the_run():
    """The line y = x passes through three of the four examples, and the first is one of them."""
    fit, walk = gd.losses.line_fit([0, 1, 2, 3], [0, 1, 2, 4]), gd.stochastic_gradient_descent
    run = gd.descend(fit, (1, 0), walk, learning_rate=0.1, steps=1)
    assert (run.end == run.start).all()
    assert run.status.kind == "max_steps"


def test_a_line_search_with_a_wrong_gradient_is_told_to_check_it():
    uphill = gd.Loss(lambda w: w @ w, lambda w: -2 * w)
    status = ended(uphill, (1, 2), gd.backtracking)
    assert (status.kind, status.step) == ("stalled", 0)
    assert "check_gradient" in status.remedy


def test_a_schedule_that_has_come_to_zero_is_told_as_such():
    status = ended(BOWL, (3, 1), learning_rate=gd.schedules.cosine(0.005, 9), steps=20)
    assert (status.kind, status.step) == ("max_steps", 20)
    assert "the learning rate has come to 0" in status.reason


def test_a_learners_optimizer_in_plain_numbers_may_overflow():
    def plain(loss, w, learning_rate):
        x = float(w[0])
        while True:
            yield np.array([x])
            x = x - learning_rate * 4 * x**3  # raises OverflowError

    status = ended(lambda w: w[0] ** 4, [3.0], plain, learning_rate=1, steps=50)
    assert status.kind == "diverged"


# Divergence and what is no number


@pytest.mark.parametrize("rate", [1.5, 1e8, 1e308])
@pytest.mark.parametrize(
    "loss",
    [
        BOWL,
        gd.losses.himmelblau(),
        lambda w: math.exp(w[0]) + math.exp(-w[0]) + float(w[1]) ** 4,
    ],
    ids=["bowl", "himmelblau", "plain numbers"],
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


def test_the_remedy_of_plain_descent_and_of_no_other_is_two_over_the_largest_curvature():
    """Nesterov's own limit on x² + y², 2(1 + β)/((1 + 2β)·2) = 0.68, lies below 2/λmax = 1."""
    for rate in (1.01, 1e308):
        assert "below 2/λmax = 1 " in ended(BOWL, (3, 4), learning_rate=rate).remedy
    status = ended(BOWL, (1, 1), gd.nesterov, learning_rate=1.25)
    assert status.remedy == "Try a learning rate ten times smaller, 0.125."


@pytest.mark.parametrize(("factor", "remedy"), [(0.1, "check the sign"), (-2, "shorter steps")])
def test_an_optimizer_without_a_learning_rate_is_told_something_else(factor, remedy):
    def walk(loss, w):
        while True:
            yield w
            w = w + factor * loss.gradient(w)

    assert remedy in ended(BOWL, (3, 4), walk).remedy


def test_a_loss_without_a_floor_is_not_blamed_on_the_rate():
    status = ended(gd.losses.quadratic(2, -2), (1, 1), learning_rate=0.1, steps=5000)
    assert status.kind == "diverged"
    assert "rate" not in status.remedy


def test_batches_that_throw_the_run_away_diverge():
    """Points on a line have no noise: a loss of 10⁶ times the first is not its floor."""
    fit, walk = gd.losses.line_fit([0, 1, 2, 3], [1, 3, 5, 7]), gd.stochastic_gradient_descent
    run = gd.descend(fit, (0, 0), walk, learning_rate=0.3, batch_size=3, steps=300)
    assert run.losses[-1] > 1e6 * run.losses[0]
    assert run.status.kind == "diverged"


def test_steps_that_do_not_grow_are_no_divergence():
    """Adam's first steps are as long as the rate, so it leaves the well, and then returns."""
    wells, start = gd.losses.himmelblau(), (3.0003, 1.9997)
    short = gd.descend(wells, start, gd.adam, learning_rate=0.86, steps=6)
    assert short.losses[-1] > 1e6 * short.losses[0]
    assert short.status.kind != "diverged"


def unit_steps(loss, w, learning_rate):
    while True:
        yield w
        slope = loss.gradient(w)
        w = w - learning_rate * slope / np.linalg.norm(slope)


@pytest.mark.parametrize(
    ("loss", "start", "optimizer", "rate"),
    [
        (BOWL, (1, 0), unit_steps, 0.25),  # 0/0 exactly at the minimum
        (lambda w: np.sqrt(w[0]), [1.0], gd.gradient_descent, 0.5),  # x goes below 0
        (lambda w: w[0] - math.log(w[0]), [3.0], gd.gradient_descent, 5),
    ],
    ids=["0/0", "the root of a negative number", "a plain logarithm"],
)
def test_what_is_no_number_is_not_called_too_large(loss, start, optimizer, rate):
    run = gd.descend(loss, start, optimizer, learning_rate=rate, steps=20)
    assert run.status.kind == "undefined"
    assert run.status.step == run.steps < 20
