"""Make controls from what is natural to say: two limits, a factor, a list of choices.

A slider rests at round numbers, at few enough of them that each is reached by an arrow key.
"""

import numbers

import numpy as np

from gdviz.checks import check_number, shorten
from gdviz.explorers.controls import Choice, Slider, Toggle

STOPS = 60  # steps of a slider from end to end, where nobody asks for others
FIXED = (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)  # stops in each power of ten on a logarithmic slider


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
