"""Lecture decks from the notebooks: one page of HTML each, that needs no network.

``jupyter nbconvert --to slides --template gdviz notebooks/00_overview.ipynb`` finds the template
after an install; ``make slides`` builds all decks and their PDFs.
"""
