"""What a notebook shows: the style and its colours, figures with descriptions, cards and tables.

A colour is named by its role and has one meaning everywhere, with a second cue beside it: a
marker, a line style or a label. ``tests/test_style.py`` measures that the colours stay apart under
three kinds of colour blindness and stand out from paper and from the map's high ground.

Drawing functions :func:`tell` what they drew in one sentence made from the data; a figure's
description is made of those sentences. In a notebook, after :func:`setup`, every matplotlib
figure is shown with its description, also one drawn without ``gdviz``.

Cards and tables have the same words as text and as HTML. Words from a reader are escaped.
"""

import base64
import html
import io
import re
import warnings
from dataclasses import dataclass
from importlib import resources
from typing import Any
from weakref import WeakKeyDictionary

import matplotlib.style
import numpy as np
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.text import Text

from gdviz.checks import check_choice, shorten
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
COLORS = {
    "path": "#0f57cb",  # a walk through points, and what goes down
    "start": "#1c252c",  # where it begins
    "end": "#0f57cb",  # where it is now
    "gradient": "#c85106",  # slopes, tangents, arrows of the gradient, and what goes up
    "minimum": "#218558",  # what is looked for
    "loss": "#1c252c",  # the loss itself
    "data": "#6c7780",  # measured things, and what is there for comparison
    "second": "#872d94",  # the run that is compared with
    "warning": "#5b4004",  # limits and regions where it goes wrong
    "contour": "#7d93a3",  # lines of equal loss: ground, not a series
}
# Low ground is light, so that paths and minima stand out where they end.
TERRAIN = LinearSegmentedColormap.from_list("terrain_of_gdviz", ["#fbfdfe", "#e2ebf1", "#c6d5e0"])
# From early to late, in the colour of the path; lightness alone tells the order.
TIME = LinearSegmentedColormap.from_list(
    "time_of_gdviz", ["#dce8fb", "#6d9bea", "#0f57cb", "#071d4a"]
)
_SERIES = ("path", "gradient", "minimum", "second", "warning", "start")
_LINES = ("-", "--", "-.", ":")
_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
LACKING = "Letters that no font of this computer has are drawn as boxes."
_SENTENCES: WeakKeyDictionary[Artist, str] = WeakKeyDictionary()
EDGES = {"right": "#007a53", "wrong": "#c4500b", "open": "#5b6770", "verdict": "#0067a5"}
# The whole part, the decimals, the power of ten, and what is counted.
NUMBER = re.compile(r"([−+-]?\d[\d,]*)(\.\d+)?(e[−+-]?\d+)?(\s?[^\d\s]*)")
NO_NUMBER = ("never", "none", "infinity", "–")  # may stand in a column of numbers
BEST = {"": None, "lowest": min, "highest": max}
POINT, DIGIT = "\u2008", "\u2007"  # blanks as wide as a decimal point and as a digit


def series(index):
    """Return colour, line style and marker of one of several runs, as keywords for ``plot``.

    Neighbours differ in all three, so that a grey print still tells them apart.

    Parameters
    ----------
    index : int
        0 for the first run.

    Returns
    -------
    dict

    Examples
    --------
    >>> series(0)["linestyle"], series(1)["linestyle"]
    ('-', '--')
    """
    return {
        "color": COLORS[_SERIES[index % len(_SERIES)]],
        "linestyle": _LINES[index % len(_LINES)],
        "marker": _MARKERS[index % len(_MARKERS)],
    }


def use_style():
    """Ask matplotlib for the course's look, until the session ends or the style is changed.

    Hangul is written in a font that has it, if this computer has one.

    Examples
    --------
    >>> use_style()
    >>> matplotlib.rcParams["figure.constrained_layout.use"]
    True
    """
    path = resources.files("gdviz") / "gdviz.mplstyle"
    with resources.as_file(path) as file:
        matplotlib.style.use(file)
    there = set(font_manager.get_font_names())
    matplotlib.rcParams["font.family"] += [name for name in HANGUL if name in there][:1]


def tell(artist, sentence):
    """Keep the sentence that says what an artist shows; it goes when the artist is removed.

    Parameters
    ----------
    artist : matplotlib.artist.Artist
        What was drawn, on some Axes.
    sentence : str
        Made from the data, at most six significant digits a number.

    Examples
    --------
    >>> ax = Figure().add_subplot(title="Heights")
    >>> tell(ax.plot([3, 1, 4])[0], "Three heights, the tallest 4.")
    >>> describe(ax)
    'Heights: Three heights, the tallest 4.'
    """
    _SENTENCES[artist] = sentence


def describe(figure):
    """Say in words what a figure shows.

    Parameters
    ----------
    figure : Figure or Axes

    Returns
    -------
    str
        The sentences told while drawing; for Axes without any, one made from their lines.

    Examples
    --------
    >>> from matplotlib.figure import Figure
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
    title = " ".join(filter(None, (ax.get_title(loc) for loc in ("left", "center", "right"))))
    title = " ".join(title.split())
    if not told:
        return title
    return f"{title}: {' '.join(told)}" if title else " ".join(told)


def _plain(ax):
    """Describe lines, point clouds and bars that nobody told about."""
    lines = [_describe_line(line) for line in ax.get_lines() if len(line.get_xdata())]
    clouds = [
        f"{count(len(c.get_offsets()), 'point')}."
        for c in ax.collections
        if hasattr(c, "get_sizes") and len(c.get_offsets())
    ]
    bars = [
        f"{count(len(c), 'bar')}, the tallest {number(max(b.get_height() for b in c))}."
        for c in ax.containers
        if len(c)
    ]
    return lines + clouds + bars


def _describe_line(line):
    x, y = (np.asarray(values, dtype=float) for values in line.get_data(orig=False))
    label = line.get_label()
    name = "a line" if label.startswith("_") else label
    ends = f"from ({number(x[0])}, {number(y[0])}) to ({number(x[-1])}, {number(y[-1])})"
    span = f"between {number(np.nanmin(y))} and {number(np.nanmax(y))}"
    return f"{name} of {count(len(x), 'point')} {ends}, {span}."


def picture(figure):
    """Return a figure as the bytes of a PNG file, without software names or times.

    Examples
    --------
    >>> picture(Figure())[1:4]
    b'PNG'
    """
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def figure_html(figure):
    """Return a figure as HTML that holds picture, alternative text and caption.

    The caption repeats the alternative text for the eye, so it is hidden from screen readers.
    How small the smallest text is travels along, for a slide to be checked from the last row.
    """
    data, remark = _drawn(figure)
    words = html.escape(f"{describe(figure)} {remark}".strip())
    width = round(figure.get_figwidth() * 100)
    return (
        f'<figure class="gdviz"><img alt="{words}" width="{width}" '
        f'data-gdviz-points="{smallest_text(figure):g}" '
        f'src="data:image/png;base64,{data}">'
        f'<figcaption aria-hidden="true">{words}</figcaption></figure>'
    )


def _drawn(figure):
    """Return the picture for a page, and a remark in place of matplotlib's on missing letters."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        data = base64.b64encode(picture(figure)).decode()
    lacking = [said for said in heard if "missing from font" in str(said.message)]
    for said in heard:
        if said not in lacking:
            warnings.warn_explicit(said.message, said.category, said.filename, said.lineno)
    return data, LACKING if lacking else ""


def smallest_text(figure):
    """Return the size in points of the smallest text in a drawn figure; 0 where it has none.

    Examples
    --------
    >>> smallest_text(Figure())
    0
    """
    shown = (text for text in figure.findobj(Text) if text.get_visible() and text.get_text())
    return min((text.get_fontsize() for text in shown), default=0)


def setup():
    """Use the course's look, and show every figure with its description.

    The first cell of each notebook calls it; importing alone changes nothing. Outside a
    notebook only the look is set.

    Examples
    --------
    >>> setup()
    """
    use_style()
    shell = _shell()
    if shell is None:
        return
    from matplotlib_inline.config import InlineBackend

    shell.run_line_magic("matplotlib", "inline")
    InlineBackend.instance(parent=shell).figure_formats = set()
    show_figures(shell.display_formatter)
    # The inline backend draws each figure once when it is shown. Without this matplotlib draws
    # it before, unseen, after every cell, for windows that stay open.
    from matplotlib.pyplot import uninstall_repl_displayhook

    uninstall_repl_displayhook()


def _shell():
    try:
        from IPython import get_ipython
    except ImportError:
        return None
    return get_ipython()


def show_figures(display_formatter):
    """Teach an IPython display formatter how the course shows a figure."""
    formatters = display_formatter.formatters
    formatters["text/html"].for_type(Figure, figure_html)
    formatters["text/plain"].for_type(
        Figure, lambda figure, printer, cycle: printer.text(describe(figure))
    )


@dataclass(frozen=True)
class Card:
    """A heading, some paragraphs and perhaps a figure.

    Parameters
    ----------
    kind : {"right", "wrong", "open", "verdict"}
        Chooses the colour of the edge; the heading says the same in words.
    heading : str
    paragraphs : tuple of str
    figure : matplotlib Figure, optional
        Shown below the words, with its description.
    folded : bool, optional
        Show only the heading until the reader opens it.

    Examples
    --------
    >>> Card("right", "Right.", ("Every step multiplies the point by 0.8.",))
    Right. Every step multiplies the point by 0.8.
    """

    kind: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    figure: Any = None
    folded: bool = False

    def __repr__(self):
        return " ".join((self.heading, *self.paragraphs, *self._figure_words()))

    def _figure_words(self):
        if self.figure is None:
            return ()
        return (describe(self.figure),)

    def _repr_html_(self):
        edge = f"border-left: 4px solid {EDGES[self.kind]}; padding: 0.1em 1em"
        return f'<div class="gdviz-card {self.kind}" style="{edge}">{self._inside()}</div>'

    def _inside(self):
        body = "".join(f"<p>{as_html(words)}</p>" for words in self.paragraphs)
        if self.figure is not None:
            body += figure_html(self.figure)
        heading = f"<strong>{as_html(self.heading)}</strong>"
        if self.folded:
            return f"<details><summary>{heading}</summary>{body}</details>"
        return f"<p>{heading}</p>{body}"


@dataclass(frozen=True, repr=False)
class Table:
    """Rows of words and numbers under headings; the first cell of a row names the row.

    A column of numbers is aligned at the decimal point.

    Parameters
    ----------
    caption : str
        What the table shows, a full sentence.
    headings : tuple of str
        A column's unit belongs here, as in "mass (g)".
    rows : tuple of tuple of str or float
        Each with one cell for each heading. Words are escaped; numbers are written with three
        significant digits. "never", "none" and "–" may stand where a number is missing.
    best : {"", "lowest", "highest"}, optional
        Which number of each column, if any, is called the best and printed in bold.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than there are headings, or there is no such best.

    Examples
    --------
    >>> Table("Two rates.", ("Rate", "Fate"), (("0.5", "arrives"), ("1", "orbits")))
    Two rates.
    Rate: 0.5. Fate: arrives.
    Rate: 1. Fate: orbits.
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
                raise ValueError(
                    f"rows must have {len(self.headings)} cells, one for each heading. "
                    f"Got {len(row)}: {shorten(row)}. Fill gaps with empty words."
                )

    def __repr__(self):
        return "\n".join((self.caption, *map(self._in_words, range(len(self.rows)))))

    def _in_words(self, k):
        said = (
            f"{column.heading}: {column.words[k].removesuffix('.')}{' (best)' * column.wins(k)}."
            for column in self._columns()
        )
        return " ".join(said)

    def _columns(self):
        """Return the columns; the one that names the rows has no best."""
        cells = list(zip(*self.rows, strict=True)) or [()] * len(self.headings)
        best = ["", *[self.best] * (len(self.headings) - 1)]
        return [
            _Column(heading, [_told(cell) for cell in column], which)
            for heading, column, which in zip(self.headings, cells, best, strict=True)
        ]

    def _repr_html_(self):
        name, *others = self._columns()
        head = "".join(
            column.cell("th", as_html(column.heading), "col") for column in (name, *others)
        )
        rows = "".join(
            f"<tr>{name.cell('th', name.html(k), 'row')}"
            f"{''.join(column.cell('td', column.html(k)) for column in others)}</tr>"
            for k in range(len(self.rows))
        )
        return (
            f'<table class="gdviz-table"><caption style="text-align: left">'
            f"{as_html(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )


def _told(cell):
    return cell if isinstance(cell, str) else number(cell)


@dataclass(frozen=True)
class _Column:
    """A heading, the words below it, and which of them is the best if they are numbers."""

    heading: str
    words: list
    best: str

    @property
    def numbers(self):
        """Each word's parts as a number; none at all where the column holds other words."""
        found = [NUMBER.fullmatch(word) for word in self.words]
        plain = all(
            match or word in NO_NUMBER for match, word in zip(found, self.words, strict=True)
        )
        return found if plain and any(found) else []

    def wins(self, k):
        """Whether a cell holds the best number; several may."""
        values = [_value(match) for match in self.numbers if match]
        match = self.numbers[k] if self.best and values else None
        return bool(match) and _value(match) == BEST[self.best](values)

    def html(self, k):
        """Return a cell's words, padded so that decimal points stand in a row."""
        words, match = as_html(self.words[k]), self.numbers[k] if self.numbers else None
        if match:
            places = max(len(other[2] or "") for other in self.numbers if other)
            here = match[2] or ""
            missing = (POINT + DIGIT * places)[len(here) : places]
            words = as_html(f"{match[1]}{here}{match[3] or ''}{missing}{match[4]}")
        return f"<strong>{words}</strong>" if self.wins(k) else words

    def cell(self, tag, content, scope=""):
        """Return a cell: numbers to the right, words to the left."""
        scope = f' scope="{scope}"' if scope else ""
        side = "right" if self.numbers else "left"
        style = (
            f"text-align: {side}; vertical-align: top; white-space: normal; padding: 0.3em 0.8em"
        )
        return f'<{tag}{scope} style="{style}">{content}</{tag}>'


def _value(match):
    text = "".join(part or "" for part in match.group(1, 2, 3))
    return float(text.replace(",", "").replace("−", "-"))
