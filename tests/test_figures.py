"""A figure is shown as picture, alternative text, caption and text, all saying the same."""

import base64
import html
import io
import re
import subprocess
import sys
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.figure import Figure
from PIL import Image

import gdviz as gd
from gdviz.display import LACKING, figure_html, picture, show_figures


@pytest.fixture
def figure():
    figure = Figure()
    ax = figure.add_subplot(title="Squares & <roots>")
    ax.plot([0, 1, 2], [0, 1, 4])
    return figure


def shown(figure):
    formatter = DisplayFormatter()
    show_figures(formatter)
    return formatter.format(figure)[0]


def test_a_plain_matplotlib_figure_is_shown_with_words_made_from_its_data(figure):
    data = shown(figure)
    assert set(data) == {"text/html", "text/plain"}
    assert data["text/plain"] == gd.describe(figure)
    assert "from (0, 0) to (2, 4)" in data["text/plain"]


def test_alternative_text_caption_and_text_are_the_same_sentence(figure):
    page = figure_html(figure)
    alt = html.unescape(re.search(r'alt="([^"]*)"', page)[1])
    caption = html.unescape(re.search(r"<figcaption[^>]*>(.*?)</figcaption>", page)[1])
    assert alt == caption == gd.describe(figure)


def test_names_from_the_user_are_escaped(figure):
    assert "<roots>" not in figure_html(figure)
    assert "Squares &amp; &lt;roots&gt;" in figure_html(figure)


def test_the_picture_is_a_png_without_names_or_times_and_the_same_each_time(figure):
    first = picture(figure)
    assert first == picture(figure)
    image = Image.open(io.BytesIO(first))
    assert image.format == "PNG"
    assert not {"Software", "Creation Time"} & set(image.info)


def test_the_picture_in_the_page_is_the_picture(figure):
    data = re.search(r'src="data:image/png;base64,([^"]+)"', figure_html(figure))[1]
    assert base64.b64decode(data) == picture(figure)


def test_the_page_says_how_small_the_smallest_visible_text_is(figure):
    note = figure.axes[0].annotate("look", (1, 1), fontsize=6.5)
    assert 'data-gdviz-points="6.5"' in figure_html(figure)
    note.set_visible(False)
    figure.axes[0].tick_params(labelsize=9)
    assert 'data-gdviz-points="9"' in figure_html(figure)


def test_the_description_changes_with_the_data(figure):
    before = gd.describe(figure)
    figure.axes[0].lines[0].set_ydata([0, 1, 4.04])
    assert gd.describe(figure) != before
    assert "4.04" in gd.describe(figure)


def test_what_was_told_goes_when_the_artist_goes(figure):
    ax = figure.axes[0]
    gd.tell(ax.lines[0], "The squares of 0, 1 and 2.")
    assert gd.describe(figure) == "Squares & <roots>: The squares of 0, 1 and 2."
    ax.lines[0].remove()
    assert gd.describe(figure) == "Squares & <roots>"


def test_bars_and_points_are_described_too():
    axs = Figure().subplots(1, 2)
    axs[0].bar([0, 1, 2], [3, 7, 5])
    axs[1].scatter(np.arange(4), np.arange(4))
    assert gd.describe(axs[0]) == "3 bars, the tallest 7."
    assert gd.describe(axs[1]) == "4 points."


def test_an_empty_figure_is_said_to_be_empty():
    assert gd.describe(Figure()) == "An empty figure."


def test_setup_outside_a_notebook_sets_only_the_look():
    with mpl.rc_context():
        mpl.rcdefaults()
        gd.setup()
        assert mpl.rcParams["axes.spines.top"] is False
        plt.close("all")


COUNT_DRAWS = """
from ipykernel.inprocess import InProcessKernelManager

manager = InProcessKernelManager()
manager.start_kernel()
manager.kernel.shell.run_cell("import gdviz as gd; gd.setup()")
manager.kernel.shell.run_cell('''
import matplotlib.pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg

draw, drawn = FigureCanvasAgg.draw, []
FigureCanvasAgg.draw = lambda canvas: drawn.append(draw(canvas))
plt.plot([0, 1, 2], [0, 1, 4])
''')
print("drawn", len(manager.kernel.shell.user_ns["drawn"]))
"""


def test_a_notebook_draws_a_figure_once():
    command = [sys.executable, "-c", COUNT_DRAWS]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert ran.stdout.endswith("drawn 1\n")


def test_letters_that_no_font_has_get_a_remark_and_no_warning(monkeypatch):
    monkeypatch.setitem(mpl.rcParams, "font.family", ["DejaVu Sans"])
    lacking, fine = Figure(), Figure()
    lacking.add_subplot(xlabel="길이")
    fine.add_subplot(xlabel="length")
    assert LACKING in figure_html(lacking)
    assert LACKING not in figure_html(fine)


def test_other_warnings_of_drawing_come_through():
    class Grumbling(Figure):
        def savefig(self, *args, **kwargs):
            warnings.warn("look out", stacklevel=2)
            super().savefig(*args, **kwargs)

    with pytest.warns(UserWarning, match="look out"):
        figure_html(Grumbling())
