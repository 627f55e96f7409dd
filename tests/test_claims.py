"""No claim without a cell that shows it, no card without a claim."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

import gdviz as gd
from gdviz.claims import LEVELS, Claim, Wall, claims
from gdviz.lessons import lessons

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("[0-9][0-9]_*.ipynb"))
CARD = re.compile(r'gd\.verdict\("(C\d+)"\)')


def code_cells():
    for path in NOTEBOOKS:
        yield from (c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code")


def cards():
    return Counter(name for cell in code_cells() for name in CARD.findall(cell.source))


def tags():
    return Counter(
        tag.removeprefix("claim-")
        for cell in code_cells()
        for tag in cell.metadata.get("tags", [])
        if tag.startswith("claim-")
    )


def test_every_claim_in_the_ledger_has_a_card_and_a_cell_that_shows_it():
    for claim in claims().values():
        assert cards()[claim.name] >= 1, f"{claim.name} has no verdict card"
        assert tags()[claim.name] >= 1, f"no cell is tagged claim-{claim.name}"


def test_tags_are_the_notes_claims_and_nothing_else():
    assert set(tags()) <= {f"C{n}" for n in range(1, 22)}


def test_the_ledger_holds_each_claim_once_and_in_order():
    names = [claim.name for lesson in lessons() for claim in lesson.CLAIMS]
    assert len(names) == len(set(names))
    numbers = [int(name[1:]) for name in claims()]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("claim", claims().values(), ids=lambda claim: claim.name)
def test_a_verdict_names_its_level_its_limit_and_the_sentence_to_keep(claim):
    card = repr(gd.verdict(claim.name))
    assert claim.level in LEVELS
    assert claim.level in card
    for words in (claim.says, claim.verdict, claim.counterexample, claim.repaired):
        assert words.endswith(".")
        assert words in card


def test_an_unknown_claim_or_level_is_refused():
    with pytest.raises(ValueError, match=r"claim must be one of .* Got 'C99'"):
        gd.verdict("C99")
    with pytest.raises(ValueError, match="level must be one of"):
        Claim("C1", "", "", "true", "", "", "")


class Table(HTMLParser):
    """The table of the wall as a browser reads it: caption, headings and rows."""

    def __init__(self, page):
        super().__init__()
        self.caption, self.scopes, self.rows, self.inside = "", [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.inside = tag
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


def test_the_wall_holds_every_claim_in_order_with_its_level_and_the_sentence_to_keep():
    wall = gd.wall()
    table = Table(wall._repr_html_())
    head, *rows = table.rows
    assert head == ["Claim", "The note says", "How far true", "Keep"]
    assert table.scopes == ["col"] * 4 + ["row"] * len(claims())
    assert rows == [[c.name, c.says, c.level, c.repaired] for c in claims().values()]


def test_the_wall_says_the_same_in_plain_text():
    first, *lines = repr(gd.wall()).splitlines()
    assert first == Table(gd.wall()._repr_html_()).caption
    for line, claim in zip(lines, claims().values(), strict=True):
        assert line.startswith(f"{claim.name}, {claim.level}. ")
        assert claim.says in line
        assert line.endswith(f"Keep: {claim.repaired}")


def test_the_caption_of_the_wall_counts_the_claims_of_each_level():
    counted = re.findall(r"(\d+) ([a-z ]+)", repr(gd.wall()).splitlines()[0])
    assert sum(int(n) for n, _ in counted) == len(claims())
    assert {level: int(n) for n, level in counted} == Counter(c.level for c in claims().values())


def test_words_on_the_wall_are_escaped():
    claim = Claim("C1", "", "<b>a & b</b>", "always", "", "", "1 < 2")
    page = Wall((claim,))._repr_html_()
    assert "<b>" not in page
    assert Table(page).rows[1] == ["C1", "<b>a & b</b>", "always", "1 < 2"]
