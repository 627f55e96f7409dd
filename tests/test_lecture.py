"""The lecture path: what a slide shows of a cell, and what a slide may not lack."""

import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gdviz.slides.lecture import MARKS, SHOW, letters, page, slides

NOTES = {"minutes": 1, "say": "Look.", "ask": "Why?", "expect": "Because."}


def cell(show, **mark):
    outputs = [
        new_output("stream", name="stdout", text="a line"),
        new_output("display_data", {"text/html": "<figure></figure>", "text/plain": "words"}),
    ]
    slide = {"headline": "A finding", "show": show, "lines": [], **NOTES, **mark}
    metadata = {"slideshow": {"slide_type": "slide"}, "gdviz": {"slide": slide}}
    return new_code_cell("x = 1", outputs=outputs, metadata=metadata)


@pytest.mark.parametrize(
    ("show", "code", "outputs"),
    [("code", "x = 1", 0), ("output", "", 2), ("figure", "", 1), ("both", "x = 1", 2)],
)
def test_a_slide_shows_what_its_mark_asks_for(show, code, outputs):
    (shown,) = slides(new_notebook(cells=[cell(show)]))[0]["cells"]
    assert shown["code"] == code
    assert len(shown["outputs"]) == outputs
    assert all(output["html"] for output in shown["outputs"]) or show != "figure"


def test_words_are_escaped_and_only_options_are_lettered():
    words, safe = "α < 2/λmax", "α &lt; 2/λ<sub>max</sub>"
    marked = cell("code", headline=words, lines=[words], options=[words, "no"])
    shown = page(new_notebook(cells=[cell("code"), new_markdown_cell(f"## {words}"), marked]))
    assert words not in shown
    assert shown.count(safe) == 4
    assert f'<p class="given">{safe}</p>' in shown
    assert f"<ol><li>{safe}</li><li>no</li></ol>" in shown
    plain = page(new_notebook(cells=[cell("code", lines=["a line"])]))
    assert "<ul><li>a line</li></ul>" in plain
    assert "<ol>" not in plain


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
    marked = cell("code", lines=lines)
    marked.source = source
    assert letters(slides(new_notebook(cells=[marked]))[0]) == size
    assert f"font-size: {size}px" in page(new_notebook(cells=[marked]))


def test_printed_lines_stay_small_beside_a_picture():
    fragment = cell("figure")
    fragment.metadata["slideshow"]["slide_type"] = "fragment"
    for cells in ([cell("output")], [cell("code"), fragment]):
        assert letters(slides(new_notebook(cells=cells))[0]) == 24


def test_a_slide_may_show_some_lines_of_the_code():
    marked = cell("code", code_lines=[2, 3])
    marked.source = "a = 1\nb = 2\nc = 3\nassert a"
    (shown,) = slides(new_notebook(cells=[marked]))[0]["cells"]
    assert shown["code"] == "b = 2\nc = 3"


def test_comments_that_bind_numbers_are_shown_nowhere():
    bound = "a 0.5<!--= a.half --> and a 7<!-- given -->"
    marked = cell(
        "code", headline=bound, lines=[bound], options=[bound], say=bound, ask=bound, expect=bound
    )
    heading = new_markdown_cell(f"## {bound}")
    nb = new_notebook(cells=[heading, marked])
    (slide,) = slides(nb)
    words = [*slide["notes"].values(), slide["headline"], slide["section"]]
    assert words == [1, *["a 0.5 and a 7"] * 5]
    assert slide["cells"][0]["lines"] == slide["cells"][0]["options"] == ["a 0.5 and a 7"]
    assert "a.half" not in page(nb)


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ({"option": ["yes"]}, "has 'option' in .*Did you mean 'options'"),
        ({"show": "figures"}, "has 'figures' in .*Did you mean 'figure'"),
    ],
)
def test_a_mistyped_mark_or_a_missing_note_is_refused_by_the_cells_name(mark, words):
    marked = cell(**{"show": "code", **mark})
    with pytest.raises(ValueError, match=f"{marked.id}.*{words}"):
        slides(new_notebook(cells=[marked]))
    marked.metadata["slideshow"]["slide_type"] = "fragment"
    with pytest.raises(ValueError, match=f"{marked.id}.*{words}"):
        slides(new_notebook(cells=[cell("code"), marked]))
    bare = cell("code")
    del bare.metadata["gdviz"]["slide"]["ask"]
    with pytest.raises(ValueError, match=f"{bare.id}.*lacks ask"):
        slides(new_notebook(cells=[bare]))


def test_the_guide_for_contributors_names_every_mark():
    guide = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = guide.split("## Slides")[1].split("\n## ")[0]
    marks = [line for line in part.splitlines() if line.startswith("- `")]
    named = set(re.findall(r"`(\w+)`", "\n".join(marks)))
    assert named == set(MARKS)
    assert all(f'"{way}"' in part for way in SHOW)
