"""What notebook 05 says of orbits, mirror images and dead layers."""

from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_allclose

import gdviz as gd
from gdviz.course.initialization import dead_layers
from gdviz.network import layers_of

LINE = np.linspace(-3, 3, 21)
BUMP = gd.network.regressor(LINE, np.exp(-(LINE**2)), hidden=(2,))  # w1 w2 b1 b2 v1 v2 c


@pytest.mark.parametrize("sign", [1, -1], ids=["twins", "mirror images"])
def test_twins_and_mirror_images_stay_what_they_are(sign):
    start = [0.5, sign * 0.5, 0.1, sign * 0.1, 0.6, sign * 0.6, 0]
    run = gd.descend(BUMP, start, learning_rate=0.2, steps=500)
    pairs = run.points[:, :6].reshape(-1, 3, 2)
    assert_allclose(pairs[..., 0], sign * pairs[..., 1], atol=1e-9)
    assert np.ptp(pairs, axis=0).max() > 0.1  # they did walk


def test_the_starts_that_a_sharp_minimum_loses_end_in_one_orbit_of_two_points_around_it():
    loss, rate = gd.losses.himmelblau(), 0.0165
    grid = gd.basins(loss, ((-4, 4), (-4, 4)), 16, learning_rate=rate, steps=400)
    lost = grid.starts[grid.ends < 0]
    last, after, again = islice(gd.gradient_descent(loss, lost, rate), 400, 403)
    assert_allclose(last, again, atol=1e-6)
    orbit = np.sort([last[:, 0], after[:, 0]], axis=0)
    assert_allclose(orbit, np.repeat(orbit[:, :1], len(lost), axis=1), atol=1e-6)
    assert (orbit[0] < loss.minima[2, 0]).all()
    assert (orbit[1] > loss.minima[2, 0]).all()


def test_a_dead_layer_is_counted_and_lets_no_gradient_pass():
    x = np.random.default_rng(0).normal(size=(30, 4))
    net = gd.network.classifier(x, np.arange(30) % 3, (6, 5, 4), "relu")
    alive = net.initialize(gd.initializers.he_normal, 0)
    dead = alive.copy()
    layers_of(dead, net.widths)[1].bias[...] = -100  # a view into the weights
    assert dead_layers(net, np.stack([alive, dead, dead])) == 2
    first, second, third, _ = net.layers(net.gradient(dead))
    assert not any(part.any() for part in (*first, *second, third.weights))
    run = gd.descend(net, dead, learning_rate=1, steps=50)
    assert dead_layers(net, run.points) == 51
