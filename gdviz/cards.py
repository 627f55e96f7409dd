"""Short messages in a notebook: the same words as text, and as HTML with a coloured edge.

Words from a reader are escaped; a card may carry a figure, and may be folded so that its
content shows only after a click.
"""

from dataclasses import dataclass
from typing import Any

from gdviz.text import as_html

EDGES = {"right": "#007a53", "wrong": "#c4500b", "open": "#5b6770", "verdict": "#0067a5"}


@dataclass(frozen=True)
class Card:
    """A heading, some paragraphs and perhaps a figure.

    Parameters
    ----------
    kind : {"right", "wrong", "open", "verdict"}
        Chooses the colour of the edge; the heading says the same in words.
    heading : str
    paragraphs : tuple of str
    figure : matplotlib Figure, optional
        Shown below the words, with its description.
    folded : bool, optional
        Show only the heading until the reader opens it.

    Examples
    --------
    >>> Card("right", "Right.", ("Every step multiplies the point by 0.8.",))
    Right. Every step multiplies the point by 0.8.
    """

    kind: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    figure: Any = None
    folded: bool = False

    def __repr__(self):
        return " ".join((self.heading, *self.paragraphs, *self._figure_words()))

    def _figure_words(self):
        if self.figure is None:
            return ()
        from gdviz.figures import describe

        return (describe(self.figure),)

    def _repr_html_(self):
        edge = f"border-left: 4px solid {EDGES[self.kind]}; padding: 0.1em 1em"
        return f'<div class="gdviz-card {self.kind}" style="{edge}">{self._inside()}</div>'

    def _inside(self):
        body = "".join(f"<p>{as_html(words)}</p>" for words in self.paragraphs)
        if self.figure is not None:
            from gdviz.figures import figure_html

            body += figure_html(self.figure)
        heading = f"<strong>{as_html(self.heading)}</strong>"
        if self.folded:
            return f"<details><summary>{heading}</summary>{body}</details>"
        return f"<p>{heading}</p>{body}"
