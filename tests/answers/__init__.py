"""Answers that learners give: other right ones, and wrong ones with what they must hear."""

from importlib import import_module

from gdviz.exercises import LESSONS

_modules = [import_module(f"tests.answers.{lesson}") for lesson in LESSONS]

OTHER_RIGHT = {name: answers for m in _modules for name, answers in m.OTHER_RIGHT.items()}
WRONG = {name: answers for m in _modules for name, answers in m.WRONG.items()}
