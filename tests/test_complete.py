"""What is added has all that belongs to it; a failure names the file and what is missing."""

import pytest

import gdviz as gd
from tests.plot_examples import BASELINES, EXAMPLES
from tests.rows import OPTIMIZERS, SCHEDULES, VARIANCES

PLOTS = [name for name in gd.__all__ if name.startswith("plot_")]
# What there is, what the tests have of it, and what to do for one that is missing.
PARTS = {
    "a schedule": (
        [name for name in gd.schedules.__all__ if name != "Schedule"],
        [row.name for row in SCHEDULES],
        "add a row with its formula, written anew, to SCHEDULES in tests/rows.py",
    ),
    "an optimizer": (
        [name for name in gd.optimizers.__all__ if name in gd.__all__],
        [row.optimizer.__name__ for row in OPTIMIZERS],
        "add a row to OPTIMIZERS in tests/rows.py",
    ),
    "an initializer": (
        gd.initializers.__all__,
        VARIANCES,
        "add its variance to VARIANCES in tests/rows.py",
    ),
    "a plot": (
        PLOTS,
        EXAMPLES,
        "add a function of this name to tests/plot_examples.py",
    ),
    "a picture of a plot": (
        PLOTS,
        [path.stem for path in BASELINES.glob("*.png")],
        "store it in tests/baselines: python -m tests.plot_examples tests/baselines",
    ),
}


@pytest.mark.parametrize("what", PARTS)
def test_it_has_what_belongs_to_it(what):
    there, tested, remedy = PARTS[what]
    missing = [name for name in there if name not in tested]
    assert not missing, f"{missing} is not complete: {remedy}"
    gone = [name for name in tested if name not in there]
    assert not gone, f"{gone} is tested and is no longer there"
