"""A table can be read by a screen reader, and what does not fit in it is refused."""

from xml.etree import ElementTree

import pytest

from gdviz.display import Table

ROWS = (("C1", "a & b", "<b>always</b>"), ("C2", "Half do.", "1/λmax < 2"))
TABLE = Table("Two claims about λmax.", ("Claim", "Says", "Keep"), ROWS)


def test_a_browser_reads_caption_headings_and_rows_with_every_word_escaped():
    page = ElementTree.fromstring(TABLE._repr_html_())
    texts = [["".join(cell.itertext()) for cell in row] for row in page.iter("tr")]
    assert "".join(page.find("caption").itertext()) == TABLE.caption
    assert texts == [list(TABLE.headings), *map(list, ROWS)]
    assert [cell.get("scope") for cell in page.iter("th")] == ["col", "col", "col", "row", "row"]
    known = {"table", "caption", "thead", "tbody", "tr", "th", "td", "sub"}
    assert {element.tag for element in page.iter()} == known
    assert [sub.text for sub in page.iter("sub")] == ["max", "max"]


def test_a_row_that_does_not_fit_and_an_unknown_best_are_refused():
    with pytest.raises(ValueError, match=r"rows must have 2 cells.* Got 1: \('a',\)"):
        Table("", ("one", "two"), (("a",),))
    with pytest.raises(ValueError, match="best must be one of"):
        Table("", ("one",), (), best="smallest")
