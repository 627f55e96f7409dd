"""Every exercise both ways: right answers pass, and each usual mistake gets its own hint."""

import ast
import re
import subprocess
import symtable
import sys
from functools import cache
from numbers import Real
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest

import gdviz as gd
from gdviz.course.exercises import SLIPS, exercises, near
from tests.answers import OTHER_RIGHT, WRONG

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("[0-9][0-9]_*.ipynb"))
SOLUTION = re.compile(
    r"<details><summary>Solution (\d\d\.\d+)</summary>.*?```python\n(.*?)```.*?</details>", re.S
)
NAMES = sorted(exercises())


@cache
def notebook(number):
    (path,) = [path for path in NOTEBOOKS if path.name.startswith(number)]
    return nbformat.read(path, as_version=4)


@cache
def solutions(number):
    """Solution code by exercise, as the notebook prints it."""
    text = "\n".join(c.source for c in notebook(number).cells if c.cell_type == "markdown")
    return dict(SOLUTION.findall(text))


@cache
def statements(number):
    """The notebook's statements from top to bottom, each with the names it reads and binds."""
    cells = (cell.source for cell in notebook(number).cells if cell.cell_type == "code")
    found = [statement for source in cells for statement in ast.parse(source).body]
    return [(each, *names_in(ast.unparse(each))) for each in found]


def names_in(source):
    """Return the names of the notebook that a source reads, and those that it binds or changes."""
    tables, reads, binds = [symtable.symtable(source, "notebook", "exec")], set(), set()
    for table in tables:
        tables += table.get_children()
        outermost = table.get_type() == "module"
        symbols = [s for s in table.get_symbols() if outermost or s.is_global()]
        reads |= {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
        binds |= {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}
    items = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Subscript | ast.Attribute))
    changed = (ast.unparse(item) for item in items if isinstance(item.ctx, ast.Store))
    return reads, binds | {re.split(r"\W", item)[0] for item in changed}


def namespace(number, source):
    """The names that stand after the notebook's cells, as far as a source needs them.

    The pictures of the notebook are not among them: each statement runs that binds or changes a
    name which the source, or a later one of these statements, reads.
    """
    wanted, needed = names_in(source)[0], []
    for statement, reads, binds in reversed(statements(number)):
        if binds & wanted:
            wanted = wanted | reads
            needed.insert(0, statement)
    names = {"__name__": "__main__"}
    exec(compile(ast.Module(needed, []), f"notebook {number}", "exec"), names)
    plt.close("all")
    return names


def asked(number, exercise):
    """The name of the variable that the exercise's cell hands to gd.check."""
    source = "\n".join(c.source for c in notebook(number).cells if c.cell_type == "code")
    found = re.search(rf'gd\.check\("{re.escape(exercise)}", (\w+)\)', source)
    assert found, f'no cell of notebook {number} calls gd.check("{exercise}", …)'
    return found[1]


def test_every_exercise_stands_in_its_notebook_with_a_cell_and_a_solution():
    for name in NAMES:
        assert asked(name[:2], name)
        assert name in solutions(name[:2]), f"its notebook prints no 'Solution {name}'"


def test_every_cell_and_solution_belongs_to_an_exercise_that_exists():
    for path in NOTEBOOKS:
        number = path.name[:2]
        source = "\n".join(c.source for c in notebook(number).cells if c.cell_type == "code")
        cells = sorted(re.findall(r'gd\.check\("([^"]+)"', source))
        known = [name for name in NAMES if name[:2] == number]
        assert cells == known, f"cells with gd.check in {path.name} and EXERCISES in gdviz/course"
        assert sorted(solutions(number)) == known, f"printed solutions in {path.name}"


def test_each_notebook_has_at_least_four_exercises():
    for path in NOTEBOOKS:
        assert sum(name[:2] == path.name[:2] for name in NAMES) >= 4, path.name


@pytest.mark.parametrize("name", NAMES)
def test_the_printed_solution_passes(name):
    solution = solutions(name[:2])[name]
    names = namespace(name[:2], solution)
    exec(solution, names)
    assert gd.check(name, names[asked(name[:2], name)]).kind == "right"


def test_the_run_that_exercise_03_6_asks_for_ends_at_the_minimum_with_its_solution():
    (task,) = [c.source for c in notebook("03").cells if c.id == "task-6"]
    asked_for = re.search(r"`(gd\.descend\(.*?\))`", task)[1]
    solution = solutions("03")["03.6"]
    names = namespace("03", f"{solution}\n{asked_for}")
    exec(solution, names)
    run = eval(asked_for, names)
    assert run.steps == 2
    np.testing.assert_allclose(run.end, [0, 0], atol=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_the_untouched_stub_is_told_kindly_not_yet(name):
    card = gd.check(name, None)
    assert card.kind == "open"
    assert card.heading.startswith("Not yet.")
    assert "gd.hint" in repr(card)


@pytest.mark.parametrize("name", NAMES)
def test_two_differently_written_right_answers_pass(name):
    assert len(OTHER_RIGHT[name]) >= 2, f"{name} needs two right answers in tests/answers"
    for answer in OTHER_RIGHT[name]:
        assert gd.check(name, answer).kind == "right", answer


@pytest.mark.parametrize("name", NAMES)
def test_at_least_four_wrong_answers_get_a_hint_of_their_own(name):
    replies = {}
    for answer, fragment in WRONG[name]:
        card = gd.check(name, answer)
        assert card.kind == "wrong", answer
        assert fragment in repr(card), f"{name}: {answer!r} got {card!r}"
        replies[fragment] = repr(card)
    assert len(replies) >= 4, f"{name}: four wrong answers need four replies in tests/answers"
    assert len(set(replies.values())) == len(replies)


@pytest.mark.parametrize("name", NAMES)
def test_every_mistake_the_exercise_knows_is_made_by_some_wrong_answer(name):
    heard = {gd.check(name, answer).paragraphs[0] for answer, _ in WRONG[name]}
    assert set(exercises()[name].mistakes.values()) - set(SLIPS) <= heard


FUNCTIONS = [name for name in NAMES if set(SLIPS) <= set(exercises()[name].mistakes.values())]


def test_every_exercise_that_asks_for_a_function_knows_the_usual_slips():
    assert [name for name in NAMES if exercises()[name].wants.startswith("a function")] == FUNCTIONS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_no_function_or_returns_nothing_is_told_so(name):
    assert gd.check(name, 3).paragraphs == SLIPS[:1]
    assert gd.check(name, lambda *given: None).paragraphs == SLIPS[1:2]


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if n not in ("04.5", "05.4", "07.4")])
def test_a_function_that_writes_into_an_array_it_was_given_is_told_so(name):
    def writes(*given):
        for part in given:
            if isinstance(part, np.ndarray):
                part += 1
        return 0

    assert gd.check(name, writes).paragraphs == SLIPS[2:]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("answer", ["", "word", (), [], {}, float("nan"), np.eye(3), object()])
def test_nonsense_is_answered_and_never_crashes(name, answer):
    assert gd.check(name, answer).kind == "wrong"


@pytest.mark.parametrize("name", NAMES)
def test_a_function_that_raises_is_answered_with_its_error(name):
    def broken(*_args, **_kwargs):
        raise RuntimeError("a mistake inside")

    card = gd.check(name, broken)
    assert card.kind == "wrong"


@pytest.mark.parametrize("name", NAMES)
def test_hints_grow_and_never_hold_the_answer(name):
    hints = exercises()[name].hints
    assert len(hints) >= 2
    for words in hints:
        assert not any(piece in words for piece in essence(name))


def essence(name):
    """What would give the exercise away: its expressions, and the number that comes out."""
    lines = [line.strip() for line in solutions(name[:2])[name].splitlines()]
    pieces = [line.removeprefix("return ").split(" = ")[-1].split(" += ")[-1] for line in lines]
    answer = OTHER_RIGHT[name][0]
    number = [f" {answer:.6g}"] if isinstance(answer, Real) else []
    return [piece for piece in pieces if len(piece) > 4 and piece[:4] != "def "] + number


def test_the_hint_gets_stronger_each_time_and_stays_at_the_last():
    said = [gd.hint(NAMES[0]).heading for _ in range(5)]
    last = len(exercises()[NAMES[0]].hints)
    assert said == [f"Hint {min(k, last)} of {last}." for k in range(1, 6)]


@pytest.mark.parametrize("scale", [1, -1e-9, 1e9])
def test_near_allows_a_share_of_the_largest_coordinate(scale):
    close = near((4 * scale, 0), tolerance=0.01)
    assert close((4.04 * scale * (1 - 1e-12), -0.039 * scale))
    assert not close((4.05 * scale, 0))
    assert not close((4 * scale, 0.041 * scale))


def test_near_takes_any_of_its_values_and_only_their_shape():
    close = near(3, (6, 6), tolerance=0.01)
    assert close(3)
    assert close([6, 6])
    for answer in (6, [3], [3, 3], [[6, 6]], float("nan"), [6, float("nan")], float("inf")):
        assert not close(answer), answer


@pytest.mark.parametrize(("value", "said", "off"), [(1 / 3, 0.33, 0.34), (2 / 3, 0.66, 0.65)])
def test_thirds_may_be_written_with_two_digits(value, said, off):
    assert near(value)(said)
    assert not near(value)(off)


@pytest.mark.parametrize("call", [lambda: gd.check("00.9", 1), lambda: gd.hint("0.1")])
def test_an_unknown_exercise_is_refused_with_the_near_name(call):
    with pytest.raises(ValueError, match=r"exercise must be .* Did you mean '\d\d\.\d'"):
        call()


def test_a_check_loads_the_module_of_its_notebook_and_no_other():
    source = "import sys, gdviz as gd; gd.check('03.2', 1); print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True).stdout
    loaded = {name for name in told.split() if name.startswith("gdviz.")}
    assert {name for name in loaded if name.startswith("gdviz.course.")} == {
        "gdviz.course.exercises",
        "gdviz.course.learning_rate",
    }
    assert not {"gdviz.data", "gdviz.losses", "gdviz.plots.axes"} & loaded
