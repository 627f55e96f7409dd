"""Notebook 07: races by their price, noise floors, and the exercises."""

from functools import cache, partial
from itertools import islice
from typing import NamedTuple

import numpy as np

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, series
from gdviz.course.exercises import exercise, near, table
from gdviz.optimizers import rates
from gdviz.text import count, number


def mean_fit(values):
    """Return the mean squared error of one number for all examples, L(c) = mean((c − v)²).

    An example's gradient is 2(c − v): the noise of a batch is the same for each c.
    """
    values = np.asarray(values, dtype=float)
    return gd.Loss(
        lambda w: ((w - values) ** 2).mean(axis=-1),
        lambda w: 2 * (w - values.mean()),
        dim=1,
        name="the mean squared error of one number",
        vectorized=True,
        examples=len(values),
        example_gradients=lambda w, index: 2 * (w - values[index][:, None]),
    )


class Race(NamedTuple):
    """What walks at several learning rates reach at each step, and at which price."""

    asked: np.ndarray  # per-example gradients that each walk has asked for, shape (steps + 1,)
    above: np.ndarray  # the loss above its lowest value, shape (steps + 1, rates, walks)


def race(loss, start, learning_rates, batch_size, *, steps, seeds=1):
    """Walk as stochastic_gradient_descent does, for several rates and shuffles at once.

    The loss is quadratic in each example, as a line fit; the shuffles have the seeds 0, 1, 2, ….

    >>> loss = gd.losses.line_fit([0, 1, 2], [1, 3, 5], standardize=True)
    >>> run = race(loss, (3, 1), [0.25, 0.5], 3, steps=2)
    >>> print(run.asked, run.above[:, :, 0].round(9).tolist())
    [0 3 6] [[5.0, 5.0], [1.25, 0.0], [0.3125, 0.0]]
    """
    w = np.tile(np.asarray(start, dtype=float), (len(learning_rates), seeds, 1))
    points, asked = [w], [0]
    batches = islice(_batches(loss, batch_size, seeds), steps)
    with np.errstate(all="ignore"):
        for (still, pull, size), *alphas in zip(batches, *map(rates, learning_rates), strict=False):
            w = w - np.array(alphas)[:, None, None] * ((pull @ w[..., None])[..., 0] + still)
            points.append(w)
            asked.append(size)
        return Race(np.cumsum(asked), loss(np.array(points)) - loss(loss.minima[0]))


def _batches(loss, batch_size, seeds):
    """Yield c and A of each batch's gradient c + A w, for all shuffles at once, and its size."""
    generators = [np.random.default_rng(seed) for seed in range(seeds)]
    every = np.arange(loss.examples)
    still = loss.example_gradients(np.zeros(loss.dim), every)
    columns = [loss.example_gradients(unit, every) - still for unit in np.eye(loss.dim)]
    pull = np.stack(columns, axis=-1)
    firsts = np.arange(0, loss.examples, batch_size)
    sizes = np.diff([*firsts, loss.examples])
    while True:
        orders = np.array([generator.permutation(loss.examples) for generator in generators])
        still_sums = np.add.reduceat(still[orders], firsts, axis=1)
        pull_sums = np.add.reduceat(pull[orders], firsts, axis=1)
        for k, size in enumerate(sizes):
            yield still_sums[:, k] / size, pull_sums[:, k] / size, size


def price(run, goal, *, ever=False):
    """Return how many per-example gradients it took until the loss was within a goal for good.

    With ``ever`` the first time counts. The price of a goal that is not reached is infinite.

    >>> run = Race(np.array([0, 3, 6, 9]), np.array([4, 0.5, 2, 0.1]).reshape(4, 1, 1))
    >>> print(price(run, 1), price(run, 1, ever=True), price(run, 0.01))
    [[9.]] [[3.]] [[inf]]
    """
    within = run.above < goal * (1 + 1e-9)  # no count hangs on the last digit
    good = within if ever else np.logical_and.accumulate(within[::-1])[::-1]
    return np.where(good.any(axis=0), run.asked[good.argmax(axis=0)].astype(float), np.inf)


def draw_floors(ax, learning_rates, floors, law, *, name):
    """Draw measured noise floors as points and their law as a curve, on logarithmic scales."""
    color, line, marker = series(len(ax.lines) // 2).values()
    (dots,) = ax.plot(learning_rates, floors, marker, mec="white", ms=10, label=name, color=color)
    ax.plot(learning_rates, law, line, lw=1.6, color=color)
    ax.loglog()
    ax.set_xticks(learning_rates, [number(rate) for rate in learning_rates])
    ax.xaxis.minorticks_off()
    ax.legend()
    ends = [number(v) for v in (floors[0], learning_rates[0], floors[-1], learning_rates[-1])]
    off = number(100 * np.max(np.abs(np.divide(floors, law) - 1)), 2)
    told = (
        f"{name}: the floor rises from {ends[0]} at learning rate {ends[1]} to {ends[2]} at "
        f"{ends[3]}, at most {off} % off the law."
    )
    return plots.axes.finish(ax, dots, told, "learning rate α", "mean loss above its lowest value")


def draw_race(ax, races):
    """Draw for each name the mean loss of many shuffles, at the first rate, against its price."""
    for i, (name, run) in enumerate(races.items()):
        mean = run.above[:, 0].mean(axis=1)
        shown = np.unique(np.geomspace(1, len(mean) - 1, 60).astype(int))  # evenly on a log axis
        style = {**series(i), "markevery": 8, "ms": 8, "mec": "white", "lw": 2.2}
        (line,) = ax.plot(run.asked[shown], mean[shown], label=name, **style)
        after = f"after {number(run.asked[-1])} per-example gradients"
        kind = f"the mean loss of {run.above.shape[2]} shuffles"
        gd.tell(line, f"{name}: {after} {kind} is {number(mean[-1])} above its lowest value.")
    ax.loglog()
    ax.grid(axis="y")
    ax.legend()
    plots.axes.label(ax, "per-example gradients asked", "loss above its lowest value")
    return ax


def mark_epochs(ax, updates, epochs):
    """Draw a line at the end of each epoch of so many updates, and number the axis by them."""
    ends = range(0, updates * epochs + 1, updates)
    for end in ends[1:-1]:
        ax.axvline(end, color=COLORS["data"], ls=":", lw=1.4, zorder=1)
    ax.set_xticks(ends)
    return plots.axes.label(ax)


def explore_batches(loss, start=None, *, batch_size=None, learning_rate=None, updates=60):
    """Choose batch size and learning rate, and see the noise in the path.

    The dashed path takes the same number of updates with all examples in each. The loss is a
    mean over examples with two coordinates, as from :func:`gdviz.losses.line_fit`.

    >>> import numpy as np
    >>> from gdviz.losses import line_fit
    >>> x = np.arange(12.0)
    >>> loss = line_fit(x, 2 * x, standardize=True)
    >>> explore_batches(loss, (0, 0), batch_size=12, learning_rate=0.5, updates=3)
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
        noisy = gd.optimizers.stochastic_gradient_descent
        full, run = walk(), walk(noisy, batch_size=batch_size, seed=draw)
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
    run = race(loss, (-2, 3), [rate], size, steps=10 * -(-loss.examples // size), seeds=5)
    first, last = run.above[[0, -1], 0]
    return np.where(last < first, last, np.inf)


def still_travels(plan):
    """Whether a run ends on its way: all seeds end alike, far from the goal."""
    above = ends(plan)
    return above.min() > GOAL and above.max() < 2 * above.min()


EXERCISES = table(
    exercise("07.1", "a whole number of updates", near(80, tolerance=1e-6),
        "The small batch at the end of each epoch is an update like any other.",
        {
            75: "The last 40 examples of each epoch are left out. They count too.",
            79: "A batch does not reach over into the next epoch: round up in each epoch.",
            78.125: "Updates are whole numbers. What happens to the rest?",
            16: "That is one epoch. There are five.",
            5000: "That is how many examples are seen, not how many updates.",
            5: "One update in each epoch would be the full batch.",
        }, [
            "How many batches make one epoch, if the last one may be smaller?",
            "15 batches of 64 are 960 examples. What about the other ones?",
        ]),
    exercise("07.2", "a whole number of examples", near(256, tolerance=1e-6),
        "A quarter of the noise for sixteen times the price.",
        {
            64: "The spread falls with the root of b, not with b itself.",
            32: "The root goes the other way: the factor has to be squared.",
            near(4, 1): "A smaller batch is noisier. The spread has to become smaller.",
            1024: "Squared once too often: the batch grows by 4², not by 4³.",
        }, [
            "By which factor does the spread have to shrink?",
            "Spread times √b stays the same. What must √b do?",
        ]),
    exercise("07.3", "a learning rate, as 0.1", near(0.08 / 1.08, tolerance=2e-3),
        "Small floors are almost proportional to the rate; the 1 − α bends them a little.",
        {
            0.08: "Close: the 1 − α below the line is missing.",
            near(0.02 / 1.02, tolerance=1e-3): "That is the rate for one bird; here 4.",
            0.02: "That is the floor itself. The rate is asked that has it.",
            near(0.005, 0.005 / 1.005, tolerance=1e-3): "The batch went to the wrong side: a larger batch allows a larger rate.",
            near(0.08 / 0.92, tolerance=1e-3): "A sign turned while solving for α.",
            near(0.08 / 1.08, tolerance=0.06): "Close. Give it with three digits.",
        }, [
            "Write down the law of the floor with b = 4 and set it equal to the floor.",
            "Multiply with the denominator, then bring both terms with α to one side.",
        ]),
    exercise("07.4", "a pair (batch_size, learning_rate)", lambda plan: plan[0] in range(1, 33) and (ends(plan) < GOAL).all(),
        "Large steps while the way is long, small ones when only the noise is left.",
        {
            lambda plan: plan[0] not in range(1, 33): "The first of the two is the batch: a whole number of birds, from 1 to 32.",
            lambda plan: np.isinf(ends(plan)).any(): "It diverges: the first rates are too large for the steepest batches. Begin lower.",
            still_travels: "All seeds end at the same height: it is not noise, the run has not arrived. Make the first rates larger, or let them fall more slowly.",
            lambda plan: not callable(plan[1]) and ends(plan).max() > GOAL: "It wanders at its floor. A constant that is lower creeps: let the rate fall.",
            lambda plan: ends(plan).max() > GOAL: "It falls, but the noise is not gone after ten epochs. Let the rate fall further.",
        }, [
            "Begin with the schedules of the third law.",
            "Look at gd.schedules.inverse_time, and at rates near one half for the first update.",
        ]),
)  # fmt: skip
