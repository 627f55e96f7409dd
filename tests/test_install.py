"""The set-up fails early and in plain words, and does nothing twice."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tools import install, lab

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "tools" / "install.py"


@pytest.fixture
def course(tmp_path):
    """A folder with a space and Hangul in its name that holds what the set-up reads."""
    folder = tmp_path / "경사 하강법"
    (folder / "tools").mkdir(parents=True)
    for name in ("requirements.lock", "pyproject.toml", "tools/install.py"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def set_up(course, before="", **environment):
    """Run the set-up in a process of its own, after the statements `before`."""
    script = course / "tools" / "install.py"
    code = f"import runpy, sys\n{before}\nrunpy.run_path({str(script)!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=180,
    )


def assert_refused(done, *words):
    """It ended with exit code 1, these words, and no traceback."""
    assert done.returncode == 1, done.stdout
    assert "The course could not be set up." in done.stdout
    assert "Traceback" not in done.stdout
    for word in words:
        assert word in done.stdout


def test_the_script_can_be_read_by_python_3_6():
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_the_oldest_python_is_the_one_that_pyproject_requires():
    required = re.search(
        r'requires-python = ">=(\d+)\.(\d+)"', (ROOT / "pyproject.toml").read_text()
    )
    assert tuple(int(number) for number in required.groups()) == install.OLDEST_PYTHON


def test_an_old_python_is_named_with_what_to_do(course):
    done = set_up(course, "sys.version_info = (3, 10, 13, 'final', 0)")
    assert_refused(done, "This is Python 3.10", "3.11 or newer", "make lab PYTHON=python3.12")
    assert not (course / ".venv").exists()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_the_debian_package(course, module):
    done = set_up(course, f"sys.modules[{module!r}] = None")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert_refused(done, f"python{version}-venv", "run the same command again")


def test_no_network_is_told_without_pips_pages(course):
    done = set_up(
        course,
        # A port of this machine that nobody listens on stands for a network that is down.
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_CONFIG_FILE=os.devnull,
        PIP_EXTRA_INDEX_URL="",
        PIP_FIND_LINKS="",
        PIP_RETRIES="0",
        PIP_NO_CACHE_DIR="1",
    )
    assert_refused(done, "no package index answered", "Check the network", "install.log")
    assert len(done.stdout.splitlines()) < 10
    assert (course / ".venv" / "install.log").stat().st_size > 0
    assert not (course / ".venv" / "gdviz.stamp").exists()


def test_another_fault_of_pip_is_not_blamed_on_the_network(tmp_path):
    log = tmp_path / "install.log"
    log.write_text("Collecting anyio\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n")
    words = install.explain(log)
    assert "network" not in words
    assert "DO NOT MATCH THE HASHES" in words


def test_the_cause_is_shown_and_not_pips_frame_around_it():
    log = "\n".join(
        [
            "Obtaining the course",
            "      OSError: Readme file does not exist: README.md",
            "error: metadata-generation-failed",
            "× Encountered error while generating package metadata.",
            "note: This is an issue with the package mentioned above, not pip.",
        ]
    )
    assert install.useful_lines(log) == "  OSError: Readme file does not exist: README.md"


@pytest.fixture(params=["a folder of the system", "a folder without the right to write"])
def unwritable(request, tmp_path):
    """A folder in which nothing can be made; root may write nearly anywhere, not in /proc."""
    if request.param == "a folder of the system":
        if not Path("/proc/self").exists():
            pytest.skip("this system has no /proc")
        yield Path("/proc")
    else:
        if not hasattr(os, "geteuid") or os.geteuid() == 0:
            pytest.skip("root may write in every folder")
        tmp_path.chmod(0o555)
        yield tmp_path
        tmp_path.chmod(0o755)


def test_a_read_only_folder_is_refused_by_trying(unwritable):
    with pytest.raises(install.SetupError, match="Nothing can be written in") as caught:
        install.check_writable(unwritable)
    assert "own and run the same command" in str(caught.value)


def test_a_read_only_folder_ends_the_set_up(course, monkeypatch, capsys):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(install.tempfile, "mkdtemp", refuse)
    assert install.main(course) == 1
    assert "(Permission denied)" in capsys.readouterr().out
    assert not (course / ".venv").exists()


def test_trying_leaves_nothing_behind(tmp_path):
    install.check_writable(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def installed(course):
    """A course whose .venv is as the set-up leaves it, without the packages."""
    venv.create(course / ".venv", symlinks=os.name != "nt")
    stamp = "\n".join(install.wanted_stamp(course, sys.version_info))
    (course / ".venv" / "gdviz.stamp").write_text(stamp, encoding="utf-8")
    return course


def test_nothing_is_done_twice(installed, monkeypatch):
    def refuse(*_):
        pytest.fail("the set-up started to work although everything is there")

    for name in ("make_venv", "pip_install", "check_writable"):
        monkeypatch.setattr(install, name, refuse)
    assert install.main(installed) == 0


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_list_of_packages_is_installed_anew(installed, name):
    with (installed / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert install.work_left(installed, sys.version_info) == "packages"


def test_a_moved_course_gets_a_new_venv(installed):
    moved = installed.rename(installed.with_name("다른 곳"))
    assert install.work_left(moved, sys.version_info) == "everything"


def test_a_venv_whose_python_vanished_is_made_anew(installed):
    install.venv_python(installed).unlink()
    assert install.work_left(installed, sys.version_info) == "everything"


def test_another_python_gets_a_new_venv(installed):
    other = (sys.version_info[0], sys.version_info[1] + 1)
    assert install.work_left(installed, other) == "everything"


def test_a_fresh_clone_needs_everything(course):
    assert install.work_left(course, sys.version_info) == "everything"


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


def test_the_lab_listens_on_this_machine_only_and_asks_the_internet_nothing():
    arguments = lab.lab_arguments({}, "linux", is_root=False, can_encrypt=True)
    assert "--ServerApp.ip=127.0.0.1" in arguments
    assert "--LabApp.news_url=None" in arguments
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in arguments
    assert "--LabApp.extension_manager=readonly" in arguments


def test_the_question_about_news_is_answered_before_it_is_asked():
    (folder,) = [
        argument.partition("=")[2]
        for argument in lab.lab_arguments({}, "linux", is_root=False, can_encrypt=True)
        if argument.startswith("--LabApp.app_settings_dir=")
    ]
    settings = json.loads((Path(folder) / "overrides.json").read_text(encoding="utf-8"))
    answers = settings["@jupyterlab/apputils-extension:notification"]
    assert answers == {"checkForUpdates": False, "fetchNews": "false"}


@pytest.mark.parametrize(("is_root", "expected"), [(True, True), (False, False)])
def test_only_root_gets_allow_root(is_root, expected):
    arguments = lab.lab_arguments({}, "linux", is_root=is_root, can_encrypt=True)
    assert ("--allow-root" in arguments) is expected


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", True),
        ({"DISPLAY": ":0"}, "linux", False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", False),
        ({"BROWSER": "firefox"}, "linux", False),
        ({}, "darwin", False),
        ({}, "win32", False),
    ],
)
def test_no_browser_is_started_where_none_can_show(environment, platform, expected):
    arguments = lab.lab_arguments(environment, platform, is_root=False, can_encrypt=True)
    assert ("--no-browser" in arguments) is expected


def test_the_lab_opens_the_first_notebook():
    (url,) = [
        argument
        for argument in lab.lab_arguments({}, "linux", is_root=False, can_encrypt=True)
        if argument.startswith("--LabApp.default_url=")
    ]
    path = url.partition("/lab/tree/")[2]
    assert path == min(file.relative_to(ROOT).as_posix() for file in ROOT.glob("notebooks/*.ipynb"))
