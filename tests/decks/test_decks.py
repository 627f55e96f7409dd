"""Every deck starts offline, fits its stage, can be read, and speaks to everybody."""

import re

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from gdviz.slides.lecture import page, slides
from tests.decks.conftest import NOTEBOOKS
from tools.slides import open_deck

# Measured in the stage's own pixels; 24 of them are 18 points on a stage of 1280 × 720.
LOOK = """() => {
  const section = deck.getCurrentSlide();
  const frame = section.querySelector('.frame');
  const box = frame.getBoundingClientRect(), scale = box.width / 1280;
  const all = selector => [...frame.querySelectorAll(selector)];
  const pixels = (element, name) => parseFloat(getComputedStyle(element)[name]);
  const out = [], small = [];
  for (const element of all('*')) {
    if (element.closest('svg, mjx-assistive-mml, sub')) continue;
    const own = element.getBoundingClientRect();
    if (!own.width || !own.height) continue;
    const name = `${element.tagName.toLowerCase()}.${element.className}`;
    if (own.bottom > box.bottom + 1 || own.right > box.right + 1 || own.top < box.top - 1
        || own.left < box.left - 1) out.push(name);
    const words = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (words && pixels(element, 'fontSize') < 24) small.push(name);
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
    id: section.id, out, small,
    headline: rows(frame.querySelector('h2')),
    text: sum(all('.stage li, .given, .output p:not(.gdviz-level)').map(rows)),
    code: sum(all('.highlight pre').map(lines)),
    drawn: Math.min(Infinity, ...drawn),
    wrapped: all('.highlight pre, pre.output').some(pre => rows(pre) > lines(pre)),
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


def test_the_deck_fits_into_a_mail_shows_every_slide_and_asks_for_nothing(deck, deck_file):
    assert deck_file.stat().st_size <= 8_000_000
    seen = deck.evaluate(WALK, LOOK)
    assert deck.trouble == []
    assert {url for url in deck.asked if not url.startswith("data:")} == {deck_file.as_uri()}
    assert len({look["id"] for look in seen}) == deck.evaluate("deck.getTotalSlides()")
    assert deck.evaluate("document.querySelectorAll('.fragment:not(.visible)').length") == 0


def test_formulas_are_drawn(deck):
    text = deck.evaluate("[...document.querySelectorAll('.frame')].map(f => f.innerText).join()")
    assert not re.search(r"\$[^$\n]+\$", text)
    assert deck.evaluate("document.querySelectorAll('mjx-merror').length") == 0


@pytest.mark.parametrize("stage", [(1280, 720), (1920, 1080)], ids=["720p", "1080p"])
def test_nothing_leaves_the_stage_and_everything_can_be_read_from_the_last_row(deck, stage):
    deck.set_viewport_size({"width": stage[0], "height": stage[1]})
    deck.evaluate("deck.layout()")
    for look in deck.evaluate(WALK, LOOK):
        assert look["out"] == [], f"{look['id']} overflows"
        assert look["small"] == [], f"{look['id']} has small text"
        assert look["headline"] <= 2, f"{look['id']} has a long headline"
        assert look["text"] <= 8, f"{look['id']} has {look['text']} lines of text"
        assert look["code"] <= 12, f"{look['id']} has {look['code']} lines of code"
        assert look["drawn"] >= 14, f"{look['id']} has {look['drawn']:.1f} px letters in a picture"
        assert not look["wrapped"], f"{look['id']} has a line of code that is broken in two"


def test_the_pdf_has_one_page_a_slide_and_loses_nothing(browser, deck, deck_file):
    tab = open_deck(browser, deck_file, "?print-pdf")
    tab.wait_for_selector(".pdf-page")
    out = tab.evaluate(
        """() => [...document.querySelectorAll('.pdf-page')].map(page => {
          const end = page.getBoundingClientRect().bottom + 1;
          const boxes = [...page.querySelectorAll('.frame *')].filter(e => !e.closest('svg'))
            .map(e => e.getBoundingClientRect());
          return boxes.filter(box => box.height > 0 && box.bottom > end).length;
        })"""
    )
    pdf = tab.pdf(prefer_css_page_size=True, print_background=True)
    tab.close()
    assert out == [0] * deck.evaluate("deck.getTotalSlides()")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == len(out)


LOOKED_AT = set()  # the kinds of slides that were found accessible, each with its room


@pytest.mark.parametrize("room", ["light", "dark"])
def test_accessibility_rules_find_nothing_on_any_kind_of_slide(deck, deck_file, room):
    """Each deck's page at its first slide, and each kind of slide once over all decks."""
    deck.evaluate(f"document.documentElement.dataset.room = '{room}'")
    deck.evaluate(Axe().axe_script)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    for index, elements in enumerate(deck.evaluate(KINDS)):
        kind = room, frozenset(elements) if index else deck_file.name
        if kind not in LOOKED_AT:
            deck.evaluate(f"deck.slide({index})")
            part = "'section.present'" if index else "document"
            found = deck.evaluate(f"options => axe.run({part}, options)", options)["violations"]
            assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
            LOOKED_AT.add(kind)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_lecture_fits_into_the_notebooks_minutes_and_every_slide_has_notes(notebook):
    nb = nbformat.read(notebook, as_version=4)
    printed = int(re.search(r"\*\*Minutes\*\*: (\d+)", nb.cells[0].source)[1])
    notes = [slide["notes"] for slide in slides(nb)]
    assert len(notes) >= 8
    assert sum(note["minutes"] for note in notes) <= printed
    assert all(len(note[part]) > 10 for note in notes for part in ("say", "ask", "expect"))


def test_films_move_by_keyboard_and_pointer_and_the_deck_stays_where_it_is(deck):
    films = "[...document.querySelectorAll('section:has(.gdviz-figure)')].map(s => s.id)"
    for slide in deck.evaluate(films):
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


def test_some_deck_has_a_film():
    notebooks = (nbformat.read(notebook, as_version=4) for notebook in NOTEBOOKS)
    assert any("data-gdviz-film" in page(nb) for nb in notebooks)
