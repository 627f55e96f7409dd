"""The figures of notebook 00: the map, points as lines, the game at every rate, the race."""

import numpy as np
import pytest

import gdviz as gd
from gdviz.course import overview
from tests.course import COURSE
from tests.reading import notes, told

BIRDS = gd.penguins()
X, Y = BIRDS["flipper_length_mm"], BIRDS["body_mass_g"]
RAW, FIT = gd.losses.line_fit(X, Y), gd.losses.line_fit(X, Y, standardize=True)


def test_a_probe_answers_at_most_twelve_times_with_the_height_and_the_end_of_a_step():
    """The gradient is taken by differences here."""
    loss, places = gd.Loss(overview.hidden_loss().function), [(-4, -4), (1, 3), (4, 4)]
    ax = gd.probe(places)
    (arrows,) = ax.collections
    ends = places + np.stack([arrows.U, arrows.V], axis=-1) / arrows.scale
    walks = [gd.descend(loss, place, learning_rate=0.3, steps=1) for place in places]
    np.testing.assert_allclose(ends, [walk.end for walk in walks], atol=1e-6)
    heights = [float(note.removeprefix("height ")) for note in notes(ax)]
    assert heights == pytest.approx(loss(places), rel=0.005)
    assert notes(gd.probe(places * 2))[0] == gd.number(loss(places[0]))
    with pytest.raises(ValueError, match=r"at most 12 points\. Got 15"):
        gd.probe(places * 5)


def test_the_words_of_a_probe_list_the_lowest_first():
    said = gd.describe(overview.probe([(4, 4), (0, 0), (2.1, -1.4)]))
    assert "from the lowest: 0 at (2.1, −1.4), 4.41 at (0, 0), 57.6 at (4, 4)." in said


@pytest.mark.parametrize("loss", [RAW, FIT])
def test_the_explorer_keeps_the_best_line_to_itself_until_it_is_asked_for(loss):
    explorer = gd.explore_line_fit(loss, "flipper (mm)", "mass (g)")
    (slope, intercept), lowest = np.polyfit(X, Y, 1), loss(loss.minima[0])
    assert "best" not in explorer.sentence
    hidden, shown = (explorer.frame(show_best=asked) for asked in (False, True))
    assert len(shown["svg"]) == len(hidden["svg"]) + 2
    best = f"best line, {gd.number(slope)} · flipper − {gd.number(-intercept)}, reaches "
    assert best + overview.in_full(lowest) in shown["sentence"]
    figure = explorer.stage.figure
    assert [ax.get_xlabel() for ax in figure.axes] == ["flipper (mm)", "slope a"]
    assert not figure.axes[1].lines  # no star on the map


@pytest.mark.parametrize(
    ("value", "words"), [(1550000.4, "1,550,000"), (12345.6, "12,346"), (9999.4, "9999")]
)
def test_large_losses_are_written_with_all_their_digits(value, words):
    assert overview.in_full(value) == words


def test_the_game_is_told_at_three_rates_and_where_it_turns():
    rates = np.array([0.05, 0.1, 0.3, 0.55])
    ax = overview.plot_against_darts(rates, np.array([0.5, 2.0, 1000.0, 0.25]))
    assert notes(ax)[1:] == ["rate 0.1: 2", "rate 0.3: 1000", "rate 0.55: 0.25"]
    assert told(gd.describe(ax), 2, 1000, 0.25)
    assert "most at 0.3. Below 0.1 the darts are lower." in gd.describe(ax)


def test_a_straight_path_is_told_from_a_curved_one():
    assert overview.shape_of([(0, 0), (1, 1), (3, 3)]) == "straight"
    assert overview.shape_of([(0, 0), (1, 1), (3, 3.1)]) == "curved"


def test_a_round_sets_each_knob_to_its_best_with_the_other_held():
    rounds = overview.tune_each_knob(RAW, np.array([0.0, 4000.0]))
    b = next(rounds)[1]
    for _ in range(3):
        a, b = (
            np.mean(X * (Y - b)) / np.mean(X**2),
            np.mean(Y - np.mean(X * (Y - b)) / np.mean(X**2) * X),
        )
        np.testing.assert_allclose(next(rounds), (a, b), rtol=1e-9)


def test_the_race_counts_what_each_way_needs():
    """The rounds keep mean(x)²/mean(x²); the steps at the best rate keep (κ − 1)/(κ + 1)."""
    rows = overview.race(RAW, FIT).rows
    rounds = np.ceil(np.log(0.01) / np.log(np.mean(X) ** 2 / np.mean(X**2)))
    flat, steep = np.linalg.eigvalsh(
        2 * np.cov(np.stack([X, np.ones_like(X)]), ddof=0) + 2 * np.outer(*[[X.mean(), 1]] * 2)
    )
    steps = np.log(0.01) / np.log((steep - flat) / (steep + flat))
    assert rows[1][1:] == (f"{rounds:.0f} rounds", "1 round")
    assert rows[2][1:] == (f"{steps / 1e6:.3g} million steps", "1 step")
    run = gd.descend(FIT, (0, 0), learning_rate=2 / sum(FIT.curvatures()), steps=1)
    assert np.linalg.norm(run.end - FIT.minima[0]) < 1e-12


def test_the_eight_lines_walk_exactly_like_the_package():
    (loop,) = [c.source for c in COURSE["00_overview.ipynb"].cells if c.id == "loop"]
    names = {"np": np}
    exec(loop, names)
    run = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.1, steps=20)
    np.testing.assert_allclose(names["path"], run.points, rtol=1e-14)
