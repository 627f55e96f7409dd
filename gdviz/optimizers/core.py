"""What all optimizers share: learning rates step by step, and a check of what they are given.

``@optimizer`` is the only machinery. It looks at the arguments when the generator is made, not
at its first step, and hands over the start as a new float array.
"""

import functools
import inspect
from itertools import count

import numpy as np

from gdviz.checks import check_count, check_number, check_point, shorten
from gdviz.losses.core import as_loss
from gdviz.words import suggestion


def rates(learning_rate):
    """Yield the learning rate of step 0, 1, 2, … for a number or a schedule.

    Parameters
    ----------
    learning_rate : float or callable
        A positive number, or any ``k -> learning rate``. For a batch of n starts, an array of
        positive numbers of shape (n, 1) walks each at its own rate.

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
        learning_rate = check_learning_rate(learning_rate)
        while True:
            yield learning_rate
    for k in count():
        rate = learning_rate(k)
        yield rate if type(rate) is float and 0 <= rate < np.inf else _scheduled(rate, k)


def _scheduled(rate, k):
    where = f"The schedule returned it at step {k}"
    if isinstance(rate, np.ndarray) and rate.ndim > 1:  # one rate for each start of a batch
        bad = ~((rate >= 0) & np.isfinite(rate))
        if not bad.any():
            return rate
        rate = rate[bad][0]
    if isinstance(rate, list | tuple) or getattr(rate, "ndim", 0):
        raise TypeError(
            f"learning_rate must be a number ≥ 0. Got {shorten(rate)}. {where}: "
            "return one number for each step."
        )
    climbs = isinstance(rate, int | float | np.number) and rate < 0
    advice = f"{where}: below 0 a step would climb. Return max(0, …)." if climbs else f"{where}."
    return check_number("learning_rate", rate, 0, closed="low", advice=advice)


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


def _rate(name, value, loss):
    return value if callable(value) else check_learning_rate(value, name)


def _between(low, high, closed, advice):
    return lambda name, value, loss: check_number(
        name, value, low, high, closed=closed, advice=advice
    )


def _batch_size(name, value, loss):
    if getattr(loss, "example_gradients", None) is None:
        raise TypeError(
            "loss must be a mean over examples with example_gradients, like "
            f"gd.losses.line_fit(x, y). Got {shorten(loss)}."
        )
    advice = f"There are {loss.examples} examples."
    return check_count(name, value, 1, maximum=loss.examples, advice=advice)


def _seed(name, value, loss):
    return value if isinstance(value, np.random.Generator) else check_count(name, value)


def _flag(name, value, loss):
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be True or False. Got {shorten(value)}. Leave it out.")
    return bool(value)


# What each hyperparameter may be, by its name: a new optimizer that uses these names is checked.
RANGES = {
    "learning_rate": _rate,
    "step_length": _rate,
    "normalize": _flag,
    "beta": _between(0, 1, "low", "Try 0.9."),
    "b1": _between(0, 1, "low", "Try 0.9."),
    "b2": _between(0, 1, "low", "Try 0.999."),
    "decay": _between(0, 1, "low", "Try 0.9."),
    "eps": _between(0, np.inf, "", "Try 1e-8."),
    "shrink": _between(0, 1, "", "Try 0.5."),
    "share": _between(0, 1, "", "Try 0.0001."),
    "tries": lambda name, value, loss: check_count(name, value, 1),
    "batch_size": _batch_size,
    "seed": _seed,
}


def optimizer(generator=None, *, batch=True):
    """Check an optimizer's arguments when it is called, by the table ``RANGES``.

    Parameters
    ----------
    generator : generator function
        ``generator(loss, w, **hyperparameters)``. It need not have this decorator to work with
        :func:`gdviz.descend`.
    batch : bool, optional
        Whether it can walk from many starts at once, shape (..., dim).

    Returns
    -------
    callable
        With the same signature.

    Examples
    --------
    >>> @optimizer
    ... def follow_the_sign(loss, w, learning_rate=0.1):
    ...     yield w
    ...     for rate in rates(learning_rate):
    ...         w = w - rate * np.sign(loss.gradient(w))
    ...         yield w
    >>> follow_the_sign(lambda w: w[0] ** 2, 1, learning_rate=-0.1)
    Traceback (most recent call last):
    ValueError: learning_rate must be a number > 0. Got -0.1. A negative rate would climb: the \
minus sign is in the rule already. Try 0.1.
    """
    if generator is None:
        return functools.partial(optimizer, batch=batch)
    signature = inspect.signature(generator)

    @functools.wraps(generator)
    def checked(loss, w, *args, **hyperparameters):
        loss = as_loss(loss, w)
        dim = loss.dim if hasattr(loss, "dim") else max(1, np.size(w))
        w = check_point("w", w, dim, batch=batch)
        check_names(checked, hyperparameters, len(args))
        bound = signature.bind(loss, w, *args, **hyperparameters)
        bound.apply_defaults()
        for name, check in RANGES.items():
            if name in bound.arguments:
                bound.arguments[name] = check(name, bound.arguments[name], loss)
        return generator(*bound.args, **bound.kwargs)

    return checked


def check_names(optimizer, given, placed=0):
    """Refuse hyperparameters that an optimizer does not know, and name those it lacks.

    Parameters
    ----------
    optimizer : callable
        ``optimizer(loss, w, **hyperparameters)``.
    given : sequence of str
        The names given.
    placed : int, optional
        How many were given by their place instead.

    Raises
    ------
    TypeError
        With the name that was probably meant.

    Examples
    --------
    >>> def walk(loss, w, learning_rate): ...
    >>> check_names(walk, ["learning_rat"])
    Traceback (most recent call last):
    TypeError: walk takes learning_rate. Got 'learning_rat'. Did you mean 'learning_rate'?
    """
    parameters = list(inspect.signature(optimizer).parameters.values())[2:]
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return
    known = [p.name for p in parameters]
    for name in given:
        if name not in known:
            raise TypeError(
                f"{name_of(optimizer)} takes {', '.join(known) or 'no hyperparameters'}. "
                f"Got {name!r}. {suggestion(name, known)}"
            )
    for p in parameters[placed:]:
        if p.default is p.empty and p.name not in given:
            raise TypeError(
                f"{name_of(optimizer)} needs {p.name}. Got none. Add {p.name}=… to the call."
            )


def name_of(optimizer):
    """Return the name of an optimizer, also of one with some of its arguments filled in.

    Examples
    --------
    >>> def walk(loss, w, learning_rate): ...
    >>> name_of(functools.partial(walk, learning_rate=0.1))
    'walk'
    """
    while isinstance(optimizer, functools.partial):
        optimizer = optimizer.func
    return getattr(optimizer, "__name__", type(optimizer).__name__)
