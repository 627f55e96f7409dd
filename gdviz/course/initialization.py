"""Notebook 05: twin units, signals and gradients by layer, losses by rate, and the exercises."""

from functools import cache, partial
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.patches import StepPatch

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, CUES, series
from gdviz.course.exercises import When, exercise, function_exercise, near, table
from gdviz.text import count, number, point


def draw_twins(runs, ax):
    """Draw the outgoing weights of a network's two hidden units against each other, by name.

    The network has one input and one output, so that weights 4 and 5 are the outgoing ones.
    """
    for i, (name, run) in enumerate(runs.items()):
        weights, look = run.points[:, 4:6], series(i)
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


def draw_ways(drawings, axes=None):
    """Draw how large signals and gradients are in each layer, a line for each drawing of weights.

    ``drawings`` maps names to pairs: the sizes of the signals by layer, and those of the gradients.
    """
    axes = plots.axes.panels(axes, 2, size=(11, 4.2))
    for way, ax in enumerate(axes):
        for i, (name, drawn) in enumerate(drawings.items()):
            sizes, look = np.array([pair[way] for pair in drawn]), series(i)
            layers = np.arange(1, sizes.shape[1] + 1)
            lines = ax.plot(layers, sizes.T, lw=1.3, ms=4, alpha=0.8, mew=0, **look)
            lines[0].set_label(name)
            ends = [f"{number(k.min(), 2)} to {number(k.max(), 2)}" for k in sizes.T[[0, -1]]]
            gd.tell(lines[0], f"{name}: {ends[0]} in layer 1, {ends[1]} in layer {layers[-1]}.")
        ax.set_xticks(layers)
        ax.set_yscale("log")
        if np.divide(*ax.get_ylim()[::-1]) < 10:  # few factors: count them by twos
            ax.set_yscale("log", base=2)
            ax.yaxis.set_major_formatter(lambda size, _: number(size))
    plots.axes.label(axes[0], "layer", "standard deviation", "Signal: from left to right")
    plots.axes.label(axes[1], "layer", "", "Gradient: from right to left")
    axes[0].legend(frameon=True)
    return axes


def draw_rates(ends, rates, level, axes=None):
    """Draw the losses after training by learning rate, a dot for each seed, a panel for each start.

    ``ends`` maps names to losses of shape (rates, seeds). ``level``, drawn across all panels, is
    the loss of a model that does not look at its inputs.
    """
    axes = plots.axes.panels(axes, len(ends), len(ends), size=(11.4, 4.2), sharey=True)
    for ax, (name, losses) in zip(axes, ends.items(), strict=True):
        ax.axhline(level, color=COLORS["data"], ls=(0, (4, 3)), lw=1.2, zorder=1)
        seeds = np.shape(losses)[1]
        aside = 1.07 ** np.linspace(-1, 1, seeds)  # so that equal losses are seen
        dots = {"color": COLORS["path"], "ms": 4.5, "alpha": 0.55, "mew": 0}
        ax.plot(np.outer(rates, aside).ravel(), np.ravel(losses), "o", **dots)
        middle = np.median(losses, axis=1)
        (line,) = ax.plot(rates, middle, color=COLORS["text"], lw=1.8)
        best = middle.argmin()
        low, high = (number(loss, 2) for loss in (min(losses[best]), max(losses[best])))
        told = f"{count(seeds, 'seed')}, lowest median {number(middle[best], 2)} at rate "
        gd.tell(line, f"{told}{number(rates[best])}, where they end between {low} and {high}.")
        ax.set(xscale="log", yscale="log", title=name)
        plots.axes.label(ax, "learning rate", "loss after training" if ax is axes[0] else "")
    words = {"transform": axes[0].transAxes, "va": "top", "color": COLORS["text"]}
    axes[0].text(0.06, 0.86, "dashed: the loss\nof one who does not\nlook at the bird", **words)
    return axes


def dead_layers(network, w):
    """Return how many of some runs have a hidden layer that is 0 for every example."""
    hidden = network.activations(w)[1:-1]
    return int(np.any([(layer == 0).all(axis=(-2, -1)) for layer in hidden], axis=0).sum())


COLUMNS, ROWS = 20, 15  # starts over the picture,
STEPS = 60  # and the steps from each
NEAR = 0.15  # of the picture's width: so near to a minimum has a walk settled there,
LATER = 240  # if it is so after this many more steps too: a walk that is only slow goes on


def explore_basins(loss, start=None, *, learning_rate=None):
    """Choose learning rate and start on a loss with several minima, and see where all starts end.

    Each of 300 starts is marked, in shape and colour, by the minimum that 60 steps from there
    settle in; a small grey dot settles in none. A minimum holds walks only at learning rates below
    its 2/λmax. The loss has two coordinates and at least two known minima.

    >>> gd.explore_basins(gd.losses.two_wells(), (0, 1), learning_rate=0.05)
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
    edges = np.array([2 / loss.curvatures(w)[-1] for w in loss.minima])

    def draw(ax, learning_rate, start):
        walk = gd.optimizers.gradient_descent(loss, np.vstack([grid, start]), learning_rate)
        with np.errstate(all="ignore"):
            points = np.array([*islice(walk, STEPS + LATER + 1)])
            homes = _homes(loss, points, learning_rate < edges)
        homes, home = homes[:-1], homes[-1]
        ax.plot(*grid[homes < 0].T, "o", color=COLORS["data"], ms=2.9, mew=0)
        for i, letter in enumerate(letters):
            color, glyph = CUES["color"][i % 6], CUES["marker"][i % 6 + 1]  # "o" is none
            ax.plot(*grid[homes == i].T, glyph, color=color, alpha=0.55, ms=6.5, mew=0)
            gd.explorers.write(ax, letter, loss.minima[i], (0, 7), color, ha="center", size=14.5)
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

    limits = 0.7 * min(edges), min(edges) / 10, 1.51 * max(edges)
    rates = gd.explorers.logarithmic("learning_rate", learning_rate, *limits, gd.explorers.RATE)
    start = gd.explorers.place(stage, "start", start, loss.labels)
    return gd.explorers.Explorer(stage, draw, rates, start, frames=len(rates.stops))


def _homes(loss, points, holds):
    """Return the number of the minimum that each walk settles in, −1 for none.

    ``holds`` says of each minimum whether the learning rate lets a walk settle there.
    """
    apart = np.linalg.norm(points[[STEPS, -1], :, None] - loss.minima, axis=-1)
    home, later = apart.argmin(-1)
    near = (apart.min(-1) < NEAR * np.ptp(loss.bounds[0])).all(axis=0)  # never where one is NaN
    return np.where(near & (home == later) & holds[home], home, -1)


DEEPEST = 12  # layers
REACH = 1.08  # of the axis of activations
DEEP = " He's factor 2 is made for ReLU; what it does to tanh shows in a hundred layers."
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
    full width, 10 to 200, in turn. Each layer's histogram lies on its side, and its standard
    deviation stands above it. The sentence says too how much of a random slope, sent back, arrives
    in the first layer. The initializers are "normal, 0.01", "normal, 1", "LeCun", "Xavier", "He".

    >>> explorer = gd.explore_layers("normal, 0.01", depth=3)
    >>> explorer.sentence[:46]
    'Through 3 tanh layers of 50 and 100 units with'
    """
    figure, (ax,) = gd.explorers.panels(1, (9, 4))
    ax.set(xlim=(0.4, DEEPEST + 0.6), ylim=(-REACH, 1.28 * REACH), xticks=range(1, DEEPEST + 1))
    ax.set(xlabel="layer", ylabel="activation (tanh)")
    ax.set_title("Activations layer by layer, with their standard deviation")
    ax.grid(axis="y")
    stage = gd.explorers.Stage(figure, "Histograms of the activations in every layer, tanh")

    def draw(ax, initializer, width, depth, draw):
        layers, back = through_layers(INITIALIZERS[initializer], width, depth, draw)
        for k, layer in enumerate(layers, 1):
            counts, edges = np.histogram(layer, 41, (-REACH, REACH))
            half = 0.42 * counts / counts.max()
            style = {"color": COLORS["path"], "alpha": 0.75, "lw": 0, "orientation": "horizontal"}
            # This is quicker than ax.stairs.
            ax.add_artist(StepPatch(k + half, edges, baseline=k - half, **style))
            size, above = number(layer.std(), 2), (k, 1.1 * REACH)
            gd.explorers.write(ax, size, above, (0, 0), COLORS["start"], ha="center")
        first, last = layers[0].std(), layers[-1].std()
        again = f" in draw {draw + 1}" if draw else ""
        return (
            f"Through {depth} tanh layers of {width // 2} and {width} units with {initializer}"
            f"{again}, the standard deviation {'falls' if last < first else 'rises'} from "
            f"{number(first)} in the first layer to {number(last)} in the last; there "
            f"{np.mean(np.abs(layers[-1]) > 0.97):.0%} of the activations are saturated. The gradient "
            f"in the first layer is {number(back)} times as large as in the last."
            f"{DEEP if initializer == 'He' else ''}"
        ).replace("%", " %")

    names, widths = list(INITIALIZERS), (10, 20, 50, 100, 200)
    initializer = gd.explorers.Control("choice", "initializer", names, initializer, "initialiser")
    width = gd.explorers.Control("slider", "width", widths, width, "units in a wide layer")
    depth = gd.explorers.Control("slider", "depth", range(2, DEEPEST + 1), depth, "layers")
    again = gd.explorers.Control("counter", "draw", range(100), 0, "Draw new weights")
    return gd.explorers.Explorer(stage, draw, initializer, width, depth, again)


def through_layers(initializer, width, depth, seed):
    """Return the activations of each layer for normal examples, and what arrives on the way back.

    That is the gradient's standard deviation in the first layer, in shares of that in the last,
    where a random slope is sent back.
    """
    generator = np.random.default_rng(seed)
    layers, matrices = [generator.normal(size=(100, width))], []
    for k in range(depth):
        # Where n_in and n_out are equal, LeCun and Xavier are the same.
        shape = layers[-1].shape[1], width if k % 2 else width // 2
        matrices.append(initializer(shape, generator))
        layers.append(np.tanh(layers[-1] @ matrices[-1]))
    slope = last = generator.normal(size=layers[-1].shape) * (1 - layers[-1] ** 2)
    for matrix, layer in zip(matrices[:0:-1], layers[-2:0:-1], strict=True):
        slope = slope @ matrix.T * (1 - layer**2)
    return layers[1:], slope.std() / last.std()


R = 0.8712  # the correlation of the penguins' flippers and masses


def sharpness(w1, w2):
    """Return the largest curvature of the chain at a minimum, where w1·w2 = r."""
    return 2 * (w1**2 + w2**2)


SHARP, FLAT = sharpness(2, R / 2), sharpness(R**0.5, R**0.5)
SHAPES = ((200, 80), (80, 200))


def draws(function, shape=SHAPES[0], seed=0):
    """Return the weights that an initializer draws, or raise if they are no table of numbers."""
    return gd.checks.check_table("the weights", function(shape, np.random.default_rng(seed)))


def with_variance(rule):
    """Recognise an initializer whose variance is ``rule(n_in, n_out)``, around the mean 0."""

    def fits(weights, shape):  # of 16,000 normal weights the variance strays by √(2/16000) = 1.1 %
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


class Plan(NamedTuple):
    """An experiment that is to tell LeCun from Xavier: widths, drawings, and what it predicts."""

    widths: tuple[int, ...]
    drawings: int
    larger: str


def plan(answer):
    """Return an answer as a plan, or raise if it is none that may be run."""
    widths = tuple(int(width) for width in answer["widths"])
    given = Plan(widths, int(answer["drawings"]), str(answer["larger"]).strip().lower())
    if 2 <= len(widths) <= 6 and min(widths) >= 1 and max(widths) <= 400 and given.drawings >= 1:
        return given
    raise ValueError("widths must be 2 to 6 whole numbers of at most 400, and drawings at least 1")


@cache
def winner(planned):
    """Return the rule whose signals all end well above those of the other, "" if there is none."""
    x, squares = np.random.default_rng(7).normal(size=(60, planned.widths[0])), []
    for name in ("LeCun", "Xavier"):
        for seed in range(min(planned.drawings, 20)):
            generator, signal = np.random.default_rng(seed), x
            for shape in pairwise(planned.widths):
                signal = signal @ INITIALIZERS[name](shape, generator)
            squares.append(np.mean(signal**2))
    lecun, xavier = np.split(np.array(squares), 2)
    if min(lecun) > CLEAR * max(xavier):
        return "lecun"
    return "xavier" if min(xavier) > CLEAR * max(lecun) else ""


def tells(answer):
    """Whether a plan parts the two rules in at least five drawings, and says which is larger."""
    planned = plan(answer)
    return planned.drawings >= 5 and winner(planned) == planned.larger


CLEAR = 1.5
FAIR = {"widths": [400, 200, 100], "drawings": 5, "larger": "Xavier"}


EXERCISES = table(
    exercise("05.1", "one factor", 0.5,
        "What Xavier takes from the way back it gives to the way forward: the two factors add up to 2.",
        {
            1.5: "That is the way forward, a sum over the inputs. Turn the layer round.",
            1: "Only in a square layer. This one narrows from 300 to 100.",
            2 / 3: "That is the factor with He's variance, 2 over the inputs. Xavier takes both widths.",
            0.25: "The 2 is missing: Xavier's variance is 2/(n_in + n_out).",
            1 / 3: "That is the factor with LeCun's variance, 1 over the inputs. Xavier takes both widths.",
            0.005: "That is the variance of one weight. How many terms does the sum have?",
            0.5**0.5: "That is the factor of the standard deviation. Asked is the mean square.",
        }, [
            "Which index is summed over on the way back, that of the inputs or of the outputs?",
            "The factor is the number of terms in the sum times the variance of one weight.",
        ]),
    exercise("05.2", "one learning rate", 2 / SHARP,
        "All pairs with w1·w2 = r are equally deep. A larger rate can hold only the flatter ones.",
        {
            1 / SHARP: "That is 1/λmax, where steps begin to jump over the minimum. They still come back.",
            SHARP: "That is the curvature itself. The limit is 2 divided by it.",
            2 / FLAT: "That is the limit of the pair (√r, √r), the flattest of all. Asked is (2, r/2).",
            near(0.014949, 0.018972, 0.024306, 0.024829, tolerance=0.005): "That belongs to Himmelblau's loss. This one is about chain, at the point (2, r/2).",
            When(lambda answer: np.abs(answer) > 1e6, 2 / 1e-16, -2 / 1e-16): "That is 2 divided by the curvature along the curve of minima, which is 0 but for rounding. The other one decides.",
            0.25: "Did you take the largest entry of the Hessian, or leave w2 out? The limit needs its largest eigenvalue, which chain.curvatures(w) lists.",
            near(0.18333, 0.08986, 2 / sharpness(2, R), 2 / sharpness(2, 2), tolerance=0.005): "Is your point a minimum? w1 = 2 asks for w2 = r/2, or the product is not r.",
        }, [
            "A minimum holds a rate as long as no curvature there is above 2 divided by the rate.",
            "chain.curvatures(w) gives the curvatures at w, smallest first. Which of them matters?",
            "Take w = (2, r / 2), the largest curvature there, and divide 2 by it.",
        ], tolerance=0.005),
    function_exercise("05.3", "a function my_he(shape, generator) that returns weights",
        When(lambda f: HE.holds(f) and not ignores_the_generator(f), *HE.examples), [((3, 2), np.random.default_rng(0))],
        "Any distribution with mean 0 and this variance does it; normal and uniform are the usual two.",
        {
            When(lambda f: draws(f).shape == SHAPES[0][::-1], lambda shape, generator: np.ones(shape[::-1])): "The shape is (n_in, n_out), in this order, so that x @ w works.",
            When(lambda f: np.shape(f(SHAPES[0], np.random.default_rng(0))) != SHAPES[0], lambda shape, generator: generator.normal(0, 0.1)): "The weights must be a table of n_in rows and n_out columns. Hand size=shape on to the generator.",
            When(lambda f: abs(draws(f).mean()) > 0.04 * draws(f).std(), lambda shape, generator: generator.uniform(size=shape)): "The weights do not have mean 0. Then the signals of all units share an offset.",
            with_variance(lambda n_in, n_out: (2 / n_in) ** 2): "That is the variance used as a standard deviation. Take its root first.",
            with_variance(lambda n_in, n_out: 2 / n_out): "You divided by the outputs. He's sum runs over the inputs.",
            with_variance(lambda n_in, n_out: 1 / n_in): "That is LeCun. ReLU drops half of the mean square; make up for it.",
            with_variance(lambda n_in, n_out: 2 / (n_in + n_out)): "That is Xavier, a compromise between forward and backward.",
            with_variance(lambda n_in, n_out: 2 / (3 * n_in)): "A uniform weight within ±c has the variance c²/3, not c².",
            with_variance(lambda n_in, n_out: 1): "The standard deviation is 1 whatever the shape. The width must come in.",
            When(lambda f: HE.holds(f) and ignores_the_generator(f), lambda shape, _: HE.examples[0](shape, np.random.default_rng(0))): "The standard deviation is right, but not the chance: draw from the generator that is handed in, so that a seed gives the same weights again.",
            When(lambda f: draws(f).shape == SHAPES[0] and not HE.holds(f), lambda shape, generator: generator.normal(0, 3, shape)): "Shape and mean are right, the variance is not what is asked: for 100 inputs my_he(shape, generator).var() should be near 0.02, however many the outputs.",
        }, [
            "generator.normal(size=shape) has variance 1. What happens to the variance if you multiply by c?",
            "n_in, n_out = shape unpacks the widths; the variance of c times a number is c² as large.",
            "You want c² to be two divided by the inputs.",
        ]),
    exercise("05.4", 'a dictionary such as {"widths": [100, 50], "drawings": 5, "larger": "LeCun"}',
        When(tells, FAIR, {"widths": (50, 100, 300), "drawings": 10, "larger": "LeCun"}),
        "Every drawing of one rule lies above every drawing of the other, and you said beforehand which. Widths that only fall or only rise make the factors multiply.",
        {
            When(lambda a: len(set(plan(a).widths)) == 1, FAIR | {"widths": [100, 100]}): "In layers of one width the two rules are the same, to the last bit. No number of drawings parts them.",
            When(lambda a: plan(a).larger not in ("lecun", "xavier"), FAIR | {"larger": "He"}): 'The prediction must be "LeCun" or "Xavier".',
            When(lambda a: plan(a).drawings < 5, FAIR | {"drawings": 1}): "So few drawings may agree by luck. Take at least five.",
            When(lambda a: not winner(plan(a)) and not 0.9 / CLEAR < np.prod([2 * i / (i + o) for i, o in pairwise(plan(a).widths)]) < 1.1 * CLEAR, FAIR | {"widths": [40, 20, 10]}): "On paper the two rules are far enough apart, but drawings stray, most where units are few. Take wider layers, or products further apart.",
            When(lambda a: not winner(plan(a)), {"widths": [100, 50, 100], "drawings": 5, "larger": "LeCun"}, FAIR | {"widths": [40, 38]}): "This experiment does not tell them apart well: some drawings of the one are less than 1.5 times those of the other. Multiply n_in·v over all your layers for each rule: how far apart are the two products?",
            When(lambda a: winner(plan(a)) != plan(a).larger, FAIR | {"larger": "LeCun"}): "Your experiment parts the rules well, but the other one leaves the larger mean square. In which layers is 2/(n_in + n_out) more than 1/n_in?",
        }, [
            "Where do the two formulas differ, and where are they the same?",
            "LeCun keeps the mean square. Xavier multiplies it by 2·n_in/(n_in + n_out) in each layer. Make these factors point one way.",
            "If the widths only fall, each factor is above 1; if they only rise, below 1. Then drawings of many units stray little.",
        ]),
)  # fmt: skip
