"""Run an optimizer, keep every point, and judge how the run ended.

``descend`` checks what it is given, takes points from the optimizer, evaluates the loss and its
gradient there, finds the status of the run and returns a ``Trajectory``.
"""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from numbers import Real

import numpy as np

from gdviz.checks import check_count, check_function, check_point, own_array, shorten
from gdviz.loss import Loss, as_loss
from gdviz.optimizers import check_names, gradient_descent, name_of
from gdviz.stopping import ask
from gdviz.text import MAX_DIGITS, count, number, point

__all__ = [
    "Status",
    "Trajectory",
    "change",
    "descend",
]

FLOAT = np.dtype(float)
MATH = ("math domain error", "expected a")  # so begins what math says, the second in newer Pythons
CHUNK = 64  # at least so many points between two looks at how the run is doing
TOO_LARGE = 1e100  # what comes after such numbers and is no number was too large before
FLAT = 1e-6  # a gradient this much smaller than at the start counts as almost zero
FAR = 1e-8  # of the way down so far: what lies ahead is less, or the run has not arrived
LARGE = 64  # with more coordinates than this a Hessian takes too long for a piece of advice
VANISHED = 1e-30  # a number this much smaller than before is 0 but for rounding
LOST = 1e6  # times higher than at the start, and a thousand times steeper
MORE = "Take more steps to see where it goes."


def descend(
    loss,
    start,
    optimizer=gradient_descent,
    *,
    steps,
    stop: Callable | None = None,
    **hyperparameters,
):
    """Walk from a start for some steps and keep every point.

    Parameters
    ----------
    loss : Loss or callable
        A plain function of w is made into a :class:`~gdviz.losses.Loss`.
    start : array_like, shape (dim,)
        Finite numbers.
    optimizer : generator function, optional
        ``optimizer(loss, w, **hyperparameters)`` that yields points, the start first.
    steps : int
        At most this many steps, 0 or more.
    stop : callable, optional
        A rule of :mod:`gdviz.stopping`, or any function that takes points, losses and gradients
        so far, shapes (m, dim), (m,) and (m, dim), and returns m answers; the run ends at the
        first True.
    **hyperparameters
        Handed to the optimizer, as ``learning_rate=0.1``.

    Returns
    -------
    Trajectory
        Divergence is a result, not an error: ``status`` says where, why and what would help,
        and the points are kept up to the last finite one.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be; the message says what to do.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> run = descend(bowl(), (1, 0), learning_rate=0.25, steps=3)
    >>> print(run.losses)
    [1.       0.25     0.0625   0.015625]
    >>> print(descend(bowl(), (1, 0), learning_rate=1.5, steps=5000).status)  # doctest: +ELLIPSIS
    diverged at step 511: the loss was 4.49e+307, the next one is too large to store. Try a \
learning rate below 2/λmax = 1 (at the start; elsewhere λ may grow).
    """
    loss = _loss_at(loss, start)
    start = checked_start(loss, start)
    steps = check_count("steps", steps, advice="Try 100.")
    hyperparameters = _hyperparameters(optimizer, hyperparameters)
    stop = _checked_stop(stop)
    with np.errstate(all="ignore"):
        given = _with_remembered_rates(hyperparameters)
        record = walk(loss, optimizer, start, given, steps, stop)
        rates = _rates_used(given, record)
        named = rates if "learning_rate" in hyperparameters else None
        status = ending(loss, record, named, getattr(stop, "text", ""))
    return Trajectory(
        record.points,
        record.losses,
        record.gradients,
        rates,
        status,
        loss,
        name_of(optimizer).replace("_", " "),
        hyperparameters,
        *record.asked.T,
    )


def _loss_at(loss, start):
    """Return a Loss; a start with rows of different lengths is for ``check_point`` to refuse."""
    try:
        return as_loss(loss, start)
    except ValueError:
        return as_loss(loss)


def _hyperparameters(optimizer, given):
    """Return those given and the defaults, or say which one is unknown or missing."""
    check_function("optimizer", optimizer, "for example gd.gradient_descent, not its name")
    check_names(optimizer, given)
    parameters = list(inspect.signature(optimizer).parameters.values())[2:]
    return {p.name: p.default for p in parameters if p.default is not p.empty} | given


def _checked_stop(stop):
    if stop is None:
        return None
    advice = "for example gd.stopping.gradient_below(1e-6)"
    check_function("stop", stop, advice, takes=3)

    def checked(points, losses, gradients):
        answers = np.asarray(ask("stop", stop, points, losses, gradients))
        if answers.shape != losses.shape:
            raise ValueError(
                f"stop must return one answer for each point, shape {losses.shape}. "
                f"Got shape {answers.shape}: {shorten(answers)}. Drop any .all() or max()."
            )
        if answers.dtype != bool:
            raise ValueError(
                f"stop must return True or False for each point. Got {shorten(answers)}. "
                "Compare with a threshold, as in losses < 1e-3."
            )
        return answers

    checked.text = str(stop) if hasattr(stop, "holds") else "the stopping rule holds"
    return checked


class _Remembered:
    """A schedule that keeps what it answered: it may be drawn at random."""

    def __init__(self, schedule):
        functools.update_wrapper(self, schedule)
        self.schedule, self.answers = schedule, {}

    def __call__(self, k):
        self.answers[k] = self.schedule(k)
        return self.answers[k]


def _with_remembered_rates(hyperparameters):
    rate = hyperparameters.get("learning_rate")
    return hyperparameters | ({"learning_rate": _Remembered(rate)} if callable(rate) else {})


def _rates_used(hyperparameters, record):
    """Those that were given; where the optimizer chose its own, those that its points tell."""
    rate, steps = hyperparameters.get("learning_rate"), len(record.points) - 1
    given = [rate.answers.get(k) for k in range(steps)] if callable(rate) else [rate]
    if record.asked[:, 0].any() or not all(isinstance(rate, Real) for rate in given):
        return _rates_told(record)
    return np.full(steps, given, dtype=float)


def _rates_told(record):
    """Solve Δw = −α ∇L for α at each step; NaN where no α does it."""
    steps, gradients = np.diff(record.points, axis=0), record.gradients[:-1]
    if not record.asked[:, 1].any():
        return np.full(len(steps), np.nan)
    rates = -(steps * gradients).sum(axis=1) / (gradients**2).sum(axis=1)
    beside = np.linalg.norm(steps + rates[:, None] * gradients, axis=1)
    rounding = 4 * np.finfo(float).eps * np.linalg.norm(record.points[1:], axis=1)
    return np.where(beside <= 1e-9 * np.linalg.norm(steps, axis=1) + rounding, rates, np.nan)


@dataclass(frozen=True)
class Status:
    """How a run ended: which way, at which step, why, and what to do next.

    Attributes
    ----------
    kind : str
        "converged", "stopped" by a rule or because the optimizer had no more points, "reached its
        steps", "stalled", "diverged" or "undefined".
    step : int
        The last step, or the one from which on the run was at rest.
    reason, remedy : str
        A sentence each; there is no remedy where none is needed.

    Examples
    --------
    >>> print(Status("stalled", 3, "the point no longer moves.", "Take longer steps."))
    stalled at step 3: the point no longer moves. Take longer steps.
    """

    kind: str
    step: int
    reason: str
    remedy: str = ""

    def __str__(self):
        return f"{self.kind} at step {self.step}: {self.reason} {self.remedy}".rstrip()


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Every point of one run, with losses, gradients, learning rates and how it ended.

    Attributes
    ----------
    points, gradients : ndarray, shape (steps + 1, dim)
        The start is ``points[0]``. Gradients are those of the whole loss.
    losses : ndarray, shape (steps + 1,)
    learning_rates : ndarray, shape (steps,)
        ``learning_rates[k]`` took ``points[k]`` to ``points[k + 1]``. An optimizer that chooses
        its own, as a line search does, has those it chose; NaN where a step does not go along
        the gradient and there is no such number.
    status : Status
    loss : Loss
    optimizer : str
    hyperparameters : dict
        Those given and the defaults.
    loss_evaluations, gradient_evaluations : ndarray, shape (steps + 1,)
        How many losses and gradients the optimizer had asked for on the way to each point. Of a
        loss over n examples each example counts: the whole gradient is n evaluations, that of a
        mini-batch of b is b.

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import line_fit
    >>> run = descend(line_fit([0, 1, 2], [1, 3, 5]), (0, 0), learning_rate=0.1, steps=2)
    >>> print(run.gradient_evaluations, run.loss_evaluations)
    [0 3 6] [0 0 0]
    """

    points: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    learning_rates: np.ndarray
    status: Status
    loss: Loss
    optimizer: str
    hyperparameters: dict = field(default_factory=dict)
    loss_evaluations: np.ndarray | None = None
    gradient_evaluations: np.ndarray | None = None

    def __post_init__(self):
        for name in ("loss_evaluations", "gradient_evaluations"):
            if getattr(self, name) is None:
                object.__setattr__(self, name, np.zeros(len(self.points), dtype=int))
        for array in vars(self).values():
            if isinstance(array, np.ndarray):
                array.flags.writeable = False

    @property
    def steps(self):
        """How many steps were taken."""
        return len(self.points) - 1

    @property
    def start(self):
        """The first point, shape (dim,)."""
        return self.points[0]

    @property
    def end(self):
        """The last point, shape (dim,)."""
        return self.points[-1]

    def __repr__(self):
        return (
            f"{count(self.steps, 'step')} of {self.method} "
            f"from {point(self.start)} to {point(self.end)}; "
            f"the loss {change(self.losses[0], self.losses[-1])}."
        )

    @property
    def method(self):
        """The optimizer and its learning rate or step length in words."""
        for name in ("learning_rate", "step_length"):
            rate = self.hyperparameters.get(name)
            if rate is not None:
                return f"{self.optimizer} at {name.replace('_', ' ')} {_rate_in_words(rate)}"
        return self.optimizer


def _rate_in_words(rate):
    if isinstance(rate, Real):
        return number(rate)
    if inspect.isfunction(rate):  # its repr is an address in memory
        return "f(k)" if rate.__name__ == "<lambda>" else f"{rate.__name__}(k)"
    return str(rate)


def change(before, after):
    """Say in words how a number changed.

    Examples
    --------
    >>> change(25, 0.118), change(25, 24.9999), change(25, 1.5e-33)
    ('falls from 25 to 0.118', 'falls from 25 to 24.9999', 'falls from 25 to 0, within rounding')
    """
    if before == after:
        return f"stays at {number(before)}"
    if 0 < abs(after) < VANISHED * abs(before):
        return f"falls from {number(before)} to 0, within rounding"
    verb = "falls" if after < before else "rises"
    for digits in range(3, MAX_DIGITS + 1):
        told = number(before, digits), number(after, digits)
        if told[0] != told[1]:
            return f"{verb} from {told[0]} to {told[1]}"
    return f"{verb} by {number(abs(after - before))} to {number(after)}"


def checked_start(loss, start):
    """Return a start as a float array where loss and gradient are finite."""
    start = check_point("start", start, loss.dim)
    with np.errstate(all="ignore"):
        value, gradient = evaluate(loss, start)
    if not (np.isfinite(value) and np.isfinite(gradient).all()):
        raise ValueError(
            "start must be where the loss and its gradient are finite. Got loss "
            f"{number(value)}, gradient {point(gradient)} at {point(start)}. "
            "Start elsewhere or check the function."
        )
    return start


class Record:
    """The points so far, what they cost, and why there will be no more."""

    def __init__(self, dim):
        self.points, self.gradients = np.empty((0, dim)), np.empty((0, dim))
        self.losses, self.asked, self.ended = np.empty(0), np.empty((0, 2), dtype=int), ""

    def add(self, points, losses, gradients, asked):
        self.points = np.concatenate([self.points, points])
        self.losses = np.concatenate([self.losses, losses])
        self.gradients = np.concatenate([self.gradients, gradients])
        self.asked = np.concatenate([self.asked, asked])

    def cut(self, end, why):
        self.points, self.losses = self.points[:end], self.losses[:end]
        self.gradients, self.asked, self.ended = self.gradients[:end], self.asked[:end], why


def walk(loss, optimizer, start, hyperparameters, steps, stop):
    """Collect points chunk by chunk until the steps are used up or the run ends by itself."""
    counted, record = _Counted(loss), Record(loss.dim)
    points_of = _checked_walk(optimizer(counted, start.copy(), **hyperparameters))
    while not record.ended and len(record.points) < steps + 1:
        room = steps + 1 - len(record.points)
        want = min(room, max(CHUNK, len(record.points) // 4))
        points, asked, ended = _take(points_of, want, counted)
        record.add(points, *evaluate(loss, points), asked)
        record.ended = ended
        _look(record, stop)
    _check_first(record.points, start)
    return record


def _check_first(points, start):
    if not len(points) or not np.array_equal(points[0], start):
        got = point(points[0]) if len(points) else "no finite point"
        raise ValueError(
            f"optimizer must yield the start first. Got {got} for {point(start)}. "
            "Write yield w before the step."
        )


def _checked_walk(walk):
    if not hasattr(walk, "__next__"):
        raise TypeError(
            f"optimizer must be a generator of points. Got {shorten(walk)}. "
            "Write yield w in its loop, before the step."
        )
    return walk


def _take(walk, n, counted):
    """Take the next n points, or those before the walk ends or its numbers overflow."""
    shape, asked, taken = (counted.dim,), [], 0
    points = np.empty((n, *shape))
    try:
        for w in islice(walk, n):
            if not _is_point(w, shape):
                raise _wrong_point(w, counted.dim)
            points[taken] = w
            asked += counted.values, counted.gradients
            taken += 1
        ended = "" if taken == n else "exhausted"
    except OverflowError:  # of plain Python numbers; numpy's become inf
        ended = "too large"
    except (ArithmeticError, ValueError) as error:
        if not _outside_its_domain(error):
            raise
        ended = "undefined"
    return points[:taken], np.array(asked, dtype=int).reshape(-1, 2) // counted.dim, ended


def _is_point(w, shape):
    if getattr(w, "dtype", None) is FLOAT:
        return w.shape == shape
    w = own_array(w)
    return w.dtype.kind in "fiu" and w.shape == shape


def _outside_its_domain(error):
    """Whether Python's numbers, or its math, have no answer: 1/0, the root or log of −1."""
    return isinstance(error, ArithmeticError) or str(error).startswith(MATH)


def _wrong_point(w, dim):
    return ValueError(
        f"optimizer must yield points of shape ({dim},), real numbers. "
        f"Got shape {own_array(w).shape}: {shorten(w)}. Yield w itself after each step."
    )


def evaluate(loss, points):
    """Return losses and gradients; inf where plain Python numbers overflow, NaN for 0/0."""
    try:
        return loss(points), loss.gradient(points)
    except (ArithmeticError, ValueError) as error:
        if not _outside_its_domain(error):
            raise
        if points.ndim == 1:
            value = np.inf if isinstance(error, OverflowError) else np.nan
            return value, np.full(points.shape, value)
    return tuple(
        np.array(parts) for parts in zip(*(evaluate(loss, w) for w in points), strict=True)
    )


def _look(record, stop):
    """Cut the record before the first number that is not finite, or at the stop."""
    rows = np.column_stack([record.points, record.losses, record.gradients])
    finite = np.isfinite(rows).all(axis=1)
    if not finite.all():
        first = int(np.argmin(finite))
        large = np.isinf(rows[first]).any() or np.abs(rows[first - 1]).max() > TOO_LARGE
        record.cut(first, "too large" if large else "undefined")
    if stop is not None:
        hits = np.flatnonzero(stop(record.points, record.losses, record.gradients))
        if hits.size:
            record.cut(int(hits[0]) + 1, "rule")


class _Counted:
    """A loss that counts what an optimizer asks; in everything else it is the loss itself.

    ``values`` and ``gradients`` are ``dim`` times as many as were asked for, because a batch of
    points is counted by its size. Of a loss over n examples each example counts.
    """

    def __init__(self, loss):
        self._loss, self._gradient = loss, loss.gradient
        self._examples = loss.examples or 1
        self.dim, self.values, self.gradients = loss.dim, 0, 0
        if loss.example_gradients is not None:
            self.example_gradients = self._example_gradients

    def __getattr__(self, name):
        return getattr(self._loss, name)

    def __repr__(self):
        return repr(self._loss)

    def __call__(self, w):
        self.values += self._examples * np.size(w)
        return self._loss(w)

    def gradient(self, w):
        self.gradients += self._examples * np.size(w)
        return self._gradient(w)

    def _example_gradients(self, w, index):
        self.gradients += self.dim * np.size(index)
        return self._loss.example_gradients(w, index)


def ending(loss, record, rates, text):
    """Return the status of a run.

    Parameters
    ----------
    loss : Loss
    record
        With ``points``, ``losses``, ``gradients``, ``asked``, the losses and gradients that the
        optimizer had asked for by each point, and ``ended``: "too large", "undefined", "rule",
        "exhausted" or "" where all steps were taken.
    rates : ndarray, shape (steps,), or None
        Learning rates, NaN at steps that have none; None if the optimizer takes none.
    text : str
        What the stopping rule waited for.

    Returns
    -------
    Status
    """
    losses, slopes = record.losses, np.linalg.norm(record.gradients, axis=1)
    last, here = len(losses) - 1, f"the gradient's norm is {number(slopes[-1])}"
    if record.ended in ("too large", "undefined"):
        return _broken_off(loss, record, rates, last)
    if record.ended == "rule":
        return Status("stopped", last, f"{text}; {here}.")
    if slopes[-1] <= FLAT * slopes[0]:
        return _flat(loss, record, slopes, here)
    if _climbing(record, slopes):
        reason = f"the loss {change(losses[0], losses[-1])}."
        return Status("diverged", last, reason, _remedy(loss, record, rates))
    if record.ended == "exhausted":
        reason = f"the optimizer has no more points to give; {here}."
        return Status("stopped", last, reason, "Write its loop as while True: yield w, then step.")
    rest = _at_rest(record.points)
    if rest < last:
        return _standstill(loss, record, rates, rest, here)
    return Status("reached its steps", last, f"{here}.", MORE)


def _broken_off(loss, record, rates, last):
    """The next point, its loss or its gradient could not be stored."""
    first, loss_here = record.losses[0], number(record.losses[-1])
    if record.ended == "undefined":
        reason = (
            f"the loss was {loss_here}; the next point, or its loss or gradient, is no number, as "
            "0/0 is none, or the root or logarithm of a negative number."
        )
        remedy = "Take shorter steps, and divide by a norm only where it is not 0."
        return Status("undefined", last, reason, remedy)
    if record.losses[-1] < first - LOST * (1 + abs(first)):
        reason = f"the loss falls to {loss_here} and further: it seems to have no lowest value."
        return Status(
            "diverged", last, reason, "Add to the loss what keeps it from falling for ever."
        )
    reason = f"the loss was {loss_here}, the next one is too large to store."
    return Status("diverged", last, reason, _remedy(loss, record, rates))


def _flat(loss, record, slopes, here):
    """The gradient has almost gone: a bowl of the curvature here tells how far the bottom is."""
    losses, last = record.losses, len(slopes) - 1
    ahead, apart = _to_the_bottom(loss, record)
    if losses[-1] < losses[0] and ahead > FAR * (losses[0] - losses[-1]):
        reason = (
            f"{here}, at most a millionth of what it was at the start, yet a bowl of this "
            f"curvature has its bottom {number(apart)} away."
        )
        return Status("reached its steps", last, reason, "Take more steps, or momentum.")
    reason = f"{here}, at most a millionth of what it was at the start."
    return Status("converged", _settled(slopes), reason if slopes[0] else f"{here}.")


def _to_the_bottom(loss, record):
    """How far a bowl of the gradient and the curvature here goes down, and how far away that is.

    NaN where it cannot be told, or where some direction bends down.
    """
    w, gradient = record.points[-1], record.gradients[-1]
    curvatures, axes = principal(hessian_at(loss, w))
    if not curvatures[0] >= -1e-8 * curvatures[-1]:
        return np.nan, np.nan
    seen = curvatures > 1e-14 * curvatures[-1]
    along = (axes.T @ gradient)[seen]
    ahead = float((along**2 / curvatures[seen]).sum() / 2)
    return ahead, float(np.linalg.norm(along / curvatures[seen]))


def hessian_at(loss, w):
    """Return the Hessian, NaN where there are too many coordinates or it cannot be had."""
    try:
        if loss.dim <= LARGE:
            return loss.hessian(w)
    except (ArithmeticError, np.linalg.LinAlgError):
        pass
    return np.full((loss.dim, loss.dim), np.nan)


def principal(hessian):
    """Return the curvatures, smallest first, and their axes; NaN if the Hessian is not finite."""
    if not np.isfinite(hessian).all():
        return np.full(len(hessian), np.nan), np.eye(len(hessian))
    return np.linalg.eigh(hessian)


def _standstill(loss, record, rates, rest, here):
    """The last step moved nothing: it may be the end, the schedule, or a try that failed."""
    last, since = len(record.losses) - 1, f"{here}; the point has not moved since step {rest}."
    asked, gradients = record.asked[-1] - record.asked[-2]
    if asked and not gradients:
        return Status("reached its steps", last, since, "Take more steps, or shorter ones.")
    if asked:
        reason = f"no step against the gradient was found to lower the loss, yet {here}."
        return Status("stalled", rest, reason, "Check the gradient with gd.check_gradient.")
    if 0 < gradients < (loss.examples or 1):
        return Status("reached its steps", last, since, MORE)
    if rates is not None and rates[-1] == 0:
        reason = f"{here}; the learning rate has come to 0."
        return Status("reached its steps", last, reason, "Take more steps if it will rise again.")
    apart = _to_the_bottom(loss, record)[1]
    if apart <= FAR * (1 + np.linalg.norm(record.points[-1])):
        reason = f"{here}, and the bottom of the bowl that fits is {number(apart)} away."
        return Status("converged", rest, reason)
    known = rates is not None
    remedy = "Try a larger learning rate or another schedule." if known else "Take longer steps."
    return Status("stalled", rest, f"the point no longer moves, yet {here}.", remedy)


def _settled(slopes):
    """The first step from which on the gradient stays flat."""
    steep = np.flatnonzero(slopes > FLAT * slopes[0])
    return int(steep[-1]) + 1 if steep.size else 0


def _at_rest(points):
    """The first step from which on the point stays where it is."""
    moves = np.flatnonzero((np.diff(points, axis=0) != 0).any(axis=1))
    return int(moves[-1]) + 1 if moves.size else 0


def _climbing(record, slopes):
    """Whether the loss grew in every late step, or the run is lost high above its start."""
    losses, steps = record.losses, np.linalg.norm(np.diff(record.points, axis=0), axis=1)
    n = max(5, len(losses) // 4)
    late, before = losses[-n:], losses[-2 * n : -n]
    if losses[-1] <= losses[0] or slopes[-1] <= slopes[0] or len(losses) < n:
        return False
    lost = losses[-1] > losses[0] + LOST * abs(losses[0]) and slopes[-1] > 1e3 * slopes[0]
    if lost and (not len(before) or np.median(late) > np.median(before)):
        return True
    return bool((np.diff(late) > 0).all() and steps[-1] >= steps[1 - n])


def climbs(points, gradients):
    """Say whether every step went up the slope, as it does with the wrong sign.

    Examples
    --------
    >>> climbs(np.array([[1.0], [2.0]]), np.array([[2.0], [4.0]]))
    True
    """
    steps = np.diff(points, axis=0)
    with np.errstate(all="ignore"):
        cosines = (_directions(steps) * _directions(gradients[:-1])).sum(axis=1)
    return bool(len(steps) and (cosines > 0.99).all())


def _directions(vectors):
    """Vectors of length 1; made of order 1 first, lest the squares overflow."""
    vectors = vectors / np.abs(vectors).max(axis=1, keepdims=True)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def follows(points, gradients, rates):
    """Say whether every step was −α times the gradient, with the α that was given.

    Examples
    --------
    >>> follows(np.array([[1.0], [0.5]]), np.array([[2.0], [1.0]]), np.array([0.25]))
    True
    """
    with np.errstate(all="ignore"):
        steps = np.diff(points, axis=0)
        beside = np.linalg.norm(steps + rates[:, None] * gradients[:-1], axis=1)
        rounding = 4 * np.finfo(float).eps * np.linalg.norm(points[1:], axis=1)
        return bool((beside <= 1e-9 * np.linalg.norm(steps, axis=1) + rounding).all())


def _remedy(loss, record, rates):
    """Name the learning rate below which steps would shrink, as far as the curvature tells."""
    if climbs(record.points, record.gradients):
        return "The steps go up the gradient: check the sign, w - rate * gradient goes down."
    if rates is None:
        return "Take shorter steps."
    rate = rates[0] if len(rates) else np.nan
    sharpest = largest_curvature(loss, record.points[0])
    plain = follows(record.points, record.gradients, rates)
    if plain and sharpest > 0 and rate > 2 / sharpest:
        limit = number(2 / sharpest)
        return f"Try a learning rate below 2/λmax = {limit} (at the start; elsewhere λ may grow)."
    if rate > 0:
        return f"Try a learning rate ten times smaller, {number(rate / 10)}."
    return "Try a smaller learning rate."


def largest_curvature(loss, w):
    """Return the largest eigenvalue of the Hessian at a point; NaN where it cannot be had.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> largest_curvature(bowl(), np.array([1.0, 2.0]))
    2.0
    """
    return float(principal(hessian_at(loss, w))[0][-1])
