"""The lecture path: what a slide shows of a cell, and what a slide may not lack."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from gdviz.slides.lecture import page, slides

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


def test_a_slide_without_its_notes_is_refused_by_name():
    bare = cell("code")
    del bare.metadata["gdviz"]["slide"]["ask"]
    with pytest.raises(ValueError, match=f"{bare.id}.*lacks ask"):
        slides(new_notebook(cells=[bare]))


def test_comments_that_bind_numbers_are_shown_nowhere():
    bound = "a 0.5<!--= a.half --> and a 7<!-- given -->"
    marked = cell("code", headline=bound, lines=[bound], say=bound, ask=bound, expect=bound)
    heading = new_markdown_cell(f"## {bound}")
    nb = new_notebook(cells=[heading, marked])
    (slide,) = slides(nb)
    words = [*slide["notes"].values(), slide["headline"], slide["section"]]
    assert words == [1, *["a 0.5 and a 7"] * 5]
    assert slide["cells"][0]["lines"] == ["a 0.5 and a 7"]
    assert "a.half" not in page(nb)
