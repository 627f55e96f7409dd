"""Tables in a notebook: the same words as text, and as HTML with caption and headings."""

import html
from dataclasses import dataclass

from gdviz.checks import shorten


@dataclass(frozen=True, repr=False)
class Table:
    """Rows of words under headings; the first cell of a row names the row.

    Parameters
    ----------
    caption : str
        What the table shows, a full sentence.
    headings : tuple of str
    rows : tuple of tuple of str
        Each with one cell for each heading. Words are escaped.

    Raises
    ------
    ValueError
        If a row has more or fewer cells than there are headings.

    Examples
    --------
    >>> Table("Two rates.", ("Rate", "Fate"), (("0.5", "arrives"), ("1", "orbits")))
    Two rates.
    Rate: 0.5. Fate: arrives.
    Rate: 1. Fate: orbits.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self):
        for row in self.rows:
            if len(row) != len(self.headings):
                raise ValueError(
                    f"rows must have {len(self.headings)} cells, one for each heading. "
                    f"Got {len(row)}: {shorten(row)}. Fill gaps with empty words."
                )

    def __repr__(self):
        return "\n".join((self.caption, *map(self._in_words, self.rows)))

    def _in_words(self, row):
        said = zip(self.headings, row, strict=True)
        return " ".join(f"{heading}: {words.removesuffix('.')}." for heading, words in said)

    def _repr_html_(self):
        head = "".join(_cell("th", words, "col") for words in self.headings)
        rows = "".join(_row(*row) for row in self.rows)
        return (
            f'<table class="gdviz-table"><caption style="text-align: left">'
            f"{html.escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )


def _row(name, *cells):
    told = "".join(_cell("td", words) for words in cells)
    return f"<tr>{_cell('th', name, 'row')}{told}</tr>"


def _cell(tag, words, scope=""):
    scope = f' scope="{scope}"' if scope else ""
    style = "text-align: left; vertical-align: top; white-space: normal; padding: 0.3em 0.8em"
    return f'<{tag}{scope} style="{style}">{html.escape(words)}</{tag}>'
