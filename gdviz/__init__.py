"""Stepping, picturing and explaining gradient descent, for the course in ``notebooks/``.

Modules load when they are first used, so that ``import gdviz`` costs little more than numpy.

Examples
--------
>>> import gdviz as gd
>>> run = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.1, steps=20)
>>> print(run)
20 steps of gradient descent at learning rate 0.1 from (−3, 4) to (−0.0346, 0.0461); \
the loss falls from 25 to 0.00332.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "cards",
        "checks",
        "claims",
        "data",
        "descent",
        "exercises",
        "explorers",
        "figures",
        "films",
        "initializers",
        "losses",
        "network",
        "optimizers",
        "plots",
        "predictions",
        "schedules",
        "stopping",
        "style",
        "words",
    ],
    submod_attrs={
        "claims": ["verdict", "wall"],
        "data": ["penguins"],
        "data.reading": ["read_columns"],
        "descent": ["descend"],
        "diagnosis": ["Diagnosis", "diagnose"],
        "exercises": ["check", "hint"],
        "explorers": [
            "Explorer",
            "explore",
            "explore_basins",
            "explore_batches",
            "explore_descent",
            "explore_direction",
            "explore_layers",
            "explore_learning_rate",
            "explore_line_fit",
            "explore_optimizers",
            "film",
        ],
        "figures": ["describe", "setup", "tell"],
        "losses": ["LineFit", "Loss", "check_gradient", "counted"],
        "lessons.overview": ["probe"],
        "losses.safety": ["safe_learning_rate"],
        "many": ["Basins", "basins"],
        "network": ["Network"],
        "optimizers": [
            "adagrad",
            "adam",
            "backtracking",
            "coordinate_search",
            "gradient_descent",
            "momentum",
            "nesterov",
            "random_search",
            "rmsprop",
            "stochastic_gradient_descent",
        ],
        "plots": [
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
        ],
        "predictions": ["compare_guess"],
        "sweeps": ["Sweep", "sweep"],
        "trajectories": ["Status", "Trajectory"],
        "words": ["number"],
    },
)
