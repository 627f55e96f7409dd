"""Fit a line by hand."""

import numpy as np

from gdviz.checks import check_number
from gdviz.display import COLORS
from gdviz.explorers.common import above_noise, figure_with
from gdviz.explorers.controls import even
from gdviz.explorers.stage import Scene
from gdviz.explorers.widget import Explorer
from gdviz.losses import LineFit
from gdviz.plots import plot_contours
from gdviz.text import number

RESIDUALS = 80  # at most so many are drawn: more hide the data


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
