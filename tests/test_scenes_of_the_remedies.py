"""What the pictures of notebook 06 show: floors, a race by its price, epochs, the clinic's ward."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import gdviz as gd
from gdviz.course.remedies import (
    DIAGNOSES,
    draw_floors,
    draw_race,
    draw_ward,
    mark_epochs,
    patients,
    race,
)
from tests.reading import legend, told


@pytest.fixture
def ax():
    return plt.subplots()[1]


def test_floors_are_points_on_the_line_of_their_law(ax):
    rates, law = [0.1, 0.2], np.array([0.4, 0.9])
    ax = draw_floors(ax, rates, law * 1.05, law, name="one bird")
    ax = draw_floors(ax, rates, law / 2, law / 2, name="two birds")
    points, line, others, _ = ax.lines
    assert np.allclose(points.get_ydata(), 1.05 * law)
    assert np.array_equal(line.get_ydata(), law)
    assert line.get_color() == points.get_color() != others.get_color()
    assert points.get_marker() != others.get_marker()
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["0.1", "0.2"]
    assert legend(ax) == ["one bird", "two birds"]
    assert told(gd.describe(ax), 0.42, 0.1, 0.945, 0.2, 5)


def test_a_race_is_drawn_by_its_price_as_the_mean_of_the_shuffles(ax):
    loss = gd.losses.line_fit([0, 1, 2, 4], [1, 3, 2, 0], standardize=True)
    races = {
        "single": race(loss, (3, 4), [0.05], 1, steps=300, seeds=5),
        "batch": race(loss, (3, 4), [0.05, 0.4], 4, steps=75),
    }
    ax = draw_race(ax, races)
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert legend(ax) == ["single", "batch"]
    for line, (name, run) in zip(ax.lines, races.items(), strict=True):
        price, height = line.get_data()
        mean = dict(zip(run.asked, run.above[:, 0].mean(axis=1), strict=True))
        assert price[0] == run.asked[1]
        assert price[-1] == run.asked[-1] == 300
        assert height == pytest.approx([mean[asked] for asked in price]), name
    told_of_both = gd.describe(ax)
    assert "the mean loss of 5 shuffles" in told_of_both
    assert told(told_of_both, 300, races["batch"].above[-1, 0, 0])


def test_every_end_of_an_epoch_but_the_last_has_its_line(ax):
    mark_epochs(ax, updates=7, epochs=3)
    assert [line.get_xdata()[0] for line in ax.lines] == [7, 14]
    assert list(ax.get_xticks()) == [0, 7, 14, 21]


def test_the_ward_shows_each_patient_beside_its_twin_and_names_nobody():
    ward = patients()
    figure, axes = plt.subplots(2, 3)
    draw_ward(axes, ward)
    *beds, last = axes.flat
    for letter, bed in zip("ABCDE", beds, strict=True):
        patient, twin = ward[letter]
        floor = patient.loss(patient.loss.minima[0])
        for line, run in zip(bed.lines, (patient, twin), strict=False):
            above = np.where(run.losses > floor, run.losses - floor, np.nan)
            assert np.array_equal(line.get_ydata(), above, equal_nan=True)
        assert f"patient {letter}" in {bed.get_title(side) for side in ("left", "center")}
        assert DIAGNOSES[letter] not in gd.describe(bed)
    assert [text.get_text() for text in last.get_legend().get_texts()] == ["patient", "healthy"]
    listed = last.texts[0].get_text().splitlines()[1:]
    assert listed == sorted(DIAGNOSES.values()) != list(DIAGNOSES.values())
    epochs = [line.get_xdata()[0] for line in beds[0].lines[2:]]
    assert epochs == [29, 58, 87, 116]  # 342 examples in batches of 12
    assert not any(bed.lines[2:] for bed in beds[1:])
    plt.close(figure)
