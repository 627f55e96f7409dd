"""Initializers that take no account of the layer's size."""

import numpy as np

from gdviz.checks import check_count, check_number, own_array, shorten


def checked_shape(shape):
    """Return (n_in, n_out) as a tuple of two ints."""
    if not isinstance(shape, tuple | list | np.ndarray) or len(shape) != 2:
        raise ValueError(
            f"shape must be two whole numbers, (n_in, n_out). Got {shorten(shape)}. "
            "Give the layer's inputs and outputs."
        )
    return tuple(check_count("shape", n, 1, advice="Give (n_in, n_out).") for n in shape)


def _seeded(generator, advice="Give a seed or numpy.random.default_rng(seed)."):
    if isinstance(generator, np.random.Generator):
        return generator
    return np.random.default_rng(check_count("generator", generator, advice=advice))


def drawn(initializer, shape, generator):
    """Return what an initializer draws, which may be a learner's own, if it fits the layer.

    Examples
    --------
    >>> drawn(lambda shape, generator: np.ones(3), (2, 3), None)
    Traceback (most recent call last):
    ValueError: initializer must return finite numbers of shape (2, 3). Got shape (3,): \
array([1., 1., 1.]). Draw generator.normal(size=shape).
    """
    weights = own_array(initializer(shape, generator))
    if weights.shape != shape or weights.dtype.kind not in "fiu" or not np.isfinite(weights).all():
        raise ValueError(
            f"initializer must return finite numbers of shape {shape}. Got shape "
            f"{weights.shape}: {shorten(weights)}. Draw generator.normal(size=shape)."
        )
    return weights


def zeros(shape, generator=None):
    """All zero: the units of a hidden layer stay twins if all weights behind them are equal too.

    Only the output layer is not held so: its units have different targets, and it learns.

    Parameters
    ----------
    shape : (n_in, n_out)
    generator : optional
        Not used; here so that all initializers are called alike.

    Returns
    -------
    ndarray, shape (n_in, n_out)

    Examples
    --------
    >>> zeros((2, 3))
    array([[0., 0., 0.],
           [0., 0., 0.]])
    """
    _seeded(0 if generator is None else generator)
    return np.zeros(checked_shape(shape))


def constant(shape, generator=None, value=0.5):
    """All the same: hidden units that start equal get equal gradients and stay equal for ever.

    That needs equal weights in the next layer too. The units of the output layer have different
    targets and part at the first step.

    Parameters
    ----------
    shape : (n_in, n_out)
    generator : optional
        Not used; here so that all initializers are called alike.
    value : float, optional

    Returns
    -------
    ndarray, shape (n_in, n_out)

    Examples
    --------
    >>> constant((1, 2), value=0.1)
    array([[0.1, 0.1]])
    """
    _seeded(0 if generator is None else generator, f"Did you mean value={shorten(generator)}?")
    return np.full(checked_shape(shape), check_number("value", value))


def normal(shape, generator, std=0.01):
    """Normal with mean 0 and one standard deviation for layers of any size.

    Parameters
    ----------
    shape : (n_in, n_out)
    generator : int or numpy.random.Generator
        A seed, or a generator that goes on from where it is.
    std : float, optional
        Above 0; the variance is std².

    Returns
    -------
    ndarray, shape (n_in, n_out)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Examples
    --------
    >>> normal((2, 3), generator=0).shape
    (2, 3)
    """
    std = check_number("std", std, 0, advice="Try 0.01.")
    return std * _seeded(generator).standard_normal(checked_shape(shape))


def uniform(shape, generator, limit=0.05):
    """Uniform between −limit and limit, the same for layers of any size.

    Parameters
    ----------
    shape : (n_in, n_out)
    generator : int or numpy.random.Generator
        A seed, or a generator that goes on from where it is.
    limit : float, optional
        Above 0; the variance is limit²/3.

    Returns
    -------
    ndarray, shape (n_in, n_out)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Examples
    --------
    >>> bool((abs(uniform((20, 30), generator=0)) <= 0.05).all())
    True
    """
    limit = check_number("limit", limit, 0, advice="Try 0.05.")
    return _seeded(generator).uniform(-limit, limit, checked_shape(shape))
