"""Notebook 07: races by their price, noise floors, the bug clinic, and the exercises."""

from functools import cache, partial
from itertools import islice
from typing import NamedTuple

import numpy as np

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, series
from gdviz.course.exercises import When, exercise, function_exercise, letters, near, table
from gdviz.optimizers import rates
from gdviz.text import count, number, point

STARTS = {
    "plain": [(4, 1), (-3, 2), (2, -3), (-1, -2), (-4, 3)],
    "wall": [(-10, 1), (-8, -1), (-6, 2), (-4, -2), (-2, 1)],  # high up, before the plateau
}


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


def steps_needed(loss, starts, optimizer, learning_rates, *, steps=1000):
    """Count for each rate the steps until the slowest of several starts stays near the minimum.

    Near: the loss above its lowest value has fallen to a ten-thousandth. Never is infinite.

    >>> starts, rates = [(3, 0), (0, 1)], [0.25, 0.4, 0.5]
    >>> steps_needed(gd.losses.ravine(2), starts, gd.gradient_descent, rates)
    array([ 7., 10., inf])
    """
    alphas = np.asarray(learning_rates, dtype=float)[:, None, None]
    w = np.tile(np.asarray(starts, dtype=float), (len(alphas), 1, 1))
    with np.errstate(all="ignore"):
        walk = islice(optimizer(loss, w, learning_rate=alphas), steps + 1)
        above = np.array([loss(points) for points in walk]) - loss(loss.minima[0])
    return price(Race(np.arange(steps + 1), above), 1e-4 * above[0]).max(axis=1)


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


OPTIMIZERS = ("gradient descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam")


def explore_optimizers(
    loss, start=None, *, second="momentum", learning_rate=None, second_learning_rate=None
):
    """Set one optimizer against another on the same loss, each with its own learning rate.

    The optimizers are "gradient descent", "momentum", "nesterov", "adagrad", "rmsprop" and
    "adam"; the loss has two coordinates.

    >>> from gdviz.losses import bowl
    >>> explore_optimizers(bowl(), (-3, 4), learning_rate=0.5, second="adam")
    After 40 steps from (−3, 4), the loss of gradient descent at learning rate 0.5 falls from 25 \
to 0, that of adam at learning rate 0.1 falls from 25 to 0.423; gradient descent is lower.
    """
    loss, start = gd.explorers.with_start(loss, start)
    figure, (plane, race) = gd.explorers.panels(2, (9, 4.2))
    gd.plot_contours(loss, plane).set_title("The paths")
    top = max(loss(start), 1e-6)
    race.set(title="The race", xlabel="step", ylabel="loss above the minimum", yscale="log")
    race.set(xlim=(0, 100), ylim=(top * 1e-6, top * 20))
    race.grid(axis="y")
    race.plot([], [], "-", color=COLORS["path"], label="first")
    race.plot([], [], "--", color=COLORS["second"], label="second")
    race.legend(loc="upper right", ncols=2)
    stage = gd.explorers.Stage(figure, f"One optimizer against another on {loss.name}")
    lowest = min((loss(w) for w in loss.minima), default=0.0)

    def draw(plane, race, first, learning_rate, second, second_learning_rate, steps, start):
        told, ends = [], []
        one, other = (first, learning_rate), (second, second_learning_rate)
        for (name, rate), role, line in ((one, "path", "-"), (other, "second", "--")):
            optimizer = getattr(gd.optimizers, name.replace(" ", "_"))
            run = gd.descend(loss, start, optimizer, learning_rate=rate, steps=steps)
            plane.plot(*run.points.T, line, color=COLORS[role])
            plane.plot(*run.points[-1], "o", color=COLORS[role], ms=8.3, mec="white", mew=1.1)
            above = run.losses - lowest
            race.plot(np.where(above > 0, above, np.nan), line, color=COLORS[role])
            lost = run.status.kind == "diverged"
            went = gd.descent.change(*run.losses[[0, -1]].round(12))
            told.append(f"{run.method} {'grows without end' if lost else went}")
            ends.append(np.inf if lost else run.losses[-1])
        plane.plot(*start, "s", color=COLORS["start"], ms=8, mew=0)
        lower = f"{(first, second)[np.argmin(ends)]} is lower"
        return (
            f"After {count(steps, 'step')} from {point(start)}, the loss of "
            f"{', that of '.join(told)}; {'both are equally low' if ends[0] == ends[1] else lower}."
        )

    rates = partial(gd.explorers.rates, loss, start, adaptive=True)
    first_rate = rates(learning_rate, label="first")
    second_rate = rates(second_learning_rate, "second_learning_rate", "second")
    first = gd.explorers.Control("choice", "first", OPTIMIZERS, OPTIMIZERS[0], "first optimizer")
    second = gd.explorers.Control("choice", "second", OPTIMIZERS, second, "second optimizer")
    steps = gd.explorers.Control("slider", "steps", range(101), 40)
    start = gd.explorers.place(stage, "start", start, loss.labels)
    return gd.explorers.Explorer(stage, draw, steps, first, first_rate, second, second_rate, start)


DIAGNOSES = {
    "A": "schedule restarted",
    "B": "plus sign",
    "C": "no bias correction",
    "D": "integer array",
    "E": "gradient not reset",
}


def _accumulating(loss, w, learning_rate):
    gradient = np.zeros_like(w)
    while True:
        yield w
        gradient = gradient + loss.gradient(w)
        w = w - learning_rate * gradient


def _climbing(loss, w, learning_rate):
    while True:
        yield w
        w = w + learning_rate * loss.gradient(w)


def _truncating(loss, w, learning_rate):
    w = w.astype(int)
    while True:
        yield w.astype(float)
        w = (w - learning_rate * loss.gradient(w.astype(float))).astype(int)


def _restarting(loss, w, learning_rate, batch_size):
    updates = -(-loss.examples // batch_size)
    return gd.stochastic_gradient_descent(loss, w, lambda k: learning_rate(k % updates), batch_size)


def _uncorrected(loss, w, learning_rate, b1=0.9, b2=0.999):
    mean, squares = np.zeros_like(w), np.zeros_like(w)
    while True:
        yield w
        slope = loss.gradient(w)
        mean = b1 * mean + (1 - b1) * slope
        squares = b2 * squares + (1 - b2) * slope**2
        w = w - learning_rate * mean / (np.sqrt(squares) + 1e-8)


@cache
def _fit():
    birds = gd.penguins()
    return gd.losses.line_fit(birds["flipper_length_mm"], birds["body_mass_g"], standardize=True)


def patients():
    """Return the bug clinic's runs by letter: the run with the mistake, and the one without."""
    fit, valley, fall = _fit(), gd.losses.ravine(4), gd.schedules.inverse_time(0.5, decay=0.5)
    sgd, plain = gd.stochastic_gradient_descent, gd.gradient_descent
    noisy = {"learning_rate": fall, "batch_size": 12, "steps": 145}
    slow = {"learning_rate": 0.02, "steps": 60}
    cases = {
        "A": (fit, (-2, 3), _restarting, sgd, noisy),
        "B": (valley, (3, 2), _climbing, plain, slow),
        "C": (valley, (0.05, 0.04), _uncorrected, gd.adam, {"learning_rate": 0.05, "steps": 25}),
        "D": (fit, (-7, 3), _truncating, plain, {"learning_rate": 0.05, "steps": 60}),
        "E": (valley, (3, 2), _accumulating, plain, slow),
    }
    return {
        letter: tuple(gd.descend(loss, start, walk, **knobs) for walk in walks)
        for letter, (loss, start, *walks, knobs) in cases.items()
    }


def draw_ward(places, ward):
    """Draw the loss of each patient beside its healthy twin; the last Axes holds the legend."""
    *beds, last = np.ravel(places)
    for (letter, (patient, twin)), ax in zip(ward.items(), beds, strict=True):
        floor = patient.loss(patient.loss.minima[0])
        gd.plot_convergence((patient, twin), ax, floor=floor, labels=("patient", "healthy"))
        ax.set(title=f"patient {letter}", xticks=[0, patient.steps])
        place = ax.get_subplotspec()
        ax.set_xlabel("step" if place.is_last_row() else "")
        ax.set_ylabel("loss above lowest" if place.is_first_col() else "")
        ax.get_legend().remove()
    mark_epochs(beds[0], updates=29, epochs=5)  # patient A sees 12 of the 342 birds at each step
    last.legend(*beds[0].get_legend_handles_labels(), loc="upper left")
    last.set_axis_off()
    names = "\n".join(["one of each:", *sorted(DIAGNOSES.values())])
    note = last.text(0.02, 0, names, transform=last.transAxes, linespacing=1.3)
    gd.tell(note, "")  # the task says the names
    return places


def momentum_steps():
    """Return points, velocities, gradients, learning rates and betas."""
    return [
        (np.array([1.0, -2, 3]), np.array([0.5, 0.25, 1]), np.array([4.0, -1, 0]), 0.1, 0.9),
        (np.array([3.0]), np.array([-1.0]), np.array([2.0]), 0.25, 0.5),
    ]


def swapped(one, other):
    """Return a test whether two letters have changed places and the rest is right."""
    wanted = DIAGNOSES | {one: DIAGNOSES[other], other: DIAGNOSES[one]}
    return lambda answer: letters(answer) == wanted


GOAL = 5e-5


def ends(plan):
    """Return the losses above the lowest after ten epochs, infinite where it is no lower."""
    (size, rate), loss = plan, _fit()
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
    function_exercise("07.4", "a function heavy_step(w, velocity, gradient, learning_rate, beta) that returns two arrays",
        lambda w, v, g, rate, beta: (w + beta * v - rate * g, beta * v - rate * g), momentum_steps,
        "With beta 0 it is plain descent, with beta 1 the swing of patient 1.",
        {
            When(lambda f: np.shape(f(*momentum_steps()[0])) == (3,)): "Only one array came back. The next step needs the velocity as well.",
            lambda w, v, g, rate, beta: (w + v, beta * v - rate * g): "The point is moved by the old velocity. Let the new one move it.",
            lambda w, v, g, rate, beta: (w + beta * v + rate * g, beta * v + rate * g): "The plus sign: this ball rolls uphill.",
            lambda w, v, g, rate, beta: (w + v - rate * g, v - rate * g): "The old velocity comes in whole. Nothing brakes this ball.",
            lambda w, v, g, rate, beta: (w - beta * v + rate * g, beta * v - rate * g): "The minus sign stands in the velocity already. Add the velocity to w.",
            lambda w, v, g, rate, beta: (w - rate * g, v): "That is plain descent: the velocity is handed back as it came, unused.",
            lambda w, v, g, rate, beta: (w - rate * (beta * v + g), beta * v + g): "PyTorch's form: its velocity adds up slopes. Here it is a step, the rate inside.",
            lambda w, v, g, rate, beta: (w + beta * v - (1 - beta) * rate * g, beta * v - (1 - beta) * rate * g): "The new slope is weighed with 1 − β. Momentum takes the whole step −αg.",
            lambda w, v, g, rate, beta: (beta * v - rate * g, w + beta * v - rate * g): "The two have changed places: first the point, then the velocity.",
        }, [
            "Two lines: one makes the new velocity, the other returns both.",
            "The new velocity is a share of the old one, minus the usual step.",
        ]),
    exercise("07.5", 'a dictionary such as {"A": "plus sign", …} with the letters A to E', DIAGNOSES,
        "Five symptoms, five causes. The letters will change, the symptoms will not.",
        {
            lambda answer: set(letters(answer)) < set(DIAGNOSES): "Some letter is missing. The ward has five patients, A to E.",
            lambda answer: not set(letters(answer).values()) <= set(DIAGNOSES.values()): "Use exactly the five names given in the task.",
            lambda answer: len(set(letters(answer).values())) < len(DIAGNOSES): "Each of the five names belongs to one patient, and one name stands there twice.",
            swapped("C", "E"): "C and E have changed places: one starts wild and calms down, the other never settles.",
            swapped("A", "D"): "A comes back up with a period; D stands still. What restarts, what is cut down?",
            lambda answer: letters(answer)["B"] != DIAGNOSES["B"]: "Look at B again: its loss rises at every step, from the first one on.",
            lambda answer: letters(answer)["D"] != DIAGNOSES["D"]: 'Look at D again: it stands still. Print ward["D"][0].points.',
        }, [
            "Which runs still make progress, which one gets worse at every step?",
            "Look for: a period, a straight climb, a standstill, a wild start, a swing.",
        ]),
    exercise("07.6", "a pair (batch_size, learning_rate)", lambda plan: plan[0] in range(1, 33) and (ends(plan) < GOAL).all(),
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
