"""What the files of the repository say about each other, and must not say about anybody."""

import csv
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
# What conda-forge calls differently, or splits: the part without a window toolkit is enough.
CONDA_NAMES = {"matplotlib-base": "matplotlib", "playwright-python": "playwright"}
NOT_OURS = {".git", ".venv", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis"}


def read(name):
    """Return the text of one file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def by_name(requirements):
    """Map canonical names to the bounds of `requirements`."""
    parsed = [Requirement(text) for text in requirements]
    return {canonicalize_name(each.name): each.specifier for each in parsed}


PROJECT = tomllib.loads(read("pyproject.toml"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
ALL_REQUIREMENTS = [*PROJECT["dependencies"], *(text for each in EXTRAS.values() for text in each)]


def committed_files():
    """Return the files that git knows or would take; without git, all but caches."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.check_output(command, cwd=ROOT, text=True, encoding="utf-8").split("\0")
        found = [ROOT / name for name in names if name]
    else:
        found = [
            path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)
        ]
    return [path for path in found if path.is_file()]


def committed_texts():
    """Yield the name and the text of each committed file that is text."""
    for path in committed_files():
        data = path.read_bytes()
        if b"\0" not in data:
            yield path.relative_to(ROOT).as_posix(), data.decode("utf-8")


# environment.yml against pyproject.toml


def conda_requirements(environment):
    """Map the names of pyproject.toml to the bounds that a conda environment gives them."""
    *plain, pip = environment["dependencies"]
    listed = [*plain, *(text for text in pip["pip"] if not text.startswith("-"))]
    bounds = by_name(listed)
    return {CONDA_NAMES.get(name, name): each for name, each in bounds.items()}


def test_the_conda_environment_has_the_packages_and_bounds_of_pyproject():
    conda = conda_requirements(yaml.safe_load(read("environment.yml")))
    expected = by_name([*PROJECT["dependencies"], *EXTRAS["test"]])
    expected["python"] = Requirement("python" + PROJECT["requires-python"]).specifier
    expected["pip"] = Requirement("pip").specifier
    assert conda == expected


def test_the_conda_environment_installs_the_course_itself_from_conda_forge_alone():
    environment = yaml.safe_load(read("environment.yml"))
    assert "-e ." in environment["dependencies"][-1]["pip"]
    assert environment["channels"] == ["conda-forge"]


# requirements.lock


def lock_entries():
    """Return (name, version, text of the entry with its hashes) for each package of the lock."""
    entries = re.split(r"\n(?=\S)", read("requirements.lock"))
    pattern = re.compile(r"([A-Za-z0-9._-]+)==([^\s;]+)")
    return [(*pattern.match(entry).groups(), entry) for entry in entries]


def test_the_lock_holds_every_dependency_inside_its_bounds():
    locked = {}
    for name, version, _ in lock_entries():
        locked.setdefault(canonicalize_name(name), []).append(Version(version))
    for name, bounds in by_name(ALL_REQUIREMENTS).items():
        assert locked.get(name), f"{name} is not in requirements.lock: run make lock"
        outside = [str(version) for version in locked[name] if version not in bounds]
        assert not outside, f"{name} {outside} is outside {bounds}: run make lock"


def test_every_entry_of_the_lock_has_hashes():
    bare = [name for name, _, entry in lock_entries() if "--hash=sha256:" not in entry]
    assert not bare, f"without a hash: {bare}"


def test_the_lock_names_no_address():
    assert "://" not in read("requirements.lock")
    assert not re.findall(r"^-", read("requirements.lock"), re.MULTILINE), (
        "no options, only packages"
    )


# Nothing that only this machine knows

TRACES = {  # "somebody" is nobody: the name that tests plant
    "a folder of one machine": re.compile(
        r"(?<![\w.~)\]}*])/(?:root/|work/|(?:home|Users)/(?!somebody)\w)"
    ),
    "a folder of one Windows machine": re.compile(
        r"\b[A-Z]:\\{1,2}Users\\{1,2}(?!somebody)\w", re.IGNORECASE
    ),
    "a registry's address": re.compile(
        r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian"
    ),
    "a registry of one's own": re.compile(r"--(?:extra-)?index-url[ =]\w"),
}


def traces(text):
    """Return what in `text` points to one machine or one registry."""
    return [kind for kind, pattern in TRACES.items() if pattern.search(text)]


@pytest.mark.parametrize("parts", [("home", "ada"), ("root",), ("work",), ("Users", "ada")])
def test_a_path_of_one_machine_would_be_found(parts):
    assert traces(f"read from {'/'.join(('', *parts, ''))}course") == ["a folder of one machine"]


def test_an_address_of_a_registry_would_be_found():
    assert traces("https://" + ".".join(("files", "pythonhosted", "org"))) == [
        "a registry's address"
    ]


def test_no_committed_file_names_a_machine_or_a_registry():
    found = {name: kinds for name, text in committed_texts() if (kinds := traces(text))}
    assert not found


def test_every_committed_text_ends_its_lines_alike():
    assert not [name for name, text in committed_texts() if "\r" in text]


# Hosted checks

WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.name)
def workflow(request):
    """Each workflow, parsed; `on` is a truth value for YAML, so its key is True."""
    return yaml.safe_load(request.param.read_text(encoding="utf-8"))


def test_there_is_a_workflow():
    assert WORKFLOWS


def test_actions_are_pinned_by_commit_and_say_their_version():
    for path in WORKFLOWS:
        for used in re.findall(r"uses:\s*(.*)", path.read_text(encoding="utf-8")):
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used


def test_workflows_may_only_read(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    assert not [name for name, job in workflow["jobs"].items() if "permissions" in job]


def test_workflows_run_on_changes_and_every_week(workflow):
    assert {"push", "pull_request", "schedule"} <= set(workflow[True])
    (line,) = workflow[True]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", line["cron"]), "minute, hour, one day of the week"


def test_workflows_try_the_oldest_python_that_is_promised(workflow):
    versions = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert ">=" + min(versions, key=Version) == PROJECT["requires-python"]


def test_the_suite_runs_on_three_systems_and_every_week_as_other_processors(workflow):
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    systems = {*matrix["system"], *(row["system"] for row in matrix["include"])}
    assert systems == {"ubuntu-latest", "macos-latest", "windows-latest"}
    weekly = workflow["jobs"]["processors"]
    assert "schedule" in weekly["if"]
    assert weekly["steps"][-1]["run"].startswith("make processors")


def test_continuous_integration_calls_make_test_and_nothing_beside_it():
    lines = read(".ci/run").splitlines()
    assert lines[-1] == "make test"
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
    for path in WORKFLOWS:
        assert "run: .ci/run" in path.read_text(encoding="utf-8")


# Licences


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("LICENSE", ["BSD 3-Clause", "The gdviz authors", "Neither the name of the copyright"]),
        (
            "LICENSE-TEXT",
            [
                "Creative Commons Attribution 4.0 International",
                "Section 1 -- Definitions.",
                "Section 8 -- Interpretation.",
                "The gdviz authors",
            ],
        ),
        (
            "gdviz/data/LICENSE-DATA",
            [
                "CC0 1.0",
                "e90081",
                "doi:10.5281/zenodo.3960218",
                "Gorman KB, Williams TD, Fraser WR",
            ],
        ),
    ],
)
def test_each_licence_is_there_and_says_whose_it_is(name, words):
    text = read(name)
    assert not [word for word in words if word not in text]
    assert name in PROJECT["license-files"]


def test_the_data_licence_describes_the_data_that_are_there():
    text = read("gdviz/data/LICENSE-DATA")
    with (ROOT / "gdviz" / "data" / "penguins.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert not [column for column in rows[0] if not re.search(rf"^{column} ", text, re.MULTILINE)]
    unmeasured = sum(row["body_mass_g"] == "NA" for row in rows)
    unsexed = sum(row["sex"] == "NA" for row in rows)
    for words in (f"{len(rows)} penguins", f"{unmeasured} birds have no", f"{unsexed} have\nno"):
        assert words in text


# The documents against each other

MAKE_TARGETS = set(re.findall(r"^([a-z]+):(?!=)", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", ".ci/run", "Makefile"])
def test_every_make_command_that_is_written_down_exists(name):
    named = set(re.findall(r"(?:`|^\s*|echo \")make ([a-z]+)", read(name), re.MULTILINE))
    assert named, f"{name} names no make command"
    assert named <= MAKE_TARGETS


def test_the_readme_has_the_two_commands():
    assert "make lab" in read("README.md")
    assert "make test" in read("README.md")


def test_one_version_everywhere():
    import gdviz

    citation = yaml.safe_load(read("CITATION.cff"))
    newest = re.search(r"^## \[([^\]]+)\]", read("CHANGELOG.md"), re.MULTILINE).group(1)
    assert citation["version"] == newest == PROJECT["version"]
    assert getattr(gdviz, "__version__", newest) == newest


def table_rows(text):
    """Return the cells of each body row of the tables in a Markdown text."""
    rows = [line.strip().strip("|").split("|") for line in text.splitlines() if line[:1] == "|"]
    return [[cell.strip() for cell in row] for row in rows if set(row[0].strip()) - set("- :")]


def test_the_table_of_derived_files_names_files_and_commands_that_exist():
    head, *rows = table_rows(read("CONTRIBUTING.md"))
    assert head == ["derived file", "source", "command"]
    assert rows
    for derived, source, command in rows:
        for pattern in re.findall(r"`([^`]+)`", derived + source):
            assert list(ROOT.glob(pattern)), f"{pattern} is not there"
        tool, target = re.fullmatch(r"`(make|python) (\S+)`", command).groups()
        assert target in MAKE_TARGETS if tool == "make" else (ROOT / target).is_file()


def test_the_hooks_call_files_that_exist_and_fetch_nothing():
    repositories = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    assert [each["repo"] for each in repositories] == ["local"]
    for hook in repositories[0]["hooks"]:
        assert hook["language"] == "system"
        python, *words = hook["entry"].split()
        assert python == ".venv/bin/python"
        assert not [word for word in words if "/" in word and not (ROOT / word).exists()]
