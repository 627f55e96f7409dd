"""What notebooks 07 and 08 show: floors, a race by its price, and walks that are tuned alike."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import gdviz as gd
from gdviz.course import batches, remedies
from tests.reading import legend, told


def test_a_race_is_drawn_by_its_price_as_the_median_and_range_of_the_shuffles(ax):
    loss = gd.losses.line_fit([0, 1, 2, 4], [1, 3, 2, 0], standardize=True)
    run = batches.race(loss, (3, 4), [0.05, 0.4], 1, steps=300, seeds=range(5))
    (line,) = batches.draw_race(ax, {"single": run}).lines
    price, height = line.get_data()
    assert (price[0], price[-1]) == (1, 300)
    each = run.above[price.astype(int), 0]
    assert height == pytest.approx(np.median(each, axis=1))
    (band,) = ax.collections
    corners = band.get_paths()[0].vertices
    assert (corners[:, 1].min(), corners[:, 1].max()) == pytest.approx((each.min(), each.max()))
    assert told(gd.describe(ax), 5, 300, *(float(f"{v:.2g}") for v in (height[-1], each[-1].max())))


def test_prices_are_drawn_as_medians_with_their_middle_half_and_gaps_where_nobody_arrives():
    half = np.array([10, 20, 30, 40, 1000.0])
    bills = {1: {0.1: half, 0.01: half * np.inf}, 8: {0.1: half * 2, 0.01: half * 3}}
    left, right = batches.draw_prices({"constant": bills, "falling": bills})
    assert legend(left) == ["within 0.1", "within 0.01"]
    medians = [bar.lines[0].get_ydata() for bar in left.containers]
    assert np.array_equal(medians, [[30, 60], [np.nan, 90]], equal_nan=True)
    assert left.containers[0].lines[2][0].get_segments()[0][:, 1].tolist() == [20, 40]
    assert told(gd.describe(left), 0.1, 30, 1, 60, 8)
    assert "never with 1, 90 with 8" in gd.describe(right)


def test_a_walk_and_its_path_in_the_turned_ravine_turned_back(ax):
    """Plain descent does not know where the axes are; Adam does."""
    for walk, rate, alike in ((gd.gradient_descent, 0.04, True), (gd.adam, 0.3, False)):
        straight, back = remedies.draw_turned(plt.subplots()[1], walk, rate).lines
        run = gd.descend(gd.losses.ravine(20), (-4, 1), walk, learning_rate=rate, steps=40)
        assert np.array_equal(straight.get_xydata(), run.points)
        assert np.allclose(back.get_xydata(), run.points, atol=1e-9) == alike


@pytest.fixture
def net():
    birds = gd.penguins()
    x = np.stack([birds["flipper_length_mm"], birds["body_mass_g"]], axis=1)[::30]
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    return gd.network.classifier(x, birds["species"][::30], (4,), "tanh")


@pytest.mark.parametrize("batch_size", [1, 5, 12])
def test_runs_in_batches_are_stochastic_descent_of_each_seed(net, batch_size):
    starts = np.array([net.initialize(gd.initializers.he_normal, seed) for seed in (3, 4, 5)])
    loss = remedies.in_batches(net, batch_size, (3, 4, 5))
    rates = np.array([0.1, 0.5])
    found = remedies.ends(loss, starts, gd.gradient_descent, rates, 30)
    knobs = {"batch_size": batch_size, "steps": 30}
    for i, rate in enumerate(rates):
        for j, seed in enumerate((3, 4, 5)):
            walk = gd.stochastic_gradient_descent
            run = gd.descend(net, starts[j], walk, learning_rate=rate, seed=seed, **knobs)
            assert found[i, j] == pytest.approx(run.losses[-1], rel=1e-9)


def test_the_slope_of_a_text_is_that_of_its_own_square():
    loss, start = remedies.rare_words((0, 1, 2), texts=20, words=6)
    w = start + np.random.default_rng(0).normal(size=(1, 3, 6))
    total = sum(loss.gradient(w) for _ in range(20)) / 20  # each text comes once
    step = 1e-6 * np.eye(6)
    slopes = [(loss(w + h) - loss(w - h)) / 2e-6 for h in step]
    assert np.allclose(np.moveaxis(slopes, 0, -1), total, atol=1e-6)


def test_what_is_chosen_is_best_in_the_pilots_and_what_is_shown_is_new():
    """On a bowl the best rate is one half and the best memory none, for every start."""
    seen = []

    def make(seeds):
        seen.extend(seeds)
        return gd.losses.bowl(), np.array([[1.0 + seed, 2.0] for seed in seeds])

    losses, rate, memory = remedies.tuned(make, "momentum", (0.3, 0), np.array([0.1, 0.5, 2]), 9)
    assert (rate, memory) == (0.5, 0)
    assert np.array_equal(losses, np.zeros(8))
    assert not set(seen[-8:]) & set(seen[:-8])


def test_the_floor_of_momentum_has_its_closed_form():
    """Of w ← w + v, v ← βv − α(2w + noise of variance 4): the variance that stays."""
    a, b = 0.05, 0.6
    law = 4 * a * (1 + b) / (2 * (1 - b) * (2 * (1 + b) - 2 * a))
    assert remedies.floor(np.array([-1.0, 1]), a, b) == pytest.approx(law, rel=0.03)
