"""A table says the same to a browser, to a screen reader and as plain text."""

import re
from html.parser import HTMLParser

import pytest

from gdviz.display import Table

ROWS = (("C1", "a & b", "<b>always</b>"), ("C2", "Half do.", "1 < 2"))
TABLE = Table("Two claims.", ("Claim", "Says", "Keep"), ROWS)


class Page(HTMLParser):
    """A table as a browser reads it: tags, caption, scopes and rows."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.caption, self.scopes, self.rows = set(), "", [], []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "caption":
            self.caption += data
        elif self.inside in ("th", "td"):
            self.rows[-1][-1] += data


def test_a_browser_reads_caption_headings_and_rows():
    page = Page(TABLE._repr_html_())
    assert page.caption == TABLE.caption
    assert page.rows == [list(TABLE.headings), *map(list, ROWS)]
    assert page.scopes == ["col", "col", "col", "row", "row"]


def test_words_are_escaped_everywhere():
    evil = Table("<i>", ("<i>", "<i>"), (("<i>", "<i>"),))
    assert "i" not in Page(evil._repr_html_()).tags
    assert Page(TABLE._repr_html_()).tags == {
        *("table", "caption", "thead", "tbody", "tr", "th", "td")
    }


def test_plain_text_says_the_same():
    first, *lines = repr(TABLE).splitlines()
    assert first == TABLE.caption
    assert lines[0] == "Claim: C1. Says: a & b. Keep: <b>always</b>."
    assert lines[1] == "Claim: C2. Says: Half do. Keep: 1 < 2."


def test_a_row_that_does_not_fit_the_headings_is_refused():
    with pytest.raises(ValueError, match=r"rows must have 2 cells.* Got 1: \('a',\)"):
        Table("", ("one", "two"), (("a",),))


def cells(page):
    """The cells below the headings: style and words of each."""
    return re.findall(r'<td style="([^"]*)">(.*?)</td>', page)


def test_numbers_stand_in_a_row_at_the_decimal_point_and_words_to_the_left():
    rows = (("a", 9.5, "yes"), ("b", "12", "no"), ("c", -0.125, "12 or so"), ("d", "never", "–"))
    shown = cells(Table("", ("Row", "Number", "Words"), rows)._repr_html_())
    numbers, words = shown[::2], shown[1::2]
    assert all("text-align: right" in style for style, _ in numbers)
    assert all("text-align: left" in style for style, _ in words)
    told = [text for _, text in numbers]
    places = [len(text) - re.search(r"[.\u2008]", text).start() for text in told[:3]]
    assert places == [4, 4, 4]
    assert [text.rstrip("\u2007\u2008") for text in told] == ["9.5", "12", "−0.125", "never"]


def test_units_and_powers_of_ten_belong_to_a_number():
    rows = (("a", "5 %", 2.5e-05, "1,000"), ("b", "12.5 %", 3e06, "12 more"))
    shown = cells(Table("", ("Row", "Share", "Loss", "Price"), rows)._repr_html_())
    assert all("text-align: right" in style for style, _ in shown)
    assert [text for _, text in shown] == [
        *("5\u2008\u2007 %", "2.5e−05", "1,000"),
        *("12.5 %", "3e+06\u2008\u2007", "12 more"),
    ]


def test_the_best_of_each_column_is_bold_and_called_so_in_words():
    rows = (("plain", 240, "never"), ("Adam", 80, 91.0), ("Newton", 80.04, 1000))
    table = Table("", ("Walk", "Ravine", "All"), rows, best="lowest")
    bold = [text.startswith("<strong>") for _, text in cells(table._repr_html_())]
    assert bold == [False, False, True, True, True, False]
    assert repr(table).splitlines()[1:] == [
        "Walk: plain. Ravine: 240. All: never.",
        "Walk: Adam. Ravine: 80 (best). All: 91 (best).",
        "Walk: Newton. Ravine: 80 (best). All: 1000.",
    ]
    assert "best" not in repr(Table("", ("Walk", "Ravine", "All"), rows))


def test_the_first_column_names_rows_and_has_no_best():
    table = Table("", ("Birds", "Miss"), ((1, 3), (10, 2)), best="lowest")
    assert repr(table).splitlines()[1:] == ["Birds: 1. Miss: 3.", "Birds: 10. Miss: 2 (best)."]


def test_a_curvature_has_a_true_subscript_and_stays_itself_in_text():
    table = Table("The limit is 2/λmax.", ("Why",), (("1/λmin",),))
    assert "λ<sub>max</sub>" in table._repr_html_()
    assert "λ<sub>min</sub>" in table._repr_html_()
    assert repr(table) == "The limit is 2/λmax.\nWhy: 1/λmin."


def test_an_unknown_best_is_refused():
    with pytest.raises(ValueError, match="best must be one of"):
        Table("", ("one",), (), best="smallest")
