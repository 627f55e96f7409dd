"""Predict first: a guess is entered before the answer shows, and compared in words."""

import numbers

from gdviz.checks import check_choice, check_number, shorten
from gdviz.display import Card
from gdviz.text import number

CLOSE = 1.25  # guesses within this factor are called not far off


def compare_guess(guess, answer, *, unit="", because="", choices=(), ax=None):
    """Set a guess beside the answer, and say how far apart they are and why.

    Parameters
    ----------
    guess : float, str or None
        None means no guess yet: the answer stays folded away until it is asked for.
    answer : float or str
        What the computation gave.
    unit : str, optional
        What a number counts, as "steps".
    because : str, optional
        The reason, a full sentence.
    choices : sequence of str, optional
        The words a guess may be, where it is not a number.
    ax : Axes, optional
        The picture that shows the answer; it is shown here, and only here.

    Returns
    -------
    Card

    Raises
    ------
    TypeError, ValueError
        If the answer is no number and no word, or not among the choices. A guess is never
        refused: what cannot be compared is answered by a card that says what to type.

    Examples
    --------
    >>> compare_guess(5, 11, unit="steps", because="The steps shrink as the slope does.")
    You said 5 steps; it is 11 steps, 2.2 times as much. The steps shrink as the slope does.
    >>> compare_guess(None, 11, unit="steps").heading
    'No guess yet. Type one in the cell above and run it again, or open this to see the answer.'
    >>> compare_guess("a few", 11)
    A number is asked for, as 3 or 0.5. You typed 'a few'. Change it and run both cells again.
    """
    figure, choices = _taken(ax), _checked(answer, choices)
    words = tuple(filter(None, (because,)))
    if guess is None:
        return Card(
            "open",
            "No guess yet. Type one in the cell above and run it again, or open this to see "
            "the answer.",
            (f"{'The answer' if choices else 'It'} is {_named(answer, unit)}.", *words),
            figure,
            folded=True,
        )
    if choices:
        return _compare_words(guess, answer, choices, words, figure)
    return _compare_numbers(guess, answer, unit, words, figure)


def _checked(answer, choices):
    """Return the words that a guess may be; none where the answer is a number."""
    if isinstance(answer, str):
        choices = list(choices) or [answer]
        check_choice("answer", answer, choices)
        return choices
    check_number("answer", answer, advice="Give compare_guess what was computed.")
    return []


def _taken(ax):
    """Take the figure out of pyplot's hands, so that it is not shown a second time."""
    if ax is None:
        return None
    import matplotlib.pyplot as plt

    plt.close(ax.figure)
    return ax.figure


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


def _compare_words(guess, answer, choices, words, figure):
    guess = next((word for word in choices if _alike(guess, word)), guess)
    if not isinstance(guess, str) or guess not in choices:
        known = ", ".join(f'"{word}"' for word in choices)
        return _asked_again(f"One of these words is asked for: {known}.", guess)
    if guess == answer:
        return Card("right", f'You said "{guess}", and that is right.', words, figure)
    return Card("wrong", f'You said "{guess}"; the answer is "{answer}".', words, figure)


def _alike(guess, word):
    """Whether two words differ in capitals and blanks at most: a guess is no spelling test."""
    return isinstance(guess, str) and guess.strip().lower() == word.lower()


def _asked_again(wanted, guess):
    """Ask for a guess that can be compared, and keep the answer to ourselves."""
    again = "Change it and run both cells again."
    return Card("open", f"{wanted} You typed {shorten(guess)}. {again}")


def _compare_numbers(guess, answer, unit, words, figure):
    try:
        guess = check_number("guess", guess)
    except (TypeError, ValueError):
        return _asked_again("A number is asked for, as 3 or 0.5.", guess)
    said = f"You said {_named(guess, unit)}"
    if _close(guess, answer):
        near = "" if number(guess) == number(answer) else f" (it is {_named(answer, unit)})"
        return Card("right", f"{said}, and that is right{near}.", words, figure)
    apart = f"{said}; it is {_named(answer, unit)}{_ratio(guess, answer, unit)}."
    return Card("wrong", apart, words, figure)


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
