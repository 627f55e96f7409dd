"""Makes nbval strict: pictures are compared, nothing is skipped, numbers in prose are checked.

nbval alone never compares pictures, passes cells that were not executed, lets tags and options
switch its checks off, and ignores the order of outputs. Here stricter classes take its place.
Each notebook also gets one item that looks at how it is stored ("Stored"), one for each printed
solution ("Solution 02.1"), and one for each Markdown cell and each slide that states computed
numbers ("Prose 7", "Slide of Cell 3").
"""

import importlib.metadata
import os
import re
from collections import defaultdict
from functools import partial
from pathlib import Path

import matplotlib
import nbformat
import nbval.plugin
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, NbCellError

import gdviz as gd
from tools import outputs, prose, rules
from tools.rules import slide_texts

LOCK = Path(__file__).with_name("requirements.lock")
REMEDY = "If the new output is right, store it with: make notebooks"
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
STRICTLY = defaultdict(bool, check=True)  # nbval's options for a cell

# What needs a browser, a kernel or many seconds, the longest first: workers begin with it, and
# `make check` leaves it out.
SLOW = (
    "tests/browser/",
    "tests/decks/",
    "tests/test_planted_faults",
    "notebooks/",
    "tests/test_plots.py",
    "tests/test_explorers.py",
    "tests/test_make_notebooks.py",
    "tests/test_properties.py",
    "tests/test_install.py",
    "tests/test_exports.py",
    "tests/test_exercises.py",
    "tests/test_initializers.py",
)

# nbval joins all pieces of a stream, also around a picture, and so never sees their order.
nbval.plugin.coalesce_streams = outputs.merge_streams


def pytest_configure():
    """Draw without a screen."""
    # A backend that this shell asks for would keep a kernel from showing pictures.
    os.environ.pop("MPLBACKEND", None)
    matplotlib.use("agg")


@pytest.fixture(autouse=True, scope="session")
def names_in_examples(doctest_namespace):
    """Let the examples of docstrings write gd.x, as notebooks do."""
    doctest_namespace["gd"] = gd


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what is slow, and put it first."""
    for item in items:
        if rank(item) < len(SLOW) and item.name != "Stored":
            item.add_marker("slow")
    items.sort(key=rank)


def rank(item):
    """Return the place of an item's file among the slow ones, or behind all of them."""
    return next((i for i, part in enumerate(SLOW) if item.nodeid.startswith(part)), len(SLOW))


@pytest.fixture(autouse=True)
def closed_figures():
    """Begin with matplotlib's own style, and leave no style and no figure open behind."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
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


def unlocked():
    """Say which of the packages that make a picture's bytes is not installed as locked."""
    lock = LOCK.read_text(encoding="utf-8")
    for name in ("matplotlib", "pillow"):
        locked = re.search(rf"^{name}==(\S+)", lock, re.MULTILINE)[1]
        if locked != (installed := importlib.metadata.version(name)):
            yield f"{name} {locked}, not {installed}"


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
        yield Look.from_parent(self, name="Stored", look=self.badly_stored)
        counts = defaultdict(int)
        for index, cell in enumerate(self.nb.cells):
            number = counts[cell.cell_type]
            counts[cell.cell_type] += 1
            if cell.cell_type == "code":
                # Without the options that tags and comments would set.
                item = Cell.from_parent(
                    self, name=f"Cell {number}", cell_num=number, cell=cell, options=STRICTLY
                )
                item.where = self.where(index)
                yield item
            elif prose.bindings(cell.source):
                yield self.numbers(f"Prose {number}", index, [("", cell.source)])
            for name, code in rules.SOLUTION.findall(cell.source):
                yield Look.from_parent(
                    self, name=f"Solution {name}", look=partial(self.unsolved, index, name, code)
                )
            slide = [(part, text) for part, text in slide_texts(cell) if prose.bindings(text)]
            if slide:
                kind = "Cell" if cell.cell_type == "code" else "Prose"
                yield self.numbers(f"Slide of {kind} {number}", index, slide)

    def numbers(self, name, index, texts):
        """Make the item that looks at the numbers bound in texts of one cell."""
        return Look.from_parent(self, name=name, look=lambda: self.misstated(index, texts))

    def where(self, index):
        """Name the notebook and a cell of it for a message."""
        return f"{self.nodeid}, {outputs.label(self.nb, index)}"

    def badly_stored(self):
        """List what would keep the comparison from being strict."""
        found = [fault for rule in rules.STRICT for fault in rule(self.nb)]
        return found and [f"{self.nodeid} is not stored as it must be:", *found]

    def unsolved(self, index, name, code):
        """Say if a printed solution does not pass the check of its exercise.

        It runs in the kernel, where the cells above it ran, on a copy of their names.
        """
        self.start_kernel()
        cells = "\n".join(cell.source for cell in self.nb.cells[:index])
        check = re.findall(rf'^gd\.check\("{name}", \w+\)', cells, re.MULTILINE)
        solved = f"exec({code!r}, names) or eval({check[-1]!r}, names).kind == 'right'"
        (answer,) = evaluate(self.kernel, [f"(lambda names: {solved})({{**globals()}})"])
        if answer["status"] == "error":
            return [f"{self.where(index)} cannot be run: {answer['ename']}: {answer['evalue']}"]
        right = answer["data"]["text/plain"] == "1.0"
        return [] if right else [f"{self.where(index)} is not right for {check[-1]}"]

    def misstated(self, index, texts):
        """List the numbers in texts of one cell that are not those that the kernel computes."""
        self.start_kernel()
        bound = [(part, each) for part, text in texts for each in prose.bindings(text)]
        answers = evaluate(self.kernel, [each.expression for _, each in bound])
        found = [
            f"{part}: {fault}" if part else fault
            for (part, each), answer in zip(bound, answers, strict=True)
            if (fault := fault_of(each, answer))
        ]
        return found and [f"{self.where(index)} misstates:", *found]


def evaluate(kernel, expressions):
    """Return the kernel's answer to each expression.

    The kernel's own `user_expressions` leave no trace: no output, no count, no history.
    """
    if not kernel.is_alive():
        pytest.fail("the kernel has stopped", pytrace=False)
    asked = {str(n): f"float(\n{text}\n)" for n, text in enumerate(expressions)}
    options = {"silent": True, "store_history": False, "reply": True, "timeout": 60}
    reply = kernel.kc.execute("", user_expressions=asked, **options)
    return [reply["content"]["user_expressions"][n] for n in asked]


def fault_of(binding, answer):
    """Say what is wrong with one bound number; empty where it is right."""
    expression = f"<!--= {binding.expression} -->"
    if binding.shown is None:
        return f"no number stands right before {expression}, only {binding.before!r}"
    if answer["status"] == "error":
        error = f"{answer['ename']}: {answer['evalue']}"
        return f"{binding.shown} {expression} cannot be computed: {error}"
    value = float(answer["data"]["text/plain"])
    if prose.agrees(binding.shown, value):
        return ""
    times = " (times 100 for %)" if "%" in binding.shown else ""
    return f"{binding.shown} {expression} is computed as {value:.10g}{times}"


class Look(pytest.Item):
    """An item of a notebook beside its code cells: a function that lists what is wrong."""

    def __init__(self, look, **keywords):
        super().__init__(**keywords)
        self.look = look

    def runtest(self):
        """Fail in plain words, without a traceback."""
        if found := self.look():
            pytest.fail("\n  ".join(found), pytrace=False)

    def reportinfo(self):
        """Name the item in reports as nbval names a cell."""
        return self.path, 0, f"{self.parent.nodeid}::{self.name}"


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
        warned = [output["text"].strip() for output in test if output.get("name") == "stderr"]
        self.found = outputs.differences(ref, test)
        self.found += [f"writes to stderr, which a notebook must not: {text}" for text in warned]
        if self.found and (other := list(unlocked())):
            self.found.append(
                "pictures can only be compared under "
                f"{' and '.join(other)}: run make test, which uses the locked versions"
            )
        return not self.found

    def repr_failure(self, excinfo):
        """Put notebook, cell and difference in plain words before the source or the traceback."""
        error = excinfo.value
        if self.found:
            told = "".join(f"\n  {text}" for text in self.found)
            told = f"the outputs are not the stored ones{told}\n{REMEDY}\n\n{self.cell.source}"
        elif isinstance(error, NbCellError):
            trace = COLOURS.sub("", error.inner_traceback or "").strip()
            told = ": ".join([str(error), *trace.splitlines()[-1:]]) + f"\n\n{trace}"
        else:
            told = f"the kernel failed: {error}"
        return f"{self.where}: {told}"
