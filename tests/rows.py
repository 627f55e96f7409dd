"""One row for each loss, optimizer, schedule and initializer.

Everything in ``test_properties.py`` runs over these rows: something new is tested by adding one.
"""

import cmath
import os
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings

import gdviz as gd

# The same examples in every run, so that red and green mean something. To go and look for new
# ones: HYPOTHESIS_PROFILE=explore python -m pytest tests/test_properties.py
settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", parent=settings.get_profile("ci"), derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

X = [0.5, 1.1, 1.9, 2.4, 3.2, 3.3, 4.1, 4.8, 5.5, 5.9, 6.6]
Y = [1.2, 2.0, 1.7, 3.1, 3.0, 4.2, 3.9, 5.3, 5.1, 6.4, 6.2]


@dataclass(frozen=True)
class LossRow:
    """A loss, and its formula written again in plain Python for complex numbers."""

    name: str
    make: Callable
    formula: Callable


def _mean_of_squares(a, b):
    return sum((a * x + b - y) ** 2 for x, y in zip(X, Y, strict=True)) / len(X)


def _turned(x, y):
    turn = cmath.exp(-1j * cmath.pi / 6).conjugate()
    c, s = turn.real, turn.imag
    return (c * x + s * y) ** 2 + 10 * (c * y - s * x) ** 2


LOSSES = [
    LossRow("bowl", gd.losses.bowl, lambda x, y: x**2 + y**2),
    LossRow("quadratic", lambda: gd.losses.quadratic(2, 20), lambda x, y: x**2 + 10 * y**2),
    LossRow("turned quadratic", lambda: gd.losses.quadratic(2, 20, angle=30), _turned),
    LossRow(
        "quadratic in five coordinates",
        lambda: gd.losses.quadratic(1, 2, 0, 4, 5),
        lambda *w: sum(c * x**2 / 2 for c, x in zip((1, 2, 0, 4, 5), w, strict=True)),
    ),
    LossRow("ravine", lambda: gd.losses.ravine(30), lambda x, y: x**2 + 30 * y**2),
    LossRow("saddle", gd.losses.saddle, lambda x, y: x**2 - y**2),
    LossRow("rosenbrock", gd.losses.rosenbrock, lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2),
    LossRow(
        "himmelblau",
        gd.losses.himmelblau,
        lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    ),
    LossRow("ridge", gd.losses.ridge, lambda x, y: x**2 / 10 + (1 - y**2) ** 2 / 2),
    LossRow("double_well", gd.losses.double_well, lambda x: (x**2 - 1) ** 2 + 0.3 * x),
    LossRow(
        "two_wells",
        gd.losses.two_wells,
        lambda x, y: (
            ((x - 1.5) ** 2 + y**2) / 4
            + 3.5 * (1 - cmath.exp(-((x + 1.5) ** 2 + y**2) / (2 * 0.35**2)))
        ),
    ),
    LossRow(
        "plateau",
        gd.losses.plateau,
        lambda x, y: x**4 / 4 - x**3 + 27 / 4 + 0.0005 * (x - 3) ** 2 + y**2 / 2,
    ),
    LossRow("product", lambda: gd.losses.product(x=2, y=-3), lambda v, w: (-3 - v * w * 2) ** 2),
    LossRow("line_fit", lambda: gd.losses.line_fit(X, Y), _mean_of_squares),
]


@dataclass(frozen=True)
class OptimizerRow:
    """An optimizer, hyperparameters to run it with, and the laws that hold for it.

    ``rate`` names the hyperparameter that sets the length of a step.
    """

    name: str
    optimizer: Callable
    hyperparameters: dict
    rate: str = "learning_rate"
    batch: bool = True  # walks from many starts at once
    falls: bool = False  # never lets the loss rise
    turns: bool = False  # a turned loss gives the turned walk
    sees: str = "slopes"  # "slopes", "directions" or "order": what of the loss it uses
    outside: dict = field(default_factory=dict)  # a refused value of each hyperparameter


_OUTSIDE_RATE = {"learning_rate": -0.1}
OPTIMIZERS = [
    OptimizerRow(
        "random_search",
        gd.random_search,
        {"step_length": 0.3, "tries": 3, "seed": 4},
        rate="step_length",
        batch=False,
        falls=True,
        sees="order",
        outside={"step_length": 0, "tries": 0, "seed": -1},
    ),
    OptimizerRow(
        "coordinate_search",
        gd.coordinate_search,
        {"step_length": 0.3},
        rate="step_length",
        batch=False,
        falls=True,
        sees="order",
        outside={"step_length": float("inf"), "shrink": 1},
    ),
    OptimizerRow(
        "gradient_descent",
        gd.gradient_descent,
        {"learning_rate": 0.02},
        turns=True,
        outside={**_OUTSIDE_RATE, "normalize": "yes"},
    ),
    OptimizerRow(
        "normalized gradient_descent",
        gd.gradient_descent,
        {"learning_rate": 0.02, "normalize": True},
        turns=True,
        sees="directions",
        outside={"learning_rate": "fast"},
    ),
    OptimizerRow(
        "backtracking",
        gd.backtracking,
        {"learning_rate": 0.7},
        batch=False,
        falls=True,
        turns=True,
        outside={"learning_rate": 0, "shrink": 0, "share": 1},
    ),
    OptimizerRow(
        "momentum",
        gd.momentum,
        {"learning_rate": 0.01, "beta": 0.8},
        turns=True,
        outside={**_OUTSIDE_RATE, "beta": 1},
    ),
    OptimizerRow(
        "nesterov",
        gd.nesterov,
        {"learning_rate": 0.01, "beta": 0.8},
        turns=True,
        outside={**_OUTSIDE_RATE, "beta": -0.1},
    ),
    OptimizerRow(
        "adagrad",
        gd.adagrad,
        {"learning_rate": 0.1, "eps": 1e-300},
        sees="directions",
        outside={**_OUTSIDE_RATE, "eps": 0},
    ),
    OptimizerRow(
        "rmsprop",
        gd.rmsprop,
        {"learning_rate": 0.01, "eps": 1e-300},
        sees="directions",
        outside={**_OUTSIDE_RATE, "decay": 1.0, "eps": -1},
    ),
    OptimizerRow(
        "adam",
        gd.adam,
        {"learning_rate": 0.05, "eps": 1e-300},
        sees="directions",
        outside={"learning_rate": float("nan"), "b1": 1.5, "b2": 1, "eps": 0},
    ),
    OptimizerRow(
        "stochastic_gradient_descent",
        gd.stochastic_gradient_descent,
        {"learning_rate": 0.005, "batch_size": 4, "seed": 4},
        batch=False,
        sees="examples",
        outside={**_OUTSIDE_RATE, "batch_size": 0, "seed": 1.5},
    ),
]


@dataclass(frozen=True)
class ScheduleRow:
    """A schedule by its arguments, its formula for one step, and arguments it refuses."""

    name: str
    arguments: dict
    formula: Callable
    outside: dict
    falls: bool = True


SCHEDULES = [
    ScheduleRow("constant", {"learning_rate": 0.2}, lambda k: 0.2, {"learning_rate": 0}),
    ScheduleRow(
        "step",
        {"learning_rate": 0.2, "every": 7, "factor": 0.3},
        lambda k: 0.2 * 0.3 ** (k // 7),
        {"learning_rate": -1, "every": 0, "factor": 1.01},
    ),
    ScheduleRow(
        "exponential",
        {"learning_rate": 0.2, "factor": 0.95},
        lambda k: 0.2 * 0.95**k,
        {"learning_rate": float("nan"), "factor": 0},
    ),
    ScheduleRow(
        "inverse_time",
        {"learning_rate": 0.2, "decay": 0.3},
        lambda k: 0.2 / (1 + 0.3 * k),
        {"learning_rate": "0.1", "decay": 0},
    ),
    ScheduleRow(
        "inverse_square_root",
        {"learning_rate": 0.2, "decay": 0.3},
        lambda k: 0.2 * (1 + 0.3 * k) ** -0.5,
        {"learning_rate": float("inf"), "decay": -0.5},
    ),
    ScheduleRow(
        "cosine",
        {"learning_rate": 0.2, "steps": 90, "end": 0.05},
        lambda k: 0.05 + 0.15 * cmath.cos(cmath.pi * min(k, 90) / 180).real ** 2,
        {"learning_rate": 0, "steps": 0, "end": 0.21},
    ),
    ScheduleRow(
        "warm_up",
        {"learning_rate": 0.2, "steps": 40, "start": 0.05},
        lambda k: 0.05 + 0.15 * min(k / 40, 1),
        {"learning_rate": 0, "steps": -3, "start": -0.01},
        falls=False,
    ),
    ScheduleRow(
        "join",
        {"first": 0.2, "at": 5, "second": gd.schedules.exponential(0.2, factor=0.5)},
        lambda k: 0.2 if k < 5 else 0.2 * 0.5 ** (k - 5),
        {"first": -0.2, "at": 0, "second": 0},
    ),
]


@dataclass(frozen=True)
class InitializerRow:
    """An initializer, its distribution in SciPy's name, and its variance for (n_in, n_out)."""

    name: str
    distribution: str
    variance: Callable

    @property
    def make(self):
        """The initializer itself."""
        return getattr(gd.initializers, self.name)


INITIALIZERS = [
    InitializerRow("zeros", "same", lambda n_in, n_out: 0.0),
    InitializerRow("constant", "same", lambda n_in, n_out: 0.0),
    InitializerRow("normal", "norm", lambda n_in, n_out: 0.01**2),
    InitializerRow("uniform", "uniform", lambda n_in, n_out: 0.05**2 / 3),
    InitializerRow("lecun_normal", "norm", lambda n_in, n_out: 1 / n_in),
    InitializerRow("lecun_uniform", "uniform", lambda n_in, n_out: 1 / n_in),
    InitializerRow("xavier_normal", "norm", lambda n_in, n_out: 2 / (n_in + n_out)),
    InitializerRow("xavier_uniform", "uniform", lambda n_in, n_out: 2 / (n_in + n_out)),
    InitializerRow("he_normal", "norm", lambda n_in, n_out: 2 / n_in),
    InitializerRow("he_uniform", "uniform", lambda n_in, n_out: 2 / n_in),
]
