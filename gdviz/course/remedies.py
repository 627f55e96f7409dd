"""Notebook 08: optimizers tuned alike, on landscapes and on a network, and the exercises."""

from functools import partial
from itertools import count as numbers
from itertools import islice

import numpy as np

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, series
from gdviz.course.batches import Race, in_batches, price
from gdviz.course.exercises import When, between, exercise, function_exercise, table
from gdviz.text import count, number, point

STARTS = {
    "plain": [(4, 1), (-3, 2), (2, -3), (-1, -2), (-4, 3)],
    "wall": [(-10, 1), (-8, -1), (-6, 2), (-4, -2), (-2, 1)],  # high up, before the plateau
}


def turn(points, angle):
    """Turn points about the origin by an angle in degrees, anticlockwise."""
    cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.asarray(points) @ [[cosine, sine], [-sine, cosine]]


def steps_needed(loss, starts, optimizer, learning_rates, *, steps=1000):
    """Count for each rate the steps until the slowest of several starts stays near the minimum.

    Near: the loss above its lowest value has fallen to a ten-thousandth. Never is infinite.
    """
    w, alphas = np.tile(starts, (len(learning_rates), 1, 1)), learning_rates[:, None, None]
    with np.errstate(all="ignore"):
        walk = islice(optimizer(loss, w, learning_rate=alphas), steps + 1)
        above = np.array([loss(points) for points in walk]) - loss(loss.minima[0])
    return price(Race(np.arange(steps + 1), above), 1e-4 * above[0]).max(axis=1)


def best_counts(kappa):
    """Count steps to a millionth of the loss in x² + κy², of plain descent and of momentum.

    Both have the constants that are best in the long run: 2/(λmin + λmax), and Polyak's pair (1964).
    """
    loss = gd.losses.ravine(kappa)
    low, high = np.sqrt(loss.curvatures())
    goal = {"steps": 5000, "stop": gd.stopping.loss_below(1e-6 * loss((4, 1)))}
    plain = gd.descend(loss, (4, 1), learning_rate=2 / (low**2 + high**2), **goal)
    pair = {"learning_rate": 4 / (low + high) ** 2, "beta": ((high - low) / (high + low)) ** 2}
    return plain.steps, gd.descend(loss, (4, 1), gd.momentum, **pair, **goal).steps


def floor(values, learning_rate, beta, walks=1500):
    """Return the mean loss above its lowest, where one number is fitted to one value at a time.

    It is the mean over many walks with momentum and over their steps 300 to 399.
    """
    values, draws = values - np.mean(values), np.random.default_rng(0)

    def slope(w):
        return 2 * (w - draws.choice(values, w.shape))

    loss = gd.Loss(lambda w: w[..., 0] ** 2, slope, dim=1, vectorized=True)
    walk = gd.momentum(loss, np.zeros((walks, 1)), learning_rate, beta)
    return np.mean([loss(w) for w in islice(walk, 300, 400)])


# Each walk, and the name of its memory, if it has one.
WALKS = {
    "gradient descent": (gd.gradient_descent, None),
    "normalised step": (partial(gd.gradient_descent, normalize=True), None),
    "momentum": (gd.momentum, "beta"),
    "Nesterov": (gd.nesterov, "beta"),
    "AdaGrad": (gd.adagrad, None),
    "RMSProp": (gd.rmsprop, "decay"),
    "Adam": (gd.adam, "b1"),
}


def variants(name, memories):
    """Return a walk with each of the memories; a walk that has none only once."""
    walk, knob = WALKS[name]
    return [partial(walk, **{knob: memory}) for memory in memories] if knob else [walk]


def ends(loss, starts, walk, learning_rates, steps):
    """Return the loss after so many steps, shape (rates, starts), infinite where a run is lost."""
    w = np.tile(starts, (len(learning_rates), 1, 1))
    with np.errstate(all="ignore"):
        walked = walk(loss, w, learning_rate=learning_rates[:, None, None])
        losses = loss(next(islice(walked, steps, None)))
    return np.where(np.isfinite(losses), losses, np.inf)


LAND_MEMORIES = (0, 0.5, 0.7, 0.9, 0.999)


def race(name, lands, learning_rates):
    """Return :func:`steps_needed` of a walk by memory, landscape and rate."""
    walks = variants(name, LAND_MEMORIES)
    return np.array([[steps_needed(*land, w, learning_rates) for land in lands] for w in walks])


def disturbed(name, tried, starts, learning_rates):
    """Return the fewest steps in x² + 100y² by memory and rate, and two numbers for the same pair.

    These are the steps where the loss is 1000 times as large, and from 100 times as far away.
    """
    i, j = np.unravel_index(tried.argmin(), tried.shape)
    walk, rate = variants(name, LAND_MEMORIES)[i], learning_rates[[j]]
    louder, steep = gd.losses.quadratic(2000, 200_000), gd.losses.ravine(100)
    changed = (louder, starts), (steep, 100 * np.asarray(starts))
    return [tried[i, j], *(steps_needed(*place, walk, rate)[0] for place in changed)]


def steps_told(counts):
    """Return counts of steps for a table, to two digits; infinite is never."""
    return [float(f"{n:.2g}") if np.isfinite(n) else "never" for n in counts]


FIRST, PILOTS, FRESH = range(2), range(2, 8), range(8, 16)  # seeds
KEPT = 3  # pairs of memory and rate


def tuned(make, name, memories, learning_rates, steps):
    """Choose a walk's memory and rate by pilot runs, then make eight new ones.

    Two runs of each pair sieve out all but three, six more of each choose among these: medians
    count. ``make(seeds)`` returns a loss and a start for each seed. Returned are the losses at
    the end of the new runs, the rate and the memory. Losses within about 2 % count as equal and
    the first of them is taken, so that no choice hangs on a last digit.
    """
    walks, n = variants(name, memories), len(learning_rates)

    def score(walk, rates, seeds):
        medians = np.median(ends(*make(seeds), walk, rates, steps), axis=1)
        return np.log10(medians + 1e-12).round(2)

    sieved = np.ravel([score(walk, learning_rates, FIRST) for walk in walks])
    kept = np.argsort(sieved, kind="stable")[:KEPT]
    again = [score(walks[k // n], learning_rates[[k % n]], PILOTS)[0] for k in kept]
    i, j = divmod(kept[np.argmin(again)], n)
    new = ends(*make(FRESH), walks[i], learning_rates[[j]], steps)[0]
    return new, learning_rates[j], memories[i] if len(walks) > 1 else None


def told(losses, *choice):
    """Write the median of losses and their range, and the rate and memory that led there."""
    low, middle, high = np.min(losses), np.median(losses), np.max(losses)
    at = ", memory ".join(f"{knob:g}" for knob in choice if knob is not None)
    words = f"{middle:.2g} ({low:.2g} to {high:.2g})".replace("inf", "lost")
    return f"{words} at {at}" if at else words


def spread(std):
    """Return an initializer of weights with one standard deviation in all layers."""
    return partial(gd.initializers.normal, std=std)


def only_noise(*sizes):
    """Return a loss that is 0 everywhere, with slopes that are noise of these sizes."""
    draws = np.random.default_rng(1)

    def noise(w):
        return sizes * draws.normal(size=w.shape)

    return gd.Loss(lambda w: 0 * w[..., 0], noise, dim=len(sizes), vectorized=True)


def flock():
    """Return the network of notebook 05 for every sixth penguin: 57 birds, 1515 weights."""
    birds = gd.penguins()
    table = np.stack([birds[name] for name in gd.data.MEASURED], axis=1)
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    return gd.network.classifier(table[::6], birds["species"][::6], (32, 24, 16, 8), "relu")


def contest(net, initializer, batch_size, memories, learning_rates, steps):
    """Tune every walk on a network from a start, and return what :func:`tuned` does, by name."""

    def make(seeds):
        points = np.array([net.initialize(initializer, seed) for seed in seeds])
        return in_batches(net, batch_size, seeds), points

    return {name: tuned(make, name, memories, learning_rates, steps) for name in WALKS}


def rare_words(seeds, texts=500, words=200):
    """Return the loss of a score of texts by their words, and a start of zeros for each seed.

    Word k is in one text of 2k; it adds 2 to the score or takes 2 away. The gradient is that of
    each run's next text, which is 0 for every word that the text does not hold.
    """
    draws = [np.random.default_rng(seed) for seed in seeds]
    share = 0.5 / np.arange(1, words + 1)
    holds = np.array([draw.random((texts, words)) < share for draw in draws]) * 1.0
    worth = np.array([draw.choice([-2, 2], size=words) for draw in draws])
    noise = np.array([draw.normal(scale=0.1, size=texts) for draw in draws])
    score, clock = (holds @ worth[..., None])[..., 0] + noise, numbers()

    def value(w):  # of one point: on the first seed's texts
        text, told = (holds, score) if w.ndim > 2 else (holds[0], score[0])
        return (((text @ w[..., None])[..., 0] - told) ** 2).mean(axis=-1)

    def gradient(w):
        at = (slice(None), next(clock)) if w.ndim > 2 else (0, 0)
        miss = (holds[at] * w).sum(axis=-1) - score[at]
        return 2 * miss[..., None] * holds[at]

    return gd.Loss(value, gradient, dim=words, vectorized=True), np.zeros((len(seeds), words))


def draw_turned(ax, walk, learning_rate, angle=45):
    """Draw a walk in x² + 20y², and the one in the turned ravine and from there, turned back."""
    start, knobs = (-4, 1), {"learning_rate": learning_rate, "steps": 40}
    straight = gd.descend(gd.losses.ravine(20), start, walk, **knobs).points
    turned = gd.descend(gd.losses.ravine(20, angle=angle), turn(start, angle), walk, **knobs)
    back = turn(turned.points, -angle)
    (line,) = ax.plot(*straight.T, lw=3.5, color=COLORS["path"], label="straight")
    ax.plot(*back.T, "--", color=COLORS["gradient"], label="turned, and back")
    ends = (point(walked[-1].round(3)) for walked in (straight, back))
    gd.tell(line, "From (−4, 1) the straight walk ends at {}, the turned one at {}.".format(*ends))
    ax.set_title(f"{walk.__name__.replace('_', ' ')}: {np.abs(straight - back).max():.1f} apart")
    return plots.axes.label(ax, "x", "y" if plots.axes.outer(ax)[1] else "")


def draw_ends(ax, found, *, floor=1e-5):
    """Draw for each kind of run and each walk its losses at the end, a mark for each seed.

    ``found`` maps the kinds to walks and what :func:`tuned` returned of them.
    """
    for i, (kind, walks) in enumerate(found.items()):
        style = {**series(i), "linestyle": "", "ms": 8, "mew": 1.6, "clip_on": False}
        style |= {"mfc": "none"} if i else {}
        losses = np.array([e for e, *_ in walks.values()])
        rows = np.indices(losses.shape)[0] + 0.36 * i - 0.18
        (marks,) = ax.plot(np.maximum(losses, floor).ravel(), rows.ravel(), label=kind, **style)
        medians = ", ".join(f"{name} {number(np.median(e), 2)}" for name, (e, *_) in walks.items())
        gd.tell(marks, f"{kind}, median losses: {medians}.")
    ax.set(xscale="log", xlim=(floor, 3), ylim=(len(walks) - 0.5, -0.5))
    ax.set_yticks(range(len(walks)), walks)
    ax.grid(axis="x")
    return plots.axes.label(ax, "loss at the end")


# The walks of the explorer, by what it calls them.
OPTIMIZERS = {name.lower(): walk for name, walk in WALKS.items() if "step" not in name}
MEMORIES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
STEPS = 60


def explore_optimizers(
    loss,
    start=None,
    *,
    first="momentum",
    second="adam",
    learning_rate=None,
    second_learning_rate=None,
    beta=0.9,
    second_beta=0.9,
):
    """Set one optimizer against another on the same loss, each with its own rate and memory.

    The optimizers are "gradient descent", "momentum", "nesterov", "adagrad", "rmsprop" and
    "adam"; the loss has two coordinates. The memory is β of momentum and nesterov, γ of rmsprop
    and β₁ of adam; gradient descent and adagrad have none.

    >>> gd.explore_optimizers(gd.losses.bowl(), (-3, 4), learning_rate=0.1, beta=0.3)
    After 40 steps from (−3, 4), the loss of momentum at learning rate 0.1 and memory 0.3 falls \
from 25 to 0, that of adam at learning rate 0.1 and memory 0.9 falls from 25 to 0.423; momentum \
is lower.
    """
    loss, start = gd.explorers.with_start(loss, start)
    figure, (plane, race) = gd.explorers.panels(2, (9, 3.5))
    gd.plot_contours(loss, plane).set_title("The paths")
    lowest = min((loss(w) for w in loss.minima), default=0.0)
    top = max(loss(start) - lowest, 1e-6)
    what = "loss above the minimum" if len(loss.minima) else "loss"
    race.set(title="The race", xlabel="step", ylabel=what, yscale="log")
    race.set(xlim=(0, STEPS), ylim=(top * 1e-6, top * 60))
    race.grid(axis="y")
    stage = gd.explorers.Stage(figure, f"One optimizer against another on {loss.name}")

    def draw(plane, race, first, second, steps, start, **knobs):
        told, ends = [], []
        for name, prefix, role, line, height in (
            (first, "", "path", "-", 0.97),
            (second, "second_", "second", "--", 0.89),
        ):
            rate, (walk, knob) = knobs[f"{prefix}learning_rate"], OPTIMIZERS[name]
            memory = {knob: knobs[f"{prefix}beta"]} if knob else {}
            run = gd.descend(loss, start, walk, learning_rate=rate, steps=steps, **memory)
            look = {"color": COLORS[role], "ls": line}
            plane.plot(*run.points.T, **look)
            plane.plot(*run.points[-1], "o", color=COLORS[role], ms=8.3, mec="white", mew=1.1)
            above = run.losses - lowest
            race.plot(np.where(above > 0, above, np.nan), **look)
            race.plot([0.40, 0.47], [height - 0.02] * 2, transform=race.transAxes, **look)
            style = {"color": COLORS[role], "size": 10.5, "va": "top"}
            race.text(0.49, height, name, transform=race.transAxes, **style)
            end, went = run.losses[-1], gd.descent.change(*run.losses[[0, -1]].round(12))
            if run.status.kind == "diverged":
                sinks = end < run.losses[0]
                end, went = (-np.inf, "falls") if sinks else (np.inf, "grows")
                went += " without end"
            kept = "".join(f" and memory {number(value)}" for value in memory.values())
            told.append(f"{name} at learning rate {number(rate)}{kept} {went}")
            ends.append(end)
        plane.plot(*start, "s", color=COLORS["start"], ms=8, mew=0)
        lower = f"{(first, second)[np.argmin(ends)]} is lower"
        return (
            f"After {count(steps, 'step')} from {point(start)}, the loss of "
            f"{', that of '.join(told)}; {'neither is lower' if ends[0] == ends[1] else lower}."
        )

    Control, names = gd.explorers.Control, tuple(OPTIMIZERS)
    rates = partial(gd.explorers.rates, loss, start, adaptive=True)
    return gd.explorers.Explorer(
        stage,
        draw,
        Control("slider", "steps", range(STEPS + 1), 40),
        Control("choice", "first", names, first, "first optimizer"),
        rates(learning_rate, label="first"),
        Control("slider", "beta", MEMORIES, beta, "first memory β"),
        Control("choice", "second", names, second, "second optimizer"),
        rates(second_learning_rate, "second_learning_rate", "second"),
        Control("slider", "second_beta", MEMORIES, second_beta, "second memory β"),
        gd.explorers.place(stage, "start", start, loss.labels),
    )


MOMENTUM_STEPS = [  # points, velocities, gradients, learning rates and betas
    (np.array([1.0, -2, 3]), np.array([0.5, 0.25, 1]), np.array([4.0, -1, 0]), 0.1, 0.9),
    (np.array([3.0]), np.array([-1.0]), np.array([2.0]), 0.25, 0.5),
]
MEANS = np.array([0.2, -0.5, 0.01]), np.array([0.004, 0.09, 1e-4])  # and those of squares,
ADAM_MEANS = [(*MEANS, 1), (*MEANS, 7), (np.array([1.0]), np.array([2.0]), 300)]  # and the step
# Gradients and the limits of their norms; two are short enough.
LONG_GRADIENTS = [(np.array([3.0, -4]), 2), (np.array([0.3, 0.4, 0]), 0.6), (np.array([9.0]), 0.5)]
LONG_GRADIENTS += [(np.array(g), 2) for g in ([1.5, -1.5, 1], [1.6, -0.1, 0], [2.5, 0.1, 0.1])]

EXERCISES = table(
    function_exercise("08.1", "a function heavy_step(w, velocity, gradient, learning_rate, beta) that returns two arrays",
        lambda w, v, g, rate, beta: (w + beta * v - rate * g, beta * v - rate * g), MOMENTUM_STEPS,
        "With beta 0 it is plain descent, with beta 1 the swing of patient 1.",
        {
            When(lambda f: np.shape(f(*MOMENTUM_STEPS[0])) == (3,)): "Only one array came back. The next step needs the velocity as well.",
            lambda w, v, g, rate, beta: (w + v, beta * v - rate * g): "The point is moved by the old velocity. Let the new one move it.",
            lambda w, v, g, rate, beta: (w + beta * v + rate * g, beta * v + rate * g): "The plus sign: this ball rolls uphill.",
            lambda w, v, g, rate, beta: (w + v - rate * g, v - rate * g): "The old velocity comes in whole. Nothing brakes this ball.",
            lambda w, v, g, rate, beta: (w - beta * v + rate * g, beta * v - rate * g): "The minus sign stands in the velocity already. Add the velocity to w.",
            lambda w, v, g, rate, beta: (w - rate * g, v): "That is plain descent: the velocity is handed back as it came, unused.",
            lambda w, v, g, rate, beta: (w - rate * (beta * v + g), beta * v + g): "PyTorch's form: its velocity adds up slopes. Here it is a step, the rate inside.",
            lambda w, v, g, rate, beta: (w + beta * v - (1 - beta) * rate * g, beta * v - (1 - beta) * rate * g): "The new slope is weighed with 1 − β. Momentum takes the whole step −αg.",
            lambda w, v, g, rate, beta: (w - rate * (beta * v + (1 - beta) * g), beta * v + (1 - beta) * g): "That is a mean of slopes, as Adam keeps. Momentum adds the whole step −αg to β times its velocity.",
            lambda w, v, g, rate, beta: (beta * v - rate * g, w + beta * v - rate * g): "The two have changed places: first the point, then the velocity.",
            When(lambda f: all(len(f(*s)) == 2 and np.allclose(f(*s)[0], s[0] + s[4] * s[1] - s[3] * s[2]) for s in MOMENTUM_STEPS), lambda w, v, g, rate, beta: (w + beta * v - rate * g, v)): "The new w is right, the velocity is not. It is the step just made: new w minus old w.",
            When(lambda f: all(len(f(*s)) == 2 and np.allclose(f(*s)[1], s[4] * s[1] - s[3] * s[2]) for s in MOMENTUM_STEPS), lambda w, v, g, rate, beta: (w + beta * (beta * v - rate * g), beta * v - rate * g)): "The new velocity is right, the point is not. Add the new velocity to w, once and whole.",
        }, [
            "Two lines: one makes the new velocity, the other returns both.",
            "The new velocity is a share of the old one, minus the usual step.",
        ]),
    function_exercise("08.2", "a function adam_direction(mean, squares, k) that returns an array",
        lambda m, s, k: (m / (1 - 0.9**k)) / np.sqrt(s / (1 - 0.999**k)), ADAM_MEANS,
        "Both means are as large as they should be, from the first step on.",
        {
            lambda m, s, k: m / np.sqrt(s): "Nothing makes up for the start at 0: the first step is three times too long.",
            lambda m, s, k: (m / (1 - 0.9**k)) / np.sqrt(s): "The mean is corrected. The squares began at 0 as well.",
            lambda m, s, k: m / np.sqrt(s / (1 - 0.999**k)): "The squares are corrected. The mean began at 0 as well.",
            lambda m, s, k: (m / (1 - 0.9**k)) / (s / (1 - 0.999**k)): "The root is missing: a mean of squares is not yet a size.",
            lambda m, s, k: (m / (1 - 0.9**k)) / (np.sqrt(s) / (1 - 0.999**k)): "Correct the squares first, and take the root afterwards.",
            lambda m, s, k: m / (1 - 0.9**k) / np.sqrt(s) / (1 - 0.999**k): "Divide the squares by 1 − 0.999ᵏ under the root.",
            lambda m, s, k: (m / (1 - 0.999**k)) / np.sqrt(s / (1 - 0.9**k)): "The two numbers have changed places: 0.9 belongs to the mean.",
            lambda m, s, k: (m * (1 - 0.9**k)) / np.sqrt(s * (1 - 0.999**k)): "The means are too small already. Divide by what is missing.",
        }, [
            "After k steps a mean that began at 0 is too small by a factor; the section on Adam derives it.",
            "Correct the mean with its β and the squares with theirs. The root comes last.",
        ]),
    function_exercise("08.3", "a function clipped(gradient, limit) that returns an array",
        lambda g, limit: g * min(1, limit / np.linalg.norm(g)), LONG_GRADIENTS,
        "A long gradient keeps its direction and loses length; a short one stays as it is.",
        {
            lambda g, limit: np.clip(g, -limit, limit): "That cuts each coordinate by itself, and the direction turns. Scale the whole.",
            lambda g, limit: limit * g / np.linalg.norm(g): "Now a short gradient becomes longer. It should stay as it is.",
            lambda g, limit: g / max(1, np.linalg.norm(g)): "The limit is not used, or taken for 1.",
            lambda g, limit: g / np.linalg.norm(g): "That is the normalised step: every length becomes 1.",
            lambda g, limit: g / limit: "That changes every gradient, the short ones too, and does not bring the long ones to the limit.",
            lambda g, limit: g if np.linalg.norm(g) <= limit else np.zeros_like(g): "A long gradient is thrown away here. Shorten it.",
            lambda g, limit: g * max(1, limit / np.linalg.norm(g)): "The wrong one of two: this lengthens the short ones and keeps the long.",
            lambda g, limit: g if np.abs(g).max() <= limit else g * limit / np.linalg.norm(g): "You compare single coordinates with the limit. The norm is asked: it can be above while every coordinate is below.",
            lambda g, limit: g * min(1, limit / np.abs(g).max()): "You compare single coordinates with the limit. The norm is asked: it can be above while every coordinate is below.",
            lambda g, limit: g if g @ g <= limit else g * limit / np.linalg.norm(g): "You compare the squared norm with the limit. Take the root first.",
            lambda g, limit: g * min(1, limit / (g @ g)): "You compare the squared norm with the limit. Take the root first.",
            lambda g, limit: g if np.abs(g).sum() <= limit else g * limit / np.linalg.norm(g): "You compare the sum of the sizes with the limit. The norm is the root of the sum of the squares.",
            lambda g, limit: g * min(1, limit / np.abs(g).sum()): "You compare the sum of the sizes with the limit. The norm is the root of the sum of the squares.",
        }, [
            "Two cases: the norm is at most the limit, or it is above it.",
            "By which factor must a gradient of norm 10 be multiplied to have the norm 2?",
        ]),
    exercise("08.4", "an angle in degrees", between(23, 28),
        "You chose the angles, gave both walks all rates, and looked where the two rows cross.",
        {
            between(28, 31): "Close. Did you take single degrees, turn the starts along with the ravine, and give both walks all 66 rates?",
            between(44, 46): "There plain descent is ahead, but it is so at smaller angles as well.",
            between(1, 23): "AdaGrad still needs fewer steps there. Did both walks get the best of all rates?",
            between(31, 44): "There plain descent is ahead already. Where does it begin?",
            between(0.4, 0.55): "Give the angle in degrees.",
        }, [
            "Which angles will you try first? Five are enough to see between which two the rows cross.",
            "For each angle turn the ravine and the starts, and take each walk's lowest count of all rates.",
        ]),
)  # fmt: skip
