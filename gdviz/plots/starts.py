"""Draw what becomes of every start: how long it takes, and where it ends."""

import numpy as np
from matplotlib.colors import ListedColormap, to_rgb

from gdviz import words
from gdviz.checks import check_point
from gdviz.figures import tell
from gdviz.plots import canvas
from gdviz.style import COLORS, TIME, series

HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----")
LOST = "xxxxxx"


def plot_starts(starts, steps, ax=None, **kwargs):
    """Draw starts as dots, coloured by the steps they need; those that never arrive as crosses.

    Parameters
    ----------
    starts : array_like, shape (..., 2)
        A list or a grid of points.
    steps : array_like, shape (...)
        Steps until the run from each start arrived; NaN where it did not.
    ax : Axes, optional
        Usually with contours on it; its limits are kept if it has been drawn on.
    **kwargs
        For ``Axes.scatter`` of the dots.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_starts([(0, 1), (2, 3), (4, 5)], [10, 20, float("nan")])
    >>> ax.collections[0].get_offsets().tolist()
    [[0.0, 1.0], [2.0, 3.0]]
    """
    starts, steps = _each(starts, steps, "steps")
    ax, arrived = canvas.one(ax), ~np.isnan(steps)
    limits = (ax.get_xlim(), ax.get_ylim()) if ax.has_data() else None
    style = {"c": steps[arrived], "cmap": TIME, "s": 22, "edgecolors": COLORS["data"], "lw": 0.4}
    dots = ax.scatter(*starts[arrived].T, **{**style, "zorder": 2, **kwargs})
    if arrived.any():
        ax.figure.colorbar(dots, ax=ax, label="steps to arrive")
    if not arrived.all():
        cross = {"marker": "x", "color": COLORS["warning"], "s": 24, "zorder": 2}
        ax.scatter(*starts[~arrived].T, **cross, label="never arrives")
        canvas.legend(ax, loc="upper center", bbox_to_anchor=(0.5, -0.15))
    tell(dots, _describe_starts(starts, steps, arrived))
    if limits:
        ax.set(xlim=limits[0], ylim=limits[1])
    canvas.label(ax, "x", "y")
    return ax


def _each(starts, values, name):
    """Return points, shape (n, 2), and one number for each, shape (n,)."""
    starts = check_point("starts", starts, 2, batch=True)
    values = np.asarray(values, dtype=float)
    if values.shape != starts.shape[:-1]:
        raise ValueError(
            f"{name} must hold one number for each start, shape {starts.shape[:-1]}. "
            f"Got shape {values.shape}."
        )
    return starts.reshape(-1, 2), values.ravel()


def _describe_starts(starts, steps, arrived):
    told = f"{arrived.sum()} of {words.count(len(starts), 'start')} arrive"
    if not arrived.any():
        return f"{told}."
    fast, slow = np.nanargmin(steps), np.nanargmax(steps)
    return (
        f"{told}, in {words.number(steps[fast])} to {words.number(steps[slow])} steps; the "
        f"slowest starts at {words.point(starts[slow])}."
    )


def plot_basins(starts, ends, minima, ax=None):
    """Draw the basin map: a grid of starts, each coloured and hatched by where its run ends.

    Parameters
    ----------
    starts : array_like, shape (rows, columns, 2)
        A grid, as ``np.stack(np.meshgrid(x, y), axis=-1)`` makes it.
    ends : array_like, shape (rows, columns)
        The index of the minimum that each start reaches; −1 where it reaches none.
    minima : array_like, shape (m, 2)
        At most 6.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> grid = np.stack(np.meshgrid([-1.0, 1.0], [-1.0, 1.0]), axis=-1)
    >>> ax = plot_basins(grid, [[0, 1], [0, 1]], [(-1, 0), (1, 0)])
    >>> ax.get_legend_handles_labels()[1]
    ['A: 50 % of starts', 'B: 50 %']
    """
    _each(starts, ends, "ends")
    starts, ends = np.asarray(starts, dtype=float), np.asarray(ends).astype(int)
    minima = check_point("minima", minima, 2, batch=True).reshape(-1, 2)
    _check_grid(starts, ends, minima)
    ax, x, y = canvas.one(ax), starts[0, :, 0], starts[:, 0, 1]
    shares = [100 * (ends == k).mean() for k in range(len(minima))]
    _fill_basins(ax, x, y, ends, len(minima))
    for k, (w, share) in enumerate(zip(minima, shares, strict=True)):
        _mark_basin(ax, k, w, share)
    if (ends == -1).any():
        _name_basin(ax, f"none: {words.number(100 * (ends == -1).mean())} %", LOST, "warning")
    canvas.legend(ax, loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=3)
    canvas.square(ax, (x[[0, -1]], y[[0, -1]]))
    tell(ax.collections[0], _describe_basins(ends, minima, shares))
    canvas.label(ax, "x", "y")
    return ax


def _check_grid(starts, ends, minima):
    if starts.ndim != 3 or len(minima) > len(HATCHES):
        raise ValueError(
            f"starts must be a grid of shape (rows, columns, 2), with at most {len(HATCHES)} "
            f"minima. Got shape {starts.shape} and {len(minima)} minima."
        )
    if ends.min() < -1 or ends.max() >= len(minima):
        raise ValueError(
            f"ends must be from -1 to {len(minima) - 1}, the index of a minimum or -1. "
            f"Got {ends.min()} to {ends.max()}."
        )


def _fill_basins(ax, x, y, ends, n):
    """Colour each start's cell; hatch the basins, for those who see no colours."""
    colors = [COLORS["warning"], *(series(k)["color"] for k in range(n))]
    look = ListedColormap([(*to_rgb(color), 0.35) for color in colors])
    mesh = ax.pcolormesh(x, y, ends, cmap=look, vmin=-1.5, vmax=n - 0.5, shading="nearest")
    mesh.set_zorder(0)
    for k in range(-1, n):
        hatch = HATCHES[k] if k >= 0 else LOST
        if hatch and (ends == k).any():
            inside = ax.contourf(x, y, ends == k, (0.5, 1.5), colors="none", hatches=[hatch])
            inside.set(edgecolor=(*to_rgb(colors[k + 1]), 0.5), linewidth=0, zorder=1)


def _mark_basin(ax, index, w, share):
    color, letter = series(index)["color"], chr(ord("A") + index)
    unit = " of starts" if index == 0 else ""
    _name_basin(ax, f"{letter}: {words.number(share)} %{unit}", HATCHES[index], color)
    ax.plot(*w, "*", color=color, ms=15, mec="white", zorder=5)
    canvas.note(ax, letter, w, (1, 1), color, fontweight="bold")


def _name_basin(ax, name, hatch, color):
    color = COLORS.get(color, color)
    patch = {"facecolor": (color, 0.35), "edgecolor": (color, 0.5), "lw": 0}
    ax.fill_between([], [], [], hatch=hatch, label=name, **patch)


def _describe_basins(ends, minima, shares):
    parts = [
        f"{words.number(share)} % end in {chr(ord('A') + k)} at {words.point(w)}"
        for k, (w, share) in enumerate(zip(minima, shares, strict=True))
    ]
    lost = 100 * (ends == -1).mean()
    parts += [f"{words.number(lost)} % at no minimum"] if lost else []
    return f"Of {words.count(ends.size, 'start')} {', '.join(parts)}."
