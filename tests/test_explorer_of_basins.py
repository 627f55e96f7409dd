"""The basin explorer counts a start as settled only where a walk can stay."""

import re

import numpy as np
import pytest

import gdviz as gd
from gdviz.course.weaknesses import pitted_bowl

LOSSES = {"two wells": gd.losses.two_wells(), "pitted bowl": pitted_bowl()}


def counts(sentence):
    """How many starts end in each minimum, by its letter; "none" counts the others."""
    return {home: int(n) for n, home in re.findall(r"(\d+) (?:end )?in ([A-F]|none)\b", sentence)}


@pytest.mark.parametrize("name", LOSSES)
def test_no_start_ends_in_a_minimum_that_is_too_sharp_for_the_rate(name):
    """Above 2/λmax walks are pushed away; within 5 % of it, 60 steps are too few to show it."""
    loss = LOSSES[name]
    edges = [2 / np.linalg.eigvalsh(loss.hessian(w))[-1] for w in loss.minima]
    explorer = gd.explore_basins(loss, steps=60)
    asked = 0
    for rate in (s for s in explorer.controls["learning_rate"].stops if s < 0.95 * max(edges)):
        found = counts(explorer.frame(learning_rate=rate).sentence)
        sharp = [letter for letter, e in zip("ABCD", edges, strict=False) if 1.05 * e < rate]
        assert not any(found[letter] for letter in sharp), (rate, found)
        asked += len(sharp)
    assert asked > 15


def test_a_walk_that_hops_past_a_minimum_for_ever_is_not_counted_as_settled():
    """From (−2.9, 0) at rate 0.15 step 60 happens to be short and near A; the others are not."""
    loss = LOSSES["two wells"]
    run = gd.descend(loss, (-2.9, 0), learning_rate=0.15, steps=200)
    jumps = np.linalg.norm(np.diff(run.points, axis=0), axis=1)
    assert jumps[59] < 0.06
    assert jumps[100:].max() > 0.3
    explorer = gd.explore_basins(loss, (-2.9, 0), learning_rate=0.15)
    assert "settles in no minimum" in explorer.sentence


@pytest.mark.parametrize("name", LOSSES)
def test_a_start_on_a_minimum_settles_in_it(name):
    loss = LOSSES[name]
    for letter, place in zip("ABCD", loss.minima, strict=False):
        told = gd.explore_basins(loss, place, learning_rate=0.05).sentence
        assert f"settles in {letter} " in told


@pytest.mark.parametrize("name", LOSSES)
def test_the_film_keeps_every_stop_of_the_slider(name):
    """The answers of the tasks are stops, and an export has no others than the film's."""
    explorer = gd.explore_basins(LOSSES[name], learning_rate=0.05)
    stops = explorer.controls["learning_rate"].stops
    assert explorer.film.labels == [gd.number(stop) for stop in stops]


@pytest.mark.parametrize("steps", [1, 2, 4, 5, 6])
def test_few_steps_are_looked_at_as_far_as_they_go(steps):
    told = gd.explore_basins(LOSSES["two wells"], learning_rate=0.05, steps=steps).sentence
    assert sum(counts(told).values()) == 300
