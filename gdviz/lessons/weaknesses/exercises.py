"""The exercises of notebook 05."""

from math import ceil, floor

import numpy as np

from gdviz.descent import Trajectory
from gdviz.exercises import Exercise, Mistake, letters, near
from gdviz.lessons.weaknesses.answers import (
    DIAGNOSES,
    escapes_like,
    grows,
    has_left,
    is_told,
    lingers,
    never_ends,
    not_whole,
    on_the_ridge,
    returns_nothing,
    returns_y,
    says,
)

EXERCISES = (
    Exercise(
        "05.1",
        "a number between −1 and 1",
        near(-7 / 25),
        "Below 0: the second step takes back part of the first. Run after run of such steps is a "
        "zig-zag.",
        (
            Mistake(near(-7), "That is the dot product. Both lengths are still in it."),
            Mistake(
                near(-7 / 5, -7 / 10),
                "The dot product is right. Divide by the product of the two lengths.",
            ),
            Mistake(near(7 / 25), "The size is right. Look at the sign of the second part."),
            Mistake(near(0), "At a right angle it would be 0. Work out the dot product."),
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
        near(20, tolerance=1e-9),
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
        near(15, tolerance=1e-9),
        "Restarts are dull and good: the failures multiply.",
        (
            Mistake(
                lambda a: float(a) in (6, 7),
                "Shares do not add up like that: two starts succeed together less than twice as "
                "often as one. Multiply the failures.",
            ),
            Mistake(near(14, tolerance=1e-9), "One too few: that many reach only just under 0.9."),
            Mistake(near(16, tolerance=1e-9), "It is enough, but one start fewer is enough, too."),
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
        escapes_like(grows),
        "It grows with the logarithm of 1/offset. That is why stuck means slow here.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself: its name, without brackets.",
            ),
            Mistake(
                never_ends,
                "Your loop never ends: y does not grow. The gradient of −y² is −2y, and the step "
                "subtracts α times that.",
            ),
            Mistake(returns_nothing, "It returns None: add a return."),
            Mistake(returns_y, "It returns y itself. Count the steps, and return the count."),
            Mistake(
                escapes_like(lambda rate: 1 + rate),
                "You grow by 1 + α. The derivative of −y² has a factor 2.",
            ),
            Mistake(
                escapes_like(grows, goal=0.5),
                "You stop at one half, as the text above. Here the goal is 1.",
            ),
            Mistake(
                not_whole, "Steps come whole: round up to the next one, with math.ceil for example."
            ),
            Mistake(escapes_like(grows, floor), "One step short: after that many |y| is below 1."),
            Mistake(
                escapes_like(grows, round),
                "The nearest whole number may be too small. Which one is enough?",
            ),
            Mistake(
                escapes_like(grows, lambda steps: ceil(steps) + 1),
                "One step too many: it was there a step before.",
            ),
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
        lambda answer: letters(answer) == DIAGNOSES,
        "All four. gd.diagnose(runs[letter]) agrees in its own words, but for A: it judges by the "
        "last steps, and by then A has left its plateau behind.",
        (
            Mistake(
                lambda a: set(letters(a)) != set(DIAGNOSES),
                "Every patient needs one diagnosis, under its letter.",
            ),
            Mistake(
                lambda a: not set(letters(a).values()) <= set(DIAGNOSES.values()),
                'Use these words: "rate too small", "rate too large", "ravine", "plateau".',
            ),
            Mistake(
                lambda a: letters(a)["B"] != "rate too large",
                "Look at B again: its loss rises from the first step to the last.",
            ),
            Mistake(
                lambda a: letters(a)["A"] != "plateau",
                "Look at A again: it rests, and then falls once more. What makes a walk rest?",
            ),
            Mistake(
                says("C", "rate too small"),
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
    Exercise(
        "05.6",
        "a run on gd.losses.ridge(), as gd.descend returns it",
        lingers,
        "From its words alone nobody could tell this run from one that stays for ever. A few more "
        "steps, or a nudge, and it leaves.",
        (
            Mistake(
                lambda a: not isinstance(a, Trajectory),
                "Hand over the run itself: my_patient = gd.descend(…).",
            ),
            Mistake(
                lambda a: not on_the_ridge(a),
                "This runs on another loss. Take gd.losses.ridge().",
            ),
            Mistake(
                lambda a: a.start[1] == 0,
                "It starts exactly on the ridge line, where it stays for ever. Start beside it.",
            ),
            Mistake(lambda a: a.steps < 100, "It has fewer than 100 steps."),
            Mistake(
                has_left,
                "It has left the ridge by now. Begin nearer to the line, or let it walk less.",
            ),
            Mistake(
                is_told("creeping", "alternating", "diverging"),
                "gd.diagnose finds fault with the learning rate of this one. Take 0.1.",
            ),
            Mistake(
                lambda a: a.steps >= 100,
                "It is near the ridge line, but its slope is not small enough for gd.diagnose to "
                "call it a saddle. Begin nearer to x = 0, or nearer to the line.",
            ),
        ),
        (
            "Two things must be small at the end: the slope along the ridge and the offset.",
            "Along the ridge x shrinks by the factor 1 − α/5 a step; the offset grows by 1 + 2α.",
            "Choose an offset so small that 1.2 to the power of your steps keeps it small.",
        ),
    ),
)
