"""Outputs of two runs are compared whole; tests/test_planted_faults.py plants more differences."""

import base64
import io

import pytest
from PIL import Image

from tools import outputs


def stream(text, name="stdout"):
    """Make a piece of a stream."""
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data):
    """Make a displayed object; html and plain are its texts."""
    kinds = {f"text/{kind}": text for kind, text in data.items()}
    return {"output_type": "display_data", "data": kinds, "metadata": {}}


def png(colour):
    """Make a picture of one colour."""
    Image.new("RGB", (10, 5), colour).save(file := io.BytesIO(), "png")
    return base64.b64encode(file.getvalue()).decode()


def test_widget_views_are_dropped_and_what_is_beside_them_stays():
    view = {**shown(), "data": {outputs.WIDGET_VIEW: {}}}
    both = {**shown(), "data": {outputs.WIDGET_VIEW: {}, "text/plain": "x"}}
    assert outputs.merge_streams([view, both]) == [shown(plain="x")]


def test_a_picture_for_paper_is_that_of_the_page_in_fewer_colours():
    def drawn(paper, page="#0000f8"):
        shows = shown(html=f'<img src="data:image/png;base64,{png(page)}">', plain="x")
        return [{**shows, "data": shows["data"] | {"image/png": png(paper)}}]

    assert outputs.differences(drawn("#0000f8"), drawn("#0000f0")) == []
    (told,) = outputs.differences(drawn("red"), drawn("#0000f8"))
    assert "not the picture of the page" in told


@pytest.mark.parametrize(
    ("stored", "now", "words"),
    [
        ([stream("a"), stream("b")], [stream("ac")], "line 1 of 1"),
        ([shown(plain="x")], [shown(plain="x", html="y")], "text/html with text/plain"),
        ([stream("a\n")], [stream("a")], "line 2 of 2"),
        ([shown(plain="x")], [shown(plain="x") | {"metadata": {"a": 1}}], "metadata"),
        ([stream("0" * 500 + "1")], [stream("0" * 500 + "2")], "0002"),
    ],
)
def test_a_difference_is_told_in_plain_words(stored, now, words):
    texts = outputs.differences(stored, now)
    assert any(words in text for text in texts)
    assert all(len(line) < 160 for text in texts for line in text.splitlines())
    assert outputs.differences(stored, stored) == []
