"""The notebooks of the course, read once for all tests that look at them."""

from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
COURSE = {path.name: nbformat.read(path, as_version=4) for path in PATHS}


def sources(notebook, kind):
    """Return the sources of a notebook's cells of one kind, "code" or "markdown"."""
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]
