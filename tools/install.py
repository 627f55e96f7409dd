"""Make .venv from requirements.lock and put the course into it; done once, nothing is done again.

`make` runs this first. It needs the standard library only, and a syntax that Python 3.6 can read,
so that an old Python can say that it is too old.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON, STAMP, LOG = VENV / "bin" / "python", VENV / "gdviz.stamp", VENV / "install.log"
OLDEST = (3, 11)
# What pip writes when no package index answers.
UNREACHABLE = ("Retrying (", "from versions: none", "ConnectionError", "timed out", "SSLError")


def stop(reason):
    """End with what went wrong and what to do next."""
    sys.exit(f"\nThe course could not be set up. {reason}")


def stamp():
    """Return for which Python and where .venv is made, and a digest of what goes into it."""
    files = (ROOT / "requirements.lock", ROOT / "pyproject.toml")
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return "Python {}.{} in {}\n".format(*sys.version_info[:2], ROOT), digest


def pip_install(*arguments):
    """Run pip in .venv; what it says goes to the log, and what went wrong into a sentence."""
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    # Two retries, not five: without a network, five take minutes to admit it.
    environment = {"PIP_RETRIES": "2", **os.environ, "PIP_USER": "0", "PYTHONUTF8": "1"}
    with LOG.open("ab") as log:
        failed = subprocess.call(
            [*command, *arguments], cwd=str(ROOT), env=environment, stdout=log, stderr=log
        )
    if failed:
        text = LOG.read_text(encoding="utf-8", errors="replace")
        if any(sign in text for sign in UNREACHABLE):
            stop(
                "The packages could not be fetched: no package index answered. Check the network "
                "(and the proxy, if there is one), then run the same command again."
            )
        causes = [line.strip() for line in text.splitlines() if "Error" in line or "ERROR" in line]
        stop("pip could not install the packages; see .venv/install.log. " + "".join(causes[-1:]))


def install():
    """Bring .venv to what requirements.lock and pyproject.toml say."""
    if sys.version_info < OLDEST:
        version = "{}.{}".format(*sys.version_info)
        stop(
            f"This is Python {version}, and the course needs 3.11 or newer. Install one from "
            "python.org, then name it: make lab PYTHON=python3.12"
        )
    place, digest = stamp()
    found = STAMP.read_text(encoding="utf-8") if STAMP.is_file() else ""
    if found == place + digest and PYTHON.exists():
        return
    if not found.startswith(place) or not PYTHON.exists():  # also one that was moved or copied
        print("Making .venv, a Python of the course's own ...", flush=True)
        base = getattr(sys, "_base_executable", sys.executable)
        if subprocess.call([base, "-m", "venv", "--clear", str(VENV)]):
            stop("Python could not make .venv; it says above why and what to install.")
    print("Installing the packages (about a minute the first time) ...", flush=True)
    LOG.write_bytes(b"")
    pip_install("--require-hashes", "-r", "requirements.lock")
    pip_install("--no-deps", "--no-build-isolation", "-e", ".")
    STAMP.write_text(place + digest, encoding="utf-8")


if __name__ == "__main__":
    install()
