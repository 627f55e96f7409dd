"""A figure is shown as picture, alternative text, caption and text, all saying the same."""

import base64
import html
import io
import re
import sys
import warnings

import matplotlib as mpl
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.figure import Figure
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

import gdviz as gd
from gdviz import display
from gdviz.display import LACKING, figure_bundle, picture, show_figures
from tools.pictures import read_pixels


@pytest.fixture
def figure():
    figure = Figure()
    figure.add_subplot(title="Squares & <roots>").plot([0, 1, 2], [0, 1, 4])
    return figure


def test_a_plain_matplotlib_figure_is_shown_with_words_made_from_its_data(figure):
    formatter = DisplayFormatter()
    show_figures(formatter)
    data = formatter.format(figure)[0]
    assert data == figure_bundle(figure)
    assert data["text/plain"] == gd.describe(figure)
    assert "from (0, 0) to (2, 4)" in data["text/plain"]
    figure.axes[0].lines[0].set_ydata([0, 1, 4.04])
    assert "4.04" in gd.describe(figure)


def test_alternative_text_caption_and_text_are_the_same_sentence_and_escaped(figure):
    page = figure_bundle(figure)["text/html"]
    alt = re.search(r'alt="([^"]*)"', page)[1]
    caption = re.search(r"<figcaption[^>]*>(.*?)</figcaption>", page)[1]
    assert alt == caption
    assert html.unescape(alt) == gd.describe(figure)
    assert "Squares &amp; &lt;roots&gt;" in alt


def test_the_picture_is_a_png_without_names_or_times_and_the_same_each_time(figure):
    paper = base64.b64decode(figure_bundle(figure)["image/png"])
    assert paper == base64.b64decode(figure_bundle(figure)["image/png"])
    image = Image.open(io.BytesIO(paper))
    assert image.format == "PNG"
    assert not {"Software", "Creation Time"} & set(image.info)


@pytest.mark.parametrize(
    ("inches", "webp", "kind"), [(6, True, "webp"), (6, False, "png"), (170, True, "png")]
)
def test_a_page_shows_the_pixels_of_the_picture_and_a_paper_nearly_so(
    figure, monkeypatch, inches, webp, kind
):
    """Pillow may lack WebP, which ends at 16383 pixels."""
    monkeypatch.setattr(display.features, "check", {"webp": webp}.get)
    figure.set_size_inches(inches, 0.5)
    bundle = figure_bundle(figure)
    data = re.search(rf'src="data:image/{kind};base64,([^"]+)"', bundle["text/html"])[1]
    page, paper = (read_pixels(base64.b64decode(each)) for each in (data, bundle["image/png"]))
    assert (page == picture(figure)).all()
    assert abs(page.astype(int) - paper).max() <= 8


def test_what_was_told_goes_when_the_artist_goes(figure):
    ax = figure.axes[0]
    gd.tell(ax.lines[0], "The squares of 0, 1 and 2.")
    assert gd.describe(figure) == "Squares & <roots>: The squares of 0, 1 and 2."
    ax.lines[0].remove()
    assert gd.describe(figure) == "Squares & <roots>"


DRAWING = [
    "ax.plot([1, 4, 9])",
    "ax.set(title='squares', xlim=(0, 2))",
    "ax",
    "(ax, ax.legend(['x']))",
    "ax.bar([0, 1], [1, 2])",
    "ax.errorbar([0, 1], [1, 2], yerr=1)",
    "ax.figure.subplots(2, 2)",
]
OTHER = ["7", "[1, 2]", "()", "(1, ax)", "np.array(['a'], object)", "ax.set(xlim=(0, 1))"]


COUNT_DRAWS = """
from matplotlib.backends.backend_agg import FigureCanvasAgg

draw, drawn = FigureCanvasAgg.draw, []
FigureCanvasAgg.draw = lambda canvas: drawn.append(draw(canvas))
plt.plot([0, 1, 2], [0, 1, 4])
"""


def test_a_cell_that_ends_in_what_was_drawn_shows_its_figure_alone_and_draws_it_once():
    start = "import matplotlib.pyplot as plt\nimport numpy as np\nimport gdviz as gd\n"
    start += "gd.setup()\ngd.setup()"  # a second time it is the same
    new = "ax = plt.figure(figsize=(2, 1)).add_subplot()\nprint('words')\n"
    last = ["ax", "_ is ax and print('kept')", "print(ax)", "ax.figure"]
    sources = [start, *(new + each for each in DRAWING), *OTHER, *last, COUNT_DRAWS, "len(drawn)"]
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    # The kernel may send what a cell prints in two pieces.
    NotebookClient(notebook, kernel_name="python3", coalesce_streams=True).execute()
    _, *cells, _, drawn = notebook.cells
    kinds = [[output.output_type for output in cell.outputs] for cell in cells]
    drawing, others = kinds[: len(DRAWING)], kinds[len(DRAWING) : -4]
    assert drawing == [["stream", "display_data"]] * len(DRAWING)
    assert others == [["execute_result"]] * len(OTHER)
    assert kinds[-4:] == [[], ["stream"], ["stream"], ["execute_result"]]
    assert drawn.outputs[0].data["text/plain"] == "1"


def test_letters_that_no_font_has_get_a_remark_and_other_warnings_come_through(monkeypatch):
    monkeypatch.setitem(mpl.rcParams, "font.family", ["DejaVu Sans"])
    lacking, fine = Figure(), Figure()
    lacking.add_subplot(xlabel="길이")
    fine.add_subplot(xlabel="length")
    assert LACKING in figure_bundle(lacking)["text/html"]
    assert LACKING not in figure_bundle(fine)["text/html"]
    save = fine.savefig

    def warn_and_save(*args, **kwargs):
        warnings.warn("look", stacklevel=2)
        save(*args, **kwargs)

    monkeypatch.setattr(fine, "savefig", warn_and_save)
    with pytest.warns(UserWarning, match="look"):
        figure_bundle(fine)


def test_axes_at_a_place_of_their_own_bring_no_warning_of_the_layout():
    figure = Figure(layout="constrained")
    figure.add_axes([0.1, 0.1, 0.8, 0.8])
    assert figure_bundle(figure)["image/png"]


def test_without_ipython_the_look_is_set_alone(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", None)
    with mpl.rc_context({"grid.linewidth": 9}):
        gd.setup()
        assert mpl.rcParams["grid.linewidth"] < 1
