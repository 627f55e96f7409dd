"""What belongs to the course: its exercises, guesses and claims, and the figures of one notebook.

One module for each notebook. The words of claims and guesses stand in TOML files.
"""

import tomllib
from functools import cache
from importlib import resources

from gdviz.text import suggestion

NOTEBOOKS = {
    "00": "overview",
    "01": "direction",
    "02": "gradient",
    "03": "learning_rate",
    "04": "schedules",
    "05": "initialization",
    "06": "weaknesses",
    "07": "batches",
    "08": "remedies",
    "09": "capstone",
    "10": "beyond",
}


@cache
def read_toml(file):
    """Return the tables of one of the course's TOML files."""
    return tomllib.loads((resources.files(__name__) / file).read_text(encoding="utf-8"))


def find(known, kind, name):
    """Return an entry by its name; for a name that is not there tell the near one."""
    if name not in known:
        wanted = f"{kind} must be one of the course's."
        raise ValueError(f"{wanted} Got {name!r}. {suggestion(name, known)}")
    return known[name]
