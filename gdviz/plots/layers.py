"""Draw what a signal becomes on its way through the layers of a network."""

import numpy as np

from gdviz.checks import check_choice, check_number, shorten
from gdviz.display import COLORS, tell
from gdviz.plots import axes as canvas
from gdviz.text import number

BINS = 40
MARKS = {
    "std": "standard deviation",
    "square": "mean square",
    "saturated": "share of saturated values",
    "dead": "share of dead units",
}
ROOM = 0.17  # of the values' range is left above for the numbers


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
