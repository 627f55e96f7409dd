"""A row of frames over one picture, as HTML that tells its story without any script.

The stored picture is the telling frame, with its sentence. All frames travel beside it as plain
data; an exported page brings the script that turns them into a film with a slider (:func:`player`).
"""

import base64
import html
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources

import numpy as np

from gdviz.films.scene import Overlay, Scene, pixels_of, png_of

RIM = 3  # pixels: browsers blend neighbours when they scale a picture


@dataclass(frozen=True)
class Frame:
    """What one picture of a film shows.

    Attributes
    ----------
    sentence : str
        What is to be seen, made from the data.
    marks : list
        From an :class:`~gdviz.films.Overlay`.
    picture : bytes
        Instead of marks: a whole picture, a PNG file.
    """

    sentence: str
    marks: list = field(default_factory=list)
    picture: bytes = b""

    def data(self):
        """Return the frame as a browser takes it."""
        shown = {"sentence": self.sentence, "marks": [mark.data() for mark in self.marks]}
        return {**shown, "picture": data_uri(self.picture)} if self.picture else shown


def paint(scene, draw: Callable, values):
    """Return the frame that ``draw(overlay, **values)`` makes; it returns the sentence."""
    over = Overlay(scene)
    sentence = draw(over, **values)
    return Frame(sentence, over.marks)


def data_uri(png):
    """Return a PNG file as text that stands in a page.

    Examples
    --------
    >>> data_uri(b"abc")
    'data:image/png;base64,YWJj'
    """
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


@dataclass(frozen=True, eq=False)
class Film:
    """Frames, the one that tells most, and the name of what moves from frame to frame.

    Attributes
    ----------
    scene : Scene or None
        The picture under the marks; None where every frame is a whole picture.
    frames : list of Frame
    labels : list of str
        What the slider says at each frame.
    moves : str
        What the slider is called.
    told : int
        The frame that is stored as the picture.
    title : str
    size : (width, height)
        Of the picture, 100 to the inch.
    """

    scene: Scene | None
    frames: list
    labels: list
    moves: str
    told: int
    title: str
    size: tuple

    @property
    def sentence(self):
        """What the telling frame shows, in words."""
        return self.frames[self.told].sentence

    @cached_property
    def pixels(self):
        """The telling frame, shape (height, width, 4)."""
        frame = self.frames[self.told]
        return pixels_of(frame.picture) if frame.picture else self.scene.still(frame.marks)

    @cached_property
    def still(self):
        """The telling frame as the bytes of a PNG file."""
        return self.frames[self.told].picture or png_of(self.pixels)

    def data(self):
        """Return all that a browser needs beside the still picture."""
        shared = {"patch": data_uri(patch(self.pixels, self.scene.pixels))} if self.scene else {}
        return {
            "title": self.title,
            "moves": self.moves,
            "told": self.told,
            "size": list(self.size),
            "clips": self.scene.clips() if self.scene else [],
            **shared,
            **pack([self._frame(k) for k in range(len(self.frames))]),
        }

    def _frame(self, k):
        frame, data = self.frames[k], {"label": self.labels[k], **self.frames[k].data()}
        if frame.picture:
            # Only what differs from the still picture, which the page holds anyway.
            data |= {"patch": data_uri(patch(self.pixels, pixels_of(frame.picture)))}
            data.pop("picture")
        return data

    def html(self):
        """Return the film as HTML: picture, alternative text, caption, and the frames as data."""
        words = html.escape(self.sentence)
        return (
            f"<figure class=\"gdviz\" data-gdviz-film='{_attribute(self.data())}'>"
            f'<img alt="{words}" width="{self.size[0]}" src="{data_uri(self.still)}">'
            f'<figcaption aria-hidden="true">{words}</figcaption></figure>'
        )

    def __repr__(self):
        return self.sentence

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self.html(), "text/plain": self.sentence}


def pack(frames):
    """Write every mark once: frames name theirs by number, and a path that grows adds to another.

    Parameters
    ----------
    frames : list of dict
        Each with a list of marks.

    Returns
    -------
    dict
        "marks", a list, and the frames with numbers in it. A mark with "on" continues the "d"
        of the mark with that number and has its look.

    Examples
    --------
    >>> pack([{"marks": [{"d": "M0 0l1 1"}]}, {"marks": [{"d": "M0 0l1 1 2 0"}]}])
    {'marks': [{'d': 'M0 0l1 1'}, {'on': 0, 'd': ' 2 0'}], \
'frames': [{'marks': [0]}, {'marks': [1]}]}
    """
    known, packed, before = {}, [], []
    for frame in frames:
        for place, mark in enumerate(frame["marks"]):
            if _key(mark) not in known:
                old = before[place] if place < len(before) else {}
                known[_key(mark)] = len(packed)
                packed.append(_continued(old, mark, known))
        before = frame["marks"]
    numbered = [{**f, "marks": [known[_key(mark)] for mark in f["marks"]]} for f in frames]
    return {"marks": packed, "frames": numbered}


def _key(mark):
    return tuple(mark.items())


def _continued(old, mark, known):
    """Return only what a mark adds to an old one, or the whole mark."""
    begun = old.get("d")
    if not (begun and mark.get("d", "").startswith(begun) and {**old, "d": mark["d"]} == mark):
        return mark
    return {"on": known[_key(old)], "d": mark["d"][len(begun) :]}


def _attribute(data):
    """Write data as JSON that can stand between single quotes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, name in (("&", "&amp;"), ("'", "&#39;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, name)
    return text


def patch(shown, wanted):
    """Return what has to be laid over one picture to get another: a mostly transparent PNG file.

    Parameters
    ----------
    shown, wanted : ndarray, shape (height, width, 4)
        Pixels from 0 to 255.

    Returns
    -------
    bytes
    """
    # Four bytes compared as one number: pixels are many.
    old, new = (np.ascontiguousarray(a).view(np.uint32)[..., 0] for a in (shown, wanted))
    changed, laid = old != new, np.zeros_like(new)
    rows, columns = (_span(changed.any(axis=axis)) for axis in (1, 0))
    part = rows, columns
    laid[part] = np.where(_widened(changed[part]), new[part], 0)
    return png_of(laid[..., None].view(np.uint8))


def _span(some):
    """Return the slice that holds all that is True, with room for a rim."""
    places = np.flatnonzero(some)
    return slice(max(0, places[0] - RIM), places[-1] + 1 + RIM) if places.size else slice(0)


def _widened(mask):
    """Add a rim around what is True."""
    for axis in (0, 1):
        mask = np.any([np.roll(mask, shift, axis) for shift in range(-RIM, RIM + 1)], axis=0)
    return mask


def player():
    """Return the style and the script that turn every stored film of a page into a moving one.

    An exporter puts the text at the end of a page's body. It needs no network; without it, or
    where scripts are blocked, the pictures and their sentences remain.

    Examples
    --------
    >>> player().startswith("<style>")
    True
    """
    script = f"{read_static('gdviz.js')}\nupgrade(document);\n"
    style = read_static("gdviz.css")
    return f'<style>\n{style}</style>\n<script type="module">\n{script}</script>\n'


def read_static(name):
    """Return the text of a file that goes to the browser."""
    return (resources.files("gdviz") / "static" / name).read_text(encoding="utf-8")
