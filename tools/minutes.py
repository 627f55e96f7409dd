"""Says how many minutes a notebook and each of its sections take, and writes that into them.

``python -m tools.minutes`` prints the minutes of every section; ``--write`` stores them in the
notebooks: in the title cell rounded to five, and under each heading of the second level.
"""

import re
import sys
from pathlib import Path

import nbformat

from tools import prose

FOLDER = Path(__file__).parents[1] / "notebooks"
# The pace of somebody who meets all of it for the first time.
WORDS = 150  # a minute, of technical prose
LINES = 10  # a minute, of code that is read and run
TASKS = {"gd.compare_guess(": 1, "gd.check(": 4, "gd.explore_": 4, "gd.explore(": 4}  # minutes each
QUESTION = 1  # of the quiz
TRIED = ("Exercises", "Four questions")  # the sections that one may leave for another day
TOTAL = re.compile(r"(\*\*Minutes\*\*: )\d+(, of them \d+ for the exercises and the quiz)?")
UNDER = re.compile(r"^(## .+)\n(?:\n\*\d+ minutes?\*\n)?", re.MULTILINE)


def of_cell(cell):
    """Return the minutes of one cell."""
    if cell.cell_type == "markdown":
        questions = re.findall(r"^### \d\. ", cell.source, re.MULTILINE)
        return prose.words(cell.source) / WORDS + len(questions) * QUESTION
    lines = [line for line in cell.source.splitlines() if line.strip()]
    tasks = sum(cell.source.count(call) * each for call, each in TASKS.items())
    return len(lines) / LINES + tasks


def sections(notebook):
    """Return the minutes of each section by its heading; of what stands before by the title."""
    found, heading = {}, ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (new := re.match(r"#{1,2} (.*)", cell.source)):
            heading = new[1]
        found[heading] = found.get(heading, 0) + of_cell(cell)
    return found


def told(notebook):
    """Return the minutes of the whole, and of exercises and quiz in it, to five."""
    each = sections(notebook)
    return [5 * round(sum(part) / 5) for part in (each.values(), map(each.__getitem__, TRIED))]


def write(notebook):
    """Store the minutes in the title cell and under each heading."""
    title, (whole, tried) = notebook.cells[0], told(notebook)
    words = rf"\g<1>{whole}, of them {tried} for the exercises and the quiz"
    title.source = TOTAL.sub(words, title.source)
    each = sections(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (heading := UNDER.match(cell.source)):
            minutes = max(1, round(each[heading[1][3:]]))
            words = f"*{minutes} minute{'s' * (minutes != 1)}*"
            cell.source = UNDER.sub(rf"\1\n\n{words}\n", cell.source, count=1)


def main():
    """Print the minutes of all notebooks, and store them if asked."""
    for path in sorted(FOLDER.glob("[0-9][0-9]_*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        print(f"{path.name}: {told(notebook)[0]} minutes")
        for heading, minutes in sections(notebook).items():
            print(f"  {minutes:4.1f}  {heading}")
        if "--write" in sys.argv:
            write(notebook)
            path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
