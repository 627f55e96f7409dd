"""Schedules at their ends, within their limits, and written by a learner."""

import gdviz as gd


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


def test_a_rule_of_ones_own_is_asked_with_the_step_itself():
    """A list of rates can be looked up with a whole number only."""
    by_hand = gd.schedules.Schedule([0.3, 0.2, 0.1].__getitem__, "three by hand")
    assert [by_hand(k) for k in range(3)] == [0.3, 0.2, 0.1]
