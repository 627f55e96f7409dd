"""The notebooks come out the same as an old processor computes them; `make processors` runs all."""

import os
import subprocess
import sys

from tools import processors

SIMD = "from tools.processors import simd_levels; print(simd_levels())"


def test_a_notebook_passes_with_every_level_held_down():
    (notebook,) = (processors.ROOT / "notebooks").glob("03_*.ipynb")
    failed, text = processors.run(sys.executable, processors.held_down(), [notebook])
    assert failed == {notebook.name: 0}, text


def test_the_held_down_levels_are_really_off():
    environment = os.environ | processors.held_down()
    told = subprocess.check_output(
        [sys.executable, "-c", SIMD], cwd=processors.ROOT, env=environment, text=True
    )
    assert told.strip() == "[]"


def test_every_arithmetic_but_the_first_changes_the_environment():
    first, *others = processors.arithmetics().values()
    assert first == {}
    assert all(others)


def test_the_table_counts_what_failed_and_names_what_did_not_run():
    paths = [processors.ROOT / "00_a.ipynb", processors.ROOT / "01_b.ipynb"]
    results = {"as it is": {"00_a.ipynb": 0, "01_b.ipynb": 3}}
    results["Python 3.14"] = {"00_a.ipynb": "no run", "01_b.ipynb": 0}
    assert processors.table(results, paths).splitlines() == [
        "              00   01",
        "as it is      ok    3",
        "Python 3.14 no run   ok",
    ]
