"""The explorers of the course, in the order of the notebooks, and what they share."""

from collections import deque
from itertools import islice

import numpy as np
from matplotlib.figure import Figure

from gdviz import initializers
from gdviz.checks import check_choice, check_count, check_number, check_point
from gdviz.descent import change, descend
from gdviz.display import COLORS
from gdviz.explorers.controls import Choice, Counter, Place, Slider, even, logarithmic, whole
from gdviz.explorers.stage import Scene
from gdviz.explorers.widget import Explorer, draw_points
from gdviz.loss import as_loss
from gdviz.losses import LineFit
from gdviz.optimizers import (
    adagrad,
    adam,
    gradient_descent,
    momentum,
    nesterov,
    rmsprop,
    stochastic_gradient_descent,
)
from gdviz.plots import plot_contours, plot_curve
from gdviz.plots.runs import straightness
from gdviz.text import count, number, point

RESIDUALS = 80  # at most so many are drawn: more hide the data
ANGLES = np.radians(np.arange(0, 361, 2))
COLUMNS, ROWS = 20, 15  # starts over the picture
NEAR = 0.15  # of the picture's width: so near to a minimum,
SHORT = 0.01  # and with steps so short, a walk is on its way into it:
LAST = 5  # so many of them, as a walk that hops for ever may happen to take a short step
SHAPES = ("s", "^", "D", "v")
INKS = ("path", "gradient", "minimum", "second")  # as on the map of gd.plot_basins
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
    f.__name__.replace("_", " "): f
    for f in (gradient_descent, momentum, nesterov, adagrad, rmsprop, adam)
}
NOISE = 1e-12  # a loss below it is 0 but for rounding


def explore_line_fit(loss, a=None, b=None):
    """Fit a line by hand: two sliders, the residuals, and the point in the (a, b) plane.

    Parameters
    ----------
    loss : LineFit
        From :func:`gdviz.losses.line_fit`.
    a, b : float, optional
        Where slope and intercept begin; by default a level line through the middle.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> from gdviz.losses import line_fit
    >>> explore_line_fit(line_fit([0, 1, 2], [1, 3, 5]), a=1, b=1)
    The line y = 1x + 1 misses the examples by a mean squared error of 1.67; the best line, \
y = 2x + 1, reaches 0.
    """
    if not isinstance(loss, LineFit):
        raise TypeError(f"loss must come from gd.losses.line_fit(x, y). Got {loss!r}.")
    figure, (data, plane) = figure_with(2, (9, 4))
    data.plot(loss.x, loss.y, "o", color=COLORS["data"], alpha=0.5, ms=4, mec="none")
    data.set(xlabel="x", ylabel="y", title="The data and the line")
    plot_contours(loss, plane)
    plane.set_title("Its loss in the plane of (a, b)")
    scene = Scene(figure, "A line through data, and its point on the contours of the loss")
    best = loss.minima[0]
    level = 0.0 if loss.standardize else float(f"{loss.y.mean():.3g}")
    sliders = [
        even("a", *loss.bounds[0], check_number("a", 0.0 if a is None else a), "slope a"),
        even("b", *loss.bounds[1], check_number("b", level if b is None else b), "intercept b"),
    ]

    def draw(over, a, b):
        w = np.array([a, b])
        _draw_line(over, data, loss, w)
        over.glyphs(plane, [w], "white", shape="D", size=15)
        over.glyphs(plane, [w], "path", shape="D", size=11)
        over.words(plane, w, f"loss {number(loss(w))}", "path")
        return (
            f"The line {_equation(loss, w)} misses the examples by a mean squared error of "
            f"{number(loss(w))}; the best line, {_equation(loss, best)}, "
            f"reaches {number(above_noise(loss(best)))}."
        )

    return Explorer(draw, scene, sliders, moves="a")


def _draw_line(over, ax, loss, w):
    slope, intercept = loss.in_data_units(w)
    every = -(-len(loss.x) // RESIDUALS)
    x, y = loss.x[::every], loss.y[::every]
    feet = np.stack([x, slope * x + intercept], axis=-1)
    over.segments(ax, np.stack([np.stack([x, y], axis=-1), feet], axis=1), "gradient", width=1.2)
    ends = np.array(ax.get_xlim())
    over.line(ax, np.stack([ends, slope * ends + intercept], axis=-1), "path", width=3)


def _equation(loss, w):
    slope, intercept = loss.in_data_units(w)
    sign = "−" if intercept < 0 else "+"
    return f"y = {number(slope)}x {sign} {number(abs(intercept))}"


def explore_direction(loss, at, *, step=None, angle=30):
    """Take one step of any size in any direction, and compare all directions at once.

    The rose shows for every direction how much the loss changes, measured in what the gradient
    promises for the steepest one, ‖∇L‖ times the size of the step. It is clipped at twice that.

    Parameters
    ----------
    loss : Loss or callable
        With two coordinates.
    at : array_like, shape (2,)
        Where the step begins; the gradient must not be 0 there.
    step : float, optional
        The size of the step.
    angle : int, optional
        In degrees from the direction of the first coordinate, counter-clockwise.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> explore_direction(bowl(), (1, 0), step=1, angle=180)
    A step of 1 at 180° from (1, 0): the loss falls from 1 to 0. Of all directions 33 % go down; \
the best is 180°, straight against the gradient is 180°.
    """
    loss = needs(loss, 2, "gd.losses.bowl()")
    at = check_point("at", at, 2)
    slope = np.linalg.norm(loss.gradient(at))
    if slope == 0:
        raise ValueError(f"at must be where the gradient is not 0. Got {point(at)}. Move it.")
    reach = float(min(np.ptp(loss.bounds, axis=1)) / 2)
    step = check_number("step", float(f"{reach / 5:.1g}") if step is None else step, low=0)
    angle = check_count("angle", angle, maximum=360)
    figure = Figure(figsize=(9, 4.2), layout="constrained")
    plane, rose = figure.add_subplot(121), figure.add_subplot(122, projection="polar")
    scene = _direction_scene(figure, plane, rose, loss)
    controls = [
        logarithmic("step", min(reach / 50, step), max(reach, step), step, "size of the step"),
        whole("angle", 0, 360, angle, "angle in degrees"),
    ]

    def draw(over, step, angle):
        return _draw_step(over, plane, rose, loss, at, step, angle)

    return Explorer(draw, scene, controls, moves="angle")


def _direction_scene(figure, plane, rose, loss):
    plot_contours(loss, plane)
    plane.set(title="One step", aspect="equal")
    rose.set(title="The change, divided by ‖∇L‖ · step", ylim=(0, 2), yticks=[1, 2])
    rose.set_yticklabels(["1", "2"])
    rose.grid(color="#dfe5ea")
    return Scene(figure, f"One step on {loss.name}, and a rose of all directions")


def _draw_step(over, plane, rose, loss, at, step, angle):
    compass = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=-1)
    gains = loss(at + step * compass) - loss(at)
    gradient = loss.gradient(at)
    petals = gains / (step * np.linalg.norm(gradient))
    for sign, role, dash in ((-1, "path", ""), (1, "gradient", "5 4")):
        radius = np.clip(sign * petals, 0, 2)
        over.area(rose, np.stack([ANGLES, radius], axis=-1), role, opacity=0.25)
        shown = np.where(radius > 0, radius, np.nan)
        over.line(rose, np.stack([ANGLES, shown], axis=-1), role, dash=dash)
    theta = np.radians(angle)
    tip = at + step * np.array([np.cos(theta), np.sin(theta)])
    role = "path" if loss(tip) < loss(at) else "gradient"
    against = np.arctan2(*-gradient[::-1])
    over.line(
        plane, [at, at - step * gradient / np.linalg.norm(gradient)], "minimum", dash="2 5", width=3
    )
    over.arrow(plane, at, tip, role)
    over.dots(plane, [at], "start", radius=5, edge="white")
    over.line(rose, [(against, 0), (against, 2)], "minimum", dash="2 5", width=3)
    over.arrow(rose, (theta, 0), (theta, 2), role)
    down = np.mean(gains[:-1] < 0)
    best = number(np.degrees(ANGLES[np.argmin(gains)]))
    return (
        f"A step of {number(step)} at {angle}° from {point(at)}: the loss "
        f"{change(loss(at), above_noise(loss(tip)))}. Of all directions {down:.0%} go down; the "
        f"best is {best}°, straight against the gradient is "
        f"{number(np.degrees(against) % 360)}°."
    ).replace("%", " %")


def explore_learning_rate(loss, start=None, *, learning_rate=None, steps=10):
    """Walk down one curve and see what the learning rate does.

    Parameters
    ----------
    loss : Loss or callable
        With one coordinate.
    start : float, optional
    learning_rate : float, optional
        Where the slider begins; it runs past the edge where steps grow, 2/λmax.
    steps : int, optional

    Returns
    -------
    Explorer

    Examples
    --------
    >>> from gdviz.losses import Loss
    >>> parabola = Loss(lambda x: x[0] ** 2, dim=1, minima=[[0]], name="x²")
    >>> explore_learning_rate(parabola, 4, learning_rate=0.25, steps=3)
    3 steps of gradient descent at learning rate 0.25 from 4 to 0.5; the loss falls from 16 to \
0.25. It reached its steps.
    """
    loss = needs(loss, 1, "gd.Loss(lambda x: x[0] ** 2, dim=1)")
    (low, high), steps = loss.bounds[0], check_count("steps", steps, 1, maximum=50)
    begin = check_point("start", off_centre(loss) if start is None else start, 1)
    figure, (ax,) = figure_with(1, (6.4, 4))
    plot_curve(loss, ax)
    ax.set_title(f"Steps on {loss.name}")
    scene = Scene(figure, f"Steps of gradient descent on the curve of {loss.name}")
    controls = [
        rate_slider(loss, begin, learning_rate),
        even("start", low, high, float(begin[0])),
        whole("steps", 0, 50, steps),
    ]

    def draw(over, learning_rate, start, steps):
        run = descend(loss, start, learning_rate=learning_rate, steps=steps)
        on_curve = np.stack([run.points[:, 0], run.losses], axis=-1)
        draw_points(over, ax, on_curve)
        return f"{run!r} {_ending(run)}"

    return Explorer(draw, scene, controls, moves="learning_rate")


def _ending(run):
    return f"It {run.status.label}." if run.steps else "No step was taken."


def explore_descent(loss, start=None, *, learning_rate=None, steps=20):
    """Choose learning rate, steps and start of a run over contours.

    Parameters
    ----------
    loss : Loss or callable
        With two coordinates.
    start : array_like, shape (2,), optional
    learning_rate : float, optional
    steps : int, optional

    Returns
    -------
    Explorer

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> explore_descent(bowl(), (-3, 4), learning_rate=0.5)
    20 steps of gradient descent at learning rate 0.5 from (−3, 4) to (0, 0); the loss falls from \
25 to 0. The path is straight. It converged.
    """
    loss = needs(loss, 2, "gd.losses.bowl()")
    start = off_centre(loss) if start is None else start
    begin, steps = check_point("start", start, 2), check_count("steps", steps, 1, maximum=100)
    scene, ax = contour_scene(loss, f"Gradient descent on {loss.name}")
    controls = [
        rate_slider(loss, begin, learning_rate),
        whole("steps", 0, 100, steps),
        place_on(scene, ax, "start", begin, loss.labels),
    ]

    def draw(over, learning_rate, steps, start):
        run = descend(loss, start, learning_rate=learning_rate, steps=steps)
        draw_points(over, ax, run.points)
        return f"{run!r} {straightness(run.points)} {_ending(run)}"

    return Explorer(draw, scene, controls, moves="learning_rate")


def explore_basins(loss, start=None, *, learning_rate=None, steps=60):
    """Choose learning rate and start on a loss with several minima, and see where all starts end.

    Each of 300 starts is marked, in shape and colour, by the minimum that the steps from there
    settle in; a small grey dot settles in none.

    Parameters
    ----------
    loss : Loss
        With two coordinates and at least two known minima.
    start : array_like, shape (2,), optional
    learning_rate : float, optional
    steps : int, optional
        From 1 to 200.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> import gdviz as gd
    >>> explore_basins(gd.losses.two_wells(), (0, 1), learning_rate=0.05)
    The run from (0, 1) at learning rate 0.05 settles in B at (1.5, 0) in 60 steps. Of 300 starts \
47 end in A, 251 in B, 2 in none.
    """
    loss = needs(loss, 2, "gd.losses.two_wells()")
    if len(loss.minima) < 2:
        raise ValueError(
            f"loss must have at least two known minima. Got {loss!r} with {len(loss.minima)}. "
            "Try gd.losses.two_wells()."
        )
    begin = check_point("start", off_centre(loss) if start is None else start, 2)
    steps = check_count("steps", steps, 1, maximum=200)
    scene, ax = contour_scene(loss, f"Where every start ends on {loss.name}")
    rates = _rates(loss, learning_rate)
    controls = [rates, place_on(scene, ax, "start", begin, loss.labels)]

    def draw(over, learning_rate, start):
        starts, homes = _many(loss, ax, learning_rate, steps)
        _draw_basins(over, ax, loss, starts, homes)
        run = descend(loss, start, learning_rate=learning_rate, steps=steps)
        draw_points(over, ax, run.points)
        return (
            f"The run from {point(start)} at learning rate {number(learning_rate)} "
            f"{_home_of(loss, run)} in {count(run.steps, 'step')}. {_shares(loss, homes)}"
        )

    return Explorer(draw, scene, controls, moves="learning_rate", frames=len(rates.stops))


def _rates(loss, learning_rate):
    """Return a slider from what every minimum takes to what none of them takes."""
    edges = [2 / np.linalg.eigvalsh(loss.hessian(w))[-1] for w in loss.minima]
    low, high = min(edges) / 10, 1.51 * max(edges)
    rate = float(f"{0.7 * min(edges):.1g}") if learning_rate is None else learning_rate
    rate = check_number("learning_rate", rate, low=0, advice="Try 0.01.")
    return logarithmic("learning_rate", min(low, rate), max(high, rate), rate, "learning rate α")


def _many(loss, ax, learning_rate, steps):
    """Walk from a grid of starts at once."""
    x, y = (
        np.linspace(low, high, 2 * n + 1)[1::2]
        for (low, high), n in ((ax.get_xlim(), COLUMNS), (ax.get_ylim(), ROWS))
    )
    starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        walk = islice(gradient_descent(loss, starts, learning_rate), steps + 1)
        return starts, _homes(loss, deque(walk, maxlen=LAST + 1))


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


def _draw_basins(over, ax, loss, starts, homes):
    over.dots(ax, starts[homes < 0], "data", radius=2)
    for i, place in enumerate(loss.minima):
        ink = INKS[i % len(INKS)]
        shape = SHAPES[i % len(SHAPES)]
        over.glyphs(ax, starts[homes == i], ink, shape=shape, size=9, opacity=0.55)
        over.words(ax, place, _letter(i), ink, offset=(0, -10), size=20, anchor="middle")


def _letter(i):
    return chr(ord("A") + i)


def _home_of(loss, run):
    if run.status.kind == "diverged":
        return "has diverged"
    home = int(_homes(loss, run.points[-LAST - 1 :]))
    if home < 0:
        return "settles in no minimum"
    return f"settles in {_letter(home)} at {point(loss.minima[home])}"


def _shares(loss, homes):
    """Count the starts by where they end; percentages would be rounded, and not add up."""
    told = [f"{np.sum(homes == i)} in {_letter(i)}" for i in range(len(loss.minima))]
    if (homes < 0).any():
        told.append(f"{np.sum(homes < 0)} in none")
    return f"Of {homes.size} starts {', '.join(told).replace(' in', ' end in', 1)}."


def explore_layers(initializer="LeCun", *, activation="tanh", width=100, depth=8):
    """Choose initialiser, width and depth, and see the activations in every layer.

    A hundred normal examples go through layers of half the width and the full width in turn. Each
    layer's histogram lies on its side, and its standard deviation stands above it.

    Parameters
    ----------
    initializer : str, optional
        "normal, 0.01", "normal, 1", "LeCun", "Xavier" or "He".
    activation : str, optional
        "tanh" or "relu".
    width, depth : int, optional
        Units in the wide layers, 10 to 200, and layers, 2 to 12.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> explorer = explore_layers("normal, 0.01", depth=3)
    >>> explorer.sentence.startswith("Through 3 tanh layers of 50 and 100 units with normal")
    True
    """
    check_choice("activation", activation, list(ACTIVATIONS))
    check_choice("initializer", initializer, list(INITIALIZERS))
    width = check_count("width", width, WIDTHS[0], maximum=WIDTHS[-1])
    scene, ax = _layers_scene(activation)
    controls = [
        Choice("initializer", tuple(INITIALIZERS), initializer, "initialiser"),
        Slider("width", tuple(sorted({*WIDTHS, width})), width, "units in a wide layer"),
        whole("depth", 2, DEEPEST, check_count("depth", depth, 2, maximum=DEEPEST), "layers"),
        Counter("draw", "Draw new weights"),
    ]

    def draw(over, initializer, width, depth, draw):
        layers = activations(INITIALIZERS[initializer], activation, width, depth, draw)
        for k, layer in enumerate(layers, 1):
            _draw_layer(over, ax, k, layer, activation)
        told = f"{depth} {activation} layers of {width // 2} and {width} units with {initializer}"
        return _tell_layers(told, layers, activation, draw)

    return Explorer(draw, scene, controls, moves="initializer")


def _layers_scene(activation):
    figure, (ax,) = figure_with(1, (9, 4))
    low, high = ACTIVATIONS[activation][1]
    ax.set(xlim=(0.4, DEEPEST + 0.6), ylim=(low, high + 0.14 * (high - low)))
    ax.set(xlabel="layer", ylabel=f"activation ({activation})", xticks=range(1, DEEPEST + 1))
    ax.set_title("Activations layer by layer, with their standard deviation")
    ax.grid(axis="y")
    return Scene(figure, f"Histograms of the activations in every layer, {activation}"), ax


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


def _draw_layer(over, ax, k, layer, activation):
    low, high = ACTIVATIONS[activation][1]
    counts, edges = np.histogram(np.clip(layer, low, high), BINS, (low, high))
    side = 0.42 * counts / counts.max()
    outline = np.stack([np.repeat(side, 2), np.repeat(edges, 2)[1:-1]], axis=-1)
    both = np.concatenate([outline, outline[::-1] * (-1, 1)])
    both[:, 0] += k
    over.area(ax, both, "path", opacity=0.75)
    spread = number(layer.std(), 2)
    over.words(ax, (k, high + 0.05 * (high - low)), spread, offset=(0, 0), anchor="middle")


def _tell_layers(told, layers, activation, draw):
    first, last = layers[0].std(), layers[-1].std()
    _, _, state, idle = ACTIVATIONS[activation]
    verb = "falls" if last < first else "rises"
    again = f" in draw {draw + 1}" if draw else ""
    return (
        f"Through {told}{again}, the standard deviation {verb} from {number(first)} in the "
        f"first layer to {number(last)} in the last; there {np.mean(idle(layers[-1])):.0%} "
        f"of the activations are {state}."
    ).replace("%", " %")


def explore_batches(loss, start=None, *, batch_size=None, learning_rate=None, updates=60):
    """Choose batch size and learning rate, and see the noise in the path.

    The dashed path takes the same number of updates with all examples in each.

    Parameters
    ----------
    loss : Loss
        A mean over examples with two coordinates, as from :func:`gdviz.losses.line_fit`.
    start : array_like, shape (2,), optional
    batch_size : int, optional
        From 1 to the number of examples.
    learning_rate : float, optional
    updates : int, optional

    Returns
    -------
    Explorer

    Examples
    --------
    >>> import numpy as np
    >>> from gdviz.losses import line_fit
    >>> x = np.arange(12.0)
    >>> loss = line_fit(x, 2 * x, standardize=True)
    >>> explore_batches(loss, (0, 0), batch_size=12, learning_rate=0.5, updates=3)
    3 updates with batches of 12 of 12 examples at learning rate 0.5, 36 examples or 3 epochs: \
the loss falls from 1 to 0; with all examples in every update it is then 0.
    """
    loss = needs(loss, 2, "gd.losses.line_fit(x, y, standardize=True)")
    if not loss.examples or loss.example_gradients is None:
        raise TypeError(
            f"loss must be a mean over examples, as gd.losses.line_fit(x, y). Got {loss!r}."
        )
    begin = check_point("start", off_centre(loss) if start is None else start, 2)
    scene, ax = contour_scene(loss, "The noisy path of mini-batches")
    controls = [
        _batch_slider(loss.examples, batch_size),
        rate_slider(loss, begin, learning_rate),
        whole("updates", 0, 200, check_count("updates", updates, 1, maximum=200)),
        Counter("draw", "Shuffle again"),
    ]

    def draw(over, batch_size, learning_rate, updates, draw):
        full = descend(loss, begin, learning_rate=learning_rate, steps=updates)
        run = descend(
            loss,
            begin,
            stochastic_gradient_descent,
            learning_rate=learning_rate,
            steps=updates,
            batch_size=batch_size,
            seed=draw,
        )
        over.line(ax, full.points, "second", dash="7 5", width=3)
        draw_points(over, ax, run.points)
        return _tell_noise(loss, run, full, batch_size, learning_rate, draw)

    return Explorer(draw, scene, controls, moves="batch_size")


def _batch_slider(n, batch_size):
    batch_size = check_count(
        "batch_size", min(8, n) if batch_size is None else batch_size, 1, maximum=n
    )
    sizes = [2**k for k in range(n.bit_length()) if 2**k < n]
    return Slider("batch_size", tuple(sorted({*sizes, n, batch_size})), batch_size)


def _tell_noise(loss, run, full, batch_size, learning_rate, draw):
    seen, full_end = int(run.gradient_evaluations[-1]), above_noise(full.losses[-1])
    shuffle = f" in shuffle {draw + 1}" if draw else ""
    return (
        f"{count(run.steps, 'update')}{shuffle} with batches of {batch_size} of "
        f"{loss.examples} examples at learning rate {number(learning_rate)}, {seen} examples "
        f"or {number(seen / loss.examples)} epochs: the loss "
        f"{loss_change(run)}; with all examples in every update it is then "
        f"{number(full_end)}."
    )


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

    Parameters
    ----------
    loss : Loss or callable
        With two coordinates.
    start : array_like, shape (2,), optional
    first, second : str, optional
        "gradient descent", "momentum", "nesterov", "adagrad", "rmsprop" or "adam".
    learning_rate, second_learning_rate : float, optional
    steps : int, optional

    Returns
    -------
    Explorer

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> explore_optimizers(bowl(), (-3, 4), learning_rate=0.5, second_learning_rate=0.1, steps=1)
    After 1 step from (−3, 4), the loss of gradient descent at learning rate 0.5 falls from 25 to \
0, that of momentum at learning rate 0.1 falls from 25 to 16; gradient descent is lower.
    """
    loss = needs(loss, 2, "gd.losses.ravine()")
    begin = check_point("start", off_centre(loss) if start is None else start, 2)
    figure, (plane, race) = figure_with(2, (9, 4.2))
    _race_background(loss, begin, plane, race)
    scene = Scene(figure, f"One optimizer against another on {loss.name}")
    names = tuple(OPTIMIZERS)
    controls = [
        Choice("first", names, check_choice("first", first, names), "first optimizer"),
        _wide_rate(loss, begin, learning_rate, "learning_rate", "first learning rate α"),
        Choice("second", names, check_choice("second", second, names), "second optimizer"),
        _wide_rate(
            loss, begin, second_learning_rate, "second_learning_rate", "second learning rate α"
        ),
        whole("steps", 0, 100, check_count("steps", steps, 1, maximum=100)),
        place_on(scene, plane, "start", begin, loss.labels),
    ]

    def draw(over, first, learning_rate, second, second_learning_rate, steps, start):
        runs = [
            descend(loss, start, OPTIMIZERS[name], learning_rate=rate, steps=steps)
            for name, rate in ((first, learning_rate), (second, second_learning_rate))
        ]
        _draw_race(over, plane, race, runs)
        return _tell_race(runs, start, steps)

    return Explorer(draw, scene, controls, moves="steps")


def _wide_rate(loss, start, given, name, label):
    """Return a slider that suits plain descent and the adaptive ones, which count in lengths."""
    edge, reach = 2 / sharpest(loss, start), min(np.ptp(loss.bounds, axis=1))
    rate = check_number(name, float(f"{edge / 10:.1g}") if given is None else given, low=0)
    low, high = min(edge / 100, reach / 1000, rate), max(1.51 * edge, reach / 5, rate)
    return logarithmic(name, low, high, rate, label)


def _race_background(loss, start, plane, race):
    plot_contours(loss, plane)
    plane.set_title("The paths")
    top = max(loss(start), 1e-6)
    race.set(title="The race", xlabel="step", ylabel="loss above the minimum", yscale="log")
    race.set(xlim=(0, 100), ylim=(top * 1e-6, top * 20))
    race.grid(axis="y")
    race.plot([], [], "-", color=COLORS["path"], label="first")
    race.plot([], [], "--", color=COLORS["second"], label="second")
    race.legend(loc="upper right", ncols=2)


def _draw_race(over, plane, race, runs):
    lowest = min((run.loss(w) for run in runs[:1] for w in run.loss.minima), default=0.0)
    for run, ink, dash in zip(runs, ("path", "second"), ("", "7 5"), strict=True):
        over.line(plane, run.points, ink, dash=dash)
        over.dots(plane, run.points[-1:], ink, radius=5, edge="white")
        above = np.where(run.losses - lowest > 0, run.losses - lowest, np.nan)
        over.line(race, np.stack([np.arange(len(above)), above], axis=-1), ink, dash=dash)
    over.glyphs(plane, runs[0].points[:1], "start", shape="s", size=11)


def _tell_race(runs, start, steps):
    told = []
    for run in runs:
        grows = "grows without end" if run.status.kind == "diverged" else loss_change(run)
        told.append(f"{run.method} {grows}")
    ends = [np.inf if run.status.kind == "diverged" else run.losses[-1] for run in runs]
    who = "both are equally low" if ends[0] == ends[1] else None
    who = who or f"{runs[int(ends[1] < ends[0])].optimizer} is lower"
    after = f"After {count(steps, 'step')} from {point(start)}"
    return f"{after}, the loss of {', that of '.join(told)}; {who}."


def figure_with(columns, size, **kwargs):
    """Return a figure and its row of Axes, with room made for the labels."""
    figure = Figure(figsize=size, layout="constrained")
    return figure, np.atleast_1d(figure.subplots(1, columns, **kwargs))


def contour_scene(loss, title):
    """Return contours as a scene, and their Axes."""
    figure, (ax,) = figure_with(1, (6.4, 4.8))
    plot_contours(loss, ax)
    ax.set_title(title)
    return Scene(figure, title), ax


def needs(loss, dim, example):
    """Return a loss if it has so many coordinates, or refuse it."""
    loss = as_loss(loss, np.zeros(dim))
    if loss.dim != dim:
        raise ValueError(
            f"loss must have {count(dim, 'coordinate')} for this explorer. "
            f"Got {loss!r}. Try {example}."
        )
    return loss


def sharpest(loss, *points):
    """Return the largest curvature at the known minima and at some points, 1 where all is flat."""
    places = [*loss.minima, *points]
    top = max(np.linalg.eigvalsh(loss.hessian(np.asarray(w, dtype=float)))[-1] for w in places)
    return float(top) if np.isfinite(top) and top > 0 else 1.0


def rate_slider(loss, start, learning_rate, name="learning_rate", label="learning rate α"):
    """Return a slider for the learning rate that passes the edge of divergence, 2/λmax."""
    edge = 2 / sharpest(loss, start)
    if learning_rate is None:
        learning_rate = float(f"{edge / 10:.1g}")
    learning_rate = check_number(name, learning_rate, low=0, advice="Try 0.1.")
    beyond = 1.51 * edge  # the stops grow by 1.5 at most, so one of them lies past the edge
    low, high = min(edge / 100, learning_rate), max(beyond, learning_rate)
    return logarithmic(name, low, high, learning_rate, label)


def place_on(scene, ax, name, default, labels, label=""):
    """Return a point that is picked on one Axes of a scene."""
    limits = (ax.get_xlim(), ax.get_ylim())
    limits = tuple(tuple(float(f"{v:.6g}") for v in pair) for pair in limits)
    bounds = tuple(tuple(map(float, pair)) for pair in (ax.get_xlim(), ax.get_ylim()))
    start = Place(name, (0, 0), limits, tuple(labels), tuple(scene.box(ax)), bounds, label)
    return Place(name, start.check(default), limits, start.labels, start.box, bounds, label)


def off_centre(loss):
    """Return a start at the upper left of the part that is worth looking at."""
    return tuple(float(f"{low + share * (high - low):.2g}")
                 for (low, high), share in zip(loss.bounds, (0.2, 0.85), strict=False))  # fmt: skip


def loss_change(run):
    """Say how the loss of a run changed, rounding noise left out."""
    return change(*map(above_noise, run.losses[[0, -1]]))


def above_noise(value):
    """Return a loss, or 0 where it is only rounding noise."""
    return float(value) if abs(value) > NOISE else 0.0
