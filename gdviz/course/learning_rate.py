"""Notebook 03: the explorers and the exercises."""

import numpy as np

import gdviz as gd
from gdviz.course.exercises import When, exercise, function_exercise, near, table

NEAR = (0.95, 1.02, 1.05, 1.1)  # stops of a slider, in shares of the limit 2/λmax


def drawing(loss, lines):
    """Return a drawing of a run that says what it has done, in the words of gd.plot_regimes."""

    def draw(ax, learning_rate, start, steps):
        run = gd.descend(loss, start, learning_rate=learning_rate, steps=steps)
        gd.explorers.draw_run(lines, run)
        return f"{run!r} {gd.descent.straightness(run.points)} So far it {gd.descent.regime(run)}."

    return draw


def explore_learning_rate(loss, start=None, *, learning_rate=None, steps=10):
    """Walk down one curve and see what the learning rate does.

    The loss has one coordinate. The slider runs past the limit 2/λmax, and has stops close to it.

    >>> parabola = gd.Loss(lambda x: x[0] ** 2, dim=1, minima=[[0]], name="x²")
    >>> gd.explore_learning_rate(parabola, 4, learning_rate=0.25, steps=3)
    3 steps of gradient descent at learning rate 0.25 from 4 to 0.5; the loss falls from 16 to \
0.25. The path is straight. So far it creeps.
    """
    name = "Steps of gradient descent on the curve of {}"
    loss, start, stage, lines = gd.explorers.on_ground(loss, start, "Steps on {}", 1, name)

    slider = gd.explorers.rates(loss, start, learning_rate, near=NEAR)
    stops = gd.explorers.even(*loss.bounds[0])
    start = gd.explorers.Control("slider", "start", stops, float(start[0]))
    steps = gd.explorers.Control("slider", "steps", range(51), steps)
    return gd.explorers.Explorer(stage, drawing(loss, lines), slider, start, steps)


def explore_descent(loss, start=None, *, learning_rate=None, steps=20):
    """Choose learning rate, steps and start of a run over contours.

    >>> gd.explore_descent(gd.losses.bowl(), (-3, 4), learning_rate=0.5)
    20 steps of gradient descent at learning rate 0.5 from (−3, 4) to (0, 0); the loss falls from \
25 to 0. The path is straight. So far it arrives in one step.
    """
    loss, start, stage, lines = gd.explorers.on_ground(loss, start, "Gradient descent on {}")

    slider = gd.explorers.rates(loss, start, learning_rate, near=NEAR)
    steps = gd.explorers.Control("slider", "steps", range(101), steps)
    start = gd.explorers.place(stage, "start", start, loss.labels)
    return gd.explorers.Explorer(stage, drawing(loss, lines), slider, steps, start)


# Lists of curvatures, not all in their order.
CURVATURES = [(np.array(c),) for c in ([2.0, 20.0], [1.0, 3.0, 16.0], [7.0, 0.5, 4.0])]

EXERCISES = table(
    exercise("03.1", "one number", 1 / 3,
        "The curvature is the second derivative, and 2 divided by it is the limit.",
        {
            2 / 3: "You took 3 for the curvature. The curvature is the second derivative of the loss, not the factor in front of x².",
            1 / 6: "That is the rate that lands in one step. Overshooting still converges, up to twice that.",
            1: "That is the limit of x² + y². This curve is three times as steep.",
            near(0.3, 0.35): "Nearly: you rounded too far. Give the fraction, or three digits.",
            3: "That is the factor in front of x². The curvature is the second derivative, and the limit is 2 divided by it.",
            near(6): "That is how strongly it curves. The steeper the curve, the smaller the limit.",
        }, [
            "Write one step: x becomes x − α · (slope at x). By which factor is x multiplied?",
            "The second derivative of c·x² is 2c, and a step multiplies x by 1 − α · 2c.",
            "The factor must stay between −1 and 1. At the upper end of the range it is −1.",
        ]),
    exercise("03.2", "one number", 2 / 3.2,
        "Correlated features share a direction that is steeper than each of them alone.",
        {
            0.6: "That is the correlation. If you rounded the limit: give three digits.",
            0.8: "That is the smallest eigenvalue. The limit is 2 divided by the largest.",
            1: "That holds without correlation. The diagonal is not the whole Hessian: take its eigenvalues.",
            1.25: "If you divided by 1.6: that is an eigenvalue of the correlation matrix. The Hessian here is twice that matrix.",
            2 / 0.8: "That comes from the smallest eigenvalue. Which direction gets out of hand first?",
            1 / 3.2: "That is half of the limit, where the walk begins to alternate. It still converges there.",
            2 / (0.8 + 3.2): "That is the best rate, 2/(λmin + λmax). The question is about the last that works.",
            2 / 1.2: "You took the 1.2 beside the diagonal. The limit needs the largest eigenvalue of the whole matrix.",
            3.2: "That is λmax itself. The limit is 2 divided by it.",
        }, [
            "The limit needs the largest curvature over all directions, not along the axes only.",
            "np.linalg.eigvalsh(matrix) lists the eigenvalues of a symmetric matrix, smallest first.",
            "For this matrix the eigenvectors are (1, 1) and (1, −1): multiply it with each of them and read the eigenvalue off. Then 2 divided by the larger one.",
        ]),
    function_exercise("03.3", "a function best_rate(curvatures) that returns a learning rate",
        lambda c: 2 / (c.min() + c.max()), CURVATURES,
        "Now the flattest and the steepest direction shrink by the same factor.",
        {
            When(lambda f: np.ndim(f(*CURVATURES[0])) > 0, lambda c: 1 / c): "The function returns several numbers. One rate has to serve all directions.",
            lambda c: 2 / c.max() + c.min(): "Python divides before it adds. The sum belongs in brackets.",
            lambda c: 2 / c.min() + c.max(): "Python divides before it adds. The sum belongs in brackets.",
            lambda c: (c.max() - c.min()) / (c.max() + c.min()): "That is the share of the distance that a step keeps at the best rate. Asked is the rate.",
            lambda c: 1 / c.max(): "That is 1/λmax: the steepest direction arrives at once, and the flattest waits. It is the best only when all curvatures are equal.",
            lambda c: 2 / c.max(): "That is the limit. On it the steepest direction orbits.",
            lambda c: 1 / (c.min() + c.max()): "This is half of what is wanted: set the two factors equal again and watch the 2.",
            lambda c: 2 / c.sum(): "Right for two curvatures, not for three: those in the middle do not matter.",
            lambda c: 1 / c.mean(): "Right for two curvatures, not for three: those in the middle do not matter.",
            lambda c: 2 / (c[0] + c[-1]): "You trust the order of the list. The curvatures may come in any order.",
        }, [
            "Each direction shrinks by |1 − αλ|. Which two directions are the slowest?",
            "At the best rate the flattest direction keeps as much as the steepest one, which has changed its sign.",
            "Solve 1 − αλmin = αλmax − 1 for α; numpy's min and max find the two curvatures.",
        ]),
    exercise("03.4", "one number", 2 / 62.5,
        "A run that diverges tells its own limit: here the rate is 1.25 times too large.",
        {
            near(2 / 81.25, 81.25): "You took 2.25 for the factor of the distance. The loss goes with its square.",
            near(-0.16, -12.5): "A positive factor above 1 would need a negative curvature. What does the point do at each step?",
            near(0.16, 12.5): "You dropped a minus on the way. The point changes sides at each step, so 1 − αλ is negative.",
            near(0.064, 31.25): "31.25 is no curvature here. Is it the factor in front of x²? Or did you take 2.25 for 1 − αλ and drop its minus?",
            1 / 62.5: "That is the rate that lands in one step. Overshooting still converges, up to twice that.",
            62.5: "That is the curvature. The limit is 2 divided by it.",
            near(0.04 / 1.5, tolerance=0.02): "Dividing by the factor takes too much: a smaller rate changes 1 − αλ, and not the factor in proportion.",
            near(0.04 / 2.25, tolerance=0.02): "Dividing by the growth takes too much: a smaller rate changes 1 − αλ, and not the loss in proportion.",
            0.04: "That is the rate of the run, and its loss grew. The limit lies below.",
            0.02: "Half of it would converge, but so would some rates above that. Where does it end?",
        }, [
            "The loss of a parabola is half its curvature times the squared distance. By which factor does the distance grow?",
            "The point jumps over the minimum at each step, so the factor 1 − αλ is negative.",
            "Put α = 0.04 into 1 − αλ = −1.5 and find λ; the limit is 2 divided by it.",
        ]),
)  # fmt: skip
