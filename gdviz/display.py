"""What a notebook shows: figures in the course's style with descriptions, cards and tables.

Drawing functions :func:`tell` what they drew in one sentence made from the data; a figure's
description is made of those sentences. Cards and tables have the same words as text and as HTML.
"""

import base64
import html
import io
import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import matplotlib.style
import numpy as np
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.text import Text

from gdviz.checks import check_choice, shorten
from gdviz.colors import CUES, EDGES
from gdviz.text import as_html, count, number

# Fonts that may be there and have Hangul, for labels that DejaVu Sans cannot write.
HANGUL = (
    "Noto Sans CJK KR",
    "Noto Sans KR",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "NanumGothic",
)
LACKING = "Letters that no font of this computer has are drawn as boxes."
_SENTENCES: WeakKeyDictionary[Artist, str] = WeakKeyDictionary()
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

    Examples
    --------
    >>> ax = Figure().add_subplot(title="Heights")
    >>> tell(ax.plot([3, 1, 4])[0], "Three heights, the tallest 4.")
    >>> describe(ax)
    'Heights: Three heights, the tallest 4.'
    """
    _SENTENCES[artist] = sentence


def describe(figure: Figure | Axes) -> str:
    """Describe a figure or Axes by what was told while drawing, or else by its lines and points.

    Examples
    --------
    >>> ax = Figure().add_subplot(title="Squares")
    >>> _ = ax.plot([0, 1, 2], [0, 1, 4])
    >>> describe(ax)
    'Squares: a line of 3 points from (0, 0) to (2, 4), between 0 and 4.'
    """
    if isinstance(figure, Axes):
        return _describe_axes(figure)
    parts = [figure.get_suptitle(), *(_describe_axes(ax) for ax in figure.axes)]
    return " ".join(part for part in parts if part) or "An empty figure."


def _describe_axes(ax):
    told = [_SENTENCES[a] for a in ax.get_children() if a in _SENTENCES] or _plain(ax)
    title = " ".join(" ".join(ax.get_title(loc) for loc in ("left", "center", "right")).split())
    return ": ".join(filter(None, (title, " ".join(told))))


def _plain(ax):
    """Describe lines, point clouds and bars that nobody told about."""
    lines = [_describe_line(line) for line in ax.lines if len(line.get_xdata())]
    clouds = [c.get_offsets() for c in ax.collections if isinstance(c, PathCollection)]
    points = [f"{count(len(places), 'point')}." for places in clouds]
    groups = [group for group in ax.containers if isinstance(group, BarContainer)]
    bars = [
        f"{count(len(group), 'bar')}, the tallest {number(max(b.get_height() for b in group))}."
        for group in groups
    ]
    return lines + points + bars


def _describe_line(line):
    x, y = (np.asarray(values, dtype=float) for values in line.get_data(orig=False))
    name = "a line" if line.get_label().startswith("_") else line.get_label()
    first, last = (f"({number(x[k])}, {number(y[k])})" for k in (0, -1))
    span = f"between {number(np.nanmin(y))} and {number(np.nanmax(y))}"
    return f"{name} of {count(len(x), 'point')} from {first} to {last}, {span}."


def picture(figure: Figure) -> bytes:
    """Return a figure as the bytes of a PNG file, without software names or times."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


@contextmanager
def missing_letters():
    """Yield a list which then holds LACKING if letters are drawn that no font has.

    Other warnings are passed on, each once.
    """
    lacking = []
    with warnings.catch_warnings(record=True) as heard:
        warnings.filterwarnings("always", ".*missing from font")
        yield lacking
    for said in heard:
        if "missing from font" in str(said.message):
            lacking[:] = [LACKING]
        else:
            warnings.warn_explicit(said.message, said.category, said.filename, said.lineno)


def figure_html(figure: Figure) -> str:
    """Return a figure as HTML with picture, alternative text and caption, which are the same.

    The size of the smallest text in points travels along: on a slide it must be large enough.
    """
    with missing_letters() as lacking:
        data = base64.b64encode(picture(figure)).decode()
    words = html.escape(" ".join([describe(figure), *lacking]))
    texts = (text for text in figure.findobj(Text) if text.get_visible() and text.get_text())
    smallest = min((text.get_fontsize() for text in texts), default=0)
    width = round(figure.get_figwidth() * 100)
    return (
        f'<figure class="gdviz"><img alt="{words}" width="{width}" '
        f'data-gdviz-points="{smallest:g}" src="data:image/png;base64,{data}">'
        f'<figcaption aria-hidden="true">{words}</figcaption></figure>'
    )


def setup():
    """Use the course's look, and show every figure with its description.

    The first cell of each notebook calls it; importing alone changes nothing. Outside a
    notebook only the look is set.

    Examples
    --------
    >>> setup()
    """
    use_style()
    from IPython import get_ipython

    shell = get_ipython()
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
    """Teach an IPython display formatter how the course shows a figure."""
    formatters = display_formatter.formatters
    formatters["text/html"].for_type(Figure, figure_html)
    formatters["text/plain"].for_type(
        Figure, lambda figure, printer, cycle: printer.text(describe(figure))
    )


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

    Numbers are written with three significant digits. A column of numbers, or of texts such as
    "5 %", is aligned at the decimal point; "never", "none" and "–" may stand where one is missing.
    ``best``, "lowest" or "highest", says which number of each column is printed in bold.

    Examples
    --------
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

    def _columns(self):
        cells = zip(*self.rows, strict=True) if self.rows else [()] * len(self.headings)
        best = ["", *[self.best] * (len(self.headings) - 1)]  # the names of the rows have no best
        return list(map(_column, self.headings, cells, best))

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
