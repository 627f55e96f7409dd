"""A reader's own drawing in gd.explore: whatever it does, live, stored and in the film."""

import base64
import io
import re
from functools import partial
from xml.etree import ElementTree

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure

import gdviz as gd
from gdviz.display import LACKING
from tests.test_explorers import SVG
from tools.pictures import read_pixels

X = np.arange(5.0)
explore = partial(gd.explore, size=(2, 1.5))  # to lay out all ticks of a large one takes long


def shown(explorer):
    """Return the frames at all stops of the first control: of the stored film, and live."""
    (name, control), *_ = explorer.controls.items()
    bundle, film, live = explorer._repr_mimebundle_(), explorer.film, explorer.live
    page, told = BeautifulSoup(bundle["text/html"], "html.parser"), film["frames"][film["told"]]
    assert told["sentence"] == bundle["text/plain"] == page.img["alt"].removesuffix(f" {LACKING}")
    assert [film["pieces"][k] for k in told["svg"]] == live.frame["svg"]
    frames = [f | {"svg": [film["pieces"][k] for k in f["svg"]]} for f in film["frames"]]
    for k, stop in enumerate(control.stops):
        live.values = {**live.values, name: k if control.kind == "choice" else stop}
        frames.append(live.frame)
    for frame in frames:
        assert len(frame["sentence"]) <= 901
        assert "\n" not in frame["sentence"]
        ElementTree.fromstring(SVG.format("".join(frame["svg"])))
    return frames


def picture(explorer):
    """Return the pixels of the stored picture."""
    return np.asarray(explorer.image.convert("RGBA"))


def line_and(do):
    """Return a drawing of a line that then does something else."""

    def draw(ax, a):
        ax.plot(X, a * X)
        return do(ax, a)

    return draw


@pytest.mark.parametrize(
    ("draw", "elsewhere"),
    [
        (lambda ax, a: plt.plot(X, a * X), False),
        (line_and(lambda ax, a: plt.savefig(io.BytesIO())), False),
        (lambda ax, a: plt.colorbar(plt.imshow(np.eye(3))), False),
        (lambda ax, a: plt.subplots()[1].plot(X), True),
        (lambda ax, a: gd.plot_contours(gd.losses.bowl()), True),
    ],
)
def test_plt_draws_on_the_ax_and_open_figures_stay(draw, elsewhere):
    figure, ax = plt.subplots()
    ax.plot(X)
    for frame in shown(explore(draw, a=(1, 2))):
        assert not frame.get("error")
        assert ("Nothing is drawn on the ax" in frame["sentence"]) == elsewhere
    assert plt.get_fignums() == [figure.number]
    assert (len(figure.axes), len(ax.lines), ax.get_title()) == (1, 1, "")


@pytest.mark.parametrize(
    "draw", [lambda ax, a: None, lambda ax, a: Figure().add_subplot(), lambda ax, a: ax.axis("off")]
)
def test_a_drawing_of_nothing_is_told(draw):
    frames = shown(explore(draw, a=(1, 2)))
    assert all("Nothing is drawn on the ax" in frame["sentence"] for frame in frames)


def test_a_line_that_is_kept_for_the_next_call_is_missed_there():
    lines = []

    def draw(ax, a):
        lines.extend(ax.plot(X) if not lines else ())
        lines[0].set_ydata(a * X)

    frames = shown(explore(draw, a=[1, 2]))
    assert ["a new one at each call" in frame["sentence"] for frame in frames] == 2 * [False, True]


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (lambda ax, a: ax.plot([0, 1 / (a - 1)]), "ZeroDivisionError: division by zero"),
        (line_and(lambda ax, a: ax.set_title(r"$\frac{1$" if a == 1 else "")), r"\frac{1"),
        (line_and(lambda ax, a: ax.figure.set_size_inches(a, 1.5)), "size=(1, 1.5)"),
        (line_and(lambda ax, a: ax.figure.set_dpi(74 - a)), "at 73 dpi"),
        (line_and(lambda ax, a: a == 1 and (print("so far"), {}[a])), "KeyError: 1 so far"),
    ],
)
@pytest.mark.parametrize("stops", [[1, 2], [2, 1]])
def test_a_stop_that_fails_is_told_and_the_others_are_shown(draw, told, stops):
    explorer = explore(draw, a=stops)
    for stop, frame in zip(2 * stops, shown(explorer), strict=True):
        fails = stop == 1
        assert (told in frame["sentence"], frame.get("error", False)) == (fails, fails)
        assert any(frame["svg"]) != fails
    blank = len(np.unique(picture(explorer).reshape(-1, 4), axis=0)) == 1
    assert blank == (stops[0] == 1)


def test_whatever_is_a_choice_reaches_the_drawing_itself_and_has_a_name_of_its_own():
    class Table(np.ndarray):
        def __eq__(self, other):
            raise ValueError("no truth")

        __hash__ = None

    table = np.ones((3, 2)).view(Table)
    choices = [X, X**2, table, np.sin, lambda x: x, lambda x: -x, partial(max, 1)]
    choices += [gd.adam, None, 1, "a", "a", "b" * 500, "2\nlines", np.nan, object()]
    given = []

    def draw(ax, data):
        given.append(data)
        ax.plot(X)

    explorer = explore(draw, data=choices)
    shown(explorer)
    # The first is drawn once, the others for the film and live.
    for got, wanted in zip(given, [*choices, *choices[1:]], strict=True):
        assert got is wanted
    names = [frame["label"] for frame in explorer.film["frames"]]
    assert names == explorer.controls["data"].data()["stops"]
    assert len({*names}) == len(names)
    assert not any(len(name) > 70 or " at 0x" in name or "\n" in name for name in names)
    assert {"sin", "adam", "None", "1", "Table of 3 × 2"} <= {*names}
    for value in (X.copy(), table.copy(), "c", 7):
        with pytest.raises(ValueError, match="data must be one of 'ndarray of 5 "):
            explorer.controls["data"].check(value)
    named = explore(draw, data={"line": X, "square": X**2})
    assert [frame["label"] for frame in named.film["frames"]] == ["line", "square"]
    assert given[-1] is not X
    assert named.controls["data"].check("line") is X


def test_picture_sentence_and_first_frame_are_of_one_drawing():
    """So they agree even if a drawing is random, or counts its calls; it is sent as pixels."""
    count = iter(range(1, 100))

    def draw(ax, a):
        ax.figure.set_facecolor((next(count) / 100, 0, 0))
        ax.axis("off")
        ax.pcolormesh(np.random.default_rng(0).random((45, 45)))
        return f"Call {next(count) // 2}."

    explorer = explore(draw, a=(1, 3))
    frames = shown(explorer)
    calls = [int(re.search(r"\d+", frame["sentence"])[0]) for frame in frames]
    assert calls == [2, 1, 3, 4, 5, 6]
    assert explorer.sentence == "Call 1."
    found = [re.search(r"base64,([^\"]*)", frame["svg"][0])[1] for frame in frames]
    pictures = [picture(explorer), *(read_pixels(base64.b64decode(each)) for each in found)]
    for call, pixels in zip([1, *calls], pictures, strict=True):
        assert pixels[0, 0, 0] == pytest.approx(255 * (2 * call - 1) / 100, abs=1)


@pytest.mark.parametrize(
    ("answer", "printed", "told"),
    [
        (None, "", "a line of 5 points from (0, 0) to (4, 4), between 0 and 4."),
        ("The slope\nis 1.", "", "The slope is 1."),
        ("The slope is 1.", "so\nit is", "The slope is 1. so it is"),
        ("word " * 999, "more " * 999, "word"),
    ],
)
def test_what_a_drawing_returns_and_prints_is_told(answer, printed, told, capsys):
    explorer = explore(line_and(lambda ax, a: (print(printed, end=""), answer)[1]), a=[1])
    for frame in shown(explorer):
        assert frame["sentence"].startswith(told)
        assert len(frame["sentence"]) == len(told) or answer == "word " * 999
    assert capsys.readouterr().out == ""


def test_style_and_open_figures_stay_as_they_were_and_no_call_changes_the_next():
    def draw(ax, a):
        plt.style.use("dark_background")
        matplotlib.rcParams["lines.linewidth"] *= 2
        figure = ax.figure
        figure.clear()
        figure.set_facecolor("black")
        for part in figure.subfigures(1, a):
            part.subplots().plot(X)
        plt.close("all")

    style, figure = matplotlib.rcParams.copy(), plt.figure()
    explorer = gd.explore(draw, a=(2, 3))
    first, second, *again = shown(explorer)
    assert [frame["svg"] for frame in again] == [first["svg"], second["svg"]]
    assert [frame["sentence"].count("line of") for frame in (first, second)] == [2, 3]
    assert matplotlib.rcParams == style
    assert plt.get_fignums() == [figure.number]
    assert picture(explorer)[0, 0].tolist() == [0, 0, 0, 255]


def test_words_that_no_font_has_are_told_of_under_the_picture_and_are_letters_in_a_film():
    explorer = explore(line_and(lambda ax, a: ax.set_title(f"학습률 {a}")), a=(1, 2))
    assert all("학습률" in "".join(frame["svg"]) for frame in shown(explorer))
    assert LACKING in explorer.html()
    assert LACKING not in explore(line_and(lambda ax, a: ax.set_title("a")), a=(1, 2)).html()
