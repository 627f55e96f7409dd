"""Diagnoses of runs whose cause is known from mathematics, and of near misses."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.diagnosis import gather

BOWL = gd.losses.bowl()


def run(loss, start, rate=None, steps=100, optimizer=gd.gradient_descent, **more):
    if rate is not None:
        more["learning_rate"] = rate
    return gd.descend(loss, start, optimizer, steps=steps, **more)


def uphill(loss, w, learning_rate):
    while True:
        yield w
        w = w + learning_rate * loss.gradient(w)


def with_gradient_reversed():
    return gd.Loss(lambda w: w @ w, gradient=lambda w: -2 * w)


def scattered(n=60):
    """A line with noise about it: no line passes through all the examples."""
    generator = np.random.default_rng(1)
    x = np.linspace(-1, 1, n)
    return gd.losses.line_fit(x, 2 * x + generator.normal(size=n))


def sgd(rate, steps, start=(0, 0), n=60, batch_size=1):
    return run(
        scattered(n),
        start,
        rate,
        steps,
        gd.stochastic_gradient_descent,
        batch_size=batch_size,
    )


# The cause, built so that mathematics says which it is; then near misses on the other side.
CASES = {
    "too short": [
        lambda: run(BOWL, (3, 4), 0.1, 2),
        lambda: run(BOWL, (3, 4), 5, 0),
    ],
    "wrong sign": [
        lambda: run(BOWL, (3, 4), 0.1, 50, uphill),
        lambda: run(BOWL, (3, 4), 0.001, 5, uphill),
        lambda: run(gd.losses.himmelblau(), (1, 1), 0.001, 20, uphill),
        lambda: run(with_gradient_reversed(), (3, 4), 0.01, 50),
        lambda: run(BOWL, (3, 4), 10.0, 500, uphill),
        lambda: run(with_gradient_reversed(), (1, 2), None, 50, gd.backtracking),  # never moves
    ],
    "diverging": [
        lambda: run(BOWL, (3, 4), 1.01, 100),  # the limit is 1
        lambda: run(BOWL, (3, 4), 1e308, 100),
        lambda: run(gd.losses.quadratic(1, 100), (1, 1), 0.0201, 200),  # the limit is 0.02
        lambda: run(gd.losses.rosenbrock(), (-1, 1), 0.1, 100),
        lambda: run(lambda w: float(w[0]) ** 4, [2.0], 1.0, 100),
    ],
    "orbiting": [
        lambda: run(BOWL, (3, 4), 1, 50),  # 1 − 2α = −1
        lambda: run(gd.losses.quadratic(2, 20), (1, 1), 0.1, 500),  # α = 2/λmax
        lambda: run(gd.losses.double_well(0), [0.3], 0.3, 500),  # 2/λ = 0.25 at both wells
        lambda: run(BOWL, (1, 0), 0.03, 100, normalize=True),
        lambda: run(lambda w: abs(w[0]), [0.03], 0.2, 50),
    ],
    "unstable": [
        lambda: run(BOWL, (1, 1), 1.1, 3),  # too short to be called divergence
        lambda: run(gd.losses.quadratic(2, 20), (3, 1e-6), 0.11, 60),  # still lower than the start
    ],
    "undefined": [lambda: run(lambda w: np.sqrt(w[0]), [1.0], 0.5, 20)],
    "rising": [
        lambda: run(BOWL, (3, 1), gd.schedules.cosine(0.1, 10), 200, gd.momentum),  # carried past
        lambda: run(lambda w: np.log(1 + w[0] ** 2), [3.0], 5, 100),
    ],
    "standing still": [
        lambda: run(gd.losses.double_well(0), [0.3], 0.4, 500),  # chaos
        lambda: run(BOWL, (1, 0), None, 50, gd.random_search, step_length=3, seed=0),
    ],
    "flat bottom": [
        lambda: run(lambda w: w[0] ** 4, [1.0], 0.1, 2000),
        lambda: run(lambda w: w[0] ** 4 + w[1] ** 4, [1.0, 0.5], 0.1, 1000),
    ],
    "alternating": [
        lambda: run(BOWL, (3, 4), 0.99, 50),
        lambda: run(BOWL, (3, 4), 0.9, 30),
        lambda: run(BOWL, (3, 4), 0.6, 60),  # and long at rest
        lambda: run(gd.losses.quadratic(2, 4), (1, 1), 0.45, 40),
    ],
    "converged": [
        lambda: run(BOWL, (3, 4), 0.1, 200),
        lambda: run(BOWL, (3, 4), 0.5, 3),  # in one step
        lambda: run(BOWL, (0, 0), 0.1, 5),
        lambda: run(gd.losses.himmelblau(), (1, 1), 0.01, 300),
        lambda: run(gd.losses.product(), (1.5, 0.3), 0.1, 300),  # a valley of minima
        lambda: run(gd.losses.double_well(), [3.0], 0.01, 2000),  # curved ten times more far out
        lambda: run(gd.losses.quadratic(1, 100), (1, 1), 0.015, 3000),  # a ravine, but arrived
        lambda: run(BOWL, (3, 4), 0.1, 400, gd.momentum),
        lambda: run(scattered(), (0, 0), 0.1, 2000),
        lambda: run(gd.losses.himmelblau(), gd.losses.himmelblau().minima[1], 0.01, 50),
        lambda: run(gd.losses.ridge(), (0, 1e-10), 0.1, 1000),  # from the saddle to a minimum
    ],
    "saddle": [
        lambda: run(gd.losses.ridge(), (2, 0), 0.3, 400),  # exactly on the ridge
        lambda: run(gd.losses.ridge(), (2, 1e-16), 0.3, 50),  # a hair beside it, lingering
        lambda: run(gd.losses.saddle(), (1, 0), 0.1, 100),
        lambda: run(gd.losses.product(), (0, 0), 0.1, 10),  # a start at rest
        lambda: run(gd.losses.product(), (1e-9, -1e-9), 0.1, 5),
    ],
    "maximum": [lambda: run(lambda w: -np.cos(w[0] - np.pi), [0.0], 0.1, 10)],
    "plateau": [
        lambda: run(gd.losses.plateau(), (-2, 0), 0.05, 400),
        lambda: run(gd.losses.plateau(), (-2, 1), 0.05, 250),
        lambda: run(gd.losses.plateau(slope=0), (-2, 0), 0.05, 5000),
    ],
    "creeping": [
        lambda: run(BOWL, (3, 4), 0.001, 100),
        lambda: run(gd.losses.quadratic(1, 10), (1, 1), 0.0005, 300),
        lambda: run(gd.losses.himmelblau(), (1, 1), 1e-6, 100),
        lambda: run(BOWL, (3, 4), 0.001, 50, gd.gradient_descent, normalize=True),
    ],
    "ravine": [
        lambda: run(gd.losses.quadratic(0.1, 20), (4, 1), 0.09, 100),
        lambda: run(gd.losses.quadratic(0.1, 20, angle=30), (4, 1), 0.05, 100),
        lambda: run(gd.losses.rosenbrock(), (-1, 1), 0.001, 2000),
    ],
    "noise floor": [
        lambda: sgd(0.05, 3000),
        lambda: sgd(0.1, 3000, batch_size=4),
    ],
    "on its way": [
        lambda: run(BOWL, (3, 4), 0.2, 6),
        lambda: run(gd.losses.saddle(), (1, 1), 0.1, 20),  # has left the saddle behind
        lambda: sgd(0.001, 200, start=(30, 30)),  # noisy, but still falling
        lambda: run(gd.losses.quadratic(1, 10), (1, 1), 0.1, 10),
        lambda: run(gd.losses.plateau(), (4.5, 0), 0.04, 6),  # on the steep side
        lambda: run(gd.losses.quadratic(0.1, 20), (4, 1), 0.01, 60, gd.momentum),  # the cure itself
        lambda: run(gd.losses.product(), (2, 0.1), 0.05, 10),  # κ = 3460, but the way is steep
        lambda: run(gd.losses.product(), (2, 0.1), 0.1, 100, gd.momentum),  # beside a curved floor
        lambda: run(gd.losses.product(), (2, 0.1), 0.3, 10, gd.momentum, beta=0.5),  # the same
        lambda: run(BOWL, (3, 1), gd.schedules.exponential(0.1, 0.5), 50),
    ],
}


@pytest.mark.parametrize(
    ("kind", "make"),
    [(kind, make) for kind, makes in CASES.items() for make in makes],
    ids=[f"{kind} {k}" for kind, makes in CASES.items() for k, _ in enumerate(makes)],
)
def test_the_cause_is_named(kind, make):
    found = gd.diagnose(make())
    assert found.kind == kind, found
    assert str(found).startswith(f"{kind}: ")
    assert "nan" not in found.text
    assert "undefined" not in found.text
    assert len(found.text) < 300


def number_of(kind, make, name):
    found = gd.diagnose(make())
    assert found.kind == kind
    return found.numbers[name]


def test_the_ratio_of_an_alternating_run_is_one_minus_alpha_lambda():
    for rate in (0.6, 0.9, 0.99):
        ratio = number_of("alternating", lambda r=rate: run(BOWL, (3, 4), r, 40), "ratio")
        assert ratio == pytest.approx(1 - 2 * rate, rel=1e-6)


def test_the_growth_of_a_diverging_run_is_alpha_lambda_minus_one_and_the_limit_two_over_lambda():
    make = lambda: run(gd.losses.quadratic(1, 8), (1, 1), 0.5, 60)  # noqa: E731
    assert number_of("diverging", make, "growth") == pytest.approx(3)
    assert number_of("diverging", make, "limit") == pytest.approx(0.25)
    assert "0.125 would fall" in gd.diagnose(make()).text


def test_the_condition_number_of_a_ravine_is_the_ratio_of_curvatures():
    make = lambda: run(gd.losses.quadratic(0.1, 20, angle=30), (4, 1), 0.05, 100)  # noqa: E731
    assert number_of("ravine", make, "condition") == pytest.approx(200)
    assert "κ = 200" in gd.diagnose(make()).text


def test_a_creeping_run_is_told_how_much_larger_its_rate_may_be():
    make = lambda: run(gd.losses.quadratic(1, 10), (1, 1), 0.0005, 300)  # noqa: E731
    assert number_of("creeping", make, "factor") == pytest.approx(200)  # 1/λmax = 0.1


def test_an_orbit_has_its_period():
    make = lambda: run(BOWL, (3, 4), 1, 50)  # noqa: E731
    assert number_of("orbiting", make, "period") == 2
    assert number_of("orbiting", make, "limit") == pytest.approx(1)

    def square(loss, w):
        while True:
            yield w
            w = np.array([-w[1], w[0]])

    assert number_of("orbiting", lambda: run(BOWL, (3, 4), None, 50, square), "period") == 4


def test_a_saddle_has_curvatures_of_both_signs():
    found = gd.diagnose(run(gd.losses.saddle(), (1, 0), 0.1, 100))
    assert found.numbers["lowest"] < 0 < found.numbers["highest"]


def test_the_level_of_a_noise_floor_is_above_the_lowest_loss_by_less_for_smaller_steps():
    lowest = scattered()(scattered().minima[0])
    large = number_of("noise floor", lambda: sgd(0.1, 3000), "level") - lowest
    small = number_of("noise floor", lambda: sgd(0.025, 3000), "level") - lowest
    assert 0 < 2 * small < large


def test_a_network_too_large_for_a_hessian_is_diagnosed_all_the_same():
    net = gd.network.regressor(np.linspace(-1, 1, 9), np.zeros(9), hidden=(30,))
    w = net.initialize(gd.initializers.xavier_normal)
    assert net.dim > 64
    assert "undefined" not in str(gd.diagnose(run(net, w, 0.1, 60)))
    assert gd.diagnose(run(net, w, 0.05, 400, uphill)).kind == "wrong sign"


# The measures that verdicts rest on, against closed forms


def test_measures_of_a_quadratic_are_those_of_its_closed_form():
    curvatures, rate, steps, start = np.array([1.0, 8.0]), 0.05, 30, np.array([2.0, 3.0])
    evidence = gather(run(gd.losses.quadratic(1, 8), start, rate, steps))
    points = start * (1 - rate * curvatures) ** np.arange(steps + 1)[:, None]
    slopes, moves = points * curvatures, np.diff(points, axis=0)[-20:]
    norms = np.linalg.norm(slopes, axis=1)
    lengths = np.linalg.norm(moves, axis=1)
    end = slopes[-1] / norms[-1]
    expected = {
        "rate": rate,
        "slope": norms[-1] / norms[0],
        "lowest": 1,
        "highest": 8,
        "sharpest": 8,
        "steepest": 8,
        "condition": 8,
        "bend": (curvatures * end**2).sum() / 8,
        "apart": np.linalg.norm(points[-1]) / (1 + np.linalg.norm(points[-1])),
        "ratio": np.median(lengths[1:] / lengths[:-1]),
        "growth": np.median(lengths[-2:] / lengths[-3:-1]),
        "straightness": np.median((moves[1:] * moves[:-1]).sum(1) / lengths[1:] / lengths[:-1]),
        "period": 0,
    }
    for name, value in expected.items():
        assert getattr(evidence, name) == pytest.approx(value, rel=1e-6), name
    assert evidence.surprise < 1e-6
    assert not any([evidence.resting, evidence.rising, evidence.sampled])


def test_the_steepest_curvature_met_is_looked_for_on_the_whole_way():
    evidence = gather(run(gd.losses.double_well(0), [3.0], 0.01, 400))
    assert evidence.steepest == pytest.approx(12 * 9 - 4)  # 12x² − 4 at the start
    assert evidence.sharpest == pytest.approx(8, rel=1e-6)  # and at x = 1
    assert evidence.resting


def test_surprise_is_large_where_no_bottom_is_near():
    # x⁴: Newton's step goes from x to 2x/3, where the slope is (2/3)³ and the curvature (2/3)² of
    # what it was.
    quartic = gd.Loss(
        lambda w: w[0] ** 4, lambda w: 4 * w**3, lambda w: np.array([[12 * w[0] ** 2]]), dim=1
    )
    evidence = gather(run(quartic, [1.0], 0.01, 10))
    assert evidence.surprise == pytest.approx(1 - 4 / 9)
    assert evidence.apart == pytest.approx(evidence.run.end[0] / 3 / (1 + evidence.run.end[0]))


def test_in_one_dimension_a_rate_is_believed_only_while_it_is_steady():
    steady = gather(run(gd.losses.quadratic(2), [3.0], 0.1, 10))
    assert steady.rate == pytest.approx(0.1)
    decaying = run(gd.losses.quadratic(2), [3.0], gd.schedules.inverse_time(0.1, 1), 10)
    assert gather(decaying).rate is None
    assert gather(run(BOWL, (3, 4), 0.1, 10, gd.momentum)).rate is None


def test_periods_are_found_up_to_eight():
    def cycle(n):
        def walk(loss, w):
            k = 0
            while True:
                yield np.array([np.cos(2 * np.pi * k / n), np.sin(2 * np.pi * k / n)])
                k += 1

        return gather(run(BOWL, (1, 0), None, 60, walk)).period

    assert [cycle(n) for n in (2, 3, 5, 8, 9)] == [2, 3, 5, 8, 0]


def test_only_steps_that_saw_a_part_of_the_examples_are_sampled():
    assert gather(sgd(0.05, 100)).sampled
    assert not gather(sgd(0.05, 39)).sampled
    assert gather(sgd(0.05, 40)).sampled
    assert not gather(sgd(0.05, 100, batch_size=60)).sampled
    assert not gather(run(scattered(), (0, 0), 0.05, 100)).sampled
    run_ = sgd(0.05, 400)
    assert gather(run_).level == pytest.approx(run_.losses[201:].mean())


WORDED = {
    "too short": "too short: 2 steps tell too little. Take at least 3.",
    "maximum": (
        "maximum: the gradient is small, yet every curvature is negative. Nudge the point to leave."
    ),
    "ravine": (
        "ravine: the curvatures differ by a factor κ = 200. What the steep direction allows is "
        "too little for the flat one. Use momentum."
    ),
    "creeping": (
        "creeping: the steps go the same way and hardly shrink; the learning rate 0.001 is far "
        "below 1/λmax = 0.5. Try 500 times as much."
    ),
    "saddle": (
        "saddle: the gradient is small, but the curvatures go from −2 to 0.2: a pass, not a "
        "valley. Nudge the point to leave."
    ),
    "orbiting": (
        "orbiting: after 2 steps the point is back where it was, again and again. Take a smaller "
        "learning rate. Here 2/λmax is 1, the rate 1."
    ),
}


@pytest.mark.parametrize("kind", WORDED)
def test_a_diagnosis_is_worded_for_people(kind):
    assert str(gd.diagnose(CASES[kind][0]())) == WORDED[kind]


def test_a_lingering_run_is_told_that_it_will_leave():
    text = gd.diagnose(CASES["saddle"][1]()).text
    assert text.endswith("The run lingers and will leave slowly.")


def test_half_the_rate_is_advised_where_it_goes_straight():
    plain = gd.diagnose(run(BOWL, (3, 4), 0.9, 30)).text
    heavy = gd.diagnose(run(BOWL, (1, 1), 0.95, 30, gd.momentum, beta=0.1)).text
    searched = gd.diagnose(run(BOWL, (3, 4), 3.0, 30, gd.backtracking)).text  # it takes 3/4
    assert searched.endswith("Shorter steps cross less.")
    assert plain.endswith("half as large would go straight.")
    assert heavy.endswith("Shorter steps cross less.")
    assert "−0.99998 times" in gd.diagnose(run(BOWL, (3, 1), 0.99999, 100)).text


def test_a_limit_is_told_where_the_rate_is_above_it():
    """Far out double_well is curved 106 times, and an explosion meets far more: not these count."""
    far = gd.diagnose(run(gd.losses.double_well(0), [3.0], 0.3, 100))
    assert far.numbers["limit"] == pytest.approx(2 / 104)
    assert "would fall" not in far.text
    nesterov = gd.diagnose(run(BOWL, (1, 1), 0.95, 100, gd.nesterov))
    assert (nesterov.kind, "2/λmax" in nesterov.text) == ("diverging", False)


def test_no_number_is_named_where_curvature_so_far_is_no_limit():
    """At ½ the double well is curved −1, at its minima 8."""
    found = gd.diagnose(run(gd.losses.double_well(0), [0.5], 0.01, 10))
    assert (found.kind, "factor" in found.numbers) == ("creeping", False)
    assert found.text.endswith("Try ten times as much, and look.")


def test_batches_that_throw_the_run_away_are_no_noise_floor():
    fit = gd.losses.line_fit([0, 1, 2, 3], [1, 3, 5, 7])  # on a line: there is no noise
    thrown = run(fit, (0, 0), 0.3, 1000, gd.stochastic_gradient_descent, batch_size=3)
    assert gd.diagnose(thrown).kind == "diverging"


def test_a_curvature_of_zero_says_no_minimum():
    level = gd.Loss(lambda w: w[0] ** 3, lambda w: 3 * w**2, lambda w: 6 * w[None], dim=1)
    assert "or no minimum at all" in gd.diagnose(run(level, [0.0], 0.1, 20)).text
    assert "say a minimum" in gd.diagnose(run(BOWL, (3, 4), 0.1, 200)).text


def test_one_step_tells_too_little():
    assert str(gd.diagnose(run(BOWL, (3, 4), 0.1, 1))).startswith("too short: 1 step tells too")


def test_data_are_to_be_standardised_where_there_are_data():
    raw = gd.losses.line_fit([1.0, 2, 3, 40], [1.0, 0, 2, 5])
    told = gd.diagnose(run(raw, (0, 0), gd.safe_learning_rate(raw), 60))
    assert (told.kind, "Standardise" in told.text) == ("ravine", True)


def test_only_a_run_can_be_diagnosed():
    with pytest.raises(TypeError, match="run must be a Trajectory"):
        gd.diagnose([1, 2, 3])


@pytest.mark.parametrize("steps", [20, 60, 100])
def test_an_orbit_along_one_direction_is_named_while_the_others_still_settle(steps):
    valley = gd.losses.quadratic(2, 20)
    orbit = gd.descend(valley, (5, 1), learning_rate=0.1, steps=steps)
    assert gd.diagnose(orbit).kind == "orbiting"
    below = gd.descend(valley, (5, 1), learning_rate=0.0995, steps=steps)
    assert gd.diagnose(below).kind == "alternating"


def test_a_run_that_swings_does_not_go_the_same_way():
    swinging = run(gd.losses.ravine(4), (3, 2), 0.02, 60, gd.momentum, beta=0.999)
    assert (np.diff(swinging.losses) > 0).any()
    assert gd.diagnose(swinging).kind != "creeping"
