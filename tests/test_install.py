"""The set-up fails in plain words and does nothing twice; JupyterLab asks the internet nothing."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from jupyter_client import KernelManager
from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp
from traitlets.config import PyFileConfigLoader

from tools import install

ROOT = Path(__file__).parents[1]


@pytest.fixture
def course(tmp_path):
    """A folder with a space and Hangul in its name that holds what the set-up reads."""
    folder = tmp_path / "경사 하강법"
    (folder / "tools").mkdir(parents=True)
    for name in ("requirements.lock", "pyproject.toml", "tools/install.py"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def set_up(course, before=""):
    """Run the set-up after the statements `before`; return its code and what it said."""
    script = course / "tools" / "install.py"
    code = f"import runpy, sys\n{before}\nrunpy.run_path({str(script)!r}, run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=180,
    )
    return done.returncode, done.stdout


def test_the_script_can_be_read_by_python_3_6():
    ast.parse((ROOT / "tools" / "install.py").read_text("utf-8"), feature_version=(3, 6))


def test_the_oldest_python_is_the_one_that_pyproject_requires():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    required = re.search(r'requires-python = ">=(\d+)\.(\d+)"', project)
    assert tuple(map(int, required.groups())) == install.OLDEST


def test_an_old_python_is_refused_with_what_to_do(course):
    code, said = set_up(course, "sys.version_info = (3, 10, 13)")
    assert code == 1
    assert said.startswith("\nThe course could not be set up. This is Python 3.10, and the course ")
    assert "make lab PYTHON=" in said
    assert not (course / ".venv").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows goes the plain pip way")
def test_a_python_that_can_make_no_environment_is_told(course):
    (course / ".venv").write_text("in the way")
    code, said = set_up(course)
    assert code == 1
    assert "Making .venv" in said
    assert "Python could not make .venv" in said
    assert "Traceback" not in said


def test_only_what_is_missing_is_made(tmp_path, monkeypatch):
    python, stamp = tmp_path / "python", tmp_path / "stamp"
    for name in ("PYTHON", "STAMP", "LOG"):
        monkeypatch.setattr(install, name, tmp_path / name.lower())

    def made(fails=""):
        """Set up with commands that go well, but for the one that fails; return which ran."""
        ran = []

        def call(command, **_):
            ran.append(command[2])
            python.touch()
            return command[2] == fails

        monkeypatch.setattr(subprocess, "call", call)
        install.install()
        return ran

    with pytest.raises(SystemExit, match="could not install the packages"):
        made("pip")
    assert made() == ["venv", "pip", "pip"]
    assert made() == []
    here, digest = install.stamp()
    stamp.write_text(f"{here}another lock", encoding="utf-8")
    assert made() == ["pip", "pip"]
    stamp.write_text(f"moved {here}{digest}", encoding="utf-8")
    assert made() == ["venv", "pip", "pip"]
    python.unlink()
    assert made() == ["venv", "pip", "pip"]


# A port of this machine that nobody listens on stands for a network that is down.
DOWN = "-i http://127.0.0.1:9 --retries=0 gdviz-is-nowhere"


@pytest.mark.parametrize(
    ("package", "reason"),
    [
        (DOWN, "no package index answered. Check the network"),
        ("--no-index ./no-such-file.whl", "could not install the packages.*ERROR: "),
    ],
)
def test_the_network_is_blamed_only_where_it_is_down(package, reason, tmp_path, monkeypatch):
    monkeypatch.setattr(install, "LOG", tmp_path / "install.log")
    monkeypatch.setattr(install, "PYTHON", sys.executable)
    with pytest.raises(SystemExit, match=reason):
        install.pip_install("--isolated", *package.split())


def test_an_editable_install_starts_python_in_any_locale_from_a_folder_with_hangul(tmp_path):
    course, out = tmp_path / "경사 하강법", tmp_path / "out"
    shutil.copytree(ROOT / "gdviz", course / "gdviz", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT"):
        shutil.copy(ROOT / name, course / name)
    build = "import sys, hatchling.build; hatchling.build.build_editable(sys.argv[1])"
    subprocess.run([sys.executable, "-c", build, str(out)], cwd=course, check=True, timeout=60)
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (pth,) = [name for name in archive.namelist() if name.endswith(".pth")]
        # Until 3.13 Python reads it as the locale says, and does not start when that fails.
        assert archive.read(pth).isascii()


@pytest.fixture
def lab():
    """What JupyterLab is told."""
    return PyFileConfigLoader("jupyter_lab_config.py", str(ROOT / "tools")).load_config()


def test_the_lab_knows_every_setting(lab):
    classes = {each.__name__: each for each in (ServerApp, LabApp, KernelManager)}
    classes["Application"] = ServerApp
    for name, settings in lab.items():
        assert not [setting for setting in settings if setting not in classes[name].class_traits()]


def test_the_lab_listens_on_this_machine_only_and_asks_the_internet_nothing(lab):
    assert lab.ServerApp.ip == "127.0.0.1"
    assert lab.LabApp.news_url is None
    assert lab.LabApp.check_for_updates_class == "jupyterlab.NeverCheckForUpdate"
    assert lab.LabApp.extension_manager == "readonly"
    settings = json.loads(Path(lab.LabApp.app_settings_dir, "overrides.json").read_text())
    answers = settings["@jupyterlab/apputils-extension:notification"]
    assert answers == {"checkForUpdates": False, "fetchNews": "false"}


def test_the_lab_opens_the_first_notebook(lab):
    first = min(ROOT.glob("notebooks/*.ipynb")).relative_to(lab.ServerApp.root_dir)
    assert lab.LabApp.default_url == f"/lab/tree/{first.as_posix()}"


@pytest.mark.parametrize("name", ["NONE", "DISPLAY"])
def test_no_browser_is_started_where_none_can_show(name, monkeypatch, request):
    for other in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "x")
    opens = request.getfixturevalue("lab").ServerApp.open_browser
    assert opens == (name != "NONE" or sys.platform != "linux")
