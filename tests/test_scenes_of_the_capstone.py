"""The wall of notebook 07 has a brick for each claim, on the pile of its level."""

from collections import Counter

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

import gdviz as gd
from gdviz.course.capstone import draw_wall
from gdviz.course.claims import LEVELS, claims
from tests.reading import notes


@pytest.fixture(autouse=True)
def closed_figures():
    with mpl.rc_context():
        mpl.rcdefaults()
        yield
    plt.close("all")


def test_each_brick_lies_on_the_pile_of_its_level_and_no_two_on_one_place():
    ax = draw_wall()
    names = [text.get_text().split()[0] for text in ax.texts]
    piles = [round(text.get_position()[0]) for text in ax.texts]
    assert sorted(names) == sorted(claims())
    for name, pile in zip(names, piles, strict=True):
        assert LEVELS[pile] == claims()[name].level
    places = [(brick.get_x(), brick.get_y()) for brick in ax.patches]
    assert len(places) == len(set(places)) == len(claims())
    heights = Counter(round(brick.get_x() + brick.get_width() / 2) for brick in ax.patches)
    assert heights == Counter(piles)


def test_the_piles_and_the_description_count_the_claims_of_each_level():
    ax = draw_wall()
    found = Counter(claim.level for claim in claims().values())
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert labels == [f"{level}: {found[level]}" for level in LEVELS]
    described = gd.describe(ax)
    for level in LEVELS:
        names = [name for name, claim in claims().items() if claim.level == level]
        assert f"{level[1:]}: {len(names)} claim" in described
        assert not names or f"({', '.join(names)})" in described


def test_every_topic_stays_on_its_brick():
    gd.setup()
    figure, ax = plt.subplots(figsize=(9.2, 4.1))
    draw_wall(ax)
    figure.canvas.draw()
    for text, brick in zip(ax.texts, ax.patches, strict=True):
        words, stone = text.get_window_extent(), brick.get_window_extent()
        assert stone.x0 < words.x0 < words.x1 < stone.x1, text.get_text()
        assert stone.y0 < (words.y0 + words.y1) / 2 < stone.y1
    assert len(notes(ax)) == len(claims())
