"""The outputs of a cell: what of them is compared, and how those of two runs differ."""

import base64
import copy
import re
from itertools import zip_longest
from urllib.parse import unquote_to_bytes

from tools import pictures

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
DATA_URI = re.compile(r"data:image/[\w.+-]+(?P<flags>(?:;[\w=.-]+)*),(?P<body>[^\"'\s<>)]*)")


def label(notebook, index):
    """Name a cell as the test report does: ``Cell 3 (In [4], id 'ab12')``.

    Code cells and Markdown cells are counted apart, each from 0, as nbval counts.
    """
    cell = notebook.cells[index]
    number = sum(other.cell_type == cell.cell_type for other in notebook.cells[:index])
    facts = f"id {cell.get('id', 'missing')!r}"
    if cell.cell_type != "code":
        return f"Prose {number} ({facts})"
    return f"Cell {number} (In [{cell.get('execution_count') or ' '}], {facts})"


def settle(text):
    """Return what a terminal shows in the end: a bar that wiped itself away leaves nothing."""
    if "\r" not in text:
        return text
    lines = [[part for part in line.split("\r") if part] or [""] for line in text.split("\n")]
    return "\n".join(parts[-1].rstrip() for parts in lines)


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
        if output["output_type"] == "stream":
            output["text"] = settle(output["text"])
        else:
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return [o for o in merged if o["output_type"] == "error" or o.get("text") or o.get("data")]


def decode(text):
    """Return the bytes behind base64, or the text itself where it is not base64."""
    try:
        return base64.b64decode(text)
    except ValueError:
        return text if isinstance(text, bytes) else text.encode()


def take_pictures(outputs):
    """Return a copy of outputs with marks in the place of pictures, and the pictures as bytes."""
    texts, taken = copy.deepcopy(list(outputs)), []

    def keep(picture):
        taken.append(picture)
        return f"[picture {len(taken)}]"

    def keep_uri(uri):
        body = unquote_to_bytes(uri["body"])
        return keep(decode(body) if "base64" in uri["flags"] else body)

    for output in texts:
        data = output.get("data", {})
        for kind in sorted(data):
            value = data[kind]
            if kind in PICTURE_TYPES:
                data[kind] = keep(decode(value))
            elif isinstance(value, str):
                data[kind] = DATA_URI.sub(keep_uri, value)
    return texts, taken


def fields(output):
    """Return what of one output is compared: name of the field → text."""
    if output["output_type"] == "stream":
        return {output["name"]: output["text"]}
    if output["output_type"] == "error":
        return {"error": f"{output['ename']}: {output['evalue']}"}
    data = output["data"] | {"metadata": dict(output.get("metadata") or {})}
    return {kind: text if isinstance(text, str) else repr(text) for kind, text in data.items()}


def shape(outputs):
    """Return the kinds of the outputs in their order, in words."""
    kinds = (" with ".join(sorted(set(fields(output)) - {"metadata"})) for output in outputs)
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
        if old["output_type"] != new["output_type"]:
            kinds = f"{old['output_type']}, now: {new['output_type']}"
            found.append(f"output {number} is of another type\n    stored: {kinds}")
        texts, others = fields(old), fields(new)
        for name in texts:
            if name in others and texts[name] != others[name]:
                change = first_difference(texts[name], others[name])
                found.append(f"output {number}, {name}, {change}")
    return found + pictures.differences(old_pictures, new_pictures)
