"""Answers that learners give: other right ones, and wrong ones with what they must hear."""

from importlib import import_module

from gdviz.course import NOTEBOOKS


class Answers(dict):
    """Answers by exercise; one that is missing is named with its file."""

    def __missing__(self, name):
        file = f"tests/answers/{NOTEBOOKS.get(name[:2], '…')}.py"
        raise LookupError(f"{name} has no answers in {file}: add it to OTHER_RIGHT and WRONG")


_modules = [import_module(f"tests.answers.{name}") for name in NOTEBOOKS.values()]

OTHER_RIGHT = Answers((name, given) for m in _modules for name, given in m.OTHER_RIGHT.items())
WRONG = Answers((name, given) for m in _modules for name, given in m.WRONG.items())
