"""Notebook 06: a bowl with pits, runs that leave a ridge, four patients, and the exercises."""

from math import ceil, floor, log

import numpy as np

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, series
from gdviz.course.exercises import Endless, When, exercise, function_exercise, letters, near, table
from gdviz.text import count, number

PITS = np.array([(-2.0, 0.9), (-1.5, -1.5), (2.0, 1.3)])
DEPTHS = np.array([1.0, 0.9, 1.0])
RADII = np.array([1.25, 0.75, 1.05])
BEYOND = 0.5  # from so far off the ridge line on a run counts as having left


def pitted_bowl():
    """Return a wide bowl with three narrow pits on its sides, none as deep as the bowl.

    L(x, y) = ¼ (x² + y²) − Σ dᵢ max(0, 1 − sᵢ²/rᵢ²)³ with sᵢ the distance from the middle of pit
    i, dᵢ its depth and rᵢ its radius. The better minimum, ``minima[0]``, is the wide one.
    """

    def pits(w):
        off = w[..., None, :] - PITS
        return off, np.maximum(0, 1 - (off * off).sum(axis=-1) / RADII**2)

    def value(w):
        return 0.25 * (w * w).sum(axis=-1) - (DEPTHS * pits(w)[1] ** 3).sum(axis=-1)

    def gradient(w):
        off, inside = pits(w)
        return 0.5 * w + ((6 * DEPTHS * inside**2 / RADII**2)[..., None] * off).sum(axis=-2)

    minima = np.vstack([[0.0, 0.0], 0.95 * PITS])
    for _ in range(300):
        minima -= 0.1 * gradient(minima)
    bounds, kind = ((-4, 4), (-3, 3)), {"name": "a bowl with three pits", "vectorized": True}
    return gd.Loss(value, gradient, bounds=bounds, minima=minima, **kind)


def draw_offsets(runs, ax):
    """Draw how far runs are from a ridge line y = 0 at each step, until all are beyond 0.5."""
    grey, starts = COLORS["data"], [abs(run.start[1]) for run in runs.values()]
    low = min(starts)
    ax.set(yscale="log", ylim=(low * (low / BEYOND) ** 0.1, BEYOND * (BEYOND / low) ** 0.2))
    for i, (name, run) in enumerate(runs.items()):
        offsets, look = np.abs(run.points[:, 1]), series(i)
        last = np.flatnonzero(offsets > BEYOND)[0]
        end, color, marker = (last, offsets[last]), look["color"], look["marker"]
        (line,) = ax.plot(offsets[: last + 1], lw=2.4, ls=look["linestyle"], color=color)
        ax.plot(0, offsets[0], "s", color=COLORS["start"], ms=7, mec="white", zorder=4)
        ax.plot(*end, color=color, marker=marker, ms=9, mec="white", zorder=4)
        plots.axes.note(ax, f"{last}", end, (0, 1), color, fontweight="bold")
        gd.tell(line, f"{name}: beyond {number(BEYOND)} after {count(last, 'step')}.")
    ax.axhline(BEYOND, color=grey, ls=(0, (4, 3)), lw=1, zorder=1)
    ax.set_yticks(starts)
    ax.yaxis.minorticks_off()
    right = {"transform": ax.get_yaxis_transform(), "va": "center", "color": grey}
    ax.text(1.01, BEYOND, number(BEYOND), **right)
    plots.axes.count_along(ax)
    plots.axes.label(ax, "step", "distance |y| from the ridge line")
    return ax


def patients():
    """Run descent four times, each time with another trouble, and return the runs by letter."""
    losses, arrived = gd.losses, gd.stopping.loss_below(1e-6)
    return {
        "A": gd.descend(losses.plateau(), (-1.5, 1), learning_rate=0.1, steps=400, stop=arrived),
        "B": gd.descend(losses.bowl(), (-3, 4), learning_rate=1.04, steps=40),
        "C": gd.descend(losses.ravine(200), (-4, 1), learning_rate=0.004, steps=250),
        "D": gd.descend(losses.bowl(), (-3, 4), learning_rate=0.0008, steps=250),
    }


DIAGNOSES = {"A": "plateau", "B": "rate too large", "C": "ravine", "D": "rate too small"}


def offsets():
    """Return distances from the ridge line and learning rates."""
    return [(1e-16, 0.1), (1e-3, 0.25), (0.3, 0.05)]


def escape(offset, rate, goal=1):
    """Return how many steps it takes from an offset to a goal; on x² − y² it grows by 1 + 2α."""
    return log(goal / offset) / log(1 + 2 * rate)


def never_ends(function):
    """Whether a function is still at work when patience ends."""
    try:
        function(*offsets()[-1])
    except Endless:
        return True
    return False


RIDGE = gd.losses.ridge().name


def lingers(run):
    """Whether a run on the ridge begins beside the line and is told to be at a saddle."""
    beside = run.loss.name == RIDGE and run.start[1] != 0
    return beside and run.steps >= 100 and gd.diagnose(run).kind == "saddle"


EXERCISES = table(
    exercise("06.1", "a number between −1 and 1", -7 / 25,
        "Below 0: the second step takes back part of the first. Run after run of such steps is a zig-zag.",
        {
            -7: "That is the dot product. Both lengths are still in it.",
            near(-7 / 5, -7 / 10): "The dot product is right. Divide by the product of the two lengths.",
            7 / 25: "The size is right. Look at the sign of the second part.",
            0: "At a right angle it would be 0. Work out the dot product.",
            1: "Were they the same step, it would be 1. One part flips its sign.",
            -1: "−1 would be a complete about-turn. The first part keeps its direction.",
            np.degrees(np.arccos(-7 / 25)): "That is the angle in degrees. The cosine of it is asked.",
        }, [
            "The cosine is the dot product divided by both lengths.",
            "The dot product adds the products of the parts: 3·3 and 4·(−4).",
            "Both lengths are the square root of 9 + 16. Divide by one, then by the other.",
        ]),
    exercise("06.2", "a whole number of steps", near(20, tolerance=1e-9),
        "Twenty steps. With batches of 100 the same money buys ten thousand.",
        {
            1000000: "That would be one example a step, not all of them.",
            50000: "That is the price of one step. How many can you pay?",
            0.05: "Upside down: divide what you have by what a step costs.",
            50000000000.0: "You multiplied. How often does one price fit into the purse?",
        }, [
            "An exact step asks every example for its gradient once.",
            "So one step costs as many per-example gradients as there are examples.",
        ]),
    exercise("06.3", "a whole number of starts", 15,
        "Restarts are dull and good: the failures multiply.",
        {
            near(6, 7, tolerance=1e-9): "Shares do not add up like that: two starts succeed together less than twice as often as one. Multiply the failures.",
            14: "One too few: that many reach only just under 0.9.",
            16: "It is enough, but one start fewer is enough, too.",
            lambda n: 14 < n < 15: "Starts come whole. Which whole number is enough?",
            near(1, 2, tolerance=1e-9): "0.15 to that power is the chance that all succeed. One success is enough.",
        }, [
            "First ask for the chance that all starts fail.",
            "One start fails with 0.85. Independent failures multiply.",
            "You look for the first power of 0.85 that is at most a tenth.",
        ], tolerance=1e-9),
    function_exercise("06.4", "a function escape_steps(offset, learning_rate) that returns a whole number",
        lambda offset, rate: ceil(escape(offset, rate)), offsets,
        "It grows with the logarithm of 1/offset. That is why stuck means slow here.",
        {
            When(never_ends): "Your loop never ends: y does not grow. The gradient of −y² is −2y, and the step subtracts α times that.",
            When(lambda f: 1 <= f(*offsets()[0]) <= 1.2): "It returns y itself. Count the steps, and return the count.",
            lambda offset, rate: ceil(escape(offset, rate / 2)): "You grow by 1 + α. The derivative of −y² has a factor 2.",
            lambda offset, rate: ceil(escape(offset, rate, goal=0.5)): "You stop at one half, as the text above. Here the goal is 1.",
            When(lambda f: f(*offsets()[0]) % 1 != 0): "Steps come whole: round up to the next one, with math.ceil for example.",
            lambda offset, rate: floor(escape(offset, rate)): "One step short: after that many |y| is below 1.",
            lambda offset, rate: round(escape(offset, rate)): "The nearest whole number may be too small. Which one is enough?",
            lambda offset, rate: ceil(escape(offset, rate)) + 1: "One step too many: it was there a step before.",
        }, [
            "What does one step do to y? Write down the gradient of −y² first.",
            "The step subtracts α times −2y, so y grows by the same factor each time.",
            "Repeat the multiplication until 1 is reached, or use two logarithms.",
        ]),
    exercise("06.5", 'a dictionary from "A", "B", "C", "D" to the four diagnoses', DIAGNOSES,
        "All four. gd.diagnose(runs[letter]) agrees in its own words, but for A: it judges by the last steps, and by then A has left its plateau behind.",
        {
            lambda a: set(letters(a)) != set(DIAGNOSES): "Every patient needs one diagnosis, under its letter.",
            lambda a: not set(letters(a).values()) <= set(DIAGNOSES.values()): 'Use these words: "rate too small", "rate too large", "ravine", "plateau".',
            lambda a: letters(a)["B"] != "rate too large": "Look at B again: its loss rises from the first step to the last.",
            lambda a: letters(a)["A"] != "plateau": "Look at A again: it rests, and then falls once more. What makes a walk rest?",
            lambda a: letters(a).get("C") == "rate too small": "C and D are both slow. One of them falls fast first: something was done with quickly, and something else was not.",
        }, [
            "Sort out the one that rises first.",
            "Of the other three one rests for a while and falls again.",
            "A ravine has a steep and a gentle direction: first a fast fall, then a slow one.",
        ]),
    exercise("06.6", "a run on gd.losses.ridge(), as gd.descend returns it", lingers,
        "From its words alone nobody could tell this run from one that stays for ever. A few more steps, or a nudge, and it leaves.",
        {
            lambda a: not isinstance(a, gd.Trajectory): "Hand over the run itself: my_patient = gd.descend(…).",
            lambda a: a.loss.name != RIDGE: "This runs on another loss. Take gd.losses.ridge().",
            lambda a: a.start[1] == 0: "It starts exactly on the ridge line, where it stays for ever. Start beside it.",
            lambda a: a.steps < 100: "It has fewer than 100 steps.",
            lambda a: np.abs(a.end[1]) > 0.5: "It has left the ridge by now. Begin nearer to the line, or let it walk less.",
            lambda a: gd.diagnose(a).kind in ("creeping", "alternating"): "gd.diagnose finds fault with the learning rate of this one. Take 0.1.",
            lambda a: a.steps >= 100: "It is near the ridge line, but its slope is not small enough for gd.diagnose to call it a saddle. Begin nearer to x = 0, or nearer to the line.",
        }, [
            "Two things must be small at the end: the slope along the ridge and the offset.",
            "Along the ridge x shrinks by the factor 1 − α/5 a step; the offset grows by 1 + 2α.",
            "Choose an offset so small that 1.2 to the power of your steps keeps it small.",
        ]),
)  # fmt: skip
