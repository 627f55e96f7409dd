"""Numbers, points and counts as people write them, and the checks' own words."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz import checks
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


# The words of checks


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        ({}, "a number that is finite."),
        ({"low": 0}, "a number > 0."),
        ({"low": 0, "closed": "low"}, "a number ≥ 0."),
        ({"low": 0, "closed": "both"}, "a number ≥ 0."),
        ({"low": 0, "high": 1}, "a number in (0, 1)."),
        ({"low": 0, "high": 1, "closed": "low"}, "a number in [0, 1)."),
        ({"low": 0, "high": 1, "closed": "high"}, "a number in (0, 1]."),
        ({"low": 0, "high": 1, "closed": "both"}, "a number in [0, 1]."),
    ],
)
def test_a_refused_number_tells_the_interval(arguments, allowed):
    with pytest.raises(ValueError, match=r"^x must be") as raised:
        checks.check_number("x", math.nan, **arguments, advice="Try 1.")
    assert str(raised.value) == f"x must be {allowed} Got nan. Try 1."


@pytest.mark.parametrize("closed", ["", "low", "high", "both"])
def test_limits_pass_only_where_they_are_allowed(closed):
    for value, passes in ((0, closed in ("low", "both")), (1, closed in ("high", "both"))):
        if passes:
            assert checks.check_number("x", value, 0, 1, closed=closed) == value
        else:
            with pytest.raises(ValueError, match="x must be"):
                checks.check_number("x", value, 0, 1, closed=closed)
    for value in (-1e-300, 1 + 1e-15):
        with pytest.raises(ValueError, match="x must be"):
            checks.check_number("x", value, 0, 1, closed=closed)


@pytest.mark.parametrize("value", [np.float32(0.5), np.array(0.5), 1, np.int8(1), True + 0])
def test_every_kind_of_plain_number_becomes_a_float(value):
    assert type(checks.check_number("x", value)) is float
    assert checks.check_number("x", value) == value


@pytest.mark.parametrize("value", [np.array([0.5]), np.bool_(True), "1", 1j, None])
def test_what_is_no_plain_number_is_a_type_error(value):
    with pytest.raises(TypeError, match="x must be a number that is finite"):
        checks.check_number("x", value)


def test_a_refused_count_tells_its_limits():
    for maximum, limit in ((None, "≥ 2"), (5, "from 2 to 5")):
        with pytest.raises(ValueError, match="n must be") as raised:
            checks.check_count("n", 1, 2, maximum=maximum, advice="Try 3.")
        assert str(raised.value) == f"n must be a whole number {limit}. Got 1. Try 3."
    assert [checks.check_count("n", n, 2, maximum=5) for n in (2, 5)] == [2, 5]
    assert type(checks.check_count("n", np.int64(3))) is int
    with pytest.raises(ValueError, match="Got 6"):
        checks.check_count("n", 6, 2, maximum=5)
    assert checks.check_count("n", 0) == 0


def test_a_point_comes_back_as_a_new_float_array():
    given_ = np.array([1.0, 2.0])
    taken = checks.check_point("w", given_, 2)
    taken[0] = 5
    assert given_[0] == 1
    assert checks.check_point("w", 3, 1).shape == (1,)
    assert checks.check_point("w", np.zeros((4, 3, 2)), 2, batch=True).shape == (4, 3, 2)


@pytest.mark.parametrize(("dim", "words_"), [(1, "1 finite number."), (2, "2 finite numbers.")])
def test_a_refused_point_tells_how_many_numbers(dim, words_):
    with pytest.raises(ValueError, match="w must hold") as raised:
        checks.check_point("w", [1, 2, 3], dim)
    coordinates = "1 coordinate." if dim == 1 else "2 coordinates."
    assert str(raised.value) == (
        f"w must hold {words_} Got shape (3,): [1, 2, 3]. This loss has {coordinates}"
    )


def test_refused_points_and_functions_tell_what_to_do():
    with pytest.raises(ValueError, match=r"Replace the NaN or infinite ones.$"):
        checks.check_point("w", [1, math.nan], 2)
    with pytest.raises(TypeError, match=r"Got 'ab'. Use plain real numbers.$"):
        checks.check_point("w", "ab", 2)
    with pytest.raises(TypeError, match=r"^f must be callable, for example lambda w: .*Got 3\.$"):
        checks.check_function("f", 3)
    with pytest.raises(TypeError, match=r"^f must be callable, a rule\. Got 3\.$"):
        checks.check_function("f", 3, "a rule")
    assert checks.check_function("f", len) is len
    assert checks.check_choice("c", "a", ["a", "b"]) == "a"


def test_data_are_a_row_and_examples_a_table():
    assert checks.check_data("x", [1, 2]).tolist() == [1, 2]
    for bad in ([1], [[1, 2]]):
        with pytest.raises(ValueError, match=r"at least 2 numbers in one row.*Give more data.$"):
            checks.check_data("x", bad)
    assert checks.check_data("x", [1], 1).shape == (1,)
    assert checks.check_table("x", [1, 2, 3]).shape == (3, 1)
    assert checks.check_table("x", [1, 2, 3], 1).shape == (3, 1)
    assert checks.check_table("x", [[1, 2, 3]]).shape == (1, 3)
    with pytest.raises(ValueError, match=r"Got shape \(3,\). Give 2 columns.$"):
        checks.check_table("x", [1, 2, 3], 2)
    with pytest.raises(ValueError, match=r"Got shape \(1, 3\). Give 2 columns.$"):
        checks.check_table("x", [[1, 2, 3]], 2)
    with pytest.raises(ValueError, match=r"Got shape \(2, 0\). Give shape \(n, features\).$"):
        checks.check_table("x", [[], []])
    with pytest.raises(ValueError, match=r"Got inf in row 1. Drop the incomplete rows first.$"):
        checks.check_table("x", [[1, 2], [math.inf, 2], [math.nan, 1]])
    with pytest.raises(
        ValueError, match=r"Got nan at position 2. Drop the incomplete rows first.$"
    ):
        checks.check_data("x", [1, 2, math.nan])


@pytest.mark.parametrize(("length", "shown"), [(38, 40), (39, 40), (100, 40)])
def test_a_long_value_is_cut_short(length, shown):
    text = checks.shorten("x" * length)
    assert len(text) == shown
    assert text.endswith("'" if length == 38 else "…")
    assert "\n" not in checks.shorten(np.ones((3, 3)))


@pytest.mark.parametrize(
    ("point", "text"),
    [
        ([np.nan, 1], "(undefined, 1)"),
        ([np.inf, -np.inf], "(infinity, −infinity)"),
        ([np.nan], "undefined"),
        ([1.0, 1e-10], "(1, 0)"),
    ],
)
def test_a_point_keeps_what_is_no_number(point, text):
    assert words.point(point) == text
