"""Refuse bad input with what is allowed, what was given, and what to do next.

The checks return the value in the form the rest of the package works with, and repair nothing.
"""

from gdviz.checks.arrays import (
    check_bounds,
    check_data,
    check_point,
    check_table,
    locked,
    own_array,
)
from gdviz.checks.callables import check_function
from gdviz.checks.names import check_choice, unknown_name
from gdviz.checks.scalars import check_count, check_flag, check_number, shorten

__all__ = [
    "check_bounds",
    "check_choice",
    "check_count",
    "check_data",
    "check_flag",
    "check_function",
    "check_number",
    "check_point",
    "check_table",
    "locked",
    "own_array",
    "shorten",
    "unknown_name",
]
