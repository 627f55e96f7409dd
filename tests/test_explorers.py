"""Explorers without a browser: every control at every end, still forms that agree, bad input."""

import json
import re
import zlib
from functools import cache

import numpy as np
import pytest

import gdviz as gd
from gdviz.explorers import Choice, Counter, Slider, Toggle
from gdviz.explorers.controls import as_control, even, logarithmic
from gdviz.explorers.course import INITIALIZERS, activations
from gdviz.explorers.widget import Explorer
from tests.explorer_examples import SHOWN, make

shown = cache(make)
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize("name", SHOWN)
def test_each_control_works_at_its_ends_its_default_and_twenty_random_values(name):
    explorer = shown(name)
    for control, record in explorer.controls.items():
        rng = np.random.default_rng(zlib.crc32(f"{name} {control}".encode()))
        values = record.some(rng, 20)
        assert len(values) == 23
        for value in dict.fromkeys(values):
            frame = explorer.frame(**{control: value})
            marks = json.dumps(frame.data()["marks"], allow_nan=False)
            assert not re.search("nan|inf", marks)
            assert frame.sentence.endswith(".")
            if value != record.default:
                assert frame.sentence != explorer.sentence, (control, value)


def test_there_is_an_explorer_of_every_kind():
    offered = {name for name in dir(gd) if name.startswith("explore_")}
    assert offered == {source[3 : source.index("(")] for source in SHOWN.values()} - {"explore"}


@pytest.mark.parametrize("name", SHOWN)
def test_the_still_form_says_and_shows_what_the_live_one_begins_with(name):
    explorer = shown(name)
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {VIEW, "text/html", "text/plain"}
    assert bundle["text/plain"] == repr(explorer) == explorer.live.frame["sentence"]
    assert f'alt="{explorer.sentence}"' in bundle["text/html"]
    assert explorer.film.frames[explorer.film.told].data() == explorer.live.frame


@pytest.mark.parametrize("name", SHOWN)
def test_two_runs_of_a_notebook_store_the_same(name):
    first, second = (each._repr_mimebundle_() for each in (shown(name), make(name)))
    assert first["text/html"] == second["text/html"]
    assert first["text/plain"] == second["text/plain"]


def test_a_changed_default_changes_what_is_stored():
    first, second = (
        gd.explore_descent(gd.losses.bowl(), learning_rate=rate)._repr_mimebundle_()
        for rate in (0.1, 0.12)
    )
    assert first["text/plain"] != second["text/plain"]
    assert first["text/html"] != second["text/html"]


def test_new_values_from_the_browser_are_answered_with_marks_and_a_sentence():
    explorer = gd.explore_descent(gd.losses.bowl(), (3, 4), learning_rate=0.1, steps=5)
    live = explorer.live
    live.values = {**live.values, "learning_rate": 0.5, "start": [1.0, 2.0]}
    run = gd.descend(gd.losses.bowl(), (1, 2), learning_rate=0.5, steps=5)
    assert live.frame["sentence"].startswith(repr(run))
    assert live.frame["marks"]
    assert explorer.values == {"learning_rate": 0.5, "steps": 5, "start": (1.0, 2.0)}


def test_choices_travel_by_number():
    explorer = gd.explore_optimizers(gd.losses.bowl())
    live = explorer.live
    assert live.values["second"] == 1
    live.values = {**live.values, "second": 5}
    assert explorer.values["second"] == "adam"
    assert "adam" in live.frame["sentence"]


def test_an_error_in_the_drawing_is_shown_where_the_sentence_stands():
    def draw(ax, a):
        ax.plot([1 / (a - 1), 1])

    live = gd.explore(draw, a=(0, 100)).live
    live.values = {"a": 1}
    assert live.frame == {"sentence": "ZeroDivisionError: 'division by zero'", "error": True}
    live.values = {"a": 0}
    assert "error" not in live.frame


def test_the_film_of_an_own_drawing_rests_at_every_whole_number_of_its_slider():
    def draw(ax, exponent):
        ax.set_title(f"10^{exponent}")

    film = gd.explore(draw, exponent=(-15, 0, 1), size=(1, 1)).film
    assert film.labels == [gd.number(exponent) for exponent in range(-15, 1)]


def test_the_line_by_hand_tells_the_loss_and_the_best_line():
    loss = gd.losses.line_fit([0, 1, 2, 3], [1, 2, 4, 4])
    slope, intercept = np.polyfit([0, 1, 2, 3], [1, 2, 4, 4], 1)
    frame = gd.explore_line_fit(loss).frame(a=2.0, b=0.0)
    by_hand = np.mean([(2 * x - y) ** 2 for x, y in zip([0, 1, 2, 3], [1, 2, 4, 4], strict=True)])
    assert f"mean squared error of {gd.number(by_hand)};" in frame.sentence
    assert f"y = {gd.number(slope)}x + {gd.number(intercept)}" in frame.sentence


def test_a_small_step_goes_down_in_half_of_all_directions_and_best_against_the_gradient():
    explorer = gd.explore_direction(gd.losses.bowl(), (1, 1), step=0.001)
    assert "50 % go down; the best is 22" in explorer.sentence
    assert "straight against the gradient is 225°" in explorer.sentence


def test_a_learning_rate_above_two_over_lambda_empties_the_sharp_well():
    explorer = gd.explore_basins(gd.losses.two_wells())
    calm = explorer.frame(learning_rate=0.05).sentence
    wild = explorer.frame(learning_rate=0.2).sentence
    assert counts(calm)[0] > 30
    assert counts(wild)[0] == 0


@pytest.mark.parametrize("rate", [0.02, 0.05, 0.1, 1, 5])
def test_the_starts_of_a_basin_map_add_up(rate):
    explorer = gd.explore_basins(gd.losses.two_wells())
    assert sum(counts(explorer.frame(learning_rate=rate).sentence)) == 300


def counts(sentence):
    """How many starts end in each minimum, and in none, as the sentence says."""
    return [int(n) for n in re.findall(r"(\d+) (?:end )?in (?:[AB]|none)\b", sentence)]


def test_full_batches_walk_like_gradient_descent():
    rng = np.random.default_rng(0)
    x = rng.normal(size=40)
    loss = gd.losses.line_fit(x, 2 * x + rng.normal(size=40), standardize=True)
    explorer = gd.explore_batches(loss, learning_rate=0.1, updates=15)
    noisy, full = explorer.frame(batch_size=40).marks[1], explorer.frame(batch_size=40).marks[0]
    np.testing.assert_allclose(noisy.pieces[0], full.pieces[0], atol=1e-6)
    noisy = explorer.frame(batch_size=1).marks[1]
    assert np.abs(noisy.pieces[0] - full.pieces[0]).max() > 5


def test_the_smaller_batch_at_the_end_of_an_epoch_is_counted_by_what_it_holds():
    x = np.arange(10.0)
    explorer = gd.explore_batches(gd.losses.line_fit(x, x**2, standardize=True), updates=5)
    told = explorer.frame(batch_size=4, updates=5, learning_rate=0.1).sentence
    assert "18 examples or 1.8 epochs" in told  # 4 + 4 + 2, then 4 + 4


@pytest.mark.parametrize("width", [50, 200])
def test_lecun_hands_the_spread_of_a_normal_signal_on_to_the_first_layer(width):
    (layer,) = activations(INITIALIZERS["LeCun"], "tanh", width, 1, 3)
    expected = np.tanh(np.random.default_rng(8).normal(size=200_000)).std()
    assert layer.std() == pytest.approx(expected, rel=0.05)
    (wider,) = activations(INITIALIZERS["Xavier"], "tanh", width, 1, 3)
    assert wider.std() > layer.std()  # 2/(n + n/2) is more than 1/n


def test_too_small_weights_let_the_signal_die():
    layers = activations(INITIALIZERS["normal, 0.01"], "tanh", 100, 6, 0)
    spreads = np.array([layer.std() for layer in layers])
    inputs = np.array([50, 100, 50, 100, 50])
    np.testing.assert_allclose(spreads[1:] / spreads[:-1], 0.01 * np.sqrt(inputs), rtol=0.15)


@pytest.mark.parametrize(
    ("given", "kind", "default"),
    [
        ((0, 10), Slider, 5),
        ((0.0, 1.0), Slider, 0.5),
        ((0, 1, 0.25), Slider, 0.5),
        (["a", "b"], Choice, "a"),
        (True, Toggle, True),
        (4, Slider, 4),
        (0.5, Slider, 0.5),
        (0, Slider, 0),
        (-2.0, Slider, -2.0),
        (Counter("a", "Again"), Counter, 0),
    ],
)
def test_a_control_is_asked_for_in_short(given, kind, default):
    control = as_control("a", given)
    assert isinstance(control, kind)
    assert control.default == default
    assert control.default in control.stops
    assert control.check(control.default) == default


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ((1, 0), "rise from low to high"),
        ((0, 0), "rise from low to high"),
        ((0, float("nan")), "finite"),
        ((0, "1"), "must be a number"),
        ((0, 1, 0), "A step is above 0"),
        ((0, 1, 2), "must be a number in"),
        ((0, 1, 1e-9), "at most 1000 steps"),
        ((1,), "a list of choices"),
        ([], "at least one choice"),
        ("abc", "a list of choices"),
        (None, "a list of choices"),
        (float("inf"), "finite"),
    ],
)
def test_a_bad_control_is_refused_with_what_to_do(given, message):
    with pytest.raises((TypeError, ValueError), match=message) as refused:
        gd.explore(lambda ax, a: None, a=given)
    assert len(str(refused.value)) < 200
    assert str(refused.value).startswith("a ")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: gd.explore(3, a=(0, 1)), "draw must be callable"),
        (lambda: gd.explore(lambda ax: None), "at least one control"),
        (lambda: gd.explore(lambda ax: None, a=(0, 1)), "unexpected keyword argument 'a'"),
        (lambda: gd.explore(lambda ax, a: None, a=(0, 1), moves="b"), "moves must be one of"),
        (lambda: gd.explore_line_fit(gd.losses.bowl()), "line_fit"),
        (lambda: gd.explore_descent(gd.losses.double_well()), "2 coordinates"),
        (lambda: gd.explore_learning_rate(gd.losses.bowl()), "1 coordinate"),
        (lambda: gd.explore_descent(gd.losses.bowl(), learning_rate=-1), "learning_rate"),
        (lambda: gd.explore_descent(gd.losses.bowl(), (50, 0)), "start"),
        (lambda: gd.explore_direction(gd.losses.bowl(), (0, 0)), "gradient is not 0"),
        (lambda: gd.explore_basins(gd.losses.bowl()), "two known minima"),
        (lambda: gd.explore_batches(gd.losses.bowl()), "mean over examples"),
        (lambda: gd.explore_layers("Lecun"), "Did you mean 'LeCun'"),
        (lambda: gd.explore_layers(width=1000), "width"),
        (lambda: gd.explore_optimizers(gd.losses.bowl(), first="sgd"), "first must be one of"),
        (lambda: shown("descent").frame(step=3), "Did you mean 'steps'"),
        (lambda: shown("descent").frame(steps=1000), "steps must be a whole number"),
    ],
)
def test_a_bad_argument_is_refused_with_what_to_do(make, message):
    with pytest.raises((TypeError, ValueError), match=message) as refused:
        make()
    assert len(str(refused.value)) < 200


def test_sliders_rest_at_round_numbers_and_at_the_default():
    assert even("a", 0.01, 0.99, 0.337).stops[1:4] == (0.02, 0.04, 0.06)
    assert 0.337 in even("a", 0.01, 0.99, 0.337).stops
    stops = logarithmic("a", 0.01, 1, 0.25).stops
    assert {0.01, 0.1, 0.25, 0.5, 1.0} <= set(stops)
    ratios = np.divide(stops[1:], stops[:-1])
    assert ratios.min() > 1
    assert ratios.max() <= 1.5 + 1e-9


@pytest.mark.parametrize("curvature", [2, 2.1, 3, 5, 20, 81_130])
def test_the_slider_of_the_learning_rate_goes_past_the_edge_of_divergence(curvature):
    explorer = gd.explore_learning_rate(gd.losses.quadratic(curvature), 3)
    highest = explorer.controls["learning_rate"].stops[-1]
    assert highest > 2 / curvature
    assert "rises from" in explorer.frame(learning_rate=highest).sentence


def test_showing_an_explorer_twice_makes_one_widget():
    explorer = gd.explore_descent(gd.losses.bowl())
    assert isinstance(explorer, Explorer)
    first, second = (explorer._repr_mimebundle_()[VIEW]["model_id"] for _ in range(2))
    assert first == second
