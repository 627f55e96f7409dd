"""Draw the pictures of the README, three scenes of the course and two slides: make pictures."""

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt

import gdviz as gd
from gdviz.display import picture
from tools.slides import FLAGS, ROOT, build, find_browser, open_deck

DOCS = ROOT / "docs"
SLIDES = {
    "slide_formula.png": ("03_learning_rate", "ravine-figure"),
    "slide_film.png": ("06_weaknesses", "turn-it"),
}


def draw_scenes():
    """Draw three scenes side by side."""
    gd.setup()
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(13.5, 4.4))
    bowl = gd.losses.bowl()
    run = gd.descend(bowl, (-3, 4), learning_rate=0.1, steps=20)
    gd.plot_trajectory(run, gd.plot_contours(bowl, left))
    left.set(aspect="equal", title="The note's result: 0.8 a step")
    valley = gd.losses.quadratic(2, 20)
    orbit = gd.descend(valley, (-4, 2), learning_rate=0.1, steps=20)
    gd.plot_trajectory(orbit, gd.plot_contours(valley, middle))
    middle.set(title="x² + 10y², the same 0.1: orbits")
    birds = gd.penguins()
    fit = gd.losses.line_fit(birds["flipper_length_mm"], birds["body_mass_g"], standardize=True)
    walk, steps = gd.descend(fit, (0, 0), learning_rate=0.1, steps=20), [0, 2, 5, 20]
    gd.plot_line(fit, walk.points[steps], right, labels=[f"step {k}" for k in steps])
    right.set(title="Penguins", xlabel="flipper length (mm)", ylabel="body mass (g)")
    (DOCS / "three_scenes.png").write_bytes(picture(figure))


def take_slides():
    """Photograph two slides as they stand in a lecture."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*FLAGS])
        for name, (notebook, slide) in SLIDES.items():
            deck = build(ROOT / "notebooks" / f"{notebook}.ipynb", Path(folder))
            tab = open_deck(browser, deck, f"#/{slide}")
            tab.screenshot(path=DOCS / name, animations="disabled")
        browser.close()


if __name__ == "__main__":
    draw_scenes()
    take_slides()
