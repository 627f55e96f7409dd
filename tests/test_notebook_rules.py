"""Every rule for notebooks holds for a good one and notices when it is broken."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import rules

SENTENCE = "20 steps from (-3, 4) to the minimum at 0."
IMAGE = 'src="data:image/png;base64,iVBORw0KGgo="'
PROSE = "Here is a step against the gradient, and one may ask how far it goes. " * 5
LINKS = "[a](../docs/glossary.md#letters), [b](#Look), [c](https://a.example/)"
BIG = "iVBORw0KGgo" + "A" * 400_001


@pytest.fixture
def notebook():
    """A small notebook that keeps every rule, as it is when read from a file."""
    figure = {"text/html": f'<img alt="{SENTENCE}" {IMAGE}>', "text/plain": SENTENCE}
    figure["image/png"] = "iVBORw0KGgo="
    printed = [new_output("stream", text="1.5 is shown\n"), new_output("display_data", figure)]
    cells = [
        new_markdown_cell(f"# Walk downhill\n\n{PROSE}{LINKS}", id="title"),
        new_markdown_cell(f"## Look\n\nHere $x = 0.5$ and 0.1<!-- given -->. {PROSE}", id="look"),
        new_code_cell("import numpy as np\nx = 1", id="x", execution_count=1),
        new_code_cell("print(x)", id="print", execution_count=2, outputs=printed),
    ]
    return nbformat.from_dict(json.loads(json.dumps(new_notebook(cells=cells))))


# Plants: each returns a function that breaks something in the notebook


def put(index, **parts):
    return lambda notebook: notebook.cells[index].update(nbformat.from_dict(parts))


def prose(text):
    return put(1, source=f"## Look\n\n{PROSE}\n{text}")


def source(text):
    return put(3, source=text)


def prints(text):
    return put(3, outputs=[new_output("stream", text=text)])


def shows(text, kind="text/html"):
    return put(3, outputs=[new_output("display_data", {kind: text})])


def slide(**mark):
    return put(3, metadata={"gdviz": {"slide": mark}})


FOLDED = "<details><summary>An answer</summary>\n\nSo.\n\n</details>"
ANSWERED = f"**Question:** why? {FOLDED}"


def quiz(telling):
    """A quiz of four questions, in some of which the right option is the longest."""
    option = "<details><summary>{}</summary>\n\n{}\n\n</details>\n".format
    told = [
        f"### {k}. Why?\n\n"
        + option("So and so." if k <= telling else "So.", "Right. So it is.")
        + option("$\\frac{1}{2}$", "Not quite: no.")
        + option("Never so.", "Not quite: no.")
        for k in (1, 2, 3, 4)
    ]
    return f"## Four questions\n\n{''.join(told)}\n## Key points"


BROKEN = {
    rules.is_executed_in_order: [put(3, execution_count=None), put(3, execution_count=3)],
    rules.has_only_known_tags: [put(3, metadata={"tags": ["claim-C22"]})],
    rules.has_no_errors_or_warnings: [
        put(3, outputs=[new_output("stream", name="stderr", text="soon gone")]),
        put(3, outputs=[new_output("error", ename="NameError", evalue="x", traceback=[])]),
    ],
    rules.has_no_traces: [
        source(r"# C:\Users\somebody"),
        slide(say="See /home/" + "somebody/course."),
        shows("<script>1</script>"),
        prose("[press](javascript:x())"),
        prose("![x](https://a.example/x.png)"),
        shows('<link href="//a.example/x.css">'),
    ],
    rules.has_only_safe_code: [
        source("x = !ls"),
        source("x = 1\nfrom socket import socket"),
        source("import numpy as np, pandas as pd"),
        source("f = open"),
        source("breakpoint()"),
    ],
    rules.has_headings_in_order: [lambda nb: nb.cells.pop(0), prose("# Other"), prose("#### Deep")],
    rules.has_short_cells: [source("\n".join(["x = 1"] * 13)), source("  "), source("x;")],
    rules.has_described_pictures: [
        shows(f'<img alt="A long text with only 1 number in it." {IMAGE}>'),
        shows(f'<img alt="1, 2, 3" {IMAGE}>'),
        shows(f"<img {IMAGE}>"),
        shows("iVBORw0KGgo=", kind="image/png"),
        shows(f'<img alt="{SENTENCE}" {IMAGE}>'),
        prose("![A picture](of.png)"),
    ],
    rules.shows_no_python_reprs: [prints("<Axes: title>"), prints("np.float64(0.5)")],
    rules.has_no_long_numbers: [prints("it is 1,234,567.8"), shows("<b>1.234567e-05</b>")],
    rules.has_enough_prose: [lambda nb: nb.cells.pop(1), prose(PROSE * 3)],
    rules.has_small_pictures: [shows(f'<img src="data:image/png;base64,{BIG}">')],
    rules.binds_its_numbers: [
        prose("It is 0.25."),
        slide(headline="0.25"),
        slide(options=["0.25"]),
    ],
    rules.has_folded_answers: [
        prose("**Question:** why?"),
        prose("**Question**: why? <details><summary>Solution</summary>\n\nSo.</details>"),
        prose(f"{ANSWERED} **Question:** why?"),
        prose(f"**Question:** why? {ANSWERED}"),
        lambda nb: (
            prose("**Question:** why?")(nb),
            nb.cells.insert(2, new_markdown_cell(ANSWERED)),
        ),
    ],
    rules.has_a_fair_quiz: [prose(quiz(3)), prose(quiz(4))],
    rules.has_links_to_files_that_exist: [prose("[a](09_gone.ipynb#A)"), prose("[b](../b.md)")],
    rules.has_no_answers_in_sight: [
        source('gd.compare_guess("00.shape", shape, "straight")'),
        source('x = 1\ngd.compare_guess(\n    "00.x", x, 0.5, y=1\n)'),
    ],
}


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_a_rule_holds_for_a_good_notebook_and_notices_when_it_is_broken(rule, notebook):
    assert not list(rule(notebook))
    for plant in BROKEN[rule]:
        broken = nbformat.from_dict(json.loads(json.dumps(notebook)))
        plant(broken)
        assert list(rule(broken)), BROKEN[rule].index(plant)


def test_an_unbound_number_is_named_with_its_cell_and_its_part_of_the_slide(notebook):
    slide(lines=["0.5<!-- given -->", "0.25<!--= 1 / 4 -->, $0.1$ and 0.75"])(notebook)
    assert list(rules.binds_its_numbers(notebook)) == [
        "Cell 1 (In [2], id 'print') states on its slide, line 2: 0.75 unbound: "
        "put <!--= expression --> after a result, <!-- given --> after a choice"
    ]
