"""Explorers in a real JupyterLab: every control by keyboard, seen in picture and sentence."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import lab
from tests.explorer_examples import SETUP, SHOWN

pytestmark = pytest.mark.browser

NAMES = [*SHOWN]
# What a reader does at each kind of control.
KEYS = {"range": "ArrowRight", "checkbox": "Space", "button": "Enter", "ring": "ArrowUp"}


@pytest.fixture(scope="module")
def page(tmp_path_factory, browser):
    """A notebook with one explorer of each kind, run in JupyterLab, without errors or internet."""
    folder = tmp_path_factory.mktemp("live")
    lab.write_notebook(folder / "explorers.ipynb", SETUP, *SHOWN.values())
    with lab.server(folder) as (address, token):
        context = browser.new_context(viewport={"width": 1200, "height": 1000})
        found = lab.watch(context, address)
        page = context.new_page()
        lab.open_notebook(page, address, token, "explorers.ipynb")
        lab.run_all(page)
        page.locator(".gdviz-figure").nth(len(NAMES) - 1).wait_for()
        yield page
        context.close()
    assert found == []


def shown_by(page, name):
    """Return the explorer of a name in the page."""
    figure = page.locator(".gdviz-figure").nth(NAMES.index(name))
    figure.scroll_into_view_if_needed()
    return figure


LAPTOP = {"width": 1366, "height": 768}


@pytest.mark.parametrize("name", NAMES)
def test_picture_controls_and_sentence_are_seen_together_on_a_laptop(page, name):
    usual = page.viewport_size
    page.set_viewport_size(LAPTOP)
    figure = shown_by(page, name)
    seen = page.locator(".jp-WindowedPanel-outer").bounding_box()["height"]
    assert figure.bounding_box()["height"] <= seen
    page.set_viewport_size(usual)


def work(page, control):
    """Work one control as its kind asks for, with keys only."""
    control.focus()
    kind = control.evaluate(
        "c => c.classList.contains('gdviz-handle') ? 'ring' : c.type ?? c.tagName"
    )
    if kind == "number":
        middle = control.evaluate("c => (3 * Number(c.min) + 2 * Number(c.max)) / 5")
        whole = control.evaluate("c => c.step === '1'")
        page.keyboard.press("Control+A")
        page.keyboard.type(str(round(middle) if whole else f"{middle:.4g}"))
        page.keyboard.press("Tab")
    elif kind == "select-one":
        last = control.evaluate("c => c.selectedIndex === c.options.length - 1")
        page.keyboard.press("ArrowUp" if last else "ArrowDown")
    elif kind == "range" and control.evaluate("c => c.value === c.max"):
        page.keyboard.press("ArrowLeft")
    else:
        page.keyboard.press(KEYS.get(kind, "Enter"))
    return kind


def wait_for_change(page, figure, before, what):
    """Wait until sentence and picture are both new."""
    for _ in range(100):
        now = lab.seen(figure)
        if all(new != old for new, old in zip(now, before, strict=True)):
            return now
        page.wait_for_timeout(50)
    raise AssertionError(f"{what}: from {before} to {now}, sentence or picture did not change.")


@pytest.mark.parametrize("name", NAMES)
def test_every_control_works_by_keyboard_and_changes_picture_and_sentence(page, name):
    figure = shown_by(page, name)
    controls = figure.locator("input, select, button, .gdviz-handle")
    assert controls.count() >= 2
    for i in range(controls.count()):
        control, before = controls.nth(i), lab.seen(figure)
        kind = work(page, control)
        wait_for_change(page, figure, before, f"{name}, control {i} ({kind})")


def test_a_start_is_picked_by_pointer(page):
    figure = shown_by(page, "descent")
    stage, before = figure.locator(".gdviz-stage"), lab.seen(figure)
    box = stage.bounding_box()
    # Unlike a click of the mouse at a place of the page, this waits until the page stands still.
    stage.click(position={"x": 0.45 * box["width"], "y": 0.3 * box["height"]})
    sentence, _ = wait_for_change(page, figure, before, "pointer")
    box = stage.bounding_box()
    x, y = (float(figure.get_by_role("spinbutton").nth(i).input_value()) for i in (2, 3))
    assert f"from ({x:.3g}, {y:.3g})".replace("-", "−") in sentence
    ring = figure.locator(".gdviz-handle").bounding_box()
    middle = ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2
    expected = box["x"] + 0.45 * box["width"], box["y"] + 0.3 * box["height"]
    assert middle == pytest.approx(expected, abs=3)


def test_a_number_out_of_range_becomes_the_nearest_one(page):
    figure = shown_by(page, "learning rate")
    box = figure.get_by_role("spinbutton", name="steps")
    before = lab.seen(figure)
    box.fill("999")
    page.keyboard.press("Tab")
    sentence, _ = wait_for_change(page, figure, before, "too large")
    assert box.input_value() == "50"
    assert sentence.startswith("50 steps")


def test_arrow_keys_reach_the_slider_and_stay_in_the_cell_and_ctrl_s_saves(page):
    slider = shown_by(page, "descent").get_by_label("steps", exact=True)
    slider.focus()
    value = int(slider.input_value())
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    assert int(slider.input_value()) == value + 3
    assert slider.evaluate("c => document.activeElement === c")
    panel = "window.jupyterapp.shell.currentWidget.context.model"
    page.evaluate(f"{panel}.dirty = true")
    page.keyboard.press("Control+S")
    page.wait_for_function(f"{panel}.dirty === false", timeout=10_000)


def test_no_two_elements_share_an_id(page):
    """Jupyter loads the script once for each widget; a shared id cuts marks at a wrong frame."""
    ids = page.evaluate("[...document.querySelectorAll('.gdviz-figure [id]')].map(e => e.id)")
    assert len(ids) > 2 * len(NAMES)
    assert len(set(ids)) == len(ids)


def test_the_focus_is_visible(page):
    for kind in ("input[type=range]", "input[type=number]", ".gdviz-handle"):
        control = shown_by(page, "descent").locator(kind).first
        control.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        style = control.evaluate(
            "c => [getComputedStyle(c).outlineStyle, parseFloat(getComputedStyle(c).outlineWidth)]"
        )
        assert style == ["solid", 3], kind


@pytest.mark.parametrize("theme", lab.RULES)
def test_an_accessibility_checker_finds_nothing(page, theme):
    change = f"'apputils:change-theme', {{ theme: 'JupyterLab {theme.title()}' }}"
    page.evaluate(f"window.jupyterapp.commands.execute({change})")
    light = str(theme == "light").lower()
    page.wait_for_function(f"document.body.dataset.jpThemeLight === '{light}'")
    page.wait_for_timeout(500)
    found = Axe().run(page, {"include": [[".gdviz-figure"]]}, {"runOnly": lab.RULES[theme]})
    assert found.response["passes"]
    assert not found.violations_count, found.generate_report()


def test_the_live_explorer_takes_the_place_of_its_still_form(page):
    stills = page.locator("figure[data-gdviz-film]")
    assert stills.count() == len(NAMES)
    assert not any(still.is_visible() for still in stills.all())
    assert all(figure.is_visible() for figure in page.locator(".gdviz-figure").all())
