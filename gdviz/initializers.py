"""Initializers: functions of a shape and a seeded generator that return the weights of a layer.

A layer that maps n_in numbers to n_out has weights of shape ``(n_in, n_out)``, so that ``x @ w``
is what it computes; torch keeps the transpose. ``generator`` is a seed or a
numpy.random.Generator. Those named after people keep the signal's spread in layers of one kind.
"""

import numpy as np

from gdviz import checks

__all__ = ["constant", "he_normal", "lecun_normal", "normal", "xavier_normal"]

__getattr__ = checks.unknown_name("gd.initializers", __all__)


def _checked_shape(shape):
    if not isinstance(shape, tuple | list | np.ndarray) or len(shape) != 2:
        raise ValueError(
            f"shape must be two whole numbers, (n_in, n_out). Got {checks.shorten(shape)}. "
            "Give the layer's inputs and outputs."
        )
    return tuple(checks.check_count("shape", n, 1, advice="Give (n_in, n_out).") for n in shape)


def drawn(initializer, shape, generator):
    """Return what an initializer draws, which may be a learner's own, if it fits the layer."""
    weights = checks.own_array(initializer(shape, generator))
    if weights.shape != shape or weights.dtype.kind not in "fiu" or not np.isfinite(weights).all():
        raise ValueError(
            f"initializer must return finite numbers of shape {shape}. Got shape "
            f"{weights.shape}: {checks.shorten(weights)}. Draw generator.normal(size=shape)."
        )
    return weights


def constant(shape, generator=None, value: float = 0.5) -> np.ndarray:
    """All the same: hidden units that start equal get equal gradients and stay equal for ever.

    That needs equal weights in the next layer too. The units of the output layer have different
    targets and part at the first step. The generator is not used.

    >>> constant((1, 2), value=0.1)
    array([[0.1, 0.1]])
    """
    if generator is not None:
        checks.check_seed("generator", generator)
    return np.full(_checked_shape(shape), checks.check_number("value", value))


def normal(shape, generator, std: float = 0.01) -> np.ndarray:
    """Normal with mean 0 and standard deviation ``std``, whatever the size of the layer.

    >>> normal((3, 2), generator=0).shape
    (3, 2)
    """
    std = checks.check_number("std", std, 0, advice="Try 0.01.")
    return std * checks.check_seed("generator", generator).standard_normal(_checked_shape(shape))


def lecun_normal(shape, generator) -> np.ndarray:
    """Normal with variance 1/n_in: a linear layer hands on the variance it gets.

    LeCun, Bottou, Orr and Müller (1998), "Efficient BackProp", section 4.6. jax cuts the normal
    off at two standard deviations and widens it to the same variance.

    >>> lecun_normal((3, 2), generator=0).shape
    (3, 2)
    """
    n_in, _ = _checked_shape(shape)
    return normal(shape, generator, np.sqrt(1 / n_in))


def xavier_normal(shape, generator) -> np.ndarray:
    """Normal with variance 2/(n_in + n_out), between what forward and backward ask for.

    Glorot and Bengio (2010), "Understanding the difficulty of training deep feedforward neural
    networks"; Xavier is Glorot's first name. torch's ``xavier_normal_``.

    >>> xavier_normal((3, 2), generator=0).shape
    (3, 2)
    """
    return normal(shape, generator, np.sqrt(2 / sum(_checked_shape(shape))))


def he_normal(shape, generator) -> np.ndarray:
    """Normal with variance 2/n_in: twice LeCun's, because relu drops half of the signal.

    He, Zhang, Ren and Sun (2015), "Delving deep into rectifiers". torch's ``kaiming_normal_``
    with its defaults; Kaiming is He's first name.

    >>> print(round(he_normal((1000, 500), generator=0).var() * 1000, 2))
    2.0
    """
    n_in, _ = _checked_shape(shape)
    return normal(shape, generator, np.sqrt(2 / n_in))
