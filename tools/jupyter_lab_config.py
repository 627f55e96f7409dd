"""JupyterLab at the first notebook: on this machine only, asking the internet nothing."""

import os
import sys
from pathlib import Path

import zmq

ROOT = Path(__file__).resolve().parent.parent
c = get_config()  # noqa: F821

c.ServerApp.root_dir = str(ROOT)
c.LabApp.default_url = "/lab/tree/notebooks/00_overview.ipynb"
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.answer_yes = True  # Ctrl-C stops it, without a question that a second one answers
c.ServerApp.allow_root = True  # the only user of a container
# A browser in a sandbox (snap, WSL) cannot read the file it would else be sent to.
c.ServerApp.use_redirect_file = False
# On Linux without a display a text browser might start.
displays = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
c.ServerApp.open_browser = sys.platform != "linux" or any(map(os.environ.get, displays))
# No news, no word of newer versions, no catalogue of extensions. The settings answer the question
# about news, which JupyterLab asks all the same.
c.LabApp.app_settings_dir = str(ROOT / "tools" / "lab_settings")
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
c.Application.log_level = "WARN"  # the address, and what goes wrong
if zmq.has("curve"):  # else the kernel prints a warning about eavesdroppers
    c.KernelManager.transport_encryption = "auto"
