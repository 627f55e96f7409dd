"""The exercises of notebook 02."""

import numpy as np

from gdviz.exercises import Exercise, Mistake, near
from gdviz.lessons.gradient.answers import (
    between,
    changes_its_argument,
    differences_like,
    flat,
    ignores_h,
    rates,
    sides,
    trials,
)

EXERCISES = (
    Exercise(
        "02.1",
        "the two slopes (∂L/∂a, ∂L/∂b), as (1.0, 2.0)",
        near((4.5, 1)),
        "The far points pull at the slope a, every point pulls equally at b.",
        (
            Mistake(
                near((2.25, 0.5)),
                "Both are half of what they should be: the square brings a factor down.",
            ),
            Mistake(
                lambda answer: near((18, 4))(answer) or near((9, 2))(answer),
                "That is a sum over the birds. The loss is a mean: divide by how many there are.",
            ),
            Mistake(
                near((1, 4.5)),
                "The two slopes have changed places. Which of them has the x in it?",
            ),
            Mistake(
                near((-4.5, -1)),
                "The sign is turned. A miss is line minus measurement; was it the other way round?",
            ),
            Mistake(
                near((1, 1)),
                "Both are the same: the x is missing from one of them. Turning a moves a far bird "
                "more than a near one.",
            ),
            Mistake(
                near((-1, 0)),
                "Those are misses. Square, average, and see how that changes with a and b.",
            ),
        ),
        (
            "First write down the four misses, line minus measurement.",
            "∂L/∂b is twice the mean miss; in ∂L/∂a each miss is multiplied by its x first.",
            "The misses are −1, 0, 1 and 2. Multiply them with their x, add, divide by four.",
        ),
    ),
    Exercise(
        "02.2",
        "a function central_difference(loss, w, h) that returns one slope for each coordinate",
        lambda function: (
            differences_like(lambda ahead, here, behind, h: (ahead - behind) / (2 * h))(function)
            and not changes_its_argument(function)
        ),
        "It needs two losses for each coordinate: that is its price, and the reason for formulas.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself, without calling it: its name, no brackets.",
            ),
            Mistake(
                lambda function: function(*trials()[0]) is None,
                "The function returns None. Is there a return in its last line?",
            ),
            Mistake(
                changes_its_argument,
                "The function leaves another w behind than it was given. Make a new array for "
                "each moved point.",
            ),
            Mistake(
                lambda function: np.ndim(function(*trials()[0])) == 0,
                "One number came back. Move one coordinate at a time: each gives a slope.",
            ),
            Mistake(
                differences_like(lambda ahead, here, behind, h: (ahead - here) / h),
                "This is the forward difference: it looks ahead only.",
            ),
            Mistake(
                differences_like(lambda ahead, here, behind, h: (ahead - behind) / h),
                "Every slope is twice too large. How far apart are the two points?",
            ),
            Mistake(
                differences_like(lambda ahead, here, behind, h: (behind - ahead) / (2 * h)),
                "The signs are turned: take ahead minus behind.",
            ),
            Mistake(
                ignores_h,
                "The answer is the same for every h. Use the argument instead of a fixed size.",
            ),
        ),
        (
            "Start from forward_difference above: only the fraction changes.",
            "The second loss is taken behind the point; the distance between both is the divisor.",
            "np.eye(len(w)) holds a unit step for each coordinate: go ahead by h of it, and back.",
        ),
    ),
    Exercise(
        "02.3",
        "a size h, as 1e-5",
        between(6e-5, 2e-3),
        "Half of the digits are lost even at the best h: with float32 that leaves three or four.",
        (
            Mistake(
                between(1e-9, 1e-6),
                "Too small: in float32 the two losses then agree in all their digits, or in almost "
                "all, and the difference is rounding.",
            ),
            Mistake(
                between(3e-3, 1e-2),
                "That is about the best h of a central difference. The forward one bends sooner.",
            ),
            Mistake(
                between(1e-2, np.inf),
                "Too large: the curve bends on the way, and that error grows with h.",
            ),
            Mistake(
                lambda answer: between(-20, -1)(answer),
                "That looks like an exponent. The size h itself is asked, as 1e-5.",
            ),
            Mistake(
                lambda answer: between(1e3, 1e5)(1 / answer),
                "Close, but not yet: the two errors are not balanced there. Where are they equal?",
            ),
        ),
        (
            "In float64, with a rounding of about 2e-16, the best h was near 1e-8.",
            "Bending costs about h, rounding about ε/h. For which h are the two equal?",
            "Take a root of ε: which one makes h and ε/h the same size?",
        ),
    ),
    Exercise(
        "02.4",
        "a learning rate, as 0.1",
        lambda answer: near(rates()[0])(answer),
        "Half of the promise kept is also the lowest point along this line: no other rate gets "
        "more out of this one step.",
        (
            Mistake(
                lambda answer: near(2 * rates()[0])(answer),
                "There the step gets nothing of its promise: it comes out as high as it began.",
            ),
            Mistake(
                lambda answer: near(rates()[0] / 2)(answer),
                "There three quarters are kept. Look at the factor ½ in front of α².",
            ),
            Mistake(
                lambda answer: near(1 / rates()[0])(answer),
                "That is the curvature along the gradient. The rate is one divided by it.",
            ),
            Mistake(
                lambda answer: near(1 / rates()[1][-1])(answer),
                "That is 1/λmax. The gradient does not point exactly along the steepest curvature, "
                "so a little more is possible here.",
            ),
            Mistake(
                lambda answer: near(2 / rates()[1].sum())(answer),
                "That is 2/(λmin + λmax), the best constant rate for many steps. Here it is one.",
            ),
        ),
        (
            "The promise is α‖∇L‖². What was lost of it is ½α²·∇Lᵀ H ∇L.",
            "Half is kept where the loss of promise is half of the promise: an equation for α.",
            "One α cancels. In numpy, ∇Lᵀ H ∇L is slopes @ H @ slopes with H = fit.hessian(here).",
        ),
    ),
    Exercise(
        "02.5",
        "a function of w = (x, y) that returns one number",
        lambda function: flat(function) == (True, True) and sides(function) == (True, True),
        "The second derivatives are silent there: only higher ones decide.",
        (
            Mistake(
                lambda function: not callable(function),
                "Hand over the function itself, without calling it: its name, no brackets.",
            ),
            Mistake(
                lambda function: not flat(function)[0],
                "The gradient at (0, 0) is not 0: this place is a slope.",
            ),
            Mistake(
                lambda function: not flat(function)[1],
                "The gradient is 0, but a curvature is not. Take higher powers.",
            ),
            Mistake(
                lambda function: sides(function) == (False, False),
                "It is level all around (0, 0): every point is then a minimum and a maximum, "
                "though no strict one.",
            ),
            Mistake(
                lambda function: not sides(function)[1],
                "From (0, 0) it never goes down, so that is a minimum.",
            ),
            Mistake(
                lambda function: not sides(function)[0],
                "From (0, 0) it never goes up, so that is a maximum.",
            ),
        ),
        (
            "Squares have a curvature. Which powers of x have none at 0?",
            "An even power goes the same way on both sides of 0. What does an odd one do?",
            "One coordinate is enough; the third power is the lowest that is flat enough.",
        ),
    ),
)
