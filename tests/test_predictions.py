"""A guess is compared in words, and no answer shows before it is asked for."""

import re
import string
from pathlib import Path

import nbformat
import pytest

import gdviz as gd
from gdviz.course import NOTEBOOKS, read_toml
from gdviz.course.guesses import compare


def test_without_a_guess_the_answer_is_folded_away():
    page = compare(None, 11, unit="steps", because="It creeps.")._repr_html_()
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
    assert compare(guess, answer).heading == words


def test_whole_numbers_must_be_hit_and_others_come_close():
    assert compare(104, 100).kind == "wrong"
    assert compare(104.0, 100.0).kind == "right"
    assert compare(106.0, 100.0).kind == "wrong"


def test_words_are_compared_whatever_their_capitals():
    choices = ["straight", "curved"]
    assert compare("straight", "straight", choices=choices).kind == "right"
    assert compare("curved", "straight", choices=choices).kind == "wrong"
    assert compare(" Straight", "straight", choices=choices).heading == (
        'You said "straight", and that is right.'
    )
    assert compare("Curved", "straight", choices=choices).heading == (
        'You said "curved"; the answer is "straight".'
    )


def test_an_answer_in_words_is_quoted_for_it_may_be_any_part_of_speech():
    folded = compare(None, "turning", choices=["staying", "turning"])
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
    said = compare(1, 2, unit=unit).heading
    assert said.startswith(words)
    assert said.removeprefix(words) in (".", ", 2 times as much.")
    assert ("as much" in said) != unit.startswith("times")


def test_no_change_is_told_in_a_whole_sentence():
    assert compare(100, 1, unit="times as many").heading == (
        "You said 100 times as many; it is just as many."
    )
    assert compare(None, 1, unit="times as many").paragraphs == ("It is just as many.",)
    assert compare(1, 1, unit="times as many").heading == (
        "You said just as many, and that is right."
    )


@pytest.mark.parametrize("guess", ["five", "5", [5], float("nan"), float("inf"), True, int])
def test_a_guess_that_is_no_number_is_asked_for_again_and_nothing_is_told(guess):
    card = compare(guess, 11, unit="steps", because="It creeps.")
    assert card.kind == "open"
    assert card.heading.startswith("A number is asked for, as 3 or 0.5. You typed ")
    assert card.heading.endswith("Change it and run both cells again.")
    assert len(card.heading) < 200
    assert not card.paragraphs
    assert "11" not in repr(card)


@pytest.mark.parametrize("guess", ["strait", 3, ["straight"], float("nan")])
def test_a_guess_that_is_no_choice_is_asked_for_again_with_all_of_them(guess):
    card = compare(guess, "straight", choices=["straight", "curved"], because="Look.")
    assert card.kind == "open"
    assert card.heading.startswith('One of these words is asked for: "straight", "curved". You')
    assert not card.paragraphs


def test_an_answer_that_was_not_computed_is_the_writers_mistake():
    with pytest.raises(TypeError, match="answer must be a number"):
        compare(3, None)
    with pytest.raises(ValueError, match="answer must be a number"):
        compare(3, float("nan"))
    with pytest.raises(ValueError, match=r"answer must be one of 'left', 'right'\. Got 'up'"):
        compare("left", "up", choices=["left", "right"])


def test_words_of_the_reader_are_escaped():
    page = compare("<b>", "<b>", choices=["<b>"])._repr_html_()
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_the_reason_is_found_by_the_name_of_the_guess_and_names_the_values_given():
    card = gd.compare_guess("00.guess", 1000, 5748.0, darts=1.9612, walker=0.000341)
    assert card.paragraphs == ("Darts reach 1.96; the walker reaches 0.000341.",)
    card = gd.compare_guess("07.best_epoch", None, 190, lowest=[188, 190, 199])
    assert card.paragraphs[1] == "The three are 188, 190, 199: it falls nearly to the end."
    assert card.folded


def test_an_unknown_guess_is_refused_with_the_near_name():
    with pytest.raises(ValueError, match=r"question must be .* Did you mean '00\.distance'"):
        gd.compare_guess("00.distanc", None, 1)


CALL = re.compile(r'gd\.compare_guess\(\s*"(\d\d)\.(\w+)", (\w+), (.*)\)$', flags=re.S)


@pytest.mark.parametrize("number", NOTEBOOKS)
def test_each_guess_of_a_notebook_is_compared_once_with_the_values_that_its_reason_names(number):
    (path,) = (Path(__file__).parents[1] / "notebooks").glob(f"{number}_*.ipynb")
    asked = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and "gd.compare_guess(" in cell.source:
            found = CALL.search(cell.source)
            assert found[1] == number
            assert found[2] == found[3], "a guess is named like its variable"
            asked[f"{found[1]}.{found[2]}"] = set(re.findall(r"\b(\w+)=(?!=)", found[4]))
    fields = {
        name: {field for _, field, _, _ in string.Formatter().parse(told["because"]) if field}
        for name, told in read_toml("guesses.toml").items()
        if name[:2] == number
    }
    for name in fields:
        asked[name] -= {"axis", "key"}  # keywords of what computes the answer
    assert asked == fields
