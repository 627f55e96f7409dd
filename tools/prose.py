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
KINDS = ("fence", "comment", "code", "math", "link", "tag")
BINDING = re.compile(r"<!--\s*=(?P<expression>.*?)-->", re.DOTALL)
GIVEN = re.compile(r"<!--\s*given\s*-->")

_GAP = r"(?:,|\{,\}|\\,|[\u202f\u2009\u00a0])"  # between thousands
SHOWN = re.compile(
    r"(?P<sign>[-−+]?)"
    rf"(?P<whole>\d{{1,3}}(?:{_GAP}\d{{3}})+(?!\d)|\d+)(?P<part>\.\d+)?"
    r"(?:[eE](?P<exponent>[-+−]?\d+)"
    r"|\s*(?:\\times|\\cdot|×|·)\s*10(?:\^\{?(?P<power>[-−]?\d+)\}?|(?P<raised>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)))?"
    r"(?P<percent>[\s\u202f]*\\?%)?"
    r"(?:[\s$*_]|</\w+>)*\Z"
)
# A version (3.11.2) and an exercise (00.1) are names, not decimal numbers.
BARE = re.compile(r"(?<![\d.])(?!0\d)\d+\.\d+(?!\.?\d)")
_PLAIN = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")


class Shown(NamedTuple):
    """A number as a reader sees it."""

    text: str
    value: Decimal
    half_unit: Decimal  # half of the last digit shown: what rounding may take away
    percent: bool


class Binding(NamedTuple):
    """A shown number and the expression that it states the value of."""

    shown: Shown | None
    expression: str
    before: str


def kind(match):
    """Return which alternative of ``SPANS`` matched."""
    return next(name for name in KINDS if match[name] is not None)


def comments(source):
    """Return the comments of a Markdown cell; what stands in code is an example, not a comment."""
    return [match for match in SPANS.finditer(source) if kind(match) == "comment"]


def read_shown(text):
    """Read the number that a text ends with, and where it starts; None where there is none.

    >>> read_shown("the loss is **12.50**")[0].value
    Decimal('12.50')
    """
    first = max(0, len(text) - 60)
    for start in re.finditer(r"(?<![^\W_])(?<![.,\u202f\u2009])[-−+]?(?=\d)", text[first:]):
        if found := SHOWN.match(text, first + start.start()):
            return to_shown(found), found.start()
    return None


def to_shown(match):
    """Turn a match of ``SHOWN`` into the number, its last digit and whether it is a percentage."""
    exponent = match["exponent"] or match["power"] or match["raised"] or "0"
    exponent = int(exponent.translate(_PLAIN))
    digits = re.sub(r"\D", "", match["whole"]) + (match["part"] or "")
    sign = match["sign"].translate(_PLAIN)
    decimals = len(match["part"] or ".") - 1
    return Shown(
        re.sub(r"(?:[\s$*_]|</\w+>)+\Z", "", match[0]),
        Decimal(sign + digits).scaleb(exponent),
        Decimal(5).scaleb(exponent - decimals - 1),
        match["percent"] is not None,
    )


def bindings(source):
    """Return every bound number of a Markdown cell or of a slide's text."""
    found = []
    for comment in comments(source):
        if bound := BINDING.fullmatch(comment[0]):
            before = source[: comment.start()]
            shown = read_shown(before)
            expression = bound["expression"].strip()
            found.append(Binding(shown and shown[0], expression, before[-30:].strip()))
    return found


def agrees(shown, value):
    """Say whether a computed value, rounded as the number is shown, is the shown number.

    >>> agrees(read_shown("0.0115")[0], 0.8**20)
    True
    """
    computed = Decimal(repr(value)) * (100 if shown.percent else 1)
    if not computed.is_finite():
        return False
    # The sliver over one half lets an exact tie pass whichever way it was rounded.
    return abs(computed - shown.value) <= shown.half_unit * (1 + Decimal("1e-9"))


def loose_numbers(source):
    """Return the decimal numbers in prose that are neither bound nor said to be given."""
    held = []
    for comment in comments(source):
        if BINDING.fullmatch(comment[0]) or GIVEN.fullmatch(comment[0]):
            shown = read_shown(source[: comment.start()])
            held.append(range(shown[1], comment.start()) if shown else range(0))
    blanked = SPANS.sub(lambda match: re.sub(r"\S", " ", match[0]), source)
    return [m[0] for m in BARE.finditer(blanked) if not any(m.start() in h for h in held)]


def words(source):
    """Count the words that a person reads: a formula or a piece of code in a line is one."""

    def read(match):
        if kind(match) == "link":
            return re.sub(r"^!?\[(.*)\]\(.*\)$", r" \1 ", match[0], flags=re.DOTALL)
        return " word " if kind(match) in ("code", "math") else " "

    return len(re.findall(r"[^\W_][\w'’.,-]*", SPANS.sub(read, source)))


def has_bindings(source):
    """Say whether a Markdown cell or a slide's text states computed numbers."""
    return bool(bindings(source))
