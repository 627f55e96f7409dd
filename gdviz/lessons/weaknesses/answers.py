"""How the exercises of notebook 05 know a right answer and the usual wrong ones."""

import sys
from math import ceil, log

import numpy as np

from gdviz.descent import Trajectory
from gdviz.diagnosis import diagnose
from gdviz.exercises import letters
from gdviz.losses import ridge

LINES = 50_000  # so many lines may a learner's function run before its loop counts as endless
TRIALS = ((1e-16, 0.1), (1e-3, 0.25), (0.3, 0.05))
DIAGNOSES = {"A": "plateau", "B": "rate too large", "C": "ravine", "D": "rate too small"}


class Endless(Exception):
    """A learner's function has run for too long."""


def patiently(function, *given):
    """Call a function of a learner, but not for ever.

    Raises
    ------
    Endless
        After LINES lines. A ``while`` loop with a slip in it would else hold up the notebook.

    Examples
    --------
    >>> patiently(lambda x: x + 1, 2)
    3
    """
    before, left = sys.gettrace(), iter(range(LINES))

    def count(frame, event, argument):
        if event == "line" and next(left, None) is None:
            raise Endless(f"still running after {LINES} lines")
        return count

    sys.settrace(count)
    try:
        return function(*given)
    finally:
        sys.settrace(before)


def never_ends(function):
    """Whether a function is still at work after LINES lines."""
    try:
        patiently(function, *TRIALS[-1])
    except Endless:
        return True
    return False


def escapes_like(growth, ending=ceil, goal=1):
    """Recognise a count of steps from offset to a goal, with a growth factor and a rounding."""

    def recognise(function):
        return all(
            patiently(function, d, rate) == ending(log(goal / d) / log(growth(rate)))
            for d, rate in TRIALS
        )

    return recognise


def grows(rate):
    """The factor by which y grows in a step on x² − y²."""
    return 1 + 2 * rate


def returns_y(function):
    """Whether a function returns where y has got to, and not how many steps it took."""
    return bool(1 <= patiently(function, *TRIALS[0]) <= 1.2)


def not_whole(function):
    """Whether a function returns a broken number of steps."""
    steps = patiently(function, *TRIALS[0])
    return steps != int(steps)


def returns_nothing(function):
    """Whether a function forgets to return."""
    return callable(function) and patiently(function, *TRIALS[-1]) is None


def says(letter, diagnosis):
    """Return a test whether a patient is given a diagnosis."""
    return lambda answer: letters(answer).get(letter) == diagnosis


def lingers(run):
    """Whether a run on the ridge begins beside the line and is told to be at a saddle."""
    return (
        on_the_ridge(run)
        and run.start[1] != 0
        and run.steps >= 100
        and diagnose(run).kind == "saddle"
    )


def on_the_ridge(run):
    """Whether an answer is a run on the ridge of the notebook."""
    return isinstance(run, Trajectory) and run.loss.name == ridge().name


def is_told(*kinds):
    """Return a test whether gd.diagnose gives a run one of some names."""
    return lambda run: diagnose(run).kind in kinds


def has_left(run):
    """Whether a run on the ridge ends far from the line."""
    return on_the_ridge(run) and bool(np.abs(run.end[1]) > 0.5)
