"""Draw how one step in each direction would change the loss."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from gdviz.checks import check_count, check_number, check_point
from gdviz.display import COLORS, tell
from gdviz.loss import as_loss
from gdviz.plots import axes as canvas
from gdviz.text import number
from gdviz.text import point as point_text


def plot_direction_rose(loss, point, step_size, ax=None, *, resolution=1440):
    """Draw how much one step changes the loss, for every direction of the plane.

    The distance from the middle is the size of the change. Hatched petals go down, plain ones go
    up, and the ring outside spans the directions that go down. A small step makes two equal
    petals, |cos| of the angle to the gradient; a large one leaves little that goes down.

    Parameters
    ----------
    loss : Loss or callable
        With two coordinates.
    point : array_like, shape (2,)
    step_size : float
        Length of the step, above 0.
    ax : PolarAxes, optional
        Made with ``projection="polar"``.
    resolution : int, optional
        How many directions, 8 or more.

    Returns
    -------
    PolarAxes

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> ax = plot_direction_rose(bowl(), (3, 0), 0.3)
    >>> ax.get_legend_handles_labels()[1]
    ['48.4 % go down', '51.6 % go up']
    """
    loss, point = as_loss(loss, point), check_point("point", point, 2)
    step_size = check_number("step_size", step_size, low=0, advice="Try 0.1.")
    ax = canvas.one(ax, "polar")
    angles = np.linspace(0, 2 * np.pi, check_count("resolution", resolution, 8) + 1)
    around = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    change = loss(point + step_size * around) - loss(point)
    share = 100 * (change[:-1] < 0).mean()
    _draw_petals(ax, angles, change, share)
    _draw_ring(ax, angles, change, loss.gradient(point))
    canvas.settle(ax)
    start = f"Steps of length {number(step_size)} from {point_text(point)}"
    tell(ax.lines[0], f"{start}: {_describe_rose(angles, change, share)}")
    canvas.label(ax, title=f"Change of the loss, step {number(step_size)}")
    return ax


def _describe_rose(angles, change, share):
    best = number(np.degrees(angles[change.argmin()]))
    return (
        f"{number(share)} % of the directions go down, the best at {best}° by "
        f"{number(-change.min())}; the worst goes up by {number(change.max())}."
    )


def _draw_petals(ax, angles, change, share):
    ax.plot(angles, np.abs(change), color=COLORS["loss"], lw=1.2)
    looks = (
        (change <= 0, "path", "////", f"{number(share)} % go down"),
        (change >= 0, "gradient", "", f"{number(100 - share)} % go up"),
    )
    for where, role, hatch, name in looks:
        style = {"facecolor": (COLORS[role], 0.25), "edgecolor": COLORS[role], "lw": 0}
        ax.fill_between(angles, 0, np.abs(change), where=where, hatch=hatch, label=name, **style)
    _name_petals(ax)


def _name_petals(ax):
    """Name them beside the rose where there is more room than below it."""
    figure = ax.get_figure(root=True)
    place = ax.get_position(original=True)
    wide, high = figure.get_size_inches() * (place.width, place.height)
    if wide > 1.2 * high:
        ax.legend(loc="center left", bbox_to_anchor=(1.12, 0.5))
    else:
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=2, columnspacing=1)


def _draw_ring(ax, angles, change, gradient):
    """Span the directions that go down outside the petals, and point along −∇L."""
    sizes = np.abs(change)
    rim = 1.08 * sizes.max()
    ax.plot(angles, np.where(change < 0, rim, np.nan), color=COLORS["path"], lw=6)
    if np.any(gradient):
        _point_along(ax, np.arctan2(-gradient[1], -gradient[0]), rim)
    ax.spines["polar"].set_visible(False)
    ax.set(ylim=(0, 1.05 * rim), xticks=np.radians([0, 90, 180, 270]))
    ax.set_yticks(MaxNLocator(3).tick_values(0, rim / 1.08)[1:-1])
    ax.set_rlabel_position(_free_angle(angles, sizes))


def _point_along(ax, direction, rim):
    """Draw an arrow through the ring, and name it outside."""
    style = {"arrowstyle": "-|>", "color": COLORS["gradient"], "lw": 2.2, "mutation_scale": 18}
    style |= {"shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (direction, rim), (0, 0), arrowprops=style)
    beside = 16 * np.cos(direction), 12 * np.sin(direction)
    style = {"textcoords": "offset points", "ha": "center", "va": "center"}
    ax.annotate("−∇L", (direction, rim), beside, color=COLORS["gradient"], **style)


def _free_angle(angles, sizes):
    """Return the angle in degrees, away from the axes, around which the petals are smallest."""
    between = np.arange(15, 360, 15)
    between = between[between % 90 != 0]
    apart = np.abs((np.degrees(angles) - between[:, None] + 180) % 360 - 180)
    return between[np.where(apart <= 15, sizes, 0).max(axis=1).argmin()]
