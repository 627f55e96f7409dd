"""Explain why a run looks as it does.

``diagnose`` measures a run (its steps against each other and against the curvature), tests a
table of findings against the measures, and returns the first finding that holds.
"""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from gdviz.checks import shorten
from gdviz.descent import FLAT, Trajectory, change, climbs, follows, hessian_at, principal
from gdviz.losses import Loss
from gdviz.text import count, number

__all__ = ["Diagnosis", "diagnose"]

WINDOW = 20  # the last so many steps before the run was at rest
PERIODS = 8  # the longest orbit looked for
LOOKS = 9  # points of the run at which curvatures are looked at
TIMID = 0.1  # a learning rate below this share of 1/λmax could well be larger


@dataclass(frozen=True)
class Diagnosis:
    """Why a run looks as it does: a key of ``CAUSES``, what was seen, and what to try.

    >>> print(Diagnosis("too_short", "2 steps tell too little. Take at least 3."))
    too short: 2 steps tell too little. Take at least 3.
    """

    kind: str
    text: str

    @property
    def label(self):
        """The kind in words."""
        return CAUSES[self.kind]

    def __str__(self):
        return f"{self.label}: {self.text}"


def diagnose(run):
    """Say in words why a run looks as it does.

    >>> from gdviz.descent import descend
    >>> from gdviz.losses import bowl
    >>> print(diagnose(descend(bowl(), (3, 4), learning_rate=0.9, steps=30)))
    alternating: each step is −0.8 times the one before, so the run crosses the minimum and comes \
back, closer every time. A learning rate half as large would go straight.
    """
    if not isinstance(run, Trajectory):
        raise TypeError(
            f"run must be a Trajectory. Got {shorten(run)}. Pass what gd.descend returns."
        )
    kind = run.status.kind
    if kind == "undefined" or (run.steps < 3 and kind == "diverged"):
        return Diagnosis(kind, f"{run.status.reason} {run.status.remedy}")
    if run.steps < 3:
        tell = f"{count(run.steps, 'step')} {'tells' if run.steps == 1 else 'tell'}"
        return Diagnosis("too_short", f"{tell} too little. Take at least 3.")
    with np.errstate(all="ignore"):
        measures = measure(run)
        texts = ((kind, finding(run, measures)) for kind, finding in FINDINGS)
        return next(Diagnosis(kind, text) for kind, text in texts if text)


def measure(run):
    """Return the measures of a run of at least three steps; NaN where there is none."""
    m, slopes, losses = SimpleNamespace(), np.linalg.norm(run.gradients, axis=1), run.losses
    m.change = f"the loss {change(losses[0], losses[-1])}"
    m.rising, m.fell = losses[-1] > losses[0], losses[-1] < losses[0]
    # The slope at the end as a share of the steepest; whether the run came to rest there.
    m.slope = _share(slopes[-1], slopes.max())
    m.resting = not m.rising and (m.slope <= FLAT or run.status.kind == "converged")
    # The learning rate, where every step was −α times the gradient with one and the same α.
    rates = run.learning_rates
    steady = np.ptp(rates) <= 1e-9 * rates[0] and follows(run.points, run.gradients, rates)
    m.rate = float(rates[0]) if steady and rates[0] > 0 else np.nan
    # How late steps compare with the step before: the cosine, and how many times as long.
    steps = np.diff(run.points, axis=0)
    rest = np.flatnonzero(slopes > FLAT * slopes.max()).max(initial=0) + 1
    late = steps[: max(3, rest)][-WINDOW:]
    (m.straightness, m.ratio), m.growth = _compare(late), abs(_compare(steps[-3:])[1])
    m.shrinking = (np.diff(np.linalg.norm(late, axis=1)) < 0).all()
    m.period = _period(run.points)
    # Of a run on mini-batches, the mean loss of the last half, where it no longer falls.
    seen, n = np.diff(run.gradient_evaluations), run.loss.examples
    third, fourth = np.array_split(losses, 4)[2:]
    spread = max(third.std(), fourth.std())
    hovers = spread > 0 and abs(third.mean() - fourth.mean()) <= spread / 2
    sampled = n and run.steps >= 40 and seen.max() > 0 and np.median(seen) < n
    m.level = np.concatenate([third, fourth]).mean() if sampled and hovers else np.nan
    _measure_curvatures(run, m)
    return m


def _share(part, whole):
    return part / whole if whole else 0.0


def _compare(steps):
    """Median cosine between successive steps, and of how many times the one before each is."""
    steps = steps / (np.abs(steps).max() or 1.0)
    lengths = np.linalg.norm(steps, axis=1)
    moved = (lengths[1:] > 0) & (lengths[:-1] > 0)
    if not moved.any():
        return np.nan, 0.0
    before, after = lengths[:-1][moved], lengths[1:][moved]
    cosines = (steps[1:] * steps[:-1]).sum(axis=1)[moved] / before / after
    return float(np.median(cosines)), float(np.median(np.sign(cosines) * after / before))


def _period(points):
    """The number of steps after which the last points repeat, 0 if there is none."""
    tail = points[-4 * PERIODS :]
    size = np.linalg.norm(np.diff(tail, axis=0), axis=1).max()
    for period in range(2, min(PERIODS, len(tail) // 2) + 1):
        apart = np.linalg.norm(tail[period:] - tail[:-period], axis=1)
        if size > 0 and (apart <= 1e-8 * size).all():
            return period
    return 0


def _measure_curvatures(run, m):
    """Add the curvatures met on the way and at the end, and what Newton's step finds there."""
    w, gradient, looks = run.end, run.gradients[-1], np.linspace(0, run.steps, LOOKS).astype(int)
    sizes = [np.abs(principal(hessian_at(run.loss, w))[0]).max() for w in run.points[looks]]
    met = np.array(sizes)[run.losses[looks] <= run.losses[0]]  # without those of an explosion
    m.steepest, m.steady, m.sharpest = met.max(), np.ptp(sizes) <= 1e-3 * met.max(), sizes[-1]
    hessian = hessian_at(run.loss, w)
    values, axes = principal(hessian)
    m.lowest, m.highest, m.condition = values[0], values[-1], values[-1] / values[0]
    along = axes.T @ gradient
    # The curvature along the gradient, as a share of the largest met.
    bend = _share(abs(along**2 @ values) / (gradient @ gradient or 1.0), m.steepest)
    # Of the way down on a bowl of these curvatures, the share along the flat directions.
    ahead = np.where(values > 0, along**2 / values, 0)
    m.slow = _share(ahead[values <= values[-1] / 20].sum(), ahead.sum())
    # How far Newton's step goes, and how much of slope and curvature it does not foresee.
    newton = axes @ np.where(np.abs(values) > 1e-8 * m.sharpest, along / values, 0)
    there = hessian_at(run.loss, w - newton)
    changed = np.abs(there - hessian).max() / m.sharpest
    left = _share(np.linalg.norm(run.loss.gradient(w - newton)), np.linalg.norm(gradient))
    apart, surprise = np.linalg.norm(newton), max(left, changed)
    size = 1 + np.linalg.norm(w)
    m.flat = m.slope <= 0.1 and bend <= 0.1 and surprise > 0.2
    near = m.resting or (surprise <= 0.2 and (m.slope <= 0.05 or apart <= 1e-3 * size))
    m.unsteady = near and max(m.lowest, principal(there)[0][0]) < -1e-3 * m.sharpest
    m.far = surprise <= 0.2 and apart > max(1e-6 * size, 0.01 * np.linalg.norm(w - run.start))


def _wrong_sign(run, m):
    if m.rising and climbs(run.points, run.gradients):
        return f"every step goes up the gradient and {m.change}. Write w - rate * gradient."
    given, found = run.gradients[0], Loss(run.loss, dim=run.loss.dim).gradient(run.start)
    if not m.fell and given @ found < -0.99 * np.linalg.norm(given) * np.linalg.norm(found):
        return "the gradient points downhill, against differences of the loss. Change its sign."


def _diverging(run, m):
    if run.status.kind != "diverged":
        return None
    text = f"each step is about {number(m.growth)} times as long as the one before."
    text, limit = text if m.growth > 1 else f"{m.change}.", 2 / m.steepest
    if not m.rate > limit > 0:
        return f"{text} {run.status.remedy}"
    then = f"1/λmax = {number(limit / 2)} would fall" if m.steady else "take half of that or less"
    return f"{text} The learning rate {number(m.rate)} is above 2/λmax = {number(limit)}; {then}."


def _unstable(run, m):
    if m.rate * m.highest > 2 + 2e-6 and not m.resting and not m.period:
        return (
            f"{m.change}, but the learning rate {number(m.rate)} is above 2/λmax = "
            f"{number(2 / m.highest)} here: steps along the sharpest direction grow. Take a "
            "smaller one."
        )


def _maximum(run, m):
    if m.unsteady and m.highest < 0:
        return "the gradient is small, yet every curvature is negative. Nudge the point to leave."


def _saddle(run, m):
    if m.unsteady:
        return (
            f"the gradient is small, but the curvatures go from {number(m.lowest)} to "
            f"{number(m.highest)}: a pass, not a valley. The run will leave slowly, if at all: "
            "nudge the point."
        )


def _orbiting(run, m):
    if not m.resting and m.period:
        text = f"after {count(m.period, 'step')} the point is back where it was, again and again. "
        if not m.rate * m.sharpest >= 1e-3:  # on a kink the point jumps to and fro at any rate
            return text + "Let the length of the steps decay."
        text += "Take a smaller learning rate."
        above = f" Here 2/λmax is {number(2 / m.sharpest)}, the rate {number(m.rate)}."
        return text + (above if m.rate * m.sharpest >= 2 - 1e-6 else "")
    if not m.resting and m.straightness < -0.9 and abs(m.rate * m.sharpest - 2) < 1e-6:
        return (
            "the learning rate is exactly 2/λmax: along the sharpest direction the point jumps to "
            "and fro for ever, while the others settle. Take a smaller learning rate."
        )


def _noise_floor(run, m):
    if not m.resting and m.level <= run.losses[0]:
        return (
            f"steps follow a part of the examples each, and the loss hovers about "
            f"{number(m.level)} without falling. Let the learning rate decay, or take larger "
            "batches."
        )


def _alternating(run, m):
    if m.straightness < -0.9 and -1 < m.ratio < 0 and m.shrinking:
        ratio = number(m.ratio) if m.ratio > -0.9995 else number(m.ratio, 6)
        bowl = abs(1 - m.rate * m.highest - m.ratio) <= 0.01 * abs(m.ratio)
        half = "A learning rate half as large would go straight."
        return (
            f"each step is {ratio} times the one before, so the run crosses the minimum and comes "
            f"back, closer every time. {half if bowl else 'Shorter steps cross less.'}"
        )


def _converged(run, m):
    if m.resting and not m.flat and not m.far:
        text = f"the gradient's norm is {number(np.linalg.norm(run.gradients[-1]))}"
        if np.isnan(m.lowest):
            return f"{text}. There are too many weights to look at the curvatures."
        if m.lowest > 1e-8 * m.highest:
            curvatures = f"{number(m.lowest)} to {number(m.highest)}"
            return f"{text}, and the curvatures, {curvatures}, say a minimum."
        return f"{text}, and some curvature is 0: a level line of minima, or no minimum at all."


def _ravine(run, m):
    if m.rate * m.sharpest >= TIMID and m.lowest > 0 and m.condition >= 20 and m.slow > 0.5:
        return (
            f"the curvatures differ by a factor κ = {number(m.condition)}. What the steep "
            "direction allows is too little for the flat one. "
            f"{'Standardise the data, or use momentum.' if run.loss.examples else 'Use momentum.'}"
        )


def _creeping(run, m):
    text, share = "the steps go the same way and hardly shrink", m.rate * m.steepest
    if share < TIMID and not m.rising and not m.steady:
        return (
            f"{text}; the learning rate {number(m.rate)} is timid. Try ten times as much, and look."
        )
    if share < TIMID and not m.rising:
        far = f"the learning rate {number(m.rate)} is far below 1/λmax = {number(1 / m.steepest)}"
        return f"{text}; {far}. Try {number(1 / share)} times as much."
    falling = (np.diff(run.losses) <= 0).all()
    if not share > 0 and m.straightness > 0.99 and m.ratio > 0.95 and falling:
        return f"{text}. Try longer steps."


def _plateau(run, m):
    if m.flat:
        return (
            f"the slope is {number(m.slope)} times the largest met and the curvature along it has "
            "almost gone. Momentum crosses flat ground sooner; so may a larger learning rate, "
            "where the steep ground around bears it."
        )


def _rising(run, m):
    if m.rising:
        return f"{m.change}. Take shorter steps, or more of them to see."


def _standing_still(run, m):
    if run.status.kind == "stalled":
        return f"{run.status.reason} {run.status.remedy}"
    late = max(1, run.steps // 4)
    if run.losses[-1] >= run.losses[-1 - late]:
        text = f"{m.change}, and the last {count(late, 'step')} made it no lower."
        return f"{text} Try shorter steps, or longer ones."


def _on_its_way(run, m):
    return f"{m.change} and nothing stands out. Take more steps."


# The kinds and their findings: the first that says something is the diagnosis.
FINDINGS = (
    ("wrong_sign", _wrong_sign),
    ("diverged", _diverging),
    ("unstable", _unstable),
    ("maximum", _maximum),
    ("saddle", _saddle),
    ("orbiting", _orbiting),
    ("noise_floor", _noise_floor),
    ("alternating", _alternating),
    ("converged", _converged),
    ("ravine", _ravine),
    ("creeping", _creeping),
    ("plateau", _plateau),
    ("rising", _rising),
    ("stalled", _standing_still),
    ("on_its_way", _on_its_way),
)
# The words for each kind, as for the endings of a run; two of these are told as a process.
CAUSES = {kind: kind.replace("_", " ") for kind in ("undefined", "too_short", *dict(FINDINGS))}
CAUSES |= {"diverged": "diverging", "stalled": "standing still"}
