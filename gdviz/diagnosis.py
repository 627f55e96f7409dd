"""Explain why a run looks as it does: measure it, and return the first finding that holds."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from gdviz import checks, descent
from gdviz.differences import UNMEASURED
from gdviz.losses import curvatures_and_axes
from gdviz.text import count, number

__all__ = ["diagnose"]

WINDOW = 20  # the last so many steps before the run was at rest
TIMID = 0.1  # a learning rate below this share of 1/λmax could well be larger
SHORT = 0.25  # and one below this share, where the ground is a ravine
DECAYED = 1e-3  # a schedule that comes down to this share of its largest rate ends the walk


@dataclass(frozen=True)
class Diagnosis:
    """Why a run looks as it does: an identifier of the cause, what was seen, and what to try."""

    kind: str
    text: str

    def __str__(self):
        kind = "diverging" if self.kind == "diverged" else self.kind.replace("_", " ")
        return f"{kind}: {self.text}"


def diagnose(run):
    """Say in words why a run looks as it does.

    >>> print(gd.diagnose(gd.descend(gd.losses.bowl(), (3, 4), learning_rate=0.9, steps=30)))
    alternating: each step is −0.8 times the one before, so the run crosses the minimum and comes \
back, closer every time. A learning rate half as large would not cross.
    """
    if not isinstance(run, descent.Trajectory):
        raise TypeError(
            f"run must be a Trajectory. Got {checks.shorten(run)}. Pass what gd.descend returns."
        )
    kind = run.status.kind
    if kind == "undefined" or (run.steps < 3 and kind in ("converged", "diverged", "stalled")):
        return Diagnosis(kind, f"{run.status.reason} {run.status.remedy}".rstrip())
    if run.steps < 3:
        return Diagnosis("too_short", "fewer than 3 steps tell too little. Take more.")
    with np.errstate(all="ignore"):
        return Diagnosis(*_finding(run, measure(run)))


def measure(run):
    """Return the measures of a run of at least three steps; NaN where there is none."""
    m, slopes, losses = SimpleNamespace(), np.linalg.norm(run.gradients, axis=1), run.losses
    m.change = f"the loss {descent.change(losses[0], losses[-1])}"
    # The slope at the end as a share of the steepest; whether the run came to rest in a minimum.
    m.slope = slopes[-1] / slopes.max()
    m.hidden = descent.hidden(run.loss, run.end, slopes)
    m.resting = descent.settled(run.loss, run.points, losses, run.gradients)
    m.rising = losses[-1] > losses[0] and not m.resting
    # The learning rate, where every step was −α times the gradient with one and the same α.
    rates = run.learning_rates
    steady = np.ptp(rates) <= 1e-9 * rates[0] and descent.follows(run.points, run.gradients, rates)
    m.rate = float(rates[0]) if steady else np.nan
    m.searched = run.loss_evaluations[-1] > 0  # by the optimizer, for a length of the step
    m.decayed = not m.searched and rates[-1] < DECAYED * rates.max()
    # How late steps compare with the step before: the cosine, and how many times as long.
    steps = np.diff(run.points, axis=0)
    rest = np.flatnonzero(slopes > descent.FLAT * slopes.max()).max(initial=0) + 1
    late = steps[: max(3, rest)][-WINDOW:]
    (m.straightness, m.ratio), m.growth = _compare(late), abs(_compare(steps[-3:])[1])
    longer = np.diff(np.linalg.norm(late, axis=1))
    m.shrinking, m.growing = (longer < 0).all(), (longer > 0).all()
    # Whether a way ten times as long would still go down.
    m.longer = run.loss(run.start + 10 * (run.end - run.start)) < losses[-1]
    # After how many steps the last points repeat, or almost do for ever; 0 if they do not.
    tail, near = run.points[-WINDOW:], 0.05 if descent.orbits(run.points) else 1e-7
    apart = {n: np.abs(tail[n:] - tail[:-n]).max() for n in range(2, min(9, len(tail)))}
    size, moves = np.ptp(tail, axis=0).max(), steps[-1].any() and not m.resting
    m.orbits = next((n for n, far in apart.items() if moves and far <= near * size), 0)
    m.back = "almost back" if apart.get(m.orbits, 0) > 1e-7 * size else "back"
    # Of a run on mini-batches, the mean loss of the last half, where it no longer falls.
    seen, n = np.diff(run.gradient_evaluations), run.loss.examples
    third, fourth = np.array_split(losses, 4)[2:]
    hovers = abs(third.mean() - fourth.mean()) < max(third.std(), fourth.std()) / 2
    sampled = n and run.steps >= 40 and 0 < np.median(seen) < n
    m.level = np.concatenate([third, fourth]).mean() if sampled and hovers else np.nan
    _measure_curvatures(run, m)
    return m


def _compare(steps):
    """Return the medians of the cosine and of the signed ratio of lengths of successive steps."""
    steps = steps / np.abs(steps).max()
    lengths = np.linalg.norm(steps, axis=1)
    moved = (lengths[1:] > 0) & (lengths[:-1] > 0)
    if not moved.any():
        return np.nan, 0.0
    before, after = lengths[:-1][moved], lengths[1:][moved]
    cosines = (steps[1:] * steps[:-1]).sum(axis=1)[moved] / before / after
    return float(np.median(cosines)), float(np.median(np.sign(cosines) * after / before))


def _measure_curvatures(run, m):
    """Add the curvatures met on the way and at the end, and what Newton's step finds there."""
    w, gradient = run.end, run.gradients[-1]
    hessian, error = descent.hessian_at(run.loss, w)
    values, axes = curvatures_and_axes(hessian, error)
    met, known = descent.sharpness(run.loss, run.points, run.losses)
    m.steepest, m.sharpest = descent.largest(met), descent.largest(values)
    m.limit = 2 / descent.largest(known)
    sizes = np.array([*known, m.sharpest])
    m.steady = descent.largest(sizes) - np.fmin.reduce(sizes) <= 1e-3 * m.steepest
    m.lowest, m.highest, along = values[0], values[-1], axes.T @ gradient
    m.unmeasured = run.loss.dim <= descent.LARGE and np.isnan(values).any()
    # Of the way down on a bowl of these curvatures, the share along the flat directions.
    ahead = np.where(values > 0, along**2 / values, 0)
    m.slow = ahead[values <= values[-1] / 20].sum() / ahead.sum()
    # How far Newton's step goes, and how much of slope and curvature it does not foresee.
    newton = axes @ np.where(np.abs(values) > 1e-8 * m.sharpest, along / values, 0)
    there, error = descent.hessian_at(run.loss, w - newton)
    changed = np.abs(there - hessian).max() / m.sharpest
    left = np.linalg.norm(run.loss.gradient(w - newton)) / (np.linalg.norm(gradient) or 1.0)
    apart, surprise = np.linalg.norm(newton), max(left, changed)
    beside = apart <= 1e-3 * (1 + np.linalg.norm(w - run.start))
    near = surprise <= 0.2 and (m.slope <= 0.05 or beside)
    lowest = max(m.lowest, curvatures_and_axes(there, error)[0][0])
    m.unsteady = near and lowest < -descent.DOWN * m.sharpest
    # Whether the ground is flat along the gradient.
    bend = abs(gradient @ hessian @ gradient) / (gradient @ gradient)
    m.flat = m.slope <= 0.1 and bend <= 0.1 * m.steepest and surprise > 0.2


def _finding(run, m):
    """Return kind and text of the first finding that holds."""
    wrong = descent.wrong_sign(run.loss, run.points, run.losses, run.gradients)
    if wrong and not m.resting:
        return "wrong_sign", f"{m.change}. {wrong}"
    if run.status.kind == "diverged":
        return "diverged", _diverging(run, m)
    stalled = run.status.kind == "stalled"
    limit = m.limit if m.rising else 2 / m.highest
    above = m.rate > limit * (1 + 1e-6) > 0 and (m.growing or not m.rising)
    if above and not (m.resting or stalled or m.orbits):
        text = f"{m.change}; the learning rate {number(m.rate)} is above 2/λmax = "
        text += f"{number(limit)}: steps along the sharpest direction would grow. "
        return "unstable", f"{text}Take a smaller one."
    if m.hidden and not (m.rising or stalled):
        text = f"the slope at the end, give or take {number(m.hidden)}, is {UNMEASURED}."
        return "not_measured", text
    if m.unsteady and not m.resting:
        kind, name = ("saddle", "pass") if m.highest > 0 else ("maximum", "summit")
        text = f"the gradient is small, but the curvatures go from {number(m.lowest)} to "
        text += f"{number(m.highest)}: a {name}, not a valley. The run will leave slowly, if at "
        return kind, f"{text}all: nudge the point."
    if stalled:
        return "stalled", f"{run.status.reason} {run.status.remedy}".rstrip()
    to_and_fro = m.steady and m.straightness < -0.9 and not m.resting
    if to_and_fro and abs(m.rate * m.sharpest - 2) < 1e-6:
        text = f"the learning rate {number(m.rate)} is exactly 2/λmax: the point jumps to and fro "
        return "orbiting", f"{text}along the sharpest direction, for ever. Take a smaller one."
    passed = run.losses[-1] > run.losses.min() and m.slope <= descent.FLAT and m.lowest > 0
    if passed and not m.resting:
        text = f"{m.change} and rests in a minimum, but was at {number(run.losses.min())} before. "
        return "passed_by", f"{text}Shorter steps or another start may end lower."
    if m.orbits:
        text = f"after {m.orbits} steps the point is {m.back} where it was, again and again. "
        return "orbiting", f"{text}Take a smaller learning rate, or one that decays."
    if not m.resting and m.level <= run.losses[0]:
        text = f"each step follows a part of the examples; the loss hovers at {number(m.level)}. "
        return "noise_floor", f"{text}Let the learning rate decay, or take larger batches."
    if m.rising:
        return "rising", f"{m.change}. Take shorter steps."
    if not m.resting and m.decayed:
        rates = run.learning_rates
        text = f"the learning rate has come down from {number(rates.max())} to {number(rates[-1])}"
        return "creeping", f"{text}, and with it the steps. Let it decay more slowly."
    if m.straightness < -0.9 and -1 < m.ratio < 0 and m.shrinking:
        ratio = number(m.ratio, 6 if m.ratio < -0.9995 else 3)
        text = f"each step is {ratio} times the one before, so the run crosses the minimum and "
        half = "A learning rate half as large would not cross."
        advice = half if m.rate * m.steepest < 2 and not m.searched else "Shorter steps cross less."
        return "alternating", f"{text}comes back, closer every time. {advice}"
    if m.resting:
        return "converged", _resting(run, m)
    if m.unmeasured:
        return "not_measured", f"the curvatures are {UNMEASURED}."
    even = m.straightness > 0.99 and 0.95 < m.ratio < 1.001
    crawling = even and (np.diff(run.losses) <= 0).all()
    ravine = 0 < 20 * m.lowest <= m.highest and m.slow > 0.5
    share, longer = m.rate * m.steepest, 0
    if share > 0 and m.straightness > 0.9:
        longer = _longer(run, m, share) if share < (SHORT if ravine else TIMID) else 0
    elif crawling and m.longer:
        longer = 10
    if longer:
        text = f"the steps go the same way{' and hardly shrink' * even}"
        told = "ten"
        if longer == 1 / share:
            told = number(longer)
            text += f"; 1/λmax is {number(1 / m.steepest)}, the learning rate {number(m.rate)}"
        return "creeping", f"{text}. Try steps {told} times as long, and look."
    if m.rate * m.sharpest >= TIMID and ravine:
        text = f"the curvatures differ by a factor κ = {number(m.highest / m.lowest)}. What the "
        cure = "Standardise the data, or use momentum."
        if not run.loss.examples:
            cure = "Use momentum; if it is a loss of data, standardise them."
        return "ravine", f"{text}steep direction allows is too little for the flat one. {cure}"
    if m.flat:
        text = f"the slope is {number(m.slope)} times the largest met and the curvature along it "
        text += "has almost gone. Momentum crosses flat ground sooner; so may a larger learning "
        return "plateau", f"{text}rate, where the steep ground around bears it."
    if not run.gradients[-1].any() and run.losses[-1] == run.losses.min():
        text = f"{m.change}, and there the slope is 0. If the loss can be lower, start elsewhere."
        return "level", text
    late = max(1, run.steps // 4)
    if run.losses[-1] >= run.losses[-1 - late]:
        text = f"{m.change}, but is no lower than {count(late, 'step')} before. "
        return "no_progress", f"{text}Try shorter steps."
    more = "A stricter rule lets it go on" if run.status.kind == "stopped" else "Take more steps"
    return "on_its_way", f"{m.change} and nothing stands out. {more}."


def _longer(run, m, share):
    """Return how many times as long steps end lower, as tried; 0 if none of a few does."""
    room = 1 / share
    for times in (room, 10) if m.steady or share > TIMID else (10,):
        again = descent.descend(run.loss, run.start, learning_rate=times * m.rate, steps=run.steps)
        if times <= room and again.losses[-1] < run.losses[-1]:
            return times
    return 0


def _diverging(run, m):
    """Compare the learning rate with the limit that the largest curvature sets."""
    if not m.rising:
        return f"{run.status.reason} {run.status.remedy}"
    text, limit = f"{m.change}.", m.limit
    if m.growth > 1:
        text = f"each step is about {number(m.growth)} times as long as the one before."
    if not m.rate > limit:
        return f"{text} {run.status.remedy}"
    then = f"at 1/λmax = {number(limit / 2)} it falls" if m.steady else "take half of that or less"
    return f"{text} The learning rate {number(m.rate)} is above 2/λmax = {number(limit)}; {then}."


def _resting(run, m):
    """Say what the curvatures tell about a point where the gradient is almost zero."""
    text = f"the gradient's norm is {number(np.linalg.norm(run.gradients[-1]))}"
    if m.unmeasured:
        return f"{text}. The curvatures are {UNMEASURED}."
    if np.isnan(m.lowest):
        return f"{text}. There are too many weights to look at the curvatures."
    if m.lowest > 1e-8 * m.highest:
        curvatures = f"{number(m.lowest)} to {number(m.highest)}"
        return f"{text}, and the curvatures, {curvatures}, say a minimum."
    return f"{text}, and some curvature is 0: a level line of minima, or no minimum at all."
