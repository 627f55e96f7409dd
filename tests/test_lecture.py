"""The lecture path: what a slide shows of a cell, and what a slide may not lack."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from gdviz.slides.lecture import slides

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
