"""Where the weights of a layer begin: functions of a shape and a seeded generator.

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

from gdviz.checks import unknown_name
from gdviz.initializers.plain import constant, normal, uniform, zeros
from gdviz.initializers.scaled import (
    he_normal,
    he_uniform,
    lecun_normal,
    lecun_uniform,
    xavier_normal,
    xavier_uniform,
)

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
