"""Two pictures are the same where a person sees no difference, whatever their bytes.

tests/test_planted_faults.py plants what else may change in a picture of a notebook.
"""

import io

import numpy as np
import pytest
from PIL import Image

from tools.pictures import difference

RED = np.full((5, 10, 3), (255, 0, 0), np.uint8)
RAMP = np.broadcast_to(np.arange(0, 200, 20, dtype=np.uint8)[None, :, None], (5, 10, 3))
STEP = np.broadcast_to(np.repeat((0, 250), 5).astype(np.uint8)[None, :, None], (5, 10, 3))


def png(pixels, **options):
    Image.fromarray(np.ascontiguousarray(pixels)).save(file := io.BytesIO(), "png", **options)
    return file.getvalue()


def with_pixel(pixels, place, value):
    changed = pixels.copy()
    changed[place] = value
    return changed


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
