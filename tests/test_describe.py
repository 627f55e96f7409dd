"""Whatever matplotlib draws, its description is short, raises nothing and says no false number."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PathCollection
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

import gdviz as gd
from gdviz.display import LACKING, figure_bundle

X, Y, Z = [1, 2, 5], [30, -7, 18], [400, 100, 700]
HEIGHTS = np.add.outer(np.arange(9.0), np.arange(12.0) ** 2)
GAPS = np.where(HEIGHTS > 100, np.nan, HEIGHTS)
CLOUD = np.random.default_rng(1).random((3, 40))
SPAN = [CLOUD[2].min(), CLOUD[2].max()]
MESH = *np.meshgrid(np.arange(3.0), np.arange(4.0)), np.ones((4, 3))
BOXES = [[1, 2, 3, 4, 20], [2, 3, 4, 5, 6]]
SIDES = ["left", "right"]


def said(value):
    """Write a number as a person of the course would, independently of gdviz.text."""
    return (f"{value:.0f}" if 1000 <= abs(value) < 1e6 else f"{value:.3g}").replace("-", "−")


def line(*columns):
    """Return the numbers that the sentence of a line says: how many, both ends, its heights."""
    points = list(zip(*columns, strict=True))
    return [len(points), *points[0], *points[-1], min(columns[-1]), max(columns[-1])]


# What is drawn into Axes, and the numbers that its description says, in their order.
EXACT = {
    "plot": (lambda ax: ax.plot(X, Y), line(X, Y)),
    "one point": (lambda ax: ax.plot(4, 3, "*"), [1, 4, 3]),
    "gaps": (lambda ax: ax.plot([0, 1, 2, 3], [np.nan, 9, 5, np.inf]), [2, 2, 1, 9, 2, 5, 5, 9]),
    "masked": (lambda ax: ax.plot(np.ma.masked_greater(X, 4), Y), [2, 1, 1, 30, 2, -7, -7, 30]),
    "nothing to see": (lambda ax: ax.plot([1, 2], [np.nan, np.nan]), []),
    "columns": (lambda ax: ax.plot(HEIGHTS), [12, HEIGHTS.min(), HEIGHTS.max()]),
    "scatter": (lambda ax: ax.scatter(X, Y, s=[1, 20, 300]), [3]),
    "scatter, colours": (lambda ax: ax.scatter(X, Y, c=Z), [3, min(Z), max(Z)]),
    "scatter, gaps": (lambda ax: ax.scatter(X, [1, np.nan, 2]), [2]),
    "bar": (lambda ax: ax.bar(SIDES, [3, 8]), [2, 8]),
    "bar, below 0": (lambda ax: ax.bar(SIDES, [-10, -300]), [2, -300, -10]),
    "bar, stacked": (lambda ax: ax.bar(X, Z, bottom=[1, 2, 3]), [3, min(Z), max(Z)]),
    "bar, errors": (lambda ax: ax.bar(X, Z, yerr=9), [3, max(Z)]),
    "bar, changed": (lambda ax: ax.bar(X, Z)[1].set_height(999), [3, 999]),
    "barh": (lambda ax: ax.barh(SIDES, [10, 300]), [2, 300]),
    "barh of dates": (
        lambda ax: ax.barh(SIDES, [np.timedelta64(3)] * 2, left=[np.datetime64("2024-05-01")] * 2),
        [2],
    ),
    "errorbar": (lambda ax: ax.errorbar(X, Y, yerr=5, capsize=3), line(X, Y)),
    "stem": (lambda ax: ax.stem(X, Y), line(X, Y)),
    "hist": (lambda ax: ax.hist([1, 1, 2, 5], bins=4), [4, 2]),
    "hexbin": (lambda ax: ax.hexbin(X, X, C=Z, gridsize=3), [3, min(Z), max(Z)]),
    "boxplot": (lambda ax: ax.boxplot(BOXES), [2 * 7 - 1, np.min(BOXES), np.max(BOXES)]),
    "pie": (lambda ax: ax.pie([1, 3], labels=SIDES), [25, 75]),
    "pie, whole": (lambda ax: ax.pie([4]), [100]),
    "imshow, gaps": (lambda ax: ax.imshow(GAPS), [*GAPS.shape, 0, np.nanmax(GAPS)]),
    "imshow, colours": (lambda ax: ax.imshow(np.zeros((30, 40, 3))), [40, 30]),
    "imshow, no number": (lambda ax: ax.imshow([[np.nan] * 2]), [1, 2]),
    "colorbar": (lambda ax: plt.colorbar(ax.imshow(HEIGHTS), ax=ax), [9, 12, 0, HEIGHTS.max()]),
    "pcolormesh": (lambda ax: ax.pcolormesh(GAPS), [*GAPS.shape, 0, np.nanmax(GAPS)]),
    "contourf": (lambda ax: ax.contourf(GAPS), [0, np.nanmax(GAPS)]),
    "tricontour": (lambda ax: ax.tricontour(*CLOUD), SPAN),
    "tripcolor": (lambda ax: ax.tripcolor(*CLOUD, shading="gouraud"), [40, *SPAN]),
    "rounding noise": (lambda ax: ax.plot(X, [np.sin(np.pi), 1, 1]), line(X, [0, 1, 1])),
    "loglog, gaps": (lambda ax: ax.loglog([0, *X], [9, *Y]), [2, 2, 1, 30, 5, 18, 18, 30]),
    "semilogy, small": (lambda ax: ax.semilogy(X, [1e-16, 1, 1]), line(X, [1e-16, 1, 1])),
    "cut": (lambda ax: ax.plot(X, Z) and ax.set(xlim=(0, 3), ylim=(300, 800)), [*line(X, Z), 2]),
    "upside down": (lambda ax: ax.plot(X, Y) and ax.set_ylim(30, -7), line(X, Y)),
    "curves, cut": (lambda ax: ax.plot(HEIGHTS) and ax.set_ylim(1, 200), [12, 0, 129, 1]),
    "axhline": (lambda ax: ax.axhline(3), [3]),
    "text": (lambda ax: ax.text(0, 1, "look at 42"), [42]),
    "twinx": (lambda ax: (ax.plot(X, Y), ax.twinx().plot(X, Z)), line(X, Y) + line(X, Z)),
    "inset": (lambda ax: ax.inset_axes([0.5, 0.5, 0.3, 0.3]).plot(X, Y), line(X, Y)),
    "secondary axis": (lambda ax: (ax.plot(X, Y), ax.secondary_xaxis("top")), line(X, Y)),
    "legend": (lambda ax: (ax.plot(X, Y), ax.add_artist(Legend(ax, [], []))), line(X, Y)),
    "a number as name": (lambda ax: ax.plot(X, Y, label=8), [8, *line(X, Y)]),
    "moved away": (lambda ax: ax.plot([], [])[0].set_data(X, Y), [*line(X, Y), 3]),
    "cleared": (lambda ax: (gd.plot_rulers((1, 2), ax), ax.clear(), ax.plot(X, Y)), line(X, Y)),
    "invisible": (lambda ax: ax.plot(X, Y)[0].set_visible(False), []),
    "empty": (lambda ax: None, []),
}
# What is drawn, of which nothing is certain but that there is so much of it.
COUNTED = {
    "fill_between": (lambda ax: ax.fill_between(X, Y), 1),
    "violinplot": (lambda ax: ax.violinplot(BOXES, showextrema=False), 2),
    "stairs": (lambda ax: ax.stairs(Y), 1),
    "quiver": (lambda ax: ax.quiver(X, Y, Z, Z), 1),
    "axline": (lambda ax: ax.axline((0, 1), slope=2), 1),
    "hlines": (lambda ax: ax.hlines(X, 0, 5), 1),
    "table": (lambda ax: ax.table([["1", "2"]]), 1),
    "paths": (lambda ax: ax.add_collection(PathCollection([Path.unit_circle()] * 3)), 1),
    "in the frame": (lambda ax: ax.plot([0, 1], [0, 1], transform=ax.transAxes), 1),
    "points in the frame": (lambda ax: ax.scatter(X, Y, transform=ax.transAxes), 1),
    "turned": (lambda ax: ax.plot(X, Y, transform=Affine2D().rotate(1) + ax.transData), 1),
}
SPATIAL = {
    "plot": (lambda ax: ax.plot(X, Y, Z), line(X, Y, Z)),
    "scatter": (lambda ax: ax.scatter(X, Y, Z), [3]),
    "surface": (lambda ax: ax.plot_surface(*MESH), [1]),
    "bar3d": (lambda ax: ax.bar3d(X, Y, 0, 1, 1, Z), [1]),
}


def numbers(words):
    """Return the numbers that stand in words."""
    return re.findall(r"−?\d+(?:\.\d+)?(?:e[−+]\d+)?", words)


@pytest.mark.parametrize("name", EXACT)
def test_a_description_says_the_numbers_of_the_data_and_no_other(name, ax):
    draw, wanted = EXACT[name]
    draw(ax)
    words = gd.describe(ax.figure)
    assert numbers(words) == [said(value) for value in wanted]
    assert "not described" not in words
    assert (words == "An empty figure.") == (not wanted)


@pytest.mark.parametrize("name", COUNTED)
def test_what_is_not_certain_is_counted(name, ax):
    draw, n = COUNTED[name]
    draw(ax)
    assert gd.describe(ax.figure) == f"{n} drawing{'s' if n > 1 else ''}, not described."


@pytest.mark.parametrize("name", SPATIAL)
def test_in_space_no_coordinates_of_the_screen_are_said(name):
    draw, wanted = SPATIAL[name]
    ax = Figure().add_subplot(projection="3d")
    draw(ax)
    words = gd.describe(ax.figure)
    assert numbers(words) == [said(value) for value in wanted]
    ax.figure.draw_without_rendering()
    assert gd.describe(ax.figure) == words


def test_dates_names_and_angles_are_said_as_the_axes_show_them():
    days = np.array(["2024-02-28", "2024-03-01", "2024-01-31"], dtype="datetime64[D]")
    axs = Figure().subplots(1, 4)
    axs[0].plot(days, Y)
    axs[0].axvline(days[0], label="today")
    axs[1].plot(["cat", "dog", "cow"], Y)
    axs[2].plot(X, days)
    axs[3].plot(["cat", "dog"], [1, 2])
    axs[3].set_xticks([0, 1], ["kitten", "puppy"])
    words = [gd.describe(ax) for ax in axs]
    assert "from (2024-02-28, 30) to (2024-01-31, 18), between −7 and 30." in words[0]
    assert words[0].endswith("Today: a vertical line at 2024-02-28.")
    assert "from (cat, 30) to (cow, 18), between −7 and 30." in words[1]
    assert words[2].endswith("to (5, 2024-01-31), between 2024-01-31 and 2024-03-01.")
    assert words[3] == "a line of 2 points, between 1 and 2."
    axs[2].plot([1, 2], [days[0], np.datetime64("2024-05-01T12:30:00.25")])
    assert "2024-05-01 12:30:00.25" in gd.describe(axs[2])
    ring = Figure().add_subplot(projection="polar")
    ring.plot(X, Z)
    ring.axhline(3)
    assert "3 points in polar coordinates from (1, 400) to" in gd.describe(ring)
    assert "3" not in gd.describe(ring).partition("700.")[2]


def test_a_description_is_short_and_says_how_much_is_left_out(ax):
    for k in range(200):
        ax.plot(X, Z, label=f"run {k}")
        ax.text(0, k, f"remark {k}")
    assert gd.describe(ax).startswith("200 lines, between 100 and 700, among them run 0, run")
    left = int(re.search(r"(\d+) drawings, not described", gd.describe(ax))[1])
    assert gd.describe(ax).count("“") + left == 200
    ax.set_title("word " * 40)
    assert gd.describe(ax).startswith("word word")
    many = Figure()
    for place in many.subplots(5, 5).flat:
        place.plot(X, Y)
    left = int(re.search(r"(\d+) plots, not described", gd.describe(many))[1])
    assert gd.describe(many).count("line of 3 points") + left == 25
    for figure in ax.figure, many:
        figure.suptitle("word " * 200)
        figure.axes[0].set_title("word " * 200)
        assert "1 title" in gd.describe(figure)
        assert len(f"{gd.describe(figure)} {LACKING}") <= 600


def test_what_was_told_stays_in_full_beside_what_was_not():
    left, right = Figure().subplots(1, 2)
    gd.tell(left.plot(X, Y)[0], "A long story. " * 60)
    right.plot(X, Z)
    words = gd.describe(left.figure)
    assert words.startswith("A long story. " * 60)
    assert words.endswith("1 plot, not described.")
    gd.tell(right.lines[0], "")
    assert gd.describe(left.figure) == ("A long story. " * 60)


def test_what_panels_tell_in_the_same_words_is_told_once():
    panels = Figure().subplots(1, 3)
    for ax, words in zip(panels, ("One.", "Two.", ""), strict=True):
        gd.tell(ax.plot(X, Y)[0], "The map.")
        gd.tell(ax.plot(X, Z)[0], words)
    panels[2].set_title("Again")
    assert gd.describe(panels[0].figure) == "The map. One. Two. Again: The map."


def test_two_points_make_a_straight_line_unless_it_has_steps(ax):
    ax.plot([1, 4], [2, 8])
    ax.plot([1, 4], [2, 8], drawstyle="steps")
    ax.plot([1, 4], [2, 8], "o", label="α")
    way = "from (1, 2) to (4, 8)"
    assert gd.describe(ax) == (
        f"a straight line {way}. A line of 2 points {way}, between 2 and 8. "
        f"α: 2 points {way}, between 2 and 8."
    )


def test_what_a_reader_adds_to_a_plot_is_said_after_what_the_plot_tells():
    bowl = gd.losses.bowl()
    ax = gd.plot_contours(bowl, ax=Figure().add_subplot())
    alone = gd.describe(ax)
    ax.plot(X, Y, label="mine")
    ax.axhline(3)
    mine = gd.describe(ax).removeprefix(f"{alone} ")
    assert mine.startswith("Mine: ")
    assert numbers(mine)[: len(line(X, Y))] == [said(value) for value in line(X, Y)]
    assert mine.endswith(" A horizontal line at 3.")
    assert gd.describe(ax.figure) == gd.describe(ax)
    gd.tell(ax.lines[-1], "The limit.")
    assert gd.describe(ax).startswith(f"{alone} The limit. Mine: ")


def test_what_belongs_to_the_figure_and_to_its_parts_is_said():
    figure = Figure()
    first, second = figure.subfigures(1, 2)
    second.subfigures(2, 1)[1].suptitle("Deep inside")
    second.text(0.5, 0.5, "a remark")
    first.suptitle("To the\nleft")
    first.subplots().bar(X, Z)
    figure.add_artist(Line2D([0, 1], [0, 1]))
    words = gd.describe(figure)
    for part in "To the left. Deep inside.", "3 bars, the tallest 700.", "“a remark”", "1 drawing":
        assert words.count(part) == 1
    bar = Figure()
    bar.colorbar(ScalarMappable(Normalize(5, 10)), cax=bar.add_subplot())
    assert gd.describe(bar) == "a colour bar from 5 to 10."
    part = Figure().add_subplot()
    part.bar(X, Z)[1].remove()
    assert gd.describe(part) == "2 drawings, not described."


def broken(question):
    """Return a line that can be drawn, but not asked this."""
    made = Line2D([0, 1], [0, 1])
    setattr(made, question, lambda *given, **options: 1 / 0)
    return made


def test_whatever_an_artist_raises_costs_only_its_own_words(ax):
    ax.plot(X, Y)
    ax.add_artist(broken("get_data"))
    assert gd.describe(ax).endswith("between −7 and 30. 1 drawing, not described.")
    other = ax.figure.add_subplot()
    other.plot(X, Z)
    other.add_artist(broken("get_visible"))
    assert gd.describe(ax.figure).endswith("1 drawing, not described. 1 plot, not described.")
    ax.figure.add_artist(broken("get_visible"))
    assert gd.describe(ax.figure).endswith("1 plot, 1 drawing, not described.")


def test_a_figure_that_cannot_be_described_is_shown():
    figure = Figure()
    figure.get_suptitle = lambda: 1 / 0
    data = figure_bundle(figure)
    assert data["text/plain"] == "A figure that is not described."
    assert {"image/png", "text/html"} <= set(data)
