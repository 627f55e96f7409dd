"""The exercises of notebook 04."""

import numpy as np

from gdviz.exercises import Exercise, Mistake, near
from gdviz.lessons.initialization.answers import (
    end_of,
    ends_at_the_saddle,
    ignores_the_generator,
    is_off_centre,
    lies_across,
    point,
    sharpness,
    stands_in_the_figure,
    with_variance,
)

R = 0.8712  # the correlation of the penguins' flippers and masses
SHARP, FLAT = sharpness(2, R / 2), sharpness(R**0.5, R**0.5)

_SPREAD = Exercise(
    "04.1",
    "one number, a standard deviation",
    near(0.05),
    "Four hundred inputs add up to one signal of the same variance.",
    (
        Mistake(near(0.0025), "That is the variance. The standard deviation is its root."),
        Mistake(near(0.1), "You divided by the outputs. A sum grows with what goes into it."),
        Mistake(near(0.0632), "That is Xavier, which asks for inputs and outputs together."),
        Mistake(near(0.0707), "That is He. It is twice the variance, made for ReLU."),
        Mistake(near(20, 400), "Upside down: the more inputs, the smaller each weight."),
    ),
    (
        "LeCun's rule speaks of the variance of a weight. Which of the two widths is in it?",
        "The variance is 1 divided by the inputs; what is asked is its square root.",
    ),
)

_HALVES = Exercise(
    "04.2",
    "one number, a share between 0 and 1",
    near(1 / 64, tolerance=0.03),
    "One half for each ReLU: depth turns a factor of 2 into a power of 2.",
    (
        Mistake(near(1), "LeCun keeps it in a linear layer. What does ReLU do with half of z?"),
        Mistake(near(1 / 8), "That is the standard deviation. Asked is the mean square."),
        Mistake(near(1 / 2), "That is one layer. There are six of them."),
        Mistake(near(1 / 12, 1 / 6, 3), "Layers multiply; they do not add."),
        Mistake(near(64), "That is how many times less. The share is its reciprocal."),
    ),
    (
        "Follow the mean square through a single layer first, weights and then ReLU.",
        "The weights of LeCun keep the mean square, ReLU keeps half of it. Now six times.",
    ),
)

_BACK = Exercise(
    "04.3",
    "one factor",
    near(0.5),
    "What Xavier takes from the way back it gives to the way forward: the two factors add up to 2.",
    (
        Mistake(near(1.5), "That is the way forward, a sum over the inputs. Turn the layer round."),
        Mistake(near(1), "Only in a square layer. This one narrows from 300 to 100."),
        Mistake(
            near(1 / 3), "That is LeCun's variance, 1 over the inputs. Xavier takes both widths."
        ),
        Mistake(
            near(0.005), "That is the variance of one weight. How many terms does the sum have?"
        ),
        Mistake(near(np.sqrt(0.5)), "That is the factor of the spread. Asked is the mean square."),
    ),
    (
        "Which index is summed over on the way back, that of the inputs or of the outputs?",
        "The factor is the number of terms in the sum times the variance of one weight.",
    ),
)

_HOLDS = Exercise(
    "04.4",
    "one learning rate",
    near(2 / SHARP, tolerance=0.005),
    "All pairs with w1·w2 = r are equally deep. A larger rate can hold only the flatter ones.",
    (
        Mistake(
            near(1 / SHARP, tolerance=0.005),
            "That is 1/λmax, where steps begin to jump over the minimum. They still come back.",
        ),
        Mistake(
            near(SHARP, tolerance=0.005),
            "That is the curvature itself. The limit is 2 divided by it.",
        ),
        Mistake(
            near(2 / FLAT, tolerance=0.005),
            "That is the limit of the pair (√r, √r), the flattest of all. Asked is (2, r/2).",
        ),
        Mistake(
            near(0.014949, 0.018972, 0.024306, 0.024829, tolerance=0.005),
            "That belongs to Himmelblau's loss. This one is about chain, at the point (2, r/2).",
        ),
        Mistake(
            lambda answer: np.abs(answer) > 1e6,
            "That is 2 divided by the curvature along the curve of minima, which is 0 but for "
            "rounding. The other one decides.",
        ),
        Mistake(
            near(2 / sharpness(2, R), 2 / sharpness(2, 2), 2 / sharpness(2, 0), tolerance=0.005),
            "Is your point a minimum? w1 = 2 asks for w2 = r/2, or the product is not r.",
        ),
    ),
    (
        "A minimum holds a rate as long as no curvature there is above 2 divided by the rate.",
        "chain.curvatures(w) gives the curvatures at w, smallest first. Which of them matters?",
        "Take w = (2, r / 2), the largest curvature there, and divide 2 by it.",
    ),
)

_HE = Exercise(
    "04.5",
    "a function my_he(shape, generator) that returns weights",
    lambda function: (
        with_variance(lambda n_in, n_out: 2 / n_in)(function)
        and not ignores_the_generator(function)
    ),
    "Any distribution with mean 0 and this variance does it; normal and uniform are the usual two.",
    (
        Mistake(
            lambda function: not callable(function),
            "Hand over the function itself: its name, without brackets.",
        ),
        Mistake(
            lambda function: function((3, 2), np.random.default_rng(0)) is None,
            "The function returns None. Is there a return in its last line?",
        ),
        Mistake(
            lies_across,
            "The shape is (n_in, n_out), in this order, so that x @ w works.",
        ),
        Mistake(
            is_off_centre,
            "The weights do not have mean 0. Then the signals of all units share an offset.",
        ),
        Mistake(
            with_variance(lambda n_in, n_out: (2 / n_in) ** 2),
            "That is the variance used as a standard deviation. Take its root first.",
        ),
        Mistake(
            with_variance(lambda n_in, n_out: 2 / n_out),
            "You divided by the outputs. He's sum runs over the inputs.",
        ),
        Mistake(
            with_variance(lambda n_in, n_out: 1 / n_in),
            "That is LeCun. ReLU drops half of the mean square; make up for it.",
        ),
        Mistake(
            with_variance(lambda n_in, n_out: 2 / (n_in + n_out)),
            "That is Xavier, a compromise between forward and backward.",
        ),
        Mistake(
            with_variance(lambda n_in, n_out: 2 / (3 * n_in)),
            "A uniform weight within ±c has the variance c²/3, not c².",
        ),
        Mistake(
            with_variance(lambda n_in, n_out: 1),
            "The spread is 1 whatever the shape. The width must come in.",
        ),
        Mistake(
            ignores_the_generator,
            "The spread is right, but not the chance: draw from the generator that is handed in, "
            "so that a seed gives the same weights again.",
        ),
    ),
    (
        "generator.normal(size=shape) has variance 1. What happens to the variance if you "
        "multiply by c?",
        "n_in, n_out = shape unpacks the widths; the variance of c times a number is c² as large.",
        "You want c² to be two divided by the inputs.",
    ),
)

_RIDGE = Exercise(
    "04.6",
    "a start of two numbers, as (1.0, 0.5)",
    ends_at_the_saddle,
    "Exact symmetry is kept by every step, here on the way into a saddle. A start at random "
    "misses this line.",
    (
        Mistake(
            lambda answer: np.linalg.norm(point(answer)) < 0.5,
            "That is within half a unit of the saddle. Find one that has some way to go.",
        ),
        Mistake(
            lambda answer: stands_in_the_figure(answer) and np.prod(point(answer)) < 0,
            "That one is in the figure, or its mirror image. Find one of your own.",
        ),
        Mistake(
            lambda answer: np.isnan(end_of(answer)).any(),
            "From there the walk diverges at this learning rate. Come closer.",
        ),
        Mistake(
            lambda answer: point(answer)[0] == point(answer)[1],
            "Equal weights do stay equal, but these two find the minimum together.",
        ),
        Mistake(
            lambda answer: np.prod(point(answer)) > 0,
            "Both weights have one sign, and the walk finds a product near r.",
        ),
        Mistake(
            lambda answer: np.prod(point(answer)) < 0,
            "The signs are opposite, but the two are not exactly of one size. So one of them "
            "crosses 0 first, and the walk leaves for a minimum.",
        ),
        Mistake(
            lambda answer: np.prod(point(answer)) == 0,
            "One weight of 0 is not enough: its own slope is not 0 as long as the other is not.",
        ),
    ),
    (
        "Look at the figure of the three paths: which one ended at the saddle, and why?",
        "The steps keep w1 = w2, and they keep one more relation between the two.",
        "Two weights of the same size and opposite signs shrink together.",
    ),
)

EXERCISES = (_SPREAD, _HALVES, _BACK, _HOLDS, _HE, _RIDGE)
