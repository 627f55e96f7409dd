"""Notebook 04: two units against each other, the name of a saddle, and the exercises."""

import numpy as np

import gdviz as gd
from gdviz.course.exercises import When, exercise, function_exercise, near, table
from gdviz.display import COLORS, series
from gdviz.plots import axes
from gdviz.text import number, point


def draw_twins(pairs, ax=None):
    """Draw for each name one unit's outgoing weights by step against the other's."""
    ax = axes.one(ax)
    for i, (name, both) in enumerate(pairs.items()):
        weights, look = np.transpose(both), series(i)
        start, end, color = weights[0], weights[-1], look["color"]
        (path,) = ax.plot(*weights.T, color=color, ls=look["linestyle"], lw=2.2, label=name)
        ax.plot(*start, "s", color=COLORS["start"], ms=8, mec="white", zorder=4)
        ax.plot(*end, color=color, marker=look["marker"], ms=11, mec="white", zorder=4)
        axes.name_place(ax, name, end, (-end[0], 0.5), color, gap=11)
        apart = number(np.abs(np.diff(weights)).max())
        gd.tell(path, f"{name}: from {point(start)} to {point(end)}, at most {apart} apart.")
    ax.axline((0, 0), slope=1, color=COLORS["data"], ls=(0, (4, 3)), lw=1, zorder=1)
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.15)
    axes.label(ax, "outgoing weight of unit 1", "outgoing weight of unit 2", "The two units")
    return ax


def mark_saddle(ax, place):
    """Mark a saddle with a cross, and name it."""
    ax.plot(*place, "X", color=COLORS["second"], ms=11, mec="white", zorder=5)
    axes.name_place(ax, "saddle", place, (-1, -1), COLORS["second"], gap=11)
    return ax


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
    exercise("04.1", "one number, a standard deviation", 0.05,
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
    exercise("04.2", "one number, a share between 0 and 1", near(1 / 64, tolerance=0.03),
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
    exercise("04.3", "one factor", 0.5,
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
    exercise("04.4", "one learning rate", 2 / SHARP,
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
    function_exercise("04.5", "a function my_he(shape, generator) that returns weights",
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
    exercise("04.6", "a start of two numbers, as (1.0, 0.5)", When(is_a_trap, (-0.7, 0.7), [2, -2]),
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
