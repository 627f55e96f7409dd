"""Explorers in stored notebooks: no widget and no script is stored, and nbval compares them."""

import json

import pytest
from jupyter_core.utils import run_sync

from tests.browser.lab import write_notebook
from tests.course_copy import copy_course, run_pytest, used_the_copy
from tests.explorer_examples import FILM, SETUP, SHOWN
from tests.test_films import Reader
from tools import notebooks


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the course with one notebook that shows every explorer and a film."""
    folder = copy_course(tmp_path_factory.mktemp("explorers") / "course")
    path = folder / "notebooks" / "shown.ipynb"
    write_notebook(path, SETUP, *SHOWN.values(), FILM)
    path.write_text(run_sync(notebooks.refresh)(path)[1], encoding="utf-8")
    return folder


def outputs(course):
    notebook = json.loads((course / "notebooks" / "shown.ipynb").read_text(encoding="utf-8"))
    return [output for cell in notebook["cells"] for output in cell["outputs"]], notebook


def test_a_stored_explorer_is_a_picture_and_its_sentence_and_nothing_else(course):
    stored, notebook = outputs(course)
    assert len(stored) == len(SHOWN) + 1
    for output in stored:
        assert set(output["data"]) == {"text/html", "text/plain"}
        tags = Reader("".join(output["data"]["text/html"])).tags
        assert [tag for tag, _ in tags] == ["figure", "img", "figcaption"]
        known = {"class", "data-gdviz-film", "alt", "width", "src", "aria-hidden"}
        assert {name for _, attributes in tags for name in attributes} == known
        assert tags[1][1]["src"].startswith("data:image/png;base64,")
    assert "widgets" not in notebook["metadata"]


def test_a_second_run_stores_the_same(course):
    stored, now = run_sync(notebooks.refresh)(course / "notebooks" / "shown.ipynb")
    assert stored == now


def test_the_notebook_passes_the_strict_comparison(course):
    run = run_pytest(course)
    assert run.code == 0, run.text[-3000:]
    assert len(run.items) >= len(SHOWN) + 2
    assert used_the_copy(course)


def test_a_changed_default_turns_it_red(course):
    source = course / "gdviz" / "explorers" / "races.py"
    good = source.read_text(encoding="utf-8")
    try:
        bad = good.replace("steps=40", "steps=41")
        assert bad != good
        source.write_text(bad, encoding="utf-8")
        run = run_pytest(course)
    finally:
        source.write_text(good, encoding="utf-8")
    assert run.code == 1
    told = "".join(run.failed.values())
    assert "After 40 steps" in told
    assert "After 41 steps" in told
