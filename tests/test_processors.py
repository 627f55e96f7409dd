"""What `make processors` sets and runs; tests/test_planted_faults_in_gdviz.py takes one row."""

import os
import subprocess
import sys

import pytest

from tools import processors

HELD_DOWN = processors.arithmetics()["all held down"]
SIMD = "from tools.processors import simd_levels; print(simd_levels())"


def test_only_the_named_rows_run_and_an_unknown_name_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(processors, "run", lambda python, environment: (True, ""))
    monkeypatch.setattr(processors, "other_pythons", dict)
    monkeypatch.setattr(sys, "argv", ["processors", "1 thread"])
    assert processors.main() == 0
    assert capsys.readouterr().out.endswith("1 rows, 0 of them not as stored: none\n")
    sys.argv.append("1 thred")
    with pytest.raises(SystemExit, match=r"no rows .'1 thred'.; there are .*, 1 thread, "):
        processors.main()


def test_the_held_down_levels_are_really_off():
    environment = os.environ | HELD_DOWN
    told = subprocess.check_output(
        [sys.executable, "-c", SIMD], cwd=processors.ROOT, env=environment, text=True
    )
    assert told.strip() == "[]"
