"""Exported films: no kernel, no network, by pointer and by keys; without scripts a picture."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import gdviz as gd
from gdviz.explorers import player, read_static
from tests.browser import lab
from tests.browser.test_live import NAMES
from tests.explorer_examples import SHOWN, make
from tests.test_exports import OURS
from tools.pictures import read_pixels

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def notebook():
    """A notebook with one explorer of each kind, as it is stored, under a formula."""
    stored = [new_output("display_data", {"text/html": make(name).html()}) for name in SHOWN]
    title = new_markdown_cell("# Walk\n\nIt is $x^2$.")
    return new_notebook(cells=[title, new_code_cell(outputs=stored)])


@pytest.fixture(scope="module")
def exported(tmp_path_factory, notebook):
    """The notebook of all explorers, exported as a page by itself."""
    folder = tmp_path_factory.mktemp("exported folder")
    stored, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    assert "<script" not in stored
    page = folder / "page.html"
    head = "<!doctype html><html lang=en><meta charset=utf-8><title>Explorers</title><body><main>"
    page.write_text(f"{head}{stored}</main>{player()}</body></html>", encoding="utf-8")
    return page.as_uri()


@pytest.fixture
def page(browser, exported, request):
    """The exported page with the parametrised options; it asks for nothing and has no errors."""
    context = browser.new_context(**getattr(request, "param", {}))
    found = lab.watch(context, "file:")
    page = context.new_page()
    page.goto(exported)
    yield page
    context.close()
    assert found == []


@pytest.fixture
def film(page):
    """The film of a run."""
    return page.locator("figure.gdviz-figure").nth(NAMES.index("film"))


def test_every_film_moves_by_keyboard_and_by_pointer(page):
    films = page.locator("figure.gdviz-figure")
    assert films.count() == len(NAMES)
    for i in range(films.count()):
        film, slider = films.nth(i), films.nth(i).get_by_role("slider")
        slider.focus()
        page.keyboard.press("End")
        states = [lab.seen(film)]
        page.keyboard.press("ArrowLeft")
        states.append(lab.seen(film))
        box = slider.bounding_box()
        page.mouse.click(box["x"] + 0.1 * box["width"], box["y"] + box["height"] / 2)
        states.append(lab.seen(film))
        for what in zip(*states, strict=True):
            assert len({*what}) == 3, (NAMES[i], what)
        assert slider.get_attribute("aria-valuetext")


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_the_telling_frames_remain(page):
    pictures = page.locator("figure.gdviz img")
    assert pictures.count() == len(NAMES)
    assert page.get_by_role("slider").count() == 0
    assert pictures.last.get_attribute("alt").startswith("Step 20 of gradient descent")
    assert page.locator("figcaption").last.is_visible()


def test_play_runs_to_the_end_and_pauses(film):
    page, button, slider = film.page, film.get_by_role("button"), film.get_by_role("slider")
    assert film.locator(".gdviz-sentence").inner_text().startswith("Step 20 of gradient descent")
    button.click()
    assert button.inner_text() == "Pause"
    page.wait_for_timeout(400)
    button.click()
    held = slider.input_value()
    assert 0 < int(held) < 20
    page.wait_for_timeout(400)
    assert slider.input_value() == held
    button.click()
    page.wait_for_function("range => range.value === range.max", arg=slider.element_handle())
    page.wait_for_function("b => b.textContent === 'Play'", arg=button.element_handle())


@pytest.mark.parametrize("page", [{"reduced_motion": "reduce"}], indirect=True)
def test_who_asked_for_less_motion_gets_none(film):
    page, slider = film.page, film.get_by_role("slider")
    assert not film.locator("button").is_visible()
    page.emulate_media(reduced_motion="no-preference")
    film.get_by_role("button", name="Play").click()
    page.wait_for_timeout(300)
    page.emulate_media(reduced_motion="reduce")
    value = slider.input_value()
    page.wait_for_timeout(400)
    assert slider.input_value() == value


@pytest.mark.parametrize("page", [{"viewport": {"width": 320, "height": 640}}, {}], indirect=True)
def test_an_accessibility_checker_finds_nothing_in_the_page(page):
    found = Axe().run(page, {"include": [["figure"]]}, {"runOnly": lab.RULES["light"]})
    assert found.response["passes"]
    assert not found.violations_count, found.generate_report()
    for film in page.locator("figure.gdviz-figure").all():
        assert film.evaluate("f => f.scrollWidth <= f.clientWidth")


def test_a_frame_that_failed_shows_its_error_alone(page, tmp_path):
    explorer = gd.explore(lambda ax, a: ax.plot([0, 1 / a]), a=(-1_234_567, 1_234_567, 1_234_567))
    path = tmp_path / "film.html"
    path.write_text(f"{explorer.html()}{player()}", encoding="utf-8")
    page.goto(path.as_uri())
    film, slider = page.locator("figure.gdviz-figure"), page.get_by_role("slider")
    for key, label in (("Home", "−1234567"), ("ArrowRight", "0"), ("End", "1234567")):
        slider.press(key)
        assert slider.get_attribute("aria-valuetext") == label
        sentence, drawn = lab.seen(film)
        failed = sentence == "ZeroDivisionError: division by zero"
        assert failed == (label == "0") == (not drawn.strip())
        assert film.locator(".gdviz-error").count() == failed


def test_the_browser_draws_what_matplotlib_drew(page, tmp_path):
    """The SVG over the patched picture, against the stored picture."""
    film = gd.film(gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.3, steps=6))
    path = tmp_path / "film.html"
    path.write_text(f'<body style="margin:0">{film.html()}{player()}', encoding="utf-8")
    page.goto(path.as_uri())
    svg = read_pixels(page.locator(".gdviz-stage").screenshot()).astype(int)
    page.locator(".gdviz-stage").evaluate(
        "s => { s.querySelector('svg').remove(); s.querySelector('.gdviz-patch').remove(); }"
    )
    stored = read_pixels(page.locator(".gdviz-stage").screenshot()).astype(int)
    differs = np.abs(svg - stored).max(axis=-1) > 64
    inked = np.abs(stored - np.roll(stored, 3, axis=1)).max(axis=-1) > 64
    assert inked.mean() > 0.01
    assert differs.mean() < 0.002


def test_a_page_by_itself_sets_its_formulas_and_plays_its_films(page, notebook, tmp_path):
    made, _ = HTMLExporter(template_name="gdviz-page", **OURS).from_notebook_node(notebook)
    (tmp_path / "page.html").write_text(made, encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    page.locator("mjx-container svg").wait_for()
    assert page.locator("figure.gdviz-figure").count() == len(NAMES)


def test_in_an_exported_page_a_widget_leaves_its_place_to_the_film(page, tmp_path):
    film = gd.film(gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.3, steps=6))
    widget = f'<script type="module">{read_static("gdviz.js")}\nrender({{}});</script>'
    html = f'<body class="jp-Notebook"><main>{film.html()}{widget}</main>'
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    page.get_by_role("slider").focus()
    page.keyboard.press("Home")
    assert page.locator(".gdviz-sentence").inner_text().startswith("Step 0 of")
