"""One look for the whole course: the style file, and colours named by their role.

A role has one colour everywhere, and a second cue beside it: a marker, a line style or a label.
The colours stay apart under three kinds of colour blindness and stand out from paper and from
the map's high ground; ``tests/test_style.py`` measures both.
"""

from importlib import resources

import matplotlib.style
from matplotlib import font_manager
from matplotlib.colors import LinearSegmentedColormap

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
