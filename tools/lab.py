"""Open JupyterLab at the first notebook: on this machine only, asking the internet nothing.

`make lab` runs this with the Python of .venv. Further words on the command line go to
JupyterLab as they are: `.venv/bin/python tools/lab.py --port=9000`.
"""

import os
import sys
from pathlib import Path

import zmq
from jupyterlab.labapp import main as jupyterlab

ROOT = Path(__file__).resolve().parent.parent
FIRST_NOTEBOOK = "notebooks/00_overview.ipynb"


def has_browser(environment, platform):
    """Whether a window can open: on Linux only with a display, else a text browser may start."""
    if not platform.startswith("linux"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def lab_arguments(environment, platform, is_root, can_encrypt):
    """Return what to call JupyterLab with."""
    arguments = [
        f"--ServerApp.root_dir={ROOT}",
        f"--LabApp.default_url=/lab/tree/{FIRST_NOTEBOOK}",
        "--ServerApp.ip=127.0.0.1",
        # Ctrl-C stops it, without a question that a second Ctrl-C must answer.
        "--ServerApp.answer_yes=True",
        # A browser in a sandbox (snap, WSL) cannot read the file it would else be sent to.
        "--ServerApp.use_redirect_file=False",
        # Nothing is fetched: no news, no word of newer versions, no catalogue of extensions.
        # The settings answer the question about news, which JupyterLab asks all the same.
        f"--LabApp.app_settings_dir={ROOT / 'tools' / 'lab_settings'}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        # Only what a person needs: the address, and what goes wrong.
        "--log-level=WARN",
        "--LabApp.log_level=WARN",
    ]
    if not has_browser(environment, platform):
        arguments.append("--no-browser")
    if is_root:
        arguments.append("--allow-root")
    if can_encrypt:  # else the kernel prints a warning about eavesdroppers that alarms a beginner
        arguments.append("--KernelManager.transport_encryption=auto")
    return arguments


def main(extra):
    """Hand this process over to JupyterLab."""
    # A kernel of the same name in the home folder must not take the place of .venv's.
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    print("Starting JupyterLab. Its address follows; stop it with Ctrl-C.", flush=True)
    arguments = lab_arguments(os.environ, sys.platform, is_root, zmq.has("curve"))
    sys.argv = ["jupyter-lab", *arguments, *extra]
    jupyterlab()


if __name__ == "__main__":
    main(sys.argv[1:])
