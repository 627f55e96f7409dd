"""Two columns of a reader's own CSV file, read so that nothing is guessed in silence."""

import csv
import io
import unicodedata
from itertools import islice

import numpy as np

from gdviz.checks import check_choice, shorten
from gdviz.data.files import text_of
from gdviz.text import count, suggestion

MISSING = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-"))
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LOOK_AHEAD = 20  # rows among which the names are searched when row 1 does not hold them
SAME = 1e-12  # columns that vary by a smaller share of their size hold rounding only
TINY = 1e-120  # smaller spreads, and sizes above 1/TINY, leave the range of a float when squared


def read_columns(path, x, y, *, delimiter=",", missing="refuse"):
    """Read two columns of numbers from a CSV file whose first row names the columns.

    Parameters
    ----------
    path : str or path
        A text file in UTF-8, as spreadsheets save it under "CSV UTF-8".
    x, y : str
        The names of two different columns.
    delimiter : str, optional
        What stands between two cells: a comma, a semicolon, a bar or a tab.
    missing : {"refuse", "drop"}, optional
        What to do with rows that lack one of the two numbers: an empty cell, or NA, N/A, #N/A,
        NaN, null, none, ? or - in it.

    Returns
    -------
    x, y : ndarray, shape (n,)
        Finite numbers, in the order of the file and in its units; neither column is constant.

    Raises
    ------
    OSError
        If there is no such file, or it cannot be read; the message names one of a near name.
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
    _check_delimiter(delimiter)
    check_choice("missing", missing, ["refuse", "drop"])
    name, text = text_of(path)
    header = _header(name, text, delimiter)
    asked = {"x": _same(x), "y": _same(y)}
    places = [_place(name, text, header, asked, which, delimiter) for which in asked]
    if x == y:
        raise ValueError(f"x and y must name two different columns. Got {shorten(x)} twice.")
    columns = _numbers(name, _rows(name, text, delimiter), places, missing)
    for which, column, label in zip(("x", "y"), columns, (x, y), strict=True):
        _check_spread(which, column, label)
    return columns[0], columns[1]


def _check_delimiter(delimiter):
    if delimiter not in list(DELIMITERS):
        raise ValueError(
            rf"delimiter must be ',', ';', '\t' or '|'. Got {shorten(delimiter)}. Save the file "
            "with one of them."
        )


def _same(label):
    """Give a name one form: Hangul and accents can be written in pieces, blanks as line breaks."""
    if not isinstance(label, str):
        return label
    return unicodedata.normalize("NFC", " ".join(label.split()))


def _cells(text, delimiter, strict):
    """Yield the rows as lists of stripped cells; an empty row keeps its place."""
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict):
        yield [cell.strip() for cell in row]


def _rows(name, text, delimiter, strict=True, most=None):
    try:
        return list(islice(_cells(text, delimiter, strict), most))
    except csv.Error as error:
        raise ValueError(
            f"path must name a CSV file. Reading {name} failed: {error}. Look for a lone quote "
            "mark, or save it as CSV again."
        ) from None


def _header(name, text, delimiter):
    """Return the names; quotes are taken as they come, for the delimiter may be another."""
    header = next(iter(_rows(name, text, delimiter, strict=False, most=1)), [])
    if not any(header):
        empty = f"Row 1 of {name}" if text.strip() else f"The file {name}"
        raise ValueError(
            f"path must name a file whose first row names the columns. {empty} is empty. "
            "Add the names."
        )
    return [_same(label) for label in header]


def _place(name, text, header, asked, which, delimiter):
    """Return where a column stands."""
    column = asked[which]
    found = [place for place, label in enumerate(header) if label and label == column]
    if len(found) == 1:
        return found[0]
    if found:
        advice = f"{len(found)} columns have this name. Rename all but one."
    else:
        head = _rows(name, text, delimiter, strict=False, most=LOOK_AHEAD)
        advice = _other_layout(text, set(map(str, asked.values())), delimiter, head)
    advice = advice or _cut(_near_name(str(column), header))
    raise ValueError(f"{which} must name a column of {name}. Got {shorten(column)}. {advice}")


def _other_layout(text, wanted, delimiter, head):
    """Say where the names are, if not in row 1 between the delimiters asked for."""
    first = text.splitlines()[0]
    for other, word in DELIMITERS.items():
        if other != delimiter and wanted <= _words(first.split(other)):
            return f"Its cells seem to stand between {word}: pass delimiter={other!r}."
    if wanted <= _words(first.split()) and len(wanted) > 1:
        return "Its cells seem to stand between blanks. Save the file with commas."
    if first.lower().startswith("sep="):
        return "Row 1 is a note of a spreadsheet to itself. Delete it."
    for number, row in enumerate(head[1:], 2):
        if wanted <= set(map(_same, row)):
            return f"The names seem to be in row {number}. Delete the rows above it."
    if all(_is_number(label) for label in head[0]):
        return "Row 1 holds numbers. Put a row with the columns' names above it."
    return ""


def _words(cells):
    return {_same(cell.strip(' "')) for cell in cells}


def _near_name(column, header):
    """Suggest a name; one that differs in capitals only is near enough."""
    named = list(filter(None, header))
    alike = [label for label in named if label.casefold() == column.casefold()]
    return suggestion(alike[0] if alike else column, named)


def _cut(words, width=90):
    return words if len(words) <= width else f"{words[: width - 1]}…"


def _is_number(cell):
    try:
        return "_" not in cell and np.isfinite(float(cell))
    except ValueError:
        return False


def _numbers(name, rows, places, missing):
    """Return the two columns, one a row."""
    pairs = _pairs(rows, places, missing)
    if len(pairs) < 2:
        raise ValueError(
            f"path must hold at least two rows of numbers below the names. Got {len(pairs)} in "
            f"{name}. Add data."
        )
    return np.array(pairs).T


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
    raise ValueError(
        f"Column {shorten(label)} must hold finite numbers. Got {shorten(cell)} in row {number}. "
        f"{_remedy(cell)}"
    )


def _remedy(cell):
    """Digits mean a number in another dress, unless the cell reports an error, as #DIV/0! does."""
    if any(letter.isdigit() for letter in cell) and not cell.startswith("#"):
        return "Write it as -1234.5: a point, no commas, blanks or units."
    return "Correct it, or empty the cell if the number is missing."


def _check_spread(which, column, label):
    """Refuse numbers whose spread a fit could not compute: none, rounding only, or out of reach."""
    low, high = float(column.min()), float(column.max())
    size, spread = max(abs(low), abs(high)), high / 2 - low / 2
    if spread <= SAME * size:
        alike = "in all rows" if low == high else "to twelve digits"
        raise ValueError(
            f"{which} must hold at least two different numbers. Column {shorten(label)} is "
            f"{low:g} {alike}. Choose another column."
        )
    if size > 1 / TINY or spread < TINY:
        raise ValueError(
            f"{which} must hold numbers of a size that can be squared. Column {shorten(label)} "
            f"runs from {low:g} to {high:g}. Choose another unit."
        )
