"""The built website: its pages are whole and ask nobody, and Python runs in them.

``make test-site`` builds it and runs this; NOTEBOOK=all runs every notebook.
"""

import functools
import http.server
import os
import re
import threading
import time
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tools.slides import FLAGS, find_browser

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
PAGES = [page for page in PAGES if not page.startswith(("files/", "_static/"))]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CHOSEN = NOTEBOOKS if os.environ.get("NOTEBOOK") == "all" else NOTEBOOKS[3:4]


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
    context = browser.new_context(
        color_scheme=request.param, viewport={"width": 1366, "height": 768}
    )
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


def test_every_page_opens_with_a_title_and_asks_nobody(page, address):
    for name in PAGES:
        page.goto(f"{address}/{name}")
        assert page.title().strip(), name


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_pages_and_files_of_the_site(name):
    text = (SITE / name).read_text(encoding="utf-8")
    for link in re.findall(r'(?:href|src)="([^"#?]+)', text):
        if not re.match(r"[a-z]+:", link):
            target = (SITE / name).parent / link
            assert target.exists(), f"{name}: {link}"


@pytest.mark.parametrize("name", ["index", "claims", "glossary", "notebooks/03_learning_rate"])
def test_an_accessibility_checker_finds_nothing(page, address, name):
    page.goto(f"{address}/{name}.html")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}, "preload": False})
    assert not found.response["violations"], found.generate_report()


def wait_for(page, words, seconds=300):
    """Wait until the bar above a notebook says something."""
    end = time.monotonic() + seconds
    while not re.search(words, said := page.locator(".course-bar").inner_text()):
        assert time.monotonic() < end, said
        assert "could not start" not in said, said
        page.wait_for_timeout(100)


def stored(notebook):
    """Return the printed text of each code cell, as it is stored."""
    cells = nbformat.read(notebook, as_version=4).cells
    streams = [
        "".join(o.text for o in cell.outputs if o.output_type == "stream")
        for cell in cells
        if cell.cell_type == "code"
    ]
    return [text.split() for text in streams]


@pytest.mark.parametrize("where", ["http", "file"])
@pytest.mark.parametrize("notebook", CHOSEN, ids=lambda path: path.stem)
@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_every_cell_runs_in_the_page_and_prints_what_is_stored(page, address, notebook, where):
    site = address if where == "http" else SITE.as_uri()
    page.goto(f"{site}/notebooks/{notebook.stem}.html")
    page.get_by_role("button", name="Run here").click()
    wait_for(page, "Ready")
    page.get_by_role("button", name="Run all").click()
    page.wait_for_function("document.querySelector('.course-status').textContent != 'Ready.'")
    wait_for(page, r"Ready\.|error")
    assert not page.locator(".traceback").all_inner_texts()
    cells = page.locator(".cell:has(.cm-editor)").all()
    printed = [" ".join(cell.locator(".stream pre").all_text_contents()).split() for cell in cells]
    assert printed == stored(notebook)


@pytest.mark.parametrize("page", ["light"], indirect=True)
def test_a_cell_can_be_stopped_and_what_was_typed_stays(page, address):
    page.goto(f"{address}/notebooks/00_overview.html")
    page.get_by_role("button", name="Run here").click()
    wait_for(page, "Ready")
    editor = page.locator(".cm-content").first
    editor.fill("while True: pass")
    editor.press("Shift+Enter")
    wait_for(page, "runs")
    page.get_by_role("button", name="Stop").click()
    wait_for(page, "Stopped")
    editor.fill("1 / 0")
    editor.press("Shift+Enter")
    wait_for(page, "error")
    assert "ZeroDivisionError" in page.locator(".traceback").inner_text()
    page.reload()
    page.get_by_role("button", name="Run here").click()
    wait_for(page, "Ready")
    assert page.locator(".cm-content").first.inner_text() == "1 / 0"
