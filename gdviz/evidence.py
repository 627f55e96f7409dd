"""What a diagnosis rests on: a run's steps compared with each other and with the curvature."""

from dataclasses import dataclass

import numpy as np

from gdviz.endings import FLAT, LARGE
from gdviz.losses import Loss
from gdviz.trajectories import Trajectory

WINDOW = 20  # the last so many steps before the run was at rest
PERIODS = 8  # the longest orbit looked for
LOOKS = 9  # points of the run at which curvatures are looked at


@dataclass(frozen=True)
class Evidence:
    """The measures of one run; NaN where there is none.

    Attributes
    ----------
    run : Trajectory
    resting : bool
        The gradient at the end is at most a millionth of the steepest of the run.
    rising : bool
        Whether the loss ends higher than it began.
    slope : float
        Norm of the gradient at the end, as a share of the steepest of the run.
    rate : float or None
        Learning rate, where steps go along the gradient.
    straightness, ratio : float
        Median cosine between successive steps, and how many times the one before each is.
    growth : float
        The same ratio over the very last steps.
    period : int
        After so many steps the point is back; 0 if it never is.
    lowest, highest, sharpest : float
        Smallest and largest curvature at the end, and the largest in size.
    steepest, condition : float
        Largest curvature in size met on the way; λmax/λmin at the end.
    bend : float
        Curvature along the gradient at the end, as a share of the largest met.
    surprise : float
        At the point where a bowl of this slope and curvature would have its bottom: the true
        gradient, as a share of that at the end. Near 0 the bottom, top or pass is really there.
    apart : float
        How far away that point is, as a share of 1 + ‖w‖.
    sampled, hovering : bool
        Whether steps saw only a part of the examples; whether the loss has stopped falling.
    level : float
        Mean loss of the last half.
    agreement : float
        Cosine between gradient and differences of the loss at the start.
    """

    run: Trajectory
    resting: bool
    rising: bool
    slope: float
    rate: float | None
    straightness: float
    ratio: float
    growth: float
    period: int
    lowest: float
    highest: float
    sharpest: float
    steepest: float
    condition: float
    bend: float
    surprise: float
    apart: float
    sampled: bool
    hovering: bool
    level: float
    agreement: float


def gather(run):
    """Return the evidence of a run of at least three steps."""
    slopes = np.linalg.norm(run.gradients, axis=1)
    slope = _share(slopes[-1], slopes.max())
    steps = np.diff(run.points, axis=0)
    straightness, ratio = _compare(steps[: max(3, _rest(slopes))][-WINDOW:])
    rising = bool(run.losses[-1] > run.losses[0])
    return Evidence(
        run=run,
        resting=bool(slope <= FLAT),
        rising=rising,
        slope=slope,
        rate=_rate(steps, run.gradients[:-1]),
        straightness=straightness,
        ratio=ratio,
        growth=_compare(steps[-3:])[1],
        period=_period(run.points),
        **_curvature(run, slopes),
        **_noise(run),
        agreement=_agreement(run) if rising else 1.0,
    )


def _share(part, whole):
    return float(part / whole) if whole else 0.0


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


def _rate(steps, gradients):
    """The α of Δw = −α ∇L if the steps go along the gradient, in one dimension always alike."""
    lengths, slopes = np.linalg.norm(steps, axis=1), np.linalg.norm(gradients, axis=1)
    moved = (lengths > 0) & (slopes > FLAT * slopes.max())
    lengths, slopes = lengths[moved], slopes[moved]
    against = -(steps * gradients).sum(axis=1)[moved] / lengths / slopes
    rates = lengths / slopes
    if not len(rates) or not (against > 0.999).all():
        return None
    if steps.shape[1] == 1 and np.ptp(rates) > 1e-3 * rates.max():
        return None
    return float(np.median(rates))


def _period(points):
    """The number of steps after which the last points repeat, 0 if there is none."""
    tail = points[-4 * PERIODS :]
    size = np.linalg.norm(np.diff(tail, axis=0), axis=1).max()
    for period in range(2, min(PERIODS, len(tail) // 2) + 1):
        apart = np.linalg.norm(tail[period:] - tail[:-period], axis=1)
        if size > 0 and (apart <= 1e-4 * size).all():
            return period
    return 0


def _curvature(run, slopes):
    looks = np.unique(np.linspace(0, run.steps, LOOKS).astype(int))
    hessians = [_hessian(run.loss, w) for w in run.points[looks]]
    sizes = np.array([np.abs(_eigenvalues(h)).max() for h in hessians])
    steepest = np.nanmax(sizes) if np.isfinite(sizes).any() else np.nan
    end, along = _eigenvalues(hessians[-1]), run.gradients[-1] / (slopes[-1] or 1.0)
    return {
        "lowest": float(end[0]),
        "highest": float(end[-1]),
        "sharpest": float(sizes[-1]),
        "steepest": float(steepest),
        "condition": float(end[-1] / end[0]),
        "bend": abs(_share(along @ hessians[-1] @ along, steepest)),
        **_bottom(run, hessians[-1]),
    }


def _hessian(loss, w):
    if loss.dim > LARGE:
        return np.full((loss.dim, loss.dim), np.nan)
    try:
        return loss.hessian(w)
    except ArithmeticError:
        return np.full((loss.dim, loss.dim), np.nan)


def _eigenvalues(hessian):
    if not np.isfinite(hessian).all():
        return np.full(len(hessian), np.nan)
    return np.linalg.eigvalsh(hessian)


def _bottom(run, hessian):
    """Go where a bowl of this slope and curvature has its bottom, and look around."""
    if not np.isfinite(hessian).all():
        return {"surprise": np.nan, "apart": np.nan}
    gradient, w = run.gradients[-1], run.end
    step = np.linalg.pinv(hessian, rcond=1e-8, hermitian=True) @ gradient
    change = np.abs(_hessian(run.loss, w - step) - hessian).max() / np.abs(hessian).max()
    there = _share(np.linalg.norm(run.loss.gradient(w - step)), np.linalg.norm(gradient))
    apart = np.linalg.norm(step) / (1 + np.linalg.norm(w))
    return {"surprise": float(max(there, change)), "apart": float(apart)}


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
    return _share(given @ found, np.linalg.norm(given) * np.linalg.norm(found))
