"""A JupyterLab of its own for one test session, and a browser that sees nothing but it."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import nbformat
import pytest

CHROMIUM = "/usr/bin/chromium"
MISSING = (
    "No browser to test in: install Debian's chromium (apt-get install chromium), "
    "or name another one in CHROMIUM."
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium():
    """Return the browser's path; without a browser, fail in CI and skip elsewhere."""
    path = os.environ.get("CHROMIUM", CHROMIUM)
    if Path(path).exists():
        return path
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@contextmanager
def server(folder, theme="JupyterLab Light"):
    """Serve a folder by JupyterLab on this machine only; yields the address and the token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    home = folder / ".home"
    _settings(home, theme)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": folder,
        "IdentityProvider.token": token,
        "LabApp.user_settings_dir": home / "settings",
        "LabApp.workspaces_dir": home / "workspaces",
        "LabApp.expose_app_in_browser": True,
    }
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    env = {**os.environ, **{name: str(home / name) for name in names}}
    env.pop("MPLBACKEND", None)
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(
            command + [f"--{name}={value}" for name, value in options.items()],
            env=env,
            stdout=log,
            stderr=log,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, token, process, home / "server.log")
            yield address, token
        finally:
            process.terminate()
            process.wait(timeout=30)


def _settings(home, theme):
    for plugin, name, values in (
        ("apputils", "notification", {"fetchNews": "false", "checkForUpdates": False}),
        ("apputils", "themes", {"theme": theme}),
        ("docmanager", "plugin", {"autosave": False}),
    ):
        folder = home / "settings" / "@jupyterlab" / f"{plugin}-extension"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.jupyterlab-settings").write_text(json.dumps(values))


def _wait_for(address, token, process, log, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/status?token={token}", timeout=2).close()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab does not answer at {address}:\n{log.read_text()[-2000:]}")


def write_notebook(path, *sources):
    """Write a notebook of code cells that nobody has run yet."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


class Watch:
    """What a page asked of other machines, and what it complained of."""

    def __init__(self, context, allowed):
        self.allowed, self.refused, self.errors = allowed, [], []
        context.route("**/*", self._decide)

    def _decide(self, route):
        address = route.request.url
        if address.startswith((*self.allowed, "data:", "blob:")):
            route.continue_()
        else:
            self.refused.append(address)
            route.abort()

    def look_at(self, page):
        """Collect a page's errors from now on."""
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message):
        if message.type == "error":
            self.errors.append(message.text)


def open_notebook(page, address, token, name):
    """Open a notebook and wait until its kernel stands ready."""
    page.goto(f"{address}/lab/tree/{name}?token={token}")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.ready")
    page.wait_for_function(
        "window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'",
        timeout=60_000,
    )


def run_all(page):
    """Run all cells and wait until the kernel is done."""
    page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
        ".every(prompt => /\\[\\d+\\]/.test(prompt.textContent))",
        timeout=90_000,
    )
