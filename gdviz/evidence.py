"""A diagnosis, and what it rests on: steps compared with each other and with the curvature."""

from dataclasses import dataclass, field

import numpy as np

from gdviz.descent import FLAT, Trajectory, follows
from gdviz.loss import Loss
from gdviz.surroundings import curvature, share

WINDOW = 20  # the last so many steps before the run was at rest
PERIODS = 8  # the longest orbit looked for


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
