"""Bad input is refused with what is allowed, what came, what to do next.

How each check tells good from bad is tested in ``test_checks.py``. Here every door of the package
gets one bad value, and every refusal that belongs to one door alone is met once. A refusal must be
of the right class, name the argument, fit in 200 characters, and be raised by gdviz itself.
A bad value of each hyperparameter, schedule and initializer stands in ``rows.py``.
"""

import math
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import gdviz as gd
from gdviz import network, stopping
from tests.rows import OPTIMIZERS

NAN, INF = float("nan"), float("inf")
HIDDEN = np.ma.array([0, 1, 1], mask=[False, False, True])
BOWL = gd.losses.bowl()
LINE = gd.losses.line_fit([0, 1, 2, 3], [1, 3, 4, 8])
X, Y = [[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]], [0.0, 1.0, 2.0]
NET = network.regressor(X, Y, hidden=(2,))
LOPSIDED = gd.Loss(lambda w: w @ w, hessian=lambda w: np.array([[2, 100], [0, 20.0]]))
TWO, SGD = gd.losses.line_fit([0, 1], [1, 3]), "stochastic_gradient_descent"
PACKAGE = Path(gd.__file__).parent
WALKS = sorted({row.optimizer.__name__ for row in OPTIMIZERS})


def refused(call, error, words):
    """Run a bad call and look at its message."""
    with pytest.raises(error) as raised:
        call()
    assert type(raised.value) is error
    assert len(str(raised.value)) < 200
    assert Path(raised.traceback[-1].path).is_relative_to(PACKAGE), raised.traceback[-1]
    assert words in str(raised.value)


def walking(name, **change):
    """Ask an optimizer for its first point."""
    needs = {"loss": LINE, "w": (1, 2), "learning_rate": 0.1, **change}
    return next(getattr(gd, name)(**needs))


def descending(optimizer=gd.gradient_descent, loss=BOWL, start=(1, 2), **change):
    return gd.descend(loss, start, optimizer, **{"learning_rate": 0.1, "steps": 5, **change})


def basins(loss=BOWL, bounds=None, resolution=3, **change):
    return gd.basins(loss, bounds, resolution, **{"learning_rate": 0.1, "steps": 5, **change})


def own(**parts):
    """Return a loss with parts of one's own."""
    return gd.Loss(lambda w: w @ w, **parts)


def sampling(example_gradients):
    loss = own(examples=4, example_gradients=example_gradients)
    return descending(gd.stochastic_gradient_descent, loss, batch_size=3)


def yielding(points):
    def walk(loss, w, learning_rate):
        yield from points(w)

    return descending(walk)


# What functions of one's own return instead of points, and instead of yes or no for each point.
POINTS = [
    lambda w: [w - 1, w],  # the start too late
    lambda w: [np.ones(3)],
    lambda w: [1.0],
    lambda w: [None],
    lambda w: [],
    lambda w: [(w, 3.0)],  # the loss too
    lambda w: [w * NAN],
]
ANSWERS = [
    lambda points, losses, gradients: True,
    lambda points, losses, gradients: gradients < 0.1,  # one for each slope
    lambda points, losses, gradients: losses,
]

# What refuses, with one bad value: the class, words of the message, the call.
POINT, NUMBER, COUNT = "must hold 2 finite numbers", "must be a number", "must be a whole number"
CALL, TAKES = "must be callable", "gradient_descent takes learning_rate, normalize:"
ONE, ASKED = "learning_rate must be a number", "The schedule returned it at step"
RATE = f"{ONE} ≥ 0."
QUOTED = "standardize must be one of False, True. Got 'True'. Write it without quotes."
BATCH = {"dim": 2, "vectorized": True}
SUMS = lambda w: (w**2).sum(axis=-1), lambda w: 2 * w[0]
DOORS = [
    # points
    (ValueError, f"start {POINT}", lambda: descending(start=(NAN, 1))),
    (ValueError, f"start {POINT}", lambda: gd.sweep(BOWL, [0.1], [])),
    (TypeError, f"w {POINT}", lambda: gd.losses.bowl()("ab")),
    (ValueError, f"w {POINT}", lambda: gd.losses.bowl()((1, 2, 3))),
    (TypeError, f"w {POINT}", lambda: BOWL.gradient(None)),
    (TypeError, f"w {POINT}", lambda: BOWL.curvatures((1, 2j))),
    (ValueError, f"w {POINT}", lambda: gd.check_gradient(BOWL, np.ones((3, 2)))),
    (ValueError, f"w {POINT}", lambda: gd.safe_learning_rate(gd.losses.himmelblau(), (1, 2, 3))),
    (ValueError, f"w {POINT}", lambda: LINE.in_data_units(1.5)),
    (ValueError, "minima must hold 2 finite", lambda: gd.Loss(lambda w: w @ w, minima=[(1, INF)])),
    (ValueError, f"w must hold {NET.dim} finite", lambda: NET.layers(np.zeros(3))),
    (TypeError, f"w must hold {NET.dim} finite", lambda: NET.predict("w")),
    (ValueError, "np.ravel(start)", lambda: descending(loss=lambda w: w @ w, start=[[1], [2]])),
    (ValueError, "one point at a time", lambda: descending(start=np.ones((3, 2)))),
    (ValueError, f"w {POINT}", lambda: walking("adam", w=(1, 2, 3))),
    (ValueError, f"w {POINT}", lambda: walking("backtracking", w=np.ones((3, 2)))),
    (ValueError, f"w {POINT}", lambda: walking(SGD, w=np.ones((3, 2)))),
    # learning rates and other numbers
    (ValueError, f"learning_rate {NUMBER} > 0", lambda: basins(learning_rate=0)),
    (ValueError, "learning_rates must hold finite", lambda: gd.sweep(BOWL, [0.1, NAN], (1, 2))),
    (ValueError, f"threshold {NUMBER} > 0", lambda: stopping.gradient_below(0)),
    (TypeError, f"threshold {NUMBER}", lambda: stopping.loss_below("small")),
    (ValueError, f"threshold {NUMBER} > 0", lambda: stopping.loss_change_below(NAN)),
    (ValueError, f"threshold {NUMBER} > 0", lambda: stopping.step_below(-1)),
    (ValueError, f"tolerance {NUMBER}", lambda: basins(tolerance=0)),
    (ValueError, f"tolerance {NUMBER} in (0", lambda: gd.sweep(BOWL, [0.1], (1, 2), tolerance=1)),
    (ValueError, f"tolerance {NUMBER} > 0", lambda: gd.check_gradient(BOWL, (1, 2), 0)),
    # counts
    (ValueError, f"steps {COUNT} ≥ 0", lambda: descending(steps=-1)),
    (TypeError, f"steps {COUNT} ≥ 1", lambda: gd.sweep(BOWL, [0.1], (1, 2), steps=2.5)),
    (ValueError, f"steps {COUNT} ≥ 1", lambda: basins(steps=0)),
    (ValueError, f"resolution {COUNT} ≥ 2", lambda: basins(resolution=1)),
    (TypeError, f"dim {COUNT} ≥ 1", lambda: gd.Loss(lambda w: w @ w, dim="3")),
    (ValueError, f"hidden {COUNT} ≥ 1", lambda: network.regressor(X, Y, hidden=(0,))),
    (ValueError, f"seed {COUNT} ≥ 0", lambda: NET.initialize(gd.initializers.he_normal, -1)),
    # functions
    (TypeError, f"function {CALL}", lambda: gd.Loss(3)),
    (TypeError, f"gradient {CALL}", lambda: gd.Loss(lambda w: w @ w, gradient=3)),
    (TypeError, f"hessian {CALL}", lambda: gd.Loss(lambda w: w @ w, hessian=3)),
    (TypeError, f"loss {CALL}", lambda: descending(loss="x**2")),
    (TypeError, f"loss {CALL}", lambda: gd.check_gradient(3, (1, 2))),
    (TypeError, f"loss {CALL}", lambda: walking("adam", loss=3)),
    (TypeError, f"optimizer {CALL}", lambda: descending("adam")),
    (TypeError, f"optimizer {CALL}", lambda: gd.sweep(BOWL, [0.1], (1, 2), "adam")),
    (TypeError, f"stop {CALL}", lambda: descending(stop=0.1)),
    (TypeError, f"initializer {CALL}", lambda: NET.initialize("he_normal")),
    (TypeError, "gd.Loss(function, gradient)", lambda: gd.counted(lambda w: w @ w)),
    (TypeError, "loss must take 1 argument", lambda: descending(loss=lambda: 1)),
    (TypeError, "loss must be a gd.Loss", lambda: gd.safe_learning_rate(gd.losses.bowl)),
    (TypeError, "run must be a Trajectory", lambda: gd.diagnose("run")),
    (ValueError, "hessian must be symmetric", lambda: LOPSIDED.curvatures((1, 2))),
    (ValueError, "function must follow", lambda: gd.Loss(lambda w: w[0] + w[1], **BATCH)),
    (ValueError, "gradient must follow", lambda: gd.Loss(*SUMS, **BATCH)),
    (ValueError, "claim must be one of the course's", lambda: gd.verdict("C99")),
    (ValueError, "rows must have 2 cells", lambda: gd.Table("", ("one", "two"), (("a",),))),
    (ValueError, "best must be one of", lambda: gd.Table("", ("one",), (), best="smallest")),
    # boxes, data and examples
    (ValueError, "bounds must hold a pair", lambda: basins(bounds=((1, 0), (0, 1)))),
    (ValueError, "bounds must", lambda: gd.Loss(lambda w: w @ w, bounds=((1, 0),))),
    (ValueError, "labels must", lambda: gd.Loss(lambda w: w @ w, dim=2, labels=("x", " "))),
    (ValueError, "examples must", lambda: gd.Loss(lambda w: w @ w, examples=0)),
    (ValueError, "know its minima", lambda: basins(gd.Loss(lambda w: w @ w, dim=2))),
    (ValueError, "1 or 2", lambda: basins(gd.losses.quadratic(1, 2, 3))),
    (ValueError, "x must hold finite", lambda: gd.losses.line_fit([1, NAN, 3], [1, 2, 3])),
    (ValueError, "y must hold finite", lambda: gd.losses.line_fit([1, 2, 3], [1, NAN, 3])),
    (ValueError, "x must hold at least two", lambda: gd.losses.line_fit([2, 2], [1, 3])),
    (ValueError, "or x[:, 0]", lambda: gd.losses.line_fit(np.ones((5, 2)), [1, 3, 4])),
    (ValueError, "Give more data", lambda: gd.losses.line_fit([1], [2])),
    (ValueError, "x must hold numbers whose sq", lambda: gd.losses.line_fit([1e200, 0], [1, 3])),
    (ValueError, "x must hold numbers whose sq", lambda: gd.losses.line_fit([1e-200, 0], [1, 3])),
    (ValueError, "y must hold numbers whose sq", lambda: gd.losses.line_fit([0, 1], [1e200, 0])),
    (ValueError, "curvatures must hold", lambda: gd.losses.quadratic()),
    (TypeError, "quadratic(2, 20)", lambda: gd.losses.quadratic([2, 20])),
    (ValueError, f"curvatures {NUMBER} that is finite", lambda: gd.losses.quadratic(2, NAN)),
    (ValueError, "angle must be 0", lambda: gd.losses.quadratic(1, 2, 3, angle=5)),
    (ValueError, f"condition {NUMBER} ≥ 1. Got 0.5", lambda: gd.losses.ravine(0.5)),
    (ValueError, f"tilt {NUMBER} in [0, 1.5). Got 1.5", lambda: gd.losses.double_well(1.5)),
    (ValueError, f"slope {NUMBER} in [0, 1]. Got 1.01", lambda: gd.losses.plateau(1.01)),
    (ValueError, "y must hold at least", lambda: gd.losses.line_fit([1, 2], [3, 3], True)),
    (ValueError, QUOTED, lambda: gd.losses.line_fit([0, 1], [1, 3], standardize="True")),
    (ValueError, "y must hold as many", lambda: gd.losses.line_fit([1, 2, 3, 4], [1, 2, 3])),
    (TypeError, "x must be a table", lambda: network.regressor("abc", Y)),
    (ValueError, "y must hold as many", lambda: network.regressor(X, [1.0, 2.0])),
    (TypeError, "hidden must be", lambda: network.regressor(X, Y, 8)),
    (ValueError, "y must name the class", lambda: network.classifier(X, [1.5, 2.5, 1.5])),
    (ValueError, "None at position 1", lambda: network.classifier(X, ["a", None, "b"])),
    (ValueError, "nan at position 1", lambda: network.classifier(X, ["a", NAN, "b"])),
    (ValueError, "None at position 2", lambda: network.classifier(X, HIDDEN)),
    (ValueError, "1 at position 1", lambda: network.classifier(X, ["a", 1, "b"])),
    (ValueError, "np.ravel(y)", lambda: network.classifier(X, [["a"], ["b"], ["a"]])),
    (ValueError, "at least two classes", lambda: network.classifier(X, ["a"] * len(X))),
    (ValueError, "normalize must be one of", lambda: descending(normalize="no")),
    (ValueError, "x must be a table", lambda: NET.predict(np.zeros(NET.dim), [[1.0]])),
    (ValueError, "Give 2 columns", lambda: NET.on([[1, 2, 3]], [1.0])),
    (ValueError, "as many examples as x, 3. Got 2", lambda: NET.on(X, Y[:2])),
    (ValueError, "Got 'c'", lambda: network.classifier(X, ["a", "b", "a"]).on(X, ["a", "b", "c"])),
    (ValueError, "Did you mean 'tanh'", lambda: network.regressor(X, Y, activation="tan")),
    (TypeError, "accuracy must be asked", lambda: NET.accuracy(np.zeros(NET.dim))),
    (TypeError, "mean over examples", lambda: walking(SGD, loss=BOWL)),
    (ValueError, f"batch_size {COUNT} from 1 to 2", lambda: walking(SGD, loss=TWO, batch_size=3)),
    # names
    (AttributeError, "Did you mean gd.momentum?", lambda: gd.momentun),
    (AttributeError, "Did you mean gd.losses.bowl?", lambda: gd.bowl),
    (AttributeError, "gd has no 'zzz'. dir(gd) lists", lambda: gd.zzz),
    (AttributeError, "Did you mean 'himmelblau'?", lambda: gd.losses.himelblau),
    (AttributeError, "Did you mean 'cosine'?", lambda: gd.schedules.cosin),
    (AttributeError, "Did you mean 'he_normal'?", lambda: gd.initializers.he_norml),
    (AttributeError, "Did you mean 'loss_below'?", lambda: stopping.loss_belo),
    (AttributeError, "Did you mean 'adam'?", lambda: gd.optimizers.adm),
    (TypeError, f"{TAKES} got an unexpected keyword argument 'bta'", lambda: descending(bta=0.5)),
    (TypeError, "Did you mean 'learning_rate'?", lambda: descending(lerning_rate=0.5)),
    (TypeError, f"{TAKES} missing a required", lambda: gd.descend(BOWL, (1, 2), steps=3)),
    # schedules of one's own
    (ValueError, f"Got -0.9. {ASKED} 1", lambda: descending(learning_rate=lambda k: 0.1 - k)),
    (TypeError, f"{RATE} Got None.", lambda: descending(learning_rate=lambda k: None)),
    (ValueError, f"Got inf. {ASKED} 0", lambda: descending(learning_rate=lambda k: INF)),
    (ValueError, f"{RATE} Got -1.0.", lambda: descending(learning_rate=lambda k: -np.ones((2, 1)))),
    (ValueError, f"{ONE} > 0. Got -1.0.", lambda: descending(learning_rate=-np.ones((2, 1)))),
    (TypeError, "for example lambda k", lambda: descending(learning_rate=lambda: 0.1)),
    (ValueError, "Steps count from 0", lambda: descending(learning_rate=lambda k: 1 / k)),
    (TypeError, "call it first, cosine(…)", lambda: descending(learning_rate=gd.schedules.cosine)),
    (TypeError, "> 0. Got 0.1 falling", lambda: basins(learning_rate=gd.schedules.cosine(0.1, 9))),
    (ValueError, f"k {COUNT} ≥ 0. Got -1.", lambda: gd.schedules.cosine(0.1, 10)(-1)),
    # functions of one's own
    (TypeError, "function must return", lambda: gd.Loss(lambda w: None)((1, 2))),
    (TypeError, "a missing sum", lambda: descending(loss=lambda w: w**2)),
    (TypeError, ".item()", lambda: descending(loss=lambda w: np.array([w @ w]))),
    (ValueError, "Reshape it to (2,)", lambda: gd.Loss(sum, lambda w: [[1], [2]]).gradient((1, 2))),
    (TypeError, "take 1 argument, for", lambda: gd.Loss(lambda x, y: x)),
    (TypeError, "Write w[0]", lambda: gd.Loss(lambda w: math.cos(w))((1, 2))),
    (ValueError, "start must be where", lambda: descending(loss=lambda w: math.exp(1000 * w[0]))),
    (TypeError, "be a generator of points", lambda: descending(lambda loss, w, learning_rate: w)),
    (ValueError, "shape (2, 2)", lambda: own(hessian=lambda w: w).hessian((1, 2))),
    (ValueError, "shape (2,)", lambda: descending(loss=own(gradient=lambda w: 2.0))),
    (ValueError, "gradient must return", lambda: descending(loss=own(gradient=lambda w: w * 1j))),
    (ValueError, "shape (3, 2)", lambda: sampling(lambda w, index: w)),
    (TypeError, "example_gradients must take 2", lambda: sampling(lambda w: w)),
    (ValueError, "example_gradients must return", lambda: sampling(lambda w, index: None)),
    *((ValueError, "optimizer must yield", partial(yielding, points)) for points in POINTS),
    *((ValueError, "stop must return", partial(descending, stop=rule)) for rule in ANSWERS),
]


@pytest.mark.parametrize("row", range(len(DOORS)))
def test_a_bad_value_is_refused_at_the_door(row):
    error, words, call = DOORS[row]
    refused(call, error, words)


@pytest.mark.parametrize("name", WALKS)
def test_no_rate_raises_or_warns_for_divergence_is_a_result(name):
    for rate in (1e5, 1e50, 1e308):
        run = gd.descend(LINE, (1, 2), getattr(gd, name), steps=30, learning_rate=rate)
        assert np.isfinite(run.points).all()
        assert np.isfinite(run.losses).all()
        assert gd.diagnose(run).text


def test_a_rate_in_an_array_without_axes_is_the_number_in_it():
    plain, boxed = descending(), descending(learning_rate=np.array(0.1))
    asked = descending(learning_rate=lambda k: np.array(0.1))
    for run in (boxed, asked):
        np.testing.assert_array_equal(run.points, plain.points)
        np.testing.assert_array_equal(run.learning_rates, plain.learning_rates)
    assert str(boxed) == str(plain)


def test_class_names_may_come_as_objects():
    names = np.array(["a", "b", "a"], dtype=object)
    assert network.classifier(X, names).classes.tolist() == ["a", "b"]
    assert network.classifier(X, [np.int8(1), 0, True]).classes.tolist() == [0, 1]


def test_a_stopping_rule_cannot_change_what_the_run_keeps():
    def rule(points, losses, gradients):
        losses -= 1
        return losses < 1

    with pytest.raises(ValueError, match="read-only"):
        descending(stop=rule)
