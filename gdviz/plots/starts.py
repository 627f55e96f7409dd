"""Draw what a start decides: times, ends, and the signal in each layer of a network."""

import numpy as np
from matplotlib.colors import ListedColormap

from gdviz.basins_and_sweep import Basins
from gdviz.checks import check_table, shorten
from gdviz.colors import COLORS, TIME, series
from gdviz.plots import axes as canvas
from gdviz.text import count, number, point

HATCHES = ("", "////", "....", "\\\\\\\\", "----", "||||")
LOST = (("diverges", "xxxxxx", "warning"), ("none", "oo", "data"))
BESIDE = 0.12  # of a map's width from a minimum lies its name
BINS = 40
ROOM = 0.17  # of the values' range is left above for the numbers


def plot_starts(result, ax=None, *, colorbar=True, **kwargs):
    """Draw a map of starts coloured by the steps they need; later is darker.

    ``result`` comes from ``gd.basins``, of a loss with two coordinates. ``colorbar=False`` leaves
    the colour bar out, for maps that share one scale by the keywords ``vmin`` and ``vmax``.

    >>> result = gd.basins(gd.losses.bowl(), resolution=8, learning_rate=0.1)
    >>> gd.plot_starts(result).get_ylabel()
    'y'
    """
    _check_map(result)
    arrived, ax = result.ends >= 0, canvas.one(ax)
    style = {"cmap": TIME, "shading": "nearest", "zorder": 0, **kwargs}
    mesh = ax.pcolormesh(*result.axes, result.steps, **style)
    told = f"{arrived.sum()} of {count(arrived.size, 'start')} arrive"
    if arrived.any():
        fast, mean, slow = (number(f(result.steps)) for f in (np.nanmin, np.nanmean, np.nanmax))
        slowest = result.starts[np.unravel_index(np.nanargmax(result.steps), arrived.shape)]
        told += f", in {fast} to {slow} steps, on average {mean}"
        told += f"; the slowest starts at {point(slowest)}"
        if colorbar:
            ax.get_figure().colorbar(mesh, ax=ax, label="steps to arrive")
    _finish_map(ax, result)
    canvas.mark_minima(ax, result.loss, [axis[[0, -1]] for axis in result.axes], named=False)
    return canvas.finish(ax, mesh, f"{told}.")


def _check_map(result):
    if not isinstance(result, Basins) or len(result.axes) != 2:
        wanted = "result must come from gd.basins(…) of a loss with 2 coordinates."
        raise TypeError(f"{wanted} Got {shorten(result)}.")


def plot_basins(result, ax=None):
    """Draw the basin map: every start coloured and hatched by where its run ends.

    ``result`` comes from ``gd.basins``, of a loss with two coordinates.

    >>> result = gd.basins(gd.losses.himmelblau(), resolution=16, learning_rate=0.01)
    >>> ax = gd.plot_basins(result)
    >>> [text.get_text() for text in ax.texts]
    ['A: 26 %', 'B: 26 %', 'C: 24 %', 'D: 24 %']
    """
    _check_map(result)
    n, ax = len(result.minima), canvas.one(ax)
    look = ListedColormap([(series(k)["color"], 0.35) for k in range(n)])
    shown = np.ma.masked_less(result.ends, 0)
    style = {"cmap": look, "vmin": -0.5, "vmax": n - 0.5, "shading": "nearest", "zorder": 0}
    mesh = ax.pcolormesh(*result.axes, shown, **style)
    for k, (w, share) in enumerate(zip(result.minima, result.shares, strict=True)):
        color, name = series(k)["color"], f"{chr(ord('A') + k)}: {_percent(share)}"
        _hatch(ax, result, result.ends == k, HATCHES[k % len(HATCHES)], color)
        ax.plot(*w, "*", color=color, ms=15, mec="white", zorder=5)
        canvas.note(ax, name, w, (1, 1), color, fontweight="bold")
    _finish_map(ax, result)
    lost = 100 * ((result.ends < 0) & ~result.diverged).mean()
    told = f"{result!r}" + (f" {number(lost)} % settle at no minimum." if lost else "")
    return canvas.finish(ax, mesh, told)


def _percent(share):
    return f"{number(100 * share, 2)} %"


def _finish_map(ax, result):
    """Hatch and name the starts that reach no minimum, draw faint contours, label the map."""
    nowhere = (result.ends < 0) & ~result.diverged
    for where, (name, hatch, role) in zip((result.diverged, nowhere), LOST, strict=True):
        if where.any():
            _hatch(ax, result, where, hatch, COLORS[role])
            _write_inside(ax, result, where, f"{name}: {_percent(where.mean())}")
    values = result.loss(result.starts)
    faint = {"colors": COLORS["contour"], "linewidths": 0.5, "alpha": 0.7}
    ax.contour(*result.axes, values, canvas.heights(values)[1:-1], **faint)
    canvas.square(ax, [axis[[0, -1]] for axis in result.axes])
    canvas.label(ax, *result.loss.labels)
    canvas.trim(ax)


def _hatch(ax, result, where, hatch, color):
    """Hatch a part of the map, for those who see no colours."""
    if hatch and where.any() and not where.all():
        inside = ax.contourf(*result.axes, where, (0.5, 1.5), colors="none", hatches=[hatch])
        inside.set(edgecolor=(color, 0.5), linewidth=0, zorder=1)


def _write_inside(ax, result, where, text):
    """Write into a region of the map, away from the names of the minima and inside the map."""
    apart = np.linalg.norm(result.starts[..., None, :] - result.minima, axis=-1).min(axis=-1)
    free = where & (apart > BESIDE * np.ptp(result.axes[0]))
    place = result.starts[_innermost(free if free.any() else where)]
    across = (place[0] - result.axes[0][0]) / np.ptp(result.axes[0])
    side = "left" if across < 0.2 else "right" if across > 0.8 else "center"
    style = {"va": "center", "fontweight": "bold", "path_effects": canvas.halo(3, 1), "zorder": 6}
    ax.text(*place, text, color=COLORS["text"], ha=side, **style)


def _innermost(where):
    """Return the index of a cell far from the rim of a region: shrink it while it lasts."""
    inner = where  # shrinks twice as fast from the sides, because words are wide
    while inner.any():
        where, rim = inner, np.pad(inner, 2)
        inner = inner & rim[1:-3, 2:-2] & rim[3:-1, 2:-2] & rim[2:-2, :-4] & rim[2:-2, 4:]
    last = np.argwhere(where)
    return tuple(last[len(last) // 2])


def plot_layers(layers, ax=None, *, reach=None, numbers=None):
    """Draw a histogram for each layer, side by side on one scale of values.

    ``layers`` holds the values of each layer, activations or gradients, shape (examples, units).
    Each histogram lies on its side and has the same greatest width; above it stands its standard
    deviation. ``reach`` is the largest value shown; what lies further out is counted in the
    outermost bin. ``numbers`` are what the layers are called, by default 1, 2, …

    >>> ax = plot_layers([[[0.5, -0.5]], [[1.0, 1.0]]])
    >>> [text.get_text() for text in ax.texts]
    ['0.5', '0']
    """
    layers = [check_table(f"layer {k}", values) for k, values in enumerate(layers, 1)]
    names = canvas.names_for(range(1, len(layers) + 1), numbers, int)
    reach = reach or max(np.abs(values).max() for values in layers) or 1.0
    low = 0 if min(values.min() for values in layers) >= 0 else -reach
    ax, edges = canvas.one(ax), np.linspace(low, reach, BINS + 1)
    for k, values in enumerate(layers, 1):
        counts = np.histogram(values.clip(low, reach), edges)[0]
        half = 0.4 * counts / counts.max()  # 0.8 wide at its fullest
        style = {"orientation": "horizontal", "fill": True, "lw": 0}
        ax.stairs(k + half, edges, baseline=k - half, facecolor=(COLORS["path"], 0.65), **style)
        style = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "top"}
        ax.text(k, 1, number(values.std(), 2), fontsize=10.5, **style)
    n, height = len(names), reach - low
    ax.set(xlim=(0.4, n + 0.6), ylim=(low - 0.03 * height, reach + ROOM * height))
    ax.set_yticks([tick for tick in ax.get_yticks() if low <= tick <= reach])
    every = slice(None, None, -(-n // 12))  # at most 12 layers are named
    ax.set_xticks(range(1, n + 1)[every], names[every])
    ax.tick_params(axis="x", length=0)
    lowest, leftmost = canvas.outer(ax)
    below = "layer (above it: standard deviation)" if leftmost else "layer"
    spreads = " to ".join(number(layers[k].std()) for k in (0, -1))
    told = f"From layer {names[0]} to layer {names[-1]} the standard deviation goes from {spreads}."
    return canvas.finish(ax, ax.patches[0], told, below * lowest, "value" * leftmost)
