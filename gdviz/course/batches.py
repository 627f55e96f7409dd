"""Notebook 07: noise floors, races by their price, what a batch costs in time, the exercises."""

from functools import cache, partial
from itertools import islice
from time import perf_counter
from typing import NamedTuple

import numpy as np

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, series
from gdviz.course.exercises import When, exercise, near, table
from gdviz.optimizers import rates
from gdviz.text import count, number


class Race(NamedTuple):
    """What walks at several learning rates reach at each step, and at which price."""

    asked: np.ndarray  # per-example gradients that each walk has asked for, shape (steps + 1,)
    above: np.ndarray  # the loss above its lowest value, shape (steps + 1, rates, walks)


def race(loss, start, learning_rates, batch_size, *, steps, seeds=(0,)):
    """Walk as stochastic_gradient_descent does, for several rates and shuffles at once.

    The loss is quadratic in each example, as a line fit; each seed shuffles its own way.
    """
    every = np.arange(loss.examples)
    still = loss.example_gradients(np.zeros(loss.dim), every)  # an example's gradient is c + A w
    columns = [loss.example_gradients(unit, every) - still for unit in np.eye(loss.dim)]
    pull = np.stack(columns, axis=-1)
    w = np.tile(np.asarray(start, dtype=float), (len(learning_rates), len(seeds), 1))
    points, asked = [w], [0]
    batches = islice(shuffled(loss.examples, batch_size, seeds), steps)
    with np.errstate(all="ignore"):
        for index, *alphas in zip(batches, *map(rates, learning_rates), strict=False):
            slope = (pull[index].mean(axis=1) @ w[..., None])[..., 0] + still[index].mean(axis=1)
            w = w - np.array(alphas)[:, None, None] * slope
            points.append(w)
            asked.append(index.shape[1])
        return Race(np.cumsum(asked), loss(np.array(points)) - loss(loss.minima[0]))


def shuffled(examples, batch_size, seeds):
    """Yield batches as stochastic_gradient_descent does: indices, a row for each seed."""
    generators = [np.random.default_rng(seed) for seed in seeds]
    while True:
        orders = np.array([generator.permutation(examples) for generator in generators])
        for first in range(0, examples, batch_size):
            yield orders[:, first : first + batch_size]


def in_batches(net, batch_size, seeds):
    """Return a network as a loss whose gradient gives each run its next batch.

    Runs have the shape (rates, seeds, dim); each seed shuffles as stochastic_gradient_descent does.
    The loss is that of all examples, and so is the gradient of a single point.
    """
    batches = shuffled(net.examples, batch_size, seeds)

    def gradient(w):
        if w.ndim < 3:
            return net.gradient(w)
        # rows of the index are batches here, and each has the mean of its gradients
        return net.example_gradients(w.swapaxes(0, 1), next(batches)).swapaxes(0, 1)

    return gd.Loss(net, gradient, dim=net.dim, vectorized=True)


def price(run, goal):
    """Return how many per-example gradients it took to stay within a goal, or infinity."""
    within = run.above < goal * (1 + 1e-9)  # no count hangs on the last digit
    good = np.logical_and.accumulate(within[::-1])[::-1]
    return np.where(good.any(axis=0), run.asked[good.argmax(axis=0)].astype(float), np.inf)


TUNING, FRESH = range(100, 121), range(21)  # seeds that choose a rate, and seeds that show it


def cheapest(loss, start, plans, batch_size, goals, *, steps):
    """Return for each goal its price at the best of several plans, in one row of fresh shuffles.

    The plan with the lowest median price is chosen on shuffles of its own.
    """
    tried = race(loss, start, plans, batch_size, steps=steps, seeds=TUNING)
    best = [np.median(price(tried, goal), axis=1).argmin() for goal in goals]
    shown = race(loss, start, [plans[k] for k in best], batch_size, steps=steps, seeds=FRESH)
    return {goal: price(shown, goal)[i] for i, goal in enumerate(goals)}


def told(prices):
    """Return the median of some prices in words, and the middle half if they differ."""
    low, middle, high = np.quantile(prices, [0.25, 0.5, 0.75])
    return f"{middle:,.0f}" if low == high else f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"


def compare_times(update, sizes, rounds=40):
    """Return how many times as long update(size) takes as update(sizes[0]), for each size.

    The shortest of many rounds counts, in which the sizes take turns: what else the computer does
    only makes a round longer. In each the clock moves five times; browsers show milliseconds.
    """
    times = dict.fromkeys(sizes, np.inf)
    for _ in range(rounds):
        for size in sizes:
            begin = now = perf_counter()
            moved = repeats = 0
            while moved < 5:
                update(size)
                before, now, repeats = now, perf_counter(), repeats + 1
                moved += now > before
            times[size] = min(times[size], (now - begin) / repeats)
    return {size: time / times[sizes[0]] for size, time in times.items()}


def draw_race(ax, races):
    """Draw for each name the loss at the first rate against its price: median and all shuffles."""
    for i, (name, run) in enumerate(races.items()):
        shown = np.unique(np.geomspace(1, len(run.asked) - 1, 60).astype(int))  # even on a log axis
        low, middle, high = np.quantile(run.above[shown, 0], [0, 0.5, 1], axis=1)
        style = {**series(i), "markevery": 8, "ms": 8, "mec": "white", "lw": 2.2}
        (line,) = ax.plot(run.asked[shown], middle, label=name, **style)
        ax.fill_between(run.asked[shown], low, high, facecolor=(style["color"], 0.15), lw=0)
        ends = f"{number(middle[-1], 2)}, between {number(low[-1], 2)} and {number(high[-1], 2)}"
        after = f"after {number(run.asked[-1])} per-example gradients"
        kind = f"the median of {count(run.above.shape[2], 'shuffle')}"
        gd.tell(line, f"{name}: {after} {kind} is {ends} above the lowest loss.")
    ax.loglog()
    ax.grid(axis="y")
    ax.legend()
    return plots.axes.label(ax, "per-example gradients asked", "loss above its lowest value")


def draw_prices(prices, axes=None):
    """Draw what each goal costs with each batch size: the median, and a bar for the middle half.

    ``prices`` maps a title to batch sizes, and these to what cheapest returns.
    """
    axes = plots.axes.panels(axes, len(prices), size=(11, 4.4), sharex=True, sharey=True)
    for ax, (title, bills) in zip(axes, prices.items(), strict=True):
        sizes = np.array(list(bills))
        for i, goal in enumerate(next(iter(bills.values()))):
            each = np.array([bill[goal] for bill in bills.values()])
            within = f"within {np.format_float_positional(goal, trim='-')}"
            low, middle, high = np.quantile(each, [0.25, 0.5, 0.75], axis=1, method="higher")
            told = [f"{number(cost)} with {size}" for size, cost in zip(sizes, middle, strict=True)]
            middle[np.isinf(middle)] = np.nan
            bars = (middle - low, np.where(np.isinf(high), 0, high - middle))
            at = sizes * 1.06 ** (i - 1.5)  # bars side by side
            style = {**series(i), "ms": 8, "mec": "white", "lw": 2.2}
            line, *_ = ax.errorbar(at, middle, bars, elinewidth=1.6, **style)
            line.set_label(within)
            gd.tell(line, f"{title}, {within}: {', '.join(told)}.".replace("infinity", "never"))
        ax.loglog()
        ax.set_xticks(sizes, [str(size) for size in sizes])
        ax.xaxis.minorticks_off()
        ax.grid(axis="y")
        plots.axes.label(ax, "batch size", "per-example gradients" if ax is axes[0] else "", title)
    axes[0].legend(loc="lower left")
    return axes


def explore_batches(loss, start=None, *, batch_size=None, learning_rate=None, updates=60):
    """Choose batch size and learning rate, and see the noise in the path.

    The dashed path takes the same number of updates with all examples in each. The loss is a
    mean over examples with two coordinates, as from :func:`gdviz.losses.line_fit`.

    >>> x = np.arange(12.0)
    >>> loss = gd.losses.line_fit(x, 2 * x, standardize=True)
    >>> gd.explore_batches(loss, (0, 0), batch_size=12, learning_rate=0.5, updates=3)
    3 updates with batches of 12 of 12 examples at learning rate 0.5, 36 examples or 3 epochs: \
the loss falls from 1 to 0; with all examples in every update it is then 0.
    """
    title = "The noisy path of mini-batches"
    loss, start, stage, lines = gd.explorers.on_ground(loss, start, title)
    n = loss.examples
    if loss.example_gradients is None:
        raise TypeError(f"loss must have examples. Got {loss!r}. Try gd.losses.line_fit(x, y).")

    def draw(ax, batch_size, learning_rate, updates, draw):
        walk = partial(gd.descend, loss, start, learning_rate=learning_rate, steps=updates)
        full, run = walk(), walk(gd.stochastic_gradient_descent, batch_size=batch_size, seed=draw)
        ax.plot(*full.points.T, "--", color=COLORS["second"], lw=2.2)
        gd.explorers.draw_run(lines, run)
        seen = int(run.gradient_evaluations[-1])
        shuffle = f" in shuffle {draw + 1}" if draw else ""
        first, last = run.losses[[0, -1]].round(12)
        return (
            f"{count(run.steps, 'update')}{shuffle} with batches of {batch_size} of {n} examples "
            f"at learning rate {number(learning_rate)}, {seen} examples or {number(seen / n)} "
            f"epochs: the loss {gd.descent.change(first, last)}; with all examples in every "
            f"update it is then {number(full.losses[-1].round(12))}."
        )

    sizes = [*(2**k for k in range(n.bit_length()) if 2**k < n), n]
    batch_size = gd.explorers.Control("slider", "batch_size", sizes, batch_size or min(8, n))
    rates = gd.explorers.rates(loss, start, learning_rate)
    updates = gd.explorers.Control("slider", "updates", range(201), updates)
    again = gd.explorers.Control("counter", "draw", range(100), 0, "Shuffle again")
    return gd.explorers.Explorer(stage, draw, batch_size, rates, updates, again)


@cache
def line_of_the_birds():
    birds = gd.penguins()
    return gd.losses.line_fit(birds["flipper_length_mm"], birds["body_mass_g"], standardize=True)


GOAL = 5e-5


def ends(plan):
    """Return the losses above the lowest after ten epochs, infinite where it is no lower."""
    (size, rate), loss = plan, line_of_the_birds()
    run = race(loss, (-2, 3), [rate], size, steps=10 * -(-loss.examples // size), seeds=range(5))
    first, last = run.above[[0, -1], 0]
    return np.where(last < first, last, np.inf)


EXERCISES = table(
    exercise("07.1", "a whole number of updates", near(160, tolerance=1e-6),
        "The small batch at the end of each epoch is an update like any other.",
        {
            150: "The last 40 examples of each epoch are left out. They count too.",
            near(156, 157, tolerance=1e-9): "A batch does not reach over into the next epoch. Round up in each of them.",
            156.25: "Updates are whole numbers. What happens to the rest of each epoch?",
            16: "That is one epoch. How many epochs do 10,000 gradients pay for?",
            10: "That many epochs the gradients pay for. Each of them makes several updates.",
            10_000: "That would be one update for each gradient. A batch asks for 64 of them.",
        }, [
            "An epoch uses each example once. How many epochs can you pay for?",
            "15 batches of 64 are 960 examples. What about the other ones?",
        ], tolerance=1e-3),
    exercise("07.2", "a whole number of examples", near(256, tolerance=1e-6),
        "A quarter of the noise for sixteen times the price.",
        {
            16: "The batch has to grow by this factor. From which size does it grow?",
            64: "The standard deviation falls with the root of b, not with b itself.",
            32: "The root goes the other way: the factor has to be squared.",
            near(4, 1): "A smaller batch is noisier. The standard deviation has to become smaller.",
            1024: "Squared once too often: the batch grows by 4², not by 4³.",
        }, [
            "By which factor does the standard deviation have to shrink?",
            "Standard deviation times √b stays the same. What must √b do?",
        ]),
    exercise("07.3", "a learning rate, as 0.1", near(0.08 / 1.08, tolerance=2e-3),
        "Small floors are almost proportional to the rate; the 1 − α bends them a little.",
        {
            0.08: "Close: the 1 − α below the line is missing.",
            near(0.02 / 1.02, tolerance=1e-3): "That is the rate for one bird; here 4.",
            0.02: "That is the floor itself. The rate is asked that has it.",
            near(0.005, 0.005 / 1.005, tolerance=1e-3): "The batch went to the wrong side: a larger batch allows a larger rate.",
            near(0.08 / 0.92, tolerance=1e-3): "A sign turned while solving for α.",
        }, [
            "Write down the law of the floor with b = 4 and set it equal to the floor.",
            "Multiply with the denominator, then bring both terms with α to one side.",
        ]),
    exercise("07.4", "a pair (batch_size, learning_rate)", lambda plan: plan[0] in range(1, 33) and (ends(plan) < GOAL).all(),
        "Large steps while the way is long, small ones when only the noise is left.",
        {
            lambda plan: plan[0] not in range(1, 33): "The first of the two is the batch: a whole number of birds, from 1 to 32.",
            When(lambda plan: isinstance(plan[0], float), (8.0, 0.1)): "The batch is a whole number: write 8, for example, not 8.0.",
            When(lambda plan: (a := list(islice(rates(plan[1]), 10 * -(-342 // plan[0]))))[-1] == max(a) < 0.5 and race(line_of_the_birds(), (-2, 3), [plan[1]], 342, steps=len(a)).above[-1].min() > GOAL, (8, 0.006), (32, gd.schedules.constant(0.01))): "It has not arrived: so small a rate leaves too much of the way after ten epochs. Begin with larger rates, and let them fall.",
            lambda plan: np.isinf(ends(plan)).any(): "It diverges: the first rates are too large for the steepest batches. Begin lower.",
            When(lambda plan: max(a := list(islice(rates(plan[1]), 10 * -(-342 // plan[0])))) < 0.9 and race(line_of_the_birds(), (-2, 3), [plan[1]], 342, steps=len(a)).above[-1].min() > GOAL, (8, gd.schedules.inverse_time(0.1, decay=1))): "Without noise, too, this run would not have arrived. Make the first rates larger, or let them fall more slowly.",
            When(lambda plan: (a := list(islice(rates(plan[1]), 10 * -(-342 // plan[0]))))[-1] == max(a), (8, gd.schedules.warm_up(0.1, 20))): "It wanders at its floor: the last rate is as large as any. A lower one creeps: let the rate fall.",
            lambda plan: ends(plan).max() > GOAL: "Either noise is left: begin lower, or let the rate fall sooner. Or the later rates are too small: let it fall more slowly.",
        }, [
            "Begin with the schedules of the third law.",
            "Look at gd.schedules.inverse_time, and at rates near one half for the first update.",
        ]),
)  # fmt: skip
