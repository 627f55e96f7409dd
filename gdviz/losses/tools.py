"""Two questions to any loss: whether its gradient is right, and how often it was asked."""

import copy

import numpy as np

from gdviz.checks import check_number, check_point
from gdviz.losses.core import Loss, as_loss, check_loss
from gdviz.text import number


def check_gradient(loss, w, tolerance=1e-5):
    """Compare a gradient with central differences of the loss and refuse a wrong one.

    Parameters
    ----------
    loss : Loss
    w : array_like, shape (dim,)
        Where to look: best a point that is not special in any way.
    tolerance : float, optional
        The largest error allowed, as a share of the larger of the two gradients' norms; close to
        a minimum, of the gradient that there is 0.001 beside it.

    Returns
    -------
    float
        The error found, as that share.

    Raises
    ------
    ValueError
        If it is larger; the message names the worst coordinate and says whether the sign is
        wrong.

    Examples
    --------
    >>> uphill = Loss(lambda w: w @ w, gradient=lambda w: -2 * w)
    >>> check_gradient(uphill, [1, 2])
    Traceback (most recent call last):
    ValueError: gradient must agree with differences of the loss. Got −4 for 4 in coordinate 1 \
of w: the sign is wrong.
    """
    loss = as_loss(loss, w)
    w = check_point("w", w, loss.dim)
    check_number("tolerance", tolerance, 0)
    plain = Loss(loss, dim=loss.dim)
    given, found = loss.gradient(w), plain.gradient(w)
    beside = 1e-3 * np.abs(plain.hessian(w)).max()
    scale = max(np.linalg.norm(given), np.linalg.norm(found), beside, np.finfo(float).tiny)
    error, reversed_ = (np.linalg.norm(given - sign * found) / scale for sign in (1, -1))
    if not error <= tolerance:
        raise _wrong_gradient(given, found, wrong_sign=reversed_ <= tolerance)
    return float(error)


def _wrong_gradient(given, found, wrong_sign):
    worst = int(np.argmax(np.abs(given - found)))
    return ValueError(
        "gradient must agree with differences of the loss. "
        f"Got {number(given[worst])} for {number(found[worst])} in coordinate {worst} of w: "
        f"{'the sign is wrong' if wrong_sign else 'derive it again'}."
    )


def counted(loss):
    """Return a copy of a loss that counts its evaluations, and the counts.

    Parameters
    ----------
    loss : Loss

    Returns
    -------
    loss : Loss
    counts : dict
        "losses", "gradients" and "example gradients" asked for so far; a batch counts once for
        each of its points.

    Examples
    --------
    The price of a backtracking step: one gradient, one loss here, one for each rate tried.

    >>> from itertools import islice
    >>> from gdviz.losses import bowl
    >>> from gdviz.optimizers import backtracking
    >>> loss, counts = counted(bowl())
    >>> path = list(islice(backtracking(loss, (3, 4), learning_rate=4), 2))
    >>> counts["gradients"], counts["losses"]
    (1, 5)
    """
    counts = {"losses": 0, "gradients": 0, "example gradients": 0}
    kinds = {
        "function": "losses",
        "gradient": "gradients",
        "example_gradients": "example gradients",
    }
    copied = copy.copy(check_loss(loss))
    for name, kind in kinds.items():
        if getattr(loss, name) is not None:
            object.__setattr__(copied, name, _tallied(getattr(loss, name), counts, kind))
    return copied, counts


def _tallied(function, counts, kind):
    def call(w, *index):
        counts[kind] += np.size(index) if index else int(np.prod(np.shape(w)[:-1]))
        return function(w, *index)

    return call
