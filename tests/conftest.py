"""What all tests share."""

import matplotlib.pyplot as plt
import pytest

from tests.browser import lab


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
