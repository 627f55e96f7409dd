"""Draw how runs go on: the loss by step or by price, and the lengths of the steps."""

import numpy as np
from matplotlib.ticker import MaxNLocator, NullLocator

from gdviz.checks import check_number
from gdviz.descent import Trajectory, change
from gdviz.display import series, tell
from gdviz.plots import axes as canvas
from gdviz.text import count, number

TALLEST = 1e200  # of a run that diverged no more is drawn: margins would not fit in a float


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
