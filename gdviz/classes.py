"""The classes of a classifier: their names, and rows of 0 and 1 that a loss can compute with."""

import numpy as np

from gdviz.checks import locked, own_array, shorten
from gdviz.text import suggestion


def check_classes(y, least=1):
    """Return the class of each example as an array of names or whole numbers.

    Raises
    ------
    ValueError
        If they are no words or whole numbers, or fewer than ``least`` different ones.

    Examples
    --------
    >>> check_classes([0.5, 1.5])
    Traceback (most recent call last):
    ValueError: y must name the class of each example by a word or a whole number. Got [0.5, 1.5].
    """
    names = own_array(y)
    mixed = names.dtype.kind == "U" and not all(isinstance(name, str) for name in y)
    kept = names.ndim == 1 and names.dtype.kind in "biuU" and not mixed  # numpy writes NaN as "nan"
    if not kept or len(np.unique(names)) < least:
        different = f", at least {least} different ones" if least > 1 else ""
        raise ValueError(
            f"y must name the class of each example by a word or a whole number{different}. "
            f"Got {shorten(y)}."
        )
    return names


def known_classes(y):
    """Return the different classes of examples, at least two, in their order.

    Examples
    --------
    >>> known_classes(["red", "blue", "red"]).tolist()
    ['blue', 'red']
    """
    return locked(np.unique(check_classes(y, least=2)))


def class_rows(y, classes):
    """Return a row for each example with 1 at its class and 0 elsewhere.

    Raises
    ------
    ValueError
        If a class is none of the known ones.

    Examples
    --------
    >>> class_rows(["red", "blue", "red"], np.array(["blue", "red"])).tolist()
    [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    """
    names = check_classes(y)
    for name in np.unique(names):
        if name not in classes:
            known = suggestion(name, [str(one) for one in classes])
            raise ValueError(
                f"y must name classes the network knows. Got {shorten(name.item())}. {known}"
            )
    return locked((names[:, None] == classes).astype(float))
