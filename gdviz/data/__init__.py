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


def penguins(missing: str = "drop") -> dict[str, np.ndarray]:
    """Read the Palmer penguins, as one array for each column.

    ``species``, ``island`` and ``sex`` are text; ``bill_length_mm``, ``bill_depth_mm``,
    ``flipper_length_mm`` (millimetres), ``body_mass_g`` (grams) and ``year`` are numbers. Two of
    the 344 birds were not measured: ``missing="keep"`` keeps them as NaN.

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

    A number is missing where a cell is empty or holds NA, N/A, #N/A, NaN, null, none, ? or -;
    ``missing`` says whether to "refuse" or to "drop" its row. Both arrays have shape (n,), and
    neither is constant.

    >>> x, y = read_columns(penguins_file(), "flipper_length_mm", "body_mass_g", missing="drop")
    >>> len(x), float(y[0])
    (342, 3750.0)
    """
    check_choice("missing", missing, ["refuse", "drop"])
    name, header, rows = _read_rows(path, delimiter)
    for which, column in (("x", x), ("y", y)):
        if header.count(column) != 1:
            advice = _where_to_look(column, header)
            raise ValueError(
                f"{which} must name a column of {name}. Got {shorten(column)}. {advice}"
            )
    pairs, lacking = [], []
    for line, row in rows:
        if any(row.pop(None, ())):
            raise ValueError(
                f"Each row must have as many cells as row 1, {len(header)}. Line {line} has more. "
                "Does a text or a decimal comma hold the delimiter? Put it in quotes."
            )
        cells = [row[column].strip() for column in (x, y)]
        try:
            if MISSING.isdisjoint(cell.lower() for cell in cells):
                pairs.append([float(cell) for cell in cells])
                if not np.isfinite(pairs[-1]).all():
                    raise ValueError
            elif any(row.values()):
                lacking.append(line)
        except ValueError:
            raise ValueError(
                f"x and y must hold numbers. Got {shorten(cells)} in line {line}. Write each as "
                "-1234.5, without units or commas, and leave the cell empty where one is missing."
            ) from None
    if lacking and missing == "refuse":
        raise ValueError(
            f"x and y must be complete. Got {count(len(lacking), 'row')} without a number, the "
            f"first in line {lacking[0]}. "
            'Fill them in, or leave them out with missing="drop".'
        )
    columns = np.array(pairs).reshape(-1, 2).T
    for which, column, values in zip("xy", (x, y), columns, strict=True):
        different = {f"{value:.12g}" for value in values}  # by more than rounding
        if len(different) < 2:
            raise ValueError(
                f"{which} must hold at least two different numbers. Got {len(different)} in column "
                f"{shorten(column)} of {name}. Add data, or choose another column."
            )
    return tuple(columns)


def _read_rows(path, delimiter):
    """Return a file's name, the names of its columns, and its rows with their line numbers."""
    file, layout = Path(str(path)).expanduser(), {"delimiter": delimiter, "skipinitialspace": True}
    name = cut(file.name)
    if not file.is_file():
        near = suggestion(file.name, [other.name for other in file.parent.glob("*.csv")])
        folder = "Give the folder too, as data/my.csv. Download a file on the web first."
        advice = near if near.startswith("Did") else folder
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
    return cut(suggestion(column, header), 90)
