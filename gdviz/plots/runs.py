"""Draw runs: paths, losses by step, stopping rules, bands of many runs, and single steps."""

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, NullLocator

from gdviz.checks import check_count, check_data, check_number, shorten
from gdviz.colors import COLORS, TIME, series
from gdviz.descent import Trajectory, change, descend, straightness
from gdviz.display import tell
from gdviz.plots import axes as canvas
from gdviz.plots.landscapes import plot_contours
from gdviz.stopping import first_stop
from gdviz.text import count, number, point

CROWDED = 60  # with more steps than this, a marker at each point hides the path
ROUNDED = 1e-9  # a number below 0 by no more than this share of the highest is 0, rounded
TALLEST = 1e200  # of a run that diverged no more is drawn: margins would not fit in a float
SHORT = 100  # times from the lowest to the highest: below, powers of ten are too few numbers
HATCHES = ("////", "\\\\\\\\", "....", "||||")
DOT = 9  # points across the dot where a step ends
BUNDLED = 0.9  # the least cosine between every other step of a zig-zag


def as_list(runs):
    """Return one run or several as a list."""
    runs = list(runs) if np.iterable(runs) else [runs]
    wrong = [run for run in runs if not isinstance(run, Trajectory)]
    if wrong or not runs:
        got = shorten(wrong[0]) if wrong else "none"
        raise TypeError(f"runs must be one or several runs. Got {got}. Use gd.descend(…).")
    return runs


def name_of(function):
    """Return what a rule or a schedule calls itself, or the name of a plain function in words."""
    name = getattr(function, "__name__", "")
    return name.replace("_", " ") if name else str(function)


def named(runs, labels):
    """Return one run or several as a list, and a label for each, by default its method."""
    runs = as_list(runs)
    return runs, canvas.names_for(runs, labels, lambda run: run.method)


def plot_trajectory(runs, ax=None, *, labels=None, **kwargs):
    """Draw the path of one or several runs, start and end marked.

    Of a loss with two coordinates the path lies in their plane; of a loss with one coordinate it
    hops along the curve. Axes that have been drawn on, as with contours, keep their limits.

    >>> run = gd.descend(gd.losses.bowl(), (3, 4), learning_rate=0.1, steps=5)
    >>> gd.plot_trajectory(run).get_xlabel()
    'x'
    """
    runs, labels = named(runs, labels)
    dims = [run.loss.dim for run in runs]
    if max(dims) > 2 or len(set(dims)) > 1:
        wanted = "runs must be of losses with equally many coordinates, 1 or 2."
        raise ValueError(f"{wanted} Got {dims}. Use gd.plot_convergence for the others.")
    ax = canvas.one(ax)
    if ax.has_data():
        ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())
    for i, (run, name) in enumerate(zip(runs, labels, strict=True)):
        places = run.points if dims[0] == 2 else np.column_stack([run.points, run.losses])
        crowd = {"markersize": 4.5} if run.steps <= CROWDED else {"marker": "", "linewidth": 1.4}
        style = {**series(i), "mec": "white", "mew": 0.5, "zorder": 3, **crowd, "label": name}
        path = _draw_path(ax, places, {**style, **kwargs})
        told = f"{run!r} {straightness(run.points)}"
        tell(path, f"{name}: {told}" if len(runs) > 1 else told)
    if len(runs) > 1:
        ax.legend(frameon=True)
    return canvas.label(ax, *(*runs[0].loss.labels, "loss")[:2])


def _draw_path(ax, places, style):
    (path,) = ax.plot(*places.T, **style)
    look = {"color": path.get_color(), "mec": "white", "zorder": 4}
    ax.plot(*places[0], "s", **{**look, "color": COLORS["start"]}, ms=7)
    ax.plot(*places[-1], style["marker"] or "o", **look, ms=8.5)
    if not any(text.get_text() == "start" for text in ax.texts):
        apart = places[0] - places[:2][-1]
        canvas.name_place(ax, "start", places[0], apart if apart.any() else (1, 1), COLORS["start"])
    return path


def plot_convergence(runs, ax=None, *, labels=None, floor=0.0, **kwargs):
    """Draw the loss of one or several runs against the step, on a logarithmic scale.

    ``floor``, the lowest value a loss can reach, is subtracted; what is then 0 is left out. With
    numbers below 0 the scale is linear.

    >>> run = gd.descend(gd.losses.bowl(), (3, 4), learning_rate=0.1, steps=5)
    >>> gd.plot_convergence(run).get_yscale()
    'log'
    """
    (runs, labels), floor = named(runs, labels), check_number("floor", floor)
    longest, ax = max(run.steps for run in runs), canvas.one(ax)
    for i, (run, name) in enumerate(zip(runs, labels, strict=True)):
        line = _draw_line(ax, _above(run.losses, floor), name, i, kwargs, longest)
        told = change(run.losses[0] - floor, run.losses[-1] - floor)
        tell(line, f"{name}: the {_what(floor)} {told} in {count(run.steps, 'step')}.")
    return finish_steps(ax, _what(floor), several=len(runs) > 1)


def _what(floor):
    """Name what is drawn when a floor is subtracted."""
    return "loss" if floor == 0 else "loss above its lowest value"


def _above(losses, floor):
    """Subtract a floor; without numbers below 0, but for rounding, what is not above 0 is NaN."""
    above = losses - floor
    return above if above.min() < -ROUNDED * above.max() else np.where(above > 0, above, np.nan)


def _draw_line(ax, y, name, index, kwargs, longest=0):
    """Draw a line with about six markers over so many steps; a short one has its end."""
    last, there = len(y) - 1, y <= TALLEST
    every = max(1, int(len(y) * (longest or last) / (last or 1) / 6))
    places = range(index % every, len(y), every) if every < len(y) else ()
    marks = [k for k in places if there[k]] or np.flatnonzero(there)[-1:].tolist()
    look = {"markevery": marks, "markersize": 6, "mec": "white", "mew": 0.6}
    return ax.plot(y, **{**series(index), **look, "label": canvas.written(name), **kwargs})[0]


def finish_steps(ax, y, title="", *, several):
    """Finish a picture of numbers by step: a scale, a legend for several lines, labels.

    The scale is logarithmic, and linear with numbers below 0.
    """
    if ax.dataLim.y1 > TALLEST:
        ax.set_ylim(ax.dataLim.minposy / 2, TALLEST)
    if ax.dataLim.y0 >= -ROUNDED * ax.dataLim.y1:
        ax.set_yscale("log")
    low, high = ax.get_ylim()
    if 0 < low < high < 10 * low:  # write 20 and 25, and not 2 × 10¹ and 2.5 × 10¹
        ax.yaxis.set_major_locator(MaxNLocator(4, steps=(1, 2, 5, 10)))
        ax.yaxis.set_major_formatter(lambda value, _: number(value))
        ax.yaxis.set_minor_locator(NullLocator())
    ax.grid(axis="y")
    if several:
        ax.legend()
    canvas.count_along(ax)
    return canvas.label(ax, "step", y, title)


def plot_stopping(run, rules, ax=None, *, labels=None):
    """Draw the loss of a run, and mark where each stopping rule would have ended it.

    The rules come from ``gd.stopping``, or are functions of points, losses and gradients that
    return one answer for each point.

    >>> run = gd.descend(gd.losses.bowl(), (1, 0), learning_rate=0.25, steps=9)
    >>> ax = gd.plot_stopping(run, [gd.stopping.loss_below(0.1)])
    >>> ax.get_legend_handles_labels()[1]
    ['step 2: the loss is below 0.1']
    """
    labels, ax = canvas.names_for(rules, labels, name_of), canvas.one(ax)
    (line,) = ax.plot(_above(run.losses, 0), color=COLORS["loss"])
    told, marks = [], []
    for i, (rule, name) in enumerate(zip(rules, labels, strict=True), 1):
        step, look = first_stop(rule, run), series(i)
        style = {**look, "linestyle": "", "ms": 10, "mec": "white", "zorder": 4}
        if step is None:
            marks += ax.plot([], [], **style, label=f"never: {name}")
            told.append(f"no step ({name})")
        else:
            ax.axvline(step, color=look["color"], ls=look["linestyle"], lw=1)
            marks += ax.plot(step, run.losses[step], **style, label=f"step {step}: {name}")
            told.append(f"step {step} ({name}, loss {number(run.losses[step])})")
    tell(line, f"{run!r} It would end at {'; '.join(told)}.")
    finish_steps(ax, "loss", several=False)
    marks.sort(key=lambda mark: next(iter(mark.get_xdata()), np.inf))  # the first to hold on top
    canvas.legend_below(ax, handles=marks)
    return ax


def plot_power_law(x, y, ax=None, *, label="measured", law=None, **kwargs):
    """Draw points on two logarithmic scales, with the straight line of the power law they follow.

    Where y = c·xᵖ the points lie on a line of slope p; it is fitted and written in the legend, or
    ``law`` is drawn in its place: what theory says at each x. All numbers are above 0. Call it
    again on the same Axes for a second law.

    >>> ax = plot_power_law([1, 10, 100], [5, 500, 50000], label="cost")
    >>> ax.get_legend_handles_labels()[1]
    ['cost: slope 2']
    """
    x, y, off = check_data("x", x), check_data("y", y), ""
    if not len(x) == len(y) == np.size(y if law is None else law) or min(*x, *y) <= 0:
        raise ValueError("x, y and law must hold equally many numbers above 0. Drop zeros.")
    if law is None:
        slope, height = np.polyfit(np.log(x), np.log(y), 1)
        ends = np.array([x.min(), x.max()])
        heights = np.exp(height) * ends**slope
        label += f": slope {number(slope)}"
    else:
        ends, heights = x, check_data("law", law)
        off = f", at most {number(100 * np.abs(y / heights - 1).max(), 2)} % off the law"
    ax = canvas.one(ax)
    look = series(sum(line.get_linestyle() == "None" for line in ax.lines))
    style = {**look, "linestyle": "", "mec": "white", "ms": 8, "label": label, **kwargs}
    (points,) = ax.plot(x, y, **style)
    ax.plot(ends, heights, color=look["color"], ls=look["linestyle"], lw=1)
    ax.loglog()
    for axis, (low, high) in zip((ax.xaxis, ax.yaxis), ax.dataLim.get_points().T, strict=True):
        if high < SHORT * low:  # write 0.1, 0.2, 0.5, 1: powers of ten alone are too few
            axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.set_major_formatter(lambda value, _: number(value))
            axis.set_minor_formatter(NullFormatter())
    ax.legend()
    first, last = (f"({number(x[k])}, {number(y[k])})" for k in (0, -1))
    return canvas.finish(ax, points, f"{label}, from {first} to {last}{off}.", "x", "y")


def plot_bands(groups, ax=None, *, floor=0.0, each="seed"):
    """Draw the median of several runs as a line, and all of them as a band around it.

    ``groups`` maps names to runs of equal length that differ in their seed: trajectories, or
    losses of shape (runs, steps + 1). ``each`` is what one of the runs is, as "mean" of many walks.

    >>> ax = plot_bands({"two seeds": [[4, 2, 1], [8, 4, 3]]})
    >>> print(ax.lines[0].get_ydata())
    [6. 3. 2.]
    """
    if not isinstance(groups, dict):
        raise TypeError('groups must map names to runs, as {"He": runs}. Use a dict.')
    ax = canvas.one(ax)
    for i, (name, runs) in enumerate(groups.items()):
        losses = np.array([getattr(run, "losses", run) for run in runs], dtype=float) - floor
        low, middle, high = np.quantile(losses, [0, 0.5, 1], axis=0)
        # A line below others is wider, so that it looks out.
        line = _draw_line(ax, middle, name, i, {"lw": 2 + (len(groups) - 1 - i) / 2})
        color, hatch = line.get_color(), HATCHES[i % len(HATCHES)]
        band = {"facecolor": (color, 0.15), "edgecolor": (color, 0.25), "lw": 0, "hatch": hatch}
        ax.fill_between(np.arange(len(middle)), low, high, **band)
        fall = f"the median {change(middle[0], middle[-1])}"
        ends = f"ends between {number(low[-1])} and {number(high[-1])}"
        tell(line, f"{name}, {count(len(losses), each)}: {fall} and {ends}.")
    return finish_steps(ax, _what(floor), title=f"Median and range of the {each}s", several=True)


def plot_step(loss, point, learning_rate, axes=None, *, bounds=None):
    """Draw one step of gradient descent on a map, and the loss along it beside its tangent.

    The map shows the gradient, its opposite and the step, −α times the gradient; where the
    gradient is too long, it is drawn shorter by the factor written there. The section marks the
    change of the loss that the tangent predicts, −α‖∇L‖² ("promised"), and the actual one ("got").

    >>> gd.plot_step(gd.losses.bowl(), (3, 4), 0.1)[1].get_legend_handles_labels()[1]
    ['promised: −α‖∇L‖² = −10', 'got: −9']
    """
    loss, bounds = canvas.ground(loss, bounds, 2)
    run = descend(loss, point, learning_rate=learning_rate, steps=1)
    if not run.steps:
        raise ValueError(f"learning_rate must be smaller: {run.status.reason} Got {learning_rate}.")
    axes = canvas.panels(axes, 2)
    length, room = np.linalg.norm(run.gradients[0]), 0.3 * np.ptp(bounds, axis=1).min()
    factors = (digit * 10**power for power in range(300) for digit in (1, 2, 5))
    factor = next(factor for factor in factors if length / factor <= room)  # 1, 2, 5, 10, …
    tips = run.start + np.outer([-1, 1], run.gradients[0] / factor)
    bounds = canvas.widen(bounds, np.vstack([tips, run.points]), margin=0.15)
    plot_contours(loss, axes[0], bounds=bounds)
    _step_map(axes[0], run, factor)
    _step_section(axes[1], run)
    return axes


def _step_map(ax, run, factor):
    start, gradient, end = run.start, run.gradients[0], run.end
    up, down = start + gradient / factor, start - gradient / factor
    across = gradient[::-1] * (1, -1)
    orange, blue = COLORS["gradient"], COLORS["path"]
    uphill = canvas.arrow(ax, start, up, orange)
    canvas.arrow(ax, start, down, orange, linestyle=(0, (3, 2)), lw=1.6)
    canvas.arrow(ax, start, end, blue, lw=3, shrinkB=DOT / 2, mutation_scale=16)
    divided = "" if factor == 1 else f" ÷ {number(factor)}"
    canvas.note(ax, f"∇L{divided}", up, gradient, orange, gap=6)
    if np.linalg.norm(down - start) > np.linalg.norm(end - start):  # the longer at its tip
        canvas.note(ax, f"−∇L{divided}", down, -gradient, orange)
        canvas.note(ax, "−α ∇L", (start + end) / 2, across, blue)
    else:
        canvas.note(ax, f"−∇L{divided}", down, across, orange)
        canvas.note(ax, "−α ∇L", end, -gradient, blue)
    ax.plot(*start, "s", color=COLORS["start"], ms=7, mec="white", zorder=5)
    ax.plot(*end, "o", color=blue, ms=DOT, mec="white", zorder=5)
    told = f"At {point(start)} the gradient is {point(gradient)}; the step leads to {point(end)}."
    canvas.finish(ax, uphill, told, title="The step on the map")


def _step_section(ax, run):
    slope, length = np.linalg.norm(run.gradients[0]), np.linalg.norm(run.end - run.start)
    before, got = run.losses
    promised = before - slope * length
    along, orange = np.linspace(0, 1.4 * length, 141), COLORS["gradient"]
    values = run.loss(run.start - along[:, None] * run.gradients[0] / slope)
    ax.plot(along, values, color=COLORS["loss"])
    ax.plot([0, length], [before, promised], "--", color=orange)
    ax.plot(0, before, "s", color=COLORS["start"], ms=7)
    said, drop = number(promised - before), number(got - before)
    hollow = {"mfc": "white", "mew": 2, "ms": DOT, "color": orange, "ls": ""}
    ax.plot(length, promised, "D", label=f"promised: −α‖∇L‖² = {said}", **hollow)
    full = {"color": COLORS["path"], "ms": DOT, "ls": "", "zorder": 4}
    (reached,) = ax.plot(length, got, "o", label=f"got: {drop}", **full)
    ax.margins(y=0.1)
    ax.legend(loc="best")
    told = f"The step of length {number(length)} promised a change of {said} and got {drop}."
    x, title = "distance walked against the gradient", "The loss along the step"
    canvas.finish(ax, reached, told, x, "loss", title)


def plot_step_star(run, ax=None, *, steps=12):
    """Draw the directions of a run's first steps from one origin, older ones paler.

    All have length 1. Where the run zig-zags, neighbours almost undo each other: odd and even
    steps form two bundles, which are named. Where it runs straight they lie on one another.

    >>> run = descend(lambda w: w[0] ** 2 + 10 * w[1] ** 2, (5, 1), learning_rate=0.09, steps=5)
    >>> plot_step_star(run).get_aspect()
    1.0
    """
    moves = np.diff(run.points[: check_count("steps", steps, 2) + 1], axis=0)
    moves = moves[moves.any(axis=1)]
    if run.loss.dim != 2 or len(moves) < 2:
        raise ValueError(f"run must move in a plane, twice at least. Got {run!r} Take steps.")
    directions = moves / np.linalg.norm(moves, axis=1, keepdims=True)
    ages, ax = np.linspace(0.25, 1, len(directions)), canvas.one(ax)
    ax.set(xlim=(-1.4, 1.4), ylim=(-1.4, 1.4), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    canvas.square(ax, ((-1.4, 1.4), (-1.4, 1.4)))
    for direction, age in zip(directions, ages, strict=True):
        arrow = canvas.arrow(ax, (0, 0), direction, TIME(age), lw=1 + 2 * age)
    for k, name in _names_of_star(directions).items():
        canvas.note(ax, name, directions[k], directions[k], TIME(max(ages[k], 0.6)))
    ax.plot(0, 0, "o", color=COLORS["text"], zorder=5)
    cosines = (directions[1:] * directions[:-1]).sum(axis=1).clip(-1, 1)
    angle = number(np.degrees(np.median(np.arccos(cosines))))
    told = (
        f"The directions of {len(directions)} steps from one origin, from {point(directions[0])} "
        f"to {point(directions[-1])}: each turns by {angle}° against the one before (median)."
    )
    return canvas.finish(ax, arrow, told, *(f"{name}, direction only" for name in run.loss.labels))


def _names_of_star(directions):
    """Name the first and the last direction, or the two bundles of a zig-zag, by index."""
    last = len(directions) - 1
    beside, alike = ((directions[k:] * directions[:-k]).sum(axis=1) for k in (1, 2))
    if last > 2 and (beside < 0).all() and (alike > BUNDLED).all():
        return {k: "even steps" if k % 2 else "odd steps" for k in (last, last - 1)}
    return {k: f"step {k + 1}" for k in (0, last)}
