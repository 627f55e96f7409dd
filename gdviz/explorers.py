"""Explorers: a drawing function plus controls, whose still form says the same.

A figure is drawn once, as a stage. A drawing function adds ordinary artists to its Axes;
matplotlib's renderers draw these over the ground, as SVG for a browser and as pixels for the
stored picture, and they are removed. Where a kernel runs, an ``Explorer`` is alive. Stored,
it is a picture with its sentence; exported, a film over the values of one control.
"""

import base64
import html
import inspect
import io
import itertools
import json
import re
import struct
import zlib
from collections import OrderedDict
from contextlib import ExitStack, contextmanager, redirect_stdout
from functools import cached_property
from importlib import resources

import anywidget
import matplotlib
import numpy as np
import traitlets
from IPython.display import display
from matplotlib import _path
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D
from PIL import Image

from gdviz import checks
from gdviz.checks import check_number, cut, shorten
from gdviz.colors import COLORS
from gdviz.descent import Trajectory, change
from gdviz.display import describe, missing_letters, on_paper, page_figure, page_uri
from gdviz.plots import axes
from gdviz.plots.landscapes import plot_contours, plot_curve
from gdviz.text import capital, number, point

FRAMES = 25  # of the film of an explorer, where nobody asks for fewer
STEPS = 61  # frames of the film of a run
PICTURES = 16  # frames of the film of a reader's own drawing: each is a whole picture
STOPS = 60  # steps of a slider from end to end, where nobody asks for others
FIXED = (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)  # stops in each power of ten on a logarithmic slider
RIM = (1, 2)  # pixels: browsers blend neighbours when they scale a picture
HEAVY = 100_000  # letters of SVG; a drawing with more travels as pixels
RATE = "learning rate α"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
NOTHING = (
    "Nothing is drawn on the ax that draw was given; it is a new one at each call. Give ax=ax to "
    "gd.plot_…, pandas and seaborn."
)


class Control:
    """What a reader can set: a "slider", "choice", "toggle", "counter" or "place".

    ``stops`` are its values in their order, or the limits of a place's coordinates. A slider's
    default is one of them, and its number box takes any number between the first and the last.
    Choices may be anything; ``names`` are what a menu calls them. ``more`` is what else a browser
    must know.
    """

    def __init__(self, kind, name, stops, default, label="", names=(), **more):
        self.kind, self.name, self.more = kind, name, more
        self.label = label or name.replace("_", " ")
        self.stops, self.whole = stops, all(isinstance(stop, int) for stop in stops)
        self.names = names or (readable(stops) if kind in ("choice", "toggle") else [])
        self.default = self.check(default)
        if kind == "slider":
            self.stops = sorted({*stops, self.default})

    def check(self, value):
        """Return a value in the right type, or refuse it."""
        if self.kind == "place":
            pairs = zip(checks.check_point(self.name, value, 2), self.stops, strict=True)
            return tuple(check_number(self.name, v, *limits, closed="both") for v, limits in pairs)
        if self.names:
            return self.stops[self.index(value)]
        if self.whole:
            return checks.check_count(self.name, value, self.stops[0], maximum=self.stops[-1])
        return check_number(self.name, value, self.stops[0], self.stops[-1], closed="both")

    def index(self, value):
        """Return the number of a stop. Choices are not compared: == of arrays has no truth."""
        if not self.names:
            return self.stops.index(value)
        for k, stop in enumerate(self.stops):
            if stop is value:
                return k
        name = value if isinstance(value, str) else shorten(value)
        return self.names.index(checks.check_choice(self.name, name, self.names))

    def told(self, k):
        """Return a stop in words."""
        if self.names:
            return self.names[k]
        return str(self.stops[k]).replace("-", "−") if self.whole else number(self.stops[k])

    def from_browser(self, value):
        """Check a value from the browser, where a choice is known by its number."""
        return self.check(self.stops[value] if self.kind == "choice" else value)

    def data(self):
        """Return the control as a browser takes it, with its default as ``value``."""
        choice, even_steps = self.kind == "choice", self.whole or self.kind != "slider"
        return {
            "kind": self.kind,
            "name": self.name,
            "label": self.label,
            "stops": self.names if choice else list(self.stops),
            "value": self.index(self.default) if choice else self.default,
            "whole": self.whole,
            "step": 1 if even_steps else float(f"{min(np.diff(self.stops)):.2g}"),
            **self.more,
        }


def even(low, high):
    """Return evenly spaced round numbers, the first at most low, the last at least high."""
    ticks = MaxNLocator(STOPS, steps=(1, 2, 5, 10)).tick_values(low, high)
    return ticks.round(12).tolist()


def logarithmic(name, value, default, low, high, label=""):
    """Return a slider over FIXED times each power of ten, and its value or rounded default."""
    value = check_number(name, float(f"{default:.1g}") if value is None else value, low=0)
    low, high = min(low, value), max(high, value)
    stops = (float(f"{m}e{power}") for power in range(-300, 300) for m in FIXED)
    stops = sorted([value, *(stop for stop in stops if low <= stop <= high)])
    return Control("slider", name, stops, value, label)


def place(stage, name, default, labels):
    """Return a point that is picked on the first Axes of a stage."""
    ax = stage.axes[0]
    limits = [[float(f"{v:.6g}") for v in pair] for pair in (ax.get_xlim(), ax.get_ylim())]
    steps = [float(f"{(high - low) / 50:.2g}") for low, high in limits]
    left, bottom, width, height = ax.get_position().bounds * np.tile(stage.size, 2)
    box = [left, stage.size[1] - bottom - height, width, height]
    return Control("place", name, limits, default, labels=labels, box=box, steps=steps)


def readable(choices):
    """Return a short name for each choice; those that would be called alike are numbered."""
    names = [_called(choice) for choice in choices]
    alike = {name for name in names if names.count(name) > 1}
    return [f"{name} ({k})" if name in alike else name for k, name in enumerate(names, 1)]


def _called(choice):
    """Name a function or class as it is defined, a table by its size, the rest by its text."""
    text, shape = getattr(choice, "__name__", None), getattr(choice, "shape", None)
    if not text and isinstance(shape, tuple) and shape:
        return f"{type(choice).__name__} of {' × '.join(map(str, shape))}"
    return cut(re.sub(r" at 0x\w+", "", text or str(choice)), 60)  # addresses change


def as_control(name, given):
    """Return the control that a reader asked for in short, as :func:`explore` says.

    A slider begins in the middle, and has whole stops if its limits and step are; a menu begins
    with its first choice.
    """
    if isinstance(given, bool | np.bool_):
        return Control("toggle", name, (False, True), bool(given))
    if isinstance(given, list | dict) and given:
        choices = list(given.values()) if isinstance(given, dict) else given
        return Control("choice", name, choices, choices[0], names=readable(given))
    if isinstance(given, tuple) and len(given) in (2, 3) and not isinstance(given[0], str):
        stops = _spaced(name, *given)
        return Control("slider", name, stops, stops[len(stops) // 2])
    raise TypeError(
        f"{name} must be (low, high), (low, high, step), a list of choices, a dict of named "
        f"choices, True or False. Got {shorten(given)}."
    )


def _spaced(name, low, high, step=None):
    """Return stops from low to high: whole if all are, round if nobody asks for a step."""
    if not check_number(name, low) < check_number(name, high):
        raise ValueError(f"{name} must rise from low to high. Got {(low, high)}.")
    low, high = np.array([low, high]).tolist()  # of one kind; those of NumPy may wrap around
    if step is None and isinstance(low, int):
        step = max(1, (high - low) // 500)
    if step is None:
        inner = even(low, high)
    else:
        wide = float(high - low)
        check_number(f"the step of {name}", step, wide / 1001, wide, closed="high")
        low, high, step = np.array([low, high, step]).tolist()
        inner = (round(low + k * step, 12) for k in range(int(wide / step) + 1))
    return sorted({low, *(stop for stop in inner if low < stop < high), high})


class Fragments(RendererSVG):
    """Matplotlib's SVG renderer, in pieces and in few letters."""

    def __init__(self, figure):
        self.buffer, self._ids = io.StringIO(), itertools.count()
        super().__init__(*(72 * figure.get_size_inches()), self.buffer, image_dpi=144)
        self._flip = Affine2D().scale(1, -1).translate(0, self.height)

    def pieces(self, artists):
        """Draw artists, and return a piece of SVG for each and one for what they refer to."""
        with ExitStack() as stack:
            for artist in artists:
                for text in artist.findobj(Text):
                    if text.get_path_effects():  # rims are the page's, so that words stay letters
                        stack.enter_context(text._cm_set(path_effects=None, gid="gdviz-rim"))
                self.buffer.write("\0\n")
                artist.draw(self)
        self.buffer.write("\0\n")
        self.finalize()
        text = "".join(map(str.strip, self.buffer.getvalue().split("\n"))).removesuffix("</svg>")
        text = re.sub(r' transform="rotate\(-0 [^"]*"', "", text)
        text = re.sub(r'="(-?\d+\.\d)\d+"', r'="\1"', text)  # x, y, width and height
        return text.split("\0")[1:]

    def _write_metadata(self, metadata):
        """Leave out what would head a file."""

    def _make_flip_transform(self, transform):
        return transform + self._flip

    def _convert_path(self, path, transform=None, clip=None, simplify=None, sketch=None):
        """Write coordinates with one decimal, a tenth of 1/72 inch, and long lines simplified."""
        line, clip = bool(clip), (0, 0, self.width, self.height) if clip else None
        letters, simplify = [b"M", b"L", b"Q", b"C", b"z"], line and len(path) >= 128
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
        points = trans.transform(path.vertices)
        near = Path(points[(abs(points) < 1e4).all(axis=1)])
        corners = self._convert_path(near, self._flip).replace("M", "L")
        shape = self._convert_path(marker_path, marker_trans + Affine2D().scale(1, -1))
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
        """Write words as letters of the page, and signs that grow with a formula as shapes."""
        self.writer.start("g", **self._get_clip_attrs(gc))
        glyphs = self._text2path.mathtext_parser.parse(s, 72, prop).glyphs if ismath else []
        grown = any(glyph[0].family_name != "DejaVu Sans" for glyph in glyphs)
        write = self._draw_text_as_path if grown else self._draw_text_as_text
        write(gc, x, y, s, prop, angle, ismath, mtext)
        self.writer.end("g")


class Stage:
    """A figure, drawn once, for drawings to be laid over it; its ``title`` says what it is."""

    def __init__(self, figure, title):
        self.figure, self.axes = figure, figure.axes
        dpi = matplotlib.rcParams["savefig.dpi"]
        self.dpi = figure.dpi if dpi == "figure" else dpi
        self.size = [round(100 * side) for side in figure.get_size_inches()]
        self.about = {"title": title, "size": self.size}
        canvas = FigureCanvasAgg(figure)
        figure.set_dpi(self.dpi)
        canvas.draw()
        self.pixels = np.array(canvas.buffer_rgba())
        figure.set_dpi(72)
        figure.set_layout_engine("none")  # a layout that is found anew may move by a pixel
        for ax in self.axes:
            ax.autoscale(False)
        self.ground = {*self._artists()}

    def frame(self, draw, values, *, still=False):
        """Return a drawing as a frame, sentence and pieces of SVG, and as pixels if wanted."""
        with self._drawn(draw, values) as (sentence, artists):
            pieces = Fragments(self.figure).pieces(artists)
            heavy = sum(map(len, pieces)) > HEAVY
            pixels = self._paint(artists) if still or heavy else None
        if heavy:
            upper = data_uri(patch(self.pixels, pixels))
            pieces = [f'<image width="100%" height="100%" href="{upper}"/>']
        return {"sentence": sentence, "svg": pieces}, pixels

    def _paint(self, artists):
        """Return the picture with artists in it as pixels."""
        self.figure.set_dpi(self.dpi)
        lay_out(self.figure)
        renderer = self.figure.canvas.get_renderer()
        pixels = np.asarray(renderer.buffer_rgba())
        pixels[...] = self.pixels
        for artist in artists:
            artist.draw(renderer)
        return pixels.copy()

    @contextmanager
    def _drawn(self, draw, values):
        """Yield the sentence of a drawing and its artists, back to front; then remove the new."""
        self.figure.set_dpi(72)
        try:
            sentence = draw(*self.axes, **values)
            drawn = [a for a in self._artists() if a.get_animated() or a not in self.ground]
            yield sentence, sorted(drawn, key=lambda artist: artist.zorder)
        finally:
            for artist in self._artists():
                if artist not in self.ground:
                    artist.remove()

    def _artists(self):
        inside = (artist for ax in self.axes for artist in ax.get_children())
        return [*self.figure.get_children(), *inside]


class Paper(Stage):
    """A stage for a reader's own drawing, which gets a new figure with one Axes at each call."""

    def __init__(self, size, title):
        self.inches = size
        super().__init__(Figure(figsize=size), title)

    @contextmanager
    def _drawn(self, draw, values):
        self.figure = figure = Figure(figsize=self.inches, dpi=72, layout="constrained")
        ax = figure.add_subplot()
        blank, colour = {*figure.get_children(), *ax.get_children()}, figure.get_facecolor()
        answer, printed = run_apart(draw, ax, values)
        FigureCanvasAgg(figure)  # what plt.close leaves draws no pixels
        if (*figure.get_size_inches(), figure.dpi) != (*self.inches, 72):
            now = ", ".join(map(number, figure.get_size_inches()))
            raise ValueError(
                f"draw must leave size and dpi of its figure alone. Got ({now}) inches at "
                f"{number(figure.dpi)} dpi. Give the size to explore: size=({now})."
            )
        told = [cut(answer, 600) if isinstance(answer, str) else describe(figure)]
        if blank >= {*figure.get_children(), *(a for ax in figure.axes for a in ax.get_children())}:
            told.append(NOTHING)
        if printed:
            told.append(cut(printed, 300))
        lay_out(figure)
        ground, *artists = figure.get_children()
        artists.sort(key=lambda artist: artist.zorder)
        yield " ".join(told), [ground] * (figure.get_facecolor() != colour) + artists


def lay_out(figure):
    """Find the places of Axes anew, where the figure has a layout for that."""
    engine = figure.get_layout_engine()
    if engine:
        engine.execute(figure)


def run_apart(draw, ax, values):
    """Return what a drawing returns and prints; plt draws on ax, its figures and style stay."""
    printed, figures = io.StringIO(), Gcf.figs
    Gcf.figs = OrderedDict()
    Gcf._set_new_active_manager(FigureManagerBase(FigureCanvasAgg(ax.figure), 1))
    try:
        with matplotlib.rc_context(), redirect_stdout(printed):
            answer = draw(ax, **values)
    except Exception as error:
        error.add_note(printed.getvalue())
        raise
    finally:
        Gcf.figs = figures
    return answer, printed.getvalue()


def in_words(error):
    """Return a frame that shows an error where the sentence stands."""
    told = ": ".join(filter(None, [type(error).__name__, str(error)]))
    told = cut(" ".join([told, *getattr(error, "__notes__", [])]), 400)
    return {"sentence": told, "svg": [], "error": True}


def data_uri(pixels):
    """Return a picture as PNG in text, unfiltered: of maps that is half the work, and smaller."""
    kind, channels = (2, 3) if (pixels[..., 3] == 255).all() else (6, 4)
    rows = np.zeros((len(pixels), 1 + channels * pixels.shape[1]), dtype=np.uint8)
    for i in range(channels):  # one by one it takes half the time
        rows[:, 1 + i :: channels] = pixels[..., i]
    size = struct.pack(">II5B", pixels.shape[1], len(pixels), 8, kind, 0, 0, 0)
    packed = zlib.compress(rows, level=3)
    png = b"\x89PNG\r\n\x1a\n"
    for chunk in (b"IHDR" + size, b"IDAT" + packed, b"IEND"):
        png += struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def patch(shown, wanted):
    """Return a mostly transparent picture that, laid over one, shows another."""
    old, new = (pixels.view(np.uint32)[..., 0] for pixels in (shown, wanted))  # a number a pixel
    y, x = np.nonzero(old != new)
    # One level is rounding, and not the same on every processor.
    apart = np.maximum(shown[y, x], wanted[y, x]) - np.minimum(shown[y, x], wanted[y, x])
    changed = np.zeros(old.shape, dtype=bool)
    changed[y, x] = (apart > 1).any(axis=-1)
    for axis, far in itertools.product((0, 1), RIM):
        changed |= np.roll(changed, far, axis) | np.roll(changed, -far, axis)
    return np.where(changed, new, np.uint32(0)).view(np.uint8).reshape(wanted.shape)


def read_static(name):
    """Return the text of a file that goes to the browser, with the colour of the start in it."""
    text = (resources.files("gdviz") / "static" / name).read_text(encoding="utf-8")
    return text.replace("var(--gdviz-start)", COLORS["start"])


def player():
    """Return style and script for the end of a page, which play its films without a network."""
    script = f"{read_static('gdviz.js')}\nupgrade(document);\n"
    style = read_static("gdviz.css")
    return f'<style>\n{style}</style>\n<script type="module">\n{script}</script>\n'


class Live(anywidget.AnyWidget):
    """What runs in the browser: what does not change, the controls' values, what is shown."""

    _esm = read_static("gdviz.js")
    _css = read_static("gdviz.css")
    spec = traitlets.Dict().tag(sync=True)
    # The browser need not hear its own values again: one message less before the picture.
    values = traitlets.Dict().tag(sync=True, echo_update=False)
    frame = traitlets.Dict().tag(sync=True)


class Explorer:
    """A picture with controls.

    ``draw`` takes the Axes of the stage and the controls' values by name, adds artists, and
    returns the sentence that says what they show. The exported film runs through the stops of
    the first control, in about ``frames`` frames.
    """

    def __init__(self, stage, draw, *controls, frames=FRAMES):
        self.stage, self.draw, self.frames = stage, draw, frames
        self.controls = {control.name: control for control in controls}
        self.defaults = {control.name: control.default for control in controls}
        self.values = self.defaults  # what the controls stand at now

    @cached_property
    def film(self):
        """The still form as plain data: frames name their pieces of SVG by number."""
        control = next(iter(self.controls.values()))
        chosen = np.linspace(0, len(control.stops) - 1, min(self.frames, len(control.stops)))
        told = control.index(control.default)
        chosen = sorted({*map(round, chosen), told})
        numbers, frames = {}, []
        with missing_letters():
            for k in chosen:
                now = {control.name: control.stops[k]}
                frame, _ = self.begins[:2] if k == told else self._show(self.defaults | now)
                pieces = [numbers.setdefault(piece, len(numbers)) for piece in frame["svg"]]
                frames.append({**frame, "label": control.told(k), "svg": pieces})
        return {
            **self.stage.about,
            "moves": control.label,
            "told": chosen.index(told),
            "ground": data_uri(patch(self.begins[1], self.stage.pixels)),
            "pieces": list(numbers),
            "frames": frames,
        }

    @cached_property
    def begins(self):
        """Frame and pixels at the defaults, of one drawing, and a word about missing letters."""
        with missing_letters() as lacking:
            return *self._show(self.defaults, still=True), lacking

    def _show(self, values, *, still=False):
        try:
            return self.stage.frame(self.draw, values, still=still)
        except Exception as error:  # a reader's own function may raise anything
            return in_words(error), self.stage.pixels

    @property
    def sentence(self):
        """What the picture shows at the defaults, in words."""
        return self.begins[0]["sentence"]

    @cached_property
    def image(self):
        """The picture at the defaults, in pixels."""
        return Image.fromarray(self.begins[1])

    def html(self):
        """Return picture, alternative text and caption, and the film as data beside them."""
        film = json.dumps(self.film, ensure_ascii=False, separators=(",", ":"))
        film = html.escape(film, quote=False).replace("'", "&#39;")
        told, data = [self.sentence, *self.begins[2]], f" data-gdviz-film='{film}'"
        picture, width = page_uri(self.image, effort=20), self.stage.size[0]
        return page_figure(picture, width, told, figure_data=data)

    def __repr__(self):
        return self.sentence

    def _repr_mimebundle_(self, include=None, exclude=None):
        paper = on_paper(self.image)
        return {"text/html": self.html(), "image/png": paper, "text/plain": self.sentence}

    def _ipython_display_(self):
        """Show the still form, then the widget, which hides the still form where it is alive."""
        # As one output they would be an empty box in an exported page, which prefers widgets.
        display(self._repr_mimebundle_(), raw=True)
        view, _ = self.live._repr_mimebundle_()
        display({WIDGET_VIEW: view[WIDGET_VIEW]}, raw=True)

    @cached_property
    def live(self):
        """The widget; made when it is first asked for."""
        controls = [control.data() for control in self.controls.values()]
        ground = data_uri(self.stage.pixels)
        live = Live(
            spec={**self.stage.about, "controls": controls, "picture": ground},
            values={control["name"]: control["value"] for control in controls},
            frame=self.begins[0],
        )
        live.observe(self._answer, names="values")
        return live

    def _answer(self, change):
        """Answer new values with a new frame; an error is shown where the sentence stands."""
        try:
            new = change["new"]
            self.values = {name: c.from_browser(new[name]) for name, c in self.controls.items()}
            with missing_letters():
                self.live.frame, _ = self.stage.frame(self.draw, self.values)
        except Exception as error:
            self.live.frame = in_words(error)


def explore(draw, *, size=(6.4, 4.0), title=None, **controls):
    """Give controls to your own drawing function, ``draw(ax, **values)``.

    It draws on ``ax``, and so does ``plt`` meanwhile. The sentence under the picture is the text
    that it returns, or else what :func:`gdviz.describe` says; what it prints is added.
    Arguments of ``draw`` without a default need a control: ``(low, high)``, ``(low, high, step)``,
    a list of choices or a dict that names them, True or False. The exported film runs through the
    first. The size of the picture is in inches.

    >>> def wave(ax, waves):
    ...     x = np.linspace(0, 1, 101)
    ...     line = ax.plot(x, np.cos(2 * np.pi * waves * x))
    >>> explore(wave, waves=(1, 5))
    a line of 101 points from (0, 1) to (1, 1), between −1 and 1.
    """
    checks.check_function("draw", draw, "for example lambda ax, a: ax.plot([0, a])")
    signature = inspect.signature(draw)
    for name in {"size", "title"} & {*signature.parameters}:
        raise TypeError(
            f"draw must not have an argument called {name}, which is an option of explore. "
            f"Got draw{cut(str(signature))}. Rename it, for example to my_{name}."
        )
    if not isinstance(size, tuple | list | np.ndarray) or len(size) != 2:
        raise TypeError(f"size must be (width, height) in inches. Got {shorten(size)}.")
    size = [check_number("a side in size", side, 0, 40, closed="high") for side in size]
    if not isinstance(title, str | None):
        raise TypeError(f"title must be a text, the name of the picture. Got {shorten(title)}.")
    if not controls:
        raise TypeError("explore must have at least one control. Got none. Add one, as a=(0, 1).")
    try:
        signature.bind(None, **controls)
    except TypeError as error:
        raise TypeError(
            "draw must take ax first and then each control by its name. Got "
            f"draw{cut(str(signature))} for the controls {cut(', '.join(controls))}: {error}."
        ) from None
    known = [as_control(name, given) for name, given in controls.items()]
    name = getattr(draw, "__name__", "")
    title = title or (name.replace("_", " ") if name.isidentifier() else "a drawing")
    return Explorer(Paper(size, title), draw, *known, frames=PICTURES)


def film(run):
    """Show a run of one or two coordinates step by step, or about 60 steps of a long one.

    On a curve, a loss of one coordinate, each step shows its tangent too.

    >>> run = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.1, steps=20)
    >>> gd.film(run)
    Step 20 of gradient descent at learning rate 0.1 is at (−0.0346, 0.0461); the loss falls from \
25 to 0.00332.
    """
    if not isinstance(run, Trajectory):
        raise TypeError(f"run must come from gd.descend(…). Got {shorten(run)}.")
    # Margins and a height of the title that fit: to find others takes as long as to draw.
    figure = Figure(figsize=(6.4, 4.4), layout="none")
    ax = figure.add_axes((0.15, 0.13, 0.81, 0.79))
    lines = lay_ground(run.loss, ax)
    ax.set_title(capital(run.method), y=1)
    draw_run(lines, run, 1)
    lines[1].set_animated(False)  # the start stays where it is

    reach = np.ptp(ax.get_xlim()) * np.array([-0.12, 0.12])

    def draw(ax, step):
        draw_run(lines, run, step + 1)
        at, height, (slope, *others) = run.points[step], run.losses[step], run.gradients[step]
        told = point(at)
        if not others:
            ax.plot(at + reach, height + slope * reach, color=COLORS["gradient"], lw=2.2)
            told = f"{told}, where the slope is {number(slope)}"
        return (
            f"Step {step} of {run.method} is at {told}; the loss {change(run.losses[0], height)}."
        )

    stage = Stage(figure, f"A film of {run.method} on {run.loss.name}")
    steps = Control("slider", "step", range(run.steps + 1), run.steps)
    return Explorer(stage, draw, steps, frames=STEPS)


# What the explorers of the course share.


def lay_ground(loss, ax):
    """Draw a loss, and path, start and end of a run for :func:`draw_run` to move."""
    plot = plot_curve if loss.dim == 1 else plot_contours
    plot(loss, ax)
    style = {"animated": True, "zorder": 4}
    return (
        *ax.plot([], "o-", color=COLORS["path"], ms=4.3, mew=0, **style),
        *ax.plot([], "s", color=COLORS["start"], ms=8, mew=0, **style),
        *ax.plot([], "o", color=COLORS["end"], ms=8.3, mec="white", **style),
    )


def draw_run(lines, run, count=None):
    """Move the lines of a run to its first points, by default all."""
    points = np.column_stack([run.points, run.losses])[:count, :2].T
    for line, part in zip(lines, (slice(None), [0], [-1]), strict=True):
        line.set_data(points[:, part])


def panels(columns, size):
    """Return a figure of so many inches with Axes side by side."""
    figure = Figure(figsize=size, layout="constrained")
    return figure, np.atleast_1d(figure.subplots(1, columns))


def with_start(loss, start, dim=2):
    """Return a loss of so many coordinates and a start, by default off the centre."""
    loss, bounds = axes.ground(loss, None, dim)
    shares = zip(bounds, (0.2, 0.85), strict=False)
    corner = [float(f"{low + share * (high - low):.2g}") for (low, high), share in shares]
    return loss, checks.check_point("start", corner if start is None else start, dim)


def on_ground(loss, start, title, dim=2, name=""):
    """Return a loss, a start, a stage on which the loss is drawn, and the lines of a run."""
    loss, start = with_start(loss, start, dim)
    figure, (ax,) = panels(1, (6.4, 4.8 if dim == 2 else 4))
    lines = lay_ground(loss, ax)
    ax.set_title(title.format(loss.name))
    return loss, start, Stage(figure, (name or title).format(loss.name)), lines


def rates(loss, start, rate, name="learning_rate", label="", *, adaptive=False, near=()):
    """Return a slider for the learning rate, from 1/100 to 1.51 times the limit 2/λmax.

    For ``adaptive`` optimizers, whose rate is a length, the range covers 1/1000 to 1/5 of the
    shorter side of the map too. ``near`` adds stops, as multiples of the limit.
    """
    top = max(loss.curvatures(w)[-1] for w in (*loss.minima, start))
    edge = 2 / top if top > 0 else 2.0
    low, high = edge / 100, 1.51 * edge
    if adaptive:
        reach = min(np.ptp(loss.bounds, axis=1))
        low, high = min(low, reach / 1000), max(high, reach / 5)
    slider = logarithmic(name, rate, edge / 10, low, high, f"{label} {RATE}".strip())
    slider.stops = sorted({*slider.stops, *(float(f"{share * edge:.3g}") for share in near)})
    return slider


def write(ax, text, at, offset, color, **style):
    """Write a few words beside a point, with a white rim."""
    rim = {"color": color, "path_effects": axes.halo(), "annotation_clip": False, "size": 10.5}
    ax.annotate(text, at, offset, textcoords="offset points", **(rim | style))
