"""Re-executes the notebooks and stores them so that a second run changes no byte.

``python tools/notebooks.py`` takes all notebooks of the course, or those named after it;
``--check`` says what would change and writes nothing.
"""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager
from traitlets import default

if not __package__:  # started as a file: its folder is on the path, the course is not
    sys.path.insert(0, str(Path(__file__).parents[1]))

from tools import outputs
from tools.rules import MARKS

FOLDER = Path(__file__).parents[1] / "notebooks"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
HIDDEN = ("source_hidden", "outputs_hidden")
TIMEOUT = 120  # seconds for one cell, the same as nbval's in pyproject.toml


class ThisPython(AsyncKernelManager):
    """Starts the Python that runs this module, whatever kernels the user has installed."""

    @default("kernel_spec_manager")
    def _this_environment(self):
        return NbvalKernelspecManager(parent=self)


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
        kernel_name=CURRENT_ENV_KERNEL_NAME,
        kernel_manager_class=ThisPython,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        force_raise_errors=True,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # warnings of cells still come through
        on_cell_start=lambda cell, cell_index: reached.__setitem__(0, cell_index),
    )
    try:
        await client.async_execute()
    except CellExecutionError as error:
        words = f"raises {error.ename}: {error.evalue}"
        raise NotebookError(f"{outputs.label(notebook, reached[0])} {words}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        words = str(error).strip().splitlines()[0]
        raise NotebookError(f"{outputs.label(notebook, reached[0])} {words}") from None
    for index, cell in enumerate(notebook.cells):
        for output in outputs.merge_streams(cell.get("outputs", [])):
            if output.get("name") == "stderr":
                words = f"writes to stderr: {output['text'].strip()}"
                raise NotebookError(f"{outputs.label(notebook, index)} {words}")


def normalise(notebook):
    """Keep of a notebook what a reader or a test needs, in one form."""
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    )
    for cell in notebook.cells:
        hidden = {k: v for k, v in cell.metadata.pop("jupyter", {}).items() if k in HIDDEN and v}
        marks = {name: cell.metadata.get(name) for name in MARKS} | {"jupyter": hidden}
        cell.metadata = nbformat.from_dict({name: mark for name, mark in marks.items() if mark})
        if cell.cell_type == "code":
            cell.outputs = [nbformat.from_dict(o) for o in outputs.merge_streams(cell.outputs)]
    return notebook


def read(text):
    """Read a notebook; a cell without an id gets one that does not depend on chance."""
    raw = json.loads(text)
    if raw.get("nbformat") != 4:
        raise NotebookError(f"the file is of format {raw.get('nbformat')}; open and save it first")
    for index, cell in enumerate(raw["cells"]):
        cell.setdefault("id", f"cell-{index}")
    raw["nbformat_minor"] = 5
    return nbformat.reads(json.dumps(raw), as_version=nbformat.NO_CONVERT)


def write(notebook):
    """Return the one text of a notebook: sorted keys, one space a level, a newline at the end."""
    return nbformat.writes(notebook, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"


async def refresh(path):
    """Return the text of a notebook as it is stored, and as it is when executed now."""
    stored = path.read_text(encoding="utf-8")
    notebook, old = read(stored), normalise(read(stored))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    normalise(notebook)
    await execute(notebook, path.parent)
    keep_same(old, normalise(notebook))
    return stored, write(notebook)


def keep_same(old, new):
    """Keep the stored outputs of each cell that shows the same as before.

    The bytes of a picture depend on the processor; what it shows does not.
    """
    known = {cell.id: cell.get("outputs") for cell in old.cells}
    for cell in new.cells:
        if cell.cell_type == "code" and not outputs.differences(known[cell.id], cell.outputs):
            cell.outputs = known[cell.id]


def changes(before, after):
    """List in plain words, cell by cell, what differs between two texts of a notebook."""
    known, new = {cell.id: cell.get("outputs", []) for cell in read(before).cells}, read(after)
    told = [
        f"{outputs.label(new, index)}: {words}"
        for index, cell in enumerate(new.cells)
        for words in outputs.differences(known.get(cell.id, []), cell.get("outputs", []))
    ]
    return told or ["only what readers do not see: counts, metadata or layout of the file"]


async def store(path, check, cores):
    """Execute one notebook, tell what changed and write it; return whether all is well."""
    try:
        async with cores:
            stored, now = await refresh(path)
    except (NotebookError, OSError) as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return False
    if stored == now:
        print(f"{path.name}: unchanged")
        return True
    told = [f"{path.name}: {'would change' if check else 'changed'}", *changes(stored, now)]
    print("\n  ".join(told))  # at once: others print at the same time
    if not check:
        path.write_text(now, encoding="utf-8", newline="\n")
    return not check


async def store_all(paths, check):
    """Store notebooks, as many at a time as there are cores; say whether all is well."""
    cores = asyncio.Semaphore(os.cpu_count() or 1)
    return all(await asyncio.gather(*(store(path, check, cores) for path in paths)))


def main(arguments=None):
    """Run the command; return 0 where all notebooks are as they should be."""
    parser = argparse.ArgumentParser(prog="make notebooks", description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path, help="files; all where none is named")
    parser.add_argument("--check", action="store_true", help="only say what would change")
    options = parser.parse_args(arguments)
    paths = options.notebooks or sorted(FOLDER.glob("*.ipynb"))
    return 0 if run_sync(store_all)(paths, options.check) else 1


if __name__ == "__main__":
    sys.exit(main())
