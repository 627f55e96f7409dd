"""What the ground is like where a run went and where it ends: its curvatures, and its bottom."""

import numpy as np

from gdviz.descent import hessian_at, principal

LOOKS = 9  # points of the run at which curvatures are looked at
NEWTONS = 8  # steps in search of a bottom: on x⁴ they leave 4 % of the way


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
