"""Controls: sliders, menus, boxes to tick, buttons, and points that are picked on the picture.

A control is a record: its name in code, its label for people, what it takes and where it begins.
It knows nothing of the browser beyond the plain data it hands over, by ``data``. A slider rests
at round numbers, at few enough of them that each is reached by an arrow key.
"""

import numbers
from dataclasses import dataclass

import numpy as np

from gdviz.checks import check_choice, check_count, check_number, check_point, shorten

STOPS = 60  # steps of a slider from end to end, where nobody asks for others
FIXED = (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)  # stops in each power of ten on a logarithmic slider


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


def even(name, low, high, default, label="", n=STOPS):
    """Return a slider with evenly spaced stops between two rounded limits."""
    step = _nice((high - low) / n)
    stops = [
        round(k * step, 12) for k in range(int(np.floor(low / step)), int(np.ceil(high / step)) + 1)
    ]
    return _with_default(name, stops, float(default), label)


def _nice(step):
    """Round a step up to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(step))
    return next(float(m * power) for m in (1, 2, 5, 10) if m * power >= step * (1 - 1e-9))


def logarithmic(name, low, high, default, label=""):
    """Return a slider that grows by a factor from stop to stop, over round numbers."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    stops = [float(f"{m}e{p}") for p in powers for m in FIXED]
    return _with_default(name, [s for s in stops if low <= s <= high], float(default), label)


def whole(name, low, high, default, label=""):
    """Return a slider over all whole numbers from low to high."""
    return _with_default(name, range(low, high + 1), default, label)


def _with_default(name, stops, default, label):
    """Let the slider rest at the default too; a default outside the stops widens them."""
    return Slider(name, tuple(sorted({*stops, default})), default, label)


def as_control(name, given):
    """Return the control that a reader asked for in short.

    Parameters
    ----------
    name : str
        The argument of the drawing function.
    given : control, bool, number, (low, high), (low, high, step), list of choices
        A tuple of numbers is a slider, whole if all of them are; one number is a slider around
        it; True or False is a box to tick; a list is a menu. Sliders begin in the middle, lists
        with their first choice.

    Raises
    ------
    TypeError, ValueError
        If it is none of these.

    Examples
    --------
    >>> as_control("steps", (0, 4)).stops
    (0, 1, 2, 3, 4)
    >>> as_control("steps", (4, 0))
    Traceback (most recent call last):
    ValueError: steps must rise from low to high. Got (4, 0). Write (0, 4).
    """
    if hasattr(given, "check") and hasattr(given, "data"):
        return given
    if isinstance(given, bool):
        return Toggle(name, given)
    if isinstance(given, list):
        return _menu(name, given)
    if isinstance(given, numbers.Real):
        return _around(name, given)
    if isinstance(given, tuple) and len(given) in (2, 3):
        return _span(name, *given)
    raise TypeError(
        f"{name} must be (low, high), (low, high, step), a list of choices, True, False or a "
        f"number. Got {shorten(given)}."
    )


def _menu(name, options):
    if not options:
        raise ValueError(f"{name} must be a list of at least one choice. Got []. Add the choices.")
    return Choice(name, tuple(options), options[0])


def _around(name, value):
    value = check_number(name, value) if not isinstance(value, numbers.Integral) else int(value)
    low, high = sorted((-value, 3 * value)) if value else (0, 1 if isinstance(value, float) else 10)
    control = _span(name, low, high)
    return _with_default(name, control.stops, value, "")


def _span(name, low, high, step=None):
    given = (low, high) if step is None else (low, high, step)
    low, high = check_number(name, low), check_number(name, high)
    if not low < high:
        raise ValueError(
            f"{name} must rise from low to high. Got {shorten(given)}. "
            f"Write {shorten((given[1], given[0], *given[2:]))}."
        )
    if step is None and all(isinstance(v, numbers.Integral) for v in given) and high - low <= 500:
        step = 1
    if step is None:
        middle = float(f"{(low + high) / 2:.6g}")
        stops = [float(f"{v:.6g}") for v in np.linspace(low, high, STOPS + 1)]
        return Slider(name, tuple(stops), stops[STOPS // 2] if middle not in stops else middle)
    step = check_number(name, step, 0, high - low, closed="high", advice="A step is above 0.")
    return _stepped(name, given, low, high, step)


def _stepped(name, given, low, high, step):
    n = int(np.floor((high - low) / step + 1e-9))
    if n > 1000:
        raise ValueError(f"{name} must have at most 1000 steps. Got {n}. Use a larger step.")
    stops = [round(low + k * step, 12) for k in range(n + 1)]
    if all(isinstance(v, numbers.Integral) for v in given):
        stops = [int(stop) for stop in stops]
    return Slider(name, tuple(stops), stops[len(stops) // 2])
