"""Pages and paper from the notebooks, complete in themselves, and handouts without the answers.

README.md says how to make them.
"""

import re
from pathlib import Path

import matplotlib
import nbformat
from matplotlib import font_manager
from nbconvert.preprocessors import Preprocessor
from nbconvert.utils.pandoc import pandoc

from gdviz.display import HANGUL
from gdviz.explorers import WIDGET_VIEW, player
from gdviz.slides.lecture import MATHJAX, _inline, _packaged

FOLDED = re.compile(r"<details[^>]*>\s*<summary>(.*?)</summary>.*?</details>", re.DOTALL)
KOREAN = re.compile(r"[가-힣]+(?:[\s\d,.()~·]*[가-힣]+)*")
WIDEST = 200  # letters in the words of a table's row; TeX would print a wider one off the paper
NO_FONT = "[Korean words, for which this computer has no font]"


def drop_widgets(nb):
    """Leave to explorers their stored form alone: on a page and on paper no kernel answers."""
    for cell in (cell for cell in nb.cells if cell.cell_type == "code"):
        for output in cell.outputs:
            output.get("data", {}).pop(WIDGET_VIEW, None)
        cell.outputs = [output for output in cell.outputs if output.get("data", True)]


class Page(Preprocessor):
    """Give a page its formulas and films, and explorers their stored form."""

    def preprocess(self, nb, resources):
        """Put the page's scripts where the template finds them."""
        drop_widgets(nb)
        resources["gdviz_mathjax"] = _inline(_packaged(*MATHJAX, "es5/tex-svg-full.js"))
        resources["gdviz_player"] = player()
        return nb, resources


class Paper(Preprocessor):
    """Give a paper set cards and tables, and fonts that have ∂ and ←, which those of TeX lack.

    Hangul needs a font of this computer; where there is none, words say so. A wide table is
    printed in words.
    """

    def preprocess(self, nb, resources):
        """Add the font files to the outputs, and tell the template where they are."""
        drop_widgets(nb)
        folder = Path(resources.get("output_files_dir") or "fonts").as_posix()
        files = [*Path(matplotlib.get_data_path(), "fonts", "ttf").glob("DejaVuS*.ttf")]
        if korean := set(HANGUL) & set(font_manager.get_font_names()):
            files.append(Path(font_manager.findfont(min(korean, key=HANGUL.index))))
            resources["gdviz_hangul"] = files[-1].name
        else:
            nb = nbformat.reads(KOREAN.sub(NO_FONT, nbformat.writes(nb)), as_version=4)
        fonts = {f"{folder}/{file.name}": file.read_bytes() for file in files}
        resources["outputs"] = resources.get("outputs", {}) | fonts
        resources["gdviz_fonts"] = folder
        for cell in (cell for cell in nb.cells if cell.cell_type == "code"):
            for data in (output.get("data", {}) for output in cell.outputs):
                html, words = data.get("text/html", ""), data.get("text/plain", "")
                wide = max(map(len, words.splitlines()), default=0) > WIDEST
                if 'class="gdviz-card' in html or ('class="gdviz-table' in html and not wide):
                    data["text/latex"] = pandoc(html, "html", "latex")
        return nb, resources


class Handout(Preprocessor):
    """Leave out what a reader should find alone: solutions, folded answers, answers to polls.

    A cell with several folded texts is a question: their headings, the choices, stay.
    """

    def preprocess_cell(self, cell, resources, index):
        """Take the answers out of one cell."""
        if cell.cell_type == "markdown":
            many = len(FOLDED.findall(cell.source)) > 1
            cell.source = FOLDED.sub(r"\n- \1" if many else "", cell.source)
        elif cell.cell_type == "code":
            cell.outputs = [
                output
                for output in cell.outputs
                if not FOLDED.search(output.get("data", {}).get("text/html", ""))
            ]
        return cell, resources

    def preprocess(self, nb, resources):
        """Take the answers out of all cells, and out of the slides of polls."""
        poll = False
        for cell in nb.cells:
            slideshow = cell.metadata.get("slideshow", {})
            if slideshow.get("slide_type") in ("slide", "subslide"):
                poll = "options" in cell.metadata.get("gdviz", {}).get("slide", {})
            elif slideshow.get("slide_type") == "fragment" and poll:
                slideshow["slide_type"] = "skip"
        return super().preprocess(nb, resources)
