"""Runs the notebooks, strictly, as other processors and other Pythons compute them.

``make processors`` (``python -m tools.processors``) takes every arithmetic that this machine can
imitate and prints a table of arithmetics and notebooks; names after it choose among the rows.
The environment decides which instructions numpy, OpenBLAS and the C library use, so all of it is
set before Python starts.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
ENVIRONMENTS = ROOT / "build" / "processors"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
NUMPY = "numpy>=2.3,<3"  # as in pyproject.toml
OPENBLAS = ("NEHALEM", "HASWELL", "SKYLAKEX")  # kernels for SSE, AVX2 and AVX-512
GLIBC = "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX"
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


def simd_levels():
    """Return numpy's names of the instruction sets that this machine has beyond the baseline."""
    return np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])


def kernels():
    """Return the OpenBLAS kernels that this machine can run."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return ()
    levels = simd_levels()
    needs = {"HASWELL": "X86_V3", "SKYLAKEX": "X86_V4"}
    return tuple(name for name in OPENBLAS if needs.get(name) in (None, *levels))


def arithmetics():
    """Return the environment of each arithmetic by its name."""
    levels = simd_levels()
    rows = {"as it is": {}}
    for k, level in reversed(list(enumerate(levels))):
        rows[f"numpy below {level}"] = {"NPY_DISABLE_CPU_FEATURES": " ".join(levels[k:])}
    for name in kernels():
        rows[f"OpenBLAS {name}"] = {"OPENBLAS_CORETYPE": name}
    if platform.libc_ver()[0] == "glibc":
        rows["glibc without FMA and AVX2"] = {"GLIBC_TUNABLES": GLIBC}
    for count in ("1", "2"):
        rows[f"{count} thread{'s' * (count != '1')}"] = dict.fromkeys(THREADS, count)
    if levels:
        rows["all held down"] = held_down()
    return rows


def held_down():
    """Return the environment of the oldest processor that this machine can imitate."""
    levels = " ".join(simd_levels())
    oldest = {"NPY_DISABLE_CPU_FEATURES": levels} if levels else {}  # else they are off already
    if kernels():
        oldest["OPENBLAS_CORETYPE"] = kernels()[0]
    if platform.libc_ver()[0] == "glibc":
        oldest["GLIBC_TUNABLES"] = GLIBC
    return oldest


def other_pythons():
    """Return the interpreters of other Pythons on PATH and among pyenv's, by version."""
    pyenv, found = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions"), {}
    for version in PYTHONS:
        places = [Path(folder, f"python{version}") for folder in os.get_exec_path()]
        for path in filter(Path.exists, [*places, *pyenv.glob(f"{version}*/bin/python")]):
            # A shim for a version that is switched off does not start.
            if subprocess.run([path, "-c", "import venv"], capture_output=True).returncode == 0:
                found.setdefault(version, str(path))
    found.pop(".".join(map(str, sys.version_info[:2])), None)
    return found


def environment_of(version, python):
    """Make or reuse an environment from the lock with the newest numpy; return its Python."""
    folder = ENVIRONMENTS / version
    inside = folder / "bin" / "python"
    stamp = folder / "lock"
    if not stamp.exists() or stamp.read_bytes() != LOCK.read_bytes():
        print(f"Python {version}: installing the lock ...", flush=True)
        pip = [str(inside), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        for command in (
            [python, "-m", "venv", "--clear", str(folder)],
            [*pip, "--require-hashes", "-r", str(LOCK)],
            [*pip, "--upgrade", NUMPY],
            [*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)],
        ):
            subprocess.run(command, cwd=ROOT, check=True)
        stamp.write_bytes(LOCK.read_bytes())
    return str(inside)


def run(python, environment, notebooks):
    """Run notebooks strictly; return the number of failed items by notebook, and the text."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [python, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
        command += ["-p", "no:cacheprovider", f"--junitxml={report}", *map(str, notebooks)]
        own = {"MATPLOTLIBRC": os.devnull, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | own | environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        failed = {path.name: 0 for path in notebooks}
        if not report.exists():
            return dict.fromkeys(failed, "no run"), done.stdout + done.stderr
        ran = set()
        for case in ElementTree.parse(report).iter("testcase"):
            name = case.get("classname").removeprefix("notebooks.")
            ran.add(name)
            failed[name] = failed.get(name, 0) + bool(len(case))
    return {name: n if name in ran else "no run" for name, n in failed.items()}, done.stdout


def table(results, notebooks):
    """Return the table of arithmetics and notebooks: the number of items that failed."""
    width = max(map(len, results))
    names = [path.name[:2] for path in notebooks]
    lines = [" ".join([" " * width, *(f"{name:>4}" for name in names)])]
    for name, failed in results.items():
        cells = (failed[path.name] for path in notebooks)
        marks = ("ok" if cell == 0 else str(cell) for cell in cells)
        lines.append(" ".join([f"{name:{width}}", *(f"{mark:>4}" for mark in marks)]))
    return "\n".join(lines)


def main(arguments=None):
    """Run every row, print failures as they come and the table at the end; 0 where all is well."""
    parser = argparse.ArgumentParser(prog="make processors", description=__doc__)
    parser.add_argument("rows", nargs="*", help="names of rows; all where none is given")
    parser.add_argument("--list", action="store_true", help="only list the rows")
    options = parser.parse_args(arguments)
    notebooks = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    rows = {name: (sys.executable, own) for name, own in arithmetics().items()}
    pythons = other_pythons()
    rows |= {f"Python {version}": (version, {}) for version in pythons}
    if unknown := set(options.rows) - set(rows):
        parser.error(f"no such row: {', '.join(sorted(unknown))}. Known: {', '.join(rows)}")
    results = {}
    for name, (python, environment) in rows.items():
        if options.rows and name not in options.rows:
            continue
        if options.list:
            print(name, *(f"{key}={value!r}" for key, value in environment.items()))
            continue
        if python in pythons:
            python = environment_of(python, pythons[python])
        results[name], text = run(python, environment, notebooks)
        good = not any(results[name].values())
        print(f"{name}: {'ok' if good else text}", flush=True)
    if results:
        print(f"\nItems that failed, by notebook:\n{table(results, notebooks)}")
    return int(any(any(failed.values()) for failed in results.values()))


if __name__ == "__main__":
    sys.exit(main())
