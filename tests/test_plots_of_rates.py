"""Plots of learning rates, curvatures, starts and layers hold exactly what they are given."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import gdviz as gd
from gdviz.plots.rates import regime
from tests.plot_examples import run, valley
from tests.reading import legend, notes, told


@pytest.fixture(autouse=True)
def closed_figures():
    with mpl.rc_context():
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
    rates, steps = [0.25, 0.5, 0.75, 1.0, 1.25], [20, 1, 20, np.nan, np.nan]
    ax = gd.plot_sweep(rates, steps, limit=1)
    line, crosses, limit = ax.lines
    assert np.array_equal(line.get_data(), [rates, steps], equal_nan=True)
    assert crosses.get_xdata().tolist() == [1.0, 1.25]
    assert set(limit.get_xdata()) == {1}
    assert legend(ax) == ["converges", "never", "2/λmax = 1"]
    assert ax.get_yscale() == "log"
    assert told(gd.describe(ax), 5, 3, 0.5, 1)


def test_a_sweep_of_counts_below_1_is_refused():
    with pytest.raises(ValueError, match="counts ≥ 1, NaN for never"):
        gd.plot_sweep([0.1, 0.2], [0, 3])


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


def test_starts_are_coloured_by_their_steps_and_those_that_never_arrive_are_crosses():
    starts = [[0, 1], [2, 3], [4, 5], [1, 1]]
    ax = gd.plot_starts(starts, [10, 30, np.nan, 20])
    dots, crosses = ax.collections
    assert np.asarray(dots.get_offsets()).tolist() == [[0, 1], [2, 3], [1, 1]]
    assert np.asarray(dots.get_array()).tolist() == [10, 30, 20]
    assert np.asarray(crosses.get_offsets()).tolist() == [[4, 5]]
    assert legend(ax) == ["never arrives"]
    assert told(gd.describe(ax), 3, 4, 10, 30)
    with pytest.raises(ValueError, match=r"one number for each start, shape \(4,\)"):
        gd.plot_starts(starts, [1, 2])


def grid(columns, rows):
    return np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1).astype(float)


def test_a_basin_map_shows_each_end_and_counts_its_share():
    ends = np.array([[0, 0, 1, 1, 1], [0, 0, 1, 1, -1]])
    ax = gd.plot_basins(grid(5, 2), ends, [(0.5, 0), (3, 1)])
    assert np.array_equal(np.asarray(ax.collections[0].get_array()).reshape(2, 5), ends)
    assert legend(ax) == ["A: 40 % of starts", "B: 50 %", "none: 10 %"]
    assert [line.get_xydata().tolist() for line in ax.lines] == [[[0.5, 0]], [[3, 1]]]
    assert notes(ax) == ["A", "B"]
    assert told(gd.describe(ax), 10, 40, 50, 0.5, 3)
    patches = ax.get_legend().get_patches()
    assert len({patch.get_hatch() for patch in patches}) == 3


def test_a_basin_map_lies_under_its_starts():
    box = gd.plot_basins(grid(5, 3), np.zeros((3, 5)), [(1, 1)]).collections[0]
    corners = box.get_coordinates()
    assert (corners.min(), corners[..., 0].max(), corners[..., 1].max()) == (-0.5, 4.5, 2.5)


@pytest.mark.parametrize(
    ("ends", "words"),
    [([[0, 2]], "ends must be from -1 to 1"), ([[0, -2]], "ends must be from -1 to 1")],
)
def test_ends_that_name_no_minimum_are_refused(ends, words):
    with pytest.raises(ValueError, match=words):
        gd.plot_basins(grid(2, 1), ends, [(0, 0), (1, 1)])


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
