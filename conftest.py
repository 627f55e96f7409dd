"""Makes nbval strict: pictures are compared, nothing is skipped, numbers in prose are checked.

nbval alone never compares pictures, passes cells that were not executed, lets tags switch its
checks off, and ignores the order of outputs. Here its classes are taken over by stricter ones.
Each notebook also gets one item that looks at how it is stored ("Stored"), and one for each
Markdown cell and each slide that states computed numbers ("Prose 7", "Slide of Cell 3").
"""

import ast
import importlib.metadata
import os
import re
from collections import defaultdict
from pathlib import Path

import matplotlib
import nbformat
import nbval.plugin
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

from tools import outputs, prose, rules
from tools.rules import slide_texts

LOCK = Path(__file__).with_name("requirements.lock")
REMEDY = "If the new output is right, store it with: make notebooks"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")

# What needs a browser, a kernel or many seconds, the longest first: workers begin with it, and
# `make check` leaves it out.
SLOW = (
    "tests/browser/",
    "tests/decks/",
    "tests/test_processors.py",
    "tests/test_planted_faults.py",
    "tests/test_planted_faults_in_gdviz.py",
    "notebooks/",
    "tests/test_plots.py",
    "tests/test_explorers.py",
    "tests/test_laws_of_initialization.py",
    "tests/test_make_notebooks.py",
    "tests/test_properties.py",
    "tests/test_install.py",
    "tests/test_exercises.py",
    "tests/test_initializers.py",
    "tests/test_laws_of_noise.py",
)
# Files of which one worker takes all: they share what takes long to make.
SHARING = {
    "tests/browser/test_live.py": "browser",
    "tests/browser/test_exported.py": "browser",
}

# nbval joins all pieces of a stream, also around a picture, and so never sees their order.
nbval.plugin.coalesce_streams = outputs.merge_streams


def pytest_configure(config):
    """Refuse nbval's lenient ways, and draw without a screen."""
    if config.option.nbval_lax or config.option.nbval_sanitize_with:
        raise pytest.UsageError(
            "The notebooks are compared strictly: leave out --nbval-lax and --nbval-sanitize-with."
        )
    # A backend that this shell asks for would keep a kernel from showing pictures.
    os.environ.pop("MPLBACKEND", None)
    matplotlib.use("agg")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark what is slow, and put it first."""
    for item in items:
        if rank(item) < len(SLOW) and not isinstance(item, Stored):
            item.add_marker("slow")
    items.sort(key=rank)


def rank(item):
    """Return the place of an item's file among the slow ones, or behind all of them."""
    return next((i for i, part in enumerate(SLOW) if item.nodeid.startswith(part)), len(SLOW))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Let one worker run all of a file in its order, and all files that share something."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.split("::")[0]
            return SHARING.get(file, file)

    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.fixture(autouse=True)
def closed_figures():
    """Leave no figure open, and no style behind: an example must not change the next one."""
    with matplotlib.rc_context():
        yield
    from matplotlib import pyplot

    pyplot.close("all")


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Give every notebook to the strict class instead of nbval's."""
    found = yield
    return [
        Notebook.from_parent(parent, path=file_path) if isinstance(node, IPyNbFile) else node
        for node in found
    ]


def unlocked(packages=("matplotlib", "pillow")):
    """Return what is installed in another version than the lock's; these two make the bytes."""
    lock = LOCK.read_text(encoding="utf-8") if LOCK.exists() else ""
    locked = dict(re.findall(r"^([\w-]+)==([^\s;\\]+)", lock, re.MULTILINE))
    installed = {name: importlib.metadata.version(name) for name in packages}
    return [
        f"{name} {locked.get(name, '(no requirements.lock)')}, not {version}"
        for name, version in installed.items()
        if locked.get(name) != version
    ]


class Notebook(IPyNbFile):
    """A notebook under strict comparison."""

    def setup(self):
        """Start no kernel yet: the look at the stored file needs none."""

    def start_kernel(self):
        """Start the kernel for the first item that runs something in it."""
        if self.kernel is None:
            super().setup()

    def collect(self):
        """Yield the look at the stored file, then code and bound prose in their order."""
        self.nb = nbformat.read(self.path, as_version=4)
        yield Stored.from_parent(self, name="Stored")
        counts = defaultdict(int)
        for index, cell in enumerate(self.nb.cells):
            number = counts[cell.cell_type]
            counts[cell.cell_type] += 1
            if cell.cell_type == "code":
                yield self.make_cell(number, cell, index)
            elif prose.has_bindings(cell.source):
                source = [("", cell.source)]
                yield Prose.from_parent(self, name=f"Prose {number}", index=index, texts=source)
            slide = [(part, text) for part, text in slide_texts(cell) if prose.has_bindings(text)]
            if slide:
                name = f"Slide of {'Cell' if cell.cell_type == 'code' else 'Prose'} {number}"
                yield Prose.from_parent(self, name=name, index=index, texts=slide)

    def make_cell(self, number, cell, index):
        """Make the item of a code cell, with nbval's tags and markers out of force."""
        options = defaultdict(bool, check=True)
        item = Cell.from_parent(
            self, name=f"Cell {number}", cell_num=number, cell=cell, options=options
        )
        item.where = self.where(index)
        if not self.config.get_terminal_writer().hasmarkup:
            item.colors = nbval.plugin.nocolors
        return item

    def where(self, index=None):
        """Name the notebook, and a cell of it, for a message."""
        path = self.path
        if path.is_relative_to(self.config.rootpath):
            path = path.relative_to(self.config.rootpath)
        return path.as_posix() + (f", {outputs.label(self.nb, index)}" if index is not None else "")


class Refusal(Exception):
    """What is wrong with a notebook, in plain words."""


class NotebookItem(pytest.Item):
    """An item of a notebook beside its code cells."""

    def repr_failure(self, excinfo):
        """Show only the words where the notebook is at fault."""
        if isinstance(excinfo.value, Refusal):
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self):
        """Name the item in reports as nbval names a cell."""
        return self.path, 0, f"{self.parent.where()}::{self.name}"


class Stored(NotebookItem):
    """The look at the stored file: what would keep the comparison from being strict."""

    def runtest(self):
        """Refuse a notebook that is not stored as `make notebooks` stores it."""
        found = [f"  {fault}" for rule in rules.STRICT for fault in rule(self.parent.nb)]
        if found:
            raise Refusal(
                "\n".join([f"{self.parent.where()} is not stored as it must be:", *found])
            )


class Prose(NotebookItem):
    """The numbers that a Markdown cell or a slide's mark states, evaluated where they stand."""

    def __init__(self, index, texts, **keywords):
        super().__init__(**keywords)
        self.index = index
        self.bound = [(part, bound) for part, text in texts for bound in prose.bindings(text)]

    def setup(self):
        """See that the notebook's kernel runs."""
        self.parent.start_kernel()

    def runtest(self):
        """Evaluate each bound expression in the notebook's kernel and compare as shown."""
        values = evaluate(self.parent.kernel, [bound.expression for _, bound in self.bound])
        found = [
            f"{part}: {fault}" if part else fault
            for (part, bound), value in zip(self.bound, values, strict=True)
            if (fault := misstated(bound, value))
        ]
        if found:
            raise Refusal("\n  ".join([f"{self.parent.where(self.index)} misstates:", *found]))


def misstated(binding, value):
    """Say what is wrong with one bound number; empty where it is right."""
    expression = f"<!--= {binding.expression} -->"
    if binding.shown is None:
        return f"no number stands right before {expression}, only {binding.before!r}"
    if isinstance(value, str):
        return f"{binding.shown.text} {expression} cannot be computed: {value}"
    if prose.agrees(binding.shown, value):
        return ""
    times = " (times 100 for %)" if binding.shown.percent else ""
    return f"{binding.shown.text} {expression} is computed as {value:.10g}{times}"


def evaluate(kernel, expressions, timeout=60):
    """Return the value of each expression in the kernel, or the error as text.

    The kernel's own `user_expressions` leave no trace: no output, no count, no history.
    """
    if not kernel.is_alive():
        return ["the kernel has stopped"] * len(expressions)
    asked = {str(n): f"repr(float(\n{text}\n))" for n, text in enumerate(expressions)}
    message = kernel.kc.execute("", silent=True, store_history=False, user_expressions=asked)
    while True:
        reply = kernel.get_message("shell", timeout=timeout)
        if reply["parent_header"].get("msg_id") == message:
            answers = reply["content"]["user_expressions"]
            return [read_answer(answers[str(n)]) for n in range(len(expressions))]


def read_answer(answer):
    """Turn the kernel's answer to one expression into a float, or into the error as text."""
    if answer["status"] == "ok":
        return float(ast.literal_eval(answer["data"]["text/plain"]))
    return f"{answer['ename']}: {answer['evalue']}"


class Cell(IPyNbCell):
    """A code cell whose outputs are compared without exception, pictures as they look."""

    found = comparison_traceback = ()

    def setup(self):
        """See that the notebook's kernel runs."""
        self.parent.start_kernel()

    def runtest(self):
        """Run and compare as nbval does, but do not let a cell pass that was never executed."""
        super().runtest()
        if self.cell.execution_count is None:
            self.raise_cell_error("the stored cell was not executed", "Run make notebooks")

    def compare_outputs(self, test, ref, skip_compare=None):
        """Compare texts exactly, in their order and of their kinds, then pictures as they look."""
        self.found = outputs.differences(ref, test) + self.warnings(test)
        if self.found and (other := unlocked()):
            self.found.append(
                "pictures can only be compared under "
                f"{' and '.join(other)}: run make test, which uses the locked versions"
            )
        return not self.found

    def warnings(self, now):
        """Refuse text on stderr, stored or not: it holds addresses, and readers stumble on it."""
        told = [output["text"].strip() for output in now if output.get("name") == "stderr"]
        return [f"writes to stderr, which a notebook here must not: {text}" for text in told]

    def repr_failure(self, excinfo):
        """Put notebook, cell and difference in plain words before nbval's own output."""
        error, own = excinfo.value, super().repr_failure(excinfo)
        if not isinstance(error, NbCellError):
            return f"{self.where}: the kernel failed: {error}\n\n{own}"
        if self.found:
            told = "".join(f"\n  {text}" for text in self.found)
            return f"{self.where}: the outputs are not the stored ones{told}\n{REMEDY}\n\n{own}"
        last = COLOURS.sub("", (error.inner_traceback or "").strip()).split("\n")[-1]
        return f"{self.where}: {error}: {last}\n\n{own}"
