"""The laws of notebook 04, measured on whole networks of unequal widths, and one by one.

Each law is about a mean square, so it is a mean over drawings of the weights. One drawing through
layers of widths n strays from it by about √(2·Σ 1/n); the mean of DRAWINGS by √DRAWINGS less.
Every tolerance below is at least three times that.
"""

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

import gdviz as gd

FUNNEL = (160, 128, 100, 80, 64)
WIDENING = FUNNEL[::-1]
DRAWINGS = 40
STRAY = np.sqrt(2 * sum(1 / n for n in FUNNEL) / DRAWINGS)  # 0.055
TOLERANCE = 0.2

LAWS = {
    "lecun_normal": lambda n_in, n_out: 1 / n_in,
    "lecun_uniform": lambda n_in, n_out: 1 / n_in,
    "xavier_normal": lambda n_in, n_out: 2 / (n_in + n_out),
    "xavier_uniform": lambda n_in, n_out: 2 / (n_in + n_out),
    "he_normal": lambda n_in, n_out: 2 / n_in,
    "he_uniform": lambda n_in, n_out: 2 / n_in,
}


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


def test_the_tolerance_is_three_times_what_chance_makes_of_it():
    assert TOLERANCE > 3 * STRAY


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("widths", [FUNNEL, WIDENING], ids=["funnel", "widening"])
@pytest.mark.parametrize(("activation", "kept"), [("linear", 1), ("relu", 0.5)])
def test_signals_and_gradients_of_a_network_grow_as_the_law_says(name, widths, activation, kept):
    forward, backward = growth(name, widths, activation)
    lawful_forward, lawful_backward = by_the_law(name, widths, kept)
    assert_allclose(forward, lawful_forward, rtol=TOLERANCE)
    assert_allclose(backward, lawful_backward, rtol=TOLERANCE)


@pytest.mark.parametrize("widths", [FUNNEL, WIDENING], ids=["funnel", "widening"])
def test_the_three_rules_are_told_apart_by_unequal_widths(widths):
    last = widths[-1] / widths[1]
    lecun, he = (by_the_law(name, widths, 1) for name in ("lecun_normal", "he_normal"))
    xavier = by_the_law("xavier_normal", widths, 1)
    assert_allclose(lecun[0], 1)
    assert_allclose(lecun[1][0], last)
    assert_allclose(he[0][-1], 2.0 ** (len(widths) - 2))
    assert_allclose(xavier[0][-1] * last, xavier[1][0])  # one imbalance, shared by both ways
    assert abs(np.log(xavier[0][-1] / lecun[0][-1])) > 3 * TOLERANCE / 2


def test_relu_keeps_half_of_the_mean_square_of_a_symmetric_signal():
    z = np.random.default_rng(0).normal(size=200_000)
    # of z² the standard deviation is √2, of max(z, 0)² below that: 1/√200000 each
    assert_allclose(np.mean(np.maximum(z, 0) ** 2), 0.5 * np.mean(z**2), rtol=0.02)


def test_a_minimum_sharper_than_the_rate_allows_collects_no_starts():
    loss = gd.losses.himmelblau()
    limits = np.array([2 / loss.curvatures(w)[-1] for w in loss.minima])
    for rate in (0.012, 0.0165, 0.02):
        found = gd.basins(loss, ((-4, 4), (-4, 4)), 48, learning_rate=rate, steps=400)
        assert ((found.shares > 0.2) == (limits > rate)).all()
        assert (found.shares[limits < rate] < 0.001).all()
