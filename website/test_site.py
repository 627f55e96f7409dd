"""The built website: its pages are whole and ask nobody.

``make test-site`` builds it and runs this; NOTEBOOK=all opens every page of the reference too, and
asks the accessibility checker about every page. Python in the pages: ``run/run.test.js``.
"""

import functools
import http.server
import io
import itertools
import os
import re
import threading
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import sync_playwright

import gdviz
from tools.browser import FLAGS, find_browser

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
PAGES = [page for page in PAGES if not page.startswith(("files/", "_static/"))]
ALL = os.environ.get("NOTEBOOK") == "all"
SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
LOOKS = [("light", "desk"), ("dark", "phone"), ("light", "phone"), ("dark", "desk")]
# A page of each kind, in one of two looks; all pages in all looks on demand.
KINDS = (
    "index licences claims classroom search reference reference/gdviz.Loss "
    "reference/gdviz.plot_step notebooks/10_beyond_the_limit"
)
ONCE = pytest.mark.parametrize("page", ["light"], indirect=True)  # what no look changes
CHECKED = [(f"{name}.html", LOOKS[k % 2]) for k, name in enumerate(KINDS.split())]
CHECKED = list(itertools.product(PAGES, LOOKS)) if ALL else CHECKED
# The hundred pages of the reference are made alike.
OPENED = [name for name in PAGES if ALL or not name.startswith("reference/")]
OPENED += [name for name, _ in CHECKED if name not in OPENED]
# Formulas of which a part is outside their box.
CUT = """() => {
  const right = (element) => element.getBoundingClientRect().right;
  const formulas = [...document.querySelectorAll(".math:has(svg)")];
  const cut = formulas.filter((one) => right(one.querySelector("svg")) > right(one) + 1);
  return cut.map((one) => one.textContent);
}"""
# The heading that was read last, and the one that "Contents" marks.
READ = """() => {
  const links = [...document.querySelectorAll("#pst-page-toc-nav a")];
  const headings = links.map((link) => document.getElementById(link.hash.slice(1)));
  const above = headings.filter((one) => one.getBoundingClientRect().top < 0.3 * innerHeight);
  return [above.at(-1)?.id, links.find((link) => link.ariaCurrent)?.hash.slice(1)];
}"""
# Whether the element that has the focus shows it, or what stands for it inside.
FOCUSED = """() => {
  const element = document.activeElement;
  const seen = [element, ...element.children].some((part) => {
    const style = getComputedStyle(part), { width, height } = part.getBoundingClientRect();
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return width * height > 0 && (outlined || style.boxShadow !== "none");
  });
  const name = element.type === "range" ? "slider" : element.ariaLabel ?? element.textContent;
  return [element.tagName, name.trim(), seen];
}"""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serve files and say nothing."""

    def log_message(self, *arguments):
        """Keep the test's output clean."""


@pytest.fixture(scope="session")
def address():
    handler = functools.partial(Handler, directory=SITE)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_browser(), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(params=["light", "dark"])
def page(browser, request):
    """Yield a page that records console errors and requests to others, and must have none."""
    context = browser.new_context(color_scheme=request.param, viewport=SIZES["desk"])
    page, faults = context.new_page(), []
    own = ("http://127.0.0.1", "file:", "data:", "blob:")
    page.on("request", lambda asked: asked.url.startswith(own) or faults.append(asked.url))
    page.on("response", lambda got: got.status < 400 or faults.append(got.url))
    page.on("console", lambda said: said.type == "error" and faults.append(said.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(120_000)
    yield page
    context.close()
    assert not faults


@ONCE
def test_a_page_opens_with_a_title_fits_a_phone_and_asks_nobody(page, address):
    page.set_viewport_size(SIZES["phone"])
    for name in OPENED:
        page.goto(f"{address}/{name}")
        assert page.title().strip(), name
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 390, name
        page.evaluate("async () => { await window.MathJax?.startup.promise; }")
        assert page.evaluate(CUT) == [], name


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_pages_and_files_of_the_site(name):
    text = (SITE / name).read_text(encoding="utf-8")
    for link in re.findall(r'(?:href|src)="([^"#?]+)', text):
        if not re.match(r"[a-z]+:", link):
            target = (SITE / name).parent / link
            assert target.exists(), f"{name}: {link}"


def test_every_public_name_has_a_page_and_those_that_draw_show_it():
    pages = {path.stem.split(".")[-1]: path for path in (SITE / "reference").glob("*.html")}
    for name in set(gdviz.__all__) - set(gdviz.MODULES.split()):
        text = pages[name].read_text(encoding="utf-8")
        assert "&lt;function" not in text, name  # a default is written as one types it
        if name.startswith(("plot_", "explore", "film", "probe")):
            assert re.search(r'<figure class="gdviz"[^>]*><img alt="[^"]{20}', text), name


@pytest.mark.parametrize(
    ("name", "page", "size"), [(name, *look) for name, look in CHECKED], indirect=["page"]
)
def test_an_accessibility_checker_finds_nothing(page, address, name, size):
    page.set_viewport_size(SIZES[size])
    page.goto(f"{address}/{name}")
    page.evaluate("async () => { await window.MathJax?.startup.promise; }")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}, "preload": False})
    assert not found.response["violations"], found.generate_report()


@ONCE
def test_tab_leads_to_every_control_and_the_focus_is_seen(page, address):
    page.goto(f"{address}/notebooks/01_choosing_a_direction.html")
    reached = set()
    while True:
        page.keyboard.press("Tab")
        tag, name, seen = page.evaluate(FOCUSED)
        if tag == "BODY":
            break
        assert seen, name
        assert tag != "MJX-CONTAINER", name
        reached.add(name)
    links = {"Skip to main content", "00 Walk downhill", "Notebook", "Contributing"}
    assert reached >= links | {"Search", "Color mode", "Run here", "slider", "Answer"}


@ONCE
def test_contents_marks_what_is_read_down_and_up(page, address):
    page.goto(f"{address}/notebooks/02_gradient.html")
    for key, times in (("PageDown", 12), ("PageUp", 6)):
        for _ in range(times):
            page.keyboard.press(key)
            page.wait_for_timeout(50)
            read, marked = page.evaluate(READ)
            assert read == marked


@ONCE
def test_a_letter_of_the_glossary_leads_to_its_first_word(page, address):
    page.goto(f"{address}/glossary.html")
    for link in page.locator(".course-letters a").all():
        target = page.locator(f"tr:has({link.get_attribute('href')})")
        assert target.inner_text().strip().upper().startswith(link.inner_text())


def test_no_answer_of_a_quiz_shows_a_formula_as_code():
    for notebook in (SITE / "notebooks").glob("*.html"):
        text = notebook.read_text(encoding="utf-8")
        assert not re.search(r"<summary>[^<]*\$", text), notebook


def test_a_film_shows_the_same_in_the_dark(browser, address):
    pictures = []
    for scheme in ("light", "dark"):
        context = browser.new_context(
            color_scheme=scheme, viewport=SIZES["desk"], reduced_motion="reduce"
        )
        page = context.new_page()
        page.goto(f"{address}/index.html")
        shown = page.locator(".course-moving .gdviz-stage").screenshot()
        pixels = np.asarray(Image.open(io.BytesIO(shown)).convert("L"), float)
        pictures.append(pixels[9:-9, 9:-9].ravel())  # without the round corners
        context.close()
    assert np.corrcoef(*pictures)[0, 1] > 0.99
