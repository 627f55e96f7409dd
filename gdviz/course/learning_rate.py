"""Notebook 03: the explorers and the exercises."""

import numpy as np

import gdviz as gd
from gdviz.course.exercises import When, between, exercise, function_exercise, near, table


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
    loss, start, stage, lines = gd.explorers.on_ground(loss, start, "Steps on {}", 1, name)

    def draw(ax, learning_rate, start, steps):
        run = gd.descend(loss, start, learning_rate=learning_rate, steps=steps)
        gd.explorers.draw_run(lines, run)
        return f"{run!r} It {run.status.label}."

    rates = gd.explorers.rates(loss, start, learning_rate)
    stops = gd.explorers.even(*loss.bounds[0])
    start = gd.explorers.Control("slider", "start", stops, float(start[0]))
    steps = gd.explorers.Control("slider", "steps", range(51), steps)
    return gd.explorers.Explorer(stage, draw, rates, start, steps)


def explore_descent(loss, start=None, *, learning_rate=None, steps=20):
    """Choose learning rate, steps and start of a run over contours.

    >>> from gdviz.losses import bowl
    >>> explore_descent(bowl(), (-3, 4), learning_rate=0.5)
    20 steps of gradient descent at learning rate 0.5 from (−3, 4) to (0, 0); the loss falls from \
25 to 0. The path is straight. It converged.
    """
    loss, start, stage, lines = gd.explorers.on_ground(loss, start, "Gradient descent on {}")

    def draw(ax, learning_rate, steps, start):
        run = gd.descend(loss, start, learning_rate=learning_rate, steps=steps)
        gd.explorers.draw_run(lines, run)
        return f"{run!r} {gd.descent.straightness(run.points)} It {run.status.label}."

    rates = gd.explorers.rates(loss, start, learning_rate)
    steps = gd.explorers.Control("slider", "steps", range(101), steps)
    start = gd.explorers.place(stage, "start", start, loss.labels)
    return gd.explorers.Explorer(stage, draw, rates, steps, start)


def curvatures():
    """Return lists of curvatures, not all in their order."""
    return [(np.array(c),) for c in ([2.0, 20.0], [1.0, 3.0, 16.0], [7.0, 0.5, 4.0])]


def tries():
    """Return a loss, a point and the first rate to try there, three times."""
    places = ((10, (5.0, 1.0), 1.0), (10, (5.0, 1.0), 0.01), (3, (-1.0, 2.0), 0.7))
    return [(gd.losses.ravine(condition), np.array(w), rate) for condition, w, rate in places]


def first_lower(loss, w, rate):
    """Return the first of rate, rate/2, rate/4, … whose step lowers the loss."""
    return next(r for r in rate / 2.0 ** np.arange(60) if loss(w - r * loss.gradient(w)) < loss(w))


def pair(*values, tolerance=0.005):
    """Return a test for two numbers in any order."""
    wanted = near(tuple(sorted(values)), tolerance=tolerance)
    return When(lambda answer: wanted.holds(sorted(answer)), values)


EXERCISES = table(
    exercise("03.1", "one number", 1 / 3,
        "The curvature is the second derivative, and 2 divided by it is the limit.",
        {
            2 / 3: "You took 3 for the curvature. The curvature is the second derivative of the loss, not the factor in front of x².",
            1 / 6: "That is the rate that lands in one step. Overshooting still converges, up to twice that.",
            1: "That is the range of x² + y². This curve is three times as steep.",
            near(3, 6): "That is how strongly it curves. The steeper the curve, the smaller the limit.",
        }, [
            "Write one step: x becomes x − α · (slope at x). By which factor is x multiplied?",
            "The second derivative of c·x² is 2c, and a step multiplies x by 1 − α · 2c.",
            "The factor must stay between −1 and 1. At the upper end of the range it is −1.",
        ]),
    exercise("03.2", "one number", 2 / 3.2,
        "Correlated features share a direction that is steeper than each of them alone.",
        {
            1: "That holds without correlation. The diagonal is not the whole Hessian: take its eigenvalues.",
            2 / 0.8: "That comes from the smallest eigenvalue. Which direction gets out of hand first?",
            1 / 3.2: "That is half of the limit, where the walk begins to alternate. It still converges there.",
            2 / (0.8 + 3.2): "That is the best rate, 2/(λmin + λmax). The question is about the last that works.",
            3.2: "That is λmax itself. The limit is 2 divided by it.",
        }, [
            "The limit needs the largest curvature over all directions, not along the axes only.",
            "np.linalg.eigvalsh(matrix) lists the eigenvalues of a symmetric matrix, smallest first.",
            "For this matrix the eigenvectors are (1, 1) and (1, −1): multiply it with each of them and read the eigenvalue off. Then 2 divided by the larger one.",
        ]),
    function_exercise("03.3", "a function best_rate(curvatures) that returns a learning rate",
        lambda c: 2 / (c.min() + c.max()), curvatures,
        "Now the flattest and the steepest direction shrink by the same factor.",
        {
            When(lambda f: np.ndim(f(*curvatures()[0])) > 0, lambda c: 1 / c): "The function returns several numbers. One rate has to serve all directions.",
            lambda c: 2 / c.max() + c.min(): "Python divides before it adds. The sum belongs in brackets.",
            lambda c: 1 / c.max(): "That is 1/λmax: the steepest direction arrives at once, and the flattest waits. It is the best only when all curvatures are equal.",
            lambda c: 2 / c.max(): "That is the limit. On it the steepest direction orbits.",
            lambda c: 1 / (c.min() + c.max()): "This is half of what is wanted: set the two factors equal again and watch the 2.",
            lambda c: 2 / c.sum(): "Right for two curvatures, not for three: those in the middle do not matter.",
            lambda c: 2 / (c[0] + c[-1]): "You trust the order of the list. The curvatures may come in any order.",
        }, [
            "Each direction shrinks by |1 − αλ|. Which two directions are the slowest?",
            "At the best rate the flattest direction keeps as much as the steepest one, which has changed its sign.",
            "Solve 1 − αλmin = αλmax − 1 for α; numpy's min and max find the two curvatures.",
        ]),
    exercise("03.4", "a whole number of updates", 60,
        "Each epoch ends with a smaller batch, and that batch makes an update too.",
        {
            6: "That is one epoch.",
            50: "You left the last, smaller batch out. It makes an update as well.",
            between(53.01, 53.99): "Updates come whole. What happens with the birds that are left at the end of an epoch?",
            near(53, 54, tolerance=1e-9): "You rounded once, at the very end. Every epoch has its own last batch.",
            near(640, 3420, tolerance=1e-9): "That counts birds. An update is made once for each batch.",
            10: "That many updates it would be with the full batch, one in an epoch.",
        }, [
            "How many batches does one epoch hold, if the last one may be smaller?",
            "Divide the birds by the batch size and round up: math.ceil does it.",
            "Round up for one epoch first, then multiply by the number of epochs.",
        ], tolerance=1e-9),
    function_exercise("03.5", "a function shorten(loss, w, learning_rate) that returns a learning rate",
        first_lower, tries,
        "This is backtracking with the simplest test. gd.backtracking asks for a little more: a share of the fall that the slope promised.",
        {
            When(lambda f: np.shape(f(*tries()[0])) == (2,), lambda loss, w, rate: w): "The function returns where the step leads. Wanted is the learning rate of it.",
            lambda loss, w, rate: rate: "It gives back what it was given, also where that raises the loss.",
            lambda loss, w, rate: max(first_lower(loss, w, rate), rate / 2): "It shortens once at most. Sometimes one halving is not enough.",
            lambda loss, w, rate: first_lower(loss, w, rate) / 2: "It halves once too often: a rate whose step lowers the loss is to be kept.",
            lambda loss, w, rate: 0.0: "It shrinks almost to nothing. Do the steps it tries go against the gradient?",
        }, [
            "You need a loop that ends when the step, tried on paper, would lower the loss.",
            "Compare the loss after the tried step with the loss at w, and halve while it is not lower.",
            "A while loop does it: its condition tries the step, its body halves the rate; the return comes after it.",
        ]),
    exercise("03.6", "two learning rates, as (0.2, 0.1)", pair(0.5, 0.05, tolerance=1e-9),
        "Each step wipes out one direction for good, also the step that is five times over the limit: a limit for constant rates says nothing about a single step.",
        {
            pair(0.5, 0.05, tolerance=0.02): "Close, but wanted is exactly. A factor 1 − αλ that is nearly 0 leaves a little of its direction.",
            (1 / 11, 1 / 11): "That is the best constant rate. Two different rates can do better.",
            (0.1, 0.1): "That is the limit, twice: y changes its sign and changes it back.",
            pair(1, 0.1): "With these each coordinate just changes its sign. You want it to become 0.",
            near((0.5, 0.5), (0.05, 0.05)): "One coordinate is wiped out twice and the other never.",
            pair(2, 20): "These are the curvatures. Which rate makes 1 − αλ equal to 0?",
            pair(1, 0.05): "One of them is right. The factor in front of x² is not yet its curvature.",
        }, [
            "A step multiplies x by one factor and y by another. A factor may be 0.",
            "Choose the first rate so that one coordinate becomes 0. It stays 0 whatever follows.",
            "For curvature λ the factor is 1 − αλ. Here the curvatures are 2 and 20.",
        ]),
)  # fmt: skip
