"""Outputs of two runs are compared whole, and pictures as a person sees them, whatever their bytes.

tests/test_planted_faults.py plants more differences.
"""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from tools import outputs
from tools.pictures import difference

RED = np.full((5, 10, 3), (255, 0, 0), np.uint8)
RAMP = np.broadcast_to(np.arange(0, 200, 20, dtype=np.uint8)[None, :, None], (5, 10, 3))
STEP = np.broadcast_to(np.repeat((0, 250), 5).astype(np.uint8)[None, :, None], (5, 10, 3))


def stream(text, name="stdout"):
    """Make a piece of a stream."""
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data):
    """Make a displayed object; html and plain are its texts."""
    kinds = {f"text/{kind}": text for kind, text in data.items()}
    return {"output_type": "display_data", "data": kinds, "metadata": {}}


def png(pixels, **options):
    Image.fromarray(np.ascontiguousarray(pixels)).save(file := io.BytesIO(), "png", **options)
    return file.getvalue()


def with_pixel(pixels, place, value):
    changed = pixels.copy()
    changed[place] = value
    return changed


def test_widget_views_are_dropped_and_what_is_beside_them_stays():
    view = {**shown(), "data": {outputs.WIDGET_VIEW: {}}}
    both = {**shown(), "data": {outputs.WIDGET_VIEW: {}, "text/plain": "x"}}
    assert outputs.merge_streams([view, both]) == [shown(plain="x")]


def test_a_picture_for_paper_is_that_of_the_page_in_fewer_colours():
    def drawn(paper):
        page, paper = (base64.b64encode(png(pixels)).decode() for pixels in (RED, paper))
        shows = shown(html=f'<img src="data:image/png;base64,{page}">', plain="x")
        return [{**shows, "data": shows["data"] | {"image/png": paper}}]

    assert outputs.differences(drawn(RED), drawn(RED - np.uint8((8, 0, 0)))) == []
    (told,) = outputs.differences(drawn(RED // 2), drawn(RED))
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


# Pictures


@pytest.mark.parametrize(
    ("stored", "now"),
    [
        (png(RED), png(RED, compress_level=0)),
        (png(RAMP), png(with_pixel(RAMP, (2, 4), 100))),  # as bright as its right neighbour
        (png(RED), png(with_pixel(RED, (2, 4), (254, 0, 0)))),  # a colour rounded down
    ],
    ids=["compression", "edge", "one level"],
)
def test_what_looks_the_same_is_no_difference(stored, now):
    assert difference(stored, now) == difference(now, stored) == ""


@pytest.mark.parametrize(
    ("stored", "now", "words"),
    [
        (RED, with_pixel(RED, (2, 7), (253, 0, 0)), "1 pixels differ, all within x 7 to 7, y 2"),
        (RED, RED - np.uint8((1, 0, 0)), "50 lie outside"),
        (STEP, with_pixel(STEP, (2, 4), 40), "0 lie outside the range of their neighbours, by up"),
        (RED, np.vstack([RED, RED]), "stored: 10 × 5, now: 10 × 10 pixels"),
    ],
)
def test_a_difference_is_told_by_size_amount_and_place(stored, now, words):
    assert words in difference(png(stored), png(now))
    assert difference(png(now), png(stored))
