"""Notebook 00: the probe game and the exercises."""

from functools import cache

import numpy as np

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS
from gdviz.course.exercises import between, exercise, function_exercise, near, table
from gdviz.text import count, number, point

PROBES = 12
FEW = 4  # more numbers than this stand alone, or the words cover the map


RESIDUALS = 80  # at most so many are drawn: more hide the data


def explore_line_fit(loss):
    """Fit a line by hand: two sliders, the residuals, and the point in the (a, b) plane.

    Slope ``a`` and intercept ``b`` begin with a level line through the middle.

    >>> from gdviz.losses import line_fit
    >>> explore_line_fit(line_fit([0, 1, 2], [1, 3, 5]))
    The line y = 0x + 3 misses the examples by a mean squared error of 2.67; the best line, \
y = 2x + 1, reaches 0.
    """
    if not isinstance(loss, gd.LineFit):
        raise TypeError(f"loss must come from gd.losses.line_fit(x, y). Got {loss!r}.")
    figure, (data, plane) = gd.explorers.panels(2, (9, 4))
    data.plot(loss.x, loss.y, "o", color=COLORS["data"], alpha=0.5, ms=4, mec="none")
    data.set(xlabel="x", ylabel="y", title="The data and the line")
    gd.plot_contours(loss, plane).set_title("Its loss in the plane of (a, b)")
    title = "A line through data, and its point on the contours of the loss"
    stage = gd.explorers.Stage(figure, title)
    few = slice(None, None, -(-len(loss.x) // RESIDUALS))
    x, y, ends = loss.x[few], loss.y[few], np.array(data.get_xlim())
    best, reached = _equation(loss, loss.minima[0]), number(round(loss(loss.minima[0]), 12))

    def draw(data, plane, a, b):
        slope, intercept = loss.in_data_units((a, b))
        gaps = np.stack([y, slope * x + intercept, np.full_like(x, np.nan)], axis=-1)
        data.plot(x.repeat(3), gaps.ravel(), color=COLORS["gradient"], lw=0.9)
        data.plot(ends, slope * ends + intercept, color=COLORS["path"], lw=2.2)
        missed = number(loss((a, b)))
        plane.plot(a, b, "D", color=COLORS["path"], ms=8, mec="white", mew=1.4)
        gd.explorers.write(plane, f"loss {missed}", (a, b), (6.5, 6.5), COLORS["path"])
        return (
            f"The line {_equation(loss, (a, b))} misses the examples by a mean squared error of "
            f"{missed}; the best line, {best}, reaches {reached}."
        )

    slopes, intercepts = map(gd.explorers.even, *np.transpose(loss.bounds))
    level = 0.0 if loss.standardize else float(f"{loss.y.mean():.3g}")
    a = gd.explorers.Control("slider", "a", slopes, 0.0, "slope a")
    b = gd.explorers.Control("slider", "b", intercepts, level, "intercept b")
    return gd.explorers.Explorer(stage, draw, a, b)


def _equation(loss, w):
    slope, intercept = loss.in_data_units(w)
    sign = "−" if intercept < 0 else "+"
    return f"y = {number(slope)}x {sign} {number(abs(intercept))}"


@cache
def hidden_loss():
    """Return the loss that the probe game hides, x² + xy + 1.5 y² about (2.1, −1.4)."""

    def value(w):
        x, y = w[..., 0] - 2.1, w[..., 1] + 1.4
        return x**2 + x * y + 1.5 * y**2

    def gradient(w):
        x, y = w[..., 0] - 2.1, w[..., 1] + 1.4
        return np.stack([2 * x + y, x + 3 * y], axis=-1)

    kind = {"name": "the hidden loss", "minima": [(2.1, -1.4)], "vectorized": True}
    return gd.Loss(value, gradient, **kind)


def probe(places, ax=None):
    """Ask the hidden loss for its height and slope at up to twelve places, and draw the answers.

    The places, shape (m, 2), lie between −5 and 5. Each answer is a number, the height, and an
    arrow downhill, a fifth as long as the slope is steep.

    >>> ax = probe([(0, 0), (4, 4)])
    >>> [text.get_text() for text in ax.texts]
    ['height 4.41', 'height 57.6']
    """
    ax = plots.axes.one(ax)
    places = gd.checks.check_point("places", places, 2, batch=True).reshape(-1, 2)
    if len(places) > PROBES:
        raise ValueError(
            f"places must hold at most {PROBES} points. Got {len(places)}. Take some out."
        )
    heights, downhill = hidden_loss()(places), -hidden_loss().gradient(places)
    ax.set(xlim=(-6.2, 6.2), ylim=(-6.2, 6.2), aspect="equal", xlabel="x", ylabel="y")
    plots.axes.settle(ax)
    style = {"angles": "xy", "scale_units": "xy", "scale": 5, "width": 0.008}
    arrows = ax.quiver(*places.T, *downhill.T, color=COLORS["gradient"], **style)
    ax.plot(*places.T, "o", color=COLORS["path"], ms=7)
    name = "height " if len(places) <= FEW else ""
    for place, height, way in zip(places, heights, downhill, strict=True):
        plots.axes.note(ax, name + number(height), place, -way)
    best = heights.argmin()
    told = (
        f"{count(len(places), 'probe')} of {PROBES}; the lowest is {number(heights[best])} at "
        f"{point(places[best])}. Each arrow points downhill and is long where it is steep."
    )
    return plots.axes.finish(ax, arrows, told)


# The penguins' line of least squares in millimetres and grams, and their correlation.
SLOPE, INTERCEPT, CORRELATION = 49.6856, -5780.83, 0.871202

EXERCISES = table(
    exercise("00.1", "a point of two numbers, as (1.0, 2.0)", (1.6, -0.8),
        "Both coordinates shrank by the same factor, so the step points straight at 0.",
        {
            (2.4, -1.2): "This step climbs: the rule subtracts the gradient. Look at the sign.",
            (1.8, -0.9): "The gradient of x² is not x. Look at the factor in front.",
            (-2, 1): "This step is as long as the whole gradient. The learning rate is missing.",
            (4, -2): "This is the gradient at (2, −1). It is one part of the rule: now take the step.",
            (0.4, -0.2): "This is how far the point moves. Where does it arrive?",
        }, [
            "Write the rule with words first: new point = old point − learning rate × gradient.",
            "The gradient of x² + y² has one slope for each coordinate, each twice the coordinate.",
            "For the first coordinate: start at 2, the slope there is 4, a tenth of it is 0.4.",
        ]),
    function_exercise("00.2", "a function step(w, learning_rate) that returns the next point",
        lambda w, rate: w - rate * 2 * w, lambda: [(np.array([2.0, -1.0]), 0.1), (np.array([-3.0, 4.0]), 0.3)],
        "That function is gradient descent on this loss: everything else is repetition.",
        {
            lambda w, rate: w + rate * 2 * w: "This climbs. Which sign does the rule have?",
            lambda w, rate: w - rate * w: "The steps are half as long as they should be. What is the derivative of x²?",
            lambda w, rate: w - 0.1 * 2 * w: "It steps as if the learning rate were always 0.1. Use the argument.",
            lambda w, rate: w - 2 * w: "The learning rate is an argument, but the step does not depend on it.",
        }, [
            "The loop above holds the line you need; only the fixed number must become a name.",
            "For x² + y² the gradient is a number times w: numpy does both coordinates at once.",
            "The body is one line: return w − learning_rate × (the gradient at w), in numpy.",
        ]),
    exercise("00.3", "a whole number of steps", 31,
        "Each step keeps four fifths, so thousandths need as many steps as factors of 0.8.",
        {
            30: "One step short: after that many the distance is still a little too large.",
            between(30, 31): "That solves the equation, but steps come whole. Which whole number is enough?",
            near(15, 16, tolerance=1e-9): "That many are enough for the loss. The question is about the distance, and the loss is its square.",
            near(65, 66, tolerance=1e-9): "You seem to shrink by 0.9 a step. The gradient has a factor 2 in it.",
            near(4, 5, tolerance=1e-9): "You seem to keep 0.2 each step. A step removes 0.2 of the distance; what is left?",
        }, [
            "After k steps the distance is 0.8 to the power k of the distance at the start.",
            "Let Python count: multiply by 0.8 until the product is below one thousandth.",
            "With logarithms: k is at least log(0.001) / log(0.8). Round up, for steps are whole.",
        ], tolerance=1e-9),
    exercise("00.4", "a slope in grams for each millimetre", SLOPE,
        "A slope on standardised data counts standard deviations; units bring it back to grams.",
        {
            CORRELATION: "That is the slope between standardised numbers. One unit of it is a standard deviation of mass for one of length.",
            CORRELATION**2 / SLOPE: "The two standard deviations have changed places: grams belong on top.",
            INTERCEPT: "That is the intercept: where the line meets flipper length 0. The slope is asked.",
            SLOPE / CORRELATION: "That is the ratio of the standard deviations; the slope a is still missing.",
        }, [
            "The slope a says how many standard deviations of mass go with one of length.",
            "mass.std() is in grams, flipper.std() in millimetres. Which divided by which?",
            "Multiply a by one standard deviation and divide by the other, so that the unit is grams for each millimetre.",
        ]),
)  # fmt: skip
