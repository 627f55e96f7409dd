"""Whether two pictures look the same: the one comparison for notebooks and films.

Processors round the last digits of floats differently, and a coordinate then crosses an edge of
matplotlib's grid of 1/256 pixel: the smooth border of a line becomes a little lighter or darker,
by 11 of 255 levels at most where it was measured, and still lies between its neighbours. A real
change, even a full stop in a title, puts pixels outside that range or changes them by more.
"""

import hashlib
import io
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import maximum_filter, minimum_filter

MOST = 24  # levels by which a pixel between its neighbours may change
FEWER = 40  # levels by which fewer colours may change a pixel; 16 are the most that were seen
FOLDER = Path(tempfile.gettempdir(), "gdviz-pictures")


def read_pixels(picture):
    """Return the pixels of a picture file, shape (height, width, 4), or None if it is none."""
    try:
        return np.asarray(Image.open(io.BytesIO(picture)).convert("RGBA"))
    except (OSError, ValueError, SyntaxError):
        return None


def outside(pixels, other):
    """Return how many levels each pixel lies outside the range of its 3 × 3 neighbours in `other`.

    Both arrays have the shape (height, width, 4); the result has the shape (height, width).
    """
    low = minimum_filter(other, size=(3, 3, 1), mode="nearest").astype(int)
    high = maximum_filter(other, size=(3, 3, 1), mode="nearest").astype(int)
    return np.maximum(low - pixels, pixels - high).clip(0).max(axis=-1)


def near(paper, page):
    """Whether one picture is another in fewer colours: none changes by more than FEWER."""
    few, all_colours = read_pixels(paper), read_pixels(page)
    if few is None or all_colours is None or few.shape != all_colours.shape:
        return False
    return abs(few.astype(int) - all_colours).max(initial=0) <= FEWER


def difference(stored, now):
    """Say how two picture files differ visibly; the answer is empty where they do not.

    Two pictures of one size look the same if no pixel of either lies outside the range of its
    3 × 3 neighbours in the other, and none changes by more than a tenth of all levels. A single
    level outside is rounding of a colour, and counts only where a block of 3 × 3 pixels shows it.
    """
    if stored == now:
        return ""
    old, new = read_pixels(stored), read_pixels(now)
    if old is None or new is None:
        which = "stored" if old is None else "new"
        return f"the {which} one cannot be read as a picture ({len(stored)} and {len(now)} bytes)"
    height, width = old.shape[:2]
    if old.shape != new.shape:
        return f"stored: {width} × {height}, now: {new.shape[1]} × {new.shape[0]} pixels"
    levels = np.maximum(outside(old, new), outside(new, old))
    blocks = maximum_filter(minimum_filter(levels, 3, mode="nearest"), 3, mode="nearest")
    levels = np.where(levels > 1, levels, np.minimum(levels, blocks))
    change = abs(old.astype(int) - new).max(axis=-1)
    rows, columns = np.nonzero((levels > 0) | (change > MOST))
    if not rows.size:
        return ""
    return (
        f"{width} × {height}, {rows.size} pixels differ, all within x {columns.min()} to "
        f"{columns.max()}, y {rows.min()} to {rows.max()}: {np.count_nonzero(levels)} lie outside "
        f"the range of their neighbours, by up to {levels.max()} of 255 levels, and the largest "
        f"change is by {change.max()}\n    stored: {keep(stored)}\n    now:    {keep(now)}"
    )


def keep(picture):
    """Write a picture to a file of the temporary folder, named by its content; return the path."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{hashlib.sha256(picture).hexdigest()[:16]}.png"
    path.write_bytes(picture)
    return path


def differences(stored, now):
    """List in plain words which pictures of a cell differ visibly."""
    if len(stored) != len(now):
        return [f"stored pictures: {len(stored)}, pictures now: {len(now)}"]
    told = (difference(*pair) for pair in zip(stored, now, strict=True))
    return [f"picture {k} of {len(now)} differs: {text}" for k, text in enumerate(told, 1) if text]
