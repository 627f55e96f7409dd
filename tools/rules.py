"""The rules that every notebook keeps.

A rule is a function named is_, has_, shows_ or binds_ that takes a notebook, as nbformat reads it,
and yields a sentence for each place where it is broken.
"""

import ast
import re
from itertools import pairwise
from pathlib import Path

from tools import outputs, prose

FOLDER = Path(__file__).parents[1] / "notebooks"
TAGS = re.compile(r"claim-C([1-9]|1\d|2[01])")
FORBIDDEN = {
    "a path of one machine": re.compile(
        r"(?<![\w/.:~-])/(?:home|Users|root|tmp|work|var|usr|opt|mnt|etc|private|srv)/\w"
        r"|\b[A-Za-z]:\\\w|file://|site-packages"
    ),
    "something that runs by itself in a browser": re.compile(
        r"<\s*(script|iframe|object|embed|applet|meta|base|form)\b|javascript\s*:|<[^>]*\son\w+\s*=",
        re.IGNORECASE,
    ),
    "something that is loaded from the internet": re.compile(
        r"<(?:img|link|source|video|audio|track|image|use)\b[^>]*?"
        r"(?:src|srcset|href|poster|data)\s*=\s*[\"']?\s*(?:https?:)?//"
        r"|!\[[^\]]*\]\(\s*<?(?:https?:)?//|url\(\s*[\"']?(?:https?:)?//|@import",
        re.IGNORECASE,
    ),
}
IMPORTS = {"gdviz", "itertools", "matplotlib", "numpy"}
UNSAFE = {"open", "exec", "eval", "compile", "__import__", "input", "breakpoint"}
REPRS = re.compile(r"<(?:Figure|Axes|matplotlib\.|function |module )| at 0x[0-9a-fA-F]+|np\.\w+\(")
LONG = re.compile(r"(?<![\w#.])\d+(?:,\d{3})*(?:\.\d+)?(?![\w]*[a-df-zA-Z])")
UNREAD = re.compile(r"\s(?:(?:width|height|style|id|class)=\"[^\"]*\"|data-gdviz-film='[^']*')")
QUESTION = re.compile(r"\*\*Question(?::\*\*|\*\*:)")
FOLDED_ANSWER = re.compile(r"<details>\s*<summary>[^<]*answer", re.IGNORECASE)
OPTION = re.compile(r"<summary>(.+?)</summary>\s*(Right\.|Not quite)", re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?([^)>\s#]+)")
SOLUTION = re.compile(r"<summary>Solution (.+?)</summary>.*?```python\n(.*?)```", re.DOTALL)
SPOKEN = ("headline", "answer", "say", "ask", "expect")


# Ways through a notebook


def cells(notebook, kind):
    """Return the cells of a kind, each with its name."""
    named = ((outputs.label(notebook, i), cell) for i, cell in enumerate(notebook.cells))
    return [(name, cell) for name, cell in named if cell.cell_type == kind]


def slide_texts(cell):
    """Yield what an author wrote for a cell's slide and notes, each with the name of its part."""
    mark = cell.metadata.get("gdviz", {}).get("slide", {})
    yield from ((part, mark[part]) for part in SPOKEN if part in mark)
    for kind in ("line", "option"):
        for number, text in enumerate(mark.get(f"{kind}s", []), 1):
            yield f"{kind} {number}", text


def output_texts(notebook):
    """Yield every text in the outputs, pictures taken out, with the cell's name."""
    for name, cell in cells(notebook, "code"):
        for output in outputs.take_pictures(cell.outputs)[0]:
            yield from ((name, text) for text in outputs.fields(output).values())


def texts(notebook):
    """Yield every source, slide and output with the cell's name."""
    for index, cell in enumerate(notebook.cells):
        name = outputs.label(notebook, index)
        yield name, cell.source
        yield from ((name, text) for _, text in slide_texts(cell))
    yield from output_texts(notebook)


def without_fences(source):
    """Return a Markdown source without its blocks of code and its comments."""
    drop = ("fence", "comment")
    return prose.SPANS.sub(lambda m: " " if m.lastgroup in drop else m[0], source)


# How a notebook is stored


def is_executed_in_order(notebook):
    """Every code cell was executed, from 1 to n."""
    for number, (name, cell) in enumerate(cells(notebook, "code"), 1):
        if cell.execution_count != number:
            yield f"{name} should be In [{number}]: run make notebooks"


def has_only_known_tags(notebook):
    """No tag is mistyped, and none looks as if it could switch a check off."""
    for index, cell in enumerate(notebook.cells):
        for tag in cell.metadata.get("tags", []):
            if not TAGS.fullmatch(tag):
                name = outputs.label(notebook, index)
                yield f"{name} has the tag {tag!r}, which TAGS in tools/rules.py does not hold"


def has_no_errors_or_warnings(notebook):
    """No output is an error or a warning."""
    for name, cell in cells(notebook, "code"):
        for output in cell.outputs:
            if output.get("name") == "stderr":
                yield f"{name} writes to stderr: {output.text.strip()}"
            elif output.output_type == "error":
                yield f"{name} raises {output.ename}: {output.evalue}"


def has_no_traces(notebook):
    """Nothing in it points to one machine, runs by itself or needs a network."""
    for name, text in texts(notebook):
        for what, pattern in FORBIDDEN.items():
            if found := pattern.search(text):
                yield f"{name} holds {what}: {found[0][:80]!r}"


def has_only_safe_code(notebook):
    """Code is plain Python, imports what the course has, and opens and runs nothing else."""
    for name, cell in cells(notebook, "code"):
        try:
            nodes = list(ast.walk(ast.parse(cell.source)))
        except SyntaxError as error:
            yield f"{name} is not plain Python, without % and !: {error.text!r}"
            continue
        for node in nodes:
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            imported += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
            for module in imported:
                if module.partition(".")[0] not in IMPORTS:
                    yield f"{name} imports {module}, which IMPORTS in tools/rules.py does not hold"
            if isinstance(node, ast.Name) and node.id in UNSAFE:
                yield f"{name} uses {node.id}, which UNSAFE in tools/rules.py forbids"


def has_headings_in_order(notebook):
    """One title at the top; any other heading is at most one level below the one before it."""
    if not notebook.cells or not notebook.cells[0].source.startswith("# "):
        yield "the first cell does not start with a title ('# ')"
    before = 0
    for name, cell in cells(notebook, "markdown"):
        for found in re.finditer(r"^(#+) .*", without_fences(cell.source), re.MULTILINE):
            level = len(found[1])
            if level > before + 1:
                yield f"{name} jumps from level {before} to {level}: {found[0]!r}"
            if level == 1 and before:
                yield f"{name} has a second title: {found[0]!r}"
            before = level


def has_short_cells(notebook, limit=12):
    """A code cell fits in one look and ends in no semicolon."""
    for name, cell in cells(notebook, "code"):
        lines = len(cell.source.splitlines())
        if lines > limit or not cell.source.strip():
            yield f"{name} has {lines} lines, not 1 to {limit}"
        if cell.source.rstrip().endswith(";"):
            yield f"{name} ends in ';', which hides its result; what is drawn hides itself"


def has_described_pictures(notebook):
    """Every picture says its finding in 20 characters or more, with at least three numbers."""
    for name, text in texts(notebook):
        for tag in re.findall(r"<img\b[^>]*>|!\[[^\]]*\]\(", text):
            alt = re.search(r"(?:\balt=\"|!\[)([^\"]*)", tag)
            if not alt or len(alt[1]) < 20 or len(re.findall(r"\d+(?:\.\d+)?", alt[1])) < 3:
                yield f"{name} has a picture whose alt text says too little: {alt and alt[1]!r}"
    for name, cell in cells(notebook, "code"):
        for data in (output.get("data", {}) for output in cell.outputs):
            if (outputs.PICTURE in data) != ("<img" in data.get("text/html", "")):
                yield f"{name} has a picture without words or not for paper; show it through gdviz"


def shows_no_python_reprs(notebook):
    """No output is what Python calls an object by, which tells a reader nothing."""
    for name, text in output_texts(notebook):
        if found := REPRS.search(text):
            yield f"{name} shows a Python repr: {found[0]!r}"


def has_no_long_numbers(notebook, limit=6):
    """No stored number has more digits than every machine agrees on."""
    for name, text in output_texts(notebook):
        for found in LONG.findall(UNREAD.sub(" ", text)):
            digits = found.replace(",", "").replace(".", "").lstrip("0")
            if len(digits if "." in found else digits.rstrip("0")) > limit:
                yield f"{name} shows {found}, more than {limit} significant digits"


def has_enough_prose(notebook, least=60, most=120):
    """Words and code are in balance: 60 to 120 words for each code cell on average."""
    total = sum(prose.words(cell.source) for _, cell in cells(notebook, "markdown"))
    count = len(cells(notebook, "code"))
    if not least * count <= total <= most * count or not count:
        yield f"{total} words for {count} code cells, not {least} to {most} for each"


def has_small_pictures(notebook, limit=300_000):
    """No stored picture is heavy."""
    for name, cell in cells(notebook, "code"):
        for picture in outputs.take_pictures(cell.outputs)[1]:
            if len(picture) > limit:
                yield f"{name} has a picture of {len(picture) // 1000} kB, above {limit // 1000}"


def binds_its_numbers(notebook):
    """A decimal number in prose or on a slide is bound to a computation or said to be given."""
    for index, cell in enumerate(notebook.cells):
        told = [("states", cell.source)] if cell.cell_type == "markdown" else []
        told += [(f"states on its slide, {part}:", text) for part, text in slide_texts(cell)]
        for states, text in told:
            for number in prose.loose_numbers(text):
                yield (
                    f"{outputs.label(notebook, index)} {states} {number} unbound: "
                    "put <!--= expression --> after a result, <!-- given --> after a choice"
                )


def has_folded_answers(notebook):
    """Every bold Question: is followed, in its or the next Markdown cell, by a folded answer."""
    told = [(name, cell.source) for name, cell in cells(notebook, "markdown")]
    for (name, source), (_, after) in pairwise([*told, ("", "")]):
        _, *asked = QUESTION.split(source)
        asked[-1:] = [f"{last}\n\n{QUESTION.split(after)[0]}" for last in asked[-1:]]
        for part in asked:
            if not FOLDED_ANSWER.search(part):
                yield f"{name} folds no answer to **Question:** {part.split('?')[0].strip()[:60]!r}"


def has_a_fair_quiz(notebook):
    """The right option is the longest one in at most half of the questions."""
    text = "\n".join(cell.source for _, cell in cells(notebook, "markdown"))
    quiz = text.partition("## Four questions")[2].partition("\n## ")[0]
    questions = re.split(r"^### \d", quiz, flags=re.MULTILINE)[1:]
    telling = []
    for number, body in enumerate(questions, 1):
        lengths = {"Right.": [0], "Not quite": [0]}
        for words, mark in OPTION.findall(body):
            lengths[mark].append(len(re.sub(r"[\\${}*`]", "", words)))
        if max(lengths["Right."]) > max(lengths["Not quite"]):
            telling.append(number)
    if 2 * len(telling) > len(questions):
        yield f"the right option is the longest in the quiz's questions {telling}"


def has_no_answers_in_sight(notebook):
    """No cell that compares a guess states the answer, which would stand below the question."""
    for name, cell in cells(notebook, "code"):
        for found in re.finditer(r"gd\.compare_guess\(.*\)", cell.source, re.DOTALL):
            for answer in ast.parse(found[0]).body[0].value.args[2:]:
                if isinstance(answer, ast.Constant):
                    yield f"{name} shows the answer {answer.value!r}; put it into guesses.toml"


def has_links_to_files_that_exist(notebook):
    """A link inside the course leads to a file; Sphinx knows which headings there are."""
    for name, cell in cells(notebook, "markdown"):
        for target in LINK.findall(without_fences(cell.source)):
            if not re.match(r"[a-z]+:", target) and not (FOLDER / target).exists():
                yield f"{name} links to {target}, which does not exist"


PREFIXES = ("is_", "has_", "shows_", "binds_")
RULES = [f for name, f in globals().items() if name.startswith(PREFIXES)]
# What keeps a comparison from being strict; pytest looks at these before it runs a cell.
STRICT = (is_executed_in_order, has_only_known_tags, has_no_errors_or_warnings)
