"""Every notebook keeps the rules of the course; tests/test_notebook_rules.py breaks each rule."""

from pathlib import Path

import nbformat
import pytest

from tools.rules import anywhere, reader, stored

FOLDER = Path(__file__).parents[1] / "notebooks"
NAMES = sorted(path.name for path in FOLDER.glob("*.ipynb"))


@pytest.fixture(scope="module")
def course():
    """Every notebook of the course by the name of its file."""
    return {name: nbformat.read(FOLDER / name, as_version=4) for name in NAMES}


@pytest.fixture(params=NAMES)
def notebook(request, course):
    """One notebook of the course after the other."""
    return course[request.param]


def keeps(rule, *arguments):
    """Fail with every sentence that a rule has to say."""
    found = list(rule(*arguments))
    assert not found, "\n".join(["", *found])


def test_notebooks_are_numbered_from_00_without_a_gap():
    keeps(reader.folder_is_numbered, NAMES)


def test_links_inside_the_course_lead_somewhere(notebook, course):
    keeps(reader.links_lead_somewhere, notebook, FOLDER, course)


def test_the_file_is_a_valid_notebook(notebook):
    keeps(stored.is_valid, notebook)


def test_every_code_cell_was_executed_from_1_to_n(notebook):
    keeps(stored.is_executed_in_order, notebook)


def test_the_kernelspec_is_python3(notebook):
    keeps(stored.has_python_kernelspec, notebook)


def test_tags_are_known_and_none_switches_a_check_off(notebook):
    keeps(stored.has_only_known_tags, notebook)


def test_no_error_and_no_warning_is_stored(notebook):
    keeps(stored.has_no_errors_or_warnings, notebook)


def test_every_cell_has_an_id_of_its_own(notebook):
    keeps(stored.has_unique_ids, notebook)


def test_no_widget_state_is_stored(notebook):
    keeps(stored.has_no_widget_state, notebook)


def test_no_time_is_stored(notebook):
    keeps(stored.has_no_times, notebook)


def test_no_path_of_one_machine_is_stored(notebook):
    keeps(anywhere.has_no_machine_paths, notebook)


def test_no_user_name_is_stored(notebook):
    keeps(anywhere.has_no_user_names, notebook)


def test_nothing_stored_runs_by_itself_in_a_browser(notebook):
    keeps(anywhere.has_no_scripts, notebook)


def test_nothing_is_loaded_from_the_internet(notebook):
    keeps(anywhere.loads_nothing_from_the_internet, notebook)


def test_code_is_plain_python_that_harms_nobody(notebook):
    keeps(anywhere.has_only_safe_code, notebook)


def test_the_first_cell_starts_with_the_only_title(notebook):
    keeps(reader.has_one_title, notebook)


def test_heading_levels_do_not_jump(notebook):
    keeps(reader.has_no_jumping_headings, notebook)


def test_code_cells_have_at_most_twelve_lines(notebook):
    keeps(reader.has_short_cells, notebook)


def test_no_cell_ends_in_a_semicolon(notebook):
    keeps(reader.has_no_trailing_semicolons, notebook)


def test_every_picture_says_its_finding_with_three_numbers(notebook):
    keeps(reader.has_described_pictures, notebook)


def test_no_output_is_a_python_repr(notebook):
    keeps(reader.shows_no_python_reprs, notebook)


def test_no_stored_number_has_more_than_six_significant_digits(notebook):
    keeps(reader.has_no_long_numbers, notebook)


def test_there_are_60_to_120_words_of_prose_for_each_code_cell(notebook):
    keeps(reader.has_enough_prose, notebook)


def test_no_picture_is_above_300_kilobytes(notebook):
    keeps(reader.has_small_pictures, notebook)


def test_decimal_numbers_in_prose_are_bound_or_given(notebook):
    keeps(reader.binds_its_numbers, notebook)


def test_decimal_numbers_on_slides_are_bound_or_given(notebook):
    keeps(reader.binds_the_numbers_of_its_slides, notebook)
