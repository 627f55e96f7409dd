"""Draw the picture of the README: three scenes of the course side by side.

``make pictures`` runs it; do so when the look of a plot changes.
"""

from pathlib import Path

import matplotlib.pyplot as plt

import gdviz as gd
from gdviz.figures import picture

TARGET = Path(__file__).resolve().parent.parent / "docs" / "three_scenes.png"


def main():
    """Draw and store the picture."""
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
    walk = gd.descend(fit, (0, 0), learning_rate=0.1, steps=20)
    gd.plot_line(
        fit, walk.points[[0, 2, 5, 20]], right, labels=[f"step {k}" for k in (0, 2, 5, 20)]
    )
    right.set(title="Penguins", xlabel="flipper length (mm)", ylabel="body mass (g)")
    TARGET.write_bytes(picture(figure))


if __name__ == "__main__":
    main()
