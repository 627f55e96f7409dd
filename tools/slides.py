"""Build the lecture decks: one self-contained page for each notebook, and its PDF.

``python -m tools.slides`` takes all notebooks, or those named after it, and writes to ``slides/``.
With ``--pick`` it makes one deck of slides from several notebooks, in the order in which they are
listed: ``00`` for all slides of a notebook, ``03:guess-ravine`` for one with its fragments,
``03:guess-unit..verdict-range`` for those from one to another. ``@tuesday.txt`` reads such
arguments from a file. Chromium prints the PDF and measures whether each slide fits its stage.
"""

import argparse
import re
import shlex
import sys
import warnings
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import nbformat

from gdviz.checks import check_choice
from gdviz.slides.lecture import page, render, slides, words
from tools.browser import FLAGS, find_browser

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "slides"


def build(notebook, folder):
    """Write the deck of a notebook, and return its path."""
    print(f"The deck of {notebook.name} ...", flush=True)
    deck = folder / f"{notebook.stem}.html"
    deck.write_text(page(nbformat.read(notebook, as_version=4)), encoding="utf-8")
    return deck


def pick(items, title, minutes=None):
    """Return the page of a deck of its own, from the slides that a list names, in its order."""
    picked, taken, own = [], Counter(["title"]), None
    for item in items:
        name, span = re.fullmatch(r"(.+\.ipynb|[^:]*)(?::(.*))?", item).groups("")
        nb = nbformat.read(find_notebook(name), as_version=4)
        own = words(nb) if own is None else own
        there = {slide["id"]: slide for slide in slides(nb)}
        names = list(there)
        first, dots, last = span.partition("..")
        for end in filter(None, (first, last)):
            check_choice(f"The slide in {item}", end, names)
        start = names.index(first) if first else 0
        end = names.index(last) if last else start if first and not dots else len(names) - 1
        if end < start:
            raise ValueError(f"{item}: {first} stands after {last} in the notebook. Swap them.")
        for name in names[start : end + 1]:
            taken[name] += 1  # a name that comes again gets a number, for links such as #/further-2
            again = f"{name}-{taken[name]}" if taken[name] > 1 else name
            picked.append(there[name] | {"id": again})
    told = sum(slide["notes"]["minutes"] for slide in picked)
    print(f"{len(picked)} slides, {told} minutes by their notes.")
    notes = {"minutes": 0, "say": f"Slides of {', '.join(items)}.", "ask": "", "expect": ""}
    front = {"id": "title", "section": title, "headline": title, "answer": "", "cells": []}
    return render([front | {"notes": notes}, *picked], own, minutes)


def find_notebook(name):
    """Return the path of a notebook that is named by a path or by how its file's name begins."""
    course = sorted((ROOT / "notebooks").glob("*.ipynb"))
    found = [path for path in course if path.name.startswith(name)]
    if Path(name).is_file():
        found = [Path(name)]
    if len(found) != 1:
        raise ValueError(f"{name!r} is no notebook. Give a path, or a number as 03.")
    return found[0]


def open_deck(browser, deck, query=""):
    """Open a deck in a new tab, and return the tab when formulas and slides stand."""
    tab = browser.new_page(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    tab.goto(f"{deck.as_uri()}{query}")
    tab.evaluate("window.deckReady")
    return tab


def print_deck(browser, deck, query="?print-pdf", pdf=None):
    """Write the PDF of a deck, and return what is wrong with its slides."""
    tab = open_deck(browser, deck, query)
    tab.wait_for_selector(".pdf-page")
    faults = tab.evaluate("window.deckFaults()")
    tab.pdf(path=pdf or deck.with_suffix(".pdf"), prefer_css_page_size=True, print_background=True)
    tab.close()
    return [f"{deck.name}, slide {n}, cell {cell}: {fault}." for n, cell, fault in faults]


def main(arguments):
    """Build the decks, and say where they are and what does not fit."""
    sys.stdout.reconfigure(errors="backslashreplace")  # a console may lack a name's letters
    warnings.formatwarning = lambda message, *_: f"  {message}\n"
    TARGET.mkdir(exist_ok=True)
    jobs = list(map(Path, arguments.notebooks)) or sorted((ROOT / "notebooks").glob("*.ipynb"))
    if arguments.pick:
        jobs = [TARGET / f"{(arguments.output or 'picked').removesuffix('.html')}.html"]
    decks = []
    for job in jobs:
        try:
            if arguments.pick:
                title = arguments.title or "Gradient descent"
                picked = pick(arguments.pick, title, arguments.minutes)
                job.write_text(picked, encoding="utf-8")
            decks.append(job if arguments.pick else build(job, TARGET))
        except (OSError, TypeError, ValueError) as error:
            print(f"  No deck of {job.stem}: {error}", file=sys.stderr)
    if not decks:
        sys.exit(1)
    path = find_browser()
    if path is None or not find_spec("playwright"):
        sys.exit(
            f"The decks are in {TARGET}. No PDF, and nothing measured whether the slides fit: "
            "that needs Chromium (Debian: chromium) and the Python package playwright."
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS])
        for deck in decks:
            print(f"The PDF of {deck.name} ...", flush=True)
            for fault in print_deck(browser, deck):
                print(f"  {fault}", file=sys.stderr)
            if arguments.questions:
                handout = deck.with_name(f"{deck.stem}_questions.pdf")
                print_deck(browser, deck, "?print-pdf&questions", handout)
        browser.close()
    print(f"Decks and PDFs are in {TARGET}.")
    sys.exit(len(decks) < len(jobs))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, fromfile_prefix_chars="@")
    parser.convert_arg_line_to_args = lambda line: shlex.split(line, comments=True)
    parser.add_argument("notebooks", nargs="*", help="by default all of the course")
    parser.add_argument("--pick", nargs="+", help="slides of several notebooks, in order")
    parser.add_argument("--title", help="of the picked deck")
    parser.add_argument("--minutes", type=int, help="of the picked deck; by default its notes' sum")
    parser.add_argument("--output", "-o", help="the picked deck's name")
    parser.add_argument("--questions", action="store_true", help="a PDF without the polls' answers")
    given = parser.parse_args()
    if given.pick and given.notebooks:
        parser.error("Name all notebooks and slides after --pick.")
    if not given.pick and (given.title or given.minutes or given.output):
        parser.error("--title, --minutes and --output are for a deck of slides that --pick lists.")
    main(given)
