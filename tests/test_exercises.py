"""Every exercise both ways: right answers pass, and each usual mistake gets its own hint."""

import gc
import re
from numbers import Real

import numpy as np
import pytest

import gdviz as gd
from gdviz.course import NOTEBOOKS
from gdviz.course.exercises import (
    LINES,
    Endless,
    When,
    between,
    exercise,
    exercises,
    function_exercise,
    near,
    patient,
)
from tests.answers import OTHER_RIGHT, WRONG
from tests.course import COURSE, sources
from tools import rules

NUMBERED = {name[:2]: notebook for name, notebook in COURSE.items()}
FILES = {name[:2]: f"notebooks/{name}" for name in COURSE}
TABLES = {number: f"gdviz/course/{module}.py" for number, module in NOTEBOOKS.items()}
EXERCISES = exercises()
NAMES = sorted(EXERCISES)
SLIPS = tuple(EXERCISES["00.2"].mistakes.values())[:6]  # every exercise on a function has them
FUNCTIONS = [name for name in NAMES if EXERCISES[name].wants.startswith("a function")]


def text(number, kind):
    """All cells of a kind, "code" or "markdown", of a notebook."""
    return "\n".join(sources(NUMBERED[number], kind))


def solutions(number):
    """Solution code by exercise, as the notebook prints it."""
    return dict(rules.SOLUTION.findall(text(number, "markdown")))


@pytest.mark.parametrize("number", NUMBERED)
def test_the_exercises_of_a_notebook_are_its_cells_and_its_printed_solutions(number):
    known = [name for name in NAMES if name[:2] == number]
    assert len(known) >= 4, f"{TABLES[number]} has fewer than four exercises"
    cells = re.findall(r'gd\.check\("([^"]+)", \w+\)', text(number, "code"))
    listed = {"cells with gd.check": cells, "printed solutions": solutions(number)}
    for what, found in listed.items():
        differ = sorted(set(known) ^ set(found)) or "what stands there twice"
        assert sorted(found) == known, f"{what}: {FILES[number]}, {TABLES[number]} differ: {differ}"


def test_the_run_of_two_steps_that_is_asked_for_ends_at_the_minimum():
    asked = re.search(r"Exercise 04\.5.*?`(gd\.descend\(.*?\))`", text("04", "markdown"), re.S)[1]
    for rates in EXERCISES["04.5"].right.examples:
        run = eval(asked, {"gd": gd, "ravine": gd.losses.ravine(), "two_rates": rates})
        assert run.steps == 2
        np.testing.assert_allclose(run.end, [0, 0], atol=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_right_answers_pass_however_they_are_written(name):
    for answer in (*EXERCISES[name].right.examples, *OTHER_RIGHT.get(name, ())):
        assert gd.check(name, answer).kind == "right", answer


@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_gets_its_own_reply(name):
    own = {
        mistake: words for mistake, words in EXERCISES[name].mistakes.items() if words not in SLIPS
    }
    known = len(set(own.values()))
    assert known >= 4, f"{name} knows {known} mistakes, fewer than four: {TABLES[name[:2]]}"
    made = {gd.check(name, answer).paragraphs[0] for answer, _ in WRONG.get(name, ())}
    for mistake, words in own.items():
        cards = [gd.check(name, answer) for answer in mistake.examples]
        replies = {card.paragraphs[0] for card in cards if card.kind == "wrong"}
        assert replies <= {words}, f"{name}: another mistake is recognised first"
        file = f"tests/answers/{NOTEBOOKS[name[:2]]}.py"
        missing = f"give the test of {words!r} an answer, When(test, answer), or {file} one"
        assert replies or words in made, f"{name}: {missing}"


ODD = [(name, *given) for name in WRONG for given in WRONG[name]]


@pytest.mark.parametrize(("name", "answer", "fragment"), ODD)
def test_other_wrong_answers_get_the_reply_that_fits(name, answer, fragment):
    card = gd.check(name, answer)
    assert card.kind == "wrong"
    assert fragment in repr(card)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_no_function_or_returns_nothing_is_told_so(name):
    assert gd.check(name, 3).paragraphs == SLIPS[:1]
    assert gd.check(name, lambda *given: None).paragraphs == SLIPS[1:2]
    assert gd.check(name, lambda *given: (yield)).paragraphs == SLIPS[2:3]
    assert gd.check(name, lambda *given: 0.9 ^ len(given)).paragraphs == SLIPS[3:4]
    assert gd.check(name, deeper).paragraphs == SLIPS[4:5]


def deeper(*given):
    return deeper(*given)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_that_writes_into_an_array_it_was_given_is_told_so(name):
    right = (*EXERCISES[name].right.examples, *OTHER_RIGHT.get(name, ()))[0]
    written = []

    def writes(*given):
        answer = right(*given)
        for part in given:
            if isinstance(part, np.ndarray):
                part += 1
                written.append(part)
        return answer

    card = gd.check(name, writes)
    assert card.paragraphs == SLIPS[5:] if written else card.kind == "right"


@pytest.mark.parametrize("name", NAMES)
def test_nonsense_is_answered_and_never_crashes(name):
    for answer in ("", "word", (), [], {}, float("nan"), np.eye(3), object()):
        assert gd.check(name, answer).kind == "wrong", answer


LEAST = {"A": "a", "B": "b", "C": "c"}
FORM = "The form is right, the value is not: "


@pytest.mark.parametrize(
    ("answer", "right", "said"),
    [
        (32, 31, FORM + "32 is a little too large."),
        (62, 31, FORM + "62 is too large by a factor of 2 or more."),
        (-31, 31, FORM + "−31 has the right size and the wrong sign."),
        (0, 31, FORM + "0 is too small."),
        (-1e-9, -0.28, FORM + "−1e−09 is too near to 0 by a factor of 1000 or more."),
        (0.3, 1 / 3, FORM + "0.3 is near (give three digits)."),
        (0.13, 0.125, FORM + "0.13 is near (give three digits)."),
        (0.1, 0.125, FORM + "0.1 is too small by less than a factor of 2."),
        (2.5, between(1, 2), FORM + "2.5 is too large by less than a factor of 2."),
        (
            (1.6, 0.8),
            (1.6, -0.8),
            "The form is right. Of (1.6, 0.8) the first number is right; "
            "the second has the right size and the wrong sign.",
        ),
        (
            (9, 0.5),
            When(lambda pair: sorted(pair) == [0.5, 7], (7, 0.5)),
            "The form is right. Of (9, 0.5) the first number is too large by less than a factor "
            "of 2; the second is right.",
        ),
        ({"a": "A", "b": "c ", "C": "b"}, LEAST, "Right: A. Not right: B, C."),
        (
            "DE",
            When(lambda text: text == "CE", "CE"),
            "Right: E. Not right: D. Something is missing.",
        ),
        ("31?", 31, "The answer should be one number. You gave '31?'."),
        (10**400, 31, f"The answer should be one number. You gave 1{'0' * 58}…."),
        ({1: np.float64(2)}, (1, 2), "The answer should be one number. You gave {1: 2.0}."),
        (
            -1,
            When(lambda rate: gd.checks.check_number("rate", rate, 0)),
            "The answer should be one number. You gave -1. When it was tried, it raised "
            "ValueError: rate must be a number > 0. Got -1.0.",
        ),
    ],
)
def test_an_unforeseen_answer_is_told_how_it_is_off_and_only_a_wrong_form_what_is_wanted(
    answer, right, said
):
    made = exercise("00.9", "one number", right, "", {}, [])
    assert made.judge(answer).paragraphs == (f'{said} For a hint run gd.hint("00.9").',)


NORMS = [(np.array(w), k) for w, k in (([3.0, 4], 1), ([6.0, 8], 2), ([2.0, 1, 2], 1))]


def test_a_function_prints_in_its_first_case_and_99_lines_at_most(capsys):
    gd.check("00.2", lambda *given: [print(k) for k in range(999)])
    assert capsys.readouterr().out == "".join(f"{k}\n" for k in range(99))


def test_lines_of_a_library_count_less_and_what_is_given_stays():
    patient(lambda: gd.descend(gd.losses.bowl(), (3, 4), learning_rate=0.1, steps=LINES // 10))()
    patient(lambda w: w.fill(1))(kept := np.zeros(1))
    assert not kept  # functions work on copies


def test_a_loop_that_makes_garbage_is_ended_too():
    """What the collector calls may be what the last line allowed is counted in."""

    def collected(phase, details):
        for _ in range(LINES):
            pass

    gc.callbacks.append(collected)
    try:
        with pytest.raises(Endless, match="still running"):
            patient(lambda: [[] for _ in range(10 * LINES)])()
    finally:
        gc.callbacks.remove(collected)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            lambda w: w,
            r"w = \(3, 4\) and k = 1 your function raised TypeError: .* takes 1 pos.*given\.",
        ),
        (
            lambda w, k: 5 if k == 1 else [w],
            r"w = \(6, 8\) and k = 2 your function returned \(\(6, 8\)\); it should return 20\.",
        ),
        (lambda w, k: k * 5.0004, r"w = \(3, 4\) .* returned 5\.0004; it should return 5\."),
        (
            lambda w, k: k * np.hypot(w[0], w[1]),
            r"w = \(2, 1, 2\) and k = 1 your function returned 2\.24; it should return 3\. "
            r"It is right for arrays of 2 numbers, and must be for any number\.",
        ),
        (
            lambda w, k: [iter(int, 1) for _ in iter(int, 1)],
            r"w = .* was still running after .* does the loop ever end\?",
        ),
    ],
)
def test_an_unforeseen_function_is_told_the_first_case_in_which_it_fails(answer, said):
    wants = "a function size(w, k) that returns a number"
    made = function_exercise("00.9", wants, lambda w, k: k * np.linalg.norm(w), NORMS, "", {}, [])
    assert re.fullmatch(f"For {said} For a hint run .*", made.judge(answer).paragraphs[0])
    assert made.judge(made.right.examples[0]).kind == "right"


def test_where_a_whole_number_is_asked_for_another_is_told_so():
    said = gd.check("00.3", np.float64(20.5)).paragraphs[0]
    assert said.startswith("The answer should be a whole number of steps. You gave 20.5. For")


@pytest.mark.parametrize("name", NAMES)
def test_no_number_of_the_right_form_is_told_what_form_is_wanted(name):
    for right in EXERCISES[name].right.examples:
        if isinstance(right, Real) or (isinstance(right, tuple) and isinstance(right[0], Real)):
            for factor in (-1, -0.3, 0.01, 0.93, 1.07, 1.9, 3, 12345.678):
                whole = EXERCISES[name].wants.startswith("a whole number")
                card = gd.check(name, np.round(np.multiply(factor, right), 0 if whole else 9)[()])
                assert "answer should be" not in repr(card)
                assert "np." not in repr(card)


@pytest.mark.parametrize("name", NAMES)
def test_hints_grow_and_never_hold_the_answer(name):
    hints = EXERCISES[name].hints
    assert len(hints) >= 2, f"{name} has fewer than two hints: {TABLES[name[:2]]}"
    for words in hints:
        held = [piece for piece in essence(name) if piece in words]
        assert not held, f"{name}: {words!r} holds {held}: {TABLES[name[:2]]}"


def essence(name):
    """What would give the exercise away: its expressions, and the number that comes out."""
    lines = [line.strip() for line in solutions(name[:2])[name].splitlines()]
    pieces = [line.removeprefix("return ").split(" = ")[-1].split(" += ")[-1] for line in lines]
    number = [f" {x:.6g}" for x in EXERCISES[name].right.examples if isinstance(x, Real)]
    return [piece for piece in pieces if len(piece) > 4 and piece[:4] != "def "] + number


def test_the_hint_gets_stronger_each_time_and_stays_at_the_last():
    said = [gd.hint(NAMES[0]).heading for _ in range(5)]
    last = len(exercises()[NAMES[0]].hints)
    assert said == [f"Hint {min(k, last)} of {last}." for k in range(1, 6)]


@pytest.mark.parametrize("scale", [1, -1e-9, 1e9])
def test_near_allows_a_share_of_the_largest_coordinate(scale):
    close = near((4 * scale, 0), tolerance=0.01).holds
    assert close((4.04 * scale * (1 - 1e-12), -0.039 * scale))
    assert not close((4.05 * scale, 0))
    assert not close((4 * scale, 0.041 * scale))


def test_near_takes_any_of_its_values_and_only_their_shape():
    close = near(3, (6, 6)).holds
    assert all(map(close, (3, 3.03, [6, 6])))
    assert not any(map(close, (6, 3.04, [3], [3, 3], [[6, 6]], [6, float("nan")], float("inf"))))


@pytest.mark.parametrize("call", [lambda: gd.check("00.9", 1), lambda: gd.hint("0.1")])
def test_an_unknown_exercise_is_refused_with_the_near_name(call):
    with pytest.raises(ValueError, match=r"exercise must be .* Did you mean '\d\d\.\d'"):
        call()
