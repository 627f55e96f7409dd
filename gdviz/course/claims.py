"""The lecture note's claims and the verdicts on them; their text stands in ``claims.toml``."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from gdviz.course import find, read_toml
from gdviz.display import Card, Table
from gdviz.text import as_html

HEADINGS = ("Claim", "The note says", "How far true", "Keep")
LEVELS = ("always", "under conditions", "rule of thumb", "false in general")
WIDTHS = re.compile(r"\bn_(in|out)\b")


@dataclass(frozen=True)
class Claim:
    """One sentence of the lecture note and what running it showed: a table of ``claims.toml``."""

    name: str
    note: str
    says: str
    topic: str
    level: str
    verdict: str
    counterexample: str
    repaired: str


@cache
def claims():
    """Return every claim by name, in the note's order."""
    return {name: Claim(name, **entry) for name, entry in read_toml("claims.toml").items()}


@dataclass(frozen=True, repr=False)
class Verdict(Card):
    """The card on one claim: what the note says, how far it is true, and what to keep."""

    claim: Claim | None = None

    def _inside(self):
        told = self.claim
        korean = f'<p class="gdviz-original" lang="ko">{_typeset(told.note)}</p>'
        return (
            f'<p class="gdviz-level"><strong><span class="gdviz-code">{told.name}, </span>'
            f"{told.level}.</strong> The note says:</p>"
            f'<blockquote class="gdviz-quote"><p>{_typeset(told.says)}</p>{korean}</blockquote>'
            f"<p>{_typeset(told.verdict)}</p>"
            + _labelled("limit", "Where it ends:", told.counterexample)
            + _labelled("keep", "Keep:", told.repaired)
        )


def _labelled(name, label, words):
    return f'<p class="gdviz-{name}"><strong>{label}</strong> {_typeset(words)}</p>'


def _typeset(words):
    """Write words as HTML, the widths of a layer with true subscripts too."""
    return WIDTHS.sub(r"n<sub>\1</sub>", as_html(words))


def verdict(claim):
    """Return the card with the verdict on one of the note's claims, "C1" to "C21".

    >>> verdict("C16").heading
    'C16, rule of thumb. The note says: Step 2: compute the loss.'
    """
    entry = find(claims(), "claim", claim)
    return Verdict(
        "verdict",
        f"{entry.name}, {entry.level}. The note says: {entry.says}",
        (
            f"In the note's words: {entry.note}.",
            entry.verdict,
            f"Where it ends: {entry.counterexample}",
            f"Keep: {entry.repaired}",
        ),
        claim=entry,
    )


def wall():
    """Return a table of all claims: the note's sentence, how far it is true, what to keep.

    >>> "C13" in [row[0] for row in wall().rows]
    True
    """
    ledger = claims().values()
    found = Counter(claim.level for claim in ledger)
    levels = ", ".join(f"{found[level]} {level}" for level in LEVELS if found[level])
    return Table(
        f"What the note says and what to keep of it: {levels}.",
        HEADINGS,
        tuple((claim.name, claim.says, claim.level, claim.repaired) for claim in ledger),
    )
