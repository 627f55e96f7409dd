"""The props of notebook 02 about the slope: its arrow, its rivals, its units, the microscope."""

import numpy as np

from gdviz import text as words
from gdviz.checks import check_number, check_point
from gdviz.display import COLORS, series, tell
from gdviz.losses import himmelblau
from gdviz.plots import axes as canvas
from gdviz.plots import plot_contours


def draw_slopes(loss, point, ax=None, *, bounds=None, divided=5):
    """Draw the two slopes of a loss at a point as arrows on the map, and the gradient they make.

    Parameters
    ----------
    loss : Loss
        With two coordinates.
    point : array_like, shape (2,)
    ax : Axes, optional
    bounds : ((low, high), (low, high)), optional
        Of the map; by default the loss's own.
    divided : float, optional
        How many times shorter than in truth the arrows are drawn.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> ax = draw_slopes(bowl(), (1, 2), divided=2)
    >>> print([text.get_text() for text in ax.texts if text.get_text()][1:])
    ['∂L/∂x ÷ 2', '∂L/∂y ÷ 2', '∇L ÷ 2']
    """
    ax = plot_contours(loss, ax, bounds=bounds)
    start, gradient = check_point("point", point, 2), loss.gradient(point)
    tip = start + gradient / divided
    corner = np.array([tip[0], start[1]])
    thin, shorter = {"lw": 1.4, "linestyle": (0, (3, 2))}, f" ÷ {words.number(divided)}"
    for i, (tail, head) in enumerate(((start, corner), (corner, tip))):
        canvas.arrow(ax, tail, head, COLORS["loss"], **thin)
        away = (0, -np.sign(gradient[1])) if i == 0 else (np.sign(gradient[0]), 0)
        name = loss.labels[i].split()[-1]
        canvas.note(ax, f"∂L/∂{name}{shorter}", (tail + head) / 2, away)
    arrow = canvas.arrow(ax, start, tip, COLORS["gradient"])
    canvas.note(ax, f"∇L{shorter}", tip, gradient, COLORS["gradient"])
    ax.plot(*start, "s", color=COLORS["start"], ms=7, mec="white", zorder=5)
    tell(
        arrow,
        f"At {words.point(start)} the slopes are {words.point(gradient)}; the arrow they make "
        f"is {words.number(np.linalg.norm(gradient))} long.",
    )
    return ax


def draw_rises(loss, point, lengths, ax=None):
    """Draw how much a loss rises in every direction, for each unit of the step's length.

    Parameters
    ----------
    loss : Loss
        With two coordinates.
    point : array_like, shape (2,)
    lengths : sequence of float
        Of the steps, above 0.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import quadratic
    >>> ax = draw_rises(quadratic(2, 20), (3, 0.3), (0.0001, 3))
    >>> ax.get_legend_handles_labels()[1]
    ['gradient: 45°', 'step 0.0001: best at 45°', 'step 3: best at 84.3°']
    """
    ax, point = canvas.one(ax), check_point("point", point, 2)
    turn = _degrees(loss.gradient(point))
    ax.axvline(turn, color=COLORS["data"], lw=1.4, label=f"gradient: {words.number(turn)}°")
    for i, length in enumerate(lengths):
        _draw_rise(ax, loss, point, check_number("lengths", length, low=0), series(i))
    ax.set(xlim=(-180, 180), xticks=range(-180, 181, 60))
    canvas.label(ax, "direction in degrees", "rise for each unit of length")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2)
    return ax


def _draw_rise(ax, loss, point, length, look):
    """Draw the rises of steps of one length, with a marker at the best."""
    angles = np.arange(-180, 180, 0.1)
    around = np.stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))], axis=-1)
    rises = (loss(point + length * around) - loss(point)) / length
    best = rises.argmax()
    name = f"step {words.number(length)}: best at {words.number(angles[best])}°"
    mark = {"markevery": [best], "ms": 10, "mec": "white", "lw": 2.2}
    (line,) = ax.plot(angles, rises, **look, **mark, label=name)
    tell(line, f"{name}, where it rises {words.number(rises[best])} for each unit of length.")


def _degrees(direction):
    """The angle of a direction from the first axis, in degrees."""
    return float(np.degrees(np.arctan2(direction[1], direction[0])))


def draw_steepest(loss, point, units, ax=None, *, bounds=None):
    """Draw on one map the steepest direction as it is in several units of the coordinates.

    A step of length 1 in a unit that is s times as large is s long on the map, and the slope for
    it is s times as large: on the map each part of the gradient is multiplied by s².

    Parameters
    ----------
    loss : Loss
        With two coordinates.
    point : array_like, shape (2,)
        Where the gradient is not 0.
    units : mapping of str to (float, float)
        For each name how large the units of both coordinates are, in units of the map.
    ax : Axes, optional
    bounds : ((low, high), (low, high)), optional
        Of the map; by default the loss's own.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.display import describe
    >>> from gdviz.losses import bowl
    >>> ax = draw_steepest(bowl(), (1, 2), {"as drawn": (1, 1), "x twice": (2, 1)})
    >>> describe(ax).split(" the steepest way")[1]
    ' up is at 63.4° (as drawn), 26.6° (x twice).'
    """
    bounds = bounds or loss.bounds
    ax, start = plot_contours(loss, ax, bounds=bounds), check_point("point", point, 2)
    told, reach = [], 0.38 * np.ptp(bounds, axis=1).min()
    for i, (name, scale) in enumerate(units.items()):
        direction = loss.gradient(start) * check_point("units", scale, 2) ** 2
        tip = start + reach * direction / np.linalg.norm(direction)
        color, line = (COLORS["gradient"], "-") if i == 0 else (COLORS["second"], (0, (4, 2)))
        arrow = canvas.arrow(ax, start, tip, color, lw=3, linestyle=line, mutation_scale=18)
        canvas.note(ax, name, tip, (0, -1) if i == 0 else (0, 1), color)
        told.append(f"{words.number(_degrees(direction))}° ({name})")
    ax.plot(*start, "s", color=COLORS["start"], ms=8, mec="white", zorder=5)
    tell(arrow, f"At {words.point(start)} the steepest way up is at {', '.join(told)}.")
    return ax


def draw_microscope(ax, exponent=-1):
    """Draw the four wells' loss along x near (1, 2), enlarged until h = 10^exponent fills it.

    Both axes are divided by h, so that the tangent looks the same at every enlargement.

    Parameters
    ----------
    ax : Axes
    exponent : int
        From 0 to −15.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> ax = draw_microscope(plt.subplots()[1], -1)
    >>> ax.get_title()
    'h = 0.1: chord −37.1, tangent −36'
    """
    h = 10.0 ** check_number("exponent", exponent, -15, 0, closed="both")
    loss, middle, right = himmelblau(), np.array([1.0, 2.0]), np.array([1, 0])
    t = np.linspace(-2, 2, 801)
    rise = (loss(middle + h * t[:, None] * right) - loss(middle)) / h
    slope = loss.gradient(middle)[0]
    chord = (loss(middle + h * right) - loss(middle)) / h
    (curve,) = ax.plot(t, rise, color=COLORS["loss"], label="the loss as computed")
    ax.plot(t, slope * t, "--", color=COLORS["gradient"], label="tangent")
    ax.plot([0, 1], [0, chord], "o-", color=COLORS["path"], label="chord from 0 to h")
    ax.set(xlim=(-2, 2), ylim=(-2.2 * abs(slope), 2.2 * abs(slope)))
    said, true = words.number(chord), words.number(slope)
    ax.set(xlabel="distance from x = 1, divided by h", ylabel="change of the loss, divided by h")
    ax.set_title(f"h = {words.number(h)}: chord {said}, tangent {true}")
    ax.legend(loc="upper right")
    apart = words.number(np.abs(rise - slope * t).max())
    tell(curve, f"Between −2h and 2h the computed loss leaves the tangent by up to {apart} h.")
    return ax
