"""Check functions that a learner hands over before they are called deep inside."""

from gdviz.checks.scalars import shorten


def check_function(name, value, advice=""):
    """Return ``value`` if it can be called.

    Examples
    --------
    >>> check_function("function", 3)
    Traceback (most recent call last):
    TypeError: function must be callable, for example lambda w: w[0] ** 2 + w[1] ** 2. Got 3.
    """
    if not callable(value):
        example = advice or "for example lambda w: w[0] ** 2 + w[1] ** 2"
        raise TypeError(f"{name} must be callable, {example}. Got {shorten(value)}.")
    return value
