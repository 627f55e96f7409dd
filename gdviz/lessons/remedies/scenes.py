"""Notebook 06: a fit of one number, and how many steps a remedy needs."""

from itertools import islice

import numpy as np
from matplotlib.ticker import NullLocator

from gdviz.checks import check_data
from gdviz.figures import tell
from gdviz.losses import CatalogueLoss
from gdviz.plots.canvas import label
from gdviz.style import COLORS
from gdviz.words import number


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
    far = ~(above <= share * above[0])
    last = np.where(far.any(axis=0), len(far) - np.argmax(far[::-1], axis=0), 0).max(axis=1)
    return np.where(last <= steps, last, np.inf)


def price(run, goal, *, ever=False):
    """Return how many per-example gradients a run paid to come within a goal of the lowest loss.

    Parameters
    ----------
    run : Trajectory
        Of a loss with a known minimum.
    goal : float
        How far above the lowest value the loss may be.
    ever : bool, optional
        True counts to the first time, False to the time from which on it stays.

    Returns
    -------
    float
        Infinite where the run never pays enough.

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import line_fit
    >>> loss = line_fit([0, 1, 2], [1, 3, 5], standardize=True)
    >>> price(descend(loss, (3, 4), learning_rate=0.25, steps=20), 1)
    9.0
    """
    far = run.losses - run.loss(run.loss.minima[0]) >= goal
    if far.all() or (far[-1] and not ever):
        return np.inf
    step = np.argmin(far) if ever else len(far) - np.argmax(far[::-1])
    return float(run.gradient_evaluations[step if far.any() else 0])


STARTS = {
    "plain": [(4, 1), (-3, 2), (2, -3), (-1, -2), (-4, 3)],
    "before the plateau": [(-2, 1), (-1, 2), (-2.3, -1), (-0.5, 3), (-1.5, -2)],
}


def draw_floors(ax, learning_rates, floors, law, *, name):
    """Draw measured noise floors as points and their law as a curve, on logarithmic scales.

    Parameters
    ----------
    ax : Axes
    learning_rates, floors, law : array_like, shape (n,)
    name : str
        What the points are.

    Returns
    -------
    Axes
    """
    style = {"color": COLORS["loss" if not ax.lines else "path"]}
    marker = "o" if not ax.lines else "s"
    (dots,) = ax.plot(learning_rates, floors, marker, mec="white", ms=8, label=name, **style)
    ax.plot(learning_rates, law, "-" if marker == "o" else "--", lw=1.2, **style)
    ends = [number(v) for v in (learning_rates[0], floors[0], learning_rates[-1], floors[-1])]
    off = number(100 * np.max(np.abs(np.divide(floors, law) - 1)), 2)
    tell(
        dots,
        f"{name}: the floor rises from {ends[1]} at learning rate {ends[0]} to {ends[3]} at "
        f"{ends[2]}, at most {off} % off the law.",
    )
    ax.loglog()
    ax.set_xticks(learning_rates, [number(rate) for rate in learning_rates])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.legend()
    label(ax, "learning rate", "mean loss above its lowest value")
    return ax


__all__ = ["STARTS", "draw_floors", "mean_fit", "price", "steps_needed"]
