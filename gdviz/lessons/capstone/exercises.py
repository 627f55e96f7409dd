"""The exercises of notebook 07."""

import numpy as np

from gdviz.exercises import Exercise, Mistake, near
from gdviz.lessons.capstone.answers import (
    TABLES,
    epochs_like,
    first_rise,
    first_stale,
    is_point,
    joint,
    last_if_never,
    loss_there,
    right_birds,
    rises_in_a_row,
    scaled,
    shifted,
    tables_like,
)

EXERCISES = (
    Exercise(
        "07.1",
        "one number",
        near(0.125),
        "Only the largest curvature limits the rate; the negative ones are ways down.",
        (
            Mistake(
                near(0.25),
                "That is the limit itself. On it the steepest direction orbits, and a mini-batch "
                "can push it over.",
            ),
            Mistake(
                near(2 / 6.8, 1 / 6.8, 2 / 9.2, 1 / 9.2),
                "You let the negative curvature have a say. A direction that curves down sets no "
                "limit.",
            ),
            Mistake(
                near(0.5),
                "That is right where the largest curvature is 2, as for a standardised line. "
                "Here it is another.",
            ),
            Mistake(
                near(8, 16),
                "That grows with the curvature. The steeper the ground, the shorter the step.",
            ),
            Mistake(
                near(1 / 1.2, 2 / 1.2),
                "You took the curvature at the other end of the list.",
            ),
        ),
        (
            "Which of the two curvatures is the first to make steps grow?",
            "The limit is 2 divided by the largest curvature. Wanted is half of that.",
        ),
    ),
    Exercise(
        "07.2",
        "a function standardised(train, test) that returns both tables",
        tables_like(lambda train, test: (scaled(train, train), scaled(test, train))),
        "The test rows are measured with a ruler that was made without them.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself: its name, without brackets.",
            ),
            Mistake(
                lambda function: function(*TABLES[0]) is None,
                "The function returns None. Is there a return in its last line?",
            ),
            Mistake(
                tables_like(lambda train, test: (scaled(train, train), scaled(test, test))),
                "Each table has a ruler of its own. The same bird would get another number in "
                "each of them.",
            ),
            Mistake(
                tables_like(joint),
                "The ruler was made with the test rows too. So they have told the network "
                "something before the test.",
            ),
            Mistake(
                tables_like(lambda train, test: (train - train.mean(0), test - train.mean(0))),
                "The means are taken off, but the units are still the old ones.",
            ),
            Mistake(
                tables_like(lambda train, test: (scaled(test, train), scaled(train, train))),
                "The two tables come back in the wrong order.",
            ),
            Mistake(
                tables_like(lambda train, test: (scaled(train, train, 1), scaled(test, train, 1))),
                "That is the standard deviation with n − 1. The course divides by n, as numpy "
                "does by itself; only then the curvature is exactly 2.",
            ),
            Mistake(
                tables_like(
                    lambda train, test: (
                        (train - train.mean()) / train.std(),
                        (test - train.mean()) / train.std(),
                    )
                ),
                "One mean for the whole table mixes millimetres and grams. Each column needs its "
                "own: axis=0.",
            ),
        ),
        (
            "Which rows may the mean and the standard deviation be computed from?",
            "Compute both once, from the training rows, column by column, and use them twice.",
        ),
    ),
    Exercise(
        "07.3",
        "one number",
        near(np.sqrt(67 / 70 * 3 / 70 / 70)),
        "So one bird more or less right, a step of 1/70, is well within chance.",
        (
            Mistake(
                near(100 * np.sqrt(67 / 70 * 3 / 70 / 70)),
                "That is in percent. Give it as a share, like the accuracy.",
            ),
            Mistake(
                near(67 / 70 * 3 / 70 / 70),
                "That is the variance. The standard error is in the unit of the share itself.",
            ),
            Mistake(
                near(np.sqrt(67 / 70 * 3 / 70)),
                "That is the spread of one bird's answer. The mean of 70 of them varies less.",
            ),
            Mistake(
                near(np.sqrt(67 / 70 / 70), np.sqrt(3 / 70 / 70)),
                "One of the two factors p and 1 − p is missing. A share near 0 or 1 has little "
                "room to vary.",
            ),
            Mistake(
                near(67 / 70 * 3 / 70),
                "That is p(1 − p), the variance for one bird. There are 70 of them.",
            ),
        ),
        (
            "For one bird the answer is 1 with probability p and 0 otherwise: its variance is "
            "p times the rest.",
            "The variance of a mean of n independent answers is n times smaller. Then the root.",
        ),
    ),
    Exercise(
        "07.4",
        "a function epoch_to_stop(losses, patience) that returns an epoch or None",
        epochs_like(first_stale),
        "This is early stopping with patience. Libraries do the same; some wait one epoch more.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself: its name, without brackets.",
            ),
            Mistake(
                epochs_like(shifted(None)),
                "That is the epoch with the lowest loss. At that moment nobody knows yet that it "
                "is the lowest: the rule stops later.",
            ),
            Mistake(
                epochs_like(shifted(1)),
                "One epoch too late. Stop as soon as the lowest loss is that old, and count the "
                "epochs from 0.",
            ),
            Mistake(
                epochs_like(shifted(-1)),
                "One epoch too early. The epoch of the lowest loss itself has age 0.",
            ),
            Mistake(
                epochs_like(loss_there),
                "That is the loss at the right epoch. Return the epoch's number.",
            ),
            Mistake(
                epochs_like(first_rise),
                "It stops at the first rise and does not look at the patience.",
            ),
            Mistake(
                epochs_like(rises_in_a_row),
                "It counts rises in a row. A loss may fall a little and still be above its "
                "lowest value.",
            ),
            Mistake(
                epochs_like(last_if_never),
                "Right where the rule fires. Where it never does, the answer is None.",
            ),
        ),
        (
            "Walk through the losses and remember the lowest one and its epoch.",
            "At each epoch ask how long ago the lowest loss was. Stop when that is the patience.",
        ),
    ),
    Exercise(
        "07.5",
        "weights: 67 numbers, as run.end",
        lambda w: is_point(w) and right_birds(w) == 70,
        "All 70 validation birds are right, with a recipe of your own. What that says of new birds "
        "only new birds can tell.",
        (
            Mistake(
                lambda run: hasattr(run, "end"),
                "That is a whole run. Hand over its last point: run.end.",
            ),
            Mistake(
                lambda w: np.ndim(w) == 1 and len(w) and not is_point(w),
                "This many weights belong to another network. Keep 4 inputs, 8 hidden units and "
                "3 outputs.",
            ),
            Mistake(
                lambda w: is_point(w) and np.ptp(w) == 0,
                "All weights are equal, so all hidden units do the same. Start from random ones.",
            ),
            Mistake(
                lambda w: is_point(w) and right_birds(w) < 60,
                "It is wrong on more than ten birds. Has it been trained, and did the loss fall?",
            ),
            Mistake(
                lambda w: is_point(w) and right_birds(w) < 70,
                "Close: one bird or a few are still wrong. Train longer, or in smaller batches.",
            ),
        ),
        (
            "Look at the loss of your run: is it still falling at the end?",
            "After the recipe's 210 updates a bird or two are wrong. Take several times as many.",
        ),
    ),
)
