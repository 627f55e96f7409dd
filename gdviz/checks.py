"""Refuse bad input with what is allowed, what was given, and what to do next.

The checks return the value in the form the rest of the package works with, and repair nothing.
"""

import inspect
import numbers

import numpy as np

from gdviz.text import number, suggestion

__all__ = [
    "check_bounds",
    "check_choice",
    "check_count",
    "check_data",
    "check_flag",
    "check_function",
    "check_number",
    "check_point",
    "check_table",
    "locked",
    "own_array",
    "shorten",
    "unknown_name",
]


def shorten(value, width=40):
    """Show a value in an error message without flooding it.

    Examples
    --------
    >>> shorten(list(range(100)), 16)
    '[0, 1, 2, 3, 4,…'
    """
    return cut(repr(value), width)


def cut(text, width=40):
    """Put a text on one line of limited width.

    Examples
    --------
    >>> cut("the loss of a network", 16)
    'the loss of a n…'
    """
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def check_number(name, value, low=-np.inf, high=np.inf, *, closed="", advice=""):
    """Return ``value`` as a float if it is a finite number between two limits.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : float
    low, high : float, optional
        The limits; by default any finite number passes.
    closed : str, optional
        Which limits are allowed themselves: "low", "high", "both" or none of them.
    advice : str, optional
        What to do next, one sentence.

    Raises
    ------
    TypeError
        If ``value`` is not a real number.
    ValueError
        If it is outside the limits, infinite or NaN.

    Examples
    --------
    >>> check_number("beta", 1.5, 0, 1, closed="low", advice="Use 0.9.")
    Traceback (most recent call last):
    ValueError: beta must be a number in [0, 1). Got 1.5. Use 0.9.
    """
    allowed = f"{name} must be a number{_interval(low, high, closed)}."
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        raise TypeError(f"{allowed} Got {shorten(value)}. {advice}".rstrip())
    value = _as_float(value)
    above = value >= low if closed in ("low", "both") else value > low
    below = value <= high if closed in ("high", "both") else value < high
    if not (above and below and np.isfinite(value)):
        raise ValueError(f"{allowed} Got {shorten(value)}. {advice}".rstrip())
    return value


def _as_float(value):
    try:
        with np.errstate(over="ignore"):  # of an extended float
            return float(value)
    except OverflowError:  # a whole number or a fraction beyond the largest float
        return np.inf if value > 0 else -np.inf


def _interval(low, high, closed):
    if np.isinf(low) and np.isinf(high):
        return " that is finite"
    if np.isinf(high):
        return f" {'≥' if closed in ('low', 'both') else '>'} {number(low)}"
    left = "[" if closed in ("low", "both") else "("
    right = "]" if closed in ("high", "both") else ")"
    return f" in {left}{number(low)}, {number(high)}{right}"


def check_flag(name, value):
    """Return ``value`` as a bool if it is one.

    Examples
    --------
    >>> check_flag("standardize", "no")
    Traceback (most recent call last):
    TypeError: standardize must be True or False. Got 'no'. Leave it out.
    """
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False. Got {shorten(value)}. Leave it out.")
    return bool(value)


def check_count(name, value, minimum=0, *, maximum=None, advice=""):
    """Return ``value`` as an int if it is a whole number that is large enough.

    Raises
    ------
    TypeError
        If ``value`` is not a whole number.
    ValueError
        If it is below ``minimum`` or above ``maximum``.

    Examples
    --------
    >>> check_count("steps", 2.5)
    Traceback (most recent call last):
    TypeError: steps must be a whole number ≥ 0. Got 2.5.
    """
    limit = f"≥ {minimum}" if maximum is None else f"from {minimum} to {maximum}"
    message = f"{name} must be a whole number {limit}. Got {shorten(value)}. {advice}".rstrip()
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Integral):
        raise TypeError(message)
    if value < minimum or (maximum is not None and value > maximum):
        raise ValueError(message)
    return int(value)


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


def check_choice(name, value, choices):
    """Return ``value`` if it is one of the known names.

    Examples
    --------
    >>> check_choice("missing", "dorp", ["drop", "keep"])
    Traceback (most recent call last):
    ValueError: missing must be one of 'drop', 'keep'. Got 'dorp'. Did you mean 'drop'?
    """
    if value not in choices:
        known = ", ".join(repr(choice) for choice in choices)
        raise ValueError(
            f"{name} must be one of {known}. Got {shorten(value)}. {suggestion(value, choices)}"
        )
    return value


def unknown_name(module, names):
    """Return a ``__getattr__`` for a module of a catalogue, which suggests the near name.

    Examples
    --------
    >>> unknown_name("gd.losses", ["bowl", "saddle"])("sadle")
    Traceback (most recent call last):
    AttributeError: gd.losses has no 'sadle'. Did you mean 'saddle'?
    """

    def __getattr__(name):
        raise AttributeError(f"{module} has no {name!r}. {suggestion(name, names)}")

    return __getattr__


def check_function(name, value, advice="", takes=None):
    """Return ``value`` if it can be called, and with as many arguments as it will get.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : callable
    advice : str, optional
        An example of what it may be.
    takes : int, optional
        With how many arguments it will be called, given by their place.

    Raises
    ------
    TypeError
        If it cannot.

    Examples
    --------
    >>> check_function("function", 3)
    Traceback (most recent call last):
    TypeError: function must be callable, for example lambda w: w[0] ** 2 + w[1] ** 2. Got 3.
    >>> check_function("loss", lambda x, y: x**2 + y**2, takes=1)
    Traceback (most recent call last):
    TypeError: loss must take 1 argument, for example lambda w: w[0] ** 2 + w[1] ** 2. Got \
<lambda>(x, y).
    """
    example = advice or "for example lambda w: w[0] ** 2 + w[1] ** 2"
    if not callable(value):
        raise TypeError(f"{name} must be callable, {example}. Got {shorten(value)}.")
    if takes is not None and not _takes(value, takes):
        wanted = f"{takes} argument{'s' * (takes != 1)}"
        raise TypeError(f"{name} must take {wanted}, {example}. Got {_headed(value)}.")
    return value


def _takes(function, count):
    try:
        inspect.signature(function).bind(*range(count))
    except ValueError:  # some that are written in C do not say what they take
        return True
    except TypeError:
        return False
    return True


def _headed(function):
    """Write a function's head; a maker of the package has probably not been called yet."""
    name = getattr(function, "__name__", type(function).__name__)
    head = cut(f"{name}{inspect.signature(function)}")
    made_here = (getattr(function, "__module__", None) or "").startswith("gdviz.")
    return f"{head}: call it first, {name}(…)" if made_here and name.isidentifier() else head
