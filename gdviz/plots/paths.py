"""Draw runs where they happen: as paths over the ground, alone or side by side."""

import numpy as np

from gdviz.checks import check_count, shorten
from gdviz.descent import Trajectory
from gdviz.display import COLORS, series, tell
from gdviz.plots import axes as canvas
from gdviz.plots.axes import name_place
from gdviz.text import count, number

CROWDED = 60  # with more steps than this, a marker at each point hides the path


def plot_trajectory(runs, ax=None, *, labels=None, numbers=(), **kwargs):
    """Draw the path of one or several runs, start and end marked.

    Of a loss with two coordinates the path lies in their plane; of a loss with one coordinate it
    hops along the curve, from each point to the next.

    Parameters
    ----------
    runs : Trajectory or sequence of Trajectory
        Of losses with one or two coordinates.
    ax : Axes, optional
        Usually with contours or a curve on it; its limits are kept if it has been drawn on.
    labels : sequence of str, optional
        For the legend of several runs; by default each run's method.
    numbers : sequence of int, optional
        Steps whose number is written beside their point; step 0 is named "start" already.
    **kwargs
        For ``Axes.plot`` of the paths.

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
    ax, runs = canvas.one(ax), canvas.as_list(runs, Trajectory)
    if len({run.loss.dim for run in runs}) > 1:
        raise ValueError(
            "runs must be of losses with equally many coordinates. Got "
            f"{shorten([run.loss.dim for run in runs])}. Draw them in pictures of their own."
        )
    labels = canvas.names_for(runs, labels, lambda run: run.method)
    if ax.has_data():
        ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())
    for i, (run, name) in enumerate(zip(runs, labels, strict=True)):
        path = _draw_path(ax, run, {**_path_style(run, i), "label": name, **kwargs})
        told = f"{run!r} {straightness(run.points)}".strip()
        tell(path, f"{name}: {told}" if len(runs) > 1 else told)
        _number_steps(ax, place_of(run), numbers)
    if len(runs) > 1:
        canvas.legend(ax, handles=[line for line in ax.lines if line.get_label() in labels])
    canvas.label(ax, *(*runs[0].loss.labels, "loss")[:2])
    return ax


def place_of(run):
    """Where the points of a run lie in its picture, shape (steps + 1, 2)."""
    if run.loss.dim > 2:
        raise ValueError(
            f"runs must be of a loss with 1 or 2 coordinates. Got {run.loss.dim}. "
            "Use gd.plot_convergence for the others."
        )
    return run.points if run.loss.dim == 2 else np.column_stack([run.points, run.losses])


def _path_style(run, index):
    crowd = {"markersize": 4.5} if run.steps <= CROWDED else {"marker": "", "linewidth": 1.4}
    return {**series(index), "mec": "white", "mew": 0.5, "zorder": 3, **crowd}


def _draw_path(ax, run, style):
    places = place_of(run)
    (path,) = ax.plot(*places.T, **style)
    color, marker = path.get_color(), path.get_marker()
    marker = "o" if marker in ("", "None") else marker
    ax.plot(*places[0], "s", color=COLORS["start"], markersize=7, mec="white", zorder=4)
    ax.plot(*places[-1], marker, color=color, markersize=8.5, mec="white", zorder=4)
    if not any(text.get_text() == "start" for text in ax.texts):
        apart = places[0] - places[1] if run.steps else (1, 1)
        apart = apart if np.any(apart) else (1, 1)
        name_place(ax, "start", places[0], apart, COLORS["start"])
    return path


def _number_steps(ax, places, numbers):
    for k in numbers:
        if check_count("numbers", k, 0, maximum=len(places) - 1):
            canvas.note(ax, str(k), places[k], _outside(ax, places, k), gap=6, fontsize=10.5)


def _outside(ax, places, k):
    """Point to the outer side of a path's corner, or beside a straight stretch."""
    ax.autoscale_view()
    around = places[[k - 1, k, min(k + 1, len(places) - 1)]]
    before, here, after = ax.transData.transform(around)
    corner = 2 * here - before - after
    across, up = after - before
    sharp = np.hypot(*corner) > 0.2 * np.hypot(across, up)
    return corner if sharp and k + 1 < len(places) else (-up, across)


def straightness(points):
    """Say how straight a path is: its length against the distance between its ends.

    Examples
    --------
    >>> straightness(np.array([[0, 0], [1, 1], [2, 2]]))
    'The path is straight.'
    >>> straightness(np.array([[1], [-1e7], [1e14]]))
    'The path turns back 1 time.'
    """
    length = np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
    apart = np.linalg.norm(points[-1] - points[0])
    if length == 0:
        return "The point never moves."
    straight = length <= apart * (1 + 1e-6)
    if straight and (back := _turns(points)):
        return f"The path turns back {count(back, 'time')}."
    if straight:
        return "The path is straight."
    if apart <= length * 1e-6:
        return f"The path is {number(length)} long and ends where it began."
    return f"The path is {number(length / apart)} times as long as the straight way."


def _turns(points):
    """Count the steps of a path that go back against the one before; rounding is no step."""
    steps = np.diff(points, axis=0)
    sizes = np.linalg.norm(steps, axis=1)
    true = sizes > 1e-6 * np.linalg.norm(points[1:], axis=1)
    ways = steps[true] / sizes[true, None]
    return int(np.sum(np.sum(ways[1:] * ways[:-1], axis=1) < 0))
