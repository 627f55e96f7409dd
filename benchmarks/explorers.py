"""How fast explorers and films are, as ratios measured side by side in one run.

    python -m benchmarks.explorers

prints a table in Markdown. It starts a JupyterLab and Debian's chromium of its own and takes two
to three minutes. Times depend on the machine; the ratios are what is promised. Of computing the
least time counts, as in ``timeit``, for others only add to it; of the browser the median.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel
from matplotlib.animation import FuncAnimation

import gdviz as gd
from tests.browser import lab

ROUNDS, KEYS, FILMS = 40, 25, 5
PAUSE = 300  # ms: what the last key set off has to settle
SETUP = """\
import gdviz as gd
import anywidget, ipywidgets, traitlets
import matplotlib.pyplot as plt
gd.setup()
loss = gd.losses.ravine()
"""
# The same figure twice: as an explorer, and redrawn by ipywidgets' interact.
EXPLORER = "explorer = gd.explore_descent(loss, (-3, 3.5), learning_rate=0.01, steps=20)\nexplorer"
INTERACT = """\
def picture(learning_rate, steps):
    run = gd.descend(loss, (-3, 3.5), learning_rate=learning_rate, steps=steps)
    ax = gd.plot_trajectory(run, gd.plot_contours(loss))
    plt.show()

slider = ipywidgets.IntSlider(20, 0, 100, description="steps")
ipywidgets.interact(picture, learning_rate=(0.001, 0.13, 0.001), steps=slider);"""
EMPTY = """\
class Empty(anywidget.AnyWidget):
    _esm = "export default { render() {} }"
    values = traitlets.Dict({"steps": 0}).tag(sync=True)
    frame = traitlets.Dict().tag(sync=True)

empty = Empty()
empty.observe(lambda change: setattr(empty, "frame", {"n": change["new"]["steps"]}), names="values")
"""


def kernel_side():
    """Return the least ms from a message with new values to idle: empty, explorer, interact."""
    manager, client = start_new_kernel()
    try:
        client.execute_interactive(SETUP + EMPTY, timeout=60)
        client.execute_interactive(EXPLORER.replace("\nexplorer", "\nlive = explorer.live"))
        client.execute_interactive(INTERACT, output_hook=lambda message: None)
        start = {"learning_rate": 0.01, "start": [-3, 3.5]}
        handlers = {
            "empty": lambda k: {"values": {"steps": k + 1}},
            "live": lambda k: {"values": {"steps": k % 2 + 21, **start}},
            "slider": lambda k: {"value": k % 2 + 21},
        }
        return [min(times) for times in _take_turns(client, handlers)]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _take_turns(client, handlers):
    """Time each handler in turn, so that what else the machine does falls on all of them."""
    comms = {name: _model_id(client, name) for name in handlers}
    times = {name: [] for name in handlers}
    for k in range(ROUNDS):
        for name, state in handlers.items():
            times[name].append(_round_trip(client, comms[name], state(k)))
    return times.values()


def _model_id(client, name):
    found = []

    def hear(message):
        if message["msg_type"] == "stream":
            found.append(message["content"]["text"].strip())

    client.execute_interactive(f"print({name}.model_id)", output_hook=hear)
    return found[0]


def _round_trip(client, comm, state):
    content = {"comm_id": comm, "data": {"method": "update", "state": state, "buffer_paths": []}}
    message = client.session.msg("comm_msg", content)
    begun = time.perf_counter()
    client.shell_channel.send(message)
    while True:
        reply = client.get_iopub_msg(timeout=30)
        idle = reply["content"].get("execution_state") == "idle"
        if idle and reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
            return 1000 * (time.perf_counter() - begun)


# Times from a key to the moment when another picture stands in the page and is decoded.
WATCH = """
([name, root, seen]) => {
  const times = (window.gdvizTimes ??= {})[name] = [];
  const area = document.querySelectorAll(root)[name === "ours" ? 0 : 1];
  const look = () => area.querySelector(seen)?.outerHTML ?? "";
  let begun = 0, before = "";
  area.addEventListener("keydown", () => { begun = performance.now(); before = look(); }, true);
  new MutationObserver(async () => {
    const now = look();
    if (!begun || !now || now === before) return;
    const key = begun;
    begun = 0;
    const picture = area.querySelector(seen);
    if (picture.decode) await picture.decode();
    times.push(performance.now() - key);
  }).observe(area, { childList: true, subtree: true });
}
"""


def in_jupyterlab(folder):
    """Return medians in ms from a key press to a new picture: explorer, interact."""
    from playwright.sync_api import sync_playwright

    lab.write_notebook(folder / "speed.ipynb", SETUP, EXPLORER, INTERACT)
    with lab.server(folder) as (address, token), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=lab.chromium(), args=lab.QUIET)
        page = browser.new_page(viewport={"width": 1200, "height": 1400})
        lab.open_notebook(page, address, token, "speed.ipynb")
        lab.run_all(page)
        page.wait_for_timeout(2000)
        ours = page.locator(".gdviz-figure").get_by_label("steps", exact=True)
        theirs = page.locator(".widget-inline-hbox .noUi-handle").nth(1)
        outputs = ".jp-Cell-outputArea:has(.jupyter-widgets, .gdviz-figure)"
        page.evaluate(WATCH, ["ours", outputs, ".gdviz-stage svg > g"])
        page.evaluate(WATCH, ["theirs", outputs, ".jp-OutputArea img"])
        for k in range(KEYS):
            _press(page, "ours", ours, k)
            _press(page, "theirs", theirs, k)
        times = page.evaluate("window.gdvizTimes")
        browser.close()
    return statistics.median(times["ours"]), statistics.median(times["theirs"])


def _press(page, name, slider, k):
    """Move a slider by one key and wait until its picture is a new one."""
    slider.focus()
    page.wait_for_timeout(PAUSE)
    page.keyboard.press("ArrowRight" if k % 2 else "ArrowLeft")
    page.wait_for_function(f"window.gdvizTimes.{name}.length > {k}", timeout=20_000)
    page.wait_for_timeout(PAUSE)


def films():
    """Return seconds and bytes of a film of 60 frames: ours, and FuncAnimation.to_jshtml."""
    run = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.05, steps=59)
    gd.film(run).html()  # both sides with warm caches
    ours, theirs = [], []
    for _ in range(FILMS):
        ours.append(_timed(lambda: gd.film(run).html()))
        theirs.append(_timed(lambda: _animation(run).to_jshtml()))
    return *map(min, zip(*ours, strict=True)), *map(min, zip(*theirs, strict=True))


def _timed(make):
    begun = time.perf_counter()
    size = len(make().encode())
    return time.perf_counter() - begun, size


def _animation(run):
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.4), layout="constrained")
    ax = figure.add_subplot()
    gd.plot_contours(run.loss, ax)
    (path,) = ax.plot([], [], "o-")

    def show(step):
        path.set_data(*run.points[: step + 1].T)
        return (path,)

    return FuncAnimation(figure, show, frames=len(run.points), interval=50)


def row(what, ours, other, ratio, promised):
    """Return one line of the table."""
    kept = "yes" if promised(ratio) else "NO"
    return f"| {what} | {ours} | {other} | {ratio:.1f} × | {kept} |", kept == "yes"


def main():
    """Measure, print the table, and say by the exit code whether all promises are kept."""
    gd.setup()
    empty, live, redrawn = kernel_side()
    with tempfile.TemporaryDirectory() as folder:
        key, key_interact = in_jupyterlab(Path(folder))
    seconds, size, their_seconds, their_size = films()
    rows = [
        row("kernel side, against an empty handler (at most 2 ×)", f"{live:.1f} ms",
            f"{empty:.1f} ms", live / empty, lambda r: r <= 2),
        row("kernel side, against interact", f"{live:.1f} ms", f"{redrawn:.0f} ms",
            redrawn / live, lambda r: r > 1),
        row("key press to new picture, against interact (at least 8 ×)", f"{key:.0f} ms",
            f"{key_interact:.0f} ms", key_interact / key, lambda r: r >= 8),
        row("making 60 frames, against to_jshtml (at least 40 ×)", f"{seconds:.2f} s",
            f"{their_seconds:.1f} s", their_seconds / seconds, lambda r: r >= 40),
        row("size of 60 frames, against to_jshtml (at least 30 ×)", f"{size / 1000:.0f} kB",
            f"{their_size / 1000:.0f} kB", their_size / size, lambda r: r >= 30),
    ]  # fmt: skip
    print("| what | gdviz | other | ratio | kept |\n|---|---:|---:|---:|---|")
    print("\n".join(line for line, _ in rows))
    return 0 if all(kept for _, kept in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
