"""A table says the same to a browser, to a screen reader and as plain text."""

import re
from xml.etree import ElementTree

import pytest

from gdviz.display import Table

ROWS = (("C1", "a & b", "<b>always</b>"), ("C2", "Half do.", "1/λmax < 2"))
TABLE = Table("Two claims about λmax.", ("Claim", "Says", "Keep"), ROWS)


def cells(table):
    """Return style and words of the cells below the headings, with <strong> as it is."""
    return re.findall(r'<td style="([^"]*)">(.*?)</td>', table._repr_html_())


def test_a_browser_reads_caption_headings_and_rows_with_every_word_escaped():
    page = ElementTree.fromstring(TABLE._repr_html_())
    texts = [["".join(cell.itertext()) for cell in row] for row in page.iter("tr")]
    assert "".join(page.find("caption").itertext()) == TABLE.caption
    assert texts == [list(TABLE.headings), *map(list, ROWS)]
    assert [cell.get("scope") for cell in page.iter("th")] == ["col", "col", "col", "row", "row"]
    known = {"table", "caption", "thead", "tbody", "tr", "th", "td", "sub"}
    assert {element.tag for element in page.iter()} == known
    assert [sub.text for sub in page.iter("sub")] == ["max", "max"]


def test_plain_text_says_the_same():
    assert repr(TABLE).splitlines() == [
        TABLE.caption,
        "Claim: C1. Says: a & b. Keep: <b>always</b>.",
        "Claim: C2. Says: Half do. Keep: 1/λmax < 2.",
    ]


def test_numbers_stand_in_a_row_at_the_decimal_point_and_words_to_the_left():
    rows = (("a", 9.5, "yes"), ("b", "12", "no"), ("c", -0.125, "12 or so"), ("d", "never", "–"))
    shown = cells(Table("", ("Row", "Number", "Words"), rows))
    assert all("text-align: right" in style for style, _ in shown[::2])
    assert all("text-align: left" in style for style, _ in shown[1::2])
    told = [text for _, text in shown[::2]]
    places = [len(text) - re.search(r"[.\u2008]", text).start() for text in told[:3]]
    assert places == [4, 4, 4]
    assert [text.rstrip("\u2007\u2008") for text in told] == ["9.5", "12", "−0.125", "never"]


def test_units_and_powers_of_ten_belong_to_a_number():
    rows = (("a", "5 %", 2.5e-05, "1,000"), ("b", "12.5 %", 3e06, "12 more"))
    shown = cells(Table("", ("Row", "Share", "Loss", "Price"), rows))
    assert all("text-align: right" in style for style, _ in shown)
    assert [text for _, text in shown] == [
        *("5\u2008\u2007 %", "2.5e−05", "1,000"),
        *("12.5 %", "3e+06\u2008\u2007", "12 more"),
    ]


def test_the_best_of_each_column_is_bold_and_called_so_in_words():
    rows = ((1, 240, "never"), (10, 80, 91.0), (2, 80.04, 1000))
    table = Table("", ("Walk", "Ravine", "All"), rows, best="lowest")
    bold = [text.startswith("<strong>") for _, text in cells(table)]
    assert bold == [False, False, True, True, True, False]
    assert repr(table).splitlines()[1:] == [
        "Walk: 1. Ravine: 240. All: never.",
        "Walk: 10. Ravine: 80 (best). All: 91 (best).",
        "Walk: 2. Ravine: 80 (best). All: 1000.",
    ]
    assert "best" not in repr(Table("", ("Walk", "Ravine", "All"), rows))


def test_a_row_that_does_not_fit_and_an_unknown_best_are_refused():
    with pytest.raises(ValueError, match=r"rows must have 2 cells.* Got 1: \('a',\)"):
        Table("", ("one", "two"), (("a",),))
    with pytest.raises(ValueError, match="best must be one of"):
        Table("", ("one",), (), best="smallest")
