"""Notebooks 07 to 09: many walks at once, each as it would walk alone; times; limits of rates."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.course.batches import compare_times, in_batches, race
from gdviz.course.capstone import best_rates, scores, train
from gdviz.course.remedies import ends, rare_words

SEEDS, EPOCHS = (0, 1, 2), 4
DRAW = np.random.default_rng(2)
X = DRAW.normal(size=(9, 3))
FIT = gd.losses.line_fit(X[:, 0], 2 * X[:, 0] + DRAW.normal(size=9))  # no line fits all of them
NET = gd.network.classifier(X, np.arange(9) % 3, hidden=(4,), activation="tanh")
STARTS = {
    FIT: np.tile((3.0, -1.0), (3, 1)),
    NET: np.array([NET.initialize(gd.initializers.he_normal, seed) for seed in SEEDS]),
}


def raced(rates, size, updates):
    run = race(FIT, (3, -1), rates, size, steps=updates, seeds=SEEDS)
    return FIT, run.above[-1] + FIT(FIT.minima[0])


def ended(rates, size, updates):
    batches = in_batches(NET, size, SEEDS)
    return NET, ends(batches, STARTS[NET], gd.gradient_descent, np.array(rates), updates)


def trained(rates, size, updates):
    return NET, NET(train(NET, STARTS[NET], rates, batch_size=size, epochs=EPOCHS)[-1]).T


FALLING = gd.schedules.inverse_time(0.2, decay=0.3)


@pytest.mark.parametrize("size", [1, 4, 9])
@pytest.mark.parametrize(
    ("at_once", "rates"), [(raced, [0.05, FALLING]), (ended, [0.1, 0.5]), (trained, [0.1, FALLING])]
)
def test_walks_at_once_end_where_stochastic_descent_ends_alone(at_once, rates, size):
    updates = EPOCHS * -(-9 // size)
    loss, found = at_once(rates, size, updates)
    knobs = {"batch_size": size, "steps": updates}
    for i, rate in enumerate(rates):
        for j, seed in enumerate(SEEDS):
            walk, start = gd.stochastic_gradient_descent, STARTS[loss][j]
            run = gd.descend(loss, start, walk, learning_rate=rate, seed=seed, **knobs)
            assert found[i, j] == pytest.approx(run.losses[-1], rel=1e-9)


def test_the_slope_of_a_text_is_that_of_its_own_square():
    loss, start = rare_words((0, 1, 2), texts=20, words=6)
    w = start + np.random.default_rng(0).normal(size=(1, 3, 6))
    total = sum(loss.gradient(w) for _ in range(20)) / 20  # each text comes once
    step = 1e-6 * np.eye(6)
    slopes = [(loss(w + h) - loss(w - h)) / 2e-6 for h in step]
    assert np.allclose(np.moveaxis(slopes, 0, -1), total, atol=1e-6)


def test_a_run_without_end_is_infinitely_bad_and_never_the_best():
    line = gd.network.regressor([0, 1, 2], [1, 0, 3], hidden=())
    told = train(line, np.zeros((2, 2)), [0.1, 50], batch_size=3, epochs=80)[-1]
    assert np.isfinite(scores(line(told))).tolist() == [True, False]
    assert best_rates([0.1, 50], {"line": line(told)}, "A line.").rows[0][1] == 0.1


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
