"""The checker is checked: each fault planted in a copy of a notebook must turn the run red.

The faults are planted in a small notebook, each in its own copy, and one pytest run looks at
all copies; tests/test_planted_faults_in_gdviz.py does the same with the package.
"""

import copy
import json
import re

import nbformat
import pytest
from jupyter_core.utils import run_sync
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.course_copy import copy_course, run_pytest
from tools import notebooks

PICTURE_CELL = """
file = BytesIO()
Image.new("RGB", (40, 20), (0, 90, 160)).save(file, "png")
data = b64encode(file.getvalue()).decode()
words = f"A blue field of {40} by {20} pixels."
html = f'<figure><img alt="{words}" src="data:image/png;base64,{data}"></figure>'
display({"text/html": html, "text/plain": words}, raw=True)
"""
SLIDE = {
    "headline": "The rest is 5<!--= sum(values) -->",
    "lines": ["Nothing computed", "a third is 0.333<!--= 1 / 3 -->"],
    "options": ["two thirds, 0.667<!--= 2 / 3 -->"],
    "say": "The rest has 2<!--= len(values) --> values.",
}
END_CELL = "print('rate', rate)\ndisplay({'text/plain': 'shown'}, raw=True)\nprint('end')"
WARNING_CELL = (
    "import warnings\nvalues = [1, 2, 3]\nprint('the sum is 6')\nwarnings.warn('soon gone')"
)
IMPORTS = "from base64 import b64encode\nfrom io import BytesIO\nfrom PIL import Image\nrate = 0.1"


def small_notebook():
    """Make a notebook with numbers in prose, printed text, a picture, and text around output."""
    cells = {
        "title": new_markdown_cell("# Count\n\nA third is **33.3 %**<!--= 1 / 3 -->."),
        "imports": new_code_cell(IMPORTS),
        "sum": new_code_cell("values = [1, 2, 3]\nprint('the sum is', sum(values))"),
        "rest": new_code_cell("values = values[1:]\nprint('the rest is', sum(values))"),
        "picture": new_code_cell(PICTURE_CELL.strip()),
        "prose": new_markdown_cell("The rest is $5$<!--= sum(values) -->."),
        "end": new_code_cell(END_CELL),
    }
    for name, each in cells.items():
        each.id = name
    cells["rest"].metadata = {"gdviz": {"slide": SLIDE}}
    return new_notebook(cells=list(cells.values()))


# How faults are planted: each function returns one that changes a notebook in place


def cell(notebook, name):
    """Return the cell with an id."""
    return next(cell for cell in notebook.cells if cell["id"] == name)


def edit(name, part, old, new):
    """Replace a text everywhere in one part ("source", "outputs", "metadata") of a cell."""

    def plant(notebook):
        text = json.dumps(cell(notebook, name)[part])
        assert old in text
        cell(notebook, name)[part] = nbformat.from_dict(json.loads(text.replace(old, new)))

    return plant


def put(name, **parts):
    """Put something else in the place of parts of a cell."""
    return lambda notebook: cell(notebook, name).update(nbformat.from_dict(parts))


def outputs(name, change):
    """Change the list of a cell's outputs in place."""
    return lambda notebook: change(cell(notebook, name).outputs)


def all_of(*plants):
    """Plant one after the other."""
    return lambda notebook: [plant(notebook) for plant in plants]


def swap(notebook):
    """Let two cells change places."""
    cells = notebook.cells
    cells[2], cells[3] = cells[3], cells[2]


def delete(notebook):
    """Delete a cell that others need."""
    del notebook.cells[3]


def recount(notebook):
    """Count the code cells in their order."""
    codes = [each for each in notebook.cells if each.cell_type == "code"]
    for number, each in enumerate(codes, 1):
        each.execution_count = number


CLEARED = {"outputs": [], "execution_count": None}
ERROR = new_output("error", ename="NameError", evalue="name 'x' is not defined", traceback=[])
SHOWN = new_output("display_data", {"text/plain": "shown"})
ignore = put("sum", metadata={"tags": ["nbval-ignore-output"]})
skip = edit("sum", "source", "values =", "#NBVAL_SKIP\\nvalues =")
excuse = put("end", source="x", outputs=[ERROR], metadata={"tags": ["raises-exception"]})
wrong_sum = edit("sum", "outputs", "is 6", "is 7")
as_result = {"output_type": "execute_result", "execution_count": 5}
repaint = edit("picture", "source", "(0, 90, 160)", "(0, 90, 161)")

# The fault: how it is planted, the item that must fail, words that its message must hold.
FAULTS = {
    "constant": (edit("imports", "source", "0.1", "0.11"), "Cell 4", "now:    rate 0.11"),
    "stored_number": (wrong_sum, "Cell 1", "stored: the sum is 7"),
    "picture_repainted": (repaint, "Cell 3", "40 × 20, 800 pixels differ"),
    "picture_damaged": (edit("picture", "outputs", ",iVBOR", ",AAAA"), "Cell 3", "picture 1 of 1"),
    "picture_removed": (put("picture", outputs=[]), "Cell 3", "stored: nothing"),
    "caption": (edit("picture", "outputs", "A blue", "A red"), "Cell 3", "stored: A red field"),
    "number_in_prose": (edit("prose", "source", "$5$", "$6$"), "Prose 1", "is computed as 5"),
    "share_in_prose": (edit("title", "source", "33.3", "33.4"), "Prose 0", "33.4 %"),
    "prose_that_raises": (edit("prose", "source", "= sum", "= summ"), "Prose 1", "NameError"),
    "number_gone": (edit("prose", "source", "$5$", "five"), "Prose 1", "no number stands right"),
    "headline": (edit("rest", "metadata", "is 5<", "is 6<"), "Slide of Cell 2", "headline: 6 <"),
    "line": (edit("rest", "metadata", "0.333", "0.334"), "Slide of Cell 2", "line 2: 0.334"),
    "option": (edit("rest", "metadata", "0.667", "0.666"), "Slide of Cell 2", "option 1: 0.666"),
    "note": (edit("rest", "metadata", "has 2<", "has 3<"), "Slide of Cell 2", "say: 3"),
    "everything_cleared": (
        all_of(*(put(name, **CLEARED) for name in ("imports", "sum", "rest", "picture", "end"))),
        "Cell 1",
        "was not executed",
    ),
    "outputs_cleared": (put("sum", outputs=[]), "Cell 1", "stored: nothing"),
    "not_executed": (put("rest", **CLEARED), "Cell 2", "not executed"),
    "count_removed": (put("sum", execution_count=None), "Cell 1", "Unrun reference cell has"),
    "swapped": (swap, "Stored", "Cell 1 (In [3], id 'rest') should be In [2]"),
    "swapped_recounted": (all_of(swap, recount), "Cell 1", "name 'values' is not defined"),
    "deleted": (delete, "Stored", "id 'picture') should be In [3]"),
    "deleted_recounted": (all_of(delete, recount), "Prose 1", "computed as 6"),
    "warning": (put("sum", source=WARNING_CELL), "Cell 1", "UserWarning: soon gone"),
    "ignore_tag": (ignore, "Stored", "Cell 1 (In [2], id 'sum') has the tag 'nbval-ignore"),
    "ignored_number": (all_of(ignore, wrong_sum), "Cell 1", "stored: the sum is 7"),
    "skipped_number": (all_of(skip, wrong_sum), "Cell 1", "stored: the sum is 7"),
    "excused_error": (excuse, "Cell 4", "NameError"),
    "output_added": (outputs("sum", lambda o: o.append(SHOWN)), "Cell 1", "stdout; text/plain"),
    "output_moved": (outputs("end", lambda o: o.append(o.pop(1))), "Cell 4", "other outputs"),
    "kind": (outputs("end", lambda o: o[1].update(as_result)), "Cell 4", "output 2, type, line 1"),
}


# What each cell of a second notebook draws, all under the same words; the picture that is stored
# for every cell is that of the first.
DRAW = """
from base64 import b64encode
from io import BytesIO
from matplotlib.figure import Figure
import numpy as np

def draw(title="A loss", colour=(0, 90, 160), factor=1.0, last=6, marked=6, place=1, size=10):
    figure = Figure(figsize=(9, 4), dpi=150)
    ax = figure.add_subplot(title=title, xlim=(-1, 6), ylim=(0, 5))
    x, y = np.arange(6), 4 * 0.8 ** np.arange(6)
    colour = np.array(colour) / 255
    ax.plot(factor * x[:last], factor * y[:last], color=colour, label="path")
    ax.plot(x[:marked], y[:marked], "o", color="black", ms=3, label="points")
    ax.legend(loc=place, fontsize=size)
    figure.savefig(file := BytesIO(), format="png", metadata={"Software": None})
    data = b64encode(file.getvalue()).decode()
    html = f'<img alt="A loss over 5 steps." src="data:image/png;base64,{data}">'
    display({"text/html": html, "text/plain": "A loss over 5 steps."}, raw=True)

draw()
"""
DRAWN = {
    "rounding": "draw(factor=1 + 4e-16)",
    "full_stop": "draw(title='A loss.')",
    "colour_by_5_levels": "draw(colour=(0, 90, 165))",
    "data_by_a_thousandth": "draw(factor=1.001)",
    "marker_removed": "draw(marked=5)",
    "last_step_missing": "draw(last=5)",
    "legend_moved": "draw(place=2)",
    "larger_font": "draw(size=11)",
}


def executed(notebook, folder):
    """Return a notebook as `make notebooks` stores it."""
    run_sync(notebooks.execute)(notebook, folder)
    return notebooks.normalise(notebook)


def drawn_notebook(folder):
    """Make the notebook of pictures that all claim to be the first one."""
    notebook = executed(new_notebook(cells=[new_code_cell(DRAW.strip(), id="nothing")]), folder)
    outputs = notebook.cells[0].outputs
    for count, (name, source) in enumerate(DRAWN.items(), 2):
        each = new_code_cell(source, id=name.replace("_", "-"), execution_count=count)
        each.outputs = outputs
        notebook.cells.append(each)
    return notebook


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The small notebook as it is stored, without a fault."""
    return executed(small_notebook(), tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def small_run(small, tmp_path_factory):
    """Plant every fault in its own copy of the small notebook, and run them all.

    The lock names another matplotlib than the one that draws.
    """
    folder = copy_course(tmp_path_factory.mktemp("faults"))
    lock = (folder / "requirements.lock").read_text(encoding="utf-8")
    other = re.sub(r"^matplotlib==\S+", "matplotlib==3.0.1", lock, flags=re.MULTILINE)
    (folder / "requirements.lock").write_text(other, encoding="utf-8")
    for name, (plant, *_) in {"nothing": (list,), **FAULTS}.items():
        planted = copy.deepcopy(small)
        plant(planted)
        nbformat.write(planted, folder / "notebooks" / f"{name}.ipynb")
    nbformat.write(drawn_notebook(folder), folder / "notebooks" / "drawn.ipynb")
    return run_pytest(folder)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_fails_and_the_message_names_notebook_and_cell(small_run, name):
    _, item, words = FAULTS[name]
    message = small_run.failed[f"{name}.ipynb", item]
    assert message.startswith(f"notebooks/{name}.ipynb")
    assert item.removeprefix("Slide of ") in message or item == "Stored"
    assert words in message


@pytest.mark.parametrize("name", DRAWN)
def test_a_fault_that_only_a_picture_shows_is_caught(small_run, name):
    """The words are the same in all cells, so the comparison of pictures is alone."""
    message = small_run.failed.get(("drawn.ipynb", f"Cell {list(DRAWN).index(name) + 1}"), "")
    assert ("the range of their neighbours" in message) == (name != "rounding")
    assert message.count("gdviz-pictures") == 2 * (name != "rounding")


def test_the_small_notebook_passes_when_nothing_is_planted(small_run):
    items = [item for item in small_run.items if item[0] == "nothing.ipynb"]
    assert len(items) == 9
    assert not [item for item in items if item in small_run.failed]


def test_pictures_that_differ_under_another_matplotlib_say_which_is_needed(small_run):
    message = small_run.failed["picture_repainted.ipynb", "Cell 3"]
    assert "can only be compared under matplotlib 3.0.1, not" in message
    assert "make test" in message
