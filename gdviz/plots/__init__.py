"""Draw losses, runs, fields and layers: Axes in, Axes out.

Every function draws on the Axes it is given, or on a new figure; it never overwrites a label
that is there already, and it tells what it drew in a sentence made from the data.

``gdviz`` reads its list of plots from here. A module loads when one of its plots is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "bands": ["plot_bands"],
        "comparisons": ["plot_power_law", "plot_stopping"],
        "curvatures": ["plot_eigen_components", "plot_stability"],
        "directions": ["plot_angle_meter", "plot_cosines", "plot_rulers"],
        "histories": ["plot_convergence", "plot_race", "plot_step_lengths"],
        "landscapes": [
            "plot_contours",
            "plot_curve",
            "plot_difference_error",
            "plot_fitted_lines",
            "plot_gradient_field",
            "plot_line",
            "plot_slices",
            "plot_surface",
        ],
        "layers": ["plot_layers"],
        "paths": ["plot_trajectory"],
        "rates": ["plot_regimes", "plot_schedules", "plot_sweep"],
        "roses": ["plot_direction_rose"],
        "starts": ["plot_basins", "plot_starts"],
        "steps": ["plot_step", "plot_step_star"],
    },
)
