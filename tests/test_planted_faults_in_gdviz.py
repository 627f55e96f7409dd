"""A fault planted in gdviz or in the real first notebook must turn the run of the course red."""

import inspect
import json
import re
import shutil
from pathlib import Path

import pytest

import gdviz as gd
from tests.course_copy import COURSE, copy_course, run_pytest, used_the_copy

REAL = "00_overview.ipynb"
SOURCE = Path(inspect.getsourcefile(inspect.unwrap(gd.gradient_descent)))
PACKAGE = Path(gd.__file__).parent


def change_rate(text):
    """Change the first learning rate of 0.1 in a code cell of the notebook."""
    notebook = json.loads(text)
    for each in notebook["cells"]:
        source = "".join(each["source"])
        changed = re.sub(r"(learning_rate ?= ?0\.1)\b", r"\g<1>1", source, count=1)
        if each["cell_type"] == "code" and changed != source:
            each["source"] = changed
            break
    return json.dumps(notebook)


def replace(pattern, new):
    """Replace the one place that a pattern fits."""

    def change(text):
        changed, count = re.subn(pattern, new, text, flags=re.MULTILINE)
        assert count == 1, f"{pattern} fits in {count} places: plant this fault elsewhere"
        return changed

    return change


def lengthen_steps(text):
    """Make each step of gradient descent in gdviz a tenth longer, as 0.11 for 0.1 would."""
    old = inspect.getsource(gd.gradient_descent)
    new = replace(r"= w - rate\b", "= w - 1.1 * rate")(old)
    assert old in text
    return text.replace(old, new)


STEP = Path("gdviz", SOURCE.relative_to(PACKAGE))

# The fault: the file, how its text changes, what its message must match.
REAL_FAULTS = {
    "learning_rate": (f"notebooks/{REAL}", change_rate, "now: |AssertionError"),
    "step": (STEP, lengthen_steps, "now: |AssertionError"),
    "mass": (
        "gdviz/data/penguins.csv",
        replace("18.7,181,3750", "18.7,181,3850"),
        "now: ",
    ),
    "colour": (
        "gdviz/gdviz.mplstyle",
        replace(r"^(axes.edgecolor: \w{5})\w", r"\g<1>e"),
        "pixels differ",
    ),
    "explorer": (
        "gdviz/explorers/course.py",
        replace(r"0\.0 if a is None", "0.5 if a is None"),
        "now: ",
    ),
}


@pytest.mark.parametrize("name", REAL_FAULTS)
def test_a_fault_planted_around_the_real_notebook_fails_and_names_the_cell(tmp_path, name):
    """The run stops at the first cell that tells."""
    file, change, words = REAL_FAULTS[name]
    folder = copy_course(tmp_path / "course")
    shutil.copy(COURSE / "notebooks" / REAL, folder / "notebooks")
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(changed := change(text), encoding="utf-8")
    assert changed != text
    run = run_pytest(folder, "-x")
    assert used_the_copy(folder)
    assert list(run.failed), run.text
    (notebook, item), message = next(iter(run.failed.items()))
    assert notebook == REAL
    assert re.match(rf"notebooks/{re.escape(REAL)}, {item} \(In \[\d+\], id '[^']+'\): ", message)
    assert re.search(words, message)


def test_the_real_notebook_passes_in_another_place_language_and_time_zone(tmp_path):
    folder = copy_course(tmp_path / "한글 폴더")
    shutil.copy(COURSE / "notebooks" / REAL, folder / "notebooks")
    elsewhere = {"TZ": "Asia/Seoul", "LC_ALL": "C", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "7"}
    run = run_pytest(folder, **elsewhere, OPENBLAS_NUM_THREADS="1", MPLBACKEND="agg")
    assert (run.code, run.failed) == (0, {})
    assert used_the_copy(folder)
