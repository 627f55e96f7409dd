"""Check an answer, recognise the usual mistakes, and give the next hint.

An exercise knows what a right answer is, which wrong answers people give and what to tell them,
and hints of rising strength that never hold the answer. The exercises themselves stand with
their notebooks, in ``gdviz.lessons``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import numpy as np

from gdviz.checks import shorten
from gdviz.display import Card
from gdviz.lessons import lessons
from gdviz.text import suggestion


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people give, and what to tell them."""

    recognise: Callable
    words: str


@dataclass(frozen=True)
class Exercise:
    """One exercise: how to know a right answer, the usual mistakes, and the hints.

    Parameters
    ----------
    name : str
        Notebook and number, as "00.1".
    takes : str
        What an answer is, in words: "a point of two numbers".
    correct : callable
        answer -> bool. It may raise: then the answer counts as wrong.
    praise : str
        Said when the answer is right: what it shows.
    mistakes : tuple of Mistake
        Tried in order; the first that recognises the answer speaks.
    hints : tuple of str
        Weakest first.
    """

    name: str
    takes: str
    correct: Callable
    praise: str
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]

    def judge(self, answer):
        """Return the Card that answers an answer."""
        if answer is None:
            ask = f"Not yet. Give {self.takes} and run the cell again."
            return Card("open", ask, (f'For a hint run gd.hint("{self.name}").',))
        if _holds(self.correct, answer):
            return Card("right", "Right.", (self.praise,))
        for mistake in self.mistakes:
            if _holds(mistake.recognise, answer):
                return Card("wrong", "Not quite.", (mistake.words,))
        return Card("wrong", "Not quite.", (self._unknown(answer),))

    def _unknown(self, answer):
        trouble = _trouble(self.correct, answer)
        given = "a function" if callable(answer) else shorten(answer)
        said = f"Wanted is {self.takes}; this was {given}."
        return f'{said}{trouble} For a hint run gd.hint("{self.name}").'


def _holds(test, answer):
    try:
        return bool(test(answer))
    except Exception:  # whatever a learner's code raises, it is not yet the answer
        return False


def _trouble(test, answer):
    try:
        test(answer)
    except Exception as error:
        return f" Trying it gave {type(error).__name__}: {error}."
    return ""


def near(*values, tolerance=0.011):
    """Return a test for an answer that is close to one of some numbers or points.

    Parameters
    ----------
    *values : float or array_like
        An answer must have the shape of the one it is close to.
    tolerance : float, optional
        How far off any coordinate may be, as a share of the value's largest coordinate. The
        default takes 0.33 for 1/3.

    Returns
    -------
    callable
        answer -> bool. It raises where an answer is not made of numbers.

    Examples
    --------
    >>> third = near(1 / 3)
    >>> third(0.33), third(0.34), third([0.33])
    (True, False, False)
    """
    wanted = [np.asarray(value, dtype=float) for value in values]

    def holds(answer):
        given = np.asarray(answer, dtype=float)
        return any(
            given.shape == value.shape
            and bool(np.all(np.abs(given - value) <= tolerance * np.abs(value).max()))
            for value in wanted
        )

    return holds


def letters(answer):
    """Return an answer of words by letter, whatever their capitals and the blanks around them.

    Raises
    ------
    TypeError, ValueError
        If it is no dictionary.

    Examples
    --------
    >>> letters({"a": "Ravine "})
    {'A': 'ravine'}
    """
    return {str(k).strip().upper(): str(v).strip().lower() for k, v in dict(answer).items()}


def exercises():
    """Return all exercises by name.

    Examples
    --------
    >>> "00.1" in exercises()
    True
    """
    return {exercise.name: exercise for lesson in lessons() for exercise in lesson.EXERCISES}


def _find(name):
    known = exercises()
    if name not in known:
        raise ValueError(
            f"exercise must be one of the course's. Got {name!r}. {suggestion(name, known)}"
        )
    return known[name]


def check(exercise, answer):
    """Check an answer to an exercise.

    Parameters
    ----------
    exercise : str
        Its name, as "00.1".
    answer : object
        Yours; None means not yet.

    Returns
    -------
    Card
        Right, or what seems to have gone wrong.

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> check("00.1", (2.4, -1.2))
    Not quite. This step climbs: the rule subtracts the gradient. Look at the sign.
    """
    return _find(exercise).judge(answer)


_GIVEN: dict[str, count] = {}


def hint(exercise, strength=None):
    """Give a hint, each time a stronger one.

    Parameters
    ----------
    exercise : str
        Its name, as "00.1".
    strength : int, optional
        1 for the weakest; by default one more than last time.

    Returns
    -------
    Card

    Raises
    ------
    ValueError
        If there is no such exercise.

    Examples
    --------
    >>> hint("00.1", 1).heading
    'Hint 1 of 3.'
    """
    hints = _find(exercise).hints
    given = next(_GIVEN.setdefault(exercise, count(1))) if strength is None else strength
    number = min(max(given, 1), len(hints))
    return Card("open", f"Hint {number} of {len(hints)}.", (hints[number - 1],))
