"""The outputs of a cell: what of them is compared, and how those of two runs differ."""

import base64
import copy
import re
from itertools import zip_longest

from tools import pictures

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE = "image/png"
DATA_URI = re.compile(r"data:image/(?:png|webp);base64,([\w+/=]*)")


def label(notebook, index):
    """Name a cell as the test report does: ``Cell 3 (In [4], id 'ab12')``.

    Code cells and Markdown cells are counted apart, each from 0, as nbval counts.
    """
    cell = notebook.cells[index]
    number = sum(other.cell_type == cell.cell_type for other in notebook.cells[:index])
    if cell.cell_type != "code":
        return f"Prose {number} (id {cell.id!r})"
    return f"Cell {number} (In [{cell.execution_count or ' '}], id {cell.id!r})"


def merge_streams(outputs):
    """Join neighbouring pieces of one stream, and drop what leaves nothing to see.

    Where the kernel cuts a stream is chance; the order of text and pictures is not.
    """
    merged = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if output["output_type"] != "stream" or output["name"] != last.get("name"):
            merged.append(copy.deepcopy(output))
        else:
            last["text"] += output["text"]
    for output in merged:
        output.get("data", {}).pop(WIDGET_VIEW, None)
    return [o for o in merged if o["output_type"] == "error" or o.get("text") or o.get("data")]


def decoded(text):
    """Return the bytes behind base64; none where it is damaged."""
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""


def take_pictures(outputs):
    """Return a copy of outputs with marks in the place of pictures, and the pictures as bytes.

    A picture for paper has few colours: it is that of the page beside it, or the mark says no.
    """
    texts, taken = copy.deepcopy(list(outputs)), []

    def keep(text):
        taken.append(decoded(text))
        return f"[picture {len(taken)}]"

    for output in texts:
        data = output.get("data", {})
        for kind in sorted(data):
            if kind == PICTURE and (page := DATA_URI.findall(data.get("text/html", ""))):
                near = pictures.near(decoded(data[kind]), decoded(page[-1]))  # patches come first
                data[kind] = f"[{'the' if near else 'not the'} picture of the page]"
            elif kind == PICTURE:
                data[kind] = keep(data[kind])
            elif isinstance(data[kind], str):
                data[kind] = DATA_URI.sub(lambda uri: keep(uri[1]), data[kind])
    return texts, taken


def fields(output):
    """Return what of one output is compared: name of the field → text."""
    if output["output_type"] == "stream":
        return {output["name"]: output["text"]}
    if output["output_type"] == "error":
        return {"error": f"{output['ename']}: {output['evalue']}"}
    about = {"type": output["output_type"], "metadata": dict(output.get("metadata") or {})}
    return {kind: str(text) for kind, text in (output["data"] | about).items()}


def shape(outputs):
    """Return the kinds of the outputs in their order, in words."""
    kinds = [" with ".join(sorted(fields(o).keys() - {"type", "metadata"})) for o in outputs]
    return "; ".join(kinds) or "nothing"


def first_difference(stored, now, width=110):
    """Show the first line in which two texts differ, around the first different character."""
    old, new = stored.split("\n"), now.split("\n")
    pairs = enumerate(zip_longest(old, new, fillvalue="(no such line)"), 1)
    number, lines = next(pair for pair in pairs if pair[1][0] != pair[1][1])
    same = (i for i, (a, b) in enumerate(zip(*lines, strict=False)) if a != b)
    first = max(0, next(same, min(map(len, lines))) - width // 2)
    before, after = ("…" * (first > 0) + line[first : first + width] for line in lines)
    where = f"line {number} of {max(len(old), len(new))}"
    return f"{where}\n    stored: {before}\n    now:    {after}"


def differences(stored, now):
    """List in plain words how the outputs of two runs differ: first texts, then pictures."""
    before, old_pictures = take_pictures(merge_streams(stored))
    after, new_pictures = take_pictures(merge_streams(now))
    found = []
    if shape(before) != shape(after):
        found.append(f"other outputs\n    stored: {shape(before)}\n    now:    {shape(after)}")
    for number, (old, new) in enumerate(zip(before, after, strict=False), 1):
        texts, others = fields(old), fields(new)
        for name in texts:
            if name in others and texts[name] != others[name]:
                change = first_difference(texts[name], others[name])
                found.append(f"output {number}, {name}, {change}")
    return found + pictures.differences(old_pictures, new_pictures)
