"""Pictures with controls: alive where a kernel runs, films and sentences everywhere else."""

from gdviz.explorers.controls import Control
from gdviz.explorers.course import (
    explore_basins,
    explore_batches,
    explore_descent,
    explore_direction,
    explore_layers,
    explore_learning_rate,
    explore_line_fit,
    explore_optimizers,
)
from gdviz.explorers.widget import Explorer, explore, film

__all__ = [
    "Control",
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
]
