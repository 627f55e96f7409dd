"""The explorers of the course, in the order of the notebooks."""

from collections import deque
from functools import partial
from itertools import islice

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from gdviz import explorers, initializers, optimizers
from gdviz.checks import check_point
from gdviz.descent import change, descend
from gdviz.display import COLORS
from gdviz.losses import LineFit
from gdviz.plots import axes
from gdviz.plots.landscapes import plot_contours
from gdviz.plots.runs import straightness
from gdviz.text import count, number, point

RESIDUALS = 80  # at most so many are drawn: more hide the data
ANGLES = np.radians(np.arange(0, 361, 2))
COLUMNS, ROWS = 20, 15  # starts over the picture,
STEPS = 60  # and the steps from each
NEAR = 0.15  # of the picture's width: so near to a minimum,
SHORT = 0.01  # and with steps so short, a walk is on its way into it:
LAST = 5  # so many of them, as a walk that hops for ever may happen to take a short step
GLYPHS = (("s", "path"), ("^", "gradient"), ("D", "minimum"), ("v", "second"))  # of the minima
DEEPEST = 12  # layers
REACH = 1.08  # of the axis of activations
# A choice's name, and the function of a shape and a generator behind it.
INITIALIZERS = {
    "normal, 0.01": partial(initializers.normal, std=0.01),
    "normal, 1": partial(initializers.normal, std=1),
    "LeCun": initializers.lecun_normal,
    "Xavier": initializers.xavier_normal,
    "He": initializers.he_normal,
}
OPTIMIZERS = ("gradient descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam")


def explore_line_fit(loss):
    """Fit a line by hand: two sliders, the residuals, and the point in the (a, b) plane.

    Slope ``a`` and intercept ``b`` begin with a level line through the middle.

    >>> from gdviz.losses import line_fit
    >>> explore_line_fit(line_fit([0, 1, 2], [1, 3, 5]))
    The line y = 0x + 3 misses the examples by a mean squared error of 2.67; the best line, \
y = 2x + 1, reaches 0.
    """
    if not isinstance(loss, LineFit):
        raise TypeError(f"loss must come from gd.losses.line_fit(x, y). Got {loss!r}.")
    figure, (data, plane) = explorers.panels(2, (9, 4))
    data.plot(loss.x, loss.y, "o", color=COLORS["data"], alpha=0.5, ms=4, mec="none")
    data.set(xlabel="x", ylabel="y", title="The data and the line")
    plot_contours(loss, plane).set_title("Its loss in the plane of (a, b)")
    title = "A line through data, and its point on the contours of the loss"
    stage = explorers.Stage(figure, title)
    few = slice(None, None, -(-len(loss.x) // RESIDUALS))
    x, y, ends = loss.x[few], loss.y[few], np.array(data.get_xlim())
    best, reached = _equation(loss, loss.minima[0]), number(round(loss(loss.minima[0]), 12))

    def draw(data, plane, a, b):
        slope, intercept = loss.in_data_units((a, b))
        gaps = np.stack([y, slope * x + intercept, np.full_like(x, np.nan)], axis=-1)
        data.plot(x.repeat(3), gaps.ravel(), color=COLORS["gradient"], lw=0.9)
        data.plot(ends, slope * ends + intercept, color=COLORS["path"], lw=2.2)
        missed = number(loss((a, b)))
        plane.plot(a, b, "D", color=COLORS["path"], ms=8, mec="white", mew=1.4)
        explorers.write(plane, f"loss {missed}", (a, b), (6.5, 6.5), COLORS["path"])
        return (
            f"The line {_equation(loss, (a, b))} misses the examples by a mean squared error of "
            f"{missed}; the best line, {best}, reaches {reached}."
        )

    slopes, intercepts = map(explorers.even, *np.transpose(loss.bounds))
    level = 0.0 if loss.standardize else float(f"{loss.y.mean():.3g}")
    a = explorers.Control("slider", "a", slopes, 0.0, "slope a")
    b = explorers.Control("slider", "b", intercepts, level, "intercept b")
    return explorers.Explorer(stage, draw, a, b)


def _equation(loss, w):
    slope, intercept = loss.in_data_units(w)
    sign = "−" if intercept < 0 else "+"
    return f"y = {number(slope)}x {sign} {number(abs(intercept))}"


def explore_direction(loss, at, *, step=None, angle=30):
    """Take one step of any size in any direction, and compare all directions at once.

    The rose shows for every direction how much the loss changes, measured in what the gradient
    promises for the steepest one, ‖∇L‖ times the size of the step. It is clipped at twice that.
    The loss has two coordinates, and its gradient is not 0 at the point ``at``. ``angle`` is in
    degrees from the direction of the first coordinate, counter-clockwise.

    >>> from gdviz.losses import bowl
    >>> explore_direction(bowl(), (1, 0), step=0.5, angle=180)
    A step of 0.5 at 180° from (1, 0): the loss falls from 1 to 0.25. Of all directions 42 % go \
down; the best is 180°, straight against the gradient is 180°.
    """
    loss, bounds = axes.ground(loss, None, 2)
    at = check_point("at", at, 2)
    gradient = loss.gradient(at)
    steepness = np.linalg.norm(gradient)
    if steepness == 0:
        raise ValueError(f"at must be where the gradient is not 0. Got {point(at)}. Move it.")
    figure = Figure(figsize=(9, 4.2), layout="constrained")
    plane, rose = figure.add_subplot(121), figure.add_subplot(122, projection="polar")
    plot_contours(loss, plane).set(title="One step", aspect="equal")
    rose.set(title="The change, divided by ‖∇L‖ · step", ylim=(0, 2), yticks=[1, 2])
    rose.set(yticklabels=["1", "2"])
    rose.grid(color="#dfe5ea")
    stage = explorers.Stage(figure, f"One step on {loss.name}, and a rose of all directions")
    downhill, against = at - gradient / steepness, np.arctan2(*-gradient[::-1])

    def draw(plane, rose, step, angle):
        gains = loss(at + step * np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=-1)) - loss(at)
        for sign, role, style in ((-1, "path", "-"), (1, "gradient", "--")):
            radius = np.clip(sign * gains / (step * steepness), 0, 2)
            rose.fill(ANGLES, radius, color=COLORS[role], alpha=0.25, lw=0)
            rose.plot(ANGLES, np.where(radius > 0, radius, np.nan), style, color=COLORS[role])
        theta = np.radians(angle)
        tip = at + step * np.array([np.cos(theta), np.sin(theta)])
        color = COLORS["path" if loss(tip) < loss(at) else "gradient"]
        steepest = {"ls": ":", "color": COLORS["minimum"], "lw": 2.2}
        plane.plot(*np.stack([at, downhill], axis=-1), **steepest)
        _arrow(plane, at, tip, color)
        plane.plot(*at, "o", color=COLORS["start"], ms=8.3, mec="white", mew=1.1)
        rose.plot([against, against], [0, 2], **steepest)
        _arrow(rose, (theta, 0), (theta, 2), color)
        best = number(np.degrees(ANGLES[np.argmin(gains)]))
        return (
            f"A step of {number(step)} at {angle}° from {point(at)}: the loss "
            f"{change(loss(at), loss(tip))}. Of all directions {np.mean(gains[:-1] < 0):.0%} go "
            f"down; the best is {best}°, straight against the gradient is "
            f"{number(np.degrees(against) % 360)}°."
        ).replace("%", " %")

    reach = min(np.ptp(bounds, axis=1)) / 2
    sizes = "step", step, reach / 5, reach / 50, reach, "size of the step"
    step = explorers.logarithmic(*sizes)
    angle = explorers.Control("slider", "angle", range(361), angle, "angle in degrees")
    return explorers.Explorer(stage, draw, angle, step)


def _arrow(ax, tail, tip, color):
    style = {"arrowstyle": "-|>", "mutation_scale": 12, "shrinkA": 0, "shrinkB": 0}
    ax.add_artist(FancyArrowPatch(tail, tip, color=color, lw=2.2, zorder=2, **style))


def explore_learning_rate(loss, start=None, *, learning_rate=None, steps=10):
    """Walk down one curve and see what the learning rate does.

    The loss has one coordinate. The slider runs past the edge where steps grow, 2/λmax.

    >>> from gdviz.losses import Loss
    >>> parabola = Loss(lambda x: x[0] ** 2, dim=1, minima=[[0]], name="x²")
    >>> explore_learning_rate(parabola, 4, learning_rate=0.25, steps=3)
    3 steps of gradient descent at learning rate 0.25 from 4 to 0.5; the loss falls from 16 to \
0.25. It reached its steps.
    """
    name = "Steps of gradient descent on the curve of {}"
    loss, start, stage, lines = explorers.on_ground(loss, start, "Steps on {}", 1, name)

    def draw(ax, learning_rate, start, steps):
        run = descend(loss, start, learning_rate=learning_rate, steps=steps)
        explorers.draw_run(lines, run)
        return f"{run!r} It {run.status.label}."

    rates, stops = explorers.rates(loss, start, learning_rate), explorers.even(*loss.bounds[0])
    start = explorers.Control("slider", "start", stops, float(start[0]))
    steps = explorers.Control("slider", "steps", range(1, 51), steps)
    return explorers.Explorer(stage, draw, rates, start, steps)


def explore_descent(loss, start=None, *, learning_rate=None, steps=20):
    """Choose learning rate, steps and start of a run over contours.

    >>> from gdviz.losses import bowl
    >>> explore_descent(bowl(), (-3, 4), learning_rate=0.5)
    20 steps of gradient descent at learning rate 0.5 from (−3, 4) to (0, 0); the loss falls from \
25 to 0. The path is straight. It converged.
    """
    loss, start, stage, lines = explorers.on_ground(loss, start, "Gradient descent on {}")

    def draw(ax, learning_rate, steps, start):
        run = descend(loss, start, learning_rate=learning_rate, steps=steps)
        explorers.draw_run(lines, run)
        return f"{run!r} {straightness(run.points)} It {run.status.label}."

    rates = explorers.rates(loss, start, learning_rate)
    steps = explorers.Control("slider", "steps", range(1, 101), steps)
    start = explorers.place(stage, "start", start, loss.labels)
    return explorers.Explorer(stage, draw, rates, steps, start)


def explore_basins(loss, start=None, *, learning_rate=None):
    """Choose learning rate and start on a loss with several minima, and see where all starts end.

    Each of 300 starts is marked, in shape and colour, by the minimum that 60 steps from there
    settle in; a small grey dot settles in none. The loss has two coordinates and at least two
    known minima.

    >>> import gdviz as gd
    >>> explore_basins(gd.losses.two_wells(), (0, 1), learning_rate=0.05)
    The run from (0, 1) at learning rate 0.05 settles in B at (1.5, 0) in 60 steps. Of 300 starts \
47 end in A, 251 in B, 2 in none.
    """
    loss, start, stage, lines = explorers.on_ground(loss, start, "Where every start ends on {}")
    if len(loss.minima) < 2:
        raise ValueError(f"loss must have known minima. Got {loss!r}. Try gd.losses.two_wells().")
    x = np.linspace(*stage.axes[0].get_xlim(), 2 * COLUMNS + 1)[1::2]
    y = np.linspace(*stage.axes[0].get_ylim(), 2 * ROWS + 1)[1::2]
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    letters = [chr(ord("A") + i) for i in range(len(loss.minima))]

    def draw(ax, learning_rate, start):
        walk = optimizers.gradient_descent(loss, np.vstack([grid, start]), learning_rate)
        with np.errstate(all="ignore"):
            *homes, home = _homes(loss, deque(islice(walk, STEPS + 1), maxlen=LAST + 1))
        homes = np.array(homes)
        ax.plot(*grid[homes < 0].T, "o", color=COLORS["data"], ms=2.9, mew=0)
        for i, letter in enumerate(letters):
            glyph, role = GLYPHS[i % len(GLYPHS)]
            style = {"color": COLORS[role], "alpha": 0.55, "ms": 6.5, "mew": 0}
            ax.plot(*grid[homes == i].T, glyph, **style)
            middle = {"ha": "center", "size": 14.5}
            explorers.write(ax, letter, loss.minima[i], (0, 7), COLORS[role], **middle)
        run = descend(loss, start, learning_rate=learning_rate, steps=STEPS)
        explorers.draw_run(lines, run)
        where = f"settles in {letters[home]} at {point(loss.minima[home])}"
        if home < 0:
            where = "has diverged" if run.status.kind == "diverged" else "settles in no minimum"
        ends = {letter: np.sum(homes == i) for i, letter in enumerate(letters)}
        ends |= {"none": np.sum(homes < 0)} if min(homes) < 0 else {}
        told = ", ".join(f"{n} in {home}" for home, n in ends.items()).replace(" in", " end in", 1)
        return (
            f"The run from {point(start)} at learning rate {number(learning_rate)} {where} in "
            f"{count(run.steps, 'step')}. Of {homes.size} starts {told}."
        )

    edges = [2 / loss.curvatures(w)[-1] for w in loss.minima]
    limits = 0.7 * min(edges), min(edges) / 10, 1.51 * max(edges)
    rates = explorers.logarithmic("learning_rate", learning_rate, *limits, explorers.RATE)
    start = explorers.place(stage, "start", start, loss.labels)
    return explorers.Explorer(stage, draw, rates, start, frames=len(rates.stops))


def _homes(loss, points):
    """Return the number of the minimum that walks with these last points settle in, −1 for none."""
    apart = np.linalg.norm(points[-1][:, None] - loss.minima, axis=-1)
    moved = np.linalg.norm(np.diff(points, axis=0), axis=-1).max(axis=0)
    width = np.ptp(loss.bounds[0])
    settled = (apart.min(-1) < NEAR * width) & (moved < SHORT * width)  # never where one is NaN
    return np.where(settled, apart.argmin(-1), -1)


def explore_layers(initializer="LeCun", *, width=100, depth=8):
    """Choose initialiser, width and depth, and see the activations in every layer.

    A hundred normal examples go through 2 to 12 layers of tanh, which have half the width and the
    full width in turn, 10 to 200 units. Each layer's histogram lies on its side, and its standard
    deviation stands above it. The initializers are "normal, 0.01", "normal, 1", "LeCun",
    "Xavier" and "He".

    >>> explorer = explore_layers("normal, 0.01", depth=3)
    >>> explorer.sentence.startswith("Through 3 tanh layers of 50 and 100 units with normal")
    True
    """
    figure, (ax,) = explorers.panels(1, (9, 4))
    ax.set(xlim=(0.4, DEEPEST + 0.6), ylim=(-REACH, 1.28 * REACH), xticks=range(1, DEEPEST + 1))
    ax.set(xlabel="layer", ylabel="activation (tanh)")
    ax.set_title("Activations layer by layer, with their standard deviation")
    ax.grid(axis="y")
    stage = explorers.Stage(figure, "Histograms of the activations in every layer, tanh")

    def draw(ax, initializer, width, depth, draw):
        layers = activations(INITIALIZERS[initializer], width, depth, draw)
        for k, layer in enumerate(layers, 1):
            counts, edges = np.histogram(layer, 41, (-REACH, REACH))
            half = 0.42 * counts / counts.max()
            style = {"fill": True, "color": COLORS["path"], "alpha": 0.75, "lw": 0}
            ax.stairs(k + half, edges, baseline=k - half, orientation="horizontal", **style)
            spread, above = number(layer.std(), 2), (k, 1.1 * REACH)
            explorers.write(ax, spread, above, (0, 0), COLORS["start"], ha="center")
        first, last = layers[0].std(), layers[-1].std()
        again = f" in draw {draw + 1}" if draw else ""
        return (
            f"Through {depth} tanh layers of {width // 2} and {width} units with {initializer}"
            f"{again}, the standard deviation {'falls' if last < first else 'rises'} from "
            f"{number(first)} in the first layer to {number(last)} in the last; there "
            f"{np.mean(np.abs(layers[-1]) > 0.97):.0%} of the activations are saturated."
        ).replace("%", " %")

    names, widths = list(INITIALIZERS), (10, 20, 50, 100, 200)
    initializer = explorers.Control("choice", "initializer", names, initializer, "initialiser")
    width = explorers.Control("slider", "width", widths, width, "units in a wide layer")
    depth = explorers.Control("slider", "depth", range(2, DEEPEST + 1), depth, "layers")
    again = explorers.Control("counter", "draw", range(100), 0, "Draw new weights")
    return explorers.Explorer(stage, draw, initializer, width, depth, again)


def activations(initializer, width, depth, seed):
    """Return the activations of each layer for normal examples, each of shape (examples, units).

    Layers of the full and of half the width take turns: where n_in and n_out are equal, LeCun
    and Xavier are the same.
    """
    generator = np.random.default_rng(seed)
    layers = [generator.normal(size=(100, width))]
    for k in range(depth):
        shape = layers[-1].shape[1], width if k % 2 else width // 2
        layers.append(np.tanh(layers[-1] @ initializer(shape, generator)))
    return layers[1:]


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
    loss, start, stage, lines = explorers.on_ground(loss, start, "The noisy path of mini-batches")
    n = loss.examples
    if loss.example_gradients is None:
        raise TypeError(f"loss must have examples. Got {loss!r}. Try gd.losses.line_fit(x, y).")

    def draw(ax, batch_size, learning_rate, updates, draw):
        walk = partial(descend, loss, start, learning_rate=learning_rate, steps=updates)
        noisy = optimizers.stochastic_gradient_descent
        full, run = walk(), walk(noisy, batch_size=batch_size, seed=draw)
        ax.plot(*full.points.T, "--", color=COLORS["second"], lw=2.2)
        explorers.draw_run(lines, run)
        seen = int(run.gradient_evaluations[-1])
        shuffle = f" in shuffle {draw + 1}" if draw else ""
        first, last = run.losses[[0, -1]].round(12)
        return (
            f"{count(run.steps, 'update')}{shuffle} with batches of {batch_size} of {n} examples "
            f"at learning rate {number(learning_rate)}, {seen} examples or {number(seen / n)} "
            f"epochs: the loss {change(first, last)}; with all examples in every update it is then "
            f"{number(full.losses[-1].round(12))}."
        )

    sizes = [*(2**k for k in range(n.bit_length()) if 2**k < n), n]
    batch_size = explorers.Control("slider", "batch_size", sizes, batch_size or min(8, n))
    rates = explorers.rates(loss, start, learning_rate)
    updates = explorers.Control("slider", "updates", range(201), updates)
    again = explorers.Control("counter", "draw", range(100), 0, "Shuffle again")
    return explorers.Explorer(stage, draw, batch_size, rates, updates, again)


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
    loss, start = explorers.with_start(loss, start)
    figure, (plane, race) = explorers.panels(2, (9, 4.2))
    plot_contours(loss, plane).set_title("The paths")
    top = max(loss(start), 1e-6)
    race.set(title="The race", xlabel="step", ylabel="loss above the minimum", yscale="log")
    race.set(xlim=(0, 100), ylim=(top * 1e-6, top * 20))
    race.grid(axis="y")
    race.plot([], [], "-", color=COLORS["path"], label="first")
    race.plot([], [], "--", color=COLORS["second"], label="second")
    race.legend(loc="upper right", ncols=2)
    stage = explorers.Stage(figure, f"One optimizer against another on {loss.name}")
    lowest = min((loss(w) for w in loss.minima), default=0.0)

    def draw(plane, race, first, learning_rate, second, second_learning_rate, steps, start):
        told, ends = [], []
        one, other = (first, learning_rate), (second, second_learning_rate)
        for (name, rate), role, line in ((one, "path", "-"), (other, "second", "--")):
            optimizer = getattr(optimizers, name.replace(" ", "_"))
            run = descend(loss, start, optimizer, learning_rate=rate, steps=steps)
            plane.plot(*run.points.T, line, color=COLORS[role])
            plane.plot(*run.points[-1], "o", color=COLORS[role], ms=8.3, mec="white", mew=1.1)
            above = run.losses - lowest
            race.plot(np.where(above > 0, above, np.nan), line, color=COLORS[role])
            told.append(f"{run.method} {change(*run.losses[[0, -1]].round(12))}")
            ends.append(run.losses[-1])
        plane.plot(*start, "s", color=COLORS["start"], ms=8, mew=0)
        lower = f"{(first, second)[np.argmin(ends)]} is lower"
        return (
            f"After {count(steps, 'step')} from {point(start)}, the loss of "
            f"{', that of '.join(told)}; {'both are equally low' if ends[0] == ends[1] else lower}."
        )

    rates = partial(explorers.rates, loss, start, adaptive=True)
    first_rate = rates(learning_rate, label="first")
    second_rate = rates(second_learning_rate, "second_learning_rate", "second")
    first = explorers.Control("choice", "first", OPTIMIZERS, OPTIMIZERS[0], "first optimizer")
    second = explorers.Control("choice", "second", OPTIMIZERS, second, "second optimizer")
    steps = explorers.Control("slider", "steps", range(101), 40)
    start = explorers.place(stage, "start", start, loss.labels)
    return explorers.Explorer(stage, draw, steps, first, first_rate, second, second_rate, start)
