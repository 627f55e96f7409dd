"""Draw one run under many rules, and laws of growth."""

import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from gdviz.checks import check_data, check_function
from gdviz.display import COLORS, series, tell
from gdviz.plots import axes as canvas
from gdviz.plots.histories import finish, label_steps, what
from gdviz.stopping import first_stop
from gdviz.text import number

SHORT = 100  # times from the lowest to the highest: below, powers of ten are too few numbers


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
