"""What other libraries say, as ``make.py`` stored it, and how to read it."""

import json
from pathlib import Path

import numpy as np

import gdviz as gd

HERE = Path(__file__).parent


def oracle(name):
    """Return the arrays that another library made, and what was written down with them."""
    with np.load(HERE / f"{name}.npz") as stored:
        arrays = dict(stored)
    return arrays, json.loads(str(arrays.pop("about")))


def loss_of(name, about):
    """Return the loss of gdviz that an oracle calls by this name."""
    if name == "line_fit":
        return gd.losses.line_fit(about["x"], about["y"])
    own = {"rosenbrock": rosenbrock, "product": product}
    return own[name]() if name in own else getattr(gd.losses, name)()


def rosenbrock():
    """The bent valley of Rosenbrock (1960), as a learner may write it."""
    return gd.Loss(
        lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
        lambda w: np.array(
            [-2 * (1 - w[0]) - 400 * w[0] * (w[1] - w[0] ** 2), 200 * (w[1] - w[0] ** 2)]
        ),
    )


def product():
    """The smallest network, (1 − w1·w2)²: a curve of minima, and a saddle at zero."""
    return gd.Loss(lambda w: (1 - w[0] * w[1]) ** 2, lambda w: -2 * (1 - w[0] * w[1]) * w[::-1])
