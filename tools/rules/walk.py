"""Ways through a notebook that the rules share: its cells, its texts, its headings."""

import re

from tools import outputs, prose

SPOKEN = ("headline", "say", "ask", "expect")


def cells(notebook, kind):
    """Yield the name of each cell of a kind, and the cell."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == kind:
            yield outputs.label(notebook, index), cell


def markdown(notebook):
    """Return the Markdown cells with their names."""
    return list(cells(notebook, "markdown"))


def code(notebook):
    """Return the code cells with their names."""
    return list(cells(notebook, "code"))


def texts(notebook):
    """Yield every source, slide and stored text without its pictures, with the cell's name."""
    for index, cell in enumerate(notebook.cells):
        name = outputs.label(notebook, index)
        yield name, cell.source
        yield from ((name, text) for _, text in slide_texts(cell))
        for attachment in cell.get("attachments", {}).values():
            yield name, repr(attachment)
        yield from stored_texts(name, cell)


def slide_texts(cell):
    """Yield what an author wrote for a cell's slide and notes, each with the name of its part."""
    mark = cell.metadata.get("gdviz", {}).get("slide", {})
    yield from ((part, mark[part]) for part in SPOKEN if part in mark)
    for kind in ("line", "option"):
        for number, text in enumerate(mark.get(f"{kind}s", []), 1):
            yield f"{kind} {number}", text


def stored_texts(name, cell):
    """Yield every text in the outputs of one cell, pictures taken out."""
    for output in outputs.take_pictures(cell.get("outputs", []))[0]:
        if output["output_type"] == "error":
            yield name, "\n".join(output["traceback"])
        for text in outputs.fields(output).values():
            yield name, text


def output_texts(notebook):
    """Yield every stored text of the outputs with the cell's name."""
    for name, cell in code(notebook):
        yield from stored_texts(name, cell)


def matches(pattern, pairs, complaint):
    """Yield a complaint for each text in which a pattern is found."""
    for name, text in pairs:
        found = pattern.search(text)
        if found:
            yield f"{name} {complaint}: {found[0][:80]!r}"


def headings(notebook):
    """Yield the name of the cell, the level and the text of each heading outside code."""
    for name, cell in markdown(notebook):
        for found in re.finditer(r"^(#{1,6})\s+(.*)$", without_fences(cell.source), re.MULTILINE):
            yield name, len(found[1]), found[2].strip()


def without_fences(source):
    """Return a Markdown source without its blocks of code and its comments."""
    drop = ("fence", "comment")
    return prose.SPANS.sub(lambda m: " " if prose.kind(m) in drop else m[0], source)
