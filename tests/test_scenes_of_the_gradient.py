"""The figures of notebooks 01 and 02: aims, slopes, rises, units, stairs, sections."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import gdviz as gd
from gdviz.course.direction import draw_aim
from gdviz.course.gradient import (
    draw_field,
    draw_microscope,
    draw_plane,
    draw_rises,
    draw_sections,
    draw_steepest,
    draw_zero_slopes,
    flat_places,
    mark_places,
)
from tests.plot_examples import valley
from tests.reading import arrows, legend, notes, told


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


def test_the_plane_touches_the_surface_at_the_point_and_rises_with_the_two_slopes():
    ax = draw_plane(valley(), (-3, 1.5))
    for line in ax.lines[-2:]:  # the tangents of the two slices
        x, y, z = line.get_data_3d()
        assert np.allclose(z, 31.5 - 6 * (x + 3) + 30 * (y - 1.5))
    assert told(gd.describe(ax), -6, 30)


def test_a_field_leaves_a_rim_and_no_arrow_leaves_the_picture():
    wells, bounds = gd.losses.himmelblau(), ((-5.2, 5.2), (-5.2, 5.2))
    ax = draw_field(wells, plt.subplots()[1], bounds, density=9, scale=150)
    (field,) = (drawn for drawn in ax.collections if hasattr(drawn, "U"))
    tips = np.stack([field.X + field.U / 150, field.Y + field.V / 150])
    assert np.abs(tips).max() < 5.2
    assert np.allclose(np.stack([field.U, field.V], axis=-1), wells.gradient(field.XY))


def test_each_slope_is_zero_along_its_own_curves():
    wells = gd.losses.himmelblau()
    ax = draw_zero_slopes(wells)
    for i in range(2):
        points = np.concatenate([path.vertices for path in ax.collections[2 + i].get_paths()])
        assert np.abs(wells.gradient(points)[:, i]).max() < 0.5
    assert legend(ax) == ["∂L/∂x = 0", "∂L/∂y = 0"]


def test_a_short_step_rises_most_along_the_gradient_and_a_long_one_elsewhere():
    ax = draw_rises(valley(), (1, 0.2), (1e-5, 2))
    short, long = ax.lines[1:]
    around = np.radians(short.get_xdata())
    cos, sin = np.cos(around), np.sin(around)
    assert np.allclose(short.get_ydata(), 2 * cos + 4 * sin, atol=1e-3)
    assert np.allclose(long.get_ydata(), 2 * cos + 4 * sin + 2 * cos**2 + 20 * sin**2)
    best = [line.get_xdata()[line.get_markevery()[0]] for line in (short, long)]
    assert best[0] == pytest.approx(np.degrees(np.arctan2(4, 2)), abs=0.06)
    assert best[1] == pytest.approx(90, abs=10)
    assert told(gd.describe(ax), 63.4, np.hypot(2, 4))


@pytest.mark.parametrize("scale", [(1, 1), (10, 1), (0.5, 3)])
def test_the_steepest_direction_is_the_best_of_all_steps_of_length_1_in_its_unit(scale):
    gradient, angles = np.array([-6.0, 30.0]), np.linspace(0, 2 * np.pi, 72001)
    steps = np.stack([np.cos(angles), np.sin(angles)], axis=-1) * scale  # as seen on the map
    best = steps[np.argmax(steps @ gradient)]
    ((tail, head),) = arrows(draw_steepest(valley(), (-3, 1.5), {"so": scale}))
    assert (head - tail) @ best == pytest.approx(np.linalg.norm(head - tail) * np.linalg.norm(best))


def test_under_the_microscope_the_stairs_are_as_high_as_neighbouring_numbers_are_apart():
    curve, tangent, chord = draw_microscope(plt.subplots()[1], -15).lines
    heights = np.unique(curve.get_ydata())
    stair = np.spacing(68.0) / 1e-15
    assert 4 <= len(heights) <= 16
    assert np.allclose(heights / stair, np.round(heights / stair))
    assert np.allclose(tangent.get_ydata(), -36 * tangent.get_xdata())
    assert chord.get_ydata()[1] in curve.get_ydata()


def test_flat_places_are_where_the_gradient_is_zero_and_are_marked_by_kind():
    wells = gd.losses.himmelblau()
    places = flat_places(wells)
    assert np.abs(wells.gradient(places)).max() < 1e-6
    least, most = np.array([wells.curvatures(place) for place in places]).T
    kinds = np.where(least > 0, "minimum", np.where(most < 0, "maximum", "saddle"))
    ax = mark_places(wells, places, kinds)
    assert legend(ax) == ["4 minima", "1 maximum", "4 saddles"]
    (passes,) = (c for c in ax.collections if len(c.get_paths()) == 4)
    saddles = places[kinds == "saddle"]
    for saddle, path in zip(saddles, passes.get_paths(), strict=True):
        assert np.linalg.norm(path.vertices - saddle, axis=1).min() < 0.05
        assert np.allclose(wells(path.vertices), wells(saddle), atol=1)
    marked = np.concatenate([line.get_xydata() for line in ax.lines])
    assert {tuple(w) for w in marked} == {tuple(w) for w in places}


def test_sections_run_along_the_eigenvectors_and_name_their_curvatures():
    left, right = plt.subplots(1, 2)[1]
    turned = gd.losses.ravine(10, angle=30)
    for ax in (left, right):
        draw_sections(turned, (0, 0), ax, reach=2)
        for line, curvature in zip(ax.lines, (2, 20), strict=False):
            x, y = line.get_data()
            assert np.allclose(y, 0.5 * curvature * x**2)
        assert legend(ax) == ["curvature 2", "curvature 20"]
    assert left.get_ylabel()
    assert not right.get_ylabel()
