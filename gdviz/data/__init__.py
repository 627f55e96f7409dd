"""The Palmer penguins, and a reader for two columns of one's own CSV file.

344 birds of three species, measured at Palmer Station, Antarctica, 2007 to 2009. The data are
CC0; collected by Kristen Gorman and Palmer Station LTER (Gorman, Williams & Fraser 2014,
doi:10.1371/journal.pone.0090081), published as a set by Horst, Hill & Gorman (2020,
doi:10.5281/zenodo.3960218). ``penguins.csv`` stands beside this file with its licence.
"""

import csv
import io
import os
import unicodedata
from importlib import resources
from itertools import islice
from pathlib import Path

import numpy as np

from gdviz.checks import check_choice, shorten
from gdviz.text import count, suggestion

MEASURED = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
MISSING = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-"))
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LOOK_AHEAD = 20  # rows among which the names are searched when row 1 does not hold them
SAME = 1e-12  # columns that vary by a smaller share of their size hold rounding only
TINY = 1e-120  # smaller spreads, and sizes above 1/TINY, leave the range of a float when squared


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


def text_of(path):
    """Return a file's name, short enough for a message, and its text.

    Parameters
    ----------
    path : str or path
        A text file in UTF-8, with or without a byte order mark; ``~`` is the home folder.

    Returns
    -------
    name, text : str

    Raises
    ------
    TypeError, OSError, ValueError
        If there is no such file, or it cannot be read, or it is no text in UTF-8.

    Examples
    --------
    >>> from gdviz.data import penguins_file
    >>> name, text = text_of(penguins_file())
    >>> name, text[:14]
    ('penguins.csv', 'species,island')
    """
    path = _as_path(path)
    name = shorten(path.name or str(path), 40).strip("'")
    if not _holds(path.is_file):
        raise FileNotFoundError(f"path must name a file. Got {name!r}. {_where_to_look(path)}")
    return name, _decoded(name, _bytes_of(name, path))


def _as_path(path):
    if not isinstance(path, str | os.PathLike):
        if hasattr(path, "read_bytes"):  # a file inside a package
            return path
        raise TypeError(f'path must be a file name, as "my.csv". Got {shorten(path)}. Use quotes.')
    if not str(path).strip():
        raise FileNotFoundError('path must name a file. Got no name. Give one, as "my.csv".')
    if "://" in str(path):
        raise FileNotFoundError(
            f"path must name a file on this computer. Got {shorten(str(path))}. Download the file "
            "first, then give its name."
        )
    return Path(os.path.expanduser(path))


def _holds(question):
    """Ask the file system; a name it cannot even look up is a name of nothing."""
    try:
        return question()
    except (OSError, ValueError):
        return False


def _where_to_look(path):
    """Name a file beside it that was probably meant, or say what else to do."""
    if _holds(path.is_dir):
        return "That is a folder. Name the file in it."
    folder = path.parent
    near = [file.name for file in folder.glob("*.csv") if file.is_file()] if folder.is_dir() else []
    alike = [name for name in near if Path(name).stem.lower() == path.stem.lower()]
    hint = suggestion(alike[0] if alike else path.name, near) if near else ""
    return hint if hint.startswith("Did") else "Give the folder too, as data/my.csv."


def _bytes_of(name, path):
    try:
        return path.read_bytes()
    except OSError as error:
        raise OSError(
            f"path must name a file that can be read. Reading {name} failed: "
            f"{error.strerror or type(error).__name__}. Close it elsewhere, or save a copy."
        ) from None


def _decoded(name, data):
    wanted = "path must name a text file in UTF-8."
    remedy = 'In a spreadsheet choose Save as, "CSV UTF-8".'
    if b"\0" in data:
        raise ValueError(f"{wanted} {name} holds zeros, as UTF-16 and workbooks do. {remedy}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{wanted} Byte {error.start} of {name} is no such text. {remedy}"
        ) from None
