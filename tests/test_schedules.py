"""Schedules against torch and optax, point by point, and against high precision."""

import json
from decimal import Decimal

import numpy as np
import pytest
from numpy.testing import assert_allclose

import gdviz as gd
from tests.oracles import oracle

RATES, _ = oracle("schedules")


def schedule_of(name, arguments):
    if name == "join":
        return gd.schedules.join(gd.schedules.warm_up(0.2, 20), 20, gd.schedules.cosine(0.2, 80))
    return getattr(gd.schedules, name)(0.2, **json.loads(arguments))


@pytest.mark.parametrize("key", sorted(RATES))
def test_every_rate_is_that_of_torch_and_optax(key):
    """They round in another order, torch step by step: a few last digits differ."""
    _, name, arguments = key.split(" ", 2)
    schedule = schedule_of(name, arguments)
    ours = [schedule(k) for k in range(len(RATES[key]))]
    assert len(ours) >= 91
    assert_allclose(ours, RATES[key], rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("k", [0, 1, 7, 1000, 10**6])
def test_falling_rates_agree_with_thirty_digits(k):
    rate, decay = Decimal("0.2"), Decimal("0.3")
    expected = rate / (1 + decay * k)
    assert_allclose(gd.schedules.inverse_time(0.2, 0.3)(k), float(expected), rtol=1e-15)
    expected = rate / (1 + decay * k).sqrt()
    assert_allclose(gd.schedules.inverse_square_root(0.2, 0.3)(k), float(expected), rtol=1e-15)


def test_ends_are_reached_exactly_and_kept():
    cosine, warm_up = gd.schedules.cosine(0.3, 7, end=0.1), gd.schedules.warm_up(0.3, 7, start=0.1)
    assert cosine(0) == warm_up(7) == warm_up(8) == warm_up(10**9) == 0.3
    assert cosine(7) == cosine(8) == cosine(10**9) == warm_up(0) == 0.1


def test_a_step_falls_on_the_first_step_of_its_period():
    schedule = gd.schedules.step(1.0, every=3, factor=0.5)
    assert [schedule(k) for k in range(7)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25]


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (gd.schedules.constant(0.1), "0.1"),
        (gd.schedules.step(0.1, every=1, factor=0.9), "0.1, times 0.9 every 1 step"),
        (gd.schedules.exponential(0.1, factor=0.9), "0.1, times 0.9 each step"),
        (gd.schedules.inverse_time(0.1, decay=0.02), "0.1 / (1 + 0.02k)"),
        (gd.schedules.inverse_square_root(0.1, decay=2), "0.1 / √(1 + 2k)"),
        (gd.schedules.cosine(0.1, 50), "0.1 falling to 0 along a cosine in 50 steps"),
        (gd.schedules.warm_up(0.1, 5), "0.1 after rising from 0 in 5 steps"),
        (
            gd.schedules.join(0.1, 30, lambda k: 0.01),
            "0.1, from step 30 on a rule of its own",
        ),
    ],
)
def test_a_schedule_reads_as_a_sentence(schedule, words):
    assert str(schedule) == words


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


def test_an_inverse_time_rate_removes_the_noise_floor():
    """Robbins and Monro: a constant rate keeps rattling, 1/k settles."""
    generator = np.random.default_rng(3)
    x = generator.normal(0, 1, 50)
    loss = gd.losses.line_fit(x, 2 * x + generator.normal(0, 1, 50))

    def distance(rate):
        walk = gd.stochastic_gradient_descent(loss, (0, 0), rate, batch_size=1, seed=0)
        points = np.array([w for _, w in zip(range(20_000), walk, strict=False)])
        return np.linalg.norm(points[-5000:] - loss.minima[0], axis=1).mean()

    assert distance(gd.schedules.inverse_time(0.05, 0.005)) < 0.2 * distance(0.05)


def test_joining_takes_numbers_and_own_rules_and_many_steps():
    schedule = gd.schedules.join(0.1, 2, lambda k: 1 / (k + 1))
    assert_allclose(schedule([0, 1, 2, 3, 4]), [0.1, 0.1, 1, 0.5, 1 / 3])
    assert schedule(np.int64(3)) == 0.5


def test_one_step_is_long_enough():
    assert gd.schedules.cosine(0.2, 1)([0, 1]).tolist() == [0.2, 0]
    assert gd.schedules.warm_up(0.2, 1)([0, 1]).tolist() == [0, 0.2]
    assert gd.schedules.step(0.2, 1, factor=1)([0, 1]).tolist() == [0.2, 0.2]
    assert gd.schedules.join(0.2, 1, 0.1)([0, 1]).tolist() == [0.2, 0.1]


@pytest.mark.parametrize(
    ("call", "allowed"),
    [
        (lambda: gd.schedules.cosine(0.5, 4, end=-0.01), r"end must be a number in \[0, 0.5\]"),
        (lambda: gd.schedules.cosine(0.5, 4, end=0.51), r"end must be a number in \[0, 0.5\]"),
        (lambda: gd.schedules.warm_up(0.5, 4, start=-0.01), r"start must be a number in \[0, 0.5"),
        (lambda: gd.schedules.warm_up(0.5, 4, start=0.51), r"start must be a number in \[0, 0.5"),
    ],
)
def test_a_ramp_lies_between_zero_and_its_rate(call, allowed):
    with pytest.raises(ValueError, match=allowed):
        call()


def test_a_ramp_may_be_level_and_reach_zero():
    for ramp in (gd.schedules.cosine(0.5, 4, 0.5), gd.schedules.warm_up(0.5, 4, 0.5)):
        assert_allclose(ramp([0, 1, 2, 3, 4, 5]), 0.5, rtol=1e-15)
    assert gd.schedules.cosine(0.5, 4, 0)(4) == gd.schedules.warm_up(0.5, 4, 0)(0) == 0


def test_a_rule_of_ones_own_is_asked_with_the_step_itself():
    """A list of rates can be looked up with a whole number only."""
    by_hand = gd.schedules.Schedule([0.3, 0.2, 0.1].__getitem__, "three by hand")
    assert [by_hand(k) for k in range(3)] == [0.3, 0.2, 0.1]


@pytest.mark.parametrize("k", [3, np.int64(3), np.array(3)])
def test_one_step_has_one_rate_whatever_kind_of_number_it_is(k):
    for name in ("constant", "inverse_time", "cosine"):
        arguments = {"constant": (), "inverse_time": (0.5,), "cosine": (6,)}[name]
        rate = getattr(gd.schedules, name)(0.2, *arguments)(k)
        assert type(rate) is float
        assert rate == pytest.approx({"constant": 0.2, "inverse_time": 0.08, "cosine": 0.1}[name])
