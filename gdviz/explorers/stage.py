"""Scenes and films: a picture that is drawn once, the marks over it, and their frames as HTML.

A mark is drawn twice from one description: as SVG by a browser, and by matplotlib into the still
picture. The stored picture of a film is its telling frame, with its sentence. All frames travel
beside it as plain data; an exported page brings the script that turns them into a film with a
slider (:func:`player`).
"""

import base64
import html
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources

import matplotlib
import numpy as np
from matplotlib import image
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from gdviz.display import COLORS

SCALE = 100  # picture units to the inch
POINT = 72 / SCALE  # matplotlib measures widths and letters in points, 72 to the inch
REACH = 4000  # marks further out than this are cut off: no picture is that large
RIM = 3  # pixels: browsers blend neighbours when they scale a picture


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


def color_of(name):
    """Return a role of the course's colours, or any colour of matplotlib's, as #rrggbb."""
    return to_hex(COLORS.get(name, name))


class Scene:
    """A figure that is drawn once, to lay overlays on.

    Parameters
    ----------
    figure : Figure
        All that does not change. It is drawn here and now.
    title : str
        What the picture is, in a few words: its name for who cannot see it.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure(figsize=(4, 3))
    >>> ax = figure.add_axes((0, 0, 1, 1))
    >>> scene = Scene(figure, "An empty picture")
    >>> print(scene.place(ax, [(0, 0), (1, 1)]).round())
    [[  0. 300.]
     [400.   0.]]
    """

    def __init__(self, figure, title):
        self.figure, self.title, self.style = figure, title, style_now()
        dpi = matplotlib.rcParams["savefig.dpi"]
        figure.set_dpi(figure.dpi if dpi == "figure" else dpi)
        self.canvas = FigureCanvasAgg(figure)
        self.canvas.draw()
        figure.set_layout_engine("none")  # a layout that is found anew may move by a pixel
        self.ground = self.canvas.copy_from_bbox(figure.bbox)
        self.pixels = np.array(self.canvas.buffer_rgba())
        width, height = figure.get_size_inches()
        self.size = round(width * SCALE), round(height * SCALE)
        self.axes = list(figure.axes)

    @cached_property
    def background(self):
        """The picture without marks, as the bytes of a PNG file."""
        return png_of(self.pixels)

    def place(self, ax, points):
        """Return where data points lie in the picture, shape (n, 2), y downwards."""
        points = np.asarray(points, dtype=float).reshape(-1, 2)
        with np.errstate(all="ignore"):
            placed = ax.transData.transform(points) * (SCALE / self.figure.dpi)
        placed[:, 1] = self.size[1] - placed[:, 1]
        return np.clip(placed, -REACH, REACH)

    def box(self, ax):
        """Return left, top, width and height of an Axes in the picture."""
        x0, y0, x1, y1 = ax.bbox.extents * (SCALE / self.figure.dpi)
        return [round(float(v), 1) for v in (x0, self.size[1] - y1, x1 - x0, y1 - y0)]

    def clips(self):
        """Return one box for each Axes to cut marks at; none where the Axes is round."""
        return [self.box(ax) if ax.name == "rectilinear" else None for ax in self.axes]

    def to_figure(self):
        """Return the transform from picture coordinates to the figure, at any resolution."""
        flip = Affine2D().scale(1 / SCALE, -1 / SCALE).translate(0, self.size[1] / SCALE)
        return flip + self.figure.dpi_scale_trans

    def still(self, marks):
        """Return the picture with marks in it as pixels, shape (height, width, 4)."""
        transform, boxes = self.to_figure(), self.clips()
        self.canvas.restore_region(self.ground)
        with matplotlib.rc_context(self.style):
            for mark in marks:
                box = None if mark.clip is None else boxes[mark.clip]
                for artist in mark.artists():
                    self._draw(artist, transform, box)
        return np.array(self.canvas.buffer_rgba())

    def _draw(self, artist, transform, box):
        """Draw one artist over what is there, cut at the edge of its Axes."""
        artist.set_transform(transform)
        edge = Rectangle(box[:2], *box[2:], transform=transform) if box else self.figure.patch
        artist.set_clip_path(edge)
        self.figure.add_artist(artist)
        artist.draw(self.canvas.get_renderer())
        artist.remove()


def png_of(pixels):
    """Return pixels as the bytes of a PNG file, without software names or times.

    Packing harder than level 3 takes half as long again and saves nothing on such pictures.
    """
    buffer = io.BytesIO()
    if (pixels[..., 3] == 255).all():
        pixels = pixels[..., :3]
    how = {"metadata": {"Software": None}, "pil_kwargs": {"compress_level": 3}}
    image.imsave(buffer, np.ascontiguousarray(pixels), format="png", **how)
    return buffer.getvalue()


def pixels_of(png):
    """Return the pixels of a PNG file, shape (height, width, 4), from 0 to 255."""
    pixels = np.rint(255 * image.imread(io.BytesIO(png))).astype(np.uint8)
    if pixels.shape[-1] == 4:
        return pixels
    return np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])


def style_now():
    """Return matplotlib's style as it is, for what is drawn later to look the same."""
    return {key: matplotlib.rcParams[key] for key in matplotlib.rcParams if "backend" not in key}


class Overlay:
    """Collect the marks of one picture, in the data coordinates of a scene's Axes.

    Parameters
    ----------
    scene : Scene

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure(figsize=(1, 1))
    >>> over = Overlay(Scene(figure, "Two points") if figure.add_axes((0, 0, 1, 1)) else None)
    >>> over.line(figure.axes[0], [(0, 0), (1, 1)], color="path")
    >>> over.marks[0].data()["d"]
    'M0 100l100 -100'
    """

    def __init__(self, scene):
        self.scene, self.marks = scene, []

    def _clip(self, ax):
        return self.scene.axes.index(ax) if ax.name == "rectilinear" else None

    def line(self, ax, points, color="path", *, width=2.4, dash="", opacity=1.0):
        """Draw a line through points, shape (n, 2); it is interrupted where one is not finite."""
        pieces = _finite_pieces(self.scene.place(ax, points))
        style = {"stroke": color_of(color), "width": width, "dash": dash, "opacity": opacity}
        self.marks.append(Shape(pieces, **style, clip=self._clip(ax)))

    def segments(self, ax, ends, color="gradient", *, width=1.6, dash="", opacity=1.0):
        """Draw separate straight lines, shape (n, 2, 2)."""
        ends = np.asarray(ends, dtype=float)
        pieces = list(self.scene.place(ax, ends).reshape(ends.shape))
        style = {"stroke": color_of(color), "width": width, "dash": dash, "opacity": opacity}
        self.marks.append(Shape(pieces, **style, clip=self._clip(ax)))

    def area(self, ax, points, color, *, opacity=0.3, edge=""):
        """Fill the outline through points, shape (n, 2)."""
        pieces = _finite_pieces(self.scene.place(ax, points))
        rim = {"stroke": color_of(edge), "width": 1.5} if edge else {}
        fill = {"fill": color_of(color), "opacity": opacity}
        self.marks.append(Shape(pieces, **fill, **rim, clip=self._clip(ax)))

    def dots(self, ax, points, color="path", *, radius=3.5, edge=""):
        """Draw a round dot at each of the points, shape (n, 2), with a rim where asked."""
        placed = self.scene.place(ax, points)
        placed = placed[np.isfinite(placed).all(axis=1)]
        if edge:
            self.marks.append(Dots(placed, radius + 1.5, color_of(edge), self._clip(ax)))
        self.marks.append(Dots(placed, radius, color_of(color), self._clip(ax)))

    def glyphs(self, ax, points, color, *, shape="s", size=9.0, opacity=1.0):
        """Draw one of matplotlib's markers that have straight sides at each of the points."""
        marker = MarkerStyle(shape)
        outline = marker.get_path().transformed(marker.get_transform())
        sides = [side * (size, -size) for side in outline.to_polygons(closed_only=False)]
        placed = self.scene.place(ax, points)
        pieces = [point + side for point in placed[np.isfinite(placed).all(1)] for side in sides]
        style = {"fill": color_of(color)} if marker.is_filled() else {}
        style = style or {"stroke": color_of(color), "width": 2.0}
        self.marks.append(Shape(pieces, **style, opacity=opacity, clip=self._clip(ax)))

    def arrow(self, ax, tail, tip, color="gradient", *, width=3.0):
        """Draw an arrow from tail to tip; a very short one is all head."""
        start, end = self.scene.place(ax, [tail, tip])
        length = np.linalg.norm(end - start)
        if not 0 < length < np.inf:
            return
        along = (end - start) / length
        back = end - along * min(length, 4.2 * width)
        side = np.array([-along[1], along[0]]) * 1.6 * width
        ink, clip = color_of(color), self._clip(ax)
        self.marks.append(Shape([np.array([start, back])], stroke=ink, width=width, clip=clip))
        self.marks.append(Shape([np.array([end, back + side, back - side])], fill=ink, clip=clip))

    def words(self, ax, point, text, color="start", *, offset=(9, -9), size=14.5, anchor="start"):
        """Write a few words beside a point; ``offset`` is in picture units, y downwards."""
        x, y = self.scene.place(ax, point)[0] + offset
        if np.isfinite([x, y]).all():
            self.marks.append(Words(str(text), x, y, color_of(color), size, anchor))


def _finite_pieces(points):
    """Cut a row of points where some are not finite."""
    breaks = np.flatnonzero(~np.isfinite(points).all(axis=1))
    pieces = np.split(points, np.unique(np.concatenate([breaks, breaks + 1])))
    return [piece for piece in pieces if len(piece) and np.isfinite(piece).all()]


@dataclass(frozen=True)
class Frame:
    """What one picture of a film shows.

    Attributes
    ----------
    sentence : str
        What is to be seen, made from the data.
    marks : list
        From an :class:`~gdviz.explorers.stage.Overlay`.
    picture : bytes
        Instead of marks: a whole picture, a PNG file.
    """

    sentence: str
    marks: list = field(default_factory=list)
    picture: bytes = b""

    def data(self):
        """Return the frame as a browser takes it."""
        shown = {"sentence": self.sentence, "marks": [mark.data() for mark in self.marks]}
        return {**shown, "picture": data_uri(self.picture)} if self.picture else shown


def paint(scene, draw: Callable, values):
    """Return the frame that ``draw(overlay, **values)`` makes; it returns the sentence."""
    over = Overlay(scene)
    sentence = draw(over, **values)
    return Frame(sentence, over.marks)


def data_uri(png):
    """Return a PNG file as text that stands in a page.

    Examples
    --------
    >>> data_uri(b"abc")
    'data:image/png;base64,YWJj'
    """
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


@dataclass(frozen=True, eq=False)
class Film:
    """Frames, the one that tells most, and the name of what moves from frame to frame.

    Attributes
    ----------
    scene : Scene or None
        The picture under the marks; None where every frame is a whole picture.
    frames : list of Frame
    labels : list of str
        What the slider says at each frame.
    moves : str
        What the slider is called.
    told : int
        The frame that is stored as the picture.
    title : str
    size : (width, height)
        Of the picture, 100 to the inch.
    """

    scene: Scene | None
    frames: list
    labels: list
    moves: str
    told: int
    title: str
    size: tuple

    @property
    def sentence(self):
        """What the telling frame shows, in words."""
        return self.frames[self.told].sentence

    @cached_property
    def pixels(self):
        """The telling frame, shape (height, width, 4)."""
        frame = self.frames[self.told]
        return pixels_of(frame.picture) if frame.picture else self.scene.still(frame.marks)

    @cached_property
    def still(self):
        """The telling frame as the bytes of a PNG file."""
        return self.frames[self.told].picture or png_of(self.pixels)

    def data(self):
        """Return all that a browser needs beside the still picture."""
        shared = {"patch": data_uri(patch(self.pixels, self.scene.pixels))} if self.scene else {}
        return {
            "title": self.title,
            "moves": self.moves,
            "told": self.told,
            "size": list(self.size),
            "clips": self.scene.clips() if self.scene else [],
            **shared,
            **pack([self._frame(k) for k in range(len(self.frames))]),
        }

    def _frame(self, k):
        frame, data = self.frames[k], {"label": self.labels[k], **self.frames[k].data()}
        if frame.picture:
            # Only what differs from the still picture, which the page holds anyway.
            data |= {"patch": data_uri(patch(self.pixels, pixels_of(frame.picture)))}
            data.pop("picture")
        return data

    def html(self):
        """Return the film as HTML: picture, alternative text, caption, and the frames as data."""
        words = html.escape(self.sentence)
        return (
            f"<figure class=\"gdviz\" data-gdviz-film='{_attribute(self.data())}'>"
            f'<img alt="{words}" width="{self.size[0]}" src="{data_uri(self.still)}">'
            f'<figcaption aria-hidden="true">{words}</figcaption></figure>'
        )

    def __repr__(self):
        return self.sentence

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html(), "text/plain": self.sentence}


def pack(frames):
    """Write every mark once: frames name theirs by number, and a path that grows adds to another.

    Parameters
    ----------
    frames : list of dict
        Each with a list of marks.

    Returns
    -------
    dict
        "marks", a list, and the frames with numbers in it. A mark with "on" continues the "d"
        of the mark with that number and has its look.

    Examples
    --------
    >>> pack([{"marks": [{"d": "M0 0l1 1"}]}, {"marks": [{"d": "M0 0l1 1 2 0"}]}])
    {'marks': [{'d': 'M0 0l1 1'}, {'on': 0, 'd': ' 2 0'}], \
'frames': [{'marks': [0]}, {'marks': [1]}]}
    """
    known, packed, before = {}, [], []
    for frame in frames:
        for place, mark in enumerate(frame["marks"]):
            if _key(mark) not in known:
                old = before[place] if place < len(before) else {}
                known[_key(mark)] = len(packed)
                packed.append(_continued(old, mark, known))
        before = frame["marks"]
    numbered = [{**f, "marks": [known[_key(mark)] for mark in f["marks"]]} for f in frames]
    return {"marks": packed, "frames": numbered}


def _key(mark):
    return tuple(mark.items())


def _continued(old, mark, known):
    """Return only what a mark adds to an old one, or the whole mark."""
    begun = old.get("d")
    if not (begun and mark.get("d", "").startswith(begun) and {**old, "d": mark["d"]} == mark):
        return mark
    return {"on": known[_key(old)], "d": mark["d"][len(begun) :]}


def _attribute(data):
    """Write data as JSON that can stand between single quotes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, name in (("&", "&amp;"), ("'", "&#39;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, name)
    return text


def patch(shown, wanted):
    """Return what has to be laid over one picture to get another: a mostly transparent PNG file.

    Parameters
    ----------
    shown, wanted : ndarray, shape (height, width, 4)
        Pixels from 0 to 255.

    Returns
    -------
    bytes
    """
    # Four bytes compared as one number: pixels are many.
    old, new = (np.ascontiguousarray(a).view(np.uint32)[..., 0] for a in (shown, wanted))
    changed, laid = old != new, np.zeros_like(new)
    rows, columns = (_span(changed.any(axis=axis)) for axis in (1, 0))
    part = rows, columns
    laid[part] = np.where(_widened(changed[part]), new[part], 0)
    return png_of(laid[..., None].view(np.uint8))


def _span(some):
    """Return the slice that holds all that is True, with room for a rim."""
    places = np.flatnonzero(some)
    return slice(max(0, places[0] - RIM), places[-1] + 1 + RIM) if places.size else slice(0)


def _widened(mask):
    """Add a rim around what is True."""
    for axis in (0, 1):
        mask = np.any([np.roll(mask, shift, axis) for shift in range(-RIM, RIM + 1)], axis=0)
    return mask


def player():
    """Return the style and the script that turn every stored film of a page into a moving one.

    An exporter puts the text at the end of a page's body. It needs no network; without it, or
    where scripts are blocked, the pictures and their sentences remain.

    Examples
    --------
    >>> player().startswith("<style>")
    True
    """
    script = f"{read_static('gdviz.js')}\nupgrade(document);\n"
    style = read_static("gdviz.css")
    return f'<style>\n{style}</style>\n<script type="module">\n{script}</script>\n'


def read_static(name):
    """Return the text of a file that goes to the browser."""
    return (resources.files("gdviz") / "static" / name).read_text(encoding="utf-8")
