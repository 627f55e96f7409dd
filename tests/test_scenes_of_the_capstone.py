"""The wall of notebook 09 has a brick for each claim, on the pile of its level."""

from collections import Counter

import matplotlib.pyplot as plt

import gdviz as gd
from gdviz.course.capstone import draw_wall
from gdviz.course.claims import LEVELS, claims


def test_each_brick_holds_its_topic_and_lies_on_the_pile_of_its_level():
    gd.setup()
    figure, ax = plt.subplots(figsize=(9.2, 4.1))
    draw_wall(ax)
    figure.canvas.draw()
    names = [text.get_text().split()[0] for text in ax.texts]
    assert sorted(names) == sorted(claims())
    for name, text, brick in zip(names, ax.texts, ax.patches, strict=True):
        words, stone = text.get_window_extent(), brick.get_window_extent()
        assert stone.x0 < words.x0 < words.x1 < stone.x1, name
        assert stone.y0 < (words.y0 + words.y1) / 2 < stone.y1
        assert LEVELS[round(brick.get_x() + brick.get_width() / 2)] == claims()[name].level
    assert len({brick.get_xy() for brick in ax.patches}) == len(claims())


def test_the_piles_and_the_description_count_the_claims_of_each_level():
    ax = draw_wall(plt.subplots()[1])
    found = Counter(claim.level for claim in claims().values())
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert labels == [f"{level}: {found[level]}" for level in LEVELS]
    described = gd.describe(ax)
    for level in LEVELS:
        names = [name for name, claim in claims().items() if claim.level == level]
        assert f"{level[1:]}: {len(names)} claim" in described
        assert not names or f"({', '.join(names)})" in described
