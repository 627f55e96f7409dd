"""The storeys hold, everything public is explained, and importing changes nothing."""

import ast
import inspect
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import gdviz as gd

ENGINE = gd.initializers, gd.losses, gd.network, gd.optimizers, gd.schedules, gd.stopping
CONTRACTS = Path(__file__).parents[1] / "pyproject.toml"


def test_imports_keep_the_contracts_of_pyproject(capsys):
    broken = lint_imports(config_filename=str(CONTRACTS), no_cache=True, no_logo=True)
    assert not broken, capsys.readouterr().out


def test_the_engine_imports_numpy_and_nothing_else_that_is_installed():
    imports = tomllib.loads(CONTRACTS.read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers, *_, engine = imports["contracts"]
    listed = {f"gdviz.{name}" for name in layers["layers"][-1].split(" : ")}
    assert listed == set(engine["source_modules"]), "the engine in both lists of pyproject.toml"
    for module in engine["source_modules"]:
        nodes = list(ast.walk(ast.parse(inspect.getsource(import_module(module)))))
        names = [each.name for n in nodes if isinstance(n, ast.Import) for each in n.names]
        names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
        others = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
        assert others <= {"gdviz", "numpy"}, f"{module} imports {others - {'gdviz', 'numpy'}}"


def public():
    """Yield the name and the object of everything that a learner may call."""
    for module in (gd, *ENGINE):
        for name in module.__all__:
            if callable(thing := getattr(module, name)):
                yield f"{module.__name__}.{name}", thing


@pytest.mark.parametrize(("name", "thing"), list(public()))
def test_a_public_name_is_explained_with_an_example(name, thing):
    said = inspect.getdoc(thing)
    assert said, f"{name} has no docstring"
    assert said.splitlines()[0].endswith("."), f"{name}: the docstring begins with no sentence"
    assert ">>> " in said, f"{name}: the docstring has no example"


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
    assert not {"matplotlib", "ipywidgets", "anywidget", "IPython", "scipy"} & set(loaded)


def test_importing_loads_no_module_of_the_package():
    loaded = in_a_fresh_python("import sys, gdviz; print(*sys.modules)")
    assert not [name for name in loaded if name.startswith("gdviz.")]
    assert "numpy" not in loaded


def test_a_check_loads_the_module_of_its_notebook_and_no_other():
    loaded = in_a_fresh_python("import sys, gdviz as gd; gd.check('03.2', 1); print(*sys.modules)")
    course = {name for name in loaded if name.startswith("gdviz.course.")}
    assert course == {"gdviz.course.exercises", "gdviz.course.learning_rate"}
    assert not {"gdviz.data", "gdviz.losses", "gdviz.plots.axes"} & set(loaded)


def test_loading_everything_changes_no_setting():
    in_a_fresh_python(
        "import os, sys, warnings, matplotlib as mpl, numpy as np\n"
        "mpl.use('agg')\n"
        "state = lambda: (dict(mpl.rcParams), np.geterr(), np.get_printoptions(),"
        " list(warnings.filters), os.getcwd(), sys.displayhook, sys.excepthook)\n"
        "import matplotlib.pyplot, IPython, anywidget\n"
        "before = state()\n"
        "import gdviz as gd\n"
        "assert [getattr(gd, name) for name in gd.__all__]\n"
        "assert state() == before\n"
    )
