"""Answers that learners give, beside the examples in the tables of the exercises.

OTHER_RIGHT are right answers in another form; WRONG are mistakes that only a test of their own
recognises, or computed from the data where the table holds a number, with words of the reply.
"""

from importlib import import_module
from pkgutil import iter_modules

OTHER_RIGHT, WRONG = {}, {}
for found in iter_modules(__path__):
    module = import_module(f"tests.answers.{found.name}")
    OTHER_RIGHT |= module.OTHER_RIGHT
    WRONG |= module.WRONG
