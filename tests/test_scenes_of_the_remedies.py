"""What the pictures of notebooks 07 and 08 show: floors, a race by its price, the clinic's ward."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import gdviz as gd
from gdviz.course import batches, remedies
from tests.reading import legend, told


@pytest.fixture
def ax():
    return plt.subplots()[1]


def test_floors_are_points_on_the_line_of_their_law(ax):
    rates, law = [0.1, 0.2], np.array([0.4, 0.9])
    batches.draw_floors(ax, rates, law * 1.05, law, name="one bird")
    batches.draw_floors(ax, rates, law / 2, law / 2, name="two birds")
    points, line, others, _ = ax.lines
    assert np.allclose(points.get_ydata(), 1.05 * law)
    assert np.array_equal(line.get_ydata(), law)
    assert line.get_color() == points.get_color() != others.get_color()
    assert points.get_marker() != others.get_marker()
    assert legend(ax) == ["one bird", "two birds"]
    assert told(gd.describe(ax), 0.42, 0.1, 0.945, 0.2, 5)


def test_a_race_is_drawn_by_its_price_as_the_mean_of_the_shuffles(ax):
    loss = gd.losses.line_fit([0, 1, 2, 4], [1, 3, 2, 0], standardize=True)
    run = batches.race(loss, (3, 4), [0.05, 0.4], 1, steps=300, seeds=5)
    (line,) = batches.draw_race(ax, {"single": run}).lines
    price, height = line.get_data()
    assert (price[0], price[-1]) == (1, 300)
    assert height == pytest.approx(run.above[price.astype(int), 0].mean(axis=1))
    assert told(gd.describe(ax), 5, 300, height[-1])


def test_every_end_of_an_epoch_but_the_last_has_its_line(ax):
    batches.mark_epochs(ax, updates=7, epochs=3)
    assert [line.get_xdata()[0] for line in ax.lines] == [7, 14]
    assert list(ax.get_xticks()) == [0, 7, 14, 21]


def test_the_ward_shows_each_patient_beside_its_twin_and_names_nobody():
    ward = remedies.patients()
    *beds, last = remedies.draw_ward(plt.subplots(2, 3)[1], ward).flat
    for letter, bed in zip("ABCDE", beds, strict=True):
        patient, twin = ward[letter]
        floor = patient.loss(patient.loss.minima[0])
        for line, run in zip(bed.lines, (patient, twin), strict=False):
            above = np.where(run.losses > floor, run.losses - floor, np.nan)
            assert np.array_equal(line.get_ydata(), above, equal_nan=True)
        assert remedies.DIAGNOSES[letter] not in gd.describe(bed)
    assert legend(last) == ["patient", "healthy"]
    listed = last.texts[0].get_text().splitlines()[1:]
    assert listed == sorted(remedies.DIAGNOSES.values()) != list(remedies.DIAGNOSES.values())
    epochs = np.flatnonzero(ward["A"][1].gradient_evaluations % 342 == 0)
    assert [line.get_xdata()[0] for line in beds[0].lines[2:]] == list(epochs[1:-1])
