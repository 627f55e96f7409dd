"""Build the lecture decks: one self-contained page for each notebook, and its PDF.

``python -m tools.slides`` takes all notebooks, or those named after it, and writes to ``slides/``.
Chromium prints the PDF.
"""

import argparse
import shutil
import sys
from pathlib import Path

import nbformat
from nbconvert import SlidesExporter

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "slides"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def find_browser():
    """Return the path of a Chromium that prints, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def build(notebook, folder):
    """Write the deck of a notebook, and return its path."""
    print(f"The deck of {notebook.name} ...", flush=True)
    exporter = SlidesExporter(template_name="gdviz")
    page, _ = exporter.from_notebook_node(nbformat.read(notebook, as_version=4))
    deck = folder / f"{notebook.stem}.html"
    deck.write_text(page, encoding="utf-8")
    return deck


def open_deck(browser, deck, query=""):
    """Open a deck in a new tab, and return the tab when formulas and slides stand."""
    tab = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    tab.goto(f"{deck.as_uri()}{query}")
    tab.evaluate("window.deckReady")
    return tab


def main(names):
    """Build the decks, and say where they are."""
    notebooks = [Path(name) for name in names] or sorted((ROOT / "notebooks").glob("*.ipynb"))
    TARGET.mkdir(exist_ok=True)
    decks = [build(notebook, TARGET) for notebook in notebooks]
    path = find_browser()
    if path is None:
        sys.exit(f"The decks are in {TARGET}. No PDF: install Chromium (Debian: chromium).")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS])
        for deck in decks:  # one slide a page, with all its fragments
            print(f"The PDF of {deck.name} ...", flush=True)
            tab = open_deck(browser, deck, "?print-pdf")
            tab.wait_for_selector(".pdf-page")
            pdf = deck.with_suffix(".pdf")
            tab.pdf(path=pdf, prefer_css_page_size=True, print_background=True)
            tab.close()
        browser.close()
    print(f"Decks and PDFs are in {TARGET}.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", help="by default all of the course")
    main(parser.parse_args().notebooks)
