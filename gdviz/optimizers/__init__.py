"""How to walk: every optimizer is a generator of points.

An optimizer takes a loss, a start and its hyperparameters, and yields the start and then one
point after another, for ever. Its state is a local variable; its source is the text on the
blackboard. A learner's own generator has the same standing as these.

Examples
--------
>>> import gdviz as gd
>>> walk = gd.momentum(gd.losses.bowl(), (4, 2), learning_rate=0.25)
>>> next(walk), next(walk)
(array([4., 2.]), array([2., 1.]))
"""

from gdviz.checks import unknown_name
from gdviz.optimizers.adaptive import adagrad, adam, rmsprop
from gdviz.optimizers.core import check_names, optimizer
from gdviz.optimizers.first_order import (
    backtracking,
    gradient_descent,
    momentum,
    nesterov,
)
from gdviz.optimizers.learning_rates import check_learning_rate, rates
from gdviz.optimizers.searches import coordinate_search, random_search
from gdviz.optimizers.stochastic import stochastic_gradient_descent

__all__ = [
    "adagrad",
    "adam",
    "backtracking",
    "check_learning_rate",
    "check_names",
    "coordinate_search",
    "gradient_descent",
    "momentum",
    "nesterov",
    "optimizer",
    "random_search",
    "rates",
    "rmsprop",
    "stochastic_gradient_descent",
]

__getattr__ = unknown_name("gd.optimizers", __all__)
