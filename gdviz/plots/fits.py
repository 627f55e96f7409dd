"""Draw a line fit: the data, lines through them, and the lines a run tried on its way."""

import numpy as np

from gdviz.checks import check_count, check_point
from gdviz.descent import change
from gdviz.display import COLORS, TIME, series, tell
from gdviz.losses import LineFit
from gdviz.plots import axes as canvas
from gdviz.plots.landscapes import plot_contours
from gdviz.text import count, number
from gdviz.text import point as point_text


def plot_line(loss, lines, ax=None, *, labels=None, misses=False, **kwargs):
    """Draw the data of a line fit and one or several lines through them.

    Parameters
    ----------
    loss : LineFit
        From :func:`gdviz.losses.line_fit`; its data are drawn in the units they were given in.
    lines : array_like, shape (2,) or (m, 2)
        Points (a, b) of the loss.
    ax : Axes, optional
    labels : sequence of str, optional
        One for each line; by default its loss.
    misses : bool, optional
        Draw by how much the first line misses each example; the loss averages their squares.
    **kwargs
        For ``Axes.plot`` of the lines.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import line_fit
    >>> ax = plot_line(line_fit([0, 1, 2], [1, 3, 5]), (2, 1))
    >>> ax.lines[1].get_xydata()[0]
    array([0., 1.])
    """
    ax, lines = canvas.one(ax), check_point("lines", lines, 2, batch=True).reshape(-1, 2)
    cloud = _draw_data(ax, loss)
    labels = canvas.names_for(lines, labels, lambda w: f"loss {number(loss(w))}")
    told = f"{len(loss.x)} examples."
    if misses:
        told += " " + _draw_misses(ax, loss, lines[0])
    for i, (w, name) in enumerate(zip(lines, labels, strict=True)):
        style = {**series(i), "marker": "", "label": name, "lw": 2.2, **kwargs}
        ax.plot(*_ends(loss, w), **style)
        told += f" Line {name}: {_in_words(loss, w)}."
    tell(cloud, told)
    canvas.legend(ax)
    canvas.label(ax, "x", "y")
    return ax


def _draw_data(ax, loss):
    if not isinstance(loss, LineFit):
        raise TypeError(f"loss must come from gd.losses.line_fit(x, y). Got {loss!r}.")
    style = {"color": COLORS["data"], "alpha": 0.35, "ms": 4, "mec": "none"}
    return ax.plot(loss.x, loss.y, "o", **style)[0]


def _draw_misses(ax, loss, w):
    """Draw each example's distance from a line, and say the mean of the squares."""
    slope, intercept = loss.in_data_units(w)
    foot = slope * loss.x + intercept
    ax.vlines(loss.x, foot, loss.y, color=COLORS["warning"], alpha=0.3, lw=1, label="misses")
    return f"The first line misses them by a mean square of {number(loss(w))}."


def _ends(loss, w):
    slope, intercept = loss.in_data_units(w)
    ends = np.array([loss.x.min(), loss.x.max()])
    return ends, slope * ends + intercept


def _in_words(loss, w):
    slope, intercept = loss.in_data_units(w)
    return f"slope {number(slope)}, intercept {number(intercept)}"


def plot_fitted_lines(run, axes=None, *, steps=20):
    """Draw the first lines that a run fits to the data, beside its path; colour tells the step.

    Parameters
    ----------
    run : Trajectory
        Of a loss made by :func:`gdviz.losses.line_fit`.
    axes : sequence of 2 Axes, optional
        For the path and the lines.
    steps : int, optional
        How many steps to draw, 1 or more; later ones are darker.

    Returns
    -------
    ndarray of Axes, shape (2,)

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import line_fit
    >>> loss = line_fit([0, 1, 2], [1, 3, 5], standardize=True)
    >>> axes = plot_fitted_lines(descend(loss, (-1, 1), learning_rate=0.1, steps=30), steps=8)
    >>> len(axes[1].lines)
    10
    """
    axes = canvas.panels(axes, 1, 2, size=(8, 4))
    shown = min(check_count("steps", steps, 1), run.steps)
    cloud = _draw_data(axes[1], run.loss)
    colors = TIME(np.linspace(0.35, 1, shown + 1))
    _draw_colored_path(axes[0], run, colors)
    for k, (w, color) in enumerate(zip(run.points, colors, strict=False)):
        name = f"step {k}" if k in (0, shown) else None
        axes[1].plot(*_ends(run.loss, w), color=color, lw=1.6, label=name)
    ends = f"first {_in_words(run.loss, run.start)}, last {_in_words(run.loss, run.points[shown])}"
    tell(cloud, f"{len(run.loss.x)} examples and the lines of steps 0 to {shown}: {ends}.")
    canvas.legend(axes[1])
    canvas.label(axes[1], "x", "y", "The line after each step")
    return axes


def _draw_colored_path(ax, run, colors):
    points = run.points[: len(colors)]
    plot_contours(run.loss, ax, bounds=canvas.widen(run.loss.bounds, points))
    ax.plot(*points.T, color=COLORS["data"], lw=1, zorder=2)
    dots = ax.scatter(*points.T, c=colors, s=28, edgecolors="white", linewidths=0.5, zorder=3)
    ax.plot(*points[0], "s", color=COLORS["start"], ms=7, mec="white", zorder=4)
    canvas.note(ax, "step 0", points[0], points[0] - points.mean(axis=0))
    tell(
        dots,
        f"{count(len(points) - 1, 'step')} from {point_text(points[0])} to "
        f"{point_text(points[-1])}; the loss "
        f"{change(run.losses[0], run.losses[len(points) - 1])}.",
    )
    canvas.label(ax, title="The path of slope and intercept")
