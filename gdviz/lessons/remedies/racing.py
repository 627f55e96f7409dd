"""Notebook 06: many shuffles of stochastic descent at once, and what a goal costs in each."""

from itertools import islice
from typing import NamedTuple

import numpy as np

from gdviz.checks import check_count, check_point


class Race(NamedTuple):
    """What several learning rates reach in several shuffles, and at which price.

    Attributes
    ----------
    asked : ndarray of int, shape (steps + 1,)
        How many per-example gradients have been asked.
    above : ndarray, shape (steps + 1, rates, seeds)
        The loss above its lowest value.
    """

    asked: np.ndarray
    above: np.ndarray


def race(loss, start, learning_rates, batch_size, *, steps, seeds=1):
    """Walk as stochastic_gradient_descent does, for several rates and shuffles at once.

    Parameters
    ----------
    loss : Loss
        A mean over examples of quadratics, with a known minimum, as a line fit.
    start : array_like, shape (dim,)
    learning_rates : sequence of float or callable
        Numbers, or schedules by updates.
    batch_size : int
    steps : int
    seeds : int, optional
        The shuffles are those of the seeds 0, 1, 2, ….

    Returns
    -------
    Race

    Raises
    ------
    TypeError, ValueError
        If the start is no point of the loss, or a count is not a whole number in its range.

    Examples
    --------
    >>> from gdviz.losses import line_fit
    >>> loss = line_fit([0, 1, 2], [1, 3, 5], standardize=True)
    >>> run = race(loss, (3, 1), [0.25, 0.5], 3, steps=2)
    >>> print(run.asked, run.above[:, :, 0].round(9).tolist())
    [0 3 6] [[5.0, 5.0], [1.25, 0.0], [0.3125, 0.0]]
    """
    start, steps = check_point("start", start, loss.dim), check_count("steps", steps)
    batch_size = check_count("batch_size", batch_size, 1, maximum=loss.examples)
    w = np.tile(start, (len(learning_rates), check_count("seeds", seeds, 1), 1))
    points, asked = [w], [0]
    with np.errstate(all="ignore"):
        for k, batch in enumerate(islice(_batches(loss, batch_size, seeds), steps)):
            still, pull, size = batch
            rates = [rate(k) if callable(rate) else rate for rate in learning_rates]
            w = w - np.array(rates)[:, None, None] * ((pull @ w[..., None])[..., 0] + still)
            points.append(w)
            asked.append(size)
        return Race(np.cumsum(asked), loss(np.array(points)) - loss(loss.minima[0]))


def _batches(loss, batch_size, seeds):
    """Yield c and A of each batch's gradient c + A w, for all shuffles at once, and its size."""
    generators = [np.random.default_rng(seed) for seed in range(seeds)]
    still, pull = _example_quadratics(loss)
    firsts = np.arange(0, loss.examples, batch_size)
    sizes = np.diff([*firsts, loss.examples])
    while True:
        orders = np.array([generator.permutation(loss.examples) for generator in generators])
        still_sums = np.add.reduceat(still[orders], firsts, axis=1)
        pull_sums = np.add.reduceat(pull[orders], firsts, axis=1)
        for k, size in enumerate(sizes):
            yield still_sums[:, k] / size, pull_sums[:, k] / size, size


def _example_quadratics(loss):
    """Return cᵢ and Aᵢ of each example's gradient cᵢ + Aᵢ w, shapes (n, dim), (n, dim, dim)."""
    every = np.arange(loss.examples)
    still = loss.example_gradients(np.zeros(loss.dim), every)
    columns = [loss.example_gradients(unit, every) - still for unit in np.eye(loss.dim)]
    return still, np.stack(columns, axis=-1)


def price(run, goal, *, ever=False):
    """Return how many per-example gradients it took to come within a goal of the lowest loss.

    Parameters
    ----------
    run : Race
    goal : float
        How far above its lowest value the loss may be.
    ever : bool, optional
        True counts to the first time, False to the time from which on it stays.

    Returns
    -------
    ndarray, shape (rates, seeds)
        Infinite where the goal is not reached.

    Examples
    --------
    >>> run = Race(np.array([0, 3, 6, 9]), np.array([4, 0.5, 2, 0.1]).reshape(4, 1, 1))
    >>> print(price(run, 1), price(run, 1, ever=True), price(run, 0.01))
    [[9.]] [[3.]] [[inf]]
    """
    near = run.above < goal * (1 + 1e-9)  # no count hangs on the last digit
    good = near if ever else np.logical_and.accumulate(near[::-1])[::-1]
    return np.where(good.any(axis=0), run.asked[good.argmax(axis=0)].astype(float), np.inf)


__all__ = ["Race", "price", "race"]
