"""Every plot keeps the house rules; what it looks like is stored in the notebooks.

Names beside places keep off what is drawn.
"""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes

import gdviz as gd
from gdviz.plots.axes import name_place
from tests.plot_examples import BOWL, EXAMPLES, draw, run

PLOTS = sorted(EXAMPLES)
SEVERAL = {"plot_fitted_lines", "plot_regimes", "plot_slices", "plot_step"}


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_is_labelled_and_described(name):
    figure = draw(name)
    described = gd.describe(figure)
    assert not re.search("undefined|nan|infinity| a line of ", described)
    for ax in figure.axes:
        polar, colorbar = ax.name == "polar", ax.get_label() == "<colorbar>"
        shared = name == "plot_slices" and not ax.get_subplotspec().is_first_col()
        assert polar or colorbar or ax.get_xlabel()
        assert polar or shared or ax.get_ylabel()


@pytest.mark.parametrize("name", PLOTS)
def test_nothing_is_drawn_outside_the_axes_given_and_their_labels_are_kept(name):
    kind = {"plot_surface": "3d", "plot_direction_rose": "polar"}.get(name)
    several = len(draw(name).axes) if name in SEVERAL else 1
    axes = plt.subplots(1, several, subplot_kw={"projection": kind}, squeeze=False)[1][0]
    for ax in axes:
        ax.set(xlabel="my x", ylabel="my y")
        ax.set_title("my title", loc="right")
    plt.close("all")
    returned = EXAMPLES[name](**{"axes": axes} if name in SEVERAL else {"ax": axes[0]})
    assert not plt.get_fignums()
    assert isinstance(returned, np.ndarray if name in SEVERAL else Axes)
    assert list(np.ravel(returned)) == list(axes)
    assert all(ax.get_xlabel() == "my x" and ax.get_ylabel() == "my y" for ax in axes)
    if name != "plot_regimes":  # whose titles are what it says
        assert all(ax.get_title("right") == "my title" for ax in axes)
        assert not any(ax.get_title("left") or ax.get_title("center") for ax in axes)


def test_axes_of_the_wrong_kind_or_number_are_refused_with_what_to_do():
    flat, polar = plt.subplots()[1], plt.subplots(subplot_kw={"projection": "polar"})[1]
    with pytest.raises(TypeError, match=r"^ax must .*projection='polar'\. Got .*Leave ax out"):
        gd.plot_direction_rose(BOWL, (1, 1), 0.1, flat)
    for bad in (plt.figure(), [flat], 3, polar):
        with pytest.raises(TypeError, match=r"^ax must be Axes of Matplotlib.*rectilinear"):
            gd.plot_contours(BOWL, bad)
    with pytest.raises(ValueError, match=r"axes must hold 2 Axes. Got 1"):
        gd.plot_slices(BOWL, (1, 1), [flat])


def short(loss, start, rate=0.01, walk=gd.gradient_descent, **more):
    """Return a run of three steps."""
    return gd.descend(loss, start, walk, learning_rate=rate, steps=3, **more)


REFUSED = {
    "runs that are none": (lambda: gd.plot_convergence([run(), 3]), "^runs must be .* Got 3"),
    "no runs": (lambda: gd.plot_trajectory([]), "^runs must be .* Got none"),
    "labels": (lambda: gd.plot_trajectory([run()], labels="ab"), "1 labels are needed. Got 2"),
    "three coordinates": (lambda: gd.plot_contours(gd.Loss(np.sum, dim=3)), "gd.plot_slices"),
    "one coordinate": (lambda: gd.plot_surface(gd.losses.double_well()), "Try gd.plot_curve"),
    "a flat map": (lambda: gd.plot_surface(lambda w: 1.0), "must differ somewhere"),
    "a gradient of 0": (lambda: gd.plot_rulers((0, 1)), "must have no 0"),
    "a reference of 0": (lambda: gd.plot_cosines((0, 0)), "points nowhere"),
    "no line fit": (lambda: gd.plot_line(BOWL, (1, 1)), r"must come from gd\.losses\.line_fit"),
    "no sweep": (lambda: gd.plot_sweep([1, 2]), r"must come from gd\.sweep"),
    "no basins": (lambda: gd.plot_starts([(0, 0)]), r"must come from gd\.basins"),
    "a schedule": (lambda: gd.plot_stability(short(BOWL, (1, 1), lambda k: 0.1)), "one learning"),
    "normalised": (lambda: gd.plot_stability(short(BOWL, (1, 1), normalize=True)), "at one"),
    "momentum": (lambda: gd.plot_stability(short(BOWL, (1, 1), 1, gd.momentum)), "descent at one"),
    "no bowl": (lambda: gd.plot_eigen_components(short(gd.losses.ridge(), (1, 2))), "quadratic"),
    "no minimum": (lambda: gd.plot_eigen_components(short(np.prod, (1, 1))), "minimum is known"),
    "a run that stands": (lambda: gd.plot_step_star(short(BOWL, (0, 0))), "must move in a plane"),
    "an overflow": (lambda: gd.plot_step(lambda w: np.exp(w @ w), (5, 5), 1), "too large to store"),
    "zeros": (lambda: gd.plot_power_law([1, 2], [0, 1]), "numbers above 0"),
    "a short law": (lambda: gd.plot_power_law([1, 2], [3, 4], law=[3]), "^x, y and law"),
    "no groups": (lambda: gd.plot_bands([[1, 2]]), "must map names to runs"),
    "layers": (lambda: gd.plot_layers([np.ones((2, 2)), "abc"]), "layer 2 must be a table"),
    "too many probes": (lambda: gd.probe([(0, 0)] * 15), r"at most 12 points\. Got 15"),
    "a probe of one number": (lambda: gd.probe([(2, -1), 1]), "must hold 2 finite numbers"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_plot_refuses_what_it_cannot_draw(what):
    plt.close("all")
    draw_it, message = REFUSED[what]
    with pytest.raises((TypeError, ValueError), match=message):
        draw_it()
    assert not plt.get_fignums()  # an empty one would be shown below the error


@pytest.fixture
def plane(ax):
    ax.set(xlim=(-1, 1), ylim=(-1, 1))
    return ax


def side(name):
    """Where a name stands once it is drawn, seen from its place: signs to the right and up."""
    name.figure.draw_without_rendering()
    box, place = name.get_window_extent(), name.axes.transData.transform(name.xy)
    off = (box.min + box.max) / 2 - place
    return np.sign(np.where(np.abs(off) < 3, 0, off)).tolist()


@pytest.mark.parametrize("wish", [(1, 1), (-1, 0), (0, -1)])
def test_a_name_stands_on_the_wished_side_where_nothing_is_drawn(plane, wish):
    assert side(name_place(plane, "start", (0, 0), wish, "black")) == list(wish)


def test_a_name_keeps_off_a_line_that_is_drawn_after_it(plane):
    name = name_place(plane, "start", (0, 0), (1, 0), "black")
    (line,) = plane.plot([0.05, 1], [0, 0])
    assert side(name) != [1, 0]
    line.remove()
    assert side(name) == [1, 0]


def test_a_name_stays_inside_the_picture(plane):
    assert side(name_place(plane, "start", (0.97, 0.97), (1, 1), "black")) == [-1, -1]


def test_a_name_keeps_off_one_that_was_written_before_it(plane):
    first = name_place(plane, "saddle", (0, 0), (1, 0), "black")
    second = name_place(plane, "start", (0.02, 0.02), (1, 0), "black")
    assert side(first) == [1, 0]
    assert side(second) != [1, 0]
