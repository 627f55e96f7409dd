"""Basin maps and sweeps, against mathematics and against single runs."""

import dataclasses
import math
import tracemalloc

import numpy as np
import pytest

import gdviz as gd
from gdviz import basins_and_sweep

BOWL, HIMMELBLAU = gd.losses.bowl(), gd.losses.himmelblau()
WELL = gd.losses.quadratic(1)
SADDLE = dataclasses.replace(gd.losses.quadratic(2, -2), minima=[(0, 0)])


def one_by_one(loss, start, rate, steps, tolerance):
    """The definition, for one start: where it is at the end, and since when."""
    run = gd.descend(loss, start, learning_rate=rate, steps=steps)
    apart = np.linalg.norm(run.points[:, None] - loss.minima, axis=-1)
    near = np.flatnonzero(apart[-1] <= tolerance)
    if run.status.kind == "diverged" or not near.size:
        return -1, np.nan
    outside = np.flatnonzero(apart[:, near[0]] > tolerance)
    return near[0], outside[-1] + 1 if outside.size else 0


@pytest.mark.parametrize(
    ("loss", "bounds", "rate", "steps"),
    [
        (HIMMELBLAU, None, 0.01, 200),
        (HIMMELBLAU, None, 0.01, 13),
        (HIMMELBLAU, None, 0.022, 100),
        (gd.losses.two_wells(), None, 0.1, 150),
        (gd.losses.double_well(), None, 0.1, 100),
        (gd.losses.ridge(), None, 0.2, 61),
        (gd.losses.quadratic(4), ((-1, 1),), 0.6, 50),  # 2/λ is 0.5: only the start at 0 stays
        # At α = 1.9 two points within the tolerance lie far apart, one on each side.
        *((WELL, ((1e-3, 3e-3),), rate, 60) for rate in (1.2, 1.9)),
        # A ravine too steep for the rate holds what lies exactly on its floor.
        (gd.losses.quadratic(1, 20), ((-1.1e-3, 1.1e-3), (-1e-4, 1e-4)), 0.125, 100),
        # Nobody stays at a saddle but on the ridge.
        (SADDLE, ((-1, 1), (-1e-4, 1e-4)), 0.2, 60),
    ],
)
def test_a_basin_map_agrees_with_single_runs(loss, bounds, rate, steps, monkeypatch):
    monkeypatch.setattr(basins_and_sweep, "CHUNK", 50)  # less than 9² starts
    found = gd.basins(loss, bounds, 9, learning_rate=rate, steps=steps)
    points = found.starts.reshape(-1, loss.dim)
    expected = [one_by_one(loss, w, rate, steps, 1e-3) for w in points]
    np.testing.assert_array_equal(found.ends.ravel(), [end for end, _ in expected])
    np.testing.assert_array_equal(found.steps.ravel(), [taken for _, taken in expected])


def test_a_learners_plain_functions_give_the_same_map_with_rows_y_and_columns_x():
    """Two wells at x = −1 and x = 1 of (x² − 1)² + y²: the sign of x decides."""
    loss = gd.Loss(lambda w: (w[0] ** 2 - 1) ** 2 + w[1] ** 2, minima=[(-1, 0), (1, 0)])
    found = gd.basins(loss, ((-1.5, 1.5), (-3, -1)), 10, learning_rate=0.1)
    assert (found.ends[:, :5] == 0).all()
    assert (found.ends[:, 5:] == 1).all()
    np.testing.assert_allclose(found.starts[0, -1], [1.5, -3])
    assert str(found) == "Of 100 starts 50 % reach (−1, 0), 50 % reach (1, 0); 0 % diverge."


@pytest.mark.parametrize("rate", [1.4, 1e308])
def test_what_runs_away_is_diverged_without_a_warning(rate):
    for loss in (BOWL, HIMMELBLAU, gd.Loss(lambda w: float(w[0]) ** 4, dim=1, minima=[[0]])):
        found = gd.basins(loss, ((1.1, 2.0),) * loss.dim, 4, learning_rate=rate)
        assert found.diverged.all()
        assert (found.ends == -1).all()
        assert np.isnan(found.steps).all()


@pytest.mark.parametrize(
    ("loss", "bounds", "rate"),
    [
        # x²/2 + x⁴/4 steepens: x becomes −x − 2x³, farther out each time.
        (lambda w: w[0] ** 2 / 2 + w[0] ** 4 / 4, (0.09, 0.095), 2),
        # x³ is level at 0, but whoever starts below 0 leaves, slowly at first.
        (lambda w: w[0] ** 3, (-0.03, -0.02), 1),
    ],
)
def test_a_place_that_does_not_attract_holds_nobody(loss, bounds, rate):
    loss = gd.Loss(loss, dim=1, minima=[[0.0]])
    found = gd.basins(loss, (bounds,), 2, learning_rate=rate, steps=100, tolerance=0.1)
    assert (found.ends == -1).all()


def test_of_two_minima_within_the_tolerance_the_nearer_counts():
    well = gd.losses.double_well(0)
    coarse = gd.basins(well, resolution=10, learning_rate=0.05, tolerance=5)
    np.testing.assert_array_equal(coarse.ends, [0] * 5 + [1] * 5)


def test_a_large_map_needs_little_memory():
    tracemalloc.start()
    gd.basins(HIMMELBLAU, resolution=1024, learning_rate=0.01, steps=24, tolerance=0.5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200e6  # with Python and numpy below 300 MB in all


# Sweeps


@pytest.mark.parametrize("optimizer", [gd.gradient_descent, gd.momentum, gd.adam])
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


def test_of_two_best_rates_the_smaller_is_named_and_none_where_nobody_arrives():
    assert gd.sweep(BOWL, [0.1, 0.4, 0.6, 0.9], (3, 4)).best == 0.4
    assert repr(gd.sweep(BOWL, [2], (3, 4), steps=100)).endswith("1 diverged, 0 did neither.")
    assert np.isnan(gd.sweep(BOWL, [0.1], (3, 4), steps=100, tolerance=1e-14).best)  # 0.8¹⁰⁰


def ten_points(loss, w, learning_rate):
    for _ in range(10):
        yield w
        w = w - learning_rate * loss.gradient(w)


def test_a_sweep_judges_a_point_that_stays_where_it_is_once_a_look(monkeypatch):
    judged = []
    monkeypatch.setattr(basins_and_sweep, "settled", lambda *run: judged.append(run))
    gd.sweep(BOWL, [0.1], (0, 0), steps=255)
    assert len(judged) <= 4  # the rule looks after 64 points


@pytest.mark.parametrize(
    ("loss", "optimizer"),
    [
        (HIMMELBLAU, gd.momentum),
        (lambda w: math.cosh(w[0]) + math.cosh(w[1]), gd.gradient_descent),
        (BOWL, ten_points),
    ],
)
def test_a_sweep_at_absurd_rates_gives_results_and_no_warning(loss, optimizer):
    found = gd.sweep(loss, [1e-4, 1e8, 1e308], (1, 1), optimizer, steps=300)
    assert list(found.kinds) == ["max_steps", "diverged", "diverged"]
