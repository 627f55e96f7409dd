"""Re-executes the notebooks and stores them so that a second run changes no byte.

``python -m tools.notebooks`` takes all notebooks of the course, or those named after it.
"""

import asyncio
import copy
import os
import sys
from pathlib import Path

import nbformat
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from tools import minutes, outputs, rules

README = Path(__file__).parents[1] / "README.md"
FOLDER = README.parent / "notebooks"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
MARKS = ("tags", "slideshow", "gdviz")  # metadata of a cell that an author writes
TIMEOUT = 120  # seconds for one cell, the same as nbval's in pyproject.toml


class NotebookError(Exception):
    """Why a notebook cannot be stored: which cell, and what happened there."""


async def execute(notebook, folder):
    """Run all cells in a clean kernel that stands in ``folder``; the outputs go into the cells.

    A cell may not raise, take too long, kill the kernel or warn: warnings hold addresses.
    """
    reached = [0]
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name=KERNELSPEC["name"],
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        allow_errors=True,  # whatever a tag says; the rule below tells the first one
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # warnings of cells still come through
        on_cell_start=lambda cell, cell_index: reached.append(cell_index),
    )
    try:
        await client.async_execute()
    except (CellTimeoutError, DeadKernelError) as error:
        words = str(error).strip().splitlines()[0]
        raise NotebookError(f"{outputs.label(notebook, reached[-1])} {words}") from None
    for fault in rules.has_no_errors_or_warnings(notebook):
        raise NotebookError(fault)


def normalise(notebook):
    """Keep of a notebook what a reader or a test needs, in one form, with its minutes."""
    minutes.write(notebook)
    notebook.nbformat_minor = 5
    language = {"name": "python"} | notebook.metadata.get("language_info", {})  # as the kernel says
    language.pop("version", None)
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": language})
    for cell in notebook.cells:
        marks = {name: cell.metadata.get(name) for name in MARKS}
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            marks["jupyter"] = {"source_hidden": True}
        cell.metadata = nbformat.from_dict({name: mark for name, mark in marks.items() if mark})
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(o) for o in outputs.merge_streams(cell.outputs)]
    return notebook


def write(notebook):
    """Return the one text of a notebook: sorted keys, one space a level, a newline at the end."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


async def refresh(path):
    """Return a notebook as it is when executed now, and what readers see differ, cell by cell.

    A cell that shows the same as before keeps its stored outputs: the bytes of a picture depend
    on the processor; what it shows does not.
    """
    now = nbformat.read(path, as_version=4)
    stored = normalise(copy.deepcopy(now))
    await execute(now, path.parent)
    told = []
    for index, (old, new) in enumerate(zip(stored.cells, normalise(now).cells, strict=True)):
        if new.cell_type == "code":
            found = outputs.differences(old.outputs, new.outputs)
            told += [f"{outputs.label(now, index)}: {words}" for words in found]
            new.outputs = new.outputs if found else old.outputs
    return now, told


async def store(path, cores):
    """Execute one notebook, tell what changed and write it; return whether that went well."""
    try:
        async with cores:
            now, told = await refresh(path)
    except (NotebookError, OSError) as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return False
    readme = minutes.in_readme(README.read_text(encoding="utf-8"), path.name, now)
    README.write_text(readme, encoding="utf-8", newline="\n")
    text = write(now)
    if path.read_text(encoding="utf-8") == text:
        print(f"{path.name}: unchanged")
        return True
    told = told or ["no output: minutes, counts, metadata or layout of the file"]
    print(f"{path.name}: changed", *told, sep="\n  ")
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


async def store_all(paths):
    """Store notebooks, as many at a time as there are cores; return whether all went well."""
    cores = asyncio.Semaphore(os.cpu_count() or 1)
    return all(await asyncio.gather(*(store(path, cores) for path in paths)))


if __name__ == "__main__":
    named = [Path(name) for name in sys.argv[1:]]
    sys.exit(not run_sync(store_all)(named or sorted(FOLDER.glob("*.ipynb"))))
