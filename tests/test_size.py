"""The ratchet: how large each storey may be. Smaller is better; larger needs a reason."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# What is in no other storey is the engine.
STOREYS = {
    "pictures": ("gdviz/colors", "gdviz/display", "gdviz/plots", "gdviz/explorers"),
    "course": ("gdviz/course",),
    "slides": ("gdviz/slides",),
    "tests": ("tests",),
    "tools": ("tools",),
}
DOCUMENTED = ast.Module | ast.FunctionDef | ast.ClassDef
# Code lines are neither blank nor comment nor docstring nor a table of exercises, which is what
# the course says: a hint or an exercise changes no limit. Tests and tools count all their lines.
LIMITS = {
    "engine": {"lines of code": 2111, "lines of docstring": 805, "files": 14},
    "pictures": {"lines of code": 1881, "lines of docstring": 508, "files": 10},
    "course": {"lines of code": 1889, "lines of docstring": 438, "files": 15},
    "slides": {"lines of code": 302, "lines of docstring": 47, "files": 3},
    "tests": {"lines": 8500},
    "tools": {"lines": 1200},
}


def storey(path):
    """Return the storey of a Python file."""
    name = path.relative_to(ROOT).as_posix()
    return next((s for s, parts in STOREYS.items() if name.startswith(parts)), "engine")


def size(source):
    """Count what LIMITS is about in one source."""
    lines, docstrings, said = source.splitlines(), set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and ast.unparse(node).startswith("EXERCISES = table("):
            said.update(range(node.lineno, node.end_lineno + 1))
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node):
            docstrings.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    code = [
        line
        for number, line in enumerate(lines, 1)
        if number not in docstrings | said and line.strip() and not line.strip().startswith("#")
    ]
    return {
        "lines of code": len(code),
        "lines of docstring": len(docstrings),
        "files": 1,
        "lines": len(lines),
    }


@cache
def totals():
    """Return the sums of all sizes by storey."""
    found = {name: dict.fromkeys(limits, 0) for name, limits in LIMITS.items()}
    for folder in ("gdviz", "tests", "tools"):
        for path in (ROOT / folder).rglob("*.py"):
            counted = size(path.read_text(encoding="utf-8"))
            for what in found[storey(path)]:
                found[storey(path)][what] += counted[what]
    return found


@pytest.mark.parametrize(("name", "what"), [(n, w) for n in LIMITS for w in LIMITS[n]])
def test_no_storey_grows(name, what):
    found, limit = totals()[name][what], LIMITS[name][what]
    assert found <= limit, (
        f"{name} has {found} {what}, and the limit in tests/test_size.py is {limit}. The limits "
        "may only go down, or up in a commit whose body says which capability it buys."
    )


def test_code_docstrings_comments_blank_lines_and_exercises_are_told_apart():
    source = '"""Say\nmore."""\n\n# why\nx = 1\n\n\ndef f():\n    """Do."""\n    return x\n'
    source += "\n\nEXERCISES = table(\n    x,\n)  # fmt: skip\n"
    assert size(source) == {"lines of code": 3, "lines of docstring": 3, "files": 1, "lines": 15}
