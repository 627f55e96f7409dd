"""The network: its gradient three ways, its symmetries, and that it is a loss like any other."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdviz as gd
from gdviz import network
from tests.oracles import oracle

STORED, ABOUT = oracle("network")
RANDOM = np.random.default_rng(0)


@pytest.fixture(params=ABOUT["cases"])
def stored(request):
    """A network of gdviz for a stored case, and torch's answers."""
    task, activation, widths = ABOUT["cases"][request.param]
    told = {key.split("/")[1]: STORED[key] for key in STORED if key.startswith(request.param + "/")}
    maker = getattr(network, task)
    return maker(told["x"], told["y"], hidden=tuple(widths[1:-1]), activation=activation), told


def test_torch_and_central_differences_agree(stored):
    net, told = stored
    assert_allclose(net(told["w"]), told["loss"], rtol=1e-12)
    assert_allclose(net.gradient(told["w"]), told["gradient"], rtol=1e-12, atol=1e-14)
    assert_allclose(net.activations(told["w"])[-1], told["outputs"], rtol=1e-12)
    assert gd.check_gradient(net, told["w"]) < 1e-8


def test_a_batch_of_weights_is_each_by_itself(stored):
    net, told = stored
    batch = told["w"] * RANDOM.normal(size=(2, 3, 1))
    for ask in (net, net.gradient):
        assert_allclose(ask(batch), [[ask(w) for w in row] for row in batch], rtol=1e-12)


def test_the_gradient_is_the_mean_of_the_examples_gradients(stored):
    net, told = stored
    each = net.example_gradients(told["w"], np.arange(net.examples))
    assert_allclose(each.mean(axis=0), told["gradient"], rtol=1e-11, atol=1e-14)
    some = net.example_gradients(told["w"], np.array([4, 1]))
    assert_allclose(some, each[[4, 1]], rtol=1e-13)


def test_the_layers_hold_the_flat_weights_in_order(stored):
    net, told = stored
    layers = net.layers(told["w"])
    assert_array_equal(np.concatenate([part.ravel() for one in layers for part in one]), told["w"])
    shapes = [(layer.weights.shape, layer.bias.shape) for layer in layers]
    assert shapes == [((n_in, n_out), (n_out,)) for n_in, n_out in pairwise(net.widths)]


def test_the_signals_on_the_way_back_are_slopes_with_respect_to_biases():
    """One example with its own bias: ∂L/∂z is what a nudge of that bias does to the loss."""
    net = network.regressor([[0.3, -0.2]], [[1.0]], hidden=(3, 4))
    w = net.initialize(gd.initializers.xavier_normal, seed=3)
    for signals, slopes in zip(net.backward_signals(w), net.layers(net.gradient(w)), strict=True):
        assert_allclose(signals, [slopes.bias], rtol=1e-13)


@pytest.mark.parametrize("shift", [700, 1e5, -1e5])
def test_softmax_is_not_changed_by_a_shift_however_large(shift):
    net = network.classifier([[1.0], [2.0], [3.0]], ["a", "b", "a"], hidden=())
    w = np.array([0.5, -0.25, 0.125, 0.0])
    shifted = w + shift * np.array([0, 0, 1, 1])
    assert_allclose(net(shifted), net(w), rtol=1e-10)
    assert_allclose(net.gradient(shifted), net.gradient(w), rtol=1e-9, atol=1e-12)
    sure = network.classifier([[1.0], [1.0]], ["a", "b"], hidden=())
    assert sure([0, 0, 1000, 0]) == pytest.approx(500)  # half of the examples pay the gap


def test_predictions_are_values_or_names():
    net = network.regressor([0.0, 1.0], [1.0, 3.0], hidden=())
    assert_allclose(net.predict([2, 1]), [1, 3])
    assert_allclose(net.predict([2, 1], [5.0, 6.0]), [11, 13])
    two = network.regressor([0.0, 1.0], [[1.0, 3.0], [2.0, 4.0]], hidden=())
    assert two.predict(np.zeros(4)).shape == (2, 2)
    sorter = network.classifier([[-1.0], [1.0]], ["left", "right"], hidden=())
    right, wrong = [-1, 1, 0, 0], [1, -1, 0, 0]
    assert sorter.predict(right).tolist() == ["left", "right"]
    assert sorter.predict(right, [[9.0]]).tolist() == ["right"]
    assert (sorter.accuracy(right), sorter.accuracy([right, wrong]).tolist()) == (1, [1, 0])


KINDS = {"regressor": RANDOM.normal(size=9), "classifier": ["a", "b", "c"] * 3}


@pytest.mark.parametrize("task", KINDS)
def test_on_some_of_its_own_examples_the_losses_weigh_up_to_its_own(task):
    x, y = RANDOM.normal(size=(9, 2)), KINDS[task]
    net = getattr(network, task)(x, y, (4,), "relu")
    w = RANDOM.normal(size=(3, net.dim))
    first, rest = net.on(x[:3], y[:3]), net.on(x[3:], y[3:])
    assert (first.widths, first.examples, first.activation) == (net.widths, 3, "relu")
    assert_allclose((3 * first(w) + 6 * rest(w)) / 9, net(w), rtol=1e-12)
    assert_array_equal(rest.predict(w[0]), net.predict(w[0])[3:])


def test_a_class_that_the_other_examples_lack_stays_an_answer():
    net = network.classifier([[-1.0], [0.0], [1.0]], ["left", "middle", "right"], hidden=())
    without = net.on([[-2.0], [3.0]], ["left", "right"])
    assert without.classes.tolist() == ["left", "middle", "right"]
    assert_allclose(without(np.zeros(net.dim)), np.log(3), rtol=1e-15)  # equal outputs


def test_initial_weights_come_layer_by_layer_from_one_generator():
    net = network.regressor(np.zeros((2, 3)), [0, 1], hidden=(5,))
    w, generator = net.initialize(gd.initializers.lecun_normal, seed=7), np.random.default_rng(7)
    for layer in net.layers(w):
        expected = gd.initializers.lecun_normal(layer.weights.shape, generator)
        assert_array_equal(layer.weights, expected)
        assert_array_equal(layer.bias, 0)
