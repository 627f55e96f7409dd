"""The one widget of the package: controls and a picture that a browser draws over."""

import anywidget
import traitlets

from gdviz.explorers.stage import read_static


class Live(anywidget.AnyWidget):
    """What runs in the browser: what does not change, the controls' values, what is shown."""

    _esm = read_static("gdviz.js")
    _css = read_static("gdviz.css")
    spec = traitlets.Dict().tag(sync=True)
    # The browser need not hear its own values again: one message less before the picture.
    values = traitlets.Dict().tag(sync=True, echo_update=False)
    frame = traitlets.Dict().tag(sync=True)
