"""What every plot needs: Axes, the ground of a loss, arrows, names beside places, labels.

Labels that the caller has set are kept. A name beside a place keeps off the lines of a picture
wherever there is room.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox, IdentityTransform

from gdviz.checks import check_bounds, shorten
from gdviz.colors import COLORS
from gdviz.display import finished, tell
from gdviz.losses import as_loss
from gdviz.text import CURVATURE, count

LETTER = 6.5, 14  # points that a letter takes, and a line of text
ALIKE = 3  # sides of a map that differ by no more than this are drawn to one scale
SIDES = [(np.cos(angle), np.sin(angle)) for angle in np.arange(8) * np.pi / 4]
LEAN = 0.3  # a direction that leans less to one side does not move a text there


def one(ax, projection="rectilinear"):
    """Return the Axes given, or those of a new figure."""
    if ax is None:
        return plt.subplots(subplot_kw={"projection": projection})[1]
    if getattr(ax, "name", None) != projection:
        wanted = f"ax must be Axes of Matplotlib with projection={projection!r}."
        raise TypeError(f"{wanted} Got {shorten(ax)}. Leave ax out for a new figure.")
    return ax


def panels(axes, n, columns=2, *, size=(8, 4), **kwargs):
    """Return the n Axes given, or new ones in rows of so many columns; size is that of a row."""
    if axes is None:
        rows, columns = -(-n // columns), min(columns, n)
        size = size[0], size[1] * rows
        _, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, **kwargs)
        for ax in axes.flat[n:]:
            ax.remove()
        axes = axes.flat[:n]
    axes = np.ravel(axes)
    if len(axes) != n:
        raise ValueError(f"axes must hold {n} Axes. Got {len(axes)}. Leave axes out.")
    return axes


def finish(ax, artist, sentence, x="", y="", title=""):
    """Tell what an artist shows, and label what the caller has not labelled."""
    tell(artist, sentence)
    return label(ax, x, y, title)


def label(ax, x="", y="", title=""):
    """Label what the caller has not labelled, and return the Axes."""
    if not ax.get_xlabel():
        ax.set_xlabel(x)
    if not ax.get_ylabel():
        ax.set_ylabel(y)
    if not any(ax.get_title(place) for place in ("left", "center", "right")):
        ax.set_title(title)
    finished(ax)
    return ax


def written(text):
    """Write λmax and λmin with true subscripts, as Matplotlib draws them."""
    return CURVATURE.sub(r"$\\lambda_{\\\1}$", text)


def outer(ax):
    """Whether a panel stands in the last row and in the first column, where axes are labelled."""
    spec = ax.get_subplotspec()
    return (True, True) if spec is None else (spec.is_last_row(), spec.is_first_col())


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
    lowest, highest = np.min(places, axis=0) - rim, np.max(places, axis=0) + rim
    return np.transpose([np.minimum(low, lowest), np.maximum(high, highest)])


def legend_below(ax, **kwargs):
    """Add a legend below the label of the horizontal axis."""
    ax.legend(**{"loc": "upper center", "bbox_to_anchor": (0.5, -0.17), **kwargs})


def arrow(ax, tail, head, color, **kwargs):
    """Draw an arrow in data coordinates and make room for it."""
    style = {"arrowstyle": "-|>", "color": color, "lw": 2, "shrinkA": 0, "shrinkB": 0, **kwargs}
    drawn = ax.annotate("", head, tail, arrowprops={"mutation_scale": 14, **style}, zorder=4)
    ax.update_datalim([tail, head])
    ax.autoscale_view()
    return drawn


def note(ax, text, place, away, color=COLORS["text"], gap=9, **kwargs):
    """Write beside a point, on the side that a direction points to, and inside the picture."""
    room = LETTER[0] * len(text) + gap, LETTER[1] + gap
    x, y = _inward(ax, place, np.asarray(away, dtype=float), room)
    style = {"textcoords": "offset points", "path_effects": halo(), "zorder": 6, **aligned(x, y)}
    ax.annotate(text, place, (gap * x, gap * y), color=color, **style, **kwargs)


def _inward(ax, place, away, room):
    """Turn a direction round where words would not fit beside it; its length is 1."""
    ax.autoscale_view()  # or the picture's limits may lag behind what was drawn last
    share = ax.transAxes.inverted().transform(ax.transData.transform(place))
    length = np.hypot(*away)
    way = away / length if length else np.array([1.0, 0.0])
    near = np.array(room) / 72 * ax.figure.dpi / ax.bbox.size
    turned = np.where(share < near, abs(way), np.where(share > 1 - near, -abs(way), way))
    if (turned == -way).all():  # turned about, it would lie on what it avoids
        turned[1] = 0
    return turned


def mark_minima(ax, loss, bounds, *, named=True):
    """Mark the known minima that lie inside the picture; name them once."""
    low, high = np.transpose(bounds)
    inside = [w for w in loss.minima if (low <= w).all() and (w <= high).all()]
    for w in inside:
        ax.plot(*w, "*", color=COLORS["minimum"], markersize=13, mec="white", zorder=5)
    if named and inside:
        name = "minimum" if len(inside) == 1 else "minima"
        name_place(ax, name, inside[0], (0.6, -1), COLORS["minimum"])


def names_for(things, labels, default):
    """Return one label for each thing: the caller's or made ones."""
    labels = [default(thing) for thing in things] if labels is None else list(labels)
    if len(labels) != len(things):
        raise ValueError(f"{len(things)} labels are needed. Got {len(labels)}: {shorten(labels)}.")
    return labels


def ground(loss, bounds, dim):
    """Return a loss of so many coordinates and the box to draw, its own by default."""
    loss = as_loss(loss, np.zeros(dim))
    if loss.dim != dim:
        advice = {1: "gd.plot_curve", 2: "gd.plot_contours"}.get(loss.dim, "gd.plot_slices")
        wanted = f"loss must have {count(dim, 'coordinate')} for this picture."
        raise ValueError(f"{wanted} Got {loss!r}. Try {advice}.")
    return loss, loss.bounds if bounds is None else check_bounds(bounds, dim)


def grid(loss, bounds, resolution):
    """Return the sides of a grid and the loss on it, masked where it is not finite."""
    x, y = (np.linspace(low, high, resolution) for low, high in bounds)
    with np.errstate(all="ignore"):
        values = np.ma.masked_invalid(loss(np.stack(np.meshgrid(x, y), axis=-1)))
    if not values.min() < values.max():  # also where all are masked
        raise ValueError("loss must differ somewhere within bounds. Choose other bounds.")
    return x, y, values


def halo(width=2.5, alpha=0.8):
    """Return the rim of white that keeps words readable over a map."""
    return [withStroke(linewidth=width, foreground="white", alpha=alpha)]


def aligned(x, y):
    """Return how a text is aligned that lies on this side of its place."""
    return {
        "ha": "left" if x > LEAN else "right" if x < -LEAN else "center",
        "va": "bottom" if y > LEAN else "top" if y < -LEAN else "center",
    }


def heights(values):
    """Return 13 heights, evenly spaced in the square root of the height above the lowest value."""
    return values.min() + np.linspace(0, 1, 13) ** 2 * (values.max() - values.min())


def name_place(ax, text, place, wish, color, gap=9):
    """Write a name beside a place, on the wished side unless that covers lines."""
    return ax.add_artist(Name(ax, text, place, wish, color, gap))


class Name(Annotation):
    """A name that looks for its side of a place when it is drawn, after everything else.

    It takes the side where it stays inside the picture, off the texts written before it, and
    covers the fewest lines; of equally free ones the side next to the wished one.
    """

    def __init__(self, ax, text, place, wish, color, gap):
        look = {"color": color, "path_effects": halo(), "zorder": 6}
        super().__init__(text, place, (0, 0), textcoords="offset points", **look)
        self.set_transform(IdentityTransform())
        self.sides = [np.divide(wish, np.hypot(*wish)), *SIDES]
        self.gap = gap

    def update_positions(self, renderer):
        """Take the best side, each time the picture is laid out or drawn."""
        paths = [line.get_transform().transform_path(line.get_path()) for line in self.axes.lines]
        before = self.axes.texts[: list(self.axes.texts).index(self)]
        taken = [text.get_window_extent(renderer) for text in before]
        self._move(min(self.sides, key=lambda side: self._cost(side, renderer, paths, taken)))
        super().update_positions(renderer)

    def _move(self, side):
        self.set(position=self.gap * np.array(side), **aligned(*side))

    def _cost(self, side, renderer, paths, taken):
        """Rank a side: inside before outside, off texts, few lines, next to the wish."""
        self._move(side)
        super().update_positions(renderer)
        box = Bbox(super(Annotation, self).get_window_extent(renderer))
        inside = self.axes.bbox.count_contains(box.corners()) == 4
        covered = sum(path.intersects_bbox(box, filled=False) for path in paths)
        covered += sum(box.count_contains(path.vertices) for path in paths)
        return not inside, box.count_overlaps(taken), covered, -np.dot(side, self.sides[0])
