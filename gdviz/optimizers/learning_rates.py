"""Learning rates step by step, from a number or a schedule."""

from itertools import count

import numpy as np

from gdviz.checks import check_function, check_number, shorten


def rates(learning_rate, name="learning_rate"):
    """Yield the learning rate of step 0, 1, 2, … for a number or a schedule.

    Parameters
    ----------
    learning_rate : float or callable
        A positive number, or any ``k -> learning rate``. For a batch of n starts, an array of
        positive numbers of shape (n, 1) walks each at its own rate.
    name : str, optional
        What a message calls it.

    Yields
    ------
    float

    Raises
    ------
    TypeError, ValueError
        If the number is not a learning rate, or the schedule returns what is not a finite
        number ≥ 0.

    Examples
    --------
    >>> halving = rates(lambda k: 0.5**k)
    >>> next(halving), next(halving), next(halving)
    (1.0, 0.5, 0.25)
    """
    if not callable(learning_rate):
        learning_rate = check_learning_rate(learning_rate, name)
        while True:
            yield learning_rate
    try:
        for k in count():
            rate = learning_rate(k)
            yield rate if type(rate) is float and 0 <= rate < np.inf else _scheduled(rate, k, name)
    except (ArithmeticError, StopIteration) as error:
        raise _no_rate(name, error, k) from None


def _no_rate(name, error, k):
    first = k == 0 and isinstance(error, ZeroDivisionError)
    advice = "Steps count from 0: write 1 / (k + 1)." if first else "Return one for every step."
    return ValueError(
        f"{name} must be a number ≥ 0. Got {shorten(error)} from the schedule at step {k}. {advice}"
    )


def _scheduled(rate, k, name):
    where = f"The schedule returned it at step {k}"
    one_for_each_start = getattr(rate, "ndim", 0) > 1 and rate.dtype.kind in "fiu"
    if one_for_each_start:
        bad = ~((rate >= 0) & np.isfinite(rate))
        if not bad.any():
            return rate
        rate = rate[bad][0]
    if isinstance(rate, list | tuple) or getattr(rate, "ndim", 0):
        raise TypeError(
            f"{name} must be a number ≥ 0. Got {shorten(rate)}. {where}: "
            "return one number for each step."
        )
    below = isinstance(rate, int | float | np.number) and rate < 0
    climbs = "below 0 a step would climb. " if name == "learning_rate" else ""
    advice = f"{where}: {climbs}Return max(0, …)." if below else f"{where}."
    return check_number(name, rate, 0, closed="low", advice=advice)


def check_learning_rate(value, name="learning_rate"):
    """Return ``value`` as a float if it is a learning rate, a finite number above 0.

    Parameters
    ----------
    value : float or ndarray
        For a batch of n starts, an array of rates of shape (n, 1).
    name : str, optional
        What the message calls it.

    Raises
    ------
    TypeError, ValueError
        If it is not a finite number above 0.

    Examples
    --------
    >>> check_learning_rate(0)
    Traceback (most recent call last):
    ValueError: learning_rate must be a number > 0. Got 0.0. Try 0.1.
    """
    if isinstance(value, np.ndarray) and value.ndim > 1:
        return np.vectorize(check_learning_rate, otypes=[float])(value, name)
    advice = "Try 0.1."
    if name == "learning_rate" and isinstance(value, int | float | np.number) and value < 0:
        advice = "A negative rate would climb: the minus sign is in the rule already. Try 0.1."
    return check_number(name, value, 0, advice=advice)


def given_rate(name, value, loss, w):
    """Return a learning rate or schedule if it suits a point, or a batch of points, ``w``.

    Examples
    --------
    >>> given_rate("learning_rate", np.array([[0.1], [0.2]]), None, np.ones((3, 2)))
    Traceback (most recent call last):
    ValueError: learning_rate must be a number > 0, or one for each start, shape (3, 1). Got \
shape (2, 1).
    """
    if callable(value):
        return check_function(name, value, "for example lambda k: 0.1 / (k + 1)", takes=1)
    column = (*w.shape[:-1], 1)
    if getattr(value, "ndim", 0) > 1 and not _stretches(value.shape, column):
        each = f", or one for each start, shape {column}" if w.ndim > 1 else ""
        raise ValueError(f"{name} must be a number > 0{each}. Got shape {value.shape}.")
    return check_learning_rate(value, name)


def _stretches(shape, column):
    """Whether numpy would stretch an array of one shape to another and no further."""
    try:
        return np.broadcast_shapes(shape, column) == column
    except ValueError:
        return False
