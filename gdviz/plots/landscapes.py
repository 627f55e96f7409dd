"""Draw losses as curves, contours, surfaces and slices, their gradients, and fitted lines."""

import numpy as np
from matplotlib.colors import PowerNorm

from gdviz.checks import check_count, check_point
from gdviz.descent import change
from gdviz.display import COLORS, TERRAIN, TIME, series, tell
from gdviz.loss import as_loss
from gdviz.losses import LineFit
from gdviz.plots import axes as canvas
from gdviz.plots.axes import grid, ground, known_values
from gdviz.text import count, number
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


def plot_gradient_field(loss, ax=None, *, bounds=None, density=13, unit=False, **kwargs):
    """Draw the gradient as arrows on a grid, at right angles to the contours.

    Parameters
    ----------
    loss : Loss or callable
        With two coordinates.
    ax : Axes, optional
        Usually with contours on it.
    bounds : ((low, high), (low, high)), optional
        By default the loss's own.
    density : int, optional
        How many arrows along each side, 2 or more.
    unit : bool, optional
        Draw all arrows equally long, to compare directions. Otherwise their lengths stand in
        the true proportion, the longest a little longer than a cell of the grid.
    **kwargs
        For ``Axes.quiver``.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> ax = plot_gradient_field(bowl(), density=3)
    >>> print(ax.collections[0].U)
    [-6.66666667  0.          6.66666667 -6.66666667  0.          6.66666667
     -6.66666667  0.          6.66666667]
    """
    ax, (loss, bounds) = canvas.one(ax), ground(loss, bounds, 2)
    places, cell = _cells(bounds, check_count("density", density, 2))
    gradients = loss.gradient(places)
    arrows = _draw_arrows(ax, places, gradients, cell, unit, kwargs)
    lengths = np.linalg.norm(gradients, axis=1)
    drawn = "all drawn equally long" if unit else "drawn in proportion"
    span = f"{number(lengths.min())} to {number(lengths.max())}"
    tell(arrows, f"Gradients at {len(places)} points, {drawn}: their lengths go from {span}.")
    canvas.square(ax, bounds)
    canvas.label(ax, *loss.labels, "Gradient, direction only" if unit else "Gradient, true length")
    return ax


def _cells(bounds, density):
    """Return the middles of the cells of a grid, shape (density², 2), and their smaller side."""
    cell = np.ptp(bounds, axis=1) / density
    middles = np.arange(density) + 0.5
    sides = [low + size * middles for (low, _), size in zip(bounds, cell, strict=True)]
    return np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2), cell.min()


def _draw_arrows(ax, places, gradients, cell, unit, kwargs):
    """Scale arrows to the grid, so that they do not hide each other."""
    lengths = np.linalg.norm(gradients, axis=1)
    if unit:
        gradients = gradients / np.where(lengths > 0, lengths, 1)[:, None]
    longest = (lengths > 0).any() if unit else lengths.max()
    scale = max(longest, np.finfo(float).tiny) / cell / (0.7 if unit else 1.2)
    style = {"color": COLORS["gradient"], "width": 0.006, "pivot": "mid" if unit else "tail"}
    style |= {"angles": "xy", "scale_units": "xy", "scale": scale, "zorder": 3}
    return ax.quiver(*places.T, *gradients.T, **{**style, **kwargs})


def plot_difference_error(loss, point, ax=None, *, sizes=None):
    """Draw the error of numerical gradients against the size h of the difference.

    Large h: the curve bends between the two points, an error that shrinks like h (forward) or h²
    (central). Small h: the rounding of the loss is divided by h, an error that grows like 1/h.

    Parameters
    ----------
    loss : Loss
        With a gradient written by hand, which counts as the truth.
    point : array_like, shape (dim,)
    ax : Axes, optional
    sizes : array_like, shape (n,), optional
        h, from 1e−15 to 1 by default.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> ax = plot_difference_error(bowl(), (3, 4), sizes=[0.01, 0.1])
    >>> print(ax.lines[0].get_ydata().round(6))
    [0.014142 0.141421]
    """
    ax, loss = canvas.one(ax), as_loss(loss, point)
    point = check_point("point", point, loss.dim)
    sizes = np.logspace(-15, 0, 46) if sizes is None else np.sort(np.asarray(sizes, dtype=float))
    told = []
    for i, (name, order) in enumerate((("forward", 1), ("central", 2))):
        errors = _errors(loss, point, sizes, central=order == 2)
        (line,) = ax.loglog(sizes, errors, **{**series(i), "lw": 1, "label": f"{name} difference"})
        best = np.nanargmin(errors)
        told.append(f"{name} {number(errors[best])} at h = {number(sizes[best])}")
        _mark_slope(ax, sizes, errors, order)
    _mark_slope(ax, sizes, errors, -1)
    tell(line, f"The smallest error of a difference: {', '.join(told)}.")
    ax.legend(loc="lower left")
    canvas.label(ax, "size of the difference h", "error of the gradient")
    return ax


def _errors(loss, point, sizes, central):
    """Length of the gradient's error for each h, shape (n,); NaN where it happens to be 0."""
    steps = sizes[:, None, None] * np.eye(loss.dim)
    ahead, behind = loss(point + steps), loss(point - steps) if central else loss(point)
    approximate = (ahead - behind) / (sizes * (2 if central else 1))[:, None]
    errors = np.linalg.norm(approximate - loss.gradient(point), axis=1)
    return np.where(errors > 0, errors, np.nan)


def _mark_slope(ax, sizes, errors, order):
    """Draw a parallel line where the errors follow a power of h, and name the power."""
    low, high = (1e-4, 0.2) if order > 0 else (0, 1e-8)
    part = (sizes >= low) & (sizes <= high) & np.isfinite(errors)
    if part.sum() < 3:
        return
    slope, height = np.polyfit(np.log(sizes[part]), np.log(errors[part]), 1)
    if abs(slope - order) > 0.3:
        return
    lift, away = {-1: (30, (1, 1)), 1: (4, (-1, 1)), 2: (1 / 8, (1, -1))}[order]
    h = sizes[part][[0, -1]]
    guide = lift * np.exp(np.log(h) * order + height + (slope - order) * np.log(h).mean())
    ax.plot(h, guide, color=COLORS["data"], lw=1)
    name = number(order)
    middle = (np.sqrt(h.prod()), np.sqrt(guide.prod()))
    canvas.note(ax, f"slope {name}", middle, away, COLORS["data"], gap=5)


def plot_line(loss, lines, ax=None, *, labels=None, misses=False, **kwargs):
    """Draw the data of a line fit and one or several lines through them.

    Parameters
    ----------
    loss : LineFit
        From :func:`gdviz.losses.line_fit`; its data are drawn in the units they were given in.
    lines : array_like, shape (2,) or (m, 2)
        Points (a, b) of the loss.
    ax : Axes, optional
    labels : sequence of str, optional
        One for each line; by default its loss.
    misses : bool, optional
        Draw by how much the first line misses each example; the loss averages their squares.
    **kwargs
        For ``Axes.plot`` of the lines.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from gdviz.losses import line_fit
    >>> ax = plot_line(line_fit([0, 1, 2], [1, 3, 5]), (2, 1))
    >>> ax.lines[1].get_xydata()[0]
    array([0., 1.])
    """
    ax, lines = canvas.one(ax), check_point("lines", lines, 2, batch=True).reshape(-1, 2)
    cloud = _draw_data(ax, loss)
    labels = canvas.names_for(lines, labels, lambda w: f"loss {number(loss(w))}")
    told = f"{len(loss.x)} examples."
    if misses:
        told += " " + _draw_misses(ax, loss, lines[0])
    for i, (w, name) in enumerate(zip(lines, labels, strict=True)):
        style = {**series(i), "marker": "", "label": name, "lw": 2.2, **kwargs}
        ax.plot(*_ends(loss, w), **style)
        told += f" Line {name}: {_in_words(loss, w)}."
    tell(cloud, told)
    canvas.legend(ax)
    canvas.label(ax, "x", "y")
    return ax


def _draw_data(ax, loss):
    if not isinstance(loss, LineFit):
        raise TypeError(f"loss must come from gd.losses.line_fit(x, y). Got {loss!r}.")
    style = {"color": COLORS["data"], "alpha": 0.35, "ms": 4, "mec": "none"}
    return ax.plot(loss.x, loss.y, "o", **style)[0]


def _draw_misses(ax, loss, w):
    """Draw each example's distance from a line, and say the mean of the squares."""
    slope, intercept = loss.in_data_units(w)
    foot = slope * loss.x + intercept
    ax.vlines(loss.x, foot, loss.y, color=COLORS["warning"], alpha=0.3, lw=1, label="misses")
    return f"The first line misses them by a mean square of {number(loss(w))}."


def _ends(loss, w):
    slope, intercept = loss.in_data_units(w)
    ends = np.array([loss.x.min(), loss.x.max()])
    return ends, slope * ends + intercept


def _in_words(loss, w):
    slope, intercept = loss.in_data_units(w)
    return f"slope {number(slope)}, intercept {number(intercept)}"


def plot_fitted_lines(run, axes=None, *, steps=20):
    """Draw the first lines that a run fits to the data, beside its path; colour tells the step.

    Parameters
    ----------
    run : Trajectory
        Of a loss made by :func:`gdviz.losses.line_fit`.
    axes : sequence of 2 Axes, optional
        For the path and the lines.
    steps : int, optional
        How many steps to draw, 1 or more; later ones are darker.

    Returns
    -------
    ndarray of Axes, shape (2,)

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import line_fit
    >>> loss = line_fit([0, 1, 2], [1, 3, 5], standardize=True)
    >>> axes = plot_fitted_lines(descend(loss, (-1, 1), learning_rate=0.1, steps=30), steps=8)
    >>> len(axes[1].lines)
    10
    """
    axes = canvas.panels(axes, 1, 2, size=(8, 4))
    shown = min(check_count("steps", steps, 1), run.steps)
    cloud = _draw_data(axes[1], run.loss)
    colors = TIME(np.linspace(0.35, 1, shown + 1))
    _draw_colored_path(axes[0], run, colors)
    for k, (w, color) in enumerate(zip(run.points, colors, strict=False)):
        name = f"step {k}" if k in (0, shown) else None
        axes[1].plot(*_ends(run.loss, w), color=color, lw=1.6, label=name)
    ends = f"first {_in_words(run.loss, run.start)}, last {_in_words(run.loss, run.points[shown])}"
    tell(cloud, f"{len(run.loss.x)} examples and the lines of steps 0 to {shown}: {ends}.")
    canvas.legend(axes[1])
    canvas.label(axes[1], "x", "y", "The line after each step")
    return axes


def _draw_colored_path(ax, run, colors):
    points = run.points[: len(colors)]
    plot_contours(run.loss, ax, bounds=canvas.widen(run.loss.bounds, points))
    ax.plot(*points.T, color=COLORS["data"], lw=1, zorder=2)
    dots = ax.scatter(*points.T, c=colors, s=28, edgecolors="white", linewidths=0.5, zorder=3)
    ax.plot(*points[0], "s", color=COLORS["start"], ms=7, mec="white", zorder=4)
    canvas.note(ax, "step 0", points[0], points[0] - points.mean(axis=0))
    tell(
        dots,
        f"{count(len(points) - 1, 'step')} from {point_text(points[0])} to "
        f"{point_text(points[-1])}; the loss "
        f"{change(run.losses[0], run.losses[len(points) - 1])}.",
    )
    canvas.label(ax, title="The path of slope and intercept")
