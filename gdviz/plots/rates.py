"""Draw what the learning rate does: regimes, sweeps, schedules, stability, eigen-components."""

from itertools import islice

import numpy as np

from gdviz.checks import check_count, check_number, shorten
from gdviz.descent import VANISHED, Trajectory, change
from gdviz.display import COLORS, series, tell
from gdviz.grids import Sweep
from gdviz.optimizers import rates
from gdviz.plots import axes as canvas
from gdviz.plots.landscapes import plot_contours, plot_curve
from gdviz.plots.runs import logarithmic, plot_trajectory
from gdviz.text import count, number

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
        From :func:`gdviz.grids.sweep`.
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
    >>> from gdviz.grids import sweep
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
        ("max_steps", "o", "not within its steps"),
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


def plot_stability(runs=(), ax=None, *, curvature=None, largest=1000.0, labels=None):
    """Draw which learning rates are stable at which condition number, with runs as dots.

    The steepest direction of a quadratic shrinks by 1 − αλmax each step: it goes straight in
    below α = 1/λmax, alternates up to 2/λmax, and grows beyond. With κ = λmax/λmin both limits
    fall like 1/κ.

    Parameters
    ----------
    runs : Trajectory or sequence of Trajectory, optional
        Of quadratic losses and at constant learning rates.
    ax : Axes, optional
    curvature : float, optional
        λmin of the map, above 0; by default that of the first run, or 2 as of x² + κy². A run
        with another λmin stands where its αλmin puts it.
    largest : float, optional
        The κ up to which the map reaches, above 1.
    labels : sequence of str, optional
        By default each run's α.

    Returns
    -------
    Axes

    Notes
    -----
    Nesterov (2004), *Introductory Lectures on Convex Optimization*, section 2.1: the best
    constant rate is 2/(λmin + λmax).

    Examples
    --------
    >>> ax = plot_stability(largest=100)
    >>> print(ax.lines[1].get_xydata()[[0, -1]])
    [[1.e+00 1.e+00]
     [1.e+02 1.e-02]]
    """
    runs = canvas.as_list(runs, Trajectory) if not isinstance(runs, tuple) or runs else []
    dots = np.array([_place_on_map(run) for run in runs]).reshape(-1, 2)
    if curvature is None:
        curvature = runs[0].loss.curvatures()[0] if runs else 2.0
    curvature = check_number("curvature", curvature, low=0)
    ax, kappa = canvas.one(ax), np.geomspace(1, check_number("largest", largest, low=1), 101)
    lines = _draw_limits(ax, kappa, curvature)
    _draw_regions(ax, kappa, curvature)
    tell(lines[0], _describe_map(kappa[-1], curvature))
    names = canvas.names_for(runs, labels, rate_in_words)
    for i, ((k, scaled), run, name) in enumerate(zip(dots, runs, names, strict=True)):
        _draw_dot(ax, k, scaled / curvature, i, run, name)
    ax.legend(loc="lower left")
    canvas.label(ax, "condition number κ", f"learning rate α (λmin = {number(curvature)})")
    return ax


def _place_on_map(run):
    """κ and αλmin of a run."""
    low, high = run.loss.curvatures()[[0, -1]]
    rate = run.hyperparameters.get("learning_rate")
    if callable(rate) or rate is None or low <= 0:
        raise ValueError(
            f"runs must have one learning rate and a loss that curves up everywhere. Got {run!r}"
        )
    return high / low, rate * low


def _draw_limits(ax, kappa, curvature):
    steepest = kappa * curvature
    looks = (
        (1 / steepest, "data", ":", "1/λmax"),
        (2 / steepest, "warning", "-", "2/λmax, the limit"),
        (2 / (curvature + steepest), "minimum", "--", "2/(λmin + λmax), the best"),
    )
    return [
        ax.loglog(kappa, rate, color=COLORS[role], ls=line, label=name)[0]
        for rate, role, line, name in looks
    ]


def _draw_regions(ax, kappa, curvature):
    """Hatch and name what happens above, between and below the limits."""
    one, two = 1 / (kappa * curvature), 2 / (kappa * curvature)
    bottom, top = one[-1] / 5, two[0] * 5
    warning = {"facecolor": (COLORS["warning"], 0.12), "edgecolor": (COLORS["warning"], 0.4)}
    ax.fill_between(kappa, two, top, **warning, hatch="xx", lw=0)
    between = {"facecolor": (COLORS["path"], 0.22), "label": "alternates but converges"}
    ax.fill_between(kappa, one, two, **between, lw=0)
    ax.fill_between(kappa, bottom, one, facecolor=(COLORS["path"], 0.07), lw=0)
    ax.set(xlim=kappa[[0, -1]], ylim=(bottom, top))
    for place, text in (((0.7, 0.8), "diverges"), ((0.2, 0.52), "goes straight in")):
        style = {"ha": "center", "va": "center", "transform": ax.transAxes}
        ax.text(*place, text, **style, bbox={"fc": "white", "ec": "none", "alpha": 0.8, "pad": 2})


def _describe_map(largest, curvature):
    limits = [number(2 / (curvature * kappa)) for kappa in (1, largest)]
    return (
        f"The limit 2/λmax falls from {limits[0]} at κ = 1 to {limits[1]} at κ = {number(largest)}."
    )


def _draw_dot(ax, kappa, rate, index, run, name):
    style = {**series(index), "linestyle": "", "ms": 12, "mec": "white", "zorder": 5}
    (dot,) = ax.plot(kappa, rate, **style, label=f"{name}: {regime(run)}", clip_on=False)
    share = number(rate * kappa * run.loss.curvatures()[0] / 2)
    tell(dot, f"The run at {name}, κ = {number(kappa)}, is at {share} of its limit.")


def plot_eigen_components(run, ax=None, **kwargs):
    """Draw the parts of a quadratic loss, one for each eigenvector, that shrink by themselves.

    Along the eigenvector with curvature λ the loss is ½λc²; each step of gradient descent
    multiplies it by (1 − αλ)².

    Parameters
    ----------
    run : Trajectory
        Of a quadratic loss with a known minimum.
    ax : Axes, optional
    **kwargs
        For ``Axes.plot`` of the lines.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If the parts do not add up to the loss, as they do for a quadratic only.

    Notes
    -----
    Goh (2017), "Why Momentum Really Works", Distill, doi:10.23915/distill.00006.

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import bowl
    >>> ax = plot_eigen_components(descend(bowl(), (3, 4), learning_rate=0.25, steps=1))
    >>> print(sum(line.get_ydata() for line in ax.lines))
    [25.    6.25]
    """
    ax, told = canvas.one(ax), []
    curvatures, parts = _eigen_parts(run)
    for i, (curvature, part) in enumerate(zip(curvatures, parts.T, strict=True)):
        name = f"λ = {number(curvature)}{_factor(run, curvature)}"
        spread = {"markevery": max(1, run.steps // 12), "label": name, "mec": "white"}
        drawn = np.maximum(part, VANISHED * part[0])  # a logarithmic axis has no 0
        line = ax.plot(drawn, **{**series(i), **spread, **kwargs})[0]
        told.append(f"{name}: {change(part[0], part[-1])}")
    tell(line, f"The loss splits into {count(len(told), 'part')}. {'; '.join(told)}.")
    logarithmic(ax)
    canvas.count_along(ax)
    ax.grid(axis="y")
    ax.legend()
    canvas.label(ax, "step", "part of the loss")
    return ax


def _eigen_parts(run):
    """Return curvatures, shape (dim,), and parts of the loss, shape (steps + 1, dim)."""
    if not len(run.loss.minima):
        raise ValueError(f"run must be of a loss with a known minimum. Got {run.loss!r}.")
    best = run.loss.minima[0]
    curvatures, vectors = np.linalg.eigh(run.loss.hessian(best))
    parts = curvatures * ((run.points - best) @ vectors) ** 2 / 2
    height = run.losses[0] - run.loss(best)
    if abs(parts[0].sum() - height) > 0.01 * abs(height):
        raise ValueError(
            f"run must be of a quadratic loss. The parts of {run.loss.name} add up to "
            f"{number(parts[0].sum())}, not {number(height)}. Use gd.losses.bowl()."
        )
    return curvatures, parts


def _factor(run, curvature):
    rate = run.hyperparameters.get("learning_rate")
    if run.optimizer != "gradient descent" or rate is None or callable(rate):
        return ""
    return f", × {number((1 - rate * curvature) ** 2)} each step"
