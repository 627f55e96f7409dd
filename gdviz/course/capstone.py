"""Notebook 09: training at many rates at once, the tables of its report, and the exercises."""

from functools import cache
from itertools import islice

import numpy as np

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, series
from gdviz.course.batches import in_batches
from gdviz.course.claims import LEVELS, claims
from gdviz.course.exercises import When, exercise, function_exercise, near, table
from gdviz.optimizers import rates
from gdviz.text import count, number


def deal(kinds, parts):
    """Count the birds of each kind in each part of the data, given by its rows."""
    names = np.unique(kinds)
    parts = {**parts, "All": np.concatenate(list(parts.values()))}
    rows = [(part, *_tally(kinds[these], names), len(these)) for part, these in parts.items()]
    return gd.Table("Birds of each species in each part.", ("Part", *names, "All"), tuple(rows))


def _tally(values, names):
    return [(values == name).sum() for name in names]


def confusion(truth, answers):
    """Count which kind is taken for which, by all runs (rows of answers) together."""
    names, answers = np.unique(truth), np.asarray(answers)
    rows = [(name, *_tally(answers[:, truth == name], names)) for name in names]
    caption = f"What each bird is, and what {len(answers)} networks take it for."
    headings = ("The bird is", f"taken for {names[0]}", *(f"for {name}" for name in names[1:]))
    return gd.Table(caption, headings, tuple(rows))


def report_card(*choices):
    """Set choices (what, rivals, guess, found) side by side; without guesses, no column for them.

    >>> report_card(("rate 1", "0.1 and 10", 10, "0.2"), ("batch 8", "1", None, "0.3"))
    What was chosen, against what, what you guessed before, and what the runs said.
    Choice: rate 1. Against: 0.1 and 10. You guessed: 10. The runs said: 0.2.
    Choice: batch 8. Against: 1. You guessed: none. The runs said: 0.3.
    """
    caption = "What was chosen, against what, what you guessed before, and what the runs said."
    headings, rows = ["Choice", "Against", "You guessed", "The runs said"], []
    for what, rivals, guess, found in choices:
        said = guess if isinstance(guess, int | float) else str(guess).lower()  # None is "none"
        rows.append([what, rivals, said, found])
    if all(guess is None for _, _, guess, _ in choices):
        caption = "What was chosen, against what, and what the runs said."
        for row in (headings, *rows):
            del row[2]
    return gd.Table(caption, tuple(headings), tuple(map(tuple, rows)))


def train(net, starts, learning_rates, *, batch_size=32, epochs=30):
    """Train from several starts, with several rates each, as stochastic_gradient_descent does.

    The shuffles of start k have the seed k; a rate may be a schedule of updates. Return the weights
    after each epoch, shape (epochs + 1, starts, rates, weights). A run that diverges becomes NaN.
    """
    loss, alphas = in_batches(net, batch_size, range(len(starts))), list(map(rates, learning_rates))
    w, epoch = np.tile(starts, (len(alphas), 1, 1)), -(-net.examples // batch_size)
    walk = gd.gradient_descent(loss, w, lambda k: np.array([[[next(a)]] for a in alphas]))
    with np.errstate(all="ignore"):
        told = np.array(list(islice(walk, 0, epochs * epoch + 1, epoch))).swapaxes(1, 2)
    return np.where((np.abs(told) < 1e70).all(axis=-1, keepdims=True), told, np.nan)


def split_again(table, rows, seed):
    """Shuffle rows, take 202 for training, and write the table in the units of these.

    Return the rows for training, the others, and the table.
    """
    own, others = np.split(np.random.default_rng(seed).permutation(rows), [202])
    return own, others, scaled(table, table[own])


def wrong_elsewhere(table, kinds, seeds, hidden, starts, rate):
    """Train on other splits, one for each seed, and ask 70 birds that training did not see.

    Return the median of the starts' wrong answers, for each split.
    """
    medians = []
    for seed in seeds:
        own, others, z = split_again(table, np.arange(len(table)), seed)
        asked = others[-70:]
        model = gd.network.classifier(z[own], kinds[own], hidden=hidden, activation="relu")
        last = train(model, starts, [rate])[-1, :, 0]
        right = model.on(z[asked], kinds[asked]).accuracy(last)
        medians.append(float(np.median(np.round(len(asked) * (1 - right)))))
    return medians


def scores(losses):
    """Return the mean loss of the starts at each rate, infinite where a run diverged."""
    return np.where(np.isnan(losses), np.inf, losses).mean(axis=-2)


def best_rates(learning_rates, tries, caption):
    """Tell for each way to train, given by its losses, shape (starts, rates), its best rate.

    The last column counts the starts that end lower than the same start does on the first row.
    """
    rows, first = [], None
    for name, losses in tries.items():
        best = scores(losses).argmin()
        ends = losses[:, best]
        below = "none" if first is None else f"{(ends < first).sum()} of {len(ends)}"
        first = ends if first is None else first
        rows.append((name, learning_rates[best], ends.mean(), ends.min(), ends.max(), below))
    headings = ("Tried", "Best rate", "Mean loss", "Lowest", "Highest", "Below row 1")
    return gd.Table(caption, headings, tuple(rows))


def draw_sweep(ax, learning_rates, tries, *, top=2.0):
    """Draw the loss of every run against its rate as a dot, and the mean of each rate as a line.

    ``tries`` maps names to losses of shape (starts, rates); what is above ``top`` or not a number
    stands as a cross on the upper edge.
    """
    for i, (name, losses) in enumerate(tries.items()):
        look, means = series(i), scores(losses)
        lost = ~(losses < top)  # above, or not a number
        aside = np.array(learning_rates) * 1.12 ** (i - (len(tries) - 1) / 2)
        x = np.broadcast_to(aside, losses.shape)
        color, marker, line = look["color"], look["marker"], look["linestyle"]
        ax.plot(x[~lost], losses[~lost], marker, color=color, ms=6, alpha=0.45, mew=0)
        ax.plot(x[lost], np.full(lost.sum(), top), "x", color=color, ms=8, clip_on=False)
        (line,) = ax.plot(aside, np.minimum(means, FAR), line, color=color, lw=2, label=name)
        best = means.argmin()
        ends = losses[:, best]
        mean, rate = number(means[best]), number(learning_rates[best])
        low, high = number(ends.min()), number(ends.max())
        told = f"the mean is lowest, {mean}, at rate {rate}, between {low} and {high}."
        gd.tell(line, f"{name}: {told}")
    if len(tries) > 1:
        ax.legend()
    _finish_rates(ax, learning_rates, min(map(np.nanmin, tries.values())), top)
    title = f"Each of the {len(losses)} dots is a start, the line is their mean"
    return plots.axes.label(ax, "learning rate α", "validation loss at the end", title)


FAR = 10  # where a line leads that leaves the picture


def _finish_rates(ax, learning_rates, lowest, top):
    """Write a picture's rates and losses, both on logarithmic scales, as plain numbers."""
    ax.loglog()
    low, top = ax.set_ylim(0.8 * lowest, top)
    ax.set_xticks(learning_rates, [number(rate) for rate in learning_rates])
    losses = [v for v in (0.0001, 0.001, 0.01, 0.1, 1) if low < v < top]
    if len(losses) < 2:
        losses = [v for v in np.arange(1, 10) / 10 if low < v < top]
    ax.set_yticks(losses, [number(loss) for loss in losses])
    ax.minorticks_off()


def draw_splits(ax, learning_rates, means, *, top=2.0):
    """Draw for each split, a row of means, the loss against the rate, with its lowest point."""
    best, lowest = means.argmin(axis=1), means.min(axis=1)
    ax.plot(learning_rates, np.minimum(means, FAR).T, color=COLORS["contour"], lw=1.4)
    x = np.array(learning_rates)[best]
    (dots,) = ax.plot(x, lowest, "o", color=COLORS["minimum"], ms=8, mec="white")
    _finish_rates(ax, learning_rates, lowest.min(), top)
    places = " and ".join(number(rate) for rate in np.unique(x))
    told = (
        f"{count(len(means), 'split')}, a line each: the mean is lowest at rate {places}, with "
        f"losses from {number(lowest.min(), 2)} to {number(lowest.max(), 2)}."
    )
    title = "Each line is a split, the dot its lowest loss"
    return plots.axes.finish(ax, dots, told, "learning rate α", "mean validation loss", title)


def levels():
    """Return a table of the levels of truth, with the topics of the claims on each."""
    rows = []
    for level in LEVELS:
        topics = [claim.topic for claim in claims().values() if claim.level == level]
        rows.append((f"{level}: {len(topics)}", " · ".join(topics)))
    caption = f"How far the note's {len(claims())} sentences are true."
    return gd.Table(caption, ("How far true", "Which, by topic"), tuple(rows))


def scaled(rows, like, ddof=0):
    """Return a table in the units of another one's columns."""
    return (rows - like.mean(axis=0)) / like.std(axis=0, ddof=ddof)


@cache
def validation():
    """Return the notebook's validation birds as a network of their loss, widths 4, 2 and 3."""
    birds = gd.penguins()
    order = np.random.default_rng(7).permutation(len(birds["species"]))
    train, these, _ = np.split(order, [202, 272])
    measured = np.column_stack([birds[name] for name in gd.data.MEASURED])
    z, kinds = scaled(measured[these], measured[train]), birds["species"][these]
    return gd.network.classifier(z, kinds, hidden=(2,), activation="relu")


def right_birds(w):
    """Return how many validation birds weights get right."""
    return round(70 * validation().accuracy(np.asarray(w, dtype=float)))


TABLES = [
    (np.array([[1.0, 10], [3, 20], [8, 60]]), np.array([[2.0, 30], [5, 0], [1, 1], [7, 9]])),
    (np.array([[0.0, -4], [1, 4], [2, 5], [9, 5]]), np.array([[3.0, 3], [4, 1]])),
]
HISTORIES = [  # validation losses and a patience
    ([5.0, 4, 3, 3.5, 3.2, 3.1, 2, 2.5, 2.6, 2.7, 2.8], 3),
    ([5.0, 4, 3, 3.5, 2.9, 3.1, 2, 2.1, 2.05, 2.7, 2.8], 3),
    ([9.0, 8, 7, 7.5, 7.5, 6, 6.5], 2),
    ([3.0, 2, 1, 0.5], 2),
    ([1.0, 2, 3, 4], 2),
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
    function_exercise("09.1", "a function standardised(train, test) that returns both tables",
        lambda train, test: (scaled(train, train), scaled(test, train)), TABLES,
        "The test rows are measured with a ruler that was made without them.",
        {
            lambda train, test: (scaled(train, train), scaled(test, test)): "Each table has a ruler of its own. The same bird would get another number in each of them.",
            lambda train, test: (scaled(train, np.vstack([train, test])), scaled(test, np.vstack([train, test]))): "The ruler was made with the test rows too. So they have told the network something before the test.",
            lambda train, test: (train - train.mean(0), test - train.mean(0)): "The means are taken off, but the units are still the old ones.",
            lambda train, test: (scaled(test, train), scaled(train, train)): "The two tables come back in the wrong order.",
            lambda train, test: (scaled(train, train, 1), scaled(test, train, 1)): "That is the standard deviation with n − 1. The course divides by n, as numpy does by itself; only then the curvature is exactly 2.",
            lambda train, test: ((train - train.mean()) / train.std(), (test - train.mean()) / train.std()): "One mean for the whole table mixes millimetres and grams. Each column needs its own: axis=0.",
            lambda train, test: (scaled(train, train), test): "The test rows come back as they were. Did you overwrite train before you used its mean and std again?",
            When(lambda f: getattr(f(*TABLES[0]), "ndim", 0) == 2, lambda train, test: scaled(train, train)): "One table came back. Return two: train, test.",
            When(lambda f: all(len(f(*t)) == 2 and np.allclose(f(*t)[0], scaled(t[0], t[0])) for t in TABLES), lambda train, test: (scaled(train, train), test - train.mean(0))): "The training table is right. The test rows need the same means and stds, those of the training rows.",
        }, [
            "Which rows may the mean and the standard deviation be computed from?",
            "Compute both once, from the training rows, column by column, and use them twice.",
        ]),
    exercise("09.2", "one number", (67 / 70 * 3 / 70 / 70) ** 0.5,
        "So one bird more or less right, a step of 1/70, is well within chance.",
        {
            100 * (67 / 70 * 3 / 70 / 70) ** 0.5: "That is in percent. Give it as a share, like the accuracy.",
            67 / 70 * 3 / 70 / 70: "That is the variance. The standard error is in the unit of the share itself.",
            (67 / 70 * 3 / 70) ** 0.5: "That is the spread of one bird's answer. The mean of 70 of them varies less.",
            near((67 / 70 / 70) ** 0.5, (3 / 70 / 70) ** 0.5): "One of the two factors p and 1 − p is missing. A share near 0 or 1 has little room to vary.",
            near((0.96 * 0.04 / 70) ** 0.5, tolerance=0.004): "You rounded the share to 0.96 on the way. Take 67/70 itself.",
            (67 * 3 / 70) ** 0.5: "That is in birds, of 70. Divide by 70 for the share.",
            67 / 70 * 3 / 70: "That is p(1 − p), the variance for one bird. There are 70 of them.",
        }, [
            "For one bird the answer is 1 with probability p and 0 otherwise: its variance is p times the rest.",
            "The variance of a mean of n independent answers is n times smaller. Then the root.",
        ]),
    function_exercise("09.3", "a function epoch_to_stop(losses, patience) that returns an epoch or None",
        first_stale, HISTORIES,
        "This is early stopping with patience. Libraries do the same; some wait one epoch more.",
        {
            then(lambda epoch, losses, patience: epoch - patience): "That is the epoch with the lowest loss. At that moment nobody knows yet that it is the lowest: the rule stops later.",
            then(lambda epoch, *_: epoch + 1): "One epoch too late. Stop as soon as the lowest loss is that old, and count the epochs from 0.",
            then(lambda epoch, *_: epoch - 1): "One epoch too early. The epoch of the lowest loss itself has age 0.",
            then(lambda epoch, losses, _: losses[epoch]): "That is the loss at the right epoch. Return the epoch's number.",
            lambda losses, patience: first_stale(losses, patience + 1): "It stops too late: an age equal to the patience is enough. Is there a > in place of >=, or does it wait for the end?",
            lambda losses, patience: k if (k := np.argmin(losses) + patience) < len(losses) else None: "You look at later losses, too. At an epoch only the losses so far are known.",
            lambda losses, patience: np.argmin(losses) + patience: "You look at later losses, too. At an epoch only the losses so far are known.",
            lambda losses, patience: next((k for k in range(len(losses)) if sum(losses[i] >= min(losses[:i]) for i in range(1, k + 1)) >= patience), None): "You count over the whole run. Set the counter back to 0 whenever a new lowest loss comes.",
            lambda losses, patience: rises_in_a_row(losses, 1): "It stops at the first rise. There the lowest loss is only one epoch old, and must be as old as the patience.",
            lambda losses, patience: next((k for k in range(patience, len(losses)) if min(losses[k - patience : k]) <= losses[k]), None): "It stops at a single loss that is not below the few before it. The lowest loss must be as old as the patience.",
            lambda losses, patience: next((k for k in range(patience, len(losses)) if min(np.diff(losses)[k - patience : k]) >= 0), None): "It counts rises in a row. A loss may fall a little and still be above its lowest value.",
            rises_in_a_row: "It counts rises in a row. A loss may fall a little and still be above its lowest value.",
            then(lambda epoch, *_: epoch, otherwise=lambda losses: len(losses) - 1): "Right where the rule fires. Where it never does, the answer is None.",
        }, [
            "Walk through the losses and remember the lowest one and its epoch.",
            "At each epoch ask how long ago the lowest loss was. Stop when that is the patience.",
        ], call=with_list_or_array),
    exercise("09.4", "weights: 19 numbers, as run.end", lambda w: right_birds(w) == 70,
        "All 70 validation birds are right, with 19 weights. What that says of new birds only new birds can tell.",
        {
            lambda run: hasattr(run, "end"): "That is a whole run. Hand over its last point: run.end.",
            When(lambda w: np.size(w) == 19 and np.ndim(w) > 1, np.zeros((1, 19))): "These are 19 weights, but not in a flat list. Make it flat: np.ravel(…).",
            When(lambda w: np.ndim(w) == 4, np.zeros((3, 2, 2, 19))): "scenes.train also returns every epoch. Take the last first, [-1], and then [k, j] for start k and rate j.",
            lambda w: np.ndim(w) > 1: "That is a table of several runs. Hand over the weights of one: tried[k, j] for start k and rate j.",
            lambda w: np.ndim(w) == 1 and 0 < len(w) != validation().dim: "This many weights belong to another network. Two hidden units make 19: 4 · 2 + 2 and 2 · 3 + 3.",
            lambda w: np.ndim(w) == 1 and np.ptp(w) == 0: "All weights are equal, so both hidden units do the same. Start from random ones.",
            lambda w: right_birds(w) < 65: "Read as a network with activation=\"relu\", it is wrong on more than five birds. With two hidden units some starts end badly: where both units are 0 for two species, these get the same scores. Train longer, or try other seeds.",
            lambda w: right_birds(w) < 70: "Close: read as a network with activation=\"relu\", one bird or a few are still wrong. Try another rate, more epochs, or another start.",
        }, [
            "Make the network as net was made, with hidden=(2,), and ten starts for it with initialize. scenes.train runs them all at once.",
            "Make a loss of the validation birds for it, as unseen is for net. Its accuracy has a row for each start, a column for each rate. Look for a 1.",
        ]),
)  # fmt: skip
