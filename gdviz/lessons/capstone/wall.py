"""Notebook 07: the wall of verdicts as a picture, a brick for each claim."""

from gdviz.course.claims import LEVELS, claims
from gdviz.display import COLORS, tell
from gdviz.plots import axes as canvas
from gdviz.text import count

TINTS = dict(zip(LEVELS, ("minimum", "path", "gradient", "second"), strict=True))


def draw_wall(ax=None):
    """Draw a brick for each claim of the note, piled up by how far it is true.

    Parameters
    ----------
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> ax = draw_wall()
    >>> [text.get_text() for text in ax.texts][0]
    'C5  why a rate α'
    """
    ax = canvas.one(ax)
    piles = {level: [c.name for c in claims().values() if c.level == level] for level in LEVELS}
    for place, (level, names) in enumerate(piles.items()):
        for height, name in enumerate(names):
            _lay(ax, place, height, name, COLORS[TINTS[level]])
    ground = ax.axhline(0, color=COLORS["data"], lw=1.5)
    tell(ground, " ".join(_in_words(level, names) for level, names in piles.items()))
    ax.set_xticks(range(len(piles)), [f"{level}: {len(names)}" for level, names in piles.items()])
    tallest = max(map(len, piles.values()))
    ax.set(xlim=(-0.5, len(piles) - 0.5), ylim=(-0.15, tallest + 0.15), yticks=[])
    ax.tick_params(axis="x", length=0)
    ax.spines[["left", "bottom"]].set_visible(False)
    return ax


def _lay(ax, place, height, name, color):
    """Lay one brick, with its claim on it."""
    look = {"facecolor": (color, 0.18), "edgecolor": color, "linewidth": 1.2}
    ax.bar(place, 0.84, 0.94, bottom=height + 0.08, **look)
    ax.text(place - 0.43, height + 0.5, f"{name}  {claims()[name].topic}", va="center_baseline")


def _in_words(level, names):
    return f"{level[0].upper()}{level[1:]}: {count(len(names), 'claim')}{_listed(names)}."


def _listed(names):
    return f" ({', '.join(names)})" if names else ""
