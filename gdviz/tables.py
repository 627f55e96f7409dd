"""Tables in a notebook: the same words as text, and as HTML with caption and headings."""

import re
from dataclasses import dataclass

from gdviz.checks import check_choice, shorten
from gdviz.text import as_html, number

# The whole part, the decimals, the power of ten, and what is counted.
NUMBER = re.compile(r"([−+-]?\d[\d,]*)(\.\d+)?(e[−+-]?\d+)?(\s?[^\d\s]*)")
NO_NUMBER = ("never", "none", "infinity", "–")  # may stand in a column of numbers
BEST = {"": None, "lowest": min, "highest": max}
POINT, DIGIT = "\u2008", "\u2007"  # blanks as wide as a decimal point and as a digit


@dataclass(frozen=True, repr=False)
class Table:
    """Rows of words and numbers under headings; the first cell of a row names the row.

    A column of numbers is aligned at the decimal point.

    Parameters
    ----------
    caption : str
        What the table shows, a full sentence.
    headings : tuple of str
        A column's unit belongs here, as in "mass (g)".
    rows : tuple of tuple of str or float
        Each with one cell for each heading. Words are escaped; numbers are written with three
        significant digits. "never", "none" and "–" may stand where a number is missing.
    best : {"", "lowest", "highest"}, optional
        Which number of each column, if any, is called the best and printed in bold.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than there are headings, or there is no such best.

    Examples
    --------
    >>> Table("Two rates.", ("Rate", "Fate"), (("0.5", "arrives"), ("1", "orbits")))
    Two rates.
    Rate: 0.5. Fate: arrives.
    Rate: 1. Fate: orbits.
    >>> Table("Two walks.", ("Walk", "Steps"), (("plain", 240), ("Adam", 80)), best="lowest")
    Two walks.
    Walk: plain. Steps: 240.
    Walk: Adam. Steps: 80 (best).
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]
    best: str = ""

    def __post_init__(self):
        check_choice("best", self.best, list(BEST))
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(
                    f"rows must have {len(self.headings)} cells, one for each heading. "
                    f"Got {len(row)}: {shorten(row)}. Fill gaps with empty words."
                )

    def __repr__(self):
        return "\n".join((self.caption, *map(self._in_words, range(len(self.rows)))))

    def _in_words(self, k):
        said = (
            f"{column.heading}: {column.words[k].removesuffix('.')}{' (best)' * column.wins(k)}."
            for column in self._columns()
        )
        return " ".join(said)

    def _columns(self):
        """Return the columns; the one that names the rows has no best."""
        cells = list(zip(*self.rows, strict=True)) or [()] * len(self.headings)
        best = ["", *[self.best] * (len(self.headings) - 1)]
        return [
            _Column(heading, [_told(cell) for cell in column], which)
            for heading, column, which in zip(self.headings, cells, best, strict=True)
        ]

    def _repr_html_(self):
        name, *others = self._columns()
        head = "".join(
            column.cell("th", as_html(column.heading), "col") for column in (name, *others)
        )
        rows = "".join(
            f"<tr>{name.cell('th', name.html(k), 'row')}"
            f"{''.join(column.cell('td', column.html(k)) for column in others)}</tr>"
            for k in range(len(self.rows))
        )
        return (
            f'<table class="gdviz-table"><caption style="text-align: left">'
            f"{as_html(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )


def _told(cell):
    return cell if isinstance(cell, str) else number(cell)


@dataclass(frozen=True)
class _Column:
    """A heading, the words below it, and which of them is the best if they are numbers."""

    heading: str
    words: list
    best: str

    @property
    def numbers(self):
        """Each word's parts as a number; none at all where the column holds other words."""
        found = [NUMBER.fullmatch(word) for word in self.words]
        plain = all(
            match or word in NO_NUMBER for match, word in zip(found, self.words, strict=True)
        )
        return found if plain and any(found) else []

    def wins(self, k):
        """Whether a cell holds the best number; several may."""
        values = [_value(match) for match in self.numbers if match]
        match = self.numbers[k] if self.best and values else None
        return bool(match) and _value(match) == BEST[self.best](values)

    def html(self, k):
        """Return a cell's words, padded so that decimal points stand in a row."""
        words, match = as_html(self.words[k]), self.numbers[k] if self.numbers else None
        if match:
            places = max(len(other[2] or "") for other in self.numbers if other)
            here = match[2] or ""
            missing = (POINT + DIGIT * places)[len(here) : places]
            words = as_html(f"{match[1]}{here}{match[3] or ''}{missing}{match[4]}")
        return f"<strong>{words}</strong>" if self.wins(k) else words

    def cell(self, tag, content, scope=""):
        """Return a cell: numbers to the right, words to the left."""
        scope = f' scope="{scope}"' if scope else ""
        side = "right" if self.numbers else "left"
        style = (
            f"text-align: {side}; vertical-align: top; white-space: normal; padding: 0.3em 0.8em"
        )
        return f'<{tag}{scope} style="{style}">{content}</{tag}>'


def _value(match):
    text = "".join(part or "" for part in match.group(1, 2, 3))
    return float(text.replace(",", "").replace("−", "-"))
