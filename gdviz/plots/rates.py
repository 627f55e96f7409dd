"""Draw what the learning rate does: regimes, sweeps, schedules, stability, eigen-components."""

from itertools import islice

import numpy as np

from gdviz.basins_and_sweep import Sweep
from gdviz.checks import check_count, shorten
from gdviz.colors import COLORS, series
from gdviz.descent import VANISHED, change, regime
from gdviz.display import tell
from gdviz.optimizers import rates
from gdviz.plots import axes as canvas
from gdviz.plots.landscapes import plot_contours, plot_curve
from gdviz.plots.runs import as_list, finish_steps, name_of, plot_trajectory
from gdviz.text import count, number


def plot_regimes(runs, axes=None):
    """Draw runs side by side over one ground, each under the name of what it does.

    It creeps (more than 1 % of the loss is left), converges, arrives in one step, alternates (but
    converges), orbits, stalls, rises, diverges or does not move; without a known minimum it falls
    instead of creeping. The losses have one or two coordinates. Titles of given Axes are replaced.

    >>> runs = [gd.descend(gd.losses.bowl(), (3, 4), learning_rate=a, steps=9) for a in (0.01, 1)]
    >>> [ax.get_title() for ax in gd.plot_regimes(runs)]
    ['α = 0.01: creeps', 'α = 1: orbits']
    """
    runs = as_list(runs)
    axes = canvas.panels(axes, len(runs), size=(6.4, 3.3))
    for ax, run in zip(axes, runs, strict=True):
        ground = plot_contours if run.loss.dim == 2 else plot_curve
        plot_trajectory(run, ground(run.loss, ax))
        rate = _plain_rate(run)
        name = run.method if rate is None else f"α = {number(rate)}"
        ax.set_title(f"{name}: {regime(run)}", fontsize=10.5)
        canvas.trim(ax)
    for text in [text for ax in axes[1:] for text in ax.texts if text.get_text() == "start"]:
        text.remove()  # named once, in the first picture
    return axes


def _plain_rate(run):
    """Return the learning rate of plain gradient descent, or None of any other run."""
    plain = run.optimizer == "gradient descent" and not run.hyperparameters["normalize"]
    rate = run.hyperparameters["learning_rate"] if plain else None
    return None if callable(rate) else rate


def plot_sweep(result, ax=None, *, limit=None, **kwargs):
    """Draw how many steps each learning rate needs; those that never arrive stand on top.

    ``result`` comes from ``gd.sweep``; ``limit`` is 2/λmax, the limit of descent on a quadratic.

    >>> ax = gd.plot_sweep(gd.sweep(gd.losses.bowl(), [0.1, 0.5, 1.1], (3, 4)), limit=1)
    >>> print(ax.lines[0].get_ydata())
    [62.  1. nan]
    """
    if not isinstance(result, Sweep):
        raise TypeError(f"result must come from gd.sweep(…). Got {shorten(result)}.")
    told, ax = repr(result), canvas.one(ax)
    style = {**series(0), "label": "converges", "mec": "white", "mew": 0.6}
    (line,) = ax.plot(result.learning_rates, result.steps, **{**style, **kwargs})
    ax.set_yscale("log")
    diverging = result.learning_rates[result.kinds == "diverged"]
    slow = result.learning_rates[~np.isin(result.kinds, ["diverged", "converged"])]
    style = {"transform": ax.get_xaxis_transform(), "ls": "", "color": line.get_color()}
    style |= {"ms": 8, "mew": 2, "mfc": "white", "zorder": 4}
    late = "not converged by its last step"
    for there, marker, name in ((slow, "o", late), (diverging, "x", "diverges")):
        if there.size:  # they stand on top, above every count
            ax.plot(there, np.full(there.size, 0.97), marker, label=name, **style)
            ax.set_ylim(top=max(ax.get_ylim()[1], 6 * np.nanmax([*result.steps, 1])))
    if diverging.size:
        told += f" The smallest that diverges is {number(diverging.min())}."
    if limit is not None:
        name = canvas.written(f"2/λmax = {number(limit)}")
        ax.axvline(limit, color=COLORS["warning"], ls="--", lw=1.4, label=name)
        told += f" The limit 2/λmax is {number(limit)}."
    ax.legend(frameon=True)
    return canvas.finish(ax, line, told, "learning rate α", "steps to converge")


def plot_schedules(schedules, ax=None, *, steps=100, labels=None, **kwargs):
    """Draw the learning rate of each step.

    The schedules are from ``gd.schedules``, plain numbers, or any ``k -> learning rate``.

    >>> ax = plot_schedules([0.1, lambda k: 0.1 / (1 + k)], steps=3, labels=["same", "1/k"])
    >>> print(ax.lines[1].get_ydata().round(3))
    [0.1   0.05  0.033]
    """
    steps = np.arange(check_count("steps", steps, 1))
    schedules = list(schedules) if np.iterable(schedules) else [schedules]
    drawn = [list(islice(rates(schedule), len(steps))) for schedule in schedules]
    labels = canvas.names_for(
        schedules, labels, lambda s: name_of(s) if callable(s) else f"constant {number(s)}"
    )
    ax = canvas.one(ax)
    for i, (alphas, name) in enumerate(zip(drawn, labels, strict=True)):
        style = {**series(i), "marker": "", "drawstyle": "steps-post"}
        (line,) = ax.plot(steps, alphas, **{**style, "label": name, **kwargs})
        ends = f"from {number(alphas[0])} to {number(alphas[-1])}"
        tell(line, f"{name}: {ends}, {number(sum(alphas))} in all.")
    ax.set_ylim(bottom=0)
    canvas.count_along(ax)
    canvas.legend_below(ax, ncols=2)
    return canvas.label(ax, "step", "learning rate α")


def plot_stability(runs, ax=None):
    """Draw which learning rates are stable at which condition number, with runs as dots.

    Each step multiplies the steepest component by 1 − αλmax. The best constant rate is
    2/(λmin + λmax): Nesterov (2004), *Introductory Lectures on Convex Optimization*, section 2.1.
    The map is drawn for the first run's λmin; a run with another λmin keeps its αλmin.

    >>> run = gd.descend(gd.losses.ravine(5000), (0, 1), learning_rate=0.0001, steps=9)
    >>> ax = gd.plot_stability(run)
    >>> print(ax.lines[3].get_xydata(), round(ax.get_xlim()[1]))
    [[5.e+03 1.e-04]] 10000
    """
    runs = as_list(runs)
    spectra = [run.loss.curvatures() for run in runs]
    for run, curvatures in zip(runs, spectra, strict=True):
        if _plain_rate(run) is None or curvatures[0] <= 0:
            wanted = "runs must be of gradient descent at one learning rate, on a loss that curves "
            raise ValueError(f"{wanted}up everywhere. Got {run!r}")
    ax, curvature = canvas.one(ax), spectra[0][0]
    kappa = np.geomspace(1, max(1000, *(2 * w[-1] / w[0] for w in spectra)), 101)
    one, two = 1 / (kappa * curvature), 2 / (kappa * curvature)
    (line,) = ax.loglog(kappa, one, color=COLORS["data"], ls=":", label=canvas.written("1/λmax"))
    limit, best = map(canvas.written, ("2/λmax, the limit", "2/(λmin + λmax), the best"))
    ax.plot(kappa, two, color=COLORS["warning"], ls="-", label=limit)
    ax.plot(kappa, 2 / (curvature * (1 + kappa)), color=COLORS["minimum"], ls="--", label=best)
    _draw_regions(ax, kappa, one, two)
    for i, (run, curvatures) in enumerate(zip(runs, spectra, strict=True)):
        low, rate = curvatures[0], _plain_rate(run)
        k, scaled, name = curvatures[-1] / low, rate * low, f"α = {number(rate)}"
        style = {**series(i), "linestyle": "", "ms": 12, "mec": "white", "zorder": 5}
        style |= {"label": f"{name}: {regime(run)}", "clip_on": False}
        (dot,) = ax.plot(k, scaled / curvature, **style)
        share = number(scaled * k / 2)
        tell(dot, f"The run at {name}, κ = {number(k)}, is at {share} of its limit.")
    ax.legend(loc="lower left")
    told = (
        f"The limit 2/λmax falls from {number(two[0])} at κ = 1 to {number(two[-1])} at "
        f"κ = {number(kappa[-1])}."
    )
    rate = canvas.written(f"learning rate α (λmin = {number(curvature)})")
    return canvas.finish(ax, line, told, "condition number κ", rate)


def _draw_regions(ax, kappa, one, two):
    """Hatch and name what happens above, between and below the limits."""
    bottom, top = one[-1] / 5, two[0] * 5
    warning, path = COLORS["warning"], COLORS["path"]
    above = {"facecolor": (warning, 0.12), "edgecolor": (warning, 0.4), "hatch": "xx"}
    ax.fill_between(kappa, two, top, **above, lw=0)
    between = {"facecolor": (path, 0.22), "label": "alternates but converges"}
    ax.fill_between(kappa, one, two, **between, lw=0)
    ax.fill_between(kappa, bottom, one, facecolor=(path, 0.07), lw=0)
    ax.set(xlim=kappa[[0, -1]], ylim=(bottom, top))
    style = {"ha": "center", "va": "center", "transform": ax.transAxes}
    style["bbox"] = {"fc": "white", "ec": "none", "alpha": 0.8, "pad": 2}
    ax.text(0.7, 0.8, "diverges", **style)
    ax.text(0.16, 0.51, "converges without\nalternating", **style)


def plot_eigen_components(run, ax=None, **kwargs):
    """Draw the parts of a quadratic loss above its known minimum, one for each eigenvector.

    With c the distance from the minimum along the eigenvector of curvature λ, the part is ½λc².
    Each step of gradient descent multiplies it by (1 − αλ)²: Goh (2017), "Why Momentum Really
    Works", Distill, doi:10.23915/distill.00006.

    >>> run = gd.descend(gd.losses.quadratic(2, 4), (3, 4), learning_rate=0.1, steps=10)
    >>> gd.plot_eigen_components(run).get_legend_handles_labels()[1]
    ['λ = 2, × 0.64 each step', 'λ = 4, × 0.36 each step']
    """
    rate = _plain_rate(run)
    (curvatures, parts), told, ax = _eigen_parts(run), [], canvas.one(ax)
    for i, (curvature, part) in enumerate(zip(curvatures, parts.T, strict=True)):
        factor = f", × {number((1 - rate * curvature) ** 2)} each step" if rate else ""
        name = f"λ = {number(curvature)}{factor}"
        spread = {"markevery": max(1, run.steps // 12), "label": name, "mec": "white"}
        # A logarithmic axis has no 0.
        (line,) = ax.plot(np.maximum(part, VANISHED * part[0]), **{**series(i), **spread, **kwargs})
        told.append(f"{name}: {change(part[0], part[-1])}")
    tell(line, f"The loss splits into {count(len(told), 'part')}. {'; '.join(told)}.")
    return finish_steps(ax, "part of the loss", several=True)


def _eigen_parts(run):
    """Return curvatures, shape (dim,), and parts of the loss, shape (steps + 1, dim)."""
    for best in run.loss.minima[:1]:
        curvatures, vectors = np.linalg.eigh(run.loss.hessian(best))
        parts = curvatures * ((run.points - best) @ vectors) ** 2 / 2
        height = run.losses[0] - run.loss(best)
        if abs(parts[0].sum() - height) <= 0.01 * abs(height):
            return curvatures, parts
    wanted = "run must be of a quadratic loss whose minimum is known, as gd.losses.bowl() is."
    raise ValueError(f"{wanted} Got {run.loss!r}. Give gd.Loss its minima, or take another plot.")
