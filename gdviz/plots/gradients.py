"""Draw gradients: as a field of arrows, and against their numerical approximations."""

import numpy as np

from gdviz.checks import check_count, check_point
from gdviz.display import COLORS, series, tell
from gdviz.loss import as_loss
from gdviz.plots import axes as canvas
from gdviz.plots.axes import ground
from gdviz.text import number


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
