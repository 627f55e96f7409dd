"""What may be said of a run, each with what must have been seen for it.

A verdict rests on what happened, never on the optimizer's name: how successive steps compare,
whether they go along the gradient, and the Hessian's eigenvalues where the run ends. They stand
in :data:`VERDICTS` in the order in which they are tried; the first that fits is given.
"""

import numpy as np

from gdviz.descent import FLAT, LARGE, change, climbs
from gdviz.evidence import Diagnosis, Evidence
from gdviz.text import count, number

TIMID = 0.1  # a learning rate below this share of 1/λmax could well be larger
EDGE = (
    "the learning rate is exactly 2/λmax: along the sharpest direction the point jumps to and fro "
    "for ever, while the others settle. Take a smaller learning rate."
)


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
