"""What is added has all that belongs to it; a failure names the file and what is missing."""

import inspect

import pytest

import gdviz as gd
from tests.plot_examples import EXAMPLES
from tests.rows import OPTIMIZERS, SCHEDULES, VARIANCES

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
        [name for name in gd.__all__ if name.startswith("plot_")],
        EXAMPLES,
        "add a function of this name to tests/plot_examples.py",
    ),
}


@pytest.mark.parametrize("what", PARTS)
def test_it_has_what_belongs_to_it(what):
    there, tested, remedy = PARTS[what]
    missing = [name for name in there if name not in tested]
    assert not missing, f"{missing} is not complete: {remedy}"
    gone = [name for name in tested if name not in there]
    assert not gone, (
        f"{gone} is tested and is no longer there, or is missing from __all__ of its module"
    )


def returns(kind):
    """Return a test for the functions that say they return a kind of thing."""

    def holds(function):
        returned = inspect.signature(function).return_annotation
        return isinstance(returned, type) and issubclass(returned, kind)

    return holds


# What makes a function of a module one that learners call.
MEANT = {
    "schedules": returns(gd.schedules.Schedule),
    "losses": returns(gd.Loss),
    "initializers": lambda f: [*inspect.signature(f).parameters][:2] == ["shape", "generator"],
    "optimizers": lambda f: hasattr(f, "__wrapped__"),  # by @optimizer
}


@pytest.mark.parametrize("name", MEANT)
def test_all_names_every_function_that_is_meant_for_learners(name):
    module = getattr(gd, name)
    functions = inspect.getmembers(module, inspect.isfunction)
    own = [n for n, f in functions if f.__module__ == module.__name__ and n[0] != "_"]
    meant = {n for n in own if MEANT[name](getattr(module, n))}
    missing = sorted(meant - set(module.__all__))
    assert meant, f"MEANT in tests/test_complete.py finds nothing in gdviz/{name}.py"
    assert not missing, f"gdviz/{name}.py: __all__ lacks {missing}"
    hidden = sorted(meant - set(gd.__all__)) if name == "optimizers" else []
    assert not hidden, f"gdviz/__init__.py lacks {hidden}"
