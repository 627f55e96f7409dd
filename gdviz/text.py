"""Write numbers, points and near names for people.

Numbers that the course prints go through :func:`number`: the last digits of a result
differ from machine to machine, three or four significant digits do not.
"""

import codecs
import html
import re
import sys
import unicodedata
from difflib import get_close_matches

import numpy as np

CERTAIN_DIGITS = 12  # the digits of a result that are the same on every processor
CURVATURE = re.compile(r"λ(max|min)\b")
# What a console without these signs gets instead, as those of Windows in many languages.
ASCII = {"−": "-", "–": "-", "—": "-", "×": "x", "·": "*", "⁄": "/", "≤": "<=", "≥": ">="}
ASCII |= {"→": "->", "←": "<-", "‖": "|", "∞": "inf", "√": "root", "∇": "grad ", "λ": "lambda"}


def number(value: float, digits: int = 3) -> str:
    """Write a number with ``digits`` significant digits, 1 to 6, and a true minus sign.

    Digits before the decimal point are never lost below a million. The value is first rounded to
    12 digits: which side of a tie the 16th digit lies on depends on the processor.

    >>> number(-0.118367), number(4201.754), number(2.47e-5)
    ('−0.118', '4202', '2.47e−05')
    >>> number(2.745), number(2.744999999999999)  # the same sum, in two orders
    ('2.75', '2.75')
    """
    value = float(f"{float(value):.{CERTAIN_DIGITS}g}") + 0.0  # −0 becomes 0
    if np.isnan(value):
        return "undefined"
    if np.isinf(value):
        return "infinity" if value > 0 else "−infinity"
    rounded = abs(float(f"{value:.{digits}g}"))
    whole = 10**digits <= rounded and round(abs(value)) < 1e6
    text = f"{value:.0f}" if whole else f"{value:.{digits}g}"
    return text.replace("-", "−")


def told_apart(one: float, other: float, write=number) -> tuple[str, str] | None:
    """Write two numbers with as many digits as tell them apart; None if six do not."""
    for digits in (3, 4, 5, 6):
        texts = write(one, digits), write(other, digits)
        if texts[0] != texts[1]:
            return texts
    return None


def point(w) -> str:
    """Write a point as a tuple; with more than four coordinates, write their number and norm."""
    w = np.ravel(w)
    if w.size > 4:
        return f"a point of {w.size} numbers with norm {number(np.linalg.norm(w))}"
    noise = 1e-9 * np.abs(w[np.isfinite(w)]).max(initial=0)  # is written as 0
    text = ", ".join(number(0 if abs(c) <= noise else c) for c in w)
    return text if w.size == 1 else f"({text})"


def count(n: int, noun: str) -> str:
    """Write a count with its noun, as in "1 step" and "20 steps"."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def capital(text: str) -> str:
    """Begin a text with a capital where it begins with a word, and not with a sign.

    >>> capital("after one step"), capital("a line"), capital("a = 1"), capital("w1")
    ('After one step', 'A line', 'a = 1', 'w1')
    """
    return re.sub("^(a (?=[a-z])|[a-z]{2})", lambda found: found[0].capitalize(), text)


def as_html(text: str) -> str:
    """Escape a text for a page, and write λmax and λmin with true subscripts."""
    return CURVATURE.sub(r"λ<sub>\1</sub>", html.escape(text))


def suggestion(name, choices) -> str:
    """Say which known name was probably meant, or list them all."""
    known = sorted(map(str, choices))
    near = get_close_matches(str(name), known, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."


def plain(error):
    """Return, for what an encoding lacks, the nearest letters that every encoding has."""
    lacking = unicodedata.normalize("NFKC", error.object[error.start : error.end])
    letters = "".join(ASCII.get(sign) or _named(sign) for sign in lacking)
    return letters.encode("ascii", "replace").decode(), error.end


def _named(sign):
    """Name a Greek letter, as in "beta", and take the accent from a Latin one."""
    name, plain_sign = unicodedata.name(sign, ""), unicodedata.normalize("NFD", sign)[0]
    greek = name.split()[-1].lower() if name.startswith("GREEK ") else ""
    return greek or (plain_sign if plain_sign.isascii() else sign)


codecs.register_error("gdviz", plain)
# A console that knows all signs, or that already replaces those it lacks, is left alone. That of
# the locale C knows only ASCII, and its errors="surrogateescape" replaces nothing.
refuses = getattr(sys.stdout, "errors", "") in ("strict", "surrogateescape")
if refuses and sys.stdout.encoding.lower() != "utf-8" and hasattr(sys.stdout, "reconfigure"):
    sys.stdout.reconfigure(errors="gdviz")
