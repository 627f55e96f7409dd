"""Explain why a run looks as it does.

``diagnose`` measures a run (its steps against each other and against the curvature), tests a
list of findings against the measures, and returns the findings that hold as a ``Diagnosis``.
"""

from dataclasses import dataclass, field

import numpy as np

from gdviz.checks import shorten
from gdviz.descent import FLAT, LARGE, Trajectory, change, climbs, follows, hessian_at, principal
from gdviz.loss import Loss
from gdviz.text import count, number

__all__ = [
    "Diagnosis",
    "diagnose",
]

WINDOW = 20  # the last so many steps before the run was at rest
PERIODS = 8  # the longest orbit looked for
LOOKS = 9  # points of the run at which curvatures are looked at
NEWTONS = 8  # steps in search of a bottom: on x⁴ they leave 4 % of the way
TIMID = 0.1  # a learning rate below this share of 1/λmax could well be larger
EDGE = (
    "the learning rate is exactly 2/λmax: along the sharpest direction the point jumps to and fro "
    "for ever, while the others settle. Take a smaller learning rate."
)


def diagnose(run):
    """Say in words why a run looks as it does.

    Parameters
    ----------
    run : Trajectory

    Returns
    -------
    Diagnosis

    Raises
    ------
    TypeError
        If ``run`` is not a trajectory.

    Examples
    --------
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
    if run.status.kind == "undefined":
        return Diagnosis("undefined", f"{run.status.reason} {run.status.remedy}")
    if run.steps < 3 and run.status.kind == "diverged":
        return Diagnosis("diverging", f"{run.status.reason} {run.status.remedy}")
    if run.steps < 3:
        tell = f"{count(run.steps, 'step')} {'tells' if run.steps == 1 else 'tell'}"
        return Diagnosis("too short", f"{tell} too little. Take at least 3.")
    with np.errstate(all="ignore"):
        evidence = gather(run)
        return next(filter(None, (verdict(evidence) for verdict in VERDICTS)))


@dataclass(frozen=True)
class Diagnosis:
    """Why a run looks as it does.

    Attributes
    ----------
    kind : str
        "too short", "undefined", "wrong sign", "diverging", "unstable", "maximum", "saddle",
        "orbiting", "noise floor", "alternating", "converged", "flat bottom", "ravine", "creeping",
        "plateau", "rising", "standing still" or "on its way".
    text : str
        What was seen, and what to try, in one or two sentences.
    numbers : dict
        What the words rest on, as "ratio" or "condition".

    Examples
    --------
    >>> print(Diagnosis("too short", "2 steps tell too little. Take at least 3."))
    too short: 2 steps tell too little. Take at least 3.
    """

    kind: str
    text: str
    numbers: dict = field(default_factory=dict)

    def __str__(self):
        return f"{self.kind}: {self.text}"


@dataclass(frozen=True)
class Evidence:
    """The measures of one run; NaN where there is none.

    Attributes
    ----------
    run : Trajectory
    resting : bool
        The run has converged, or its last gradient is at most a millionth of the steepest and the
        loss no higher than it began.
    rising, falling : bool
        Whether the loss ends higher than it began; whether it fell in the last quarter.
    slope : float
        Norm of the gradient at the end, as a share of the steepest of the run.
    rate : float or None
        The learning rate, where every step was −α times the gradient with one and the same α.
    straightness, ratio : float
        Median cosine between successive steps, and how many times the one before each is.
    growth : float
        The same ratio over the very last steps.
    shrinking : bool
        Whether each of the steps compared is shorter than the one before.
    period : int
        After so many steps the point is back; 0 if it never is.
    lowest, highest, sharpest : float
        Smallest and largest curvature at the end, and the largest in size.
    steepest, condition : float
        Largest curvature in size met on the way, no higher than the start; λmax/λmin at the end.
    steady : bool
        Whether the largest curvature was the same all the way, as on a quadratic.
    leaving : bool
        Whether the gradient at the end has a part along the direction of least curvature.
    slow : float
        Share of the way down, on a bowl of this slope and curvature, that lies along directions
        with at most a twentieth of the largest curvature.
    bend : float
        Curvature along the gradient at the end, as a share of the largest met.
    surprise : float
        At the point where a bowl of this slope and curvature would have its bottom: the true
        gradient, as a share of that at the end. Near 0 the bottom, top or pass is really there.
    apart : float
        How far away that point is, as a share of 1 + ‖w‖.
    beyond : float
        Smallest curvature at that point.
    bottom : bool
        Whether Newton's steps from the end find a bottom flatter than the ground there.
    sampled, hovering : bool
        Whether steps saw only a part of the examples; whether the loss has stopped falling.
    level : float
        Mean loss of the last half.
    agreement : float
        Cosine between gradient and differences of the loss at the start; 1 if the loss fell.
    """

    run: Trajectory
    resting: bool
    rising: bool
    falling: bool
    slope: float
    rate: float | None
    straightness: float
    ratio: float
    growth: float
    shrinking: bool
    period: int
    lowest: float
    highest: float
    sharpest: float
    steepest: float
    condition: float
    steady: bool
    bend: float
    leaving: bool
    slow: float
    surprise: float
    apart: float
    beyond: float
    bottom: bool
    sampled: bool
    hovering: bool
    level: float
    agreement: float


def gather(run):
    """Return the evidence of a run of at least three steps."""
    slopes = np.linalg.norm(run.gradients, axis=1)
    slope = share(slopes[-1], slopes.max())
    steps = np.diff(run.points, axis=0)
    late = steps[: max(3, _rest(slopes))][-WINDOW:]
    straightness, ratio = _compare(late)
    rising = bool(run.losses[-1] > run.losses[0])
    return Evidence(
        run=run,
        resting=not rising and bool(slope <= FLAT or run.status.kind == "converged"),
        rising=rising,
        falling=bool(run.losses[-1] < run.losses[-1 - max(1, run.steps // 4)]),
        slope=slope,
        rate=_rate(run),
        straightness=straightness,
        ratio=ratio,
        growth=_compare(steps[-3:])[1],
        shrinking=bool((np.diff(np.linalg.norm(late, axis=1)) < 0).all()),
        period=_period(run.points),
        **curvature(run),
        **_noise(run),
        agreement=1.0 if run.losses[-1] < run.losses[0] else _agreement(run),
    )


def _rest(slopes):
    """How many steps were taken before the gradient came to rest."""
    return int(np.flatnonzero(slopes > FLAT * slopes.max()).max(initial=0)) + 1


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


def _rate(run):
    """The one α of Δw = −α ∇L, None where there is none."""
    rates = run.learning_rates
    steady = np.isfinite(rates).all() and np.ptp(rates) <= 1e-9 * rates.max()
    if not (steady and rates[0] > 0 and follows(run.points, run.gradients, rates)):
        return None
    return float(rates[0])


def _period(points):
    """The number of steps after which the last points repeat, 0 if there is none."""
    tail = points[-4 * PERIODS :]
    size = np.linalg.norm(np.diff(tail, axis=0), axis=1).max()
    for period in range(2, min(PERIODS, len(tail) // 2) + 1):
        apart = np.linalg.norm(tail[period:] - tail[:-period], axis=1)
        if size > 0 and (apart <= 1e-8 * size).all():
            return period
    return 0


def _noise(run):
    """Whether steps saw a part of the examples, and whether the loss has stopped falling."""
    seen, n = np.diff(run.gradient_evaluations), getattr(run.loss, "examples", None)
    quarters = np.array_split(run.losses, 4)
    third, fourth = quarters[2], quarters[3]
    spread = max(third.std(), fourth.std())
    still = abs(third.mean() - fourth.mean()) <= 0.5 * spread
    return {
        "sampled": bool(n and run.steps >= 40 and seen.max() > 0 and np.median(seen) < n),
        "hovering": bool(spread > 0 and still),
        "level": float(np.concatenate([third, fourth]).mean()),
    }


def _agreement(run):
    given, w = run.gradients[0], run.start
    found = Loss(run.loss, dim=run.loss.dim).gradient(w)
    return share(given @ found, np.linalg.norm(given) * np.linalg.norm(found))


def curvature(run):
    """Return what the curvatures along a run and at its end say, by the names of Evidence.

    Parameters
    ----------
    run : Trajectory

    Returns
    -------
    dict
    """
    looks = np.unique(np.linspace(0, run.steps, LOOKS).astype(int))
    hessians = [hessian_at(run.loss, w) for w in run.points[looks]]
    sizes = np.array([np.abs(principal(h)[0]).max() for h in hessians])
    met = sizes[run.losses[looks] <= run.losses[0]]  # an explosion's far-off walls do not count
    steepest = np.nan if np.isnan(met).all() else np.nanmax(met)
    return {
        "sharpest": float(sizes[-1]),
        "steepest": float(steepest),
        "steady": bool(np.ptp(sizes) <= 1e-3 * steepest),
        **_at_the_end(run, hessians[-1], steepest),
        **_towards_the_bottom(run, hessians[-1]),
    }


def _at_the_end(run, hessian, steepest):
    gradient = run.gradients[-1]
    slope = np.linalg.norm(gradient) or 1.0
    values, axes = principal(hessian)
    along = axes.T @ gradient
    gaps = np.where(values > 0, along**2 / np.where(values > 0, values, 1), 0)
    slow = gaps[values <= values[-1] / 20].sum()
    return {
        "lowest": float(values[0]),
        "highest": float(values[-1]),
        "condition": float(values[-1] / values[0]),
        "bend": share(abs(along**2 @ values) / slope**2, steepest),
        "leaving": bool(along[0] != 0),
        "slow": share(slow, gaps.sum()),
    }


def share(part, whole):
    """Return a part of a whole, 0 of nothing."""
    return float(part / whole) if whole else 0.0


def _towards_the_bottom(run, hessian):
    """Go where a bowl of this slope and curvature has its bottom, and look around."""
    w, gradient = run.end, run.gradients[-1]
    if not np.isfinite(hessian).all():
        return {"surprise": np.nan, "apart": np.nan, "beyond": np.nan, "bottom": False}
    step = newton(hessian, gradient)
    there = hessian_at(run.loss, w - step)
    change = np.abs(there - hessian).max() / np.abs(hessian).max()
    slope = share(np.linalg.norm(run.loss.gradient(w - step)), np.linalg.norm(gradient))
    return {
        "surprise": float(max(slope, change)),
        "apart": float(np.linalg.norm(step) / (1 + np.linalg.norm(w))),
        "beyond": float(principal(there)[0][0]),
        "bottom": _is_bottom(run.loss, w),
    }


def newton(hessian, gradient):
    """Return Newton's step, leaving directions without curvature alone."""
    return np.linalg.pinv(hessian, rcond=1e-8, hermitian=True) @ gradient


def _is_bottom(loss, w):
    """Whether Newton's steps come to rest where the ground is flatter and rises on both sides."""
    place, begin = w, hessian_at(loss, w)
    for _ in range(NEWTONS):
        hessian = hessian_at(loss, place)
        if not principal(hessian)[0][0] >= 0:
            return False
        place = place - newton(hessian, loss.gradient(place))
    way, hessian = w - place, hessian_at(loss, place)
    slopes = [np.linalg.norm(loss.gradient(v)) for v in (place, w)]
    rests = slopes[0] <= 1e-3 * slopes[1] and abs(way @ hessian @ way) <= 0.1 * way @ begin @ way
    return bool(rests and loss(place) < min(loss(w), loss(place - way)))


def _wrong_sign(e: Evidence):
    if e.rising and climbs(e.run.points, e.run.gradients):
        told = change(e.run.losses[0], e.run.losses[-1])
        text = f"every step goes up the gradient and the loss {told}. Write w - rate * gradient."
        return Diagnosis("wrong sign", text)
    if e.agreement < -0.99:
        text = "the gradient points downhill, against differences of the loss. Change its sign."
        return Diagnosis("wrong sign", text, {"cosine": e.agreement})
    return None


def _diverging(e):
    limit, growth = _limit(e.steepest), abs(e.growth)
    if e.run.status.kind != "diverged":
        return None
    text = f"the loss {change(e.run.losses[0], e.run.losses[-1])}."
    if growth > 1:
        text = f"each step is about {number(growth)} times as long as the one before."
    if e.rate is None or not e.rate > limit > 0:
        return Diagnosis("diverging", f"{text} {e.run.status.remedy}", {"growth": growth})
    then = f"1/λmax = {number(limit / 2)} would fall" if e.steady else "take half of that or less"
    text += f" The learning rate {number(e.rate)} is above 2/λmax = {number(limit)}; {then}."
    return Diagnosis("diverging", text, {"growth": growth, "limit": limit})


def _limit(curvature):
    return 2 / curvature if curvature > 0 else np.nan


def _unstable(e):
    limit = _limit(e.highest)
    if e.resting or e.period or e.rate is None or not e.rate > (1 + 1e-6) * limit:
        return None
    text = (
        f"the loss {change(e.run.losses[0], e.run.losses[-1])}, but the learning rate "
        f"{number(e.rate)} is above 2/λmax = {number(limit)} here: steps along the sharpest "
        "direction grow. Take a smaller one."
    )
    return Diagnosis("unstable", text, {"limit": limit})


def _saddle(e):
    """Negative curvature where the slope is small: the top of a hill or of a pass."""
    near = e.resting or (e.surprise <= 0.2 and (e.slope <= 0.05 or e.apart <= 1e-3))
    if not (near and max(e.lowest, e.beyond) < -1e-3 * e.sharpest):
        return None
    numbers = {"lowest": e.lowest, "highest": e.highest}
    if e.highest < 0:
        text = "the gradient is small, yet every curvature is negative. Nudge the point to leave."
        return Diagnosis("maximum", text, numbers)
    text = (
        f"the gradient is small, but the curvatures go from {number(e.lowest)} to "
        f"{number(e.highest)}: a pass, not a valley. "
    )
    lingers = e.leaving and not e.resting
    text += "The run lingers and will leave slowly." if lingers else "Nudge the point to leave."
    return Diagnosis("saddle", text, numbers)


def _on_the_edge(e):
    """Whether the rate is 2/λmax to rounding, and the steps do go to and fro."""
    return e.rate is not None and e.straightness < -0.9 and abs(e.rate * e.sharpest - 2) < 1e-6


def _orbiting(e):
    if not e.resting and not e.period and _on_the_edge(e):
        return Diagnosis("orbiting", EDGE, {"limit": 2 / e.sharpest})
    if e.resting or not e.period:
        return None
    text = f"after {count(e.period, 'step')} the point is back where it was, again and again. "
    numbers = {"period": e.period}
    if e.rate is None or e.rate * e.sharpest < 1e-3:  # on a kink any rate jumps to and fro
        return Diagnosis("orbiting", text + "Let the length of the steps decay.", numbers)
    text += "Take a smaller learning rate."
    if e.rate * e.sharpest >= 2 - 1e-6:
        numbers["limit"] = 2 / e.sharpest
        text += f" Here 2/λmax is {number(2 / e.sharpest)}, the rate {number(e.rate)}."
    return Diagnosis("orbiting", text, numbers)


def _noise_floor(e):
    if e.resting or not (e.sampled and e.hovering and e.level <= e.run.losses[0]):
        return None
    text = (
        f"steps follow a part of the examples each, and the loss hovers about {number(e.level)} "
        "without falling. Let the learning rate decay, or take larger batches."
    )
    return Diagnosis("noise floor", text, {"level": e.level})


def _alternating(e):
    if not (e.straightness < -0.9 and -1 < e.ratio < 0 and e.shrinking):
        return None
    ratio = number(e.ratio) if e.ratio > -0.9995 else number(e.ratio, 6)
    text = (
        f"each step is {ratio} times the one before, so the run crosses the minimum and "
        "comes back, closer every time. "
    )
    given = e.rate is not None and e.rate == e.run.hyperparameters.get("learning_rate")
    bowl = given and abs(1 - e.rate * e.highest - e.ratio) <= 0.01 * abs(e.ratio)
    half = "A learning rate half as large would go straight."
    text += half if bowl else "Shorter steps cross less."
    return Diagnosis("alternating", text, {"ratio": e.ratio})


def _converged(e):
    if not e.resting or _flat(e):
        return None
    numbers = {"ratio": e.ratio, "condition": e.condition}
    text = f"the gradient is {number(e.slope)} times the steepest of the run"
    text = text if e.slope <= FLAT else e.run.status.reason.split(",")[0]
    if np.isnan(e.lowest):
        seen = f": with more than {LARGE} weights the curvatures were not looked at."
    elif e.lowest > 1e-8 * e.highest:
        seen = f", and the curvatures, {number(e.lowest)} to {number(e.highest)}, say a minimum."
    else:
        seen = ", and some curvature is 0: a level line of minima, or no minimum at all."
    return Diagnosis("converged", text + seen, numbers)


def _flat(e):
    """Little slope, little curvature along it, and no bottom where they point."""
    return e.slope <= 0.1 and e.bend <= 0.1 and e.surprise > 0.2


def _flat_bottom(e):
    if not (_flat(e) and e.bottom):
        return None
    text = (
        f"slope and curvature, {number(e.slope)} and {number(e.bend)} times the largest met, go "
        "down together towards a flat bottom, so steps shrink as they near it. Take more steps."
    )
    return Diagnosis("flat bottom", text, {"slope": e.slope, "bend": e.bend})


def _plateau(e):
    if not _flat(e):
        return None
    text = (
        f"slope and curvature have almost gone, {number(e.slope)} and {number(e.bend)} times the "
        "largest met, yet no bottom is near. Momentum crosses flat ground sooner; so may a larger "
        "learning rate, where the steep ground around bears it."
    )
    return Diagnosis("plateau", text, {"slope": e.slope, "bend": e.bend})


def _creeping(e):
    if e.rising or e.rate is None or not e.steepest > 0:
        return _too_short_steps(e)
    share = e.rate * e.steepest
    if share >= TIMID:
        return None
    text = "the steps go the same way and hardly shrink; "
    if not e.steady:
        text += f"the learning rate {number(e.rate)} is timid. Try ten times as much, and look."
        return Diagnosis("creeping", text, {"share": share})
    text += (
        f"the learning rate {number(e.rate)} is far below 1/λmax = {number(1 / e.steepest)}. "
        f"Try {number(1 / share)} times as much."
    )
    return Diagnosis("creeping", text, {"share": share, "factor": 1 / share})


def _too_short_steps(e):
    if not (e.straightness > 0.99 and e.ratio > 0.95 and (np.diff(e.run.losses) <= 0).all()):
        return None
    text = "the steps go the same way and hardly shrink. Try longer steps."
    return Diagnosis("creeping", text, {"ratio": e.ratio})


def _ravine(e):
    if e.rate is None or e.rate * e.sharpest < TIMID:
        return None
    if not (e.lowest > 0 and e.condition >= 20 and e.slow > 0.5):
        return None
    text = (
        f"the curvatures differ by a factor κ = {number(e.condition)}. What the steep direction "
        "allows is too little for the flat one. "
    )
    text += "Standardise the data, or use momentum." if e.run.loss.examples else "Use momentum."
    return Diagnosis("ravine", text, {"condition": e.condition})


def _on_its_way(e):
    told = f"the loss {change(e.run.losses[0], e.run.losses[-1])}"
    if e.rising:
        return Diagnosis("rising", f"{told}. Take shorter steps, or more of them to see.")
    if e.run.status.kind == "stalled":
        text = f"{e.run.status.reason} {e.run.status.remedy}"
        return Diagnosis("standing still", text)
    if not e.falling:
        late = count(max(1, e.run.steps // 4), "step")
        text = f"{told}, and the last {late} made it no lower. Try shorter steps, or longer ones."
        return Diagnosis("standing still", text)
    return Diagnosis("on its way", f"{told} and nothing stands out. Take more steps.")


VERDICTS = (
    _wrong_sign,
    _diverging,
    _unstable,
    _saddle,
    _orbiting,
    _noise_floor,
    _alternating,
    _converged,
    _flat_bottom,
    _ravine,
    _creeping,
    _plateau,
    _on_its_way,
)
