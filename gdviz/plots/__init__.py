"""Draw losses, runs, fields and layers: Axes in, Axes out.

Every function draws on the Axes it is given, or on a new figure; it never overwrites a label
that is there already, and it tells what it drew in a sentence made from the data.
"""

from gdviz.plots.comparisons import plot_bands, plot_power_law, plot_stopping
from gdviz.plots.curvatures import plot_eigen_components, plot_stability
from gdviz.plots.directions import plot_angle_meter, plot_cosines, plot_rulers
from gdviz.plots.fits import plot_fitted_lines, plot_line
from gdviz.plots.gradients import plot_difference_error, plot_gradient_field
from gdviz.plots.histories import plot_convergence, plot_race, plot_step_lengths
from gdviz.plots.landscapes import plot_contours, plot_curve, plot_slices, plot_surface
from gdviz.plots.layers import plot_layers
from gdviz.plots.paths import plot_trajectory
from gdviz.plots.rates import plot_regimes, plot_schedules, plot_sweep
from gdviz.plots.roses import plot_direction_rose
from gdviz.plots.starts import plot_basins, plot_starts
from gdviz.plots.steps import plot_step, plot_step_star

__all__ = [
    "plot_angle_meter",
    "plot_bands",
    "plot_basins",
    "plot_contours",
    "plot_convergence",
    "plot_cosines",
    "plot_curve",
    "plot_difference_error",
    "plot_direction_rose",
    "plot_eigen_components",
    "plot_fitted_lines",
    "plot_gradient_field",
    "plot_layers",
    "plot_line",
    "plot_power_law",
    "plot_race",
    "plot_regimes",
    "plot_rulers",
    "plot_schedules",
    "plot_slices",
    "plot_stability",
    "plot_starts",
    "plot_step",
    "plot_step_lengths",
    "plot_step_star",
    "plot_stopping",
    "plot_surface",
    "plot_sweep",
    "plot_trajectory",
]
