"""Initializers: what may be chosen, and what a learner's own may draw."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import gdviz as gd
from gdviz.initializers import drawn
from tests.rows import REFUSAL


def test_width_and_value_can_be_chosen():
    shape = (300, 300)
    assert_allclose(gd.initializers.normal(shape, 0, std=2).std(), 2, rtol=0.02)
    assert_array_equal(gd.initializers.constant((2, 3), value=-7), np.full((2, 3), -7.0))
    assert_array_equal(gd.initializers.constant((2, 3)), np.full((2, 3), 0.5))
    with pytest.raises(ValueError, match=REFUSAL.format("std")):
        gd.initializers.normal((2, 2), 0, std=0)
    with pytest.raises(ValueError, match="value must be a number"):
        gd.initializers.constant((2, 2), value=np.nan)
    with pytest.raises(TypeError, match=r"generator must be .* Got 0\.1"):
        gd.initializers.constant((2, 2), 0.1)


WRONG_WEIGHTS = [
    np.ones((3, 2)),
    np.array([[1, np.nan], [1, 1]]),
    np.full((2, 2), 1j),
    [["a", "b"], ["c", "d"]],
    None,
]


def test_what_a_learners_initializer_draws_is_taken_if_it_fits():
    assert_array_equal(drawn(lambda shape, _: np.ones(shape, int), (2, 3), None), np.ones((2, 3)))
    for weights in WRONG_WEIGHTS:
        with pytest.raises(ValueError, match=REFUSAL.format("initializer")):
            drawn(lambda shape, generator, weights=weights: weights, (2, 2), None)
