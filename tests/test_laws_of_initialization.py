"""The laws of notebook 05, measured on whole networks of unequal widths, and one by one.

Each law is about a mean square, so it is a mean over drawings of the weights. One drawing through
layers of widths n strays from it by about √(2·Σ 1/n); the mean of DRAWINGS by √DRAWINGS less.
Every tolerance below is at least three times that.
"""

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

import gdviz as gd
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


@pytest.mark.parametrize(("std", "grows"), [(1.0, True), (0.1, False), (0.01, False)])
def test_through_tanh_the_gradient_grows_as_an_integral_says(std, grows):
    # With z normal of variance q = n·std²·E[tanh(z)²], a layer multiplies the mean square of the
    # gradient by n·std²·E[tanh'(z)²]: what is saturated passes nothing, but the rest much.
    n, z = 100, np.linspace(-8, 8, 4001)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    mean = lambda f, q: np.sum(density * f(np.sqrt(q) * z)) * (z[1] - z[0])  # noqa: E731
    q = n * std**2
    for _ in range(5):
        q = n * std**2 * mean(lambda z: np.tanh(z) ** 2, q)
    factor = n * std**2 * mean(lambda z: (1 - np.tanh(z) ** 2) ** 2, q)
    random = np.random.default_rng(3)
    net = gd.network.regressor(
        random.normal(size=(50, n)), 1e6 * random.normal(size=(50, n)), hidden=[n] * 7
    )
    ratios = []
    for seed in range(10):
        slopes = net.backward_signals(
            net.initialize(lambda shape, g: gd.initializers.normal(shape, g, std=std), seed)
        )
        ratios.append(np.mean(slopes[4] ** 2) / np.mean(slopes[5] ** 2))
    assert_allclose(np.mean(ratios), factor, rtol=TOLERANCE)
    assert (factor > 1) == grows
