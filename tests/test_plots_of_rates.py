"""Plots of learning rates, curvatures, starts and layers hold exactly what they are given."""

import dataclasses

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import gdviz as gd
from gdviz import text as words
from gdviz.grids import basins, sweep
from gdviz.plots.rates import regime
from tests.plot_examples import run, valley
from tests.reading import legend, notes, told


@pytest.fixture(autouse=True)
def closed_figures():
    with mpl.rc_context():
        mpl.rcdefaults()
        yield
    plt.close("all")


@pytest.mark.parametrize(
    ("learning_rate", "name"),
    [
        (0.001, "creeps"),
        (0.25, "converges"),
        (0.5, "arrives in one step"),
        (0.75, "alternates but converges"),
        (1.0, "orbits"),
        (1.01, "diverges"),
        (3.0, "diverges"),
    ],
)
def test_on_the_bowl_the_regimes_lie_where_one_minus_two_alpha_says(learning_rate, name):
    walk = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=learning_rate, steps=40)
    assert regime(walk) == name


def test_regimes_stand_side_by_side_under_their_names():
    runs = [gd.descend(gd.losses.bowl(), (3, 4), learning_rate=a, steps=9) for a in (0.3, 0.9, 2)]
    axes = gd.plot_regimes(runs)
    for ax, walk in zip(axes, runs, strict=True):
        paths = [line for line in ax.lines if len(line.get_xdata()) == 10]
        assert np.array_equal(paths[0].get_xydata(), walk.points)
    titles = [ax.get_title() or ax.get_title("left") for ax in axes]
    assert titles == ["α = 0.3: converges", "α = 0.9: alternates but converges", "α = 2: diverges"]
    assert len(axes[0].figure.axes) == 3


def test_a_sweep_holds_each_count_and_puts_those_that_never_arrive_on_top():
    rates = [0.01, 0.25, 0.5, 0.75, 1.25, 1.5]
    result = sweep(gd.losses.bowl(), rates, (3, 4), steps=50)
    ax = gd.plot_sweep(result, limit=1)
    line, slow, crosses, limit = ax.lines
    needed = np.ceil(np.log(1e-6) / np.log(0.5))  # |1 − 2·0.25| = |1 − 2·0.75| = 0.5
    counts = [np.nan, needed, 1, needed, np.nan, np.nan]
    assert np.array_equal(line.get_data(), [rates, counts], equal_nan=True)
    assert slow.get_xdata().tolist() == [0.01]
    assert (slow.get_marker(), slow.get_markerfacecolor()) == ("o", "white")
    assert crosses.get_xdata().tolist() == [1.25, 1.5]
    assert (crosses.get_ydata() < 1).all()  # of the height of the picture
    assert ax.get_ylim()[1] > 5 * needed
    assert set(limit.get_xdata()) == {1}
    assert legend(ax) == ["converges", "not within its steps", "diverges", "2/λmax = 1"]
    assert ax.get_yscale() == "log"
    assert told(gd.describe(ax), 6, 3, 0.5, 1.25, 1)


def test_two_sweeps_differ_in_marker_and_keep_their_rows_apart():
    ax = gd.plot_sweep(sweep(gd.losses.bowl(), [0.5, 2], (3, 4)), label="bowl")
    gd.plot_sweep(sweep(valley(), [0.05, 2], (3, 4)), ax, label="valley")
    bowl, up, steep, higher = ax.lines
    assert bowl.get_marker() != steep.get_marker()
    assert up.get_ydata()[0] != higher.get_ydata()[0]
    assert legend(ax) == ["bowl", "diverges", "valley"]


def test_only_a_sweep_is_drawn_as_one():
    with pytest.raises(TypeError, match=r"result must come from gd\.sweep"):
        gd.plot_sweep([1, 2])


def test_the_map_of_stability_draws_the_limits_of_the_theory():
    ax = gd.plot_stability(largest=100)
    straight, limit, best = (line.get_xydata() for line in ax.lines[:3])
    kappa = limit[:, 0]
    assert np.allclose(limit[:, 1], 1 / kappa)  # 2/λmax with λmax = 2κ
    assert np.allclose(straight[:, 1], 1 / (2 * kappa))
    assert np.allclose(best[:, 1], 1 / (1 + kappa))
    assert told(gd.describe(ax), 1, 100, 0.01)
    assert {"diverges", "goes straight in"} <= set(notes(ax))
    assert ax.collections[0].get_hatch()


@pytest.mark.parametrize(("learning_rate", "stable"), [(0.0999, True), (0.1001, False)])
def test_a_run_is_a_dot_on_its_side_of_the_limit(learning_rate, stable):
    walk = run(learning_rate, steps=4000)
    ax = gd.plot_stability([walk], labels=["mine"])
    (kappa, rate), dot = ax.lines[3].get_xydata()[0], ax.lines[3]
    assert (kappa, rate) == pytest.approx((10, learning_rate))
    assert (rate < 1 / kappa) == stable == (regime(walk) != "diverges")
    assert dot.get_label().startswith("mine: ")
    assert told(gd.describe(ax), 10, learning_rate / 0.1)


def test_a_run_of_another_scale_stands_where_its_curvatures_put_it():
    tenfold = gd.Loss(lambda w: 10 * w[0] ** 2 + 40 * w[1] ** 2, minima=[(0, 0)])
    walk = gd.descend(tenfold, (1, 1), learning_rate=0.01, steps=3)
    dot = gd.plot_stability([walk], curvature=2).lines[3].get_xydata()[0]
    assert dot == pytest.approx((4, 0.1), rel=1e-6)


def test_a_run_with_a_schedule_has_no_place_on_the_map():
    walk = gd.descend(valley(), (1, 1), learning_rate=lambda k: 0.01, steps=3)
    with pytest.raises(ValueError, match="runs must have one learning rate"):
        gd.plot_stability([walk])


def test_eigen_components_add_up_to_the_loss_and_shrink_by_their_factors():
    walk = run(0.09)
    ax = gd.plot_eigen_components(walk)
    slow, fast = (line.get_ydata() for line in ax.lines)
    assert np.allclose(slow + fast, walk.losses)
    assert np.allclose(slow[1:] / slow[:-1], 0.82**2)
    assert np.allclose(fast[1:] / fast[:-1], 0.8**2)
    assert legend(ax) == ["λ = 2, × 0.672 each step", "λ = 20, × 0.64 each step"]
    assert told(gd.describe(ax), 2, 20, 0.672, 0.64, 4.5**2, 40)


def test_a_loss_that_is_not_quadratic_has_no_eigen_components():
    quartic = gd.Loss(lambda w: w[0] ** 4 + w[1] ** 2, minima=[(0, 0)])
    with pytest.raises(ValueError, match="must be of a quadratic loss"):
        gd.plot_eigen_components(gd.descend(quartic, (1, 1), learning_rate=0.1, steps=2))


def test_schedules_hold_the_rate_of_each_step_and_say_how_far_they_lead():
    halving = gd.schedules.step(0.8, every=2)
    ax = gd.plot_schedules([0.1, halving], steps=5)
    assert ax.lines[0].get_ydata() == pytest.approx([0.1] * 5)
    assert ax.lines[1].get_ydata() == pytest.approx([0.8, 0.8, 0.4, 0.4, 0.2])
    assert legend(ax) == ["constant 0.1", str(halving)]
    assert told(gd.describe(ax), 0.1, 0.5, 0.8, 0.2, 2.6)
    assert len({line.get_linestyle() for line in ax.lines}) == 2


def test_starts_are_coloured_by_the_steps_they_need():
    result = basins(valley(), resolution=9, learning_rate=0.09)
    ax = gd.plot_starts(result)
    assert np.array_equal(ax.collections[0].get_array(), result.steps)
    steps = result.steps
    assert told(gd.describe(ax), 81, steps.min(), steps.mean(), steps.max())
    (colorbar,) = (other for other in ax.figure.axes if other is not ax)
    assert colorbar.get_ylabel() == "steps to arrive"
    assert len(gd.plot_starts(result, colorbar=False).figure.axes) == 1


def test_starts_that_run_away_are_hatched_and_counted():
    two = gd.Loss(lambda w: w @ w - (w @ w) ** 2 / 8, minima=[(0, 0)], bounds=((-3, 3), (-3, 3)))
    result = basins(two, resolution=20, learning_rate=0.1)
    away = 100 * (np.hypot(*np.moveaxis(result.starts, -1, 0)) > 2).mean()
    assert 0 < away < 100
    for draw in (gd.plot_starts, gd.plot_basins):
        ax = draw(result)
        assert f"diverges: {words.number(away, 2)} %" in notes(ax)
        assert any(getattr(drawn, "hatches", [None])[0] == "xxxxxx" for drawn in ax.collections)


@pytest.mark.parametrize("side", [-1, 1])
def test_what_is_written_into_the_edge_of_a_map_stays_on_the_map(side):
    loss = gd.Loss(
        lambda w: side * w[..., 0] + w[..., 1] ** 2, minima=[(0, 0)], bounds=((-1, 1), (-1, 1))
    )
    result = basins(loss, resolution=9, learning_rate=0.1, steps=1)
    away = side * result.starts[..., 0] > 0.7
    ax = gd.plot_basins(dataclasses.replace(result, ends=np.where(away, -1, 0), diverged=away))
    ax.figure.canvas.draw()
    (told,) = (text for text in ax.texts if text.get_text().startswith("diverges"))
    box, map_box = told.get_window_extent(), ax.get_window_extent()
    assert map_box.x0 <= box.x0 < box.x1 <= map_box.x1


def test_a_basin_map_shows_each_end_and_counts_its_share():
    result = basins(gd.losses.himmelblau(), resolution=20, learning_rate=0.018)
    ax = gd.plot_basins(result)
    shown = ax.collections[0].get_array()
    assert np.array_equal(np.ma.filled(shown, -1), result.ends)
    shares = [100 * (result.ends == k).mean() for k in range(4)]
    lost = 100 * (result.ends < 0).mean()
    names = [*zip("ABCD", shares, strict=True), ("none", lost)]
    assert notes(ax) == [f"{name}: {words.number(share, 2)} %" for name, share in names]
    stars = [line.get_xydata()[0] for line in ax.lines]
    assert np.array_equal(stars, result.minima)
    assert told(gd.describe(ax), 400, *shares, lost)
    hatches = [drawn.hatches[0] for drawn in ax.collections if getattr(drawn, "hatches", [0])[0]]
    shown = [share for share in (*shares[1:], lost) if share]  # the first basin is plain
    assert len(set(hatches)) == len(hatches) == len(shown)


def test_a_lost_region_is_named_inside_itself_and_off_the_names_of_minima():
    result = basins(gd.losses.two_wells(), resolution=40, learning_rate=0.1)
    ax = gd.plot_basins(result)
    (name,) = (text for text in ax.texts if text.get_text().startswith("none"))
    x, y = (np.abs(a - b).argmin() for a, b in zip(result.axes, name.get_position(), strict=True))
    assert result.ends[y, x] == -1
    apart = np.linalg.norm(result.minima - name.get_position(), axis=-1)
    assert (apart > 0.1 * np.ptp(result.axes[0])).all()


def test_a_basin_map_lies_under_its_starts():
    result = basins(gd.losses.bowl(), ((0, 4), (0, 2)), 5, learning_rate=0.1)
    corners = gd.plot_basins(result).collections[0].get_coordinates()
    assert (corners[..., 0].min(), corners[..., 0].max()) == (-0.5, 4.5)
    assert (corners[..., 1].min(), corners[..., 1].max()) == (-0.25, 2.25)


def test_a_map_of_one_coordinate_is_refused():
    with pytest.raises(ValueError, match="a loss with 2 coordinates"):
        gd.plot_basins(basins(lambda x: x**2, [(-1, 1)], 5, learning_rate=0.1, minima=[(0,)]))
    with pytest.raises(TypeError, match=r"result must come from gd\.basins"):
        gd.plot_starts([(0, 0)])


def test_layers_are_counted_on_one_scale():
    layers = [np.array([[-1.0, 1.0], [0.1, 0.1]]), np.array([[0.5, 0.5], [0.5, -0.5]])]
    ax = gd.plot_layers(layers)
    for k, (patch, values) in enumerate(zip(ax.patches, layers, strict=True), 1):
        right, edges, left = patch.get_data()
        counts = np.histogram(values, edges)[0]
        assert np.allclose((right - left) / 0.8, counts / counts.max())
        assert np.allclose((right + left) / 2, k)
        assert (edges[0], edges[-1]) == (-1, 1)
    assert told(gd.describe(ax), 2, layers[0].std(), layers[1].std())
    assert notes(ax) == [f"{values.std():.2g}" for values in layers]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1", "2"]


def test_layers_keep_their_numbers_and_say_their_mean_squares():
    layers = [np.array([[3.0, -1.0]]), np.array([[0.5, 0.5]])]
    ax = gd.plot_layers(layers, mark="square", numbers=(4, 10))
    assert notes(ax) == ["5", "0.25"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["4", "10"]
    assert told(gd.describe(ax), 4, 10, 5, 0.25)
    with pytest.raises(ValueError, match=r"each of the 2 layers\. Got 3"):
        gd.plot_layers(layers, numbers=(1, 2, 3))


def test_numbers_above_layers_stand_inside_the_picture_and_clear_of_the_values():
    ax = gd.plot_layers([np.array([[-2.0, 2.0]])], plt.subplots(figsize=(5, 2.4))[1])
    ax.figure.canvas.draw()
    (number,) = ax.texts
    box = number.get_window_extent()
    assert box.y1 <= ax.bbox.y1 + 1
    assert box.y0 >= ax.transData.transform((1, 2.0))[1]
    assert np.abs(ax.get_yticks()).max() == 2  # no value is promised where only numbers stand


def test_saturated_values_and_dead_units_are_written_above_their_layers():
    layers = [np.array([[1.0, 0.2], [0.98, -0.99]]), np.array([[0.0, 1.0], [0.0, 0.0]])]
    assert notes(gd.plot_layers(layers, mark="saturated")) == ["75 %", "25 %"]
    dead = gd.plot_layers(layers, mark="dead")
    assert notes(dead) == ["0 %", "50 %"]
    assert "50 % of the units are dead" in gd.describe(dead)


def test_a_given_reach_gives_pictures_one_scale_and_loses_no_value():
    ax = gd.plot_layers([np.array([[-3.0, 0.1], [0.2, 0.3]])], reach=1)
    right, edges, left = ax.patches[0].get_data()
    assert (edges[0], edges[-1]) == (-1, 1)
    assert (right - left)[0] > 0


def test_layers_that_are_not_tables_of_numbers_are_refused():
    with pytest.raises(ValueError, match=r"shape \(examples, units\). Got .* for layer 2"):
        gd.plot_layers([np.ones((2, 2)), np.ones(3)])
    with pytest.raises(ValueError, match="Did you mean 'dead'"):
        gd.plot_layers([np.ones((2, 2))], mark="ded")


@pytest.mark.parametrize(
    ("rate", "word"), [(0.04, "converges"), (0.099, "alternates but converges"), (0.1, "orbits")]
)
def test_an_orbit_along_one_coordinate_is_no_convergence(rate, word):
    run = gd.descend(gd.losses.quadratic(2, 20), (5, 1), learning_rate=rate, steps=30)
    assert regime(run) == word
