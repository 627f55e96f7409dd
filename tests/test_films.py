"""Films: marks where the data are, a still picture that says the same, data without scripts."""

import base64
import json
import re
from html.parser import HTMLParser

import matplotlib
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

import gdviz as gd
from gdviz.explorers.stage import Film, Overlay, Scene, pack, paint, patch, pixels_of, player


@pytest.fixture
def scene():
    """A picture of 400 × 300 with one Axes from (100, 60) to (300, 240), data from 0 to 10."""
    figure = Figure(figsize=(4, 3), layout="none")
    ax = figure.add_axes((0.25, 0.2, 0.5, 0.6))
    ax.set(xlim=(0, 10), ylim=(0, 10))
    return Scene(figure, "A test")


def points_of(mark):
    """Read the points of an SVG path back from its text."""
    begin, rest = re.fullmatch(r"M([-\d. e]+)l?([-\d. e]*)Z?", mark.data()["d"]).groups()
    steps = np.array(f"{begin} {rest}".split(), float).reshape(-1, 2)
    return steps.cumsum(axis=0)


def test_a_line_lies_where_its_data_lie(scene):
    over = Overlay(scene)
    over.line(scene.axes[0], [(0, 0), (5, 5), (10, 0)])
    np.testing.assert_allclose(points_of(over.marks[0]), [(100, 240), (200, 150), (300, 240)])


def test_marks_follow_a_logarithmic_axis():
    figure = Figure(figsize=(4, 3), layout="none")
    ax = figure.add_axes((0, 0, 1, 1), yscale="log", xlim=(0, 4), ylim=(1, 100))
    over = Overlay(Scene(figure, "log"))
    over.line(ax, [(2, 1), (2, 10), (2, 100)])
    np.testing.assert_allclose(points_of(over.marks[0]), [(200, 300), (200, 150), (200, 0)])


def test_marks_follow_a_round_axis():
    figure = Figure(figsize=(4, 4), layout="none")
    ax = figure.add_axes((0, 0, 1, 1), projection="polar", ylim=(0, 1))
    scene = Scene(figure, "round")
    placed = scene.place(ax, [(0, 1), (np.pi / 2, 1), (np.pi, 0.5)])
    np.testing.assert_allclose(placed, [(400, 200), (200, 0), (100, 200)], atol=1e-9)
    assert scene.clips() == [None]


def test_a_line_is_cut_where_a_point_is_not_finite(scene):
    over = Overlay(scene)
    over.line(scene.axes[0], [(0, 0), (1, 1), (2, np.nan), (3, 3), (np.inf, 4), (5, 5)])
    assert [len(piece) for piece in over.marks[0].pieces] == [2, 1, 1]


def test_points_far_away_stay_writable(scene):
    over = Overlay(scene)
    over.line(scene.axes[0], [(0, 0), (1e300, -1e300)])
    assert np.abs(points_of(over.marks[0])).max() <= 4000


@pytest.mark.parametrize("draw", ["line", "dots", "area", "segments", "glyphs", "arrow", "words"])
def test_the_still_picture_has_each_mark_at_its_place_and_nowhere_else(scene, draw):
    over, ax = Overlay(scene), scene.axes[0]
    given = {
        "line": ([(2, 2), (4, 6)],),
        "dots": ([(3, 4)],),
        "area": ([(2, 2), (4, 2), (3, 6)], "path"),
        "segments": ([[(2, 2), (4, 6)]],),
        "glyphs": ([(3, 4)], "path"),
        "arrow": ((2, 2), (4, 6)),
        "words": ((3, 4), "here"),
    }
    getattr(over, draw)(ax, *given[draw])
    before, after = scene.pixels, scene.still(over.marks)
    rows, columns = (before != after).any(axis=-1).nonzero()
    zoom = before.shape[1] / scene.size[0]
    middle = np.array([columns.min() + columns.max(), rows.min() + rows.max()]) / 2 / zoom
    expected = scene.place(ax, (3, 4))[0] + ((9 + 17, -9 - 4) if draw == "words" else (0, 0))
    np.testing.assert_allclose(middle, expected, atol=6)


def test_marks_end_at_the_frame_of_their_axes(scene):
    over, ax = Overlay(scene), scene.axes[0]
    over.line(ax, [(-20, 5), (20, 5)], width=10)
    changed = (scene.pixels != scene.still(over.marks)).any(axis=-1)
    columns = changed.nonzero()[1] / changed.shape[1] * scene.size[0]
    assert columns.min() == pytest.approx(100, abs=1)
    assert columns.max() == pytest.approx(300, abs=1)


def test_drawing_the_still_picture_leaves_the_background_as_it_was(scene):
    over = Overlay(scene)
    over.line(scene.axes[0], [(0, 0), (5, 5)])
    scene.still(over.marks)
    np.testing.assert_array_equal(scene.still([]), scene.pixels)


def test_the_still_picture_keeps_the_style_of_its_background(scene):
    with matplotlib.rc_context({"savefig.dpi": 40, "savefig.facecolor": "red"}):
        np.testing.assert_array_equal(scene.still([]), scene.pixels)


def test_the_patch_turns_one_picture_into_the_other(scene):
    over = Overlay(scene)
    over.line(scene.axes[0], [(0, 0), (5, 5)])
    over.words(scene.axes[0], (5, 5), "words")
    still = scene.still(over.marks)
    upper = pixels_of(patch(still, scene.pixels))
    laid = np.where(upper[..., 3:] > 0, upper, still)
    np.testing.assert_array_equal(laid, pixels_of(scene.background))
    assert (upper[..., 3] == 0).mean() > 0.8


SHAPES = st.builds(
    lambda steps, fill: {"d": "M0 0l" + " ".join(f"{n} {n}" for n in steps), "fill": fill},
    st.lists(st.integers(0, 9), max_size=4),
    st.sampled_from(["none", "#fff"]),
)
TEXTS = st.builds(lambda text: {"text": text, "x": 1}, st.sampled_from("ab"))


@given(st.lists(st.lists(st.one_of(SHAPES, TEXTS), max_size=3), min_size=1, max_size=5))
def test_packing_loses_no_mark(frames):
    packed = pack([{"marks": marks} for marks in frames])
    full = []
    for mark in packed["marks"]:  # as the script in the browser does
        before = full[mark["on"]] if "on" in mark else None
        full.append({**before, "d": before["d"] + mark["d"]} if before else mark)
    assert [[full[n] for n in frame["marks"]] for frame in packed["frames"]] == frames
    assert len({json.dumps(mark) for mark in full}) == len(full)


class Reader(HTMLParser):
    """Collect tags, attributes and text as a browser would."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


NASTY = """x' onload=alert(1) "><script>alert('&quot;')</script><img src=x onerror=alert(2)>"""


@pytest.fixture
def nasty_film():
    loss = gd.Loss(lambda w: w[0] ** 2 + w[1] ** 2, name=NASTY, labels=(NASTY, "b"))
    return gd.film(gd.descend(loss, (1, 2), learning_rate=0.1, steps=2))


def test_names_from_outside_cannot_become_html(nasty_film):
    reader = Reader(nasty_film.html())
    assert [tag for tag, _ in reader.tags] == ["figure", "img", "figcaption"]
    figure, picture, _ = (attributes for _, attributes in reader.tags)
    assert set(figure) == {"class", "data-gdviz-film"}
    assert set(picture) == {"alt", "width", "src"}
    assert json.loads(figure["data-gdviz-film"])["title"] == nasty_film.title
    assert NASTY in nasty_film.title


def test_the_stored_picture_caption_and_text_say_the_same(nasty_film):
    reader, bundle = Reader(nasty_film.html()), nasty_film._repr_mimebundle_()
    assert reader.tags[1][1]["alt"] == reader.text == bundle["text/plain"] == str(nasty_film)
    png = base64.b64decode(reader.tags[1][1]["src"].partition(",")[2])
    assert png == nasty_film.still


def test_a_film_shows_each_step_of_the_run_and_tells_the_last():
    run = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.1, steps=7)
    film = gd.film(run)
    ax = film.scene.axes[0]
    assert len(film.frames) == 8
    assert film.told == 7
    for step, frame in enumerate(film.frames):
        places = points_of(frame.marks[0])
        np.testing.assert_allclose(places, film.scene.place(ax, run.points[: step + 1]), atol=0.06)
        assert f"Step {step} " in frame.sentence
        assert gd.number(run.losses[step]) in frame.sentence


def test_a_long_run_is_thinned_but_keeps_its_ends():
    run = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.01, steps=500)
    film = gd.film(run, frames=11)
    assert film.labels[:2] == ["0 of 500", "50 of 500"]
    assert film.labels[-1] == "500 of 500"


def test_a_film_of_one_coordinate_walks_on_the_curve():
    run = gd.descend(gd.losses.double_well(), 1.5, learning_rate=0.02, steps=3)
    film = gd.film(run)
    curve = np.stack([run.points[:, 0], run.losses], axis=-1)
    placed = film.scene.place(film.scene.axes[0], curve)
    np.testing.assert_allclose(points_of(film.frames[-1].marks[0]), placed, atol=0.06)


def test_a_film_of_more_coordinates_is_refused():
    run = gd.descend(gd.losses.quadratic(1, 2, 3), (1, 1, 1), learning_rate=0.1, steps=2)
    with pytest.raises(ValueError, match=r"1 or 2 coordinates to be filmed\. Got 3"):
        gd.film(run)
    with pytest.raises(TypeError, match=r"gd\.descend"):
        gd.film("a run")


def test_the_same_run_gives_the_same_film_byte_for_byte():
    first, second = (
        gd.film(gd.descend(gd.losses.ravine(), (2, 1), learning_rate=0.01, steps=5)).html()
        for _ in range(2)
    )
    assert first == second


def test_a_film_of_whole_pictures_needs_no_scene():
    explorer = gd.explore(lambda ax, a: ax.plot([0, a]), a=(1, 3))
    film = explorer.film
    assert isinstance(film, Film)
    for frame, data in zip(film.frames, film.data()["frames"], strict=True):
        upper = pixels_of(base64.b64decode(data["patch"].partition(",")[2]))
        laid = np.where(upper[..., 3:] > 0, upper, pixels_of(film.still))
        np.testing.assert_array_equal(laid, pixels_of(frame.picture))


def test_the_player_brings_all_it_needs_and_runs_no_text():
    text = player()
    addresses = set(re.findall(r"https?://[^\s\"']+", text))
    assert addresses == {"http://www.w3.org/2000/svg"}  # a name, not a place
    assert not re.search(
        r"\beval\b|innerHTML|outerHTML|insertAdjacentHTML|document\.write|import\(", text
    )
    assert text.count("<script") == text.count("</script>") == 1
    assert len(text.splitlines()) < 450


def test_painting_gives_the_sentence_and_the_marks(scene):
    def draw(over, reach):
        over.line(scene.axes[0], [(0, 0), (reach, 0)])
        return f"A line to {reach}."

    frame = paint(scene, draw, {"reach": 3})
    assert frame.data()["sentence"] == "A line to 3."
    assert frame.data()["marks"][0]["d"] == "M100 240l60 0"
