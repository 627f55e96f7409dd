"""Numbers, points and counts as people write them."""

import math
import os
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz import text as words

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(FINITE, st.integers(1, 6))
def test_what_is_read_is_what_was_written_to_its_digits(value, digits):
    found = words.number(value, digits).replace("−", "-")
    error = abs(Decimal(found) - Decimal(value))
    assert error <= Decimal(abs(value)) * Decimal(10) ** (1 - digits) / 2 * Decimal("1.0000001")
    mantissa = found.split("e")[0].replace("-", "").replace(".", "")
    assert len(mantissa.lstrip("0")) <= 6


NUMBERS = {
    "0": (0,),
    "10": (9.6, 1),
    "999999": (999_999, 1),  # no digit before the point is lost below a million
    "1e+06": (1e6,),
    "−1.23e+06": (-1234567,),
    "undefined": (math.nan,),
    "−infinity": (-math.inf,),
}
POINTS = {
    "1.5": [1.5],
    "a point of 5 numbers with norm 5": [3, 4, 0, 0, 0],
    "(1, 0)": [1, 1e-10],  # rounding noise
    "(0, 0)": [0, 0],
    "(undefined, infinity)": [math.nan, math.inf],
}


def test_numbers_points_and_counts_are_written_for_people():
    assert [words.number(*given) for given in NUMBERS.values()] == list(NUMBERS)
    assert [words.point(w) for w in POINTS.values()] == list(POINTS)
    assert [words.count(n, "step") for n in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]


def test_the_near_name_is_suggested_or_all_are_listed():
    assert words.suggestion("adma", ["adam", "momentum"]) == "Did you mean 'adam'?"
    assert words.suggestion(3, ["b", "a"]) == "Known: a, b."


PRINTS = """
import gdviz as gd
run = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=1.5, steps=50)
print(run), print(run.status), print(gd.diagnose(run)), print("10⁻⁷, λmax ≤ ½, β·ŝ, 경사 🔥")
"""
CONSOLES = {
    "cp1252": "10-7, lambdamax <= ½, beta·s, ?? ?",
    "cp949": "10-7, λmax ≤ ½, β·s, 경사 ?",
    "ascii:surrogateescape": "10-7, lambdamax <= 1/2, beta*s, ?? ?",  # the locale C
    "utf-8": "10⁻⁷, λmax ≤ ½, β·ŝ, 경사 🔥",
}


@pytest.mark.parametrize("encoding", CONSOLES)
def test_a_run_can_be_printed_whatever_a_console_can_write(encoding):
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", PRINTS], capture_output=True, env=environment)
    first, *_, last = done.stdout.decode(encoding.partition(":")[0]).splitlines()
    assert ("from (−3, 4)" if encoding == "utf-8" else "from (-3, 4)") in first
    assert last == CONSOLES[encoding]
