"""Draw many runs as one: their median, and a band around it."""

from collections.abc import Mapping

import numpy as np

from gdviz.checks import check_choice, check_number
from gdviz.descent import change
from gdviz.display import tell
from gdviz.plots import axes as canvas
from gdviz.plots.histories import draw_line, finish, label_steps, what
from gdviz.text import count, number

HATCHES = ("////", "\\\\\\\\", "....", "||||")


def plot_bands(groups, ax=None, *, floor=0.0, top=None, singly=(), each="seed"):
    """Draw the median of several runs as a line, and all of them as a band around it.

    Parameters
    ----------
    groups : mapping of str to runs
        For each name several runs of equal length, which differ in their seed: trajectories, or
        an array of losses of shape (runs, steps + 1).
    ax : Axes, optional
    floor : float, optional
        Subtracted from each loss.
    top : float, optional
        Above 0. What is higher is cut off, so that a run thrown far out leaves the others room;
        the description says how high it went.
    singly : sequence of str, optional
        Names of groups whose runs are drawn one by one: a median hides leaps that the runs make
        at different steps.
    each : str, optional
        What one of the runs is, in the singular, as "mean" where a row is the mean of many walks.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_bands({"two seeds": [[4, 2, 1], [8, 4, 3]]})
    >>> print(ax.lines[0].get_ydata())
    [6. 3. 2.]
    """
    ax = canvas.one(ax)
    if not isinstance(groups, Mapping) or not groups:
        raise TypeError('groups must map names to runs, as {"He": runs}. Use a dict.')
    top = np.inf if top is None else check_number("top", top, 0)
    rows = {name: _losses_of(runs, name) - floor for name, runs in groups.items()}
    singly = [check_choice("singly", name, list(rows)) for name in singly]
    for i, (name, losses) in enumerate(rows.items()):
        if name in singly:
            _draw_each(ax, losses, i, name, each)
        else:
            line = _draw_band(ax, losses, i, name, each, top)
            line.set_linewidth(2 + (len(rows) - 1 - i) / 2)  # a line below others looks out
    finish(ax, len(groups))
    if top < np.inf:
        ax.set_ylim(0.8 * min(losses[losses > 0].min() for losses in rows.values()), top)
    ax.legend()
    label_steps(ax, what(floor))
    canvas.label(ax, title=f"Median and range of the {each}s")
    return ax


def _draw_band(ax, losses, index, name, each, top):
    low, middle, high = np.quantile(losses, [0, 0.5, 1], axis=0)
    steps = np.arange(len(middle))
    line = draw_line(ax, steps, middle, index, name, {})
    color = line.get_color()
    band = {"facecolor": (color, 0.15), "edgecolor": (color, 0.25), "lw": 0}
    ax.fill_between(steps, low, high, **band, hatch=HATCHES[index % len(HATCHES)])
    ends = f"ends between {number(low[-1])} and {number(high[-1])}"
    if high.max() > top:
        ends += f", after a highest value of {number(high.max(), 2)}, above the picture"
    runs = count(len(losses), each)
    tell(line, f"{name}, {runs}: the median {change(middle[0], middle[-1])} and {ends}.")
    return line


def _draw_each(ax, losses, index, name, each):
    """Draw the runs of a group as thin lines of one colour, with one entry in the legend."""
    labels = [name, *["_"] * (len(losses) - 1)]
    look = {"marker": "", "linestyle": "-", "lw": 1.4}
    lines = [
        draw_line(ax, np.arange(len(row)), row, index, label, look)
        for row, label in zip(losses, labels, strict=True)
    ]
    climbing = (np.diff(losses) > 0).any(axis=1).sum()
    tell(
        lines[0],
        f"{name}, {count(len(losses), each)}, each drawn: the loss rises at some step in "
        f"{climbing} of them, to {number(losses.max())} at most, and ends between "
        f"{number(losses[:, -1].min())} and {number(losses[:, -1].max())}.",
    )


def _losses_of(runs, name):
    rows = [getattr(run, "losses", run) for run in runs]
    if len({np.size(row) for row in rows}) != 1:
        raise ValueError(f"groups[{name!r}] must hold runs of one length. Use the same steps.")
    return np.array(rows, dtype=float)
