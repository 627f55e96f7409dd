"""What a reader can turn: sliders, menus, boxes to tick, buttons, and points on the picture.

A control is a record: its name in code, its label for people, what it takes and where it begins.
It knows nothing of the browser beyond the plain data it hands over, by ``data``.
"""

from dataclasses import dataclass

import numpy as np

from gdviz.checks import check_choice, check_count, check_number, check_point, shorten


@dataclass(frozen=True)
class Slider:
    """A number between the first and the last of some stops.

    Attributes
    ----------
    name, label : str
        In code, and for people.
    stops : tuple of float
        Where the slider rests, in rising order; the number box takes anything between.
    default : float
    """

    name: str
    stops: tuple
    default: float
    label: str = ""

    @property
    def whole(self):
        """Whether it takes whole numbers only."""
        return all(isinstance(stop, int) for stop in (*self.stops, self.default))

    def check(self, value):
        """Return a value in the right type, or refuse it."""
        low, high = self.stops[0], self.stops[-1]
        if self.whole:
            return check_count(self.name, value, low, maximum=high)
        return check_number(self.name, value, low, high, closed="both")

    def some(self, rng, n):
        """Return lowest, default, highest and ``n`` random values."""
        low, high = self.stops[0], self.stops[-1]
        drawn = (
            rng.integers(low, high, n, endpoint=True) if self.whole else rng.uniform(low, high, n)
        )
        return [low, self.default, high, *drawn.tolist()]

    def data(self):
        """Return the control as a browser takes it."""
        step = 1 if self.whole else min(np.diff(self.stops), default=1)
        step = float(f"{step:.2g}")
        shown = {"stops": list(self.stops), "step": step, "whole": self.whole}
        return {
            "kind": "slider",
            "name": self.name,
            "label": self.label or spoken(self.name),
            **shown,
        }


@dataclass(frozen=True)
class Choice:
    """One of several things, shown by name in a menu."""

    name: str
    options: tuple
    default: object
    label: str = ""

    @property
    def stops(self):
        """All options, in their order."""
        return self.options

    def check(self, value):
        """Return an option, given itself, or refuse it."""
        return check_choice(self.name, value, self.options)

    def some(self, rng, n):
        """Return first, default, last and ``n`` random options."""
        drawn = [self.options[i] for i in rng.integers(len(self.options), size=n)]
        return [self.options[0], self.default, self.options[-1], *drawn]

    def data(self):
        """Return the control as a browser takes it; options travel by their number."""
        named = {"name": self.name, "label": self.label or spoken(self.name)}
        return {"kind": "choice", **named, "options": [str(option) for option in self.options]}


@dataclass(frozen=True)
class Toggle:
    """A box to tick."""

    name: str
    default: bool
    label: str = ""

    @property
    def stops(self):
        """No and yes."""
        return (False, True)

    def check(self, value):
        """Return True or False, or refuse what is neither."""
        if not isinstance(value, bool | np.bool_):
            raise TypeError(f"{self.name} must be True or False. Got {shorten(value)}.")
        return bool(value)

    def some(self, rng, n):
        """Return no, the default, yes and ``n`` random answers."""
        return [False, self.default, True, *(rng.integers(2, size=n) == 1).tolist()]

    def data(self):
        """Return the control as a browser takes it."""
        return {"kind": "toggle", "name": self.name, "label": self.label or spoken(self.name)}


@dataclass(frozen=True)
class Counter:
    """A button that counts how often it was pressed, as a seed for drawing again."""

    name: str
    label: str
    default: int = 0
    most: int = 99

    @property
    def stops(self):
        """All counts."""
        return tuple(range(self.most + 1))

    def check(self, value):
        """Return the count, or refuse what is none."""
        return check_count(self.name, value, maximum=self.most)

    def some(self, rng, n):
        """Return lowest, default, highest and ``n`` random counts."""
        return [
            0,
            self.default,
            self.most,
            *rng.integers(self.most, size=n, endpoint=True).tolist(),
        ]

    def data(self):
        """Return the control as a browser takes it."""
        return {"kind": "counter", "name": self.name, "label": self.label, "most": self.most}


@dataclass(frozen=True)
class Place:
    """A point that is picked on the picture.

    Attributes
    ----------
    name : str
    default : tuple of float
    limits : ((low, high), (low, high))
        Of each coordinate.
    labels : (str, str)
        The coordinates' names.
    box, bounds
        Where the Axes lies in the picture, and the data limits of its sides.
    """

    name: str
    default: tuple
    limits: tuple
    labels: tuple
    box: tuple
    bounds: tuple
    label: str = ""

    @property
    def stops(self):
        """Where it begins: a plane has no stops."""
        return (self.default,)

    def check(self, value):
        """Return the point as a tuple, or refuse it."""
        point = check_point(self.name, value, 2)
        for label, (low, high), coordinate in zip(self.labels, self.limits, point, strict=True):
            check_number(f"{self.name} ({label})", coordinate, low, high, closed="both")
        return tuple(point.tolist())

    def some(self, rng, n):
        """Return lowest corner, default, highest corner and ``n`` random points."""
        low, high = np.transpose(self.limits)
        drawn = rng.uniform(low, high, (n, 2))
        return [
            tuple(low.tolist()),
            self.default,
            tuple(high.tolist()),
            *map(tuple, drawn.tolist()),
        ]

    def data(self):
        """Return the control as a browser takes it."""
        steps = [float(f"{(high - low) / 50:.2g}") for low, high in self.limits]
        where = {
            "limits": self.limits,
            "labels": self.labels,
            "box": self.box,
            "bounds": self.bounds,
        }
        named = {"name": self.name, "label": self.label or spoken(self.name)}
        return {"kind": "place", **named, "steps": steps, **where}


def spoken(name):
    """Write a name in code as people say it."""
    return name.replace("_", " ")
