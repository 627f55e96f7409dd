"""Every export of a notebook holds its pictures; pages, paper and handouts are complete."""

import re
from pathlib import Path

import matplotlib
import nbformat
import pytest
from bs4 import BeautifulSoup
from nbclient import NotebookClient
from nbconvert import HTMLExporter, LatexExporter, MarkdownExporter, RSTExporter, SlidesExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from gdviz.slides import exports
from tests.explorer_examples import SETUP
from tools.notebooks import normalise

ROOT = Path(__file__).parents[1]
OURS = {"extra_template_basedirs": [str(ROOT / "gdviz/slides/templates")]}
PLOT = "ax = plt.figure().add_subplot()\nlines = ax.plot([1, 4, 9], label='∇ & 기울기')"
FILM = "gd.film(gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.1, steps=2))"
GUESS = "gd.compare_guess('02.how_many', None, 9)"
FIGURES = 3


@pytest.fixture(scope="module")
def executed():
    """Two figures of one cell, a film and a card as nbclient keeps them, with widget states."""
    sources = [f"{SETUP}\nimport matplotlib.pyplot as plt", f"{PLOT}\n{PLOT}", FILM, GUESS]
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    NotebookClient(notebook, kernel_name="python3").execute()
    assert "widgets" in notebook.metadata
    return notebook


@pytest.mark.filterwarnings("ignore:Your element with mimetype")  # a widget alone
@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize(
    ("exporter", "picture"),
    [
        (LatexExporter(), r"\\adjustimage\{max size"),
        (LatexExporter(template_name="gdviz-paper", **OURS), r"\\adjustimage\{max size"),
        (HTMLExporter(), "<img "),
        (HTMLExporter(template_name="gdviz-page", **OURS), "<img "),
        (SlidesExporter(), "<img "),
        (MarkdownExporter(), "<img "),
        (RSTExporter(), "<img |image::"),
    ],
    ids=lambda each: f"{type(each).__name__} {getattr(each, 'template_name', '')}",
)
def test_every_export_has_as_many_pictures_as_the_notebook(
    exporter, picture, stored, executed, monkeypatch
):
    monkeypatch.setattr(exports, "pandoc", lambda text, *formats: "words")
    notebook = nbformat.from_dict(executed)
    notebook = normalise(nbformat.reads(nbformat.writes(executed), 4)) if stored else notebook
    made, resources = exporter.from_notebook_node(notebook)
    assert len(re.findall(picture, made)) == FIGURES
    if isinstance(exporter, LatexExporter):
        assert sum(name.endswith(".png") for name in resources["outputs"]) == FIGURES


def on_paper(notebook, monkeypatch, fonts):
    monkeypatch.setattr(exports, "pandoc", lambda text, *formats: "A card.")
    monkeypatch.setattr(exports.font_manager, "get_font_names", lambda: fonts)
    file = Path(matplotlib.get_data_path(), "fonts/ttf/STIXGeneral.ttf")
    monkeypatch.setattr(exports.font_manager, "findfont", {"NanumGothic": file}.get)
    return LatexExporter(template_name="gdviz-paper", **OURS).from_notebook_node(notebook)


def test_a_paper_has_its_fonts_and_the_words_under_each_picture(executed, monkeypatch):
    made, resources = on_paper(executed, monkeypatch, ["DejaVu Sans", "NanumGothic"])
    files = {Path(name).name for name in resources["outputs"]}
    for family, styles in re.findall(r"font\{(DejaVu\w+)\}\[.*?\n(.*?)\]", made):
        shapes = re.findall(r"\*(-\w+)", styles)
        assert {f"{family}{shape}.ttf" for shape in ("", *shapes)} <= files
    assert made.count("a line of 3 points from (0, 1) to (2, 9)") == 2
    assert made.count("On a screen this picture has a control.") == 1
    assert "A card." in made
    assert re.search(r"\\hangulfont\{(.*?)\}", made)[1] in files


def test_where_no_font_has_hangul_a_paper_says_so(executed, monkeypatch):
    made, _ = on_paper(executed, monkeypatch, ["DejaVu Sans"])
    assert not re.search("[가-힣]", made)
    assert made.count(exports.NO_FONT) >= 4  # in the source and under the pictures
    assert "hangulfont" not in made


FOLD = "<details open>\n<summary>{}</summary>\n\nsecret\n\n</details>"


@pytest.mark.parametrize("handout", [True, False])
def test_a_handout_lacks_answers_and_keeps_questions_and_figures(handout, executed):
    question = "### 1. Why?\n\n" + "\n".join(map(FOLD.format, ["Because.", "Not so."]))
    notebook = nbformat.reads(nbformat.writes(executed), 4)
    notebook.cells += [new_markdown_cell(question), new_markdown_cell(FOLD.format("Solution 1"))]
    exporter = HTMLExporter(preprocessors=["gdviz.slides.exports.Handout"] if handout else [])
    page = BeautifulSoup(exporter.from_notebook_node(notebook)[0], "html.parser").main.text
    assert ("secret" in page) != handout
    assert ("Solution 1" in page) != handout
    assert ("It is 9 places" in page) != handout
    for kept in ("Why?", "Because.", "Not so.", "compare_guess", "from (0, 1) to (2, 9)"):
        assert kept in page


def test_a_handout_of_slides_leaves_out_the_answers_to_polls_alone():
    kinds = ["slide", "fragment", "fragment", "slide", "fragment"]
    marks = [{"slideshow": {"slide_type": kind}} for kind in kinds]
    marks[0]["gdviz"] = {"slide": {"options": ["yes", "no"]}}
    notebook = new_notebook(cells=[new_code_cell("1", metadata=mark) for mark in marks])
    notebook, _ = exports.Handout().preprocess(notebook, {})
    kinds = [cell.metadata["slideshow"]["slide_type"] for cell in notebook.cells]
    assert kinds == ["slide", "skip", "skip", "slide", "fragment"]
