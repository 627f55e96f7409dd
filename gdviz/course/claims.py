"""The lecture note's claims and the verdicts on them; their text stands in ``claims.toml``."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from gdviz.course import find, read_toml
from gdviz.display import Card, Table
from gdviz.text import as_html

HEADINGS = ("Claim", "The note says", "How far true", "Keep")
LEVELS = ("always", "under conditions", "rule of thumb", "false in general")


@dataclass(frozen=True, repr=False, kw_only=True)
class Claim(Card):
    """One sentence of the lecture note and what running it showed, as a card."""

    name: str
    note: str
    says: str
    topic: str
    level: str
    verdict: str
    counterexample: str
    repaired: str

    def _inside(self):
        korean = f'<p class="gdviz-original" lang="ko">{as_html(self.note)}</p>'
        return (
            f'<p class="gdviz-level"><strong><span class="gdviz-code">{self.name}, </span>'
            f"{self.level}.</strong> The note says:</p>"
            f'<blockquote class="gdviz-quote"><p>{as_html(self.says)}</p>{korean}</blockquote>'
            f"<p>{as_html(self.verdict)}</p>"
            + _labelled("limit", "Where it ends:", self.counterexample)
            + _labelled("keep", "Keep:", self.repaired)
        )


def _labelled(name, label, words):
    return f'<p class="gdviz-{name}"><strong>{label}</strong> {as_html(words)}</p>'


@cache
def claims():
    """Return every claim by name, in the note's order."""
    found = {}
    for name, told in read_toml("claims.toml").items():
        words = (
            f"In the note's words: {told['note']}.",
            told["verdict"],
            f"Where it ends: {told['counterexample']}",
            f"Keep: {told['repaired']}",
        )
        heading = f"{name}, {told['level']}. The note says: {told['says']}"
        found[name] = Claim("verdict", heading, words, name=name, **told)
    return found


def verdict(claim):
    """Return the card with the verdict on one of the note's claims, "C1" to "C21".

    >>> verdict("C16").heading
    'C16, rule of thumb. The note says: Step 2: compute the loss.'
    """
    return find(claims(), "claim", claim)


class Wall(Table):
    """A table of all claims, each with its counterexample folded under its level."""

    def _written(self):
        written = super()._written()
        for k, claim in enumerate(claims().values(), start=1):  # below the headings
            name, says, (words, page), keep = written[k]
            limit = f"<summary>{claim.level}</summary>{as_html(claim.counterexample)}"
            page = page.replace(claim.level, f"<details>{limit}</details>")
            words = f"{words}. Where it ends: {claim.counterexample.removesuffix('.')}"
            written[k] = name, says, (words, page), keep
        return written


def wall():
    """Return a table of all claims: the note's sentence, how far it is true, what to keep.

    On a page the level opens, and tells where the sentence's truth ends.

    >>> "C13" in [row[0] for row in wall().rows]
    True
    """
    ledger = claims().values()
    found = Counter(claim.level for claim in ledger)
    levels = ", ".join(f"{found[level]} {level}" for level in LEVELS)
    caption = f"What the note says and what to keep of it: {levels}."
    rows = tuple((claim.name, claim.says, claim.level, claim.repaired) for claim in ledger)
    return Wall(caption, HEADINGS, rows)
