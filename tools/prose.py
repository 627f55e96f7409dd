"""Numbers in Markdown and on slides that are bound to the computation they state.

An author writes ``0.0115<!--= 0.8**20 -->``: the reader sees the number, the test evaluates
the expression in the notebook's kernel and compares it as shown. ``<!-- given -->`` after a
number says that it is a choice (a parameter), not a result.
"""

import re
from decimal import Decimal
from typing import NamedTuple

# What a Markdown cell holds beside prose, in one pass from left to right.
SPANS = re.compile(
    r"(?P<fence>^[ \t]*(?P<f>`{3,}|~{3,})[^\n]*\n.*?^[ \t]*(?P=f)[ \t]*$)"
    r"|(?P<comment><!--.*?-->)"
    r"|(?P<code>(?<!`)(?P<t>`+)(?!`).+?(?<!`)(?P=t)(?!`))"
    r"|(?P<math>\$\$.+?\$\$|(?<!\\)\$(?!\s)[^$]+?(?<!\\)\$)"
    r"|(?P<link>!?\[[^\]]*\]\([^)]*\)|<https?://[^>]*>|https?://[^\s<>)]+|\b10\.\d{4,}/\S+)"
    r"|(?P<tag></?[a-zA-Z][^>]*>)",
    re.MULTILINE | re.DOTALL,
)
BINDING = re.compile(r"<!--\s*=(?P<expression>.*?)-->", re.DOTALL)
GIVEN = re.compile(r"<!--\s*given\s*-->")
# A number at the end of a text, perhaps in bold or in a formula; not the end of 1e-5 or 1{,}234.
SHOWN = re.compile(
    r"(?<![^\W_])(?<![.,])(?<!\d[eE][-−+])(?<!\{,\})"
    r"(?P<number>[-−+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s*\\?%)?)[\s$*_]*\Z"
)
# A version (3.11.2) and an exercise (00.1, Exercise 10.1) are names, not decimal numbers.
BARE = re.compile(r"(?<![\d.])(?<!xercise )(?<!olution )(?!0\d)\d+\.\d+(?!\.?\d)")


class Binding(NamedTuple):
    """A number as it is shown, None where there is none, and the expression that it states."""

    shown: str | None
    expression: str
    before: str


def comments(source):
    """Return the comments of a Markdown cell; what stands in code is an example, not a comment."""
    return [match for match in SPANS.finditer(source) if match.lastgroup == "comment"]


def bindings(source):
    """Return every bound number of a Markdown cell or of a slide's text.

    >>> bindings("the loss is **12.50**<!--= loss -->")[0].shown
    '12.50'
    """
    found = []
    for comment in comments(source):
        if bound := BINDING.fullmatch(comment[0]):
            before = source[: comment.start()]
            shown = SHOWN.search(before)
            number = shown and shown["number"]
            found.append(Binding(number, bound["expression"].strip(), before[-30:].strip()))
    return found


def agrees(shown, value):
    """Say whether a computed value, rounded as the number is shown, is the shown number.

    >>> agrees("0.0115", 0.8**20), agrees("1.15 %", 0.8**20)
    (True, True)
    """
    computed = Decimal(repr(value)) * (100 if "%" in shown else 1)
    number = Decimal(re.sub(r"[^\d.-]", "", shown.replace("−", "-")))
    half_unit = Decimal(5).scaleb(number.as_tuple().exponent - 1)
    # The sliver over one half lets an exact tie pass whichever way it was rounded.
    return computed.is_finite() and abs(computed - number) <= half_unit * (1 + Decimal("1e-9"))


def loose_numbers(source):
    """Return the decimal numbers in prose that are neither bound nor said to be given."""
    held = []
    for comment in comments(source):
        if BINDING.fullmatch(comment[0]) or GIVEN.fullmatch(comment[0]):
            shown = SHOWN.search(source, 0, comment.start())
            held.append(range(shown.start(), shown.end()) if shown else range(0))
    blanked = SPANS.sub(lambda match: re.sub(r"\S", " ", match[0]), source)
    return [m[0] for m in BARE.finditer(blanked) if not any(m.start() in h for h in held)]


def words(source):
    """Count the words that a person reads: a formula or a piece of code in a line is one."""

    def read(match):
        if match.lastgroup == "link":
            return re.sub(r"^!?\[(.*)\]\(.*\)$", r" \1 ", match[0], flags=re.DOTALL)
        return " word " if match.lastgroup in ("code", "math") else " "

    return len(re.findall(r"[^\W_][\w'’.,-]*", SPANS.sub(read, source)))
