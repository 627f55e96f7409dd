"""The Palmer penguins, and a reader for two columns of one's own CSV file.

344 birds of three species, measured at Palmer Station, Antarctica, 2007 to 2009. The data are
CC0; collected by Kristen Gorman and Palmer Station LTER (Gorman, Williams & Fraser 2014,
doi:10.1371/journal.pone.0090081), published as a set by Horst, Hill & Gorman (2020,
doi:10.5281/zenodo.3960218). ``penguins.csv`` stands beside this file with its licence.
"""

import csv
import io
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

    ``delimiter`` is a comma, a semicolon, a bar or a tab. A number is missing where a cell is
    empty or holds NA, N/A, #N/A, NaN, null, none, ? or -; ``missing`` says whether to "refuse" or
    to "drop" its row. Both arrays, shape (n,), are finite, and neither is constant.

    Examples
    --------
    >>> x, y = read_columns(penguins_file(), "flipper_length_mm", "body_mass_g", missing="drop")
    >>> len(x), float(y[0])
    (342, 3750.0)
    """
    check_choice("delimiter", delimiter, list(DELIMITERS))
    check_choice("missing", missing, ["refuse", "drop"])
    if x == y:
        raise ValueError(f"x and y must name two different columns. Got {shorten(x)} twice.")
    name, text = _read_text(path)
    lines = io.StringIO(text)
    header = [label.strip() for label in next(csv.reader(lines, delimiter=delimiter), ())]
    # Accents and Hangul have two spellings in Unicode; the text is normalized like this too.
    columns = [normalize("NFC", str(label)) for label in (x, y)]
    for which, column in zip("xy", columns, strict=True):
        if header.count(column) != 1:
            advice = _where_to_look(column, header, delimiter)
            raise ValueError(
                f"{which} must name a column of {name}. Got {shorten(column)}. {advice}"
            )
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        pairs = _pairs(rows, header, columns, missing)
    except csv.Error as error:
        raise ValueError(
            f"path must name a CSV file. Reading {name} failed: {error}. Look for a "
            "lone quote mark."
        ) from None
    if len(pairs) < 2:
        raise ValueError(
            f"path must hold at least two rows of numbers below the names. Got {len(pairs)} in "
            f"{name}. Add data."
        )
    found = np.array(pairs).T
    for which, column, values in zip("xy", columns, found, strict=True):
        if np.ptp(values) == 0:
            raise ValueError(
                f"{which} must hold at least two different numbers. Column {shorten(column)} is "
                f"{values[0]:g} in all rows. Choose another column."
            )
    return tuple(found)


def _pairs(rows, header, columns, missing):
    """Return the two numbers of each row that has both; rows are counted as in a spreadsheet."""
    pairs, lacking, width = [], [], len(header)
    for place, row in enumerate(rows, start=2):
        row = [cell.strip() for cell in row] + [""] * (width - len(row))
        if any(row[width:]):
            raise ValueError(
                f"Each row must have as many cells as row 1, {width}. Row {place} has more. Does a "
                "text or a decimal comma hold the delimiter? Put it in quotes."
            )
        cells = [row[header.index(column)] for column in columns]
        if not any(cell.lower() in MISSING for cell in cells):
            pairs.append([_number(*pair, place) for pair in zip(cells, columns, strict=True)])
        elif any(row):
            lacking.append(place)
    if lacking and missing == "refuse":
        raise ValueError(
            f"x and y must be complete. {count(len(lacking), 'row')} "
            f"lack{'s' * (len(lacking) == 1)} a number, the first is row {lacking[0]}. "
            'Fill them in, or leave them out with missing="drop".'
        )
    return pairs


def _read_text(path):
    """Return a file's name and its text, or say why it cannot be read."""
    file = Path(path).expanduser()
    name = cut(file.name)
    if not file.is_file():
        near = suggestion(file.name, [other.name for other in file.parent.glob("*.csv")])
        advice = near if near.startswith("Did") else "Give the folder too, as data/my.csv."
        advice = "Download the file first." if "://" in str(path) else advice
        raise FileNotFoundError(f"path must name a file. Got {name!r}. {advice}")
    try:
        text = normalize("NFC", file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(
            f"path must name a text file in UTF-8. Byte {error.start} of {name} is no such text. "
            'In a spreadsheet choose Save as, "CSV UTF-8".'
        ) from None
    return name, text


def _where_to_look(column, header, delimiter):
    """Say what the header holds instead of one column of this name."""
    if not header:
        return "The file is empty: put the names of the columns into row 1."
    if column in header:
        return f"{header.count(column)} columns have this name. Rename all but one."
    for other, word in DELIMITERS.items():
        if other != delimiter and other in header[0]:
            return f"Its cells seem to stand between {word}: pass delimiter={other!r}."
    return cut(suggestion(column, header), 90)


def _number(cell, column, row):
    try:
        if "_" not in cell and np.isfinite(value := float(cell)):  # Python reads 1_000
            return value
    except ValueError:
        pass
    advice = "Correct it, or empty the cell if the number is missing."
    if any(letter.isdigit() for letter in cell):
        advice = "Write it as -1234.5: a point, no commas, blanks or units."
    raise ValueError(
        f"Column {shorten(column)} must hold finite numbers. Got {shorten(cell)} in row {row}. "
        f"{advice}"
    )
