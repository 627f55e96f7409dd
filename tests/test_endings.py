"""How a run ended, judged from made-up points, losses and gradients at the edge of each rule."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent import LARGE, climbs, ending, follows, largest_curvature

BOWL = gd.losses.bowl()


def judged(losses, slopes, points=None, ended="", rates=None, loss=BOWL, asked=(0, 1)):
    """The status of a run with these losses and gradients of this length, always on the move.

    ``asked`` says how many losses and gradients each step asks for.
    """
    if points is None:
        points = np.column_stack([np.arange(len(losses)), np.zeros(len(losses))])
    gradients = np.column_stack([np.zeros(len(losses)), slopes])
    rates = None if rates is None else np.array(rates, dtype=float)
    record = SimpleNamespace(
        points=np.array(points, dtype=float),
        losses=np.array(losses, dtype=float),
        gradients=gradients,
        asked=np.cumsum([asked] * len(losses), axis=0),
        ended=ended,
    )
    return ending(loss, record, rates, "the rule holds")


def along(slopes, rates):
    """Points of which each is −α times the gradient away from the one before."""
    steps = np.multiply(slopes[: len(rates)], rates)
    return np.column_stack([np.zeros(len(steps) + 1), -np.append(0, np.cumsum(steps))])


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
        status = judged([3 * steep**2, steep**2, 0], [steep, steep, share * steep])
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
        ((1, 5), "stalled"),  # a line search that found nothing lower finds it never
    ],
)
def test_a_try_that_moved_nothing_is_no_standstill(asked, kind):
    five = gd.losses.line_fit(np.arange(5.0), [0, 1, 1, 2, 2])
    status = judged([3, 2, 2], [3, 2, 2], [(0, 0), (1, 0), (1, 0)], loss=five, asked=asked)
    assert (status.kind, status.step) == (kind, 1 if kind == "stalled" else 2)
    assert ("not moved since step 1" in status.reason) == (kind != "stalled")


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
        (2, [10, 0.1], "below 2/λmax = 1 "),
        (0.5, [10, 10], "below 2/λmax = 4 "),
        (2, [1, 1], "ten times smaller, 0.1."),  # exactly on the limit
        (2, [0.5, 10], "ten times smaller, 0.05."),
        (0, [10, 10], "ten times smaller, 1."),
        (-0.5, [10, 10], "ten times smaller, 1."),
        (-0.5, [0, 10], "Try a smaller learning rate."),
        (-0.5, [], "Try a smaller learning rate."),
        (2, [], "Try a smaller learning rate."),
    ],
)
def test_the_remedy_follows_from_the_first_rate_and_the_curvature_at_the_start(
    curvature, rates, remedy
):
    loss, n = gd.losses.quadratic(curvature - 1, curvature), len(rates) + 1
    slopes = np.arange(1.0, n + 1)
    status = judged(slopes, slopes, along(slopes, rates), "too large", rates, loss)
    assert status.kind == "diverged"
    assert remedy in status.remedy


def test_the_limit_of_plain_descent_is_told_to_plain_descent_only():
    """Nesterov's own limit on x² + y², 2(1 + β)/((1 + 2β)·2) = 0.68, lies below 2/λmax = 1."""
    run = gd.descend(BOWL, (1, 1), gd.nesterov, learning_rate=1.25, steps=100)
    assert run.status.kind == "diverged"
    assert run.status.remedy == "Try a learning rate ten times smaller, 0.125."


def test_who_takes_no_learning_rate_is_told_none():
    def newton(loss, w):
        while True:
            yield w
            w = w - np.linalg.solve(loss.hessian(w), loss.gradient(w))

    hyperbola = gd.Loss(lambda w: np.sqrt(1 + w[0] ** 2), dim=1)  # x becomes −x³
    status = gd.descend(hyperbola, [1.5], newton, steps=20).status
    assert (status.kind, status.remedy) == ("diverged", "Take shorter steps.")


def test_a_loss_without_a_floor_is_not_blamed_on_the_rate():
    status = gd.descend(gd.losses.saddle(), (1, 1), learning_rate=0.1, steps=5000).status
    assert status.kind == "diverged"
    assert "no lowest value" in status.reason
    assert "rate" not in status.remedy


def unit_steps(loss, w, learning_rate):
    while True:
        yield w
        slope = loss.gradient(w)
        w = w - learning_rate * slope / np.linalg.norm(slope)


@pytest.mark.parametrize(
    ("loss", "start", "optimizer", "rate"),
    [
        (BOWL, (1, 0), unit_steps, 0.25),  # 0/0 exactly at the minimum
        (lambda w: np.sqrt(w[0]), [1.0], gd.gradient_descent, 0.5),  # x goes below 0
        (lambda w: float(w[0]) ** 2 if w[0] > 0.5 else 1 / 0, [1.0], gd.gradient_descent, 0.1),
        (lambda w: w[0] - math.log(w[0]), [3.0], gd.gradient_descent, 5),
    ],
    ids=["0/0", "the root of a negative number", "1/0 of plain numbers", "a plain logarithm"],
)
def test_what_is_no_number_is_not_called_too_large(loss, start, optimizer, rate):
    run = gd.descend(loss, start, optimizer, learning_rate=rate, steps=20)
    assert run.status.kind == "undefined"
    assert run.status.step == run.steps < 20
    assert "no number" in run.status.reason
    assert len(str(run.status)) < 250


def test_no_number_after_a_huge_one_was_too_large():
    far = gd.Loss(lambda w: w[0] ** 2 if abs(w[0]) < 1e60 else np.nan, lambda w: 2 * w, dim=1)
    run = gd.descend(far, [1.0], learning_rate=1.5, steps=1000)  # x becomes −2x
    assert run.losses[-1] > 1e118
    assert run.status.kind == "diverged"


def test_a_ravine_of_raw_data_has_not_converged_when_its_steep_side_is_flat():
    """The first step brings the gradient down by a factor of 10⁷, and the slope is still wrong."""
    years, sizes = np.array([2007.0, 2008, 2009, 2008, 2007]), np.array([1, 2, 3, 2.5, 1])
    fit = gd.losses.line_fit(years, sizes)
    run = gd.descend(fit, (0, 0), learning_rate=gd.safe_learning_rate(fit), steps=1000)
    assert run.losses[-1] > 10 * fit(fit.minima[0])
    assert run.status.kind == "reached its steps"
    away = np.linalg.norm(run.end - fit.minima[0])
    assert f"its bottom {gd.number(away)} away" in run.status.reason


@pytest.mark.parametrize("start", [gd.losses.himmelblau().minima[1], [3.0, 2.0 + 1e-15]])
def test_who_starts_at_a_minimum_has_converged(start):
    run = gd.descend(gd.losses.himmelblau(), start, learning_rate=0.01, steps=500)
    assert run.status.kind == "converged"


def test_a_sharp_loss_far_out_that_rests_by_rounding_is_stalled():
    steep = gd.Loss(lambda w: (w[0] - 1) ** 2, dim=1)
    assert gd.descend(steep, [1e6], learning_rate=1e-20, steps=9).status.kind == "stalled"


def test_a_line_search_with_a_wrong_gradient_is_told_to_check_it():
    uphill = gd.Loss(lambda w: w @ w, lambda w: -2 * w)
    status = gd.descend(uphill, (1, 2), gd.backtracking, steps=20).status
    assert (status.kind, status.step) == ("stalled", 0)
    assert "check_gradient" in status.remedy


def test_a_schedule_at_zero_is_no_standstill():
    rising = gd.descend(BOWL, (3, 1), learning_rate=gd.schedules.warm_up(0.1, 5), steps=1).status
    over = gd.descend(BOWL, (3, 1), learning_rate=gd.schedules.cosine(0.005, 9), steps=20).status
    for status in (rising, over):
        assert status.kind == "reached its steps"
        assert "learning rate has come to 0" in status.reason


def test_batches_that_throw_the_run_away_diverge():
    """Points on a line have no noise: a loss of 10⁶ times the first is not its floor."""
    fit = gd.losses.line_fit([0, 1, 2, 3], [1, 3, 5, 7])
    walk = gd.stochastic_gradient_descent
    run = gd.descend(fit, (0, 0), walk, learning_rate=0.3, batch_size=3, steps=300)
    assert run.losses[-1] > 1e6 * run.losses[0]
    assert run.status.kind == "diverged"


def test_steps_that_do_not_grow_are_no_divergence():
    """Adam's first steps are as long as the rate, so it leaves the well, and then returns."""
    wells = gd.losses.himmelblau()
    short, long = (
        gd.descend(wells, (3.0003, 1.9997), gd.adam, learning_rate=0.86, steps=steps)
        for steps in (6, 3000)
    )
    assert short.losses[-1] > 1e6 * short.losses[0]
    assert short.status.kind != "diverged"
    assert long.losses[-1] < 1e-6


def test_the_largest_curvature_is_left_out_where_it_is_dear_or_cannot_be_had():
    assert largest_curvature(gd.losses.quadratic(1, 20, 3), np.ones(3)) == 20
    assert largest_curvature(gd.losses.quadratic(*[3] * LARGE), np.ones(LARGE)) == 3
    assert np.isnan(largest_curvature(gd.losses.quadratic(*[3] * (LARGE + 1)), np.ones(LARGE + 1)))

    def overflows(w):
        raise OverflowError

    assert np.isnan(largest_curvature(gd.Loss(lambda w: 0.0, hessian=overflows), np.ones(2)))


# At the edge of each rule


def curved_at_the_end(*curvatures):
    """A loss with these curvatures at the third point that ``judged`` makes up, else of 1."""
    there = lambda w: np.diag(curvatures if w[0] == 2 else (1.0, 1.0))  # noqa: E731
    return gd.Loss(lambda w: 0.0, lambda w: w, there, dim=2)


@pytest.mark.parametrize(
    ("losses", "curvature", "arrived"),
    [
        ([2.51, 2.1, 2], 1e-4, True),  # ahead lie 10⁻¹² / 2c = 5e−9, behind 0.51
        ([2.49, 2.1, 2], 1e-4, False),
        ([2.49, 2.1, 2], 1.1e-4, True),
        ([2, 3, 2.5], 1e-9, True),  # higher than the start: nothing was gone down
        ([2, 3, 2], 1e-9, True),
    ],
)
def test_a_flat_slope_has_arrived_if_a_hundred_millionth_of_the_way_is_left(
    losses, curvature, arrived
):
    status = judged(losses, [1, 0.5, 1e-6], loss=curved_at_the_end(1, curvature))
    assert (status.kind, status.step) == ("converged" if arrived else "reached its steps", 2)
    away = gd.number(1e-6 / curvature)
    assert (f"bottom {away} away" in status.reason) != arrived


@pytest.mark.parametrize(
    ("least", "told"), [(-5e-13, True), (0, True), (1e-20, True), (-1.5e-12, False), (-1, False)]
)
def test_where_a_direction_bends_down_no_bowl_tells_how_far_it_is(least, told):
    """Within a hundred millionth of the largest curvature, 10⁻⁴, a curvature counts as 0."""
    status = judged([2.49, 2.1, 2], [1, 0.5, 1e-6], loss=curved_at_the_end(least, 1e-4))
    assert (status.kind == "reached its steps") == told


@pytest.mark.parametrize(("curvature", "kind"), [(7.6e7, "converged"), (7.4e7, "stalled")])
def test_who_rests_within_rounding_of_a_bottom_has_converged(curvature, kind):
    """The point is 3 away from 0, the bottom 3/c, and a hundred millionth of 1 + 3 is near."""
    points = [(0, 0), (1, 0), (3, 0), (3, 0)]
    loss = gd.losses.quadratic(1, curvature)
    assert judged([5, 4, 3, 3], [5, 4, 3, 3], points, loss=loss).kind == kind


@pytest.mark.parametrize(("rates", "longer"), [(None, "longer steps"), ([1, 1], "larger learning")])
def test_a_stalled_run_is_told_to_go_farther_in_its_own_words(rates, longer):
    status = judged([3, 2, 2], [3, 2, 2], [(0, 0), (1, 0), (1, 0)], rates=rates)
    assert (status.kind, longer in status.remedy) == ("stalled", True)


@pytest.mark.parametrize(("lowest", "floor"), [(-2_999_997, True), (-2_999_999, False)])
def test_a_loss_a_million_times_below_its_start_seems_to_have_no_floor(lowest, floor):
    status = judged([2, 1, lowest], [1, 1, 1], ended="too large")  # 2 − 10⁶·(1 + 2)
    assert ("no lowest value" in status.reason) != floor


def stormy(last, before=(3,) * 5, late=(15, 14, 15, 16), first=2.0, slopes=None):
    """The kind of a run of 20 points whose loss goes up and down, and is far up at the end."""
    losses = [first, 1, *[1] * 8, *before, *late, last]
    return judged(losses, [2, 0.1, *[1] * 17, slopes or 2001]).kind


def test_a_run_is_lost_a_million_times_higher_and_a_thousand_times_steeper():
    assert stormy(2_000_003) == "diverged"
    assert stormy(2_000_001) == "reached its steps"
    assert stormy(2_000_003, slopes=2000) == "reached its steps"
    assert stormy(2e6 - 1, first=-2) == "diverged"
    assert stormy(2e6 - 3, first=-2) == "reached its steps"
    assert stormy(2_000_003, before=(20,) * 5) == "reached its steps"  # the highest hill is behind
    assert stormy(2_000_003, before=(15,) * 5) == "reached its steps"


def test_to_climb_away_the_steps_may_not_grow_shorter():
    def kind(*lengths):
        ends = np.append(0, np.cumsum(lengths))
        losses = np.arange(1.0, len(ends) + 1)
        return judged(losses, losses, np.column_stack([ends, np.zeros(len(ends))])).kind

    assert kind(9, 2, 1, 1, 2) == "diverged"
    assert kind(1, 2, 1, 1, 1.5) == "reached its steps"


def test_following_the_gradient_is_meant_to_nine_digits_and_rounding():
    def follow(x, off):
        points, gradients = np.array([[x], [x - 0.5 + off]]), np.array([[2.0], [1.0]])
        return follows(points, gradients, np.array([0.25]))

    assert follow(1.0, 0.4e-9)
    assert not follow(1.0, 0.6e-9)  # a billionth of the step ½
    assert follow(1e7, 3e-9)  # 4ε·10⁷ = 9e−9
    assert not follow(1e7, 2e-8)
    assert follows(np.zeros((2, 1)), np.zeros((2, 1)), np.array([0.25]))
