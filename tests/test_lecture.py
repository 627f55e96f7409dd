"""The lecture path: what a slide shows of a cell, and what a slide may not lack."""

import argparse
import re

import nbformat
import pytest
from matplotlib import font_manager
from nbconvert import SlidesExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import tools.slides
from gdviz.explorers import WIDGET_VIEW
from gdviz.slides.lecture import MARKS, SHOW, letters, page, slides
from tests.course import ROOT
from tools.slides import pick

NOTES = {"minutes": 1, "say": "Look.", "ask": "Why?", "expect": "Because."}


def cell(show, kind="slide", source="x = 1", **mark):
    outputs = [
        new_output("stream", name="stdout", text="a line"),
        new_output("display_data", {"text/html": "<figure></figure>", "text/plain": "words"}),
    ]
    slide = {"headline": "A finding", "show": show, "lines": [], **NOTES, **mark}
    slide = {name: value for name, value in slide.items() if value is not None}
    metadata = {"slideshow": {"slide_type": kind}, "gdviz": {"slide": slide}}
    return new_code_cell(source, outputs=outputs, metadata=metadata)


def path(*cells):
    return slides(new_notebook(cells=cells))


@pytest.mark.parametrize(
    ("show", "lines", "code", "outputs"),
    [
        ("code", [1, 3], "a = 1\nb = 2\nc = 3", ""),
        ("code", [2, 3], "b = 2\nc = 3", ""),
        ("output", [1, 1], "", "a line words"),
        ("figure", [1, 1], "", "words"),
        ("both", [1, 1], "a = 1", "a line words"),
    ],
)
def test_a_slide_shows_what_its_mark_asks_for(show, lines, code, outputs):
    marked = cell(show, source="a = 1\nb = 2\nc = 3\nassert a", code_lines=lines)
    (shown,) = path(marked)[0]["cells"]
    assert shown["code"] == code
    assert " ".join(output["text"] for output in shown["outputs"]) == outputs


def test_words_are_escaped_and_only_options_are_lettered():
    words, safe = "α < 2/λmax", "α &lt; 2/λ<sub>max</sub>"
    poll = cell("code", headline=words, lines=[words], options=[words, "no"])
    first, last = cell("code", lines=["a line"]), cell("code")
    shown = page(new_notebook(cells=[first, new_markdown_cell(f"## {words}"), poll, last]))
    assert words not in shown
    assert shown.count(safe) == 4  # the section too, but not above the poll
    assert f'<p class="given">{safe}</p>' in shown
    assert f'<ol class="options"><li>{safe}</li><li>no</li></ol>' in shown
    assert "<ul><li>a line</li></ul>" in shown


@pytest.mark.filterwarnings("ignore:No font of this computer")
@pytest.mark.parametrize(
    ("source", "lines", "size"),
    [
        ("x = 1", [], 36),
        ("x" * 60, [], 31),  # 1120 / 60 / 0.602 = 31.006
        ("강" * 30, [], 31),  # twice as wide
        ("x" * 200, [], 24),
        ("\n".join(["x"] * 10), ["a line"], 25),  # 340 / 10 / 1.35 = 25.2
    ],
)
def test_code_is_as_large_as_the_stage_allows(source, lines, size):
    marked = cell("code", source=source, lines=lines)
    assert letters(path(marked)[0]) == size
    assert f"font-size: {size}px" in page(new_notebook(cells=[marked]))


def test_comments_that_bind_numbers_are_shown_nowhere():
    bound = "a 0.5<!--= a.half --> and a 7<!-- given -->"
    texts = dict.fromkeys(("headline", "say", "ask", "expect"), bound)
    poll = cell("code", lines=[bound], options=[bound], **texts)
    first, last, heading = cell("code"), cell("code"), new_markdown_cell(f"## {bound}")
    shown = page(new_notebook(cells=[heading, first, poll, last]))
    assert "a.half" not in shown
    assert shown.count("a 0.5 and a 7") == 8  # title and section too


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ({"option": ["yes"]}, "Got 'option'. Did you mean 'options'"),
        ({"show": "figures"}, "Got 'figures'. Did you mean 'figure'"),
        ({"minutes": None}, "lacks minutes"),
        ({"minutes": "1"}, "must be a number"),
        ({"lines": "one line"}, "must be a list of texts"),
        ({"options": ["yes", "no"], "answer": "C"}, "must be one of 'A', 'B'"),
        ({"kind": "slides"}, "Got 'slides'. Did you mean 'slide'"),
        ({"kind": "fragment"}, "no slide stands before it"),
        ({"code_lines": [3, 2]}, "shows nothing"),
    ],
)
def test_a_mistyped_mark_or_a_missing_note_is_refused_by_the_cells_name(mark, words):
    marked = cell(**{"show": "code", **mark})
    with pytest.raises((TypeError, ValueError), match=f"{marked.id}.*{words}"):
        path(marked)


def test_a_hidden_slide_hides_its_fragments_and_a_notebook_without_slides_is_refused():
    cells = [cell("code"), cell("code", "skip"), cell("code", "fragment"), cell("code")]
    assert [len(slide["cells"]) for slide in path(*cells)] == [1, 1]
    with pytest.raises(ValueError, match="No cell is a slide"):
        path(*cells[1:3])


def own(*outputs, **mark):
    """Return the page and the one slide of a lecturer's own cell with stored outputs."""
    marked = cell("output", **mark)
    marked.outputs = list(outputs)
    nb = new_notebook(cells=[marked])
    (slide,) = slides(nb)
    return page(nb), slide["cells"][0]["outputs"]


def data(**forms):
    names = {"svg": "image/svg+xml", "plain": "text/plain", "html": "text/html"}
    names |= {"latex": "text/latex", "markdown": "text/markdown"}
    names |= {"png": "image/png", "jpeg": "image/jpeg"}
    bundle = {names.get(form, form.replace("__", "/")): text for form, text in forms.items()}
    return new_output("display_data", bundle)


CARD = '<div class="gdviz-card open"><details><summary>s</summary>a</details></div>'


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        (data(png="iV\nBO", plain="<F>"), 'alt="A finding" src="data:image/png;base64,iVBO"'),
        (data(jpeg="/9j/", plain="A."), 'alt="A." src="data:image/jpeg;base64,/9j/"'),
        (data(svg="<svg/>", png="iVBO", plain="<S>"), "data:image/svg+xml;base64,PHN2Zy8+"),
        (data(latex="$a < b$", png="iVBO", plain="a < b"), '<div class="output">$a &lt; b$</div>'),
        (data(markdown="**bold** $x_1$", plain="<Markdown>"), "<strong>bold</strong> $x_1$"),
        (data(html="<p><section>a</div>b"), '<div class="output"><p><div>ab</div></p></div>'),
        (data(html="<details><summary>s</summary>a</details>"), '<details open=""><summary>s<'),
        (data(html=CARD), '<div class="gdviz-card open">a</div>'),
        (data(html='<script src="x"></script>', png="iVBO", plain="p"), "base64,iVBO"),
        (data(plain="'a'", **{"application__vnd.google.colaboratory": "{}"}), "&#39;a&#39;</pre>"),
        (new_output("error", ename="E", evalue="e < f", traceback=["t"]), "E: e &lt; f</pre>"),
        (new_output("stream", name="stdout", text="\x1b[31mred\x1b[0m"), ">red</pre>"),
        (new_output("stream", name="stderr", text="\r 0%\r50%\r100%\nend\n"), ">100%\nend\n</pre>"),
    ],
)  # fmt: skip
def test_an_output_is_shown_in_its_best_form(output, shown):
    blank = new_output("stream", name="stdout", text="\n")
    body, outputs = own(blank, output)
    assert shown in body
    assert len(outputs) == 1  # what is blank takes no room


def test_an_explorer_that_was_run_is_shown_in_its_still_form():
    body, outputs = own(data(html="<figure>still</figure>"), data(**{WIDGET_VIEW: {}}))
    assert "still" in body
    assert len(outputs) == 1


def test_a_picture_keeps_the_size_that_it_was_stored_with():
    output = data(png="iVBO")
    output.metadata = {"image/png": {"width": 640, "height": 480}}
    assert 'iVBO" width="640" height="480">' in own(output)[0]


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (new_output("stream", name="stdout", text=" \t\n"), "shows nothing"),
        (data(html="<script></script>", **{"application__vnd.plotly.v1+json": {}}), "plotly"),
        (data(plain="IntSlider()", **{"application__vnd.jupyter.widget-view+json": {}}), "widget"),
        (data(application__javascript="draw()"), "application/javascript"),
        (data(html='<iframe src="https://example.org"></iframe>', plain="<IFrame>"), "text/html"),
        (data(html='<img src="https://example.org/a.png">', plain="<Image>"), "text/html"),
        (data(html="<p style='background: url(a.png)'>a</p>", plain="<HTML>"), "text/html"),
        (data(markdown="![a plot](plot.png)", plain="<Markdown>"), "text/markdown"),
        (data(html='<video controls src="film.mp4"></video>', plain="<Video>"), "text/html"),
    ],
)  # fmt: skip
def test_an_output_that_a_deck_cannot_show_is_refused_by_the_cells_name(output, words):
    with pytest.raises(ValueError, match=rf"Cell \w+ .*{words}"):
        own(output)


def test_the_answer_of_a_poll_is_told_with_its_letter_in_the_first_fragment_or_in_one_of_its_own():
    poll = cell("code", source="", options=["yes", "no < $x$"], answer="B", lines=None)
    answer = '<p class="answer">B: no &lt; $x$</p>'
    for more in ([], [cell("figure", "fragment"), cell("figure", "fragment")]):
        shown = page(new_notebook(cells=[poll, *more]))
        assert shown.count(answer) == 1
        assert '<li>yes</li><li class="right">no &lt; $x$</li>' in shown
        assert shown.index('class="part fragment"') < shown.index(answer)


def test_a_notebook_sets_the_language_and_the_fixed_words_of_its_deck():
    nb = new_notebook(cells=[cell("code"), cell("code")])
    nb.metadata["gdviz"] = {"deck": {"lang": "de", "lecture": "{minutes} Minuten", "ask": "Frage:"}}
    shown = page(nb)
    assert '<html lang="de">' in shown
    assert "2 Minuten</p>" in shown
    assert "<strong>Frage:</strong> Why?" in shown
    nb.metadata["gdviz"]["deck"]["language"] = "de"
    with pytest.raises(ValueError, match="Got 'language'"):
        page(nb)


def test_letters_that_dejavu_lacks_come_from_a_font_of_this_computer(tmp_path, monkeypatch):
    (tmp_path / "broken.ttf").write_text("no font")
    files = [str(tmp_path / "broken.ttf"), font_manager.findfont("STIXGeneral")]
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: files)
    nb = new_notebook(cells=[cell("code", headline="ⒶⒷ α²"), cell("figure")])
    codes = re.search(r"unicode-range: (.*?);", page(nb))[1]
    assert codes == "U+24B6, U+24B7"
    nb.metadata["gdviz"] = {"deck": {"ask": "강하"}}
    with pytest.warns(UserWarning, match="No font of this computer has the letters 강하:"):
        page(nb)


def test_nbconvert_makes_the_page():
    nb = new_notebook(cells=[cell("code")])
    assert "A finding</h2>" in SlidesExporter(template_name="gdviz").from_notebook_node(nb)[0]


@pytest.fixture
def two_notebooks(tmp_path):
    """Paths of two notebooks, each with the slides a, b and c, of 1, 2 and 3 minutes."""
    paths = [tmp_path / f"{name}.ipynb" for name in ("first", "second")]
    for path in paths:
        cells = [
            cell("code", headline=f"{path.stem} {n}", minutes=k) for k, n in enumerate("abc", 1)
        ]
        for name, made in zip("abc", cells, strict=True):
            made["id"] = name
        cells.insert(1, cell("figure", "fragment"))
        nbformat.write(new_notebook(cells=cells), path)
    return paths


def test_a_deck_is_picked_from_several_notebooks_in_any_order(two_notebooks):
    first, second = two_notebooks
    before = [path.read_bytes() for path in two_notebooks]
    shown = pick([f"{second}:b..", f"{first}:a", f"{first}:..b", str(second)], "Mine")
    names = re.findall(r'<section id="(.*?)"', shown)
    assert names == ["title", "b", "c", "a", "a-2", "b-2", "a-3", "b-3", "c-2"]
    heads = re.findall(r"(?:first|second) [abc](?=</h2>)", shown)
    assert " ".join(heads) == (
        "second b second c first a first a first b second a second b second c"
    )
    assert "Mine</h2>" in shown
    assert "a lecture of 15 minutes" in shown  # 2 + 3 + 1 + 1 + 2 + 1 + 2 + 3
    assert shown.count('class="part fragment"') == 3  # one beside each a
    assert "a lecture of 50 minutes" in pick([str(first)], "Mine", 50)
    assert before == [path.read_bytes() for path in two_notebooks]


@pytest.mark.parametrize(
    ("span", "words"),
    [(":d", "Got 'd'"), (":c..a", "c stands after a"), (":a..d", "Got 'd'"), ("x", "no notebook")],
)
def test_a_slide_that_is_not_there_is_not_picked(two_notebooks, span, words):
    with pytest.raises(ValueError, match=words):
        pick([f"{two_notebooks[0]}{span}"], "Mine")


def test_the_guide_for_contributors_names_every_mark():
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = guide.split("## Slides")[1].split("\n## ")[0]
    marks = [line for line in part.splitlines() if line.startswith("- `")]
    assert set(re.findall(r"`(\w+)`", "\n".join(marks))) == set(MARKS)
    assert all(f'"{way}"' in part for way in SHOW)


def test_a_notebook_without_a_deck_is_told_and_the_others_are_built(
    two_notebooks, tmp_path, monkeypatch, capsys
):
    bad = tmp_path / "bad.ipynb"
    nbformat.write(new_notebook(cells=[cell("code", "skip")]), bad)
    monkeypatch.setattr(tools.slides, "TARGET", tmp_path)
    monkeypatch.setattr(tools.slides, "find_browser", lambda: None)
    names = [str(path) for path in (bad, *two_notebooks)]
    given = argparse.Namespace(notebooks=names, pick=None, questions=False)
    with pytest.raises(SystemExit, match="nothing measured whether the slides fit"):
        tools.slides.main(given)
    assert "No deck of bad: No cell is a slide" in capsys.readouterr().err
    assert all((tmp_path / f"{name}.html").exists() for name in ("first", "second"))


def test_the_plans_for_a_class_name_slides_that_exist_and_the_minutes_of_their_notes(capsys):
    guide = (ROOT / "docs/lecturing.md").read_text(encoding="utf-8")
    plans = re.findall(
        r"(\d+\s+slides, \d+ minutes\s+by\s+their\s+notes).*?--pick ([^\n]*)", guide, re.DOTALL
    )
    assert len(plans) == 2
    for told, items in plans:
        assert 'id="title"' in pick(items.split(), "A class")
        assert " ".join(told.split()) in capsys.readouterr().out
