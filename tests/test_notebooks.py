"""Every notebook keeps the rules of the course; tests/test_notebook_rules.py breaks each rule."""

import copy
import re

import nbformat
import pytest

from tests.course import COURSE, ROOT
from tools import notebooks, rules

FOLDER = ROOT / "notebooks"


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", COURSE)
def test_a_notebook_keeps_the_rule(name, rule):
    found = list(rule(COURSE[name]))
    assert not found, "\n".join([f"notebooks/{name}:", *found])


@pytest.mark.parametrize("name", COURSE)
def test_a_notebook_is_valid_and_written_as_make_notebooks_writes_it(name):
    nbformat.validate(COURSE[name])
    text = notebooks.write(notebooks.normalise(copy.deepcopy(COURSE[name])))
    same = (FOLDER / name).read_text(encoding="utf-8") == text
    assert same, f"notebooks/{name} holds what JupyterLab adds when it saves: run make notebooks"


def test_notebooks_are_numbered_from_00_without_a_gap():
    for number, name in enumerate(COURSE):
        assert re.fullmatch(rf"{number:02}(?:_[a-z0-9]+)+\.ipynb", name), name
