"""Every plot keeps the house rules; what it looks like is stored in the notebooks."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes

import gdviz as gd
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
    "a schedule": (
        lambda: gd.plot_stability(gd.descend(BOWL, (1, 1), learning_rate=lambda k: 0.1, steps=1)),
        "must have one learning rate",
    ),
    "no quadratic": (
        lambda: gd.plot_eigen_components(
            gd.descend(gd.losses.himmelblau(), (1, 1), learning_rate=0.01, steps=2)
        ),
        "must be of a quadratic loss",
    ),
    "a run that stands": (
        lambda: gd.plot_step_star(gd.descend(BOWL, (0, 0), learning_rate=0.1, steps=3)),
        "must move in a plane, twice",
    ),
    "zeros": (lambda: gd.plot_power_law([1, 2], [0, 1]), "numbers above 0"),
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
