"""Refuse bad input with what is allowed, what was given, and what to do next.

The checks return the value in the form the rest of the package works with, and repair nothing.
They raise TypeError for a value of the wrong kind and ValueError for one that is out of range.
"""

import inspect
import numbers
from contextlib import suppress

import numpy as np

from gdviz.text import count, number, suggestion

BRACKETS = {"": "()", "low": "[)", "high": "(]", "both": "[]"}


def shorten(value):
    """Show a value in an error message, cut to a limited width."""
    return cut(repr(value))


def cut(text, width=40):
    """Put a text on one line of limited width."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def check_number(name, value, low=-np.inf, high=np.inf, *, closed="", advice=""):
    """Return ``value`` as a float if it is a finite number between two limits.

    ``closed`` says which limits are allowed themselves: "low", "high", "both" or neither.
    """
    left, right = BRACKETS[closed]
    if np.isinf(low) and np.isinf(high):
        interval = " that is finite"
    elif np.isinf(high):
        interval = f" {'≥' if left == '[' else '>'} {number(low)}"
    else:
        interval = f" in {left}{number(low)}, {number(high)}{right}"
    allowed = f"{name} must be a number{interval}."
    value = scalar(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{allowed} Got {shorten(value)}. {advice}".rstrip())
    with suppress(OverflowError):  # of a whole number that no float can hold
        value = float(value)
    above = value >= low if left == "[" else value > low
    below = value <= high if right == "]" else value < high
    if not (above and below and isinstance(value, float) and np.isfinite(value)):
        raise ValueError(f"{allowed} Got {cut(str(value))}. {advice}".rstrip())
    return value


def check_seed(name, seed):
    """Return a numpy.random.Generator for a seed; a generator goes on from where it is."""
    if isinstance(seed, np.random.Generator):
        return seed
    advice = "Give a seed or numpy.random.default_rng(seed)."
    return np.random.default_rng(check_count(name, seed, advice=advice))


def check_count(name, value, minimum=0, *, maximum=None, advice=""):
    """Return ``value`` as an int if it is a whole number within its limits."""
    value = scalar(value)
    limit = f"≥ {minimum}" if maximum is None else f"from {minimum} to {maximum}"
    message = f"{name} must be a whole number {limit}. Got {shorten(value)}. {advice}".rstrip()
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise TypeError(message)
    if value < minimum or (maximum is not None and value > maximum):
        raise ValueError(message)
    return int(value)


def scalar(value):
    """Return the number that an array without axes holds, and anything else as it is."""
    return own_array(value)[()] if hasattr(value, "__array__") and not np.ndim(value) else value


def own_array(value):
    """Copy anything array-like; masked numbers become NaN, rows of different lengths one object."""
    if hasattr(value, "filled") and value.dtype.kind in "fiu":
        value = value.astype(float).filled(np.nan)
    try:
        return np.array(value)
    except ValueError:
        box = np.empty((), dtype=object)
        box[()] = value
        return box


def locked(array):
    """Return an array that can no longer be written to."""
    array.flags.writeable = False
    return array


def _real_array(value, wanted):
    array = own_array(value)
    if array.dtype.kind not in "fiu":
        advice = "Give plain real numbers, in rows of one length: np.array(…, dtype=float)."
        raise TypeError(f"{wanted} Got {shorten(value)}. {advice}")
    return array.astype(float)


def check_point(name, value, dim, *, batch=False):
    """Return ``value`` as a new float array of shape (dim,) with finite coordinates.

    A plain number is a point in one dimension. ``batch`` allows the shape (..., dim) too.
    """
    wanted = f"{name} must hold {count(dim, 'finite number')}."
    array = _real_array(value, wanted)
    if array.ndim == 0 and dim == 1:
        array = array.reshape(1)
    if array.shape[-1:] != (dim,) or (array.ndim != 1 and not batch):
        advice = f"Give {count(dim, 'coordinate')}."
        if array.size == dim:
            advice = f"Make it flat: np.ravel({name})."
        elif array.shape[-1:] == (dim,):
            advice = "Give one point at a time."
        raise ValueError(f"{wanted} Got shape {array.shape}: {shorten(value)}. {advice}")
    if not np.isfinite(array).all():
        raise ValueError(f"{wanted} Got {shorten(value)}. Replace the NaN or infinite ones.")
    return array


def check_bounds(bounds, dim):
    """Return a box as a float array of shape (dim, 2), low and high of each coordinate."""
    pairs = own_array(bounds)
    box = pairs.shape == (dim, 2) and pairs.dtype.kind in "fiu" and np.isfinite(pairs).all()
    if not box or not (pairs[:, 0] < pairs[:, 1]).all():
        raise ValueError(
            "bounds must hold a pair (low, high), low < high, for each coordinate. "
            f"Got {shorten(bounds)}. Try ((-5, 5),){f' * {dim}' * (dim > 1)}."
        )
    return pairs.astype(float)


def check_data(name, value, minimum=2):
    """Return one measured quantity as a new locked float array of shape (n,)."""
    wanted = f"{name} must hold at least {count(minimum, 'number')} in one row."
    array = _real_array(value, wanted)
    if array.ndim != 1 or array.size < minimum:
        advice = "Give more data."
        if array.ndim > 1:
            advice = f'Take one column, as df["area"] or {name}[:, 0].'
        raise ValueError(f"{wanted} Got shape {array.shape}. {advice}")
    return _only_finite(name, array, "at position")


def check_table(name, value, columns=None):
    """Return examples as a new locked array of shape (n, features); a row of n is one feature."""
    wanted = f"{name} must be a table of numbers, one row for each example."
    table = _real_array(value, wanted)
    table = table[:, None] if table.ndim == 1 else table
    if table.ndim != 2 or not table.size or columns not in (None, table.shape[1]):
        fits = f" Give {columns} columns." if columns else " Give shape (n, features)."
        raise ValueError(f"{wanted} Got shape {np.shape(value)}.{fits}")
    return _only_finite(name, table, "in row")


def _only_finite(name, array, where):
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        raise ValueError(
            f"{name} must hold finite numbers only. Got {array[tuple(bad[0])]} {where} "
            f"{bad[0][0]}. Drop the incomplete rows first."
        )
    return locked(array)


def check_choice(name, value, choices):
    """Return ``value`` if it is one of the known names; else suggest the near one."""
    if value not in choices:
        known = ", ".join(repr(choice) for choice in choices)
        quoted = value in map(str, choices)
        advice = "Write it without quotes." if quoted else suggestion(value, choices)
        raise ValueError(f"{name} must be one of {known}. Got {shorten(value)}. {advice}")
    return value


def unknown_name(module, names):
    """Return a ``__getattr__`` for a module of a catalogue, which suggests the near name."""

    def __getattr__(name):
        raise AttributeError(f"{module} has no {name!r}. {suggestion(name, names)}")

    return __getattr__


def check_function(name, value, example="for example lambda w: w[0] ** 2 + w[1] ** 2", takes=None):
    """Refuse what cannot be called, or not with ``takes`` positional arguments if given."""
    if not callable(value):
        raise TypeError(f"{name} must be callable, {example}. Got {shorten(value)}.")
    if takes is None:
        return
    try:
        inspect.signature(value).bind(*range(takes))
    except ValueError:  # some functions written in C have no signature
        return
    except TypeError:
        given = getattr(value, "__name__", type(value).__name__)
        made_here = str(getattr(value, "__module__", "")).startswith("gdviz.")
        hint = f": call it first, {given}(…)" if made_here else ""
        raise TypeError(
            f"{name} must take {count(takes, 'argument')}, {example}. "
            f"Got {cut(f'{given}{inspect.signature(value)}')}{hint}."
        ) from None
