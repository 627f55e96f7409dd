"""A copy of the course to plant faults in, and a pytest run on its notebooks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

COURSE = Path(__file__).parents[1]
FILES = ("conftest.py", "pyproject.toml", "requirements.lock", "tests/one_kernel.py")


class Run(NamedTuple):
    """What a pytest run came to: its items, the words of those that failed, and its text."""

    items: list
    failed: dict
    text: str


def copy_course(folder):
    """Copy what a run of the notebooks needs, with an empty folder for them."""
    for part in ("gdviz", "tools"):
        shutil.copytree(COURSE / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(COURSE / file, folder)
    (folder / "notebooks").mkdir()
    return folder


def run_pytest(folder, *arguments, **environment):
    """Run pytest on the notebooks of a copy, with the copy's own gdviz."""
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "one_kernel", f"--junitxml={report}"]
    done = subprocess.run(
        [*command, *arguments, "notebooks"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)} | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=240,
    )
    cases = {name_of(case): case for case in ElementTree.parse(report).iter("testcase")}
    failed = {name: case[0].text for name, case in cases.items() if len(case)}
    return Run(list(cases), failed, done.stdout + done.stderr)


def name_of(case):
    """Return the notebook and the item of one entry of the report."""
    return case.get("classname").removeprefix("notebooks."), case.get("name")
