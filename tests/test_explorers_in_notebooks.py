"""Explorers in stored notebooks: no widget and no script is stored, and nbval compares them."""

import inspect
import json
import shutil
from pathlib import Path

import pytest

import gdviz as gd
from tests.course_copy import copy_course, run_pytest, used_the_copy
from tests.explorer_examples import SHOWN
from tests.test_films import Reader


@pytest.fixture(scope="module")
def course(tmp_path_factory, stored_explorers):
    """A copy of the course with one notebook that shows every explorer and a film."""
    folder = copy_course(tmp_path_factory.mktemp("explorers") / "course")
    shutil.copy(stored_explorers, folder / "notebooks")
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


def test_the_notebook_passes_the_strict_comparison(course):
    run = run_pytest(course)
    assert run.code == 0, run.text[-3000:]
    assert len(run.items) >= len(SHOWN) + 2
    assert used_the_copy(course)


def test_a_changed_default_turns_it_red(course):
    own = Path(inspect.getsourcefile(gd.explore_optimizers)).relative_to(Path(gd.__file__).parent)
    source = course / "gdviz" / own
    good = source.read_text(encoding="utf-8")
    try:
        bad = good.replace("steps=40", "steps=41")
        assert bad != good
        source.write_text(bad, encoding="utf-8")
        changed = 1 + list(SHOWN).index("optimizers")
        cells = [f"notebooks/shown.ipynb::Cell {number}" for number in (0, changed)]
        run = run_pytest(course, items=cells)
    finally:
        source.write_text(good, encoding="utf-8")
    assert run.code == 1
    told = "".join(run.failed.values())
    assert "After 40 steps" in told
    assert "After 41 steps" in told
