"""An example of each plot of ``gdviz.plots``, drawn on given Axes or on a new figure."""

from dataclasses import replace

import matplotlib as mpl
import numpy as np

import gdviz as gd
from gdviz.display import use_style
from gdviz.optimizers import stochastic_gradient_descent

BOWL = gd.losses.bowl()
RATES = np.arange(0.05, 1.25, 0.1)


def valley(steep=10.0):
    """Return x² + steep·y², whose curvatures are 2 and 2·steep."""
    return replace(gd.losses.quadratic(2, 2 * steep), bounds=((-5, 5), (-3, 3)))


def quartic():
    """Return x⁴ − 3x² + x, a curve with two minima."""
    return gd.Loss(lambda x: x[0] ** 4 - 3 * x[0] ** 2 + x[0], dim=1, bounds=((-2.2, 2.2),))


def cube():
    """Return x³, which basic arithmetic computes alike everywhere."""
    return gd.Loss(lambda x: (x * x * x)[..., 0], lambda x: 3 * x * x, dim=1, vectorized=True)


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


def basins():
    """Return where starts end: at four minima, far away, and those for whom 30 steps are few."""
    four, bounds = gd.losses.himmelblau(), ((-8, 8), (-8, 8))
    return gd.basins(four, bounds, 24, learning_rate=0.01, steps=30)


def layers():
    """Return three layers that saturate more and more."""
    noise = np.random.default_rng(0).standard_normal((50, 40))
    return [np.tanh(scale * noise) for scale in (0.5, 1, 3)]


def two_laws(**ax):
    """Draw a square-root law, and a steeper one."""
    x = np.array([1.0, 4, 16, 64])
    drawn = gd.plot_power_law(x, 3 / np.sqrt(x), label="spread", **ax)
    return gd.plot_power_law(x, 5 * x**2, drawn, label="cost")


SCHEDULES = [0.1, gd.schedules.step(0.1, 20), gd.schedules.inverse_time(0.1, 0.1)]
STOPS = {f"below {loss}": gd.stopping.loss_below(loss) for loss in (1, 0.01, 1e-9)}
EXAMPLES = {
    "plot_angle_meter": lambda **ax: gd.plot_angle_meter(np.geomspace(1, 1000, 13), **ax),
    "plot_bands": lambda **ax: gd.plot_bands(
        {f"batch {b}": [noisy(seed, 0.05, b) for seed in range(4)] for b in (4, 20)},
        floor=fit()(fit().minima[0]),
        **ax,
    ),
    "plot_basins": lambda **ax: gd.plot_basins(basins(), **ax),
    "plot_contours": lambda **ax: gd.plot_contours(valley(), **ax),
    "plot_convergence": lambda **ax: gd.plot_convergence([run(0.09), run(0.02)], **ax),
    "plot_cosines": lambda **ax: gd.plot_cosines([1, 0, 0, 0], 300, seed=1, **ax),
    "plot_curve": lambda **ax: gd.plot_curve(quartic(), tangents_at=[-1.8, 0.5], **ax),
    "plot_difference_error": lambda **ax: gd.plot_difference_error(cube(), 1.3, **ax),
    "plot_direction_rose": lambda **ax: gd.plot_direction_rose(valley(), (-3, 1.5), 2, **ax),
    "plot_eigen_components": lambda **ax: gd.plot_eigen_components(run(0.09), **ax),
    "plot_fitted_lines": lambda **axes: gd.plot_fitted_lines(
        gd.descend(fit(), (-1, 1.2), learning_rate=0.1, steps=30), steps=12, **axes
    ),
    "plot_gradient_field": lambda **ax: gd.plot_gradient_field(valley(3), **ax),
    "plot_layers": lambda **ax: gd.plot_layers(layers(), **ax),
    "plot_line": lambda **ax: gd.plot_line(fit(), [fit().minima[0], (0.5, 0)], **ax),
    "plot_power_law": two_laws,
    "plot_regimes": lambda **axes: gd.plot_regimes(
        [gd.descend(BOWL, (-3, 4), learning_rate=a, steps=20) for a in (0.02, 0.3, 0.9, 1.05)],
        **axes,
    ),
    "plot_rulers": lambda **ax: gd.plot_rulers((1, 2), **ax),
    "plot_schedules": lambda **ax: gd.plot_schedules(SCHEDULES, steps=60, **ax),
    "plot_slices": lambda **axes: gd.plot_slices(valley(), (-3, 1.5), **axes),
    "plot_stability": lambda **ax: gd.plot_stability([run(0.05), run(0.12)], **ax),
    "plot_starts": lambda **ax: gd.plot_starts(basins(), **ax),
    "plot_step": lambda **axes: gd.plot_step(valley(), (-3, 1.5), 0.08, **axes),
    "plot_step_star": lambda **ax: gd.plot_step_star(run(0.09), steps=6, **ax),
    "plot_stopping": lambda **ax: gd.plot_stopping(run(), STOPS.values(), labels=STOPS, **ax),
    "plot_surface": lambda **ax: gd.plot_surface(valley(), at=(-3, 1.5), **ax),
    "plot_sweep": lambda **ax: gd.plot_sweep(gd.sweep(BOWL, RATES, (3, 4)), limit=1.0, **ax),
    "plot_trajectory": lambda **ax: gd.plot_trajectory(run(), gd.plot_contours(valley(), **ax)),
}


def draw(name):
    """Draw an example in the course's look and return its figure."""
    mpl.rcdefaults()
    use_style()
    return np.ravel(EXAMPLES[name]())[0].figure
