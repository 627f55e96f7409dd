"""What belongs to one notebook only: its exercises, the claims it settles, the props of its scenes.

A module here holds ``EXERCISES`` and ``CLAIMS`` of one notebook; being here is enough to count.
"""

import pkgutil
from functools import cache
from importlib import import_module


@cache
def lessons():
    """Return the modules of all lessons.

    Examples
    --------
    >>> [lesson.__name__ for lesson in lessons() if lesson.__name__.endswith("overview")]
    ['gdviz.lessons.overview']
    """
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [import_module(f"{__name__}.{name}") for name in names]
