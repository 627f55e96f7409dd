"""Notebook 07: floors of rates, races of every shuffle, prices; and limits of rates."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.course.batches import FRESH, TUNING, cheapest, compare_times, mean_fit, price, race
from gdviz.course.remedies import steps_needed

SGD = gd.stochastic_gradient_descent


@pytest.fixture
def fit():
    """A line through nine examples that do not lie on one."""
    draw = np.random.default_rng(2)
    x = draw.normal(size=9)
    return gd.losses.line_fit(x, 2 * x + draw.normal(size=9))


@pytest.mark.parametrize("learning_rate", [0.02, 0.4])
def test_stochastic_descent_in_shuffled_epochs_has_the_floor_of_its_closed_form(learning_rate):
    values = np.random.default_rng(3).normal(size=12)
    loss, n, q = mean_fit(values), 12, 1 - 2 * learning_rate
    squares, total = sum(q ** (2 * j) for j in range(n)), sum(q**j for j in range(n))
    # an epoch deals each example once: Var = σ², Cov = −σ²/(n − 1)
    added = 4 * learning_rate**2 * values.var() * (squares - (total**2 - squares) / (n - 1))
    law = added / (1 - q ** (2 * n))
    start, knobs = values.mean(keepdims=True), {"learning_rate": learning_rate, "steps": n * 4000}
    run = gd.descend(loss, start, SGD, **knobs)
    ends = run.points[20 * n :: n, 0] - values.mean()
    assert np.mean(ends**2) == pytest.approx(law, rel=0.1)


def test_steps_needed_counts_for_the_slowest_start_and_for_good():
    # On the bowl each step keeps (1 − 2α)² of the loss, from every start alike.
    rates = np.array([0.05, 0.2, 0.9])
    law = np.ceil(np.log(1e-4) / np.log((1 - 2 * rates) ** 2))
    starts = [(3, 4), (-1, 0.2)]
    assert (steps_needed(gd.losses.bowl(), starts, gd.gradient_descent, rates) == law).all()


@pytest.mark.parametrize("learning_rate", [0.1, gd.schedules.inverse_time(0.2, decay=0.3)])
@pytest.mark.parametrize("batch_size", [1, 4, 9])
def test_a_race_is_stochastic_descent_in_every_shuffle(fit, learning_rate, batch_size):
    run = race(fit, (3, -1), [0.05, learning_rate], batch_size, steps=20, seeds=(0, 7, 2))
    knobs = {"learning_rate": learning_rate, "batch_size": batch_size, "steps": 20}
    for place, seed in enumerate((0, 7, 2)):
        walk = gd.descend(fit, (3, -1), SGD, **knobs, seed=seed)
        above = walk.losses - fit(fit.minima[0])
        assert run.above[:, 1, place] == pytest.approx(above, rel=1e-9, abs=1e-12)
        assert (run.asked == walk.gradient_evaluations).all()


def test_the_price_of_a_batch_run_is_its_steps_times_the_examples(fit):
    rate = 0.3 / fit.curvatures().max()
    run = race(fit, (4, 4), [rate, rate / 1000], 9, steps=400)
    walk = gd.descend(fit, (4, 4), learning_rate=rate, steps=400)
    step = np.flatnonzero(walk.losses - fit(fit.minima[0]) < 0.01)[0]
    assert price(run, 0.01).tolist() == [[9 * step], [np.inf]]


def test_the_cheapest_plan_is_chosen_on_one_set_of_shuffles_and_shown_on_another(fit):
    rates, knobs = [0.02, 0.1], {"steps": 90}
    shown = cheapest(fit, (4, 4), rates, 1, [20.0], **knobs)[20.0]
    chosen, fresh = (
        price(race(fit, (4, 4), rates, 1, **knobs, seeds=seeds), 20.0) for seeds in (TUNING, FRESH)
    )
    best = np.median(chosen, axis=1).argmin()
    assert not set(TUNING) & set(FRESH)
    assert np.isfinite(shown).any()
    assert shown.tolist() == fresh[best].tolist()


def test_times_are_counted_in_the_time_of_the_first_size_by_a_coarse_clock(monkeypatch):
    time = [0]  # microseconds, on a clock that shows milliseconds

    def update(size):
        time[0] += {1: 100, 5: 600}[size]

    monkeypatch.setattr("gdviz.course.batches.perf_counter", lambda: time[0] // 1000 / 1000)
    times = compare_times(update, (1, 5))
    assert times == {1: 1, 5: pytest.approx(6, rel=0.3)}


def test_no_constant_rate_of_a_wide_grid_reaches_the_goal_of_exercise_4():
    birds = gd.penguins()
    fit = gd.losses.line_fit(birds["flipper_length_mm"], birds["body_mass_g"], standardize=True)
    rates = np.geomspace(1e-3, 0.5, 120)
    for size in (1, 2, 4, 7, 8, 16, 19, 32):
        run = race(fit, (-2, 3), rates, size, steps=10 * -(-342 // size), seeds=range(5))
        assert np.nanmin(run.above[-1].max(axis=1)) > 5e-5


@pytest.mark.parametrize("beta", [0.5, 0.9])
def test_momentum_and_nesterov_converge_up_to_the_rates_of_their_closed_forms(beta):
    loss, knobs = gd.losses.quadratic(20), {"beta": beta, "steps": 3000}
    limits = {gd.momentum: (1 + beta) / 10, gd.nesterov: (1 + beta) / (1 + 2 * beta) / 10}
    for walk, limit in limits.items():
        inside = gd.descend(loss, [1], walk, learning_rate=0.99 * limit, **knobs)
        outside = gd.descend(loss, [1], walk, learning_rate=1.01 * limit, **knobs)
        assert inside.losses[-1] < 1e-12
        assert outside.losses[-1] > 1e12
