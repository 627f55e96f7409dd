"""Judge how a run ended, from nothing but its points, losses and gradients."""

import numpy as np

from gdviz.text import number
from gdviz.trajectories import Status, change

FLAT = 1e-6  # a gradient this much smaller than at the start counts as almost zero
FAR = 1e-8  # of the way down so far: what lies ahead is less, or the run has not arrived
LARGE = 64  # with more coordinates than this a Hessian takes too long for a piece of advice
LOST = 1e6  # times higher than at the start, and a thousand times steeper

MORE = "Take more steps to see where it goes."


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
