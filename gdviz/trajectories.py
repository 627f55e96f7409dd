"""What a run leaves behind: every point, what it cost, and how it ended."""

import inspect
from dataclasses import dataclass, field
from numbers import Real

import numpy as np

from gdviz.loss import Loss
from gdviz.text import MAX_DIGITS, count, number, point


@dataclass(frozen=True)
class Status:
    """How a run ended: which way, at which step, why, and what to do next.

    Attributes
    ----------
    kind : str
        "converged", "stopped" by a rule or because the optimizer had no more points, "reached its
        steps", "stalled", "diverged" or "undefined".
    step : int
        The last step, or the one from which on the run was at rest.
    reason, remedy : str
        A sentence each; there is no remedy where none is needed.

    Examples
    --------
    >>> print(Status("stalled", 3, "the point no longer moves.", "Take longer steps."))
    stalled at step 3: the point no longer moves. Take longer steps.
    """

    kind: str
    step: int
    reason: str
    remedy: str = ""

    def __str__(self):
        return f"{self.kind} at step {self.step}: {self.reason} {self.remedy}".rstrip()


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Every point of one run, with losses, gradients, learning rates and how it ended.

    Attributes
    ----------
    points, gradients : ndarray, shape (steps + 1, dim)
        The start is ``points[0]``. Gradients are those of the whole loss.
    losses : ndarray, shape (steps + 1,)
    learning_rates : ndarray, shape (steps,)
        ``learning_rates[k]`` took ``points[k]`` to ``points[k + 1]``. An optimizer that chooses
        its own, as a line search does, has those it chose; NaN where a step does not go along
        the gradient and there is no such number.
    status : Status
    loss : Loss
    optimizer : str
    hyperparameters : dict
        Those given and the defaults.
    loss_evaluations, gradient_evaluations : ndarray, shape (steps + 1,)
        How many losses and gradients the optimizer had asked for on the way to each point. Of a
        loss over n examples each example counts: the whole gradient is n evaluations, that of a
        mini-batch of b is b.

    Examples
    --------
    >>> from gdviz.descent import descend
    >>> from gdviz.losses import line_fit
    >>> run = descend(line_fit([0, 1, 2], [1, 3, 5]), (0, 0), learning_rate=0.1, steps=2)
    >>> print(run.gradient_evaluations, run.loss_evaluations)
    [0 3 6] [0 0 0]
    """

    points: np.ndarray
    losses: np.ndarray
    gradients: np.ndarray
    learning_rates: np.ndarray
    status: Status
    loss: Loss
    optimizer: str
    hyperparameters: dict = field(default_factory=dict)
    loss_evaluations: np.ndarray | None = None
    gradient_evaluations: np.ndarray | None = None

    def __post_init__(self):
        for name in ("loss_evaluations", "gradient_evaluations"):
            if getattr(self, name) is None:
                object.__setattr__(self, name, np.zeros(len(self.points), dtype=int))
        for array in vars(self).values():
            if isinstance(array, np.ndarray):
                array.flags.writeable = False

    @property
    def steps(self):
        """How many steps were taken."""
        return len(self.points) - 1

    @property
    def start(self):
        """The first point, shape (dim,)."""
        return self.points[0]

    @property
    def end(self):
        """The last point, shape (dim,)."""
        return self.points[-1]

    def __repr__(self):
        return (
            f"{count(self.steps, 'step')} of {self.method} "
            f"from {point(self.start)} to {point(self.end)}; "
            f"the loss {change(self.losses[0], self.losses[-1])}."
        )

    @property
    def method(self):
        """The optimizer and its learning rate or step length in words."""
        for name in ("learning_rate", "step_length"):
            rate = self.hyperparameters.get(name)
            if rate is not None:
                return f"{self.optimizer} at {name.replace('_', ' ')} {_rate_in_words(rate)}"
        return self.optimizer


def _rate_in_words(rate):
    if isinstance(rate, Real):
        return number(rate)
    if inspect.isfunction(rate):  # its repr is an address in memory
        return "f(k)" if rate.__name__ == "<lambda>" else f"{rate.__name__}(k)"
    return str(rate)


def change(before, after):
    """Say in words how a number changed.

    Examples
    --------
    >>> change(25, 0.118), change(25, 24.9999)
    ('falls from 25 to 0.118', 'falls from 25 to 24.9999')
    """
    if before == after:
        return f"stays at {number(before)}"
    verb = "falls" if after < before else "rises"
    for digits in range(3, MAX_DIGITS + 1):
        told = number(before, digits), number(after, digits)
        if told[0] != told[1]:
            return f"{verb} from {told[0]} to {told[1]}"
    return f"{verb} by {number(abs(after - before))} to {number(after)}"
