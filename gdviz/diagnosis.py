"""Say in words why a run looks as it does.

The verdict rests on what happened, never on the optimizer's name: how successive steps compare,
whether they go along the gradient, and the Hessian's eigenvalues where the run ends. The verdicts
stand in :data:`VERDICTS` in the order in which they are tried; the first that fits is given.
"""

from dataclasses import dataclass, field

import numpy as np

from gdviz.checks import shorten
from gdviz.endings import climbs
from gdviz.evidence import Evidence, gather
from gdviz.trajectories import Trajectory, change
from gdviz.words import count, number

TIMID = 0.1  # a learning rate below this share of 1/λmax could well be larger

EDGE = (
    "the learning rate is exactly 2/λmax: along the sharpest direction the point jumps to and fro "
    "for ever, while the others settle. Take a smaller learning rate."
)


@dataclass(frozen=True)
class Diagnosis:
    """Why a run looks as it does.

    Attributes
    ----------
    kind : str
        "too short", "wrong sign", "diverging", "maximum", "saddle", "orbiting", "noise floor",
        "alternating", "converged", "ravine", "creeping", "plateau" or "on its way".
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
    if run.steps < 3 and run.status.kind == "diverged":
        return Diagnosis("diverging", f"{run.status.reason} {run.status.remedy}")
    if run.steps < 3:
        steps = count(run.steps, "step")
        return Diagnosis("too short", f"{steps} tell too little. Take at least 3.")
    with np.errstate(all="ignore"):
        evidence = gather(run)
        return next(filter(None, (verdict(evidence) for verdict in VERDICTS)))


def _wrong_sign(e: Evidence):
    if climbs(e.run.points, e.run.gradients):
        told = change(e.run.losses[0], e.run.losses[-1])
        text = f"every step goes up the gradient and the loss {told}. Write w - rate * gradient."
        return Diagnosis("wrong sign", text)
    if e.rising and e.agreement < -0.99:
        text = "the gradient points downhill, against differences of the loss. Change its sign."
        return Diagnosis("wrong sign", text, {"cosine": e.agreement})
    return None


def _diverging(e):
    if e.run.status.kind != "diverged":
        return None
    text = f"each step is about {number(abs(e.growth))} times as long as the one before."
    limit = 2 / e.steepest
    if e.rate is not None and e.rate > limit > 0:
        text += (
            f" The learning rate {number(e.rate)} is above 2/λmax = {number(limit)}; "
            f"1/λmax = {number(limit / 2)} would fall."
        )
        return Diagnosis("diverging", text, {"growth": abs(e.growth), "limit": limit})
    return Diagnosis("diverging", f"{text} {e.run.status.remedy}", {"growth": abs(e.growth)})


def _saddle(e):
    """Negative curvature where the slope is small: the top of a hill or of a pass."""
    near = e.resting or (e.surprise <= 0.2 and (e.slope <= 0.05 or e.apart <= 1e-3))
    if not (near and e.lowest < -1e-4 * e.sharpest):
        return None
    curvatures = {"lowest": e.lowest, "highest": e.highest}
    if e.highest < 0:
        text = "the gradient is small, yet every curvature is negative. Nudge the point to leave."
        return Diagnosis("maximum", text, curvatures)
    text = (
        f"the gradient is small, but the curvatures go from {number(e.lowest)} to "
        f"{number(e.highest)}: a pass, not a valley. "
    )
    text += "Nudge the point to leave." if e.resting else "The run lingers and will leave slowly."
    return Diagnosis("saddle", text, curvatures)


def _on_the_edge(e):
    """Whether the rate is 2/λmax to rounding, and the steps do go to and fro."""
    return e.rate is not None and e.straightness < -0.9 and abs(e.rate * e.sharpest - 2) < 1e-6


def _orbiting(e):
    if not e.resting and not e.period and _on_the_edge(e):
        return Diagnosis("orbiting", EDGE, {"limit": 2 / e.sharpest})
    if e.resting or not e.period:
        return None
    text = (
        f"after {count(e.period, 'step')} the point is back where it was, for ever. "
        "Take a smaller learning rate."
    )
    numbers = {"period": e.period}
    if e.rate is not None and e.sharpest > 0:
        numbers["limit"] = 2 / e.sharpest
        text += f" Here 2/λmax is {number(2 / e.sharpest)}, the rate {number(e.rate)}."
    return Diagnosis("orbiting", text, numbers)


def _noise_floor(e):
    if e.resting or not (e.sampled and e.hovering):
        return None
    text = (
        f"steps follow a part of the examples each, and the loss hovers about {number(e.level)} "
        "without falling. Let the learning rate decay, or take larger batches."
    )
    return Diagnosis("noise floor", text, {"level": e.level})


def _alternating(e):
    if not (e.straightness < -0.9 and -1 < e.ratio < 0):
        return None
    text = (
        f"each step is {number(e.ratio)} times the one before, so the run crosses the minimum and "
        "comes back, closer every time. A learning rate half as large would go straight."
    )
    return Diagnosis("alternating", text, {"ratio": e.ratio})


def _converged(e):
    if not e.resting or _flat(e):
        return None
    text = (
        f"the gradient is {number(e.slope)} times the steepest of the run, and the curvatures, "
        f"{number(e.lowest)} to {number(e.highest)}, say a minimum."
    )
    if np.isnan(e.lowest):
        text = f"the gradient is {number(e.slope)} times the steepest of the run."
    return Diagnosis("converged", text, {"ratio": e.ratio, "condition": e.condition})


def _flat(e):
    """Little slope, little curvature along it, and no bottom where they point."""
    return e.slope <= 0.1 and e.bend <= 0.1 and e.surprise > 0.2


def _plateau(e):
    if not _flat(e):
        return None
    text = (
        f"slope and curvature have almost gone, {number(e.slope)} and {number(e.bend)} times the "
        "largest met, yet no bottom is near. A larger learning rate or momentum crosses flat "
        "ground sooner."
    )
    return Diagnosis("plateau", text, {"slope": e.slope, "bend": e.bend})


def _creeping(e):
    if e.rate is not None and e.steepest > 0:
        share = e.rate * e.steepest
        if share >= TIMID:
            return None
        text = (
            f"the steps go the same way and hardly shrink; the learning rate {number(e.rate)} is "
            f"far below 1/λmax = {number(1 / e.steepest)}. Try {number(1 / share)} times as much."
        )
        return Diagnosis("creeping", text, {"share": share, "factor": 1 / share})
    if e.straightness > 0.99 and e.ratio > 0.95 and (np.diff(e.run.losses) <= 0).all():
        text = "the steps go the same way and hardly shrink. Try a larger learning rate."
        return Diagnosis("creeping", text, {"ratio": e.ratio})
    return None


def _ravine(e):
    limited = e.rate is None or e.rate * e.sharpest >= TIMID
    if not (e.lowest > 0 and e.condition >= 20 and limited):
        return None
    text = (
        f"the curvatures differ by a factor κ = {number(e.condition)}. What the steep direction "
        "allows is too little for the flat one. Standardise the data, or use momentum."
    )
    return Diagnosis("ravine", text, {"condition": e.condition})


def _on_its_way(e):
    told = change(e.run.losses[0], e.run.losses[-1])
    return Diagnosis("on its way", f"the loss {told} and nothing is wrong. Take more steps.")


VERDICTS = (
    _wrong_sign,
    _diverging,
    _saddle,
    _orbiting,
    _noise_floor,
    _alternating,
    _converged,
    _ravine,
    _creeping,
    _plateau,
    _on_its_way,
)
