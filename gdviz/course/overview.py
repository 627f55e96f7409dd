"""Notebook 00: the probe game and the exercises."""

from dataclasses import replace
from functools import cache

import matplotlib.pyplot as plt
import numpy as np

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, series
from gdviz.course.exercises import When, between, exercise, function_exercise, near, table
from gdviz.descent import straightness
from gdviz.text import count, number, point

PROBES = 12
STRIDE = 0.3  # of the slope: so far a step goes, and so long is a probe's arrow
FEW = 4  # more numbers than this stand alone, or the words cover the map
RESIDUALS = 80  # at most so many are drawn: more hide the data


def explore_line_fit(loss, x="x", y="y"):
    """Fit a line by hand: two sliders, the residuals, and the point in the (a, b) plane.

    Slope ``a`` and intercept ``b`` begin with a level line through the middle. The best line shows
    when it is asked for. ``x`` and ``y`` name the data, a unit in brackets behind.

    >>> gd.explore_line_fit(gd.losses.line_fit([0, 1, 2], [1, 3, 5]))
    The line y = 0 · x + 3 misses the examples by a mean squared error of 2.67.
    """
    if not isinstance(loss, gd.LineFit):
        raise TypeError(f"loss must come from gd.losses.line_fit(x, y). Got {loss!r}.")
    figure, (data, plane) = gd.explorers.panels(2, (9, 4))
    data.plot(loss.x, loss.y, "o", color=COLORS["data"], alpha=0.5, ms=4, mec="none")
    data.set(xlabel=x, ylabel=y, title="The data and the line")
    unmarked = replace(loss, minima=())  # a map that does not name its minimum
    gd.plot_contours(unmarked, plane).set_title("Its loss in the plane of (a, b)")
    title = "A line through data, and its point on the contours of the loss"
    stage = gd.explorers.Stage(figure, title)
    few = slice(None, None, -(-len(loss.x) // RESIDUALS))
    some, there, ends = loss.x[few], loss.y[few], np.array(data.get_xlim())
    short = [name.partition(" (")[0] for name in (x, y)]

    def line(w):
        slope, intercept = loss.in_data_units(w)
        sign = "−" if intercept < 0 else "+"
        return slope, intercept, f"{number(slope)} · {short[0]} {sign} {number(abs(intercept))}"

    def draw(data, plane, a, b, show_best):
        slope, intercept, told = line((a, b))
        gaps = np.stack([there, slope * some + intercept, np.full_like(some, np.nan)], axis=-1)
        data.plot(some.repeat(3), gaps.ravel(), color=COLORS["gradient"], lw=0.9)
        data.plot(ends, slope * ends + intercept, color=COLORS["path"], lw=2.2)
        missed = in_full(loss((a, b)))
        plane.plot(a, b, "D", color=COLORS["path"], ms=8, mec="white", mew=1.4)
        gd.explorers.write(plane, f"loss {missed}", (a, b), (6.5, 6.5), COLORS["path"])
        said = (
            f"The line {short[1]} = {told} misses the examples by a mean squared error of {missed}"
            + ", in standard deviations" * loss.standardize
        )
        if not show_best:
            return f"{said}."
        slope, intercept, told = line(loss.minima[0])
        data.plot(ends, slope * ends + intercept, "--", color=COLORS["minimum"], lw=2.2)
        plane.plot(*loss.minima[0], "*", color=COLORS["minimum"], ms=13, mec="white")
        return f"{said}; the best line, {told}, reaches {in_full(loss(loss.minima[0]))}."

    slopes, intercepts = map(gd.explorers.even, *np.transpose(loss.bounds))
    level = 0.0 if loss.standardize else float(f"{loss.y.mean():.3g}")
    a = gd.explorers.Control("slider", "a", slopes, 0.0, "slope a")
    b = gd.explorers.Control("slider", "b", intercepts, level, "intercept b")
    best = gd.explorers.Control("toggle", "show_best", (False, True), False, "show the best line")
    return gd.explorers.Explorer(stage, draw, a, b, best)


def in_full(value):
    """Write a number, a large one with all its digits: sizes that lie far apart are compared."""
    return f"{value:,.0f}" if value >= 1e4 else number(round(value, 12))


def plot_height_and_map():
    """Draw x² + y² as a surface and, beside it, as a map on which contours tell their height."""
    figure = plt.figure(figsize=(8, 3.5))
    surface, plane = figure.add_subplot(121, projection="3d"), figure.add_subplot(122)
    loss, bounds = gd.losses.bowl(), [(-6, 6), (-6, 6)]
    gd.plot_surface(loss, surface, bounds=bounds).set(title="The loss as a height", zlabel="")
    lines = gd.plot_contours(loss, plane, bounds=bounds).collections[-1]
    plane.set_title("The same loss as a map")
    heights = lines.levels[1:8:2]
    names = plane.clabel(lines, heights, fmt=number, fontsize=10.5, colors=COLORS["text"])
    plt.setp(names, path_effects=plots.axes.halo())
    told = f"Contours of x² + y², among them those of {', '.join(map(number, heights))}."
    return np.array([surface, plots.axes.finish(plane, lines, told)])


def plot_as_lines(loss, points, axes=None):
    """Draw points (a, b) on the map of a line fit and, beside it, each as its line in the data."""
    plane, data = plots.axes.panels(axes, 2, size=(10, 4.1))
    names = [f"line {k}" for k in range(1, len(points) + 1)]
    gd.plot_contours(loss, plane, bounds=plots.axes.widen(loss.bounds, points))
    for k, (place, name) in enumerate(zip(points, names, strict=True)):
        (dot,) = plane.plot(*place, **{**series(k), "linestyle": "", "ms": 9, "mec": "white"})
        plots.axes.note(plane, name, place, (1, 0.6))
        plots.axes.finish(plane, dot, f"{name} at {point(place)}.".capitalize())
    plane.set_title("Points of the map")
    gd.plot_line(loss, points, data, labels=names).set_title("The same points as lines")
    data.set(xlabel="flipper length (mm)", ylabel="body mass (g)")
    return np.array([plane, data])


def plot_against_darts(rates, factors, ax=None):
    """Draw how many times lower than the darts a walker gets at each learning rate."""
    ax = plots.axes.one(ax or plt.subplots(figsize=(7.2, 3.5))[1])
    (curve,) = ax.plot(rates, factors, color=COLORS["path"])
    ax.set_yscale("log")
    ax.axhline(1, color=COLORS["data"], ls="--", lw=1.4)
    ax.text(0.3, 1.2, "as low as the darts", ha="center", va="bottom", color=COLORS["data"])
    said = []
    for rate, away in {0.1: (0.6, -1), 0.3: (-1, 0.4), 0.55: (-1, -0.6)}.items():
        k = np.abs(rates - rate).argmin()
        ax.plot(rates[k], factors[k], "o", color=COLORS["end"], ms=7, mec="white", zorder=4)
        words = f"rate {number(rate)}: {number(factors[k])}"
        plots.axes.note(ax, words, (rates[k], factors[k]), away)
        said.append(f"{number(factors[k])} at {number(rate)}")
    best = np.argmax(factors)
    told = (
        f"How many times lower than the darts the walker gets: {', '.join(said)}, most at "
        f"{number(rates[best])}. Below {number(rates[np.argmax(factors > 1)])} the darts are lower."
    )
    return plots.axes.finish(ax, curve, told, "learning rate", "times lower than the darts")


def shape_of(path):
    """Say in a word whether a path is straight."""
    return "straight" if straightness(np.array(path)) == "The path is straight." else "curved"


def race(raw, standardised):
    """Return a table: how long each way takes until a hundredth of the distance is left."""
    shares = []  # of the distance that a round of both knobs and a step at the best rate keep
    for loss in (raw, standardised):
        (aa, ab), (_, bb) = loss.hessian(loss.minima[0])
        flat, steep = loss.curvatures()
        shares.append((ab**2 / (aa * bb), (steep - flat) / (steep + flat)))
    kept = np.maximum(np.transpose(shares), 1e-9)  # the logarithm of 0 would be infinite
    rounds, steps = np.ceil(np.log(0.01) / np.log(kept)).astype(int)
    counts = [f"{k / 1e6:.3g} million steps" if k > 1e6 else count(k, "step") for k in steps]
    return gd.Table(
        "Until one hundredth of the distance to the best line is left.",
        ("Way", "Millimetres and grams", "Standardised"),
        (
            ("two equations (lstsq)", "at once", "at once"),
            ("one knob at a time", *(count(k, "round") for k in rounds)),
            ("gradient descent, best constant rate", *counts),
        ),
    )


@cache
def hidden_loss():
    """Return the loss that the probe game hides, x² + xy + 1.5 y² about (2.1, −1.4)."""
    best, hessian = np.array([2.1, -1.4]), np.array([[2.0, 1], [1, 3]])
    kind = {"name": "the hidden loss", "minima": [best], "vectorized": True}
    return gd.Loss(
        lambda w: ((w - best) @ hessian * (w - best)).sum(axis=-1) / 2,
        lambda w: (w - best) @ hessian,
        **kind,
    )


def probe(places, ax=None):
    """Ask the hidden loss for its height and slope at up to twelve places, and draw the answers.

    The places, shape (m, 2), lie between −5 and 5. Each answer is a number, the height, and an
    arrow downhill, 0.3 times as long as the slope is steep: there a step at that rate ends.

    >>> ax = probe([(0, 0), (4, 4)])
    >>> [text.get_text() for text in ax.texts]
    ['height 4.41', 'height 57.6']
    """
    places = gd.checks.check_point("places", places, 2, batch=True).reshape(-1, 2)
    if len(places) > PROBES:
        wanted = f"places must hold at most {PROBES} points."
        raise ValueError(f"{wanted} Got {len(places)}. Take some out.")
    ax = plots.axes.one(ax)
    heights, downhill = hidden_loss()(places), -hidden_loss().gradient(places)
    ax.set(xlim=(-6.2, 6.2), ylim=(-6.2, 6.2), aspect="equal", xlabel="x", ylabel="y")
    plots.axes.settle(ax)
    style = {"angles": "xy", "scale_units": "xy", "scale": 1 / STRIDE, "width": 0.006}
    ax.plot(*places.T, "o", color=COLORS["path"], ms=5, zorder=4)
    arrows = ax.quiver(*places.T, *downhill.T, color=COLORS["gradient"], zorder=3, **style)
    name = "height " if len(places) <= FEW else ""
    for place, height, way in zip(places, heights, downhill, strict=True):
        plots.axes.note(ax, name + number(height), place, -way)
    lowest = heights.argsort(kind="stable")[:5]
    said = ", ".join(f"{number(heights[k])} at {point(places[k])}" for k in lowest)
    told = (
        f"{count(len(places), 'probe')} of {PROBES}; from the lowest: {said}. Each arrow points "
        f"downhill and is {STRIDE} times as long as the slope there."
    )
    return plots.axes.finish(ax, arrows, told)


# The slope of the penguins' line of least squares in grams for each millimetre, their correlation,
# and the standard deviation of the flippers in millimetres.
SLOPE, CORRELATION, SPREAD = 49.6856, 0.871202, 14.0411
VALLEY = np.array([2, 10])  # what the gradient of x² + 5y² multiplies (x, y) by

EXERCISES = table(
    exercise("00.1", "a point of two numbers, as (1.0, 2.0)", (1.6, -0.8),
        "Both coordinates shrank by the same factor, so the step points straight at 0.",
        {
            (2.4, -1.2): "This step climbs: the rule subtracts the gradient. Look at the sign.",
            (1.6, -1.2): "The first number is right. For the second the slope is −2, and subtracting a negative number adds.",
            (1.8, -0.9): "The gradient of x² is not x. Look at the factor in front.",
            (-2, 1): "This step is as long as the whole gradient. The learning rate is missing.",
            (2, -1): "That is where you stand. Where does the step take you?",
            (-0.4, 0.2): "This is how far the point moves, with its sign. Where does it arrive?",
            (4, -2): "This is the gradient at (2, −1). It is one part of the rule: now take the step.",
            (0.4, -0.2): "This is how far the point moves. Where does it arrive?",
        }, [
            "Write the rule with words first: new point = old point − learning rate × gradient.",
            "The gradient of x² + y² has one slope for each coordinate, each twice the coordinate.",
            "For the first coordinate: start at 2, the slope there is 4, a tenth of it is 0.4.",
        ]),
    function_exercise("00.2", "a function step(w, learning_rate) that returns the next point",
        lambda w, rate: w - rate * VALLEY * w, [(np.array([2.0, -1.0]), 0.05), (np.array([-3.0, 4.0]), 0.3)],
        "That function is gradient descent on this loss: everything else is repetition.",
        {
            lambda w, rate: w - rate * 2 * w: "That is a step on the bowl x² + y². In this valley y² counts five times: what is the slope along y?",
            lambda w, rate: w + rate * VALLEY * w: "This climbs. Which sign does the rule have?",
            lambda w, rate: w - rate * np.array([2, 5]) * w: "The slope along x is right. What is the derivative of 5y²?",
            lambda w, rate: w - rate * VALLEY / 2 * w: "The steps are half as long as they should be. What is the derivative of x²?",
            lambda w, rate: w - rate * (VALLEY @ w): "You added the two slopes up. Each coordinate moves by its own: np.array([…, …]).",
            lambda w, rate: w - 0.1 * VALLEY * w: "It steps as if the learning rate were always 0.1. Use the argument.",
            lambda w, rate: w - VALLEY * w: "The learning rate is an argument, but the step does not depend on it.",
            lambda w, rate: VALLEY * w: "That is the gradient. The function should take the step and return the next point.",
            lambda w, rate: -rate * VALLEY * w: "That is how far the point moves, with its sign. Add it to w to get the next point.",
            lambda w, rate: rate * VALLEY * w: "That is the learning rate times the gradient. Subtract it from w to get the next point.",
            lambda w, rate: (1 - rate * VALLEY) ** 20 * w: "That takes 20 steps. The function should take one.",
        }, [
            "Find the two slopes first: along x with y held still, and along y with x held still.",
            "The loop above holds the line you need. The gradient and the fixed 0.1 must change.",
            "The gradient is the array np.array([2 * w[0], 10 * w[1]]). The body is one line with return.",
        ]),
    exercise("00.3", "a whole number of steps", 31,
        "Each step keeps 0.8 of the distance, and 0.8 to the power 31 is the first below a thousandth.",
        {
            30: "One step short: after that many the distance is still a little too large.",
            between(30, 31): "That solves the equation, but steps come whole. Which whole number is enough?",
            near(16, tolerance=1e-9): "That many are enough for the loss. The question is about the distance, and the loss is its square.",
            near(65, 66, tolerance=1e-9): "You seem to shrink by 0.9 a step. The gradient has a factor 2 in it.",
            near(4, 5, tolerance=1e-9): "You seem to keep 0.2 each step. A step removes 0.2 of the distance; what is left?",
            When(lambda k: 0 <= k < 30 and k % 1 == 0, 15, 21): "Too few: 0.8 to that power is still more than a thousandth.",
            When(lambda k: k > 31 and k % 1 == 0, 32, 40): "That many are enough, but the distance is below a thousandth earlier. Which step is the first?",
        }, [
            "After k steps the distance is 0.8 to the power k of the distance at the start.",
            "Let Python count: multiply by 0.8 until the product is below one thousandth.",
            "With logarithms: k is at least log(0.001) / log(0.8). Round up, for steps are whole.",
        ], tolerance=1e-9),
    exercise("00.4", "a number of standard deviations of mass", CORRELATION * 20 / SPREAD,
        "First the millimetres in standard deviations of length, then times a: that is in those of mass.",
        {
            CORRELATION: "That goes with one standard deviation of length. How many of them are 20 mm?",
            20 * CORRELATION: "The slope a counts standard deviations of length, and 20 counts millimetres. Convert it first.",
            20 / SPREAD: "So many standard deviations is the flipper longer. How many of mass go with them?",
            20 * SLOPE: "So many grams is the bird heavier. How many standard deviations of mass are that?",
            CORRELATION * SPREAD / 20: "The 20 mm and the standard deviation of length have changed places.",
            CORRELATION**2 * 20 / (SLOPE * SPREAD): "20 mm are a length: divide by the standard deviation of length.",
            20 * CORRELATION * SPREAD: "Divide by the standard deviation of length, do not multiply.",
            -11.22: "The 20 mm are a difference of two lengths, so there is no mean to subtract.",
            SLOPE: "That is in grams for each millimetre. The answer counts standard deviations of mass.",
        }, [
            "Where a number is standardised, it counts standard deviations.",
            "flipper.std() is one standard deviation of length, in millimetres. How many of them are 20 mm?",
            "Divide 20 by flipper.std(), and multiply by the slope a.",
        ]),
)  # fmt: skip
