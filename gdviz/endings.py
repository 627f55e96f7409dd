"""Judge how a run ended, from nothing but its points, losses and gradients."""

import numpy as np

from gdviz import words
from gdviz.trajectories import Status, change

FLAT = 1e-6  # a gradient this much smaller than at the start counts as almost zero
LARGE = 64  # with more coordinates than this a Hessian takes too long for a piece of advice


def ending(loss, record, rates, text):
    """Return the status of a run.

    Parameters
    ----------
    loss : Loss
    record
        With ``points``, ``losses``, ``gradients``, ``asked``, the losses and gradients that the
        optimizer had asked for by each point, and ``ended``: "not finite", "rule", "exhausted" or
        "" where all steps were taken.
    rates : ndarray, shape (steps,)
        Learning rates, NaN where there are none.
    text : str
        What the stopping rule waited for.

    Returns
    -------
    Status
    """
    points, losses = record.points, record.losses
    slopes = np.linalg.norm(record.gradients, axis=1)
    last, here = len(points) - 1, f"the gradient's norm is {words.number(slopes[-1])}"
    if record.ended == "not finite":
        reason = f"the loss was {words.number(losses[-1])}, the next one is too large to store."
        return Status("diverged", last, reason, _remedy(loss, record, rates))
    if record.ended == "rule":
        return Status("converged", last, f"{text}; {here}.")
    if slopes[-1] <= FLAT * slopes[0]:
        reason = f"{here}, at most a millionth of what it was at the start."
        return Status("converged", _settled(slopes), reason if slopes[0] else f"{here}.")
    if _climbing(losses, slopes):
        reason = f"the loss {change(losses[0], losses[-1])} and still grows."
        return Status("diverged", last, reason, _remedy(loss, record, rates))
    rest = _at_rest(points)
    if record.ended == "exhausted" or (rest < last and not _only_tried(loss, record.asked)):
        reason = f"the point no longer moves, yet {here}."
        return Status("stalled", rest, reason, "Try a larger learning rate or another schedule.")
    if rest < last:
        here += f"; the point has not moved since step {rest}"
    return Status("reached its steps", last, f"{here}.", "Take more steps to see where it goes.")


def _settled(slopes):
    """The first step from which on the gradient stays flat."""
    steep = np.flatnonzero(slopes > FLAT * slopes[0])
    return int(steep[-1]) + 1 if steep.size else 0


def _at_rest(points):
    """The first step from which on the point stays where it is."""
    moves = np.flatnonzero((np.diff(points, axis=0) != 0).any(axis=1))
    return int(moves[-1]) + 1 if moves.size else 0


def _only_tried(loss, asked):
    """Whether the last step compared losses or saw some of the examples: the next may move."""
    losses, gradients = asked[-1] - asked[-2]
    return bool(losses or 0 < gradients < (loss.examples or 1))


def _climbing(losses, slopes):
    tail = losses[-max(5, len(losses) // 4) :]
    higher = losses[-1] > losses[0] and slopes[-1] > slopes[0]
    return bool(len(tail) >= 5 and higher and (np.diff(tail) > 0).all())


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


def _remedy(loss, record, rates):
    """Name the learning rate below which steps would shrink, as far as the curvature tells."""
    if climbs(record.points, record.gradients):
        return "The steps go up the gradient: check the sign, w - rate * gradient goes down."
    rate = rates[0] if len(rates) else np.nan
    sharpest = largest_curvature(loss, record.points[0])
    if sharpest > 0 and not rate <= 2 / sharpest:
        limit = words.number(2 / sharpest)
        return f"Try a learning rate below 2/λmax = {limit} (curvature at the start)."
    if rate > 0:
        return f"Try a learning rate ten times smaller, {words.number(rate / 10)}."
    return "Try a smaller learning rate."


def largest_curvature(loss, w):
    """Return the largest eigenvalue of the Hessian at a point; NaN where it cannot be had.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> largest_curvature(bowl(), np.array([1.0, 2.0]))
    2.0
    """
    if loss.dim > LARGE:
        return np.nan
    try:
        return float(np.linalg.eigvalsh(loss.hessian(w))[-1])
    except (ArithmeticError, np.linalg.LinAlgError):
        return np.nan
