"""How Sphinx makes the website; ``website/build.py`` puts the pages into place before."""

from gdviz.explorers import player

project = "Gradient descent, shown and checked"
author = "The gdviz authors"
copyright = "the gdviz authors; prose and figures CC BY 4.0, code BSD-3-Clause"

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.mathjax",
]
suppress_warnings = ["myst.header", "mystnb.unknown_mime_type"]
exclude_patterns = ["extra"]
html_extra_path = ["extra"]

# The stored outputs are the pages' outputs.
nb_execution_mode = "off"
nb_mime_priority_overrides = [("html", "text/html", 0)]
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3
myst_links_external_new_tab = True

autosummary_generate = True
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

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
}
html_copy_source = False
html_show_sourcelink = False
mathjax_path = "mathjax.js"


def setup(app):
    """Bring the films of a notebook's page to life."""
    app.connect("html-page-context", add_player)


def add_player(app, page, template, context, doctree):
    """Give pages with outputs the style and the script of their films."""
    if page.startswith("notebooks/") or page == "index":
        context["body"] = context.get("body", "") + player()
