"""Learning rates that change with the step.

A schedule is any callable ``k -> learning rate``; those made here are frozen records that say
in words what they do. They stand wherever a learning rate does.

Examples
--------
>>> import gdviz as gd
>>> halving = gd.schedules.step(0.25, every=10)
>>> print(gd.descend(gd.losses.bowl(), (1, 0), learning_rate=halving, steps=20).method)
gradient descent at learning rate 0.25, times 0.5 every 10 steps
"""

from gdviz.checks import unknown_name
from gdviz.schedules.decays import exponential, inverse_square_root, inverse_time, step
from gdviz.schedules.ramps import cosine, join, warm_up
from gdviz.schedules.record import Schedule, constant

__all__ = [
    "Schedule",
    "constant",
    "cosine",
    "exponential",
    "inverse_square_root",
    "inverse_time",
    "join",
    "step",
    "warm_up",
]

__getattr__ = unknown_name("gd.schedules", __all__)
