"""Schedules against high precision, and what a run makes of them."""

from decimal import Decimal

import numpy as np
import pytest
from numpy.testing import assert_allclose

import gdviz as gd


@pytest.mark.parametrize("k", [0, 1, 7, 1000, 10**6])
def test_falling_rates_agree_with_thirty_digits(k):
    rate, decay = Decimal("0.2"), Decimal("0.3")
    expected = rate / (1 + decay * k)
    assert_allclose(gd.schedules.inverse_time(0.2, 0.3)(k), float(expected), rtol=1e-15)
    expected = rate / (1 + decay * k).sqrt()
    assert_allclose(gd.schedules.inverse_square_root(0.2, 0.3)(k), float(expected), rtol=1e-15)


def test_ends_are_reached_exactly_and_kept():
    cosine, warm_up = gd.schedules.cosine(0.3, 7), gd.schedules.warm_up(0.3, 7)
    assert cosine(0) == warm_up(7) == warm_up(8) == warm_up(10**9) == 0.3
    assert cosine(7) == cosine(8) == cosine(10**9) == warm_up(0) == 0
    assert [gd.schedules.cosine(0.2, 1)(k) for k in (0, 1)] == [0.2, 0]
    assert [gd.schedules.warm_up(0.2, 1)(k) for k in (0, 1)] == [0, 0.2]


def test_a_step_falls_on_the_first_step_of_its_period():
    schedule = gd.schedules.step(1.0, every=3)
    assert [schedule(k) for k in range(7)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25]
    assert str(gd.schedules.step(0.1, every=1, factor=1)) == "0.1, times 1 every 1 step"


def test_a_run_says_which_schedule_it_followed():
    schedule = gd.schedules.step(0.25, every=2)
    run = gd.descend(gd.losses.bowl(), (1, 0), learning_rate=schedule, steps=4)
    assert "at learning rate 0.25, times 0.5 every 2 steps from" in str(run)
    assert_allclose(run.learning_rates, [0.25, 0.25, 0.125, 0.125])


def test_exponential_decay_may_stop_before_it_arrives():
    """On the bowl x_∞ = x_0 · Π(1 − 2αcᵏ), which is not 0."""
    schedule = gd.schedules.exponential(0.1, factor=0.8)
    run = gd.descend(gd.losses.bowl(), (1, 0), learning_rate=schedule, steps=300)
    expected = np.prod(1 - 2 * 0.1 * 0.8 ** np.arange(300.0))
    assert_allclose(run.end[0], expected, rtol=1e-12)
    assert run.end[0] > 0.3


def test_a_rule_of_ones_own_is_asked_with_the_step_itself():
    """A list of rates can be looked up with a whole number only."""
    by_hand = gd.schedules.Schedule([0.3, 0.2, 0.1].__getitem__, "three by hand")
    assert [by_hand(k) for k in range(3)] == [0.3, 0.2, 0.1]
