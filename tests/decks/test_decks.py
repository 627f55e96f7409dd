"""Every deck starts offline, fits its stage, can be read, and speaks to everybody."""

import base64
import html
import io
import math
import re

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from matplotlib.figure import Figure
from nbformat.v4 import new_notebook, new_output

from gdviz.display import figure_bundle
from gdviz.slides.lecture import slides
from tests.browser import lab
from tests.course import COURSE, PATHS
from tests.test_lecture import cell, data
from tools.slides import build, open_deck, print_deck

# Measured in the stage's own pixels; 24 of them are 18 points on a stage of 1280 × 720.
LOOK = """() => {
  const section = deck.getCurrentSlide();
  const frame = section.querySelector('.frame');
  const scale = frame.getBoundingClientRect().width / 1280;
  const all = selector => [...frame.querySelectorAll(selector)];
  const pixels = (element, name) => parseFloat(getComputedStyle(element)[name]);
  const small = [];
  for (const element of all('*')) {
    if (element.closest('svg, mjx-assistive-mml, sub')) continue;
    const own = element.getBoundingClientRect();
    if (!own.width || !own.height) continue;
    const words = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (words && pixels(element, 'fontSize') < 24) small.push(element.outerHTML);
  }
  const rows = element => {
    const height = element.getBoundingClientRect().height / scale;
    const padding = pixels(element, 'paddingTop') + pixels(element, 'paddingBottom');
    return Math.round((height - padding) / pixels(element, 'lineHeight'));
  };
  const lines = pre => pre.textContent.trimEnd().split('\\n').length;
  // A picture is stored with 150 pixels to the inch, and says its smallest text in points; the
  // pictures of films keep to the style's 10.5. Words over a film are letters of the page.
  const letters = image => {
    const room = image.getBoundingClientRect();
    const pad = pixels(image, 'paddingLeft') + pixels(image, 'paddingRight');
    const shown = Math.min((room.width / scale - pad) / image.naturalWidth,
      (room.height / scale - pad) / image.naturalHeight);
    const points = image.dataset.gdvizPoints ?? (image.closest('.gdviz-stage') ? 10.5 : 0);
    return points / 72 * 150 * shown;
  };
  const words = text => pixels(text, 'fontSize')
    * text.ownerSVGElement.getBoundingClientRect().width / scale
    / text.ownerSVGElement.viewBox.baseVal.width;
  const drawn = all('img:not(.gdviz-patch)').map(letters)
    .concat(all('.gdviz-stage text').map(words));
  const sum = numbers => numbers.reduce((a, b) => a + b, 0);
  return {
    id: section.id, small,
    headline: rows(frame.querySelector('h2')),
    aside: section.matches('.aside'),
    text: sum(all('.stage li, .given, .output p:not(.gdviz-level)').map(rows)),
    code: sum(all('.highlight pre').map(lines)),
    drawn: Math.min(Infinity, ...drawn),
  };
}"""

# Reveal.next() is called until the last fragment of the last slide is seen.
WALK = """(look) => {
  const see = eval(look), seen = [];
  deck.slide(0, 0, -1);
  for (let step = 0; step < 400; step++) {
    seen.push(see());
    if (deck.isLastSlide() && !deck.availableFragments().next) break;
    deck.next();
  }
  return seen;
}"""

# Each slide's kind: its elements with their classes, their attributes and what they stand in. What
# is drawn inside a formula or over a film is told by the element that holds it.
KINDS = """() => {
  const passing = /\\b(present|past|future|visible|current-fragment)\\b/g;
  const name = e => `${e.tagName}.${(e.getAttribute('class') ?? '').replace(passing, '').trim()}`;
  const full = e => [name(e), ...e.getAttributeNames().sort(), name(e.parentElement)].join(' ');
  const whole = e => !e.parentElement.closest('svg, mjx-container');
  return [...document.querySelectorAll('.slides > section')].map(slide =>
    [name(slide), ...[...slide.querySelectorAll('*')].filter(whole).map(full)]);
}"""


# What is drawn over the picture of a slide's film, and what its sentence says.
MARKS = """id => [document.querySelector(`#${id} .gdviz-stage svg`).innerHTML,
  document.querySelector(`#${id} .gdviz-sentence`).textContent]"""


@pytest.fixture(scope="session")
def seen(deck):
    """What is measured at each step of a deck, from the first slide to the last fragment."""
    return deck.evaluate(WALK, LOOK)


def test_the_deck_fits_into_a_mail_and_shows_every_slide(deck, deck_file, seen):
    assert deck_file.stat().st_size <= 8_000_000
    assert len({look["id"] for look in seen}) == deck.evaluate("deck.getTotalSlides()")
    assert deck.evaluate("document.querySelectorAll('.fragment:not(.visible)').length") == 0


def test_everything_can_be_read_from_the_last_row(seen):
    for look in seen:
        assert look["small"] == [], f"{look['id']} has small text"
        assert look["headline"] <= (5 if look["aside"] else 2), f"{look['id']} has a long headline"
        assert look["text"] <= 8, f"{look['id']} has {look['text']} lines of text"
        assert look["code"] <= 12, f"{look['id']} has {look['code']} lines of code"
        assert look["drawn"] >= 14, f"{look['id']} has {look['drawn']:.1f} px letters in a picture"


def test_the_pdf_has_a_page_for_each_slide_and_each_answer_and_nothing_leaves_the_stage(
    browser, deck, deck_file, tmp_path
):
    answers = deck.evaluate("document.querySelectorAll('.poll .fragment').length")
    ways = [("?print-pdf", answers)]
    if deck_file.stem == PATHS[0].stem:  # without answers all are printed alike
        ways.append(("?print-pdf&questions", 0))
    for query, more in ways:
        pdf = tmp_path / "deck.pdf"
        assert print_deck(browser, deck_file, query, pdf) == []
        pages = len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))
        assert pages == deck.evaluate("deck.getTotalSlides()") + more


LOOKED_AT = set()  # the kinds of slides that were found accessible, each with its room


@pytest.mark.parametrize("room", lab.RULES)
def test_accessibility_rules_find_nothing_on_any_kind_of_slide(deck, deck_file, room):
    """Each deck's page at its first slide, and each kind of slide once over all decks."""
    deck.evaluate(f"document.documentElement.dataset.room = '{room}'")
    deck.evaluate(Axe().axe_script)
    options = {"runOnly": lab.RULES[room], "resultTypes": ["violations"]}
    for index, elements in enumerate(deck.evaluate(KINDS)):
        kind = room, frozenset(elements) if index else deck_file.name
        if kind not in LOOKED_AT:
            deck.evaluate(f"deck.slide({index})")
            part = "'section.present'" if index else "document"
            found = deck.evaluate(f"options => axe.run({part}, options)", options)["violations"]
            assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
            LOOKED_AT.add(kind)


@pytest.mark.parametrize("name", COURSE)
def test_the_lecture_fits_into_the_notebooks_minutes_and_every_slide_has_notes(name):
    nb = COURSE[name]
    printed = int(re.search(r"\*\*Minutes\*\*: (\d+)", nb.cells[0].source)[1])
    notes = [slide["notes"] for slide in slides(nb)]
    assert len(notes) >= 8
    assert sum(note["minutes"] for note in notes) <= printed
    assert all(len(note[part]) > 10 for note in notes for part in ("say", "ask", "expect"))


def own_cell(name, *outputs, **mark):
    """Return a lecturer's own cell: a slide with stored outputs."""
    made = cell("output", headline=f"What comes of {name}", **mark)
    made.update(id=name, outputs=list(outputs))
    return made


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def drawing(form="png", **size):
    """Return a picture that matplotlib drew, as Jupyter stores it."""
    figure, file = Figure(**size), io.BytesIO()
    figure.add_subplot().plot([0, 1])
    figure.savefig(file, format=form, dpi=200)
    text = file.getvalue().decode() if form == "svg" else base64.b64encode(file.getvalue()).decode()
    return data(**{form: text})


TABLE = "<table class='dataframe'>" + "<tr><td>1.5</td></tr>" * 30 + "</table>"
FAULTS = {
    "tall-table": ([data(html=TABLE)], "pixels too high"),
    "wide-table": ([data(html="<table><tr>" + "<td>123.45</td>" * 30)], "too wide"),
    "long-print": ([printed("a line\n" * 40)], "pixels too high"),
    "wide-print": ([printed("x" * 200)], "broken in two"),
    "many-lines": ([], "pixels too high"),
    "long-word": ([data(markdown="x" * 200)], "too wide"),
    "framed": ([data(html="<div style='height: 50px; overflow: hidden'>" + TABLE)], "cut"),
    "crowded": ([printed("a line\n" * 13), drawing()], "pixels of height for a picture"),
    "not-a-picture": ([data(png="aGk=")], "cannot be read"),
    "empty-html": ([data(html="<div></div>")], "shows nothing"),
    "unknown-macro": ([data(latex=r"$\foo + 1$")], "Undefined control sequence"),
    "open-formula": ([data(latex=r"$\frac{1}{2$")], "formula that is not drawn"),
    "error": ([new_output("error", ename="E", evalue="e", traceback=[])], "shows an error, E: e"),
    "stderr": ([printed("a warning", "stderr")], "wrote to stderr"),
}
GOOD = {
    "png": [drawing(figsize=(4, 4))],
    "svg": [drawing("svg")],
    "jpeg": [drawing("jpeg")],
    "two": [drawing(figsize=(5, 5)), drawing(figsize=(5, 5))],
    "line-and-png": [printed("a line"), drawing()],
    "latex": [data(latex=r"\begin{align} a &= b < c \\ d &= \frac{1}{2} \end{align}")],
    "markdown": [data(markdown="## A heading\n\n1. first $x^2$\n2. second")],
    "table": [data(html=TABLE.replace("<tr><td>1.5</td></tr>" * 25, ""))],
}


def test_a_build_tells_what_does_not_fit_or_cannot_be_seen_and_nothing_else(browser, tmp_path):
    cells = [own_cell(name, *outputs) for name, outputs in GOOD.items()]
    lines = {"many-lines": {"lines": ["a line"] * 15}}
    cells += [own_cell(name, *told[0], **lines.get(name, {})) for name, told in FAULTS.items()]
    nbformat.write(new_notebook(cells=cells), tmp_path / "own.ipynb")
    faults = print_deck(browser, build(tmp_path / "own.ipynb", tmp_path))
    for number, (name, (_, words)) in enumerate(FAULTS.items(), len(GOOD) + 1):
        told = [fault for fault in faults if f"own.html, slide {number}, cell {name}: " in fault]
        assert any(words in fault for fault in told), (name, told or faults)
        faults = [fault for fault in faults if fault not in told]
    assert faults == []
    tab = open_deck(browser, tmp_path / "own.html", "#/tall-table")
    stage = tab.locator("section.present .stage")
    assert stage.evaluate("s => (s.scrollTop = 200, s.scrollTop)") == 200  # nothing is lost
    tab.close()


def test_a_square_map_has_the_whole_height_and_its_headline_beside_it(browser, tmp_path):
    cells = []
    for name, aspect in (("wide", "auto"), ("map", "equal")):
        figure = Figure(figsize=(6.4, 4))
        figure.add_subplot(aspect=aspect).plot([0, 1])
        cells.append(own_cell(name, data(html=figure_bundle(figure)["text/html"])))
    nbformat.write(new_notebook(cells=cells), tmp_path / "own.ipynb")
    deck = build(tmp_path / "own.ipynb", tmp_path)
    assert print_deck(browser, deck) == []
    tab = open_deck(browser, deck, "#/map")
    assert tab.evaluate("[...document.querySelectorAll('section.aside')].map(s => s.id)") == ["map"]
    scale = tab.evaluate("deck.getScale()")
    assert tab.locator("#map img").bounding_box()["height"] > 600 * scale
    assert tab.locator("#wide img").evaluate("i => i.naturalWidth / i.naturalHeight") == 1.6
    tab.close()


# What options say in words; a quarter and a half are asked for in per cent.
SAID = {"none": 0, "two": 2, "three": 3, "quarter": 25, "half": 50}


def plain_powers(text):
    """Write powers of ten as Python does."""
    text = re.sub(r"\$10\^{(\S+)}\$", r"1e\1", text.replace("−", "-").replace(",", ""))
    return re.sub(r"(-\d+) \(the power of ten\)", r"1e\1", text)


def distance(option, told):
    """Measure how far an option is from what a card tells: by numbers, or else by a common word."""
    option, told, number = plain_powers(option), plain_powers(told), r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
    if wanted := re.match(number, told):
        numbers = [float(n) for n in re.findall(number, option)]
        numbers += [SAID[word] for word in re.findall(r"\w+", option.lower()) if word in SAID]
        return min((abs(float(wanted[0]) - n) for n in numbers), default=math.inf)
    stems = [{word[:4] for word in re.findall(r"\w+", text.lower())} for text in (option, told)]
    return 0 if stems[0] & stems[1] else math.inf


@pytest.mark.parametrize("name", COURSE)
def test_every_poll_has_an_answer_and_no_option_is_nearer_to_the_computed_one(name):
    polls = [
        slide
        for slide in slides(COURSE[name])
        if slide["headline"].startswith("Poll") or slide["cells"][0]["options"]
    ]
    assert polls
    for slide in polls:
        assert slide["answer"], slide["id"]
        letter, options = slide["answer"][0], slide["cells"][0]["options"]
        for part in slide["cells"][1:]:
            card = html.unescape(part["outputs"][0]["html"])
            told = re.search(r"<p>(?:It is|The answer is) \"?(.*?)\"?\.?</p>", card)[1]
            far = [distance(option, told) for option in options]
            assert far["ABCDE".index(letter)] == min(far) < math.inf, (slide["id"], told)


def test_films_move_by_keyboard_and_pointer_and_the_deck_stays_where_it_is(deck, deck_file):
    films = "[...document.querySelectorAll('section:has(.gdviz-figure)')].map(s => s.id)"
    shown = deck.evaluate(films)
    assert shown or deck_file.stem[:2] != "10"  # which has explore_catapult
    for slide in shown:
        deck.evaluate("id => deck.slide(deck.getIndices(document.getElementById(id)).h)", slide)
        slider = deck.locator(f"#{slide} input[type=range]").first
        slider.focus()
        still = deck.evaluate(MARKS, slide)
        for _ in range(3):
            deck.keyboard.press("ArrowRight")
        by_key = deck.evaluate(MARKS, slide)
        box = slider.bounding_box()
        deck.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2)
        by_pointer = deck.evaluate(MARKS, slide)
        assert all(a != b for a, b in zip(still, by_key, strict=True))
        assert all(a != b for a, b in zip(by_key, by_pointer, strict=True))
        assert deck.evaluate("deck.getCurrentSlide().id") == slide
