"""How the exercises of notebook 06 know a right answer and the usual wrong ones."""

from functools import cache

import numpy as np

from gdviz.data import penguins
from gdviz.descent import descend
from gdviz.exercises import letters
from gdviz.lessons.remedies.clinic import DIAGNOSES
from gdviz.losses import line_fit
from gdviz.optimizers import stochastic_gradient_descent

GOAL = 5e-5
EPOCHS = 10


def step_like(rule):
    """Recognise a function that takes a step by a rule (w, v, g, α, β) -> (w, v).

    What comes back may be any pair that unpacks into the two, one array of two rows included.
    """
    places = (
        (np.array([1.0, -2.0]), np.array([0.5, 0.25]), np.array([4.0, -1.0]), 0.1, 0.9),
        (np.array([3.0]), np.array([-1.0]), np.array([2.0]), 0.25, 0.5),
    )

    def recognise(function):
        for w, v, g, rate, beta in places:
            given = w.copy(), v.copy(), g.copy()
            if not _is_pair(function(*given, rate, beta), rule(w, v, g, rate, beta)):
                return False
        return True

    return recognise


def _is_pair(found, wanted):
    """Whether what a step returned are the two arrays that are wanted, in their order."""
    return (
        isinstance(found, tuple | list | np.ndarray)
        and len(found) == 2
        and all(
            np.shape(a) == np.shape(b) and np.allclose(a, b)
            for a, b in zip(found, wanted, strict=True)
        )
    )


def returns_one(function):
    """Whether a step returns the point alone, without the velocity."""
    w = np.array([1.0, -2.0, 3.0])
    return np.shape(function(w, w / 2, w / 4, 0.1, 0.9)) == (3,)


def changes_its_arguments(function):
    """Whether a step leaves another point or velocity behind than it was given."""
    w, v = np.array([1.0, -2.0]), np.array([0.5, 0.25])
    function(w, v, np.array([4.0, -1.0]), 0.1, 0.9)
    return not (np.array_equal(w, [1, -2]) and np.array_equal(v, [0.5, 0.25]))


def swapped(one, other):
    """Return a test whether two letters have changed places and the rest is right."""
    wanted = DIAGNOSES | {one: DIAGNOSES[other], other: DIAGNOSES[one]}
    return lambda answer: letters(answer) == wanted


@cache
def _loss():
    birds = penguins()
    return line_fit(birds["flipper_length_mm"], birds["body_mass_g"], standardize=True)


def ends(plan):
    """Return the losses above the lowest after ten epochs, one for each of five seeds."""
    size, rate = plan
    loss = _loss()
    knobs = {"batch_size": size, "learning_rate": rate, "steps": EPOCHS * -(-loss.examples // size)}
    runs = [
        descend(loss, (-2, 3), stochastic_gradient_descent, seed=seed, **knobs) for seed in range(5)
    ]
    above = [run.losses[-1] - loss(loss.minima[0]) for run in runs]
    return np.array(
        [np.inf if r.status.kind == "diverged" else a for r, a in zip(runs, above, strict=True)]
    )


def arrives(plan):
    """Whether a plan keeps to 32 birds and reaches the goal for every seed."""
    return plan[0] <= 32 and bool((ends(plan) < GOAL).all())


def still_travels(plan):
    """Whether a run ends on its way: all seeds end alike, far from the goal."""
    above = ends(plan)
    return bool(above.min() > GOAL and above.max() < 2 * above.min())
