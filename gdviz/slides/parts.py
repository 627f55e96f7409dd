"""The offline parts of a deck, read from installed packages when a deck is built.

The packages are read as files and never imported: sphinx-revealjs carries reveal.js, and
django-static-mathjax carries MathJax.
"""

from importlib import resources
from importlib.metadata import PackageNotFoundError, distribution

from gdviz.explorers.stage import player

REVEAL = ("sphinx-revealjs", "sphinx_revealjs/_static/revealjs")
MATHJAX = ("django-static-mathjax", "mathjax/static/mathjax")


class Parts:
    """Scripts and styles that the template puts into the page.

    Each is read when it is asked for.

    Raises
    ------
    ModuleNotFoundError
        If the packages that carry reveal.js and MathJax are not installed.

    Examples
    --------
    >>> "Reveal" in Parts().reveal_script
    True
    """

    @property
    def reveal_style(self):
        """Styles of reveal.js, with its reset."""
        return packaged(REVEAL, "dist/reset.css") + packaged(REVEAL, "dist/reveal.css")

    @property
    def reveal_script(self):
        """The presenter."""
        return inline(packaged(REVEAL, "dist/reveal.js"))

    @property
    def notes_script(self):
        """The lecturer's view, key S."""
        return inline(packaged(REVEAL, "plugin/notes/notes.js"))

    @property
    def mathjax_script(self):
        """Formulas, drawn as SVG."""
        return inline(packaged(MATHJAX, "es5/tex-svg-full.js"))

    @property
    def deck_style(self):
        """The look of the course's decks."""
        return _own("deck.css")

    @property
    def deck_script(self):
        """What the course's decks add: start, light and dark, formulas before layout."""
        return inline(_own("deck.js"))

    @property
    def player(self):
        """Style and script of the films: their sliders work without a kernel."""
        return player()


def packaged(source, path):
    """Read a file that an installed package carries.

    Raises
    ------
    ModuleNotFoundError
        If the package is not installed; the message says what to do.

    Examples
    --------
    >>> ".reveal" in packaged(REVEAL, "dist/reveal.css")
    True
    """
    package, folder = source
    try:
        return distribution(package).locate_file(f"{folder}/{path}").read_text(encoding="utf-8")
    except PackageNotFoundError:
        raise ModuleNotFoundError(
            f"Decks need the package {package}, which is not installed. "
            "Run make slides, or pip install gdviz[slides]."
        ) from None


def inline(script):
    r"""Keep a script from ending the element it stands in, and from asking for its source map.

    Examples
    --------
    >>> print(inline("show('</script>')"))
    show('<\/script>')
    """
    lines = [line for line in script.splitlines() if not line.startswith("//# sourceMappingURL")]
    return "\n".join(lines).replace("</script", "<\\/script")


def _own(name):
    return (resources.files("gdviz.slides") / name).read_text(encoding="utf-8")
