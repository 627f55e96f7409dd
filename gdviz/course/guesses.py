"""Predict first: a guess is entered before the answer shows, and compared in words.

What is told with an answer stands in ``guesses.toml`` and not in the cell that compares, where it
would give the answer away.
"""

import numbers
from fractions import Fraction

from gdviz.checks import check_choice, check_number, shorten
from gdviz.course import find, read_toml
from gdviz.display import Card
from gdviz.text import number

NO_GUESS = (
    "No guess yet. Type one in the cell above and run both cells, or open this to see the answer."
)
CLOSE = 1.25  # guesses within this factor are called not far off


def compare_guess(question, guess, answer=None, **values):
    """Set a guess beside the answer; return a card that says how far apart they are and why.

    A guess of None is none yet: the answer stays folded away until it is asked for. Of a guess that
    cannot be compared the card says what to type. Without an answer it is the one that stands with
    the question. ``**values`` are the numbers, words and lists of them that the reason names.

    >>> compare_guess("00.distance", 1, 0.0576)
    You said 1 from the minimum; it is 0.0576 from the minimum, about 1/17 of your guess. \
One step multiplies the point by 1 − 2·0.1 = 0.8, and 5 · 0.8²⁰ is what remains.
    """
    entry = find(read_toml("guesses.toml"), "question", question)
    because = entry["because"].format_map({k: _written(v) for k, v in values.items()})
    unit, choices = entry.get("unit", ""), entry.get("choices")
    answer = entry.get("answer") if answer is None else answer
    if choices:
        check_choice("answer", answer, choices)
    else:
        check_number("answer", answer, advice="Give compare_guess what was computed.")
    if guess is None:
        told = f'The answer is "{answer}".' if choices else f"It is {_named(answer, unit)}."
        return Card("open", NO_GUESS, (told, because), folded=True)
    kind, heading = _words(guess, answer, choices) if choices else _numbers(guess, answer, unit)
    return Card(kind, heading, () if kind == "open" else (because,))


def _written(value):
    if isinstance(value, str):
        return value
    return number(value) if isinstance(value, numbers.Real) else ", ".join(map(_written, value))


def _words(guess, answer, choices):
    """Return the kind of a card and its heading, for a guess in words."""
    typed = str(guess).strip().lower()
    said = next((word for word in choices if word.lower() == typed), None)
    if said is None:
        known = ", ".join(f'"{word}"' for word in choices)
        return "open", _asked_again(f"One of these words is asked for: {known}.", guess)
    if said == answer:
        return "right", f'You said "{said}", and that is right.'
    return "wrong", f'You said "{said}"; the answer is "{answer}".'


def _asked_again(wanted, guess):
    return f"{wanted} You typed {shorten(guess)}. Change it and run both cells again."


def _numbers(guess, answer, unit):
    """Return the kind of a card and its heading, for a number; whole numbers must be hit."""
    try:
        guess = check_number("guess", guess)
    except (TypeError, ValueError):
        return "open", _asked_again("A number is asked for, as 3 or 0.5.", guess)
    said, found = f"You said {_named(guess, unit)}", f"it is {_named(answer, unit)}"
    share = 0 if isinstance(answer, numbers.Integral) else 0.05
    if abs(guess - answer) <= share * abs(answer):
        near = "" if number(guess) == number(answer) else f" ({found})"
        return "right", f"{said}, and that is right{near}."
    return "wrong", f"{said}; {found}{_ratio(guess, answer, unit)}."


def _named(value, unit):
    """Write a number with its unit: one in the singular, and no change where it is a factor."""
    if number(value) != "1":
        return f"{number(value)} {unit}".strip()
    first, _, rest = unit.partition(" ")
    if first == "times" and rest:
        return f"just {rest}" if rest.startswith("as ") else f"no {rest}"
    return f"1 {first.removesuffix('s')} {rest}".strip()


def _ratio(guess, answer, unit):
    """Say by which factor the answer is larger or smaller, where both are sizes, above 0."""
    if min(guess, answer) <= 0:
        return ""
    ratio = answer / guess
    if 1 / CLOSE < ratio < CLOSE:
        return ", not far off"
    if unit.startswith("times"):
        return ""  # a factor of factors says nothing
    if not 1e-6 < ratio < 1e6:
        return f", far {'less' if ratio < 1 else 'more'} than your guess"
    if ratio > 1:
        return f", {number(ratio)} times your guess"
    few = Fraction(ratio).limit_denominator(5)
    part = few if ratio > 0.18 else Fraction(1, round(float(f"{1 / ratio:.2g}")))
    about = "" if abs(part / ratio - 1) < 0.005 else "about "
    named = "half" if part == 1 / 2 else f"{part.numerator}/{part.denominator:,}"
    return f", {about}{named} of your guess"
