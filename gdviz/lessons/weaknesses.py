"""Notebook 05: four patients, its exercises and the claims it settles."""

from math import ceil, log

import numpy as np

from gdviz.claims import Claim
from gdviz.descent import descend
from gdviz.exercises import Exercise, Mistake, near
from gdviz.losses import bowl, plateau, ravine

DIAGNOSES = {"A": "plateau", "B": "rate too large", "C": "ravine", "D": "rate too small"}


def patients():
    """Run descent four times, each time with another trouble.

    Returns
    -------
    dict of str to Trajectory
        By letter.

    Examples
    --------
    >>> {name: run.steps for name, run in patients().items()}
    {'A': 250, 'B': 40, 'C': 250, 'D': 250}
    """
    return {
        "A": descend(plateau(), (-2, 1), learning_rate=0.1, steps=250),
        "B": descend(bowl(), (-3, 4), learning_rate=1.04, steps=40),
        "C": descend(ravine(200), (-4, 1), learning_rate=0.004, steps=250),
        "D": descend(bowl(), (-3, 4), learning_rate=0.0008, steps=250),
    }


CLAIMS = (
    Claim(
        "C10",
        "너무 신중하게 방향 선택",
        "A weakness: it chooses its direction too carefully.",
        "rule of thumb",
        "Far from the minimum a few examples point nearly the same way as all of them, at a "
        "fraction of the price.",
        "Near the minimum the examples pull in different directions, and there the exact "
        "gradient is worth its price.",
        "Care is paid for with a full pass over the data; buy it where the examples disagree.",
    ),
    Claim(
        "C11",
        "모든 데이터의 loss 값을 다 고려해서 미분 -> 한번 구하는데 한시간 걸림",
        "All the data are in every derivative, so one step takes an hour.",
        "under conditions",
        "One exact step costs one gradient for each example, so its price grows in proportion "
        "to their number.",
        "With 342 penguins a step takes a fraction of a millisecond: no hour.",
        "Count gradients, not hours: k exact steps over n examples cost k times n of them.",
    ),
    Claim(
        "C12",
        "local minimum에 빠질 수 있다",
        "It can fall into a local minimum.",
        "under conditions",
        "Of two wells most starts end in the one they are near, the better one or not; the "
        "start decides, and a smaller learning rate hardly changes the shares.",
        "A convex loss, as that of the line fit, has no local minimum that is not the best.",
        "It can end in a local minimum that is not the best, so try several starts; and slow is "
        "not stuck: saddles, plateaus and ravines mostly cost steps.",
    ),
)


def _escape_like(factor):
    """Recognise a count of steps with another growth factor, or with a slip at the end."""
    trials = [(1e-16, 0.1), (1e-3, 0.25), (0.3, 0.05)]

    def recognise(function):
        return all(function(d, rate) == ceil(log(1 / d) / log(factor(rate))) for d, rate in trials)

    return recognise


def _off_by(slip):
    right = lambda d, rate: ceil(log(1 / d) / log(1 + 2 * rate)) + slip  # noqa: E731
    trials = [(1e-16, 0.1), (1e-3, 0.25), (0.3, 0.05)]
    return lambda function: all(function(d, rate) == right(d, rate) for d, rate in trials)


def _not_whole(function):
    return function(1e-16, 0.1) != int(function(1e-16, 0.1))


def _wrong(letter, said):
    return lambda answer: dict(answer).get(letter) == said


EXERCISES = (
    Exercise(
        "05.1",
        "a number between −1 and 1",
        near(-7 / 25),
        "Below 0: the second step takes back part of the first. That is a zig-zag.",
        (
            Mistake(near(-7), "That is the dot product. Both lengths are still in it."),
            Mistake(
                near(-7 / 5, -7 / 10),
                "The dot product is right. Divide by the product of the two lengths.",
            ),
            Mistake(near(7 / 25), "The size is right. Look at the sign of the second part."),
            Mistake(near(1), "Were they the same step, it would be 1. One part flips its sign."),
            Mistake(
                near(-1),
                "−1 would be a complete about-turn. The first part keeps its direction.",
            ),
            Mistake(
                near(np.degrees(np.arccos(-7 / 25))),
                "That is the angle in degrees. The cosine of it is asked.",
            ),
        ),
        (
            "The cosine is the dot product divided by both lengths.",
            "The dot product adds the products of the parts: 3·3 and 4·(−4).",
            "Both lengths are the square root of 9 + 16. Divide by one, then by the other.",
        ),
    ),
    Exercise(
        "05.2",
        "a whole number of steps",
        near(20),
        "Twenty steps. With batches of 100 the same money buys ten thousand.",
        (
            Mistake(near(1_000_000), "That would be one example a step, not all of them."),
            Mistake(near(50_000), "That is the price of one step. How many can you pay?"),
            Mistake(near(0.05), "Upside down: divide what you have by what a step costs."),
            Mistake(near(5e10), "You multiplied. How often does one price fit into the purse?"),
        ),
        (
            "An exact step asks every example for its gradient once.",
            "So one step costs as many per-example gradients as there are examples.",
        ),
    ),
    Exercise(
        "05.3",
        "a whole number of starts",
        near(15),
        "Restarts are dull and good: the failures multiply.",
        (
            Mistake(
                lambda a: float(a) in (6, 7),
                "Shares do not add up like that: two starts succeed together less than twice as "
                "often as one. Multiply the failures.",
            ),
            Mistake(near(14), "One too few: that many reach only just under 0.9."),
            Mistake(
                lambda a: 14 < float(a) < 15, "Starts come whole. Which whole number is enough?"
            ),
            Mistake(
                lambda a: float(a) in (1, 2),
                "0.15 to that power is the chance that all succeed. One success is enough.",
            ),
        ),
        (
            "First ask for the chance that all starts fail.",
            "One start fails with 0.85. Independent failures multiply.",
            "You look for the first power of 0.85 that is at most a tenth.",
        ),
    ),
    Exercise(
        "05.4",
        "a function escape_steps(offset, learning_rate) that returns a whole number",
        _off_by(0),
        "The logarithm in it is why stuck means slow, and not for ever.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself: its name, without brackets.",
            ),
            Mistake(lambda function: function(0.3, 0.05) is None, "It returns None: add a return."),
            Mistake(
                _escape_like(lambda rate: 1 + rate),
                "You grow by 1 + α. The derivative of −y² has a factor 2.",
            ),
            Mistake(
                _not_whole, "The formula is right, but steps come whole: round up to the next one."
            ),
            Mistake(_off_by(-1), "One step short: after that many y is still below 1."),
            Mistake(_off_by(1), "One step too many: it was there a step before."),
        ),
        (
            "What does one step do to y? Write down the gradient of −y² first.",
            "The step subtracts α times −2y, so y grows by the same factor each time.",
            "Repeat the multiplication until 1 is reached, or use two logarithms.",
        ),
    ),
    Exercise(
        "05.5",
        'a dictionary from "A", "B", "C", "D" to the four diagnoses',
        lambda answer: dict(answer) == DIAGNOSES,
        "All four. Run gd.diagnose(runs[letter]) on each to compare it with its words.",
        (
            Mistake(
                lambda a: set(dict(a)) != set(DIAGNOSES),
                "Every patient needs one diagnosis, under its letter.",
            ),
            Mistake(
                lambda a: not set(dict(a).values()) <= set(DIAGNOSES.values()),
                'Use these words: "rate too small", "rate too large", "ravine", "plateau".',
            ),
            Mistake(
                lambda a: dict(a)["B"] != "rate too large",
                "Look at B again: its loss rises from the first step to the last.",
            ),
            Mistake(
                lambda a: dict(a)["A"] != "plateau",
                "Look at A again: it rests, and then falls once more. What makes a walk rest?",
            ),
            Mistake(
                _wrong("C", "rate too small"),
                "C and D are both slow. One of them falls fast first: something was done with "
                "quickly, and something else was not.",
            ),
        ),
        (
            "Sort out the one that rises first.",
            "Of the other three one rests for a while and falls again.",
            "A ravine has a steep and a gentle direction: first a fast fall, then a slow one.",
        ),
    ),
)
