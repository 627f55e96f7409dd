"""`make notebooks` stores what a clean kernel shows, the same bytes each time."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import notebooks

UNTIDY = {
    "collapsed": True,
    "execution": {"iopub.status.busy": "2026-01-01T00:00:00Z"},
    "gdviz": {"minutes": 2},
    "jupyter": {"source_hidden": True, "outputs_hidden": False, "is_executing": True},
    "slideshow": {"slide_type": "slide"},
    "tags": ["claim-C13"],
    "trusted": True,
}


@pytest.fixture
def save(tmp_path):
    """Return a function that saves code cells as a notebook and returns its path."""

    def write(*sources, name="try.ipynb", **metadata):
        cells = [new_markdown_cell("# Try", id="title")]
        for number, source in enumerate(sources):
            cells.append(new_code_cell(source, id=f"code-{number}", metadata=metadata))
        path = tmp_path / name
        nbformat.write(new_notebook(cells=cells, metadata={"widgets": {}}), path)
        return path

    return write


def test_a_second_run_leaves_every_byte_as_it_is(save, capsys):
    path = save("x = 20\nprint('α', x)", "x + 1", **UNTIDY)
    assert notebooks.main([str(path)]) == 0
    first = path.read_bytes()
    said = capsys.readouterr().out
    assert "Cell 0 (In [1], id 'code-0')" in said
    assert "+stdout: α 20" in said
    assert "+text/plain: 21" in said
    assert notebooks.main([str(path)]) == 0
    assert path.read_bytes() == first
    assert capsys.readouterr().out == "try.ipynb: unchanged\n"
    assert first.endswith(b"}\n")
    assert "α 20".encode() in first


def test_only_marks_that_an_author_made_are_kept():
    notebook = new_notebook(
        cells=[new_code_cell("1", metadata=UNTIDY)], metadata={"widgets": {}, "toc": 1}
    )
    notebooks.normalise(notebook)
    assert notebook.cells[0].metadata == {
        "gdviz": {"minutes": 2},
        "jupyter": {"source_hidden": True},
        "slideshow": {"slide_type": "slide"},
        "tags": ["claim-C13"],
    }
    assert notebook.metadata == {
        "kernelspec": notebooks.KERNELSPEC,
        "language_info": {"name": "python"},
    }


def test_a_cell_without_an_id_gets_the_same_one_each_time():
    cells = [{"cell_type": "markdown", "metadata": {}, "source": ["# T\n", "x"]}]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    first, second = notebooks.read(text), notebooks.read(text)
    assert first.cells[0].id == second.cells[0].id
    assert notebooks.write(notebooks.read(notebooks.write(first))) == notebooks.write(first)


def test_check_says_what_would_change_and_writes_nothing(save, capsys):
    path = save("print(1)")
    before = path.read_bytes()
    assert notebooks.main([str(path), "--check"]) == 1
    assert path.read_bytes() == before
    said = capsys.readouterr().out
    assert "would change" in said
    assert "+stdout: 1" in said


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
    assert notebooks.main([str(path)]) == 1
    assert path.read_bytes() == before
    said = capsys.readouterr().err
    assert said.startswith("try.ipynb: Cell 1 (In [")
    assert words in said


def test_a_notebook_that_fails_does_not_keep_the_others_from_being_stored(save, capsys):
    wrong, right = save("1 / 0", name="wrong.ipynb"), save("print(1)", name="right.ipynb")
    assert notebooks.main([str(wrong), str(right)]) == 1
    said = capsys.readouterr()
    assert "wrong.ipynb: Cell 0" in said.err
    assert "right.ipynb: changed\n  Cell 0" in said.out
    assert notebooks.main([str(right), "--check"]) == 0


def test_a_file_that_is_not_there_is_named(capsys, tmp_path):
    with pytest.raises(SystemExit):
        notebooks.main([str(tmp_path / "gone.ipynb")])
    assert "gone.ipynb" in capsys.readouterr().err


def test_a_changed_output_is_shown_before_and_after():
    old = new_notebook(cells=[new_code_cell("f()", id="a", execution_count=1)])
    new = nbformat.from_dict(json.loads(json.dumps(old)))
    for notebook, number in (old, 1), (new, 2):
        picture = f'<img src="data:image/png;base64,{number:04}">'
        notebook.cells[0].outputs = [
            nbformat.v4.new_output("stream", text=f"same\nresult {number}\n"),
            nbformat.v4.new_output("display_data", {"text/html": picture}),
        ]
    assert list(notebooks.changes(notebooks.write(old), notebooks.write(new)))[:3] == [
        "Cell 0 (In [1], id 'a')",
        "  -stdout: result 1",
        "  +stdout: result 2",
    ]
    assert (
        "picture 1 of 1" in list(notebooks.changes(notebooks.write(old), notebooks.write(new)))[3]
    )
