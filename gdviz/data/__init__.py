"""The Palmer penguins: the one data set of the course.

344 birds of three species, measured at Palmer Station, Antarctica, 2007 to 2009. The data are
CC0; collected by Kristen Gorman and Palmer Station LTER (Gorman, Williams & Fraser 2014,
doi:10.1371/journal.pone.0090081), published as a set by Horst, Hill & Gorman (2020,
doi:10.5281/zenodo.3960218). ``penguins.csv`` stands beside this file with its licence.
"""

import csv
from importlib import resources

import numpy as np

from gdviz.checks import check_choice

MEASURED = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")


def penguins(missing="drop"):
    """Read the Palmer penguins.

    Parameters
    ----------
    missing : {"drop", "keep"}, optional
        Two of the 344 birds were not measured: leave them out, or keep them as NaN.

    Returns
    -------
    dict of str to ndarray, shape (342,) or (344,)
        Text columns ``species``, ``island``, ``sex``; numbers ``bill_length_mm``,
        ``bill_depth_mm``, ``flipper_length_mm`` (millimetres), ``body_mass_g`` (grams), ``year``.

    Raises
    ------
    ValueError
        If ``missing`` is another word.

    Examples
    --------
    >>> birds = penguins()
    >>> len(birds["species"])
    342
    >>> print(birds["flipper_length_mm"][:3])
    [181. 186. 195.]
    """
    check_choice("missing", missing, ["drop", "keep"])
    text = penguins_file().read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    columns = {name: _column(name, [row[name] for row in rows]) for name in rows[0]}
    if missing == "keep":
        return columns
    measured = np.all([np.isfinite(columns[name]) for name in MEASURED], axis=0)
    return {name: column[measured] for name, column in columns.items()}


def penguins_file():
    """Return the path of the penguins' own CSV file, to read it like any other.

    Examples
    --------
    >>> penguins_file().name
    'penguins.csv'
    """
    return resources.files("gdviz.data") / "penguins.csv"


def _column(name, values):
    if name == "year":
        return np.array(values, dtype=int)
    if name in MEASURED:
        return np.array([np.nan if value == "NA" else float(value) for value in values])
    return np.array(values)
