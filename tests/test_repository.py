"""What the files of the repository say about each other, and must not say about anybody."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import gdviz

ROOT = Path(__file__).parents[1]
# What conda-forge calls differently, or splits: the part without a window toolkit is enough.
CONDA_NAMES = {"matplotlib-base": "matplotlib", "playwright-python": "playwright"}


def read(name):
    """Return the text of one file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def by_name(requirements):
    """Map canonical names to the bounds of `requirements`."""
    parsed = [Requirement(text) for text in requirements]
    return {canonicalize_name(each.name): str(each.specifier) for each in parsed}


PROJECT = tomllib.loads(read("pyproject.toml"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
WORKFLOW = yaml.safe_load(read(".github/workflows/test.yml"))


# Dependencies


def test_the_conda_environment_has_the_packages_and_bounds_of_pyproject():
    environment = yaml.safe_load(read("environment.yml"))
    *plain, pip = environment["dependencies"]
    assert "-e ." in pip["pip"]
    assert environment["channels"] == ["conda-forge"]
    listed = by_name([*plain, *(text for text in pip["pip"] if not text.startswith("-"))])
    conda = {CONDA_NAMES.get(name, name): bounds for name, bounds in listed.items()}
    python = "python" + PROJECT["requires-python"]
    wanted = by_name([*PROJECT["dependencies"], *EXTRAS["lab"], *EXTRAS["test"], "pip", python])
    wrong = [f"- {name}{wanted[name]}" for name in wanted if conda.get(name) != wanted[name]]
    assert not wrong, "\n".join(["environment.yml lacks these lines of pyproject.toml:", *wrong])
    extra = sorted(set(conda) - set(wanted))
    assert not extra, f"environment.yml has {extra}, and pyproject.toml has not"


# What Colab has installed: a package that asks for other versions would replace these there.
COLAB = {"numpy": "2.0.2", "matplotlib": "3.10.0"}
COURSE_ALONE = {"ipykernel", "ipywidgets", "ipython", "jupyterlab", "nbconvert", "traitlets"}


def test_the_package_goes_into_an_environment_that_is_already_there():
    needed = by_name(PROJECT["dependencies"])
    for name, version in COLAB.items():
        assert version in SpecifierSet(needed[name]), name
    assert not COURSE_ALONE & set(needed)
    assert COURSE_ALONE & set(by_name(EXTRAS["lab"]))


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-site.lock"])
def test_a_lock_holds_every_dependency_inside_its_bounds_with_hashes(file):
    lock, locked = read(file), {}
    for entry in re.split(r"\n(?=\S)", lock):
        name, version = re.match(r"([\w.-]+)(?:\[.*\])?==([^\s;]+)", entry).groups()
        assert "--hash=sha256:" in entry, f"{name} has no hash: run make lock"
        locked.setdefault(canonicalize_name(name), []).append(Version(version))
    left_out = {"site"} if file == "requirements.lock" else {"mutate", "build"}
    wanted = [text for extra, texts in EXTRAS.items() if extra not in left_out for text in texts]
    for text in [*PROJECT["dependencies"], *wanted]:
        wanted = Requirement(text)
        versions = locked.get(canonicalize_name(wanted.name))
        assert versions, f"{wanted.name} is not in {file}: run make lock"
        outside = [str(each) for each in versions if each not in wanted.specifier]
        assert not outside, f"{wanted.name} {outside} is outside {text}: run make lock"
    assert "://" not in lock + read("website/run/package-lock.json")
    assert not re.findall(r"^-", lock, re.MULTILINE), "no options, only packages"


# Nothing that only this machine knows

TRACE = re.compile(  # "somebody" is nobody: the name that tests plant
    r"(?<![\w.~)\]}*])/(?:root/|work/|(?:home|Users)/(?!somebody)\w)"
    r"|(?i:\b[A-Z]:\\{1,2}Users\\{1,2}(?!somebody)\w)"
    r"|pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian|--(?:extra-)?index-url[ =]\w"
)


def test_a_trace_of_a_machine_or_a_registry_would_be_found():
    for parts in (("home", "ada"), ("root",), ("work",), ("Users", "ada")):
        assert TRACE.search(f"read from {'/'.join(('', *parts, ''))}course")
    assert TRACE.search("https://" + ".".join(("files", "pythonhosted", "org")))


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="git tells which files are committed")
def test_no_committed_file_names_a_machine_or_a_registry_and_all_end_their_lines_alike():
    # Those that would be committed too.
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.check_output(command, cwd=ROOT, text=True, encoding="utf-8").split("\0")
    files = {name: (ROOT / name).read_bytes() for name in names if (ROOT / name).is_file()}
    texts = {name: data.decode("utf-8") for name, data in files.items() if b"\0" not in data}
    assert not {name: found[0] for name, text in texts.items() if (found := TRACE.search(text))}
    assert not [name for name, text in texts.items() if "\r" in text]


# Hosted checks


def test_actions_are_pinned_by_commit_and_may_only_read_and_the_oldest_python_is_tried():
    workflows = read(".github/workflows/test.yml") + read(".github/workflows/site.yml")
    for used in re.findall(r"uses:\s*(.*)", workflows):
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert "permissions" not in str(WORKFLOW["jobs"])
    pythons = WORKFLOW["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert ">=" + min(pythons, key=Version) == PROJECT["requires-python"]


def test_each_licence_is_there_and_says_whose_it_is():
    whose = {"LICENSE": "gdviz authors", "LICENSE-TEXT": "gdviz authors"}
    whose["gdviz/data/LICENSE-DATA"] = "Gorman KB, Williams TD, Fraser WR"
    assert sorted(PROJECT["license-files"]) == sorted(whose)
    assert not [name for name, words in whose.items() if words not in read(name)]


# The documents against the files

TARGETS = set(re.findall(r"^([a-z-]+):(?!=)", read("Makefile"), re.MULTILINE))
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "docs/architecture.md", "tests/MUTATION.md")
SETTINGS = ("pyproject.toml", "Makefile", ".pre-commit-config.yaml", ".github/workflows/test.yml")


@pytest.mark.parametrize("name", [*DOCUMENTS, ".ci/run", "Makefile"])
def test_every_make_command_that_is_written_down_exists(name):
    named = re.findall(r"(?:`|^\s*|echo \")make ([a-z-]+)", read(name), re.MULTILINE)
    assert set(named) <= TARGETS


@pytest.mark.parametrize("name", [*DOCUMENTS, *SETTINGS])
def test_every_file_that_a_document_or_a_setting_names_exists(name):
    named = re.findall(r"(?<![\w/.-])(?:gdviz|tests|tools|docs|notebooks)/[\w/.*-]*\w", read(name))
    named += re.findall(r"`([\w.*-]+\.(?:py|ipynb|toml|md|yml|lock|npz|png|css))`", read(name))
    gone = [each for each in named if not list(ROOT.glob(each)) and not list(ROOT.rglob(each))]
    assert not gone, f"{name} names {gone}"


def test_one_version_everywhere():
    newest = re.search(r"^## \[([^\]]+)\]", read("CHANGELOG.md"), re.MULTILINE)[1]
    cited = yaml.safe_load(read("CITATION.cff"))["version"]
    assert gdviz.__version__ == cited == newest == PROJECT["version"]
