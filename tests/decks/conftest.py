"""Builds every deck once and opens it in Chromium."""

import pytest

from tests.browser import lab
from tests.course import PATHS
from tools.slides import build


@pytest.fixture(scope="session", params=PATHS, ids=lambda path: path.stem)
def deck_file(request, tmp_path_factory):
    """The page of one deck."""
    return build(request.param, tmp_path_factory.mktemp(request.param.stem))


@pytest.fixture(scope="session")
def deck(browser, deck_file):
    """An open deck, which asks for nothing else and has no errors."""
    stage = {"width": 1280, "height": 720}
    context = browser.new_context(viewport=stage, offline=True, reduced_motion="reduce")
    found = lab.watch(context, deck_file.as_uri())
    tab = context.new_page()
    tab.goto(deck_file.as_uri())
    tab.evaluate("window.deckReady")
    yield tab
    context.close()
    assert found == []
