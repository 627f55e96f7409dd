"""Explorers without a browser: every control at every end, still forms that agree, bad input."""

import re
from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest
from nbformat.v4 import new_output

import gdviz as gd
from gdviz.explorers import as_control, logarithmic
from tests.explorer_examples import SHOWN, corners, framed, make
from tools.outputs import take_pictures
from tools.pictures import read_pixels

shown = cache(make)
THREE = gd.descend(gd.losses.quadratic(1, 2, 3), (1, 1, 1), learning_rate=0.1, steps=1)
SVG = '<svg xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def some(control, rng):
    """Return the lowest, the highest and a random value of a control."""
    if control.kind == "place":
        low, high = np.transpose(control.stops)
        return [tuple(low), tuple(high), tuple(rng.uniform(low, high))]
    return [control.stops[k] for k in (0, -1, rng.integers(len(control.stops)))]


@pytest.mark.parametrize("name", SHOWN)
def test_each_control_works_at_its_ends_and_at_a_random_value(name):
    explorer = shown(name)
    for control, record in explorer.controls.items():
        for value in {*some(record, np.random.default_rng(0))} - {record.default}:
            frame = framed(explorer, **{control: value})
            drawn = ElementTree.fromstring(SVG.format("".join(frame["svg"])))
            paths = " ".join(path.get("d") for path in drawn.iter("path"))
            assert re.fullmatch(r"[-\d. MLQCz]+", paths)
            assert frame["sentence"].endswith(".")
            assert frame["sentence"] != explorer.sentence, (control, value)


def test_there_is_an_explorer_of_every_kind():
    offered = {name for name in dir(gd) if name.startswith("explore_")}
    shown = {source[3 : source.index("(")] for source in SHOWN.values()}
    assert offered | {"explore", "film"} == shown


@pytest.mark.parametrize("name", SHOWN)
def test_the_stored_form_says_and_shows_what_the_live_one_begins_with(name):
    explorer = shown(name)
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/html", "text/plain"}
    assert bundle["text/plain"] == repr(explorer) == explorer.live.frame["sentence"]
    assert f'alt="{explorer.sentence}"' in bundle["text/html"]
    stored = new_output("display_data", {"text/html": bundle["text/html"]})
    page = take_pictures([stored])[1][-1]  # patches come first
    np.testing.assert_array_equal(read_pixels(page), np.asarray(explorer.image))
    frame = explorer.film["frames"][explorer.film["told"]]
    assert [explorer.film["pieces"][k] for k in frame["svg"]] == explorer.live.frame["svg"]
    assert frame["sentence"] == explorer.sentence
    assert not any("error" in frame for frame in explorer.film["frames"])


def test_new_values_from_the_browser_are_answered_with_svg_and_a_sentence():
    """A choice travels by its number."""
    bowl, given = gd.losses.bowl(), {"start": (1.0, 2.0), "steps": 5, "second_learning_rate": 0.5}
    explorer = gd.explore_optimizers(bowl, learning_rate=0.1)
    live = explorer.live
    live.values = {**live.values, **given, "start": [1, 2], "second": 4}
    run = gd.descend(bowl, (1, 2), gd.rmsprop, learning_rate=0.5, steps=5)
    lost = f"falls from 5 to {gd.number(run.losses[-1])};"
    told = f"that of rmsprop at learning rate 0.5 and memory 0.9 {lost}"
    assert told in live.frame["sentence"]
    assert live.frame == framed(explorer, **given, second="rmsprop")
    assert explorer.values == explorer.defaults | given | {"second": "rmsprop"}


def test_only_a_walk_that_stays_at_a_minimum_is_counted_as_settled():
    loss = gd.losses.two_wells()
    sharp, wide = loss.minima
    slow = gd.descend(loss, (-0.6, 0), learning_rate=0.01, steps=4000)
    assert np.linalg.norm(slow.points[60] - sharp) < 1.2
    np.testing.assert_allclose(slow.end, wide, atol=0.01)
    for start, rate in (((-0.6, 0), 0.01), ((-2.9, 0), 0.15)):  # the other hops past A for ever
        explorer = gd.explore_basins(loss, start, learning_rate=rate)
        assert "settles in no minimum" in explorer.sentence
    assert " 0 end in A" in gd.explore_basins(loss, learning_rate=0.07).sentence  # 2/λmax is 0.0696


def test_full_batches_walk_like_gradient_descent():
    rng = np.random.default_rng(0)
    x = rng.normal(size=40)
    loss = gd.losses.line_fit(x, 2 * x + rng.normal(size=40), standardize=True)
    explorer = gd.explore_batches(loss, learning_rate=0.1, updates=15)
    full, noisy = map(corners, framed(explorer, batch_size=40)["svg"][:2])
    np.testing.assert_allclose(noisy, full, atol=0.11)
    noisy = corners(framed(explorer, batch_size=1)["svg"][1])
    assert np.abs(noisy - full).max() > 4


def test_the_smaller_batch_at_the_end_of_an_epoch_is_counted_by_what_it_holds():
    x = np.arange(10.0)
    explorer = gd.explore_batches(gd.losses.line_fit(x, x**2, standardize=True), updates=5)
    told = framed(explorer, batch_size=4, updates=5, learning_rate=0.1)["sentence"]
    assert "18 examples or 1.8 epochs" in told  # 4 + 4 + 2, then 4 + 4


@pytest.mark.parametrize(
    ("given", "kind", "default", "some"),
    [
        ((0, 10), "slider", 5, {0, 1, 9, 10}),
        ((np.int8(-100), np.int8(100)), "slider", 0, {-100, -99, 99, 100}),
        ((0, 7, 3), "slider", 6, {0, 3, 7}),
        ((0, 10**20), "slider", 5 * 10**19, {0, 10**20}),
        (np.True_, "toggle", True, {True, False}),
        ((0.01, 6.3), "slider", 3.2, {0.01, 0.2, 6.3}),
        ((0, 1, 0.25), "slider", 0.5, {0, 0.25, 0.75, 1}),
        (["a", "b"], "choice", "a", {"a", "b"}),
        ({"one": "a", "two": "b"}, "choice", "a", {"a", "b"}),
    ],
)
def test_a_control_is_asked_for_in_short(given, kind, default, some):
    control = as_control("a", given)
    assert control.kind == kind
    assert control.check(control.default) == control.default == default
    assert some <= set(control.stops)
    assert len(control.stops) <= 665
    assert len({type(stop) for stop in control.stops} | {type(control.default)}) == 1


def test_of_two_diverged_optimizers_neither_is_lower():
    explorer = gd.explore_optimizers(gd.losses.himmelblau(), learning_rate=2)
    told = framed(explorer, second="nesterov", second_learning_rate=2)["sentence"]
    assert told.endswith("neither is lower.")
    cubic = gd.explore_optimizers(lambda w: w[0] ** 3, (-2, 1), first="gradient descent")
    assert re.search("falls without end, .* gradient descent is lower", cubic.sentence)


def test_a_direction_without_a_loss_is_not_the_best():
    edge = gd.explore_direction(lambda w: w @ w if w[0] > 0 else np.nan, (0.3, 1), step=0.5)
    assert "go down; the best is" in edge.sentence


def own(given, **options):
    """Return an explorer of one's own with a control that is asked for in short."""
    return gd.explore(lambda ax, a: None, a=given, **options)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: own((1, 0)), "a must rise from low to high"),
        (lambda: own((0, float("nan"))), "a must be a number that is finite"),
        (lambda: own((0, 1, 1e-9)), r"the step of a must be a number in \(0.000999, 1\]"),
        (lambda: own((1,)), "a list of choices"),
        (lambda: own([]), "a list of choices"),
        (lambda: own({}), "a list of choices"),
        (lambda: own(("b", "c")), "a list of choices"),
        (lambda: own((1, 2), size=5), r"size must be \(width, height\) in inches"),
        (lambda: own((1, 2), title=["b", "c"]), "title must be a text"),
        (lambda: gd.explore(lambda ax, size: None, size=(1, 5)), "an option .* to my_size"),
        (lambda: gd.explore(lambda a, ax: None, a=(1, 5)), "draw must take ax first"),
        (lambda: gd.explore(3, a=(0, 1)), "draw must be callable"),
        (lambda: gd.explore(lambda ax: None), "at least one control"),
        (lambda: gd.explore(lambda ax: None, a=(0, 1)), "unexpected keyword argument 'a'"),
        (lambda: gd.film("a run"), r"gd\.descend"),
        (lambda: gd.film(THREE), "2 coordinates"),
        (lambda: gd.explore_line_fit(gd.losses.bowl()), "line_fit"),
        (lambda: gd.explore_descent(gd.losses.double_well()), "2 coordinates"),
        (lambda: gd.explore_learning_rate(gd.losses.bowl()), "1 coordinate"),
        (lambda: gd.explore_descent(gd.losses.bowl(), learning_rate=-1), "learning_rate"),
        (lambda: gd.explore_descent(gd.losses.bowl(), (50, 0)), "start"),
        (lambda: gd.explore_direction(gd.losses.bowl(), (0, 0)), "gradient is not 0"),
        (lambda: gd.explore_basins(gd.losses.bowl()), "two minima"),
        (lambda: gd.explore_batches(gd.losses.bowl()), "must have examples"),
        (lambda: gd.explore_layers("Lecun"), "Did you mean 'LeCun'"),
        (lambda: gd.explore_layers(width=1000), "width"),
        (lambda: gd.explore_optimizers(gd.losses.bowl(), second="sgd"), "second must be one of"),
        (lambda: shown("descent").controls["steps"].check(1000), "steps must be a whole number"),
    ],
)
def test_a_bad_argument_is_refused_with_what_to_do(make, message):
    with pytest.raises((TypeError, ValueError), match=message) as refused:
        make()
    assert len(str(refused.value)) < 200


def test_sliders_rest_at_round_numbers_and_at_the_default():
    stops = logarithmic("a", 0.25, 0, 0.01, 1).stops
    assert {0.01, 0.1, 0.25, 0.5, 1.0} <= set(stops)
    ratios = np.divide(stops[1:], stops[:-1])
    assert ratios.min() > 1
    assert ratios.max() <= 1.5 + 1e-9


@pytest.mark.parametrize("curvature", [2, 2.1, 81_130])
def test_the_slider_of_the_learning_rate_goes_past_the_edge_of_divergence(curvature):
    explorer = gd.explore_learning_rate(gd.losses.quadratic(curvature), 3)
    highest = explorer.controls["learning_rate"].stops[-1]
    assert highest > 2 / curvature
    assert "rises from" in framed(explorer, learning_rate=highest)["sentence"]
