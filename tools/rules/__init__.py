"""What every notebook of the course keeps to: one function for each rule.

A rule takes a notebook (as nbformat reads it) and yields a sentence for each place where the
notebook breaks it.
"""

from tools.rules import anywhere, reader, stored

# What keeps a comparison from being strict; pytest looks at these before it runs a cell.
STRICT = (
    stored.is_executed_in_order,
    stored.has_python_kernelspec,
    stored.has_only_known_tags,
    stored.has_no_errors_or_warnings,
)

# All rules for one notebook on its own.
RULES = (
    *STRICT,
    stored.is_valid,
    stored.has_unique_ids,
    stored.has_no_widget_state,
    stored.has_no_times,
    anywhere.has_no_machine_paths,
    anywhere.has_no_user_names,
    anywhere.has_no_scripts,
    anywhere.loads_nothing_from_the_internet,
    anywhere.has_only_safe_code,
    reader.has_one_title,
    reader.has_no_jumping_headings,
    reader.has_short_cells,
    reader.has_no_trailing_semicolons,
    reader.has_described_pictures,
    reader.shows_no_python_reprs,
    reader.has_no_long_numbers,
    reader.has_enough_prose,
    reader.has_small_pictures,
    reader.binds_its_numbers,
    reader.binds_the_numbers_of_its_slides,
)
