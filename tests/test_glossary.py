"""The glossary names words that the course uses, and every notebook leads to it."""

import re

import pytest

from tests.course import COURSE, ROOT, sources

ROW = re.compile(r"^\| (.+) \| (.+) \| (.+\.) \| \[\d\d\]\(\.\./notebooks/(.+)\) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))


def test_the_glossary_has_sixty_words_in_order():
    words = [word.lower() for word, *_ in ROWS]
    assert len(words) >= 60
    assert words == sorted(set(words))


@pytest.mark.parametrize(("word", "home"), [(word, home) for word, _, _, home in ROWS])
def test_a_word_is_used_where_the_glossary_says(word, home):
    told = " ".join(sources(COURSE[home], "markdown"))
    assert word.lower() in told.lower()


@pytest.mark.parametrize("name", COURSE)
def test_every_notebook_leads_to_the_glossary(name):
    assert "(../docs/glossary.md)" in COURSE[name].cells[-1].source
