"""One row for each loss, optimizer, schedule and initializer.

Everything in ``test_properties.py`` runs over these rows: something new is tested by adding one.
"""

import cmath
import os
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings

import gdviz as gd
from gdviz.course.weaknesses import DEPTHS, PITS, RADII, pitted_bowl

# The same examples in every run, so that red and green mean something. To go and look for new
# ones: HYPOTHESIS_PROFILE=explore python -m pytest tests/test_properties.py
settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=10,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("explore", parent=settings.get_profile("ci"), derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

X = [0.5, 1.1, 1.9, 2.4, 3.2, 3.3, 4.1, 4.8, 5.5, 5.9, 6.6]
Y = [1.2, 2.0, 1.7, 3.1, 3.0, 4.2, 3.9, 5.3, 5.1, 6.4, 6.2]


# A refusal says what is taken, what was given and what to do next, a sentence each.
REFUSAL = r"^{} must .*\. Got .*\. [A-Z][a-z ].*[.?]$"


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


def _two_wells(x, y):
    sink = 1 - cmath.exp(-((x + 1.5) ** 2 + y**2) / (2 * 0.35**2))
    return ((x - 1.5) ** 2 + y**2) / 4 + 3.5 * sink


def _pitted_bowl(x, y):
    pits = zip(PITS, RADII, DEPTHS, strict=True)
    inside = [(1 - ((x - a) ** 2 + (y - b) ** 2) / r**2, depth) for (a, b), r, depth in pits]
    return (x**2 + y**2) / 4 - sum(depth * part**3 for part, depth in inside if part.real > 0)


def _five(*w):
    return sum(c * x**2 / 2 for c, x in zip((1, 2, 0, 4, 5), w, strict=True))


LOSSES = [
    LossRow("bowl", gd.losses.bowl, lambda x, y: x**2 + y**2),
    LossRow("ravine", lambda: gd.losses.ravine(30), lambda x, y: x**2 + 30 * y**2),
    LossRow("saddle", lambda: gd.losses.quadratic(2, -2), lambda x, y: x**2 - y**2),
    LossRow("turned quadratic", lambda: gd.losses.quadratic(2, 20, angle=30), _turned),
    LossRow("quadratic of five", lambda: gd.losses.quadratic(1, 2, 0, 4, 5), _five),
    LossRow(
        "himmelblau", gd.losses.himmelblau, lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2
    ),
    LossRow("ridge", gd.losses.ridge, lambda x, y: x**2 / 10 + (1 - y**2) ** 2 / 2),
    LossRow("double_well", gd.losses.double_well, lambda x: (x**2 - 1) ** 2 + 0.3 * x),
    LossRow("two_wells", gd.losses.two_wells, _two_wells),
    LossRow(
        "plateau",
        gd.losses.plateau,
        lambda x, y: x**4 / 4 - x**3 + 27 / 4 + 0.0005 * (x - 3) ** 2 + y**2 / 2,
    ),
    LossRow("pitted_bowl", pitted_bowl, _pitted_bowl),
    LossRow("line_fit", lambda: gd.losses.line_fit(X, Y), _mean_of_squares),
]


@dataclass(frozen=True)
class OptimizerRow:
    """An optimizer, its learning rate, what else it takes, and the laws that hold for it."""

    optimizer: Callable
    value: float
    others: dict = field(default_factory=dict)
    outside: dict = field(default_factory=dict)  # a refused value of each other hyperparameter
    batch: bool = True  # walks from many starts at once
    turns: bool = False  # a turned loss gives the turned walk
    sees: str = "slopes"  # "slopes", "directions" or "examples": what of the loss it uses

    @property
    def hyperparameters(self):
        """All of them by name."""
        return {"learning_rate": self.value, **self.others}


TINY = {"eps": 1e-300}
OPTIMIZERS = [
    OptimizerRow(gd.gradient_descent, 0.02, turns=True),
    OptimizerRow(gd.gradient_descent, 0.02, {"normalize": True}, turns=True, sees="directions"),
    OptimizerRow(gd.momentum, 0.01, {"beta": 0.8}, {"beta": 1}, turns=True),
    OptimizerRow(gd.nesterov, 0.01, {"beta": 0.8}, {"beta": -0.1}, turns=True),
    OptimizerRow(gd.adagrad, 0.1, TINY, {"eps": 0}, sees="directions"),
    OptimizerRow(gd.rmsprop, 0.01, TINY, {"decay": 1.0, "eps": -1}, sees="directions"),
    OptimizerRow(gd.adam, 0.05, TINY, {"b1": 1.5, "b2": 1, "eps": 0}, sees="directions"),
    OptimizerRow(gd.backtracking, 0.7, {}, {"shrink": 0, "share": 1}, batch=False, turns=True),
    OptimizerRow(
        gd.stochastic_gradient_descent,
        0.005,
        {"batch_size": 4, "seed": 4},
        {"batch_size": 0, "seed": 1.5},
        batch=False,
        sees="examples",
    ),
]


@dataclass(frozen=True)
class ScheduleRow:
    """A schedule from 0.2 by its arguments, its formula, its words, and arguments it refuses."""

    name: str
    arguments: dict
    formula: Callable
    words: str
    outside: dict


SCHEDULES = [
    ScheduleRow("constant", {}, lambda k: 0.2, "0.2", {}),
    ScheduleRow(
        "step",
        {"every": 7, "factor": 0.3},
        lambda k: 0.2 * 0.3 ** (k // 7),
        "0.2, times 0.3 every 7 steps",
        {"every": 0, "factor": 1.01},
    ),
    ScheduleRow(
        "exponential",
        {"factor": 0.95},
        lambda k: 0.2 * 0.95**k,
        "0.2, times 0.95 each step",
        {"factor": 0},
    ),
    ScheduleRow(
        "inverse_time",
        {"decay": 0.3},
        lambda k: 0.2 / (1 + 0.3 * k),
        "0.2 / (1 + 0.3k)",
        {"decay": 0},
    ),
    ScheduleRow(
        "inverse_square_root",
        {"decay": 0.3},
        lambda k: 0.2 * (1 + 0.3 * k) ** -0.5,
        "0.2 / √(1 + 0.3k)",
        {"decay": -0.5},
    ),
    ScheduleRow(
        "cosine",
        {"steps": 90},
        lambda k: 0.1 + 0.1 * cmath.cos(cmath.pi * min(k, 90) / 90).real,
        "0.2 falling to 0 along a cosine in 90 steps",
        {"steps": 0},
    ),
    ScheduleRow(
        "warm_up",
        {"steps": 40},
        lambda k: 0.2 * min(k / 40, 1),
        "0.2 after rising from 0 in 40 steps",
        {"steps": -3},
    ),
]

VARIANCES = {  # of each initializer, for (n_in, n_out)
    "constant": lambda n_in, n_out: 0.0,
    "normal": lambda n_in, n_out: 0.01**2,
    "lecun_normal": lambda n_in, n_out: 1 / n_in,
    "xavier_normal": lambda n_in, n_out: 2 / (n_in + n_out),
    "he_normal": lambda n_in, n_out: 2 / n_in,
}
