"""The built website: its pages are whole and ask nobody.

``make test-site`` builds it and runs this. Python in the pages: ``run/run.test.js``.
"""

import functools
import http.server
import re
import threading
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tools.slides import FLAGS, find_browser

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "build" / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
PAGES = [page for page in PAGES if not page.startswith(("files/", "_static/"))]


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
