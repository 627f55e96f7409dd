"""Notebook 04."""

from gdviz.losses import himmelblau

wells = himmelblau()


def uniform(shape, generator):
    limit = (6 / shape[0]) ** 0.5
    return generator.uniform(-limit, limit, shape)


OTHER_RIGHT = {"04.2": [0.016], "04.5": [uniform]}

WRONG = {
    "04.4": [(2 / wells.curvatures(w).max(), "belongs to Himmelblau") for w in wells.minima],
    "04.5": [
        (lambda shape, generator: generator.normal(0, 3, shape), "Wanted is a function"),
        (lambda n_in, n_out, generator: None, "TypeError"),
    ],
    "04.6": [(1, "Wanted is a start")],
}
