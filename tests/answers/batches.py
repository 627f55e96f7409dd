"""Notebook 07."""

from gdviz.schedules import inverse_time

OTHER_RIGHT = {
    "07.4": [
        (8, inverse_time(0.1, decay=0.1)),
        [1, lambda k: 1 / (2 * (k + 1))],
        (16, inverse_time(0.5, decay=1)),
    ],
}

WRONG = {
    "07.3": [(0.07, "three digits")],
    "07.4": [
        ((342, 0.5), "from 1 to 32"),
        ((8.5, 0.1), "from 1 to 32"),
        ((1, 5.0), "diverges"),
        ((32, 0.01), "not arrived"),
        ((8, 0.1), "wanders"),
        ((1, inverse_time(0.3, decay=0.001)), "noise is left"),
    ],
}
