"""The props of notebook 06: pits on a bowl, walks that leave a ridge, patients, endless loops."""

import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest

import gdviz as gd
from gdviz.course.exercises import Endless, patient
from gdviz.course.weaknesses import DIAGNOSES, draw_offsets, patients, pitted_bowl
from tests.reading import notes, told


@pytest.mark.parametrize("place", [(0.3, -0.2), (-1.9, 1.0), (-1.4, -1.2), (1.2, 1.2), (3, 3)])
def test_the_gradient_of_the_pitted_bowl_agrees_with_differences(place):
    loss, batch = pitted_bowl(), np.array([place, (1, 1)])
    gd.check_gradient(loss, place, tolerance=1e-7)
    assert np.array_equal(loss(batch)[0], loss(place))
    assert np.array_equal(loss.gradient(batch)[0], loss.gradient(place))


def test_the_best_minimum_of_the_pitted_bowl_is_the_wide_one():
    loss = pitted_bowl()
    assert np.abs(loss.gradient(loss.minima)).max() < 1e-9
    assert loss.minima[0].tolist() == [0, 0]
    assert np.argmin(loss(loss.minima)) == 0
    limits = [2 / loss.curvatures(w).max() for w in loss.minima]
    assert sorted(limits[1:]) == [limits[2], limits[3], limits[1]]  # C, D, B, as in the answers
    assert max(limits[1:]) < 1 < limits[0] == pytest.approx(4)


def test_rounding_nudges_most_walks_off_the_line_of_a_turned_saddle():
    def leaves(angle):
        saddle, turn = gd.losses.quadratic(0.2, -2, angle=angle), np.radians(angle)
        line = (-np.cos(turn), -np.sin(turn))
        return gd.descend(saddle, line, learning_rate=0.1, steps=400).losses[-1] < -0.5

    assert not leaves(0)
    assert sum(map(leaves, range(10, 90, 10))) >= 7


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2])
@pytest.mark.parametrize("offset", [1e-16, 1e-6, 1e-3])
def test_a_walk_off_a_ridge_is_drawn_until_it_has_left_as_the_logarithm_says(offset, rate):
    run = gd.descend(gd.losses.ridge(), (-1, offset), learning_rate=rate, steps=800)
    ax = draw_offsets({"it": run}, plt.subplots()[1])
    expected = np.log(0.5 / offset) / np.log(1 + 2 * rate)
    (counted,) = (int(text) for text in notes(ax) if text != "0.5")
    assert expected <= counted < expected + 4
    assert told(gd.describe(ax), counted)
    assert np.array_equal(ax.lines[0].get_ydata(), np.abs(run.points[: counted + 1, 1]))


def test_three_times_the_rate_helps_only_the_patient_whose_rate_is_too_small():
    runs = patients()
    assert set(runs) == set(DIAGNOSES)
    said = {name: gd.diagnose(run).kind for name, run in runs.items()}
    assert said == {"P": "on_its_way", "Q": "diverged", "R": "ravine", "S": "creeping"}
    for name, run in runs.items():
        rate, steps = run.learning_rates[0], run.steps
        again = gd.descend(run.loss, run.start, learning_rate=3 * rate, steps=steps)
        assert (again.status.kind == "diverged") == (name != "S")
    assert again.losses[-1] < run.losses[-1] / 1000
    early = gd.descend(runs["P"].loss, runs["P"].start, learning_rate=0.18, steps=200)
    assert gd.diagnose(early).kind == "plateau"


def test_an_endless_function_is_stopped_and_tracing_is_put_back():
    def endless():
        while True:
            pass

    before = sys.gettrace()
    with pytest.raises(Endless):
        patient(endless)()
    assert sys.gettrace() is before
