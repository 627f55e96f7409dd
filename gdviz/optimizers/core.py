"""What all optimizers share: a check of what they are given.

``@optimizer`` is the only machinery. It looks at the arguments when the generator is made, not
at its first step, and hands over the start as a new float array.
"""

import functools
import inspect

import numpy as np

from gdviz.checks import check_count, check_flag, check_number, check_point, shorten
from gdviz.loss import as_loss
from gdviz.optimizers.learning_rates import given_rate
from gdviz.text import suggestion


def _between(low, high, closed, advice):
    return lambda name, value, *_: check_number(
        name, value, low, high, closed=closed, advice=advice
    )


def _batch_size(name, value, loss, w):
    if getattr(loss, "example_gradients", None) is None:
        raise TypeError(
            "loss must be a mean over examples with example_gradients, like "
            f"gd.losses.line_fit(x, y). Got {shorten(loss)}."
        )
    advice = f"There are {loss.examples} examples."
    return check_count(name, value, 1, maximum=loss.examples, advice=advice)


def _seed(name, value, *_):
    return value if isinstance(value, np.random.Generator) else check_count(name, value)


# What each hyperparameter may be, by its name: a new optimizer that uses these names is checked.
RANGES = {
    "learning_rate": given_rate,
    "step_length": given_rate,
    "normalize": lambda name, value, *_: check_flag(name, value),
    "beta": _between(0, 1, "low", "Try 0.9."),
    "b1": _between(0, 1, "low", "Try 0.9."),
    "b2": _between(0, 1, "low", "Try 0.999."),
    "decay": _between(0, 1, "low", "Try 0.9."),
    "eps": _between(0, np.inf, "", "Try 1e-8."),
    "shrink": _between(0, 1, "", "Try 0.5."),
    "share": _between(0, 1, "", "Try 0.0001."),
    "tries": lambda name, value, *_: check_count(name, value, 1),
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
                bound.arguments[name] = check(name, bound.arguments[name], loss, w)
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
