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
        (-20, -10, "You said −20; it is −10."),
        (-9, -10, "You said −9; it is −10."),
        (3, -1, "You said 3; it is −1."),
        (0, 3, "You said 0; it is 3."),
    ],
)
def test_numbers_are_compared_as_a_person_would(guess, answer, words):
    assert gd.compare_guess(guess, answer).heading == words


def test_whole_numbers_must_be_hit_and_others_come_close():
    assert gd.compare_guess(104, 100).kind == "wrong"
    assert gd.compare_guess(104.0, 100.0).kind == "right"
    assert gd.compare_guess(106.0, 100.0).kind == "wrong"


def test_words_are_compared_whatever_their_capitals():
    choices = ["straight", "curved"]
    assert gd.compare_guess("straight", "straight", choices=choices).kind == "right"
    assert gd.compare_guess("curved", "straight", choices=choices).kind == "wrong"
    assert gd.compare_guess(" Straight", "straight", choices=choices).heading == (
        'You said "straight", and that is right.'
    )
    assert gd.compare_guess("Curved", "straight", choices=choices).heading == (
        'You said "curved"; the answer is "straight".'
    )


def test_an_answer_in_words_is_quoted_for_it_may_be_any_part_of_speech():
    folded = gd.compare_guess(None, "turning", choices=["staying", "turning"])
    assert folded.paragraphs == ('The answer is "turning".',)


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        ("steps", "You said 1 step; it is 2 steps"),
        ("degrees", "You said 1 degree; it is 2 degrees"),
        ("%", "You said 1 %; it is 2 %"),
        ("from the minimum", "You said 1 from the minimum; it is 2 from the minimum"),
        ("times", "You said 1 time; it is 2 times"),
        ("times lower", "You said no lower; it is 2 times lower"),
        ("times as many", "You said just as many; it is 2 times as many"),
        ("times as high", "You said just as high; it is 2 times as high"),
        ("", "You said 1; it is 2"),
    ],
)
def test_one_of_a_unit_is_named_in_the_singular(unit, words):
    said = gd.compare_guess(1, 2, unit=unit).heading
    assert said.startswith(words)
    assert said.removeprefix(words) in (".", ", 2 times as much.")
    assert ("as much" in said) != unit.startswith("times")


def test_no_change_is_told_in_a_whole_sentence():
    assert gd.compare_guess(100, 1, unit="times as many").heading == (
        "You said 100 times as many; it is just as many."
    )
    assert gd.compare_guess(None, 1, unit="times as many").paragraphs == ("It is just as many.",)
    assert gd.compare_guess(1, 1, unit="times as many").heading == (
        "You said just as many, and that is right."
    )


@pytest.mark.parametrize("guess", ["five", "5", [5], float("nan"), float("inf"), True, int])
def test_a_guess_that_is_no_number_is_asked_for_again_and_nothing_is_told(guess):
    ax = plt.subplots()[1]
    card = gd.compare_guess(guess, 11, unit="steps", because="It creeps.", ax=ax)
    assert card.kind == "open"
    assert card.heading.startswith("A number is asked for, as 3 or 0.5. You typed ")
    assert card.heading.endswith("Change it and run both cells again.")
    assert len(card.heading) < 200
    assert not card.paragraphs
    assert card.figure is None
    assert "11" not in repr(card)
    assert not plt.fignum_exists(ax.figure.number)


@pytest.mark.parametrize("guess", ["strait", 3, ["straight"], float("nan")])
def test_a_guess_that_is_no_choice_is_asked_for_again_with_all_of_them(guess):
    card = gd.compare_guess(guess, "straight", choices=["straight", "curved"], because="Look.")
    assert card.kind == "open"
    assert card.heading.startswith('One of these words is asked for: "straight", "curved". You')
    assert not card.paragraphs


def test_an_answer_that_was_not_computed_is_the_writers_mistake():
    with pytest.raises(TypeError, match="answer must be a number"):
        gd.compare_guess(3, None)
    with pytest.raises(ValueError, match="answer must be a number"):
        gd.compare_guess(3, float("nan"))
    with pytest.raises(ValueError, match=r"answer must be one of 'left', 'right'\. Got 'up'"):
        gd.compare_guess("left", "up", choices=["left", "right"])


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
