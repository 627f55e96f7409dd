"""Notebook 04: fair races of schedules with noise, how they are drawn, and the exercises."""

from functools import partial
from typing import NamedTuple

import numpy as np

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS
from gdviz.course import batches, exercises
from gdviz.course.exercises import When, between, exercise, function_exercise, near, table
from gdviz.text import count, number

TUNING, FRESH = range(100, 120), range(20)  # seeds that choose a rate, and seeds that show it


class Tuned(NamedTuple):
    """A schedule at the best of several rates, and the losses it ends with, one for each seed."""

    rate: float
    ends: np.ndarray


def fair_race(fit, shapes, rates, steps):
    """Let every schedule choose its best rate on some seeds, and show it on fresh ones.

    Each step takes one example. ``shapes`` maps names to functions of a rate. The best rate has
    the lowest median loss.
    """
    walk, found = partial(batches.race, fit, (-2, 3), batch_size=1, steps=steps), {}
    for name, shape in shapes.items():
        tried = walk([shape(rate) for rate in rates], seeds=TUNING).above[-1]
        best = rates[np.median(tried, axis=1).argmin()]
        found[name] = Tuned(best, walk([shape(best)], seeds=FRESH).above[-1, 0])
    return found


def draw_ends(races, axes=None):
    """Draw where the runs of each schedule end, a dot for each seed and a bar at the median.

    ``races`` maps a title to what fair_race returns.
    """
    axes = plots.axes.panels(axes, len(races), size=(9.4, 3.6), sharex=True, sharey=True)
    for ax, (title, race) in zip(axes, races.items(), strict=True):
        for row, (name, (rate, ends)) in enumerate(race.items()):
            height = row + 0.24 * np.linspace(-1, 1, len(ends))
            color = COLORS["second"] if row == 0 else COLORS["path"]
            (dots,) = ax.plot(ends, height, "o", color=color, ms=5, alpha=0.55, mew=0)
            middle = np.median(ends)
            ax.plot([middle, middle], [row - 0.36, row + 0.36], color=COLORS["text"], lw=3)
            ax.text(1.02, row, number(rate), va="center", transform=ax.get_yaxis_transform())
            told = f"median {number(middle, 2)}, {number(ends.min(), 2)} to {number(ends.max(), 2)}"
            gd.tell(dots, f"{name} from {number(rate)}, {count(len(ends), 'seed')}: {told}.")
        ax.text(1.02, -0.75, "best rate", va="center", transform=ax.get_yaxis_transform())
        ax.set(yticks=range(len(race)), yticklabels=list(race), ylim=(len(race) - 0.5, -0.5))
        ax.set(xscale="log", xlabel="final loss above its lowest; bar: median", title=title)
        ax.grid(axis="x")
    return axes


def first_lower(loss, w, rate):
    """Return the first of rate, rate/2, rate/4, … whose step lowers the loss."""
    return next(r for r in rate / 2.0 ** np.arange(60) if loss(w - r * loss.gradient(w)) < loss(w))


def pair(*values, tolerance=0.005):
    """Return a test for two numbers in any order."""
    wanted = near(tuple(sorted(values)), tolerance=tolerance)
    return When(lambda answer: wanted.holds(sorted(answer)), values)


TRIES = [  # losses, points and the first rate to try there
    (gd.losses.ravine(), np.array([5.0, 1]), 1.0),
    (gd.losses.himmelblau(), np.array([1.0, 1]), 0.05),  # lower, yet steeper
    (gd.losses.himmelblau(), np.array([0.5, 3]), 0.05),  # steeper even at half of it
    (gd.losses.bowl(), np.array([-1.0, 2]), 1.0),  # a step keeps the loss
    (gd.losses.ravine(), np.array([5.0, 0.01]), 1.0),
    (gd.losses.ravine(1e7), np.array([5.0, 1]), 1.0),  # needs 24 halvings
]

EXERCISES = table(
    exercise("04.1", "one number", 0.95,
        "The rates add up to 2, and with a gradient of at most 4 that is a way of at most 8. With every smaller factor the walk stops short.",
        {
            near(0.05, tolerance=0.01): "That is 1 − c. The factor c itself is asked for.",
            near(1.05, tolerance=0.001): "You solved for c − 1. A factor above 1 would let the rates grow.",
            near(0.9875, tolerance=0.0005): "You left the gradient out: a step is the rate times the gradient, and that may be 4 long.",
            near(0.5, tolerance=0.01): "You left the first rate out. The rates add up to 0.1/(1 − c), not to 1/(1 − c).",
            between(0.0001, 0.949): "With this factor the bound is shorter than 8: such a walk stops even earlier. Nearer to 1 the rates add up to more.",
            between(0.951, 0.9999): "With this factor the bound is longer than 8. A walk might arrive; take a smaller one.",
            When(lambda c: float(c) >= 1, 2): "With a factor of 1 or more the rates do not fall, and add up without limit.",
        }, [
            "The whole walk is no longer than all its steps together, and no step is longer than its rate times 4.",
            "The rates 0.1, 0.1c, 0.1c², … add up to 0.1/(1 − c).",
            "Set 4 times that sum equal to 8 and solve for c: how large must 1 − c be?",
        ], tolerance=0.001),
    function_exercise("04.2", "a function shorten(loss, w, learning_rate) that returns a learning rate",
        first_lower, TRIES,
        "This is backtracking: it halves until a step is good enough. gd.backtracking asks a step for a share of the fall that the slope promised.",
        {
            exercises.endless(*TRIES[0]): "It runs on and on: does the loop ever end? In each round halve the rate, then compute the point to try anew, with a minus.",
            When(lambda f: np.shape(f(*TRIES[0])) == (2,), lambda loss, w, rate: w): "The function returns where the step leads. Wanted is the learning rate of it.",
            lambda loss, w, rate: next(r for r in rate / 2.0 ** np.arange(60) if loss(w - r * loss.gradient(w)) <= loss(w)): "A step that leaves the loss as it was passes. Compare the losses: the new one must be lower.",
            lambda loss, w, rate: next(r for r in rate / 2.0 ** np.arange(60) if np.linalg.norm(loss.gradient(w - r * loss.gradient(w))) < np.linalg.norm(loss.gradient(w))): "You compare the slopes, and a lower place may be steeper. Compare the losses.",
            When(lambda f: f(*TRIES[0]) == 1 == f(*TRIES[1][:2], 1.0) and (exercises.endless(*TRIES[1]).holds(f) or f(*TRIES[1]) < 1e-9), lambda loss, w, rate: next(r for r in rate / 2.0 ** np.arange(99) if loss(w - r * loss.gradient(w)) >= loss(w))): "The condition is turned round: halve while the new loss is not lower.",
            lambda loss, w, rate: None if first_lower(loss, w, rate) == rate else rate / 2: "It halves once at most, and where no halving is needed it returns None. Does the return stand inside the loop?",
            lambda loss, w, rate: rate: "It gives back what it was given, also where that raises the loss.",
            lambda loss, w, rate: max(first_lower(loss, w, rate), rate / 2): "It shortens once at most. Sometimes one halving is not enough.",
            When(lambda f: any(all(np.isclose(f(*t), max(first_lower(*t), t[2] / 2**k)) for t in TRIES) for k in range(2, 22)), lambda loss, w, rate: max(first_lower(loss, w, rate), rate / 16)): "It gives up after a few halvings. Some losses need more: loop until the loss is lower.",
            lambda loss, w, rate: first_lower(loss, w, rate) / 2: "It halves once too often: a rate whose step lowers the loss is to be kept.",
            lambda loss, w, rate: first_lower(loss, w, rate / 2): "It halves before it has tried the rate that it was given.",
            lambda loss, w, rate: next(r for r in rate / 2.0 ** np.arange(60) if loss(w - r / 2 * loss.gradient(w)) >= loss(w - r * loss.gradient(w))): "You halve on while that finds a lower loss. Stop at the first rate whose step lowers the loss at w.",
            lambda loss, w, rate: 0.0: "It shrinks almost to nothing. Do the steps it tries go against the gradient?",
        }, [
            "You need a loop that ends when the step, tried on paper, would lower the loss.",
            "Compare the loss after the tried step with the loss at w, and halve while it is not lower.",
            "A while loop does it: its condition tries the step, its body halves the rate; the return comes after it.",
        ]),
    exercise("04.3", "a whole number of updates", 60,
        "Each epoch ends with a smaller batch, and that batch makes an update too.",
        {
            6: "That is one epoch.",
            5: "You counted the full batches of one epoch. There is a smaller batch as well, and there are ten epochs.",
            50: "You left the last, smaller batch out. It makes an update as well.",
            between(53.01, 53.99): "Updates come whole. What happens with the birds that are left at the end of an epoch?",
            near(53, 54, tolerance=1e-9): "You rounded once, at the very end. Every epoch has its own last batch.",
            near(640, 3420, tolerance=1e-9): "That counts birds. An update is made once for each batch.",
            10: "That many updates it would be with the full batch, one in an epoch.",
        }, [
            "How many batches does one epoch hold, if the last one may be smaller?",
            "Divide the birds by the batch size and round up: math.ceil does it.",
            "Round up for one epoch first, then multiply by the number of epochs.",
        ], tolerance=1e-9),
    function_exercise("04.4", "a function rate_at(k, updates) that returns a learning rate",
        lambda k, updates: 0.1 * 0.5 ** (k // updates), [(0, 11), (6, 11), (10, 11), (11, 11), (25, 11), (50, 11), (7, 3)],
        "So a schedule that is meant for epochs is read in updates.",
        {
            lambda k, updates: 0.1 * 0.5**k: "It halves at every update. The rate is to be halved once in an epoch.",
            lambda k, updates: 0.1 * 0.5 ** (k / updates): "It falls a little at every update. Within an epoch the rate is to stay: Python's // divides and drops the rest.",
            lambda k, updates: 0.1 * 0.5 ** (k % updates): "% is what is left over: it counts within the epoch and begins at 0 again in the next one.",
            lambda k, updates: 0.1 * 0.5 ** ((k + 1) // updates): "It halves one update too early. Updates count from 0, so update 10 is the last of the first epoch of 11.",
            lambda k, updates: 0.5 ** (k // updates): "The halving is right. Where is the first rate, 0.1?",
            lambda k, updates: 0.1 / (1 + k // updates): "That is 1/t, by epochs: 0.1, 0.05, 0.033. Halving at each epoch gives 0.1, 0.05, 0.025.",
        }, [
            "How often has the rate been halved at update k? As often as an epoch has ended before it.",
            "With 11 updates in an epoch, updates 0 to 10 have seen no end of an epoch, updates 11 to 21 one.",
            "Whole epochs before update k: k divided by updates, without the rest, which is Python's //.",
        ]),
    exercise("04.5", "two learning rates, as (0.2, 0.1)", pair(0.5, 0.05, tolerance=1e-9),
        "Each step wipes out one direction for good, also the step at five times the limit: a limit for constant rates says nothing about a single step.",
        {
            pair(0.5, 0.05, tolerance=0.02): "Close, but wanted is exactly. A factor 1 − αλ that is nearly 0 leaves a little of its direction.",
            (1 / 11, 1 / 11): "That is the best constant rate. Two different rates can do better.",
            (0.1, 0.1): "That is the limit, twice: y changes its sign and changes it back.",
            pair(1, 0.1): "At 1 the step turns x into −x, and at 0.1 it turns y into −y. You want each to become 0.",
            near((0.5, 0.5), (0.05, 0.05)): "One coordinate is wiped out twice and the other never.",
            pair(2, 20): "These are the curvatures. Which rate makes 1 − αλ equal to 0?",
            pair(1, 0.05): "One of them is right. The factor in front of x² is not yet its curvature.",
            pair(0.5, 0.1): "One of them is right. The factor in front of y² is not yet its curvature.",
            When(lambda rates: np.shape(rates) == (2,) and np.isfinite(sum(rates)), (0.2, 0.1)): "After these two steps something is left of x or of y. Work out what is left of x, (1 − 2α)(1 − 2β), and of y, (1 − 20α)(1 − 20β): both must be 0.",
        }, [
            "A step multiplies x by one factor and y by another. A factor may be 0.",
            "Choose the first rate so that one coordinate becomes 0. It stays 0 whatever follows.",
            "For curvature λ the factor is 1 − αλ. Here the curvatures are 2 and 20.",
        ]),
)  # fmt: skip
