"""Check names, and suggest the near one."""

from gdviz.checks.scalars import shorten
from gdviz.text import suggestion


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
