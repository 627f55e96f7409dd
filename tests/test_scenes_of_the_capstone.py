"""Notebook 09 trains many networks at once, and judges what it trained."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.course import capstone


@pytest.fixture(scope="module")
def net():
    generator = np.random.default_rng(1)
    x = generator.normal(size=(23, 3))
    return gd.network.classifier(x, np.arange(23) % 3, hidden=(4,), activation="relu")


@pytest.mark.parametrize("batch_size", [5, 23])
def test_training_at_once_walks_as_stochastic_gradient_descent_walks_alone(net, batch_size):
    starts = np.array([net.initialize(gd.initializers.he_normal, seed=s) for s in range(3)])
    updates = -(-23 // batch_size)
    alphas = [0.1, gd.schedules.cosine(0.5, steps=4 * updates)]
    told = capstone.train(net, starts, alphas, batch_size=batch_size, epochs=4)
    assert told.shape == (5, 3, 2, net.dim)
    sgd = gd.stochastic_gradient_descent
    for k, start in enumerate(starts):
        for j, rate in enumerate(alphas):
            how = {"learning_rate": rate, "batch_size": batch_size, "seed": k}
            run = gd.descend(net, start, sgd, steps=4 * updates, **how)
            np.testing.assert_allclose(told[:, k, j], run.points[::updates], rtol=1e-9, atol=1e-12)


def test_a_run_without_end_is_infinitely_bad_and_never_the_best():
    line = gd.network.regressor([0, 1, 2], [1, 0, 3], hidden=())
    told = capstone.train(line, np.zeros((2, 2)), [0.1, 50], batch_size=3, epochs=80)[-1]
    means = capstone.scores(line(told))
    assert np.isfinite(means[0])
    assert np.isinf(means[1])
    row = capstone.best_rates([0.1, 50], {"line": line(told)}, "A line.").rows[0]
    assert row[1] == 0.1
