"""Notebook 04."""

import numpy as np

import gdviz as gd

R = np.corrcoef(gd.penguins()["flipper_length_mm"], gd.penguins()["body_mass_g"])[0, 1]


def normal(shape, generator):
    return generator.normal(0, np.sqrt(2 / shape[0]), size=shape)


def uniform(shape, generator):
    limit = (6 / shape[0]) ** 0.5
    return generator.uniform(-limit, limit, shape)


def scaled(shape, generator):
    n_in, _ = shape
    return generator.standard_normal(shape) / np.sqrt(n_in / 2)


def with_std(rule):
    """Make an initializer whose standard deviation is rule(n_in, n_out)."""
    return lambda shape, generator: generator.normal(size=shape) * rule(*shape)


def own_seed(shape, generator):
    return normal(shape, np.random.default_rng(0))


def lying(shape, generator):
    return normal(shape, generator).T


def all_positive(shape, generator):
    return np.abs(normal(shape, generator))


OTHER_RIGHT = {
    "04.1": [0.05, 1 / 20, 400**-0.5],
    "04.2": [1 / 64, 0.015625, 0.5**6, 0.016],
    "04.3": [0.5, 1 / 2, 100 * 2 / 400],
    "04.4": [0.239, 2 / 8.379, 1 / (4 + R**2 / 4)],
    "04.5": [normal, uniform, scaled],
    "04.6": [(1.5, -1.5), [-0.7, 0.7], np.array([2.0, -2.0])],
}

WRONG = {
    "04.1": [
        (0.0025, "That is the variance"),
        (0.1, "divided by the outputs"),
        (np.sqrt(2 / 500), "That is Xavier"),
        (np.sqrt(2 / 400), "That is He"),
        (20, "Upside down"),
        (0.7, "Wanted is one number"),
    ],
    "04.2": [
        (1, "half of z"),
        (1 / 8, "standard deviation"),
        (0.5, "one layer"),
        (1 / 12, "Layers multiply"),
        (64, "reciprocal"),
        (0.3, "Wanted is one number"),
    ],
    "04.3": [
        (1.5, "way forward"),
        (1, "Only in a square layer"),
        (0.333, "LeCun's variance"),
        (0.005, "variance of one weight"),
        (0.707, "factor of the spread"),
        (2, "Wanted is one factor"),
    ],
    "04.4": [
        (0.119, "jump over the minimum"),
        (8.38, "curvature itself"),
        (0.574, "the flattest of all"),
        (0.0149, "belongs to Himmelblau"),
        (2 / 1e-16, "along the curve of minima"),
        (-2 / 1e-16, "along the curve of minima"),
        (0.25, "Is your point a minimum"),
        (0.21, "Is your point a minimum"),
        (0.5, "Wanted is one learning rate"),
    ],
    "04.5": [
        (lying, "so that x @ w works"),
        (all_positive, "do not have mean 0"),
        (with_std(lambda n_in, n_out: 2 / n_in), "Take its root first"),
        (with_std(lambda n_in, n_out: np.sqrt(2 / n_out)), "divided by the outputs"),
        (with_std(lambda n_in, n_out: np.sqrt(1 / n_in)), "That is LeCun"),
        (with_std(lambda n_in, n_out: np.sqrt(2 / (n_in + n_out))), "That is Xavier"),
        (with_std(lambda n_in, n_out: np.sqrt(2 / (3 * n_in))), "the variance c²/3"),
        (with_std(lambda n_in, n_out: 1), "The width must come in"),
        (own_seed, "not the chance"),
        (with_std(lambda n_in, n_out: 3), "Wanted is a function"),
        (lambda n_in, n_out, generator: None, "TypeError"),
    ],
    "04.6": [
        ((0, 0), "within half a unit"),
        ((1, -1), "in the figure"),
        ((-1, 1), "in the figure"),
        ((30, -30), "diverges"),
        ((1, 1), "find the minimum together"),
        ((1, 0.5), "Both weights have one sign"),
        ((1, -0.9), "not exactly of one size"),
        ((1, 0), "One weight of 0"),
        (1, "Wanted is a start"),
        ((1.8, -0.6), "not exactly of one size"),
    ],
}
