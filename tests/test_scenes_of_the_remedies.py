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


def test_a_race_is_drawn_by_its_price_as_the_median_and_range_of_the_shuffles(ax):
    loss = gd.losses.line_fit([0, 1, 2, 4], [1, 3, 2, 0], standardize=True)
    run = batches.race(loss, (3, 4), [0.05, 0.4], 1, steps=300, seeds=range(5))
    (line,) = batches.draw_race(ax, {"single": run}).lines
    price, height = line.get_data()
    assert (price[0], price[-1]) == (1, 300)
    each = run.above[price.astype(int), 0]
    assert height == pytest.approx(np.median(each, axis=1))
    (band,) = ax.collections
    corners = band.get_paths()[0].vertices
    assert (corners[:, 1].min(), corners[:, 1].max()) == pytest.approx((each.min(), each.max()))
    assert told(gd.describe(ax), 5, 300, *(float(f"{v:.2g}") for v in (height[-1], each[-1].max())))


def test_prices_are_drawn_as_medians_with_their_middle_half_and_gaps_where_nobody_arrives():
    half = np.array([10, 20, 30, 40, 1000.0])
    bills = {1: {0.1: half, 0.01: half * np.inf}, 8: {0.1: half * 2, 0.01: half * 3}}
    left, right = batches.draw_prices({"constant": bills, "falling": bills})
    assert legend(left) == ["within 0.1", "within 0.01"]
    medians = [bar.lines[0].get_ydata() for bar in left.containers]
    assert np.array_equal(medians, [[30, 60], [np.nan, 90]], equal_nan=True)
    assert left.containers[0].lines[2][0].get_segments()[0][:, 1].tolist() == [20, 40]
    assert told(gd.describe(left), 0.1, 30, 1, 60, 8)
    assert "never with 1, 90 with 8" in gd.describe(right)


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
