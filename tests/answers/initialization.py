"""Notebook 05."""

from gdviz.losses import himmelblau

wells = himmelblau()


def uniform(shape, generator):
    limit = (6 / shape[0]) ** 0.5
    return generator.uniform(-limit, limit, shape)


OTHER_RIGHT = {"05.2": [0.016], "05.5": [uniform]}

WRONG = {
    "05.4": [(2 / wells.curvatures(w).max(), "belongs to Himmelblau") for w in wells.minima],
    "05.5": [
        (lambda shape, generator: generator.normal(0, 3, shape), "not what is asked"),
        (lambda n_in, n_out, generator: None, "TypeError"),
    ],
    "05.6": [(1, "should be a start")],
}
