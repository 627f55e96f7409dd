"""Bad input, every kind at every door: refused with what is allowed, what came, what to do next.

Each kind of bad value is one table, each way into the package one entry; a row is a pair of them.
A refusal must be of the right class, name the argument, show the value, fit in 200 characters,
and be raised by gdviz itself, never from inside numpy.
"""

import math
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

import gdviz as gd
from gdviz import network, stopping
from gdviz.loss import check_loss

NAN, INF = float("nan"), float("inf")
MASKED = np.ma.array([0.1, 0.2], mask=[0, 1])
BOWL = gd.losses.bowl()
LINE = gd.losses.line_fit([0, 1, 2, 3], [1, 3, 4, 8])
X, Y = [[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]], [0.0, 1.0, 2.0]
NET = network.regressor(X, Y, hidden=(2,))
PACKAGE = Path(gd.__file__).parent


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def refused(call, error, *words):
    """Run a bad call and return its message, after looking at it."""
    with pytest.raises(error) as raised:
        call()
    message = str(raised.value)
    assert type(raised.value) is error
    assert len(message) < 200, len(message)
    assert Path(raised.traceback[-1].path).is_relative_to(PACKAGE), raised.traceback[-1]
    for word in words:
        assert word in message, message
    return message


def rows(doors, values):
    """Every door with every bad value of a table."""
    return pytest.mark.parametrize(
        ("door", "value", "error", "words"),
        [
            pytest.param(door, value, error, words, id=f"{name} {label}")
            for name, door in doors.items()
            for label, (value, error, words) in values.items()
        ],
    )


STEPPING = {  # every optimizer, with what else it needs
    "gradient_descent": (BOWL, {"learning_rate": 0.1}),
    "backtracking": (BOWL, {"learning_rate": 0.1}),
    "momentum": (BOWL, {"learning_rate": 0.1}),
    "nesterov": (BOWL, {"learning_rate": 0.1}),
    "adagrad": (BOWL, {"learning_rate": 0.1}),
    "rmsprop": (BOWL, {"learning_rate": 0.1}),
    "adam": (BOWL, {"learning_rate": 0.1}),
    "stochastic_gradient_descent": (LINE, {"learning_rate": 0.1}),
    "random_search": (BOWL, {"step_length": 0.1}),
    "coordinate_search": (BOWL, {"step_length": 0.1}),
}


def test_every_optimizer_is_a_door():
    generators = set(gd.optimizers.__all__) - {"check_learning_rate", "check_names", "rates"}
    assert set(STEPPING) == generators - {"optimizer"}


def walking(name, **change):
    loss, needs = STEPPING[name]
    needs = {**needs, **change}
    return next(getattr(gd, name)(loss, needs.pop("w", (1, 2)), **needs))


def descending(name, **change):
    loss, needs = STEPPING[name]
    needs = {"start": (1, 2), "steps": 3, **needs, **change}
    return gd.descend(loss, needs.pop("start"), getattr(gd, name), **needs)


# A start, or a point

POINTS = {
    "NaN": ((NAN, 1), ValueError, ["2 finite number", "nan"]),
    "infinite": ((1, -INF), ValueError, ["2 finite number", "-inf"]),
    "empty": ([], ValueError, ["2 finite number", "[]"]),
    "complex": ((1, 2j), TypeError, ["2 finite number", "2j", "real"]),
    "text": ("ab", TypeError, ["2 finite number", "'ab'"]),
    "texts": (("1", "2"), TypeError, ["2 finite number", "('1', '2')"]),
    "None": (None, TypeError, ["2 finite number", "None"]),
    "true": ((True, False), TypeError, ["2 finite number", "True"]),
    "too long": ((1, 2, 3), ValueError, ["2 finite number", "(1, 2, 3)", "2 coordinates"]),
    "one number": (1.5, ValueError, ["2 finite number", "1.5"]),
    "ragged": ([[1], [1, 2]], TypeError, ["2 finite number", "[[1], [1, 2]]"]),
    "a set": ({1, 2}, TypeError, ["2 finite number", "{1, 2}"]),
    "masked": (np.ma.array([3.0, 4.0], mask=[0, 1]), ValueError, ["2 finite number", "masked"]),
    "all masked": (np.ma.masked, ValueError, ["2 finite number", "masked"]),
}
A_BATCH = {"a batch": (np.ones((3, 2)), ValueError, ["2 finite number", "(3, 2)"])}
ONE_POINT = {
    "descend": ("start", lambda w: gd.descend(BOWL, w, learning_rate=0.1, steps=3)),
    "sweep": ("start", lambda w: gd.sweep(BOWL, [0.1], w)),
    "curvatures": ("w", lambda w: BOWL.curvatures(w) if w is not None else BOWL.curvatures("a")),
    "check_gradient": ("w", lambda w: gd.check_gradient(BOWL, w)),
}
FROM_ONE_POINT = ("backtracking", "stochastic_gradient_descent")
WALKS = {name: ("w", lambda w, name=name: walking(name, w=w)) for name in STEPPING}
MANY_POINTS = {
    "minima": ("minima", lambda w: gd.Loss(lambda w: w @ w, minima=[w])),
    "saddles": ("saddles", lambda w: gd.Loss(lambda w: w @ w, saddles=[w])),
    "in_data_units": ("w", lambda w: LINE.in_data_units(w)),
}


@rows(ONE_POINT, {**POINTS, **A_BATCH})
def test_a_bad_point_is_refused(door, value, error, words):
    if value is None and door[1] is ONE_POINT["curvatures"][1]:
        words = words[:1]
    refused(lambda: door[1](value), error, f"{door[0]} must hold", *words)


def test_a_start_of_ragged_rows_is_refused_of_a_plain_function_too():
    for start in ([[1], [1, 2]], [1, [2]]):
        refused(
            lambda start=start: gd.descend(lambda w: w @ w, start, learning_rate=0.1, steps=3),
            TypeError,
            "start must hold 1 finite number.",
        )


@rows(MANY_POINTS, {name: row for name, row in POINTS.items() if "masked" not in name})
def test_a_bad_point_is_refused_where_batches_are_welcome(door, value, error, words):
    words = [word for word in words if word.startswith(("2 finite", "nan", "-inf"))]
    refused(lambda: door[1](value), error, f"{door[0]} must hold", *words)


@rows(WALKS, {name: row for name, row in POINTS.items() if name != "ragged"})
def test_a_bad_start_of_a_walk_is_refused(door, value, error, words):
    words = [word for word in words if word.startswith(("2 finite", "nan", "-inf"))]
    refused(lambda: door[1](value), error, f"{door[0]} must hold", *words)


@pytest.mark.parametrize("name", FROM_ONE_POINT)
def test_a_walk_that_needs_one_start_refuses_a_batch(name):
    refused(lambda: walking(name, w=np.ones((3, 2))), ValueError, "w must hold 2 finite numbers")


@rows(
    {"value": BOWL, "gradient": BOWL.gradient, "hessian": BOWL.hessian},
    {name: row for name, row in POINTS.items() if name not in ("NaN", "infinite")},
)
def test_a_loss_refuses_what_is_no_point_but_takes_nan(door, value, error, words):
    refused(lambda: door(value), error, "w must hold", *words)


@pytest.mark.parametrize("ask", [BOWL, BOWL.gradient])
def test_where_the_point_is_not_finite_the_answer_says_so(ask):
    assert np.isnan(ask([NAN, 1.0])).any()


@pytest.mark.parametrize("start", [(3, 4), [3, 4], np.array([3, 4]), np.array([3, 4], dtype="u1")])
def test_whole_numbers_are_converted_quietly(start):
    run = gd.descend(BOWL, start, learning_rate=0.1, steps=1)
    np.testing.assert_allclose(run.points, [[3, 4], [2.4, 3.2]], rtol=1e-15)
    assert run.points.dtype == float


# A learning rate

RATES = {
    "negative": (-0.1, ValueError, ["> 0", "-0.1", "climb"]),
    "zero": (0, ValueError, ["> 0", "0.0", "Try 0.1"]),
    "NaN": (NAN, ValueError, ["> 0", "nan"]),
    "infinite": (INF, ValueError, ["> 0", "inf"]),
    "text": ("0.1", TypeError, ["> 0", "'0.1'"]),
    "None": (None, TypeError, ["> 0", "None"]),
    "complex": (0.1j, TypeError, ["> 0", "0.1j"]),
    "true": (True, TypeError, ["> 0", "True"]),
    "a list": ([0.1], TypeError, ["> 0", "[0.1]"]),
    "masked": (np.ma.masked, TypeError, ["> 0", "masked"]),
    "beyond floats": (10**400, ValueError, ["> 0", "inf"]),
    "below floats": (-(10**400), ValueError, ["> 0", "-inf"]),
}
IN_SCHEDULES = {
    "constant": lambda rate: gd.schedules.constant(rate),
    "step": lambda rate: gd.schedules.step(rate, every=10),
    "exponential": lambda rate: gd.schedules.exponential(rate, 0.9),
    "inverse_time": lambda rate: gd.schedules.inverse_time(rate, 0.1),
    "inverse_square_root": lambda rate: gd.schedules.inverse_square_root(rate, 0.1),
    "cosine": lambda rate: gd.schedules.cosine(rate, steps=10),
    "warm_up": lambda rate: gd.schedules.warm_up(rate, steps=10),
}


def rate_doors():
    for name, (_, needs) in STEPPING.items():
        rate = next(iter(needs))
        yield name, (rate, lambda value, n=name, r=rate: walking(n, **{r: value}))
        yield f"descend {name}", (rate, lambda value, n=name, r=rate: descending(n, **{r: value}))
    for name, make in IN_SCHEDULES.items():
        yield f"schedules.{name}", ("learning_rate", make)
    yield (
        "basins",
        ("learning_rate", lambda rate: gd.basins(BOWL, resolution=3, learning_rate=rate)),
    )


@rows(dict(rate_doors()), RATES)
def test_a_bad_learning_rate_is_refused(door, value, error, words):
    name, call = door
    if name == "step_length" or call in IN_SCHEDULES.values():
        words = [word for word in words if word != "climb"]  # only a step along ∇L could climb
    refused(lambda: call(value), error, f"{name} must be a number", *words)


@pytest.mark.parametrize("returned", [-0.1, NAN, INF, "fast", None, 1j])
@pytest.mark.parametrize("name", ["gradient_descent", "backtracking", "adam", "momentum"])
def test_a_schedule_that_returns_no_learning_rate_is_found_at_its_step(name, returned):
    def schedule(k):
        return 0.1 if k < 2 else returned

    error = ValueError if isinstance(returned, float) else TypeError
    message = refused(lambda: descending(name, learning_rate=schedule, steps=5), error)
    assert "learning_rate must be" in message
    assert "step 2" in message


@pytest.mark.parametrize("rate", [-0.1, -1, np.float32(-0.1)])
def test_a_schedule_that_would_climb_is_told_so_and_what_to_do(rate):
    message = refused(lambda: descending("adam", learning_rate=lambda k: rate), ValueError)
    assert message.startswith("learning_rate must be a number ≥ 0. Got -")
    assert "at step 0: below 0 a step would climb. Return max(0, …)." in message


SCHEDULED = {  # every way to a schedule of one's own
    **{
        name: (
            next(iter(needs)),
            lambda f, n=name: descending(n, **{next(iter(STEPPING[n][1])): f}),
        )
        for name, (_, needs) in STEPPING.items()
    },
    "basins": (
        "learning_rate",
        lambda f: gd.basins(BOWL, resolution=3, learning_rate=f, steps=5),
    ),
    "plot_schedules": ("learning_rate", lambda f: gd.plot_schedules(f, steps=5)),
}


@pytest.mark.parametrize(("name", "call"), SCHEDULED.values(), ids=SCHEDULED)
def test_a_schedule_that_divides_by_zero_is_told_where_steps_begin(name, call):
    words = [f"{name} must be a number ≥ 0", "division by zero", "at step 0", "1 / (k + 1)"]
    refused(lambda: call(lambda k: 1 / k), ValueError, *words)


@pytest.mark.parametrize(("name", "call"), SCHEDULED.values(), ids=SCHEDULED)
def test_a_schedule_that_has_run_out_is_found_at_its_step(name, call):
    rates = iter([0.1, 0.1])
    words = [f"{name} must be a number ≥ 0", "StopIteration", "at step 2", "for every step"]
    refused(lambda: call(lambda k: next(rates)), ValueError, *words)
    huge = [f"{name} must be a number ≥ 0", "OverflowError", "at step 1"]
    refused(lambda: call(lambda k: math.exp(1000 * k)), ValueError, *huge)


@pytest.mark.parametrize(("name", "call"), SCHEDULED.values(), ids=SCHEDULED)
@pytest.mark.parametrize("value", [-1.0, NAN, "a", None, 1j, np.array([[None]])])
def test_a_schedule_is_blamed_by_the_name_it_was_given_under(name, call, value):
    error = ValueError if isinstance(value, float) else TypeError
    message = refused(lambda: call(lambda k: value), error, f"{name} must be a number ≥ 0")
    assert ("climb" in message) == (name == "learning_rate" and value == -1.0)


@pytest.mark.parametrize("name", STEPPING)
def test_a_schedule_of_other_arguments_is_refused(name):
    rate = next(iter(STEPPING[name][1]))
    words = [f"{rate} must take 1 argument", "Got <lambda>()."]
    refused(lambda: walking(name, **{rate: lambda: 0.1}), TypeError, *words)
    cosine = gd.schedules.cosine
    refused(lambda: walking(name, **{rate: cosine}), TypeError, words[0], "call it first, cosine(")


@pytest.mark.parametrize("value", [None, "a", [0.1], 1j])
def test_a_rule_of_a_schedule_that_returns_no_number_is_refused(value):
    schedule = gd.schedules.Schedule(lambda k: value, "w")
    refused(lambda: schedule(3), TypeError, "rule must return one number", "at step 3")
    refused(lambda: gd.schedules.Schedule(0.1, "w"), TypeError, "rule must be callable")


@pytest.mark.parametrize("value", [-0.1, NAN, True, "a", None, [], [0.1, -0.1], [None]])
def test_only_what_an_optimizer_takes_is_drawn_as_a_schedule(value):
    error = ValueError if value in (-0.1, [], [0.1, -0.1]) or value is NAN else TypeError
    name = "schedules" if value == [] else "learning_rate"
    refused(lambda: gd.plot_schedules(value), error, f"{name} must")


@pytest.mark.parametrize("shape", [(1, 2), (2, 1), (1, 1, 1), (3, 1, 1)])
@pytest.mark.parametrize("name", ["gradient_descent", "adam"])
def test_rates_of_a_batch_are_one_for_each_start(name, shape):
    walk = getattr(gd, name)
    rates = np.full(shape, 0.1)
    refused(lambda: walk(BOWL, np.ones((3, 2)), rates), ValueError, "shape (3, 1)", str(shape))
    refused(lambda: walk(BOWL, (1, 1), rates), ValueError, "must be a number > 0", str(shape))
    descend = lambda: descending(name, learning_rate=rates)  # noqa: E731
    refused(descend, ValueError, "learning_rate must be a number > 0")


@pytest.mark.parametrize("rates", [np.full((3, 1), 0.1), lambda k: np.full((9, 1), 0.1)])
def test_all_starts_of_a_map_share_one_rate(rates):
    refused(
        lambda: gd.basins(BOWL, resolution=3, learning_rate=rates, steps=5),
        TypeError,
        "learning_rate must be one number for all starts",
    )


@pytest.mark.parametrize("name", STEPPING)
@pytest.mark.parametrize("several", [[0.1], (0.1, 0.2), np.array([0.1]), np.array([0.1, 0.2]), []])
def test_of_several_rates_at_one_step_none_is_chosen(name, several):
    rate = next(iter(STEPPING[name][1]))
    message = refused(lambda: descending(name, **{rate: lambda k: several}), TypeError)
    assert "The schedule returned it at step 0: return one number for each step." in message
    refused(lambda: descending(name, **{rate: several}), TypeError, f"{rate} must be a number > 0")


@pytest.mark.parametrize(
    "bad", [[0.1, -0.1], [0.1, NAN], [0.0], [], ["a"], 0.1, None, [[0.1]], MASKED]
)
def test_a_sweep_needs_a_row_of_learning_rates(bad):
    error = TypeError if bad is None or list(np.ravel(bad)) == ["a"] else ValueError
    refused(lambda: gd.sweep(BOWL, bad, (1, 2)), error, "learning_rate")


# Other hyperparameters

SHARES = {"momentum": "beta", "nesterov": "beta", "rmsprop": "decay"}
SHARES = [*SHARES.items(), ("adam", "b1"), ("adam", "b2")]


@pytest.mark.parametrize("value", [-0.1, 1, 1.5, NAN, INF, "0.9", None, True])
@pytest.mark.parametrize(("name", "key"), SHARES, ids=lambda part: part)
def test_a_share_out_of_range_is_refused(name, key, value):
    error = ValueError if type(value) in (int, float) else TypeError
    for call in (walking, descending):
        refused(
            lambda call=call: call(name, **{key: value}),
            error,
            f"{key} must be a number in [0, 1)",
            "Try",
        )


@pytest.mark.parametrize("value", [0, -1e-8, NAN, INF, "tiny", None])
@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "adam"])
def test_an_eps_that_is_not_positive_is_refused(name, value):
    error = ValueError if type(value) in (int, float) else TypeError
    refused(lambda: walking(name, eps=value), error, "eps must be a number > 0")


@pytest.mark.parametrize("value", [0, 1, -0.5, NAN, "half"])
@pytest.mark.parametrize(
    ("name", "key"),
    [("backtracking", "shrink"), ("backtracking", "share"), ("coordinate_search", "shrink")],
)
def test_a_factor_must_lie_strictly_between_0_and_1(name, key, value):
    error = TypeError if value == "half" else ValueError
    refused(lambda: walking(name, **{key: value}), error, f"{key} must be a number in (0, 1)")


@pytest.mark.parametrize("value", [0, -1, 5, 1.5, "2", None, True])
def test_a_batch_size_below_1_or_above_n_is_refused(value):
    error = ValueError if type(value) is int else TypeError
    for call in (walking, descending):
        refused(
            lambda call=call: call("stochastic_gradient_descent", batch_size=value),
            error,
            "batch_size must be a whole number from 1 to 4",
            repr(value),
        )


@pytest.mark.parametrize("value", [-1, 1.5, "1", None])
@pytest.mark.parametrize(
    "call",
    [
        lambda seed: walking("stochastic_gradient_descent", seed=seed),
        lambda seed: walking("random_search", seed=seed),
        lambda seed: NET.initialize(gd.initializers.he_normal, seed),
    ],
)
def test_a_bad_seed_is_refused(call, value):
    error = ValueError if value == -1 else TypeError
    refused(lambda: call(value), error, "seed must be a whole number ≥ 0", repr(value))


def test_a_batch_size_above_n_is_no_slider_either():
    for bad, error in ((5, ValueError), (0, ValueError), ("3", TypeError), (2.5, TypeError)):
        explore = lambda bad=bad: gd.explore_batches(LINE, batch_size=bad)  # noqa: E731
        refused(explore, error, "batch_size must be a whole number from 1 to 4", repr(bad))
    assert gd.explore_batches(LINE).values["batch_size"] == 4


@pytest.mark.parametrize("value", [0, -1, 2.5, "3"])
def test_a_search_needs_at_least_one_try(value):
    error = ValueError if type(value) is int else TypeError
    refused(lambda: walking("random_search", tries=value), error, "tries must be", repr(value))


@pytest.mark.parametrize("value", ["yes", 2, None])
def test_normalize_is_yes_or_no(value):
    refused(lambda: walking("gradient_descent", normalize=value), TypeError, "normalize must be")


# Counts

COUNTS = {
    "negative": (-1, ValueError, ["-1"]),
    "a fraction": (2.5, TypeError, ["2.5"]),
    "text": ("3", TypeError, ["'3'"]),
    "None": (None, TypeError, ["None"]),
    "NaN": (NAN, TypeError, ["nan"]),
    "true": (True, TypeError, ["True"]),
}
COUNTING = {
    "descend": ("steps", lambda n: gd.descend(BOWL, (1, 2), learning_rate=0.1, steps=n)),
    "sweep": ("steps", lambda n: gd.sweep(BOWL, [0.1], (1, 2), steps=n)),
    "basins": ("steps", lambda n: gd.basins(BOWL, resolution=3, learning_rate=0.1, steps=n)),
    "resolution": ("resolution", lambda n: gd.basins(BOWL, None, n, learning_rate=0.1)),
    "dim": ("dim", lambda n: gd.Loss(lambda w: w @ w, dim=n)),
    "hidden": ("hidden", lambda n: network.regressor(X, Y, hidden=(n,))),
    "schedules.step": ("every", lambda n: gd.schedules.step(0.1, every=n)),
    "schedules.cosine": ("steps", lambda n: gd.schedules.cosine(0.1, steps=n)),
    "schedules.warm_up": ("steps", lambda n: gd.schedules.warm_up(0.1, steps=n)),
    "schedules.join": ("at", lambda n: gd.schedules.join(0.1, n, 0.2)),
}


@rows(COUNTING, COUNTS)
def test_a_bad_count_is_refused(door, value, error, words):
    name, call = door
    refused(lambda: call(value), error, f"{name} must be a whole number", *words)


@pytest.mark.parametrize("name", [name for name in COUNTING if name != "descend"])
def test_a_length_of_zero_is_refused_where_nothing_would_be_left(name):
    key, call = COUNTING[name]
    refused(lambda: call(0), ValueError, f"{key} must be a whole number", "Got 0")


def test_zero_steps_are_the_start():
    assert gd.descend(BOWL, (1, 2), learning_rate=0.1, steps=0).steps == 0


# Losses and gradients of one's own

NO_FUNCTIONS = {"a number": 3, "text": "x**2", "None": None, "a list": [1, 2]}
LOSS_DOORS = {
    "Loss": ("function", lambda f: gd.Loss(f)),
    "descend": ("loss", lambda f: gd.descend(f, (1, 2), learning_rate=0.1, steps=3)),
    "sweep": ("loss", lambda f: gd.sweep(f, [0.1], (1, 2))),
    "basins": (
        "loss",
        lambda f: gd.basins(f, ((0, 1),) * 2, 3, learning_rate=0.1, minima=[(0, 0)]),
    ),
    **{
        name: ("loss", lambda f, name=name: getattr(gd, name)(f, (1, 2), **STEPPING[name][1]))
        for name in STEPPING
    },
}


@pytest.mark.parametrize("bad", NO_FUNCTIONS.values(), ids=NO_FUNCTIONS)
@pytest.mark.parametrize("door", LOSS_DOORS.values(), ids=LOSS_DOORS)
def test_a_loss_that_cannot_be_called_is_refused(door, bad):
    name, call = door
    refused(lambda: call(bad), TypeError, f"{name} must be callable", "lambda w", repr(bad))


WRONG_VALUES = {
    "a vector": (lambda w: w**2, "function must return one real number"),
    "a row of one": (lambda w: [[w[0]]], "function must return one real number"),
    "None": (lambda w: None, "Got None"),
    "complex": (lambda w: w[0] + 1j, "function must return one real number"),
    "text": (lambda w: "low", "'low'"),
    "ragged": (lambda w: [[1], [1, 2]], "function must return one real number"),
    "masked": (lambda w: np.ma.masked, "Got masked"),
}
VALUE_DOORS = {
    "Loss": lambda f: gd.Loss(f)((1, 2)),
    "a batch": lambda f: gd.Loss(f)([(1, 2), (3, 4)]),
    "descend": lambda f: gd.descend(f, (1, 2), learning_rate=0.1, steps=3),
    "sweep": lambda f: gd.sweep(f, [0.1], (1, 2)),
    "basins": lambda f: gd.basins(f, ((1, 2),) * 2, 3, learning_rate=0.1, minima=[(0, 0)]),
    "gradient_descent": lambda f: [
        *zip(range(2), gd.gradient_descent(f, (1, 2), 0.1), strict=False)
    ],
}


@pytest.mark.parametrize(("function", "word"), WRONG_VALUES.values(), ids=WRONG_VALUES)
@pytest.mark.parametrize("door", VALUE_DOORS.values(), ids=VALUE_DOORS)
def test_a_loss_that_returns_no_number_is_refused(door, function, word):
    refused(lambda: door(function), TypeError, "function must return", word)


@pytest.mark.parametrize("value", [NAN, INF, -INF])
def test_a_start_where_the_loss_is_not_finite_is_refused(value):
    for door in (
        lambda f: gd.descend(f, (1, 2), learning_rate=0.1, steps=3),
        lambda f: gd.sweep(f, [0.1], (1, 2)),
    ):
        refused(
            lambda door=door: door(lambda w: value),
            ValueError,
            "start must be where the loss and its gradient are finite",
            "elsewhere",
        )


@pytest.mark.parametrize(
    ("value", "gradient"),
    [(1.0, (NAN, 1)), (1.0, (1, INF)), (NAN, (1, 1)), (-INF, (1, 1)), (NAN, (NAN, NAN))],
)
def test_loss_and_every_slope_must_be_finite_at_the_start(value, gradient):
    loss = gd.Loss(lambda w: value, lambda w: gradient)
    refused(
        lambda: gd.descend(loss, (1, 2), learning_rate=0.1, steps=3),
        ValueError,
        "start must be where the loss and its gradient are finite",
    )


def test_a_start_where_plain_numbers_overflow_is_refused():
    refused(
        lambda: gd.descend(lambda w: math.exp(w[0]), [1000.0], learning_rate=0.1, steps=3),
        ValueError,
        "start must be where the loss and its gradient are finite",
    )


def test_a_loss_that_becomes_nan_on_the_way_ends_the_run_there():
    run = gd.descend(lambda w: w[0] ** 2 if w[0] > 0.5 else NAN, [1.0], learning_rate=0.1, steps=99)
    assert run.status.kind == "undefined"
    assert run.end[0] > 0.5
    assert np.isfinite(run.losses).all()


WRONG_GRADIENTS = {
    "a scalar that would broadcast": lambda w: 2.0,
    "too short": lambda w: w[:1],
    "too long": lambda w: np.append(w, 0),
    "a column": lambda w: w[:, None],
    "None": lambda w: None,
    "complex": lambda w: w * 1j,
    "text": lambda w: "down",
    "ragged": lambda w: [[1], [1, 2]],
    "masked": lambda w: np.ma.array(w, mask=w > 1),
}


@pytest.mark.parametrize("gradient", WRONG_GRADIENTS.values(), ids=WRONG_GRADIENTS)
@pytest.mark.parametrize("vectorized", [False, True])
def test_a_gradient_of_another_shape_is_refused(gradient, vectorized):
    loss = gd.Loss(lambda w: (w**2).sum(axis=-1), gradient, vectorized=vectorized)
    for call in (
        lambda: loss.gradient([1.0, 2.0]),
        lambda: gd.descend(loss, (1, 2), learning_rate=0.1, steps=3),
        lambda: next(w for k, w in enumerate(gd.adam(loss, (1, 2), 0.1)) if k),
        lambda: gd.check_gradient(loss, (1, 2)),
    ):
        refused(call, ValueError, "gradient must return", "(2,)")


@pytest.mark.parametrize("name", ["gradient", "hessian"])
def test_a_gradient_that_cannot_be_called_is_refused(name):
    refused(lambda: gd.Loss(lambda w: w @ w, **{name: 3}), TypeError, f"{name} must be callable")


def test_a_wrong_sign_is_found_by_differences_on_request():
    reversed_ = gd.Loss(lambda w: w @ w, lambda w: -2 * w)
    refused(lambda: gd.check_gradient(reversed_, (1, 2)), ValueError, "gradient", "sign is wrong")
    off = gd.Loss(lambda w: w @ w, lambda w: 2 * w + np.array([0, 0.01]))
    refused(lambda: gd.check_gradient(off, (1, 2)), ValueError, "coordinate 1", "derive")
    assert gd.check_gradient(BOWL, (1, 2)) < 1e-8
    run = gd.descend(reversed_, (1, 2), learning_rate=0.01, steps=20)
    assert gd.diagnose(run).kind == "wrong sign"


def changes(w):
    w -= 1
    return w @ w


def changes_gradient(w):
    w *= 2
    return w


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: gd.Loss(changes)(np.ones(2)), "function"),
        (lambda: gd.descend(changes, (1, 2), learning_rate=0.1, steps=3), "function"),
        (lambda: gd.Loss(lambda w: w @ w, changes_gradient).gradient(np.ones(2)), "gradient"),
        (
            lambda: gd.descend(
                gd.Loss(lambda w: w @ w, changes_gradient), (1, 2), learning_rate=0.1, steps=3
            ),
            "gradient",
        ),
    ],
)
def test_a_function_that_changes_its_argument_is_refused(call, name):
    refused(call, ValueError, f"{name} must leave its argument as it is", "w = w - step")


WRONG_EXAMPLE_GRADIENTS = {
    "one gradient, which would broadcast": lambda w, index: w,
    "None": lambda w, index: None,
    "too long": lambda w, index: np.ones((len(index), 3)),
    "one example too few": lambda w, index: np.ones((len(index) - 1, 2)),
    "complex": lambda w, index: np.ones((len(index), 2)) * 1j,
}


def of_examples(gradients):
    loss = gd.Loss(lambda w: w @ w, examples=4, example_gradients=gradients)
    walk = gd.stochastic_gradient_descent
    return gd.descend(loss, (1, 2), walk, learning_rate=0.1, steps=3, batch_size=3)


@pytest.mark.parametrize("bad", WRONG_EXAMPLE_GRADIENTS.values(), ids=WRONG_EXAMPLE_GRADIENTS)
def test_example_gradients_of_another_shape_are_refused(bad):
    refused(lambda: of_examples(bad), ValueError, "example_gradients must return", "(3, 2)")


def test_example_gradients_that_change_their_argument_are_refused():
    words = ["example_gradients must leave its argument as it is", "w = w - step"]
    refused(lambda: of_examples(lambda w, index: w.__imul__(2)), ValueError, *words)


BAD_FIELDS = {
    "bounds": [((1, 0), (0, 1)), ((0, 1),), ((0, NAN), (0, 1)), "ab", 3, None, ((0, 1),) * 3],
    "labels": [("x",), "ab", (None, None), 3, None, ("", " "), ("x", 3)],
    "minima": [3, None, "ab", (n for n in range(2)), {1, 2}],
    "examples": [0, -1, 2.5, "a", True],
    "vectorized": ["no", None, 1],
    "example_gradients": [3, "f"],
}


@pytest.mark.parametrize("field", BAD_FIELDS)
def test_what_a_loss_says_of_itself_is_looked_at_when_it_is_made(field):
    for bad in BAD_FIELDS[field]:
        with pytest.raises((TypeError, ValueError), match=f"^{field} must") as raised:
            gd.Loss(lambda w: w @ w, **{field: bad})
        assert len(str(raised.value)) < 200


def test_a_number_of_coordinates_from_numpy_is_one():
    loss = gd.Loss(lambda w: w @ w, dim=np.int64(2))
    assert repr(gd.descend(loss, (1, 2), learning_rate=0.1, steps=1))
    assert repr(loss) == "Loss: the loss, 2 coordinates"


def test_a_hessian_that_is_not_symmetric_is_refused():
    lopsided = gd.Loss(lambda w: w @ w, hessian=lambda w: np.array([[2, 100], [0, 20.0]]))
    refused(lambda: lopsided.curvatures((1, 2)), ValueError, "hessian must be symmetric", "100")


@pytest.mark.parametrize("bad", [lambda w: w @ w, 3, gd.losses.bowl, None])
def test_what_needs_a_loss_refuses_a_plain_function(bad):
    refused(lambda: gd.counted(bad), TypeError, "loss must be a gd.Loss", "Make one")
    refused(lambda: gd.safe_learning_rate(bad), TypeError, "loss must be a gd.Loss", "Make one")


def test_the_gradient_of_a_plain_function_can_be_checked():
    assert gd.check_gradient(lambda w: w @ w, (1, 2)) < 1e-8
    refused(lambda: gd.check_gradient(3, (1, 2)), TypeError, "loss must be callable")


# Optimizers and rules of one's own


@pytest.mark.parametrize("bad", ["adam", 3, None])
def test_an_optimizer_that_cannot_be_called_is_refused(bad):
    for call in (
        lambda: gd.descend(BOWL, (1, 2), bad, learning_rate=0.1, steps=3),
        lambda: gd.sweep(BOWL, [0.1], (1, 2), bad),
    ):
        refused(call, TypeError, "optimizer must be callable", "gd.gradient_descent", repr(bad))


def test_an_optimizer_that_is_no_generator_is_refused():
    def returns(loss, w):
        return w - 1

    message = refused(lambda: gd.descend(BOWL, (1, 2), returns, steps=3), TypeError)
    assert "optimizer must be a generator of points" in message
    assert "yield w" in message


WRONG_WALKS = {
    "another shape": lambda w: [np.ones(3)],
    "a number": lambda w: [1.0],
    "a batch": lambda w: [np.ones((1, 2))],
    "none": lambda w: [None],
    "text": lambda w: ["ab"],
    "nothing": lambda w: [],
    "NaN": lambda w: [w * NAN],
    "texts": lambda w: [np.array(["a", "b"])],
    "complex": lambda w: [w * 1j],
}


@pytest.mark.parametrize("points", WRONG_WALKS.values(), ids=WRONG_WALKS)
def test_an_optimizer_that_yields_no_points_is_refused(points):
    def walk(loss, w):
        yield from points(w)

    refused(
        lambda: gd.descend(BOWL, (1, 2), walk, steps=3), ValueError, "optimizer must yield", "ield"
    )


@pytest.mark.parametrize("bad", [0.1, "loss", True])
def test_a_rule_that_cannot_be_called_is_refused(bad):
    refused(
        lambda: gd.descend(BOWL, (1, 2), learning_rate=0.1, steps=3, stop=bad),
        TypeError,
        "stop must be callable",
        "gd.stopping.gradient_below",
    )
    refused(lambda: stopping.any_of(bad), TypeError, "rules must be callable", "gd.stopping")
    refused(stopping.all_of, TypeError, "rules must hold at least one")


@pytest.mark.parametrize(
    "rule",
    [
        lambda points, losses, gradients: True,
        lambda points, losses, gradients: None,
        lambda points, losses, gradients: losses[:1] < 0.1,
        lambda points, losses, gradients: gradients < 0.1,
    ],
)
def test_a_rule_that_does_not_answer_for_each_point_is_refused(rule):
    refused(
        lambda: gd.descend(BOWL, (1, 2), learning_rate=0.1, steps=3, stop=rule),
        ValueError,
        "stop must return one answer for each point",
    )


@pytest.mark.parametrize(
    "rule",
    [
        lambda points, losses, gradients: True,
        lambda points, losses, gradients: (losses < 15)[2:],
        lambda points, losses, gradients: losses,
        lambda points, losses, gradients: losses * NAN,
        lambda points, losses, gradients: losses.astype(str),
    ],
)
def test_a_rule_that_says_neither_yes_nor_no_of_each_point_is_refused(rule):
    run = gd.descend(BOWL, (3, 4), learning_rate=0.1, steps=5)
    other = stopping.step_below(1)
    for ask in (
        stopping.Rule("mine", rule).step,
        stopping.any_of(other, rule).step,
        stopping.all_of(other, rule).step,
        lambda run: gd.plot_stopping(run, [rule], labels=["mine"]),
    ):
        refused(lambda ask=ask: ask(run), ValueError, "rules must return True or False", "(6,)")


TAKING = {  # functions that take another number of arguments than they will be given
    "function": lambda f: gd.Loss(f),
    "gradient": lambda f: gd.Loss(lambda w: w @ w, f),
    "hessian": lambda f: gd.Loss(lambda w: w @ w, hessian=f),
    "example_gradients": lambda f: gd.Loss(lambda w: w @ w, example_gradients=f),
    "loss": lambda f: gd.descend(f, (1, 2), learning_rate=0.1, steps=3),
    "rules": lambda f: stopping.any_of(f),
    "initializer": lambda f: NET.initialize(f),
}


@pytest.mark.parametrize("name", TAKING)
def test_a_function_of_other_arguments_is_refused_before_it_is_called(name):
    def four(a, b, c, d): ...

    refused(lambda: TAKING[name](four), TypeError, f"{name} must take", "Got four(a, b, c, d).")
    refused(lambda: TAKING[name](lambda: 1), TypeError, f"{name} must take", "Got <lambda>().")


def test_a_maker_that_was_not_called_is_told_so():
    loss = gd.losses.line_fit
    refused(
        lambda: gd.descend(loss, (1, 2), learning_rate=0.1, steps=3), TypeError, "call it first"
    )
    refused(lambda: stopping.any_of(stopping.loss_below), TypeError, "call it first, loss_below(")
    assert gd.Loss(max)([1.0, 2.0]) == 2  # written in C, it need not say what it takes


def test_w_itself_in_a_function_of_one_number_is_explained():
    refused(lambda: gd.Loss(lambda w: math.cos(w))((1, 2)), TypeError, "function must", "w[0]")


@pytest.mark.parametrize("value", [NAN, INF, "small", None])
@pytest.mark.parametrize(
    "rule", ["gradient_below", "loss_below", "loss_change_below", "step_below"]
)
def test_a_threshold_must_be_a_number(rule, value):
    error = ValueError if isinstance(value, float) else TypeError
    refused(lambda: getattr(stopping, rule)(value), error, "threshold must be a number")


@pytest.mark.parametrize("rule", ["gradient_below", "loss_change_below", "step_below"])
@pytest.mark.parametrize("value", [0, -1e-6])
def test_a_threshold_of_a_length_is_positive(rule, value):
    refused(lambda: getattr(stopping, rule)(value), ValueError, "threshold must be a number > 0")


# Unknown names

UNKNOWN = {
    "of the package": (lambda: gd.momentun, AttributeError, "gd.momentum"),
    "of a plot": (lambda: gd.plot_contour, AttributeError, "gd.plot_contours"),
    "of a catalogue, misplaced": (lambda: gd.bowl, AttributeError, "gd.losses.bowl"),
    "of a catalogue, misspelt": (lambda: gd.he_norml, AttributeError, "gd.initializers.he_normal"),
    "of another catalogue": (lambda: gd.cosin, AttributeError, "gd.schedules.cosine"),
    "loss": (lambda: gd.losses.himelblau, AttributeError, "'himmelblau'"),
    "optimizer": (lambda: gd.optimizers.momentun, AttributeError, "'momentum'"),
    "schedule": (lambda: gd.schedules.cosin, AttributeError, "'cosine'"),
    "rule": (lambda: stopping.loss_belo, AttributeError, "'loss_below'"),
    "initializer": (lambda: gd.initializers.he_norml, AttributeError, "'he_normal'"),
    "hyperparameter": (
        lambda: gd.descend(BOWL, (1, 2), gd.momentum, learning_rate=0.1, bta=0.5, steps=3),
        TypeError,
        "'beta'",
    ),
    "rate": (
        lambda: gd.descend(BOWL, (1, 2), learning_rat=0.1, steps=3),
        TypeError,
        "'learning_rate'",
    ),
    "of a sweep": (
        lambda: gd.sweep(BOWL, [0.1], (1, 2), gd.momentum, bata=0.5),
        TypeError,
        "'beta'",
    ),
    "activation": (lambda: network.regressor(X, Y, activation="tan"), ValueError, "'tanh'"),
    "missing": (lambda: gd.penguins(missing="dorp"), ValueError, "'drop'"),
}


@pytest.mark.parametrize(("call", "error", "meant"), UNKNOWN.values(), ids=UNKNOWN)
def test_for_an_unknown_name_the_near_one_is_suggested(call, error, meant):
    refused(call, error, f"Did you mean {meant}?")


def test_a_name_like_no_other_is_answered_with_where_to_look():
    refused(lambda: gd.zzz, AttributeError, "gd has no 'zzz'", "dir(gd)")
    assert not hasattr(gd, "__zzz__")


def test_a_missing_hyperparameter_is_named():
    refused(
        lambda: gd.descend(BOWL, (1, 2), gd.momentum, steps=3), TypeError, "learning_rate", "Add"
    )


# Maps and sweeps


@pytest.mark.parametrize(
    "bounds",
    [
        ((1, 0), (0, 1)),
        ((0, 1),),
        ((0, 1, 2), (0, 1, 2)),
        ((0, NAN), (0, 1)),
        "ab",
        ((0, 0), (0, 1)),
        3,
    ],
)
def test_bounds_that_are_no_box_are_refused(bounds):
    words = ["bounds must hold a pair (low, high)", "Try ((-5, 5), (-5, 5))."]
    refused(lambda: gd.basins(BOWL, bounds, 3, learning_rate=0.1), ValueError, *words)


def test_bounds_of_one_coordinate_are_one_pair():
    well = gd.losses.double_well()
    for bounds in (((0, 1, 2),), ((0, 1),) * 2):
        call = lambda bounds=bounds: gd.basins(well, bounds, 3, learning_rate=0.1)  # noqa: E731
        message = refused(call, ValueError, "bounds must hold a pair (low, high)")
        assert "coordinates" not in message


@pytest.mark.parametrize("tolerance", [0, -1, NAN, INF, "near", None])
def test_a_tolerance_must_be_positive(tolerance):
    error = ValueError if type(tolerance) in (int, float) else TypeError
    refused(
        lambda: gd.basins(BOWL, resolution=3, learning_rate=0.1, tolerance=tolerance),
        error,
        "tolerance must be a number",
    )
    refused(lambda: gd.sweep(BOWL, [0.1], (1, 2), tolerance=tolerance), error, "tolerance must be")
    refused(lambda: gd.check_gradient(BOWL, (1, 2), tolerance), error, "tolerance must be")


def test_a_tolerance_of_a_sweep_is_a_share():
    refused(lambda: gd.sweep(BOWL, [0.1], (1, 2), tolerance=1), ValueError, "in (0, 1)")


def test_a_map_needs_a_known_minimum_and_at_most_two_coordinates():
    plain = gd.Loss(lambda w: w @ w)
    refused(lambda: gd.basins(plain, resolution=3, learning_rate=0.1), ValueError, "minima must be")
    five = gd.losses.quadratic(1, 2, 3, 4, 5)
    refused(lambda: gd.basins(five, resolution=3, learning_rate=0.1), ValueError, "1 or 2")
    three = gd.losses.quadratic(1, 2, 3)
    refused(lambda: gd.basins(three, resolution=3, learning_rate=0.1), ValueError, "1 or 2")
    refused(lambda: gd.basins(BOWL, resolution=1, learning_rate=0.1), ValueError, "resolution must")


# Data

DATA_DOORS = {
    "line_fit": lambda x, y: gd.losses.line_fit(x, y),
    "regressor": lambda x, y: network.regressor(x, y),
    "classifier": lambda x, y: network.classifier(x, ["a", "b", "a"][: np.size(y)]),
}
DATA = {
    "NaN in x": (([1, NAN, 3], [1, 2, 3]), ValueError, ["x must", "finite", "nan"]),
    "infinite x": (([1, INF, 3], [1, 2, 3]), ValueError, ["x must", "finite", "inf"]),
    "text": ((["a", "b", "c"], [1, 2, 3]), TypeError, ["x must", "'a'"]),
    "None": ((None, [1, 2, 3]), TypeError, ["x must", "None"]),
    "empty": (([], []), ValueError, ["x must"]),
    "another length": (([1, 2, 3, 4], [1, 2, 3]), ValueError, ["y must hold as many", "4"]),
    "ragged": (([[1], [1, 2]], [1, 2]), TypeError, ["x must"]),
    "masked": ((np.ma.array([1.0, 2, -999], mask=[0, 0, 1]), [1, 2, 3]), ValueError, ["x", "mask"]),
}


@rows(DATA_DOORS, DATA)
def test_bad_data_are_refused(door, value, error, words):
    refused(lambda: door(*value), error, *words)


@pytest.mark.parametrize("maker", [gd.losses.line_fit, network.regressor])
@pytest.mark.parametrize("y", [[1, NAN, 3], [1, 2, -INF]])
def test_targets_that_are_not_finite_are_refused(maker, y):
    refused(lambda: maker([1, 2, 3], y), ValueError, "y must hold finite numbers only")


@pytest.mark.parametrize("maker", [gd.losses.line_fit, network.regressor])
def test_targets_that_are_masked_are_refused(maker):
    y = np.ma.array([1.0, 2, -999], mask=[0, 0, 1])
    refused(lambda: maker([1, 2, 3], y), ValueError, "y must", "Drop what is masked first.")


def test_one_row_and_constant_columns():
    refused(lambda: gd.losses.line_fit([1], [1]), ValueError, "x must hold at least 2")
    refused(lambda: gd.losses.line_fit([2, 2], [1, 3]), ValueError, "x must hold at least two")
    refused(lambda: gd.losses.line_fit([1, 2], [3, 3], standardize=True), ValueError, "y must hold")
    # A network can learn from one row, and a constant column does no harm.
    assert network.regressor([[1.0, 2.0]], [3.0]).examples == 1


@pytest.mark.parametrize(
    "y",
    [
        ["a", "a", "a"],
        [1.5, 2.5, 1.5],
        [NAN, 1, 2],
        [[1], [2], [1]],
        None,
        [1, None, 2],
        [[1], 2, 3],
    ],
)
def test_classes_that_are_none_are_refused(y):
    refused(lambda: network.classifier(X, y), ValueError, "y must name the class of each example")


@pytest.mark.parametrize(
    "y", [["a", NAN, "b"], ["a", 1, 2.5], [True, "a", 0], np.ma.array([1, 2, 1], mask=[0, 0, 1])]
)
def test_names_of_classes_are_not_made_of_numbers(y):
    refused(lambda: network.classifier(X, y), ValueError, "y must name the class of each example")


@pytest.mark.parametrize("flag", ["no", None, 1])
def test_to_standardize_or_not_is_yes_or_no(flag):
    fit = lambda: gd.losses.line_fit([0, 1, 2], [1, 3, 4], standardize=flag)  # noqa: E731
    refused(fit, TypeError, "standardize must be True or False")


def test_data_that_a_loss_is_made_of_are_locked():
    named = network.classifier(X, ["a", "b", "a"])
    for array in (LINE.x, LINE.y, NET.x, NET.y, named.x, named.y, named.classes):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]


@pytest.mark.parametrize("make", [gd.initializers.zeros, gd.initializers.constant])
@pytest.mark.parametrize("value", [0.1, "x", -1])
def test_a_value_in_the_place_of_the_generator_is_refused(make, value):
    error = ValueError if value == -1 else TypeError
    message = refused(lambda: make((2, 3), value), error, "generator must be")
    if make is gd.initializers.constant:
        assert message.endswith(f"Did you mean value={value!r}?")


@pytest.mark.parametrize("hidden", [8, "8", None, {8}])
def test_hidden_layers_are_a_row_of_widths(hidden):
    refused(lambda: network.regressor(X, Y, hidden), TypeError, "hidden must be", "(8,)")


@pytest.mark.parametrize("w", [np.zeros(3), "w", None, [[1], [1, 2]], np.full(NET.dim, NAN)])
@pytest.mark.parametrize("ask", ["layers", "activations", "predict", "layer_gradients"])
def test_a_network_refuses_weights_that_do_not_fit(ask, w):
    error = TypeError if w is None or isinstance(w, str | list) else ValueError
    refused(lambda: getattr(NET, ask)(w), error, f"w must hold {NET.dim} finite numbers")


@pytest.mark.parametrize("x", [[[1.0]], [1.0, 2.0], "ab", [[NAN, 1.0]], [[1.0, 2.0, 3.0]]])
def test_a_network_refuses_examples_that_do_not_fit(x):
    error = TypeError if x == "ab" else ValueError
    refused(lambda: NET.predict(np.zeros(NET.dim), x), error, "x must")


def test_a_regressor_has_no_accuracy():
    refused(lambda: NET.accuracy(np.zeros(NET.dim)), TypeError, "accuracy must be asked")
    refused(lambda: NET.probabilities(np.zeros(NET.dim)), TypeError, "probabilities must be asked")


@pytest.mark.parametrize(
    "initializer",
    [
        lambda s, g: np.zeros(3),
        lambda s, g: None,
        lambda s, g: np.full(s, NAN),
        lambda s, g: "a",
        lambda s, g: np.ma.masked_all(s),
        lambda s, g: [[1], [1, 2]],
    ],
)
def test_an_initializer_that_does_not_fit_is_refused(initializer):
    refused(lambda: NET.initialize(initializer), ValueError, "initializer must return")
    refused(lambda: NET.initialize("he_normal"), TypeError, "initializer must be callable")


# Diagnosis and words


@pytest.mark.parametrize("bad", [None, "run", BOWL, [1, 2]])
def test_only_a_trajectory_can_be_diagnosed(bad):
    refused(lambda: gd.diagnose(bad), TypeError, "run must be a Trajectory", "gd.descend")


# Divergence is a result


@pytest.mark.parametrize("rate", [1e1, 1e50, 1e150, 1e308, np.finfo(float).max])
@pytest.mark.parametrize("name", STEPPING)
def test_no_rate_raises_or_warns_at_any_door(name, rate):
    _, needs = STEPPING[name]
    if next(iter(needs)) == "learning_rate":
        change = {"learning_rate": rate}
    else:
        change = {"step_length": rate}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run = descending(name, steps=300, **change)
        assert run.status.kind in ("converged", "reached its steps", "stalled", "diverged")
        assert np.isfinite(run.points).all()
        assert gd.diagnose(run).text
        assert str(run)
        if name in ("gradient_descent", "momentum", "nesterov"):
            assert run.status.kind == "diverged"


def test_one_wrong_entry_among_right_ones_is_enough():
    class Half:
        dim = 2

        def __call__(self, w):
            return 0.0

    refused(lambda: check_loss(Half()), TypeError, "loss must be a gd.Loss")
    refused(lambda: gd.Loss(sum, dim=2, labels=("x", " ")), ValueError, "labels must hold 2 names")
    away = ((0, INF), (0, 1))
    refused(lambda: gd.basins(BOWL, away, 3, learning_rate=0.1), ValueError, "bounds must")


def test_a_hessian_is_symmetric_by_its_largest_entry():
    nearly = gd.Loss(lambda w: 0.0, hessian=lambda w: np.array([[1, 1e-7], [0, 0]]), dim=2)
    assert nearly.curvatures((0, 0))[1] == 1


def test_only_a_division_by_zero_at_step_zero_is_told_where_steps_begin():
    def told(schedule):
        with pytest.raises(ValueError, match="learning_rate") as error:
            gd.descend(BOWL, (3, 4), learning_rate=schedule, steps=5)
        return str(error.value)

    assert "k + 1" in told(lambda k: 0.1 / k)
    assert "k + 1" not in told(lambda k: 0.1 / (3 - k))
