"""Basin maps and sweeps, against mathematics and against single runs."""

import math
import tracemalloc
import warnings

import numpy as np
import pytest

import gdviz as gd
from gdviz import grids

HIMMELBLAU = gd.losses.himmelblau()


def one_by_one(loss, start, rate, steps, tolerance=1e-3):
    """The definition, for one start: where it is at the end, and since when."""
    run = gd.descend(loss, start, learning_rate=rate, steps=steps)
    if run.status.kind == "diverged":
        return -1, np.nan
    apart = np.linalg.norm(run.points[:, None] - loss.minima, axis=-1)
    near = np.flatnonzero(apart[-1] <= tolerance)
    if not near.size:
        return -1, np.nan
    outside = np.flatnonzero(apart[:, near[0]] > tolerance)
    return near[0], outside[-1] + 1 if outside.size else 0


@pytest.mark.parametrize(
    ("loss", "rate", "steps"),
    [
        (HIMMELBLAU, 0.01, 200),
        (HIMMELBLAU, 0.01, 13),
        (HIMMELBLAU, 0.022, 100),
        (HIMMELBLAU, gd.schedules.inverse_time(0.015, 0.01), 60),
        (gd.losses.two_wells(), 0.1, 150),
        (gd.losses.double_well(), 0.1, 100),
        (gd.losses.ridge(), 0.2, 61),
    ],
)
def test_a_basin_map_agrees_with_single_runs(loss, rate, steps):
    found = gd.basins(loss, resolution=12, learning_rate=rate, steps=steps)
    expected = [one_by_one(loss, w, rate, steps) for w in found.starts.reshape(-1, loss.dim)]
    np.testing.assert_array_equal(found.ends.ravel(), [end for end, _ in expected])
    np.testing.assert_array_equal(found.steps.ravel(), [taken for _, taken in expected])


def test_a_learners_plain_functions_give_the_same_map():
    def value(w):
        x, y = w
        return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2

    plain = gd.Loss(value, minima=HIMMELBLAU.minima, bounds=HIMMELBLAU.bounds)
    ours = gd.basins(HIMMELBLAU, resolution=8, learning_rate=0.01, steps=60)
    theirs = gd.basins(plain, resolution=8, learning_rate=0.01, steps=60)
    np.testing.assert_array_equal(ours.ends, theirs.ends)
    np.testing.assert_array_equal(ours.steps, theirs.steps)


def test_the_size_of_the_chunks_changes_nothing(monkeypatch):
    whole = gd.basins(HIMMELBLAU, resolution=30, learning_rate=0.012)
    for chunk, pace, looks in ((7, 3, 4), (899, 1, 1), (10**6, 500, 2)):
        monkeypatch.setattr(grids, "CHUNK", chunk)
        monkeypatch.setattr(grids, "PACE", pace)
        monkeypatch.setattr(grids, "LOOKS", looks)
        again = gd.basins(HIMMELBLAU, resolution=30, learning_rate=0.012)
        np.testing.assert_array_equal(whole.ends, again.ends)
        np.testing.assert_array_equal(whole.steps, again.steps)


def test_rows_are_y_and_columns_are_x():
    # Two wells at x = −1 and x = 1 of (x² − 1)² + y²: the sign of x decides.
    loss = gd.Loss(
        lambda w: (w[..., 0] ** 2 - 1) ** 2 + w[..., 1] ** 2,
        minima=[(-1, 0), (1, 0)],
        vectorized=True,
    )
    found = gd.basins(loss, ((-1.5, 1.5), (-3, -1)), 10, learning_rate=0.1)
    assert (found.ends[:, :5] == 0).all()
    assert (found.ends[:, 5:] == 1).all()
    np.testing.assert_allclose(found.starts[0, -1], [1.5, -3])
    np.testing.assert_array_equal(found.shares, [0.5, 0.5])


def test_a_minimum_sharper_than_two_over_the_rate_holds_nobody():
    loss = gd.losses.two_wells()
    sharpest = [loss.curvatures(w)[-1] for w in loss.minima]
    deep = int(np.argmax(sharpest))
    gentle = gd.basins(loss, resolution=40, learning_rate=1.0 / max(sharpest), steps=500)
    harsh = gd.basins(loss, resolution=40, learning_rate=2.2 / max(sharpest), steps=500)
    assert gentle.shares[deep] > 0.05
    assert harsh.shares[deep] == 0


def test_a_start_exactly_at_a_minimum_has_arrived_whatever_the_rate():
    sharp = gd.losses.quadratic(4, 4)
    for rate in (0.1, 0.6):  # 2/λ = 0.5
        found = gd.basins(sharp, ((-1, 1), (-1, 1)), 3, learning_rate=rate, steps=100)
        assert found.ends[1, 1] == 0
        assert found.steps[1, 1] == 0


def test_steps_follow_the_closed_form_on_the_bowl():
    found = gd.basins(gd.losses.bowl(), ((1, 4), (0, 3)), 4, learning_rate=0.1, steps=100)
    radius = np.linalg.norm(found.starts, axis=-1)
    expected = np.ceil(np.log(1e-3 / radius) / np.log(0.8))
    np.testing.assert_array_equal(found.steps, expected)


@pytest.mark.parametrize("rate", [1.4, 1e8, 1e200, 1e308])
def test_what_runs_away_is_diverged_without_a_warning(rate):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for loss in (gd.losses.bowl(), gd.losses.rosenbrock(), lambda w: float(w[0]) ** 4):
            dim = getattr(loss, "dim", 1)
            found = gd.basins(
                loss,
                ((1.1, 2.0),) * dim,
                4,
                learning_rate=rate,
                minima=[(1.0,) * dim if dim == 1 else (0.0,) * dim],
            )
            assert found.diverged.all()
            assert (found.ends == -1).all()
            assert np.isnan(found.steps).all()


def test_growing_slowly_is_not_yet_divergence():
    found = gd.basins(gd.losses.bowl(), ((1, 2), (1, 2)), 3, learning_rate=1.001, steps=20)
    assert not found.diverged.any()
    assert (found.ends == -1).all()


def flat_trough():
    """x² + y⁴ is so flat along y that nobody is sure of its minimum before the last step."""
    return gd.Loss(
        lambda w: w[..., 0] ** 2 + (w[..., 1] ** 2) ** 2,
        lambda w: 2 * w * np.stack([np.ones(w.shape[:-1]), 2 * w[..., 1] ** 2], axis=-1),
        minima=[(0, 0)],
        bounds=((-1, 1), (-1, 1)),
        vectorized=True,
    )


@pytest.mark.parametrize(
    ("loss", "resolution", "steps"), [(HIMMELBLAU, 1024, 24), (flat_trough(), 256, 300)]
)
def test_a_large_map_needs_little_memory(loss, resolution, steps):
    tracemalloc.start()
    gd.basins(loss, resolution=resolution, learning_rate=0.01, steps=steps, tolerance=0.5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200e6  # with Python and numpy below 300 MB in all


def agrees_with_single_runs(loss, bounds, rate, steps, resolution=9, **options):
    """Compare a map start by start with the definition and return it."""
    found = gd.basins(loss, bounds, resolution, learning_rate=rate, steps=steps, **options)
    points = found.starts.reshape(-1, loss.dim)
    tolerance = options.get("tolerance", 1e-3)
    expected = [one_by_one(loss, w, rate, steps, tolerance) for w in points]
    np.testing.assert_array_equal(found.ends.ravel(), [end for end, _ in expected])
    np.testing.assert_array_equal(found.steps.ravel(), [taken for _, taken in expected])
    return found


@pytest.mark.parametrize("rate", [0.1, 1.2, 1.9])
def test_steps_are_those_of_the_closed_form_also_where_each_step_changes_the_side(rate):
    """x²/2 shrinks by |1 − α|; at α = 1.9 two points within the tolerance lie far apart."""
    found = gd.basins(gd.losses.quadratic(1), ((1e-3, 3e-3),), 400, learning_rate=rate, steps=60)
    expected = np.ceil(np.log(1e-3 / found.starts.ravel()) / np.log(abs(1 - rate)))
    np.testing.assert_array_equal(found.steps, expected)


@pytest.mark.parametrize(
    "schedule",
    [
        pytest.param(lambda k: 0.1 if k < 40 else 3.0, id="first low, then too high"),
        pytest.param(lambda k: 3.0 if k < 20 else 0.1, id="first too high, then low"),
        pytest.param(lambda k: 3.0 if 20 <= k < 30 else 0.1, id="too high in between"),
        pytest.param(lambda k: 2.5 if k == 7 else 0.1, id="too high once"),
    ],
)
@pytest.mark.parametrize("reach", [1e-2, 2e-5])
@pytest.mark.parametrize("steps", [50, 300])
def test_a_minimum_holds_nobody_while_too_high_a_rate_is_still_to_come(schedule, reach, steps):
    agrees_with_single_runs(
        gd.losses.quadratic(1), ((-reach, reach),), schedule, steps, resolution=41
    )


@pytest.mark.parametrize("rate", [0.099, 0.125, 0.15])
def test_a_ravine_too_steep_for_the_rate_holds_what_lies_exactly_on_its_floor(rate):
    """Across, α·20 is above 2 in the last two cases, along α·1 is not."""
    ravine = gd.losses.quadratic(1, 20)
    found = agrees_with_single_runs(
        ravine, ((-1.1e-3, 1.1e-3), (-1e-4, 1e-4)), rate, 100, resolution=5
    )
    assert (found.ends[2] == 0).all()
    assert found.steps[2, 0] == 1  # the first step brings 1.1e−3 within 1e−3
    assert (found.ends[[0, 1, 3, 4]] == (0 if rate < 0.1 else -1)).all()


def test_a_rate_of_exactly_two_over_the_curvature_may_still_drive_away():
    """x²/2 + x⁴/4 steepens: x becomes −x − 2x³, farther out each time."""
    steepening = gd.Loss(
        lambda w: w[0] ** 2 / 2 + w[0] ** 4 / 4,
        lambda w: w + w**3,
        lambda w: [1 + 3 * w**2],
        dim=1,
        minima=[[0.0]],
    )
    assert steepening.curvatures() == [1]
    found = gd.basins(steepening, ((0.09, 0.095),), 2, learning_rate=2, steps=100, tolerance=0.1)
    assert (found.ends == -1).all()


def test_a_saddle_taken_for_a_minimum_holds_nobody():
    found = agrees_with_single_runs(
        gd.Loss(lambda w: w[0] ** 2 - w[1] ** 2, dim=2, minima=[(0, 0)]),
        ((-1, 1), (-1e-4, 1e-4)),
        0.2,
        60,
        resolution=3,
    )
    assert (found.ends == [[-1], [0], [-1]]).all()  # only exactly on the ridge


def test_a_level_place_that_is_no_minimum_holds_nobody():
    """x³ is level at 0, but whoever starts below 0 leaves, slowly at first."""
    level = gd.Loss(lambda w: w[0] ** 3, lambda w: 3 * w**2, dim=1, minima=[[0.0]])
    found = gd.basins(level, ((-0.03, -0.02),), 2, learning_rate=1, steps=60, tolerance=0.1)
    assert (found.ends == -1).all()


def test_one_coordinate_that_overflows_is_enough_to_be_lost():
    """In steps of 1/2, x halves while y becomes −9y: 10³⁰⁸ lies some 320 steps away."""
    ravine = gd.losses.quadratic(1, 20)
    found = gd.basins(ravine, ((1, 2), (-1, 1)), 3, learning_rate=0.5, steps=400)
    np.testing.assert_array_equal(found.diverged, [[True] * 3, [False] * 3, [True] * 3])
    assert (found.ends[1] == 0).all()


def test_within_the_tolerance_of_two_minima_the_nearer_counts():
    well = gd.losses.double_well(0)
    fine, coarse = (
        gd.basins(well, resolution=10, learning_rate=0.05, tolerance=tolerance)
        for tolerance in (1e-3, 5)
    )
    np.testing.assert_array_equal(fine.ends, coarse.ends)
    assert (fine.shares == 0.5).all()


@pytest.mark.parametrize("steps", [2, 3, 50])
def test_exactly_at_the_tolerance_is_there(steps):
    found = gd.basins(
        gd.losses.quadratic(1), ((1, 2),), 2, learning_rate=0.5, steps=steps, tolerance=0.25
    )
    np.testing.assert_array_equal(found.steps, [2, 3 if steps > 2 else np.nan])  # 1, 1/2, 1/4
    np.testing.assert_array_equal(found.ends, [0, 0 if steps > 2 else -1])


@pytest.mark.parametrize(
    ("factor", "lost"),
    [
        (0.7e6, [[False, True], [False, True]]),
        (1e6, [[False, True], [True, True]]),  # exactly a million spreads are not yet beyond
        (1e6 + 0.5, [[True, True], [True, True]]),
    ],
)
def test_a_million_times_the_spread_of_the_starts_is_away(factor, lost):
    """One step takes (2, 0), (4, 0), (2, ½) and (4, ½), with a spread of 2, that much farther."""
    found = gd.basins(
        gd.losses.quadratic(1, 1), ((2, 4), (0, 0.5)), 2, learning_rate=1 + factor, steps=1
    )
    np.testing.assert_array_equal(found.diverged, lost)


def test_how_far_away_is_measured_from_the_minimum():
    """Starts a millionth apart, so that 1 is far; they end 0.9 from the minimum at 3."""
    loss = gd.Loss(lambda w: (w[0] - 3) ** 2 / 2, lambda w: w - 3, dim=1, minima=[[3.0]])
    found = gd.basins(loss, ((4, 4 + 1e-6),), 2, learning_rate=1.9, steps=1)
    assert not found.diverged.any()
    assert (found.ends == -1).all()


def test_plain_numbers_that_overflow_are_lost_alone():
    """With α = 0.1 descent on x⁴ arrives from 1 and runs away from 20, in Python's own floats."""
    quartic = gd.Loss(lambda w: float(w[0]) ** 4, lambda w: [4 * float(w[0]) ** 3], dim=1)
    found = gd.basins(quartic, ((1, 20),), 20, learning_rate=0.1, minima=[[0.0]], tolerance=0.2)
    np.testing.assert_array_equal(found.ends, [0, 0] + [-1] * 18)
    np.testing.assert_array_equal(found.diverged, [False, False] + [True] * 18)


def test_a_map_has_128_starts_on_a_side_where_nothing_is_said():
    found = gd.basins(gd.losses.bowl(), learning_rate=0.5)
    assert found.ends.shape == found.steps.shape == (128, 128)
    np.testing.assert_array_equal(found.axes, np.tile(np.linspace(-5, 5, 128), (2, 1)))


@pytest.mark.parametrize(("needed", "end"), [(200, 0), (201, -1)])
def test_a_start_has_up_to_two_hundred_steps(needed, end):
    """x²/2 shrinks by 1 − α, from 1 to 1e−3 in ln(1e−3) / ln(1 − α) steps."""
    rate = 1 - 1e-3 ** (1 / (needed - 0.5))
    found = gd.basins(gd.losses.quadratic(1), ((-1, 1),), 2, learning_rate=rate)
    assert (found.ends == end).all()


def test_a_map_is_told_in_a_sentence():
    found = gd.basins(gd.losses.double_well(0), resolution=10, learning_rate=0.1)
    assert str(found) == "Of 10 starts 50 % reach −1, 50 % reach 1; 0 % diverge."


# Sweeps


@pytest.mark.parametrize(
    "optimizer", [gd.gradient_descent, gd.momentum, gd.nesterov, gd.adagrad, gd.rmsprop, gd.adam]
)
def test_a_sweep_counts_what_single_runs_count(optimizer):
    loss, start, rates = gd.losses.quadratic(1, 5), (3, 4), [0.003, 0.05, 0.2, 0.39, 0.6]
    found = gd.sweep(loss, rates, start, optimizer, steps=150, tolerance=1e-3)
    for rate, taken, kind in zip(rates, found.steps, found.kinds, strict=True):
        run = gd.descend(loss, start, optimizer, learning_rate=rate, steps=150)
        slopes = np.linalg.norm(run.gradients, axis=1)
        hits = np.flatnonzero(slopes <= 1e-3 * slopes[0])
        np.testing.assert_equal(taken, hits[0] if hits.size else np.nan)
        assert (kind == "converged") == bool(hits.size)
        assert (kind == "diverged") == (run.status.kind == "diverged" and not hits.size)


def test_an_optimizer_of_ones_own_walks_rate_by_rate():
    def own(loss, w, learning_rate):
        while True:
            yield w
            slope = loss.gradient(w)
            w = w - learning_rate * slope / max(1.0, np.linalg.norm(slope))

    found = gd.sweep(gd.losses.bowl(), [0.1, 0.4, 1.2], (0.3, 0.3), own, steps=200)
    plain = gd.sweep(gd.losses.bowl(), [0.1, 0.4], (0.3, 0.3), steps=200)
    np.testing.assert_array_equal(found.steps[:2], plain.steps)
    assert np.isnan(found.steps[2])


def test_the_valley_of_a_sweep_follows_the_closed_form_and_is_symmetric():
    # x² + y²: the gradient shrinks by |1 − 2α| each step.
    rates = np.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9])
    found = gd.sweep(gd.losses.bowl(), rates, (3, 4))
    expected = [math.ceil(math.log(1e-6) / math.log(abs(1 - 2 * rate))) for rate in rates]
    np.testing.assert_array_equal(found.steps, expected)
    np.testing.assert_array_equal(found.steps, found.steps[::-1])


def test_the_boundary_of_a_sweep_is_two_over_the_largest_curvature():
    loss = gd.losses.quadratic(2, 20)  # λmax = 20
    found = gd.sweep(loss, [0.099, 0.1, 0.101], (1, 1), steps=2000)
    assert list(found.kinds) == ["converged", "reached its steps", "diverged"]


def test_the_best_rate_is_the_one_with_the_fewest_steps():
    bowl = gd.losses.bowl()
    assert gd.sweep(bowl, [0.1, 0.5, 0.9], (3, 4)).best == 0.5
    assert gd.sweep(bowl, [0.9, 0.1], (3, 4)).best == 0.1
    assert math.isnan(gd.sweep(bowl, [1.0, 2.0], (3, 4), steps=50).best)


def test_rounding_on_the_boundary_is_no_divergence():
    birds = gd.penguins()
    lengths, masses = birds["flipper_length_mm"], birds["body_mass_g"]
    loss = gd.losses.line_fit(lengths, masses, standardize=True)
    assert np.allclose(loss.curvatures(), 2)  # so 1 orbits, on paper
    found = gd.sweep(loss, [0.99, 1.0, 1.01], (0, 0))
    assert list(found.kinds) == ["converged", "reached its steps", "diverged"]


@pytest.mark.parametrize("optimizer", [gd.gradient_descent, gd.momentum, gd.backtracking])
def test_a_sweep_at_absurd_rates_gives_results_and_no_warning(optimizer):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = gd.sweep(HIMMELBLAU, [1e8, 1e200, 1e308], (1, 1), optimizer, steps=300)
    if optimizer is gd.backtracking:
        assert (found.kinds == "converged").all()
    else:
        assert (found.kinds == "diverged").all()


@pytest.mark.parametrize(("needed", "kind"), [(1000, "converged"), (1001, "reached its steps")])
def test_a_sweep_takes_up_to_a_thousand_steps(needed, kind):
    """The gradient of x²/2 shrinks by 1 − α, to a millionth in ln(1e−6) / ln(1 − α) steps."""
    rate = 1 - 1e-6 ** (1 / (needed - 0.5))
    found = gd.sweep(gd.losses.quadratic(1), [rate], [1.0])
    assert found.kinds == [kind]
    np.testing.assert_array_equal(found.steps, needed if kind == "converged" else np.nan)


def test_the_tolerance_of_a_sweep_is_met_where_it_is_reached_exactly():
    found = gd.sweep(gd.losses.quadratic(1), [0.5], [1.0], steps=2, tolerance=0.25)
    np.testing.assert_array_equal(found.steps, 2)  # 1, 1/2, 1/4
    assert gd.sweep(gd.losses.bowl(), [0.5], (3, 4), steps=1).kinds == ["converged"]


def test_a_sweep_asks_for_no_gradient_that_it_does_not_need():
    loss, counts = gd.losses.counted(gd.losses.bowl())
    for rates in ([0.5, 0.5], [1e300, 1e300], [0.5, 1e300]):  # 1 step, 3 steps till infinity
        counts["gradients"] = 0
        gd.sweep(loss, rates, (3, 4))
        assert counts["gradients"] < 30


@pytest.mark.parametrize(
    ("growth", "kind"),
    [(1e-9, "reached its steps"), (1.5e-9, "diverged"), (0.5, "diverged"), (-1e-3, "reached its")],
)
def test_away_is_what_is_higher_and_steeper_by_more_than_rounding(growth, kind):
    """A gradient of the wrong sign takes the loss up by 1, and itself grows by a share."""
    higher = gd.Loss(lambda w: -w[0], lambda w: [1 + growth if w[0] < 0 else 1.0], dim=1)
    (found,) = gd.sweep(higher, [1.0], [0.0], steps=1).kinds
    assert found.startswith(kind)


def test_what_is_steeper_but_no_higher_has_not_left():
    # x³ − x is 0 at 0 and 1, its slope there −1 and 2.
    loss = gd.Loss(lambda w: w[0] ** 3 - w[0], lambda w: 3 * w**2 - 1, dim=1)
    assert gd.sweep(loss, [1.0], [0.0], steps=1).kinds == ["reached its steps"]


def test_a_sweep_looks_at_its_arguments_before_an_optimizer_of_ones_own_does():
    def walk(loss, w, learning_rate, push=1):
        yield w

    def no_rate(loss, w, push=1):
        yield w

    for rates in ([0.1, 0.0], [-0.1]):
        with pytest.raises(ValueError, match=r"^learning_rate must be a number > 0"):
            gd.sweep(gd.losses.bowl(), rates, (1, 2), walk)
    with pytest.raises(TypeError, match=r"walk takes learning_rate, push\. Got 'pull'"):
        gd.sweep(gd.losses.bowl(), [0.1], (1, 2), walk, pull=1)
    with pytest.raises(TypeError, match=r"no_rate takes push\. Got 'learning_rate'"):
        gd.sweep(gd.losses.bowl(), [0.1], (1, 2), no_rate)


def test_a_sweep_is_told_in_a_sentence():
    assert str(gd.sweep(gd.losses.bowl(), [0.25, 1.0, 3.0], (3, 4), steps=50)) == (
        "Of 3 learning rates 1 converged, 1 reached their steps, 1 diverged; "
        "the fewest steps, 20, at 0.25."
    )
    assert str(gd.sweep(gd.losses.bowl(), [1.0], (3, 4), steps=50)) == (
        "Of 1 learning rate 0 converged, 1 reached their steps, 0 diverged."
    )


def test_plain_numbers_that_overflow_have_diverged_and_leave_the_others_their_steps():
    for optimizer in (gd.gradient_descent, gd.backtracking):
        told = gd.sweep(
            lambda w: math.exp(w[0]) + math.exp(-w[0]), [0.1, 1e5, 0.3], [1.0], optimizer
        )
        own = gd.sweep(lambda w: np.exp(w[0]) + np.exp(-w[0]), [0.1, 1e5, 0.3], [1.0], optimizer)
        assert told.kinds[0] == told.kinds[2] == "converged"
        np.testing.assert_array_equal(told.steps[[0, 2]], own.steps[[0, 2]])
    plain = gd.sweep(lambda w: math.exp(w[0]) + math.exp(-w[0]), [1e5], [1.0])
    assert plain.kinds.tolist() == ["diverged"]
