"""The house: imports go down only, everything public is explained, importing changes nothing."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import gdviz as gd

PACKAGE = Path(gd.__file__).parent

# A module may import from storeys below its own, and from its own storey.
STOREYS = {
    "engine": [
        *("checks", "data", "descent", "diagnosis", "grids", "initializers", "loss", "losses"),
        *("network", "optimizers", "schedules", "stopping", "text"),
    ],
    "pictures": ["display", "explorers", "plots"],
    "course": ["course", "slides"],
}
STOREY = {name: height for height, names in enumerate(STOREYS.values()) for name in names}
# Who may load what is slow to load; numpy and the standard library are for everyone.
PICTURES = [*STOREYS["pictures"], *STOREYS["course"]]
MAY_LOAD = {
    "matplotlib": PICTURES,
    "matplotlib_inline": PICTURES,
    "IPython": PICTURES,
    "anywidget": ["explorers"],
    "ipywidgets": ["explorers"],
    "traitlets": ["explorers"],
    "scipy": [],
}
MODULES = sorted(
    path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE / "static"
)


def room(path):
    """The part of the house that a module belongs to."""
    return path.parts[0].removesuffix(".py")


def imported(source):
    """Every module that a source imports anywhere, also inside its functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            # The package itself leads to everything, up to its top storey.
            yield from ("gdviz.course" if a.name == "gdviz" else a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their module in full"
            if node.module == "gdviz":
                yield from (f"gdviz.{alias.name}" for alias in node.names)
            else:
                yield node.module


def upward(here, source):
    """The imports of a source that do not go down."""
    for name in imported(source):
        parts = name.split(".")
        if parts[0] == "gdviz":
            if STOREY[parts[1]] > STOREY[here]:
                yield name
        elif here not in MAY_LOAD.get(parts[0], [here]):
            yield name


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_go_down_only(path):
    if path == Path("__init__.py"):
        here = (PACKAGE / path).read_text(encoding="utf-8")
        assert set(imported(here)) == {"lazy_loader", "gdviz.plots", "difflib"}
        return
    assert room(path) in STOREY, f"{path} has no storey yet: say in STOREYS where it lives"
    assert not list(upward(room(path), (PACKAGE / path).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("here", "source"),
    [
        ("losses", "from gdviz.plots import plot_contours"),
        ("descent", "def f():\n    from gdviz import display"),
        ("checks", "import gdviz.explorers.stage"),
        ("descent", "import matplotlib.pyplot as plt"),
        ("grids", "def f():\n    import ipywidgets"),
        ("plots", "import anywidget"),
        ("plots", "from gdviz.course import overview"),
        ("plots", "import gdviz as gd"),
    ],
)
def test_an_import_that_goes_up_is_found(here, source):
    assert len(list(upward(here, source))) == 1


def test_a_way_down_is_allowed():
    source = "import numpy\nfrom gdviz import text\nfrom gdviz.loss import Loss"
    assert not list(upward("descent", source))
    assert not list(upward("losses", "from gdviz.loss import Loss"))


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_says_first_what_it_is_for(path):
    said = ast.get_docstring(ast.parse((PACKAGE / path).read_text(encoding="utf-8")))
    assert said
    assert said.splitlines()[0].endswith((".", ":")) or "." in said


def public():
    """Every public name with its object: those of gdviz, and those of its engine's modules."""
    for name in gd.__all__:
        if not inspect.ismodule(getattr(gd, name)):
            yield f"gd.{name}", getattr(gd, name)
    for room in ("losses", "network", "optimizers", "schedules", "initializers"):
        module = getattr(gd, room)
        yield from ((f"gd.{room}.{name}", getattr(module, name)) for name in module.__all__)
    for room in ("checks", "stopping", "text"):
        module = getattr(gd, room)
        for name, thing in vars(module).items():
            if getattr(thing, "__module__", "") == module.__name__ and not name.startswith("_"):
                yield f"gd.{room}.{name}", thing


PUBLIC = dict(public())


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_is_explained_with_an_example(name):
    thing = PUBLIC[name]
    if not callable(thing):
        return
    said = inspect.getdoc(thing)
    assert said, f"{name} has no docstring"
    assert said.splitlines()[0].endswith("."), f"{name} begins with no plain sentence"
    assert ">>> " in said, f"{name} has no example"


def in_a_fresh_python(source):
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", source], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


def test_importing_and_descending_load_neither_matplotlib_nor_widgets():
    loaded = in_a_fresh_python(
        "import sys, gdviz as gd\n"
        "run = gd.descend(gd.losses.bowl(), (3, 4), learning_rate=0.1, steps=5)\n"
        "gd.diagnose(run), gd.basins(gd.losses.bowl(), resolution=3, learning_rate=0.1)\n"
        "gd.sweep(gd.losses.bowl(), [0.1], (3, 4)), gd.network.regressor([0, 1], [0, 1])\n"
        "print(*sys.modules)"
    )
    assert "gdviz.grids" in loaded
    heavy = {"matplotlib", "ipywidgets", "anywidget", "IPython", "scipy", "tqdm"}
    assert not heavy & set(loaded)


def test_importing_loads_no_module_of_the_package_but_its_list_of_plots():
    loaded = in_a_fresh_python("import sys, gdviz; print(*sys.modules)")
    assert [name for name in loaded if name.startswith("gdviz.")] == ["gdviz.plots"]
    assert "numpy" not in loaded


def test_loading_everything_changes_no_setting():
    told = in_a_fresh_python(
        "import os, sys, warnings, matplotlib as mpl, numpy as np\n"
        "mpl.use('agg')\n"
        "state = lambda: (dict(mpl.rcParams), np.geterr(), np.get_printoptions(),"
        " list(warnings.filters), os.getcwd(), sys.displayhook, sys.excepthook)\n"
        "import matplotlib.pyplot, IPython, anywidget\n"
        "before = state()\n"
        "import gdviz as gd\n"
        "things = [getattr(gd, name) for name in gd.__all__]\n"
        "assert state() == before\n"
        "print(len(things))"
    )
    assert int(told[0]) == len(gd.__all__)
