"""Draw what the curvature decides: the stable range, and each eigen-component of the loss."""

import numpy as np

from gdviz.checks import check_number
from gdviz.descent import Trajectory, change
from gdviz.display import COLORS, series, tell
from gdviz.plots import axes as canvas
from gdviz.plots.rates import rate_in_words, regime
from gdviz.plots.runs import logarithmic
from gdviz.text import count, number


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
        line = ax.plot(np.where(part > 0, part, np.nan), **{**series(i), **spread, **kwargs})[0]
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
