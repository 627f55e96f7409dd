"""The props of notebook 04: two units against each other, and the name of a saddle."""

from collections.abc import Mapping

import numpy as np

from gdviz import text as words
from gdviz.checks import check_data, check_point
from gdviz.display import COLORS, series, tell
from gdviz.plots import axes as canvas
from gdviz.plots.axes import name_place


def draw_twins(pairs, ax=None):
    """Draw one unit's outgoing weight against the other's; on the dashed diagonal they are equal.

    Parameters
    ----------
    pairs : mapping of str to (first, second)
        For each name the weight of the first and of the second unit at every step, shape
        (steps + 1,) each.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = draw_twins({"equal": ([0.5, 1.0], [0.5, 1.0])})
    >>> print(ax.lines[0].get_xydata()[-1])
    [1. 1.]
    """
    if not isinstance(pairs, Mapping) or not pairs:
        raise TypeError('pairs must map names to two rows of weights, as {"equal": (a, b)}.')
    ax = canvas.one(ax)
    for i, (name, (first, second)) in enumerate(pairs.items()):
        _draw_pair(ax, check_data("first", first), check_data("second", second), i, name)
    ax.axline((0, 0), slope=1, color=COLORS["data"], ls=(0, (4, 3)), lw=1, zorder=1)
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.15)
    canvas.label(ax, "outgoing weight of unit 1", "outgoing weight of unit 2", "The two units")
    return ax


def _draw_pair(ax, first, second, index, name):
    look = series(index)
    (path,) = ax.plot(first, second, color=look["color"], ls=look["linestyle"], lw=2.2, label=name)
    ax.plot(first[0], second[0], "s", color=COLORS["start"], ms=8, mec="white", zorder=4)
    end = {"color": look["color"], "marker": look["marker"], "ms": 11, "mec": "white", "zorder": 4}
    ax.plot(first[-1], second[-1], **end)
    name_place(ax, name, (first[-1], second[-1]), (-first[-1], 0.5), look["color"], gap=11)
    apart = words.number(np.abs(first - second).max())
    ends = words.point((first[-1], second[-1]))
    start = words.point((first[0], second[0]))
    tell(path, f"{name}: from {start} to {ends}, at most {apart} apart.")


def mark_saddle(ax, place):
    """Mark a saddle with a cross, and name it.

    Parameters
    ----------
    ax : Axes
    place : array_like, shape (2,)

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gdviz as gd
    >>> ax = mark_saddle(gd.plot_contours(gd.losses.saddle()), (0, 0))
    >>> ax.texts[-1].get_text()
    'saddle'
    """
    place = check_point("place", place, 2)
    ax.plot(*place, "X", color=COLORS["second"], ms=11, mec="white", zorder=5)
    name_place(ax, "saddle", place, (-1, -1), COLORS["second"], gap=11)
    return ax
