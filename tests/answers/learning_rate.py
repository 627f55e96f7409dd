"""Notebook 03."""

OTHER_RIGHT = {"03.4": [0.032, 4 / 125]}

WRONG = {"03.4": [((0.032,), "one number")]}
