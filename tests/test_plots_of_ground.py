"""Plots of losses, gradients and directions hold exactly what they are given."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import gdviz as gd
from gdviz.course.direction import draw_aim
from gdviz.course.overview import hidden_loss
from gdviz.display import COLORS
from tests.plot_examples import quartic, valley
from tests.reading import legend, notes, told


@pytest.fixture(autouse=True)
def closed_figures():
    with mpl.rc_context():
        mpl.rcdefaults()
        yield
    plt.close("all")


def test_a_curve_holds_the_loss_and_tangents_that_touch_it_with_its_slope():
    ax = gd.plot_curve(quartic(), tangents_at=[-1.8, 0.5])
    x, y = ax.lines[0].get_data()
    assert (x[0], x[-1]) == (-2.2, 2.2)
    assert np.allclose(y, x**4 - 3 * x**2 + x)
    for line, place in zip(ax.lines[1::2], (-1.8, 0.5), strict=True):
        (left, right), heights = line.get_data()
        slope = 4 * place**3 - 6 * place + 1
        assert np.isclose(np.diff(heights)[0] / (right - left), slope)
        assert np.isclose(np.interp(place, [left, right], heights), place**4 - 3 * place**2 + place)
        assert told(gd.describe(ax), slope)
    assert notes(ax) == ["slope −11.5", "slope −1.5"]
    assert told(gd.describe(ax), *(min(zip(y, x, strict=True))))


def test_contours_are_lines_of_equal_loss_evenly_spaced_in_its_square_root():
    ax = gd.plot_contours(valley())
    lines = ax.collections[1]
    assert np.allclose(np.diff(np.sqrt(lines.levels), n=2), 0)
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        x, y = path.vertices.T
        assert np.allclose(x**2 + 10 * y**2, level, rtol=0.01, atol=0.01)
    assert told(gd.describe(ax), 0, 25 + 90)


def test_the_floor_of_a_steep_valley_is_not_one_empty_patch():
    ax = gd.plot_contours(valley(1000))
    assert ax.collections[1].levels[0] < 0.01 * valley(1000)((5, 3))


def test_contours_mark_the_minima_inside_and_no_others():
    wells = gd.Loss(lambda w: w @ w, minima=[(0, 0), (1, 1), (9, 9)])
    ax = gd.plot_contours(wells, resolution=21)
    stars = [line.get_xydata()[0].tolist() for line in ax.lines if line.get_marker() == "*"]
    assert stars == [[0, 0], [1, 1]]
    assert notes(ax) == ["minima"]


def test_a_map_has_one_scale_unless_that_would_flatten_it():
    assert gd.plot_contours(valley()).get_aspect() == 1
    flat = gd.plot_contours(valley(), bounds=((0, 1), (0, 1000)), resolution=21)
    assert flat.get_aspect() == "auto"


def test_a_surface_stands_on_its_loss_and_its_two_slices_lie_on_it():
    ax = gd.plot_surface(valley(), at=(-3, 1.5))
    along_x, along_y = (np.array(line.get_data_3d()) for line in ax.lines[:2])
    assert (along_x[1] == 1.5).all()
    assert (along_y[0] == -3).all()
    for x, y, z in (along_x, along_y):
        assert np.allclose(z, x**2 + 10 * y**2)
    low, high = ax.get_zlim()
    assert low < 0
    assert np.isclose(high, 115)
    assert ax.get_zlabel() == "loss"
    assert told(gd.describe(ax), 0, 115, -3, 1.5, 9 + 22.5)


def test_a_surface_is_made_of_points_of_the_loss():
    ax = gd.plot_surface(valley(), resolution=31)
    corners = np.concatenate([np.array(face) for face in ax.collections[0]._faces])
    assert len(corners) >= 15**2 * 4
    assert np.allclose(corners[:, 2], corners[:, 0] ** 2 + 10 * corners[:, 1] ** 2)


def test_slices_vary_one_coordinate_and_their_tangents_are_the_gradient():
    left, right = gd.plot_slices(valley(), (-3, 1.5))
    for ax, loss_of, place, slope in (
        (left, lambda x: x**2 + 22.5, -3, -6),
        (right, lambda y: 9 + 10 * y**2, 1.5, 30),
    ):
        curve, tangent, point = ax.lines
        assert np.allclose(curve.get_ydata(), loss_of(curve.get_xdata()))
        assert np.isclose(np.divide(*np.diff(tangent.get_xydata(), axis=0)[0][::-1]), slope)
        assert point.get_xydata().tolist() == [[place, 31.5]]
        assert told(gd.describe(ax), slope)
    assert legend(left) == ["slope ∂L/∂x = −6"]
    assert right.get_title() == "at x = −3"


@pytest.mark.parametrize("unit", [False, True])
def test_a_field_has_an_arrow_along_the_gradient_at_each_place(unit):
    ax = gd.plot_gradient_field(valley(), density=4, unit=unit)
    arrows = ax.collections[0]
    gradients = np.column_stack([2 * arrows.X, 20 * arrows.Y])
    lengths = np.hypot(*gradients.T)
    drawn = gradients / lengths[:, None] if unit else gradients
    assert np.allclose(np.column_stack([arrows.U, arrows.V]), drawn)
    assert np.allclose(np.unique(arrows.X), [-3.75, -1.25, 1.25, 3.75])
    assert np.isclose(
        np.hypot(arrows.U, arrows.V).max() / arrows.scale, 1.5 * (0.7 if unit else 1.2)
    )
    assert told(gd.describe(ax), 16, lengths.min(), lengths.max())


def test_an_arrow_of_no_gradient_has_no_direction():
    arrows = gd.plot_gradient_field(gd.losses.bowl(), density=3, unit=True).collections[0]
    assert (arrows.U[4], arrows.V[4]) == (0, 0)


def test_errors_of_differences_of_a_cube_are_those_of_its_taylor_series():
    cube = gd.Loss(lambda x: (x**3)[..., 0], lambda x: 3 * x**2, dim=1, vectorized=True)
    h = np.array([1e-3, 1e-2, 1e-1])
    ax = gd.plot_difference_error(cube, 2.0, sizes=h)
    forward, central = (line for line in ax.lines if line.get_label().endswith("difference"))
    assert np.allclose(forward.get_ydata(), 6 * h + h**2)
    assert np.allclose(central.get_ydata(), h**2, rtol=1e-4)
    assert told(gd.describe(ax), 0.006, 1e-6, 0.001)


def test_both_branches_of_the_errors_are_named_by_their_slopes():
    cube = gd.Loss(lambda x: (x * x * x)[..., 0], lambda x: 3 * x * x, dim=1, vectorized=True)
    ax = gd.plot_difference_error(cube, 1.3)
    assert notes(ax) == ["slope 1", "slope 2", "slope −1"]
    for line, slope in zip(
        (line for line in ax.lines if len(line.get_xdata()) == 2), (1, 2, -1), strict=True
    ):
        (rise,), (run,) = np.diff(np.log(line.get_ydata())), np.diff(np.log(line.get_xdata()))
        assert np.isclose(rise / run, slope)


def test_a_law_that_the_errors_do_not_follow_is_not_named():
    ax = gd.plot_difference_error(gd.losses.bowl(), (3.0, 4.0))  # central is exact but for rounding
    assert "slope 2" not in notes(ax)


def test_a_rose_holds_the_change_in_every_direction_and_counts_what_goes_down():
    ax = gd.plot_direction_rose(gd.losses.bowl(), (3, 0), 0.3)
    angles, size = ax.lines[0].get_data()
    change = 2 * 3 * 0.3 * np.cos(angles) + 0.3**2
    assert np.allclose(size, np.abs(change))
    ring = ax.lines[1].get_ydata()
    assert (np.isfinite(ring) == (change < 0)).all()
    share = 100 * (1 - np.arccos(-0.3 / 6) / np.pi)
    assert told(gd.describe(ax), share, 180, 6 * 0.3 - 0.09, 6 * 0.3 + 0.09)
    assert legend(ax)[0] == "48.4 % go down"


@pytest.mark.parametrize("step", [0.01, 1, 3])
def test_the_sizes_of_a_rose_are_written_beside_its_petals(step):
    ax = gd.plot_direction_rose(gd.losses.ravine(4), (2, 1), step)
    angles, size = ax.lines[0].get_data()
    written = np.radians(ax.get_rlabel_position())
    near = np.cos(angles - written) > np.cos(np.radians(10))
    assert size[near].max() < ax.get_yticks()[0]


@pytest.mark.parametrize(("size", "beside"), [((6.4, 4), True), ((4, 5), False)])
def test_the_petals_are_named_beside_a_rose_or_below_it_where_there_is_room(size, beside):
    figure, ax = plt.subplots(figsize=size, subplot_kw={"projection": "polar"})
    gd.plot_direction_rose(valley(), (-3, 1.5), 0.1, ax)
    figure.draw_without_rendering()
    names, rose = ax.get_legend().get_window_extent(), ax.get_window_extent()
    assert (names.x0 > rose.x1) == beside
    assert (names.y1 < rose.y0) != beside


def test_petals_that_go_down_are_hatched_and_the_others_are_not():
    down, up = gd.plot_direction_rose(gd.losses.bowl(), (3, 0), 0.3).collections
    assert (bool(down.get_hatch()), bool(up.get_hatch())) == (True, False)
    assert np.allclose(down.get_facecolor()[0, :3], mpl.colors.to_rgb(COLORS["path"]))


def test_a_rose_points_along_minus_the_gradient():
    ax = gd.plot_direction_rose(valley(), (-3, 1.5), 0.1)
    (label,) = (text for text in ax.texts if text.get_text())
    assert np.isclose(label.xy[0], np.arctan2(-30, 6))


def test_from_a_minimum_no_direction_goes_down():
    ax = gd.plot_direction_rose(gd.losses.bowl(), (0, 0), 0.5)
    assert legend(ax) == ["0 % go down", "100 % go up"]
    assert notes(ax) == []


def test_a_probe_answers_with_height_and_slope_and_gives_no_more_than_twelve_answers():
    places = [(-4, -4), (2, -1), (4, 4)]
    ax = gd.probe(places)
    (arrows,) = ax.collections
    downhill = -np.stack([arrows.U, arrows.V], axis=-1)
    assert np.allclose(
        downhill, gd.Loss(lambda w: float(hidden_loss()(w))).gradient(places), atol=1e-6
    )
    assert [float(note.removeprefix("height ")) for note in notes(ax)] == pytest.approx(
        [hidden_loss()(place) for place in places], rel=0.005
    )
    assert notes(gd.probe(places * 2))[0] == gd.number(hidden_loss()(places[0]))
    with pytest.raises(ValueError, match=r"at most 12 points\. Got 15"):
        gd.probe(places * 5)


@pytest.mark.parametrize("start", [(4, 4), (4, -4), (-4, 2), (-3, -4)])
def test_the_aim_of_the_gradient_is_measured_from_the_way_to_the_minimum(start):
    x, y = start
    ax = draw_aim(gd.descend(gd.losses.ravine(10), start, learning_rate=0.01, steps=300))
    (written,) = (note for note in notes(ax) if "°" in note)
    angle = np.degrees(np.arccos((x**2 + 10 * y**2) / np.hypot(x, 10 * y) / np.hypot(x, y)))
    assert float(written.removesuffix("°")) == pytest.approx(angle, abs=0.5)
    arc = ax.lines[-1].get_xydata() - start
    assert np.allclose(np.hypot(*arc.T), np.hypot(*arc[0]))
    assert np.allclose(arc[0] / np.hypot(*arc[0]), -np.array(start) / np.hypot(x, y))
    assert np.allclose(arc[-1] / np.hypot(*arc[0]), (-x, -10 * y) / np.hypot(x, 10 * y))
    assert told(gd.describe(ax), float(written.removesuffix("°")))


def test_cosines_are_counted_in_their_bins_and_the_best_is_marked():
    directions = [[1, 0], [1, 1], [0, 5], [-2, 0]]
    ax = gd.plot_cosines((1, 0), directions)
    counts, edges, _ = ax.patches[0].get_data()
    assert counts.sum() == 4
    cosines = [1, np.sqrt(0.5), 0, -1]
    assert np.array_equal(counts, np.histogram(cosines, edges)[0])
    assert ax.lines[1].get_xdata() == [1]
    assert told(gd.describe(ax), 4, 2, 1, np.mean(np.abs(cosines)), 50)


def test_random_directions_keep_the_law_of_their_dimension():
    ax = gd.plot_cosines(np.eye(100)[0], 4000, seed=3)
    counts, edges, _ = ax.patches[0].get_data()
    middles = (edges[1:] + edges[:-1]) / 2
    expected = np.sqrt(2 / (np.pi * 100))
    assert np.isclose((counts @ np.abs(middles)) / 4000, expected, rtol=0.05)
    assert ax.get_title() == "100 dimensions"


def test_the_names_above_a_histogram_cover_no_bar_of_it():
    figure, axes = plt.subplots(1, 2, sharey=True)
    for ax, reference in zip(axes, (np.ones(100), np.ones(2)), strict=True):
        gd.plot_cosines(reference, 1000, ax)
    figure.draw_without_rendering()
    for ax in axes:
        highest = ax.transData.transform((0, ax.patches[0].get_data().values.max()))[1]
        assert ax.get_legend().get_window_extent().y0 > highest


def test_a_direction_of_length_0_is_refused():
    with pytest.raises(ValueError, match="must not be 0, which points nowhere"):
        gd.plot_cosines((1, 0), [[0, 0]])


def test_the_angle_meter_measures_between_minus_gradient_and_minimum():
    kappa = np.array([1.0, 10, 100])
    ax = gd.plot_angle_meter(kappa, point=(2, 1))
    here, worst = (line.get_ydata() for line in ax.lines[:2])
    cosines = (4 + kappa) / np.sqrt(5) / np.sqrt(4 + kappa**2)
    assert np.allclose(np.cos(np.radians(here)), cosines)
    assert np.allclose(np.cos(np.radians(worst)), 2 * np.sqrt(kappa) / (1 + kappa))
    assert told(gd.describe(ax), 100, here[-1], worst[-1])


def test_the_marked_condition_number_has_its_angles_written_down():
    ax = gd.plot_angle_meter([1, 100], mark=10)
    here = np.degrees(np.arctan(10) - np.arctan(1))
    worst = np.degrees(np.arctan2(9, 2 * np.sqrt(10)))
    assert notes(ax)[1:] == ["κ = 10", f"{here:.0f}°", f"{worst:.0f}°"]
    marked = [line.get_xydata()[0] for line in ax.lines[-2:]]
    assert np.allclose(marked, [(10, here), (10, worst)])
    assert told(gd.describe(ax), 10, round(here), round(worst))
    with pytest.raises(ValueError, match="mark must be a number ≥ 1"):
        gd.plot_angle_meter([1, 100], mark=0.5)


def test_no_point_is_worse_than_the_least_favourable_one():
    worst = gd.plot_angle_meter([30.0]).lines[1].get_ydata()[0]
    points = np.random.default_rng(0).standard_normal((200, 2))
    angles = [
        gd.plot_angle_meter([30.0], plt.gca(), point=w).lines[-3].get_ydata()[0]
        for w in points[:40]
    ]
    assert max(angles) <= worst + 1e-9


def test_the_steepest_step_of_each_ruler_gains_most_among_steps_of_its_length():
    gradient = np.array([1.0, 2.0])
    ax = gd.plot_rulers(gradient, ellipse=(2, 0.5))
    for ruler, tip in zip(ax.lines[::2], ax.lines[1::2], strict=True):
        gains = -np.array(ruler.get_data()).T @ gradient
        (step,) = tip.get_xydata()
        assert -step @ gradient >= gains.max() - 1e-9
        assert told(gd.describe(ax), *step)
    assert ax.get_aspect() == 1
