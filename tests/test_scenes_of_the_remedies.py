"""What notebook 08 trains in batches, many starts at once, and the slopes of its rare words."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.course import remedies


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
