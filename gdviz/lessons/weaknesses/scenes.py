"""The props of notebook 05: a bowl with pits, runs that leave a ridge, and four patients."""

import numpy as np
from matplotlib.ticker import NullLocator

from gdviz import text as words
from gdviz.descent import descend
from gdviz.display import COLORS, series, tell
from gdviz.losses import CatalogueLoss, bowl, plateau, ravine
from gdviz.plots import axes as canvas
from gdviz.stopping import loss_below

PITS = np.array([(-2.0, 0.9), (-1.5, -1.5), (2.0, 1.3)])
DEPTHS = np.array([1.0, 0.9, 1.0])
RADII = np.array([1.25, 0.75, 1.05])


def pitted_bowl():
    """A wide bowl with three narrow pits on its sides, none as deep as the bowl.

    L(x, y) = ¼ (x² + y²) − Σ dᵢ max(0, 1 − sᵢ²/rᵢ²)³ with sᵢ the distance from the middle of pit
    i, dᵢ its depth and rᵢ its radius, beyond which it is not felt. The opposite of
    :func:`gdviz.losses.two_wells`: here the better minimum is the wide one, of curvature ½.

    Returns
    -------
    Loss
        ``minima[0]`` is the bottom of the bowl, the lowest.

    Examples
    --------
    >>> loss = pitted_bowl()
    >>> print(loss(loss.minima).round(2))
    [0.   0.06 0.17 0.3 ]
    """

    def pits(w):
        off = w[..., None, :] - PITS
        return off, np.maximum(0, 1 - (off * off).sum(axis=-1) / RADII**2)

    def value(w):
        return 0.25 * (w * w).sum(axis=-1) - (DEPTHS * pits(w)[1] ** 3).sum(axis=-1)

    def gradient(w):
        off, inside = pits(w)
        return 0.5 * w + ((6 * DEPTHS * inside**2 / RADII**2)[..., None] * off).sum(axis=-2)

    def hessian(w):
        off, inside = pits(w)
        steep = (6 * DEPTHS * inside**2 / RADII**2)[..., None, None] * np.eye(2)
        bent = (24 * DEPTHS * inside / RADII**4)[..., None, None]
        return 0.5 * np.eye(2) + (steep - bent * off[..., None] * off[..., None, :]).sum(axis=-3)

    return CatalogueLoss(
        value,
        gradient,
        hessian,
        name="a bowl with three pits",
        bounds=((-4, 4), (-3, 3)),
        minima=_bottoms(gradient, hessian),
        vectorized=True,
    )


def _bottoms(gradient, hessian):
    """The minima, by Newton's method from the origin and from beside each pit's middle."""
    points = np.vstack([[0.0, 0.0], 0.95 * PITS])
    for _ in range(20):
        points -= np.linalg.solve(hessian(points), gradient(points)[..., None])[..., 0]
    return points


def draw_offsets(runs, ax=None, *, beyond=0.5):
    """Draw how far from a ridge line y = 0 runs are at each step, until they have left it.

    Parameters
    ----------
    runs : mapping of str to Trajectory
        Of a loss with two coordinates, by name; each starts beside the line.
    ax : Axes, optional
    beyond : float, optional
        A run has left when ``|y|`` is larger than this.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import ridge
    >>> runs = {"from 0.01": descend(ridge(), (-1, 0.01), learning_rate=0.1, steps=30)}
    >>> from gdviz.display import describe
    >>> describe(draw_offsets(runs))
    'from 0.01: beyond 0.5 after 23 steps.'
    """
    ax = canvas.one(ax)
    offsets = {name: np.abs(run.points[:, 1]) for name, run in runs.items()}
    lowest = min(offset[0] for offset in offsets.values())
    ax.set(
        yscale="log", ylim=(lowest * (lowest / beyond) ** 0.1, beyond * (beyond / lowest) ** 0.2)
    )
    for i, (name, offset) in enumerate(offsets.items()):
        _draw_offset(ax, offset, i, name, beyond)
    ax.axhline(beyond, color=COLORS["data"], ls=(0, (4, 3)), lw=1, zorder=1)
    ax.set_yticks([offset[0] for offset in offsets.values()])
    ax.yaxis.set_minor_locator(NullLocator())
    right = {"transform": ax.get_yaxis_transform(), "va": "center", "color": COLORS["data"]}
    ax.text(1.01, beyond, words.number(beyond), **right)
    canvas.count_along(ax)
    canvas.label(ax, "step", "distance |y| from the ridge line")
    return ax


def _draw_offset(ax, offsets, index, name, beyond):
    left = np.flatnonzero(offsets > beyond)
    last = int(left[0]) if left.size else len(offsets) - 1
    look = series(index)
    (line,) = ax.plot(offsets[: last + 1], lw=2.4, ls=look["linestyle"], color=look["color"])
    ax.plot(0, offsets[0], "s", color=COLORS["start"], ms=7, mec="white", zorder=4)
    if not left.size:
        tell(line, f"{name}: still within {words.number(beyond)} after {last} steps.")
        return
    end = {"color": look["color"], "marker": look["marker"], "ms": 9, "mec": "white", "zorder": 4}
    ax.plot(last, offsets[last], **end)
    canvas.note(ax, f"{last}", (last, offsets[last]), (0, 1), look["color"], fontweight="bold")
    tell(line, f"{name}: beyond {words.number(beyond)} after {words.count(last, 'step')}.")


def patients():
    """Run descent four times, each time with another trouble.

    Returns
    -------
    dict of str to Trajectory
        By letter.

    Examples
    --------
    >>> {name: run.steps for name, run in patients().items()}
    {'A': 333, 'B': 40, 'C': 250, 'D': 250}
    """
    return {
        "A": descend(plateau(), (-1.5, 1), learning_rate=0.1, steps=400, stop=loss_below(1e-6)),
        "B": descend(bowl(), (-3, 4), learning_rate=1.04, steps=40),
        "C": descend(ravine(200), (-4, 1), learning_rate=0.004, steps=250),
        "D": descend(bowl(), (-3, 4), learning_rate=0.0008, steps=250),
    }
