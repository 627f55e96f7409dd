"""Check an answer, recognise the usual mistakes, and give the next hint.

An exercise is a table in the module of its notebook: what a right answer is and shows, which
wrong answers people give and what to tell them, and hints that never hold the answer::

    exercise("00.3", "a whole number of steps", 31,
        "Praise: what a right answer shows.",
        {30: "What to tell those who answer 30.", between(30, 31): "Steps come whole."},
        ["The weakest hint.", "A stronger hint."])

A wrong answer that no mistake recognises is compared with the right one, without telling it: how a
number is off, which parts of a point or a dictionary are right, in which case a function fails.
"""

import gc
import io
import re
import sys
from collections import Counter
from contextlib import redirect_stdout
from copy import deepcopy
from dataclasses import dataclass
from importlib import import_module
from numbers import Real

import numpy as np

from gdviz.checks import cut
from gdviz.course import NOTEBOOKS, find
from gdviz.display import Card
from gdviz.text import number, told_apart

LINES = 250_000  # so many lines may a learner's function run before its loop counts as endless


class When:
    """A test of an answer, with examples of answers that it holds for.

    The test may raise: then it does not hold. The tests of the course try the examples.
    ``compare(answer)`` says how a wrong answer differs from the right one, or "" where its form is
    wrong. Without it a single example counts as the right answer.
    """

    def __init__(self, holds, *examples, compare=None):
        self.holds, self.examples = (lambda answer: bool(holds(answer))), examples
        one = examples[0] if len(examples) == 1 else None
        self.compare = compare or (lambda answer: compared(answer, one, holds))


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
        holds, trouble = _try(self.right.holds, tried)
        if holds:
            return Card("right", "Right.", (self.praise,))
        for mistake, words in self.mistakes.items():
            if _try(mistake.holds, tried)[0]:
                return Card("wrong", "Not quite.", (words,))
        said = _try(self.right.compare, tried)[0]
        part = self.wants.startswith("a whole number") and _try(lambda: float(tried) % 1)[0]
        if part or not said:
            given = "a function" if callable(answer) else cut(_bare(repr(answer)), 60)
            said = f"The answer should be {self.wants}. You gave {given}."
            if trouble and len(self.right.examples) != 1:  # what raised knows more than we do
                said += f" When it was tried, it {trouble}."
        return Card("wrong", "Not quite.", (f"{said} {hint}",))


def _try(function, *given):
    """Return what a function returns and "", or None and what it did instead, in words."""
    try:
        return function(*given), ""
    except Endless as error:
        return None, f"was {error}"
    except Exception as error:  # whatever a learner's code raises, it is not yet the answer
        return None, f"raised {cut(_bare(f'{type(error).__name__}: {error}'), 160).rstrip('.')}"


def _bare(text):
    """Write np.float64(0.5) as 0.5, as learners know it."""
    return re.sub(r"\bnp\.\w+\(([^()]*)\)", r"\1", text)


def written(value, digits=3):
    """Write a value of any kind in few words.

    >>> written([np.float64(0.5), (1, None)]), written(np.eye(6)), written(sum)
    ('(0.5, (1, None))', 'an array of shape (6, 6)', 'a function')
    """
    if isinstance(value, np.ndarray | np.generic):
        if value.size > 12:
            return f"an array of shape {value.shape}"
        value = value.tolist()
    if isinstance(value, list | tuple):
        return cut(f"({', '.join(written(part, digits) for part in value)})", 120)
    if isinstance(value, Real) and not isinstance(value, bool) and abs(value) < 1e300:
        return number(value, digits)
    if isinstance(value, np.random.Generator):
        return "a random generator"
    if callable(value):  # a loss is callable too, and has a name
        return getattr(value, "name", "a function")
    return cut(_bare(repr(value)), 60)


def compared(answer, wanted, holds):
    """Say how an answer differs from the wanted one without telling it; "" if the form is wrong.

    ``holds`` tests an answer, here the wanted one with a number of the given one in its place.
    """
    if wanted is None:
        return ""
    if isinstance(wanted, dict):
        given = letters(answer)
        right = [key for key in wanted if given.get(key) == wanted[key]]
        return _sorted_out(right, [key for key in wanted if key not in right])
    if isinstance(wanted, str):
        given = picked(answer)
        right = [letter for letter in given if letter in wanted]
        return _sorted_out(right, [each for each in given if each not in wanted], wanted)
    given = np.asarray(answer, dtype=float)
    if given.shape != np.shape(wanted) or not np.isfinite(given).all():
        return ""
    if not given.shape:
        return f"The form is right, the value is not: {written(given, 6)} {_off(given, wanted)}."
    told = [
        "is right" if holds((*wanted[:i], x, *wanted[i + 1 :])) else _off(x, wanted[i])
        for i, x in enumerate(given)
    ]
    parts = map("the {} {}".format, ("first number", "second", "third"), told)
    return f"The form is right. Of {written(given, 6)} {'; '.join(parts)}."


def _sorted_out(right, wrong, all_of=()):
    """Say which parts of an answer are right; nothing where there are none."""
    told = [f"Right: {', '.join(right)}."] * bool(right)
    told += [f"Not right: {', '.join(wrong)}."] * bool(wrong)
    return " ".join(told + ["Something is missing."] * bool(told and len(right) < len(all_of)))


def _off(given, wanted):
    """Say how a number differs from the wanted one: the sign, the side, roughly the factor."""
    if given * wanted < 0:
        return f"has the {'right size and the ' * near(-wanted).holds(given)}wrong sign"
    rounded = [float(f"{wanted * (1 + d):.{n}g}") for n in (1, 2) for d in (-1e-9, 1e-9)]
    if wanted % 1 and given in rounded and abs(given / wanted - 1) < 0.101:
        return "is near (give three digits)"
    side = "too large" if given > wanted else "too small"
    if wanted < 0:
        side = "too near to 0" if given > wanted else "too far from 0"
    if not given * wanted:
        return f"is {side}"
    ratio = max(given / wanted, wanted / given)
    if ratio < 1.1:
        return f"is a little {side}"
    factor = max((bound for bound in (2, 10, 100, 1000) if bound < 1.000001 * ratio), default=0)
    by = f"a factor of {factor} or more" if factor else "less than a factor of 2"
    return f"is {side} by {by}"


def _contrast(found, wanted):
    """Say what a function returned and should have; "" where both are alike."""
    if _try(_alike, found, wanted)[0]:
        return ""
    one, other = told_apart(found, wanted, written) or (written(found, 6), written(wanted, 6))
    return f"returned {one}; it should return {other}"


class Endless(BaseException):  # which no except Exception in a loop swallows
    """A learner's function has run for too long."""


def patient(function):
    """Return a learner's function that works on copies, and whose loops end.

    ``wrote`` tells of a changed copy. The first call prints, 99 lines at most. Endless is raised
    after LINES lines of the learner's code, or four times as many in all; later after fewer.
    """
    home = getattr(function, "__globals__", None)

    def call(*given):
        own, before, left = deepcopy(given), sys.gettrace(), call.lines

        def trace(frame, event, argument):
            nonlocal left
            left -= (event == "line") * (4 if frame.f_globals is home else 1)
            if left < 0:
                call.lines = LINES // 10
                raise Endless(f"still running after {LINES} lines; does the loop ever end?")
            return trace

        gc.disable()  # an error in what it calls is swallowed, and ends the trace
        sys.settrace(trace)
        try:
            with redirect_stdout(io.StringIO()) as printed:
                return function(*own)
        finally:
            sys.settrace(before)
            gc.enable()
            sys.stdout.write("".join(printed.getvalue().splitlines(keepends=True)[: call.prints]))
            call.prints = 0
            for before_it, after in zip(given, own, strict=True):
                arrays = isinstance(after, list | np.ndarray)
                call.wrote |= arrays and not np.array_equal(before_it, after)

    call.lines, call.prints, call.wrote = 4 * LINES, 99, False
    return call


def endless(*case):
    """Return a test whether a learner's function never ends on a case."""
    return When(lambda function: _try(function, *case)[1].startswith("was still"))


def near(*values, tolerance=0.011):
    """Return a test for an answer that is close to one of some numbers or points.

    The tolerance is a share of the value's largest coordinate; the default takes 0.33 for 1/3.
    """

    def holds(answer):
        given = np.asarray(answer, dtype=float)
        alike = [value for value in values if np.shape(value) == given.shape]
        return any(np.allclose(given, v, rtol=0, atol=tolerance * np.max(np.abs(v))) for v in alike)

    return When(holds, *values)


def between(low, high):
    """Return a test for a number between two limits."""
    return When(
        lambda answer: low <= float(answer) <= high,
        (low + high) / 2,
        compare=lambda answer: compared(answer, float(np.clip(answer, low, high)), None),
    )


def picked(answer):
    """Return the letters that a string or a list names, each once and in their order."""
    text = answer if isinstance(answer, str) else " ".join(map(str, answer))
    return sorted(set("".join(re.findall(r"\b[A-H]+\b", text.upper()))))


def letters(answer):
    """Return an answer of words by letter, whatever their capitals and the blanks around them."""
    return {str(k).strip().upper(): str(v).strip().lower() for k, v in dict(answer).items()}


def table(*exercises):
    """Return exercises by name."""
    return {each.name: each for each in exercises}


def exercise(name, wants, right, praise, mistakes, hints, *, tolerance=0.011):
    """Make an exercise: numbers and points stand for what is near them, the rest are tests."""

    def test(key):
        if isinstance(key, dict):
            return When(lambda answer: letters(answer) == key, key)
        if isinstance(key, Real | tuple):
            return near(key, tolerance=tolerance)
        return key if isinstance(key, When) else When(key)

    tests = {test(key): words for key, words in mistakes.items()}
    return Exercise(name, wants, test(right), praise, tests, hints)


def function_exercise(name, wants, right, cases, praise, mistakes, hints, *, call=None):
    """Make an exercise whose answer is a function.

    ``right`` and the mistakes are rules, each of which stands for all functions that return the
    same on the cases, or When; usual slips are tried before them. ``cases`` lists the arguments to
    try; ``call(function, *arguments)`` calls it.
    """
    call = call or (lambda function, *given: function(*given))
    rule = None if isinstance(right, When) else right
    names = re.findall(r"\w+", re.search(r"(?<=\w\().*?(?=\))|(?<= of )\w+|$", wants)[0])

    def trouble(function):
        return " ".join(_try(call, function, *case)[1] for case in cases)

    def compare(function):
        """Tell of the first case in which a function fails what went in and what came out."""
        told, lengths = "", {True: [], False: []}
        for given in cases:
            found, said = _try(call, function, *given)
            if not said and not rule:
                said = f"returned {written(found)}, and that is not what is asked"
            said = said or _contrast(found, rule(*given))
            *case, last = map("{} = {}".format, names, map(written, given))
            case = f"{', '.join(case)} and {last}" if case else last
            told = told or (said and f"For {case} your function {said}.".replace("?.", "?"))
            lengths[not said] += [len(part) for part in given if isinstance(part, np.ndarray)][:1]
        right = lengths[True]
        if len(right) > 1 and len(set(right)) == 1 and not set(right) & set(lengths[False]):
            told += f" It is right for arrays of {right[0]} numbers, and must be for any number."
        return told

    def test(rule):
        if isinstance(rule, When):
            return rule

        return When(lambda f: all(_alike(call(f, *c), rule(*c)) for c in cases), rule)

    usual = {
        When(lambda answer: not callable(answer)): "This is a value, not a function. Write one "
        "with def, and give its name, without brackets.",
        When(lambda function: call(function, *cases[0]) is None): "The function returns None. Does "
        "it come to a return that hands back a value?",
        When(lambda function: hasattr(function(*cases[0]), "__next__")): "The function "
        "returns a generator, which holds no value yet: use return, not yield, or list(…).",
        When(lambda function: re.search(r"for \^|bitwise_xor", trouble(function))): "In Python a "
        "power is written with **, as in 0.9**2. The sign ^ means something else.",
        When(lambda function: "RecursionError" in trouble(function)): "The function calls itself "
        "more often than Python allows. If it does come to an end, use a loop.",
        When(lambda function: function.wrote): "The function changes an array or a list that it "
        "was given, as w -= … and w.sort() do. Make a new one.",
    }
    own = {test(rule): words for rule, words in mistakes.items()}
    follows = test(right)
    right = When(lambda f: follows.holds(f) and not f.wrote, *follows.examples, compare=compare)
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
    """Return the exercises of one notebook, "00" to "10", or of all, by name."""
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
