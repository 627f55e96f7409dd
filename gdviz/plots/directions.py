"""Draw the choice of a direction: the rose, random directions, the angle meter, rulers."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from gdviz.checks import check_count, check_number, check_point
from gdviz.colors import COLORS, series
from gdviz.losses import as_loss
from gdviz.plots import axes as canvas
from gdviz.text import count, number
from gdviz.text import point as point_text

ROOM = 1.35  # height of a histogram's picture, in its highest bar: the legend stands above


def plot_direction_rose(loss, point, step_size, ax=None):
    """Draw how much one step changes a loss of two coordinates, for every direction of the plane.

    Hatched petals go down, plain ones go up, and the ring outside spans the directions that go
    down. The Axes are made with ``projection="polar"``.

    >>> gd.plot_direction_rose(gd.losses.bowl(), (3, 1), 0.3).get_legend_handles_labels()[1]
    ['48.5 % go down', '51.5 % go up']
    """
    loss, point = as_loss(loss, point), check_point("point", point, 2)
    step_size = check_number("step_size", step_size, low=0, advice="Try 0.1.")
    ax = canvas.one(ax, "polar")
    angles = np.linspace(0, 2 * np.pi, 1441)
    around = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    change = loss(point + step_size * around) - loss(point)
    share = 100 * (change[:-1] < 0).mean()
    line = _draw_petals(ax, angles, change, share)
    _draw_ring(ax, angles, change, loss.gradient(point))
    canvas.settle(ax)
    best = number(np.degrees(angles[change.argmin()]))
    told = (
        f"Steps of length {number(step_size)} from {point_text(point)}: "
        f"{number(share)} % of the directions go down, the "
        f"{'best' if share else 'least bad'}, at {best}°, changes the loss by "
        f"{number(change.min())} and the worst by {number(change.max())}."
    )
    return canvas.finish(ax, line, told, title=f"Change of the loss, step {number(step_size)}")


def _draw_petals(ax, angles, change, share):
    """Draw the petals, named beside the rose where there is more room than below it."""
    (line,) = ax.plot(angles, np.abs(change), color=COLORS["loss"], lw=1.2)
    looks = (
        (change <= 0, "path", "////", f"{number(share)} % go down"),
        (change >= 0, "gradient", "", f"{number(100 * (change[:-1] > 0).mean())} % go up"),
    )
    for where, role, hatch, name in looks:
        style = {"facecolor": (COLORS[role], 0.25), "edgecolor": COLORS[role], "lw": 0}
        ax.fill_between(angles, 0, np.abs(change), where=where, hatch=hatch, label=name, **style)
    place = ax.get_position(original=True)
    wide, high = ax.get_figure(root=True).get_size_inches() * (place.width, place.height)
    if wide > 1.2 * high:
        ax.legend(loc="center left", bbox_to_anchor=(1.12, 0.5))
    else:
        canvas.legend_below(ax, bbox_to_anchor=(0.5, -0.1), ncols=2, columnspacing=1)
    return line


def _draw_ring(ax, angles, change, gradient):
    """Span the directions that go down outside the petals, and point along −∇L."""
    sizes = np.abs(change)
    rim = 1.08 * sizes.max()
    ax.plot(angles, np.where(change < 0, rim, np.nan), color=COLORS["path"], lw=6)
    if np.any(gradient):
        along = np.arctan2(-gradient[1], -gradient[0])
        canvas.arrow(ax, (0, 0), (along, rim), COLORS["gradient"], lw=2.2, mutation_scale=18)
        beside = 16 * np.cos(along), 12 * np.sin(along)
        style = {"textcoords": "offset points", "ha": "center", "va": "center"}
        ax.annotate("−∇L", (along, rim), beside, color=COLORS["gradient"], **style)
    ax.spines["polar"].set_visible(False)
    ax.set(ylim=(0, 1.05 * rim), xticks=np.radians([0, 90, 180, 270]))
    ax.set_yticks(MaxNLocator(3).tick_values(0, rim / 1.08)[1:-1])
    ax.set_rlabel_position(_free_angle(angles, sizes))


def _free_angle(angles, sizes):
    """Return the angle in degrees, away from the axes, around which the petals are smallest."""
    between = np.arange(15, 360, 15)
    between = between[between % 90 != 0]
    apart = np.abs((np.degrees(angles) - between[:, None] + 180) % 360 - 180)
    return between[np.where(apart <= 15, sizes, 0).max(axis=1).argmin()]


def plot_cosines(reference, directions=100, ax=None, *, seed=0):
    """Draw a histogram of the cosines between −∇L, the ``reference``, and random directions.

    ``directions`` is their number. In many dimensions, N, the mean size is near √(2/(πN)).

    >>> plot_cosines([1], 3).get_legend_handles_labels()[1]
    ['−∇L', 'best of 3: 1']
    """
    reference, dim = check_point("reference", reference, np.size(reference)), np.size(reference)
    shape = check_count("directions", directions, 1), dim
    directions = np.random.default_rng(seed).standard_normal(shape)
    lengths = np.linalg.norm(directions, axis=1) * np.linalg.norm(reference)
    if not lengths.all():
        raise ValueError("reference must not be 0, which points nowhere. Use (1, 0).")
    cosines = directions @ reference / lengths
    ax, edges = canvas.one(ax), np.linspace(-1, 1, 41)
    counts = np.histogram(cosines.clip(-1, 1), edges)[0]
    bars = ax.stairs(counts, edges, fill=True, fc="#dde2e6", ec=COLORS["data"], lw=0.8)
    ax.axvline(1, color=COLORS["gradient"], ls="--", label="−∇L")
    best = number(cosines.max())
    marker = {"color": COLORS["path"], "ms": 10, "clip_on": False, "zorder": 4}
    ax.plot(cosines.max(), 0, "^", label=f"best of {len(cosines)}: {best}", **marker)
    ax.set_ylim(0, max(ax.get_ylim()[1], ROOM * counts.max()))
    ax.legend(loc="upper left")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    told = (
        f"{count(len(cosines), 'direction')} in {count(dim, 'dimension')}: "
        f"the best has cosine {best} with −∇L; the mean of |cos| is "
        f"{number(np.abs(cosines).mean())}, and "
        f"{number(100 * (cosines > 0).mean())} % are above 0."
    )
    return canvas.finish(ax, bars, told, "cosine with −∇L", "directions", count(dim, "dimension"))


def plot_angle_meter(condition_numbers, ax=None, *, mark=None):
    """Draw the angle between −∇L and the way to the minimum, against the condition number κ ≥ 1.

    The loss is x² + κy², the point (1, 1) and the least favourable one, whose angle has the cosine
    2√κ/(1 + κ) (Kantorovich's inequality). At 0° the steepest way leads to the minimum, at 90° it
    leads sideways. At the κ of ``mark`` the angles are written beside the lines.

    >>> print(plot_angle_meter([1, 10, 100]).lines[0].get_ydata().round(1))
    [ 0.  39.3 44.4]
    """
    kappa = [check_number("condition_numbers", k, low=1, closed="low") for k in condition_numbers]
    kappa, ax = np.sort(kappa), canvas.one(ax)
    angles, worst = _angles(kappa)
    look = {"markevery": max(1, len(kappa) // 8), "ms": 7, "mec": "white", "lw": 2.2}
    (line,) = ax.plot(kappa, angles, **series(0), label="at (1, 1)", **look)
    ax.plot(kappa, worst, **series(1), label="at the least favourable point", **look)
    ax.axhline(90, color=COLORS["data"], lw=1)
    ax.annotate("sideways", (kappa[0], 90), (0, -4), textcoords="offset points", va="top")
    ax.set(xscale="log", ylim=(-3, 95), yticks=range(0, 91, 15))
    told = (
        f"From κ = {number(kappa[0])} to {number(kappa[-1])} the angle between −∇L "
        f"and the way to the minimum goes from {number(angles[0])}° to {number(angles[-1])}° "
        f"at (1, 1), at worst to {number(worst[-1])}°."
    )
    if mark is not None:
        mark, marks = check_number("mark", mark, low=1, closed="low"), []
        ax.axvline(mark, color=COLORS["data"], lw=1, ls=":", zorder=0)
        canvas.note(ax, f"κ = {number(mark)}", (mark, 0), (1, 0), gap=6)
        for i, (angle, away) in enumerate(zip(_angles(mark), ((1, -1), (-1, 1)), strict=True)):
            marks.append(f"{number(angle, 2)}°")
            color = series(i)["color"]
            ax.plot(mark, angle, "o", mfc="white", mec=color, mew=2.2, ms=10, zorder=4)
            canvas.note(ax, marks[i], (mark, angle), away, color, weight="bold")
        told += f" At κ = {number(mark)} it is {marks[0]}, at worst {marks[1]}."
    ax.legend(loc="lower right")
    return canvas.finish(ax, line, told, "condition number κ", "angle to the minimum in degrees")


def _angles(kappa):
    """Return the angle at (1, 1) and at the least favourable point, in degrees, for each κ."""
    return np.degrees(np.arctan2(kappa - 1, [1 + kappa, 2 * np.sqrt(kappa)]))


def plot_rulers(gradient, ax=None, *, ellipse=(2.0, 0.5)):
    """Draw the steepest direction in three norms ("rulers"): ℓ₂, elliptic by half-axes, and ℓ∞.

    Each curve is the unit sphere of a norm; the steepest step is the point of it at which the
    linearised loss is lowest. No slope may be 0.

    >>> print(plot_rulers((1, 2)).lines[5].get_xydata()[0])
    [-1. -1.]
    """
    gradient = check_point("gradient", gradient, 2)
    if not gradient.all():
        raise ValueError(f"gradient must have no 0 in it. Got {point_text(gradient)}. Use (1, 2).")
    stretch = np.array([check_number("ellipse", half, low=0) for half in ellipse])
    told, ax = [], canvas.one(ax)
    for i, (name, ball, curve, tip) in enumerate(_rulers(gradient, stretch)):
        color, line, marker = (series(i)[key] for key in ("color", "linestyle", "marker"))
        ax.plot(*curve, color=color, ls=line, label=f"{name} ruler{ball}")
        ax.plot(*tip, marker, color=color, ms=11, mec="white", zorder=5)
        canvas.arrow(ax, (0, 0), tip, color, arrowstyle="-", linestyle=line)
        told.append(f"{point_text(tip)} in the {name} ruler")
    beside = 0.5 * ax.lines[1].get_xydata()[0]
    canvas.note(ax, "along −∇L", beside, gradient[::-1] * (1, -1), series(0)["color"])
    ax.set_aspect("equal", adjustable="datalim")
    canvas.legend_below(ax, bbox_to_anchor=(0.5, -0.16), ncols=3)
    against = f"Against the gradient {point_text(gradient)} the steepest step is"
    return canvas.finish(ax, ax.lines[0], f"{against} {'; '.join(told)}.", "step in x", "step in y")


def _rulers(gradient, stretch):
    """Yield for each ruler its name, its symbol, its steps of length 1 and the steepest of them."""
    angles = np.linspace(0, 2 * np.pi, 361)
    circle = np.stack([np.cos(angles), np.sin(angles)])
    pulled = stretch * gradient
    corners = np.array([[-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1]])
    yield "round", r", $\ell_2$", circle, -gradient / np.linalg.norm(gradient)
    yield "elliptic", "", stretch[:, None] * circle, -stretch * pulled / np.linalg.norm(pulled)
    yield "square", r", $\ell_\infty$", corners, -np.sign(gradient)
