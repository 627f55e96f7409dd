"""Every rule for notebooks holds for a good one and notices when it is broken."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.notebooks import KERNELSPEC, normalise
from tools.rules import RULES, anywhere, reader, stored

SENTENCE = "20 steps from (-3, 4) to the minimum at 0."
FIGURE = f'<figure><img alt="{SENTENCE}" src="data:image/png;base64,iVBORw0KGgo="></figure>'
PROSE = "Here is a step against the gradient, and one may ask how far it goes. " * 5


def good():
    """Make a small notebook that keeps every rule."""
    cells = [
        new_markdown_cell(f"# Walk downhill\n\n{PROSE}", id="title"),
        new_markdown_cell(f"## Look\n\nHere $x = 0.5$ and 0.1<!-- given -->. {PROSE}", id="look"),
        new_code_cell("x = 1", id="x", execution_count=1),
        new_code_cell(
            "print(x)",
            id="print",
            execution_count=2,
            outputs=[
                new_output("stream", text="1.5 is shown\n"),
                new_output("display_data", {"text/html": FIGURE, "text/plain": SENTENCE}),
            ],
        ),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})


def append_source(index, text):
    """Plant: text at the end of a cell's source."""
    return lambda nb: nb.cells[index].update(source=f"{nb.cells[index].source}\n{text}")


def source(text):
    """Plant: another source of the last code cell."""
    return lambda nb: nb.cells[3].update(source=text)


def prints(text):
    """Plant: another printed text."""
    return lambda nb: nb.cells[3].outputs[0].update(text=text)


def shows(**data):
    """Plant: another displayed object; ``html`` and ``plain`` are its two texts."""
    kinds = {f"text/{kind}": text for kind, text in data.items()}
    return lambda nb: nb.cells[3].outputs[1].update(data=kinds)


def meta(index, **values):
    """Plant: metadata of a cell."""
    return lambda nb: nb.cells[index].metadata.update(values)


def slide(**mark):
    """Plant: marks of the last cell's slide."""
    return meta(3, gdviz={"slide": mark})


def alt(text):
    """Plant: another alternative text."""
    return shows(html=f'<img alt="{text}" src="data:image/png;base64,iVBORw0KGgo=">')


VIEW = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}
BIG = "iVBORw0KGgo" + "A" * 400_001
BROKEN = [
    (stored.is_executed_in_order, lambda nb: nb.cells[2].update(execution_count=None)),
    (stored.is_executed_in_order, lambda nb: nb.cells[3].update(execution_count=3)),
    (stored.has_python_kernelspec, lambda nb: nb.metadata.kernelspec.update(name="conda")),
    (stored.has_python_kernelspec, lambda nb: nb.metadata.pop("kernelspec")),
    (stored.has_only_known_tags, meta(3, tags=["nbval-ignore-output"])),
    (stored.has_only_known_tags, meta(3, tags=["claim-C22"])),
    (stored.has_only_known_tags, meta(3, tags="raises-exception")),
    (stored.has_only_known_tags, append_source(3, "# nbval_skip")),
    (stored.has_only_known_tags, append_source(3, "# PYTEST_VALIDATE_IGNORE_OUTPUT")),
    (stored.has_no_errors_or_warnings, lambda nb: nb.cells[3].outputs[0].update(name="stderr")),
    (stored.is_valid, lambda nb: nb.cells[2].pop("execution_count")),
    (stored.is_valid, lambda nb: nb.update(nbformat_minor=4)),
    (stored.has_unique_ids, lambda nb: nb.cells[2].update(id="print")),
    (stored.has_unique_ids, lambda nb: nb.cells[2].pop("id")),
    (stored.has_no_widget_state, lambda nb: nb.metadata.update(widgets={})),
    (stored.has_no_widget_state, lambda nb: nb.cells[3].outputs[1].data.update(VIEW)),
    (stored.has_no_times, meta(3, execution={"iopub.status.busy": "now"})),
    (stored.has_no_times, prints("made 2026-01-31 12:30")),
    (anywhere.has_no_machine_paths, prints("in /home/" + "somebody/course")),
    (anywhere.has_no_machine_paths, append_source(3, r"# C:\Users\somebody")),
    (anywhere.has_no_scripts, shows(html="<script>1</script>")),
    (anywhere.has_no_scripts, append_source(1, '<b onclick="x()">press</b>')),
    (anywhere.has_no_scripts, append_source(1, "[press](javascript:x())")),
    (anywhere.has_no_scripts, shows(html='<iframe src="a.html"></iframe>')),
    (anywhere.loads_nothing_from_the_internet, append_source(1, "![x](https://a.example/x.png)")),
    (anywhere.loads_nothing_from_the_internet, shows(html='<link href="//a.example/x.css">')),
    (anywhere.has_only_safe_code, source("!ls")),
    (anywhere.has_only_safe_code, source("%pip install x")),
    (anywhere.has_only_safe_code, source("exec('x = 1')")),
    (anywhere.has_only_safe_code, source("eval('1')")),
    (anywhere.has_only_safe_code, source("import pickle")),
    (anywhere.has_only_safe_code, source("from socket import socket")),
    (anywhere.has_only_safe_code, source("import urllib.request as r")),
    (anywhere.has_only_safe_code, source("open('x', 'w')")),
    (anywhere.has_only_safe_code, source("import os\nos.system('ls')")),
    (reader.has_one_title, lambda nb: nb.cells.pop(0)),
    (reader.has_one_title, append_source(1, "# Another title")),
    (reader.has_no_jumping_headings, append_source(1, "#### Deep")),
    (reader.has_short_cells, source("\n".join(["x = 1"] * 13))),
    (reader.has_short_cells, source("  ")),
    (reader.has_no_trailing_semicolons, append_source(3, "x;")),
    (reader.has_described_pictures, alt("")),
    (reader.has_described_pictures, alt("A long text with only 1 number in it.")),
    (reader.has_described_pictures, alt("1, 2, 3")),
    (reader.has_described_pictures, shows(html='<img src="data:image/png;base64,iVBO">')),
    (
        reader.has_described_pictures,
        lambda nb: nb.cells[3].outputs[1].update(data={"image/png": "iVBORw0KGgo="}),
    ),
    (reader.shows_no_python_reprs, shows(plain="<Axes: title='x'>")),
    (reader.shows_no_python_reprs, shows(plain="<object object at 0x7f0010>")),
    (reader.shows_no_python_reprs, shows(plain="np.float64(0.5)")),
    (reader.has_no_long_numbers, prints("it is 0.01152921504")),
    (reader.has_no_long_numbers, prints("it is 1,234,567.8")),
    (reader.has_no_long_numbers, shows(html="<b>1.234567e-05</b>")),
    (reader.has_enough_prose, lambda nb: nb.cells[1].update(source="## Look")),
    (reader.has_enough_prose, append_source(1, PROSE * 3)),
    (reader.has_small_pictures, shows(html=f'<img src="data:image/png;base64,{BIG}">')),
    (reader.binds_its_numbers, append_source(1, "It is 0.25 of it.")),
    (reader.binds_the_numbers_of_its_slides, slide(headline="It keeps 0.25 of it")),
    (reader.binds_the_numbers_of_its_slides, slide(lines=["Nothing", "0.25 of it"])),
    (reader.binds_the_numbers_of_its_slides, slide(options=["0.25"])),
    (reader.binds_the_numbers_of_its_slides, slide(say="It keeps 0.25.")),
    (anywhere.has_no_machine_paths, slide(say="See /home/" + "somebody/course.")),
    (anywhere.has_no_user_names, prints("made by planted-name")),
]


def as_read(notebook):
    """Return a notebook as it is when read from a file."""
    return nbformat.from_dict(json.loads(json.dumps(notebook)))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_good_notebook_keeps_the_rule(rule):
    assert not list(rule(as_read(good())))


@pytest.mark.parametrize(("rule", "plant"), BROKEN)
def test_a_rule_notices_that_it_is_broken(rule, plant, monkeypatch):
    monkeypatch.setattr(anywhere.getpass, "getuser", lambda: "planted-name")
    notebook = as_read(good())
    plant(notebook)
    found = list(rule(notebook))
    assert found
    assert all(len(text) > 20 for text in found)


def test_an_unbound_number_is_named_with_its_cell_and_its_part_of_the_slide():
    notebook = as_read(good())
    slide(lines=["0.5<!-- given -->", "0.25<!--= 1 / 4 -->, $0.1$ and 0.75"])(notebook)
    assert list(reader.binds_the_numbers_of_its_slides(notebook)) == [
        "Cell 1 (In [2], id 'print') states on its slide, line 2: 0.75 unbound: "
        "put <!--= expression --> after a result, <!-- given --> after a choice"
    ]


def test_a_notebook_saved_from_jupyterlab_is_named_with_its_remedy_and_mended():
    notebook = as_read(good())
    notebook.metadata["widgets"] = {}
    notebook.cells[3].outputs[1].data.update(VIEW)
    assert list(stored.has_no_widget_state(notebook)) == [
        "the metadata hold widget state, as JupyterLab saves it; make notebooks drops it",
        "Cell 1 (In [2], id 'print') holds a live widget, as JupyterLab saves it; "
        "make notebooks drops it",
    ]
    assert not list(stored.has_no_widget_state(normalise(notebook)))


def test_every_rule_was_seen_broken():
    assert {rule for rule, _ in BROKEN} == set(RULES)


@pytest.mark.parametrize(
    "names",
    [[], ["01_a.ipynb"], ["00_a.ipynb", "02_b.ipynb"], ["00_A b.ipynb"], ["00.ipynb"]],
)
def test_the_numbering_notices_gaps_and_other_names(names):
    assert list(reader.folder_is_numbered(names))


@pytest.mark.parametrize(
    "link", ["01_gone.ipynb", "picture.svg", "#No-such-heading", "00_a.ipynb#No-such-heading"]
)
def test_a_link_that_leads_nowhere_is_noticed(link, tmp_path):
    notebook = good()
    append_source(1, f"See [there]({link}).")(notebook)
    assert list(reader.links_lead_somewhere(notebook, tmp_path, {"00_a.ipynb": good()}))


@pytest.mark.parametrize("link", ["00_a.ipynb", "#Look", "00_a.ipynb#Look", "https://a.example/"])
def test_a_link_that_leads_somewhere_is_left_alone(link, tmp_path):
    notebook = good()
    append_source(1, f"See [there]({link}).")(notebook)
    assert not list(reader.links_lead_somewhere(notebook, tmp_path, {"00_a.ipynb": good()}))


@pytest.mark.parametrize(
    "text",
    ["the root of 2", "a and/or b", "https://a.example/home/x", "on = 1", "at 10:30", "μ/2 /x"],
)
def test_ordinary_text_raises_no_alarm(text):
    notebook = good()
    append_source(1, text)(notebook)
    prints(text)(notebook)
    for rule in set(RULES) - {reader.has_enough_prose}:
        assert not list(rule(notebook))
