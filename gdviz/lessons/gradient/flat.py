"""The props of notebook 02 about flat places: where they are, of which kind, and in section."""

from dataclasses import replace

import numpy as np

from gdviz import text as words
from gdviz.checks import check_point
from gdviz.display import COLORS, tell
from gdviz.plots import axes as canvas
from gdviz.plots import plot_contours

LOOKS = {
    "minimum": ("*", "minimum", 18),
    "maximum": ("^", "gradient", 12),
    "saddle": ("X", "second", 12),
    "cannot tell": ("o", "data", 12),
}


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
    >>> from gdviz.losses import himmelblau
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
    canvas.legend(ax, loc="center left", bbox_to_anchor=(1.02, 0.5), fontsize=13)
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
        (line,) = ax.plot(along, values, lw=2.4, **style)
        ends = f"{words.number(values[0])} and {words.number(values[-1])}"
        told.append(f"{words.number(curvature + 0.0)} (at the ends {ends})")
    tell(line, f"Curvatures {' and '.join(told)}.")
    ax.plot(0, 0, "o", color=COLORS["start"], ms=8, mec="white", zorder=4)
    ax.set(xticks=(-reach, 0, reach), yticks=[])
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), fontsize=11)
    spec = ax.get_subplotspec()
    first = spec is None or spec.is_first_col()
    canvas.label(ax, "distance", "change of the loss, own scale" if first else "")
    return ax
