"""Diagnoses of runs whose cause is known from mathematics, and of near misses."""

import math

import numpy as np
import pytest

import gdviz as gd

BOWL, RIDGE, SGD = gd.losses.bowl(), gd.losses.ridge(), gd.stochastic_gradient_descent


def run(loss, start, rate=None, steps=100, optimizer=gd.gradient_descent, **more):
    if rate is not None:
        more["learning_rate"] = rate
    return gd.descend(loss, start, optimizer, steps=steps, **more)


def uphill(loss, w, learning_rate):
    while True:
        yield w
        w = w + learning_rate * loss.gradient(w)


def unit_steps(loss, w, learning_rate):
    while True:
        yield w
        slope = loss.gradient(w)
        w = w - learning_rate * slope / np.linalg.norm(slope)


FLAT = gd.Loss(lambda w: w[0] ** 4 + w[1] ** 2)
PRODUCT = gd.Loss(lambda w: (w[0] * w[1] - 1) ** 2, lambda w: 2 * (w[0] * w[1] - 1) * w[::-1])
ROSENBROCK = gd.Loss(lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2)
REVERSED = gd.Loss(lambda w: w @ w, gradient=lambda w: -2 * w)
# A line with noise about it: no line passes through all the examples.
X = np.linspace(-1, 1, 60)
SCATTERED = gd.losses.line_fit(X, 2 * X + np.random.default_rng(1).normal(size=60))

# Of each kind of status the diagnoses that say the same; the others end in no such way.
MATES = {"converged": ("converged", "alternating"), "diverged": ("diverged", "wrong_sign")}
MATES |= {"stalled": ("stalled", "wrong_sign", "saddle", "maximum"), "undefined": ("undefined",)}


def agree(status, diagnosis):
    """Whether the kinds of a status and of a diagnosis tell of the same ending."""
    if status in MATES:
        return diagnosis in MATES[status]
    return diagnosis not in ("converged", "diverged", "stalled")


# The cause, built so that mathematics says which it is; then near misses on the other side.
CASES = {
    "too_short": [lambda: run(BOWL, (3, 4), 0.1, 2), lambda: run(BOWL, (3, 4), 5, 0)],
    "wrong_sign": [
        lambda: run(BOWL, (3, 4), 0.1, 50, uphill),
        lambda: run(REVERSED, (3, 4), 0.1, 20, uphill),  # two wrongs, and the loss falls
        lambda: run(REVERSED, (3, 4), 0.01, 50),
        lambda: run(REVERSED, (1, 2), None, 50, gd.backtracking),  # never moves
    ],
    "diverged": [
        lambda: run(BOWL, (3, 4), 1.01, 100),  # the limit is 1
        lambda: run(gd.losses.quadratic(1, 100), (1, 1), 0.0201, 200),  # the limit is 0.02
        lambda: run(lambda w: float(w[0]) ** 4, [2.0], 1.0, 100),
        # Points on a line have no noise: this is no noise floor.
        lambda: run(gd.losses.line_fit([0, 1, 2], [1, 3, 5]), (0, 0), 0.6, 1000, SGD, batch_size=2),
    ],
    "passed_by": [lambda: run(gd.losses.two_wells(), (-2.8, 1.2), 0.16, 1500)],  # the deeper well
    "unstable": [
        lambda: run(BOWL, (1, 1), 1.1, 3),  # too short to be called divergence
        lambda: run(gd.losses.quadratic(2, 20), (3, 1e-6), 0.11, 60),  # still lower than the start
    ],
    "rising": [
        lambda: run(lambda w: np.log(1 + w[0] ** 2), [3.0], 5, 100),
        # Adam's first steps are as long as the rate: it leaves the well, and would return.
        lambda: run(gd.losses.himmelblau(), (3.0003, 1.9997), 0.86, 6, gd.adam),
    ],
    "undefined": [
        lambda: run(lambda w: np.sqrt(w[0]), [1.0], 0.5, 20),  # x goes below 0
        lambda: run(BOWL, (1, 0), 0.25, 20, unit_steps),  # 0/0 exactly at the minimum
        lambda: run(lambda w: w[0] - math.log(w[0]), [3.0], 5, 20),
    ],
    "no_progress": [lambda: run(gd.losses.double_well(0), [0.3], 0.4, 500)],  # chaos
    "orbiting": [
        lambda: run(BOWL, (3, 4), 1, 50),  # 1 − 2α = −1
        lambda: run(gd.losses.quadratic(2, 20), (5, 1), 0.1, 60),  # x still settles
        lambda: run(BOWL, (1, 0), 0.03, 100, normalize=True),
        lambda: run(lambda w: abs(w[0]), [0.03], 0.2, 50),
        lambda: run(BOWL, (1, 2), 0.3, 400, gd.rmsprop),  # ends at ± half the rate
        lambda: run(gd.losses.double_well(0), [0.9], 0.32, 400),  # every four steps
    ],
    "alternating": [
        lambda: run(BOWL, (3, 4), 0.6, 60),  # and long at rest
        lambda: run(gd.losses.quadratic(2, 20), (5, 1), 0.0995, 60),
    ],
    "converged": [
        lambda: run(BOWL, (3, 4), 0.1, 200),
        lambda: run(BOWL, (0, 0), 0.1, 5),
        lambda: run(gd.losses.himmelblau(), (1, 1), 0.01, 300),
        lambda: run(PRODUCT, (1.5, 0.3), 0.1, 300),  # a valley of minima
        lambda: run(gd.losses.double_well(), [3.0], 0.01, 2000),  # curved ten times more far out
        lambda: run(gd.losses.quadratic(1, 100), (1, 1), 0.015, 3000),  # a ravine, but arrived
        lambda: run(RIDGE, (0, 1e-10), 0.1, 1000),  # from the saddle to a minimum
    ],
    "saddle": [
        lambda: run(RIDGE, (2, 0), 0.3, 400),  # exactly on the ridge
        lambda: run(RIDGE, (2, 1e-16), 0.3, 50),  # a hair beside it, lingering
        lambda: run(PRODUCT, (0, 0), 0.1, 10),  # a start at rest
        lambda: run(PRODUCT, (1e-9, -1e-9), 0.1, 5),
    ],
    "maximum": [lambda: run(lambda w: -np.cos(w[0] - np.pi), [0.0], 0.1, 10)],
    "plateau": [
        lambda: run(gd.losses.plateau(), (-2, 0), 0.05, 400),
        lambda: run(gd.losses.plateau(slope=0), (-2, 0), 0.05, 5000),
        lambda: run(lambda w: np.exp(-w[0]), [0.0], 0.1, 1000),  # for ever downhill
        lambda: run(lambda w: w[0] ** 4, [1.0], 0.1, 2000),
        lambda: run(lambda w: w[0] ** 6, [1.0], 0.1, 500, gd.momentum),
        lambda: run(FLAT, (1.3, 0.7), 0.1, 10),  # y still settles
    ],
    "creeping": [
        lambda: run(BOWL, (3, 4), 0.001, 100),
        lambda: run(gd.losses.quadratic(1, 10), (1, 1), 0.0005, 300),
        lambda: run(BOWL, (3, 4), 0.001, 50, normalize=True),
        lambda: run(lambda w: 2 * w[0] + w[1], (0, 0), 0.01, 50),
        lambda: run(BOWL, (3, 1), gd.schedules.exponential(0.1, 0.5), 50),
        lambda: run(lambda w: -((w[0] - 1000) ** 2), [1000.5], 0.01, 20),  # beside a summit
    ],
    "ravine": [
        lambda: run(gd.losses.quadratic(0.1, 20, angle=30), (4, 1), 0.05, 100),
        lambda: run(ROSENBROCK, (-1, 1), 0.001, 2000),
        # The first step takes almost all of the gradient, and the line is still wrong.
        lambda: run(gd.losses.line_fit([2007, 2008, 2009], [1, 2, 2]), (0, 0), 1e-7, 1000),
    ],
    "level": [lambda: run(lambda w: max(w[0], 0.0), [1.0], 0.1, 60, gd.momentum)],  # rolls on
    "noise_floor": [lambda: run(SCATTERED, (0, 0), 0.05, 3000, SGD)],
    "on_its_way": [
        lambda: run(BOWL, (3, 4), 0.2, 6),
        lambda: run(gd.losses.quadratic(2, 20), (5, 0), 0.1, 20),  # the limit, on the flat axis
        lambda: run(gd.losses.quadratic(2, -2), (1, 1), 0.1, 20),  # has left the saddle behind
        lambda: run(SCATTERED, (30, 30), 0.001, 200, SGD),  # noisy, but still falling
        lambda: run(gd.losses.quadratic(0.1, 20), (4, 1), 0.01, 60, gd.momentum),  # the cure itself
        lambda: run(PRODUCT, (2, 0.1), 0.05, 10),  # κ = 3460, but the way is steep
        lambda: run(gd.losses.ravine(4), (3, 2), 0.02, 60, gd.momentum, beta=0.999),  # it swings
    ],
}


@pytest.mark.parametrize(
    ("kind", "make"),
    [(kind, make) for kind, makes in CASES.items() for make in makes],
    ids=[f"{kind} {k}" for kind, makes in CASES.items() for k, _ in enumerate(makes)],
)
def test_the_cause_is_named_and_the_status_agrees(kind, make):
    walk = make()
    found = gd.diagnose(walk)
    assert found.kind == kind, found
    assert agree(walk.status.kind, kind), walk.status
    assert not any(word in found.text for word in ("nan", "undefined", "infinity"))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: run(BOWL, (3, 4), 0.9, 40), "−0.8 times.*half as large would not"),  # 1 − 2α
        (lambda: run(BOWL, (3, 1), 0.99999, 100), "−0.99998 times"),
        (lambda: run(BOWL, (1, 1), 0.95, 30, gd.momentum, beta=0.1), "Shorter steps cross less"),
        # Along λ = 8 a step at α = ½ is multiplied by 1 − 4.
        (
            lambda: run(gd.losses.quadratic(1, 8), (1, 1), 0.5, 60),
            "diverging: each step is about 3 times.*2/λmax = 0.25; at 1/λmax = 0.125",
        ),
        # Far out double_well is curved 104 times, and an explosion meets far more.
        (lambda: run(gd.losses.double_well(0), [3.0], 0.3, 100), "2/λmax = 0.0192; take half of"),
        (lambda: run(gd.losses.quadratic(0.1, 20, angle=30), (4, 1), 0.05, 100), "κ = 200"),
        (CASES["ravine"][-1], "Standardise the data"),
        (CASES["creeping"][1], "1/λmax is 0.1, the learning rate 0.0005. Try steps 200 times"),
        (lambda: run(gd.losses.double_well(0), [0.5], 0.01, 10), "Try steps ten times as long"),
        (lambda: run(BOWL, (3, 4), 1, 50), "the learning rate 1 is exactly 2/λmax"),
        (lambda: run(gd.losses.two_wells(), (-1.4, 0.2), 0.1, 400), "after 2 steps the point is"),
        (lambda: run(lambda w: abs(w[0]), [0.03], 0.2, 50), "after 2 steps the point is back"),
        (CASES["saddle"][0], "from −2 to 0.2: a pass"),
        (lambda: run(BOWL, (3, 4), 0.1, 200), "curvatures, 2 to 2, say a minimum"),
        (lambda: run(PRODUCT, (1.5, 0.3), 0.1, 300), "a level line of minima"),
    ],
)
def test_the_numbers_are_those_of_mathematics(make, words):
    text = str(gd.diagnose(make()))
    assert all(part in text for part in words.split(".*")), text


@pytest.mark.parametrize("steps", [30, 1000])
@pytest.mark.parametrize(("kappa", "share"), [(20, 0.05), (50, 0.1), (100, 0.05), (100, 0.12)])
def test_a_rate_far_too_small_for_a_ravine_is_told_as_such_and_how_much_is_allowed(
    kappa, share, steps
):
    """A share of the limit 2/λmax = 0.02: up to 1/λmax the rate may grow 1/(2·share) times."""
    for loss in (gd.losses.quadratic(100 / kappa, 100), gd.losses.ravine(kappa)):
        rate = share * 2 / loss.curvatures().max()
        slow = run(loss, (1, 1), rate, steps)
        if slow.status.kind == "converged":
            continue
        found = gd.diagnose(slow)
        assert found.kind == "creeping", found
        assert "omentum" not in found.text
        times = float(found.text.split("Try steps ")[1].split()[0])
        assert times == pytest.approx(1 / (2 * share), rel=5e-3)
        assert run(loss, (1, 1), times * rate, steps).losses[-1] < slow.losses[-1]


@pytest.mark.parametrize(
    ("loss", "start", "rate"),
    [
        (lambda w: (1 / (1 + np.exp(-w[0])) - 0.3) ** 2, [-3.0], 0.005),
        (gd.losses.himmelblau(), (1, 1), 1e-5),
        (lambda w: np.log(1 + w @ w), (3.0, 1), 1e-4),
        (lambda w: w[0] ** 4 + w[1] ** 2, (1.3, 0.7), 1e-4),
        (ROSENBROCK, (-1, 1), 1e-6),
        (gd.losses.plateau(), (-2, 0), 1e-4),
    ],
)
def test_steps_as_long_as_advised_end_lower(loss, start, rate):
    slow = run(loss, start, rate, 40)
    words = gd.diagnose(slow).text.split("Try steps ")[1].split()[0]
    times = {"ten": 10}.get(words) or float(words)
    assert run(loss, start, times * rate, 40).losses[-1] < slow.losses[-1]


def test_a_network_too_large_for_a_hessian_is_diagnosed_all_the_same():
    net = gd.network.regressor(np.linspace(-1, 1, 9), np.zeros(9), hidden=(30,))
    w = net.initialize(gd.initializers.xavier_normal)
    assert net.dim > 64
    assert "undefined" not in str(gd.diagnose(run(net, w, 0.1, 60)))
    assert gd.diagnose(run(net, w, 0.05, 400, uphill)).kind == "wrong_sign"


@pytest.mark.parametrize("rate", [1e-12, 1e-3, 0.1])
def test_a_right_gradient_is_not_called_reversed_where_differences_are_wrong(rate):
    """Ripples are as short as the usual step of differences."""
    ripples = gd.Loss(
        lambda w: w[0] ** 2 + 1e-3 * np.sin(1e6 * w[0]),
        lambda w: 2 * w + 1e3 * np.cos(1e6 * w),
        dim=1,
    )
    for loss in (ripples, gd.Loss(ripples, dim=1)):
        found = gd.descend(loss, [0.3], learning_rate=rate, steps=100)
        assert "sign" not in f"{found.status} {gd.diagnose(found)}"
