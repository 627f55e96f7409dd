"""A learning rate from the curvature: half of the limit beyond which steps grow."""

from gdviz.losses.core import check_loss
from gdviz.text import number


def safe_learning_rate(loss, w=None):
    """Return 1/λmax, half of the limit 2/λmax that the largest curvature sets.

    On a quadratic that curves up in every direction no coordinate along an eigenvector then
    overshoots, and descent converges from every start. On another loss it is advice for the
    neighbourhood of ``w``.

    Parameters
    ----------
    loss : Loss
    w : array_like, shape (dim,), optional
        Where to measure the curvature; by default at the first known minimum.

    Returns
    -------
    float
        In units of the parameter squared for each unit of loss.

    Raises
    ------
    ValueError
        If ``w`` is left out and no minimum is known, or if no curvature there is above 0.

    Notes
    -----
    Nesterov (2004), "Introductory Lectures on Convex Optimization", section 1.2.3: with a
    gradient that is Lipschitz with constant L, the rate 1/L promises the largest fall per step.

    Examples
    --------
    >>> from gdviz.losses import line_fit, ravine
    >>> safe_learning_rate(ravine(10))
    0.05
    >>> round(safe_learning_rate(line_fit([1, 2, 4], [3, 5, 6], standardize=True)), 12)
    0.5
    """
    largest = float(check_loss(loss).curvatures(w)[-1])
    if not largest > 0:
        raise ValueError(
            "w must be where the loss curves up in some direction. Got a largest curvature of "
            f"{number(largest)}. Measure it elsewhere, near a minimum."
        )
    return 1 / largest
