"""A guess is compared in words, and no answer shows before it is asked for."""

import matplotlib.pyplot as plt
import pytest

import gdviz as gd


def test_without_a_guess_the_answer_is_folded_away():
    page = gd.compare_guess(None, 11, unit="steps", because="It creeps.")._repr_html_()
    shown, folded = page.split("</summary>")
    assert "11" not in shown
    assert "<details>" in shown
    assert "11 steps" in folded
    assert "It creeps." in folded


@pytest.mark.parametrize(
    ("guess", "answer", "words"),
    [
        (5, 11, "You said 5; it is 11, 2.2 times as much."),
        (22, 11, "You said 22; it is 11, 2 times less."),
        (11, 11, "You said 11, and that is right."),
        (10, 11, "You said 10; it is 11, not far off."),
        (12, 11, "You said 12; it is 11, not far off."),
        (0.27, 26.9, "You said 0.27; it is 26.9, 99.6 times as much."),
        (0.0575, 0.0576, "You said 0.0575, and that is right (it is 0.0576)."),
        (-1, 3, "You said −1; it is 3."),
        (0, 3, "You said 0; it is 3."),
    ],
)
def test_numbers_are_compared_as_a_person_would(guess, answer, words):
    assert gd.compare_guess(guess, answer).heading == words


def test_whole_numbers_must_be_hit_and_others_come_close():
    assert gd.compare_guess(104, 100).kind == "wrong"
    assert gd.compare_guess(104.0, 100.0).kind == "right"
    assert gd.compare_guess(106.0, 100.0).kind == "wrong"


def test_words_are_compared_and_other_words_refused():
    choices = ["straight", "curved"]
    assert gd.compare_guess("straight", "straight", choices=choices).kind == "right"
    assert gd.compare_guess("curved", "straight", choices=choices).kind == "wrong"
    assert gd.compare_guess(" Straight", "straight", choices=choices).kind == "right"
    assert gd.compare_guess("Curved", "straight", choices=choices).heading == (
        "You said curved; it is straight."
    )
    with pytest.raises(ValueError, match="guess must be one of 'straight', 'curved'"):
        gd.compare_guess("strait", "straight", choices=choices)


@pytest.mark.parametrize("guess", ["five", [5], float("nan"), True])
def test_a_guess_that_is_no_number_is_refused(guess):
    with pytest.raises((TypeError, ValueError), match="guess must be a number"):
        gd.compare_guess(guess, 11)


def test_the_picture_shows_inside_the_fold_and_nowhere_else():
    ax = plt.subplots()[1]
    ax.plot([0, 1], [0, 1])
    card = gd.compare_guess(None, 11, ax=ax)
    assert not plt.fignum_exists(ax.figure.number)
    folded = card._repr_html_().split("</summary>")[1]
    assert "<img alt=" in folded
    assert "a line of 2 points" in repr(card)


def test_words_of_the_reader_are_escaped():
    page = gd.compare_guess("<b>", "<b>", choices=["<b>"])._repr_html_()
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
