"""Predict first: a guess is entered before the answer shows, and compared in words."""

import numbers

from gdviz.cards import Card
from gdviz.checks import check_choice, check_number
from gdviz.words import number

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
        If a guess is neither None nor of the answer's kind.

    Examples
    --------
    >>> compare_guess(5, 11, unit="steps", because="The steps shrink as the slope does.")
    You said 5 steps; it is 11 steps, 2.2 times as much. The steps shrink as the slope does.
    >>> compare_guess(None, 11, unit="steps").heading
    'No guess yet. Type one in the cell above and run it again, or open this to see the answer.'
    """
    figure = _taken(ax)
    words = tuple(filter(None, (because,)))
    if guess is None:
        return Card(
            "open",
            "No guess yet. Type one in the cell above and run it again, or open this to see "
            "the answer.",
            (f"It is {_named(answer, unit)}.", *words),
            figure,
            folded=True,
        )
    if isinstance(answer, str):
        return _compare_words(guess, answer, choices, words, figure)
    return _compare_numbers(guess, answer, unit, words, figure)


def _taken(ax):
    """Take the figure out of pyplot's hands, so that it is not shown a second time."""
    if ax is None:
        return None
    import matplotlib.pyplot as plt

    plt.close(ax.figure)
    return ax.figure


def _named(answer, unit):
    text = answer if isinstance(answer, str) else number(answer)
    return f"{text} {unit}".strip()


def _compare_words(guess, answer, choices, words, figure):
    choices = choices or [answer]
    guess = next((word for word in choices if _alike(guess, word)), guess)
    check_choice("guess", guess, choices)
    if guess == answer:
        return Card("right", f"You said {guess}, and so it is.", words, figure)
    return Card("wrong", f"You said {guess}; it is {answer}.", words, figure)


def _alike(guess, word):
    """Whether two words differ in capitals and blanks at most: a guess is no spelling test."""
    return isinstance(guess, str) and guess.strip().lower() == word.lower()


def _compare_numbers(guess, answer, unit, words, figure):
    guess = check_number("guess", guess, advice="Leave None for no guess.")
    said = f"You said {_named(guess, unit)}"
    if _close(guess, answer):
        near = "" if number(guess) == number(answer) else f" (it is {_named(answer, unit)})"
        return Card("right", f"{said}, and that is right{near}.", words, figure)
    apart = f"{said}; it is {_named(answer, unit)}{_ratio(guess, answer)}."
    return Card("wrong", apart, words, figure)


def _close(guess, answer):
    """Whole numbers must be hit; others count as right within five percent."""
    if isinstance(answer, numbers.Integral):
        return guess == answer
    return abs(guess - answer) <= 0.05 * abs(answer)


def _ratio(guess, answer):
    if guess * answer <= 0:
        return ""
    ratio = answer / guess
    if 1 / CLOSE < ratio < CLOSE:
        return ", not far off"
    if ratio >= 1:
        return f", {number(ratio)} times as much"
    return f", {number(1 / ratio)} times less"
