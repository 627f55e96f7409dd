"""Names beside places keep off what is drawn, and panels are labelled once."""

import numpy as np
import pytest

from gdviz.plots.axes import name_place


@pytest.fixture
def ax(ax):
    ax.set(xlim=(-1, 1), ylim=(-1, 1))
    return ax


def drawn(name):
    """Where a name stands once it is drawn, seen from its place: signs to the right and up."""
    name.figure.draw_without_rendering()
    box, place = name.get_window_extent(), name.axes.transData.transform(name.xy)
    off = (box.min + box.max) / 2 - place
    return np.sign(np.where(np.abs(off) < 3, 0, off)).tolist()


@pytest.mark.parametrize("wish", [(1, 1), (-1, 0), (0, -1)])
def test_a_name_stands_on_the_wished_side_where_nothing_is_drawn(ax, wish):
    assert drawn(name_place(ax, "start", (0, 0), wish, "black")) == list(wish)


def test_a_name_keeps_off_a_line_that_is_drawn_after_it(ax):
    name = name_place(ax, "start", (0, 0), (1, 0), "black")
    (line,) = ax.plot([0.05, 1], [0, 0])
    assert drawn(name) != [1, 0]
    line.remove()
    assert drawn(name) == [1, 0]


def test_a_name_stays_inside_the_picture(ax):
    assert drawn(name_place(ax, "start", (0.97, 0.97), (1, 1), "black")) == [-1, -1]


def test_a_name_keeps_off_one_that_was_written_before_it(ax):
    first = name_place(ax, "saddle", (0, 0), (1, 0), "black")
    second = name_place(ax, "start", (0.02, 0.02), (1, 0), "black")
    assert drawn(first) == [1, 0]
    assert drawn(second) != [1, 0]
