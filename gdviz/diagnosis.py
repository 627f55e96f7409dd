"""Say in words why a run looks as it does."""

import numpy as np

from gdviz.checks import shorten
from gdviz.descent import Trajectory
from gdviz.evidence import Diagnosis, gather
from gdviz.text import count
from gdviz.verdicts import VERDICTS

__all__ = ["Diagnosis", "diagnose"]


def diagnose(run):
    """Say in words why a run looks as it does.

    Parameters
    ----------
    run : Trajectory

    Returns
    -------
    Diagnosis

    Raises
    ------
    TypeError
        If ``run`` is not a trajectory.

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import bowl
    >>> print(diagnose(descend(bowl(), (3, 4), learning_rate=0.9, steps=30)))
    alternating: each step is −0.8 times the one before, so the run crosses the minimum and comes \
back, closer every time. A learning rate half as large would go straight.
    """
    if not isinstance(run, Trajectory):
        raise TypeError(
            f"run must be a Trajectory. Got {shorten(run)}. Pass what gd.descend returns."
        )
    if run.status.kind == "undefined":
        return Diagnosis("undefined", f"{run.status.reason} {run.status.remedy}")
    if run.steps < 3 and run.status.kind == "diverged":
        return Diagnosis("diverging", f"{run.status.reason} {run.status.remedy}")
    if run.steps < 3:
        tell = f"{count(run.steps, 'step')} {'tells' if run.steps == 1 else 'tell'}"
        return Diagnosis("too short", f"{tell} too little. Take at least 3.")
    with np.errstate(all="ignore"):
        evidence = gather(run)
        return next(filter(None, (verdict(evidence) for verdict in VERDICTS)))
