"""The lecture path through a notebook: which cells are shown, with which headline and notes.

CONTRIBUTING.md says how cells are marked. The offline parts of a deck are read from installed
packages when it is built.
"""

import base64
import html
import io
import logging
import re
import warnings
from importlib import resources
from importlib.metadata import PackageNotFoundError, distribution
from unicodedata import east_asian_width

from bs4 import BeautifulSoup
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from jinja2 import Environment, StrictUndefined
from matplotlib import font_manager
from nbconvert.filters import Highlight2HTML, markdown2html, strip_ansi
from nbconvert.preprocessors import Preprocessor

from gdviz.checks import check_choice, check_number
from gdviz.explorers import WIDGET_VIEW, player
from gdviz.text import as_html

NOTES = ("minutes", "say", "ask", "expect")
MARKS = ("headline", "show", "code_lines", "lines", "options", "answer", *NOTES)
SHOW = ("output", "figure", "code", "both")
KINDS = ("slide", "subslide", "fragment", "skip", "notes", "-")  # of cells, in Jupyter's words
# The language and the fixed words of a deck, which metadata.gdviz.deck of a notebook may set.
WORDS = ("lang", "lecture", "minutes", "ask", "expect", "slides")
SPOKEN = ("section", "headline", "answer")
HEADING = re.compile(r"^#{1,2} (.+)$", re.MULTILINE)
SMALLEST, LARGEST = 24, 36  # pixels of code and printed lines; 24 are 18 points
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(r'<p class="gdviz-original".*?</p>|<[^>]*>', re.DOTALL)
OVERWRITTEN = re.compile(r".*\r(?=.)")  # by a progress bar, for example
# The forms of an output that a page shows, the best first.
SHOWN = ("text/html", "text/markdown", "image/svg+xml", "text/latex")
SHOWN += ("image/png", "image/jpeg", "image/gif", "image/webp")
# HTML that asks for a script, another page or a file.
OUTSIDE = re.compile(
    r"<(script|iframe|object|embed|link)\b|<[^>]+\ssrc\s*=\s*(?![\"']?data:)"
    r"|@import|url\(\s*(?![\"']?(data:|#))",
    re.IGNORECASE,
)
KOREAN = re.compile(r"NotoSans(CJK|KR)|malgun\.|AppleSDGothic|NanumGothic\.", re.IGNORECASE)
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
    return render(slides(nb), words(nb))


def words(nb) -> dict:
    """Return the language and the fixed words that a notebook sets for its deck."""
    own = nb.metadata.get("gdviz", {}).get("deck", {})
    for name in own:
        check_choice("Each name in gdviz.deck of the notebook's metadata", name, WORDS)
    return own


def render(slides, words, minutes=None) -> str:
    """Return slides as one page with its own fixed words; the notes say how long they take."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"highlight": Highlight2HTML(), "letters": letters, "written": as_html}
    template = environment.from_string((OWN / "deck.html.j2").read_text(encoding="utf-8"))
    return template.render(
        slides=slides,
        words=words,
        minutes=minutes or sum(slide["notes"]["minutes"] for slide in slides),
        reveal_style=_packaged(*REVEAL, "dist/reset.css") + _packaged(*REVEAL, "dist/reveal.css"),
        letters_style=_letters_style(slides, words),
        deck_style=(OWN / "deck.css").read_text(encoding="utf-8"),
        mathjax_script=_inline(_packaged(*MATHJAX, "es5/tex-svg-full.js")),
        reveal_script=_inline(_packaged(*REVEAL, "dist/reveal.js")),
        notes_script=_inline(_packaged(*REVEAL, "plugin/notes/notes.js")),
        deck_script=_inline((OWN / "deck.js").read_text(encoding="utf-8")),
        player=player(),
    )


def slides(nb) -> list[dict]:
    """Return the slides of a notebook, each a dict with section, headline, cells and notes."""
    section, shown, cells = "", [], None
    for number, cell in enumerate(nb.cells, 1):
        cell.setdefault("id", f"cell-{number}")  # an older notebook's cells have no names
        if cell.cell_type == "markdown" and (headings := HEADING.findall(cell.source)):
            section = plain(headings[-1])
        kind = cell.metadata.get("slideshow", {}).get("slide_type") or "-"
        check_choice(f"slide_type of cell {cell.id}", kind, KINDS)
        mark = _mark(cell)
        if kind in ("slide", "subslide"):
            shown.append(_slide(cell, mark, section))
            cells = shown[-1]["cells"]
        elif kind == "fragment":
            if cells is None:
                raise ValueError(f"Cell {cell.id} is a fragment, and no slide stands before it.")
            cells.append(_shown(cell, mark))
        elif "headline" in mark:
            cells = []  # a slide that is hidden takes its fragments along
    if not shown:
        raise ValueError("No cell is a slide. Set slideshow.slide_type in the metadata of some.")
    return shown


def plain(text: str) -> str:
    """Return a text as the audience sees it, without the comments that bind its numbers."""
    return COMMENT.sub("", text)


def _slide(cell, mark, section):
    lacking = ", ".join(name for name in ("headline", *NOTES) if name not in mark)
    if lacking:
        raise ValueError(f"Cell {cell.id} lacks {lacking} in gdviz.slide. Add it or skip the cell.")
    check_number(f"minutes in gdviz.slide of cell {cell.id}", mark["minutes"], 0, closed="low")
    options, answer = mark.get("options"), mark.get("answer", "")
    if options and answer:
        letters = "ABCDEFGHIJ"[: len(options)]
        check_choice(f"answer in gdviz.slide of cell {cell.id}", answer, list(letters))
        answer = f"{answer}: {options[letters.index(answer)]}"
    return {
        "id": cell.id,
        "section": section,
        "headline": plain(mark["headline"]),
        "answer": plain(answer),
        "notes": {"minutes": mark["minutes"], **{name: plain(mark[name]) for name in NOTES[1:]}},
        "cells": [_shown(cell, mark)],
    }


def _mark(cell):
    """Return the marks of a cell; a mistyped one is refused, for it would show nothing."""
    mark = cell.metadata.get("gdviz", {}).get("slide", {})
    for name in mark:
        check_choice(f"Each mark in gdviz.slide of cell {cell.id}", name, MARKS)
    check_choice(f"show in gdviz.slide of cell {cell.id}", mark.get("show", "output"), SHOW)
    for name in ("lines", "options"):
        texts = mark.get(name, [])
        if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
            raise TypeError(f"{name} in gdviz.slide of cell {cell.id} must be a list of texts.")
    return mark


def _shown(cell, mark):
    """Return what the deck shows of a cell: lines, options, code and outputs."""
    show = mark.get("show", "output") if cell.cell_type == "code" else "lines"
    lines = cell.source.splitlines()
    first, last = mark.get("code_lines", (1, len(lines)))
    # An explorer that was run is stored as its still form and, as another output, its widget.
    stored = [o for o in cell.get("outputs", ()) if {*o.get("data", ())} != {WIDGET_VIEW}]
    outputs = [_output(output, cell.id) for output in stored if show != "code"]
    outputs = [o for o in outputs if _is_drawn(o) or (show != "figure" and o["text"].strip())]
    shown = {
        "lines": [plain(line) for line in mark.get("lines", [])],
        "options": [plain(option) for option in mark.get("options", [])],
        "code": "\n".join(lines[first - 1 : last]) if show in ("code", "both") else "",
        "outputs": outputs,
    }
    if not any(shown.values()) and (show != "lines" or "headline" not in mark):
        raise ValueError(
            f"Cell {cell.id} shows nothing on its slide (show is {show!r}). "
            "Run it and save the notebook, give it lines, show its code, or skip it."
        )
    return {"id": cell.id, **shown}


def _is_drawn(output):
    return bool(output["html"] or output["image"])


def _output(output, cell):
    """Return an output in the first of the forms SHOWN that a page can show offline."""
    data = output.get("data", {})
    text = output.get("text", "") or data.get("text/plain", "")
    if output.output_type == "error":
        text = f"{output.ename}: {output.evalue}"
    shown = {"text": OVERWRITTEN.sub("", strip_ansi(text)), "html": "", "image": "", "size": {}}
    shown["kind"] = output.get("name", output.output_type)
    for form in filter(data.get, SHOWN):
        content = data[form]
        if form.startswith("image/"):
            if form == "image/svg+xml":
                content = base64.b64encode(content.encode()).decode()
            image = f"data:{form};base64,{''.join(content.split())}"
            return shown | {"image": image, "size": output.get("metadata", {}).get(form, {})}
        if form == "text/latex":
            content = html.escape(content)
        elif form == "text/markdown":
            content = markdown2html(content)
        if not OUTSIDE.search(content):
            return shown | {"html": _fitted(content)}
    if others := [form for form in data if form != "text/plain" and "vnd.google" not in form]:
        raise ValueError(
            f"Cell {cell} shows {', '.join(others)}, which needs a kernel, a script or a file that "
            "a deck does not have. Show a picture, a table or text instead, or skip the cell."
        )
    return shown


def _fitted(content):
    """Return HTML with all tags closed and all folds open, and nothing taken for a slide."""
    soup = BeautifulSoup(content, "html.parser")
    for section in soup("section"):
        section.name = "div"
    for fold in soup("details"):
        fold["open"] = ""
        if "gdviz-card" in fold.parent.get("class", ()):
            fold.summary.decompose()  # it asks for a guess
            fold.unwrap()
    return str(soup)


def letters(slide) -> int:
    """Return the size in pixels at which code and printed lines fill a slide, 24 to 36."""
    outputs = [output for cell in slide["cells"] for output in cell["outputs"]]
    if any(map(_is_drawn, outputs)):
        return SMALLEST
    printed = [cell["code"] for cell in slide["cells"]] + [output["text"] for output in outputs]
    rows = "\n".join(text.rstrip() for text in printed).splitlines()
    others = sum(len(cell["lines"] + cell["options"]) for cell in slide["cells"])
    # A letter of the typewriter face is 0.602 as wide as it is high; the stage is 1120 wide.
    wide = 1120 / 0.602 / max(map(_columns, rows), default=1)
    high = (400 - 60 * others) / 1.35 / max(len(rows), 1)
    return int(max(SMALLEST, min(LARGEST, wide, high)))


def _columns(row):
    """Count the columns of a printed line, at least 1; Hangul takes two for each letter."""
    return max(1, sum(1 + (east_asian_width(letter) in "WF") for letter in row))


def _letters_style(slides, words):
    """Return a style with the letters that DejaVu Sans lacks, from the fonts of this computer."""
    texts = [*words.values(), *(slide[part] for slide in slides for part in SPOKEN)]
    for cell in (cell for slide in slides for cell in slide["cells"]):
        texts += [*cell["lines"], *cell["options"], cell["code"]]
        texts += [output["html"] or output["text"] for output in cell["outputs"]]
    lacking = set(filter(str.isprintable, html.unescape(TAG.sub("", "".join(texts)))))
    lacking -= _has(font_manager.findfont("DejaVu Sans"))
    faces = []
    fonts = font_manager.findSystemFonts() if lacking else []
    for path in sorted(fonts, key=lambda path: (not KOREAN.search(path), path)):
        if found := lacking & _has(path):
            faces.append(_face(path, found))
            lacking -= found
    if lacking:
        warnings.warn(
            f"No font of this computer has the letters {''.join(sorted(lacking))}: the deck shows "
            "boxes. Install a font that has them, for Korean Noto Sans KR, and build it again.",
            stacklevel=2,
        )
    return "".join(faces)


def _has(path):
    """Return the letters of a font."""
    try:
        return set(map(chr, font_manager.get_font(path).get_charmap()))
    except (RuntimeError, OSError):  # a file that is no font after all
        return set()


def _face(path, letters):
    """Return a style that carries some letters of a font."""
    font, chosen, file = TTFont(path, fontNumber=0), Subsetter(), io.BytesIO()
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # silent on tables that it leaves out
    chosen.populate(text="".join(letters))
    chosen.subset(font)
    font.save(file)
    data, codes = base64.b64encode(file.getvalue()).decode(), sorted(map(ord, letters))
    return (
        f'@font-face {{ font-family: "Deck letters"; src: url(data:font/ttf;base64,{data}); '
        f"unicode-range: {', '.join(f'U+{code:X}' for code in codes)}; }}\n"
    )


def _packaged(package, folder, path):
    """Read a file that an installed package carries."""
    try:
        return distribution(package).locate_file(f"{folder}/{path}").read_text(encoding="utf-8")
    except PackageNotFoundError:
        raise ModuleNotFoundError(
            f"Decks need the package {package}, which is not installed. "
            "Run make slides, or pip install -e '.[lab,slides]' in the course's folder."
        ) from None


def _inline(script):
    """Keep a script from ending the element it stands in, and from asking for its source map."""
    lines = [line for line in script.splitlines() if not line.startswith("//# sourceMappingURL")]
    return "\n".join(lines).replace("</script", "<\\/script")
