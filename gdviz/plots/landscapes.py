"""Draw losses: as a curve, as a map, as a surface, and as slices through a point."""

import numpy as np
from matplotlib.colors import PowerNorm

from gdviz.checks import check_count, check_point
from gdviz.display import COLORS, TERRAIN, tell
from gdviz.loss import as_loss
from gdviz.plots import axes as canvas
from gdviz.plots.axes import grid, ground, known_values
from gdviz.text import number
from gdviz.text import point as point_text


def plot_curve(loss, ax=None, *, bounds=None, tangents_at=(), **kwargs):
    """Draw a loss of one number, with tangents where asked.

    Parameters
    ----------
    loss : Loss or callable
        With one coordinate.
    ax : Axes, optional
    bounds : (low, high), optional
        By default the loss's own.
    tangents_at : sequence of float, optional
        Where to draw the slope.
    **kwargs
        For ``Axes.plot`` of the curve.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_curve(lambda x: x**2, bounds=(-2, 2), tangents_at=[1])
    >>> print(ax.lines[1].get_xydata().mean(axis=0).round(6))
    [1. 1.]
    """
    ax, (loss, bounds) = canvas.one(ax), ground(loss, None if bounds is None else [bounds], 1)
    low, high = bounds[0]
    x = np.linspace(low, high, 201)
    values = known_values(loss, x[:, None])
    (curve,) = ax.plot(x, values, **{"color": COLORS["loss"], **kwargs})
    lowest = np.nanargmin(values)
    tell(
        curve,
        f"The loss between {number(low)} and {number(high)}, lowest near "
        f"{number(x[lowest])} with {number(values[lowest])}.",
    )
    for place in tangents_at:
        _tangent(ax, loss, check_point("tangents_at", place, 1), (high - low) / 8)
    canvas.label(ax, loss.labels[0], "loss")
    return ax


def _tangent(ax, loss, place, reach):
    slope, height = loss.gradient(place)[0], loss(place)
    ends = np.array([-reach, reach])
    (line,) = ax.plot(place + ends, height + slope * ends, color=COLORS["gradient"], zorder=3)
    ax.plot(place, height, "o", color=COLORS["gradient"], ms=7, mec="white", zorder=4)
    right = 1 if place[0] < np.mean(ax.get_xlim()) else -1
    free = (right, -0.8 * right * (1 if slope >= 0 else -1))
    canvas.note(ax, f"slope {number(slope)}", (place[0], height), free, COLORS["gradient"])
    tell(line, f"The slope at {number(place[0])} is {number(slope)}.")


def plot_contours(loss, ax=None, *, bounds=None, levels=12, resolution=121, **kwargs):
    """Draw lines of equal loss in the plane of two coordinates.

    The levels are evenly spaced in the square root of the loss above its lowest value, so that
    the floor of a valley shows; known minima are marked with a star. Both coordinates have one
    scale, unless one side of the map is more than three times as long as the other.

    Parameters
    ----------
    loss : Loss or callable
        With two coordinates.
    ax : Axes, optional
    bounds : ((low, high), (low, high)), optional
        By default the loss's own.
    levels, resolution : int, optional
        How many levels, and how many grid points along each side.
    **kwargs
        For ``Axes.contour`` of the lines.

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = plot_contours(lambda w: w[0] ** 2 + w[1] ** 2, bounds=((-1, 1), (-1, 1)))
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('x', 'y')
    """
    ax, (loss, bounds) = canvas.one(ax), ground(loss, bounds, 2)
    x, y, values = grid(loss, bounds, check_count("resolution", resolution, 5))
    heights = _heights(values, check_count("levels", levels, 2))
    fill = ax.contourf(x, y, values, heights, cmap=TERRAIN, norm=PowerNorm(0.5))
    fill.set_zorder(0)
    lines = {"colors": COLORS["contour"], "linewidths": 0.8, **kwargs}
    drawn = ax.contour(x, y, values, heights[1:-1], **lines)
    drawn.set_zorder(1)
    tell(drawn, f"Contours of {loss.name}, {_span(values)}.")
    canvas.mark_minima(ax, loss, bounds)
    canvas.square(ax, bounds)
    canvas.label(ax, *loss.labels)
    return ax


def _heights(values, levels):
    """Space heights evenly in the square root of the height above the lowest value."""
    return values.min() + np.linspace(0, 1, levels + 1) ** 2 * (values.max() - values.min())


def _span(values):
    return f"here from {number(values.min())} to {number(values.max())}"


def plot_surface(loss, ax=None, *, bounds=None, at=None, resolution=61, **kwargs):
    """Draw a loss of two coordinates as a surface, with its contours below.

    Parameters
    ----------
    loss : Loss or callable
        With two coordinates.
    ax : Axes3D, optional
        Made with ``projection="3d"``.
    bounds : ((low, high), (low, high)), optional
        By default the loss's own.
    at : point, shape (2,), optional
        Draw the two slices of the surface through this point, as :func:`plot_slices` shows them.
    resolution : int, optional
        How many grid points along each side.
    **kwargs
        For ``Axes3D.plot_surface``.

    Returns
    -------
    Axes3D

    Examples
    --------
    >>> ax = plot_surface(lambda w: w[0] ** 2 + w[1] ** 2, bounds=((-1, 1), (-1, 1)))
    >>> ax.get_zlabel()
    'loss'
    """
    ax, (loss, bounds) = canvas.one(ax, "3d"), ground(loss, bounds, 2)
    x, y, values = grid(loss, bounds, check_count("resolution", resolution, 5))
    surface = _draw_surface(ax, x, y, values, kwargs)
    told = f"The surface of {loss.name}, {_span(values)}."
    if at is not None:
        told += " " + _ridge_lines(ax, loss, check_point("at", at, 2), bounds)
    tell(surface, told)
    ax.set_box_aspect((4, 4, 3), zoom=1.2)
    ax.set_zlabel(ax.get_zlabel() or "loss")
    canvas.label(ax, *loss.labels)
    return ax


def _draw_surface(ax, x, y, values, kwargs):
    """Draw the surface over its contours; what is drawn later lies on top of it."""
    ax.computed_zorder = False
    style = {"cmap": TERRAIN, "norm": PowerNorm(0.5), "rcount": 30, "ccount": 30}
    style |= {"edgecolor": COLORS["contour"], "linewidth": 0.4, "antialiased": True, "zorder": 2}
    surface = ax.plot_surface(*np.meshgrid(x, y), values.filled(np.nan), **{**style, **kwargs})
    floor = values.min() - 0.35 * (values.max() - values.min())
    lines = {"colors": COLORS["contour"], "linewidths": 0.8, "zorder": 1}
    ax.contour(x, y, values, _heights(values, 12)[1:-1], offset=floor, **lines)
    ax.set_zlim(floor, values.max())
    ax.set_zticks([tick for tick in ax.get_zticks() if values.min() <= tick <= values.max()])
    return surface


def _ridge_lines(ax, loss, at, bounds):
    """Draw the two slices through a point on the surface."""
    for i, line in ((0, "-"), (1, "--")):
        along, values = _slice(loss, at, i, bounds[i])
        kept = np.full_like(along, at[1 - i])
        place = (along, kept) if i == 0 else (kept, along)
        ax.plot(*place, values, line, color=COLORS["loss"], zorder=4)
    ax.plot(*at, loss(at), "o", color=COLORS["gradient"], ms=8, mec="white", zorder=5)
    return f"Two slices meet at {point_text(at)}, where the loss is {number(loss(at))}."


def _slice(loss, point, i, bounds):
    """Vary one coordinate of a point and keep the others."""
    along = np.linspace(*bounds, 201)
    points = np.repeat(point[None], len(along), axis=0)
    points[:, i] = along
    return along, known_values(loss, points)


def plot_slices(loss, point, axes=None, *, bounds=None, **kwargs):
    """Draw the slice of a loss along each coordinate through a point, with its slope there.

    The slope of slice i is the partial derivative ∂L/∂w_i; together they are the gradient.

    Parameters
    ----------
    loss : Loss or callable
    point : array_like, shape (dim,)
    axes : sequence of dim Axes, optional
    bounds : sequence of (low, high), optional
        By default the loss's own.
    **kwargs
        For ``Axes.plot`` of the slices.

    Returns
    -------
    ndarray of Axes, shape (dim,)

    Examples
    --------
    >>> left, right = plot_slices(lambda w: w[0] ** 2 + 10 * w[1] ** 2, (1, 2))
    >>> right.get_legend_handles_labels()[1]
    ['slope ∂L/∂y = 40']
    """
    loss = as_loss(loss, point)
    point = check_point("point", point, loss.dim)
    loss, bounds = ground(loss, bounds, loss.dim)
    axes = canvas.panels(axes, 1, loss.dim, sharey=True)
    for i, ax in enumerate(axes):
        _draw_slice(ax, loss, point, i, bounds[i], kwargs)
        first = ax.get_subplotspec() is None or ax.get_subplotspec().is_first_col()
        kept = [f"{loss.labels[j]} = {number(point[j])}" for j in range(loss.dim) if j != i]
        canvas.label(ax, loss.labels[i], "loss" if first else "", "at " + ", ".join(kept))
    return axes


def _draw_slice(ax, loss, point, i, bounds, kwargs):
    along, values = _slice(loss, point, i, bounds)
    ax.plot(along, values, **{"color": COLORS["loss"], **kwargs})
    slope, height, name = loss.gradient(point)[i], loss(point), loss.labels[i]
    reach = np.array([-1, 1]) * np.ptp(bounds) / 6
    told = f"slope ∂L/∂{name.split()[-1]} = {number(slope)}"
    (line,) = ax.plot(
        point[i] + reach, height + slope * reach, color=COLORS["gradient"], label=told, zorder=3
    )
    ax.plot(point[i], height, "o", color=COLORS["gradient"], ms=7, mec="white", zorder=4)
    tell(line, f"Along {name} through {point_text(point)} the slope is {number(slope)}.")
    ax.margins(y=0.25)
    ax.legend(loc="upper center")
