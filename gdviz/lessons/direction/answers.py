"""How the exercises of notebook 01 know a right answer and the usual wrong ones."""

import re

import numpy as np


def chosen(letters):
    """Return a test for a choice of letters, in any order, as a string or a list."""

    def holds(answer):
        text = answer if isinstance(answer, str) else " ".join(map(str, answer))
        found = "".join(re.findall(r"\b[A-E]+\b", text.upper()))
        return sorted(set(found)) == sorted(letters)

    return holds


def cases(seed=1):
    """Yield gradients and directions of length other than 1, in two and five dimensions."""
    rng = np.random.default_rng(seed)
    yield np.array([4.0, 8.0]), np.array([3.0, -4.0])
    for dim in (2, 5):
        yield rng.normal(size=dim), 3 * rng.normal(size=dim)


def slopes_like(rule):
    """Recognise a function of gradient and direction that follows a rule."""

    def recognise(function):
        return all(
            np.shape(answer := function(g.copy(), d.copy())) in ((), (1,))
            and np.allclose(answer, rule(g, d))
            for g, d in cases()
        )

    return recognise


def changes_its_arguments(function):
    """Recognise a function that writes into what it was given."""
    for case in cases():
        given = [part.copy() for part in case]
        function(*given)
        if not all(np.array_equal(*pair) for pair in zip(given, case, strict=True)):
            return True
    return False


def measurements(seed=2):
    """Yield directions in rows, the slopes along them, and the gradient to be found."""
    rng = np.random.default_rng(seed)
    for dim in (2, 3, 6):
        directions = rng.normal(size=(dim, dim)) + np.eye(dim)
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        gradient = rng.normal(size=dim)
        yield directions, directions @ gradient, gradient


def recovers_like(rule):
    """Recognise a function of directions and slopes that follows a rule."""

    def recognise(function):
        return all(
            np.shape(answer := function(d.copy(), s.copy())) == g.shape
            and np.allclose(answer, rule(d, s))
            for d, s, g in measurements()
        )

    return recognise


def works_along_axes_only(function):
    """Recognise a function that is right when the directions are the axes."""
    slopes = np.array([1.0, -2.0, 3.0])
    return np.allclose(function(np.eye(3), slopes), slopes)
