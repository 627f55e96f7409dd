"""Notebook 05: two units against each other, the name of a saddle, and the exercises."""

from functools import partial
from itertools import islice

import numpy as np
from matplotlib.patches import StepPatch

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, series
from gdviz.course.exercises import When, exercise, function_exercise, near, table
from gdviz.text import count, number, point


def draw_twins(pairs, ax=None):
    """Draw for each name one unit's outgoing weights by step against the other's."""
    ax = plots.axes.one(ax)
    for i, (name, both) in enumerate(pairs.items()):
        weights, look = np.transpose(both), series(i)
        start, end, color = weights[0], weights[-1], look["color"]
        (path,) = ax.plot(*weights.T, color=color, ls=look["linestyle"], lw=2.2, label=name)
        ax.plot(*start, "s", color=COLORS["start"], ms=8, mec="white", zorder=4)
        ax.plot(*end, color=color, marker=look["marker"], ms=11, mec="white", zorder=4)
        plots.axes.name_place(ax, name, end, (-end[0], 0.5), color, gap=11)
        apart = number(np.abs(np.diff(weights)).max())
        gd.tell(path, f"{name}: from {point(start)} to {point(end)}, at most {apart} apart.")
    ax.axline((0, 0), slope=1, color=COLORS["data"], ls=(0, (4, 3)), lw=1, zorder=1)
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.15)
    plots.axes.label(ax, "outgoing weight of unit 1", "outgoing weight of unit 2", "The two units")
    return ax


def mark_saddle(ax, place):
    """Mark a saddle with a cross, and name it."""
    ax.plot(*place, "X", color=COLORS["second"], ms=11, mec="white", zorder=5)
    plots.axes.name_place(ax, "saddle", place, (-1, -1), COLORS["second"], gap=11)
    return plots.axes.label(ax)


COLUMNS, ROWS = 20, 15  # starts over the picture,
STEPS = 60  # and the steps from each
NEAR = 0.15  # of the picture's width: so near to a minimum,
SHORT = 0.01  # and with steps so short, a walk is on its way into it:
LAST = 5  # so many of them, as a walk that hops for ever may happen to take a short step
GLYPHS = (("s", "path"), ("^", "gradient"), ("D", "minimum"), ("v", "second"))  # of the minima


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
    loss, start, stage, lines = gd.explorers.on_ground(loss, start, "Where every start ends on {}")
    if len(loss.minima) < 2:
        raise ValueError(f"loss must have two minima. Got {loss!r}. Try gd.losses.two_wells().")
    x = np.linspace(*stage.axes[0].get_xlim(), 2 * COLUMNS + 1)[1::2]
    y = np.linspace(*stage.axes[0].get_ylim(), 2 * ROWS + 1)[1::2]
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    letters = [chr(ord("A") + i) for i in range(len(loss.minima))]

    def draw(ax, learning_rate, start):
        walk = gd.optimizers.gradient_descent(loss, np.vstack([grid, start]), learning_rate)
        with np.errstate(all="ignore"):
            homes = _homes(loss, np.array([*islice(walk, STEPS + 1)][-LAST - 1 :]))
        homes, home = homes[:-1], homes[-1]
        ax.plot(*grid[homes < 0].T, "o", color=COLORS["data"], ms=2.9, mew=0)
        for i, letter in enumerate(letters):
            glyph, role = GLYPHS[i % len(GLYPHS)]
            style = {"color": COLORS[role], "alpha": 0.55, "ms": 6.5, "mew": 0}
            ax.plot(*grid[homes == i].T, glyph, **style)
            middle = {"ha": "center", "size": 14.5}
            gd.explorers.write(ax, letter, loss.minima[i], (0, 7), COLORS[role], **middle)
        run = gd.descend(loss, start, learning_rate=learning_rate, steps=STEPS)
        gd.explorers.draw_run(lines, run)
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
    rates = gd.explorers.logarithmic("learning_rate", learning_rate, *limits, gd.explorers.RATE)
    start = gd.explorers.place(stage, "start", start, loss.labels)
    return gd.explorers.Explorer(stage, draw, rates, start, frames=len(rates.stops))


def _homes(loss, points):
    """Return the number of the minimum that walks with these last points settle in, −1 for none."""
    apart = np.linalg.norm(points[-1][:, None] - loss.minima, axis=-1)
    moved = np.linalg.norm(np.diff(points, axis=0), axis=-1).max(axis=0)
    width = np.ptp(loss.bounds[0])
    settled = (apart.min(-1) < NEAR * width) & (moved < SHORT * width)  # never where one is NaN
    return np.where(settled, apart.argmin(-1), -1)


DEEPEST = 12  # layers
REACH = 1.08  # of the axis of activations
# A choice's name, and the function of a shape and a generator behind it.
INITIALIZERS = {
    "normal, 0.01": partial(gd.initializers.normal, std=0.01),
    "normal, 1": partial(gd.initializers.normal, std=1),
    "LeCun": gd.initializers.lecun_normal,
    "Xavier": gd.initializers.xavier_normal,
    "He": gd.initializers.he_normal,
}


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
    figure, (ax,) = gd.explorers.panels(1, (9, 4))
    ax.set(xlim=(0.4, DEEPEST + 0.6), ylim=(-REACH, 1.28 * REACH), xticks=range(1, DEEPEST + 1))
    ax.set(xlabel="layer", ylabel="activation (tanh)")
    ax.set_title("Activations layer by layer, with their standard deviation")
    ax.grid(axis="y")
    stage = gd.explorers.Stage(figure, "Histograms of the activations in every layer, tanh")

    def draw(ax, initializer, width, depth, draw):
        layers = activations(INITIALIZERS[initializer], width, depth, draw)
        for k, layer in enumerate(layers, 1):
            counts, edges = np.histogram(layer, 41, (-REACH, REACH))
            half = 0.42 * counts / counts.max()
            style = {"fill": True, "color": COLORS["path"], "alpha": 0.75, "lw": 0}
            style |= {"baseline": k - half, "orientation": "horizontal"}
            ax.add_artist(StepPatch(k + half, edges, **style))  # quicker than ax.stairs
            spread, above = number(layer.std(), 2), (k, 1.1 * REACH)
            gd.explorers.write(ax, spread, above, (0, 0), COLORS["start"], ha="center")
        first, last = layers[0].std(), layers[-1].std()
        again = f" in draw {draw + 1}" if draw else ""
        return (
            f"Through {depth} tanh layers of {width // 2} and {width} units with {initializer}"
            f"{again}, the standard deviation {'falls' if last < first else 'rises'} from "
            f"{number(first)} in the first layer to {number(last)} in the last; there "
            f"{np.mean(np.abs(layers[-1]) > 0.97):.0%} of the activations are saturated."
        ).replace("%", " %")

    names, widths = list(INITIALIZERS), (10, 20, 50, 100, 200)
    initializer = gd.explorers.Control("choice", "initializer", names, initializer, "initialiser")
    width = gd.explorers.Control("slider", "width", widths, width, "units in a wide layer")
    depth = gd.explorers.Control("slider", "depth", range(2, DEEPEST + 1), depth, "layers")
    again = gd.explorers.Control("counter", "draw", range(100), 0, "Draw new weights")
    return gd.explorers.Explorer(stage, draw, initializer, width, depth, again)


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


R = 0.8712  # the correlation of the penguins' flippers and masses


def sharpness(w1, w2):
    """Return the largest curvature of the chain at a minimum, where w1·w2 = r."""
    return 2 * (w1**2 + w2**2)


SHARP, FLAT = sharpness(2, R / 2), sharpness(R**0.5, R**0.5)
SHAPES = ((400, 100), (150, 300))


def draws(function, shape=SHAPES[0], seed=0):
    """Return the weights that an initializer draws, or raise if they are no table of numbers."""
    return gd.checks.check_table("the weights", function(shape, np.random.default_rng(seed)))


def with_variance(rule):
    """Recognise an initializer whose variance is ``rule(n_in, n_out)``, around the mean 0.

    Of 40,000 normal weights the variance strays by √(2/40000) = 0.7 %, so 4 % is safe.
    """

    def fits(weights, shape):
        variance = rule(*shape)
        centred = abs(weights.mean()) <= 0.04 * np.sqrt(variance)
        return weights.shape == shape and centred and abs(weights.var() / variance - 1) <= 0.04

    def normal(shape, generator):
        return generator.normal(0, np.sqrt(rule(*shape)), shape)

    return When(lambda f: all(fits(draws(f, shape), shape) for shape in SHAPES), normal)


def ignores_the_generator(function):
    """Whether the same generator gives other weights, or another one the same."""
    again = np.array_equal(draws(function), draws(function))
    return not again or np.array_equal(draws(function), draws(function, seed=1))


HE = with_variance(lambda n_in, n_out: 2 / n_in)
# The notebook's chain but for a constant.
CHAIN = gd.Loss(lambda w: (w[0] * w[1] - R) ** 2, lambda w: 2 * (w[0] * w[1] - R) * w[::-1], dim=2)


def walk(start):
    """Walk from a start on the chain as the notebook does."""
    return gd.descend(CHAIN, start, learning_rate=0.1, steps=500)


def is_close(start):
    return np.linalg.norm(walk(start).start) < 0.5


def is_in_the_figure(start):
    """Whether a start is the one that the notebook walks into the saddle from, or its mirror."""
    return np.array_equal(np.abs(start), (1, 1)) and np.prod(start) < 0


def is_a_trap(start):
    """Whether a start of the reader's own, at some distance, ends at the saddle after all."""
    own = not is_close(start) and not is_in_the_figure(start)
    return own and np.linalg.norm(walk(start).end) < 1e-3


EXERCISES = table(
    exercise("05.1", "one number, a standard deviation", 0.05,
        "Four hundred inputs add up to one signal of the same variance.",
        {
            0.0025: "That is the variance. The standard deviation is its root.",
            0.1: "You divided by the outputs. A sum grows with what goes into it.",
            (2 / 500) ** 0.5: "That is Xavier, which asks for inputs and outputs together.",
            (2 / 400) ** 0.5: "That is He. It is twice the variance, made for ReLU.",
            near(20, 400): "Upside down: the more inputs, the smaller each weight.",
        }, [
            "LeCun's rule speaks of the variance of a weight. Which of the two widths is in it?",
            "The variance is 1 divided by the inputs; what is asked is its square root.",
        ]),
    exercise("05.2", "one number, a share between 0 and 1", near(1 / 64, tolerance=0.03),
        "One half for each ReLU: depth turns a factor of 2 into a power of 2.",
        {
            1: "LeCun keeps it in a linear layer. What does ReLU do with half of z?",
            1 / 8: "That is the standard deviation. Asked is the mean square.",
            1 / 2: "That is one layer. There are six of them.",
            near(1 / 12, 1 / 6, 3): "Layers multiply; they do not add.",
            64: "That is how many times less. The share is its reciprocal.",
        }, [
            "Follow the mean square through a single layer first, weights and then ReLU.",
            "The weights of LeCun keep the mean square, ReLU keeps half of it. Now six times.",
        ]),
    exercise("05.3", "one factor", 0.5,
        "What Xavier takes from the way back it gives to the way forward: the two factors add up to 2.",
        {
            1.5: "That is the way forward, a sum over the inputs. Turn the layer round.",
            1: "Only in a square layer. This one narrows from 300 to 100.",
            1 / 3: "That is LeCun's variance, 1 over the inputs. Xavier takes both widths.",
            0.005: "That is the variance of one weight. How many terms does the sum have?",
            0.5**0.5: "That is the factor of the spread. Asked is the mean square.",
        }, [
            "Which index is summed over on the way back, that of the inputs or of the outputs?",
            "The factor is the number of terms in the sum times the variance of one weight.",
        ]),
    exercise("05.4", "one learning rate", 2 / SHARP,
        "All pairs with w1·w2 = r are equally deep. A larger rate can hold only the flatter ones.",
        {
            1 / SHARP: "That is 1/λmax, where steps begin to jump over the minimum. They still come back.",
            SHARP: "That is the curvature itself. The limit is 2 divided by it.",
            2 / FLAT: "That is the limit of the pair (√r, √r), the flattest of all. Asked is (2, r/2).",
            near(0.014949, 0.018972, 0.024306, 0.024829, tolerance=0.005): "That belongs to Himmelblau's loss. This one is about chain, at the point (2, r/2).",
            When(lambda answer: np.abs(answer) > 1e6, 2 / 1e-16, -2 / 1e-16): "That is 2 divided by the curvature along the curve of minima, which is 0 but for rounding. The other one decides.",
            near(2 / sharpness(2, R), 2 / sharpness(2, 2), 2 / sharpness(2, 0), tolerance=0.005): "Is your point a minimum? w1 = 2 asks for w2 = r/2, or the product is not r.",
        }, [
            "A minimum holds a rate as long as no curvature there is above 2 divided by the rate.",
            "chain.curvatures(w) gives the curvatures at w, smallest first. Which of them matters?",
            "Take w = (2, r / 2), the largest curvature there, and divide 2 by it.",
        ], tolerance=0.005),
    function_exercise("05.5", "a function my_he(shape, generator) that returns weights",
        When(lambda f: HE.holds(f) and not ignores_the_generator(f), *HE.examples), lambda: [((3, 2), np.random.default_rng(0))],
        "Any distribution with mean 0 and this variance does it; normal and uniform are the usual two.",
        {
            When(lambda f: draws(f).shape == SHAPES[0][::-1], lambda shape, generator: np.ones(shape[::-1])): "The shape is (n_in, n_out), in this order, so that x @ w works.",
            When(lambda f: abs(draws(f).mean()) > 0.5 * draws(f).std(), lambda shape, generator: generator.uniform(size=shape)): "The weights do not have mean 0. Then the signals of all units share an offset.",
            with_variance(lambda n_in, n_out: (2 / n_in) ** 2): "That is the variance used as a standard deviation. Take its root first.",
            with_variance(lambda n_in, n_out: 2 / n_out): "You divided by the outputs. He's sum runs over the inputs.",
            with_variance(lambda n_in, n_out: 1 / n_in): "That is LeCun. ReLU drops half of the mean square; make up for it.",
            with_variance(lambda n_in, n_out: 2 / (n_in + n_out)): "That is Xavier, a compromise between forward and backward.",
            with_variance(lambda n_in, n_out: 2 / (3 * n_in)): "A uniform weight within ±c has the variance c²/3, not c².",
            with_variance(lambda n_in, n_out: 1): "The spread is 1 whatever the shape. The width must come in.",
            When(ignores_the_generator, lambda shape, _: HE.examples[0](shape, np.random.default_rng(0))): "The spread is right, but not the chance: draw from the generator that is handed in, so that a seed gives the same weights again.",
        }, [
            "generator.normal(size=shape) has variance 1. What happens to the variance if you multiply by c?",
            "n_in, n_out = shape unpacks the widths; the variance of c times a number is c² as large.",
            "You want c² to be two divided by the inputs.",
        ]),
    exercise("05.6", "a start of two numbers, as (1.0, 0.5)", When(is_a_trap, (-0.7, 0.7), [2, -2]),
        "Exact symmetry is kept by every step, here on the way into a saddle. A start at random misses this line.",
        {
            When(is_close, (0, 0)): "That is within half a unit of the saddle. Find one that has some way to go.",
            When(is_in_the_figure, (1, -1), (-1, 1)): "That one is in the figure, or its mirror image. Find one of your own.",
            When(lambda w: walk(w).status.kind == "diverged", (30, -30)): "From there the walk diverges at this learning rate. Come closer.",
            When(lambda w: np.ptp(walk(w).start) == 0, (1, 1)): "Equal weights do stay equal, but these two find the minimum together.",
            When(lambda w: np.prod(walk(w).start) > 0, (1, 0.5)): "Both weights have one sign, and the walk finds a product near r.",
            When(lambda w: np.prod(walk(w).start) < 0, (1, -0.9), (1.8, -0.6)): "The signs are opposite, but the two are not exactly of one size. So one of them crosses 0 first, and the walk leaves for a minimum.",
            When(lambda w: np.prod(walk(w).start) == 0, (1, 0)): "One weight of 0 is not enough: its own slope is not 0 as long as the other is not.",
        }, [
            "Look at the figure of the three paths: which one ended at the saddle, and why?",
            "The steps keep w1 = w2, and they keep one more relation between the two.",
            "Two weights of the same size and opposite signs shrink together.",
        ]),
)  # fmt: skip
