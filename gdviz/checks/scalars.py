"""Check single numbers, and show a value in a message without flooding it."""

import numbers

import numpy as np

from gdviz.text import number


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
