"""Pictures of what runs away, has holes, or is not what a plot can draw."""

import math
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest

import gdviz as gd

BOWL, WELL = gd.losses.bowl(), gd.losses.double_well()
OF_LOSSES = {
    "plot_convergence": gd.plot_convergence,
    "plot_race": gd.plot_race,
    "plot_eigen_components": gd.plot_eigen_components,
    "plot_bands": lambda run: gd.plot_bands({"one": [run, run]}),
    "plot_stopping": lambda run: gd.plot_stopping(run, [gd.stopping.loss_below(1)]),
}


@pytest.mark.parametrize("steps", [480, 5000])
@pytest.mark.parametrize("name", OF_LOSSES)
def test_the_losses_of_a_run_that_diverged_are_seen(name, steps):
    """To 2e281 and 7e307: a margin beyond the last of them does not fit in a float."""
    run = gd.descend(BOWL, (3, 4), learning_rate=1.5, steps=steps)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = OF_LOSSES[name](run)
        ax.figure.canvas.draw()
    low, high = ax.get_ylim()
    assert 0 < low < 25
    assert 1e100 < high < np.inf


def test_a_curve_is_drawn_and_told_where_it_is_defined():
    for log in (np.log, math.log):
        ax = gd.plot_curve(lambda x, log=log: x[0] - log(x[0]), bounds=(-1, 3))
        ax.figure.canvas.draw()
        assert "lowest near 1 with 1" in gd.describe(ax)


HOLES = {
    "undefined on the left": lambda w: w[0] - np.log(w[0]) + w[1] ** 2,
    "infinite in the middle": lambda w: 1 / (w[0] ** 2 + w[1] ** 2),
    "too large on the right": lambda w: math.exp(300 * w[0]),
}


@pytest.mark.parametrize("hole", HOLES)
@pytest.mark.parametrize("plot", [gd.plot_contours, gd.plot_surface])
def test_a_map_with_a_hole_is_drawn_around_it(plot, hole):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = plot(HOLES[hole])
        ax.figure.canvas.draw()
    assert "undefined" not in gd.describe(ax)
    assert "inf" not in gd.describe(ax)


@pytest.mark.parametrize("plot", [gd.plot_contours, gd.plot_surface])
def test_a_map_without_heights_is_refused(plot):
    with pytest.raises(ValueError, match=r"loss must differ somewhere within bounds. Got 1 every"):
        plot(lambda w: 1.0)
    with pytest.raises(ValueError, match="loss must be finite somewhere within bounds"):
        plot(lambda w: np.nan)


ON_A_MAP = {
    "plot_contours": gd.plot_contours,
    "plot_surface": gd.plot_surface,
    "plot_gradient_field": gd.plot_gradient_field,
    "plot_slices": lambda loss, **kwargs: gd.plot_slices(loss, (1, 2), **kwargs),
    "plot_step": lambda loss, **kwargs: gd.plot_step(loss, (1, 2), 0.1, **kwargs),
}


@pytest.mark.parametrize(
    "bounds", [3, (0, 1), ((0, 1),), ((0, np.nan), (0, 1)), "ab", ((1, 0),) * 2]
)
@pytest.mark.parametrize("name", ON_A_MAP)
def test_bounds_of_a_picture_are_a_box(name, bounds):
    with pytest.raises(ValueError, match=r"^bounds must hold a pair"):
        ON_A_MAP[name](BOWL, bounds=bounds)


@pytest.mark.parametrize("name", ON_A_MAP)
def test_bounds_may_be_an_array(name):
    ON_A_MAP[name](BOWL, bounds=np.array([[-1, 1], [-1, 1]]))


@pytest.mark.parametrize("name", ["plot_contours", "plot_surface", "plot_gradient_field"])
def test_a_map_is_of_two_coordinates(name):
    with pytest.raises(ValueError, match=r"loss must have 2 coordinates.*Try gd.plot_curve"):
        ON_A_MAP[name](WELL)
    with pytest.raises(ValueError, match=r"loss must have 1 coordinate .*Try gd.plot_contours"):
        gd.plot_curve(BOWL)


def test_only_axes_are_drawn_on():
    gone = plt.subplots()[1]
    gone.remove()
    for bad in (plt.figure(), [1], plt.subplots(1, 2)[1], plt.subplots(), 3, gone):
        with pytest.raises(TypeError, match=r"^ax must be Axes of Matplotlib") as raised:
            gd.plot_contours(BOWL, bad)
        assert len(str(raised.value)) < 200
    with pytest.raises(TypeError, match=r"^axes must be Axes of Matplotlib"):
        gd.plot_slices(BOWL, (1, 2), [1, 2])
    for projection in ("3d", "polar"):
        ax = plt.subplots(subplot_kw={"projection": projection})[1]
        with pytest.raises(TypeError, match=r"^ax must have two straight axes"):
            gd.plot_contours(BOWL, ax)


def test_runs_in_one_picture_have_equally_many_coordinates():
    runs = [gd.descend(*at, learning_rate=0.1, steps=5) for at in ((BOWL, (3, 4)), (WELL, 1.5))]
    with pytest.raises(ValueError, match=r"runs must be of losses with equally many .*\[2, 1\]"):
        gd.plot_trajectory(runs)


@pytest.mark.parametrize("plot", [gd.plot_convergence, gd.plot_race])
def test_a_floor_is_a_number_and_runs_are_runs(plot):
    run = gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=5)
    for floor in (np.nan, 1j, "a", None):
        with pytest.raises((TypeError, ValueError), match="floor must be a number"):
            plot(run, floor=floor)
    for bad in (3, None, BOWL, [run, 3]):
        with pytest.raises(TypeError, match=r"Trajectory expected. Got .* Use gd.descend"):
            plot(bad)


@pytest.mark.parametrize("curvature", [0, -1, np.nan])
def test_a_curvature_of_nothing_is_refused(curvature):
    with pytest.raises(ValueError, match="curvature must be a number > 0"):
        gd.plot_stability(curvature=curvature)
