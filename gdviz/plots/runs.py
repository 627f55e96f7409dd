"""Draw runs: paths, losses by step, stopping rules, bands of many runs, and single steps."""

from collections.abc import Mapping

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter, NullLocator

from gdviz.checks import (
    check_choice,
    check_count,
    check_data,
    check_function,
    check_number,
    shorten,
)
from gdviz.descent import Trajectory, change, descend
from gdviz.display import COLORS, TIME, series, tell
from gdviz.plots import axes as canvas
from gdviz.plots.axes import ground, name_place
from gdviz.plots.landscapes import plot_contours
from gdviz.stopping import first_stop
from gdviz.text import count, number, point

CROWDED = 60  # with more steps than this, a marker at each point hides the path
TALLEST = 1e200  # of a run that diverged no more is drawn: margins would not fit in a float
SHORT = 100  # times from the lowest to the highest: below, powers of ten are too few numbers
HATCHES = ("////", "\\\\\\\\", "....", "||||")
DOT = 9  # points across the dot where a step ends
BUNDLED = 0.9  # the least cosine between every other step of a zig-zag


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
    ax = canvas.one(ax)
    for run, name, line in _draw_losses(ax, runs, labels, floor, _step_numbers, kwargs):
        told = change(run.losses[0] - floor, run.losses[-1] - floor)
        tell(line, f"{name}: the {what(floor)} {told} in {count(run.steps, 'step')}.")
    label_steps(ax, what(floor))
    return ax


def what(floor):
    """Name what is drawn when a floor is subtracted."""
    return "loss" if floor == 0 else "loss above its lowest value"


def _step_numbers(run):
    return np.arange(run.steps + 1)


def _draw_losses(ax, runs, labels, floor, across, kwargs):
    """Draw a line for each run and return what each line shows."""
    runs, floor = canvas.as_list(runs, Trajectory), check_number("floor", floor)
    labels = canvas.names_for(runs, labels, lambda run: run.method)
    drawn = []
    for i, (run, name) in enumerate(zip(runs, labels, strict=True)):
        above = np.where(run.losses > floor, run.losses - floor, np.nan)
        drawn.append((run, name, draw_line(ax, across(run), above, i, name, kwargs)))
    finish(ax, len(runs))
    return drawn


def draw_line(ax, x, y, index, name, kwargs):
    """Draw a line with a few markers, so that grey print tells lines apart."""
    every = max(1, len(y) // 6)
    spread = {"markevery": (index % every, every), "markersize": 6, "mec": "white", "mew": 0.6}
    return ax.plot(x, y, **{**series(index), **spread, "label": name, **kwargs})[0]


def finish(ax, lines):
    """Make the scale logarithmic, and tell several lines apart by a legend."""
    logarithmic(ax)
    _number_part_of_a_decade(ax)
    ax.grid(axis="y")
    if lines > 1:
        ax.legend()


def logarithmic(ax):
    """Make the scale logarithmic, also over the losses of a run that diverged."""
    if ax.dataLim.y1 > TALLEST:
        ax.set_ylim(ax.dataLim.minposy / 2, TALLEST)
    ax.set_yscale("log")


def _number_part_of_a_decade(ax):
    """Write 20 and 25, and not 2 × 10¹ and 2.5 × 10¹, where the losses lie so near together."""
    low, high = ax.get_ylim()
    if 0 < low < high < 10 * low:
        ax.yaxis.set_major_locator(MaxNLocator(4, steps=(1, 2, 5, 10)))
        ax.yaxis.set_major_formatter(lambda value, _: number(value))
        ax.yaxis.set_minor_locator(NullLocator())


def label_steps(ax, y):
    """Label an axis that counts steps, which are whole."""
    canvas.count_along(ax)
    canvas.label(ax, "step", y)


def plot_race(runs, ax=None, *, labels=None, floor=0.0, **kwargs):
    """Draw the loss of runs against what they cost, counted in gradients of single examples.

    A step of full-batch descent costs as many as there are examples, a step on a mini-batch only
    the size of the batch. So counted, a race is fair and the same on every computer.

    Parameters
    ----------
    runs : Trajectory or sequence of Trajectory
    ax : Axes, optional
    labels, floor, **kwargs
        As for :func:`plot_convergence`.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import line_fit
    >>> run = descend(line_fit([0, 1, 2], [1, 3, 4]), (0, 0), learning_rate=0.1, steps=2)
    >>> print(plot_race(run).lines[0].get_xdata())
    [0 3 6]
    """
    ax = canvas.one(ax)
    drawn = _draw_losses(ax, runs, labels, floor, lambda run: run.gradient_evaluations, kwargs)
    budget = min(run.gradient_evaluations[-1] for run, _, _ in drawn)
    for run, name, line in drawn:
        k = np.searchsorted(run.gradient_evaluations, budget, side="right") - 1
        left = number(run.losses[k] - floor)
        spent = count(number(budget), "gradient")
        tell(line, f"{name}: after {spent} the {what(floor)} is {left}.")
    canvas.label(ax, "gradients of single examples", what(floor))
    return ax


def plot_step_lengths(runs, ax=None, *, labels=None, **kwargs):
    """Draw how long each step was, on a logarithmic scale.

    Under plain gradient descent that is α‖∇L‖: the walk crawls where the ground is flat.

    Parameters
    ----------
    runs : Trajectory or sequence of Trajectory
    ax : Axes, optional
    labels, **kwargs
        As for :func:`plot_convergence`.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import bowl
    >>> ax = plot_step_lengths(descend(bowl(), (4, 3), learning_rate=0.1, steps=2))
    >>> print(ax.lines[0].get_ydata())
    [1.  0.8]
    """
    ax, runs = canvas.one(ax), canvas.as_list(runs, Trajectory)
    labels = canvas.names_for(runs, labels, lambda run: run.method)
    for i, (run, name) in enumerate(zip(runs, labels, strict=True)):
        lengths = np.linalg.norm(np.diff(run.points, axis=0), axis=1)
        shown = np.where(lengths > 0, lengths, np.nan)
        line = draw_line(ax, np.arange(1, run.steps + 1), shown, i, name, kwargs)
        ends = f"{change(lengths[0], lengths[-1])}" if run.steps else "is not defined"
        tell(line, f"{name}: the length of a step {ends}, {number(lengths.sum())} in all.")
    finish(ax, len(runs))
    label_steps(ax, "length of the step")
    return ax


def plot_stopping(run, rules, ax=None, *, labels=None, floor=0.0):
    """Draw the loss of a run, and mark where each stopping rule would have ended it.

    Parameters
    ----------
    run : Trajectory
    rules : sequence of callable
        From ``gd.stopping``, or functions of points, losses and gradients that return one answer
        for each point.
    ax : Axes, optional
    labels : sequence of str, optional
        By default what each rule says it waits for.
    floor : float, optional
        Subtracted from each loss.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import bowl
    >>> run = descend(bowl(), (1, 0), learning_rate=0.25, steps=9)
    >>> ax = plot_stopping(run, [lambda w, losses, slopes: losses < 0.1], labels=["below 0.1"])
    >>> ax.get_legend_handles_labels()[1]
    ['step 2: below 0.1']
    """
    ax = canvas.one(ax)
    labels = canvas.names_for(rules, labels, _rule_in_words)
    above = np.where(run.losses > floor, run.losses - floor, np.nan)
    (line,) = ax.plot(above, color=COLORS["loss"])
    told = [
        _mark_stop(ax, run, above, rule, name, i)
        for i, (rule, name) in enumerate(zip(rules, labels, strict=True), 1)
    ]
    tell(line, f"{run!r} It would end at {'; '.join(told)}.")
    finish(ax, 1)
    _list_by_step(ax)
    label_steps(ax, what(floor))
    return ax


def _rule_in_words(rule):
    check_function("rules", rule, "for example gd.stopping.gradient_below(1e-6)", takes=3)
    return getattr(rule, "text", "") or rule.__name__.replace("_", " ")


def _mark_stop(ax, run, above, rule, name, index):
    """Mark the first step where a rule holds; return it in words."""
    step = first_stop(rule, run)
    style = {**series(index), "linestyle": "", "markersize": 10, "mec": "white", "zorder": 4}
    if step is None:
        ax.plot([], [], **style, label=f"never: {name}")
        return f"no step ({name})"
    ax.axvline(step, color=style["color"], ls=series(index)["linestyle"], lw=1)
    ax.plot(step, above[step], **style, label=f"step {step}: {name}")
    return f"step {step} ({name}, loss {number(run.losses[step])})"


def _list_by_step(ax):
    """Put the rules below the picture, the first to hold on top, those that never hold last."""
    marks = [line for line in ax.lines if not line.get_label().startswith("_")]
    marks.sort(key=lambda line: next(iter(line.get_xdata()), np.inf))
    ax.legend(handles=marks, loc="upper center", bbox_to_anchor=(0.5, -0.17))


def plot_power_law(x, y, ax=None, *, label=None, law=None, **kwargs):
    """Draw points on two logarithmic scales, with the straight line of the power law they follow.

    Where y = c·xᵖ the points lie on a line of slope p; it is fitted and written in the legend.
    Call it again on the same Axes for a second law.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Two or more numbers above 0.
    ax : Axes, optional
    label : str, optional
        What the points are.
    law : array_like, shape (n,), optional
        What theory says at each x; its line is drawn in place of a fitted one.
    **kwargs
        For ``Axes.plot`` of the points.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_power_law([1, 10, 100], [5, 500, 50000], label="cost")
    >>> ax.get_legend_handles_labels()[1]
    ['cost: slope 2']
    """
    ax, (x, y) = canvas.one(ax), _positive("x and y", x, y)
    name, off, ends, heights = _fitted(x, y, label) if law is None else _given(x, y, law, label)
    style = series(sum(line.get_linestyle() == "None" for line in ax.lines))
    dots = {"color": style["color"], "marker": style["marker"], "mec": "white", "ms": 8, "ls": ""}
    (points,) = ax.plot(x, y, **{**dots, "label": name, **kwargs})
    ax.plot(ends, heights, color=style["color"], ls=style["linestyle"], lw=1)
    tell(points, f"{name}, from {_pair(x[0], y[0])} to {_pair(x[-1], y[-1])}{off}.")
    ax.loglog()
    _number_plainly(ax.yaxis, ax.dataLim.intervaly)
    ax.legend()
    canvas.label(ax, "x", "y")
    return ax


def _number_plainly(axis, ends):
    """Number a short logarithmic axis 0.1, 0.2, 0.5, 1: powers of ten alone are too few there."""
    if ends[1] < SHORT * ends[0]:
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
        axis.set_minor_formatter(NullFormatter())


def _positive(names, x, y):
    x, y = check_data("x", x), check_data(names.split()[-1], y)
    if len(x) != len(y) or min(x.min(), y.min()) <= 0:
        raise ValueError(f"{names} must hold equally many numbers above 0. Got others. Drop zeros.")
    return x, y


def _fitted(x, y, label):
    """Return the name of points, nothing more to say, and the line of the law fitted to them."""
    slope, height = np.polyfit(np.log(x), np.log(y), 1)
    ends = np.array([x.min(), x.max()])
    name = f"{label}: " * bool(label) + f"slope {number(slope)}"
    return name, "", ends, np.exp(height) * ends**slope


def _given(x, y, law, label):
    """Return the name of points, how far off their law they are, and the law's line."""
    _, law = _positive("x and law", x, law)
    off = number(100 * np.abs(y / law - 1).max(), 2)
    return label or "measured", f", at most {off} % off the law", x, law


def _pair(x, y):
    return f"({number(x)}, {number(y)})"


def plot_bands(groups, ax=None, *, floor=0.0, top=None, singly=(), each="seed"):
    """Draw the median of several runs as a line, and all of them as a band around it.

    Parameters
    ----------
    groups : mapping of str to runs
        For each name several runs of equal length, which differ in their seed: trajectories, or
        an array of losses of shape (runs, steps + 1).
    ax : Axes, optional
    floor : float, optional
        Subtracted from each loss.
    top : float, optional
        Above 0. What is higher is cut off, so that a run thrown far out leaves the others room;
        the description says how high it went.
    singly : sequence of str, optional
        Names of groups whose runs are drawn one by one: a median hides leaps that the runs make
        at different steps.
    each : str, optional
        What one of the runs is, in the singular, as "mean" where a row is the mean of many walks.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_bands({"two seeds": [[4, 2, 1], [8, 4, 3]]})
    >>> print(ax.lines[0].get_ydata())
    [6. 3. 2.]
    """
    ax = canvas.one(ax)
    if not isinstance(groups, Mapping) or not groups:
        raise TypeError('groups must map names to runs, as {"He": runs}. Use a dict.')
    top = np.inf if top is None else check_number("top", top, 0)
    rows = {name: _losses_of(runs, name) - floor for name, runs in groups.items()}
    singly = [check_choice("singly", name, list(rows)) for name in singly]
    for i, (name, losses) in enumerate(rows.items()):
        if name in singly:
            _draw_each(ax, losses, i, name, each)
        else:
            line = _draw_band(ax, losses, i, name, each, top)
            line.set_linewidth(2 + (len(rows) - 1 - i) / 2)  # a line below others looks out
    finish(ax, len(groups))
    if top < np.inf:
        ax.set_ylim(0.8 * min(losses[losses > 0].min() for losses in rows.values()), top)
    ax.legend()
    label_steps(ax, what(floor))
    canvas.label(ax, title=f"Median and range of the {each}s")
    return ax


def _draw_band(ax, losses, index, name, each, top):
    low, middle, high = np.quantile(losses, [0, 0.5, 1], axis=0)
    steps = np.arange(len(middle))
    line = draw_line(ax, steps, middle, index, name, {})
    color = line.get_color()
    band = {"facecolor": (color, 0.15), "edgecolor": (color, 0.25), "lw": 0}
    ax.fill_between(steps, low, high, **band, hatch=HATCHES[index % len(HATCHES)])
    ends = f"ends between {number(low[-1])} and {number(high[-1])}"
    if high.max() > top:
        ends += f", after a highest value of {number(high.max(), 2)}, above the picture"
    runs = count(len(losses), each)
    tell(line, f"{name}, {runs}: the median {change(middle[0], middle[-1])} and {ends}.")
    return line


def _draw_each(ax, losses, index, name, each):
    """Draw the runs of a group as thin lines of one colour, with one entry in the legend."""
    labels = [name, *["_"] * (len(losses) - 1)]
    look = {"marker": "", "linestyle": "-", "lw": 1.4}
    lines = [
        draw_line(ax, np.arange(len(row)), row, index, label, look)
        for row, label in zip(losses, labels, strict=True)
    ]
    climbing = (np.diff(losses) > 0).any(axis=1).sum()
    tell(
        lines[0],
        f"{name}, {count(len(losses), each)}, each drawn: the loss rises at some step in "
        f"{climbing} of them, to {number(losses.max())} at most, and ends between "
        f"{number(losses[:, -1].min())} and {number(losses[:, -1].max())}.",
    )


def _losses_of(runs, name):
    rows = [getattr(run, "losses", run) for run in runs]
    if len({np.size(row) for row in rows}) != 1:
        raise ValueError(f"groups[{name!r}] must hold runs of one length. Use the same steps.")
    return np.array(rows, dtype=float)


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
