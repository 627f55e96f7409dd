"""Draw losses, runs, fields and layers: Axes in, Axes out.

Every function draws on the Axes it is given, or on a new figure, keeps the labels that are there,
and tells what it drew in a sentence made from the data. ``**kwargs`` go to the Matplotlib method
that draws the main lines, ``labels`` name the things in their order, ``bounds`` are by default
those of the loss. ``gdviz`` reads its list of plots from here.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "directions": ["plot_angle_meter", "plot_cosines", "plot_direction_rose", "plot_rulers"],
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
        "rates": [
            "plot_eigen_components",
            "plot_regimes",
            "plot_schedules",
            "plot_stability",
            "plot_sweep",
        ],
        "runs": [
            "plot_bands",
            "plot_convergence",
            "plot_power_law",
            "plot_race",
            "plot_step",
            "plot_step_lengths",
            "plot_step_star",
            "plot_stopping",
            "plot_trajectory",
        ],
        "starts": ["plot_basins", "plot_layers", "plot_starts"],
    },
)
