"""Controls: sliders, menus, boxes to tick, buttons, and points that are picked on the picture."""

import numbers
from dataclasses import dataclass, field

import numpy as np

from gdviz.checks import check_choice, check_count, check_number, check_point, shorten

STOPS = 60  # steps of a slider from end to end, where nobody asks for others
FIXED = (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)  # stops in each power of ten on a logarithmic slider


@dataclass(frozen=True)
class Control:
    """What a reader can set: a "slider", "choice", "toggle", "counter" or "place".

    ``stops`` are its values in their order; the number box of a slider takes any number between
    the first and the last. A place has no stops but its default; ``more`` holds its limits.
    """

    kind: str
    name: str
    stops: tuple
    default: object
    label: str = ""
    more: dict = field(default_factory=dict)

    @property
    def whole(self):
        """Whether all stops are whole numbers."""
        return all(isinstance(stop, int) for stop in self.stops)

    def check(self, value):
        """Return a value in the right type, or refuse it."""
        if self.kind == "place":
            point = check_point(self.name, value, 2)
            for label, limits, number in zip(
                self.more["labels"], self.more["limits"], point, strict=True
            ):
                check_number(f"{self.name} ({label})", number, *limits, closed="both")
            return tuple(point.tolist())
        if self.kind not in ("slider", "counter"):
            return check_choice(self.name, value, self.stops)
        low, high = self.stops[0], self.stops[-1]
        if self.whole:
            return check_count(self.name, value, low, maximum=high)
        return check_number(self.name, value, low, high, closed="both")

    def from_browser(self, value):
        """Check a value from the browser, where a choice is known by its number."""
        return self.check(self.stops[value] if self.kind == "choice" else value)

    def data(self):
        """Return the control as a browser takes it, with its default as ``value``."""
        choice, steps = self.kind == "choice", np.diff(self.stops) if self.kind == "slider" else []
        return {
            "kind": self.kind,
            "name": self.name,
            "label": self.label or self.name.replace("_", " "),
            "stops": [str(stop) if choice else stop for stop in self.stops],
            "value": self.stops.index(self.default) if choice else self.default,
            "whole": self.whole,
            "step": 1 if self.whole else float(f"{min(steps, default=1):.2g}"),
            **self.more,
        }


def slider(name, stops, default, label=""):
    """Return a slider over some stops and the default."""
    return Control("slider", name, tuple(sorted({*stops, default})), default, label)


def whole(name, low, high, default, label=""):
    """Return a slider over all whole numbers from low to high."""
    return slider(name, range(low, high + 1), default, label)


def even(name, low, high, default, label="", n=STOPS):
    """Return a slider with evenly spaced stops between two rounded limits."""
    step = (high - low) / n * (1 - 1e-9)
    power = 10.0 ** np.floor(np.log10(step))
    step = float(next(m * power for m in (1, 2, 5, 10) if m * power >= step))
    first, last = int(np.floor(low / step)), int(np.ceil(high / step))
    return slider(name, [round(k * step, 12) for k in range(first, last + 1)], default, label)


def logarithmic(name, low, high, default, label=""):
    """Return a slider that grows by a factor from stop to stop, over round numbers."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    stops = [float(f"{m}e{p}") for p in powers for m in FIXED]
    return slider(name, [s for s in stops if low <= s <= high], float(default), label)


def counter(name, label, most=99):
    """Return a button that counts how often it was pressed, as a seed for drawing again."""
    return Control("counter", name, tuple(range(most + 1)), 0, label)


def place(stage, ax, name, default, labels):
    """Return a point that is picked on one Axes of a stage."""
    limits = [[float(f"{v:.6g}") for v in pair] for pair in (ax.get_xlim(), ax.get_ylim())]
    steps = [float(f"{(high - low) / 50:.2g}") for low, high in limits]
    more = {"limits": limits, "labels": labels, "box": stage.box(ax), "steps": steps}
    point = Control("place", name, (), None, more=more).check(default)
    return Control("place", name, (point,), point, more=more)


def as_control(name, given):
    """Return the control that a reader asked for in short.

    A tuple (low, high) or (low, high, step) is a slider, over whole numbers if all of them are,
    which begins in the middle; one number is a slider around it; True or False is a box to tick;
    a list is a menu, which begins with its first choice.

    >>> as_control("steps", (0, 4)).stops
    (0, 1, 2, 3, 4)
    >>> as_control("steps", (4, 0))
    Traceback (most recent call last):
    ValueError: steps must rise from low to high. Got (4, 0). Write (0, 4).
    """
    if isinstance(given, Control):
        return given
    if isinstance(given, bool):
        return Control("toggle", name, (False, True), given)
    if isinstance(given, list):
        if not given:
            raise ValueError(f"{name} must be a list of at least one choice. Got []. Add some.")
        return Control("choice", name, tuple(given), given[0])
    if isinstance(given, numbers.Real):
        given = int(given) if isinstance(given, numbers.Integral) else float(given)
        low, high = (
            sorted((-given, 3 * given)) if given else (0, 10 if isinstance(given, int) else 1)
        )
        return slider(name, _span(name, low, high), given)
    if isinstance(given, tuple) and len(given) in (2, 3):
        stops = _span(name, *given)
        return slider(name, stops, stops[len(stops) // 2])
    raise TypeError(
        f"{name} must be (low, high), (low, high, step), a list of choices, True, False or a "
        f"number. Got {shorten(given)}."
    )


def _span(name, low, high, step=None):
    """Return stops from low to high: whole if low, high and step are, else with six digits."""
    given = (low, high) if step is None else (low, high, step)
    if not check_number(name, low) < check_number(name, high):
        swapped = shorten((high, low, *given[2:]))
        raise ValueError(
            f"{name} must rise from low to high. Got {shorten(given)}. Write {swapped}."
        )
    whole = all(isinstance(value, numbers.Integral) for value in given)
    if step is None:
        step = 1 if whole and high - low <= 500 else (high - low) / STOPS
    step = check_number(name, step, 0, high - low, closed="high", advice="A step is above 0.")
    n = int(np.floor((high - low) / step + 1e-9))
    if n > 1000:
        raise ValueError(f"{name} must have at most 1000 steps. Got {n}. Use a larger step.")
    stops = [low + k * step for k in range(n + 1)]
    return [int(stop) if whole and step == int(step) else round(float(stop), 12) for stop in stops]
