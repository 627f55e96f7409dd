"""How the exercises of notebook 04 know a right answer and the usual wrong ones."""

import numpy as np

from gdviz.data import penguins
from gdviz.descent import descend
from gdviz.losses import Loss

SHAPES = ((400, 100), (150, 300))


def draws(function, shape=SHAPES[0], seed=0):
    """Return the weights that an initializer draws, or raise if they are no table of numbers."""
    weights = np.asarray(function(shape, np.random.default_rng(seed)), dtype=float)
    if weights.ndim != 2 or not np.isfinite(weights).all():
        raise ValueError(f"wanted are finite weights of shape {shape}, not {weights.shape}")
    return weights


def with_variance(rule):
    """Recognise an initializer whose variance is ``rule(n_in, n_out)``, around the mean 0.

    Of 40,000 normal weights the variance strays by √(2/40000) = 0.7 %, so 4 % is safe.
    """

    def recognise(function):
        for shape in SHAPES:
            weights = draws(function, shape)
            spread = np.sqrt(rule(*shape))
            if weights.shape != shape or abs(weights.mean()) > 0.04 * spread:
                return False
            if not np.isclose(weights.var(), rule(*shape), rtol=0.04):
                return False
        return True

    return recognise


def lies_across(function):
    """Whether the weights have the shape (n_out, n_in)."""
    return draws(function).shape == SHAPES[0][::-1]


def is_off_centre(function):
    """Whether the weights have another mean than 0."""
    weights = draws(function)
    return abs(weights.mean()) > 0.5 * weights.std()


def ignores_the_generator(function):
    """Whether the same generator gives other weights, or another one the same."""
    again = np.array_equal(draws(function), draws(function))
    return not again or np.array_equal(draws(function), draws(function, seed=1))


def sharpness(w1, w2):
    """Return the largest curvature of the chain at a minimum, where w1·w2 = r."""
    return 2 * (w1**2 + w2**2)


def chain():
    """Return (y − w1·w2·x)² for the standardised penguins, as in the notebook."""
    birds = penguins()
    x, y = birds["flipper_length_mm"], birds["body_mass_g"]
    r = np.corrcoef(x, y)[0, 1]

    def value(w):
        product = w[..., 0] * w[..., 1]
        return 1 - 2 * r * product + product * product

    def gradient(w):
        return 2 * (w.prod(axis=-1, keepdims=True) - r) * w[..., ::-1]

    return Loss(value, gradient, dim=2, vectorized=True)


def point(answer):
    """Return an answer as a point of two finite numbers, or raise."""
    given = np.asarray(answer, dtype=float)
    if given.shape != (2,) or not np.isfinite(given).all():
        raise ValueError("a start is two finite numbers")
    return given


def end_of(answer):
    """Return where 500 steps of the chain at learning rate 0.1 lead, NaN if they diverge."""
    run = descend(chain(), point(answer), learning_rate=0.1, steps=500)
    return np.full(2, np.nan) if run.status.kind == "diverged" else run.end


def stands_in_the_figure(answer):
    """Whether a start is the one that the notebook walks into the saddle from."""
    return np.array_equal(np.abs(point(answer)), (1, 1))


def ends_at_the_saddle(answer):
    """Whether a start of the reader's own, at least 0.5 away from 0, ends at 0 after all."""
    if np.linalg.norm(point(answer)) < 0.5 or stands_in_the_figure(answer):
        return False
    return np.linalg.norm(end_of(answer)) < 1e-3
