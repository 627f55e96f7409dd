"""The props of notebook 01: what random tries are worth, and how far off −∇L aims."""

import numpy as np

from gdviz import text as words
from gdviz.display import COLORS, Table, tell
from gdviz.plots import axes as canvas
from gdviz.plots import plot_contours, plot_trajectory


def worth_of_tries(shares):
    """Set what random directions gain in a table, a row for a number of tries.

    Parameters
    ----------
    shares : dict of (tries, dim) to float
        The share of the gradient's gain, from 0 to 1, for every pair of tries and dimensions.

    Returns
    -------
    Table

    Examples
    --------
    >>> worth_of_tries({(1, 2): 0.637, (10, 2): 0.984})
    Gain of the best random try with a short step, in percent of what −∇L gains.
    Tries: 1. 2 dimensions: 64 %.
    Tries: 10. 2 dimensions: 98 %.
    """
    tries, dims = (sorted(set(column)) for column in zip(*shares, strict=True))
    headings = ("Tries", *(words.count(dim, "dimension") for dim in dims))
    rows = [(str(n), *(f"{100 * shares[n, dim]:.0f} %" for dim in dims)) for n in tries]
    caption = "Gain of the best random try with a short step, in percent of what −∇L gains."
    return Table(caption, headings, tuple(rows))


def draw_aim(run, ax=None):
    """Draw a walk on its map, and at its start the angle between −∇L and the way to the minimum.

    Parameters
    ----------
    run : Trajectory
        Of a loss with two coordinates and a known minimum, started elsewhere.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import gdviz as gd
    >>> ax = draw_aim(gd.descend(gd.losses.ravine(10), (4, 4), learning_rate=0.01, steps=9))
    >>> [note.get_text() for note in ax.texts if "°" in note.get_text()]
    ['39°']
    """
    ax = plot_trajectory(run, plot_contours(run.loss, ax))
    start, way = run.start, run.loss.minima[0] - run.start
    aim = -run.gradients[0] * np.linalg.norm(way) / np.linalg.norm(run.gradients[0])
    ax.plot(*np.transpose([start, start + way]), "--", color=COLORS["data"], lw=1.8, zorder=2)
    canvas.arrow(ax, start, start + 0.8 * aim, COLORS["gradient"])
    canvas.note(ax, "−∇L", start + 0.8 * aim, aim, COLORS["gradient"])
    canvas.note(ax, "straight way", start + 0.75 * way, way[::-1] * (1, -1), gap=4)
    _draw_angle(ax, start, 0.55 * way, 0.55 * aim)
    return ax


def _draw_angle(ax, corner, one, other):
    """Draw the arc between two directions of equal length, and write its degrees."""
    first, last = (np.arctan2(*side[::-1]) for side in (one, other))
    turn = (last - first + np.pi) % (2 * np.pi) - np.pi
    along = first + turn * np.linspace(0, 1, 31)
    reach = np.linalg.norm(one)
    (arc,) = ax.plot(*(corner[:, None] + reach * np.stack([np.cos(along), np.sin(along)])), lw=1.5)
    arc.set(color=COLORS["start"], zorder=4)
    degrees = f"{words.number(np.degrees(abs(turn)), 2)}°"
    inside = corner + 0.72 * (arc.get_xydata()[15] - corner)
    ax.text(*inside, degrees, ha="center", va="center", weight="bold", fontsize=13, zorder=6)
    tell(arc, f"At the start −∇L aims {degrees} beside the minimum.")
