"""A JupyterLab of its own for one test session, and a browser that sees nothing but it."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from jupyter_server.serverapp import list_running_servers

CHROMIUM = "/usr/bin/chromium"
CONFIG = Path(__file__).parents[2] / "tools" / "jupyter_lab_config.py"
MISSING = (
    "No browser to test in: install Debian's chromium (apt-get install chromium), "
    "or name another one in CHROMIUM."
)
# What an accessibility checker looks at; a dark page differs in its colours only.
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "dark": ["color-contrast", "link-in-text-block"],
}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"]


def chromium():
    """Return the browser's path; without a browser, fail in CI and skip elsewhere."""
    path = os.environ.get("CHROMIUM", CHROMIUM)
    if not Path(path).exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    return path


@contextmanager
def server(folder):
    """Serve a folder by JupyterLab as `make lab` sets it up; yields the address and the token."""
    home = folder / ".home"
    home.mkdir()
    options = {
        "config": CONFIG,
        "ServerApp.root_dir": folder,
        "LabApp.user_settings_dir": home / "settings",
        "LabApp.workspaces_dir": home / "workspaces",
        "LabApp.expose_app_in_browser": True,
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser"]
    command += [f"--{name}={value}" for name, value in options.items()]
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    env = {**os.environ, **{name: str(home / name) for name in names}}
    env.pop("MPLBACKEND", None)
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            end = time.monotonic() + 60
            while not (running := [*list_running_servers(env["JUPYTER_RUNTIME_DIR"])]):
                if process.poll() is not None or time.monotonic() > end:
                    pytest.fail(f"No JupyterLab:\n{(home / 'server.log').read_text()[-2000:]}")
                time.sleep(0.2)
            yield running[0]["url"], running[0]["token"]
        finally:
            process.terminate()
            process.wait(timeout=30)


def write_notebook(path, *sources):
    """Write a notebook of code cells that nobody has run yet."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


def watch(context, *allowed):
    """Return a list that collects what pages ask of other addresses, and what they complain of."""
    found, allowed = [], (*allowed, "data:", "blob:")
    context.on("request", lambda asked: asked.url.startswith(allowed) or found.append(asked.url))
    context.on("weberror", lambda error: found.append(str(error.error)))
    context.on("console", lambda told: told.type == "error" and found.append(told.text))
    return found


def open_notebook(page, address, token, name):
    """Open a notebook and wait until its kernel stands ready."""
    page.goto(f"{address}lab/tree/{name}?token={token}")
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


def seen(figure):
    """Return the sentence of a figure, and what is drawn over its picture but for the ids."""
    return figure.evaluate(
        "root => [root.querySelector('.gdviz-sentence').textContent,"
        " root.querySelector('svg').innerHTML.replaceAll(/gdviz-\\d+/g, '')]"
    )
