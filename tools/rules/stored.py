"""How a notebook is stored: complete, in order, and with no trace of when and how."""

import re

from nbformat.validator import iter_validate

from tools import outputs
from tools.rules.walk import code, matches, texts

TAGS = re.compile(r"claim-C([1-9]|1\d|2[01])|prediction|exercise|solution|check|quiz|summary")
MARKERS = re.compile(r"\b(nbval|pytest_validate)_\w+", re.IGNORECASE)
TIMES = re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d\d:\d\d:\d\d\b")


def is_valid(notebook):
    """The file is a notebook by nbformat's own schema, in the format with cell ids."""
    for error in iter_validate(notebook):
        yield f"the file is not valid: {str(error).splitlines()[0]}"
    if (notebook.nbformat, notebook.nbformat_minor) != (4, 5):
        yield f"the format is {notebook.nbformat}.{notebook.nbformat_minor}, not 4.5"


def is_executed_in_order(notebook):
    """Every code cell was executed, from 1 to n."""
    for number, (name, cell) in enumerate(code(notebook), 1):
        if cell.execution_count is None:
            yield f"{name} was not executed; run make notebooks"
        elif cell.execution_count != number:
            yield f"{name} should be In [{number}]: cells were moved, deleted or run again"


def has_python_kernelspec(notebook):
    """The kernel is the one that every learner has."""
    name = notebook.metadata.get("kernelspec", {}).get("name")
    if name != "python3":
        yield f"the kernelspec is {name!r}, not 'python3'"


def has_only_known_tags(notebook):
    """No tag and no comment switches a check off; a mistyped tag is not overlooked."""
    for index, cell in enumerate(notebook.cells):
        name = outputs.label(notebook, index)
        tags = cell.metadata.get("tags", [])
        for tag in tags if isinstance(tags, list) else [tags]:
            if not TAGS.fullmatch(str(tag)):
                yield f"{name} has the tag {tag!r}, which is not in the list of tags"
        found = MARKERS.search(cell.source) if cell.cell_type == "code" else None
        if found:
            yield f"{name} holds {found[0]}, which would switch a check off"


def has_no_errors_or_warnings(notebook):
    """No output is an error or a warning."""
    for name, cell in code(notebook):
        kinds = {output.get("name", output.output_type) for output in cell.outputs}
        for kind in sorted(kinds & {"error", "stderr"}):
            yield f"{name} has stored {kind} output"


def has_unique_ids(notebook):
    """Every cell has an id of its own."""
    seen = set()
    for index, cell in enumerate(notebook.cells):
        if cell.get("id") in seen or not cell.get("id"):
            yield f"{outputs.label(notebook, index)} has no id of its own"
        seen.add(cell.get("id"))


def has_no_widget_state(notebook):
    """No live widget is stored: it would be dead for the next reader."""
    why = "as JupyterLab saves it; make notebooks drops it"
    if "widgets" in notebook.metadata:
        yield f"the metadata hold widget state, {why}"
    for name, cell in code(notebook):
        if any(outputs.WIDGET_VIEW in output.get("data", {}) for output in cell.outputs):
            yield f"{name} holds a live widget, {why}"


def has_no_times(notebook):
    """Nothing stored says when it was made."""
    yield from matches(TIMES, texts(notebook), "holds a time")
    for index, cell in enumerate(notebook.cells):
        if "execution" in cell.metadata:
            yield f"{outputs.label(notebook, index)} has its execution times in the metadata"
