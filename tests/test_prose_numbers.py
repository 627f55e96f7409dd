"""Numbers in Markdown are read as people write them and compared as they are shown."""

import doctest

import pytest

from tools import prose


def bound(source):
    """Return the only bound number of a Markdown source."""
    (binding,) = prose.bindings(source)
    return binding


def test_the_examples_in_the_module_run():
    assert doctest.testmod(prose).failed == 0


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("0.0115", 0.8**20, 0.01156),
        ("**12.34**", 12.3449, 12.3451),
        ("$0.0115$", 0.8**20, 0.0116),
        ("$x_{20} = -0.035$", -0.0346, 0.0346),
        ("−7", -6.51, -6.49),
        ("13,500", 13499.6, 13501),
        ("1.2 %", 0.0115293, 1.2),
        ("$50\\%$", 0.5, 0.51),
        ("from 3 to 4", 4, 3),
    ],
)
def test_a_number_agrees_with_what_rounds_to_it_and_with_nothing_else(text, right, wrong):
    shown = bound(f"It is {text}<!--= x --> here.").shown
    assert prose.agrees(shown, right)
    assert not prose.agrees(shown, wrong)


def test_every_binding_of_a_cell_is_found_with_its_own_expression():
    source = "From 1.5<!--= a > 2 --> to\n**2,000**<!-- = max(\n  b, c) -->."
    assert [(b.shown, b.expression) for b in prose.bindings(source)] == [
        ("1.5", "a > 2"),
        ("2,000", "max(\n  b, c)"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "**0.5** in bold",
        "0.5 <!-- other comment -->",
        "0.5 and 7<!-- given -->",
        "(0.5, 1)",
        "exercise 10.1 asks for 0.5",
    ],
)
def test_a_loose_number_in_prose_is_found(source):
    assert prose.loose_numbers(source) == ["0.5"]


@pytest.mark.parametrize(
    "source",
    [
        "0.5<!-- given -->",
        "**0.5**<!--= x -->",
        "```python\n0.5\n```",
        "$0.5$ and $$0.5\n0.7$$",
        "[see 0.5](a0.5.ipynb)",
        "https://a.example/0.5",
        "doi:10.5281/zenodo.3960218",
        '<img width="0.5">',
        "00.1 is the first",
        "Solution 10.1",
    ],
)
def test_what_is_bound_given_or_no_prose_is_not_loose(source):
    assert prose.loose_numbers(source) == []
