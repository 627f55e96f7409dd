"""The explorers of the course, in the order of the notebooks, and what they share."""

from collections import deque
from itertools import islice

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Polygon, StepPatch

from gdviz import initializers, optimizers
from gdviz.checks import check_choice, check_count, check_number, check_point
from gdviz.descent import change, descend
from gdviz.display import COLORS
from gdviz.explorers.controls import Control, counter, even, logarithmic, place, slider, whole
from gdviz.explorers.stage import Stage
from gdviz.explorers.widget import Explorer, draw_run, run_lines
from gdviz.losses import LineFit, as_loss
from gdviz.plots.axes import halo
from gdviz.plots.landscapes import plot_contours, plot_curve
from gdviz.plots.runs import straightness
from gdviz.text import count, number, point

RESIDUALS = 80  # at most so many are drawn: more hide the data
ANGLES = np.radians(np.arange(0, 361, 2))
COLUMNS, ROWS = 20, 15  # starts over the picture
NEAR = 0.15  # of the picture's width: so near to a minimum,
SHORT = 0.01  # and with steps so short, a walk is on its way into it:
LAST = 5  # so many of them, as a walk that hops for ever may happen to take a short step
GLYPHS = (("s", "path"), ("^", "gradient"), ("D", "minimum"), ("v", "second"))  # of the minima
EXAMPLES = 100
DEEPEST = 12
WIDTHS = (10, 20, 50, 100, 200)
BINS = 41
# A choice's name, and the function of a shape and a generator behind it.
INITIALIZERS = {
    "normal, 0.01": lambda shape, generator: initializers.normal(shape, generator, std=0.01),
    "normal, 1": lambda shape, generator: initializers.normal(shape, generator, std=1),
    "LeCun": initializers.lecun_normal,
    "Xavier": initializers.xavier_normal,
    "He": initializers.he_normal,
}
# Each activation with the range of its values that is shown, and what counts as out of work.
ACTIVATIONS = {
    "tanh": (np.tanh, (-1.08, 1.08), "saturated", lambda h: np.abs(h) > 0.97),
    "relu": (lambda z: np.maximum(z, 0), (-0.1, 4.2), "silent", lambda h: h == 0),
}
OPTIMIZERS = {
    name: getattr(optimizers, name.replace(" ", "_"))
    for name in ("gradient descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
}
NOISE = 1e-12  # a loss below it is 0 but for rounding
RATE = "learning rate α"


def explore_line_fit(loss, a=None, b=None):
    """Fit a line by hand: two sliders, the residuals, and the point in the (a, b) plane.

    Slope ``a`` and intercept ``b`` begin, by default, with a level line through the middle.

    >>> from gdviz.losses import line_fit
    >>> explore_line_fit(line_fit([0, 1, 2], [1, 3, 5]), a=1, b=1)
    The line y = 1x + 1 misses the examples by a mean squared error of 1.67; the best line, \
y = 2x + 1, reaches 0.
    """
    if not isinstance(loss, LineFit):
        raise TypeError(f"loss must come from gd.losses.line_fit(x, y). Got {loss!r}.")
    figure, (data, plane) = _figure(2, (9, 4))
    data.plot(loss.x, loss.y, "o", color=COLORS["data"], alpha=0.5, ms=4, mec="none")
    data.set(xlabel="x", ylabel="y", title="The data and the line")
    plot_contours(loss, plane).set_title("Its loss in the plane of (a, b)")
    stage = Stage(figure, "A line through data, and its point on the contours of the loss")
    level = 0.0 if loss.standardize else float(f"{loss.y.mean():.3g}")
    few = slice(None, None, -(-len(loss.x) // RESIDUALS))
    x, y, ends = loss.x[few], loss.y[few], np.array(data.get_xlim())
    best, reached = _equation(loss, loss.minima[0]), number(_above_noise(loss(loss.minima[0])))

    def draw(data, plane, a, b):
        slope, intercept = loss.in_data_units((a, b))
        gaps = np.stack([y, slope * x + intercept, np.full_like(x, np.nan)], axis=-1)
        data.plot(x.repeat(3), gaps.ravel(), color=COLORS["gradient"], lw=0.9)
        data.plot(ends, slope * ends + intercept, color=COLORS["path"], lw=2.2)
        missed = number(loss((a, b)))
        plane.plot(a, b, "D", color=COLORS["path"], ms=8, mec="white", mew=1.4)
        _write(plane, f"loss {missed}", (a, b), (6.5, 6.5), COLORS["path"])
        return (
            f"The line {_equation(loss, (a, b))} misses the examples by a mean squared error of "
            f"{missed}; the best line, {best}, reaches {reached}."
        )

    sliders = (
        even("a", *loss.bounds[0], check_number("a", 0.0 if a is None else a), "slope a"),
        even("b", *loss.bounds[1], check_number("b", level if b is None else b), "intercept b"),
    )
    return Explorer(stage, draw, *sliders, moves="a")


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
    >>> explore_direction(bowl(), (1, 0), step=1, angle=180)
    A step of 1 at 180° from (1, 0): the loss falls from 1 to 0. Of all directions 33 % go down; \
the best is 180°, straight against the gradient is 180°.
    """
    loss = _needs(loss, 2, "gd.losses.bowl()")
    at = check_point("at", at, 2)
    gradient = loss.gradient(at)
    steepness = np.linalg.norm(gradient)
    if steepness == 0:
        raise ValueError(f"at must be where the gradient is not 0. Got {point(at)}. Move it.")
    reach = float(min(np.ptp(loss.bounds, axis=1)) / 2)
    step = check_number("step", float(f"{reach / 5:.1g}") if step is None else step, low=0)
    angle = check_count("angle", angle, maximum=360)
    figure = Figure(figsize=(9, 4.2), layout="constrained")
    plane, rose = figure.add_subplot(121), figure.add_subplot(122, projection="polar")
    plot_contours(loss, plane).set(title="One step", aspect="equal")
    rose.set(title="The change, divided by ‖∇L‖ · step", ylim=(0, 2), yticks=[1, 2])
    rose.set_yticklabels(["1", "2"])
    rose.grid(color="#dfe5ea")
    stage = Stage(figure, f"One step on {loss.name}, and a rose of all directions")
    downhill, against = at - gradient / steepness, np.arctan2(*-gradient[::-1])

    def draw(plane, rose, step, angle):
        gains = loss(at + step * np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=-1)) - loss(at)
        for sign, role, style in ((-1, "path", "-"), (1, "gradient", "--")):
            radius = np.clip(sign * gains / (step * steepness), 0, 2)
            petals = np.stack([ANGLES, radius], axis=-1)
            rose.add_artist(Polygon(petals, color=COLORS[role], alpha=0.25, lw=0))
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
            f"{change(loss(at), _above_noise(loss(tip)))}. Of all directions "
            f"{np.mean(gains[:-1] < 0):.0%} go down; the best is {best}°, straight against the "
            f"gradient is {number(np.degrees(against) % 360)}°."
        ).replace("%", " %")

    sizes = logarithmic("step", min(reach / 50, step), max(reach, step), step, "size of the step")
    angles = whole("angle", 0, 360, angle, "angle in degrees")
    return Explorer(stage, draw, sizes, angles, moves="angle")


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
    loss = _needs(loss, 1, "gd.Loss(lambda x: x[0] ** 2, dim=1)")
    steps = check_count("steps", steps, 1, maximum=50)
    start = check_point("start", _off_centre(loss) if start is None else start, 1)
    figure, (ax,) = _figure(1, (6.4, 4))
    plot_curve(loss, ax).set_title(f"Steps on {loss.name}")
    lines = run_lines(ax)
    stage = Stage(figure, f"Steps of gradient descent on the curve of {loss.name}")
    rates = _rates(loss, start, learning_rate)

    def draw(ax, learning_rate, start, steps):
        run = descend(loss, start, learning_rate=learning_rate, steps=steps)
        draw_run(lines, run)
        return f"{run!r} {_ending(run)}"

    starts = even("start", *loss.bounds[0], float(start[0]))
    return Explorer(stage, draw, rates, starts, whole("steps", 0, 50, steps), moves=rates.name)


def _ending(run):
    return f"It {run.status.label}." if run.steps else "No step was taken."


def explore_descent(loss, start=None, *, learning_rate=None, steps=20):
    """Choose learning rate, steps and start of a run over contours.

    >>> from gdviz.losses import bowl
    >>> explore_descent(bowl(), (-3, 4), learning_rate=0.5)
    20 steps of gradient descent at learning rate 0.5 from (−3, 4) to (0, 0); the loss falls from \
25 to 0. The path is straight. It converged.
    """
    loss, start, stage, lines = _on_contours(loss, start, "Gradient descent on {}")
    steps = whole("steps", 0, 100, check_count("steps", steps, 1, maximum=100))
    rates = _rates(loss, start, learning_rate)

    def draw(ax, learning_rate, steps, start):
        run = descend(loss, start, learning_rate=learning_rate, steps=steps)
        draw_run(lines, run)
        return f"{run!r} {straightness(run.points)} {_ending(run)}"

    starts = place(stage, stage.axes[0], "start", start, loss.labels)
    return Explorer(stage, draw, rates, steps, starts, moves=rates.name)


def explore_basins(loss, start=None, *, learning_rate=None, steps=60):
    """Choose learning rate and start on a loss with several minima, and see where all starts end.

    Each of 300 starts is marked, in shape and colour, by the minimum that the steps from there
    settle in; a small grey dot settles in none. The loss has two coordinates and at least two
    known minima; 1 to 200 steps are taken.

    >>> import gdviz as gd
    >>> explore_basins(gd.losses.two_wells(), (0, 1), learning_rate=0.05)
    The run from (0, 1) at learning rate 0.05 settles in B at (1.5, 0) in 60 steps. Of 300 starts \
47 end in A, 251 in B, 2 in none.
    """
    loss = _needs(loss, 2, "gd.losses.two_wells()")
    if len(loss.minima) < 2:
        raise ValueError(
            f"loss must have at least two known minima. Got {loss!r} with {len(loss.minima)}. "
            "Try gd.losses.two_wells()."
        )
    steps = check_count("steps", steps, 1, maximum=200)
    loss, start, stage, lines = _on_contours(loss, start, "Where every start ends on {}")
    edges = [2 / np.linalg.eigvalsh(loss.hessian(w))[-1] for w in loss.minima]
    rate = float(f"{0.7 * min(edges):.1g}") if learning_rate is None else learning_rate
    rate = check_number("learning_rate", rate, low=0, advice="Try 0.01.")
    low, high = min(*edges, 10 * rate) / 10, max(1.51 * max(edges), rate)
    rates = logarithmic("learning_rate", low, high, rate, RATE)
    ax = stage.axes[0]
    x, y = (
        np.linspace(*limits, 2 * n + 1)[1::2]
        for limits, n in ((ax.get_xlim(), COLUMNS), (ax.get_ylim(), ROWS))
    )
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    letters = [chr(ord("A") + i) for i in range(len(loss.minima))]

    def draw(ax, learning_rate, start):
        with np.errstate(all="ignore"):
            walk = islice(optimizers.gradient_descent(loss, grid, learning_rate), steps + 1)
            homes = _homes(loss, deque(walk, maxlen=LAST + 1))
        ax.plot(*grid[homes < 0].T, "o", color=COLORS["data"], ms=2.9, mew=0)
        for i, letter in enumerate(letters):
            glyph, role = GLYPHS[i % len(GLYPHS)]
            style = {"color": COLORS[role], "alpha": 0.55, "ms": 6.5, "mew": 0}
            ax.plot(*grid[homes == i].T, glyph, **style)
            _write(ax, letter, loss.minima[i], (0, 7), COLORS[role], ha="center", size=14.5)
        run = descend(loss, start, learning_rate=learning_rate, steps=steps)
        draw_run(lines, run)
        ends = [f"{np.sum(homes == i)} in {letter}" for i, letter in enumerate(letters)]
        lost = [f"{np.sum(homes < 0)} in none"] if (homes < 0).any() else []
        told = ", ".join(ends + lost).replace(" in", " end in", 1)
        return (
            f"The run from {point(start)} at learning rate {number(learning_rate)} "
            f"{_home_of(loss, run, letters)} in {count(run.steps, 'step')}. "
            f"Of {homes.size} starts {told}."
        )

    starts = place(stage, stage.axes[0], "start", start, loss.labels)
    return Explorer(stage, draw, rates, starts, moves=rates.name, frames=len(rates.stops))


def _homes(loss, points):
    """Return the number of the minimum that walks with these last points settle in, −1 for none."""
    points = np.asarray(points)
    with np.errstate(all="ignore"):
        apart = np.linalg.norm(points[-1][..., None, :] - loss.minima, axis=-1)
        moved = np.linalg.norm(np.diff(points, axis=0), axis=-1).max(axis=0, initial=0)
    width = np.ptp(loss.bounds[0])
    apart = np.nan_to_num(apart, nan=np.inf)
    settled = (apart.min(-1) < NEAR * width) & (moved < SHORT * width)  # never where moved is NaN
    return np.where(settled, apart.argmin(-1), -1)


def _home_of(loss, run, letters):
    if run.status.kind == "diverged":
        return "has diverged"
    home = int(_homes(loss, run.points[-LAST - 1 :]))
    if home < 0:
        return "settles in no minimum"
    return f"settles in {letters[home]} at {point(loss.minima[home])}"


def explore_layers(initializer="LeCun", *, activation="tanh", width=100, depth=8):
    """Choose initialiser, width and depth, and see the activations in every layer.

    A hundred normal examples go through 2 to 12 layers, which have half the width and the full
    width in turn, 10 to 200 units. Each layer's histogram lies on its side, and its standard
    deviation stands above it. The initializers are "normal, 0.01", "normal, 1", "LeCun",
    "Xavier" and "He", the activations "tanh" and "relu".

    >>> explorer = explore_layers("normal, 0.01", depth=3)
    >>> explorer.sentence.startswith("Through 3 tanh layers of 50 and 100 units with normal")
    True
    """
    check_choice("activation", activation, list(ACTIVATIONS))
    check_choice("initializer", initializer, list(INITIALIZERS))
    width = check_count("width", width, WIDTHS[0], maximum=WIDTHS[-1])
    depth = check_count("depth", depth, 2, maximum=DEEPEST)
    _, (low, high), state, idle = ACTIVATIONS[activation]
    figure, (ax,) = _figure(1, (9, 4))
    ax.set(xlim=(0.4, DEEPEST + 0.6), ylim=(low, high + 0.14 * (high - low)))
    ax.set(xlabel="layer", ylabel=f"activation ({activation})", xticks=range(1, DEEPEST + 1))
    ax.set_title("Activations layer by layer, with their standard deviation")
    ax.grid(axis="y")
    stage = Stage(figure, f"Histograms of the activations in every layer, {activation}")

    def draw(ax, initializer, width, depth, draw):
        layers = activations(INITIALIZERS[initializer], activation, width, depth, draw)
        for k, layer in enumerate(layers, 1):
            counts, edges = np.histogram(np.clip(layer, low, high), BINS, (low, high))
            half = 0.42 * counts / counts.max()
            style = {"fill": True, "color": COLORS["path"], "alpha": 0.75, "lw": 0}
            style |= {"baseline": k - half, "orientation": "horizontal"}
            ax.add_artist(StepPatch(k + half, edges, **style))
            height = high + 0.05 * (high - low)
            _write(ax, number(layer.std(), 2), (k, height), (0, 0), COLORS["start"], ha="center")
        first, last = layers[0].std(), layers[-1].std()
        again = f" in draw {draw + 1}" if draw else ""
        return (
            f"Through {depth} {activation} layers of {width // 2} and {width} units with "
            f"{initializer}{again}, the standard deviation {'falls' if last < first else 'rises'} "
            f"from {number(first)} in the first layer to {number(last)} in the last; there "
            f"{np.mean(idle(layers[-1])):.0%} of the activations are {state}."
        ).replace("%", " %")

    controls = (
        Control("choice", "initializer", tuple(INITIALIZERS), initializer, "initialiser"),
        slider("width", WIDTHS, width, "units in a wide layer"),
        whole("depth", 2, DEEPEST, depth, "layers"),
        counter("draw", "Draw new weights"),
    )
    return Explorer(stage, draw, *controls, moves="initializer")


def activations(initializer, activation, width, depth, seed):
    """Return the activations of each layer for normal examples, each of shape (examples, units).

    Layers of the full and of half the width take turns: where n_in and n_out are equal, LeCun
    and Xavier are the same.
    """
    generator = np.random.default_rng(seed)
    signal, bend = generator.normal(size=(EXAMPLES, width)), ACTIVATIONS[activation][0]
    layers = []
    for k in range(depth):
        shape = signal.shape[1], width if k % 2 else width // 2
        signal = bend(signal @ initializer(shape, generator))
        layers.append(signal)
    return layers


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
    loss = _needs(loss, 2, "gd.losses.line_fit(x, y, standardize=True)")
    n = loss.examples
    if not n or loss.example_gradients is None:
        raise TypeError(
            f"loss must be a mean over examples, as gd.losses.line_fit(x, y). Got {loss!r}."
        )
    loss, start, stage, lines = _on_contours(loss, start, "The noisy path of mini-batches")
    size = min(8, n) if batch_size is None else batch_size
    size = check_count("batch_size", size, 1, maximum=n)
    sizes = [2**k for k in range(n.bit_length()) if 2**k < n]
    updates = check_count("updates", updates, 1, maximum=200)

    def draw(ax, batch_size, learning_rate, updates, draw):
        given = {"learning_rate": learning_rate, "steps": updates}
        full = descend(loss, start, **given)
        given |= {"batch_size": batch_size, "seed": draw}
        run = descend(loss, start, optimizers.stochastic_gradient_descent, **given)
        ax.plot(*full.points.T, "--", color=COLORS["second"], lw=2.2)
        draw_run(lines, run)
        seen = int(run.gradient_evaluations[-1])
        shuffle = f" in shuffle {draw + 1}" if draw else ""
        return (
            f"{count(run.steps, 'update')}{shuffle} with batches of {batch_size} of {n} examples "
            f"at learning rate {number(learning_rate)}, {seen} examples or {number(seen / n)} "
            f"epochs: the loss {_loss_change(run)}; with all examples in every update it is then "
            f"{number(_above_noise(full.losses[-1]))}."
        )

    controls = (
        slider("batch_size", [*sizes, n], size),
        _rates(loss, start, learning_rate),
        whole("updates", 0, 200, updates),
        counter("draw", "Shuffle again"),
    )
    return Explorer(stage, draw, *controls, moves="batch_size")


def explore_optimizers(
    loss,
    start=None,
    *,
    first="gradient descent",
    second="momentum",
    learning_rate=None,
    second_learning_rate=None,
    steps=40,
):
    """Set one optimizer against another on the same loss, each with its own learning rate.

    The optimizers are "gradient descent", "momentum", "nesterov", "adagrad", "rmsprop" and
    "adam"; the loss has two coordinates.

    >>> from gdviz.losses import bowl
    >>> explore_optimizers(bowl(), (-3, 4), learning_rate=0.5, second_learning_rate=0.1, steps=1)
    After 1 step from (−3, 4), the loss of gradient descent at learning rate 0.5 falls from 25 to \
0, that of momentum at learning rate 0.1 falls from 25 to 16; gradient descent is lower.
    """
    loss = _needs(loss, 2, "gd.losses.ravine()")
    begin = check_point("start", _off_centre(loss) if start is None else start, 2)
    figure, (plane, race) = _figure(2, (9, 4.2))
    plot_contours(loss, plane).set_title("The paths")
    top = max(loss(begin), 1e-6)
    race.set(title="The race", xlabel="step", ylabel="loss above the minimum", yscale="log")
    race.set(xlim=(0, 100), ylim=(top * 1e-6, top * 20))
    race.grid(axis="y")
    race.plot([], [], "-", color=COLORS["path"], label="first")
    race.plot([], [], "--", color=COLORS["second"], label="second")
    race.legend(loc="upper right", ncols=2)
    stage = Stage(figure, f"One optimizer against another on {loss.name}")
    lowest = min((loss(w) for w in loss.minima), default=0.0)

    def draw(plane, race, first, learning_rate, second, second_learning_rate, steps, start):
        pairs = ((first, learning_rate), (second, second_learning_rate))
        runs = [
            descend(loss, start, OPTIMIZERS[name], learning_rate=rate, steps=steps)
            for name, rate in pairs
        ]
        for run, role, line in zip(runs, ("path", "second"), ("-", "--"), strict=True):
            plane.plot(*run.points.T, line, color=COLORS[role])
            plane.plot(*run.points[-1], "o", color=COLORS[role], ms=8.3, mec="white", mew=1.1)
            above = run.losses - lowest
            race.plot(np.where(above > 0, above, np.nan), line, color=COLORS[role])
        plane.plot(*start, "s", color=COLORS["start"], ms=8, mew=0)
        ends = [np.inf if run.status.kind == "diverged" else run.losses[-1] for run in runs]
        told = ", that of ".join(
            f"{run.method} {_loss_change(run) if np.isfinite(end) else 'grows without end'}"
            for run, end in zip(runs, ends, strict=True)
        )
        lower = f"{runs[int(ends[1] < ends[0])].optimizer} is lower"
        verdict = "both are equally low" if ends[0] == ends[1] else lower
        return f"After {count(steps, 'step')} from {point(start)}, the loss of {told}; {verdict}."

    names, second_rate = tuple(OPTIMIZERS), "second_learning_rate"
    controls = (
        Control("choice", "first", names, check_choice("first", first, names), "first optimizer"),
        _wide_rates(loss, begin, learning_rate, "learning_rate", f"first {RATE}"),
        Control(
            "choice", "second", names, check_choice("second", second, names), "second optimizer"
        ),
        _wide_rates(loss, begin, second_learning_rate, second_rate, f"second {RATE}"),
        whole("steps", 0, 100, check_count("steps", steps, 1, maximum=100)),
        place(stage, plane, "start", begin, loss.labels),
    )
    return Explorer(stage, draw, *controls, moves="steps")


def _wide_rates(loss, start, given, name, label):
    """Return a slider that suits plain descent and the adaptive ones, which count in lengths."""
    edge, reach = 2 / _sharpest(loss, start), min(np.ptp(loss.bounds, axis=1))
    rate = check_number(name, float(f"{edge / 10:.1g}") if given is None else given, low=0)
    low, high = min(edge / 100, reach / 1000, rate), max(1.51 * edge, reach / 5, rate)
    return logarithmic(name, low, high, rate, label)


def _rates(loss, start, rate):
    """Return a slider for the learning rate that passes the edge of divergence, 2/λmax."""
    edge = 2 / _sharpest(loss, start)
    rate = float(f"{edge / 10:.1g}") if rate is None else rate
    rate = check_number("learning_rate", rate, low=0, advice="Try 0.1.")
    # The stops grow by 1.5 at most, so one of them lies past the edge.
    low, high = min(edge / 100, rate), max(1.51 * edge, rate)
    return logarithmic("learning_rate", low, high, rate, RATE)


def _sharpest(loss, start):
    """Return the largest curvature at the known minima and the start, 1 where all is flat."""
    places = [*loss.minima, np.asarray(start, dtype=float)]
    top = max(np.linalg.eigvalsh(loss.hessian(w))[-1] for w in places)
    return float(top) if np.isfinite(top) and top > 0 else 1.0


def _figure(columns, size):
    figure = Figure(figsize=size, layout="constrained")
    return figure, np.atleast_1d(figure.subplots(1, columns))


def _on_contours(loss, start, title):
    """Return a loss of two coordinates, a start, contours as a stage, and the lines of a run."""
    loss = _needs(loss, 2, "gd.losses.bowl()")
    start = check_point("start", _off_centre(loss) if start is None else start, 2)
    figure, (ax,) = _figure(1, (6.4, 4.8))
    title = title.format(loss.name)
    plot_contours(loss, ax).set_title(title)
    lines = run_lines(ax)
    return loss, start, Stage(figure, title), lines


def _needs(loss, dim, example):
    """Return a loss if it has so many coordinates, or refuse it."""
    loss = as_loss(loss, np.zeros(dim))
    if loss.dim != dim:
        raise ValueError(
            f"loss must have {count(dim, 'coordinate')} for this explorer. "
            f"Got {loss!r}. Try {example}."
        )
    return loss


def _off_centre(loss):
    """Return a start at the upper left of the part that is worth looking at."""
    shares = zip(loss.bounds, (0.2, 0.85), strict=False)
    return tuple(float(f"{low + share * (high - low):.2g}") for (low, high), share in shares)


def _write(ax, text, at, offset, color, **style):
    """Write a few words beside a point, with a white rim."""
    rim = {"color": color, "path_effects": halo(), "annotation_clip": False, "size": 10.5}
    ax.annotate(text, at, offset, textcoords="offset points", **(rim | style))


def _loss_change(run):
    """Say how the loss of a run changed, rounding noise left out."""
    return change(*map(_above_noise, run.losses[[0, -1]]))


def _above_noise(value):
    """Return a loss, or 0 where it is only rounding noise."""
    return float(value) if abs(value) > NOISE else 0.0
