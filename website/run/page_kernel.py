"""The kernel of a page: IPython, whose messages leave as lines of JSON."""

import base64
import io
import json
import os
import re
import sys
import types

os.access = lambda *path, **how: True  # WASI knows no rights; Matplotlib asks for them
sys.platform = "emscripten"  # IPython then leaves processes and terminals alone
sys.modules["IPython.terminal.embed"] = types.SimpleNamespace(embed=None)  # there is no terminal
os.chdir("/work")

import comm  # noqa: E402
from comm.base_comm import BaseComm  # noqa: E402
from IPython.core.displayhook import DisplayHook  # noqa: E402
from IPython.core.displaypub import DisplayPublisher  # noqa: E402
from IPython.core.interactiveshell import InteractiveShell  # noqa: E402
from IPython.display import display  # noqa: E402

# How errors sound where a page lacks something, and what to tell then.
LACKING = re.compile(
    "No module named|[Nn]ot supported|not support|Not available|new thread|'_socket'|'os'"
)
LACKS = (
    "A page has no network, no other processes and no threads, and of packages only those that the "
    "course uses. In Jupyter this may run."
)


def send(kind, **content):
    """Tell the page something."""
    sys.__stdout__.write(json.dumps({"kind": kind, **content}) + "\n")
    sys.__stdout__.flush()


class Stream(io.TextIOBase):
    """What a cell prints."""

    def __init__(self, name):
        self.name = name

    def write(self, text):
        """Send text to the page."""
        send("stream", name=self.name, text=text)
        return len(text)


class Publisher(DisplayPublisher):
    """What a cell displays."""

    def publish(self, data, metadata=None, **more):
        """Send an output in all its forms."""
        send("display", data=data)


class Hook(DisplayHook):
    """What the last line of a cell is worth."""

    def write_output_prompt(self):
        """Leave the number of the output to the page."""

    def write_format_data(self, format_dict, md_dict=None):
        """Send a value in all its forms."""
        send("display", data=format_dict)


class Shell(InteractiveShell):
    """IPython without a terminal."""

    def enable_gui(self, gui=None):
        """Leave windows alone: a page has none."""

    def _showtraceback(self, etype, evalue, stb):
        if LACKING.search(str(evalue)):
            stb = [*stb, "", LACKS]
        send("error", text="\n".join(stb))


class Comm(BaseComm):
    """The line between a widget and its view in the page."""

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        """Send a message of a widget."""
        send("comm", type=msg_type, id=self.comm_id, data=data)


comm.create_comm = Comm


def page_uri(image):
    """Return a picture for the page, written fast: nobody stores it."""
    image.save(buffer := io.BytesIO(), "png", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


class Font(io.BytesIO):
    """A font file in memory: FreeType seeks for each letter, and a file then reads 128 kB anew."""

    def __init__(self, path, mode):
        with open(path, mode) as file:
            super().__init__(file.read())
        self.name = path


def open_file(file, *rest, **options):
    """Open a file, a font as a Font; Matplotlib opens fonts by the name io.open."""
    return (Font if str(file).endswith(".ttf") else open)(file, *rest, **options)


io.open = open_file


def start():
    """Make the shell, and load what every notebook begins with."""
    import matplotlib.pyplot  # noqa: F401

    import gdviz.plots

    gdviz.display.page_uri, gdviz.display.on_paper = page_uri, lambda image: ""
    Shell.instance(displayhook_class=Hook, display_pub_class=Publisher)
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")


def prepare():
    """Load explorers, and let them show themselves alive only: here nobody needs their films."""
    from gdviz.explorers import WIDGET_VIEW, Explorer

    def show(explorer):
        view, _ = explorer.live._repr_mimebundle_()
        display({WIDGET_VIEW: view[WIDGET_VIEW]}, raw=True)

    Explorer._ipython_display_ = show


def run(source):
    """Run a cell."""
    Shell.instance().run_cell(source, store_history=True)


def hear(comm_id, data):
    """Give a widget what its view says, in JSON."""
    message = {"content": {"data": json.loads(data)}}
    comm.get_comm_manager().get_comm(comm_id).handle_msg(message)
