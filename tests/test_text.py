"""Numbers, points and counts as people write them."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz import text as words

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def read(text):
    """The number that a person would read."""
    return float(text.replace("−", "-"))


@given(FINITE, st.integers(1, 6))
def test_what_is_read_is_what_was_written_to_its_digits(value, digits):
    found = words.number(value, digits).replace("−", "-")
    error = abs(Decimal(found) - Decimal(value))
    assert error <= Decimal(abs(value)) * Decimal(10) ** (1 - digits) / 2 * Decimal("1.0000001")


@given(FINITE, st.integers(1, 6))
def test_there_are_never_more_than_six_significant_digits(value, digits):
    mantissa = words.number(value, digits).split("e")[0].replace("−", "").replace(".", "")
    assert len(mantissa.lstrip("0")) <= 6


@given(st.floats(1, 1e6, exclude_max=True))
def test_no_digit_before_the_point_is_lost_below_a_million(value):
    assert abs(read(words.number(value, 1)) - value) <= max(0.5, 0.05 * min(value, 10))


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 3, "0"),
        (-0.5, 3, "−0.5"),
        (1234.5, 3, "1234"),
        (999.9, 3, "1000"),
        (1000, 3, "1000"),
        (12, 1, "12"),
        (9.6, 1, "10"),
        (123456.7, 3, "123457"),
        (1e6, 3, "1e+06"),
        (-1234567, 3, "−1.23e+06"),
        (1e-7, 3, "1e−07"),
        (math.pi, 6, "3.14159"),
        (math.nan, 3, "undefined"),
        (math.inf, 3, "infinity"),
        (-math.inf, 3, "−infinity"),
        (np.float64(0.25), 3, "0.25"),
    ],
)
def test_a_number_is_written_for_people(value, digits, text):
    assert words.number(value, digits) == text


@pytest.mark.parametrize("digits", [0, 7, -1])
def test_digits_out_of_range_are_refused(digits):
    with pytest.raises(ValueError, match=f"digits must be from 1 to 6. Got {digits}"):
        words.number(1.0, digits)


@pytest.mark.parametrize(
    ("w", "text"),
    [
        ([1.5], "1.5"),
        (2, "2"),
        ([1, -2], "(1, −2)"),
        ([1, 2, 3, 4], "(1, 2, 3, 4)"),
        ([3, 4, 0, 0, 0], "a point of 5 numbers with norm 5"),
        ([1, 1e-8], "(1, 1e−08)"),
        ([1, 1e-10], "(1, 0)"),
        ([0, 0], "(0, 0)"),
        ([1e9, 1.5], "(1e+09, 1.5)"),
        ([np.nan, 1], "(undefined, 1)"),
        ([np.inf, -np.inf], "(infinity, −infinity)"),
    ],
)
def test_a_point_is_written_for_people(w, text):
    assert words.point(w) == text


def test_digits_of_a_point_are_those_of_its_numbers():
    assert words.point([math.pi, 1], 5) == "(3.1416, 1)"
    assert words.point([math.pi] * 5, 5) == "a point of 5 numbers with norm 7.0248"


def test_a_count_agrees_with_its_noun():
    assert [words.count(n, "step") for n in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]


def test_the_near_name_is_suggested_or_all_are_listed():
    assert words.suggestion("adma", ["adam", "momentum"]) == "Did you mean 'adam'?"
    assert words.suggestion("xyz", ["b", "a"]) == "Known: a, b."
    assert words.suggestion(3, ["adam"]) == "Known: adam."
