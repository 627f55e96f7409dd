"""A picture that is drawn once, and the overlay that is laid over it.

A :class:`Scene` is a matplotlib figure that is drawn once. An :class:`Overlay` collects marks in
the data coordinates of its Axes and keeps them in picture coordinates. So a browser can draw them
without knowing any scale, straight, logarithmic or round.
"""

import io
from functools import cached_property

import matplotlib
import numpy as np
from matplotlib import image
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle
from matplotlib.transforms import Affine2D

from gdviz.display import COLORS
from gdviz.films.marks import SCALE, Dots, Shape, Words

REACH = 4000  # marks further out than this are cut off: no picture is that large


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
