"""The tables of notebook 07: who is in which part, what was chosen and why, what is mixed up."""

from numbers import Real

import numpy as np

from gdviz.checks import shorten
from gdviz.display import Table
from gdviz.text import number


def deal(kinds, parts):
    """Count the birds of each kind in each part of the data.

    Parameters
    ----------
    kinds : ndarray of str, shape (n,)
    parts : dict of str to ndarray of int
        For each part the rows that belong to it.

    Returns
    -------
    Table
        With the totals of both ways.

    Examples
    --------
    >>> kinds = np.array(["red", "blue", "red"])
    >>> print(deal(kinds, {"seen": np.array([0, 1]), "unseen": np.array([2])}))
    Birds of each species in each part.
    Part: seen. blue: 1. red: 1. All: 2.
    Part: unseen. blue: 0. red: 1. All: 1.
    Part: All. blue: 1. red: 2. All: 3.
    """
    names = np.unique(kinds)
    rows = []
    for part, chosen in {**parts, "All": np.concatenate(list(parts.values()))}.items():
        counts = [int((kinds[chosen] == name).sum()) for name in names]
        rows.append((part, *counts, sum(counts)))
    headings = ("Part", *names.tolist(), "All")
    return Table("Birds of each species in each part.", headings, tuple(rows))


def confusion(truth, answers):
    """Count which kind is taken for which.

    Parameters
    ----------
    truth : ndarray of str, shape (n,)
    answers : array_like of str, shape (runs, n)
        What each run says of each bird.

    Returns
    -------
    Table
        A row for each true kind; the counts of all runs together.

    Examples
    --------
    >>> print(confusion(np.array(["cat", "dog"]), [["cat", "dog"], ["dog", "dog"]]))
    What each bird is, and what 2 networks take it for.
    The bird is: cat. taken for cat: 1. for dog: 1.
    The bird is: dog. taken for cat: 0. for dog: 2.
    """
    answers = np.asarray(answers)
    names = np.unique(truth).tolist()
    rows = tuple(
        (name, *(int((answers[:, truth == name] == said).sum()) for said in names))
        for name in names
    )
    caption = f"What each bird is, and what {len(answers)} networks take it for."
    headings = ("The bird is", f"taken for {names[0]}", *(f"for {name}" for name in names[1:]))
    return Table(caption, headings, rows)


def report_card(*choices):
    """Set choices side by side: what, why, what was guessed beforehand and what came out.

    Parameters
    ----------
    *choices : tuple of (choice, why, guess, found)
        Guess and found are numbers or words; a guess of None means none was made.

    Returns
    -------
    Table
        Without the column of guesses where there is none.

    Examples
    --------
    >>> print(report_card(("rate 0.5", "half the limit", 3, 0), ("batch 8", "cheap", None, 1)))
    What was chosen, why, what you guessed before, and what the runs said.
    Choice: rate 0.5. Why: half the limit. You guessed: 3. The runs said: 0.
    Choice: batch 8. Why: cheap. You guessed: none. The runs said: 1.
    >>> print(report_card(("rate 0.5", "half the limit", [1], np.int64(2))).rows[0])
    ('rate 0.5', 'half the limit', '[1]', '2')
    >>> print(report_card(("rate 0.5", "half the limit", None, 0)))
    What was chosen, why, and what the runs said.
    Choice: rate 0.5. Why: half the limit. The runs said: 0.
    """
    headings = ("Choice", "Why", "You guessed", "The runs said")
    if any(guess is not None for _, _, guess, _ in choices):
        rows = ((what, why, _said(guess), _said(found)) for what, why, guess, found in choices)
        caption = "What was chosen, why, what you guessed before, and what the runs said."
        return Table(caption, headings, tuple(rows))
    rows = ((what, why, _said(found)) for what, why, _, found in choices)
    caption = "What was chosen, why, and what the runs said."
    return Table(caption, (*headings[:2], headings[3]), tuple(rows))


def _said(value):
    if value is None:
        return "none"
    if isinstance(value, Real):
        return number(value)
    return value if isinstance(value, str) else shorten(value)
