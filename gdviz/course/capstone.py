"""Notebook 09: the tables of its report, the wall of verdicts as a picture, and the exercises."""

from functools import cache

import numpy as np

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS
from gdviz.course.claims import LEVELS, claims
from gdviz.course.exercises import exercise, function_exercise, near, table
from gdviz.text import count


def deal(kinds, parts):
    """Count the birds of each kind in each part of the data, given by its rows.

    >>> deal(np.array(["red", "blue", "red"]), {"seen": np.array([0, 2]), "unseen": [1]})
    Birds of each species in each part.
    Part: seen. blue: 0. red: 2. All: 2.
    Part: unseen. blue: 1. red: 0. All: 1.
    Part: All. blue: 1. red: 2. All: 3.
    """
    names = np.unique(kinds)
    parts = {**parts, "All": np.concatenate(list(parts.values()))}
    rows = [(part, *_tally(kinds[these], names), len(these)) for part, these in parts.items()]
    return gd.Table("Birds of each species in each part.", ("Part", *names, "All"), tuple(rows))


def _tally(values, names):
    return [(values == name).sum() for name in names]


def confusion(truth, answers):
    """Count which kind is taken for which, by all runs (rows of answers) together.

    >>> confusion(np.array(["cat", "dog"]), [["cat", "dog"], ["dog", "dog"]])
    What each bird is, and what 2 networks take it for.
    The bird is: cat. taken for cat: 1. for dog: 1.
    The bird is: dog. taken for cat: 0. for dog: 2.
    """
    names, answers = np.unique(truth), np.asarray(answers)
    rows = [(name, *_tally(answers[:, truth == name], names)) for name in names]
    caption = f"What each bird is, and what {len(answers)} networks take it for."
    headings = ("The bird is", f"taken for {names[0]}", *(f"for {name}" for name in names[1:]))
    return gd.Table(caption, headings, tuple(rows))


def report_card(*choices):
    """Set choices (what, why, guess, found) side by side; without guesses, no column for them.

    >>> report_card(("rate 0.5", "half the limit", 3, 0), ("batch 8", "cheap", None, 1))
    What was chosen, why, what you guessed before, and what the runs said.
    Choice: rate 0.5. Why: half the limit. You guessed: 3. The runs said: 0.
    Choice: batch 8. Why: cheap. You guessed: none. The runs said: 1.
    """
    caption = "What was chosen, why, what you guessed before, and what the runs said."
    headings, rows = ["Choice", "Why", "You guessed", "The runs said"], []
    for what, why, guess, found in choices:
        said = guess if isinstance(guess, int | float) else str(guess).lower()  # None is "none"
        rows.append([what, why, said, found])
    if all(guess is None for _, _, guess, _ in choices):
        caption = "What was chosen, why, and what the runs said."
        for row in (headings, *rows):
            del row[2]
    return gd.Table(caption, tuple(headings), tuple(map(tuple, rows)))


TINTS = ("minimum", "path", "gradient", "second")  # of the levels, from always to false


def draw_wall(ax):
    """Draw a brick for each claim of the note, piled up by how far it is true."""
    told = []
    piles = {level: [c for c in claims().values() if c.level == level] for level in LEVELS}
    for place, ((level, pile), tint) in enumerate(zip(piles.items(), TINTS, strict=True)):
        look = {"facecolor": (COLORS[tint], 0.18), "edgecolor": COLORS[tint], "linewidth": 1.2}
        for height, claim in enumerate(pile):
            ax.bar(place, 0.84, 0.94, bottom=height + 0.08, **look)
            words = f"{claim.name}  {claim.topic}"
            ax.text(place - 0.43, height + 0.5, words, va="center_baseline")
        names = f" ({', '.join(claim.name for claim in pile)})" if pile else ""
        told.append(f"{level.capitalize()}: {count(len(pile), 'claim')}{names}.")
    ax.set_xticks(range(len(piles)), [f"{level}: {len(pile)}" for level, pile in piles.items()])
    tallest = max(map(len, piles.values()))
    ax.set(xlim=(-0.5, len(piles) - 0.5), ylim=(-0.15, tallest + 0.15), yticks=[])
    ax.tick_params(axis="x", length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    ground = ax.axhline(0, color=COLORS["data"], lw=1.5)
    return plots.axes.finish(ax, ground, " ".join(told))


def scaled(rows, like, ddof=0):
    """Return a table in the units of another one's columns."""
    return (rows - like.mean(axis=0)) / like.std(axis=0, ddof=ddof)


@cache
def validation():
    """Return the notebook's validation birds as a network of their loss, widths 4, 8 and 3."""
    birds = gd.penguins()
    order = np.random.default_rng(7).permutation(len(birds["species"]))
    train, these, _ = np.split(order, [202, 272])
    measured = np.column_stack([birds[name] for name in gd.data.MEASURED])
    z, kinds = scaled(measured[these], measured[train]), birds["species"][these]
    return gd.network.classifier(z, kinds, hidden=(8,), activation="relu")


def right_birds(w):
    """Return how many validation birds weights get right."""
    return round(70 * validation().accuracy(np.asarray(w, dtype=float)))


def tables():
    return [
        (np.array([[1.0, 10], [3, 20], [8, 60]]), np.array([[2.0, 30], [5, 0], [1, 1], [7, 9]])),
        (np.array([[0.0, -4], [1, 4], [2, 5], [9, 5]]), np.array([[3.0, 3], [4, 1]])),
    ]


def histories():
    """Return validation losses and a patience."""
    return [
        ([5.0, 4, 3, 3.5, 3.2, 3.1, 2, 2.5, 2.6, 2.7, 2.8], 3),
        ([5.0, 4, 3, 3.5, 2.9, 3.1, 2, 2.1, 2.05, 2.7, 2.8], 3),
        ([9.0, 8, 7, 7.5, 7.5, 6, 6.5], 2),
        ([3.0, 2, 1, 0.5], 2),
    ]


def with_list_or_array(function, losses, patience):
    """Call a learner's function with a list, or with an array if it needs one."""
    try:
        return function(list(losses), patience)
    except (AttributeError, TypeError):
        return function(np.array(losses), patience)


def first_stale(losses, patience):
    """Return the first epoch at which the lowest loss so far is ``patience`` epochs old."""
    return next((k for k in range(len(losses)) if k - np.argmin(losses[: k + 1]) >= patience), None)


def then(change, otherwise=lambda losses: None):
    """Return the rule of first_stale with its epoch changed by a rule (epoch, losses, patience)."""

    def rule(losses, patience):
        epoch = first_stale(losses, patience)
        return otherwise(losses) if epoch is None else change(epoch, losses, patience)

    return rule


def rises_in_a_row(losses, patience):
    """Return the first epoch that ends as many rises in a row as the patience says."""
    rises = np.diff(losses) > 0
    return next((k for k in range(patience, len(losses)) if rises[k - patience : k].all()), None)


EXERCISES = table(
    exercise("09.1", "one number", 0.125,
        "Only the largest curvature limits the rate; the negative ones are ways down.",
        {
            0.25: "That is the limit itself. On it the steepest direction orbits, and a mini-batch can push it over.",
            near(2 / 6.8, 1 / 6.8, 2 / 9.2, 1 / 9.2): "You let the negative curvature have a say. A direction that curves down sets no limit.",
            0.5: "That is right where the largest curvature is 2, as for a standardised line. Here it is another.",
            near(8, 16): "That grows with the curvature. The steeper the ground, the shorter the step.",
            near(1 / 1.2, 2 / 1.2): "You took the curvature at the other end of the list.",
        }, [
            "Which of the two curvatures is the first to make steps grow?",
            "The limit is 2 divided by the largest curvature. Wanted is half of that.",
        ]),
    function_exercise("09.2", "a function standardised(train, test) that returns both tables",
        lambda train, test: (scaled(train, train), scaled(test, train)), tables,
        "The test rows are measured with a ruler that was made without them.",
        {
            lambda train, test: (scaled(train, train), scaled(test, test)): "Each table has a ruler of its own. The same bird would get another number in each of them.",
            lambda train, test: (scaled(train, np.vstack([train, test])), scaled(test, np.vstack([train, test]))): "The ruler was made with the test rows too. So they have told the network something before the test.",
            lambda train, test: (train - train.mean(0), test - train.mean(0)): "The means are taken off, but the units are still the old ones.",
            lambda train, test: (scaled(test, train), scaled(train, train)): "The two tables come back in the wrong order.",
            lambda train, test: (scaled(train, train, 1), scaled(test, train, 1)): "That is the standard deviation with n − 1. The course divides by n, as numpy does by itself; only then the curvature is exactly 2.",
            lambda train, test: ((train - train.mean()) / train.std(), (test - train.mean()) / train.std()): "One mean for the whole table mixes millimetres and grams. Each column needs its own: axis=0.",
        }, [
            "Which rows may the mean and the standard deviation be computed from?",
            "Compute both once, from the training rows, column by column, and use them twice.",
        ]),
    exercise("09.3", "one number", (67 / 70 * 3 / 70 / 70) ** 0.5,
        "So one bird more or less right, a step of 1/70, is well within chance.",
        {
            100 * (67 / 70 * 3 / 70 / 70) ** 0.5: "That is in percent. Give it as a share, like the accuracy.",
            67 / 70 * 3 / 70 / 70: "That is the variance. The standard error is in the unit of the share itself.",
            (67 / 70 * 3 / 70) ** 0.5: "That is the spread of one bird's answer. The mean of 70 of them varies less.",
            near((67 / 70 / 70) ** 0.5, (3 / 70 / 70) ** 0.5): "One of the two factors p and 1 − p is missing. A share near 0 or 1 has little room to vary.",
            67 / 70 * 3 / 70: "That is p(1 − p), the variance for one bird. There are 70 of them.",
        }, [
            "For one bird the answer is 1 with probability p and 0 otherwise: its variance is p times the rest.",
            "The variance of a mean of n independent answers is n times smaller. Then the root.",
        ]),
    function_exercise("09.4", "a function epoch_to_stop(losses, patience) that returns an epoch or None",
        first_stale, histories,
        "This is early stopping with patience. Libraries do the same; some wait one epoch more.",
        {
            then(lambda epoch, losses, patience: epoch - patience): "That is the epoch with the lowest loss. At that moment nobody knows yet that it is the lowest: the rule stops later.",
            then(lambda epoch, *_: epoch + 1): "One epoch too late. Stop as soon as the lowest loss is that old, and count the epochs from 0.",
            then(lambda epoch, *_: epoch - 1): "One epoch too early. The epoch of the lowest loss itself has age 0.",
            then(lambda epoch, losses, _: losses[epoch]): "That is the loss at the right epoch. Return the epoch's number.",
            lambda losses, patience: rises_in_a_row(losses, 1): "It stops at the first rise and does not look at the patience.",
            rises_in_a_row: "It counts rises in a row. A loss may fall a little and still be above its lowest value.",
            then(lambda epoch, *_: epoch, otherwise=lambda losses: len(losses) - 1): "Right where the rule fires. Where it never does, the answer is None.",
        }, [
            "Walk through the losses and remember the lowest one and its epoch.",
            "At each epoch ask how long ago the lowest loss was. Stop when that is the patience.",
        ], call=with_list_or_array),
    exercise("09.5", "weights: 67 numbers, as run.end", lambda w: right_birds(w) == 70,
        "All 70 validation birds are right, with a recipe of your own. What that says of new birds only new birds can tell.",
        {
            lambda run: hasattr(run, "end"): "That is a whole run. Hand over its last point: run.end.",
            lambda w: np.ndim(w) == 1 and 0 < len(w) != validation().dim: "This many weights belong to another network. Keep 4 inputs, 8 hidden units and 3 outputs.",
            lambda w: np.ndim(w) == 1 and np.ptp(w) == 0: "All weights are equal, so all hidden units do the same. Start from random ones.",
            lambda w: right_birds(w) < 60: "It is wrong on more than ten birds. Has it been trained, and did the loss fall?",
            lambda w: right_birds(w) < 70: "Close: one bird or a few are still wrong. Train longer, or in smaller batches.",
        }, [
            "Look at the loss of your run: is it still falling at the end?",
            "After the recipe's 210 updates a bird or two are wrong. Take several times as many.",
        ]),
)  # fmt: skip
