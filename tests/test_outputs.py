"""Outputs are compared in full, and their differences told in plain words."""

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
    return file.getvalue()


def test_pieces_of_a_stream_are_joined_but_not_across_what_is_shown():
    pieces = [stream("a"), stream("b"), shown(plain="x"), stream("c"), stream("d", "stderr")]
    merged = outputs.merge_streams(pieces)
    assert [o.get("text") for o in merged] == ["ab", None, "c", "d"]
    assert pieces[0]["text"] == "a"


def test_a_progress_bar_that_wipes_itself_away_leaves_nothing():
    assert outputs.merge_streams([stream("\r 0%|  |"), stream("\r 9%|# |\r         \r")]) == []
    assert outputs.settle("one\rtwo\nthree\r") == "two\nthree"


def test_widget_views_are_dropped_and_what_is_beside_them_stays():
    view = {"output_type": "display_data", "data": {outputs.WIDGET_VIEW: {}}, "metadata": {}}
    both = {**view, "data": {outputs.WIDGET_VIEW: {}, "text/plain": "x"}}
    (kept,) = outputs.merge_streams([view, both])
    assert kept["data"] == {"text/plain": "x"}


@pytest.mark.parametrize("kind", ["image/png", "text/html", "text/markdown"])
def test_pictures_are_taken_out_wherever_they_stand(kind):
    picture = png("red")
    data = base64.b64encode(picture).decode()
    value = data if kind == "image/png" else f'a <img src="data:image/png;base64,{data}"> b'
    (text,), (taken,) = outputs.take_pictures(
        [{"output_type": "display_data", "data": {kind: value}, "metadata": {}}]
    )
    assert taken == picture
    assert data[:20] not in text["data"][kind]


def test_a_picture_that_is_not_base64_is_taken_as_it_is():
    html = "<img src='data:image/svg+xml;utf8,%3Csvg%2F%3E'><img src='data:image/png;base64,a'>"
    assert outputs.take_pictures([shown(html=html)])[1] == [b"<svg/>", b"a"]


def test_equal_outputs_have_no_differences():
    same = [stream("a"), shown(plain="x", html="y")]
    assert outputs.differences(same, same) == []


@pytest.mark.parametrize(
    ("stored", "now", "words"),
    [
        ([stream("a\nb")], [stream("a\nc")], "output 1, stdout, line 2 of 2"),
        ([stream("a")], [], "now:    nothing"),
        ([], [stream("a", "stderr")], "now:    stderr"),
        ([stream("a"), shown(plain="x")], [shown(plain="x"), stream("a")], "other outputs"),
        ([shown(plain="x")], [shown(plain="x", html="y")], "text/html with text/plain"),
        ([stream("a\n")], [stream("a")], "line 2 of 2"),
        ([shown(plain="x")], [shown(plain="x") | {"metadata": {"a": 1}}], "metadata"),
        ([shown(plain="x")], [shown(plain="x") | {"output_type": "execute_result"}], "type"),
        ([stream("0" * 500 + "1")], [stream("0" * 500 + "2")], "0002"),
    ],
)
def test_a_difference_is_told_in_plain_words(stored, now, words):
    found = outputs.differences(stored, now)
    assert any(words in text for text in found)
    assert all(len(line) < 160 for text in found for line in text.splitlines())
