"""A table says the same to a browser, to a screen reader and as plain text."""

from html.parser import HTMLParser

import pytest

from gdviz.tables import Table

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
