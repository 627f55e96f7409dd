"""How many minutes a notebook and its sections take, as `make notebooks` writes them."""

import re

from tools import prose

# The pace of somebody who meets all of it for the first time.
WORDS = 150  # a minute, of technical prose
LINES = 10  # a minute, of code that is read and run
TASKS = {"gd.compare_guess(": 1, "gd.check(": 4, "gd.explore_": 4, "gd.explore(": 4}  # minutes each
QUESTION = 1  # of the quiz
TRIED = ("Exercises", "Four questions")  # the sections that one may leave for another day
TOTAL = re.compile(r"(\*\*Minutes\*\*: )(\d+)(, of them \d+ for the exercises and the quiz)?")
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


def write(notebook):
    """Put the minutes, to five, into a title cell that tells them, and then under each heading."""
    title, each = notebook.cells[0], sections(notebook)
    if not TOTAL.search(title.source):
        return
    parts = each.values(), map(each.__getitem__, TRIED)
    whole, tried = (5 * round(sum(part) / 5) for part in parts)
    words = rf"\g<1>{whole}, of them {tried} for the exercises and the quiz"
    title.source = TOTAL.sub(words, title.source)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (heading := UNDER.match(cell.source)):
            minutes = max(1, round(each[heading[1][3:]]))
            words = f"*{minutes} minute{'s' * (minutes != 1)}*"
            cell.source = UNDER.sub(rf"\1\n\n{words}\n", cell.source, count=1)


def in_readme(text, name, notebook):
    """Return the README's text with the minutes of a notebook's title cell in its row."""
    row = re.compile(rf"(\(notebooks/{name}\) \|.*\| )\d+(?= \|$)", re.MULTILINE)
    return row.sub(lambda found: found[1] + TOTAL.search(notebook.cells[0].source)[2], text)
