"""What all tests share."""

import matplotlib.pyplot as plt
import pytest
from jupyter_core.utils import run_sync

from tests.browser import lab
from tests.explorer_examples import FILM, SETUP, SHOWN
from tools import notebooks


@pytest.fixture
def ax():
    """Axes of a new figure."""
    return plt.subplots()[1]


@pytest.fixture(scope="session")
def browser():
    """Chromium without a window, that asks nothing of the internet by itself."""
    from playwright.sync_api import sync_playwright

    path = lab.chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=lab.QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def stored_explorers(tmp_path_factory):
    """A notebook with one explorer of each kind and a film, as `make notebooks` stores it."""
    path = tmp_path_factory.mktemp("stored") / "shown.ipynb"
    lab.write_notebook(path, SETUP, *SHOWN.values(), FILM)
    path.write_text(notebooks.write(run_sync(notebooks.refresh)(path)[0]), encoding="utf-8")
    return path
