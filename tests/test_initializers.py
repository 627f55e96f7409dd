"""Initializers against what their authors wanted: a signal that keeps its spread."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdviz as gd
from gdviz.initializers import drawn

WIDTHS = [(200, 450), (450, 200)]  # in square layers LeCun and Xavier are the same


def spread_ratio(initializer, shape, forward=True, relu=False):
    """How much the mean square of a random signal grows through a layer, mean of 20 layers.

    One layer strays from its law by some √(2/200) = 10 %, the mean of 20 by some 2 %.
    """
    ratios = []
    for seed in range(20):
        weights = initializer(shape, seed)
        through = weights if forward else weights.T
        signal = np.random.default_rng(100 + seed).normal(size=(40, len(through)))
        out = (np.maximum(signal, 0) if relu else signal) @ through
        ratios.append(np.mean(out**2) / np.mean(signal**2))
    return np.mean(ratios)


@pytest.mark.parametrize("shape", WIDTHS)
@pytest.mark.parametrize("kind", ["normal", "uniform"])
def test_lecun_keeps_the_signal_forward_and_not_backward(kind, shape):
    initializer = getattr(gd.initializers, f"lecun_{kind}")
    assert_allclose(spread_ratio(initializer, shape, forward=True), 1, rtol=0.05)
    assert_allclose(spread_ratio(initializer, shape, forward=False), shape[1] / shape[0], rtol=0.05)


@pytest.mark.parametrize("shape", WIDTHS)
@pytest.mark.parametrize("kind", ["normal", "uniform"])
def test_xavier_errs_by_inverse_factors_forward_and_backward(kind, shape):
    initializer = getattr(gd.initializers, f"xavier_{kind}")
    mean = sum(shape) / 2
    assert_allclose(spread_ratio(initializer, shape, forward=True), shape[0] / mean, rtol=0.05)
    assert_allclose(spread_ratio(initializer, shape, forward=False), shape[1] / mean, rtol=0.05)


@pytest.mark.parametrize("shape", WIDTHS)
@pytest.mark.parametrize("kind", ["normal", "uniform"])
def test_he_keeps_the_signal_that_relu_halves(kind, shape):
    initializer = getattr(gd.initializers, f"he_{kind}")
    assert_allclose(spread_ratio(initializer, shape, relu=True), 1, rtol=0.05)


def test_in_a_square_layer_lecun_and_xavier_are_the_same():
    for kind in ("normal", "uniform"):
        lecun, xavier = (getattr(gd.initializers, f"{name}_{kind}") for name in ("lecun", "xavier"))
        assert_array_equal(lecun((30, 30), 5), xavier((30, 30), 5))
        assert (lecun((30, 31), 5) != xavier((30, 31), 5)).all()


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("uniform", 0.05),
        ("lecun_uniform", np.sqrt(3 / 50)),
        ("xavier_uniform", np.sqrt(6 / 250)),
        ("he_uniform", np.sqrt(6 / 50)),
    ],
)
def test_a_uniform_initializer_reaches_its_limit_and_never_passes_it(name, limit):
    weights = getattr(gd.initializers, name)((50, 200), 2)
    assert 0.999 * limit < weights.max() <= limit
    assert 0.999 * limit < -weights.min() <= limit


def test_width_and_value_can_be_chosen():
    shape = (300, 300)
    assert_allclose(gd.initializers.normal(shape, 0, std=2).std(), 2, rtol=0.02)
    assert_allclose(np.abs(gd.initializers.uniform(shape, 0, limit=3)).max(), 3, rtol=0.001)
    assert_array_equal(gd.initializers.constant((2, 3), value=-7), np.full((2, 3), -7.0))
    assert_array_equal(gd.initializers.constant((2, 3)), np.full((2, 3), 0.5))
    assert_array_equal(gd.initializers.zeros((2, 3)), np.zeros((2, 3)))
    assert_allclose(gd.initializers.normal(shape, 0), gd.initializers.normal(shape, 0, std=0.01))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: gd.initializers.normal((2, 2), 0, std=0), "std must be a number > 0"),
        (lambda: gd.initializers.uniform((2, 2), 0, limit=-1), "limit must be a number > 0"),
        (lambda: gd.initializers.constant((2, 2), value=np.nan), "value must be a number"),
    ],
)
def test_a_width_that_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message) as refused:
        call()
    assert len(str(refused.value)) < 200


def test_what_a_learners_initializer_draws_is_taken_if_it_fits():
    def ones(shape, generator):
        return np.ones(shape, dtype=int)

    assert_array_equal(drawn(ones, (2, 3), None), np.ones((2, 3)))
    assert_array_equal(
        drawn(gd.initializers.he_normal, (4, 2), 7), gd.initializers.he_normal((4, 2), 7)
    )
    wrong = [
        np.ones((3, 2)),
        np.ones(6),
        np.array([[1, np.nan], [1, 1]]),
        np.array([[1, 1], [1, np.inf]]),
        np.full((2, 2), 1j),
        [["a", "b"], ["c", "d"]],
        None,
    ]
    for weights in wrong:
        with pytest.raises(ValueError, match=r"^initializer must return finite numbers of shape"):
            drawn(lambda shape, generator, weights=weights: weights, (2, 2), None)


def test_nothing_touches_numpys_global_generator():
    np.random.seed(0)  # noqa: NPY002
    expected = np.random.random()  # noqa: NPY002
    np.random.seed(0)  # noqa: NPY002
    for name in gd.initializers.__all__:
        getattr(gd.initializers, name)((3, 2), 1)
    assert np.random.random() == expected  # noqa: NPY002
