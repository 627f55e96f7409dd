"""The exercises of notebook 06."""

from numbers import Integral

import numpy as np

from gdviz.exercises import Exercise, Mistake, letters, near
from gdviz.lessons.remedies.answers import (
    arrives,
    changes_its_arguments,
    ends,
    returns_one,
    step_like,
    still_travels,
    swapped,
)
from gdviz.lessons.remedies.clinic import DIAGNOSES


def _mixed(w, velocity, step, beta):
    return w + beta * velocity - step, beta * velocity - step


EXERCISES = (
    Exercise(
        "06.1",
        "a whole number of updates",
        near(80, tolerance=1e-6),
        "The small batch at the end of each epoch is an update like any other.",
        (
            Mistake(near(75), "The last 40 examples of each epoch are left out. They count too."),
            Mistake(
                near(79),
                "A batch does not reach over into the next epoch: round up in each epoch.",
            ),
            Mistake(near(78.125), "Updates are whole numbers. What happens to the rest?"),
            Mistake(near(16), "That is one epoch. There are five."),
            Mistake(near(5000), "That is how many examples are seen, not how many updates."),
            Mistake(near(5), "One update in each epoch would be the full batch."),
        ),
        (
            "How many batches make one epoch, if the last one may be smaller?",
            "15 batches of 64 are 960 examples. What about the other ones?",
        ),
    ),
    Exercise(
        "06.2",
        "a whole number of examples",
        near(256, tolerance=1e-6),
        "A quarter of the noise for sixteen times the price.",
        (
            Mistake(near(64), "The spread falls with the root of b, not with b itself."),
            Mistake(near(32), "The root goes the other way: the factor has to be squared."),
            Mistake(near(4, 1), "A smaller batch is noisier. The spread has to become smaller."),
            Mistake(near(1024), "Squared once too often: the batch grows by 4², not by 4³."),
        ),
        (
            "By which factor does the spread have to shrink?",
            "Spread times √b stays the same. What must √b do?",
        ),
    ),
    Exercise(
        "06.3",
        "a learning rate, as 0.1",
        near(0.08 / 1.08, tolerance=2e-3),
        "Small floors are almost proportional to the rate; the 1 − α bends them a little.",
        (
            Mistake(near(0.08), "Close: the 1 − α below the line is missing."),
            Mistake(near(0.02 / 1.02, tolerance=1e-3), "That is the rate for one bird; here 4."),
            Mistake(near(0.02), "That is the floor itself. The rate is asked that has it."),
            Mistake(
                near(0.005, 0.005 / 1.005, tolerance=1e-3),
                "The batch went to the wrong side: a larger batch allows a larger rate.",
            ),
            Mistake(near(0.08 / 0.92, tolerance=1e-3), "A sign turned while solving for α."),
            Mistake(near(0.08 / 1.08, tolerance=0.06), "Close. Give it with three digits."),
        ),
        (
            "Write down the law of the floor with b = 4 and set it equal to the floor.",
            "Multiply with the denominator, then bring both terms with α to one side.",
        ),
    ),
    Exercise(
        "06.4",
        "a function heavy_step(w, velocity, gradient, learning_rate, beta) that returns two arrays",
        lambda function: (
            step_like(lambda w, v, g, rate, beta: (w + beta * v - rate * g, beta * v - rate * g))(
                function
            )
            and not changes_its_arguments(function)
        ),
        "With beta 0 it is plain descent, with beta 1 the swing of patient 1.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself, without calling it: its name, no brackets.",
            ),
            Mistake(
                lambda function: function(*np.ones((3, 2)), 0.1, 0.9) is None,
                "The function returns None. Is there a return in its last line?",
            ),
            Mistake(
                changes_its_arguments,
                "The function changes the arrays that it was given. Make new ones.",
            ),
            Mistake(
                returns_one,
                "Only one array came back. The next step needs the velocity as well.",
            ),
            Mistake(
                step_like(lambda w, v, g, rate, beta: (w + v, beta * v - rate * g)),
                "The point is moved by the old velocity. Let the new one move it.",
            ),
            Mistake(
                step_like(
                    lambda w, v, g, rate, beta: (w + beta * v + rate * g, beta * v + rate * g)
                ),
                "The plus sign: this ball rolls uphill.",
            ),
            Mistake(
                step_like(lambda w, v, g, rate, beta: (w + v - rate * g, v - rate * g)),
                "The old velocity comes in whole. Nothing brakes this ball.",
            ),
            Mistake(
                step_like(
                    lambda w, v, g, rate, beta: (w - beta * v + rate * g, beta * v - rate * g)
                ),
                "The minus sign stands in the velocity already. Add the velocity to w.",
            ),
            Mistake(
                step_like(lambda w, v, g, rate, beta: (w - rate * g, v)),
                "That is plain descent: the velocity is handed back as it came, unused.",
            ),
            Mistake(
                step_like(lambda w, v, g, rate, beta: (w - rate * (beta * v + g), beta * v + g)),
                "PyTorch's form: its velocity adds up slopes. Here it is a step, the rate inside.",
            ),
            Mistake(
                step_like(lambda w, v, g, rate, beta: _mixed(w, v, (1 - beta) * rate * g, beta)),
                "The new slope is weighed with 1 − β. Momentum takes the whole step −αg.",
            ),
            Mistake(
                step_like(
                    lambda w, v, g, rate, beta: (beta * v - rate * g, w + beta * v - rate * g)
                ),
                "The two have changed places: first the point, then the velocity.",
            ),
        ),
        (
            "Two lines: one makes the new velocity, the other returns both.",
            "The new velocity is a share of the old one, minus the usual step.",
        ),
    ),
    Exercise(
        "06.5",
        'a dictionary such as {"A": "plus sign", …} with the letters A to E',
        lambda answer: letters(answer) == DIAGNOSES,
        "Five symptoms, five causes. The letters will change, the symptoms will not.",
        (
            Mistake(
                lambda answer: set(letters(answer)) < set(DIAGNOSES),
                "Some letter is missing. The ward has five patients, A to E.",
            ),
            Mistake(
                lambda answer: not set(letters(answer).values()) <= set(DIAGNOSES.values()),
                "Use exactly the five names given in the task.",
            ),
            Mistake(
                lambda answer: len(set(letters(answer).values())) < len(DIAGNOSES),
                "Each of the five names belongs to one patient, and one name stands there twice.",
            ),
            Mistake(
                swapped("C", "E"),
                "C and E have changed places: one starts wild and calms down, the other never "
                "settles.",
            ),
            Mistake(
                swapped("A", "D"),
                "A comes back up with a period; D stands still. What restarts, what is cut down?",
            ),
            Mistake(
                lambda answer: letters(answer)["B"] != DIAGNOSES["B"],
                "Look at B again: its loss rises at every step, from the first one on.",
            ),
            Mistake(
                lambda answer: letters(answer)["D"] != DIAGNOSES["D"],
                'Look at D again: it stands still. Print ward["D"][0].points.',
            ),
        ),
        (
            "Which runs still make progress, which one gets worse at every step?",
            "Look for: a period, a straight climb, a standstill, a wild start, a swing.",
        ),
    ),
    Exercise(
        "06.6",
        "a pair (batch_size, learning_rate)",
        arrives,
        "Large steps while the way is long, small ones when only the noise is left.",
        (
            Mistake(
                lambda plan: not isinstance(plan[0], Integral) or not 1 <= plan[0] <= 32,
                "The first of the two is the batch: a whole number of birds, from 1 to 32.",
            ),
            Mistake(
                lambda plan: np.isinf(ends(plan)).any(),
                "It diverges: the first rates are too large for the steepest batches. Begin lower.",
            ),
            Mistake(
                still_travels,
                "All seeds end at the same height: it is not noise, the run has not arrived. "
                "Make the first rates larger, or let them fall more slowly.",
            ),
            Mistake(
                lambda plan: not callable(plan[1]) and ends(plan).max() > 5e-5,
                "It wanders at its floor. A constant that is lower creeps: let the rate fall.",
            ),
            Mistake(
                lambda plan: ends(plan).max() > 5e-5,
                "It falls, but the noise is not gone after ten epochs. Let the rate fall further.",
            ),
        ),
        (
            "Begin with the schedules of the third law.",
            "Look at gd.schedules.inverse_time, and at rates near one half for the first update.",
        ),
    ),
)
