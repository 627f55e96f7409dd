"""Plots of runs hold exactly their points, losses, steps and prices."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import gdviz as gd
from gdviz.display import COLORS, TIME
from gdviz.plots.runs import straightness
from tests.plot_examples import fit, noisy, run, valley
from tests.reading import legend, notes, said, told


@pytest.fixture(autouse=True)
def closed_figures():
    with mpl.rc_context():
        mpl.rcdefaults()
        yield
    plt.close("all")


def parabola():
    return gd.Loss(
        lambda x: (x**2)[..., 0],
        lambda x: 2 * x,
        dim=1,
        bounds=((-3, 3),),
        minima=[(0,)],
        vectorized=True,
    )


def test_a_path_holds_every_point_and_marks_start_and_end():
    walk = run()
    ax = gd.plot_trajectory(walk)
    path, start, end = ax.lines
    assert np.array_equal(path.get_xydata(), walk.points)
    assert start.get_xydata().tolist() == [[-4.5, 2]]
    assert np.array_equal(end.get_xydata(), walk.points[-1:])
    assert (start.get_marker(), end.get_marker()) == ("s", "o")
    assert notes(ax) == ["start"]
    losses = [4.5**2 + 40, (0.82**40 * 4.5) ** 2 + 10 * (0.8**40 * 2) ** 2]
    assert told(gd.describe(ax), 40, 0.09, -4.5, 2, -4.5 * 0.82**40, *losses)


def test_a_path_on_a_map_leaves_the_limits_of_the_map():
    ax = gd.plot_contours(valley())
    gd.plot_trajectory(run(0.12), ax)  # diverges
    assert (ax.get_xlim(), ax.get_ylim()) == ((-5, 5), (-3, 3))


def test_a_path_of_one_coordinate_hops_along_the_curve():
    walk = gd.descend(parabola(), 2.5, learning_rate=0.9, steps=6)
    ax = gd.plot_trajectory(walk)
    x, y = ax.lines[0].get_data()
    assert np.allclose(x, 2.5 * (-0.8) ** np.arange(7))
    assert np.allclose(y, x**2)
    assert ax.get_ylabel() == "loss"


def test_several_paths_differ_in_more_than_colour_and_have_a_legend():
    runs = [run(0.09), run(0.02)]
    ax = gd.plot_trajectory(runs, labels=["fast", "slow"])
    paths = [line for line in ax.lines if line.get_label() in ("fast", "slow")]
    assert all(np.array_equal(p.get_xydata(), r.points) for p, r in zip(paths, runs, strict=True))
    assert len({p.get_linestyle() for p in paths}) == 2
    assert legend(ax) == ["fast", "slow"]
    assert notes(ax) == ["start"]
    assert "fast: 40 steps" in gd.describe(ax)


def test_a_long_path_is_not_buried_under_markers():
    assert gd.plot_trajectory(run(steps=60)).lines[0].get_marker() == "o"
    assert gd.plot_trajectory(run(steps=61)).lines[0].get_marker() == ""


def test_step_numbers_stand_on_the_outer_side_of_each_corner():
    ax = gd.plot_trajectory(run(), gd.plot_contours(valley()), numbers=(0, 1, 2))
    one, two = (text for text in ax.texts if text.get_text() in "12")
    assert [text.xy[0] for text in (one, two)] == pytest.approx(list(run().points[1:3, 0]))
    assert one.xyann[1] < 0 < two.xyann[1]
    with pytest.raises(ValueError, match=r"from 0 to 40\. Got 41"):
        gd.plot_trajectory(run(), numbers=[41])


def test_a_path_in_many_dimensions_is_refused_with_what_to_do():
    walk = gd.descend(lambda w: w @ w, (1, 2, 3), learning_rate=0.1, steps=1)
    with pytest.raises(ValueError, match=r"1 or 2 coordinates\. Got 3\. Use gd\.plot_conv"):
        gd.plot_trajectory(walk)


def test_a_step_shows_the_gradient_its_opposite_and_the_step_in_true_length():
    ground, section = gd.plot_step(valley(), (-3, 1.5), 0.08)
    tails_and_heads = [(t.xyann, t.xy) for t in ground.texts if not t.get_text()]
    start, gradient = np.array([-3, 1.5]), np.array([-6.0, 30])
    expected = [start + gradient / 20, start - gradient / 20, start - 0.08 * gradient]
    for (tail, head), place in zip(tails_and_heads, expected, strict=True):
        assert np.allclose(tail, start)
        assert np.allclose(head, place)
    assert {"∇L ÷ 20", "−∇L ÷ 20", "−α ∇L"} <= set(notes(ground))
    assert told(gd.describe(ground), -3, 1.5, -6, 30, -3 + 0.48, 1.5 - 2.4)
    assert ground.get_aspect() == 1
    curve, promise, _, promised, got = section.lines
    assert np.allclose(promised.get_xydata(), [[0.08 * np.hypot(6, 30), 31.5 - 0.08 * 936]])
    assert np.allclose(got.get_ydata(), 2.52**2 + 10 * 0.9**2)
    assert np.isclose(curve.get_ydata()[0], 31.5)
    slope = np.diff(promise.get_ydata()) / np.diff(promise.get_xdata())
    assert np.isclose(slope, -np.hypot(6, 30))
    assert told(gd.describe(section), -0.08 * 936, 2.52**2 + 8.1 - 31.5)
    assert legend(section)[1] == f"got: {said(2.52**2 + 8.1 - 31.5)}"


def test_a_short_gradient_is_drawn_in_true_length():
    ground, _ = gd.plot_step(gd.losses.bowl(), (0.5, 0.5), 0.1)
    assert "∇L" in notes(ground)
    tips = [text.xy for text in ground.texts if not text.get_text()]
    assert tips[0] == pytest.approx((1.5, 1.5))


def test_the_star_holds_unit_directions_of_successive_steps_newest_darkest():
    ax = gd.plot_step_star(run(), steps=4)
    arrows = [text for text in ax.texts if not text.get_text()]
    moves = np.diff(run().points[:5], axis=0)
    directions = moves / np.linalg.norm(moves, axis=1, keepdims=True)
    assert np.allclose([arrow.xy for arrow in arrows], directions)
    assert all(tuple(arrow.xyann) == (0, 0) for arrow in arrows)
    dark = [sum(arrow.arrow_patch.get_edgecolor()[:3]) for arrow in arrows]
    assert dark == sorted(dark, reverse=True)
    turns = np.degrees(np.arccos((directions[1:] * directions[:-1]).sum(axis=1)))
    assert told(gd.describe(ax), 4, np.median(turns), *directions[0])
    assert ax.get_aspect() == 1


def test_a_walk_that_jumps_to_and_fro_is_not_told_as_straight_however_far_it_flies():
    quartic = gd.Loss(lambda x: x[0] ** 4, gradient=lambda x: 4 * x**3, dim=1)
    run = gd.descend(quartic, [2], learning_rate=0.15, steps=5)
    assert (run.points[1:] * run.points[:-1] < 0).all()
    assert "The path turns back 4 times." in gd.describe(gd.plot_trajectory(run))


def test_a_walk_that_only_rounding_shakes_at_its_end_is_told_as_straight():
    points = np.array([[0, 0], [3, 3], [3 - 1e-14, 3], [3, 3]])
    assert straightness(points) == "The path is straight."


def test_the_two_bundles_of_a_zig_zag_are_named_and_a_straight_walk_has_none():
    for steps, tips in ((4, [2, 3]), (5, [4, 3])):
        ax = gd.plot_step_star(run(0.099), steps=steps)
        assert notes(ax) == ["odd steps", "even steps"]
        moves = np.diff(run(0.099).points[: steps + 1], axis=0)[tips]
        places = [text.xy for text in ax.texts if text.get_text()]
        assert np.allclose(places, moves / np.linalg.norm(moves, axis=1, keepdims=True))
    assert notes(gd.plot_step_star(run(0.01), steps=4)) == ["step 1", "step 4"]
    assert notes(gd.plot_step_star(run(0.099), steps=1)) == ["step 1"]


def test_a_run_that_stands_still_has_no_star():
    still = gd.descend(valley(), (0, 0), learning_rate=0.1, steps=3)
    with pytest.raises(ValueError, match="run must move in a plane"):
        gd.plot_step_star(still)


def test_convergence_holds_each_loss_above_the_floor_on_a_logarithmic_scale():
    ax = gd.plot_convergence([run(0.09), run(0.02)], labels=["fast", "slow"], floor=1e-3)
    for line, walk in zip(ax.lines, (run(0.09), run(0.02)), strict=True):
        left = walk.losses - 1e-3
        assert np.array_equal(line.get_ydata()[left > 0], left[left > 0])
        assert np.isnan(line.get_ydata()[left <= 0]).all()
        assert told(gd.describe(ax), left[0], left[-1], 40)
    assert ax.get_yscale() == "log"
    assert ax.get_ylabel() == "loss above its lowest value"
    assert legend(ax) == ["fast", "slow"]


def test_losses_within_a_power_of_ten_are_numbered_plainly():
    slow = gd.descend(gd.losses.bowl(), (3, 4), learning_rate=0.001, steps=100)
    ticks = gd.plot_convergence(slow).get_yticklabels()
    assert {"20", "25"} <= {tick.get_text() for tick in ticks}
    assert not gd.plot_convergence(slow).get_yminorticklabels()
    fast = gd.plot_convergence(run(0.02)).get_yticklabels()
    assert any("10^" in tick.get_text() for tick in fast)


def test_a_race_counts_gradients_of_single_examples():
    full = gd.descend(fit(), (-1, 1.2), learning_rate=0.1, steps=5)
    ax = gd.plot_race([full, noisy(0)], labels=["all", "four"])
    assert np.array_equal(ax.lines[0].get_xdata(), 40 * np.arange(6))
    assert np.array_equal(ax.lines[1].get_xdata(), 4 * np.arange(61))
    assert np.array_equal(ax.lines[1].get_ydata(), noisy(0).losses)
    words = gd.describe(ax)  # both had 200 gradients: 5 full steps, 50 small ones
    assert f"all: after 200 gradients the loss is {said(full.losses[5])}" in words
    assert f"four: after 200 gradients the loss is {said(noisy(0).losses[50])}" in words


def test_step_lengths_are_the_learning_rate_times_the_gradient():
    walk = run(0.09)
    line = gd.plot_step_lengths(walk).lines[0]
    expected = 0.09 * np.hypot(*(walk.points[:-1] * [2, 20]).T)
    assert np.allclose(line.get_ydata(), expected)
    assert np.array_equal(line.get_xdata(), np.arange(1, 41))
    assert told(gd.describe(line.axes), expected[0], expected[-1], expected.sum())


def test_bands_hold_the_median_and_span_all_seeds():
    runs = [noisy(seed) for seed in range(5)]
    losses = np.array([walk.losses for walk in runs])
    ax = gd.plot_bands({"four": runs, "again": losses / 2})
    assert np.allclose(ax.lines[0].get_ydata(), np.median(losses, axis=0))
    assert np.allclose(ax.lines[1].get_ydata(), np.median(losses, axis=0) / 2)
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert np.isclose(heights.max(), losses.max())
    assert set(np.round(losses.min(axis=0), 9)) <= set(np.round(heights, 9))
    assert told(gd.describe(ax), 5, losses[:, -1].min(), losses[:, -1].max())
    assert ax.collections[0].get_hatch() != ax.collections[1].get_hatch()
    assert legend(ax) == ["four", "again"]


def test_bands_call_their_runs_what_they_are():
    means = [[4, 2, 1], [8, 4, 3], [9, 9, 9]]
    ax = gd.plot_bands({"one": means, "other": means}, each="mean", singly=["other"])
    assert "one, 3 means: the median" in gd.describe(ax)
    assert "other, 3 means, each drawn" in gd.describe(ax)
    assert ax.get_title() == "Median and range of the means"
    assert "seed" not in gd.describe(ax)


def test_bands_cut_off_what_is_thrown_out_and_say_how_high_it_went():
    tame, wild = [[4, 2, 1], [8, 4, 3]], [[5, 1e30, 2], [5, 3, 2]]
    ax = gd.plot_bands({"tame": tame, "wild": wild}, top=20)
    assert ax.get_ylim() == (0.8, 20)
    described = gd.describe(ax)
    assert "tame, 2 seeds: the median falls from 6 to 2 and ends between 1 and 3." in described
    assert "between 2 and 2, after a highest value of 1e+30, above the picture." in described
    widths = [line.get_linewidth() for line in ax.lines]
    assert widths == sorted(widths, reverse=True)
    with pytest.raises(ValueError, match="top must"):
        gd.plot_bands({"tame": tame}, top=0)


def test_runs_of_a_group_drawn_singly_are_all_there_and_counted_where_they_rise():
    calm, wild = [[4, 2, 1], [8, 4, 3]], [[5, 9, 2], [5, 3, 2.5], [5, 4, 70]]
    ax = gd.plot_bands({"calm": calm, "wild": wild}, singly=["wild"])
    assert [line.get_ydata().tolist() for line in ax.lines[1:]] == wild
    assert len(ax.collections) == 1
    assert len({line.get_color() for line in ax.lines[1:]}) == 1
    assert ax.lines[0].get_color() != ax.lines[1].get_color()
    assert legend(ax) == ["calm", "wild"]
    assert "wild, 3 seeds, each drawn: the loss rises at some step in 2" in gd.describe(ax)
    assert told(gd.describe(ax).partition("wild")[2], 3, 2, 70, 2, 70)
    with pytest.raises(ValueError, match=r"singly must be one of .* Got 'wlid'. Did you mean"):
        gd.plot_bands({"wild": wild}, singly=["wlid"])


def test_bands_of_unequal_runs_are_refused():
    with pytest.raises(ValueError, match="runs of one length"):
        gd.plot_bands({"mixed": [[1, 2], [1, 2, 3]]})
    with pytest.raises(TypeError, match="must map names to runs"):
        gd.plot_bands([[1, 2]])


def test_stopping_rules_are_marked_where_they_first_hold():
    walk = run()
    ax = gd.plot_stopping(
        walk, [lambda w, losses, slopes: losses < 1, lambda w, losses, slopes: losses < 0]
    )
    step = int(np.argmax(walk.losses < 1))
    assert np.array_equal(ax.lines[0].get_ydata(), walk.losses)
    (mark,) = (line for line in ax.lines if line.get_label().startswith(f"step {step}:"))
    assert mark.get_xydata().tolist() == [[step, walk.losses[step]]]
    assert legend(ax)[1].startswith("never:")
    assert told(gd.describe(ax), step, walk.losses[step])


def test_stopping_rules_are_listed_in_the_order_in_which_they_hold():
    below = [lambda w, losses, slopes, height=height: losses < height for height in (0, 0.1, 10)]
    ax = gd.plot_stopping(run(), below, labels=["zero", "a tenth", "ten"])
    assert [words.split(": ")[1] for words in legend(ax)] == ["ten", "a tenth", "zero"]


def test_stopping_rules_of_the_course_say_what_they_wait_for():
    ax = gd.plot_stopping(run(), [gd.stopping.loss_below(0.5)])
    assert legend(ax)[0].endswith(": the loss is below 0.5")


def test_a_power_law_is_found_and_written_down():
    x = np.array([1.0, 10, 100])
    ax = gd.plot_power_law(x, 7 * x**-0.5, label="spread")
    gd.plot_power_law(x, x**2, ax)
    assert legend(ax) == ["spread: slope −0.5", "slope 2"]
    points, law, *_ = ax.lines
    assert np.array_equal(points.get_ydata(), 7 * x**-0.5)
    assert np.allclose(law.get_ydata(), [7, 0.7])
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert len({line.get_marker() for line in ax.lines[::2]}) == 2
    assert told(gd.describe(ax), -0.5, 1, 7, 100, 0.7, 2)
    with pytest.raises(ValueError, match="numbers above 0"):
        gd.plot_power_law([1, 2], [0, 1])


def test_points_are_held_against_a_law_that_is_given():
    x, law = np.array([1.0, 4, 9]), np.array([2.0, 1, 0.5])
    ax = gd.plot_power_law(x, law * [1, 1.25, 1], label="spread", law=law)
    points, line = ax.lines
    assert np.array_equal(line.get_xydata(), np.column_stack([x, law]))
    assert line.get_color() == points.get_color()
    assert legend(ax) == ["spread"]
    ax.figure.canvas.draw()
    labels = [tick.get_text() for tick in ax.get_yticklabels() + ax.get_yminorticklabels()]
    assert {"0.5", "1", "2"} <= set(labels)
    assert not any("10" in label for label in labels)
    assert told(gd.describe(ax), 1, 2, 9, 0.5, 25)
    with pytest.raises(ValueError, match="x and law must hold equally many"):
        gd.plot_power_law(x, law, law=[1, 2])


def test_a_line_is_drawn_in_the_units_of_the_data():
    loss = fit()
    ax = gd.plot_line(loss, [loss.minima[0], (0, 0)], labels=["best", "flat"])
    cloud, best, flat = ax.lines
    assert np.array_equal(cloud.get_xydata(), np.column_stack([loss.x, loss.y]))
    slope, intercept = np.polyfit(loss.x, loss.y, 1)
    assert np.allclose(best.get_ydata(), intercept + slope * best.get_xdata())
    assert np.allclose(flat.get_ydata(), loss.y.mean())
    assert told(gd.describe(ax), 40, slope, intercept)
    assert legend(ax) == ["best", "flat"]
    assert cloud.get_color() == COLORS["data"]


def test_the_misses_of_a_line_are_those_that_its_loss_averages():
    loss, flat = fit(), (0, 0.5)
    ax = gd.plot_line(loss, [flat, (1, 0)], misses=True)
    (drawn,) = ax.collections
    feet, ends = np.swapaxes(drawn.get_segments(), 0, 1)
    assert np.array_equal(ends, np.column_stack([loss.x, loss.y]))
    misses = (ends - feet)[:, 1] / loss.y.std()
    assert np.isclose(np.mean(misses**2), loss(flat))
    assert told(gd.describe(ax), 40, loss(flat))
    assert legend(ax)[0] == "misses"


def test_fitted_lines_and_path_show_the_same_steps_in_the_same_colours():
    loss = fit()
    walk = gd.descend(loss, (-1, 1.2), learning_rate=0.1, steps=30)
    plane, data = gd.plot_fitted_lines(walk, steps=5)
    dots = next(c for c in plane.collections if len(c.get_offsets()) == 6)
    assert np.array_equal(dots.get_offsets(), walk.points[:6])
    lines = data.lines[1:]
    for line, w, color in zip(lines, walk.points, dots.get_facecolors(), strict=False):
        slope, intercept = loss.in_data_units(w)
        assert np.allclose(line.get_ydata(), intercept + slope * line.get_xdata())
        assert np.allclose(mpl.colors.to_rgba(line.get_color()), color)
    assert len(lines) == 6
    assert np.allclose(lines[-1].get_color(), TIME(1.0))
    assert legend(data) == ["step 0", "step 5"]
    assert told(gd.describe(data), 40, 5, *loss.in_data_units(walk.points[5]))
    assert told(gd.describe(plane), 5, *walk.points[5], walk.losses[5])
