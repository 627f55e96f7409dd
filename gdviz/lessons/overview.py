"""Notebook 00: the probe game, its exercises and the claims it settles."""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np

from gdviz import text as words
from gdviz.checks import check_point
from gdviz.data import penguins
from gdviz.display import COLORS, tell
from gdviz.exercises import Exercise, Mistake, near
from gdviz.losses import Loss
from gdviz.plots import axes as canvas

PROBES = 12
FEW = 4  # more numbers than this stand alone, or the words cover the map
DRAWN = {"angles": "xy", "scale_units": "xy", "scale": 5}  # a fifth as long as the slope


def _hidden_gradient(w):
    x, y = w[..., 0] - 2.1, w[..., 1] + 1.4
    return np.stack([2 * x + y, x + 3 * y], axis=-1)


HIDDEN = Loss(
    lambda w: (
        (w[..., 0] - 2.1) ** 2
        + (w[..., 0] - 2.1) * (w[..., 1] + 1.4)
        + 1.5 * (w[..., 1] + 1.4) ** 2
    ),
    _hidden_gradient,
    name="the hidden loss",
    minima=[(2.1, -1.4)],
    vectorized=True,
)


def probe(places, ax=None):
    """Ask the hidden loss for its height and slope at up to twelve places, and draw the answers.

    Parameters
    ----------
    places : array_like, shape (m, 2)
        At most twelve points between −5 and 5.
    ax : Axes, optional

    Returns
    -------
    Axes
        Each answer is a number, the height, and an arrow downhill, a fifth as long as the slope is
        steep.

    Raises
    ------
    TypeError, ValueError
        If the places are not points, or more than twelve.

    Examples
    --------
    >>> ax = probe([(0, 0), (4, 4)])
    >>> [text.get_text() for text in ax.texts]
    ['height 4.41', 'height 57.6']
    """
    ax = plt.subplots()[1] if ax is None else ax
    places = check_point("places", places, 2, batch=True).reshape(-1, 2)
    if len(places) > PROBES:
        raise ValueError(
            f"places must hold at most {PROBES} points. Got {len(places)}. Take some out."
        )
    heights, downhill = HIDDEN(places), -HIDDEN.gradient(places)
    ax.set(xlim=(-6.2, 6.2), ylim=(-6.2, 6.2), aspect="equal", xlabel="x", ylabel="y")
    canvas.settle(ax)
    _draw_answers(ax, places, heights, downhill)
    return ax


def _draw_answers(ax, places, heights, downhill):
    arrows = ax.quiver(*places.T, *downhill.T, color=COLORS["gradient"], width=0.008, **DRAWN)
    ax.plot(*places.T, "o", color=COLORS["path"], ms=7)
    name = "height " if len(places) <= FEW else ""
    for place, height, way in zip(places, heights, downhill, strict=True):
        canvas.note(ax, name + words.number(height), place, -way)
    best = int(np.argmin(heights))
    tell(
        arrows,
        f"{words.count(len(places), 'probe')} of {PROBES}; the lowest is "
        f"{words.number(heights[best])} at {words.point(places[best])}. "
        "Each arrow points downhill and is long where it is steep.",
    )


def _step(function, w=(2.0, -1.0), learning_rate=0.1):
    return np.asarray(function(np.array(w), learning_rate), dtype=float)


def _steps_like(rule):
    """Recognise a step function that follows another rule than the right one."""
    places = [((2.0, -1.0), 0.1), ((-3.0, 4.0), 0.3)]

    def recognise(function):
        return all(
            np.shape(_step(function, *place)) == (2,)
            and np.allclose(_step(function, *place), rule(np.array(place[0]), place[1]))
            for place in places
        )

    return recognise


def _changes_its_argument(function):
    w = np.array([2.0, -1.0])
    function(w, 0.1)
    return not np.array_equal(w, [2.0, -1.0])


@cache
def _line():
    """The fitted line in three ways: slope, intercept, and slope on standardised data."""
    birds = penguins()
    flipper, mass = birds["flipper_length_mm"], birds["body_mass_g"]
    return *np.polyfit(flipper, mass, 1), np.corrcoef(flipper, mass)[0, 1]


EXERCISES = (
    Exercise(
        "00.1",
        "a point of two numbers, as (1.0, 2.0)",
        near((1.6, -0.8)),
        "Both coordinates shrank by the same factor, so the step points straight at 0.",
        (
            Mistake(
                near((2.4, -1.2)),
                "This step climbs: the rule subtracts the gradient. Look at the sign.",
            ),
            Mistake(
                near((1.8, -0.9)),
                "The gradient of x² is not x. Look at the factor in front.",
            ),
            Mistake(
                near((-2, 1)),
                "This step is as long as the whole gradient. The learning rate is missing.",
            ),
            Mistake(
                near((4, -2)),
                "This is the gradient at (2, −1). It is one part of the rule: now take the step.",
            ),
            Mistake(
                near((0.4, -0.2)),
                "This is how far the point moves. Where does it arrive?",
            ),
        ),
        (
            "Write the rule with words first: new point = old point − learning rate × gradient.",
            "The gradient of x² + y² has one slope for each coordinate, each twice the coordinate.",
            "For the first coordinate: start at 2, the slope there is 4, a tenth of it is 0.4.",
        ),
    ),
    Exercise(
        "00.2",
        "a function step(w, learning_rate) that returns the next point",
        lambda function: (
            _steps_like(lambda w, rate: w - rate * 2 * w)(function)
            and not _changes_its_argument(function)
        ),
        "That function is gradient descent on this loss: everything else is repetition.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself, without calling it: its name, no brackets.",
            ),
            Mistake(
                lambda function: function(np.array([2.0, -1.0]), 0.1) is None,
                "The function returns None. Is there a return in its last line?",
            ),
            Mistake(
                _changes_its_argument,
                "The function changes the point it was given: w -= … writes into the caller's "
                "array. Make a new one.",
            ),
            Mistake(
                _steps_like(lambda w, rate: w + rate * 2 * w),
                "This climbs. Which sign does the rule have?",
            ),
            Mistake(
                _steps_like(lambda w, rate: w - rate * w),
                "The steps are half as long as they should be. What is the derivative of x²?",
            ),
            Mistake(
                _steps_like(lambda w, rate: w - 0.1 * 2 * w),
                "It steps as if the learning rate were always 0.1. Use the argument.",
            ),
            Mistake(
                _steps_like(lambda w, rate: w - 2 * w),
                "The learning rate is an argument, but the step does not depend on it.",
            ),
        ),
        (
            "The loop above holds the line you need; only the fixed number must become a name.",
            "For x² + y² the gradient is a number times w: numpy does both coordinates at once.",
            "The body is one line: return w − learning_rate × (the gradient at w), in numpy.",
        ),
    ),
    Exercise(
        "00.3",
        "a whole number of steps",
        lambda answer: answer == 31,
        "Each step keeps four fifths, so thousandths need as many steps as factors of 0.8.",
        (
            Mistake(
                lambda answer: answer == 30,
                "One step short: after that many the distance is still a little too large.",
            ),
            Mistake(
                lambda answer: 30 < answer < 31,
                "That solves the equation, but steps come whole. Which whole number is enough?",
            ),
            Mistake(
                lambda answer: answer in (15, 16),
                "That many are enough for the loss. The question is about the distance, and the "
                "loss is its square.",
            ),
            Mistake(
                lambda answer: answer in (65, 66),
                "You seem to shrink by 0.9 a step. The gradient has a factor 2 in it.",
            ),
            Mistake(
                lambda answer: answer in (4, 5),
                "You seem to keep 0.2 each step. A step removes 0.2 of the distance; what is left?",
            ),
        ),
        (
            "After k steps the distance is 0.8 to the power k of the distance at the start.",
            "Let Python count: multiply by 0.8 until the product is below one thousandth.",
            "With logarithms: k is at least log(0.001) / log(0.8). Round up, for steps are whole.",
        ),
    ),
    Exercise(
        "00.4",
        "a slope in grams for each millimetre",
        lambda answer: near(_line()[0])(answer),
        "A slope on standardised data counts standard deviations; units bring it back to grams.",
        (
            Mistake(
                lambda answer: near(_line()[2])(answer),
                "That is the slope between standardised numbers. One unit of it is a standard "
                "deviation of mass for one of length.",
            ),
            Mistake(
                lambda answer: near(_line()[2] ** 2 / _line()[0])(answer),
                "The two standard deviations have changed places: grams belong on top.",
            ),
            Mistake(
                lambda answer: near(_line()[1])(answer),
                "That is the intercept: where the line meets flipper length 0. The slope is asked.",
            ),
            Mistake(
                lambda answer: near(_line()[0] / _line()[2])(answer),
                "That is the ratio of the standard deviations; the slope a is still missing.",
            ),
        ),
        (
            "The slope a says how many standard deviations of mass go with one of length.",
            "mass.std() is in grams, flipper.std() in millimetres. Which divided by which?",
            "Multiply a by one standard deviation and divide by the other, so that the unit is "
            "grams for each millimetre.",
        ),
    ),
)
