"""One picture of each plot, for the tests; and the command that stores what they look like.

Each function draws one plot of ``gdviz.plots`` from data scaled by a factor, so that a test can
ask what a change of 1 % does. After a wanted change of a picture, store all of them again and
look at those that changed::

    python -m tests.plot_examples tests/baselines    # write every picture as FOLDER/NAME.png
"""

import io
import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

import gdviz as gd
from gdviz.display import use_style
from gdviz.grids import Basins, Sweep
from gdviz.optimizers import stochastic_gradient_descent
from tools.pictures import difference

BASELINES = Path(__file__).parent / "baselines"
DPI = 100  # two thirds of what notebooks store


def valley(steep=10.0):
    """Return x² + steep·y², whose curvatures are 2 and 2·steep."""
    scales = np.array([1.0, steep])
    return gd.Loss(
        lambda w: (scales * w**2).sum(axis=-1),
        lambda w: 2 * scales * w,
        lambda w: np.broadcast_to(np.diag(2 * scales), (*np.shape(w), 2)),
        name=f"x² + {steep:g}y²",
        bounds=((-5, 5), (-3, 3)),
        minima=[(0, 0)],
        vectorized=True,
    )


def quartic(bend=3.0):
    """Return x⁴ − bend·x² + x, a curve with two minima."""
    return gd.Loss(
        lambda x: (x**4 - bend * x**2 + x)[..., 0],
        lambda x: 4 * x**3 - 2 * bend * x + 1,
        dim=1,
        bounds=((-2.2, 2.2),),
        vectorized=True,
    )


def fit():
    """Return a line fit to 40 made points."""
    x = np.linspace(0, 1, 40)
    return gd.losses.line_fit(x, 1 + 2 * x + 0.3 * np.sin(40 * x), standardize=True)


def run(learning_rate=0.09, start=(-4.5, 2.0), steps=40):
    """Return a run down the valley."""
    return gd.descend(valley(), start, learning_rate=learning_rate, steps=steps)


def noisy(seed, learning_rate=0.05, batch_size=4):
    """Return a stochastic run on the line fit."""
    settings = {"learning_rate": learning_rate, "batch_size": batch_size, "seed": seed}
    return gd.descend(fit(), (-1, 1.2), stochastic_gradient_descent, steps=60, **settings)


def grid(loss, resolution):
    """Return starts over the bounds of a loss, shape (resolution, resolution, 2)."""
    axes = [np.linspace(low, high, resolution) for low, high in loss.bounds]
    return np.stack(np.meshgrid(*axes), axis=-1)


def record(loss, ends, steps):
    """Return a map of starts as the engine makes it, with ends and steps of our own."""
    axes = tuple(np.linspace(low, high, len(ends)) for low, high in loss.bounds)
    return Basins(loss, axes, ends, steps, ends < 0, loss.minima, 0.1)


def plot_angle_meter(factor=1.0):
    """Draw the angle at a point that moves with the factor."""
    return gd.plot_angle_meter(np.geomspace(1, 1000, 13), point=(1, factor))


def plot_bands(factor=1.0):
    """Draw a few seeds at two batch sizes."""
    return gd.plot_bands(
        {
            f"batch {size}": [noisy(seed, 0.05 * factor, size) for seed in range(4)]
            for size in (4, 20)
        },
        floor=fit()(fit().minima[0]),
    )


def plot_basins(factor=1.0):
    """Draw the nearest of four minima, and a corner of starts that run away."""
    four = gd.losses.himmelblau()
    starts = grid(four, 40)
    ends = np.linalg.norm(starts[..., None, :] - four.minima * factor, axis=-1).argmin(axis=-1)
    ends[starts.sum(axis=-1) > 7] = -1
    return gd.plot_basins(record(four, ends, np.where(ends < 0, np.nan, 5.0)))


def plot_contours(factor=1.0):
    """Draw a valley a little steeper."""
    return gd.plot_contours(valley(10 * factor))


def plot_convergence(factor=1.0):
    """Draw two learning rates."""
    return gd.plot_convergence([run(0.09 * factor), run(0.02)])


def plot_cosines(factor=1.0):
    """Draw directions against a reference that turns with the factor."""
    return gd.plot_cosines([1, 5 * (factor - 1), 0, 0], 300, seed=1)


def plot_curve(factor=1.0):
    """Draw a quartic with two tangents."""
    return gd.plot_curve(quartic(3 * factor), tangents_at=[-1.8, 0.5])


def plot_difference_error(factor=1.0):
    """Draw the errors for x³, which basic arithmetic computes alike everywhere."""
    cube = gd.Loss(lambda x: (x * x * x)[..., 0], lambda x: 3 * x * x, dim=1, vectorized=True)
    return gd.plot_difference_error(cube, 1.3 * factor)


def plot_direction_rose(factor=1.0):
    """Draw a step that is large for the valley."""
    return gd.plot_direction_rose(valley(), (-3, 1.5), 2 * factor)


def plot_eigen_components(factor=1.0):
    """Draw both parts of a run down the valley."""
    return gd.plot_eigen_components(run(0.09 * factor))


def plot_fitted_lines(factor=1.0):
    """Draw the first twelve lines."""
    walk = gd.descend(fit(), (-1, 1.2), learning_rate=0.1 * factor, steps=30)
    return gd.plot_fitted_lines(walk, steps=12)


def plot_gradient_field(factor=1.0):
    """Draw the gradients of a valley a little steeper."""
    return gd.plot_gradient_field(valley(3 * factor))


def plot_layers(factor=1.0):
    """Draw three layers that saturate more and more."""
    noise = np.random.default_rng(0).standard_normal((50, 40))
    layers = [np.tanh(scale * factor * noise) for scale in (0.5, 1, 3)]
    return gd.plot_layers(layers, mark="saturated")


def plot_line(factor=1.0):
    """Draw the data and two lines."""
    return gd.plot_line(fit(), [fit().minima[0] * factor, (0.5, 0)])


def plot_power_law(factor=1.0):
    """Draw a square-root law, and a steeper one."""
    x = np.array([1.0, 4, 16, 64])
    ax = gd.plot_power_law(x, 3 * x ** (-0.5 * factor), label="spread")
    return gd.plot_power_law(x, 5 * x**2, ax, label="cost")


def plot_race(factor=1.0):
    """Draw the full batch against small ones."""
    full = gd.descend(fit(), (-1, 1.2), learning_rate=0.1 * factor, steps=8)
    return gd.plot_race([full, noisy(0)], labels=["full batch", "batches of 4"])


def plot_regimes(factor=1.0):
    """Draw the four regimes on the bowl."""
    rates = (0.02 * factor, 0.3, 0.9, 1.05)
    bowl = gd.losses.bowl()
    return gd.plot_regimes([gd.descend(bowl, (-3, 4), learning_rate=a, steps=20) for a in rates])


def plot_rulers(factor=1.0):
    """Draw three rulers for a gradient that turns with the factor."""
    return gd.plot_rulers((1, 2 * factor))


def plot_schedules(factor=1.0):
    """Draw a constant rate and two that fall."""
    schedules = [0.1 * factor, gd.schedules.step(0.1, 20), gd.schedules.inverse_time(0.1, 0.1)]
    return gd.plot_schedules(schedules, steps=60)


def plot_slices(factor=1.0):
    """Draw the two slices through a point that moves with the factor."""
    return gd.plot_slices(valley(), (-3, 1.5 * factor))


def plot_stability(factor=1.0):
    """Draw the map with one stable and one unstable run."""
    return gd.plot_stability([run(0.05 * factor), run(0.12)])


def plot_starts(factor=1.0):
    """Draw a map of starts whose time grows with their distance, up to where they run away."""
    far = np.hypot(*np.moveaxis(grid(gd.losses.bowl(), 24), -1, 0)) * factor
    steps = np.where(far < 5, np.ceil(10 * far - 1e-9), np.nan)
    return gd.plot_starts(record(gd.losses.bowl(), np.where(far < 5, 0, -1), steps))


def plot_step(factor=1.0):
    """Draw a step that goes too far."""
    return gd.plot_step(valley(), (-3, 1.5), 0.08 * factor)


def plot_step_lengths(factor=1.0):
    """Draw the steps of two learning rates."""
    return gd.plot_step_lengths([run(0.09 * factor), run(0.02)])


def plot_step_star(factor=1.0):
    """Draw a zig-zag from one origin."""
    return gd.plot_step_star(run(0.09 * factor), steps=6)


def plot_stopping(factor=1.0):
    """Draw three rules, of which one never holds."""
    below = lambda height: lambda points, losses, gradients: losses < height  # noqa: E731
    rules = [below(1), below(0.01), below(1e-9)]
    return gd.plot_stopping(run(0.09 * factor), rules, labels=["below 1", "below 0.01", "tiny"])


def plot_surface(factor=1.0):
    """Draw a valley a little steeper, with two slices."""
    return gd.plot_surface(valley(10 * factor), at=(-3, 1.5))


def plot_sweep(factor=1.0):
    """Draw the counts for |1 − 2α|ᵏ ≤ 1e−6, with rates that never arrive."""
    rates = np.arange(0.05, 1.25, 0.1) * factor
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.ceil(np.log(1e-6) / np.log(np.abs(1 - 2 * rates)) - 1e-9)
    kinds = np.where(rates < 1, "converged", "diverged")
    return gd.plot_sweep(Sweep(rates, np.where(rates < 1, steps, np.nan), kinds, 1e-6), limit=1.0)


def plot_trajectory(factor=1.0):
    """Draw a zig-zag with its first step numbers, on contours."""
    return gd.plot_trajectory(run(0.09 * factor), gd.plot_contours(valley()), numbers=(1, 2, 3))


EXAMPLES = {name: globals()[name] for name in gd.plots.__all__ if name in globals()}


def draw(name, factor=1.0):
    """Draw an example in the course's look and return its figure."""
    mpl.rcdefaults()
    use_style()
    return np.ravel(EXAMPLES[name](factor))[0].figure


def picture(figure):
    """Return a figure as the bytes of a small PNG file."""
    figure.savefig(buffer := io.BytesIO(), format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()


def main(folder):
    """Write the picture of each example to a folder, where it looks new."""
    mpl.use("agg")
    for name in EXAMPLES:
        path, now = Path(folder, f"{name}.png"), picture(draw(name))
        if not path.exists() or difference(path.read_bytes(), now):
            path.write_bytes(now)
        plt.close("all")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
