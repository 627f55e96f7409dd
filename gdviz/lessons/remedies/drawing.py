"""Notebook 06: pictures of noise floors, of a race by its price, and of the bug clinic's ward."""

import numpy as np
from matplotlib.ticker import NullLocator

from gdviz.display import COLORS, series, tell
from gdviz.lessons.remedies.clinic import DIAGNOSES
from gdviz.plots import plot_convergence
from gdviz.plots.axes import label
from gdviz.text import number

SHOWN = 60  # of the points of a noisy curve, spread evenly over a logarithmic axis


def draw_floors(ax, learning_rates, floors, law, *, name):
    """Draw measured noise floors as points and their law as a curve, on logarithmic scales.

    Parameters
    ----------
    ax : Axes
    learning_rates, floors, law : array_like, shape (n,)
    name : str
        What the points are.

    Returns
    -------
    Axes
    """
    style = series(len(ax.lines) // 2)
    color, marker = style["color"], style["marker"]
    (dots,) = ax.plot(learning_rates, floors, marker, mec="white", ms=10, label=name, color=color)
    ax.plot(learning_rates, law, style["linestyle"], lw=1.6, color=color)
    ends = [number(v) for v in (learning_rates[0], floors[0], learning_rates[-1], floors[-1])]
    off = number(100 * np.max(np.abs(np.divide(floors, law) - 1)), 2)
    tell(
        dots,
        f"{name}: the floor rises from {ends[1]} at learning rate {ends[0]} to {ends[3]} at "
        f"{ends[2]}, at most {off} % off the law.",
    )
    ax.loglog()
    ax.set_xticks(learning_rates, [number(rate) for rate in learning_rates])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.legend()
    label(ax, "learning rate α", "mean loss above its lowest value")
    return ax


def draw_race(ax, races):
    """Draw the mean loss of many shuffles against its price, on logarithmic scales.

    Parameters
    ----------
    ax : Axes
    races : mapping of str to Race
        Of the first rate of each the mean over the shuffles is drawn.

    Returns
    -------
    Axes
    """
    for i, (name, run) in enumerate(races.items()):
        mean = run.above[:, 0].mean(axis=1)
        shown = np.unique(np.geomspace(1, len(mean) - 1, SHOWN).astype(int))
        style = {**series(i), "markevery": 8, "ms": 8, "mec": "white", "lw": 2.2}
        (line,) = ax.plot(run.asked[shown], mean[shown], label=name, **style)
        shuffles = run.above.shape[2]
        after = f"after {number(run.asked[-1])} per-example gradients"
        kind = "the loss" if shuffles == 1 else f"the mean loss of {shuffles} shuffles"
        tell(line, f"{name}: {after} {kind} is {number(mean[-1])} above its lowest value.")
    ax.loglog()
    ax.grid(axis="y")
    ax.legend()
    label(ax, "per-example gradients asked", "loss above its lowest value")
    return ax


def mark_epochs(ax, updates, epochs):
    """Draw a line at the end of each epoch, and number the axis by them.

    Parameters
    ----------
    ax : Axes
    updates : int
        In one epoch.
    epochs : int

    Returns
    -------
    Axes
    """
    ends = [updates * k for k in range(1, epochs)]
    for end in ends:
        ax.axvline(end, color=COLORS["data"], ls=":", lw=1.4, zorder=1)
    ax.set_xticks([0, *ends, updates * epochs])
    return ax


def draw_ward(axes, ward):
    """Draw the loss of each patient beside its healthy twin; the last Axes holds the legend.

    Parameters
    ----------
    axes : sequence of Axes
        One more than there are patients.
    ward : mapping of str to (Trajectory, Trajectory)

    Returns
    -------
    sequence of Axes
    """
    *places, last = np.ravel(axes)
    for letter, ax in zip(sorted(ward), places, strict=True):
        patient, twin = ward[letter]
        floor = patient.loss(patient.loss.minima[0])
        ax = plot_convergence((patient, twin), ax, floor=floor, labels=("patient", "healthy"))
        place = ax.get_subplotspec()
        ax.set(title=f"patient {letter}", xticks=[0, patient.steps])
        ax.set_xlabel("step" if place.is_last_row() else "")
        ax.set_ylabel("loss above lowest" if place.is_first_col() else "")
        ax.get_legend().remove()
        _mark_own_epochs(ax, patient)
    last.legend(*places[0].get_legend_handles_labels(), loc="upper left")
    last.set_axis_off()
    names = "\n".join(sorted(DIAGNOSES.values()))
    last.text(0.02, 0, f"one of each:\n{names}", transform=last.transAxes, linespacing=1.3)
    return axes


def _mark_own_epochs(ax, run):
    """Mark the epochs of a run that sees a part of the examples at each step."""
    (ends,) = np.nonzero(run.gradient_evaluations % (run.loss.examples or 1) == 0)
    if run.loss.examples and ends[1] > 1:
        mark_epochs(ax, ends[1], len(ends) - 1)


__all__ = ["draw_floors", "draw_race", "draw_ward", "mark_epochs"]
