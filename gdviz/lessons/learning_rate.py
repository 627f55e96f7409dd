"""Notebook 03: its exercises and the claims on learning rates that it settles."""

import numpy as np

from gdviz.exercises import Exercise, Mistake, near
from gdviz.losses import Loss, ravine

PATIENCE = 3000  # so often may an answer ask for a loss before its loop counts as endless


def _pair(*values, tolerance=0.005):
    """Return a test for two numbers, in any order, within a share of these."""

    def near(answer):
        answer, allowed = np.asarray(answer, dtype=float), {"rtol": tolerance, "atol": 0}
        return answer.shape == (2,) and np.allclose(np.sort(answer), np.sort(values), **allowed)

    return near


def _rate_like(rule):
    """Recognise a function of curvatures that follows a rule."""
    places = [np.array([2.0, 20.0]), np.array([1.0, 3.0, 16.0]), np.array([7.0, 0.5, 4.0])]

    def recognise(function):
        return all(np.isclose(function(c.copy()), rule(c)) for c in places)

    return recognise


def _patient(loss):
    """Return a copy of a loss that refuses to be asked for ever."""
    asked = iter(range(PATIENCE))

    def value(w):
        if next(asked, None) is None:
            raise RuntimeError(f"the loss was asked {PATIENCE} times; does the loop ever end?")
        return loss(w)

    return Loss(value, loss.gradient, dim=loss.dim)


PLACES = ((10, (5.0, 1.0), 1.0), (10, (5.0, 1.0), 0.01), (3, (-1.0, 2.0), 0.7))


def _tried_like(rule):
    """Recognise a function of loss, point and first rate that follows a rule."""

    def recognise(function):
        for condition, w, rate in PLACES:
            loss, w = ravine(condition), np.array(w)
            found = function(_patient(loss), w.copy(), rate)
            if not (np.ndim(found) == 0 and np.isclose(found, rule(loss, w, rate), rtol=1e-9)):
                return False
        return True

    return recognise


def _first_lower(loss, w, rate):
    """Return the first of rate, rate/2, rate/4, … whose step lowers the loss."""
    return next(r for r in rate / 2.0 ** np.arange(60) if loss(w - r * loss.gradient(w)) < loss(w))


def _once(loss, w, rate):
    lowers = loss(w - rate * loss.gradient(w)) < loss(w)
    return rate if lowers else rate / 2


def _returns_a_point(function):
    condition, w, rate = PLACES[0]
    return np.shape(function(_patient(ravine(condition)), np.array(w), rate)) == (2,)


def _climbs(function):
    """Recognise a loop that tries steps up the slope: it shrinks them almost to nothing."""
    condition, w, rate = PLACES[1]
    found = function(_patient(ravine(condition)), np.array(w), rate)
    return np.ndim(found) == 0 and 0 <= found < 1e-9


EXERCISES = (
    Exercise(
        "03.1",
        "one number",
        near(1 / 3),
        "The curvature is the second derivative, and 2 divided by it is the limit.",
        (
            Mistake(
                near(2 / 3),
                "You took 3 for the curvature. The curvature is the second derivative of the "
                "loss, not the factor in front of x².",
            ),
            Mistake(
                near(1 / 6),
                "That is the rate that lands in one step. Overshooting still converges, up to "
                "twice that.",
            ),
            Mistake(
                near(1),
                "That is the range of x² + y². This curve is three times as steep.",
            ),
            Mistake(
                near(3, 6),
                "That is how strongly it curves. The steeper the curve, the smaller the limit.",
            ),
        ),
        (
            "Write one step: x becomes x − α · (slope at x). By which factor is x multiplied?",
            "The second derivative of c·x² is 2c, and a step multiplies x by 1 − α · 2c.",
            "The factor must stay between −1 and 1. At the upper end of the range it is −1.",
        ),
    ),
    Exercise(
        "03.2",
        "one number",
        near(0.625),
        "Correlated features share a direction that is steeper than each of them alone.",
        (
            Mistake(
                near(1),
                "That holds without correlation. The diagonal is not the whole Hessian: take its "
                "eigenvalues.",
            ),
            Mistake(
                near(2.5),
                "That comes from the smallest eigenvalue. Which direction gets out of hand first?",
            ),
            Mistake(
                near(0.3125),
                "That is half of the limit, where the walk begins to alternate. It still "
                "converges there.",
            ),
            Mistake(
                near(0.5),
                "That is the best rate, 2/(λmin + λmax). The question is about the last that "
                "works.",
            ),
            Mistake(
                near(3.2),
                "That is λmax itself. The limit is 2 divided by it.",
            ),
        ),
        (
            "The limit needs the largest curvature over all directions, not along the axes only.",
            "np.linalg.eigvalsh(matrix) lists the eigenvalues of a symmetric matrix, smallest "
            "first.",
            "For this matrix the eigenvectors are (1, 1) and (1, −1): multiply it with each of "
            "them and read the eigenvalue off. Then 2 divided by the larger one.",
        ),
    ),
    Exercise(
        "03.3",
        "a function best_rate(curvatures) that returns a learning rate",
        _rate_like(lambda c: 2 / (c.min() + c.max())),
        "Now the flattest and the steepest direction shrink by the same factor.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself: its name, without brackets.",
            ),
            Mistake(
                lambda function: function(np.array([2.0, 20.0])) is None,
                "The function returns None. Is there a return in its last line?",
            ),
            Mistake(
                lambda function: np.ndim(function(np.array([2.0, 20.0]))) > 0,
                "The function returns several numbers. One rate has to serve all directions.",
            ),
            Mistake(
                _rate_like(lambda c: 2 / c.max() + c.min()),
                "Python divides before it adds. The sum belongs in brackets.",
            ),
            Mistake(
                _rate_like(lambda c: 1 / c.max()),
                "That is 1/λmax: the steepest direction arrives at once, and the flattest waits. "
                "It is the best only when all curvatures are equal.",
            ),
            Mistake(
                _rate_like(lambda c: 2 / c.max()),
                "That is the limit. On it the steepest direction orbits.",
            ),
            Mistake(
                _rate_like(lambda c: 1 / (c.min() + c.max())),
                "This is half of what is wanted: set the two factors equal again and watch the 2.",
            ),
            Mistake(
                _rate_like(lambda c: 2 / c.sum()),
                "Right for two curvatures, not for three: those in the middle do not matter.",
            ),
            Mistake(
                _rate_like(lambda c: 2 / (c[0] + c[-1])),
                "You trust the order of the list. The curvatures may come in any order.",
            ),
        ),
        (
            "Each direction shrinks by |1 − αλ|. Which two directions are the slowest?",
            "At the best rate the flattest direction keeps as much as the steepest one, which "
            "has changed its sign.",
            "Solve 1 − αλmin = αλmax − 1 for α; numpy's min and max find the two curvatures.",
        ),
    ),
    Exercise(
        "03.4",
        "a whole number of updates",
        lambda answer: np.ndim(answer) == 0 and answer == 60,
        "Each epoch ends with a smaller batch, and that batch makes an update too.",
        (
            Mistake(
                lambda answer: answer == 6,
                "That is one epoch.",
            ),
            Mistake(
                lambda answer: answer == 50,
                "You left the last, smaller batch out. It makes an update as well.",
            ),
            Mistake(
                lambda answer: 53 < answer < 54,
                "Updates come whole. What happens with the birds that are left at the end of an "
                "epoch?",
            ),
            Mistake(
                lambda answer: answer in (53, 54),
                "You rounded once, at the very end. Every epoch has its own last batch.",
            ),
            Mistake(
                lambda answer: answer in (640, 3420),
                "That counts birds. An update is made once for each batch.",
            ),
            Mistake(
                lambda answer: answer == 10,
                "That many updates it would be with the full batch, one in an epoch.",
            ),
        ),
        (
            "How many batches does one epoch hold, if the last one may be smaller?",
            "Divide the birds by the batch size and round up: math.ceil does it.",
            "Round up for one epoch first, then multiply by the number of epochs.",
        ),
    ),
    Exercise(
        "03.5",
        "a function shorten(loss, w, learning_rate) that returns a learning rate",
        _tried_like(_first_lower),
        "This is backtracking with the simplest test. gd.backtracking asks for a little more: "
        "a share of the fall that the slope promised.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself: its name, without brackets.",
            ),
            Mistake(
                _returns_a_point,
                "The function returns where the step leads. Wanted is the learning rate of it.",
            ),
            Mistake(
                _tried_like(lambda loss, w, rate: rate),
                "It gives back what it was given, also where that raises the loss.",
            ),
            Mistake(
                _tried_like(_once),
                "It shortens once at most. Sometimes one halving is not enough.",
            ),
            Mistake(
                _tried_like(lambda loss, w, rate: _first_lower(loss, w, rate) / 2),
                "It halves once too often: a rate whose step lowers the loss is to be kept.",
            ),
            Mistake(
                _climbs,
                "It shrinks almost to nothing. Do the steps it tries go against the gradient?",
            ),
        ),
        (
            "You need a loop that ends when the step, tried on paper, would lower the loss.",
            "Compare the loss after the tried step with the loss at w, and halve while it is not "
            "lower.",
            "A while loop does it: its condition tries the step, its body halves the rate; the "
            "return comes after it.",
        ),
    ),
    Exercise(
        "03.6",
        "two learning rates, as (0.2, 0.1)",
        _pair(0.5, 0.05, tolerance=1e-9),
        "Each step wipes out one direction for good, also the step that is five times over the "
        "limit: a limit for constant rates says nothing about a single step.",
        (
            Mistake(
                _pair(0.5, 0.05, tolerance=0.02),
                "Close, but wanted is exactly. A factor 1 − αλ that is nearly 0 leaves a little of "
                "its direction.",
            ),
            Mistake(
                _pair(1 / 11, 1 / 11),
                "That is the best constant rate. Two different rates can do better.",
            ),
            Mistake(
                _pair(0.1, 0.1),
                "That is the limit, twice: y changes its sign and changes it back.",
            ),
            Mistake(
                _pair(1, 0.1),
                "With these each coordinate just changes its sign. You want it to become 0.",
            ),
            Mistake(
                lambda answer: _pair(0.5, 0.5)(answer) or _pair(0.05, 0.05)(answer),
                "One coordinate is wiped out twice and the other never.",
            ),
            Mistake(
                _pair(2, 20),
                "These are the curvatures. Which rate makes 1 − αλ equal to 0?",
            ),
            Mistake(
                _pair(1, 0.1 / 2),
                "One of them is right. The factor in front of x² is not yet its curvature.",
            ),
        ),
        (
            "A step multiplies x by one factor and y by another. A factor may be 0.",
            "Choose the first rate so that one coordinate becomes 0. It stays 0 whatever follows.",
            "For curvature λ the factor is 1 − αλ. Here the curvatures are 2 and 20.",
        ),
    ),
)
