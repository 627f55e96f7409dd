"""Which minimum a start leads to, and what the learning rate has to do with it."""

from collections import deque
from itertools import islice

import numpy as np

from gdviz.checks import check_count, check_number, check_point
from gdviz.descent import descend
from gdviz.explorers.common import contour_scene, needs, off_centre, place_on
from gdviz.explorers.controls import logarithmic
from gdviz.explorers.widget import Explorer, draw_points
from gdviz.optimizers import gradient_descent
from gdviz.text import count, number, point

COLUMNS, ROWS = 20, 15  # starts over the picture
NEAR = 0.15  # of the picture's width: so near to a minimum,
SHORT = 0.01  # and with steps so short, a walk is on its way into it:
LAST = 5  # so many of them, as a walk that hops for ever may happen to take a short step
SHAPES = ("s", "^", "D", "v")
INKS = ("path", "gradient", "minimum", "second")  # as on the map of gd.plot_basins


def explore_basins(loss, start=None, *, learning_rate=None, steps=60):
    """Choose learning rate and start on a loss with several minima, and see where all starts end.

    Each of 300 starts is marked, in shape and colour, by the minimum that the steps from there
    settle in; a small grey dot settles in none.

    Parameters
    ----------
    loss : Loss
        With two coordinates and at least two known minima.
    start : array_like, shape (2,), optional
    learning_rate : float, optional
    steps : int, optional
        From 1 to 200.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> import gdviz as gd
    >>> explore_basins(gd.losses.two_wells(), (0, 1), learning_rate=0.05)
    The run from (0, 1) at learning rate 0.05 settles in B at (1.5, 0) in 60 steps. Of 300 starts \
47 end in A, 251 in B, 2 in none.
    """
    loss = needs(loss, 2, "gd.losses.two_wells()")
    if len(loss.minima) < 2:
        raise ValueError(
            f"loss must have at least two known minima. Got {loss!r} with {len(loss.minima)}. "
            "Try gd.losses.two_wells()."
        )
    begin = check_point("start", off_centre(loss) if start is None else start, 2)
    steps = check_count("steps", steps, 1, maximum=200)
    scene, ax = contour_scene(loss, f"Where every start ends on {loss.name}")
    rates = _rates(loss, learning_rate)
    controls = [rates, place_on(scene, ax, "start", begin, loss.labels)]

    def draw(over, learning_rate, start):
        starts, homes = _many(loss, ax, learning_rate, steps)
        _draw_basins(over, ax, loss, starts, homes)
        run = descend(loss, start, learning_rate=learning_rate, steps=steps)
        draw_points(over, ax, run.points)
        return (
            f"The run from {point(start)} at learning rate {number(learning_rate)} "
            f"{_home_of(loss, run)} in {count(run.steps, 'step')}. {_shares(loss, homes)}"
        )

    return Explorer(draw, scene, controls, moves="learning_rate", frames=len(rates.stops))


def _rates(loss, learning_rate):
    """Return a slider from what every minimum takes to what none of them takes."""
    edges = [2 / np.linalg.eigvalsh(loss.hessian(w))[-1] for w in loss.minima]
    low, high = min(edges) / 10, 1.51 * max(edges)
    rate = float(f"{0.7 * min(edges):.1g}") if learning_rate is None else learning_rate
    rate = check_number("learning_rate", rate, low=0, advice="Try 0.01.")
    return logarithmic("learning_rate", min(low, rate), max(high, rate), rate, "learning rate α")


def _many(loss, ax, learning_rate, steps):
    """Walk from a grid of starts at once."""
    x, y = (
        np.linspace(low, high, 2 * n + 1)[1::2]
        for (low, high), n in ((ax.get_xlim(), COLUMNS), (ax.get_ylim(), ROWS))
    )
    starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        walk = islice(gradient_descent(loss, starts, learning_rate), steps + 1)
        return starts, _homes(loss, deque(walk, maxlen=LAST + 1))


def _homes(loss, points):
    """Return the number of the minimum that walks with these last points settle in, −1 for none."""
    points = np.asarray(points)
    with np.errstate(all="ignore"):
        apart = np.linalg.norm(points[-1][..., None, :] - loss.minima, axis=-1)
        moved = np.linalg.norm(np.diff(points, axis=0), axis=-1).max(axis=0, initial=0)
    width = np.ptp(loss.bounds[0])
    apart = np.nan_to_num(apart, nan=np.inf)
    settled = (apart.min(-1) < NEAR * width) & (moved < SHORT * width)  # never where moved is NaN
    return np.where(settled, apart.argmin(-1), -1)


def _draw_basins(over, ax, loss, starts, homes):
    over.dots(ax, starts[homes < 0], "data", radius=2)
    for i, place in enumerate(loss.minima):
        ink = INKS[i % len(INKS)]
        shape = SHAPES[i % len(SHAPES)]
        over.glyphs(ax, starts[homes == i], ink, shape=shape, size=9, opacity=0.55)
        over.words(ax, place, _letter(i), ink, offset=(0, -10), size=20, anchor="middle")


def _letter(i):
    return chr(ord("A") + i)


def _home_of(loss, run):
    if run.status.kind == "diverged":
        return "has diverged"
    home = int(_homes(loss, run.points[-LAST - 1 :]))
    if home < 0:
        return "settles in no minimum"
    return f"settles in {_letter(home)} at {point(loss.minima[home])}"


def _shares(loss, homes):
    """Count the starts by where they end; percentages would be rounded, and not add up."""
    told = [f"{np.sum(homes == i)} in {_letter(i)}" for i in range(len(loss.minima))]
    if (homes < 0).any():
        told.append(f"{np.sum(homes < 0)} in none")
    return f"Of {homes.size} starts {', '.join(told).replace(' in', ' end in', 1)}."
