"""The glossary names words that the course uses, and every notebook leads to it."""

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = {
    path.name: nbformat.read(path, as_version=4)
    for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
}
ROW = re.compile(r"^\| (.+) \| (.+) \| (.+\.) \| \[\d\d\]\(\.\./notebooks/(.+)\) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))


def test_the_glossary_has_sixty_words_in_order():
    words = [word.lower() for word, *_ in ROWS]
    assert len(words) >= 60
    assert words == sorted(set(words))


@pytest.mark.parametrize(("word", "home"), [(word, home) for word, _, _, home in ROWS])
def test_a_word_is_used_where_the_glossary_says(word, home):
    told = " ".join(c.source for c in NOTEBOOKS[home].cells if c.cell_type == "markdown")
    assert word.lower() in told.lower()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_leads_to_the_glossary(name):
    assert "(../docs/glossary.md)" in NOTEBOOKS[name].cells[-1].source
