"""Notebook 07: races of every shuffle, and times; and limits of rates with memory."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.course.batches import compare_times, race

SGD = gd.stochastic_gradient_descent


@pytest.fixture
def fit():
    """A line through nine examples that do not lie on one."""
    draw = np.random.default_rng(2)
    x = draw.normal(size=9)
    return gd.losses.line_fit(x, 2 * x + draw.normal(size=9))


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


def test_times_are_counted_in_the_time_of_the_first_size_by_a_coarse_clock(monkeypatch):
    time = [0]  # microseconds, on a clock that shows milliseconds

    def update(size):
        time[0] += {1: 100, 5: 600}[size]

    monkeypatch.setattr("gdviz.course.batches.perf_counter", lambda: time[0] // 1000 / 1000)
    times = compare_times(update, (1, 5))
    assert times == {1: 1, 5: pytest.approx(6, rel=0.3)}


@pytest.mark.parametrize("beta", [0.5, 0.9])
def test_momentum_and_nesterov_converge_up_to_the_rates_of_their_closed_forms(beta):
    loss, knobs = gd.losses.quadratic(20), {"beta": beta, "steps": 3000}
    limits = {gd.momentum: (1 + beta) / 10, gd.nesterov: (1 + beta) / (1 + 2 * beta) / 10}
    for walk, limit in limits.items():
        inside = gd.descend(loss, [1], walk, learning_rate=0.99 * limit, **knobs)
        outside = gd.descend(loss, [1], walk, learning_rate=1.01 * limit, **knobs)
        assert inside.losses[-1] < 1e-12
        assert outside.losses[-1] > 1e12
