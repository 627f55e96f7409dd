"""The prop of notebook 04: the weights of two units against each other, step by step."""

from collections.abc import Mapping

import numpy as np

from gdviz import words
from gdviz.checks import check_data
from gdviz.figures import tell
from gdviz.plots import canvas
from gdviz.style import COLORS, series


def draw_twins(pairs, ax=None):
    """Draw one unit's weight against the other's; on the dashed diagonal they are twins.

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
    ax.legend()
    canvas.label(ax, "weight of unit 1", "weight of unit 2", "The two units, step by step")
    return ax


def _draw_pair(ax, first, second, index, name):
    look = series(index)
    (path,) = ax.plot(first, second, color=look["color"], ls=look["linestyle"], lw=2, label=name)
    ax.plot(first[0], second[0], "s", color=COLORS["start"], ms=7, mec="white", zorder=4)
    end = {"color": look["color"], "marker": look["marker"], "ms": 9, "mec": "white", "zorder": 4}
    ax.plot(first[-1], second[-1], **end)
    apart = words.number(np.abs(first - second).max())
    ends = words.point((first[-1], second[-1]))
    start = words.point((first[0], second[0]))
    tell(path, f"{name}: from {start} to {ends}, at most {apart} apart.")
