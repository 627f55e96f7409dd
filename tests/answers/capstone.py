"""Notebook 09."""

import numpy as np

import gdviz as gd
from gdviz.course.capstone import scaled
from gdviz.data import MEASURED

birds = gd.penguins()
train = np.random.default_rng(7).permutation(len(birds["species"]))[:202]
measured = np.column_stack([birds[name] for name in MEASURED])[train]
NET = gd.network.classifier(scaled(measured, measured), birds["species"][train], (2,), "relu")
START = NET.initialize(gd.initializers.he_normal, seed=1)
ADAM = gd.descend(NET, START, gd.adam, learning_rate=0.05, steps=300)
LONG = gd.descend(NET, START, learning_rate=2, steps=300)
SHORT = gd.descend(NET, START, learning_rate=0.5, steps=40)

OTHER_RIGHT = {"09.4": [LONG.end, list(ADAM.end)]}

WRONG = {
    "09.4": [
        (LONG, "run.end"),
        (LONG.end[:-1], "another network"),
        (LONG.points[-10:], "several runs"),
        (np.zeros(19), "All weights are equal"),
        (START, "more than five birds"),
        (SHORT.end, "Close"),
    ]
}
