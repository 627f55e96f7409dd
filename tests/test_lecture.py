"""The lecture path: what a slide shows of a cell, and what a slide may not lack."""

import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gdviz.slides.lecture import MARKS, SHOW, letters, page, slides

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
    marked = cell("code", headline=words, lines=[words], options=[words, "no"])
    plain = cell("code", lines=["a line"])
    shown = page(new_notebook(cells=[plain, new_markdown_cell(f"## {words}"), marked]))
    assert words not in shown
    assert shown.count(safe) == 4
    assert f'<p class="given">{safe}</p>' in shown
    assert f"<ol><li>{safe}</li><li>no</li></ol>" in shown
    assert "<ul><li>a line</li></ul>" in shown


@pytest.mark.parametrize(
    ("source", "lines", "size"),
    [
        ("x = 1", [], 36),
        ("x" * 60, [], 31),  # 1120 / 60 / 0.602 = 31.006
        ("x" * 200, [], 24),
        ("\n".join(["x"] * 10), [], 29),  # 400 / 10 / 1.35 = 29.6
        ("\n".join(["x"] * 10), ["a line"], 25),  # 340 / 10 / 1.35 = 25.2
    ],
)
def test_code_is_as_large_as_the_stage_allows(source, lines, size):
    marked = cell("code", source=source, lines=lines)
    assert letters(path(marked)[0]) == size
    assert f"font-size: {size}px" in page(new_notebook(cells=[marked]))


def test_printed_lines_stay_small_beside_a_picture():
    assert letters(path(cell("code"), cell("figure", "fragment"))[0]) == 24


def test_comments_that_bind_numbers_are_shown_nowhere():
    bound = "a 0.5<!--= a.half --> and a 7<!-- given -->"
    texts = dict.fromkeys(("headline", "say", "ask", "expect"), bound)
    marked = cell("code", lines=[bound], options=[bound], **texts)
    shown = page(new_notebook(cells=[new_markdown_cell(f"## {bound}"), cell("code"), marked]))
    assert "a.half" not in shown
    assert shown.count("a 0.5 and a 7") == 8  # title and section too


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ({"option": ["yes"]}, "Got 'option'. Did you mean 'options'"),
        ({"show": "figures"}, "Got 'figures'. Did you mean 'figure'"),
        ({"minutes": None}, "lacks minutes"),
    ],
)
def test_a_mistyped_mark_or_a_missing_note_is_refused_by_the_cells_name(mark, words):
    marked = cell(**{"show": "code", **mark})
    with pytest.raises(ValueError, match=f"{marked.id}.*{words}"):
        path(marked)


def test_the_guide_for_contributors_names_every_mark():
    guide = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = guide.split("## Slides")[1].split("\n## ")[0]
    marks = [line for line in part.splitlines() if line.startswith("- `")]
    assert set(re.findall(r"`(\w+)`", "\n".join(marks))) == set(MARKS)
    assert all(f'"{way}"' in part for way in SHOW)
