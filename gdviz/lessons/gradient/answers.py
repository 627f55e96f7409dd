"""How the exercises of notebook 02 know a right answer and the usual wrong ones."""

from functools import cache

import numpy as np

from gdviz.data import penguins
from gdviz.losses import Loss, himmelblau, line_fit


def between(low, high):
    """Return a test for an answer between two limits."""
    return lambda answer: bool(low <= float(answer) <= high)


def trials():
    """Return losses, points and sizes on which every wrong difference shows."""
    cubic = Loss(lambda w: w[0] ** 3 - 2 * w[1] ** 3 + w[0] * w[2] ** 3, dim=3)
    return (himmelblau(), np.array([1.0, 2.0]), 0.5), (cubic, np.array([1.0, -1.0, 2.0]), 0.25)


def differences_like(rule):
    """Recognise a function that takes differences by a rule (ahead, here, behind, h) -> slope."""

    def slopes(loss, w, h):
        steps = h * np.eye(len(w))
        return np.array([rule(loss(w + s), loss(w), loss(w - s), h) for s in steps])

    def recognise(function):
        return all(
            np.shape(function(loss, w.copy(), h)) == w.shape
            and np.allclose(function(loss, w.copy(), h), slopes(loss, w, h))
            for loss, w, h in trials()
        )

    return recognise


def ignores_h(function):
    """Whether a function returns the same slopes for two sizes of the difference."""
    loss, w, h = trials()[0]
    answers = [np.asarray(function(loss, w.copy(), size), dtype=float) for size in (h, 2 * h)]
    return answers[0].shape == w.shape and np.allclose(*answers)


def changes_its_argument(function):
    """Whether a function leaves another point behind than it was given."""
    loss, w, h = trials()[0]
    given = w.copy()
    function(loss, given, h)
    return not np.array_equal(given, w)


def flat(function):
    """Whether gradient and Hessian of a learner's function vanish at (0, 0), as a pair.

    Both are measured against the function's own size: a millionth of a saddle is a saddle. The
    second must also show from afar, as differences on both sides of 0 see nothing of x|x|.
    """
    loss, near = Loss(function), 1e-7 * np.eye(2)
    far, middle, close = (np.abs(values).max() for values in _changes(loss))
    slopes = (loss(near) - loss(-near)) / 2e-7
    curvatures = loss.hessian(np.zeros(2))
    shrinks = close <= 0.02 * middle  # from circle to circle a curvature keeps 1/25 = 0.04
    level = np.abs(slopes).max() <= 3e-6 * far
    return bool(level), bool(shrinks and np.abs(curvatures).max() <= 1e-4 * far)


def sides(function):
    """Whether a function rises and whether it falls on each of three circles about (0, 0)."""
    loss, ups, downs = Loss(function), [], []
    for changes in _changes(loss):
        rounding = 1e-14 * np.abs(changes + loss([0, 0])).max()
        ups.append((changes > rounding).any())
        downs.append((changes < -rounding).any())
    return all(ups), all(downs)


def _changes(loss):
    """How far a loss is from its value at (0, 0) on three circles about it, largest first."""
    angles = np.linspace(0, 2 * np.pi, 73)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return [loss(radius * circle) - loss([0, 0]) for radius in (0.4, 0.1, 0.02)]


@cache
def rates():
    """g·g / gᵀHg of the step in exercise 02.4, and the curvatures there."""
    birds = penguins()
    loss = line_fit(birds["flipper_length_mm"] / 10 - 20, birds["body_mass_g"] / 1000)
    gradient, hessian = loss.gradient([0.9, 3.7]), loss.hessian([0.9, 3.7])
    return gradient @ gradient / (gradient @ hessian @ gradient), np.linalg.eigvalsh(hessian)
