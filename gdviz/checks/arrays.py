"""Check points and data: arrays of finite real numbers of a certain shape."""

import numpy as np

from gdviz.checks.scalars import shorten


def own_array(value):
    """Copy anything array-like; what is no array of plain values becomes one object.

    A function may return its argument, or one array again and again: a copy stays what it is.

    Examples
    --------
    >>> own_array([[1], [1, 2]]).dtype, own_array([1, 2])
    (dtype('O'), array([1, 2]))
    """
    try:
        if not isinstance(value, np.ma.MaskedArray) or not np.ma.is_masked(value):
            return np.array(value)
    except ValueError:  # rows of different lengths
        pass
    box = np.empty((), dtype=object)  # of what a mask hides too, which is no number
    box[()] = value
    return box


def locked(array):
    """Return an array that can no longer be written to: something else is made of it.

    Examples
    --------
    >>> locked(np.ones(2))[0] = 3
    Traceback (most recent call last):
    ValueError: assignment destination is read-only
    """
    array.flags.writeable = False
    return array


def check_point(name, value, dim, *, batch=False):
    """Return ``value`` as a new float array of shape (dim,) with finite coordinates.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : array_like
        Integers are converted; a plain number is taken as a point in one dimension.
    dim : int
        How many coordinates the loss takes.
    batch : bool, optional
        Take an array of points of shape (..., dim) too.

    Raises
    ------
    TypeError
        If the coordinates are not real numbers.
    ValueError
        If the shape is another one, or a coordinate is NaN or infinite.

    Examples
    --------
    >>> check_point("start", (1, 2, 3), 2)
    Traceback (most recent call last):
    ValueError: start must hold 2 finite numbers. Got shape (3,): (1, 2, 3). This loss has 2 \
coordinates.
    """
    wanted = f"{name} must hold {dim} finite number{'s' * (dim != 1)}."
    array = _real_array(value, wanted)
    if array.ndim == 0 and dim == 1:
        array = array.reshape(1)
    if array.shape[-1:] != (dim,) or (array.ndim != 1 and not batch):
        has = f"This loss has {dim} coordinate{'s' * (dim != 1)}."
        raise ValueError(f"{wanted} Got shape {array.shape}: {shorten(value)}. {has}")
    if not np.isfinite(array).all():
        raise ValueError(f"{wanted} Got {shorten(value)}. Replace the NaN or infinite ones.")
    return array


def check_bounds(bounds, dim=None):
    """Return a box as a float array of shape (dim, 2), low and high of each coordinate.

    Raises
    ------
    ValueError
        If it is no box, or has another number of coordinates than ``dim``.

    Examples
    --------
    >>> check_bounds(((0, 1), (2, 1)))
    Traceback (most recent call last):
    ValueError: bounds must hold a pair (low, high), low < high, for each coordinate. Got \
((0, 1), (2, 1)). Try ((-5, 5), (-5, 5)).
    """
    pairs = own_array(bounds)
    shape = (pairs.shape[0] if dim is None and pairs.ndim else dim, 2)
    box = pairs.shape == shape and pairs.dtype.kind in "fiu" and np.isfinite(pairs).all()
    if not box or not (pairs[:, 0] < pairs[:, 1]).all():
        raise ValueError(
            "bounds must hold a pair (low, high), low < high, for each coordinate. "
            f"Got {shorten(bounds)}. Try {'((-5, 5),)' if dim == 1 else '((-5, 5), (-5, 5))'}."
        )
    return pairs.astype(float)


def _real_array(value, wanted):
    if np.ma.is_masked(value):
        raise ValueError(f"{wanted} Got {shorten(value)}. Drop what is masked first.")
    array = own_array(value)
    if array.dtype.kind not in "fiu":
        raise TypeError(f"{wanted} Got {shorten(value)}. Use plain real numbers.")
    with np.errstate(over="ignore"):  # of extended floats
        return array.astype(float)


def check_data(name, value, minimum=2):
    """Return one measured quantity as a new float array of shape (n,) that cannot be written to.

    Raises
    ------
    TypeError, ValueError
        If it is not a list of at least ``minimum`` finite numbers.

    Examples
    --------
    >>> check_data("x", [1.0])
    Traceback (most recent call last):
    ValueError: x must hold at least 2 numbers in one row. Got shape (1,). Give more data.
    """
    wanted = f"{name} must hold at least {minimum} numbers in one row."
    array = _real_array(value, wanted)
    if array.ndim != 1 or array.size < minimum:
        raise ValueError(f"{wanted} Got shape {array.shape}. Give more data.")
    return _only_finite(name, array, "at position")


def _only_finite(name, array, where):
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        raise ValueError(
            f"{name} must hold finite numbers only. Got {array[tuple(bad[0])]} {where} "
            f"{bad[0][0]}. Drop the incomplete rows first."
        )
    return locked(array)


def check_table(name, value, columns=None):
    """Return examples as a new locked array of shape (n, features); one row of n is one feature.

    Raises
    ------
    TypeError, ValueError
        If it is not a table of finite numbers with at least one row, or has other columns.

    Examples
    --------
    >>> check_table("x", [[1, 2], [3, float("nan")]])
    Traceback (most recent call last):
    ValueError: x must hold finite numbers only. Got nan in row 1. Drop the incomplete rows first.
    """
    wanted = f"{name} must be a table of numbers, one row for each example."
    table = _real_array(value, wanted)
    table = table[:, None] if table.ndim == 1 and columns in (None, 1) else table
    if table.ndim != 2 or not table.size or columns not in (None, table.shape[1]):
        fits = f" Give {columns} columns." if columns else " Give shape (n, features)."
        raise ValueError(f"{wanted} Got shape {np.shape(value)}.{fits}")
    return _only_finite(name, table, "in row")
