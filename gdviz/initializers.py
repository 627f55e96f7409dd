"""Initializers: functions of a shape and a seeded generator that return the weights of a layer.

A layer that maps n_in numbers to n_out has weights of shape ``(n_in, n_out)``, so that ``x @ w``
is what it computes; torch keeps the transpose. The three named after people keep the spread of
the signal from layer to layer: LeCun 1/n_in, Xavier 2/(n_in + n_out), He 2/n_in.

Examples
--------
>>> import gdviz as gd
>>> weights = gd.initializers.he_normal((1000, 500), generator=0)
>>> print(weights.shape, round(float(weights.var()) * 1000, 2))
(1000, 500) 2.0
"""

import numpy as np

from gdviz.checks import check_count, check_number, own_array, shorten, unknown_name

__all__ = [
    "constant",
    "he_normal",
    "he_uniform",
    "lecun_normal",
    "lecun_uniform",
    "normal",
    "uniform",
    "xavier_normal",
    "xavier_uniform",
    "zeros",
]

__getattr__ = unknown_name("gd.initializers", __all__)


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


def lecun_normal(shape, generator):
    """Normal with variance 1/n_in: a linear layer hands on the variance it gets.

    Parameters
    ----------
    shape : (n_in, n_out)
    generator : int or numpy.random.Generator
        A seed, or a generator that goes on from where it is.

    Returns
    -------
    ndarray, shape (n_in, n_out)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    LeCun, Bottou, Orr and Müller (1998), "Efficient BackProp", section 4.6. jax cuts the normal
    off at two standard deviations and widens it to the same variance.

    Examples
    --------
    >>> lecun_normal((3, 2), generator=0).shape
    (3, 2)
    """
    return normal(shape, generator, _std(1, checked_shape(shape)[0]))


def lecun_uniform(shape, generator):
    """Uniform within ±√(3/n_in): the variance of :func:`lecun_normal`, 1/n_in.

    Parameters
    ----------
    shape : (n_in, n_out)
    generator : int or numpy.random.Generator
        A seed, or a generator that goes on from where it is.

    Returns
    -------
    ndarray, shape (n_in, n_out)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    The same source. jax's ``lecun_uniform``.

    Examples
    --------
    >>> bool((abs(lecun_uniform((3, 20), generator=0)) <= 1).all())
    True
    """
    return uniform(shape, generator, _limit(1, checked_shape(shape)[0]))


def xavier_normal(shape, generator):
    """Normal with variance 2/(n_in + n_out), between what forward and backward ask for.

    Parameters
    ----------
    shape : (n_in, n_out)
    generator : int or numpy.random.Generator
        A seed, or a generator that goes on from where it is.

    Returns
    -------
    ndarray, shape (n_in, n_out)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    Glorot and Bengio (2010), "Understanding the difficulty of training deep feedforward neural
    networks"; Xavier is Glorot's first name. torch's ``xavier_normal_``. In a square layer it is
    :func:`lecun_normal`.

    Examples
    --------
    >>> xavier_normal((3, 2), generator=0).shape
    (3, 2)
    """
    return normal(shape, generator, _std(2, sum(checked_shape(shape))))


def xavier_uniform(shape, generator):
    """Uniform within ±√(6/(n_in + n_out)): the variance of :func:`xavier_normal`.

    Parameters
    ----------
    shape : (n_in, n_out)
    generator : int or numpy.random.Generator
        A seed, or a generator that goes on from where it is.

    Returns
    -------
    ndarray, shape (n_in, n_out)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    The same source. torch's ``xavier_uniform_``.

    Examples
    --------
    >>> bool((abs(xavier_uniform((3, 3), generator=0)) <= 1).all())
    True
    """
    return uniform(shape, generator, _limit(2, sum(checked_shape(shape))))


def he_normal(shape, generator):
    """Normal with variance 2/n_in: twice LeCun's, because relu drops half of the signal.

    Parameters
    ----------
    shape : (n_in, n_out)
    generator : int or numpy.random.Generator
        A seed, or a generator that goes on from where it is.

    Returns
    -------
    ndarray, shape (n_in, n_out)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    He, Zhang, Ren and Sun (2015), "Delving deep into rectifiers". torch's ``kaiming_normal_``
    with its defaults; Kaiming is He's first name.

    Examples
    --------
    >>> he_normal((3, 2), generator=0).shape
    (3, 2)
    """
    return normal(shape, generator, _std(2, checked_shape(shape)[0]))


def he_uniform(shape, generator):
    """Uniform within ±√(6/n_in): the variance of :func:`he_normal`, 2/n_in.

    Parameters
    ----------
    shape : (n_in, n_out)
    generator : int or numpy.random.Generator
        A seed, or a generator that goes on from where it is.

    Returns
    -------
    ndarray, shape (n_in, n_out)

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Notes
    -----
    The same source. torch's ``kaiming_uniform_`` with its defaults; ``torch.nn.Linear`` itself
    begins within ±√(1/n_in), with a sixth of this variance.

    Examples
    --------
    >>> bool((abs(he_uniform((6, 20), generator=0)) <= 1).all())
    True
    """
    return uniform(shape, generator, _limit(2, checked_shape(shape)[0]))


def _std(gain, fan):
    return float(np.sqrt(gain / fan))


def _limit(gain, fan):
    """Return the limit whose uniform distribution has the variance gain / fan."""
    return float(np.sqrt(3 * gain / fan))
