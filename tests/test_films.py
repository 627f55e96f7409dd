"""Stages and films: artists where the data are, a still picture that says the same, no scripts."""

import json
import re

import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure

import gdviz as gd
from gdviz.explorers import Stage, patch, player
from gdviz.plots.axes import halo
from tests.explorer_examples import corners, framed

POLAR = {"projection": "polar", "xlim": None, "ylim": (0, 1)}


def stage(**kwargs):
    """Return a stage of 400 × 300 with one Axes from (100, 60) to (300, 240), data from 0 to 10."""
    figure = Figure(figsize=(4, 3), layout="none")
    figure.add_axes((0.25, 0.2, 0.5, 0.6), **{"xlim": (0, 10), "ylim": (0, 10), **kwargs})
    return Stage(figure, "A test")


@pytest.mark.parametrize(
    ("scale", "x", "y", "expected"),
    [
        ({}, [0, 5, 10], [0, 5, 0], [(100, 240), (200, 150), (300, 240)]),
        ({"yscale": "log", "ylim": (1, 100)}, [5, 5], [1, 10], [(200, 240), (200, 150)]),
        ({}, [0, 5, np.nan, 1e300], [0, 5, 1, 1e300], [(100, 240), (200, 150)]),
        (POLAR, [0, np.pi / 2, np.pi], [1, 1, 0.5], [(290, 150), (200, 60), (155, 150)]),
    ],
)
def test_a_line_lies_where_its_data_lie(scale, x, y, expected):
    piece = stage(**scale).frame(lambda ax: ax.plot(x, y), {})[0]["svg"][0]
    drawn = corners(piece).reshape(-1, 2) / 0.72  # hundredths of an inch
    np.testing.assert_allclose(drawn[: len(expected)], expected, atol=0.11)


def test_markers_lie_where_their_data_lie_and_none_far_away():
    frame, _ = stage().frame(lambda ax: ax.plot([5, 0, np.nan, 1e300], [5, 0, 1, 1], "s"), {})
    unseen = re.search(r'<path d="M0 0[^"]*L0 0".*', frame["svg"][0])[0]
    places = corners(unseen).reshape(-1, 2) / 0.72
    np.testing.assert_allclose(places, [(0, 0), (200, 150), (100, 240), (0, 0)], atol=0.11)


def test_drawing_leaves_the_stage_as_it_was_even_after_an_error():
    def fail(ax):
        ax.plot([0, 5], [0, 500], "r")
        raise RuntimeError

    scene = stage()
    with pytest.raises(RuntimeError):
        scene.frame(fail, {})
    frame, still = scene.frame(lambda ax: None, {}, still=True)
    assert frame["svg"] == [""]
    np.testing.assert_array_equal(still, scene.pixels)


def test_the_still_picture_has_the_artists_inside_their_axes_and_a_patch_takes_them_away():
    scene = stage()
    still = scene.frame(lambda ax: ax.plot([-20, 20], [5, 5], lw=7.2), {}, still=True)[1]
    rows, columns = (scene.pixels != still).any(axis=-1).nonzero()
    found = np.array([columns.min(), columns.max(), rows.min(), rows.max()]) * 400 / still.shape[1]
    np.testing.assert_allclose(found, [100, 300, 145, 155], atol=1.1)
    upper = patch(still, scene.pixels)
    laid = np.where(upper[..., 3:] > 0, upper, still)
    np.testing.assert_allclose(laid.astype(int), scene.pixels, atol=1)
    assert (upper[..., 3] == 0).mean() > 0.8


def test_a_rim_around_words_is_left_to_the_page_and_stays_in_the_picture():
    scene = stage(facecolor="black")
    words = {"color": "black", "ha": "center", "path_effects": halo()}
    frame, still = scene.frame(lambda ax: ax.text(5, 5, "black on black", **words), {}, still=True)
    assert '<g class="gdviz-rim">' in frame["svg"][0]
    assert (still != scene.pixels).any()


def test_signs_that_grow_with_a_formula_are_shapes():
    def draw(ax, a):
        ax.set(title=r"$w^2$", xlabel=r"$\sqrt{\frac{1}{2}}$", ylabel=r"$\left(\frac{1}{2}\right)$")

    svg = "".join(framed(gd.explore(draw, a=(1, 2)))["svg"])
    letters = "".join(re.findall(r">([^<]*)</tspan>", svg))
    assert "w2" in letters
    assert not {"√", "(", ")"} & {*letters}
    assert svg.count("<use") >= 4


NASTY = """x' onload=alert(1) "><script>alert('&quot;')</script><img src=x onerror=alert(2)>"""


def test_names_from_outside_cannot_become_html_and_all_forms_say_the_same():
    def draw(ax, a):
        ax.plot([0, a], label=NASTY)
        ax.set_title(NASTY)
        ax.legend()

    explorer = gd.explore(draw, a=(1, 3), title=NASTY)
    bundle = explorer._repr_mimebundle_()
    page = BeautifulSoup(bundle["text/html"], "html.parser")
    figure, image, _ = tags = page.find_all(True)
    assert [tag.name for tag in tags] == ["figure", "img", "figcaption"]
    assert set(figure.attrs) == {"class", "data-gdviz-film"}
    assert set(image.attrs) == {"alt", "width", "src"}
    assert json.loads(figure["data-gdviz-film"])["title"] == NASTY
    assert image["alt"] == page.text == bundle["text/plain"] == str(explorer)
    assert "<script" not in "".join(framed(explorer)["svg"])


def test_a_film_shows_each_step_of_a_run_or_some_and_tells_the_last():
    long = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.01, steps=120)
    labels = [frame["label"] for frame in gd.film(long).film["frames"]]
    assert labels == [str(2 * k) for k in range(61)]
    run = gd.descend(gd.losses.double_well(), 1.5, learning_rate=0.02, steps=3)
    film = gd.film(run)
    assert [frame["label"] for frame in film.film["frames"]] == ["0", "1", "2", "3"]
    assert film.film["told"] == 3
    for step in range(1, 4):
        frame = framed(film, step=step)
        places = film.stage.axes[0].transData.transform(np.c_[run.points, run.losses])
        places[:, 1] = 0.72 * film.stage.size[1] - places[:, 1]
        # The tangent lies below the path.
        walked = corners(frame["svg"][1]).reshape(-1, 2)
        np.testing.assert_allclose(walked, places[: step + 1], atol=0.06)
        assert f"Step {step} " in frame["sentence"]
        assert gd.number(run.losses[step]) in frame["sentence"]


def test_a_film_on_a_curve_shows_the_tangent_of_each_step():
    square = gd.Loss(lambda x: x[0] ** 2, lambda x: 2 * x, dim=1)
    film = gd.film(gd.descend(square, 3, learning_rate=0.25, steps=2))
    (ax,) = film.stage.axes
    for step, x in enumerate((3, 1.5, 0.75)):
        sentence = film.draw(ax, step=step)
        (left, right), (low, high) = ax.lines[-1].get_data()
        found = (left + right) / 2, (low + high) / 2, (high - low) / (right - left)
        np.testing.assert_allclose(found, (x, x**2, 2 * x))
        assert f"the slope is {gd.number(2 * x)};" in sentence


def test_the_player_brings_all_it_needs_and_runs_no_text():
    text = player()
    assert f"dashed {gd.COLORS['start']}" in text  # the ring around a start
    addresses = set(re.findall(r"https?://[^\s\"']+", text))
    assert addresses == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}  # names
    assert not re.search(
        r"\beval\b|innerHTML|outerHTML|insertAdjacentHTML|document\.write|import\(", text
    )
    assert text.count("<script") == text.count("</script>") == 1
