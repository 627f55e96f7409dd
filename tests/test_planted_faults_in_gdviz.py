"""A fault planted in gdviz, or in a printed solution, must turn the run of a real notebook red."""

import inspect
import re
import shutil
from pathlib import Path

import pytest

import gdviz as gd
from tests.course_copy import COURSE, copy_course, run_pytest
from tools.processors import arithmetics

REAL = "00_overview.ipynb"


def home(function):
    """Return the file in which a function of gdviz stands, relative to the course."""
    return Path(inspect.getsourcefile(inspect.unwrap(function))).relative_to(COURSE)


# The fault: the file, the one place that changes, the new text, what the message must match.
FAULTS = {
    "step": (
        home(gd.gradient_descent),
        r"(def gradient_descent\((?:.|\n)*? = w - )rate",
        r"\g<1>1.1 * rate",
        "now: |AssertionError",
    ),
    "colour": ("gdviz/gdviz.mplstyle", r"^(axes.edgecolor: \w{5})\w", r"\g<1>e", "pixels differ"),
    "explorer": (home(gd.explore_line_fit), "} misses", "} missed", "now: "),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_planted_under_the_real_notebook_fails_and_names_the_cell(tmp_path, name):
    """The run stops at the first cell that tells."""
    file, place, new, words = FAULTS[name]
    folder = copy_course(tmp_path)
    shutil.copy(COURSE / "notebooks" / REAL, folder / "notebooks")
    text = (folder / file).read_text(encoding="utf-8")
    changed, count = re.subn(place, new, text, flags=re.MULTILINE)
    assert count == 1, f"{place} fits in {count} places: plant this fault elsewhere"
    (folder / file).write_text(changed, encoding="utf-8")
    run = run_pytest(folder, "-x")
    assert list(run.failed), run.text
    (notebook, item), message = next(iter(run.failed.items()))
    assert notebook == REAL
    assert re.match(rf"notebooks/{re.escape(REAL)}, {item} \(In \[\d+\], id '[^']+'\): ", message)
    assert re.search(words, message)
    assert "can only be compared" not in message


def test_as_an_old_processor_in_another_place_language_and_time_zone_only_a_fault_fails(tmp_path):
    """The fault is planted in a printed solution."""
    folder = copy_course(tmp_path / "한글 폴더")
    (real,) = (COURSE / "notebooks").glob("03_*.ipynb")
    text = real.read_text(encoding="utf-8")
    planted = text.replace("answer_4 = 2 / 62.5", "answer_4 = 1 / 62.5")
    assert planted != text
    (folder / "notebooks" / real.name).write_text(planted, encoding="utf-8")
    elsewhere = {"TZ": "Asia/Seoul", "LC_ALL": "C", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "7"}
    elsewhere |= arithmetics()["all held down"]
    run = run_pytest(folder, **elsewhere, OPENBLAS_NUM_THREADS="1", MPLBACKEND="agg")
    assert [*run.failed] == [(real.name, "Solution 03.4")], run.text
    assert 'is not right for gd.check("03.4", answer_4)' in run.text
