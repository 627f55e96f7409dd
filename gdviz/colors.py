"""The colours of the course, named by their roles, and what tells several runs apart.

A role has one colour everywhere, with a second cue beside it: a marker, a line style or a
label. ``tests/test_style.py`` measures that the colours stay apart under three kinds of colour
blindness and stand out from paper and from the map's high ground.
"""

from matplotlib.colors import LinearSegmentedColormap

BLUE, INK = "#0f57cb", "#1c252c"
COLORS = {
    "path": BLUE,  # a walk through points, and what goes down
    "start": "#1c252c",  # the marker where a walk begins
    "end": BLUE,  # where it is now
    "gradient": "#c85106",  # slopes, tangents, arrows of the gradient, and what goes up
    "minimum": "#218558",  # what is looked for
    "loss": INK,  # the loss itself
    "text": INK,  # notes, labels and their marks
    "data": "#6c7780",  # measured things, and what is there for comparison
    "second": "#872d94",  # the run that is compared with
    "warning": "#5b4004",  # limits and regions where it goes wrong
    "contour": "#7d93a3",  # lines of equal loss: ground, not a series
}
# Low ground is light, so that paths and minima stand out where they end.
TERRAIN = LinearSegmentedColormap.from_list("terrain_of_gdviz", ["#fbfdfe", "#e2ebf1", "#c6d5e0"])
# From early to late, in the colour of the path; lightness alone tells the order.
TIME = LinearSegmentedColormap.from_list("time_of_gdviz", ["#dce8fb", "#6d9bea", BLUE, "#071d4a"])
# What tells several runs in one picture apart.
CUES = {
    "color": [COLORS[r] for r in ("path", "gradient", "minimum", "second", "warning", "loss")],
    "linestyle": ("-", "--", "-.", ":"),
    "marker": ("o", "s", "^", "D", "v", "P", "X"),
}
# The edges of cards.
EDGES = {"right": "#007a53", "wrong": "#c4500b", "open": "#5b6770", "verdict": "#0067a5"}


def series(index: int) -> dict:
    """Return colour, line style and marker of run number ``index``, as keywords for ``plot``."""
    return {cue: looks[index % len(looks)] for cue, looks in CUES.items()}
