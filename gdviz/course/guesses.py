"""Predict first: a guess is entered before the answer shows, and compared in words.

What is told with an answer stands in ``guesses.toml`` and not in the cell that compares, where it
would give the answer away.
"""

import numbers

from gdviz.checks import check_choice, check_number, shorten
from gdviz.course import find, read_toml
from gdviz.display import Card
from gdviz.text import number

CLOSE = 1.25  # guesses within this factor are called not far off


def compare_guess(question, guess, answer, **values):
    """Set a guess beside the answer; return a card that says how far apart they are and why.

    A guess of None is none yet: the answer stays folded away until it is asked for. ``**values``
    are the numbers, words and lists of them that the reason names.

    >>> compare_guess("00.distance", 1, 0.0576)
    You said 1 from the minimum; it is 0.0576 from the minimum, 17.4 times less. One step \
multiplies the point by 1 − 2·0.1 = 0.8, and 5 · 0.8²⁰ is what remains.
    """
    told = dict(find(read_toml("guesses.toml"), "question", question))
    told["because"] = told["because"].format_map({k: _written(v) for k, v in values.items()})
    return compare(guess, answer, **told)


def _written(value):
    if isinstance(value, str):
        return value
    return number(value) if isinstance(value, numbers.Real) else ", ".join(map(_written, value))


def compare(guess, answer, *, unit="", because="", choices=()):
    """Compare a guess with an answer: one of the choices, or a number of some unit.

    Any other answer is refused. A guess never is: the card then says what to type.

    >>> compare(5, 11, unit="steps", because="The steps shrink as the slope does.")
    You said 5 steps; it is 11 steps, 2.2 times as much. The steps shrink as the slope does.
    """
    if isinstance(answer, str):
        choices = list(choices) or [answer]
        check_choice("answer", answer, choices)
    else:
        check_number("answer", answer, advice="Give compare_guess what was computed.")
    words = tuple(filter(None, (because,)))
    if guess is None:
        heading = (
            "No guess yet. Type one in the cell above and run it again, or open this to see "
            "the answer."
        )
        told = f"{'The answer' if choices else 'It'} is {_named(answer, unit)}."
        return Card("open", heading, (told, *words), folded=True)
    if choices:
        return _compare_words(guess, answer, choices, words)
    return _compare_numbers(guess, answer, unit, words)


def _named(answer, unit):
    if isinstance(answer, str):
        return f'"{answer}"'
    text = number(answer)
    return _single(unit) if text == "1" and unit else f"{text} {unit}".strip()


def _single(unit):
    """Name one of a unit, and no change where the unit is a factor."""
    if unit.startswith("times "):
        rest = unit.removeprefix("times ")
        return f"just {rest}" if rest.startswith("as ") else f"no {rest}"
    first, *rest = unit.split(" ")
    return " ".join(("1", first.removesuffix("s"), *rest))


def _compare_words(guess, answer, choices, words):
    typed = guess.strip().lower() if isinstance(guess, str) else guess
    said = next((word for word in choices if word.lower() == typed), None)
    if said is None:
        known = ", ".join(f'"{word}"' for word in choices)
        return _asked_again(f"One of these words is asked for: {known}.", guess)
    if said == answer:
        return Card("right", f'You said "{said}", and that is right.', words)
    return Card("wrong", f'You said "{said}"; the answer is "{answer}".', words)


def _asked_again(wanted, guess):
    """Ask for a guess that can be compared, without telling the answer."""
    again = "Change it and run both cells again."
    return Card("open", f"{wanted} You typed {shorten(guess)}. {again}")


def _compare_numbers(guess, answer, unit, words):
    try:
        guess = check_number("guess", guess)
    except (TypeError, ValueError):
        return _asked_again("A number is asked for, as 3 or 0.5.", guess)
    said = f"You said {_named(guess, unit)}"
    if _close(guess, answer):
        near = "" if number(guess) == number(answer) else f" (it is {_named(answer, unit)})"
        return Card("right", f"{said}, and that is right{near}.", words)
    apart = f"{said}; it is {_named(answer, unit)}{_ratio(guess, answer, unit)}."
    return Card("wrong", apart, words)


def _close(guess, answer):
    """Whole numbers must be hit; others count as right within five percent."""
    if isinstance(answer, numbers.Integral):
        return guess == answer
    return abs(guess - answer) <= 0.05 * abs(answer)


def _ratio(guess, answer, unit):
    """Say by which factor the answer is larger or smaller, where both are sizes, above 0."""
    if min(guess, answer) <= 0:
        return ""
    ratio = answer / guess
    if 1 / CLOSE < ratio < CLOSE:
        return ", not far off"
    if unit.startswith("times"):
        return ""  # a factor of factors says nothing
    if ratio >= 1:
        return f", {number(ratio)} times as much"
    return f", {number(1 / ratio)} times less"
