"""One run of gradient descent: on a curve, and over contours."""

import numpy as np

from gdviz.checks import check_count, check_point
from gdviz.descent import descend
from gdviz.explorers.common import (
    contour_scene,
    figure_with,
    needs,
    off_centre,
    place_on,
    rate_slider,
)
from gdviz.explorers.controls import even, whole
from gdviz.explorers.stage import Scene
from gdviz.explorers.widget import Explorer, draw_points
from gdviz.plots import plot_curve
from gdviz.plots.runs import straightness


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
    return f"It {run.status.kind}." if run.steps else "No step was taken."


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
