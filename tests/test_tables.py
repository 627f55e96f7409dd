"""A table can be read by a screen reader."""

from xml.etree import ElementTree

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
