"""No claim without a cell that shows it, no card without a claim."""

import re

from gdviz.course.claims import claims
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
