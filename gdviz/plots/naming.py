"""Names beside places, which keep off the lines of a picture wherever there is room."""

import numpy as np
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.quiver import Quiver
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox, IdentityTransform

SIDES = [(np.cos(angle), np.sin(angle)) for angle in np.arange(8) * np.pi / 4]
LEAN = 0.3  # a direction that leans less to one side does not move a text there


def halo():
    """Return the rim of white that keeps words readable over a map."""
    return [withStroke(linewidth=2.5, foreground="white", alpha=0.8)]


def aligned(x, y):
    """Return how a text is aligned that lies on this side of its place."""
    return {
        "ha": "left" if x > LEAN else "right" if x < -LEAN else "center",
        "va": "bottom" if y > LEAN else "top" if y < -LEAN else "center",
    }


def _drawn_lines(ax):
    """Yield the path of each line in pixels."""
    for line in ax.lines:
        yield line.get_transform().transform_path(line.get_path())


def _drawn_fields(ax):
    """Yield the arrows of each field in pixels, from tail to tip as one broken path."""
    for field in ax.collections:
        if isinstance(field, Quiver):
            middles, arrows = field.XY, np.column_stack([field.U, field.V]) / (field.scale or 1)
            tails = middles - arrows / 2 if field.pivot == "middle" else middles
            ends = np.stack([tails, tails + arrows], axis=1).reshape(-1, 2)
            path = Path(ends, np.tile([Path.MOVETO, Path.LINETO], len(tails)))
            yield ax.transData.transform_path(path)


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
        self.sides = [tuple(np.divide(wish, np.hypot(*wish))), *SIDES]
        self.gap = gap
        self._move(self.sides[0])

    def update_positions(self, renderer):
        """Take the best side, each time the picture is laid out or drawn."""
        paths = [*_drawn_lines(self.axes), *_drawn_fields(self.axes)]
        before = self.axes.texts[: list(self.axes.texts).index(self)]
        taken = [text.get_window_extent(renderer) for text in before]
        self._move(min(self.sides, key=lambda side: self._cost(side, renderer, paths, taken)))
        super().update_positions(renderer)

    def _move(self, side):
        place = tuple(self.gap * np.array(side))
        if self.get_position() != place:
            self.set(position=place, **aligned(*side))

    def _cost(self, side, renderer, paths, taken):
        """Rank a side: inside before outside, off texts, few lines, next to the wish."""
        self._move(side)
        super().update_positions(renderer)
        box = Bbox(super(Annotation, self).get_window_extent(renderer))
        inside = self.axes.bbox.count_contains(box.corners()) == 4
        covered = sum(path.intersects_bbox(box, filled=False) for path in paths)
        covered += sum(box.count_contains(path.vertices) for path in paths)
        return not inside, box.count_overlaps(taken), covered, -np.dot(side, self.sides[0])
