"""Every notebook keeps the same frame: objectives, minutes, quiz, key points, reading, next."""

import re

import pytest

from tests.course import COURSE, ROOT, sources
from tools import minutes


@pytest.fixture(params=COURSE)
def notebook(request):
    return COURSE[request.param]


def section(notebook, heading):
    """Return the text under a heading."""
    text = "\n".join(sources(notebook, "markdown"))
    return text.partition(f"## {heading}")[2].partition("\n## ")[0]


def test_the_title_cell_says_what_a_learner_will_do_and_where_each_objective_is_reached(notebook):
    title = notebook.cells[0]
    for part in ("**You will**", "**Minutes**:", "**You need**:"):
        assert part in title.source
    promised = re.findall(r"^- ", title.source.partition("**You will**")[2], flags=re.M)
    reached = title.metadata["gdviz"]["objectives"]
    assert 2 <= len(promised) == len(reached) <= 5
    assert len(re.findall(r"^- ", section(notebook, "Key points"), flags=re.M)) >= len(promised)
    places = {cell.id for cell in notebook.cells}
    places |= set(re.findall(r'gd\.check\("([^"]+)"', "\n".join(sources(notebook, "code"))))
    assert all(cells and set(cells) <= places for cells in reached)


def test_the_quiz_has_four_questions_with_one_right_answer_each(notebook):
    _, *parts = re.split(r"^### (\d\. .*)$", section(notebook, "Four questions"), flags=re.M)
    assert len(parts) == 2 * 4
    for question, body in zip(parts[::2], parts[1::2], strict=True):
        feedback = re.findall(r"<details><summary>.+?</summary>\s*(.+?)\s*</details>", body, re.S)
        assert question.endswith("?")
        assert len(feedback) >= 3
        assert sum(words.startswith("Right.") for words in feedback) == 1
        assert sum(words.startswith("Not quite:") for words in feedback) == len(feedback) - 1


def test_the_notebook_ends_with_reading_and_what_comes_next(notebook):
    last = notebook.cells[-1].source
    reading = last.partition("## Further reading")[2].partition("**Next**:")[0]
    assert len(re.findall(r"^- ", reading, flags=re.M)) >= 3
    assert "**Next**:" in last
    assert "<details open" not in "\n".join(sources(notebook, "markdown"))  # solutions stay folded


def test_at_least_three_guesses_are_asked_for_before_the_answer_can_show(notebook):
    seen, asked = "", 0
    for source in sources(notebook, "code"):
        for name in re.findall(r'gd\.compare_guess\(\s*"\d\d\.\w+", (\w+)[,)]', source):
            assert re.search(rf"^{name} = None\b", seen, flags=re.M), name
            asked += 1
        seen += "\n" + source
    assert asked >= 3


def test_the_readme_lists_every_notebook_with_its_minutes():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    row = re.compile(r"(?<=\(notebooks/)(\S+\.ipynb)(\) \|.*\| )\d+(?= \|$)", re.MULTILINE)
    assert [found[1] for found in row.finditer(readme)] == [*COURSE]
    written = row.sub(r"\1\g<2>0", readme)
    for name, notebook in COURSE.items():
        written = minutes.in_readme(written, name, notebook)
    assert written == readme, "README.md lacks the minutes of the title cells: run make notebooks."
