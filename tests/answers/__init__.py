"""Answers that learners give: other right ones, and wrong ones with what they must hear."""

from importlib import import_module

from gdviz.course import NOTEBOOKS

_modules = [import_module(f"tests.answers.{name}") for name in NOTEBOOKS.values()]

OTHER_RIGHT = {name: answers for m in _modules for name, answers in m.OTHER_RIGHT.items()}
WRONG = {name: answers for m in _modules for name, answers in m.WRONG.items()}
