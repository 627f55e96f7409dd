"""What a notebook shows: figures in the course's style with descriptions, cards and tables.

Drawing functions :func:`tell` what they drew in one sentence made from the data; a figure's
description is made of those sentences. Cards and tables have the same words as text and as HTML.
"""

import base64
import html
import io
import re
import sys
import textwrap
import warnings
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from functools import singledispatch
from weakref import WeakKeyDictionary

import matplotlib.style
import numpy as np
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.category import StrCategoryFormatter
from matplotlib.collections import Collection, PathCollection
from matplotlib.container import BarContainer, Container, ErrorbarContainer, StemContainer
from matplotlib.contour import ContourSet
from matplotlib.dates import DateLocator, num2date
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Wedge
from matplotlib.text import Text
from PIL import Image, features

from gdviz.checks import check_choice, shorten
from gdviz.colors import CUES, EDGES
from gdviz.text import as_html, capital, count, number

# Fonts that may be there and have Hangul, for labels that DejaVu Sans cannot write.
HANGUL = (
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "NanumGothic",
)
WEBP_SIDE = 16383  # pixels; a WebP cannot be wider or higher
LACKING = "Letters that no font of this computer has are drawn as boxes."
# What was told of an artist; None of Axes that a plot finished, and of what it drew beside that.
_SENTENCES: WeakKeyDictionary[Artist, str | None] = WeakKeyDictionary()
DRAWN = ("lines", "collections", "patches", "images", "texts", "tables", "artists")  # of an Axes
ROOM = 480  # characters of what nobody told; the count of the rest and LACKING come on top
NO_NUMBER = {"never", "none", "infinity", "–"}  # may stand in a column of numbers
BEST = {"": None, "lowest": min, "highest": max}
NUMBER = re.compile(r"(?P<whole>[+−-]*\d[\d,]*)(?P<decimals>\S*)(?P<unit>( \S+)?)")
POINT, DIGIT = "\u2008", "\u2007"  # blanks as wide as a decimal point and as a digit


def use_style():
    """Ask matplotlib for the course's look; Hangul is written if a font of the computer has it."""
    matplotlib.style.use("gdviz.gdviz")
    matplotlib.rcParams["axes.prop_cycle"] = matplotlib.cycler(color=CUES["color"])
    there = set(font_manager.get_font_names())
    matplotlib.rcParams["font.family"] += [name for name in HANGUL if name in there][:1]


def tell(artist: Artist, sentence: str):
    """Keep the sentence that says what an artist shows; it goes when the artist is removed.

    An empty sentence says that the artist needs none.

    >>> ax = Figure().add_subplot(title="Heights")
    >>> tell(ax.plot([3, 1, 4])[0], "Three heights, the tallest 4.")
    >>> describe(ax)
    'Heights: Three heights, the tallest 4.'
    """
    _SENTENCES[artist] = sentence


def finished(ax: Axes):
    """Note that what is drawn on Axes until now is told; what a reader adds later is not."""
    for artist in (ax, *ax.get_children()):
        _SENTENCES.setdefault(artist, None)


def describe(figure: Figure | Axes) -> str:
    """Describe a figure or Axes by what was told while drawing, or else by what is certain.

    Whatever else is drawn is counted. What nobody told takes at most 600 characters.

    >>> ax = Figure().add_subplot(title="Squares")
    >>> _ = ax.plot([0, 1, 2], [0, 1, 4])
    >>> describe(ax)
    'Squares: a line of 3 points from (0, 0) to (2, 4), between 0 and 4.'
    """
    if isinstance(figure, Axes):
        return _joined(_describe_axes(figure, set()))
    figures = [figure]
    for part in figures:
        figures += part.subfigs
    axes = [each for ax in figure.axes for each in (ax, *ax.child_axes)]
    axes = [ax for ax in axes if isinstance(ax, Axes) and ax.get_visible()]
    parts = [(_title(part.get_suptitle()), "title") for part in figures]
    before = set()
    for ax in axes:
        parts += _sure(_describe_axes, ax, before) or [(None, "plot")]
    parts += [(_sure(_plain, part), "drawing") for part in figures]
    return _joined(parts) or "An empty figure."


def _joined(parts, room=ROOM):
    """Join sentences while there is room, and count by their kind those that are left out.

    A sentence is None where nothing is certain, and empty where nothing is drawn; one without a
    kind was told and stays.
    """
    words, left = [], Counter()
    for sentence, kind in parts:
        if sentence is None or (sentence and kind and len(" ".join([*words, sentence])) > room):
            left[kind] += 1
        elif sentence:
            words.append(capital(sentence) if words and kind else sentence)
    if left:
        counts = ", ".join(count(n, kind) for kind, n in left.items())
        words.append(f"{counts}, not described.")
    return " ".join(words)


def _title(text):
    """Return a title as a sentence."""
    text = " ".join(text.split())
    return f"{text}." if text[-1:].isalnum() else text


def _describe_axes(ax, before):
    """Say what was told about Axes and what a reader added since, or else what is certain."""
    told = [_SENTENCES[a] for a in ax.get_children() if _SENTENCES.get(a) is not None]
    title = " ".join(" ".join(ax.get_title(loc) for loc in ("left", "center", "right")).split())
    if not told:
        return [(": ".join(filter(None, (title, _plain(ax, ROOM - len(title))))), "plot")]
    # What an earlier panel told is told again only where nothing else would be said.
    told = [sentence for sentence in told if sentence and sentence not in before] or told
    before.update(told)
    words = ": ".join(filter(None, (title, " ".join(filter(None, told)))))
    added = _sure(_plain, ax, ROOM, _SENTENCES) if ax in _SENTENCES else ""
    return [(words, ""), (added, "plot")]


def _plain(holder, room=ROOM, told=()):
    """Describe what nobody told about an Axes, or about what a figure has beside its Axes."""
    if bar := getattr(holder, "_colorbar", None):
        span = f"a colour bar from {number(bar.vmin)} to {number(bar.vmax)}."
        return "" if getattr(bar.mappable, "axes", None) else span
    drawn = [artist for name in DRAWN for artist in getattr(holder, name, ())]
    drawn = [a for a in drawn if a.get_visible() and not isinstance(a, Legend) and a not in told]
    sentences = []
    for group in getattr(holder, "containers", ()):
        inside = set(group.get_children())
        if inside <= set(drawn) and (sentence := _sure(_named, group)) is not None:
            sentences.append(sentence)
            drawn = [artist for artist in drawn if artist not in inside]
    curves = [artist for artist in drawn if _sure(_is_curve, artist)]
    if len(curves) > 5:
        sentences.append(_lines(curves))
        drawn = [artist for artist in drawn if artist not in curves]
    sentences += [_sure(_named, artist) for artist in drawn]
    return _joined([(sentence, "drawing") for sentence in sentences], room - 30)


def _sure(function, artist, *more):
    """Apply a function to an artist, or return None if that fails."""
    try:
        return function(artist, *more)
    except Exception:  # whatever an artist raises, its figure is shown
        return None


def _named(artist):
    """Say what is certain about an artist, after the name that it has in a legend."""
    sentence, name = _sentence(artist), _name(artist)
    return f"{name}: {sentence}" if sentence and name else sentence


def _name(artist):
    """Return the name that an artist has in a legend."""
    name = " ".join(str(artist.get_label() or "_").split())
    return "" if name.startswith("_") else name


@singledispatch
def _sentence(artist):
    """Describe one kind of artist; others have no sentence."""


@_sentence.register
def _(bars: ErrorbarContainer):
    line, _, drawn = bars.lines
    told = _sentence(line) if line else "error bars."
    return f"{told[:-1]}, with error bars." if line and told and drawn else told


@_sentence.register
def _(stems: StemContainer):
    told = _sentence(stems.markerline)
    return told and f"{told[:-1]}, each with a stem."


@_sentence.register
def _(line: Line2D):
    ax, points = line.axes, _points(line)
    if not len(points):
        return ""
    across = (ax.get_xaxis_transform(), "vertical"), (ax.get_yaxis_transform(), "horizontal")
    for axis, values, (transform, way) in zip(_axes(ax), points.T, across, strict=False):
        if line.get_transform() is transform and not np.ptp(values) and ax.name == "rectilinear":
            where = _written(axis, values[0])
            return f"a {way} line at {where}." if where else None
    if line.get_transform() is not ax.transData:
        return None
    what = "" if line.get_linestyle() == "None" else "a line of "
    missing = len(line.get_xdata()) - len(points)
    what += f"{count(len(points), 'point')}{f', {missing} missing,' if missing else ''}"
    system = "" if ax.name in ("rectilinear", "3d") else f" in {ax.name} coordinates"
    first, last = (_place(ax, points[k]) for k in (0, -1))
    if first and len(points) == 1:
        return f"{what}{system} at {first}."
    way = f" from {first} to {last}" if first else ""
    if way and what == "a line of 2 points" and not system and line.get_drawstyle() == "default":
        return f"a straight line{way}."
    return f"{what}{system}{way}{_span([line])}."


def _axes(ax):
    """Return the axis of each coordinate."""
    return [ax.xaxis, ax.yaxis, ax.zaxis] if ax.name == "3d" else [ax.xaxis, ax.yaxis]


def _points(line):
    """Return the points of a line that can be drawn, one a row, with 0 for rounding noise."""
    data = line.get_data_3d() if line.axes.name == "3d" else line.get_data(orig=False)
    points = np.array(data, dtype=float).T
    scales = np.array([axis.get_scale() for axis in _axes(line.axes)])
    lowest = np.where(scales == "log", 0, -np.inf)
    points = points[(np.isfinite(points) & (points > lowest)).all(axis=1)]
    noise = 1e-12 * abs(points).max(axis=0, initial=0)
    return np.where((scales == "linear") & (abs(points) <= noise), 0, points)


def _is_curve(line):
    own = isinstance(line, Line2D) and line.get_transform() is line.axes.transData
    return own and len(_points(line)) > 0


def _lines(lines):
    """Describe many lines at once."""
    names = textwrap.shorten(", ".join(filter(None, map(_name, lines))), 200, placeholder=" …")
    return f"{len(lines)} lines{_span(lines)}{names and ', among them '}{names}."


def _span(lines):
    """Say between which heights lines stay, and how much of them cannot be seen."""
    ax, points = lines[0].axes, np.concatenate([_points(line) for line in lines])
    low, high = (_written(_axes(ax)[-1], edge(points[:, -1])) for edge in (np.min, np.max))
    away = _outside(ax, points)
    ending = f", with {count(away, 'point')} outside the picture" if away else ""
    return f", between {low} and {high}{ending}" if low else ending


def _outside(ax, points):
    """Count the points that the limits of plain Axes cut off."""
    if ax.name != "rectilinear":
        return 0
    low, high = np.sort([ax.get_xlim(), ax.get_ylim()]).T
    rim = 1e-9 * (high - low)  # rounding
    return ((points < low - rim) | (points > high + rim)).any(axis=1).sum()


def _place(ax, point):
    words = [_written(axis, value) for axis, value in zip(_axes(ax), point, strict=True)]
    return f"({', '.join(words)})" if all(words) else ""


def _written(axis, value):
    """Write a coordinate as its axis does: as a date, a name or a number, or not at all."""
    if isinstance(axis.get_major_locator(), DateLocator):
        moment = num2date(value, axis.get_units()).replace(tzinfo=None)
        return str(moment).removesuffix(" 00:00:00")
    if isinstance(axis.get_major_formatter(), StrCategoryFormatter):
        return axis.get_major_formatter()(value) if value == round(value) else ""
    return "" if axis.have_units() else number(value)


@_sentence.register
def _(bars: BarContainer):
    ax, lying = bars[0].axes, bars.orientation == "horizontal"
    boxes = [(b.get_x(), b.get_width()) if lying else (b.get_y(), b.get_height()) for b in bars]
    starts, lengths = np.array([box for box in boxes if np.isfinite(box).all()]).T
    what = count(len(lengths), "bar")
    if (ax.xaxis if lying else ax.yaxis).have_units():
        return f"{what}."
    if starts.any() or lengths.min() < 0:
        return f"{what} with {_values(lengths)}."
    most = "longest" if lying or ax.name != "rectilinear" else "tallest"
    return f"{what}, the {most} {number(lengths.max())}."


@_sentence.register
def _(drawn: AxesImage | Collection):
    values = drawn.get_array()
    if values.ndim == 3:
        return f"a picture, {values.shape[1]} pixels wide and {values.shape[0]} high."
    if values.ndim == 2:
        return f"a heat map of {len(values)} × {values.shape[1]} {_values(values)}."
    return f"shapes coloured by {len(values)} {_values(values)}."


@_sentence.register
def _(points: PathCollection):
    if points.get_offset_transform() is not points.axes.transData:
        return None
    there = np.isfinite(np.ma.filled(points.get_offsets(), np.nan)).all(axis=1).sum()
    colours = points.get_array()
    ending = "" if colours is None else f", coloured by {_values(colours)}"
    return f"{count(there, 'point')}{ending}."


@_sentence.register
def _(contours: ContourSet):
    kind = "filled contours" if contours.filled else "contours"
    return f"{kind} of {_values([contours.zmin, contours.zmax])}."


@_sentence.register
def _(wedge: Wedge):
    turn = wedge.theta2 - wedge.theta1
    return f"a wedge of {number(turn / 3.6)} % of a circle." if 0 <= turn < 360.001 else None


@_sentence.register
def _(text: Text):
    words = " ".join(text.get_text().split())
    if not words:
        return "an arrow." if getattr(text, "arrow_patch", None) else ""
    return "" if text.get_text() == text.figure.get_suptitle() else f"“{words}”."


def _values(values):
    """Say between which numbers values lie; matplotlib masks those that are none."""
    known = np.ma.compressed(values)
    if known.dtype == bool:
        return f"values, {known.sum()} of them true"
    if not known.size:
        return "values, none of them a number"
    return f"values from {number(known.min())} to {number(known.max())}"


def picture(figure: Figure) -> Image.Image:
    """Return a figure in pixels, as matplotlib saves it."""
    # It is read at once, so that packing it would be work for nothing.
    figure.savefig(buffer := io.BytesIO(), format="png", pil_kwargs={"compress_level": 0})
    return Image.open(buffer)


@contextmanager
def missing_letters():
    """Yield a list which then holds LACKING if letters are drawn that no font has."""
    lacking = []
    with warnings.catch_warnings(record=True) as heard:
        warnings.filterwarnings("always", ".*missing from font")
        warnings.filterwarnings("ignore", "There are no gridspecs")  # Axes at places of their own
        yield lacking
    for said in heard:
        if "missing from font" in str(said.message):
            lacking[:] = [LACKING]
        else:
            warnings.warn_explicit(said.message, said.category, said.filename, said.lineno)


def page_uri(image: Image.Image, effort: int = 80) -> str:
    """Return a picture for a page: as WebP, the same pixels in 43 % of a PNG file's bytes.

    With an ``effort`` of 20 it takes about half the time, and up to half more bytes.
    """
    kind = "webp" if features.check("webp") and max(image.size) <= WEBP_SIDE else "png"
    options = {"lossless": True, "method": 2, "quality": effort} if kind == "webp" else {}
    image.save(buffer := io.BytesIO(), kind, **options)
    return f"data:image/{kind};base64,{base64.b64encode(buffer.getvalue()).decode()}"


def on_paper(image: Image.Image) -> str:
    """Return a picture for paper: a PNG file in base64, with the 256 colours that fit it best."""
    # A third of the bytes; in the course no colour changes by more than 16 of 255 levels.
    colours = image.convert("RGB")
    few = colours.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(buffer := io.BytesIO(), "png", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


def figure_bundle(figure: Figure) -> dict[str, str]:
    """Return a figure as a page's HTML, as the picture alone, for paper, and as words.

    The size of the smallest text in points travels along: on a slide it must be large enough.
    """
    with missing_letters() as lacking:
        image = picture(figure)
    told = _sure(describe, figure) or "A figure that is not described."
    texts = (text for text in figure.findobj(Text) if text.get_visible() and text.get_text())
    smallest = min((text.get_fontsize() for text in texts), default=0)
    width, points = round(figure.get_figwidth() * 100), f' data-gdviz-points="{smallest:g}"'
    page = page_figure(page_uri(image), width, [told, *lacking], image_data=points)
    return {"text/html": page, "image/png": on_paper(image), "text/plain": told}


def page_figure(picture, width, sentences, *, figure_data="", image_data=""):
    """Return a picture as a page's HTML, with sentences as alternative text and as caption."""
    words = html.escape(" ".join(sentences))
    return (
        f'<figure class="gdviz"{figure_data}><img alt="{words}" width="{width}"{image_data} '
        f'src="{picture}"><figcaption aria-hidden="true">{words}</figcaption></figure>'
    )


def setup():
    """Use the course's look, and show every figure with its description.

    The first cell of each notebook calls it; importing alone changes nothing. Outside a
    notebook only the look is set.

    >>> setup()
    """
    use_style()
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        return
    from matplotlib.pyplot import uninstall_repl_displayhook
    from matplotlib_inline.config import InlineBackend

    shell.run_line_magic("matplotlib", "inline")
    InlineBackend.instance(parent=shell).figure_formats = set()
    show_figures(shell.display_formatter)
    # The inline backend draws each figure once when it is shown. Without this matplotlib draws
    # it before, unseen, after every cell, for windows that stay open.
    uninstall_repl_displayhook()


def show_figures(display_formatter):
    """Teach an IPython display formatter how the course shows a figure, alone."""
    display_formatter.mimebundle_formatter.for_type(Figure, figure_bundle)
    for kind in (Artist, Container, list, tuple, np.ndarray):
        display_formatter.ipython_display_formatter.for_type(kind, _show_nothing)


def _show_nothing(value):
    """Show nothing of what drawing functions return; a list as of ax.set holds limits too."""
    if isinstance(value, np.ndarray):
        value = tuple(value.flat) if value.dtype == object else ()
    several = isinstance(value, list | tuple) and not isinstance(value, Container)
    parts = value if several else [value]
    drawn = [
        isinstance(each, Artist | Container) and not isinstance(each, Figure) for each in parts
    ]
    if not drawn or not (any if isinstance(value, list) else all)(drawn):
        raise NotImplementedError  # IPython then asks its other formatters


@dataclass(frozen=True)
class Card:
    """A heading and some paragraphs.

    ``kind``, one of "right", "wrong", "open" and "verdict", chooses the colour of the edge; the
    heading says the same in words. A ``folded`` card shows only the heading until it is opened.
    """

    kind: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    folded: bool = False

    def __repr__(self):
        return " ".join([self.heading, *self.paragraphs])

    def _repr_html_(self):
        edge = f"border-left: 4px solid {EDGES[self.kind]}; padding: 0.1em 1em"
        return f'<div class="gdviz-card {self.kind}" style="{edge}">{self._inside()}</div>'

    def _inside(self):
        heading = f"<strong>{as_html(self.heading)}</strong>"
        body = "".join(f"<p>{as_html(words)}</p>" for words in self.paragraphs)
        if self.folded:
            return f"<details><summary>{heading}</summary>{body}</details>"
        return f"<p>{heading}</p>{body}"


@dataclass(frozen=True, repr=False)
class Table:
    """Rows of words and numbers under headings; the first cell of a row names the row.

    Numbers are written as :func:`number` does. A column of numbers, or of texts such as "5 %", is
    aligned at the decimal point; "never", "none" and "–" may stand where one is missing.
    ``best``, "lowest" or "highest", says which number of each column is printed in bold.

    >>> Table("Two walks.", ("Walk", "Steps"), (("plain", 240), ("Adam", 80)), best="lowest")
    Two walks.
    Walk: plain. Steps: 240.
    Walk: Adam. Steps: 80 (best).
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]
    best: str = ""

    def __post_init__(self):
        check_choice("best", self.best, list(BEST))
        for row in self.rows:
            if len(row) != len(self.headings):
                wanted = f"rows must have {len(self.headings)} cells, one for each heading."
                got = f"Got {len(row)}: {shorten(row)}. Fill gaps with empty words."
                raise ValueError(f"{wanted} {got}")

    def __repr__(self):
        _, *rows = self._written()
        words = [[told for told, _ in row] for row in rows]
        lines = (" ".join(map("{}: {}.".format, self.headings, row)) for row in words)
        return "\n".join([self.caption, *lines])

    def _repr_html_(self):
        cells = ("".join(page for _, page in row) for row in self._written())
        head, *rows = (f"<tr>{row}</tr>" for row in cells)
        return (
            f'<table class="gdviz-table"><caption style="text-align: left">'
            f"{as_html(self.caption)}</caption>"
            f"<thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>"
        )

    def _written(self):
        """Return rows, that of the headings first, of cells as words and as HTML."""
        first, *others = zip(self.headings, *self.rows, strict=True)
        columns = [_column('th scope="row"', "", *first)]  # the names of the rows have no best
        columns += [_column("td", self.best, *column) for column in others]
        return list(zip(*columns, strict=True))


def _column(tag, best, heading, *cells):
    """Write heading and cells of a column as words and as HTML, the best number in bold."""
    texts = [cell if isinstance(cell, str) else number(cell) for cell in cells]
    values = [cell for cell in cells if not isinstance(cell, str) and np.isfinite(cell)]
    top = number(BEST[best](values)) if best and values else None
    side, shown = _aligned(texts)
    column = [(heading, _cell('th scope="col"', side, as_html(heading)))]
    for text, page in zip(texts, shown, strict=True):
        if text == top:
            text, page = f"{text} (best)", f"<strong>{page}</strong>"
        column.append((text.removesuffix("."), _cell(tag, side, page)))
    return column


def _cell(tag, side, content):
    style = f"text-align: {side}; vertical-align: top; white-space: normal; padding: 0.3em 0.8em"
    return f'<{tag} style="{style}">{content}</{tag[:2]}>'


def _aligned(texts):
    """Return the side of a column and its texts as HTML, with blanks up to one decimal point.

    A text such as "5 %" or "12 more", a number and at most one more word, counts as a number.
    """
    parts = {text: found for text in texts if (found := NUMBER.fullmatch(text))}
    if not parts or not set(texts) <= set(parts) | NO_NUMBER:
        return "left", list(map(as_html, texts))
    places = max(len(found["decimals"]) for found in parts.values())
    for text, found in parts.items():
        blanks = ("" if "." in found["decimals"] else POINT) + DIGIT * places
        room = blanks[: places - len(found["decimals"])]
        parts[text] = f"{found['whole']}{found['decimals']}{room}{found['unit']}"
    return "right", [as_html(parts.get(text, text)) for text in texts]
