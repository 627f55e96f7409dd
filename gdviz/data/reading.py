"""Two columns of a reader's own CSV file, read so that nothing is guessed in silence."""

import csv
import io
from os import PathLike
from pathlib import Path

import numpy as np

from gdviz.checks import check_choice, shorten
from gdviz.words import count, suggestion

MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?", "-"))
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def read_columns(path, x, y, *, delimiter=",", missing="refuse"):
    """Read two columns of numbers from a CSV file whose first row names the columns.

    Parameters
    ----------
    path : str or path
        A text file in UTF-8, as spreadsheets save it under "CSV UTF-8".
    x, y : str
        The names of the two columns.
    delimiter : str, optional
        What stands between two cells: a comma, a semicolon, a bar or a tab.
    missing : {"refuse", "drop"}, optional
        What to do with rows that lack one of the two numbers: an empty cell, or NA, N/A, NaN,
        null, none, ? or - in it.

    Returns
    -------
    x, y : ndarray, shape (n,)
        Finite numbers, in the order of the file and in its units; neither column is constant.

    Raises
    ------
    FileNotFoundError
        If there is no such file; the message names one of a near name.
    TypeError, ValueError
        If the file cannot be read as two columns of numbers; the message says where and what to
        do. Rows are counted as in a spreadsheet: the names are row 1.

    Examples
    --------
    >>> from gdviz.data import penguins_file
    >>> x, y = read_columns(penguins_file(), "flipper_length_mm", "body_mass_g", missing="drop")
    >>> len(x), float(y[0])
    (342, 3750.0)
    >>> read_columns(penguins_file(), "flipper_length", "body_mass_g")
    Traceback (most recent call last):
    ValueError: x must name a column of penguins.csv. Got 'flipper_length'. Did you mean \
'flipper_length_mm'?
    """
    check_choice("delimiter", delimiter, list(DELIMITERS))
    check_choice("missing", missing, ["refuse", "drop"])
    name, text = _text(path)
    header = _header(name, text, delimiter)
    places = [_place(name, text, header, *asked, delimiter) for asked in (("x", x), ("y", y))]
    pairs = _pairs(_rows(name, text, delimiter), places, missing)
    if len(pairs) < 2:
        raise ValueError(
            f"path must hold at least two rows of numbers below the names. Got {len(pairs)} in "
            f"{name}. Add data."
        )
    columns = np.array(pairs).T
    for argument, column, label in zip(("x", "y"), columns, (x, y), strict=True):
        _refuse_constant(argument, column, label)
    return columns[0], columns[1]


def _text(path):
    """Return the file's name, short enough for a message, and its text."""
    if isinstance(path, str | PathLike):
        path = Path(path)
    elif not hasattr(path, "read_bytes"):
        raise TypeError(f'path must be a file name, as "my.csv". Got {shorten(path)}. Use quotes.')
    name = shorten(path.name, 40).strip("'")
    if not path.is_file():
        raise FileNotFoundError(f"path must name a file. Got {name!r}. {_nearby(path)}")
    try:
        return name, path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"path must name a text file in UTF-8. Byte {error.start} of {name} is none. In a "
            'spreadsheet choose Save as, "CSV UTF-8".'
        ) from None


def _nearby(path):
    if path.is_dir():
        return "That is a folder. Name the file in it."
    folder = path.parent
    near = [file.name for file in folder.glob("*.csv")] if folder.is_dir() else []
    hint = suggestion(path.name, near) if near else ""
    return hint if hint.startswith("Did") else "Give the folder too, as data/my.csv."


def _cells(text, delimiter, strict):
    """Yield the rows as lists of stripped cells; an empty row keeps its place."""
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict):
        yield [cell.strip() for cell in row]


def _header(name, text, delimiter):
    """Return the names; quotes are taken as they come, for the delimiter may be another."""
    header = next(_cells(text, delimiter, strict=False), [])
    if not any(header):
        raise ValueError(
            f"path must name a file whose first row names the columns. Row 1 of {name} is empty. "
            "Add the names."
        )
    return header


def _rows(name, text, delimiter):
    try:
        return list(_cells(text, delimiter, strict=True))
    except csv.Error as error:
        raise ValueError(
            f"path must name a CSV file. Reading {name} failed: {error}. Look for a lone quote "
            "mark, or save it as CSV again."
        ) from None


def _place(name, text, header, argument, column, delimiter):
    """Return where a column stands."""
    found = [place for place, label in enumerate(header) if label == column]
    if len(found) == 1:
        return found[0]
    if found:
        advice = f"{len(found)} columns have this name. Rename all but one."
    else:
        advice = _advice(text, header, column, delimiter)
    raise ValueError(f"{argument} must name a column of {name}. Got {shorten(column)}. {advice}")


def _advice(text, header, column, delimiter):
    """Say why a column is not there: another delimiter, no names, or a slip of the pen."""
    first = text.splitlines()[0]
    for other, word in DELIMITERS.items():
        if other != delimiter and column in [c.strip(' "') for c in first.split(other)]:
            return f"Its cells seem to stand between {word}: pass delimiter={other!r}."
    if all(_is_number(label) for label in header):
        return "Row 1 holds numbers. Put a row with the columns' names above it."
    return _cut(suggestion(column, header))


def _cut(words, width=90):
    return words if len(words) <= width else f"{words[: width - 1]}…"


def _is_number(cell):
    try:
        return "_" not in cell and np.isfinite(float(cell))
    except ValueError:
        return False


def _pairs(rows, places, missing):
    """Return the two numbers of each row that has both."""
    pairs, lacking = [], []
    for number, row in enumerate(rows[1:], 2):
        if any(row):
            _refuse_long(row, number, rows[0])
            cells = [row[place] if place < len(row) else "" for place in places]
            if any(cell.lower() in MISSING for cell in cells):
                lacking.append(number)
            else:
                found = zip(cells, places, strict=True)
                pairs.append([_number(c, number, rows[0][place]) for c, place in found])
    if lacking and missing == "refuse":
        raise ValueError(
            f"x and y must be complete. {count(len(lacking), 'row')} "
            f"lack{'s' * (len(lacking) == 1)} a number, the first is row {lacking[0]}. "
            'Fill them in, or leave them out with missing="drop".'
        )
    return pairs


def _refuse_long(row, number, header):
    if any(row[len(header) :]):
        raise ValueError(
            f"Each row must have as many cells as row 1, {len(header)}. Row {number} has "
            f"{len(row)}. Does a text or a decimal comma hold the delimiter? Put it in quotes."
        )


def _number(cell, number, label):
    if _is_number(cell):
        return float(cell)
    comma = "," in cell and _is_number(cell.replace(",", ".", 1))
    advice = "Write decimals with a point." if comma else "Correct the cell or delete the row."
    raise ValueError(
        f"Column {shorten(label)} must hold finite numbers. Got {shorten(cell)} in row {number}. "
        f"{advice}"
    )


def _refuse_constant(argument, column, label):
    if np.ptp(column) == 0:
        raise ValueError(
            f"{argument} must hold at least two different numbers. Column {shorten(label)} is "
            f"{column[0]:g} in all rows. Choose another column."
        )
