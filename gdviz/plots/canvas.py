"""What every plot needs: Axes to draw on, labels that respect the caller's, arrows, panels."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from gdviz.checks import shorten
from gdviz.display import COLORS
from gdviz.plots.naming import aligned, halo, name_place

LETTER = 6.5, 14  # points that a letter takes, and a line of text
ALIKE = 3  # sides of a map that differ by no more than this are drawn to one scale


def one(ax, projection=None):
    """Return the Axes given, or those of a new figure."""
    if ax is None:
        return plt.subplots(subplot_kw={"projection": projection})[1]
    _check_axes("ax", ax)
    if not projection and ax.name != "rectilinear":
        raise TypeError(f"ax must have two straight axes. Got {ax.name} Axes. Leave ax out.")
    if projection and ax.name != projection:
        raise TypeError(
            f"ax must be made with projection={projection!r}. Got {ax.name} Axes. "
            f'Use plt.subplots(subplot_kw={{"projection": {projection!r}}}) or leave ax out.'
        )
    return ax


def _check_axes(name, ax):
    if not isinstance(ax, Axes) or ax.figure is None:
        gone = " that were removed" if isinstance(ax, Axes) else ""
        raise TypeError(
            f"{name} must be Axes of Matplotlib. Got {shorten(ax)}{gone}. "
            "Make them with figure, ax = plt.subplots(), or leave them out."
        )


def panels(axes, rows, columns=1, *, size=None, **kwargs):
    """Return an array of the Axes given, or those of a new figure, in reading order."""
    wanted = rows * columns
    if axes is None:
        size = size or (6.4, 1.2 + 2.2 * rows)
        axes = plt.subplots(rows, columns, figsize=size, squeeze=False, **kwargs)[1]
    axes = np.ravel(axes)
    if len(axes) != wanted:
        raise ValueError(
            f"axes must hold {wanted} Axes. Got {len(axes)}. Leave axes out for a new figure."
        )
    for ax in axes:
        _check_axes("axes", ax)
    return axes


def label(ax, x="", y="", title=""):
    """Label what the caller has not labelled."""
    if not ax.get_xlabel():
        ax.set_xlabel(x)
    if not ax.get_ylabel():
        ax.set_ylabel(y)
    if not any(ax.get_title(place) for place in ("left", "center", "right")):
        ax.set_title(title)


def lowest(ax):
    """Whether no other Axes below shares this one's horizontal axis, and so its label."""
    spec, shared = ax.get_subplotspec(), ax.get_shared_x_axes().get_siblings(ax)
    return spec is None or spec.is_last_row() or len(shared) == 1


def trim(ax):
    """Leave labels to the outer panels, where all panels share their axes."""
    shared = (ax.get_shared_x_axes(), ax.get_shared_y_axes())
    if all(len(group.get_siblings(ax)) > 1 for group in shared):
        ax.label_outer()


def count_along(ax):
    """Number a horizontal axis that counts by whole and round numbers."""
    ax.xaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=(1, 2, 5, 10)))


def square(ax, bounds):
    """Draw a map to one scale, so that right angles look right, where its sides allow it."""
    width, height = np.ptp(bounds, axis=1)
    if max(width, height) <= ALIKE * min(width, height):
        ax.set_aspect("equal", adjustable="box")
        settle(ax)


def settle(ax):
    """Let the layout know of fixed proportions, or it cuts titles off in its first pass."""
    figure = ax.get_figure(root=True)
    if isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine):
        figure.set_layout_engine("compressed")


def widen(bounds, places, margin=0.05):
    """Widen bounds, shape (dim, 2), until places lie inside, with a margin around them."""
    low, high = np.transpose(bounds)
    rim = margin * (high - low)
    low = np.minimum(low, np.min(places, axis=0) - rim)
    high = np.maximum(high, np.max(places, axis=0) + rim)
    return tuple(zip(low, high, strict=True))


def legend(ax, **kwargs):
    """Add a legend that stays readable over a map."""
    style = {"frameon": True, "framealpha": 0.9, "edgecolor": "none"}
    return ax.legend(**{**style, **kwargs})


def arrow(ax, tail, head, color, **kwargs):
    """Draw an arrow in data coordinates and make room for it."""
    style = {"arrowstyle": "-|>", "color": color, "lw": 2, "shrinkA": 0, "shrinkB": 0, **kwargs}
    drawn = ax.annotate("", head, tail, arrowprops={"mutation_scale": 14, **style}, zorder=4)
    ax.update_datalim([tail, head])
    ax.autoscale_view()
    return drawn


def note(ax, text, place, away, color=COLORS["start"], gap=9, **kwargs):
    """Write beside a point, on the side that a direction points to, and inside the picture."""
    room = LETTER[0] * len(text) + gap, LETTER[1] + gap
    x, y = _inward(ax, place, np.asarray(away, dtype=float), room)
    return ax.annotate(
        text,
        place,
        (gap * x, gap * y),
        textcoords="offset points",
        color=color,
        **aligned(x, y),
        path_effects=halo(),
        zorder=6,
        **kwargs,
    )


def _inward(ax, place, away, room):
    """Turn a direction round where words would not fit beside it; its length is 1."""
    ax.autoscale_view()  # or the picture's limits may lag behind what was drawn last
    across, up = ax.transAxes.inverted().transform(ax.transData.transform(place))
    length = np.hypot(*away)
    x, y = away / length if length else (1.0, 0.0)
    wide, high = np.array(room) / 72 * ax.figure.dpi / (ax.bbox.width, ax.bbox.height)
    sideways = abs(x) if across < wide else -abs(x) if across > 1 - wide else x
    upwards = abs(y) if up < high else -abs(y) if up > 1 - high else y
    if sideways == -x and upwards == -y:  # turned about, it would lie on what it avoids
        return sideways, 0.0
    return sideways, upwards


def mark_minima(ax, loss, bounds, *, named=True):
    """Mark the known minima that lie inside the picture; name them once."""
    low, high = np.transpose(bounds)
    inside = [w for w in loss.minima if (low <= w).all() and (w <= high).all()]
    for i, w in enumerate(inside):
        ax.plot(*w, "*", color=COLORS["minimum"], markersize=13, mec="white", zorder=5)
        if named and i == 0:
            name = "minimum" if len(inside) == 1 else "minima"
            name_place(ax, name, w, (0.6, -1), COLORS["minimum"])


def as_list(things, kind):
    """Return a list of one or several things of a kind."""
    alone = isinstance(things, kind) or not np.iterable(things)
    several = [things] if alone else list(things)
    for thing in several:
        if not isinstance(thing, kind):
            raise TypeError(f"{kind.__name__} expected. Got {shorten(thing)}. Use gd.descend(…).")
    if not several:
        raise ValueError(f"at least one {kind.__name__} is needed. Got none. Use gd.descend(…).")
    return several


def names_for(things, labels, default):
    """Return one label for each thing: the caller's or made ones."""
    labels = [default(thing) for thing in things] if labels is None else list(labels)
    if len(labels) != len(things):
        raise ValueError(
            f"labels must hold {len(things)} names, one for each. Got {len(labels)}: "
            f"{shorten(labels)}."
        )
    return labels
