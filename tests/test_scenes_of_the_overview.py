"""What notebook 00 holds back, the best line, and its loop of eight lines."""

import numpy as np

import gdviz as gd
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


def test_the_eight_lines_walk_exactly_like_the_package():
    (loop,) = [c.source for c in COURSE["00_overview.ipynb"].cells if c.id == "loop"]
    names = {"np": np}
    exec(loop, names)
    run = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.1, steps=20)
    np.testing.assert_allclose(names["path"], run.points, rtol=1e-14)
