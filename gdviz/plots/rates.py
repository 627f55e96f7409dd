"""Draw what the learning rate does: regimes, a sweep, schedules."""

from itertools import islice

import numpy as np

from gdviz.checks import check_count, shorten
from gdviz.descent import Trajectory
from gdviz.display import COLORS, series, tell
from gdviz.grids import Sweep
from gdviz.optimizers import rates
from gdviz.plots import axes as canvas
from gdviz.plots.landscapes import plot_contours, plot_curve
from gdviz.plots.runs import plot_trajectory
from gdviz.text import number

LEFT = 0.01  # a run that leaves more than this share of the loss creeps


def plot_regimes(runs, axes=None):
    """Draw runs side by side over one ground, each under the name of what it does.

    The names: creeps (more than 1 % of the loss is left), converges, arrives in one step,
    alternates but converges, orbits, diverges.

    Parameters
    ----------
    runs : sequence of Trajectory
        Of one loss with one or two coordinates, usually at different learning rates.
    axes : sequence of Axes, optional
        One for each run.

    Returns
    -------
    ndarray of Axes, shape (len(runs),)

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import bowl
    >>> runs = [descend(bowl(), (3, 4), learning_rate=a, steps=9) for a in (0.01, 0.5, 1, 1.1)]
    >>> len(plot_regimes(runs)), [regime(run) for run in runs]
    (4, ['creeps', 'arrives in one step', 'orbits', 'diverges'])
    """
    runs = canvas.as_list(runs, Trajectory)
    columns = min(2, len(runs))
    if axes is None:
        rows = -(-len(runs) // columns)
        axes = canvas.panels(None, rows, columns, size=(6.4, 3.3 * rows))
        for ax in axes[len(runs) :]:
            ax.remove()
        axes = axes[: len(runs)]
    axes = canvas.panels(axes, len(runs))
    for ax, run in zip(axes, runs, strict=True):
        ground = plot_contours if run.loss.dim == 2 else plot_curve
        plot_trajectory(run, ground(run.loss, ax))
        ax.set_title(f"{rate_in_words(run)}: {regime(run)}", fontsize=10.5)
        canvas.trim(ax)
    for text in [text for ax in axes[1:] for text in ax.texts if text.get_text() == "start"]:
        text.remove()  # named once, in the first picture
    return axes


def rate_in_words(run):
    """Return the learning rate of a run as α = …, or its method if it has no single one."""
    rate = run.hyperparameters.get("learning_rate")
    known = np.ndim(rate) == 0 and isinstance(rate, int | float | np.number)
    return f"α = {number(rate)}" if known else run.method


def regime(run):
    """Say in a word what a run does.

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import bowl
    >>> regime(descend(bowl(), (3, 4), learning_rate=0.9, steps=30))
    'alternates but converges'
    """
    floor = run.loss(run.loss.minima[0]) if len(run.loss.minima) else run.losses.min()
    heights = run.losses - floor
    moves = np.diff(run.points, axis=0)
    if run.status.kind == "diverged" or heights[-1] > heights[0] * (1 + 1e-6):
        return "diverges"
    if not moves.any():
        return "does not move"
    if heights[-1] > heights[0] * (1 - 1e-6) or _returns(moves):
        return "orbits"
    if heights[1] <= 1e-12 * heights[0]:
        return "arrives in one step"
    if ((moves[1:] * moves[:-1]).sum(axis=1) < 0).mean() > 0.5:
        return "alternates but converges"
    return "creeps" if heights[-1] > LEFT * heights[0] else "converges"


def _returns(moves):
    """Whether the last move takes back the one before, no shorter: an orbit, if only along one way.

    On x² + 10y² at 0.1 the loss falls because x shrinks, while y jumps between ±1 for ever.
    """
    if len(moves) < 2:
        return False
    before, last = moves[-2:]
    return before @ last < 0 and np.linalg.norm(last) > (1 - 1e-4) * np.linalg.norm(before) > 0


def plot_sweep(result, ax=None, *, limit=None, **kwargs):
    """Draw how many steps each learning rate needs; those that never arrive stand on top.

    Call it again on the same Axes for a second sweep.

    Parameters
    ----------
    result : Sweep
        From :func:`gdviz.many.sweep`.
    ax : Axes, optional
    limit : float, optional
        2/λmax, from where on no run can converge.
    **kwargs
        For ``Axes.plot`` of the line, for instance its ``label``.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> from gdviz.many import sweep
    >>> ax = plot_sweep(sweep(bowl(), [0.1, 0.5, 1.1], (3, 4)), limit=1)
    >>> print(ax.lines[0].get_xydata())
    [[ 0.1 62. ]
     [ 0.5  1. ]
     [ 1.1  nan]]
    """
    if not isinstance(result, Sweep):
        raise TypeError(f"result must come from gd.sweep(…). Got {shorten(result)}.")
    ax = canvas.one(ax)
    look = series(sum(line.get_gid() == "sweep" for line in ax.lines))
    style = {**look, "label": "converges", "mec": "white", "mew": 0.6, "gid": "sweep"}
    (line,) = ax.plot(result.learning_rates, result.steps, **{**style, **kwargs})
    ax.set_yscale("log")
    _mark_never(ax, result, line)
    if limit is not None:
        name = f"2/λmax = {number(limit)}"
        ax.axvline(limit, color=COLORS["warning"], ls="--", lw=1.4, label=name)
    tell(line, _describe_sweep(result, limit))
    canvas.legend(ax, loc="best")
    canvas.label(ax, "learning rate α", "steps to converge")
    return ax


def _mark_never(ax, result, line):
    """Put what did not converge on top, above every count, a row for each sweep."""
    if np.isnan(result.steps).any():
        ax.set_ylim(top=max(ax.get_ylim()[1], 6 * np.nanmax(np.append(result.steps, 1))))
    known = ax.get_legend_handles_labels()[1]
    row = 0.97 - 0.06 * (sum(other.get_gid() == "sweep" for other in ax.lines) - 1)
    style = {"transform": ax.get_xaxis_transform(), "ls": "", "color": line.get_color()}
    style |= {"ms": 8, "mew": 2, "mfc": "white", "zorder": 4}
    for kind, marker, name in (
        ("reached its steps", "o", "not within its steps"),
        ("diverged", "x", "diverges"),
    ):
        rates = result.learning_rates[result.kinds == kind]
        if rates.size:
            shown = None if name in known else name
            ax.plot(rates, np.full(rates.size, row), marker, label=shown, **style)


def _describe_sweep(result, limit):
    told = [repr(result)]
    diverging = result.learning_rates[result.kinds == "diverged"]
    if diverging.size:
        told.append(f"The smallest that diverges is {number(diverging.min())}.")
    if limit is not None:
        told.append(f"The limit 2/λmax is {number(limit)}.")
    return " ".join(told)


def plot_schedules(schedules, ax=None, *, steps=100, labels=None, **kwargs):
    """Draw the learning rate of each step.

    Parameters
    ----------
    schedules : float, callable or sequence of these
        From ``gd.schedules``, a plain number, or any ``k -> learning rate``.
    ax : Axes, optional
    steps : int, optional
        1 or more.
    labels : sequence of str, optional
        By default what each schedule says of itself.
    **kwargs
        For ``Axes.plot`` of the lines.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_schedules([0.1, lambda k: 0.1 / (1 + k)], steps=3, labels=["same", "1/k"])
    >>> print(ax.lines[1].get_ydata().round(3))
    [0.1   0.05  0.033]
    """
    ax, steps = canvas.one(ax), np.arange(check_count("steps", steps, 1))
    several = _as_schedules(schedules)
    drawn = [list(islice(rates(schedule), len(steps))) for schedule in several]
    labels = canvas.names_for(several, labels, _schedule_in_words)
    for i, (alphas, name) in enumerate(zip(drawn, labels, strict=True)):
        style = {**series(i), "marker": "", "drawstyle": "steps-post"}
        (line,) = ax.plot(steps, alphas, **{**style, "label": name, **kwargs})
        ends = f"from {number(alphas[0])} to {number(alphas[-1])}"
        tell(line, f"{name}: {ends}, {number(sum(alphas))} in all.")
    ax.set_ylim(bottom=0)
    canvas.count_along(ax)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.17), ncols=2)
    canvas.label(ax, "step", "learning rate α")
    return ax


def _as_schedules(schedules):
    alone = isinstance(schedules, str) or not np.iterable(schedules)
    several = [schedules] if alone else list(schedules)
    if not several:
        raise ValueError("schedules must hold at least one. Got none. Try [0.1].")
    return several


def _schedule_in_words(schedule):
    if not callable(schedule):
        return f"constant {number(schedule)}"
    own = getattr(schedule, "__name__", "")
    return own.replace("_", " ") if own else str(schedule)
