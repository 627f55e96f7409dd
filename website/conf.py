"""How Sphinx makes the website; ``website/build.py`` puts the pages into place before."""

import builtins
import doctest
import re

import matplotlib

import gdviz as gd
from gdviz.display import figure_bundle, use_style
from gdviz.explorers import Explorer, player

matplotlib.use("agg")
use_style()
import matplotlib.pyplot as plt  # noqa: E402

project = "Gradient descent, shown and checked"
copyright = "the gdviz authors; prose and figures CC BY 4.0, code BSD-3-Clause"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
]
suppress_warnings = ["myst.header", "mystnb.unknown_mime_type"]
exclude_patterns = ["extra"]
templates_path = ["templates"]
highlight_language = "none"
html_extra_path = ["extra"]

# The stored outputs are the pages' outputs.
nb_execution_mode = "off"
nb_mime_priority_overrides = [("html", "text/html", 0)]
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3
myst_links_external_new_tab = True

autosummary_generate = True
autodoc_typehints = "none"
autodoc_member_order = "bysource"

html_theme = "sphinx_book_theme"
html_title = "Gradient descent, shown and checked"
html_favicon = "static/icon.svg"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navbar_start": [],
    "navbar_persistent": [],
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 1,
    "collapse_navbar": True,
    "back_to_top_button": False,
    "footer_content_items": ["copyright.html"],
}
html_use_index = False
html_domain_indices = False
html_copy_source = False
html_show_sourcelink = False
mathjax_path = "mathjax.js"
mathjax3_config = {"options": {"enableMenu": False}}  # a menu makes each formula a stop of Tab


def setup(app):
    """Show what examples draw, bring films to life, and write defaults as one types them."""
    app.connect("autodoc-process-signature", name_functions)
    app.connect("autodoc-process-docstring", show_drawn)
    app.connect("html-page-context", add_player)


def name_functions(app, what, name, thing, options, signature, returns):
    """Write a default that is a function as its name, not as "<function name>"."""
    return signature and re.sub(r"<function (\w+)>", r"\1", signature), returns


def show_drawn(app, what, name, thing, options, lines):
    """Run the example of a docstring, and show below it the figures and films that it makes."""
    if what == "data":
        lines.clear()  # what Python says of every dictionary
    if not app.env.docname.startswith("reference/"):
        return
    for test in doctest.DocTestFinder(recurse=False).find(thing, name, extraglobs={"gd": gd}):
        builtins._ = None  # where the value of an example's last line goes
        doctest.DocTestRunner().run(test, out=lambda words: None, clear_globs=False)
        values = [*test.globs.values(), builtins._]
        shown = [value.html() for value in values if isinstance(value, Explorer)]
        shown += [figure_bundle(plt.figure(k))["text/html"] for k in plt.get_fignums()]
        plt.close("all")
        for html in shown:
            lines += ["", ".. raw:: html", "", "   " + html.replace("\n", " ")]


def add_player(app, page, template, context, doctree):
    """Give pages with pictures the style and the script of their films."""
    if '<figure class="gdviz"' in context.get("body", ""):
        context["body"] += player()
