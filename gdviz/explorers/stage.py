"""Stages: a figure that is drawn once, and drawings that are laid over it.

A drawing function adds ordinary artists to the Axes of a stage. Matplotlib's renderers draw them
over the ground, as SVG for a browser and as pixels for the stored picture; then they are removed.
"""

import base64
import io
import re
from contextlib import contextmanager
from importlib import resources
from itertools import count

import matplotlib
import numpy as np
from matplotlib import _path
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from PIL import Image

RIM = 3  # pixels: browsers blend neighbours when they scale a picture
LONG = 128  # points of a line, as in matplotlib
HEAVY = 100_000  # letters of SVG; a drawing with more travels as pixels
FLIP = Affine2D().scale(1, -1)


class Fragments(RendererSVG):
    """Matplotlib's SVG renderer, in pieces and in few letters."""

    def __init__(self, figure):
        self.buffer, self._ids = io.StringIO(), count()
        size = 72 * figure.get_size_inches()
        super().__init__(*size, self.buffer, image_dpi=144)
        self._flip = Affine2D().scale(1, -1).translate(0, self.height)
        self.take()

    def take(self):
        """Return what was written since the last time."""
        text = "".join(map(str.strip, self.buffer.getvalue().split("\n")))
        self.buffer.seek(0)
        self.buffer.truncate()
        if "<text" in text or "<rect" in text:
            text = re.sub(r' transform="rotate\(-0 [^"]*"', "", text)
            text = re.sub(r'( (?:x|y|width|height)="-?\d+\.\d)\d+', r"\1", text)
        return text

    def _write_metadata(self, metadata):
        """Leave out what would head a file."""

    def _make_flip_transform(self, transform):
        return transform + self._flip

    def _convert_path(self, path, transform=None, clip=None, simplify=None, sketch=None):
        """Write coordinates with one decimal, a tenth of 1/72 inch, and long lines simplified."""
        line, clip = bool(clip), (0, 0, self.width, self.height) if clip else None
        letters, simplify = [b"M", b"L", b"Q", b"C", b"z"], line and len(path) >= LONG
        text = _path.convert_to_string(path, transform, clip, simplify, sketch, 1, letters, False)
        return text.decode()

    def _make_id(self, type, content):
        return f"{type}{next(self._ids)}"

    def open_group(self, s, gid=None):
        """Begin a group without an id; words with a rim are marked for the style sheet."""
        self.buffer.write('<g class="gdviz-rim">' if gid == "gdviz-rim" else "<g>")

    def close_group(self, s):
        """End a group."""
        self.buffer.write("</g>")

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        """Draw all markers of a line as the inner corners of one unseen path."""
        points = trans.transform(path.vertices) * (1, -1) + (0, self.height)
        near = Path(points[(abs(points) < 1e4).all(axis=1)])
        corners = self._convert_path(near).replace("M", "L")
        shape = self._convert_path(marker_path, marker_trans + FLIP)
        style = self._get_style(gc, rgbFace)
        clip = "".join(f' {key}="{value}"' for key, value in self._get_clip_attrs(gc).items())
        name = self._markers.get((shape, style))
        if not name:
            name = self._markers[shape, style] = self._make_id("m", shape)
            self.buffer.write(
                f'<marker id="{name}" markerUnits="userSpaceOnUse" overflow="visible">'
                f'<path d="{shape}" style="{style}"/></marker>'
            )
        style = f"fill: none; marker-mid: url(#{name})"
        self.buffer.write(f'<path d="M0 0{corners}L0 0" style="{style}"{clip}/>')

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Write words as letters of the page."""
        self.writer.start("g", **self._get_clip_attrs(gc))
        self._draw_text_as_text(gc, x, y, s, prop, angle, ismath, mtext)
        self.writer.end("g")


class Stage:
    """A figure that is drawn once, here and now, for drawings to be laid over it.

    The ``title`` is its name for those who cannot see it. A figure without Axes is blank paper:
    a drawing brings its own, and its layout is made anew each time.
    """

    def __init__(self, figure, title):
        self.figure, self.title, self.axes = figure, title, figure.axes
        dpi = matplotlib.rcParams["savefig.dpi"]
        self.dpi = figure.dpi if dpi == "figure" else dpi
        self.size = [round(100 * side) for side in figure.get_size_inches()]
        self.canvas = FigureCanvasAgg(figure)
        figure.set_dpi(self.dpi)
        self.canvas.draw()
        self.pixels = np.array(self.canvas.buffer_rgba())
        figure.set_dpi(72)
        for ax in self.axes:
            figure.set_layout_engine("none")  # a layout that is found anew may move by a pixel
            ax.autoscale(False)
        self.ground = {*self._artists()}

    def box(self, ax):
        """Return left, top, width and height of an Axes, 100 units to the inch."""
        x0, y0, x1, y1 = ax.get_position().extents * np.tile(self.size, 2)
        return [round(float(v), 1) for v in (x0, self.size[1] - y1, x1 - x0, y1 - y0)]

    def frame(self, draw, values):
        """Return the sentence of a drawing, and its artists as a list of pieces of SVG."""
        with self._drawn(draw, values) as (sentence, artists):
            renderer = Fragments(self.figure)
            pieces = [_piece(artist, renderer) for artist in artists]
        renderer.finalize()
        pieces.append(renderer.take().removesuffix("</svg>"))
        if sum(map(len, pieces)) > HEAVY:
            upper = data_uri(patch(self.pixels, self.still(draw, values)))
            pieces = [f'<image width="100%" height="100%" href="{upper}"/>']
        return sentence, pieces

    def still(self, draw, values):
        """Return the picture with a drawing in it as pixels, shape (height, width, 4)."""
        self.figure.set_dpi(self.dpi)
        try:
            with self._drawn(draw, values) as (_, artists):
                renderer = self.canvas.get_renderer()
                pixels = np.asarray(renderer.buffer_rgba())
                pixels[...] = self.pixels
                for artist in artists:
                    artist.draw(renderer)
                return pixels.copy()
        finally:
            self.figure.set_dpi(72)

    @contextmanager
    def _drawn(self, draw, values):
        """Yield the sentence of a drawing and its artists, back to front; then remove the new."""
        try:
            sentence = draw(*self.axes, **values)
            engine = self.figure.get_layout_engine()
            if engine:
                engine.execute(self.figure)
            drawn = [a for a in self._artists() if a.get_animated() or a not in self.ground]
            yield sentence, sorted(drawn, key=lambda artist: artist.zorder)
        finally:
            for artist in self._artists():
                if artist not in self.ground:
                    artist.remove()

    def _artists(self):
        inside = (artist for ax in self.axes for artist in ax.get_children())
        return [*self.figure.get_children(), *inside]


def _piece(artist, renderer):
    """Draw an artist as SVG; a rim around words is left to the page, so that they stay letters."""
    for text in artist.findobj(Text):
        if text.get_path_effects():
            text.set(path_effects=None, gid="gdviz-rim")
    artist.draw(renderer)
    return renderer.take()


def png_of(pixels):
    """Return pixels as the bytes of a PNG file.

    Packing harder than level 3 takes half as long again and saves nothing on such pictures.
    """
    buffer = io.BytesIO()
    opaque = (pixels[..., 3] == 255).all()
    picture = Image.fromarray(np.ascontiguousarray(pixels[..., :3]) if opaque else pixels)
    picture.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def data_uri(png):
    """Return a PNG file as text that stands in a page."""
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def patch(shown, wanted):
    """Return a mostly transparent PNG file that, laid over one picture, shows another."""
    # One level is rounding, and not the same on every processor.
    changed = (np.maximum(shown, wanted) - np.minimum(shown, wanted) > 1).any(axis=-1)
    for axis in (0, 1):
        rim = [np.roll(changed, shift, axis) for shift in range(-RIM, RIM + 1)]
        changed = np.logical_or.reduce(rim)
    return png_of(np.where(changed[..., None], wanted, np.uint8(0)))


def player():
    """Return style and script for the end of a page, which bring its stored films to life.

    It needs no network; without it, or where scripts are blocked, the pictures and their
    sentences remain.
    """
    script = f"{read_static('gdviz.js')}\nupgrade(document);\n"
    style = read_static("gdviz.css")
    return f'<style>\n{style}</style>\n<script type="module">\n{script}</script>\n'


def read_static(name):
    """Return the text of a file that goes to the browser."""
    return (resources.files("gdviz") / "static" / name).read_text(encoding="utf-8")
