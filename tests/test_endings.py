"""How a run ended, judged from made-up points, losses and gradients at the edge of each rule."""

from types import SimpleNamespace

import numpy as np
import pytest

import gdviz as gd
from gdviz.endings import LARGE, climbs, ending, largest_curvature

BOWL = gd.losses.bowl()


def judged(losses, slopes, points=None, ended="", rates=(), loss=BOWL, asked=(0, 1)):
    """The status of a run with these losses and gradients of this length, always on the move.

    ``asked`` says how many losses and gradients each step asks for.
    """
    if points is None:
        points = np.column_stack([np.arange(len(losses)), np.zeros(len(losses))])
    gradients = np.column_stack([np.zeros(len(losses)), slopes])
    record = SimpleNamespace(
        points=np.array(points, dtype=float),
        losses=np.array(losses, dtype=float),
        gradients=gradients,
        asked=np.cumsum([asked] * len(losses), axis=0),
        ended=ended,
    )
    return ending(loss, record, np.array(rates, dtype=float), "the rule holds")


def valley(n, rising):
    """Heights of n points, the last of which follow on so many rises, from below the first."""
    down = np.linspace(5, 1, n - rising)
    return np.append(down, 1 + 10 * np.arange(1, rising + 1))


@pytest.mark.parametrize(
    ("losses", "slopes", "kind"),
    [
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], "diverged"),
        ([1, 2, 3, 4], [1, 2, 3, 4], "reached its steps"),  # too few to tell
        ([1, 1.5, 2, 2.5, 3], [1, 2, 3, 4, 5], "diverged"),  # however slowly it climbs
        ([1, 2, 3, 3, 5], [1, 2, 3, 4, 5], "reached its steps"),  # level once
        ([1, 2, 3, 2.5, 5], [1, 2, 3, 4, 5], "reached its steps"),  # lower once
        ([5, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6], "reached its steps"),  # as high as it began
        ([9, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6], "reached its steps"),  # still lower
        ([4.5, 1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6], "diverged"),
        ([1, 2, 3, 4, 5, 6], [5, 1, 2, 3, 4, 5], "reached its steps"),  # as steep as it began
        ([1, 2, 3, 4, 5, 6], [9, 1, 2, 3, 4, 5], "reached its steps"),  # not so steep
        ([1, 2, 3, 4, 5, 6], [4.5, 1, 2, 3, 4, 5], "diverged"),
        (valley(8, 4), np.arange(1, 9), "diverged"),
        (valley(8, 3), np.arange(1, 9), "reached its steps"),
        (valley(40, 9), np.arange(1, 41), "diverged"),  # the last quarter, ten points, climbs
        (valley(40, 8), np.arange(1, 41), "reached its steps"),
    ],
)
def test_a_run_diverges_when_its_last_quarter_climbs_above_and_steeper_than_the_start(
    losses, slopes, kind
):
    status = judged(losses, slopes)
    assert (status.kind, status.step) == (kind, len(losses) - 1)


@pytest.mark.parametrize("steep", [1, 1000, 0.001])
def test_flat_is_a_millionth_of_the_gradient_at_the_start(steep):
    for share, kind in [(1e-6, "converged"), (1.1e-6, "reached its steps")]:
        status = judged([3, 2, 1], [steep, steep, share * steep])
        assert (status.kind, status.step) == (kind, 2)
    assert "at most a millionth" in judged([3, 2, 1], [steep, 0, 0]).reason
    assert judged([3, 2, 1], [steep, 0, 0]).step == 1
    assert judged([3, 2, 1], [steep, 0, steep]).kind == "reached its steps"


def test_a_start_that_is_flat_is_not_compared_with_itself():
    status = judged([1, 1, 1], [0, 5, 0])
    assert (status.kind, status.reason) == ("converged", "the gradient's norm is 0.")


def test_a_point_that_moves_along_one_axis_moves():
    moving = judged([3, 2, 1], [3, 2, 1], [(0, 0), (1, 0), (2, 0)])
    assert (moving.kind, moving.reason) == ("reached its steps", "the gradient's norm is 1.")
    stalled = judged([3, 2, 2, 2], [3, 2, 2, 2], [(0, 0), (1, 0), (1, 0), (1, 0)])
    assert (stalled.kind, stalled.step) == ("stalled", 1)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ((0, 5), "stalled"),  # the gradient over all five examples moves nothing
        ((0, 4), "reached its steps"),  # other examples may move the point
        ((0, 1), "reached its steps"),
        ((0, 0), "stalled"),
        ((1, 0), "reached its steps"),  # the next try may lead down
        ((1, 5), "reached its steps"),
    ],
)
def test_a_try_that_moved_nothing_is_no_standstill(asked, kind):
    five = gd.losses.line_fit(np.arange(5.0), [0, 1, 1, 2, 2])
    status = judged([3, 2, 2], [3, 2, 2], [(0, 0), (1, 0), (1, 0)], loss=five, asked=asked)
    assert (status.kind, status.step) == (kind, 1 if kind == "stalled" else 2)
    assert ("not moved since step 1" in status.reason) == (kind != "stalled")
    ended = judged([3, 2, 2], [3, 2, 2], [(0, 0), (1, 0), (1, 0)], "exhausted", asked=asked)
    assert ended.kind == "stalled"


@pytest.mark.parametrize("scale", [1e-200, 1, 1e200])
def test_climbing_means_that_every_step_goes_nearly_along_the_gradient(scale):
    def turned(*degrees):
        """Steps turned by these angles from the gradient, which always points along x."""
        steps = [(np.cos(np.deg2rad(d)), np.sin(np.deg2rad(d))) for d in degrees]
        points = np.cumsum([(0, 0), *steps], axis=0)
        return climbs(scale * points, scale * np.tile([1.0, 0.0], (len(points), 1)))

    assert turned(0, 5, -8)  # cos 8° is 0.9903
    assert not turned(0, 9, 0)  # cos 9° is 0.988
    assert not turned(90, 90)
    assert not turned(0, 180)
    assert not turned(180, 180)
    assert not turned()


def test_each_step_is_compared_with_the_gradient_where_it_begins():
    """On a circle the gradient turns by 30° a step, and the steps turn with it."""
    angles = np.deg2rad(np.arange(0, 360, 30))
    gradients = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points = np.cumsum(gradients, axis=0) - gradients
    assert climbs(points, gradients)
    assert not climbs(points, np.roll(gradients, 1, axis=0))


@pytest.mark.parametrize(
    ("curvature", "rates", "remedy"),
    [
        (2, [10, 0.1, 0.1], "below 2/λmax = 1 "),
        (0.5, [10, 10], "below 2/λmax = 4 "),
        (2, [1, 1], "ten times smaller, 0.1."),  # exactly on the limit
        (2, [0.5, 10], "ten times smaller, 0.05."),
        (0, [10, 10], "ten times smaller, 1."),
        (-0.5, [10, 10], "ten times smaller, 1."),
        (-0.5, [0, 10], "Try a smaller learning rate."),
        (-0.5, [np.nan, np.nan], "Try a smaller learning rate."),
        (-0.5, [], "Try a smaller learning rate."),
        (2, [np.nan, np.nan], "below 2/λmax = 1 "),
    ],
)
def test_the_remedy_follows_from_the_first_rate_and_the_curvature_at_the_start(
    curvature, rates, remedy
):
    loss = gd.losses.quadratic(curvature - 1, curvature)
    status = judged([1, 2, 3], [1, 2, 3], ended="not finite", rates=rates, loss=loss)
    assert status.kind == "diverged"
    assert remedy in status.remedy


def test_the_largest_curvature_is_left_out_where_it_is_dear_or_cannot_be_had():
    assert largest_curvature(gd.losses.quadratic(1, 20, 3), np.ones(3)) == 20
    assert largest_curvature(gd.losses.quadratic(*[3] * LARGE), np.ones(LARGE)) == 3
    assert np.isnan(largest_curvature(gd.losses.quadratic(*[3] * (LARGE + 1)), np.ones(LARGE + 1)))

    def overflows(w):
        raise OverflowError

    assert np.isnan(largest_curvature(gd.Loss(lambda w: 0.0, hessian=overflows), np.ones(2)))
