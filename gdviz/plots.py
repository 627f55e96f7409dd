"""Draw losses and runs: Axes in, Axes out.

Every function draws on the Axes it is given, or on a new figure; it never overwrites a label
that is there already, and it tells what it drew in a sentence made from the data.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from gdviz import words
from gdviz.checks import check_count, check_point
from gdviz.descent import Trajectory, as_loss, change
from gdviz.figures import tell
from gdviz.losses import LineFit
from gdviz.style import COLORS, TERRAIN


def _axes(ax):
    return plt.subplots()[1] if ax is None else ax


def _label(ax, x="", y="", title=""):
    """Label what the caller has not labelled."""
    if not ax.get_xlabel():
        ax.set_xlabel(x)
    if not ax.get_ylabel():
        ax.set_ylabel(y)
    if not (ax.get_title("left") or ax.get_title("center")):
        ax.set_title(title)


def plot_curve(loss, ax=None, *, bounds=None, tangents_at=(), **kwargs):
    """Draw a loss of one number, with tangents where asked.

    Parameters
    ----------
    loss : Loss or callable
        With one coordinate.
    ax : Axes, optional
    bounds : (low, high), optional
        By default the loss's own.
    tangents_at : sequence of float, optional
        Where to draw the slope.
    **kwargs
        For ``Axes.plot`` of the curve.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_curve(lambda x: x**2, bounds=(-2, 2), tangents_at=[1])
    >>> print(ax.lines[1].get_xydata().mean(axis=0).round(6))
    [1. 1.]
    """
    ax, loss = _axes(ax), as_loss(loss, 0.0)
    low, high = bounds or loss.bounds[0]
    x = np.linspace(low, high, 201)
    values = loss(x[:, None])
    (curve,) = ax.plot(x, values, **{"color": COLORS["loss"], **kwargs})
    lowest = np.argmin(values)
    tell(
        curve,
        f"The loss between {words.number(low)} and {words.number(high)}, lowest near "
        f"{words.number(x[lowest])} with {words.number(values[lowest])}.",
    )
    for place in tangents_at:
        _tangent(ax, loss, check_point("tangents_at", place, 1), (high - low) / 8)
    _label(ax, loss.labels[0], "loss")
    return ax


def _tangent(ax, loss, place, reach):
    slope, height = loss.gradient(place)[0], loss(place)
    ends = np.array([-reach, reach])
    (line,) = ax.plot(place + ends, height + slope * ends, color=COLORS["gradient"])
    ax.plot(place, height, "o", color=COLORS["gradient"])
    tell(line, f"The slope at {words.number(place[0])} is {words.number(slope)}.")


def plot_contours(loss, ax=None, *, bounds=None, levels=12, resolution=121, **kwargs):
    """Draw lines of equal loss in the plane of two coordinates.

    The levels are evenly spaced in the square root of the loss above its lowest value, so that
    the floor of a valley shows; known minima are marked with a star.

    Parameters
    ----------
    loss : Loss or callable
        With two coordinates.
    ax : Axes, optional
    bounds : ((low, high), (low, high)), optional
        By default the loss's own.
    levels, resolution : int, optional
        How many levels, and how many grid points along each side.
    **kwargs
        For ``Axes.contour`` of the lines.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_contours(lambda w: w[0] ** 2 + w[1] ** 2, bounds=((-1, 1), (-1, 1)))
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('x', 'y')
    """
    ax, loss = _axes(ax), as_loss(loss, (0, 0))
    check_count("levels", levels, 2)
    bounds = bounds or loss.bounds
    x, y, values = _grid(loss, bounds, check_count("resolution", resolution, 5))
    steps = np.linspace(0, 1, levels + 1) ** 2
    heights = values.min() + steps * np.ptp(values)
    fill = ax.contourf(x, y, values, heights, cmap=TERRAIN)
    fill.set_zorder(0)
    lines = {"colors": COLORS["contour"], "linewidths": 0.8, **kwargs}
    drawn = ax.contour(x, y, values, heights[1:-1], **lines)
    drawn.set_zorder(1)
    tell(drawn, _describe_contours(loss, values))
    _mark_minima(ax, loss, bounds)
    _label(ax, *loss.labels)
    return ax


def _grid(loss, bounds, resolution):
    x, y = (np.linspace(low, high, resolution) for low, high in bounds)
    return x, y, loss(np.stack(np.meshgrid(x, y), axis=-1))


def _describe_contours(loss, values):
    span = f"from {words.number(values.min())} to {words.number(values.max())}"
    return f"Contours of {loss.name}, here {span}."


def _mark_minima(ax, loss, bounds):
    low, high = np.transpose(bounds)
    inside = [w for w in loss.minima if (low <= w).all() and (w <= high).all()]
    for w in inside:
        ax.plot(*w, "*", color=COLORS["minimum"], markersize=13, mec="white", zorder=5)
        ax.annotate(
            "minimum", w, (8, -13), textcoords="offset points", color=COLORS["minimum"], zorder=5
        )


def plot_trajectory(run, ax=None, **kwargs):
    """Draw the path of a run in the plane of two coordinates, start and end marked.

    Parameters
    ----------
    run : Trajectory
        Of a loss with two coordinates.
    ax : Axes, optional
        Usually with contours on it; its limits are kept if it has been drawn on.
    **kwargs
        For ``Axes.plot`` of the path.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import bowl
    >>> run = descend(bowl(), (3, 4), learning_rate=0.1, steps=5)
    >>> ax = plot_trajectory(run)
    >>> bool((ax.lines[0].get_xydata() == run.points).all())
    True
    """
    ax = _axes(ax)
    limits = (ax.get_xlim(), ax.get_ylim()) if ax.has_data() else None
    style = {"color": COLORS["path"], "marker": "o", "markersize": 4, "zorder": 3, **kwargs}
    (path,) = ax.plot(*run.points.T, **style)
    ax.plot(*run.start, "s", color=COLORS["start"], markersize=7, zorder=4)
    ax.annotate("start", run.start, (7, 5), textcoords="offset points", zorder=4)
    ax.plot(*run.end, "o", color=path.get_color(), markersize=8, mec="white", zorder=4)
    tell(path, f"{run!r} {straightness(run.points)}".strip())
    if limits:
        ax.set(xlim=limits[0], ylim=limits[1])
    _label(ax, *run.loss.labels)
    return ax


def straightness(points):
    """Say how straight a path is: its length against the distance between its ends.

    Examples
    --------
    >>> straightness(np.array([[0, 0], [1, 1], [2, 2]]))
    'The path is straight.'
    """
    length = np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
    apart = np.linalg.norm(points[-1] - points[0])
    if length == 0:
        return "The point never moves."
    if length <= apart * (1 + 1e-6):
        return "The path is straight."
    if apart <= length * 1e-6:
        return f"The path is {words.number(length)} long and ends where it began."
    return f"The path is {words.number(length / apart)} times as long as the straight way."


def plot_convergence(runs, ax=None, *, labels=None, floor=0.0, **kwargs):
    """Draw the loss of one or several runs against the step, on a logarithmic scale.

    Parameters
    ----------
    runs : Trajectory or sequence of Trajectory
    ax : Axes, optional
    labels : sequence of str, optional
        By default each run's method.
    floor : float, optional
        Subtracted from each loss: the lowest value the loss can reach. What is then 0 is left
        out, for a logarithm has no place for it.
    **kwargs
        For ``Axes.plot`` of the lines.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import bowl
    >>> ax = plot_convergence(descend(bowl(), (3, 4), learning_rate=0.1, steps=5))
    >>> ax.get_yscale()
    'log'
    """
    ax = _axes(ax)
    runs = [runs] if isinstance(runs, Trajectory) else list(runs)
    labels = [run.method for run in runs] if labels is None else labels
    for run, label, line in zip(runs, labels, ("-", "--", "-.", ":") * len(runs), strict=False):
        above = np.where(run.losses > floor, run.losses - floor, np.nan)
        drawn = ax.plot(above, **{"linestyle": line, "label": label, **kwargs})[0]
        what = "the loss" if floor == 0 else "the loss above its lowest value"
        told = change(run.losses[0] - floor, run.losses[-1] - floor)
        tell(drawn, f"{label}: {what} {told} in {words.count(run.steps, 'step')}.")
    ax.set_yscale("log")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="y")
    if len(runs) > 1:
        ax.legend()
    _label(ax, "step", "loss" if floor == 0 else "loss above its lowest value")
    return ax


def plot_line(loss, lines, ax=None, *, labels=None, **kwargs):
    """Draw the data of a line fit and one or several lines through them.

    Parameters
    ----------
    loss : LineFit
        From :func:`gdviz.losses.line_fit`; its data are drawn in the units they were given in.
    lines : array_like, shape (2,) or (m, 2)
        Points (a, b) of the loss.
    ax : Axes, optional
    labels : sequence of str, optional
        One for each line; by default its loss.
    **kwargs
        For ``Axes.plot`` of the lines.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import line_fit
    >>> ax = plot_line(line_fit([0, 1, 2], [1, 3, 5]), (2, 1))
    >>> ax.lines[0].get_xydata()[0]
    array([0., 1.])
    """
    if not isinstance(loss, LineFit):
        raise TypeError(f"loss must come from gd.losses.line_fit(x, y). Got {loss!r}.")
    ax = _axes(ax)
    lines = check_point("lines", lines, 2, batch=True).reshape(-1, 2)
    labels = [f"loss {words.number(loss(w))}" for w in lines] if labels is None else labels
    cloud = ax.plot(loss.x, loss.y, "o", color=COLORS["data"], alpha=0.35, ms=4, mec="none")[0]
    told = f"{len(loss.x)} examples. "
    ends = np.array([loss.x.min(), loss.x.max()])
    for w, label in zip(lines, labels, strict=True):
        slope, intercept = loss.in_data_units(w)
        ax.plot(ends, slope * ends + intercept, **{"label": label, "lw": 2.2, **kwargs})
        told += f"Line {label}: slope {words.number(slope)}, intercept {words.number(intercept)}. "
    tell(cloud, told.strip())
    ax.legend()
    _label(ax, "x", "y")
    return ax
