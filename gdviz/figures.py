"""How a figure is shown: a picture, a caption, an alternative text and the same words as text.

Drawing functions :func:`tell` what they drew in one sentence made from the data; a figure's
description is made of those sentences. In a notebook, after :func:`setup`, every matplotlib
figure is shown with its description, also one drawn without ``gdviz``.
"""

import base64
import html
import io
import warnings
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from gdviz.style import use_style
from gdviz.text import count, number

LACKING = "Letters that no font of this computer has are drawn as boxes."

_SENTENCES: WeakKeyDictionary[Artist, str] = WeakKeyDictionary()


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
