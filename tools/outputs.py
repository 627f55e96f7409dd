"""What a code cell puts out, in a form in which two runs can be compared.

A notebook stores text, and pictures inside text. Here streams are joined, pictures are
taken out, and what is left and what was taken are compared and told apart in plain words.
"""

import base64
import binascii
import copy
import re
from itertools import zip_longest
from urllib.parse import unquote_to_bytes

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


def join(text):
    """Return a stored text as one string (nbformat may keep it as a list of lines)."""
    return "".join(text) if isinstance(text, list) else text


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
            last["text"] = join(last["text"]) + join(output["text"])
    for output in merged:
        if output["output_type"] == "stream":
            output["text"] = settle(join(output["text"]))
        else:
            output.get("data", {}).pop(WIDGET_VIEW, None)
    return [o for o in merged if o["output_type"] == "error" or o.get("text") or o.get("data")]


def decode(uri):
    """Return the bytes of a picture that is written inside a text."""
    if "base64" not in uri["flags"]:
        return unquote_to_bytes(uri["body"])
    return decode_base64(unquote_to_bytes(uri["body"]))


def decode_base64(text):
    """Return the bytes behind base64, or the text itself where it is not base64."""
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return text if isinstance(text, bytes) else text.encode()


def take_pictures(outputs):
    """Split outputs into the same outputs with marks for pictures, and the pictures.

    Returns
    -------
    texts : list
        A copy; each picture is replaced by ``[picture 1]``, ``[picture 2]``, …
    pictures : list of bytes
        The decoded files, in the order of their marks.
    """
    texts, pictures = copy.deepcopy(list(outputs)), []

    def keep(picture):
        pictures.append(picture)
        return f"[picture {len(pictures)}]"

    for output in texts:
        data = output.get("data", {})
        for kind in sorted(data):
            value = join(data[kind])
            if kind in PICTURE_TYPES:
                data[kind] = keep(decode_base64(value))
            elif isinstance(value, str):
                data[kind] = DATA_URI.sub(lambda uri: keep(decode(uri)), value)
    return texts, pictures


def fields(output):
    """Return what of one output is compared: name of the field → text."""
    if output["output_type"] == "stream":
        return {output["name"]: join(output["text"])}
    if output["output_type"] == "error":
        return {"error": f"{output['ename']}: {output['evalue']}"}
    data = {kind: join(value) for kind, value in sorted(output["data"].items())}
    named = {kind: text if isinstance(text, str) else repr(text) for kind, text in data.items()}
    return named | {"metadata": repr(dict(output.get("metadata") or {}))}


def shape(outputs):
    """Return the kinds of the outputs in their order, in words."""
    kinds = (" with ".join(sorted(set(fields(output)) - {"metadata"})) for output in outputs)
    return "; ".join(kinds) or "nothing"


def around(line, position, width=110):
    """Cut a long line to the part around a position."""
    first = max(0, position - width // 2) if len(line) > width else 0
    part = line[first : first + width]
    return ("…" if first else "") + part + ("…" if first + width < len(line) else "")


def text_difference(stored, now):
    """Show the first line in which two texts differ, around the first different character."""
    old, new = stored.split("\n"), now.split("\n")
    pairs = enumerate(zip_longest(old, new, fillvalue="(no such line)"), 1)
    number, (before, after) = next(pair for pair in pairs if pair[1][0] != pair[1][1])
    same = (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    position = next(same, min(len(before), len(after)))
    where = f"line {number} of {max(len(old), len(new))}"
    return f"{where}\n    stored: {around(before, position)}\n    now:    {around(after, position)}"


def differences(stored, now):
    """List in plain words how two lists of outputs without pictures differ."""
    old_shape, new_shape = shape(stored), shape(now)
    found = []
    if old_shape != new_shape:
        found.append(f"other outputs\n    stored: {old_shape}\n    now:    {new_shape}")
    for number, (old, new) in enumerate(zip(stored, now, strict=False), 1):
        if old["output_type"] != new["output_type"]:
            kinds = f"{old['output_type']}, now: {new['output_type']}"
            found.append(f"output {number} is of another type\n    stored: {kinds}")
        before, after = fields(old), fields(new)
        for name in before:
            if name in after and before[name] != after[name]:
                change = text_difference(before[name], after[name])
                found.append(f"output {number}, {name}, {change}")
    return found
