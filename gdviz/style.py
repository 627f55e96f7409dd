"""One look for the whole course: the style file, and colours named by their role.

A role has one colour everywhere, and a second cue beside it: a marker, a line style or a label.
"""

from importlib import resources

import matplotlib.style
from matplotlib.colors import LinearSegmentedColormap

COLORS = {
    "path": "#0067a5",  # a walk through points
    "start": "#222b33",  # where it begins
    "end": "#0067a5",  # where it is now
    "gradient": "#c4500b",  # slopes, tangents, arrows of the gradient
    "minimum": "#007a53",  # what is looked for
    "loss": "#222b33",  # the loss itself
    "contour": "#7d93a3",  # lines of equal loss
    "data": "#5b6770",  # measured things
    "second": "#8a4a94",  # the run that is compared with
    "warning": "#9a6700",  # limits and regions where it goes wrong
}

# Low ground is light, so that paths and minima stand out where they end.
TERRAIN = LinearSegmentedColormap.from_list("terrain_of_gdviz", ["#fbfdfe", "#dbe6ee", "#a9bfce"])


def use_style():
    """Ask matplotlib for the course's look, until the session ends or the style is changed.

    Examples
    --------
    >>> use_style()
    >>> matplotlib.rcParams["figure.constrained_layout.use"]
    True
    """
    path = resources.files("gdviz") / "gdviz.mplstyle"
    with resources.as_file(path) as file:
        matplotlib.style.use(file)
