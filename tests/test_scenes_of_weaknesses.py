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


def test_a_large_rate_empties_the_sharp_well_and_fills_the_wide_one():
    starts = {"resolution": 24, "steps": 600}
    for loss, small, large in ((gd.losses.two_wells(), 0.16, 0), (pitted_bowl(), 0.58, 1)):
        shares = [gd.basins(loss, **starts, learning_rate=a).shares[0] for a in (0.05, 1)]
        assert shares == pytest.approx([small, large], abs=0.04)


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


def test_the_patients_are_as_ill_as_the_exercise_says():
    runs = patients()
    assert set(runs) == set(DIAGNOSES)
    curvature = {name: run.loss.curvatures().max() for name, run in runs.items()}
    rate = {name: run.learning_rates[0] for name, run in runs.items()}
    assert 2 / curvature["B"] < rate["B"] < 1.1 * 2 / curvature["B"]
    assert rate["D"] < 0.01 / curvature["D"]
    assert 1 / curvature["C"] < rate["C"] < 2 / curvature["C"]
    assert np.ptp(runs["A"].losses[20:300]) < 0.02 < 1 < runs["A"].losses[300]
    said = {name: gd.diagnose(run).kind for name, run in runs.items()}
    assert said == {"A": "on_its_way", "B": "diverged", "C": "ravine", "D": "creeping"}
    early = gd.descend(runs["A"].loss, runs["A"].start, learning_rate=0.1, steps=100)
    assert gd.diagnose(early).kind == "plateau"


def test_an_endless_function_is_stopped_and_tracing_is_put_back():
    def endless():
        while True:
            pass

    before = sys.gettrace()
    with pytest.raises(Endless):
        patient(endless)()
    assert sys.gettrace() is before
