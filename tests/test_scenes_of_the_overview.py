"""What notebook 00 holds back, the best line, and its loop of eight lines."""

import numpy as np

import gdviz as gd
from gdviz.course import overview
from tests.course import COURSE
from tests.explorer_examples import framed

BIRDS = gd.penguins()
X, Y = BIRDS["flipper_length_mm"], BIRDS["body_mass_g"]


def test_the_explorer_keeps_the_best_line_to_itself_until_it_is_asked_for():
    explorer = gd.explore_line_fit(gd.losses.line_fit(X, Y), "flipper (mm)", "mass (g)")
    slope, intercept = np.polyfit(X, Y, 1)
    best = f"best line, {gd.number(slope)} · flipper − {gd.number(-intercept)}, reaches "
    assert "best" not in explorer.sentence
    assert best in framed(explorer, show_best=True)["sentence"]


def test_the_race_counts_what_each_way_needs():
    """A round sets each knob to its best; the steps at the best rate keep (κ − 1)/(κ + 1)."""
    raw, fit = gd.losses.line_fit(X, Y), gd.losses.line_fit(X, Y, standardize=True)
    rows, best, start = overview.race(raw, fit).rows, raw.minima[0], np.array([0, Y.mean()])
    (a, b), rounds = start, 0
    while np.linalg.norm((a, b) - best) > 0.01 * np.linalg.norm(start - best):
        a = np.mean(X * (Y - b)) / np.mean(X**2)
        b, rounds = np.mean(Y - a * X), rounds + 1
    flat, steep = np.linalg.eigvalsh(
        2 * np.cov(np.stack([X, np.ones_like(X)]), ddof=0) + 2 * np.outer(*[[X.mean(), 1]] * 2)
    )
    steps = np.log(0.01) / np.log((steep - flat) / (steep + flat))
    assert rows[1][1:] == (f"{rounds} rounds", "1 round")
    assert rows[2][1:] == (f"{steps / 1e6:.3g} million steps", "1 step")
    run = gd.descend(fit, (0, 0), learning_rate=2 / sum(fit.curvatures()), steps=1)
    assert np.linalg.norm(run.end - fit.minima[0]) < 1e-12


def test_the_eight_lines_walk_exactly_like_the_package():
    (loop,) = [c.source for c in COURSE["00_overview.ipynb"].cells if c.id == "loop"]
    names = {"np": np}
    exec(loop, names)
    run = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.1, steps=20)
    np.testing.assert_allclose(names["path"], run.points, rtol=1e-14)
