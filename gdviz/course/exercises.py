"""Check an answer, recognise the usual mistakes, and give the next hint.

An exercise is a table in the module of its notebook: what a right answer is and shows, which
wrong answers people give and what to tell them, and hints that never hold the answer::

    exercise("00.3", "a whole number of steps", 31,
        "Praise: what a right answer shows.",
        {30: "What to tell those who answer 30.", between(30, 31): "Steps come whole."},
        ["The weakest hint.", "A stronger hint."])
"""

import sys
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from numbers import Real

import numpy as np

from gdviz.checks import shorten
from gdviz.course import NOTEBOOKS, find
from gdviz.display import Card

LINES = 50_000  # so many lines may a learner's function run before its loop counts as endless


class When:
    """A test of an answer, with examples of answers that it holds for.

    The test may raise: then it does not hold. The tests of the course try the examples.
    """

    def __init__(self, holds, *examples):
        self.holds, self.examples = holds, examples


@dataclass(frozen=True)
class Exercise:
    """How to know a right answer to an exercise, the usual mistakes, and the hints."""

    name: str  # notebook and number, as "00.1"
    wants: str  # what an answer is, in words: "a point of two numbers"
    right: When
    praise: str  # said when the answer is right: what it shows
    mistakes: dict[When, str]  # what to say; the first that holds speaks
    hints: list[str]  # weakest first

    def judge(self, answer):
        """Return the Card that answers an answer."""
        hint = f'For a hint run gd.hint("{self.name}").'
        if answer is None:
            return Card("open", f"Not yet. Give {self.wants} and run the cell again.", (hint,))
        tried = patient(answer) if callable(answer) else answer
        holds, trouble = _try(self.right, tried)
        if holds:
            return Card("right", "Right.", (self.praise,))
        for mistake, words in self.mistakes.items():
            if _try(mistake, tried)[0]:
                return Card("wrong", "Not quite.", (words,))
        given = "a function" if callable(answer) else shorten(answer)
        said = f"Wanted is {self.wants}; this was {given}.{trouble} {hint}"
        return Card("wrong", "Not quite.", (said,))


def _try(test, answer):
    """Return whether a test holds, and what the answer raised if it did."""
    try:
        return bool(test.holds(answer)), ""
    except Exception as error:  # whatever a learner's code raises, it is not yet the answer
        return False, f" Trying it gave {type(error).__name__}: {error}."


class Endless(Exception):
    """A learner's function has run for too long."""


def patient(function):
    """Return a function that raises Endless after LINES lines, as a loop may never end."""

    def call(*given):
        before, left = sys.gettrace(), iter(range(LINES))

        def trace(frame, event, argument):
            if event == "line" and next(left, None) is None:
                raise Endless(f"still running after {LINES} lines; does the loop ever end?")
            return trace

        sys.settrace(trace)
        try:
            return function(*given)
        finally:
            sys.settrace(before)

    return call


def near(*values, tolerance=0.011):
    """Return a test for an answer that is close to one of some numbers or points.

    The tolerance is a share of the value's largest coordinate; the default takes 0.33 for 1/3.

    >>> third = near(1 / 3).holds
    >>> third(0.33), third(0.34), third([0.33])
    (True, False, False)
    """

    def holds(answer):
        given = np.asarray(answer, dtype=float)
        alike = [value for value in values if np.shape(value) == given.shape]
        return any(np.allclose(given, v, rtol=0, atol=tolerance * np.max(np.abs(v))) for v in alike)

    return When(holds, *values)


def between(low, high):
    """Return a test for a number between two limits."""
    return When(lambda answer: low <= float(answer) <= high, (low + high) / 2)


def letters(answer):
    """Return an answer of words by letter, whatever their capitals and the blanks around them."""
    return {str(k).strip().upper(): str(v).strip().lower() for k, v in dict(answer).items()}


def table(*exercises):
    """Return exercises by name."""
    return {each.name: each for each in exercises}


def exercise(name, wants, right, praise, mistakes, hints, *, tolerance=0.011):
    """Make an exercise: numbers and points stand for what is near them, the rest are tests."""

    def test(key):
        if isinstance(key, Real | tuple):
            return near(key, tolerance=tolerance)
        return key if isinstance(key, When) else When(key)

    tests = {test(key): words for key, words in mistakes.items()}
    return Exercise(name, wants, test(right), praise, tests, hints)


SLIPS = (  # those that every exercise on a function knows
    "Hand over the function itself, without calling it: its name, no brackets.",
    "The function returns None. Is there a return in its last line?",
    "The function changes an array that it was given: w -= … writes into the caller's. "
    "Make a new one.",
)


def function_exercise(name, wants, right, cases, praise, mistakes, hints, *, call=None):
    """Make an exercise whose answer is a function.

    ``right`` and the mistakes are rules, each of which stands for all functions that return the
    same on the cases, or When; the SLIPS are tried before them. ``cases()`` lists the arguments to
    try, made anew each time; ``call(function, *arguments)`` calls an answer.
    """
    call = call or (lambda function, *given: function(*given))

    def writes(function):
        given = cases()[0]
        call(function, *given)
        pairs = zip(given, cases()[0], strict=True)
        return any(isinstance(a, np.ndarray) and not np.array_equal(a, b) for a, b in pairs)

    def test(rule):
        if isinstance(rule, When):
            return rule

        def holds(function):
            pairs = zip(cases(), cases(), strict=True)
            return all(_alike(call(function, *given), rule(*same)) for given, same in pairs)

        return When(holds, rule)

    slips = (
        lambda answer: not callable(answer),
        lambda function: call(function, *cases()[0]) is None,
        writes,
    )
    usual = dict(zip(map(When, slips), SLIPS, strict=True))
    own = {test(rule): words for rule, words in mistakes.items()}
    follows = test(right)
    right = When(lambda f: follows.holds(f) and not writes(f), *follows.examples)
    return Exercise(name, wants, right, praise, usual | own, hints)


def _alike(found, wanted):
    """Whether two results have the same values and shape; [1.0] counts as 1.0."""
    if found is None or wanted is None:
        return found is wanted
    if isinstance(wanted, tuple):
        pair = isinstance(found, tuple | list | np.ndarray) and len(found) == len(wanted)
        return pair and all(map(_alike, found, wanted))
    shapes = [np.shape(wanted)] if np.ndim(wanted) else [(), (1,)]
    return np.shape(found) in shapes and np.allclose(found, wanted)


def exercises(number=None):
    """Return the exercises of one notebook, "00" to "08", or of all, by name."""
    numbers = [number] if number in NOTEBOOKS else NOTEBOOKS
    modules = [import_module(f"gdviz.course.{NOTEBOOKS[n]}") for n in numbers]
    return {name: each for module in modules for name, each in module.EXERCISES.items()}


def find_exercise(name):
    """Return an exercise; its first two digits name the notebook, so no other module is loaded."""
    return find(exercises(str(name)[:2]), "exercise", name)


def check(exercise, answer):
    """Check an answer, None for none yet; return a card that says what seems to have gone wrong.

    >>> check("00.1", (2.4, -1.2))
    Not quite. This step climbs: the rule subtracts the gradient. Look at the sign.
    """
    return find_exercise(exercise).judge(answer)


_GIVEN = Counter()


def hint(exercise):
    """Give a hint, each time a stronger one.

    >>> hint("00.2").heading
    'Hint 1 of 3.'
    """
    hints = find_exercise(exercise).hints
    _GIVEN[exercise] += 1
    number = min(_GIVEN[exercise], len(hints))
    return Card("open", f"Hint {number} of {len(hints)}.", (hints[number - 1],))
