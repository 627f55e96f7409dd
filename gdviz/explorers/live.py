"""The one widget of the package: controls and a picture that a browser draws over."""

import anywidget
import traitlets

from gdviz.explorers.stage import read_static


class Live(anywidget.AnyWidget):
    """What runs in the browser, and the three things both sides share.

    Attributes
    ----------
    spec : dict
        Picture, controls, title: what does not change. With frames in it, it is a film.
    values : dict
        What the controls stand at; the browser sets it.
    frame : dict
        Marks and sentence for these values; the kernel sets it.
    """

    _esm = read_static("gdviz.js")
    _css = read_static("gdviz.css")
    spec = traitlets.Dict().tag(sync=True)
    # The browser need not hear its own values again: one message less before the picture.
    values = traitlets.Dict().tag(sync=True, echo_update=False)
    frame = traitlets.Dict().tag(sync=True)


def view_of(widget):
    """Return the mime bundle entry that makes Jupyter show the widget."""
    bundle = widget._repr_mimebundle_()
    return (bundle[0] if isinstance(bundle, tuple) else bundle) or {}
