"""Lecture decks from the notebooks: one page of HTML each, that needs no network.

``make slides`` builds all decks and their PDFs, ``python -m tools.slides`` one of them;
``jupyter nbconvert --to slides --template gdviz`` makes the page alone and measures nothing.
"""
