"""Draw losses as curves, contours, surfaces and slices, their gradients, and fitted lines."""

import numpy as np
from matplotlib.colors import PowerNorm

from gdviz.checks import check_count, check_point
from gdviz.colors import COLORS, TERRAIN, TIME, series
from gdviz.descent import change
from gdviz.display import tell
from gdviz.losses import LineFit, as_loss
from gdviz.plots import axes as canvas
from gdviz.text import capital, count, number
from gdviz.text import point as point_text

THIN = {"colors": COLORS["contour"], "linewidths": 0.8}


def plot_curve(loss, ax=None, *, bounds=None, tangents_at=(), **kwargs):
    """Draw a loss of one number over its bounds (low, high), with its slope at some places.

    >>> ax = plot_curve(lambda x: x**2, bounds=(-2, 2), tangents_at=[1])
    >>> print(ax.lines[1].get_xydata().mean(axis=0).round(6))
    [1. 1.]
    """
    bounds = [bounds] if np.ndim(bounds) == 1 else bounds
    loss, ((low, high),) = canvas.ground(loss, bounds, 1)
    (x, values), ax = _section(loss, [low], 0, (low, high)), canvas.one(ax)
    (curve,) = ax.plot(x, values, **{"color": COLORS["loss"], **kwargs})
    for place in tangents_at if np.iterable(tangents_at) else [tangents_at]:
        _tangent(ax, loss, check_point("tangents_at", place, 1), (high - low) / 8)
    lowest = np.nanargmin(values)
    told = (
        f"The loss between {number(low)} and {number(high)}, lowest near "
        f"{number(x[lowest, 0])} with {number(values[lowest])}."
    )
    return canvas.finish(ax, curve, told, loss.labels[0], "loss")


def _tangent(ax, loss, place, reach):
    slope, height = loss.gradient(place)[0], loss(place)
    line = _draw_slope(ax, place[0], height, slope, reach)
    right = 1 if place[0] < np.mean(ax.get_xlim()) else -1
    free = (right, -0.8 * right * (1 if slope >= 0 else -1))
    canvas.note(ax, f"slope {number(slope)}", (place[0], height), free, COLORS["gradient"])
    tell(line, f"The slope at {number(place[0])} is {number(slope)}.")


def _draw_slope(ax, x, height, slope, reach, **kwargs):
    """Draw a piece of the tangent, and the point where it touches."""
    color, ends = COLORS["gradient"], np.array([-reach, reach])
    (line,) = ax.plot(x + ends, height + slope * ends, color=color, zorder=3, **kwargs)
    ax.plot(x, height, "o", color=color, ms=7, mec="white", zorder=4)
    return line


def plot_contours(loss, ax=None, *, bounds=None, resolution=121, **kwargs):
    """Draw lines of equal loss in the plane of two coordinates.

    The levels are evenly spaced in the square root of the loss above its lowest value, so that
    the floor of a valley shows; known minima are marked with a star. Both coordinates have one
    scale, unless one side of the map is more than three times as long as the other.

    >>> plot_contours(lambda w: w[0] ** 2 + w[1] ** 2, bounds=((-1, 1), (-1, 1))).get_xlabel()
    'x'
    """
    loss, bounds = canvas.ground(loss, bounds, 2)
    x, y, values = canvas.grid(loss, bounds, check_count("resolution", resolution, 5))
    heights, ax = canvas.heights(values), canvas.one(ax)
    ax.contourf(x, y, values, heights, cmap=TERRAIN, norm=PowerNorm(0.5), zorder=0)
    lines = ax.contour(x, y, values, heights[1:-1], **{**THIN, "zorder": 1, **kwargs})
    canvas.mark_minima(ax, loss, bounds)
    canvas.square(ax, bounds)
    unit = number(heights[1] - heights[0])
    spaced = f"the levels are 1, 4, 9, … times {unit} above the lowest value"
    told = f"Contours of {loss.name}, {_span(values)}; {spaced}."
    return canvas.finish(ax, lines, told, *loss.labels)


def _span(values):
    return f"here from {number(values.min())} to {number(values.max())}"


def plot_surface(loss, ax=None, *, bounds=None, at=None, **kwargs):
    """Draw a loss of two coordinates as a surface, with its contours below.

    Through the point ``at`` its two slices are drawn, as :func:`plot_slices` shows them. The Axes
    are made with ``projection="3d"``.

    >>> plot_surface(lambda w: w[0] ** 2 + w[1] ** 2, bounds=((-1, 1), (-1, 1))).get_zlabel()
    'loss'
    """
    loss, bounds = canvas.ground(loss, bounds, 2)
    x, y, values = canvas.grid(loss, bounds, 61)
    levels, ax = canvas.heights(values)[1:-1], canvas.one(ax, "3d")
    ax.computed_zorder = False  # what is drawn later lies on top
    style = {"cmap": TERRAIN, "norm": PowerNorm(0.5), "rcount": 30, "ccount": 30, "zorder": 2}
    style |= {"edgecolor": COLORS["contour"], "linewidth": 0.4, "antialiased": True, **kwargs}
    surface = ax.plot_surface(*np.meshgrid(x, y), values.filled(np.nan), **style)
    low, high = values.min(), values.max()
    floor = low - 0.35 * (high - low)
    ax.contour(x, y, values, levels, offset=floor, zorder=1, **THIN)
    ax.set_zlim(floor, high)
    ax.set_zticks([tick for tick in ax.get_zticks() if low <= tick <= high])
    told = f"The surface of {loss.name}, {_span(values)}."
    if at is not None:
        at = check_point("at", at, 2)
        for i, line in ((0, "-"), (1, "--")):
            points, heights = _section(loss, at, i, bounds[i])
            ax.plot(*points.T, heights, line, color=COLORS["loss"], zorder=4)
        ax.plot(*at, loss(at), "o", color=COLORS["gradient"], ms=8, mec="white", zorder=5)
        told += f" Two slices meet at {point_text(at)}, where the loss is {number(loss(at))}."
    ax.set_box_aspect((4, 4, 3), zoom=1.2)
    ax.set_zlabel(ax.get_zlabel() or "loss")
    return canvas.finish(ax, surface, told, *loss.labels)


def _section(loss, point, i, bounds):
    """Vary one coordinate of a point; return the points and the loss there, NaN if not finite."""
    points = np.tile(point, (201, 1))
    points[:, i] = np.linspace(*bounds, 201)
    with np.errstate(all="ignore"):
        values = loss(points)
    return points, np.where(np.isfinite(values), values, np.nan)


def plot_slices(loss, point, axes=None, *, bounds=None, **kwargs):
    """Draw the slice of a loss along each coordinate through a point, with its slope there.

    The slope of slice i is the partial derivative ∂L/∂w_i; together they are the gradient.

    >>> left, right = plot_slices(lambda w: w[0] ** 2 + 10 * w[1] ** 2, (1, 2))
    >>> right.get_legend_handles_labels()[1]
    ['slope ∂L/∂y = 40']
    """
    loss = as_loss(loss, point)
    point = check_point("point", point, loss.dim)
    loss, bounds = canvas.ground(loss, bounds, loss.dim)
    axes = canvas.panels(axes, loss.dim, loss.dim, size=(6.4, 3.4), sharey=True)
    height, gradient, names = loss(point), loss.gradient(point), loss.labels
    for i, (ax, slope, name) in enumerate(zip(axes, gradient, names, strict=True)):
        points, values = _section(loss, point, i, bounds[i])
        ax.plot(points[:, i], values, **{"color": COLORS["loss"], **kwargs})
        label = f"slope ∂L/∂{name.split()[-1]} = {number(slope)}"
        line = _draw_slope(ax, point[i], height, slope, np.ptp(bounds[i]) / 6, label=label)
        ax.margins(y=0.25)
        ax.legend(loc="upper center")
        kept = [f"{names[j]} = {number(point[j])}" for j in range(loss.dim) if j != i]
        told = f"Along {name} through {point_text(point)} the slope is {number(slope)}."
        up = "loss" if canvas.outer(ax)[1] else ""
        canvas.finish(ax, line, told, name, up, "at " + ", ".join(kept))
    return axes


def plot_gradient_field(loss, ax=None, *, bounds=None, density=13, **kwargs):
    """Draw the gradient as arrows on a grid, to equal scales at right angles to the contours.

    ``density`` counts the arrows along each side. All lengths are multiplied by one number.

    >>> ax = gd.plot_gradient_field(gd.losses.bowl(), density=3)
    >>> print(ax.collections[0].U[:3])
    [-6.66666667  0.          6.66666667]
    """
    (loss, bounds), density = canvas.ground(loss, bounds, 2), check_count("density", density, 2)
    cell = np.ptp(bounds, axis=1) / density
    sides = np.array(bounds)[:, :1] + cell[:, None] * (np.arange(density) + 0.5)
    places = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    gradients, ax = loss.gradient(places), canvas.one(ax)
    there = np.isfinite(gradients).all(axis=1)
    places, gradients = places[there], gradients[there]
    lengths = np.linalg.norm(gradients, axis=1)
    style = {"color": COLORS["gradient"], "width": 0.006, "zorder": 3}
    style |= {"angles": "xy", "scale_units": "xy", "scale": lengths.max() / cell.min() / 1.2}
    arrows = ax.quiver(*places.T, *gradients.T, **{**style, **kwargs})
    if (arrows.angles, arrows.scale_units) == ("xy", "xy"):
        ax.update_datalim(places + gradients / arrows.scale)  # a cut arrow would look short
    canvas.square(ax, bounds)
    span = f"{number(lengths.min())} to {number(lengths.max())}"
    told = f"Gradients at {len(places)} points, drawn in proportion: their lengths go from {span}."
    return canvas.finish(ax, arrows, told, *loss.labels, "Gradient, lengths in proportion")


def plot_difference_error(loss, point, ax=None):
    """Draw the error of numerical gradients against the size h of the difference.

    Large h: the curve bends between the two points, an error that shrinks like h (forward) or h²
    (central). Small h: the rounding of the loss is divided by h, an error that grows like 1/h.

    >>> ax = gd.plot_difference_error(gd.losses.bowl(), (3, 4))
    >>> forward, _, central = (line.get_ydata()[-1] for line in ax.lines[:3])  # at h = 1
    >>> print(round(forward, 6), central, gd.describe(ax)[-19:])
    1.414214 nan central 0 at h = 1.
    """
    loss, sizes, told = as_loss(loss, point), np.logspace(-15, 0, 46), []
    point, ax = check_point("point", point, loss.dim), canvas.one(ax)
    for i, (name, order) in enumerate((("forward", 1), ("central", 2))):
        errors = _errors(loss, point, sizes, order)
        best = np.nanargmin(errors)
        told.append(f"{name} {number(errors[best])} at h = {number(sizes[best])}")
        errors[errors == 0] = np.nan  # a logarithmic axis has no 0
        (line,) = ax.loglog(sizes, errors, **{**series(i), "lw": 1, "label": f"{name} difference"})
        _mark_slope(ax, sizes, errors, order)
    _mark_slope(ax, sizes, errors, -1)
    ax.legend(loc="lower left")
    told = f"The smallest error of a difference: {', '.join(told)}."
    return canvas.finish(ax, line, told, "size of the difference h", "error of the gradient")


def _errors(loss, point, sizes, order):
    """Length of the gradient's error for each h, shape (n,)."""
    steps = sizes[:, None, None] * np.eye(loss.dim)
    behind = loss(point - steps) if order == 2 else loss(point)
    approximate = (loss(point + steps) - behind) / (sizes * order)[:, None]
    return np.linalg.norm(approximate - loss.gradient(point), axis=1)


def _mark_slope(ax, sizes, errors, order):
    """Draw a parallel line where the errors follow a power of h, and name the power."""
    low, high = (1e-4, 0.2) if order > 0 else (0, 1e-8)
    part = (sizes >= low) & (sizes <= high) & np.isfinite(errors)
    slope, height = np.polyfit(np.log(sizes[part]), np.log(errors[part]), 1)
    if abs(slope - order) > 0.3:
        return
    lift, away = {-1: (30, (1, 1)), 1: (4, (-1, 1)), 2: (1 / 8, (1, -1))}[order]
    h = sizes[part][[0, -1]]
    guide = lift * np.exp(np.log(h) * order + height + (slope - order) * np.log(h).mean())
    ax.plot(h, guide, color=COLORS["data"], lw=1)
    middle = np.sqrt(h.prod()), np.sqrt(guide.prod())
    canvas.note(ax, f"slope {number(order)}", middle, away, COLORS["data"], gap=5)


def plot_line(loss, lines, ax=None, *, labels=None, misses=False, **kwargs):
    """Draw the data of a line fit, in the units they were given in, and lines through them.

    ``loss`` comes from :func:`gdviz.losses.line_fit`; ``lines`` are points (a, b) of it, shape
    (2,) or (m, 2). ``misses=True`` draws the residuals of the first line as vertical segments.

    >>> ax = gd.plot_line(gd.losses.line_fit([0, 1, 2], [1, 3, 5]), (2, 1))
    >>> ax.lines[1].get_xydata()[0]
    array([0., 1.])
    """
    lines, loss = check_point("lines", lines, 2, batch=True).reshape(-1, 2), _line_fit(loss)
    labels = canvas.names_for(lines, labels, lambda w: f"loss {number(loss(w))}")
    cloud = _draw_data(ax := canvas.one(ax), loss)
    told = f"{len(loss.x)} examples."
    if misses:
        slope, intercept = loss.in_data_units(lines[0])
        style = {"color": COLORS["warning"], "alpha": 0.3, "lw": 1, "label": "misses"}
        ax.vlines(loss.x, slope * loss.x + intercept, loss.y, **style)
        unit = ", in standard deviations" * loss.standardize
        told += f" The first line misses them by a mean square of {number(loss(lines[0]))}{unit}."
    for i, (w, name) in enumerate(zip(lines, labels, strict=True)):
        look = {**series(i), "marker": "", "label": name, "lw": 2.2, **kwargs}
        told += f" {capital(str(name))}: {_draw_fit(ax, loss, w, **look)}."
    ax.legend(frameon=True)
    return canvas.finish(ax, cloud, told, "x", "y")


def _line_fit(loss):
    if isinstance(loss, LineFit):
        return loss
    raise TypeError(f"loss must come from gd.losses.line_fit(x, y). Got {loss!r}.")


def _draw_data(ax, loss):
    style = {"color": COLORS["data"], "alpha": 0.35, "ms": 4, "mec": "none"}
    return ax.plot(loss.x, loss.y, "o", **style)[0]


def _draw_fit(ax, loss, w, **style):
    """Draw a line across the data, and say it in words."""
    slope, intercept = loss.in_data_units(w)
    ends = np.array([loss.x.min(), loss.x.max()])
    ax.plot(ends, slope * ends + intercept, **style)
    return f"slope {number(slope)}, intercept {number(intercept)}"


def plot_fitted_lines(run, axes=None, *, steps=20):
    """Draw the first lines that a run fits to the data, beside its path; later ones are darker.

    The run is of a loss from :func:`gdviz.losses.line_fit`.

    >>> loss = gd.losses.line_fit([0, 1, 2], [1, 3, 5])
    >>> run = gd.descend(loss, (0, 1), learning_rate=0.1, steps=30)
    >>> len(gd.plot_fitted_lines(run, steps=8)[1].lines)
    10
    """
    loss, shown = _line_fit(run.loss), min(check_count("steps", steps, 1), run.steps)
    plane, data = canvas.panels(axes, 2)
    cloud, points = _draw_data(data, loss), run.points[: shown + 1]
    colors = TIME(np.linspace(0.35, 1, shown + 1))
    _draw_colored_path(plane, run, points, colors)
    said = []
    for k, (w, color) in enumerate(zip(points, colors, strict=True)):
        name = f"step {k}" if k in (0, shown) else None
        said.append(_draw_fit(data, loss, w, color=color, lw=1.6, label=name))
    data.legend(frameon=True)
    told = (
        f"{len(loss.x)} examples and the lines of steps 0 to {shown}: "
        f"first {said[0]}, last {said[-1]}."
    )
    canvas.finish(data, cloud, told, "x", "y", "The line after each step")
    return np.array([plane, data])


def _draw_colored_path(ax, run, points, colors):
    plot_contours(run.loss, ax, bounds=canvas.widen(run.loss.bounds, points))
    ax.plot(*points.T, color=COLORS["data"], lw=1, zorder=2)
    dots = ax.scatter(*points.T, c=colors, s=28, edgecolors="white", linewidths=0.5, zorder=3)
    ax.plot(*points[0], "s", color=COLORS["start"], ms=7, mec="white", zorder=4)
    canvas.name_place(ax, "step 0", points[0], points[0] - points.mean(axis=0), COLORS["text"])
    last = len(points) - 1
    told = (
        f"{count(last, 'step')} from {point_text(points[0])} to {point_text(points[-1])}; "
        f"the loss {change(run.losses[0], run.losses[last])}."
    )
    canvas.finish(ax, dots, told, title="The path of slope and intercept")
