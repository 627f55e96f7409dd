"""The lecture path through a notebook: which cells are shown, with which headline and notes.

A cell that is shown carries ``metadata.gdviz.slide``: a headline, what to show of the cell, lines
of text, options to vote on (lettered A, B, C), and the lecturer's notes (minutes, say, ask,
expect). Cells marked ``fragment`` join the slide before them and appear at a key press; all
others stay in the notebook. Comments that bind a number to its computation
(``0.8<!--= 1 - 2 * 0.1 -->``) are not shown.

The offline parts of a deck are read from installed packages when a deck is built.
"""

import re
from importlib import resources
from importlib.metadata import PackageNotFoundError, distribution

from jinja2 import Environment, StrictUndefined
from nbconvert.filters import Highlight2HTML
from nbconvert.preprocessors import Preprocessor

from gdviz.checks import check_choice
from gdviz.explorers import player
from gdviz.text import as_html

NOTES = ("minutes", "say", "ask", "expect")
MARKS = ("headline", "show", "code_lines", "lines", "options", *NOTES)
SHOW = ("output", "figure", "code", "both")
HEADING = re.compile(r"^#{1,2} (.+)$", re.MULTILINE)
SMALLEST, LARGEST = 24, 36  # pixels of code and printed lines; 24 are 18 points
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
FOLD = re.compile(r"<details><summary>.*?</summary>(.*?)</details>", re.DOTALL)
OWN = resources.files("gdviz.slides")
REVEAL = ("sphinx-revealjs", "sphinx_revealjs/_static/revealjs")
MATHJAX = ("django-static-mathjax", "mathjax/static/mathjax")


class LecturePath(Preprocessor):
    """Make the deck's page from the marked cells, for the template to print."""

    def preprocess(self, nb, resources):
        """Put the page where the template finds it, as ``resources["deck_page"]``."""
        resources["deck_page"] = page(nb)
        return nb, resources


def page(nb) -> str:
    """Return the deck of a notebook as one page of HTML that asks for nothing from outside."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"highlight": Highlight2HTML(), "letters": letters, "written": as_html}
    template = environment.from_string((OWN / "deck.html.j2").read_text(encoding="utf-8"))
    return template.render(
        slides=slides(nb),
        reveal_style=_packaged(*REVEAL, "dist/reset.css") + _packaged(*REVEAL, "dist/reveal.css"),
        deck_style=(OWN / "deck.css").read_text(encoding="utf-8"),
        mathjax_script=_inline(_packaged(*MATHJAX, "es5/tex-svg-full.js")),
        reveal_script=_inline(_packaged(*REVEAL, "dist/reveal.js")),
        notes_script=_inline(_packaged(*REVEAL, "plugin/notes/notes.js")),
        deck_script=_inline((OWN / "deck.js").read_text(encoding="utf-8")),
        player=player(),
    )


def slides(nb) -> list[dict]:
    """Return the slides of a notebook, each a dict with section, headline, cells and notes."""
    section, shown = "", []
    for cell in nb.cells:
        if cell.cell_type == "markdown" and (headings := HEADING.findall(cell.source)):
            section = plain(headings[-1])
        kind = cell.metadata.get("slideshow", {}).get("slide_type")
        if kind in ("slide", "subslide"):
            shown.append(_slide(cell, section))
        elif kind == "fragment" and shown:
            shown[-1]["cells"].append(_shown(cell))
    return shown


def plain(text: str) -> str:
    """Return a text as the audience sees it, without the comments that bind its numbers."""
    return COMMENT.sub("", text)


def _slide(cell, section):
    mark = _mark(cell)
    lacking = ", ".join(name for name in ("headline", *NOTES) if name not in mark)
    if lacking:
        raise ValueError(f"Cell {cell.id} lacks {lacking} in gdviz.slide. Add it or skip the cell.")
    return {
        "id": cell.id,
        "section": section,
        "headline": plain(mark["headline"]),
        "notes": {"minutes": mark["minutes"], **{name: plain(mark[name]) for name in NOTES[1:]}},
        "cells": [_shown(cell)],
    }


def _mark(cell):
    """Return the marks of a cell; a mistyped one is refused, for it would show nothing."""
    mark = cell.metadata.get("gdviz", {}).get("slide", {})
    for name in mark:
        check_choice(f"Each mark in gdviz.slide of cell {cell.id}", name, MARKS)
    check_choice(f"show in gdviz.slide of cell {cell.id}", mark.get("show", "output"), SHOW)
    return mark


def _shown(cell):
    """Return what the deck shows of a cell: lines, options, code and outputs."""
    mark = _mark(cell)
    show = mark.get("show", "output") if cell.cell_type == "code" else "lines"
    lines = cell.source.splitlines()
    first, last = mark.get("code_lines", (1, len(lines)))
    outputs = [_output(output) for output in cell.get("outputs", ())]
    if show == "figure":
        outputs = [output for output in outputs if output["html"]]
    return {
        "lines": [plain(line) for line in mark.get("lines", [])],
        "options": [plain(option) for option in mark.get("options", [])],
        "code": "\n".join(lines[first - 1 : last]) if show in ("code", "both") else "",
        "outputs": outputs if show in ("output", "figure", "both") else [],
    }


def _output(output):
    """Return an output as HTML, with answers unfolded, and as text."""
    if output.output_type == "stream":
        return {"html": "", "text": output.text}
    data = output.get("data", {})
    return {"html": FOLD.sub(r"\1", data.get("text/html", "")), "text": data.get("text/plain", "")}


def letters(slide) -> int:
    """Return the size in pixels at which code and printed lines fill a slide, 24 to 36.

    A letter of the typewriter face is 0.602 as wide as it is high; the stage is 1120 wide.
    """
    outputs = [output for cell in slide["cells"] for output in cell["outputs"]]
    if any(output["html"] for output in outputs):
        return SMALLEST
    printed = [cell["code"] for cell in slide["cells"]] + [output["text"] for output in outputs]
    rows = "\n".join(text.rstrip() for text in printed).splitlines()
    others = sum(len(cell["lines"] + cell["options"]) for cell in slide["cells"])
    wide = 1120 / 0.602 / max(map(len, rows), default=1)
    high = (400 - 60 * others) / 1.35 / max(len(rows), 1)
    return int(max(SMALLEST, min(LARGEST, wide, high)))


def _packaged(package, folder, path):
    """Read a file that an installed package carries."""
    try:
        return distribution(package).locate_file(f"{folder}/{path}").read_text(encoding="utf-8")
    except PackageNotFoundError:
        raise ModuleNotFoundError(
            f"Decks need the package {package}, which is not installed. "
            "Run make slides, or pip install gdviz[slides]."
        ) from None


def _inline(script):
    """Keep a script from ending the element it stands in, and from asking for its source map."""
    lines = [line for line in script.splitlines() if not line.startswith("//# sourceMappingURL")]
    return "\n".join(lines).replace("</script", "<\\/script")
