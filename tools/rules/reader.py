"""What a reader meets: titles, short cells, pictures with words, honest numbers, live links."""

import re

from tools import outputs, prose
from tools.rules.walk import (
    code,
    headings,
    markdown,
    matches,
    output_texts,
    slide_texts,
    texts,
    without_fences,
)

REPRS = re.compile(r"<(?:Figure|Axes|matplotlib\.|function |module )| at 0x[0-9a-fA-F]+|np\.\w+\(")
LONG = re.compile(r"(?<![\w#.])\d+(?:,\d{3})*(?:\.\d+)?(?![\w]*[a-df-zA-Z])")
PICTURE_LIMIT = 300_000


def has_one_title(notebook):
    """The first cell starts with the only heading of level 1."""
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        yield "the first cell does not start with a title ('# ')"
    titles = [(name, text) for name, level, text in headings(notebook) if level == 1]
    for name, text in titles[1:]:
        yield f"{name} has a second title: {text!r}"


def has_no_jumping_headings(notebook):
    """A heading is at most one level below the one before it."""
    before = 0
    for name, level, text in headings(notebook):
        if level > before + 1:
            yield f"{name} jumps from level {before} to {level}: {text!r}"
        before = level


def has_short_cells(notebook, limit=12):
    """A code cell fits in one look."""
    for name, cell in code(notebook):
        lines = len(cell.source.splitlines())
        if lines > limit or not cell.source.strip():
            yield f"{name} has {lines} lines, not 1 to {limit}"


def has_no_trailing_semicolons(notebook):
    """No cell hides its result with a semicolon; it ends in an assignment instead."""
    for name, cell in code(notebook):
        if cell.source.rstrip().endswith(";"):
            yield f"{name} ends in ';'"


def has_described_pictures(notebook):
    """Every picture says its finding: at least 20 characters, with at least three numbers."""
    for name, text in texts(notebook):
        for tag in re.findall(r"<img\b[^>]*>", text):
            alt = re.search(r"\balt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
            yield from poor(name, "".join(filter(None, alt.groups())) if alt else "")
    for name, cell in markdown(notebook):
        for alt in re.findall(r"!\[([^\]]*)\]\(", without_fences(cell.source)):
            yield from poor(name, alt)
    for name, cell in code(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            if set(data) & set(outputs.PICTURE_TYPES) and "<img" not in data.get("text/html", ""):
                yield f"{name} has a picture without words; show it through gdviz"


def poor(name, alt):
    """Yield a complaint where an alternative text says too little."""
    if len(alt.strip()) < 20 or len(re.findall(r"\d+(?:\.\d+)?", alt)) < 3:
        yield f"{name} has a picture whose alt text says too little: {alt!r}"


def shows_no_python_reprs(notebook):
    """No output is what Python calls an object by, which tells a reader nothing."""
    yield from matches(REPRS, output_texts(notebook), "shows a Python repr")


def has_no_long_numbers(notebook, limit=6):
    """No stored number has more digits than every machine agrees on."""
    for name, text in output_texts(notebook):
        visible = re.sub(r"(?<=\s)(?:width|height|style|id|class)=\"[^\"]*\"", " ", text)
        visible = re.sub(r"(?<=\s)data-gdviz-film='[^']*'", " ", visible)  # nobody reads it
        for found in LONG.findall(visible):
            digits = found.replace(",", "").replace(".", "").lstrip("0")
            if len(digits if "." in found else digits.rstrip("0")) > limit:
                yield f"{name} shows {found}, more than {limit} significant digits"


def has_enough_prose(notebook, least=60, most=120):
    """Words and code are in balance: 60 to 120 words for each code cell on average."""
    total = sum(prose.words(cell.source) for _, cell in markdown(notebook))
    count = len(code(notebook))
    if not count or not least <= total / count <= most:
        average = f"{total / count:.0f} each" if count else "none"
        yield f"{total} words for {count} code cells ({average}), not {least} to {most} each"


def has_small_pictures(notebook, limit=PICTURE_LIMIT):
    """No stored picture is heavy."""
    for name, cell in code(notebook):
        for picture in outputs.take_pictures(cell.outputs)[1]:
            if len(picture) > limit:
                yield f"{name} has a picture of {len(picture) // 1000} kB, above {limit // 1000}"


def binds_its_numbers(notebook):
    """A decimal number in prose is bound to a computation or said to be given."""
    for name, cell in markdown(notebook):
        yield from (f"{name} states {fault}" for fault in unbound(cell.source))


def binds_the_numbers_of_its_slides(notebook):
    """So is one in a slide's headline, lines, options and notes."""
    for index, cell in enumerate(notebook.cells):
        for part, text in slide_texts(cell):
            where = f"{outputs.label(notebook, index)} states on its slide, {part}:"
            yield from (f"{where} {fault}" for fault in unbound(text))


def unbound(text):
    """Yield a complaint for each decimal number that is neither bound nor given."""
    for number in prose.loose_numbers(text):
        yield (
            f"{number} unbound: put <!--= expression --> after a result, "
            "<!-- given --> after a choice"
        )


def folder_is_numbered(names):
    """Notebooks are called NN_words.ipynb, from 00 without a gap."""
    if not names:
        yield "there is no notebook"
    for number, name in enumerate(sorted(names)):
        if not re.fullmatch(rf"{number:02}(?:_[a-z0-9]+)+\.ipynb", name):
            yield f"{name} should be called {number:02}_words.ipynb"


def links_lead_somewhere(notebook, folder, notebooks):
    """Links inside the course lead to a file and a heading that exist.

    ``notebooks`` maps a file's name to the notebook; other relative links are looked up in
    ``folder``.
    """
    for name, cell in markdown(notebook):
        for target in re.findall(r"(?<!!)\[[^\]]*\]\(\s*<?([^)>\s]+)", without_fences(cell.source)):
            file, _, anchor = target.partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            if file and file not in notebooks and not (folder / file).exists():
                yield f"{name} links to {file}, which does not exist"
            elif anchor and (not file or file in notebooks):
                yield from missing_anchor(name, notebooks.get(file, notebook), target, anchor)


def missing_anchor(name, notebook, target, anchor):
    """Yield a complaint where no heading has the anchor that JupyterLab gives it."""
    known = {re.sub(r"[*_`$]", "", text).replace(" ", "-") for _, _, text in headings(notebook)}
    if anchor not in known:
        yield f"{name} links to {target}, and there is no such heading"
