"""Notebook 06: five walks that hold one classic mistake each, for the bug clinic."""

import numpy as np

from gdviz.data import penguins
from gdviz.descent import descend
from gdviz.losses import line_fit, ravine
from gdviz.optimizers import adam, gradient_descent, stochastic_gradient_descent
from gdviz.schedules import inverse_time

DIAGNOSES = {
    "A": "schedule restarted",
    "B": "plus sign",
    "C": "no bias correction",
    "D": "integer array",
    "E": "gradient not reset",
}


def _accumulating(loss, w, learning_rate):
    gradient = np.zeros_like(w)
    while True:
        yield w
        gradient = gradient + loss.gradient(w)
        w = w - learning_rate * gradient


def _climbing(loss, w, learning_rate):
    while True:
        yield w
        w = w + learning_rate * loss.gradient(w)


def _truncating(loss, w, learning_rate):
    w = w.astype(int)
    while True:
        yield w.astype(float)
        w = (w - learning_rate * loss.gradient(w.astype(float))).astype(int)


def _restarting(loss, w, learning_rate, batch_size=1, seed=0):
    draw = np.random.default_rng(seed)
    while True:
        order = draw.permutation(loss.examples)
        for k, first in enumerate(range(0, loss.examples, batch_size)):
            yield w
            batch = order[first : first + batch_size]
            w = w - learning_rate(k) * loss.example_gradients(w, batch).mean(axis=0)


def _uncorrected(loss, w, learning_rate, b1=0.9, b2=0.999):
    mean, squares = np.zeros_like(w), np.zeros_like(w)
    while True:
        yield w
        slope = loss.gradient(w)
        mean = b1 * mean + (1 - b1) * slope
        squares = b2 * squares + (1 - b2) * slope**2
        w = w - learning_rate * mean / (np.sqrt(squares) + 1e-8)


def patients():
    """Return the five runs of the bug clinic by their letters, each beside its healthy twin.

    Returns
    -------
    dict of str to (Trajectory, Trajectory)
        The run with the mistake, and the same walk without it.

    Examples
    --------
    >>> sorted(patients())
    ['A', 'B', 'C', 'D', 'E']
    """
    birds = penguins()
    fit = line_fit(birds["flipper_length_mm"], birds["body_mass_g"], standardize=True)
    valley, fall = ravine(4), inverse_time(0.5, decay=0.5)
    noisy = {"learning_rate": fall, "batch_size": 12, "steps": 145}
    cases = {
        "A": (fit, (-2, 3), _restarting, stochastic_gradient_descent, noisy),
        "B": (valley, (3, 2), _climbing, gradient_descent, {"learning_rate": 0.02, "steps": 60}),
        "C": (valley, (0.05, 0.04), _uncorrected, adam, {"learning_rate": 0.05, "steps": 25}),
        "D": (fit, (-7, 3), _truncating, gradient_descent, {"learning_rate": 0.05, "steps": 60}),
        "E": (
            valley,
            (3, 2),
            _accumulating,
            gradient_descent,
            {"learning_rate": 0.02, "steps": 60},
        ),
    }
    return {
        letter: tuple(descend(loss, start, walk, **knobs) for walk in walks)
        for letter, (loss, start, *walks, knobs) in cases.items()
    }
