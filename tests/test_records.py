"""Records: nouns that nobody changes behind a run's back, and that equal themselves alone."""

import copy

import numpy as np
import pytest

import gdviz as gd

# Made anew for each test.
RECORDS = {
    "loss": lambda: gd.losses.bowl(),
    "line fit": lambda: gd.losses.line_fit([0, 1, 2], [1, 3, 4]),
    "regressor": lambda: gd.network.regressor([0, 1, 2], [1, 3, 4]),
    "classifier": lambda: gd.network.classifier([0, 1, 2], ["a", "b", "a"]),
    "own loss": lambda: gd.Loss(lambda w: w @ w, minima=[(0, 0)]),
    "schedule": lambda: gd.schedules.constant(0.1),
    "rule": lambda: gd.stopping.loss_below(0.1),
    "run": lambda: gd.descend(gd.losses.bowl(), (1, 2), learning_rate=0.1, steps=2),
    "basins": lambda: gd.basins(gd.losses.double_well(), resolution=4, learning_rate=0.1),
    "status": lambda: gd.Status("stalled", 3, "the point no longer moves.", "Take longer steps."),
    "sweep": lambda: gd.sweep(gd.losses.bowl(), [0.1, 0.2], (1, 2), steps=3),
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_cannot_be_changed(name):
    record = RECORDS[name]()
    for field, value in vars(record).items():
        with pytest.raises(AttributeError):
            setattr(record, field, None)
        for array in value if isinstance(value, tuple) else (value,):
            if isinstance(array, np.ndarray) and array.size:
                with pytest.raises(ValueError, match="read-only"):
                    array[...] = array[...]


@pytest.mark.parametrize("name", [name for name in RECORDS if name not in ("rule", "status")])
def test_a_record_equals_itself_alone(name):
    """Of two records with arrays == has no one answer; of two functions nobody can say."""
    record = RECORDS[name]()
    assert len({record, record, copy.copy(record)}) == 2
