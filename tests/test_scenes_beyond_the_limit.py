"""The props of notebook 10: curvatures of many points at once, and a training with all it met."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.course import beyond

LOSS = beyond.two_weights()


@pytest.mark.parametrize("place", [(3, 0), (-0.4, 2.5), (1, 1), (0, 0)])
def test_curvatures_of_many_points_are_those_of_the_formula(place):
    one, two = place
    formula = np.array([[2 * two**2, 4 * one * two - 2], [4 * one * two - 2, 2 * one**2]])
    expected = np.linalg.eigvalsh(formula)[-1]
    gd.check_gradient(LOSS, place, tolerance=1e-7)
    assert beyond.sharpness(LOSS, place) == pytest.approx(expected, abs=1e-6)
    many = beyond.sharpness(LOSS, [[place, (np.nan, 1)], [(2, 2), (1, 1)]])
    assert many == pytest.approx(np.array([[expected, np.nan], [22, 4]]), nan_ok=True, abs=1e-6)


def test_curvatures_of_a_network_are_those_of_its_hessian():
    net = gd.network.regressor(np.linspace(-1, 1, 9), np.linspace(0, 2, 9) ** 2, hidden=(3,))
    w = net.initialize(gd.initializers.lecun_normal, 1)
    assert beyond.sharpness(net, w) == pytest.approx(net.curvatures(w)[-1], rel=1e-6)
    assert np.isnan(beyond.sharpness(net, w * np.nan))


def test_a_training_is_the_walk_with_all_that_it_met():
    lab = beyond.train(LOSS, [(3, 0), (1, 1.2)], [0.1, 0.3], 200)
    run = gd.descend(LOSS, (1, 1.2), learning_rate=0.1, steps=200)
    assert lab.losses[:, 0, 1] == pytest.approx(run.losses, abs=1e-5)
    assert lab.ends[0, 1] == pytest.approx(run.end, abs=1e-4)
    met = beyond.sharpness(LOSS, run.points[[0, -1]])
    assert lab.curvatures[[0, -1], 0, 1] == pytest.approx(met, abs=1e-3)
    assert np.isnan(lab.losses[-1, 1, 0])
    assert lab.shares[0, 1, 0] == pytest.approx(0.15 * (9 + np.sqrt(85)))
