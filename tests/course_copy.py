"""A copy of the course to plant faults in, and a pytest run on its notebooks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

COURSE = Path(__file__).parents[1]
PARTS = ("conftest.py", "pyproject.toml", "requirements.lock", "gdviz", "tools")
UNUSED = ("no:cacheprovider", "no:hypothesispytest", "no:anyio", "no:xdist")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")
# Proves afterwards that the kernels used the copy of gdviz, not the installed one.
LEAVE_A_TRACE = "\nimport pathlib\n\npathlib.Path(__file__).with_name('imported').touch()\n"


class Run(NamedTuple):
    """What a pytest run came to: its exit code, its items, the words of those that failed."""

    code: int
    items: list
    failed: dict
    text: str


def copy_course(folder):
    """Copy what a run of the notebooks needs, with an empty folder for them."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if (COURSE / part).is_dir():
            shutil.copytree(COURSE / part, folder / part, ignore=LEFT_OUT)
        else:
            shutil.copy(COURSE / part, folder / part)
    with (folder / "gdviz" / "__init__.py").open("a", encoding="utf-8") as file:
        file.write(LEAVE_A_TRACE)
    shutil.copy(COURSE / "tests" / "one_kernel.py", folder)
    (folder / "notebooks").mkdir()
    return folder


def used_the_copy(folder):
    """Say whether a kernel imported the copy's own gdviz."""
    return (folder / "gdviz" / "imported").exists()


def run_pytest(folder, *arguments, items=("notebooks",), **environment):
    """Run pytest on items of a copy, by default all its notebooks, with the copy's own gdviz."""
    report = folder / "report.xml"
    own = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    options = ["-q", f"--junitxml={report}", *arguments]
    for plugin in ("one_kernel", *UNUSED):
        options += ["-p", plugin]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *items],
        cwd=folder,
        env=os.environ | own | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    failed = {name_of(case): case.find("failure").text for case in cases if len(case)}
    return Run(done.returncode, [name_of(c) for c in cases], failed, done.stdout + done.stderr)


def name_of(case):
    """Return the notebook and the item of one entry of the report."""
    return case.get("classname").removeprefix("notebooks."), case.get("name")
