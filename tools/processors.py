"""Runs the notebooks as other processors, Pythons and packages compute them.

``make processors`` takes every arithmetic that this machine can imitate. The environment decides
which instructions numpy, OpenBLAS and the C library use, so all of it is set before Python starts.
``make versions`` takes the lowest and the newest packages that pyproject.toml allows; matplotlib
then draws otherwise, so the texts of the notebooks are compared and their pictures are not.
"""

import os
import platform
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
ENVIRONMENTS = ROOT / "build" / "processors"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# What the package itself needs: its lowest versions, and those that pip takes today.
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEWEST = PROJECT["dependencies"]
LOWEST = [text.split(",")[0].replace(">=", "==") + ".*" for text in NEWEST]
VERSIONS = {"lowest packages": LOWEST, "newest packages": NEWEST}
# Kernels for AVX-512, AVX2 and SSE, and what numpy calls the processors that they need.
OPENBLAS = {"SKYLAKEX": "X86_V4", "HASWELL": "X86_V3", "NEHALEM": ""}
GLIBC = "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX"
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


def simd_levels():
    """Return numpy's names of the instruction sets that this machine has beyond the baseline."""
    return np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])


def arithmetics():
    """Return the environment of each arithmetic by its name, the oldest of a kind last."""
    levels, x86 = simd_levels(), platform.machine().lower() in ("x86_64", "amd64")
    rows = {"as it is": {}}
    for k, level in reversed(list(enumerate(levels))):
        rows[f"numpy below {level}"] = {"NPY_DISABLE_CPU_FEATURES": " ".join(levels[k:])}
    for name, needed in OPENBLAS.items():
        if x86 and needed in ("", *levels):
            rows[f"OpenBLAS {name}"] = {"OPENBLAS_CORETYPE": name}
    if platform.libc_ver()[0] == "glibc":
        rows["glibc without FMA and AVX2"] = {"GLIBC_TUNABLES": GLIBC}
    rows["all held down"] = {name: value for row in rows.values() for name, value in row.items()}
    rows["1 thread"] = dict.fromkeys(THREADS, "1")
    rows["2 threads"] = dict.fromkeys(THREADS, "2")
    return rows


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


def environment_of(name, python, packages):
    """Make an environment from the lock, with other packages; return its Python."""
    print(f"{name}: installing ...", flush=True)
    folder = ENVIRONMENTS / name.replace(" ", "-")
    inside = str(folder / "bin" / "python")
    pip = [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for command in (
        [python, "-m", "venv", "--clear", str(folder)],
        [*pip, "--require-hashes", "-r", "requirements.lock"],
        [*pip, "--no-build-isolation", "--upgrade", *packages, "-e", "."],
    ):
        subprocess.run(command, cwd=ROOT, check=True)
    return inside


def run(python, environment, *given):
    """Run notebooks strictly, or what is given; return if all is well, and what pytest says."""
    command = [python, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
    own = {"MATPLOTLIBRC": os.devnull, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", *(given or ["notebooks"])],
        cwd=ROOT,
        env=os.environ | own | environment,
        capture_output=True,
        encoding="utf-8",
    )
    return done.returncode == 0, done.stdout + done.stderr


def run_versions(python):
    """Run the quick tests, and the notebooks for their texts."""
    quick = run(python, {}, "-m", "not slow", "gdviz", "tests")
    texts = run(python, {}, "--noconftest", "--nbval-sanitize-with", "tools/texts.cfg", "notebooks")
    return quick[0] and texts[0], quick[1] + texts[1]


def main():
    """Run every named row, or all, and print what it sets and what fails; return how many fail."""
    rows = {name: (None, own) for name, own in arithmetics().items()}
    rows |= {f"Python {version}": (path, {}) for version, path in other_pythons().items()}
    every = [*rows]
    rows |= {name: (sys.executable, {}) for name in VERSIONS}
    if unknown := set(sys.argv[1:]) - set(rows):
        sys.exit(f"no rows {sorted(unknown)}; there are {', '.join(rows)}")
    bad, names = [], sys.argv[1:] or every
    for name in names:
        python, own = rows[name]
        if python:
            python = environment_of(name, python, VERSIONS.get(name, ()))
        ok, text = run_versions(python) if name in VERSIONS else run(python or sys.executable, own)
        settings = "".join(f" {key}={value!r}" for key, value in own.items())
        print(f"{name}{settings}: {'ok' if ok else text}", flush=True)
        bad += [] if ok else [name]
    print(f"{len(names)} rows, {len(bad)} of them not as stored: {', '.join(bad) or 'none'}")
    return len(bad)


if __name__ == "__main__":
    sys.exit(main())
