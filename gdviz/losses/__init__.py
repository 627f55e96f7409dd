"""What we descend: losses with their gradients, and what is known of each.

One shape rule holds everywhere: a point is an array of shape ``(dim,)``, a batch of points has
shape ``(..., dim)``; values drop the last axis, gradients keep it.

Examples
--------
>>> import gdviz as gd
>>> gd.losses.himmelblau()([3, 2])
0.0
"""

from gdviz.checks import unknown_name
from gdviz.losses.core import CatalogueLoss, Loss, as_loss
from gdviz.losses.landscapes import plateau, product, ridge, rosenbrock
from gdviz.losses.line import LineFit, line_fit
from gdviz.losses.quadratics import bowl, quadratic, ravine, saddle
from gdviz.losses.tools import check_gradient, counted
from gdviz.losses.wells import double_well, himmelblau, two_wells

__all__ = [
    "CatalogueLoss",
    "LineFit",
    "Loss",
    "as_loss",
    "bowl",
    "check_gradient",
    "counted",
    "double_well",
    "himmelblau",
    "line_fit",
    "plateau",
    "product",
    "quadratic",
    "ravine",
    "ridge",
    "rosenbrock",
    "saddle",
    "two_wells",
]

__getattr__ = unknown_name("gd.losses", __all__)
