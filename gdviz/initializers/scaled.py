"""Initializers whose spread follows from the layer's size, after LeCun, Xavier and He."""

import numpy as np

from gdviz.initializers.plain import checked_shape, normal, uniform


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
