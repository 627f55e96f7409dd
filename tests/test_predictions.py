"""A guess is compared in words, and no answer shows before it is asked for."""

import re

import pytest

import gdviz as gd
from gdviz.course import read_toml
from tests.course import COURSE, sources


@pytest.mark.parametrize(
    ("guess", "answer", "words"),
    [
        (5, 11, "You said 5; it is 11, 2.2 times your guess."),
        (22, 11, "You said 22; it is 11, half of your guess."),
        (15, 11, "You said 15; it is 11, about 3/4 of your guess."),
        (33, 11, "You said 33; it is 11, 1/3 of your guess."),
        (0.5, 2.47e-5, "You said 0.5; it is 2.47e−05, about 1/20,000 of your guess."),
        (1e-300, 1e300, "You said 1e−300; it is 1e+300, far more than your guess."),
        (11, 11, "You said 11, and that is right."),
        (10, 11, "You said 10; it is 11, not far off."),
        (104, 100, "You said 104; it is 100, not far off."),
        (104.0, 100.0, "You said 104, and that is right (it is 100)."),
        (-1, 3, "You said −1; it is 3."),
        (0, 3, "You said 0; it is 3."),
    ],
)
def test_numbers_are_compared_as_a_person_would(guess, answer, words):
    unitless = gd.compare_guess("03.one_step_rate", guess, answer)
    assert unitless.heading == words


@pytest.mark.parametrize(
    ("guess", "words"),
    [
        (" Straight", 'You said "straight", and that is right.'),
        ("Curved", 'You said "curved"; the answer is "straight".'),
    ],
)
def test_words_are_compared_whatever_their_capitals(guess, words):
    card = gd.compare_guess("00.shape", guess, "straight")
    assert card.heading == words
    assert card.paragraphs == (read_toml("guesses.toml")["00.shape"]["because"],)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("00.steps_needed", "You said 1 step; it is 2 steps, 2 times your guess."),
        ("04.fair_factor", "You said no lower; it is 2 times lower."),
        ("03.growth", "You said just as many; it is 2 times as many."),
    ],
)
def test_one_of_a_unit_is_named_in_the_singular(question, words):
    assert gd.compare_guess(question, 1, 2, rate=3).heading == words


def test_an_answer_may_stand_with_its_question(monkeypatch):
    entry = {"choices": ["up", "down"], "answer": "down", "because": "It is so."}
    monkeypatch.setitem(read_toml("guesses.toml"), "00.way", entry)
    assert repr(gd.compare_guess("00.way", "down")) == (
        'You said "down", and that is right. It is so.'
    )
    assert gd.compare_guess("00.way", None).paragraphs[0] == 'The answer is "down".'


NUMBER = "A number is asked for, as 3 or 0.5. You typed "
CHOICE = 'One of these words is asked for: "straight", "curved". You typed '


@pytest.mark.parametrize(
    ("question", "answer", "guess", "words"),
    [
        *(("00.steps_needed", 11, g, NUMBER) for g in ("five", "5", [5], float("nan"), True, int)),
        *(("00.shape", "straight", g, CHOICE) for g in ("<b>", 3, ["straight"])),
    ],
)
def test_a_guess_of_another_kind_is_asked_for_again_and_nothing_is_told(
    question, answer, guess, words
):
    card = gd.compare_guess(question, guess, answer)
    assert card.kind == "open"
    assert card.heading.startswith(words)
    assert card.heading.endswith("Change it and run both cells again.")
    assert not card.paragraphs
    assert "11" not in repr(card)
    assert "<b>" not in card._repr_html_()


@pytest.mark.parametrize(
    ("question", "answer", "message"),
    [
        ("00.steps_needed", None, "answer must be a number"),
        ("00.steps_needed", float("nan"), "answer must be a number"),
        ("00.shape", "up", r"answer must be one of 'straight', 'curved'\. Got 'up'"),
        ("00.shap", "straight", r"question must be .* Did you mean '00\.shape'"),
    ],
)
def test_a_mistake_of_the_writer_is_refused(question, answer, message):
    with pytest.raises((TypeError, ValueError), match=message):
        gd.compare_guess(question, 3, answer)


@pytest.mark.parametrize("notebook", COURSE)
def test_each_guess_of_a_notebook_is_compared_once_and_named_like_its_variable(notebook):
    code = "\n".join(sources(COURSE[notebook], "code"))
    compared = re.findall(r'gd\.compare_guess\(\s*"(\d\d)\.(\w+)", \2\b', code)
    told = [name for name in read_toml("guesses.toml") if name[:2] == notebook[:2]]
    assert sorted(map(".".join, compared)) == sorted(told)
