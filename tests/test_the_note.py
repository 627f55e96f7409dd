"""What the lecture note claims of its own example, and the line it sets out to fit."""

import numpy as np
import pytest

import gdviz as gd


@pytest.mark.parametrize("start", [(-3, 4), (5, 0), (0.25, -1e6)])
def test_on_the_bowl_at_rate_a_tenth_step_k_stands_at_four_fifths_to_the_k_of_the_start(start):
    run = gd.descend(gd.losses.bowl(), start, learning_rate=0.1, steps=60)
    k = np.arange(61)[:, None]
    np.testing.assert_allclose(run.points, 0.8**k * start, rtol=1e-12)
    np.testing.assert_allclose(run.losses, 0.64 ** k[:, 0] * np.dot(start, start), rtol=1e-12)


@pytest.mark.parametrize("start", [(0, 0), (-2, 3), (40, -40)])
def test_the_penguins_descent_ends_at_the_line_of_least_squares(start):
    birds = gd.penguins()
    x, y = birds["flipper_length_mm"], birds["body_mass_g"]
    fit = gd.losses.line_fit(x, y, standardize=True)
    run = gd.descend(fit, start, learning_rate=0.1, steps=300)
    solved = np.linalg.lstsq(np.stack([x, np.ones_like(x)], axis=1), y, rcond=None)[0]
    np.testing.assert_allclose(fit.in_data_units(run.end), solved, rtol=1e-9)
    assert run.status.kind == "converged"


@pytest.mark.parametrize(
    ("rate", "kind"), [(0.01, True), (0.5, True), (0.99, True), (1.0, False), (1.01, False)]
)
def test_on_standardised_data_the_range_is_0_to_1_exactly(rate, kind):
    birds = gd.penguins()
    fit = gd.losses.line_fit(birds["flipper_length_mm"], birds["body_mass_g"], standardize=True)
    run = gd.descend(fit, (3, -2), learning_rate=rate, steps=2000)
    near = np.linalg.norm(run.end - fit.minima[0]) < 1e-6
    assert near == kind
