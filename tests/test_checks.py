"""The checks themselves: what they let through, and how they say what is allowed."""

from decimal import Decimal

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import gdviz as gd
from gdviz import checks

INF, NAN = np.inf, np.nan
DAY = np.datetime64("2024-01-31")
PLAIN = "Give plain real numbers, in rows of one length: np.array(…, dtype=float)."


class Held:
    """An array of another library, as numpy sees it."""

    ndim = 0

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return self.array


def test_a_long_value_is_cut_and_put_on_one_line():
    assert checks.shorten(int("7" * 40)) == "7" * 40
    assert checks.shorten(int("7" * 41)) == "7" * 39 + "…"
    assert "\n" not in checks.shorten(np.ones((3, 3)))


@pytest.mark.parametrize(
    ("limits", "closed", "allowed"),
    [
        ((-INF, INF), "", "that is finite"),
        ((0, INF), "", "> 0"),
        ((0.5, INF), "both", "≥ 0.5"),
        ((-1, 1), "low", "in [−1, 1)"),
        ((-1, 1), "high", "in (−1, 1]"),
    ],
)
def test_the_words_for_a_limit_are_what_is_let_through(limits, closed, allowed):
    for wrong, error in [(NAN, ValueError), (INF, ValueError), ("1", TypeError)]:
        with pytest.raises(error) as refused:
            checks.check_number("x", wrong, *limits, closed=closed, advice="Try 1.")
        assert str(refused.value) == f"x must be a number {allowed}. Got {wrong!r}. Try 1."
    for limit, name in zip(limits, ("low", "high"), strict=True):
        if closed in (name, "both") and np.isfinite(limit):
            assert checks.check_number("x", limit, *limits, closed=closed) == limit
        else:
            with pytest.raises(ValueError, match=r"^x must be a number"):
                checks.check_number("x", limit, *limits, closed=closed)


def test_any_kind_of_real_number_is_a_number_and_nothing_else():
    for kind in (int, np.int8, np.float32):
        found = checks.check_number("x", kind(3), 0, 4)
        assert (found, type(found)) == (3.0, float)
    for value in (np.array([0.5]), np.bool_(True), True, "1", 1j, None, Decimal(1), np.array("1")):
        with pytest.raises(TypeError, match="x must be a number that is finite"):
            checks.check_number("x", value)


def test_an_array_without_axes_counts_as_the_number_in_it():
    for given in (np.array(3), np.array(3, dtype="f4"), np.ma.array(3.0), Held(np.array(3.0))):
        assert checks.check_number("x", given, 0, 4) == 3
    assert checks.check_count("n", np.array(3)) == 3
    for given in (np.array(NAN), np.ma.masked, np.float32(INF), 10**400):
        with pytest.raises(
            ValueError, match=r"x must be a number that is finite\. Got (nan|inf|10)"
        ):
            checks.check_number("x", given)


def test_a_count_is_whole_and_within_its_limits():
    for maximum, limit in ((None, "≥ 2"), (5, "from 2 to 5")):
        with pytest.raises(ValueError, match="n must be") as raised:
            checks.check_count("n", 1, 2, maximum=maximum, advice="Try 3.")
        assert str(raised.value) == f"n must be a whole number {limit}. Got 1. Try 3."
    assert [checks.check_count("n", n, 2, maximum=5) for n in (2, np.int8(5))] == [2, 5]
    for wrong, error in [(6, ValueError), (2.5, TypeError), ("3", TypeError), (True, TypeError)]:
        with pytest.raises(error, match="n must be a whole number from 2 to 5"):
            checks.check_count("n", wrong, 2, maximum=5)


POINTS = [
    ((NAN, 1), ValueError, "Got (nan, 1). Replace the NaN or infinite ones."),
    ([], ValueError, "Got shape (0,): []. Give 2 coordinates."),
    ((1, 2, 3), ValueError, "Got shape (3,): (1, 2, 3). Give 2 coordinates."),
    ((1, 2j), TypeError, f"Got (1, 2j). {PLAIN}"),
    (("1", "2"), TypeError, f"Got ('1', '2'). {PLAIN}"),
    ((Decimal(1), 2), TypeError, f"Got (Decimal('1'), 2). {PLAIN}"),
    ((True, False), TypeError, f"Got (True, False). {PLAIN}"),
    ((DAY, DAY), TypeError, f"Got {checks.shorten((DAY, DAY))}. {PLAIN}"),
    (None, TypeError, f"Got None. {PLAIN}"),
    ({1.0, 2.0}, TypeError, f"Got {{1.0, 2.0}}. {PLAIN}"),
    ([[1], [1, 2]], TypeError, f"Got [[1], [1, 2]]. {PLAIN}"),
    ([[1], [2]], ValueError, "Got shape (2, 1): [[1], [2]]. Make it flat: np.ravel(w)."),
]


@pytest.mark.parametrize(("value", "error", "words"), POINTS)
def test_a_bad_point_is_told_from_a_good_one(value, error, words):
    for batch in (False, True):
        with pytest.raises(error) as raised:
            checks.check_point("w", value, 2, batch=batch)
        assert str(raised.value) == f"w must hold 2 finite numbers. {words}"


def test_hidden_values_of_a_masked_array_are_missing_and_not_used():
    hidden = np.ma.array([1, 2, 999], mask=[False, False, True])
    with pytest.raises(ValueError, match=r"Got nan at position 2. Drop the incomplete rows first"):
        checks.check_data("x", hidden)
    with pytest.raises(ValueError, match="Replace the NaN"):
        checks.check_point("w", hidden, 3)
    assert np.isnan(gd.losses.quadratic(1, 1, 1)(hidden))
    assert_array_equal(checks.check_data("x", np.ma.array([1, 2, 999])), [1, 2, 999])


def test_a_point_comes_back_as_a_new_float_array():
    given = np.array([1.0, 2.0])
    checks.check_point("w", given, 2)[0] = 5
    assert given[0] == 1
    assert checks.check_point("w", np.array([3, 4], dtype="u1"), 2).dtype == float
    assert checks.check_point("w", 3, 1).shape == (1,)
    assert checks.check_point("w", np.zeros((4, 3, 2)), 2, batch=True).shape == (4, 3, 2)
    with pytest.raises(ValueError, match=r"w must hold 1 finite number. .* Give 1 coordinate\."):
        checks.check_point("w", [1, 2, 3], 1)


@pytest.mark.parametrize(
    "bounds", [((0, 1),), ((0, 1, 2),) * 2, ((0, NAN), (0, 1)), "ab", ((0, 0), (0, 1))]
)
def test_bounds_that_are_no_box_are_refused(bounds):
    with pytest.raises(ValueError, match=r"^bounds must hold a pair .*Try \(\(-5, 5\),\) \* 2\."):
        checks.check_bounds(bounds, 2)
    assert checks.check_bounds(((0, 1), (2, 3)), 2).tolist() == [[0, 1], [2, 3]]


def test_data_are_a_row_of_finite_numbers():
    assert_array_equal(checks.check_data("x", [1, 2]), [1.0, 2.0])
    with pytest.raises(ValueError, match="read-only"):
        checks.check_data("x", [1, 2])[0] = 3


def test_a_table_has_the_columns_that_are_asked_for():
    table = [[1, 2], [3, 4], [5, 6]]
    assert_array_equal(checks.check_table("x", table, 2), table)
    for columns in (None, 1):
        assert_array_equal(checks.check_table("x", [1, 2, 3], columns), [[1], [2], [3]])
    for wrong in ([], [[[1.0]]], 1.0):
        with pytest.raises(ValueError, match=r"^x must be a table.*Give shape \(n, features\)\."):
            checks.check_table("x", wrong)
    with pytest.raises(ValueError, match=r"Got inf in row 1. Drop the incomplete rows first\.$"):
        checks.check_table("x", [[1, 2], [INF, 2], [NAN, 1]])


def test_a_function_written_in_c_is_let_through_where_it_has_no_signature():
    checks.check_function("f", max, takes=1)
