"""Make .venv from requirements.lock and put the course into it, once.

`make lab` and `make test` run this first. A second run finds its own stamp in .venv and
returns at once. It needs nothing but the standard library, and keeps to a syntax that
Python 3.6 can read, so that an old Python can say that it is too old.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)
UNREACHABLE = (  # what pip writes when no package index answers
    "retrying (",
    "from versions: none",
    "newconnectionerror",
    "nameresolutionerror",
    "name resolution",
    "connection refused",
    "timed out",
    "proxyerror",
    "sslerror",
)
# Lines that name a cause, unlike pip's own frame around them (metadata-generation-failed).
CAUSE = re.compile(r"\bERROR\b|\w+Error\b|Retrying \(|No space left")


class SetupError(Exception):
    """What went wrong and what to do next, in a sentence or two for a person."""


# Checks: each raises SetupError, and none needs the network.


def check_python(version):
    """Refuse a Python older than the course needs."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        raise SetupError(
            f"This is Python {version[0]}.{version[1]}, and the course needs 3.11 or newer. "
            "Install one from python.org, then name it: make lab PYTHON=python3.12"
        )


def check_venv_module(version):
    """Refuse a Python that cannot make a virtual environment."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise SetupError(
            "This Python cannot make .venv: its module venv is missing. On Debian and Ubuntu run "
            f"'apt install python{version[0]}.{version[1]}-venv' as root, elsewhere install Python "
            "from python.org; then run the same command again."
        ) from None


def check_writable(folder):
    """Refuse a folder in which nothing can be made, by trying: permissions do not tell root."""
    try:
        os.rmdir(tempfile.mkdtemp(prefix=".try-", dir=str(folder)))
    except OSError as error:
        raise SetupError(
            f"Nothing can be written in {folder} ({error.strerror}), and .venv must be made there. "
            "Copy the course into a folder of your own and run the same command in the copy."
        ) from None


# What is there, and what is missing.


def venv_python(root):
    """Where the Python of .venv is."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def wanted_stamp(root, version):
    """Two lines: where and for which Python .venv is made, and what is to be in it."""
    digest = hashlib.sha256()
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((root / name).read_bytes())
    return [f"Python {version[0]}.{version[1]} in {root}", digest.hexdigest()]


def found_stamp(root):
    """Return the stamp that is in .venv, or an empty list."""
    try:
        return (root / ".venv" / "gdviz.stamp").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def answers(python, version, modules="sys"):
    """Whether `python` starts, can import `modules` and is of the same version as this one."""
    code = f"import sys, {modules}; print(sys.version_info[:2] == {tuple(version[:2])})"
    try:
        done = subprocess.run([str(python), "-c", code], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.stdout.strip() == b"True"


def work_left(root, version):
    """Say what is to be done: "nothing", only the "packages", or "everything"."""
    found, wanted = found_stamp(root), wanted_stamp(root, version)
    if found and found[0] != wanted[0]:  # moved, copied, or made for another Python
        return "everything"
    if not answers(venv_python(root), version, modules="sys" if found else "pip"):
        return "everything"
    return "nothing" if found == wanted else "packages"


# The work.


def make_venv(root):
    """Make an empty .venv, in the place of any old one."""
    python = getattr(sys, "_base_executable", None) or sys.executable
    done = subprocess.run(
        [python, "-m", "venv", "--clear", str(root / ".venv")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        last = useful_lines(done.stdout.decode("utf-8", "replace"))
        raise SetupError(f"Python could not make .venv. What it said:\n{last}")


def pip_install(root, arguments, log):
    """Run pip in .venv; what it says goes to `log`, and to a person only if it fails."""
    command = [str(venv_python(root)), "-m", "pip", "install", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", *arguments]
    # Two retries, not five: without a network, five take minutes to admit it.
    environment = {"PIP_RETRIES": "2", "PYTHONUTF8": "1", **os.environ, "PIP_USER": "0"}
    with subprocess.Popen(
        command,
        cwd=str(root),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as pip:
        for line in copy_lines(pip.stdout, log):
            show_progress(line)
    if pip.returncode:
        raise SetupError(explain(log))


def copy_lines(stream, log):
    """Yield each line of `stream` as text, and append it to the file `log`."""
    with log.open("a", encoding="utf-8") as file:
        for raw in stream:
            line = raw.decode("utf-8", "replace")
            file.write(line)
            yield line


def show_progress(line):
    """Name the package pip is at, on one line that is written over; only in a terminal."""
    if not sys.stdout.isatty():
        return
    if line.startswith("Collecting "):
        say(f"\r\033[K  {line.split()[1]}", end="")
    elif line.startswith(("Installing collected", "Successfully")):
        say("\r\033[K", end="")


def explain(log):
    """Turn pip's long log into what happened, what to do next and the lines that tell why."""
    text = log.read_text(encoding="utf-8")
    if any(sign in text.lower() for sign in UNREACHABLE):
        advice = (
            "The packages could not be fetched: no package index answered. Check the network "
            "(and the proxy, if there is one), then run the same command again."
        )
    else:
        advice = "pip could not install the packages. Mend what it names, then run this again."
    return f"{advice}\nThe whole log is in {log}; its last lines that tell something:\n" + (
        useful_lines(text)
    )


def useful_lines(text, count=3):
    """Return the last `count` lines of `text` that name a cause, or else its last lines."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    causes = [line for line in lines if CAUSE.search(line)]
    return "\n".join("  " + line[:200] for line in (causes or lines)[-count:])


def install(root, version):
    """Bring .venv to what requirements.lock and pyproject.toml say."""
    work = work_left(root, version)
    if work == "nothing":
        return
    check_writable(root)
    started = time.monotonic()
    if work == "everything":
        check_venv_module(version)
        say("Making .venv, a Python of the course's own ...")
        make_venv(root)
    check_writable(root / ".venv")
    stamp = root / ".venv" / "gdviz.stamp"
    log = root / ".venv" / "install.log"
    log.write_text("", encoding="utf-8")
    say("Fetching and installing the packages (about a minute the first time) ...")
    pip_install(root, ["--require-hashes", "-r", "requirements.lock"], log)
    say("Installing the course itself (a few seconds) ...")
    pip_install(root, ["--no-deps", "--no-build-isolation", "-e", "."], log)
    stamp.write_text("\n".join(wanted_stamp(root, version)) + "\n", encoding="utf-8")
    say(f"Ready after {time.monotonic() - started:.0f} s.")


def say(text, end="\n"):
    """Print at once, also into a pipe, and in any encoding."""
    encoding = sys.stdout.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), end=end, flush=True)


def main(root=ROOT):
    """Install, or say in plain words why not; return the exit code."""
    try:
        check_python(sys.version_info)
        install(root, sys.version_info)
    except SetupError as error:
        say(f"\nThe course could not be set up. {error}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Run the same command again to go on.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
