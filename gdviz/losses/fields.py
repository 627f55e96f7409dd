"""What a Loss says of itself beside its functions, checked."""

import numpy as np

from gdviz.checks import check_bounds, check_point, locked, shorten
from gdviz.text import number


def checked_symmetry(hessian):
    """Return a Hessian if it is the same across the diagonal; eigenvalues would see half of it."""
    off = np.abs(hessian - hessian.T).max()
    if off > 1e-6 * np.abs(hessian).max():
        raise ValueError(
            f"hessian must be symmetric. Got entries that differ by {number(off)} from those "
            "across the diagonal. Derive them again, or leave hessian out."
        )
    return hessian


def checked_labels(labels, dim):
    """Return one name for each coordinate; made ones for none."""
    if isinstance(labels, tuple | list) and not labels:
        return {1: ("x",), 2: ("x", "y")}.get(dim, tuple(f"w{i + 1}" for i in range(dim)))
    words = isinstance(labels, tuple | list) and all(isinstance(one, str) for one in labels)
    if not words or len(labels) != dim or not all(one.strip() for one in labels):
        raise ValueError(
            f"labels must hold {dim} name{'s' * (dim != 1)}, one for each coordinate. "
            f"Got {shorten(labels)}. Leave them out for x and y."
        )
    return tuple(labels)


def checked_bounds(bounds, dim):
    """Return a pair (low, high) for each coordinate; ±5 for none."""
    if isinstance(bounds, tuple | list) and not bounds:
        return ((-5.0, 5.0),) * dim
    return tuple(map(tuple, check_bounds(bounds, dim).tolist()))


def known_points(name, points, dim):
    """Return known minima or saddles as an array that cannot be written to."""
    if isinstance(points, tuple | list | np.ndarray) and not len(points):
        return np.empty((0, dim))
    return locked(check_point(name, points, dim, batch=True).reshape(-1, dim))
