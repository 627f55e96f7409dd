"""One explorer of each kind, as a notebook shows it: source to run here and in Jupyter."""

import re

import matplotlib
import numpy as np

SETUP = """\
import gdviz as gd
import numpy as np

gd.setup()
birds = gd.penguins()
flippers, masses = birds["flipper_length_mm"], birds["body_mass_g"]
standard = gd.losses.line_fit(flippers, masses, standardize=True)
parabola = gd.Loss(lambda x: x[0] ** 2, dim=1, name="x²", minima=[[0]])


def wave(ax, waves, height, grid, style):
    x = np.linspace(0, 1, 201)
    ax.plot(x, height * np.cos(2 * np.pi * waves * x), style)
    ax.set(ylim=(-2, 2), title=f"{waves} waves, {style}, {'with' if grid else 'without'} grid")
    ax.grid(grid)
"""

SHOWN = {
    "line fit": "gd.explore_line_fit(standard)",
    "learning rate": "gd.explore_learning_rate(parabola, 4)",
    "descent": "gd.explore_descent(gd.losses.ravine())",
    "direction": "gd.explore_direction(gd.losses.quadratic(2, 20), (2, 1), step=0.5)",
    "basins": "gd.explore_basins(gd.losses.two_wells())",
    "layers": "gd.explore_layers()",
    "batches": "gd.explore_batches(standard)",
    "optimizers": "gd.explore_optimizers(gd.losses.ravine())",
    "catapult": "gd.explore_catapult()",
    "own drawing": (
        'gd.explore(wave, waves=(1, 5), height=(0.5, 2.0), grid=True, style=["-", "--", ":"])'
    ),
    "film": "gd.film(gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.1, steps=20))",
}


def make(name):
    """Return a new explorer of this kind, and leave matplotlib's style as it was."""
    with matplotlib.rc_context():
        names = {}
        exec(SETUP, names)
        return eval(SHOWN[name], names)


def framed(explorer, **values):
    """Return what an explorer draws at these values of its controls."""
    return explorer.stage.frame(explorer.draw, explorer.defaults | values)[0]


def corners(piece):
    """Return the numbers of the first path in a piece of SVG."""
    return np.array(re.findall(r"[-\d.]+", re.search(r' d="([^"]*)"', piece)[1]), float)
