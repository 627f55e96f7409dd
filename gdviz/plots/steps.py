"""Draw single steps: one taken apart, and many from one origin."""

import numpy as np

from gdviz.checks import check_count
from gdviz.descent import descend
from gdviz.display import COLORS, TIME, tell
from gdviz.plots import axes as canvas
from gdviz.plots.axes import ground
from gdviz.plots.landscapes import plot_contours
from gdviz.text import count, number, point

DOT = 9  # points across the dot where a step ends
BUNDLED = 0.9  # the least cosine between every other step of a zig-zag


def plot_step(loss, point, learning_rate, axes=None, *, bounds=None):
    """Take one step of gradient descent apart: where it goes, and what it promised and got.

    The map shows the gradient, its opposite and the step, −α times the gradient. The section
    shows the loss along the step: a straight slope promises −α‖∇L‖², the curve gives less.
    Where the gradient is too long for the map it is drawn shorter by the factor written there;
    the step has its true length.

    Parameters
    ----------
    loss : Loss or callable
        With two coordinates.
    point : array_like, shape (2,)
    learning_rate : float
        α > 0.
    axes : sequence of 2 Axes, optional
        For the map and the section.
    bounds : ((low, high), (low, high)), optional
        Of the map; by default the loss's own.

    Returns
    -------
    ndarray of Axes, shape (2,)

    Examples
    --------
    >>> from gdviz.display import describe
    >>> from gdviz.losses import bowl
    >>> map_, section = plot_step(bowl(), (3, 4), 0.1)
    >>> describe(section)
    'The loss along the step: The step of length 1 promised a change of −10 and got −9.'
    """
    loss, bounds = ground(loss, bounds, 2)
    run = descend(loss, point, learning_rate=learning_rate, steps=1)
    axes = canvas.panels(axes, 1, 2, size=(8, 4))
    factor = _shortening(np.linalg.norm(run.gradients[0]), 0.3 * np.ptp(bounds, axis=1).min())
    tips = run.start + np.outer([-1, 1], run.gradients[0] / factor)
    bounds = canvas.widen(bounds, np.vstack([tips, run.points]), margin=0.15)
    plot_contours(loss, axes[0], bounds=bounds)
    _step_map(axes[0], run, factor)
    _step_section(axes[1], run)
    return axes


def _step_map(ax, run, factor):
    start, gradient, end = run.start, run.gradients[0], run.end
    uphill = canvas.arrow(ax, start, start + gradient / factor, COLORS["gradient"])
    dashed = {"linestyle": (0, (3, 2)), "lw": 1.6}
    canvas.arrow(ax, start, start - gradient / factor, COLORS["gradient"], **dashed)
    canvas.arrow(ax, start, end, COLORS["path"], lw=3, shrinkB=DOT / 2, mutation_scale=16)
    _name_arrows(ax, run, factor)
    ax.plot(*start, "s", color=COLORS["start"], ms=7, mec="white", zorder=5)
    ax.plot(*end, "o", color=COLORS["path"], ms=DOT, mec="white", zorder=5)
    tell(
        uphill,
        f"At {point(start)} the gradient is {point(gradient)}; the step leads to {point(end)}.",
    )
    canvas.label(ax, title="The step on the map")


def _name_arrows(ax, run, factor):
    """Write beside each arrow; of the two against the gradient the longer is named at its tip."""
    start, end, gradient = run.start, run.end, run.gradients[0]
    divided = "" if factor == 1 else f" ÷ {number(factor)}"
    orange, blue = COLORS["gradient"], COLORS["path"]
    tip, across = start - gradient / factor, np.array([gradient[1], -gradient[0]])
    canvas.note(ax, f"∇L{divided}", start + gradient / factor, gradient, orange, gap=6)
    if np.linalg.norm(tip - start) > np.linalg.norm(end - start):
        canvas.note(ax, f"−∇L{divided}", tip, -gradient, orange)
        canvas.note(ax, "−α ∇L", (start + end) / 2, across, blue)
    else:
        canvas.note(ax, f"−∇L{divided}", tip, across, orange)
        canvas.note(ax, "−α ∇L", end, -gradient, blue)


def _shortening(length, room):
    """The first of 1, 2, 5, 10, 20, … that divides a length small enough."""
    if length <= room or not np.isfinite(length):
        return 1
    power = 10 ** np.floor(np.log10(length / room))
    return next(power * digit for digit in (1, 2, 5, 10) if length / (power * digit) <= room)


def _step_section(ax, run):
    slope, length = np.linalg.norm(run.gradients[0]), np.linalg.norm(run.end - run.start)
    before, got = run.losses
    promised = before - slope * length
    along = np.linspace(0, 1.4 * length, 141)
    values = run.loss(run.start - along[:, None] * run.gradients[0] / slope)
    ax.plot(along, values, color=COLORS["loss"])
    ax.plot([0, length], [before, promised], "--", color=COLORS["gradient"])
    ax.plot(0, before, "s", color=COLORS["start"], ms=7)
    _promise_and_gain(ax, length, before, promised, got)
    ax.margins(y=0.1)
    ax.legend(loc="best")
    canvas.label(ax, "distance walked against the gradient", "loss", "The loss along the step")


def _promise_and_gain(ax, length, before, promised, got):
    said, drop = number(promised - before), number(got - before)
    hollow = {"mfc": "white", "mew": 2, "ms": DOT, "color": COLORS["gradient"], "ls": ""}
    ax.plot(length, promised, "D", label=f"promised: −α‖∇L‖² = {said}", **hollow)
    point = {"color": COLORS["path"], "ms": DOT, "ls": "", "zorder": 4}
    (reached,) = ax.plot(length, got, "o", label=f"got: {drop}", **point)
    tell(
        reached,
        f"The step of length {number(length)} promised a change of {said} and got {drop}.",
    )


def plot_step_star(run, ax=None, *, steps=12):
    """Draw the directions of a run's successive steps from one origin, older ones paler.

    All have length 1. Where the run zig-zags, neighbours point far apart and almost undo each
    other: odd and even steps form two bundles, which are named. Where it runs straight they lie
    on one another.

    Parameters
    ----------
    run : Trajectory
        Of a loss with two coordinates, that moves.
    ax : Axes, optional
    steps : int, optional
        How many of the first steps to draw, 1 or more.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> run = descend(lambda w: w[0] ** 2 + 10 * w[1] ** 2, (5, 1), learning_rate=0.09, steps=5)
    >>> ax = plot_step_star(run)
    >>> ax.get_aspect()
    1.0
    """
    ax, directions = canvas.one(ax), _directions(run, check_count("steps", steps, 1))
    ages = np.linspace(0.25, 1, len(directions))
    ax.set(xlim=(-1.4, 1.4), ylim=(-1.4, 1.4), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    canvas.square(ax, ((-1.4, 1.4), (-1.4, 1.4)))
    arrows = [
        canvas.arrow(ax, (0, 0), d, TIME(age), lw=1 + 2 * age)
        for d, age in zip(directions, ages, strict=True)
    ]
    tell(arrows[0], _describe_star(directions))
    for k, name in _names_of_star(directions).items():
        canvas.note(ax, name, directions[k], directions[k], TIME(max(ages[k], 0.6)))
    ax.plot(0, 0, "o", color=COLORS["start"], zorder=5)
    canvas.label(ax, *(f"{name}, direction only" for name in run.loss.labels))
    return ax


def _directions(run, steps):
    """Return the directions of the first steps that move, shape (n, 2), all of length 1."""
    moves = np.diff(run.points[: steps + 1], axis=0)
    if run.loss.dim != 2 or not moves.any():
        raise ValueError(f"run must move in a plane. Got {run!r} Start elsewhere or take steps.")
    moves = moves[moves.any(axis=1)]
    return moves / np.linalg.norm(moves, axis=1, keepdims=True)


def _names_of_star(directions):
    """Name the first and the last direction, or the two bundles of a zig-zag, by index."""
    last = len(directions) - 1
    beside, alike = ((directions[k:] * directions[:-k]).sum(axis=1) for k in (1, 2))
    if last > 2 and (beside < 0).all() and (alike > BUNDLED).all():
        odd_last = last - last % 2
        return {odd_last: "odd steps", odd_last + (1 if odd_last < last else -1): "even steps"}
    return {k: f"step {k + 1}" for k in (0, last)}


def _describe_star(directions):
    told = f"The directions of {count(len(directions), 'step')} from one origin"
    if len(directions) == 1:
        return f"{told}: {point(directions[0])}."
    cosines = (directions[1:] * directions[:-1]).sum(axis=1).clip(-1, 1)
    angle = number(np.degrees(np.median(np.arccos(cosines))))
    ends = f"from {point(directions[0])} to {point(directions[-1])}"
    return f"{told}, {ends}: each turns by {angle}° against the one before (median)."
