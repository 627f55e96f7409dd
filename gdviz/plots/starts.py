"""Draw what a start decides: times, ends, and the signal in each layer of a network."""

import numpy as np
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.patheffects import withStroke

from gdviz.checks import check_choice, check_number, shorten
from gdviz.display import COLORS, TIME, series, tell
from gdviz.grids import Basins
from gdviz.plots import axes as canvas
from gdviz.text import count, number, point

HATCHES = ("", "////", "....", "\\\\\\\\", "----", "||||")
LOST = (("diverges", "xxxxxx", "warning"), ("none", "oo", "data"))
BESIDE = 0.12  # of a map's width from a minimum lies its name
BINS = 40
MARKS = {
    "std": "standard deviation",
    "square": "mean square",
    "saturated": "share of saturated values",
    "dead": "share of dead units",
}
ROOM = 0.17  # of the values' range is left above for the numbers


def plot_starts(result, ax=None, *, colorbar=True, **kwargs):
    """Draw a map of starts coloured by the steps they need; later is darker.

    Parameters
    ----------
    result : Basins
        From :func:`gdviz.grids.basins`, of a loss with two coordinates.
    ax : Axes, optional
    colorbar : bool, optional
        Of maps on one scale, set by ``vmin`` and ``vmax``, a single one needs its bar.
    **kwargs
        For ``Axes.pcolormesh``.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> from gdviz.grids import basins
    >>> ax = plot_starts(basins(bowl(), resolution=8, learning_rate=0.1))
    >>> print(ax.collections[0].get_array().shape)
    (8, 8)
    """
    _check_map(result)
    ax = canvas.one(ax)
    style = {"cmap": TIME, "shading": "nearest", "zorder": 0, **kwargs}
    mesh = ax.pcolormesh(*result.axes, result.steps, **style)
    tell(mesh, _describe_times(result))
    if colorbar and (result.ends >= 0).any():
        ax.get_figure().colorbar(mesh, ax=ax, label="steps to arrive")
    _hatch_lost(ax, result)
    _ground(ax, result)
    canvas.mark_minima(ax, result.loss, _bounds(result), named=False)
    return ax


def _check_map(result):
    if not isinstance(result, Basins):
        raise TypeError(f"result must come from gd.basins(…). Got {shorten(result)}.")
    if len(result.axes) != 2 or len(result.minima) > len(HATCHES):
        raise ValueError(
            f"result must be of a loss with 2 coordinates and at most {len(HATCHES)} minima. "
            f"Got {len(result.axes)} and {len(result.minima)}. Follow single starts instead."
        )


def _bounds(result):
    return tuple((axis[0], axis[-1]) for axis in result.axes)


def _ground(ax, result):
    """Draw faint lines of equal loss over the map, and label it."""
    faint = {"colors": COLORS["contour"], "linewidths": 0.5, "alpha": 0.7}
    x, y = result.axes
    values = result.loss(result.starts)
    heights = values.min() + np.linspace(0, 1, 13)[1:-1] ** 2 * np.ptp(values)
    ax.contour(x, y, values, heights, **faint)
    canvas.square(ax, _bounds(result))
    canvas.label(ax, *result.loss.labels)
    canvas.trim(ax)


def _describe_times(result):
    arrived = result.ends >= 0
    told = f"{arrived.sum()} of {count(arrived.size, 'start')} arrive"
    if not arrived.any():
        return f"{told}."
    slowest = np.unravel_index(np.nanargmax(result.steps), result.steps.shape)
    fast, mean, slow = (number(f(result.steps)) for f in (np.nanmin, np.nanmean, np.nanmax))
    return (
        f"{told}, in {fast} to {slow} steps, on average {mean}; the slowest starts at "
        f"{point(result.starts[slowest])}."
    )


def plot_basins(result, ax=None):
    """Draw the basin map: every start coloured and hatched by where its run ends.

    Parameters
    ----------
    result : Basins
        From :func:`gdviz.grids.basins`, of a loss with two coordinates and at most 6 minima.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import himmelblau
    >>> from gdviz.grids import basins
    >>> ax = plot_basins(basins(himmelblau(), resolution=16, learning_rate=0.01))
    >>> [text.get_text() for text in ax.texts]
    ['A: 26 %', 'B: 26 %', 'C: 24 %', 'D: 24 %']
    """
    _check_map(result)
    ax, n = canvas.one(ax), len(result.minima)
    look = ListedColormap([(*to_rgb(series(k)["color"]), 0.35) for k in range(n)])
    shown = np.ma.masked_less(result.ends, 0)
    mesh = ax.pcolormesh(*result.axes, shown, cmap=look, vmin=-0.5, vmax=n - 0.5, shading="nearest")
    mesh.set_zorder(0)
    tell(mesh, _describe_basins(result))
    for k, (w, share) in enumerate(zip(result.minima, result.shares, strict=True)):
        _mark_basin(ax, result, k, w, share)
    _hatch_lost(ax, result)
    _ground(ax, result)
    return ax


def _describe_basins(result):
    lost = 100 * ((result.ends < 0) & ~result.diverged).mean()
    return f"{result!r}" + (f" {number(lost)} % settle at no minimum." if lost else "")


def _mark_basin(ax, result, index, w, share):
    color, letter = series(index)["color"], chr(ord("A") + index)
    _hatch(ax, result, result.ends == index, HATCHES[index], color)
    ax.plot(*w, "*", color=color, ms=15, mec="white", zorder=5)
    canvas.note(ax, f"{letter}: {_percent(share)}", w, (1, 1), color, fontweight="bold")


def _percent(share):
    return f"{number(100 * share, 2)} %"


def _hatch(ax, result, where, hatch, color):
    """Hatch a part of the map, for those who see no colours."""
    if hatch and where.any() and not where.all():
        inside = ax.contourf(*result.axes, where, (0.5, 1.5), colors="none", hatches=[hatch])
        inside.set(edgecolor=(*to_rgb(color), 0.5), linewidth=0, zorder=1)


def _hatch_lost(ax, result):
    """Hatch what reaches no minimum, and say there how much that is."""
    nowhere = (result.ends < 0) & ~result.diverged
    for where, (name, hatch, role) in zip((result.diverged, nowhere), LOST, strict=True):
        if where.any():
            _hatch(ax, result, where, hatch, COLORS[role])
            _write_inside(ax, result, where, f"{name}: {_percent(where.mean())}")


def _write_inside(ax, result, where, text):
    """Write into a region of the map, away from the names of the minima."""
    apart = np.linalg.norm(result.starts[..., None, :] - result.minima, axis=-1).min(axis=-1)
    free = where & (apart > BESIDE * np.ptp(result.axes[0]))
    place = result.starts[_innermost(free if free.any() else where)]
    rim = [withStroke(linewidth=3, foreground="white")]
    style = {"va": "center", "fontweight": "bold", "path_effects": rim}
    side = _towards_the_middle(place[0], result.axes[0])
    ax.text(*place, text, color=COLORS["start"], zorder=6, ha=side, **style)


def _towards_the_middle(x, axis):
    """Say on which side of x words begin so that they stay on the map."""
    across = (x - axis[0]) / np.ptp(axis)
    return "left" if across < 0.2 else "right" if across > 0.8 else "center"


def _innermost(where):
    """Return the index of a cell far from the rim of a region: shrink it while it lasts.

    Twice as fast from the sides, because words are wide.
    """
    inner = where
    while inner.any():
        where, rim = inner, np.pad(inner, 2)
        inner = inner & rim[1:-3, 2:-2] & rim[3:-1, 2:-2] & rim[2:-2, :-4] & rim[2:-2, 4:]
    last = np.argwhere(where)
    return tuple(last[len(last) // 2])


def plot_layers(
    layers, ax=None, *, mark="std", saturation=0.97, reach=None, numbers=None, color=None
):
    """Draw a histogram for each layer, side by side on one scale of values.

    Each histogram lies on its side and has the same greatest width; above it stands a number: the
    standard deviation, the mean square, or the share of saturated values or of dead units.

    Parameters
    ----------
    layers : sequence of array_like, shape (examples, units)
        The values of each layer: activations, or gradients.
    ax : Axes, optional
    mark : {"std", "square", "saturated", "dead"}, optional
        What to write above: the standard deviation; the mean square; the share of values of at
        least ``saturation`` in size, as tanh has; or the share of units that are 0 for every
        example, as ReLU has.
    saturation : float, optional
        Above 0.
    reach : float, optional
        The largest value shown, to give several pictures one scale; by default the largest in
        size. What lies further out is counted in the outermost bin.
    numbers : sequence of int, optional
        What the layers are called, one for each; by default 1, 2, 3 and so on. So a few of many
        layers keep their numbers.
    color : color, optional
        By default that of paths; gradients have ``gd.COLORS["gradient"]``.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_layers([[[0.5, -0.5]], [[0.0, 0.1]]], mark="dead")
    >>> [text.get_text() for text in ax.texts]
    ['0 %', '50 %']
    """
    layers = [_layer(k, values) for k, values in enumerate(layers, 1)]
    names = _names(numbers, len(layers))
    check_choice("mark", mark, list(MARKS))
    saturation = check_number("saturation", saturation, low=0)
    reach = reach or max(np.abs(values).max() for values in layers) or 1.0
    lowest = 0 if min(values.min() for values in layers) >= 0 else -reach
    ax, edges = canvas.one(ax), np.linspace(lowest, reach, BINS + 1)
    marks = [_marked(values, mark, saturation) for values in layers]
    for k, (values, (_, told)) in enumerate(zip(layers, marks, strict=True), 1):
        _draw_layer(ax, k, values, edges, color or COLORS["path"])
        _write_above(ax, k, told)
    tell(ax.patches[0], _describe_layers(layers, names, marks, mark))
    _span(ax, names, lowest, reach)
    _label(ax, mark)
    return ax


def _label(ax, mark):
    """Say once in a row of panels what stands above the layers, and on which scale they lie."""
    first = _first_in_row(ax)
    below = f"layer (above it: {MARKS[mark]})" if first else "layer"
    canvas.label(ax, below if canvas.lowest(ax) else "", "value" if first else "")


def _names(numbers, n):
    names = list(range(1, n + 1) if numbers is None else numbers)
    if len(names) != n:
        raise ValueError(
            f"numbers must name each of the {n} layers. Got {len(names)}: {shorten(numbers)}."
        )
    return names


def _first_in_row(ax):
    """Whether no other Axes to the left shares this one's vertical axis, and so its label."""
    spec, shared = ax.get_subplotspec(), ax.get_shared_y_axes().get_siblings(ax)
    return spec is None or spec.is_first_col() or len(shared) == 1


def _layer(index, values):
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        array = np.array([])
    if array.ndim != 2 or not array.size or not np.isfinite(array).all():
        raise ValueError(
            f"layers must hold finite arrays of shape (examples, units). "
            f"Got {shorten(values)} for layer {index}."
        )
    return array


def _marked(values, mark, saturation):
    """Return the number to write above a layer, and how it is written."""
    if mark in ("std", "square"):
        size = values.std() if mark == "std" else np.mean(values**2)
        return size, number(size, 2)
    idle = np.abs(values) >= saturation if mark == "saturated" else (values == 0).all(axis=0)
    return 100 * idle.mean(), f"{number(100 * idle.mean(), 2)} %"


def _write_above(ax, place, text):
    up = ax.get_xaxis_transform()
    ax.text(place, 1, text, transform=up, ha="center", va="top", fontsize=10.5)


def _span(ax, names, lowest, reach):
    """Give each layer its place, the numbers theirs, and a name to at most 12 layers."""
    n, high = len(names), reach - lowest
    ax.set(xlim=(0.4, n + 0.6), ylim=(lowest - 0.03 * high, reach + ROOM * high))
    ax.set_yticks([tick for tick in ax.get_yticks() if lowest <= tick <= reach])
    every = slice(None, None, -(-n // 12))
    ax.set_xticks(range(1, n + 1)[every], names[every])
    ax.tick_params(axis="x", length=0)


def _draw_layer(ax, place, values, edges, color):
    """Lay a histogram on its side around its layer's place, 0.8 wide at its fullest."""
    counts = np.histogram(values.clip(edges[0], edges[-1]), edges)[0]
    half = 0.4 * counts / counts.max()
    style = {"orientation": "horizontal", "fill": True, "facecolor": (color, 0.65), "lw": 0}
    ax.stairs(place + half, edges, baseline=place - half, **style)


def _describe_layers(layers, names, marks, mark):
    first, last = (number(values.std()) for values in (layers[0], layers[-1]))
    told = (
        f"From layer {names[0]} to layer {names[-1]} the standard deviation goes from {first} "
        f"to {last}"
    )
    if mark == "std":
        return f"{told}."
    first, last = (number(value) for value, _ in (marks[0], marks[-1]))
    if mark == "square":
        return f"{told}, the mean square from {first} to {last}."
    what = "values are saturated" if mark == "saturated" else "units are dead"
    return f"{told}; in the last layer {last} % of the {what}."
