"""The Palmer penguins, and a reader for two columns of one's own CSV file.

344 birds of three species, measured at Palmer Station, Antarctica, 2007 to 2009. The data are
CC0; collected by Kristen Gorman and Palmer Station LTER (Gorman, Williams & Fraser 2014,
doi:10.1371/journal.pone.0090081), published as a set by Horst, Hill & Gorman (2020,
doi:10.5281/zenodo.3960218). ``penguins.csv`` stands beside this file with its licence.
"""

import csv
from importlib import resources
from pathlib import Path
from unicodedata import normalize

import numpy as np

from gdviz.checks import check_choice, cut, shorten
from gdviz.text import count, suggestion

MEASURED = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
MISSING = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-"))
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def penguins(missing: str = "drop") -> dict[str, np.ndarray]:
    """Read the Palmer penguins, as one array for each column.

    ``species``, ``island`` and ``sex`` are text; ``bill_length_mm``, ``bill_depth_mm``,
    ``flipper_length_mm`` (millimetres), ``body_mass_g`` (grams) and ``year`` are numbers. Two of
    the 344 birds were not measured: ``missing="keep"`` keeps them as NaN.

    Examples
    --------
    >>> birds = penguins()
    >>> len(birds["species"])
    342
    >>> print(birds["flipper_length_mm"][:3])
    [181. 186. 195.]
    """
    check_choice("missing", missing, ["drop", "keep"])
    rows = list(csv.DictReader(penguins_file().read_text(encoding="utf-8").splitlines()))
    if missing == "drop":
        rows = [row for row in rows if row["body_mass_g"] != "NA"]
    birds = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    for name in MEASURED:
        birds[name] = np.where(birds[name] == "NA", "nan", birds[name]).astype(float)
    return {**birds, "year": birds["year"].astype(int)}


def penguins_file() -> Path:
    """Return the path of the penguins' own CSV file, to read it like any other."""
    return resources.files("gdviz.data") / "penguins.csv"


def read_columns(
    path, x: str, y: str, *, delimiter: str = ",", missing: str = "refuse"
) -> tuple[np.ndarray, np.ndarray]:
    """Read two columns of numbers from a CSV file in UTF-8 whose first row names the columns.

    Parameters
    ----------
    path : str or path
    x, y : str
        The names of two different columns.
    delimiter : str, optional
        A comma, a semicolon, a bar or a tab.
    missing : {"refuse", "drop"}, optional
        What to do with rows that lack one of the two numbers: an empty cell, or NA, N/A, #N/A,
        NaN, null, none, ? or - in it.

    Returns
    -------
    x, y : ndarray, shape (n,)
        Finite numbers, in the order of the file; neither column is constant.

    Examples
    --------
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
    if x == y:
        raise ValueError(f"x and y must name two different columns. Got {shorten(x)} twice.")
    name, lines = _read_lines(path)
    reader = csv.DictReader(lines, delimiter=delimiter, restval="")
    reader.fieldnames = [label.strip() for label in reader.fieldnames]
    # Accents and Hangul have two spellings in Unicode; the lines are normalized like this too.
    columns = [normalize("NFC", str(label)) for label in (x, y)]
    for which, column in zip("xy", columns, strict=True):
        _check_column(which, column, reader.fieldnames, name, delimiter)
    rows = [(reader.line_num, row) for row in reader if any(row.values())]
    for number, row in rows:
        if any(row.get(None, ())):
            raise ValueError(
                f"Each row must have as many cells as row 1, {len(reader.fieldnames)}. Row "
                f"{number} has more. Does a text or a decimal comma hold the delimiter? Put it in "
                "quotes."
            )

    def lacks(row):
        return any(row[column].strip().lower() in MISSING for column in columns)

    lacking = [number for number, row in rows if lacks(row)]
    if lacking and missing == "refuse":
        raise ValueError(
            f"x and y must be complete. {count(len(lacking), 'row')} "
            f"lack{'s' * (len(lacking) == 1)} a number, the first is row {lacking[0]}. "
            'Fill them in, or leave them out with missing="drop".'
        )
    complete = [(number, row) for number, row in rows if not lacks(row)]
    if len(complete) < 2:
        raise ValueError(
            f"path must hold at least two rows of numbers below the names. Got {len(complete)} in "
            f"{name}. Add data."
        )
    found = [np.array([_number(row[c], c, n) for n, row in complete]) for c in columns]
    for which, column, values in zip("xy", columns, found, strict=True):
        if np.ptp(values) == 0:
            raise ValueError(
                f"{which} must hold at least two different numbers. Column {shorten(column)} is "
                f"{values[0]:g} in all rows. Choose another column."
            )
    return tuple(found)


def _read_lines(path):
    """Return a file's name and its lines, or say why it cannot be read."""
    file = Path(path).expanduser()
    name = cut(file.name)
    if not file.is_file():
        near = suggestion(file.name, [other.name for other in file.parent.glob("*.csv")])
        hint = near if near.startswith("Did") else "Give the folder too, as data/my.csv."
        hint = "Download the file first." if "://" in str(path) else hint
        raise FileNotFoundError(f"path must name a file. Got {name!r}. {hint}")
    try:
        text = normalize("NFC", file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(
            f"path must name a text file in UTF-8. Byte {error.start} of {name} is no such text. "
            'In a spreadsheet choose Save as, "CSV UTF-8".'
        ) from None
    if not text.strip():
        raise ValueError(
            "path must name a file whose first row names the columns. "
            f"The file {name} is empty. Add the names."
        )
    return name, text.splitlines(keepends=True)


def _check_column(which, column, header, name, delimiter):
    """Refuse a name that the header does not hold once, and say what is there instead."""
    if header.count(column) == 1:
        return
    others = [other for other in DELIMITERS if other != delimiter and other in header[0]]
    if column in header:
        advice = f"{header.count(column)} columns have this name. Rename all but one."
    elif others:
        between = DELIMITERS[others[0]]
        advice = f"Its cells seem to stand between {between}: pass delimiter={others[0]!r}."
    else:
        advice = cut(suggestion(column, header), 90)
    raise ValueError(f"{which} must name a column of {name}. Got {shorten(column)}. {advice}")


def _number(cell, column, row):
    try:
        if np.isfinite(value := float(cell)):
            return value
    except ValueError:
        pass
    advice = "Correct it, or empty the cell if the number is missing."
    if any(letter.isdigit() for letter in cell):
        advice = "Write it as -1234.5: a point, no commas, blanks or units."
    raise ValueError(
        f"Column {shorten(column)} must hold finite numbers. Got {shorten(cell.strip())} in row "
        f"{row}. {advice}"
    )
