"""Builds every deck once and opens it in Chromium."""

import pytest

from tests.course import PATHS
from tools.slides import build


@pytest.fixture(scope="session", params=PATHS, ids=lambda path: path.stem)
def deck_file(request, tmp_path_factory):
    """The page of one deck."""
    return build(request.param, tmp_path_factory.mktemp(request.param.stem))


@pytest.fixture(scope="session")
def deck(browser, deck_file):
    """An open deck that remembers what it asked for and what went wrong."""
    stage = {"width": 1280, "height": 720}
    context = browser.new_context(viewport=stage, offline=True, reduced_motion="reduce")
    tab = context.new_page()
    tab.asked, tab.trouble = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("pageerror", lambda error: tab.trouble.append(str(error)))
    tab.on(
        "console",
        lambda message: message.type in ("error", "warning") and tab.trouble.append(message.text),
    )
    tab.goto(deck_file.as_uri())
    tab.evaluate("window.deckReady")
    yield tab
    context.close()
