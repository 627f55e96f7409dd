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
from importlib import resources as files
from importlib.metadata import PackageNotFoundError, distribution

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from nbconvert.filters import Highlight2HTML
from nbconvert.preprocessors import Preprocessor

from gdviz.explorers.stage import player
from gdviz.text import as_html, suggestion

NOTES = ("minutes", "say", "ask", "expect")
MARKS = ("headline", "show", "code_lines", "lines", "options", *NOTES)
SHOW = ("output", "figure", "code", "both")
HEADING = re.compile(r"^#{1,2} (.+)$", re.MULTILINE)
SMALLEST, LARGEST = 24, 36  # pixels of code and printed lines; 24 are 18 points
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
FOLD = re.compile(r"<details><summary>.*?</summary>(.*?)</details>", re.DOTALL)
REVEAL = ("sphinx-revealjs", "sphinx_revealjs/_static/revealjs")
MATHJAX = ("django-static-mathjax", "mathjax/static/mathjax")


class LecturePath(Preprocessor):
    """Make the deck's page from the marked cells, for the template to print."""

    def preprocess(self, nb, resources):
        """Put the page where the template finds it, as ``resources["deck_page"]``.

        Parameters
        ----------
        nb : NotebookNode
        resources : dict

        Returns
        -------
        tuple of NotebookNode and dict

        Raises
        ------
        ValueError
            If a slide lacks its headline or one of its notes, or has a mark that is not known; the
        message names the cell.
        """
        resources["deck_page"] = page(nb)
        return nb, resources


def page(nb):
    """Return the deck of a notebook as one page of HTML that asks for nothing from outside.

    Parameters
    ----------
    nb : NotebookNode
        With stored outputs.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        As for :class:`LecturePath`.
    """
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters["highlight"] = Highlight2HTML()
    environment.filters["letters"] = letters
    environment.filters["written"] = lambda words: Markup(as_html(words))
    source = (files.files("gdviz.slides") / "deck.html.j2").read_text(encoding="utf-8")
    title = HEADING.search(nb.cells[0].source)
    shown = slides(nb)
    return environment.from_string(source).render(
        title=plain(title[1]) if title else "Slides",
        slides=shown,
        minutes=sum(slide["notes"]["minutes"] for slide in shown),
        parts=Parts(),
    )


def slides(nb):
    """Return the slides of a notebook, each a dict with section, headline, cells and notes.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> notes = {"minutes": 1, "say": "Look.", "ask": "Why?", "expect": "Because."}
    >>> slide = {"headline": "The path is straight", "lines": [], **notes}
    >>> mark = {"slideshow": {"slide_type": "slide"}, "gdviz": {"slide": slide}}
    >>> nb = new_notebook(cells=[new_markdown_cell("# Walk", metadata=mark)])
    >>> slides(nb)[0]["section"], slides(nb)[0]["headline"]
    ('Walk', 'The path is straight')
    """
    section, shown = "", []
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            section = _section(cell.source) or section
        kind = cell.metadata.get("slideshow", {}).get("slide_type")
        if kind in ("slide", "subslide"):
            shown.append(_slide(cell, section))
        elif kind == "fragment" and shown:
            shown[-1]["cells"].append(_shown(cell))
    return shown


def _section(source):
    headings = HEADING.findall(source)
    return plain(headings[-1]) if headings else ""


def plain(text):
    """Return a text as the audience sees it, without the comments that bind its numbers.

    Examples
    --------
    >>> plain("Every step keeps 0.8<!--= 1 - 2 * 0.1 --> of the distance")
    'Every step keeps 0.8 of the distance'
    """
    return COMMENT.sub("", text)


def _slide(cell, section):
    mark = _mark(cell)
    missing = [name for name in ("headline", *NOTES) if name not in mark]
    if missing:
        raise ValueError(
            f"Cell {cell.id!r} is marked as a slide and lacks {', '.join(missing)} in "
            "metadata.gdviz.slide. Add them, or mark the cell as skip."
        )
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
    for name, known in (*((name, MARKS) for name in mark), (mark.get("show", "output"), SHOW)):
        if name not in known:
            raise ValueError(
                f"Cell {cell.id!r} has {name!r} in metadata.gdviz.slide. {suggestion(name, known)}"
            )
    return mark


def _shown(cell):
    """What the deck shows of a cell: lines, options, code, outputs; answers are unfolded."""
    mark = _mark(cell)
    show = mark.get("show", "output") if cell.cell_type == "code" else "lines"
    return {
        "lines": [plain(line) for line in mark.get("lines", [])],
        "options": [plain(option) for option in mark.get("options", [])],
        "code": _code(cell, mark) if show in ("code", "both") else "",
        "outputs": _outputs(cell, show),
    }


def _code(cell, mark):
    """Return a cell's code, or its lines from the first to the last that the mark names."""
    lines = cell.source.splitlines()
    first, last = mark.get("code_lines", (1, len(lines)))
    return "\n".join(lines[first - 1 : last])


def letters(slide):
    """Return the size in pixels at which code and printed lines fill a slide, 24 to 36.

    A letter of the typewriter face is 0.602 as wide as it is high; the stage is 1120 wide.

    Examples
    --------
    >>> cell = {"lines": [], "options": [], "code": "x = 1", "outputs": []}
    >>> letters({"cells": [cell]}), letters({"cells": [{**cell, "code": 60 * "x"}]})
    (36, 31)
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


def _outputs(cell, show):
    """Return what is shown of a cell's outputs; ``figure`` leaves printed lines out."""
    outputs = [_output(output) for output in getattr(cell, "outputs", ())]
    if show == "figure":
        return [output for output in outputs if output["html"]]
    return outputs if show in ("output", "both") else []


def _output(output):
    if output.output_type == "stream":
        return {"html": "", "text": output.text}
    data = output.get("data", {})
    return {"html": FOLD.sub(r"\1", data.get("text/html", "")), "text": data.get("text/plain", "")}


class Parts:
    """Scripts and styles that the template puts into the page.

    Each is read when it is asked for.

    Raises
    ------
    ModuleNotFoundError
        If the packages that carry reveal.js and MathJax are not installed.

    Examples
    --------
    >>> "Reveal" in Parts().reveal_script
    True
    """

    @property
    def reveal_style(self):
        """Styles of reveal.js, with its reset."""
        return packaged(REVEAL, "dist/reset.css") + packaged(REVEAL, "dist/reveal.css")

    @property
    def reveal_script(self):
        """The presenter."""
        return inline(packaged(REVEAL, "dist/reveal.js"))

    @property
    def notes_script(self):
        """The lecturer's view, key S."""
        return inline(packaged(REVEAL, "plugin/notes/notes.js"))

    @property
    def mathjax_script(self):
        """Formulas, drawn as SVG."""
        return inline(packaged(MATHJAX, "es5/tex-svg-full.js"))

    @property
    def deck_style(self):
        """The look of the course's decks."""
        return _own("deck.css")

    @property
    def deck_script(self):
        """What the course's decks add: start, light and dark, formulas before layout."""
        return inline(_own("deck.js"))

    @property
    def player(self):
        """Style and script of the films: their sliders work without a kernel."""
        return player()


def packaged(source, path):
    """Read a file that an installed package carries.

    Raises
    ------
    ModuleNotFoundError
        If the package is not installed; the message says what to do.

    Examples
    --------
    >>> ".reveal" in packaged(REVEAL, "dist/reveal.css")
    True
    """
    package, folder = source
    try:
        return distribution(package).locate_file(f"{folder}/{path}").read_text(encoding="utf-8")
    except PackageNotFoundError:
        raise ModuleNotFoundError(
            f"Decks need the package {package}, which is not installed. "
            "Run make slides, or pip install gdviz[slides]."
        ) from None


def inline(script):
    r"""Keep a script from ending the element it stands in, and from asking for its source map.

    Examples
    --------
    >>> print(inline("show('</script>')"))
    show('<\/script>')
    """
    lines = [line for line in script.splitlines() if not line.startswith("//# sourceMappingURL")]
    return "\n".join(lines).replace("</script", "<\\/script")


def _own(name):
    return (resources.files("gdviz.slides") / name).read_text(encoding="utf-8")
