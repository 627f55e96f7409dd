"""Lecture decks from the notebooks: one page of HTML each, that needs no network.

docs/lecturing.md says how to build them; ``jupyter nbconvert --to slides --template gdviz`` makes
the page alone and measures nothing.
"""
