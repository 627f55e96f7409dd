"""Run an optimizer, keep every point, and judge how the run ended."""

import functools
import inspect
from dataclasses import dataclass
from itertools import islice
from numbers import Real

import numpy as np

from gdviz import checks
from gdviz.differences import UNMEASURED, slope_error
from gdviz.losses import FLOAT, Loss, as_loss, counted, curvatures_and_axes, without_answer
from gdviz.optimizers import gradient_descent
from gdviz.stopping import ask
from gdviz.text import count, number, point, suggestion, told_apart

__all__ = ["Status", "Trajectory", "change", "descend"]

# How a run can end: the identifier that code compares, and the words that people read.
ENDINGS = {kind: kind for kind in ("converged", "diverged", "stalled", "stopped")}
ENDINGS |= {"max_steps": "reached its steps", "undefined": "became undefined"}
CHUNK = 64  # at least so many points are evaluated at once, which is faster than one by one
FLAT = 1e-6  # a gradient this much smaller than the largest so far counts as almost zero
LARGE = 64  # with more coordinates than this, a Hessian takes too long for a piece of advice
HUGE = 1e100  # an undefined number that follows one of this size counts as an overflow
LOST = 1e6  # a loss this many times the first counts as divergence, also if it rises unevenly
LEFT = 0.01  # a run that leaves more than this share of the loss creeps
LOOKS = 9  # points of a run at which curvatures are looked at
NEAR = 1e4  # times tolerance times distance from the start: a minimum must be nearer than this
ROUNDING = 1e-8  # relative distance below which rounding hides a minimum beside a point
LEVEL = 1e-3  # relative distance at which the loss is compared, to find level ground
DOWN = 1e-3  # a curvature below minus this share of the largest leads down
VANISHED = 1e-30  # a number this much smaller than before is 0 but for rounding


@dataclass(frozen=True)
class Status:
    """How a run ended: a key of ``ENDINGS``, its last step or the first one at rest, and why.

    >>> print(Status("stalled", 3, "the point no longer moves.", "Take longer steps."))
    stalled at step 3: the point no longer moves. Take longer steps.
    """

    kind: str
    step: int
    reason: str
    remedy: str = ""

    def __str__(self):
        words = f"{ENDINGS[self.kind]} at step {self.step}: {self.reason} {self.remedy}"
        return words.rstrip()


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Every point of one run, with losses, gradients, learning rates and how it ended.

    Arrays have one row for each of the ``steps + 1`` points, ``learning_rates`` one for each step:
    as given; of an optimizer that asks for losses, as line searches do, the length of the step over
    that of the gradient; else NaN. Gradients are those of the whole loss. Evaluations are what the
    optimizer had asked for on the way to each point, counted in examples: of a loss over n
    examples the whole gradient is n evaluations, a mini-batch of b is b.

    >>> gd.descend(gd.losses.bowl(), (1, 0), learning_rate=0.25, steps=3).end
    array([0.125, 0.   ])
    """

    points: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    learning_rates: np.ndarray
    status: Status
    loss: Loss
    optimizer: str
    hyperparameters: dict
    loss_evaluations: np.ndarray
    gradient_evaluations: np.ndarray

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
        """The optimizer and its learning rate in words."""
        rate = self.hyperparameters.get("learning_rate")
        if rate is None:
            return self.optimizer
        return f"{self.optimizer} at learning rate {_rate_in_words(rate)}"


def _rate_in_words(rate):
    if isinstance(rate, Real):
        return number(rate)
    if inspect.isfunction(rate):  # its repr is an address in memory
        return "f(k)" if rate.__name__ == "<lambda>" else f"{rate.__name__}(k)"
    return str(rate)


def change(before, after):
    """Say in words how a number changed."""
    if before == after:
        return f"stays at {number(before)}"
    verb = "falls" if after < before else "rises"
    if 0 < abs(after) < VANISHED * abs(before):
        return f"{verb} from {number(before)} to 0, within rounding"
    if told := told_apart(before, after):
        return f"{verb} from {told[0]} to {told[1]}"
    return f"{verb} by {number(abs(after - before))} to {number(after)}"


def turns_back(points):
    """Return whether each step reverses the one before; steps as small as rounding are left out."""
    steps = np.diff(points, axis=0)
    sizes = np.linalg.norm(steps, axis=1)
    true = sizes > 1e-6 * np.linalg.norm(points[1:], axis=1)
    ways = steps[true] / sizes[true, None]
    return np.sum(ways[1:] * ways[:-1], axis=1) < 0


def orbits(points):
    """Return whether a run oscillates at its end, with jumps that do not shrink to 0.

    A jump is the length of a second difference of the points; slow motion along a valley cancels.
    Aitken's formula, on the medians of three parts of the run, tells whether jumps tend to 0.
    """
    jumps = np.linalg.norm(np.diff(points, 2, axis=0), axis=1)
    part = len(jumps) // 3
    if turns_back(points[-part - 2 :]).sum() <= part / 2:
        return False
    first, second, third = np.median(jumps[-3 * part :].reshape(3, part), axis=1)
    fall, before = second - third, first - second
    to_zero = fall > 0.15 * third or 0 < before - fall <= 2 * fall**2 / third
    return bool(fall <= 1e-6 * third or (part > 3 and not to_zero))  # fewer allow no forecast


def regime(run):
    """Say in a word what a run does, as its status, its loss above a minimum and its moves tell.

    Where no minimum is known, it falls instead of creeping or converging.
    """
    near = sorted(run.loss.minima, key=lambda w: np.linalg.norm(w - run.end))[:1]
    floor = min([run.losses.min(), *map(run.loss, near)])
    heights, moves = run.losses - floor, np.diff(run.points, axis=0)
    converged = run.status.kind == "converged"
    alternates = 2 * turns_back(run.points).sum() > len(moves) - 1
    if run.status.kind == "diverged":
        return "diverges"
    if not moves.any():
        return "does not move"
    if run.status.kind == "stalled":
        return "stalls"
    if heights[-1] > heights[0] * (1 + 1e-6) and not converged:
        return "rises"
    same = alternates and heights[-1] > heights[0] * (1 - 1e-6)
    if (same or orbits(run.points)) and not converged:
        return "orbits"
    if not converged and not len(run.loss.minima):
        return "falls"
    if heights[1:].max() <= 1e-12 * heights[0]:
        return "arrives in one step"
    if alternates:
        shrink = (np.linalg.norm(moves[2:], axis=1) <= np.linalg.norm(moves[:-2], axis=1)).all()
        return "alternates but converges" if shrink or converged else "alternates"
    return "converges" if converged or heights[-1] <= LEFT * heights[0] else "creeps"


def straightness(points):
    """Say how straight a path is: its length against the distance between its ends.

    >>> straightness(np.array([[1], [-1e7], [1e14]]))
    'The path turns back 1 time.'
    """
    length = np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
    apart = np.linalg.norm(points[-1] - points[0])
    if length == 0:
        return "The point never moves."
    if length <= apart * (1 + 1e-6):
        back = turns_back(points).sum()
        return f"The path turns back {count(back, 'time')}." if back else "The path is straight."
    if apart <= length * 1e-6:
        return f"The path is {number(length)} long and ends where it began."
    if (times := number(length / apart)) == "1":
        return "The path is almost straight."
    return f"The path is {times} times as long as the straight way."


def descend(loss, start, optimizer=gradient_descent, *, steps, stop=None, **hyperparameters):
    """Walk from a start for some steps and keep every point.

    ``loss`` is a Loss or a function of a point, ``start`` has the shape (dim,), and
    ``optimizer(loss, w, **hyperparameters)`` is a generator of points, the start first. ``stop`` is
    a rule of :mod:`gdviz.stopping`, or any function of the points, losses and gradients so far,
    shapes (m, dim), (m,) and (m, dim), that returns m answers; the first True ends the run.
    Divergence is a result, not an error: ``status`` says where, why and what would help, and the
    points are kept up to the last finite one.

    >>> print(gd.descend(gd.losses.bowl(), (1, 0), learning_rate=0.25, steps=3).losses)
    [1.       0.25     0.0625   0.015625]
    >>> print(gd.descend(gd.losses.bowl(), (1, 0), learning_rate=1.5, steps=5000).status)
    diverged at step 511: the loss was 4.49e+307, the next one is too large to store. Try a \
learning rate well below 2/λmax = 1 (as met so far; elsewhere λ may grow).
    """
    loss = as_loss(loss, start, batch=False)
    start = checks.check_point("start", start, loss.dim)
    steps = checks.check_count("steps", steps, advice="Try 100.")
    name, given = _named(optimizer, hyperparameters)
    if stop is not None:
        checks.check_function("stop", stop, "for example gd.stopping.gradient_below(1e-6)", takes=3)
    given = {name: checks.scalar(value) for name, value in given.items()}
    rate, answers = given.get("learning_rate"), {}

    @functools.wraps(rate)
    def schedule(k):  # its answers are kept: they may be random
        answers[k] = checks.scalar(rate(k))
        return answers[k]

    passed = given | {"learning_rate": schedule} if callable(rate) else given
    with np.errstate(all="ignore"):
        *run, ended = _walk(loss, optimizer, start, passed, steps, stop)
        rates = _rates(rate, answers, *run)
        text = str(stop) if hasattr(stop, "holds") else "the stopping rule holds"
        status = _status(loss, *run, rates, ended, text)
    points, losses, gradients, asked, rates = map(checks.locked, (*run, rates[: len(run[0]) - 1]))
    return Trajectory(points, losses, gradients, rates, status, loss, name, given, *asked.T)


def _named(optimizer, given):
    """Return the name of an optimizer in words, and its hyperparameters with their defaults."""
    checks.check_function("optimizer", optimizer, "for example gd.gradient_descent, not its name")
    name = getattr(optimizer, "__name__", type(optimizer).__name__)
    signature = inspect.signature(optimizer)
    parameters = list(signature.parameters.values())[2:]
    try:
        signature.bind(None, None, **given)
    except TypeError as error:
        known = [p.name for p in parameters]
        near = [f" {suggestion(key, known)}" for key in given if key not in known][:1]
        taken = ", ".join(known) or "no hyperparameters"
        raise TypeError(f"{name} takes {taken}: {error}.{''.join(near)}") from None
    defaults = {p.name: p.default for p in parameters if p.default is not p.empty}
    return name.replace("_", " "), defaults | given


def _rates(rate, answers, points, losses, gradients, asked):
    """Return the learning rate of each step; of the first also where it was never taken."""
    if rate is not None and asked[-1, 0] and len(points) > 1:  # a line search chooses its own
        lengths = np.linalg.norm(np.diff(points, axis=0), axis=1)
        return lengths / np.linalg.norm(gradients[:-1], axis=1)
    steps = max(1, len(points) - 1)
    given = [answers.get(k) for k in range(steps)] if answers else [rate]
    return np.full(steps, [a if isinstance(a, Real) else np.nan for a in given], dtype=float)


def _walk(loss, optimizer, start, hyperparameters, steps, stop):
    """Return points, losses, gradients, evaluations so far, and what ended the walk early."""
    tallied, counts = counted(loss)
    walk = optimizer(tallied, start.copy(), **hyperparameters)
    if not hasattr(walk, "__next__"):
        raise TypeError(
            f"optimizer must be a generator of points. Got {checks.shorten(walk)}. "
            "Write yield w in its loop, before the step."
        )
    run = [np.empty((0, loss.dim)), np.empty(0), np.empty((0, loss.dim)), np.empty((0, 3), int)]
    ended = ""
    while not ended and len(run[0]) <= steps:
        want = min(steps + 1 - len(run[0]), max(CHUNK, len(run[0]) // (4 if stop else 1)))
        points, asked, ended = _take(walk, want, start.shape, counts)
        new = points, loss(points), loss.gradient(points), asked
        run = [np.concatenate(pair) for pair in zip(run, new, strict=True)]
        if not np.array_equal(run[0][:1], start[None]):
            raise ValueError(
                f"optimizer must yield the start first. Got {point(run[0][:1])} for "
                f"{point(start)}. Write yield w before the step."
            )
        finite = np.isfinite(np.column_stack(new[:3])).all(axis=1)
        if not finite.all():
            end = len(run[0]) - len(finite) + int(np.argmin(finite))
            large = any(np.isinf(a[end]).any() or np.abs(a[end - 1]).max() > HUGE for a in run[:3])
            sunk = run[1][end] == -np.inf
            ended = "bottomless" if sunk else "overflow" if large else "undefined"
            run = [array[:end] for array in run]
        if not len(run[0]):
            raise ValueError(
                "start must be where the loss and its gradient are finite. Got loss "
                f"{number(loss(start))}, gradient {point(loss.gradient(start))} at "
                f"{point(start)}. Start elsewhere or check the function."
            )
        hits = [] if stop is None else np.flatnonzero(ask("stop", stop, *run[:3]))
        if len(hits):
            run, ended = [array[: hits[0] + 1] for array in run], "rule"
    points, losses, gradients, asked = run
    asked = asked[:, :2] * (loss.examples or 1) + asked[:, 2:] * [0, 1]  # in single examples
    return points, losses, gradients, asked, ended


def _take(walk, n, shape, counts):
    """Return the next n points, or fewer where the walk ends, evaluations so far, and its end."""
    points, asked, taken, ended = np.empty((n, *shape)), [], 0, "exhausted"
    try:
        for w in islice(walk, n):
            if getattr(w, "dtype", None) is not FLOAT or w.shape != shape:
                array = checks.own_array(w)
                if array.dtype.kind not in "fiu" or array.shape != shape:
                    raise ValueError(
                        f"optimizer must yield points of shape {shape}, real numbers. Got shape "
                        f"{array.shape}: {checks.shorten(w)}. Yield w itself after each step."
                    )
            points[taken] = w
            asked += counts.values()
            taken += 1
    except (ArithmeticError, ValueError) as error:  # of an optimizer in plain Python numbers
        if (answer := without_answer(error)) is None:
            raise
        ended = "overflow" if np.isinf(answer) else "undefined"
    return points[:taken], np.array(asked, dtype=int).reshape(-1, 3), "" if taken == n else ended


def _status(loss, points, losses, gradients, asked, rates, ended, text):
    """Judge how a run ended from its points, losses, gradients and learning rates."""
    slopes, last = np.linalg.norm(gradients, axis=1), len(points) - 1
    here, loss_here = f"the gradient's norm is {number(slopes[-1])}", number(losses[-1])
    if ended == "undefined":
        reason = f"the loss was {loss_here}; the next point, loss or gradient is NaN, as √−1 is."
        remedy = "Take shorter steps, and divide by a norm only where it is not 0."
        return Status("undefined", last, reason, remedy)
    sunk = losses[-1] < losses[0] - LOST * (1 + abs(losses[0]))
    if ended == "bottomless" or (ended == "overflow" and sunk):
        reason = f"the loss falls to {loss_here} and further: it seems to have no lowest value."
        return Status("diverged", last, reason, "Add to the loss what keeps it from falling.")
    if ended == "overflow":
        reason = f"the loss was {loss_here}, the next one is too large to store."
        return Status("diverged", last, reason, _remedy(loss, points, losses, gradients, rates))
    if ended == "rule":
        return Status("stopped", last, f"{text}; {here}.")
    moves = np.flatnonzero((np.diff(points, axis=0) != 0).any(axis=1))
    rest = int(moves.max(initial=-1)) + 1
    if settled(loss, points, losses, gradients):
        if (arrived := flat(points, losses, slopes))[-1]:
            rest = int(np.flatnonzero(~arrived).max(initial=-1)) + 1
        small = "at most a millionth of the largest so far"
        small = small if arrived[-1] else "and the slope is 0 or turns round within rounding"
        return Status("converged", rest, f"{here}, {small}.")
    if _climbs_away(points, losses, slopes):
        reason = f"the loss {change(losses[0], losses[-1])}."
        return Status("diverged", last, reason, _remedy(loss, points, losses, gradients, rates))
    if ended == "exhausted":
        reason = f"the optimizer has no more points to give; {here}."
        return Status("stopped", last, reason, "Write its loop as while True: yield w, then step.")
    tried, seen = asked[-1] - asked[-2:][0]  # in the last step
    another_try_may_move = (tried and not seen) or 0 < seen < (loss.examples or 1)
    at_rest = rest < last and not another_try_may_move
    if not at_rest or (rates[-1] == 0 and not tried):
        if error := hidden(loss, points[-1], slopes):
            return Status("max_steps", last, f"{here}, give or take {number(error)}: {UNMEASURED}.")
        reason = f"{here}; the learning rate has come to 0." if at_rest else f"{here}."
        return Status("max_steps", last, reason, "See gd.diagnose(run) for what would help.")
    return Status("stalled", rest, *_standstill(loss, points, losses, gradients, rates, tried))


def flat(points, losses, slopes, tolerance=FLAT):
    """Return for each point whether its gradient is almost zero and its loss the lowest so far."""
    return _faint(losses, slopes, tolerance) & _lowest(points, losses, slopes, tolerance)


def _faint(losses, slopes, tolerance):
    return slopes <= tolerance * np.maximum.accumulate(np.where(losses <= losses[0], slopes, 0))


def _lowest(points, losses, slopes, tolerance=FLAT):
    """Return for each point whether its loss is the lowest so far, within rounding."""
    lowest = np.minimum.accumulate(losses)
    rounding = 8 * np.finfo(float).eps * np.abs(losses[0])
    rounding += _unseen(points) * np.minimum(slopes, slopes[0])
    return losses - lowest <= 1e-3 * tolerance * (losses[0] - lowest) + rounding


def _unseen(points):
    """Return how near to a point of a run another one cannot be told from it."""
    return ROUNDING * np.linalg.norm(points, axis=1).max()


def settled(loss, points, losses, gradients, tolerance=FLAT):
    """Return whether a run ends in a minimum: the judgement of status, diagnosis and sweep.

    The loss is the lowest so far, the gradient almost zero and fading (or it fades so near that
    rounding hides the bottom), and the curvatures are those of a minimum.
    """
    slopes, w, ways = np.linalg.norm(gradients, axis=1), points[-1], gradients[-1:]
    if not _lowest(points, losses, slopes, tolerance)[-1]:
        return False
    near, steep = _unseen(points), np.zeros(w.shape, dtype=bool)
    if _faint(losses, slopes, tolerance)[-1]:
        near = max(near, NEAR * tolerance * np.linalg.norm(w - points[0]))
    else:  # at a kink the slope may turn round in some coordinates, and lead on in others
        steep = np.abs(ways[0]) > tolerance * slopes.max()
        ways = np.concatenate([ways, np.diag(ways[0])[steep]])
    if not _fades(loss, w, ways, near) or hidden(loss, w, slopes):
        return False
    curvatures, axes = curvatures_and_axes(*hessian_at(loss, w))
    along = axes.T @ np.where(steep, 0.0, gradients[-1])  # what turns round has arrived
    up = (curvatures > 1e-14 * curvatures[-1]) & (np.abs(along) > 1e-12 * slopes.max())
    newton = along[up] / curvatures[up]
    return not (_no_minimum(curvatures) or np.linalg.norm(newton) > near)


def _no_minimum(curvatures):
    """Return whether some curvature is negative or none is positive; False if they are NaN."""
    return curvatures[0] < -DOWN * np.abs(curvatures).max() or curvatures[-1] <= 0


def _standstill(loss, points, losses, gradients, rates, tried):
    """Return why a point that no longer moves is in no minimum, and what would help."""
    reason = "the point no longer moves, yet "
    slopes = np.linalg.norm(gradients, axis=1)
    if not _lowest(points, losses, slopes)[-1]:
        k = int(np.argmin(losses))
        reason += f"the loss was {number(losses[k])} at step {k} and is {number(losses[-1])}."
        return reason, _remedy(loss, points, losses, gradients, rates)
    w = points[-1]
    curvatures = curvatures_and_axes(*hessian_at(loss, w))[0]
    steps = LEVEL * np.maximum(1.0, np.abs(w)) * np.eye(loss.dim)
    around = loss(np.vstack([w + steps, w - steps]))
    level = (around == losses[-1]).all() or not curvatures.any()
    if level and not gradients[-1].any():
        reason = "the ground is level, with slope and curvatures 0."
        start = f"If the loss can be lower than {number(losses[-1])}, start elsewhere"
        return reason, f"{start}; a loss that counts or rounds is level almost everywhere."
    if not gradients[-1].any() and _no_minimum(curvatures):
        reason += f"curvatures from {number(curvatures[0])} to {number(curvatures[-1])} are those "
        return f"{reason}of no minimum.", "Nudge the point, or start elsewhere."
    reason += f"the gradient's norm is {number(slopes[-1])}"
    if error := hidden(loss, w, slopes):
        return f"{reason}, give or take {number(error)}: {UNMEASURED}.", ""
    if tried:
        return f"{reason}.", "No step against the gradient lowers the loss: see gd.check_gradient."
    return f"{reason}.", "Try a larger learning rate or another schedule."


def _climbs_away(points, losses, slopes):
    """Whether the run ends higher and steeper than it began, and it got worse to the last."""
    n = max(5, len(losses) // 4)
    if len(losses) < n or losses[-1] <= losses[0] or slopes[-1] <= slopes[0] * (1 + 1e-9):
        return False
    steps = np.linalg.norm(np.diff(points[-n:], axis=0), axis=1)
    rising = (np.diff(losses[-n:]) > 0).all() and steps[-1] >= steps[0]
    lost = losses[-1] > losses[0] + LOST * abs(losses[0]) and slopes[-1] > 1e3 * slopes[0]
    return bool(rising or (lost and losses[-n:].mean() > losses[:-n].mean()))


def _fades(loss, w, slopes, length):
    """Whether steps of this length against the slopes take away at least half of each."""
    if not slopes.any():
        return True
    ahead = w - length * slopes / np.linalg.norm(slopes, axis=1, keepdims=True)
    return not ((loss.gradient(ahead) - 0.5 * slopes) * slopes).sum(axis=1).max() > 0


def sharpness(loss, points, losses):
    """Return the largest curvature at some points of a run, without and with points ahead.

    The first are no higher than the start; those ahead are start − α∇L, until α·λmax is above 4.
    """
    low = points[losses <= losses[0]]  # without those of an explosion
    met = _curvatures(loss, low[np.unique(np.linspace(0, len(low) - 1, LOOKS).astype(int))])
    if not largest(met) > 0:
        return met, met
    lengths = 2 / largest(met) * 2.0 ** np.arange(-5, 2)
    ahead = _curvatures(loss, points[0] - lengths[:, None] * loss.gradient(points[0]))
    bears = lengths * np.maximum.accumulate(ahead) <= 4 + 1e-6
    ahead = ahead[: None if bears.all() else bears.argmin() + 1]
    return met, np.concatenate([met, ahead[np.isfinite(ahead)]])


def _curvatures(loss, points):
    found = map(curvatures_and_axes, *hessian_at(loss, points))  # all at once, which is faster
    return np.array([largest(values) for values, _ in found])


def largest(values):
    """Return the size of the largest of those values that are known."""
    return np.fmax.reduce(np.abs(values))


@np.errstate(all="ignore")
def wrong_sign(loss, points, losses, gradients):
    """Return a message if the sign of the steps or of the gradient is wrong, else ""."""
    if losses[-1] > losses[0] and climbs(points, gradients):
        return "The steps go up the gradient: check the sign, w - rate * gradient goes down."
    size = np.linalg.norm(gradients[0])
    step = 1e-5 * max(1.0, np.linalg.norm(points[0])) * gradients[0] / size
    rise = loss(points[0] + step) - loss(points[0] - step)
    if np.isclose(rise, -2 * np.linalg.norm(step) * size, rtol=0.01, atol=0):
        return "The gradient points downhill. Change its sign, and step by w - rate * gradient."
    return ""


def _remedy(loss, points, losses, gradients, rates):
    """Name the learning rate below which steps would shrink, as far as the curvature tells."""
    if wrong := wrong_sign(loss, points, losses, gradients):
        return wrong
    if not rates[0] > 0:
        return "Take shorter steps."
    sharpest = largest(sharpness(loss, points, losses)[1])
    if rates[0] > 2 / sharpest and follows(points, gradients, rates):
        limit = number(2 / sharpest)
        met = "as met so far; elsewhere λ may grow"
        return f"Try a learning rate well below 2/λmax = {limit} ({met})."
    if rates[0] / 10 > 1 / sharpest:
        return f"Try a learning rate of 1/λmax = {number(1 / sharpest)}."
    why = f"The curvature is {UNMEASURED}. " if np.isnan(sharpest) and loss.dim <= LARGE else ""
    return f"{why}Try a learning rate ten times smaller, {number(rates[0] / 10)}."


def climbs(points, gradients):
    """Return whether every step went up the gradient, as it does with the wrong sign."""
    steps, slopes = (
        vectors / np.abs(vectors).max(axis=1, keepdims=True)  # lest the squares overflow
        for vectors in (np.diff(points, axis=0), gradients[:-1])
    )
    lengths = np.linalg.norm(steps, axis=1) * np.linalg.norm(slopes, axis=1)
    return bool(((steps * slopes).sum(axis=1) > 0.99 * lengths).all())


def follows(points, gradients, rates):
    """Return whether every step was −α times the gradient, with the α that was given."""
    steps = np.diff(points, axis=0)
    beside = np.linalg.norm(steps + rates[: len(steps), None] * gradients[:-1], axis=1)
    rounding = 4 * np.finfo(float).eps * np.linalg.norm(points[1:], axis=1)
    return bool((beside <= 1e-9 * np.linalg.norm(steps, axis=1) + rounding).all())


def hidden(loss, w, slopes):
    """Return the error of the last gradient if it exceeds its norm and FLAT's bound; else 0."""
    error = slope_error(loss.function, w) if loss._by_differences else 0.0
    return error if error > max(FLAT * slopes.max(), slopes[-1]) else 0.0


def hessian_at(loss, w):
    """Return Hessians and their errors, NaN where there are too many coordinates."""
    if loss.dim > LARGE:
        return np.full((2, *w.shape, loss.dim), np.nan)
    return loss.hessian_with_error(w)
