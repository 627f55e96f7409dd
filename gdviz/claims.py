"""The note's claims and the verdicts on them: the ledger of the course."""

import re
from collections import Counter
from dataclasses import dataclass

from gdviz.checks import check_choice
from gdviz.display import Card, Table
from gdviz.lessons import lessons
from gdviz.text import as_html

HEADINGS = ("Claim", "The note says", "How far true", "Keep")
LEVELS = ("always", "under conditions", "rule of thumb", "false in general")
WIDTHS = re.compile(r"\bn_(in|out)\b")


@dataclass(frozen=True)
class Claim:
    """One sentence of the lecture note and what running it showed.

    Parameters
    ----------
    name : str
        "C1" to "C21".
    note : str
        The sentence in the note's own words (Korean).
    says : str
        The same in English.
    level : str
        One of LEVELS.
    verdict : str
        How far it is true.
    counterexample : str
        The smallest case where it fails, or where its truth ends.
    repaired : str
        The sentence to keep.
    """

    name: str
    note: str
    says: str
    level: str
    verdict: str
    counterexample: str
    repaired: str

    def __post_init__(self):
        check_choice("level", self.level, LEVELS)


def claims():
    """Return the ledger: every claim by name, in the note's order.

    Each stands in ``gdviz.lessons`` with the notebook that settles it.

    Examples
    --------
    >>> claims()["C13"].level
    'always'
    """
    ledger = [claim for lesson in lessons() for claim in lesson.CLAIMS]
    return {claim.name: claim for claim in sorted(ledger, key=lambda c: int(c.name[1:]))}


@dataclass(frozen=True, repr=False)
class Verdict(Card):
    """The card on one claim: what the note says, how far it is true, and what to keep.

    Parameters
    ----------
    kind, heading, paragraphs, figure, folded
        As for :class:`~gdviz.display.Card`.
    claim : Claim
    """

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
    """Return the card with the verdict on one of the note's claims.

    Parameters
    ----------
    claim : str
        "C1" to "C21".

    Returns
    -------
    Verdict

    Raises
    ------
    ValueError
        If there is no such claim.

    Examples
    --------
    >>> verdict("C16").heading
    'C16, rule of thumb. The note says: Step 2: compute the loss.'
    """
    known = claims()
    entry = known[check_choice("claim", claim, list(known))]
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
    """Return the wall of verdicts: every claim in the ledger, in the note's order.

    Returns
    -------
    Table
        Each claim's number, the note's sentence, how far it is true, and the sentence to keep.
        :func:`verdict` tells the whole story of one.

    Examples
    --------
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
