"""The Palmer penguins, and a reader for two columns of one's own CSV file.

344 birds of three species, measured at Palmer Station, Antarctica, 2007 to 2009. The data are
CC0; collected by Kristen Gorman and Palmer Station LTER (Gorman, Williams & Fraser 2014,
doi:10.1371/journal.pone.0090081), published as a set by Horst, Hill & Gorman (2020,
doi:10.5281/zenodo.3960218). ``penguins.csv`` stands beside this file with its licence.
"""

import csv
import io
import os
import re
from importlib import resources
from pathlib import Path
from unicodedata import normalize

import numpy as np

from gdviz import checks
from gdviz.text import count, suggestion

MEASURED = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
MISSING = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-"))
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")  # 1.250: 1250 or 1.25?


def penguins() -> dict[str, np.ndarray]:
    """Read the Palmer penguins, as one array for each column.

    ``species``, ``island`` and ``sex`` are text; ``bill_length_mm``, ``bill_depth_mm``,
    ``flipper_length_mm`` (millimetres), ``body_mass_g`` (grams) and ``year`` are numbers. The two
    birds that were not measured are left out.

    >>> print(penguins()["flipper_length_mm"][:3])
    [181. 186. 195.]
    """
    table = csv.DictReader(penguins_file().read_text(encoding="utf-8").splitlines())
    rows = [row for row in table if row["body_mass_g"] != "NA"]
    birds = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    numbers = {name: birds[name].astype(float) for name in MEASURED}
    return birds | numbers | {"year": birds["year"].astype(int)}


def penguins_file() -> Path:
    """Return the path of the penguins' own CSV file, to read it like any other."""
    return resources.files("gdviz.data") / "penguins.csv"


def read_columns(
    path, x: str, y: str, *, delimiter: str = ",", missing: str = "refuse"
) -> tuple[np.ndarray, np.ndarray]:
    """Read two columns of numbers from a CSV file in UTF-8 whose first row names the columns.

    A number is missing where a cell is empty or holds NA, N/A, #N/A, NaN, null, none, ? or -;
    ``missing`` says whether to "refuse" or to "drop" its row. Both arrays have shape (n,). 1.250
    beside 980 may be 1250 or 1.25, and is refused.

    >>> x, y = read_columns(penguins_file(), "flipper_length_mm", "body_mass_g", missing="drop")
    >>> len(x), float(y[0])
    (342, 3750.0)
    """
    checks.check_choice("missing", missing, ["refuse", "drop"])
    name, header, rows = _read_rows(path, delimiter)
    x, y = (normalize("NFC", str(column)).strip() for column in (x, y))  # as the header is read
    for which, column in (("x", x), ("y", y)):
        if header.count(column) != 1:
            advice = _where_to_look(column, header)
            raise ValueError(
                f"{which} must name a column of {name}. Got {checks.shorten(column)}. {advice}"
            )
    if x == y:
        known = checks.cut(f"Known: {', '.join(header)}.", 90)
        raise ValueError(f"y must be another column than x. Got {checks.shorten(y)} twice. {known}")
    texts, lacking = [], []
    for line, row in rows:
        if any(row.pop(None, ())):
            raise ValueError(
                f"Each row must have as many cells as row 1, {len(header)}. Line {line} has more. "
                "Does a text or a decimal comma hold the delimiter? Put it in quotes."
            )
        cells = [row[column].strip() for column in (x, y)]
        try:
            if MISSING.isdisjoint(cell.lower() for cell in cells):
                if "_" in "".join(cells) or not np.isfinite([float(cell) for cell in cells]).all():
                    raise ValueError
                texts.append(cells)
            elif any(row.values()):
                lacking.append(line)
        except ValueError:
            raise ValueError(
                f"x and y must hold numbers. Got {checks.shorten(cells)} in line {line}. "
                "Write -1234.5, without units, commas or separators; a date as days since the "
                "first; leave empty what is missing."
            ) from None
    if lacking and missing == "refuse":
        raise ValueError(
            f"x and y must be complete. Got {count(len(lacking), 'row')} without a number, the "
            f'first in line {lacking[0]}. Fill them in, or leave them out with missing="drop".'
        )
    for i, (which, column) in enumerate((("x", x), ("y", y))):
        cells = [pair[i] for pair in texts]
        parted, whole = ([c for c in cells if ("." in c) is point] for point in (True, False))
        if parted and whole and all(map(GROUPED.fullmatch, parted)):
            advice = f"Write {parted[0].replace('.', '')} for thousands, else {whole[0]}.000."
            raise ValueError(
                f"{which} must hold numbers that can be read in one way. Got {parted[0]} beside "
                f"{checks.cut(whole[0])} in column {checks.shorten(column)}. "
                f"{checks.cut(advice, 60)}"
            )
    return tuple(np.array(texts, dtype=float).reshape(-1, 2).T)


def _read_rows(path, delimiter):
    """Return a file's name, the names of its columns, and its rows with their line numbers."""
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f'path must name a file, as "data/my.csv". Got {checks.shorten(path)}.')
    file, layout = Path(path).expanduser(), {"delimiter": delimiter, "skipinitialspace": True}
    name = checks.cut(file.name)
    if not file.is_file():
        folder = file if file.is_dir() else file.parent
        known = [other.name for other in folder.glob("*.csv")]
        advice = checks.cut(suggestion(file.name, known), 90)
        if advice.startswith("Known") and folder != file:
            advice = "Give the folder too, as data/my.csv. Download a file on the web first."
        raise FileNotFoundError(f"path must name a file. Got {name!r}. {advice}")
    try:
        text = normalize("NFC", file.read_text(encoding="utf-8-sig"))  # Macs take Hangul apart
        lines = io.StringIO(text)
        header = [label.strip() for label in next(csv.reader(lines, **layout), ())]
        table = csv.DictReader(lines, header, restval="", strict=True, **layout)
        rows = [(table.line_num + 1, row) for row in table]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ValueError(
            f"path must name a CSV file in UTF-8. Reading {name} failed: {error}. Save it as "
            '"CSV UTF-8" in a spreadsheet, or mend a lone quote mark.'
        ) from None
    return name, header, rows


def _where_to_look(column, header):
    """Say what the header holds instead of one column of this name."""
    if not header:
        return "Put the names of the columns into row 1."
    if column in header:
        return f"{header.count(column)} columns have this name. Rename all but one."
    for other in ",;\t|":
        if other in header[0]:
            return f"If {other!r} stands between the cells, pass delimiter={other!r}."
    return checks.cut(suggestion(column, header), 90)
