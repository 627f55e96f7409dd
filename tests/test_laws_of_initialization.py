"""The laws of notebook 05, measured on whole networks of unequal widths, and one by one.

Each law is about a mean square, so it is a mean over drawings of the weights. One drawing through
layers of widths n strays from it by about √(2·Σ 1/n); the mean of DRAWINGS by √DRAWINGS less.
Every tolerance below is at least three times that.
"""

from itertools import islice, pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

import gdviz as gd
from gdviz.course.initialization import dead_layers, draw_rates, draw_twins, draw_ways
from gdviz.network import layers_of
from tests.rows import VARIANCES

FUNNEL = (160, 128, 100, 80, 64)
WIDENING = FUNNEL[::-1]
DRAWINGS = 40
TOLERANCE = 0.2  # above 3·√(2·Σ 1/n / DRAWINGS) = 0.17

LAWS = {name: VARIANCES[name] for name in ("lecun_normal", "xavier_normal", "he_normal")}


def growth(name, widths, activation):
    """How much the mean square grows forward and backward, layer by layer, mean of drawings.

    Forward it is that of z, from the first layer's to each later one's; backward that of ∂L/∂z,
    from the last layer's to each earlier one's. The targets are random, and far larger than the
    outputs, so that the slopes of the loss do not depend on the weights.
    """
    random = np.random.default_rng(5)
    x, y = random.normal(size=(20, widths[0])), 1e6 * random.normal(size=(20, widths[-1]))
    net = gd.network.regressor(x, y, hidden=widths[1:-1], activation=activation)
    forward, backward = [], []
    for seed in range(DRAWINGS):
        w = net.initialize(getattr(gd.initializers, name), seed)
        z = [
            signal @ layer.weights
            for signal, layer in zip(net.activations(w), net.layers(w), strict=False)
        ]
        forward.append([np.mean(signal**2) for signal in z])
        backward.append([np.mean(slope**2) for slope in net.backward_signals(w)])
    forward, backward = np.mean(forward, axis=0), np.mean(backward, axis=0)
    return forward[1:] / forward[0], backward[:-1] / backward[-1]


def by_the_law(name, widths, kept):
    """The same factors from the law, where the activation keeps a share of a mean square."""
    pairs = np.array(list(pairwise(widths)))[1:]
    v = LAWS[name](*pairs.T)
    forward = np.cumprod(kept * pairs[:, 0] * v)
    backward = np.cumprod((kept * pairs[:, 1] * v)[::-1])[::-1]
    return forward, backward


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("widths", [FUNNEL, WIDENING], ids=["funnel", "widening"])
@pytest.mark.parametrize(("activation", "kept"), [("linear", 1), ("relu", 0.5)])
def test_signals_and_gradients_of_a_network_grow_as_the_law_says(name, widths, activation, kept):
    forward, backward = growth(name, widths, activation)
    lawful_forward, lawful_backward = by_the_law(name, widths, kept)
    assert_allclose(forward, lawful_forward, rtol=TOLERANCE)
    assert_allclose(backward, lawful_backward, rtol=TOLERANCE)


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


def test_the_figures_of_signals_and_of_rates_tell_what_they_draw():
    left, right = draw_ways({"a": [([1, 0.1, 0.01], [3000, 50, 1]), ([1, 0.2, 0.04], [2, 1, 1])]})
    assert "0.01 to 0.04 in layer 3" in gd.describe(left)
    assert "2 to 3000 in layer 1" in gd.describe(right)
    assert len(left.lines) == len(right.lines) == 2
    losses = {"a": [[0.5, 0.7, 0.9], [0.1, 0.2, 0.6]], "b": [[1.0, 1, 1], [1, 1, 1]]}
    first, _ = draw_rates(losses, (0.1, 1), 1.05)
    assert "median 0.2 at rate 1, where they end between 0.1 and 0.6" in gd.describe(first)
    _, dots, median = first.lines
    assert_allclose(dots.get_ydata(), np.ravel(losses["a"]))
    assert_allclose(median.get_ydata(), [0.7, 0.2])


def test_twins_are_drawn_by_their_outgoing_weights():
    run = gd.descend(BUMP, [0.5, 0.5, 0, 0, 0.5, 0.6, 0], learning_rate=0.2, steps=5)
    path = draw_twins({"pair": run}).lines[0]
    assert_allclose(path.get_xydata(), run.points[:, 4:6])
