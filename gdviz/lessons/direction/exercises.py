"""The five exercises of notebook 01, with the usual mistakes and hints."""

import numpy as np

from gdviz.exercises import Exercise, Mistake, near
from gdviz.lessons.direction.answers import (
    cases,
    changes_its_arguments,
    chosen,
    measurements,
    recovers_like,
    slopes_like,
    works_along_axes_only,
)

EXERCISES = (
    Exercise(
        "01.1",
        "the letters of the directions that go down",
        chosen("CE"),
        "The dot product decides, and you did not have to draw anything.",
        (
            Mistake(
                chosen("CDE"),
                "One of these has slope 0: it walks along the contour, and short steps promise "
                "nothing there. Which?",
            ),
            Mistake(
                chosen("AB"),
                "These two climb. Which sign does the slope of a way down have?",
            ),
            Mistake(
                chosen("BE"),
                "You seem to have looked at the first coordinate alone. Both slopes count.",
            ),
            Mistake(
                chosen("CD"),
                "You seem to have looked at the second coordinate alone. Both slopes count.",
            ),
            Mistake(
                lambda answer: chosen("C")(answer) or chosen("E")(answer),
                "That one goes down, and it is not the only one.",
            ),
            Mistake(
                chosen("D"),
                "This direction is at right angles to the gradient: it keeps to the contour.",
            ),
        ),
        (
            "The slope along a direction is the dot product of the gradient with it.",
            "A has 4 · 1 + 8 · 0 = 4, which is positive: up. Do the same for the others.",
            "Sort the five by their dot products; zero counts neither as up nor as down.",
        ),
    ),
    Exercise(
        "01.2",
        "a function slope_in(gradient, direction) that returns a number",
        lambda function: (
            slopes_like(lambda g, d: g @ d / np.linalg.norm(d))(function)
            and not changes_its_arguments(function)
        ),
        "Twice as long a direction is the same direction, and your slope knows it.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself, without calling it: its name, no brackets.",
            ),
            Mistake(
                lambda function: function(*next(cases())) is None,
                "The function returns None. Is there a return in its last line?",
            ),
            Mistake(
                changes_its_arguments,
                "The function changes an array that it was given: direction /= … writes into "
                "the caller's. Make a new one.",
            ),
            Mistake(
                slopes_like(lambda g, d: g @ d),
                "That grows with the length of the direction. The slope is asked for each unit "
                "of length.",
            ),
            Mistake(
                slopes_like(lambda g, d: g @ d / np.linalg.norm(d) / np.linalg.norm(g)),
                "That is the cosine of the angle: it forgets how steep the ground is.",
            ),
            Mistake(
                slopes_like(lambda g, d: g @ d / (d @ d)),
                "You divide by the length squared. One factor of the length is enough.",
            ),
            Mistake(
                slopes_like(lambda g, d: -g @ d / np.linalg.norm(d)),
                "The sign is turned round: along the gradient itself the loss must rise.",
            ),
            Mistake(
                lambda function: np.ndim(function(*next(cases()))) > 0,
                "It returns several numbers. A dot product adds the products up.",
            ),
        ),
        (
            "If the direction had length 1, the dot product with the gradient would do.",
            "Make the direction one unit long first: np.linalg.norm gives the length it has.",
            "A test: for the gradient (4, 8), the directions (0, 1) and (0, 7) both have slope 8.",
        ),
    ),
    Exercise(
        "01.3",
        "a share between 0 and 1",
        near(np.arccos(0.2) / np.pi, tolerance=0.02),
        "Short of half, as it must be on a bowl, and the step need not be tiny to see it.",
        (
            Mistake(
                near(0.5),
                "That is the limit of short steps. This one has a length, and the bowl bends.",
            ),
            Mistake(
                near(1 - np.arccos(0.2) / np.pi),
                "That is the share that goes up. On a bowl, fewer than half go down.",
            ),
            Mistake(
                near(100 * np.arccos(0.2) / np.pi),
                "That is a percentage. The share is asked for as a number between 0 and 1.",
            ),
            Mistake(
                near(np.arccos(0.4) / np.pi),
                "You compare the cosine with s/r. Expand the square of the new distance again: "
                "there is a 2.",
            ),
            Mistake(
                near(np.arccos(0.2)),
                "That is the largest angle, in radians. Which part of the half circle is it?",
            ),
            Mistake(
                near(np.arccos(0.2) / (2 * np.pi)),
                "The directions that go down lie on both sides of −∇L. You counted one side.",
            ),
        ),
        (
            "Try it: many directions evenly round the circle, as those in compass, and the mean of "
            "a comparison.",
            "On paper: the new squared distance is 25 − 20 cos θ + 4. When is it below 25?",
            "The angle θ may go up to some limit on either side, out of 180° on either side.",
        ),
    ),
    Exercise(
        "01.4",
        "a step of two numbers, as (1.0, 0.0)",
        near((0, 1)),
        "In this ruler only the knob with the largest slope moves: that is coordinate descent.",
        (
            Mistake(
                near((0, -1)),
                "Its promise is +3: it climbs. Which sign does the step need where the slope is "
                "negative?",
            ),
            Mistake(
                near((-1, 1)),
                "That is the square ruler's answer. In the taxi's it has length 2.",
            ),
            Mistake(
                near((-0.25, 0.75)),
                "It has length 1 and goes down, but not most steeply: try the corners.",
            ),
            Mistake(
                near(np.array([-1, 3]) / np.sqrt(10)),
                "That is the round ruler's answer. Add up the sizes of its coordinates: more "
                "than 1.",
            ),
            Mistake(
                near((-1, 0)),
                "It goes down, with a promise of −1. Another corner promises more.",
            ),
            Mistake(
                near((-1, 3)),
                "That is the whole of −∇L. The step must have length 1 in the taxi's ruler.",
            ),
        ),
        (
            "You have one unit of length to share out between two knobs. Where does it buy most?",
            "The promise of a step is 1 · d₁ − 3 · d₂. Try the four corners of the shape.",
            "A straight line that sinks over a square touches it last at a corner. Which one?",
        ),
    ),
    Exercise(
        "01.5",
        "a function recover(directions, slopes) that returns the gradient",
        recovers_like(np.linalg.solve),
        "N slopes, put together, are the whole gradient; the best of N tries is a part of it.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself, without calling it: its name, no brackets.",
            ),
            Mistake(
                lambda function: function(*next(measurements())[:2]) is None,
                "The function returns None. Is there a return in its last line?",
            ),
            Mistake(
                recovers_like(lambda d, s: s @ d),
                "Adding up slope times direction is right only when the directions are at right "
                "angles to each other. Write down what row i says about the gradient.",
            ),
            Mistake(
                recovers_like(lambda d, s: np.linalg.solve(d.T, s)),
                "Rows and columns have changed places: one direction stands in each row.",
            ),
            Mistake(
                recovers_like(lambda d, s: -np.linalg.solve(d, s)),
                "This is −∇L, the steepest way down. The gradient itself is asked for.",
            ),
            Mistake(
                recovers_like(lambda d, s: d[np.argmax(np.abs(s))] * s[np.argmax(np.abs(s))]),
                "That is what the random player does: it keeps the best answer and throws the "
                "others away.",
            ),
            Mistake(
                works_along_axes_only,
                "That is right when the directions are the axes. These point anywhere.",
            ),
        ),
        (
            "Each measurement is one equation: direction · gradient = slope. You have N of them.",
            "All equations at once: the matrix of directions times the gradient is the list of "
            "slopes.",
            "numpy.linalg has a function for systems of linear equations.",
        ),
    ),
)
