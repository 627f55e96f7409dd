"""Notebook 05."""

from gdviz.losses import himmelblau

wells = himmelblau()


def uniform(shape, generator):
    limit = (6 / shape[0]) ** 0.5
    return generator.uniform(-limit, limit, shape)


OTHER_RIGHT = {
    "05.3": [uniform],
    "05.4": [{"widths": (300, 30), "drawings": 1000, "larger": " xavier "}],
}

WRONG = {
    "05.2": [(2 / wells.curvatures(w).max(), "belongs to Himmelblau") for w in wells.minima],
    "05.3": [
        (lambda shape, generator: generator.normal(0, 3, shape), "not what is asked"),
        (lambda n_in, n_out, generator: None, "TypeError"),
    ],
    "05.4": [
        ({"widths": [100], "drawings": 5, "larger": "LeCun"}, "2 to 6 whole numbers"),
        ({"widths": [100, 50], "drawings": 5}, "KeyError"),
        ("LeCun", "should be a dictionary"),
    ],
}
