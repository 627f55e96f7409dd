"""Build the website from the stored outputs: pages, decks, claims, glossary and reference.

``python -m website.build`` writes it to ``build/site``; no notebook is executed and nothing is
asked of the network. ``REPOSITORY=owner/name`` in the environment adds links that open a notebook
on Binder or Colab; without it there is no address to give.
"""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

import nbformat

import gdviz
from gdviz.course.claims import LEVELS, claims
from gdviz.slides.exports import drop_widgets
from gdviz.slides.lecture import MATHJAX, _packaged
from tools.browser import find_browser
from website import runtime

ROOT = Path(__file__).resolve().parent.parent
SOURCE, TARGET = ROOT / "build" / "website", ROOT / "build" / "site"
RUNTIME = ROOT / "build" / "runtime"
RUNS = bool(find_browser())  # which packs Python for the pages
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FORMULA = re.compile(r"\$(.+?)\$(?=.*</summary>)")  # MyST finds none in a line of HTML
LICENCES_ROW = """| read the licences of the software in these pages \
| <a href="licences.html">Licences</a> |
"""
LICENCES = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Licences</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="_static/icon.svg">
<style>
:root {{ color-scheme: light dark; background: canvas }}
body {{ max-width: 48rem; margin: 2rem auto; padding: 0 1rem; font-family: system-ui, sans-serif }}
h2 {{ margin-top: 3rem }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere }}
</style>
<main><h1>Licences of the software in these pages</h1>
<p><a href="index.html">Back to the first page</a></p>
{}</main></html>
"""
REFERENCE = """After `import gdviz as gd` every name below is there as `gd.name`. Each page says
what the name takes and returns, with shapes, units and ranges, and which errors it raises. Where
its example writes no `gd.`, write it in a notebook before names of the package."""
PARTS = ("losses", "network", "schedules", "initializers", "stopping")  # with names of their own
# Modules of the package by what their names are for.
GROUPS = {
    "Walk downhill": "descent diagnosis",
    "Losses": "losses",
    "Networks": "network",
    "Optimizers": "optimizers",
    "Learning-rate schedules": "schedules",
    "Stopping rules": "stopping",
    "Initial weights": "initializers",
    "Many walks at once": "basins_and_sweep",
    "Pictures of losses": "plots.landscapes plots.directions",
    "Pictures of walks": "plots.runs plots.rates plots.starts",
    "Films and explorers": "explorers course.overview course.direction course.learning_rate "
    "course.initialization course.batches course.remedies course.beyond",
    "Exercises, guesses and verdicts": "course.exercises course.guesses course.claims",
    "Data": "data",
    "How a notebook shows things": "display colors text",
}


def links(name):
    """Return the line of a notebook's page that says where else the notebook can be had."""
    found = [(f"../files/{name}.ipynb", "Notebook", " download")]
    for kind, words in (("html", "Slides"), ("pdf", "Slides as PDF")):
        if (ROOT / "slides" / f"{name}.{kind}").is_file():
            found.append((f"../files/{name}.{kind}", words, ""))
    if repository := os.environ.get("REPOSITORY"):
        path = f"notebooks/{name}.ipynb"
        found += [
            (f"https://mybinder.org/v2/gh/{repository}/HEAD?labpath={path}", "Open on Binder", ""),
            (
                f"https://colab.research.google.com/github/{repository}/blob/main/{path}",
                "Open in Colab",
                "",
            ),
        ]
    anchors = (f'<a href="{escape(to)}"{more}>{text}</a>' for to, text, more in found)
    runs = " data-run" * RUNS
    return f'<p class="course-links"{runs}>{" · ".join(anchors)}</p>'


def page(notebook):
    """Return a notebook as the website takes it."""
    nb = nbformat.read(notebook, as_version=4)
    drop_widgets(nb)
    for cell, before in zip(nb.cells[1:], nb.cells, strict=False):
        tags = cell.metadata.get("tags", [])
        hidden = cell.metadata.get("jupyter", {}).get("source_hidden")
        # The page's script knows a cell by this name, which becomes a class.
        cell.metadata.tags = [*tags, f"cell-{cell.id}", *["hide-input"] * bool(hidden)]
        named = [tag for tag in tags if tag.startswith("claim-")]
        if named and before.cell_type == "markdown":
            before.source += "\n\n" + "".join(f'<span id="{tag}"></span>' for tag in named)
    title, *rest = nb.cells[0].source.split("\n")
    nb.cells[0].source = "\n".join([title, "", links(notebook.stem), *rest])
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("../docs/", "../")
            cell.source = re.sub(r"(?<=\d) %", "\u00a0%", cell.source)  # no line begins with "%"
            cell.source = FORMULA.sub(r'<span class="math">\\(\1\\)</span>', cell.source)
    return nb


def shown_in(claim):
    """Return links to the notebooks with cells that show a claim."""
    found = []
    for notebook in NOTEBOOKS:
        nb = nbformat.read(notebook, as_version=4)
        if any(f"claim-{claim}" in cell.metadata.get("tags", []) for cell in nb.cells):
            found.append(f"[{notebook.stem[:2]}](notebooks/{notebook.stem}.ipynb)")
    return ", ".join(found)


def with_letters(glossary):
    """Return the glossary with its Korean marked, and links to the first word of each letter."""
    letters = {}

    def marked(row):
        letter = row[1].upper()
        name = "" if letter in letters else f'<span id="letter-{letter}"></span>'
        letters[letter] = f'<a href="#letter-{letter}">{letter}</a>'
        return f"| {name}{row[1]}"

    head, rule, rows = glossary.partition("|---|---|---|---|\n")
    rows = re.sub(r"^(\| .+? \| )(.+?) \|", r'\1<span lang="ko">\2</span> |', rows, flags=re.M)
    rows = re.sub(r"^\| (\w)", marked, rows, flags=re.M)
    line = f'<p class="course-letters">{" ".join(letters.values())}</p>'
    return head.replace("| English", f"{line}\n\n| English") + rule + rows


def claims_page():
    """Return the index of the lecture note's claims, with verdict and place."""
    lines = [
        "# The note and its verdicts",
        "",
        "The course grew from a Korean lecture note. Each of its sentences is shown in running "
        f"code, and judged: {', '.join(LEVELS)}.",
        "",
        "| Claim | The note says | Verdict | Notebooks |",
        "|---|---|---|---|",
    ]
    for name, claim in claims().items():
        lines.append(f"| [{name}](#{name}) | {claim.says} | {claim.level} | {shown_in(name)} |")
    for name, claim in claims().items():
        lines += ["", f"({name})=", f"## {name}: {claim.topic}", "", claim._repr_html_()]
    return "\n".join(lines) + "\n"


def reference():
    """Return the tables of the package's names, each with a page of its own."""
    lines = ["# The package", "", *REFERENCE.splitlines()]
    for title, homes in GROUPS.items():
        names = []
        for home in homes.split():
            own = getattr(gdviz, home).__all__ if home in PARTS else ()
            names += [f"{home}.{name}" for name in own]
            names += [name for name in gdviz.HOMES.get(home, "").split() if name not in own]
        rows = "\n".join(f"   {name}" for name in names)
        lines += ["", f"## {title}", "", "```{eval-rst}"]
        lines += [
            ".. currentmodule:: gdviz",
            ".. autosummary::",
            "   :toctree: reference",
            "   :nosignatures:",
            "",
            rows,
            "```",
        ]
    return "\n".join(lines) + "\n"


def moving():
    """Return the film of the first page: large rates swing across the valley, and then leave it."""
    gdviz.setup()  # the look of the notebooks
    return gdviz.explore_descent(gdviz.losses.ravine(10), (4, 1), learning_rate=0.08).html()


def listed():
    """Return the notebooks as the sidebar names them: number and short title."""
    entries = []
    for notebook in NOTEBOOKS:
        title = nbformat.read(notebook, as_version=4).cells[0].source.splitlines()[0]
        short = title.removeprefix("# ").partition(":")[0]
        entries.append(f"{notebook.stem[:2]} {short} <notebooks/{notebook.stem}>")
    return "\n".join(entries)


def assemble():
    """Put all pages where Sphinx finds them."""
    for folder in (SOURCE, TARGET):
        shutil.rmtree(folder, ignore_errors=True)
    ignored = shutil.ignore_patterns("run", "build.py", "runtime.py", "test_*", "__pycache__")
    shutil.copytree(ROOT / "website", SOURCE, ignore=ignored)
    (SOURCE / "extra").mkdir()
    (SOURCE / "notebooks").mkdir()
    for notebook in NOTEBOOKS:
        nbformat.write(page(notebook), SOURCE / "notebooks" / notebook.name)
    for name in ("glossary.md", "architecture.md", "lecturing.md"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        text = text.replace("../notebooks/", "notebooks/").replace(
            "../CONTRIBUTING", "contributing"
        )
        text = with_letters(text) if name == "glossary.md" else text
        (SOURCE / name).write_text(text, encoding="utf-8")
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").replace("](docs/", "](")
    (SOURCE / "contributing.md").write_text(text, encoding="utf-8")
    (SOURCE / "claims.md").write_text(claims_page(), encoding="utf-8")
    (SOURCE / "reference.md").write_text(reference(), encoding="utf-8")
    index = SOURCE / "index.md"
    words = index.read_text(encoding="utf-8").replace("MOVING", moving())
    words = words.replace("NOTEBOOKS", listed()).replace("LICENCES", LICENCES_ROW * RUNS)
    index.write_text(words, encoding="utf-8")
    if repository := os.environ.get("REPOSITORY"):
        owner, name = repository.split("/")
        words = (SOURCE / "classroom.md").read_text(encoding="utf-8")
        words = words.replace("OWNER", owner).replace("NAME", name)
        (SOURCE / "classroom.md").write_text(words, encoding="utf-8")
    static = SOURCE / "static"
    script = _packaged(*MATHJAX, "es5/tex-svg-full.js")
    (static / "mathjax.js").write_text(script, encoding="utf-8")
    files = SOURCE / "extra" / "files"
    files.mkdir()
    for notebook in NOTEBOOKS:
        shutil.copy(notebook, files)
        for deck in (ROOT / "slides").glob(f"{notebook.stem}.*"):
            shutil.copy(deck, files)


def pack_python():
    """Bundle the scripts of the pages and pack Python; return the folders with the results."""
    run, scripts = ROOT / "website" / "run", ROOT / "build" / "scripts"
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # of Node
    where = {"cwd": run, "env": {**os.environ, "PATH": places}}
    lock, installed = run / "package-lock.json", run / "node_modules" / ".package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.check_call(["npm", "ci", "--no-audit", "--no-fund", "--silent"], **where)
    subprocess.check_call(["node", "build.js", str(scripts)], **where)
    runtime.write(RUNTIME, find_browser())
    return scripts, RUNTIME


def place_python(folders):
    """Put scripts and Python beside the pages, and their licences on one page."""
    target = TARGET / "_static" / "run"
    for folder in folders:
        shutil.copytree(folder, target, dirs_exist_ok=True)
    texts = sorted((target / "licences").glob("*.txt"))
    parts = [
        f"<h2>{escape(path.stem)}</h2>\n<pre>{escape(path.read_text(encoding='utf-8'))}</pre>\n"
        for path in texts
    ]
    page = LICENCES.format("".join(parts))
    (TARGET / "licences.html").write_text(page, encoding="utf-8")
    shutil.rmtree(target / "licences")


def build():
    """Build the website, and end with an error if a page has a fault."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-j", "auto"]
    command += ["-d", str(ROOT / "build" / "doctrees"), str(SOURCE), str(TARGET)]
    if not RUNS:
        print("Without Chromium the pages do not run Python. All the rest is built.")
    with ThreadPoolExecutor() as pool:  # Python is packed while Sphinx works
        folders = pool.submit(pack_python) if RUNS else None
        assemble()
        code = subprocess.call(command)
        if RUNS:
            place_python(folders.result())
    return code


if __name__ == "__main__":
    sys.exit(build())
