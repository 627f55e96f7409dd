"""Stepping, picturing and explaining gradient descent, for the course in ``notebooks/``.

Modules load when they are first used, so that ``import gdviz`` costs little more than numpy.

>>> import gdviz as gd
>>> run = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.1, steps=20)
>>> print(run)
20 steps of gradient descent at learning rate 0.1 from (−3, 4) to (−0.0346, 0.0461); \
the loss falls from 25 to 0.00332.
"""

import lazy_loader

__version__ = "0.1.0"

MODULES = (
    "checks course data descent display explorers initializers losses network optimizers plots "
    "schedules stopping text"
)
# The home of each public name.
HOMES = {
    "course.beyond": "explore_catapult",
    "course.claims": "verdict wall",
    "course.exercises": "check hint",
    "course.guesses": "compare_guess",
    "course.direction": "explore_direction",
    "course.initialization": "explore_basins explore_layers",
    "course.learning_rate": "explore_descent explore_learning_rate",
    "course.overview": "explore_line_fit probe",
    "course.batches": "explore_batches",
    "course.remedies": "explore_optimizers",
    "data": "penguins read_columns",
    "descent": "Status Trajectory descend",
    "diagnosis": "diagnose",
    "colors": "COLORS",
    "display": "Table describe setup tell",
    "explorers": "explore film",
    "basins_and_sweep": "Basins Sweep basins sweep",
    "losses": "LineFit Loss check_gradient counted safe_learning_rate",
    "network": "Network",
    "optimizers": "adagrad adam backtracking gradient_descent momentum nesterov rmsprop "
    "stochastic_gradient_descent",
    "plots.directions": "plot_angle_meter plot_cosines plot_direction_rose plot_rulers",
    "plots.landscapes": "plot_contours plot_curve plot_difference_error plot_fitted_lines "
    "plot_gradient_field plot_line plot_slices plot_surface",
    "plots.rates": "plot_eigen_components plot_regimes plot_schedules plot_stability plot_sweep",
    "plots.runs": "plot_bands plot_convergence plot_power_law plot_step "
    "plot_step_star plot_stopping plot_trajectory",
    "plots.starts": "plot_basins plot_layers plot_starts",
    "text": "number",
}
_load, __dir__, __all__ = lazy_loader.attach(
    __name__, MODULES.split(), {home: names.split() for home, names in HOMES.items()}
)


def __getattr__(name):
    """Load what is asked for; for an unknown name suggest the near one."""
    if name in __all__:
        return _load(name)
    if name.startswith("_"):  # asked by tools, not by people
        raise AttributeError(f"gdviz has no {name!r}.")
    from difflib import get_close_matches

    known = {near: f"gd.{near}" for near in __all__}
    for part in ("losses", "schedules", "initializers"):
        known = {near: f"gd.{part}.{near}" for near in _load(part).__all__} | known
    near = get_close_matches(name, known, n=1)
    hint = f"Did you mean {known[near[0]]}?" if near else "dir(gd) lists what it has."
    raise AttributeError(f"gd has no {name!r}. {hint}")
