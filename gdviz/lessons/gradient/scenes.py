"""The props of notebook 02: slopes on the map, the microscope, flat places and their sections."""

from dataclasses import replace

import numpy as np

from gdviz import words
from gdviz.checks import check_number, check_point
from gdviz.figures import tell
from gdviz.losses import himmelblau
from gdviz.plots import canvas, plot_contours
from gdviz.style import COLORS

LOOKS = {
    "minimum": ("*", "minimum", 15),
    "maximum": ("^", "gradient", 10),
    "saddle": ("X", "second", 10),
    "cannot tell": ("o", "data", 10),
}


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
    ['∂L/∂x', '∂L/∂y', '∇L ÷ 2']
    """
    ax = plot_contours(loss, ax, bounds=bounds)
    start, gradient = check_point("point", point, 2), loss.gradient(point)
    tip = start + gradient / divided
    corner = np.array([tip[0], start[1]])
    thin = {"lw": 1.4, "linestyle": (0, (3, 2))}
    for i, (tail, head) in enumerate(((start, corner), (corner, tip))):
        canvas.arrow(ax, tail, head, COLORS["loss"], **thin)
        away = (0, -np.sign(gradient[1])) if i == 0 else (np.sign(gradient[0]), 0)
        name = loss.labels[i].split()[-1]
        canvas.note(ax, f"∂L/∂{name}", (tail + head) / 2, away)
    arrow = canvas.arrow(ax, start, tip, COLORS["gradient"])
    canvas.note(ax, f"∇L ÷ {words.number(divided)}", tip, gradient, COLORS["gradient"])
    ax.plot(*start, "s", color=COLORS["start"], ms=7, mec="white", zorder=5)
    tell(
        arrow,
        f"At {words.point(start)} the slopes are {words.point(gradient)}; the arrow they make "
        f"is {words.number(np.linalg.norm(gradient))} long.",
    )
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


def flat_places(loss, starts=21):
    """Find the places inside a loss's bounds where its gradient is 0, by Newton's method.

    Parameters
    ----------
    loss : Loss
        With two coordinates.
    starts : int, optional
        How many along each side.

    Returns
    -------
    ndarray, shape (m, 2)
        In rising order of the loss.

    Examples
    --------
    >>> len(flat_places(himmelblau()))
    9
    """
    low, high = np.transpose(loss.bounds)
    sides = np.linspace(low, high, starts).T
    points = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    for _ in range(60):
        steps = np.linalg.solve(loss.hessian(points), loss.gradient(points)[..., None])[..., 0]
        points = np.clip(points - steps, 3 * low, 3 * high)
    inside = ((points >= low) & (points <= high)).all(axis=1)
    flat = np.linalg.norm(loss.gradient(points), axis=1) < 1e-6
    found = points[inside & flat]
    _, first = np.unique(found.round(6) + 0.0, axis=0, return_index=True)
    found = found[first]
    return found[np.argsort(loss(found).round(6), kind="stable")]


def mark_places(loss, places, kinds, ax=None):
    """Mark places on the map of a loss, each with the sign of its kind.

    Parameters
    ----------
    loss : Loss
        With two coordinates.
    places : array_like, shape (m, 2)
    kinds : sequence of {"minimum", "maximum", "saddle", "cannot tell"}
        One for each place.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import saddle
    >>> ax = mark_places(saddle(), [(0, 0)], ["saddle"])
    >>> ax.get_legend_handles_labels()[1]
    ['1 saddle']
    """
    ax = plot_contours(replace(loss, minima=()), ax)
    places = check_point("places", places, 2, batch=True).reshape(-1, 2)
    for kind in sorted(set(kinds), key=list(LOOKS).index):
        marker, role, size = LOOKS[kind]
        these = places[[k == kind for k in kinds]]
        name = words.count(len(these), kind).replace("minimums", "minima")
        style = {"color": COLORS[role], "ms": size, "mec": "white", "ls": "", "zorder": 6}
        (marks,) = ax.plot(*these.T, marker, label=name, **style)
        heights = [words.number(0 if abs(v) < 1e-9 else v) for v in np.sort(loss(these))]
        tell(marks, f"{name}, with loss {', '.join(heights)}.")
    canvas.legend(ax, loc="center left", bbox_to_anchor=(1.02, 0.5))
    return ax


def draw_sections(loss, place, ax, *, reach=0.5):
    """Draw a loss along the two directions of its largest and smallest curvature at a place.

    Parameters
    ----------
    loss : Loss
        With two coordinates.
    place : array_like, shape (2,)
    ax : Axes
    reach : float, optional
        How far to look, both ways.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from gdviz.losses import saddle
    >>> ax = draw_sections(saddle(), (0, 0), plt.subplots()[1])
    >>> ax.get_legend_handles_labels()[1]
    ['curvature −2', 'curvature 2']
    """
    place = check_point("place", place, 2)
    curvatures, directions = np.linalg.eigh(loss.hessian(place))
    along, told = np.linspace(-reach, reach, 101), []
    for i, (curvature, direction) in enumerate(zip(curvatures, directions.T, strict=True)):
        direction = direction * np.sign(direction[np.abs(direction).argmax()])
        name = f"curvature {words.number(curvature + 0.0)}"
        values = loss(place + along[:, None] * direction) - loss(place)
        style = {"color": COLORS[("path", "gradient")[i]], "ls": ("-", "--")[i], "label": name}
        (line,) = ax.plot(along, values, **style)
        ends = f"{words.number(values[0])} and {words.number(values[-1])}"
        told.append(f"{words.number(curvature + 0.0)} (at the ends {ends})")
    tell(line, f"Curvatures {' and '.join(told)}.")
    ax.plot(0, 0, "o", color=COLORS["start"], zorder=4)
    ax.margins(y=0.3)
    ax.legend(fontsize=9)
    canvas.label(ax, "distance", "change of the loss")
    return ax
