"""What the explorers of the course share: grounds to draw on, starts, learning rates, paths."""

import numpy as np
from matplotlib.figure import Figure

from gdviz.checks import check_number
from gdviz.descent import change
from gdviz.explorers.controls import Place, logarithmic
from gdviz.explorers.stage import Scene
from gdviz.loss import as_loss
from gdviz.plots import plot_contours
from gdviz.text import count

NOISE = 1e-12  # a loss below it is 0 but for rounding


def figure_with(columns, size, **kwargs):
    """Return a figure and its row of Axes, with room made for the labels."""
    figure = Figure(figsize=size, layout="constrained")
    return figure, np.atleast_1d(figure.subplots(1, columns, **kwargs))


def contour_scene(loss, title):
    """Return contours as a scene, and their Axes."""
    figure, (ax,) = figure_with(1, (6.4, 4.8))
    plot_contours(loss, ax)
    ax.set_title(title)
    return Scene(figure, title), ax


def needs(loss, dim, example):
    """Return a loss if it has so many coordinates, or refuse it."""
    loss = as_loss(loss, np.zeros(dim))
    if loss.dim != dim:
        raise ValueError(
            f"loss must have {count(dim, 'coordinate')} for this explorer. "
            f"Got {loss!r}. Try {example}."
        )
    return loss


def sharpest(loss, *points):
    """Return the largest curvature at the known minima and at some points, 1 where all is flat."""
    places = [*loss.minima, *points]
    top = max(np.linalg.eigvalsh(loss.hessian(np.asarray(w, dtype=float)))[-1] for w in places)
    return float(top) if np.isfinite(top) and top > 0 else 1.0


def rate_slider(loss, start, learning_rate, name="learning_rate", label="learning rate α"):
    """Return a slider for the learning rate that passes the edge of divergence, 2/λmax."""
    edge = 2 / sharpest(loss, start)
    if learning_rate is None:
        learning_rate = float(f"{edge / 10:.1g}")
    learning_rate = check_number(name, learning_rate, low=0, advice="Try 0.1.")
    beyond = 1.51 * edge  # the stops grow by 1.5 at most, so one of them lies past the edge
    low, high = min(edge / 100, learning_rate), max(beyond, learning_rate)
    return logarithmic(name, low, high, learning_rate, label)


def place_on(scene, ax, name, default, labels, label=""):
    """Return a point that is picked on one Axes of a scene."""
    limits = (ax.get_xlim(), ax.get_ylim())
    limits = tuple(tuple(float(f"{v:.6g}") for v in pair) for pair in limits)
    bounds = tuple(tuple(map(float, pair)) for pair in (ax.get_xlim(), ax.get_ylim()))
    start = Place(name, (0, 0), limits, tuple(labels), tuple(scene.box(ax)), bounds, label)
    return Place(name, start.check(default), limits, start.labels, start.box, bounds, label)


def off_centre(loss):
    """Return a start at the upper left of the part that is worth looking at."""
    return tuple(float(f"{low + share * (high - low):.2g}")
                 for (low, high), share in zip(loss.bounds, (0.2, 0.85), strict=False))  # fmt: skip


def loss_change(run):
    """Say how the loss of a run changed, rounding noise left out."""
    return change(*map(above_noise, run.losses[[0, -1]]))


def above_noise(value):
    """Return a loss, or 0 where it is only rounding noise."""
    return float(value) if abs(value) > NOISE else 0.0
