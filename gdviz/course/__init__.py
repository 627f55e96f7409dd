"""What belongs to the course: its exercises, guesses and claims, and the figures of one notebook.

One module for each notebook. An exercise or a guess is found by its name, whose first two digits
name the notebook, so that only this notebook's module is loaded.
"""

from importlib import import_module

from gdviz.text import suggestion

NOTEBOOKS = {
    "00": "overview",
    "01": "direction",
    "02": "gradient",
    "03": "learning_rate",
    "04": "initialization",
    "05": "weaknesses",
    "06": "remedies",
    "07": "capstone",
}


def entries(table, number=None):
    """Return a table, EXERCISES or GUESSES, of one notebook or of all."""
    numbers = [number] if number in NOTEBOOKS else NOTEBOOKS
    modules = [import_module(f"gdviz.course.{NOTEBOOKS[n]}") for n in numbers]
    return {name: entry for module in modules for name, entry in getattr(module, table).items()}


def find(table, kind, name):
    """Return an entry by its name; for a name that is not there tell the near one."""
    known = entries(table, str(name)[:2])
    if name not in known:
        raise ValueError(
            f"{kind} must be one of the course's. Got {name!r}. {suggestion(name, known)}"
        )
    return known[name]
