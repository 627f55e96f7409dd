"""Notebook 06: a bowl with pits, runs that leave a ridge, four patients, and the exercises."""

from math import ceil, floor, log

import numpy as np

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, series
from gdviz.course.exercises import When, endless, exercise, function_exercise, letters, near, table
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
        end = {"markevery": [last], "ms": 9, "mec": "white"}
        (line,) = ax.plot(offsets[: last + 1], lw=2.4, **look, **end)
        ax.plot(0, offsets[0], "s", color=COLORS["start"], ms=7, mec="white", zorder=4)
        plots.axes.note(ax, str(last), (last, offsets[last]), (0, 1), look["color"], weight="bold")
        gd.tell(line, f"{name}: beyond {number(BEYOND)} after {count(last, 'step')}.")
    ax.axhline(BEYOND, color=grey, ls=(0, (4, 3)), lw=1, zorder=1)
    ax.set_yticks(starts)
    ax.yaxis.minorticks_off()
    right = {"transform": ax.get_yaxis_transform(), "va": "center", "color": grey}
    ax.text(1.01, BEYOND, number(BEYOND), **right)
    plots.axes.count_along(ax)
    return plots.axes.label(ax, "step", "distance |y| from the ridge line")


def patients():
    """Run descent four times, each time with another trouble, and return the runs by letter."""
    losses, across = gd.losses, gd.stopping.loss_below(0.01)
    return {
        "P": gd.descend(losses.plateau(0.001), (-1, 1), learning_rate=0.18, steps=350, stop=across),
        "Q": gd.descend(losses.bowl(), (-3, 4), learning_rate=1.004, steps=350),
        "R": gd.descend(losses.ravine(200), (-4, 1), learning_rate=0.004, steps=350),
        "S": gd.descend(losses.ravine(20), (-4, 3), learning_rate=0.0025, steps=350),
    }


DIAGNOSES = {"P": "plateau", "Q": "rate too large", "R": "ravine", "S": "rate too small"}


# Distances from the ridge line, learning rates and curvatures, without their sign.
OFFSETS = [(1e-16, 0.1, 3), (1e-3, 0.25, 0.5), (0.5, 0.5, 2), (1e-4, 0.1, 0.02)]


def escape(offset, rate, c, goal=1):
    """Return how many steps an offset that grows by the factor 1 + αc takes to reach a goal."""
    return log(goal / offset) / log(1 + rate * c)


RIDGE = gd.losses.ridge().name


def lingers(run):
    """Whether a run on the ridge begins beside the line and is told to be at a saddle."""
    beside = run.loss.name == RIDGE and run.start[1] != 0
    return beside and run.steps >= 100 and gd.diagnose(run).kind == "saddle"


EXERCISES = table(
    exercise("06.1", "a whole number of starts", 15,
        "Restarts are dull and good: the failures multiply.",
        {
            When(lambda n: 6 <= n <= 7, 6, 6.67, 7): "Shares do not add up like that: two starts succeed together less than twice as often as one. Multiply the failures.",
            14: "One too few: that many reach only just under 0.9.",
            16: "It is enough, but one start fewer is enough, too.",
            lambda n: 14 < n < 15: "Starts come whole. Which whole number is enough?",
            near(1, 2, tolerance=1e-9): "0.15 to that power is the chance that all succeed. One success is enough.",
        }, [
            "First ask for the chance that all starts fail.",
            "One start fails with 0.85. Independent failures multiply.",
            "You look for the first power of 0.85 that is at most a tenth.",
        ], tolerance=1e-9),
    function_exercise("06.2", "a function escape_steps(offset, learning_rate, c) that returns a whole number",
        lambda offset, rate, c: ceil(escape(offset, rate, c)), OFFSETS,
        "It grows with the logarithm of 1/offset, and with 1/c: a hair is cheap, a flat saddle is expensive.",
        {
            endless(*OFFSETS[0]): "Your loop does not end. The slope is −cy at the present y, and the step subtracts α times that. If y grows: stop at y ≥ 1.",
            When(lambda f: 1 < f(*OFFSETS[0]) <= 1.3): "It returns y itself. Count the steps, and return the count.",
            lambda offset, rate, c: ceil(escape(offset, rate, 2 * c)): "You grow by 1 + 2αc. The slope is −cy already: no factor 2 comes in.",
            lambda offset, rate, c: ceil(escape(offset, rate, 2)): "You grow by 1 + 2α, as in the text above. Here the curvature is −c.",
            lambda offset, rate, c: ceil(escape(offset, rate, 1)): "You grow by 1 + α. Where is c?",
            lambda offset, rate, c: ceil(escape(offset, rate, c, goal=0.5)): "You stop at one half, as the text above. Here the goal is 1.",
            lambda offset, rate, c: ceil(log(1 / offset) / (rate * c)): "That is the formula for small αc. Here the exact factor, 1 + αc, is asked.",
            lambda offset, rate, c: escape(offset, rate, c): "Steps come whole: round up to the next one, with math.ceil for example.",
            lambda offset, rate, c: floor(escape(offset, rate, c)): "One step short: after that many |y| is below 1.",
            lambda offset, rate, c: round(escape(offset, rate, c)): "The nearest whole number may be too small. Which one is enough?",
            lambda offset, rate, c: ceil(escape(offset, rate, c)) + 1: "One step too many: it was there a step before.",
        }, [
            "What does one step do to y? It subtracts α times the slope.",
            "The step subtracts α times −cy, so y grows by the same factor each time.",
            "Repeat the multiplication until 1 is reached, or use two logarithms.",
        ]),
    exercise("06.3", 'a dictionary from "P", "Q", "R", "S" to the four diagnoses', DIAGNOSES,
        "All four. gd.diagnose(runs[letter]) agrees in its own words, but for P: it judges by the last steps, and by then P has left its plateau behind.",
        {
            lambda a: set(letters(a)) != set(DIAGNOSES): "Every patient needs one diagnosis, under its letter.",
            lambda a: not set(letters(a).values()) <= set(DIAGNOSES.values()): 'Use these words: "rate too small", "rate too large", "ravine", "plateau".',
            lambda a: letters(a)["Q"] != "rate too large": "Look at Q again: its loss rises from the first step to the last.",
            lambda a: letters(a)["P"] != "plateau": "Look at P again: it rests, and then falls once more. What makes a walk rest?",
            lambda a: letters(a).get("R") == "rate too small": "R and S look alike. Three times the rate helps one of them, and the other diverges. What does that say of the rate?",
            When(lambda a: letters(a)["S"] == "ravine", DIAGNOSES | {"S": "ravine"}): "S may stand in a ravine, too. But three times the rate ends lower: what is to be mended first?",
            When(lambda a: letters(a)["R"] == "rate too large", DIAGNOSES | {"R": "rate too large"}): "Three times the rate is too large for R. At its own rate the loss falls all the time.",
        }, [
            "Sort out the one that rises first.",
            "Of the other three one rests for a while and falls again.",
            "For the last two look at the table with three times the rate.",
        ]),
    exercise("06.4", "a run on gd.losses.ridge(), as gd.descend returns it", lingers,
        "From its words alone nobody could tell this run from one that stays for ever. A few more steps, or a nudge, and it leaves.",
        {
            lambda a: not isinstance(a, gd.Trajectory): "Hand over the run itself: my_patient = gd.descend(…).",
            lambda a: a.loss.name != RIDGE: "This runs on another loss. Take gd.losses.ridge().",
            lambda a: a.start[1] == 0: "It starts exactly on the ridge line, where it stays for ever. Start beside it.",
            lambda a: a.steps < 100: "It has fewer than 100 steps.",
            lambda a: np.abs(a.end[1]) > 0.5: "It has left the ridge by now. Begin nearer to the line, or let it walk less.",
            lambda a: gd.diagnose(a).kind in ("creeping", "alternating"): "gd.diagnose finds fault with the learning rate of this one. Take 0.1.",
            When(lambda a: np.abs(a.end[0]) <= 0.05 * np.abs(a.start[0]), gd.descend(gd.losses.ridge(), (0, 1e-9), learning_rate=0.1, steps=100)): "Its offset has grown too large by the end. Begin nearer to the line.",
            lambda a: a.steps >= 100: "It is near the ridge line, but its slope is not small enough for gd.diagnose to call it a saddle. Begin at x = 0, or take more steps from nearer to the line.",
        }, [
            "Two things must be small at the end: the slope along the ridge and the offset.",
            "Along the ridge x shrinks by the factor 1 − α/5 a step; the offset grows by 1 + 2α.",
            "Choose an offset so small that 1.2 to the power of your steps keeps it small.",
        ]),
)  # fmt: skip
