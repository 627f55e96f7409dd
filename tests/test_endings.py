"""How runs end: the kind, the step, and advice that is true."""

import math

import numpy as np
import pytest

import gdviz as gd
from gdviz.descent import ENDINGS, regime
from tests.test_diagnosis import agree
from tests.test_differences import logistic as logistic_loss

BOWL = gd.losses.bowl()


def ended(loss, start, optimizer=gd.gradient_descent, steps=100, **more):
    return gd.descend(loss, start, optimizer, steps=steps, **more).status


def through(points):
    """How a run through these points ends on x²/2, whose slope is x."""

    def walk(loss, w):
        yield from (np.array([x], dtype=float) for x in points if x is not None)

    return ended(gd.losses.quadratic(1), points[:1], walk, len(points) - 1)


@pytest.mark.parametrize(
    ("points", "kind", "step"),
    [
        ([1e6, 1, 1, 1], "converged", 1),
        ([1, 1e-9, 1], "max_steps", 2),  # a visit is no rest
        ([1, 1e-9, 1, 1e-9, 1e-9], "converged", 3),
        ([0, 5, 0], "converged", 2),
        ([1, 0.5, 0.5, 0.5], "stalled", 1),
        ([1, 0.5, 0.5, 0.4], "max_steps", 3),
        ([1, 0.5, None], "stopped", 1),
        ([1, 2, 3, 4, 5], "diverged", 4),
        ([1, 2, 3, 3, 5], "max_steps", 4),  # one step did not rise
        ([6, 1, 2, 3, 4, 5], "max_steps", 5),  # not yet higher than the start
        ([2, *range(30, 20, -1), *range(20, 40)], "diverged", 30),
    ],
)
def test_endings_are_judged_by_the_points_alone(points, kind, step):
    status = through(points)
    assert (status.kind, status.step) == (kind, step)
    assert str(status).startswith(f"{ENDINGS[kind]} at step {step}: ")


def test_convergence_is_a_millionth_of_the_gradient_or_a_start_at_a_minimum():
    clean = ended(BOWL, (3, 4), learning_rate=0.25)
    assert (clean.kind, clean.step) == ("converged", 20)  # 2⁻²⁰ is the first power below 10⁻⁶
    assert not clean.remedy
    wells = gd.losses.himmelblau()
    for loss, start in [(BOWL, (0, 0)), (wells, wells.minima[1]), (wells, (3, 2 + 1e-15))]:
        assert ended(loss, start, learning_rate=0.01).kind == "converged"


# Rest


def test_a_search_whose_last_tries_failed_has_not_stalled():
    def random_search(loss, w):
        for angle in np.random.default_rng(0).uniform(0, 2 * np.pi, 99):
            yield w
            w = min(w, w + 2 * np.array([np.cos(angle), np.sin(angle)]), key=loss)

    run = gd.descend(BOWL, (3, 4), random_search, steps=50)
    assert run.losses[-2] == run.losses[-1]  # near the bottom few points on a circle of 2 are lower
    assert run.status.kind == "max_steps"


def test_an_example_that_fits_already_does_not_stall_the_run():
    """The line y = x passes through three of the four examples, and the first is one of them."""
    fit, walk = gd.losses.line_fit([0, 1, 2, 3], [0, 1, 2, 4]), gd.stochastic_gradient_descent
    run = gd.descend(fit, (1, 0), walk, learning_rate=0.1, steps=1)
    assert (run.end == run.start).all()
    assert run.status.kind == "max_steps"


def in_plain_numbers(loss, w, learning_rate):
    x = float(w[0])
    while True:
        yield np.array([x])
        x = x - learning_rate * 4 * x**3  # raises OverflowError


def along(factor):
    """Return an optimizer without a learning rate that moves by a multiple of the gradient."""

    def walk(loss, w):
        while True:
            yield w
            w = w + factor * loss.gradient(w)

    return walk


def to_the_pole(loss, w):
    yield from (w, w / 2, 0 * w)


SLOW = {"learning_rate": gd.schedules.cosine(0.005, 9), "steps": 20}
UPHILL = gd.Loss(lambda w: w @ w, lambda w: -2 * w)
CUBE = {"optimizer": in_plain_numbers, "learning_rate": 1}
DEAD = gd.Loss(lambda w: (max(w[0], 0.0) - 1) ** 2, dim=1)  # a unit that is not active below 0
TARGET = np.array([1, 0.02])  # the penalty holds the second weight at 0
LASSO = gd.Loss(
    lambda w: (w - TARGET) @ (w - TARGET) + 0.1 * np.abs(w).sum(),
    lambda w: 2 * (w - TARGET) + 0.1 * np.sign(w),
)
SINKING = gd.Loss(lambda w: -(float(w[0]) ** 3), dim=1)  # raises OverflowError too
# How a run ends, and words of the reason or of the remedy.
TOLD = [
    ("stalled", "larger learning rate", lambda: ended(BOWL, (3, 4), learning_rate=1e-20)),
    ("stalled", "level, with slope and curvatures 0", lambda: ended(DEAD, -1, learning_rate=0.1)),
    ("stalled", "check_gradient", lambda: ended(UPHILL, (1, 2), gd.backtracking)),
    ("max_steps", "the learning rate has come to 0", lambda: ended(BOWL, (3, 1), **SLOW)),
    ("diverged", "below 2/λmax = 1 ", lambda: ended(BOWL, (3, 4), learning_rate=1.01)),
    ("diverged", "below 2/λmax = 1 ", lambda: ended(BOWL, (3, 4), learning_rate=1e308)),
    # Nesterov's own limit on x² + y², 2(1 + β)/((1 + 2β)·2) = 0.68, lies below 2/λmax = 1.
    (
        "diverged",
        "Try a learning rate ten times smaller, 0.125.",
        lambda: ended(BOWL, (1, 1), gd.nesterov, learning_rate=1.25),
    ),
    ("diverged", "check the sign", lambda: ended(BOWL, (3, 4), along(0.1))),
    ("diverged", "shorter steps", lambda: ended(BOWL, (3, 4), along(-2))),
    ("converged", "turns round", lambda: ended(LASSO, (3, 2), gd.backtracking)),
    ("diverged", "too large to store", lambda: ended(lambda w: abs(w[0]), [3.0], **CUBE)),
    ("diverged", "no lowest value", lambda: ended(lambda w: -1 / w[0] ** 2, [1.0], to_the_pole)),
    ("diverged", "no lowest value", lambda: ended(SINKING, [1.0], learning_rate=0.1)),
]


@pytest.mark.parametrize(("kind", "words", "end"), TOLD)
def test_an_ending_is_told_with_its_cause_and_what_to_do(kind, words, end):
    status = end()
    assert status.kind == kind
    assert words in f"{status.reason} {status.remedy}"


# One judgement: status, diagnosis, sweep and captions


def logistic(w):
    return 1 / (1 + np.exp(-w))


# Ground that is level far out, and a start on its slope: a long step lands where nothing moves.
THROWN = {
    "sigmoid": (lambda w: (logistic(w[0]) - 0.3) ** 2, [-3.0], 3000),
    "bell": (lambda w: -np.exp(-w @ w), (1.0, 0.5), 100),
    "two units": (lambda w: (logistic(w[0]) - np.tanh(w[1])) ** 2, (-2, 0.2), 1e5),
    "hinge": (lambda w: (max(w[0], 0) - 0.5) ** 2, [0.6], 100),
    "clipped": (lambda w: np.clip(w[0], -2, 2) ** 2, [0.5], 50),
}


@pytest.mark.parametrize("name", THROWN)
def test_a_run_thrown_onto_level_ground_has_not_converged(name):
    function, start, rate = THROWN[name]
    loss = gd.Loss(function, dim=len(start))
    run = gd.descend(loss, start, learning_rate=rate, steps=50)
    assert run.losses[-1] > run.losses[0]
    assert (run.status.kind, gd.diagnose(run).kind, regime(run)) == ("stalled", "stalled", "stalls")
    assert gd.sweep(loss, [rate], start, steps=50).kinds == ["max_steps"]
    limit = float(run.status.remedy.partition("below 2/λmax = ")[2].split()[0])
    lower = gd.descend(loss, start, learning_rate=limit / 2, steps=50)
    assert lower.losses[-1] < run.losses[0]


@pytest.mark.parametrize(
    ("loss", "start"),
    [
        (gd.losses.ridge(), (0, 0)),
        (lambda w: -w @ w, (0, 0)),
        (lambda w: np.cos(w[0]), [0.0]),
        (lambda w: 3.0, [1.0]),
        (lambda w: max(w[0], 0.0), [-1.0]),
        (lambda w: w[0] ** 2 - w[1] ** 4, (0.0, 1e-9)),
    ],
)
def test_a_start_where_the_gradient_vanishes_and_no_minimum_is_stalls(loss, start):
    run = gd.descend(loss, start, learning_rate=0.1, steps=20)
    assert run.status.kind in ("stalled", "max_steps")
    assert gd.diagnose(run).kind != "converged"
    assert np.isnan(gd.sweep(loss, [0.1], start, steps=20).steps)


def test_a_run_that_passed_a_lower_place_has_not_converged():
    """The heavy ball rolls through the lower well at −1 and comes to rest in the other."""
    wells = gd.losses.double_well()
    run = gd.descend(wells, [-2.2], gd.momentum, learning_rate=0.01, steps=500)
    assert run.end > 0.5
    assert "converged" not in (run.status.kind, gd.diagnose(run).kind)


@pytest.mark.parametrize("weights", [(1, 1), (1, 2, 3), (5, 1)])
def test_a_kink_in_some_coordinates_is_no_minimum_while_others_lead_on(weights):
    """One coordinate reaches its kink; the others step to and fro, half a step beside theirs."""
    weights, rate = np.array(weights), 0.1
    start = rate * weights * np.array([30, 40.5, 50.5][: len(weights)])
    loss = gd.Loss(lambda w: weights @ abs(w), lambda w: weights * np.sign(w), dim=len(weights))
    run = gd.descend(loss, start, learning_rate=rate, steps=200)
    assert run.losses[-1] > 0.04
    assert (run.status.kind, gd.diagnose(run).kind) == ("max_steps", "orbiting")


@pytest.mark.parametrize("unit", [1e6, 1e10])
def test_small_weights_of_data_in_large_units_have_not_converged_on_the_way(unit):
    """Weights below 10⁻⁸ are no rounding: the unit of the data makes them small."""
    value, gradient, _ = logistic_loss(unit * np.linspace(1, 3, 60), np.sin(np.arange(60)) > 0)
    run = gd.descend(gd.Loss(value, gradient), (0, 0), learning_rate=0.1 / unit**2, steps=20)
    assert np.linalg.norm(run.gradients[-1]) > 0.01 * np.linalg.norm(run.gradients[0])
    assert run.status.kind == "max_steps"
    assert gd.diagnose(run).kind != "converged"


@pytest.mark.parametrize("steps", [3, 30, 100])
def test_rounding_beside_a_minimum_is_no_rise(steps):
    """A slope by differences is 10⁻¹² there, and the loss goes from 10⁻³³ to 10⁻³¹."""
    loss = gd.Loss(lambda w: (logistic(w[0]) - 0.3) ** 2, dim=1)
    for rate in (1e-3, 0.1, lambda k: 0.002 / (1 + k)):
        run = gd.descend(loss, [math.log(3 / 7)], learning_rate=rate, steps=steps)
        assert (run.status.kind, gd.diagnose(run).kind) == ("converged", "converged")


GROUNDS = {
    "bowl": (BOWL, (3, 4)),
    "ravine": (gd.losses.quadratic(1, 100), (1, 1)),
    "ridge": (gd.losses.ridge(), (2, 0.1)),
    "wells": (gd.losses.himmelblau(), (1, 1)),
    "plateau": (gd.losses.plateau(), (-2, 0)),
    "unit": (gd.Loss(lambda w: (logistic(w[0]) - 0.3) ** 2, dim=1), (-3,)),
    "quartic": (gd.Loss(lambda w: w[0] ** 4 + w[1] ** 2), (1.3, 0.7)),
    "kink": (gd.Loss(lambda w: abs(w[0]), dim=1), (0.33,)),
    "relu": (gd.Loss(lambda w: (max(w[0], 0) - 0.5) ** 2, dim=1), (2,)),
    "bell": (gd.Loss(lambda w: -np.exp(-w @ w)), (1.5, 1)),
    "barrier": (gd.Loss(lambda w: w[0] - np.log(w[0]), dim=1), (3,)),
    "constant": (gd.Loss(lambda w: 3.0, lambda w: 0 * w, dim=1), (1,)),
    "pole": (gd.Loss(lambda w: np.log(abs(w[0])), dim=1), (1,)),
    "cubic": (gd.Loss(lambda w: -(w[0] ** 3), dim=1), (1,)),
    "waves": (gd.Loss(lambda w: np.sin(3 * w[0]) + 0.1 * w[0] ** 2, dim=1), (2,)),
    "cliff": (gd.Loss(lambda w: np.tanh(50 * (w[0] - 1)) + 0.01 * w[0] ** 2, dim=1), (3,)),
    "reversed": (gd.Loss(lambda w: w @ w, gradient=lambda w: -2 * w), (3, 4)),
}
WALKS = [gd.gradient_descent] * 3 + [gd.momentum, gd.nesterov, gd.adagrad, gd.rmsprop, gd.adam]


@pytest.mark.parametrize("name", GROUNDS)
def test_status_diagnosis_sweep_and_caption_tell_of_the_same_ending(name):
    loss, given = GROUNDS[name]
    rng = np.random.default_rng(sorted(GROUNDS).index(name))
    for _ in range(6):
        walk, rate = WALKS[rng.integers(len(WALKS))], 10 ** rng.uniform(-5, 3)
        start = np.array(given, dtype=float) + rng.choice([0, 0.3]) * rng.normal(size=loss.dim)
        steps = int(rng.choice([1, 5, 40, 80]))
        run = gd.descend(loss, start, walk, learning_rate=rate, steps=steps)
        kind, found, losses = run.status.kind, gd.diagnose(run).kind, run.losses
        fall = losses[0] - losses.min()
        if "converged" in (kind, found):
            assert losses[-1] <= losses.min() + 1e-9 * fall + 1e-12 * (1 + abs(losses[0]))
        assert agree(kind, found), run
        if kind == "stalled":
            assert (run.points[-1] == run.points[-2]).all()
        if found == "rising":
            assert losses[-1] > losses[0]
        assert (regime(run) == "diverges") == (kind == "diverged")
        swept = gd.sweep(loss, [rate], start, walk, steps=steps).kinds[0]
        if kind == "converged" or walk is gd.gradient_descent:
            assert swept == (kind if kind in ("converged", "diverged") else "max_steps")
