"""Marks that a browser draws as SVG and matplotlib draws into the still picture: one truth, twice.

They are kept in picture coordinates: 100 to the inch, from the top left corner.
"""

from dataclasses import dataclass

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

SCALE = 100  # picture units to the inch
POINT = 72 / SCALE  # matplotlib measures widths and letters in points, 72 to the inch


@dataclass(frozen=True)
class Shape:
    """A line or a filled outline, in picture coordinates; pieces are arrays of shape (n, 2)."""

    pieces: list
    stroke: str = ""
    width: float = 0.0
    dash: str = ""
    fill: str = ""
    opacity: float = 1.0
    clip: int | None = None

    def data(self):
        """Return the mark as a browser draws it: the attributes of an SVG path."""
        end = "Z" if self.fill else ""
        d = "".join(f"{_route(piece)}{end}" for piece in self.pieces if len(piece))
        return _without_defaults(
            {
                "d": d,
                "stroke": self.stroke,
                "stroke-width": round(self.width, 2) if self.stroke else 0,
                "stroke-dasharray": self.dash,
                "fill": self.fill or "none",
                "opacity": self.opacity,
                "clip": self.clip,
            }
        )

    def artists(self):
        """Return the mark as matplotlib draws it."""
        pieces = [piece for piece in self.pieces if len(piece)]
        if not pieces:
            return []
        dashes = [float(n) / max(self.width, 1) for n in self.dash.split()]
        path = Path.make_compound_path(*(_outline(piece, self.fill) for piece in pieces))
        patch = PathPatch(
            path,
            fc=self.fill or "none",
            ec=self.stroke or "none",
            lw=self.width * POINT,
            ls=(0, dashes) if dashes else "-",
            alpha=self.opacity,
            capstyle="round",
            joinstyle="round",
        )
        return [patch]


def _route(piece):
    """Write a row of points in tenths of a unit: the first, and then from each to the next."""
    tenths = np.rint(piece * 10).astype(int)
    steps = [f"{dx / 10:g} {dy / 10:g}" for dx, dy in np.diff(tenths, axis=0).tolist()]
    begin = "M{:g} {:g}".format(*tenths[0] / 10)
    return f"{begin}l{' '.join(steps)}" if steps else begin


def _outline(piece, closed):
    return Path(np.vstack([piece, piece[:1]]), closed=True) if closed else Path(piece)


def _without_defaults(data):
    usual = {"opacity": 1.0, "clip": None, "stroke-dasharray": "", "stroke": "", "stroke-width": 0}
    return {key: value for key, value in data.items() if usual.get(key, ...) != value}


@dataclass(frozen=True)
class Dots:
    """Round dots, in picture coordinates."""

    points: np.ndarray
    radius: float
    color: str
    clip: int | None = None

    def data(self):
        """Return the dots as a browser draws them: lines without length, with round ends."""
        d = "".join(f"M{x:g} {y:g}h0" for x, y in self.points.round(1).tolist())
        data = {"d": d, "stroke": self.color, "stroke-width": 2 * self.radius, "fill": "none"}
        return data if self.clip is None else {**data, "clip": self.clip}

    def artists(self):
        """Return the dots as matplotlib draws them."""
        style = {"ls": "none", "marker": "o", "mec": "none", "color": self.color}
        return [Line2D(*self.points.T, ms=2 * self.radius * POINT, **style)]


@dataclass(frozen=True)
class Words:
    """A few words at a place in the picture, with a white rim so that they stand out."""

    text: str
    x: float
    y: float
    color: str
    size: float = 14.5
    anchor: str = "start"
    clip: None = None

    def data(self):
        """Return the words as a browser draws them: an SVG text."""
        place = {"x": round(self.x, 1), "y": round(self.y, 1)}
        style = {"fill": self.color, "font-size": self.size, "text-anchor": self.anchor}
        return {"text": self.text, **place, **style}

    def artists(self):
        """Return the words as matplotlib draws them."""
        side = {"start": "left", "middle": "center", "end": "right"}[self.anchor]
        rim = [withStroke(linewidth=3, foreground="white")]
        size = self.size * POINT
        style = {"ha": side, "va": "baseline", "path_effects": rim, "parse_math": False}
        return [Text(self.x, self.y, self.text, color=self.color, size=size, **style)]
