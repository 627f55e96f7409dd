"""The checks themselves: what they let through, and how they say what is allowed."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from gdviz import checks

INF = np.inf


@pytest.mark.parametrize("length", [1, 39, 40])
def test_a_value_of_up_to_forty_signs_is_shown_whole(length):
    value = int("7" * length)
    assert checks.shorten(value) == str(value)


@pytest.mark.parametrize("length", [41, 100])
def test_of_a_longer_value_thirty_nine_signs_are_shown(length):
    assert checks.shorten(int("7" * length)) == "7" * 39 + "…"


@pytest.mark.parametrize(
    ("limits", "closed", "allowed"),
    [
        ((-INF, INF), "", "that is finite"),
        ((0, INF), "", "> 0"),
        ((0, INF), "low", "≥ 0"),
        ((0.5, INF), "both", "≥ 0.5"),
        ((-1, 1), "", "in (−1, 1)"),
        ((-1, 1), "low", "in [−1, 1)"),
        ((-1, 1), "high", "in (−1, 1]"),
        ((-1, 1), "both", "in [−1, 1]"),
    ],
)
def test_the_words_for_a_limit_are_what_is_let_through(limits, closed, allowed):
    for wrong, error in [(np.nan, ValueError), (INF, ValueError), ("1", TypeError)]:
        with pytest.raises(error) as refused:
            checks.check_number("x", wrong, *limits, closed=closed)
        shown = "'1'" if wrong == "1" else wrong
        assert str(refused.value) == f"x must be a number {allowed}. Got {shown}."
    for limit, name in zip(limits, ("low", "high"), strict=True):
        if closed in (name, "both") and np.isfinite(limit):
            assert checks.check_number("x", limit, *limits, closed=closed) == limit
        else:
            with pytest.raises(ValueError, match=r"^x must be a number"):
                checks.check_number("x", limit, *limits, closed=closed)


@pytest.mark.parametrize("kind", [int, np.int8, np.float32, np.array])
def test_any_kind_of_number_is_a_number(kind):
    found = checks.check_number("x", kind(3), 0, 4)
    assert (found, type(found)) == (3.0, float)


def test_an_array_of_one_number_is_not_a_number():
    with pytest.raises(TypeError, match=r"^x must be a number"):
        checks.check_number("x", np.array([3.0]))


@pytest.mark.parametrize("columns", [None, 1])
def test_a_row_of_numbers_is_a_table_of_one_column(columns):
    assert_array_equal(checks.check_table("x", [1, 2, 3], columns), [[1], [2], [3]])


def test_a_table_has_the_columns_that_are_asked_for():
    table = [[1, 2], [3, 4], [5, 6]]
    assert_array_equal(checks.check_table("x", table, 2), table)
    for wrong, columns in [(table, 3), (table, 1), ([1, 2, 3], 3), ([1, 2, 3], 2)]:
        with pytest.raises(ValueError, match=rf"^x must be a table.*Give {columns} columns\."):
            checks.check_table("x", wrong, columns)
    for wrong in ([], [[]], [[[1.0]]], 1.0):
        with pytest.raises(ValueError, match=r"^x must be a table.*Give shape \(n, features\)\."):
            checks.check_table("x", wrong)


def test_what_passes_is_handed_back():
    assert checks.check_function("function", len) is len
    assert checks.check_choice("missing", "keep", ["drop", "keep"]) == "keep"
    assert checks.check_count("steps", np.int8(3), maximum=3) == 3
    assert_array_equal(checks.check_data("x", [1, 2]), [1.0, 2.0])
