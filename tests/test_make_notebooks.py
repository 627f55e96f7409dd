"""`make notebooks` stores what a clean kernel shows, the same bytes each time."""

import json
import re

import nbformat
import pytest
from jupyter_core.utils import run_sync
from nbformat.v4 import new_code_cell, new_notebook

from tools import notebooks

UNTIDY = {
    "execution": {"iopub.status.busy": "2026-01-01T00:00:00Z"},
    "gdviz": {"minutes": 2},
    "jupyter": {"source_hidden": True, "is_executing": True},
    "slideshow": {"slide_type": "slide"},
    "tags": ["claim-C13"],
}
store = run_sync(notebooks.store_all)
TIDY = {name: UNTIDY[name] for name in ("gdviz", "slideshow", "tags")}


@pytest.fixture
def save(tmp_path):
    """Return a function that saves code cells as a notebook and returns its path."""

    def write(*sources):
        cells = [
            new_code_cell(source, id=f"code-{number}", metadata=UNTIDY)
            for number, source in enumerate(sources)
        ]
        path = tmp_path / "try.ipynb"
        nbformat.write(new_notebook(cells=cells, metadata={"widgets": {}, "toc": 1}), path)
        return path

    return write


RAMP = """
import io
from IPython.display import display
from PIL import Image
ramp = Image.new("L", (12, 9))
ramp.putdata([20 * x for x in range(12)] * 9)
ramp.putpixel((5, 4), 100)
ramp.save(file := io.BytesIO(), "png")
display({"image/png": file.getvalue(), "text/plain": "a ramp"}, raw=True)
"""


def test_a_run_keeps_the_marks_of_the_author_and_a_second_one_every_byte(save, capsys):
    """A third stores what is new, of pictures those that look different."""
    path = save("x = 20\nprint('α', x)", RAMP, RAMP)
    assert store([path])
    first = path.read_bytes()
    said = capsys.readouterr().out
    assert "Cell 0 (In [1], id 'code-0'): other outputs\n    stored: nothing\n" in said
    notebook = json.loads(first)
    assert "α 20" in str(notebook["cells"][0]["outputs"])
    assert notebook["cells"][0]["metadata"] == TIDY | {"jupyter": {"source_hidden": True}}
    language = notebook["metadata"].pop("language_info")
    assert notebook["metadata"] == {"kernelspec": notebooks.KERNELSPEC}
    assert (language["name"], language["file_extension"]) == ("python", ".py")
    assert "version" not in language

    assert store([path])
    assert path.read_bytes() == first
    assert capsys.readouterr().out == "try.ipynb: unchanged\n"

    changed = nbformat.reads(first, as_version=4)
    for cell, new in zip(changed.cells, ("β", "112", "150"), strict=True):
        cell.source = re.sub("α|100", new, cell.source)
    nbformat.write(changed, path)
    assert store([path])
    assert "line 1 of 2\n    stored: α 20\n    now:    β 20\n" in capsys.readouterr().out
    after = nbformat.read(path, as_version=4).cells
    same = [now.outputs == old.outputs for now, old in zip(after, changed.cells, strict=True)]
    assert same == [False, True, False]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1 / 0", "Cell 1 (In [2], id 'code-1') raises ZeroDivisionError: division by zero"),
        ("import warnings\nwarnings.warn('old')", "Cell 1 (In [2], id 'code-1') writes to stderr"),
        ("import os\nos._exit(1)", "id 'code-1') Kernel died"),
    ],
)
def test_a_cell_that_fails_is_named_and_the_file_stays(save, capsys, source, words):
    path = save("x = 1", source)
    before = path.read_bytes()
    assert not store([path])
    assert path.read_bytes() == before
    assert words in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named_and_the_others_are_stored(save, capsys):
    path = save("print(1)")
    assert not store([path.with_name("gone.ipynb"), path])
    said = capsys.readouterr()
    assert "gone.ipynb: " in said.err
    assert "try.ipynb: changed\n  Cell 0" in said.out
