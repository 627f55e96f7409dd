"""No claim without a cell that shows it, no card without a claim."""

import re
from collections import Counter

import pytest

import gdviz as gd
from gdviz.course.claims import LEVELS, Claim, claims
from tests.course import COURSE

CARD = re.compile(r'gd\.verdict\("(C\d+)"\)')
CELLS = [
    cell for notebook in COURSE.values() for cell in notebook.cells if cell.cell_type == "code"
]


def test_every_claim_of_the_note_has_a_card_and_a_cell_that_shows_it():
    known = [f"C{n}" for n in range(1, 22)]
    assert list(claims()) == known
    assert {name for cell in CELLS for name in CARD.findall(cell.source)} == set(known)
    tags = {tag for cell in CELLS for tag in cell.metadata.get("tags", [])}
    assert {tag for tag in tags if tag.startswith("claim-")} == {f"claim-{name}" for name in known}


@pytest.mark.parametrize("claim", claims().values(), ids=lambda claim: claim.name)
def test_a_verdict_names_its_level_its_limit_and_the_sentence_to_keep(claim):
    card = repr(gd.verdict(claim.name))
    assert claim.level in LEVELS
    assert claim.level in card
    for words in (claim.says, claim.verdict, claim.counterexample, claim.repaired):
        assert words.endswith(".")
        assert words in card


def test_curvatures_and_widths_have_true_subscripts_on_the_card_and_not_in_its_text():
    told = {"note": "", "says": "2/λmax.", "topic": "", "verdict": "a.", "counterexample": "b."}
    told |= {"name": "C1", "level": "always", "repaired": "1/n_in < 2/(n_in + n_out)."}
    card = Claim("verdict", "", ("λmax", "n_in"), **told)
    page = card._repr_html_()
    assert "2/λ<sub>max</sub>." in page
    assert "1/n<sub>in</sub> &lt; 2/(n<sub>in</sub> + n<sub>out</sub>)." in page
    assert repr(card).split() == ["λmax", "n_in"]


def test_an_unknown_claim_is_refused():
    with pytest.raises(ValueError, match=r"claim must be one of .* Got 'C99'"):
        gd.verdict("C99")


def test_the_wall_holds_every_claim_in_order_and_counts_those_of_each_level():
    wall = gd.wall()
    assert wall.rows == tuple((c.name, c.says, c.level, c.repaired) for c in claims().values())
    counted = re.findall(r"(\d+) ([a-z ]+)", wall.caption)
    assert {level: int(n) for n, level in counted} == Counter(c.level for c in claims().values())
