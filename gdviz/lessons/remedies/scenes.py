"""Notebook 06: a fit of one number, and how many steps a remedy needs."""

from itertools import islice

import numpy as np

from gdviz.checks import check_data
from gdviz.losses import CatalogueLoss


def mean_fit(values):
    """Mean squared error of one number for all examples, L(c) = mean((c − v)²).

    Its minimum is the mean, its curvature 2, and the gradient of an example is 2(c − v): the
    noise of a batch does not depend on c, so that every law of noise has a closed form.

    Parameters
    ----------
    values : array_like, shape (n,)
        Two or more numbers.

    Returns
    -------
    CatalogueLoss
        With one coordinate and ``example_gradients``.

    Examples
    --------
    >>> loss = mean_fit([1, 2, 6])
    >>> print(loss.minima, loss.example_gradients(np.array([3.0]), [0, 2]).ravel())
    [[3.]] [ 4. -6.]
    """
    values = check_data("values", values)
    mean, spread = values.mean(), values.std()
    return CatalogueLoss(
        lambda w: (w[..., 0] - mean) ** 2 + spread**2,
        lambda w: 2 * (w - mean),
        lambda w: np.full((*w.shape, 1), 2.0),
        dim=1,
        name="the mean squared error of one number",
        labels=("c",),
        bounds=((mean - 3 * spread, mean + 3 * spread),),
        minima=[[mean]],
        vectorized=True,
        examples=len(values),
        example_gradients=lambda w, index: 2 * (w - values[index][:, None]),
    )


def steps_needed(loss, starts, optimizer, learning_rates, *, share=1e-4, steps=1000, **knobs):
    """Count the steps until the slowest of several starts is near the minimum for good.

    Parameters
    ----------
    loss : Loss
        With a known minimum, the lowest first.
    starts : array_like, shape (m, dim)
    optimizer : generator function
        One that walks from a batch of starts.
    learning_rates : array_like, shape (r,)
    share : float, optional
        Near means that the loss above its lowest value is this share of that at the start.
    steps : int, optional
        At most so many.
    **knobs
        Handed to the optimizer, as ``beta=0.9``.

    Returns
    -------
    ndarray, shape (r,)
        The first step from which on every start stays near; infinite where there is none.

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> from gdviz.optimizers import gradient_descent
    >>> steps_needed(bowl(), [(3, 4), (1, 0)], gradient_descent, [0.5, 0.25, 2])
    array([ 1.,  7., inf])
    """
    starts = np.asarray(starts, dtype=float)
    rates = np.asarray(learning_rates, dtype=float)[:, None, None]
    w = np.tile(starts, (len(rates), 1, 1))
    with np.errstate(all="ignore"):
        walk = optimizer(loss, w, learning_rate=rates, **knobs)
        losses = np.array([loss(points) for points in islice(walk, steps + 1)])
    above = losses - loss(loss.minima[0])
    far = ~(above <= share * above[0] * (1 + 1e-9))  # no count hangs on the last digit
    last = np.where(far.any(axis=0), len(far) - np.argmax(far[::-1], axis=0), 0).max(axis=1)
    return np.where(last <= steps, last, np.inf)


STARTS = {
    "plain": [(4, 1), (-3, 2), (2, -3), (-1, -2), (-4, 3)],
    "wall": [(-10, 1), (-8, -1), (-6, 2), (-4, -2), (-2, 1)],  # high up, before the plateau
}


__all__ = ["STARTS", "mean_fit", "steps_needed"]
