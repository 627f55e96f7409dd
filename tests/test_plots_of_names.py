"""Names beside places keep off what is drawn, and panels are labelled once."""

from itertools import pairwise

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import gdviz as gd
from gdviz.plots import axes as canvas
from gdviz.plots.axes import name_place
from tests.plot_examples import valley
from tests.reading import notes


@pytest.fixture(autouse=True)
def closed_figures():
    with mpl.rc_context():
        mpl.rcdefaults()
        yield
    plt.close("all")


def plane():
    ax = plt.subplots()[1]
    ax.set(xlim=(-1, 1), ylim=(-1, 1))
    return ax


def side(name):
    """Where a drawn name stands, seen from its place: signs to the right and up."""
    box = name.get_window_extent()
    place = name.axes.transData.transform(name.xy)
    middle = (box.min + box.max) / 2
    return np.sign(np.where(np.abs(middle - place) < 3, 0, middle - place)).tolist()


def drawn(name):
    name.figure.draw_without_rendering()
    return side(name)


@pytest.mark.parametrize("wish", [(1, 1), (-1, 0), (0, -1)])
def test_a_name_stands_on_the_wished_side_where_nothing_is_drawn(wish):
    assert drawn(name_place(plane(), "start", (0, 0), wish, "black")) == list(wish)


def test_a_name_keeps_off_a_line_that_is_drawn_after_it():
    ax = plane()
    name = name_place(ax, "start", (0, 0), (1, 1), "black")
    ax.plot([0, 1], [0, 1])
    assert drawn(name) != [1, 1]
    line = ax.lines[0]
    path = line.get_transform().transform_path(line.get_path())
    assert not path.intersects_bbox(name.get_window_extent(), filled=False)


def test_a_name_keeps_off_the_arrows_of_a_field():
    ax = plane()
    name = name_place(ax, "start", (0, 0), (1, 0), "black")
    style = {"angles": "xy", "scale_units": "xy", "scale": 1}
    ax.quiver([0.15], [-0.4], [0], [0.8], **style)
    assert drawn(name) != [1, 0]
    ax.collections[0].remove()
    assert drawn(name) == [1, 0]


def test_a_name_stays_inside_the_picture():
    name = name_place(plane(), "start", (0.97, 0.97), (1, 1), "black")
    assert drawn(name) == [-1, -1]


def test_a_name_with_no_free_side_takes_the_one_with_the_fewest_lines():
    ax = plane()
    name = name_place(ax, "start", (0, 0), (1, 0), "black")
    for height in np.linspace(-1, 1, 81):
        ax.plot([0, 1], [height, height])  # everywhere but on the left
    for height in (-0.1, 0, 0.1):
        ax.plot([-1, 0], [height, height])
    assert drawn(name)[0] == -1


def test_on_a_map_the_minimum_is_named_beside_the_path():
    ax = gd.plot_contours(valley(), bounds=((-5, 5), (-3, 3)))
    gd.plot_trajectory(gd.descend(valley(), (4.5, 1), learning_rate=0.1, steps=30), ax)
    name = next(text for text in ax.texts if text.get_text() == "minimum")
    ax.figure.draw_without_rendering()
    path = ax.lines[1]
    pixels = path.get_transform().transform_path(path.get_path())
    assert not pixels.intersects_bbox(name.get_window_extent(), filled=False)


def test_shared_panels_are_labelled_at_the_rim_and_the_start_is_named_once():
    axes = plt.subplots(2, 2, sharex=True, sharey=True)[1]
    section, rates = gd.losses.quadratic(2), (0.1, 0.5, 0.9, 1)
    runs = [gd.descend(section, [3], learning_rate=rate, steps=5) for rate in rates]
    gd.plot_regimes(runs, axes)
    assert [ax.get_xlabel() for ax in axes.flat] == ["", "", "x", "x"]
    assert [ax.get_ylabel() for ax in axes.flat] == ["loss", "", "loss", ""]
    assert [notes(ax).count("start") for ax in axes.flat] == [1, 0, 0, 0]


def test_panels_that_share_no_axis_keep_their_labels():
    for ax in plt.subplots(2, 2)[1].flat:
        ax.set(xlabel="x", ylabel="y")
        canvas.trim(ax)
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y")


def test_steps_are_numbered_by_round_numbers():
    ax = plane()
    ax.set_xlim(0, 650)
    canvas.count_along(ax)
    (gap,) = set(np.diff(ax.get_xticks()))
    assert gap in (1, 2, 5, 10, 20, 50, 100, 200, 500)


def test_numbers_of_steps_do_not_touch_on_a_narrow_axis():
    figure, axes = plt.subplots(1, 5, figsize=(9, 3))
    for ax in axes:
        ax.set_xlim(0, 333)
        canvas.count_along(ax)
    figure.canvas.draw()
    for ax in axes:
        boxes = [label.get_window_extent() for label in ax.get_xticklabels() if label.get_text()]
        assert len(boxes) > 1
        assert all(a.x1 < b.x0 for a, b in pairwise(boxes))


def test_a_name_keeps_off_one_that_was_written_before_it():
    ax = plane()
    first = name_place(ax, "saddle", (0, 0), (1, 0), "black")
    second = name_place(ax, "start", (0.02, 0.02), (1, 0), "black")
    assert drawn(first) == [1, 0]
    drawn(second)
    renderer = ax.figure.canvas.get_renderer()
    boxes = [super(type(name), name).get_window_extent(renderer) for name in (first, second)]
    assert not boxes[0].overlaps(boxes[1])
