"""Every deck starts offline, fits its stage, can be read, and speaks to everybody."""

import re

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from gdviz.slides.lecture import slides
from tests.decks.conftest import NOTEBOOKS
from tools.slides import open_deck

# Measured in the stage's own pixels; 24 of them are 18 points on a stage of 1280 × 720.
LOOK = """() => {
  const section = deck.getCurrentSlide();
  const frame = section.querySelector('.frame');
  const scale = frame.getBoundingClientRect().width / 1280;
  const box = frame.getBoundingClientRect();
  const out = [], small = [];
  for (const element of frame.querySelectorAll('*')) {
    if (element.closest('svg, mjx-assistive-mml, sub')) continue;
    const own = element.getBoundingClientRect();
    if (!own.width || !own.height) continue;
    const name = `${element.tagName.toLowerCase()}.${element.className}`;
    if (own.bottom > box.bottom + 1 || own.right > box.right + 1 || own.top < box.top - 1
        || own.left < box.left - 1) out.push(name);
    const words = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (words && parseFloat(getComputedStyle(element).fontSize) < 24) small.push(name);
  }
  const lines = element => {
    const look = getComputedStyle(element), pixels = name => parseFloat(look[name]);
    const padding = pixels('paddingTop') + pixels('paddingBottom');
    return Math.round((element.getBoundingClientRect().height / scale - padding)
      / pixels('lineHeight'));
  };
  const rows = element => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const ends = [...range.getClientRects()].map(r => r.bottom / scale).sort((a, b) => a - b);
    return ends.filter((end, k) => !k || end - ends[k - 1] > 20).length;  // formulas hang lower
  };
  // A picture is stored with 150 pixels to the inch, and says its smallest text in points; the
  // pictures of films keep to the style's 10.5. Words over a film are letters of the page.
  const letters = image => {
    const box = image.getBoundingClientRect(), look = getComputedStyle(image);
    const pad = parseFloat(look.paddingLeft) + parseFloat(look.paddingRight);
    const shown = Math.min((box.width / scale - pad) / image.naturalWidth,
      (box.height / scale - pad) / image.naturalHeight);
    const points = image.dataset.gdvizPoints ?? (image.closest('.gdviz-stage') ? 10.5 : 0);
    return points / 72 * 150 * shown;
  };
  const words = text => parseFloat(getComputedStyle(text).fontSize)
    * text.ownerSVGElement.getBoundingClientRect().width / scale
    / text.ownerSVGElement.viewBox.baseVal.width;
  const drawn = [...frame.querySelectorAll('img:not(.gdviz-patch)')].map(letters)
    .concat([...frame.querySelectorAll('.gdviz-stage text')].map(words));
  const text = [...frame.querySelectorAll('.stage li, .given, .output p:not(.gdviz-level)')];
  return {
    id: section.id, out, small,
    headline: rows(frame.querySelector('h2')),
    text: text.map(lines).reduce((a, b) => a + b, 0),
    code: [...frame.querySelectorAll('.highlight pre')]
      .map(pre => pre.textContent.trimEnd().split('\\n').length).reduce((a, b) => a + b, 0),
    drawn: Math.min(Infinity, ...drawn),
    wrapped: [...frame.querySelectorAll('.highlight pre, pre.output')].some(pre => {
      const look = getComputedStyle(pre), pixels = name => parseFloat(look[name]);
      const room = pre.clientWidth - pixels('paddingLeft') - pixels('paddingRight');
      const longest = Math.max(...pre.textContent.split('\\n').map(line => line.length));
      return longest * 0.602 * pixels('fontSize') > room;
    }),
  };
}"""

# Reveal.next() is called until the last fragment of the last slide is seen.
WALK = """(look) => {
  const see = eval(look);
  const seen = [];
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


def walk(tab):
    return tab.evaluate(WALK, LOOK)


def test_the_deck_shows_every_slide_and_fragment_and_asks_for_nothing(deck, deck_file):
    seen = walk(deck)
    assert deck.trouble == []
    assert {url for url in deck.asked if not url.startswith(("data:", "blob:"))} == {
        deck_file.as_uri()
    }
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
    for look in walk(deck):
        assert look["out"] == [], f"{look['id']} overflows"
        assert look["small"] == [], f"{look['id']} has small text"
        assert look["headline"] <= 2, f"{look['id']} has a long headline"
        assert look["text"] <= 8, f"{look['id']} has {look['text']} lines of text"
        assert look["code"] <= 12, f"{look['id']} has {look['code']} lines of code"
        assert look["drawn"] >= 14, f"{look['id']} has {look['drawn']:.1f} px letters in a picture"
        assert not look["wrapped"], f"{look['id']} has a line of code that is broken in two"


def test_the_pdf_has_one_page_a_slide_and_loses_nothing(browser, deck, deck_file, tmp_path):
    tab = open_deck(browser, deck_file, "?print-pdf")
    tab.wait_for_selector(".pdf-page")
    out = tab.evaluate(
        """() => [...document.querySelectorAll('.pdf-page')].map(page => {
          const box = page.getBoundingClientRect();
          return [...page.querySelectorAll('.frame *')].filter(e => !e.closest('svg')
            && e.getBoundingClientRect().height > 0
            && e.getBoundingClientRect().bottom > box.bottom + 1).length;
        })"""
    )
    pdf = tab.pdf(prefer_css_page_size=True, print_background=True)
    tab.close()
    assert out == [0] * deck.evaluate("deck.getTotalSlides()")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == len(out)


def test_every_slide_has_notes_with_the_four_parts(deck):
    notes = deck.evaluate("[...document.querySelectorAll('aside.notes')].map(n => n.textContent)")
    assert len(notes) == deck.evaluate("deck.getTotalSlides()")
    for words in notes:
        assert re.search(r"\d min\. \w[^\n]+[.?!]", words), words
        assert re.search(r"Ask: [^\n]{10,}[.?]", words), words
        assert re.search(r"Expect: [^\n]{10,}", words), words


def test_every_figure_keeps_its_alternative_text(deck):
    alts = deck.evaluate(
        "[...document.querySelectorAll('.frame img:not(.gdviz-patch)')].map(i => i.alt)"
    )
    assert all(len(alt) > 20 for alt in alts)


@pytest.fixture(scope="session")
def looked_at():
    """The kinds of slides that were found accessible, each with its room."""
    return set()


@pytest.mark.parametrize("room", ["light", "dark"])
def test_accessibility_rules_find_nothing_on_any_kind_of_slide(deck, deck_file, looked_at, room):
    """Each deck's page at its first slide, and each kind of slide once over all decks."""
    deck.evaluate(f"document.documentElement.dataset.room = '{room}'")
    deck.evaluate(Axe().axe_script)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    for index, elements in enumerate(deck.evaluate(KINDS)):
        kind = room, frozenset(elements) if index else deck_file.name
        if kind not in looked_at:
            deck.evaluate(f"deck.slide({index})")
            part = "'section.present'" if index else "document"
            found = deck.evaluate(f"options => axe.run({part}, options)", options)["violations"]
            assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
            looked_at.add(kind)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_lecture_fits_into_the_notebooks_minutes(notebook):
    nb = nbformat.read(notebook, as_version=4)
    printed = int(re.search(r"\*\*Minutes\*\*: (\d+)", nb.cells[0].source)[1])
    path = slides(nb)
    assert len(path) >= 8
    assert sum(slide["notes"]["minutes"] for slide in path) <= printed


def test_a_deck_is_small_enough_for_mail(deck_file):
    assert deck_file.stat().st_size <= 8_000_000


def marks(deck, slide):
    """What is drawn over the picture of a slide's film, and what its sentence says."""
    return deck.evaluate(
        "id => [document.querySelector(`#${id} .gdviz-stage svg`).innerHTML,"
        " document.querySelector(`#${id} .gdviz-sentence`).textContent]",
        slide,
    )


def test_films_move_by_keyboard_and_pointer_and_the_deck_stays_where_it_is(deck):
    films = deck.evaluate(
        "[...document.querySelectorAll('section')].filter(s => s.querySelector('.gdviz-figure'))"
        ".map(s => s.id)"
    )
    for slide in films:
        deck.evaluate("id => deck.slide(deck.getIndices(document.getElementById(id)).h)", slide)
        slider = deck.locator(f"#{slide} input[type=range]").first
        slider.focus()
        still = marks(deck, slide)
        for _ in range(3):
            deck.keyboard.press("ArrowRight")
        by_key = marks(deck, slide)
        box = slider.bounding_box()
        deck.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2)
        by_pointer = marks(deck, slide)
        assert all(a != b for a, b in zip(still, by_key, strict=True))
        assert all(a != b for a, b in zip(by_key, by_pointer, strict=True))
        assert deck.evaluate("deck.getCurrentSlide().id") == slide


def test_some_deck_has_a_film():
    shown = [
        cell
        for notebook in NOTEBOOKS
        for slide in slides(nbformat.read(notebook, as_version=4))
        for cell in slide["cells"]
    ]
    assert any("data-gdviz-film" in o["html"] for cell in shown for o in cell["outputs"])
