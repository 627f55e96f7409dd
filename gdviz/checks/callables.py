"""Check functions that a learner hands over before they are called deep inside."""

import inspect

from gdviz.checks.scalars import cut, shorten


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
