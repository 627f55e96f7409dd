"""Take the pictures of the README, slides as they stand in a lecture: make pictures."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.browser import FLAGS, find_browser
from tools.slides import ROOT, build, open_deck

SLIDES = {
    "slide_line.png": ("00_overview", "fit-lines"),
    "slide_formula.png": ("03_learning_rate", "ravine-figure"),
    "slide_film.png": ("06_weaknesses", "turn-it"),
}


if __name__ == "__main__":
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*FLAGS])
        for name, (notebook, slide) in SLIDES.items():
            deck = build(ROOT / "notebooks" / f"{notebook}.ipynb", Path(folder))
            tab = open_deck(browser, deck, f"#/{slide}")
            tab.screenshot(path=ROOT / "docs" / name, animations="disabled")
        browser.close()
