"""The note's claims and the verdicts on them: the ledger of the course."""

from dataclasses import dataclass

from gdviz.cards import Card
from gdviz.checks import check_choice

LEVELS = ("always", "under conditions", "rule of thumb", "false in general")


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


CLAIMS = (
    Claim(
        "C13",
        "x² + y², learning rate 0.1: 최소값을 향해 나아가면 아래와 같은 궤적이 그려진다",
        "On x² + y² with learning rate 0.1 the path runs to the minimum.",
        "always",
        "From every start the path is the straight line into 0, and every step keeps 0.8 of it.",
        "The minimum itself is never reached: 0.8 to any power is above 0.",
        "On x² + y² with learning rate 0.1, step k stands at 0.8 to the power k times the start.",
    ),
    Claim(
        "C14",
        "최솟값을 찾는 데 사용되는 반복적인 최적화 알고리즘",
        "It is an iterative algorithm that finds a minimum by adjusting parameters.",
        "under conditions",
        "One line in a loop, and on a bowl with small enough steps it comes as close to the "
        "minimum as you like.",
        "Started exactly at (0, 0) of x² − y² it never moves, and that is no minimum.",
        "It is a loop that lowers a loss by small steps against the gradient; what it finds "
        "depends on the loss, the start and the learning rate.",
    ),
    Claim(
        "C16",
        "손실 함수를 계산합니다",
        "Step 2: compute the loss.",
        "rule of thumb",
        "The loss is computed to watch the run and to decide when to stop.",
        "Delete the line that computes it from the loop: every point stays the same.",
        "The step needs the gradient only; you need the loss.",
    ),
)


def verdict(claim):
    """Return the card with the verdict on one of the note's claims.

    Parameters
    ----------
    claim : str
        "C1" to "C21".

    Returns
    -------
    Card

    Raises
    ------
    ValueError
        If there is no such claim.

    Examples
    --------
    >>> verdict("C16").heading
    'C16, rule of thumb. The note says: Step 2: compute the loss.'
    """
    known = {entry.name: entry for entry in CLAIMS}
    entry = known[check_choice("claim", claim, list(known))]
    return Card(
        "verdict",
        f"{entry.name}, {entry.level}. The note says: {entry.says}",
        (
            f"In the note's words: {entry.note}.",
            entry.verdict,
            f"Where it ends: {entry.counterexample}",
            f"Keep: {entry.repaired}",
        ),
    )
