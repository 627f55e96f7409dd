"""The classes of a classifier: their names, and rows of 0 and 1 that a loss can compute with."""

import numpy as np

from gdviz.checks import shorten
from gdviz.words import suggestion


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
    try:
        names = np.asarray(y)
    except ValueError:  # rows of different lengths
        names = np.array(None)
    if names.ndim != 1 or names.dtype.kind not in "biuU" or len(np.unique(names)) < least:
        different = f", at least {least} different ones" if least > 1 else ""
        raise ValueError(
            f"y must name the class of each example by a word or a whole number{different}. "
            f"Got {shorten(y)}."
        )
    return names


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
    return (names[:, None] == classes).astype(float)
