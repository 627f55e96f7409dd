"""Explorers: a drawing function plus controls, whose still form says the same.

Where a kernel runs, an :class:`Explorer` is alive. Stored, it is a picture with its sentence;
exported, a film over the values of one control.
"""

import html
import inspect
import json
from functools import cached_property

import numpy as np
from matplotlib.figure import Figure

from gdviz.checks import check_choice, check_count, check_function, check_number, shorten
from gdviz.descent import Trajectory, change
from gdviz.display import COLORS, describe
from gdviz.explorers.controls import as_control, whole
from gdviz.explorers.stage import Stage, data_uri, patch, png_of
from gdviz.plots.landscapes import plot_contours, plot_curve
from gdviz.text import number, point, suggestion

FRAMES = 25  # of the film of an explorer, where nobody asks for fewer
PICTURES = 16  # frames of the film of a reader's own drawing: each is a whole picture


class Explorer:
    """A picture with controls.

    ``draw`` takes the Axes of the stage and the controls' values by name, adds artists, and
    returns the sentence that says what they show. The exported film runs through the stops of
    the control that is named in ``moves``, in about ``frames`` frames.

    >>> import gdviz as gd
    >>> explorer = gd.explore_descent(gd.losses.bowl(), start=(3, 4), learning_rate=0.1)
    >>> explorer.values["learning_rate"]
    0.1
    """

    def __init__(self, stage, draw, *controls, moves, frames=FRAMES):
        self.stage, self.draw, self.moves, self.frames = stage, draw, moves, frames
        self.controls = {control.name: control for control in controls}
        self.defaults = {control.name: control.default for control in controls}
        self.values = dict(self.defaults)  # what the controls stand at now

    def frame(self, **values):
        """Return what is shown at these values, other controls at their defaults.

        A dict with the sentence and, as "svg", a list of pieces of SVG.
        """
        for name in values:
            if name not in self.controls:
                known = ", ".join(self.controls)
                raise TypeError(
                    f"The controls are {known}. Got {name!r}. {suggestion(name, self.controls)}"
                )
        checked = {name: self.controls[name].check(value) for name, value in values.items()}
        return self._frame(self.defaults | checked)

    def _frame(self, values):
        return dict(zip(("sentence", "svg"), self.stage.frame(self.draw, values), strict=True))

    @cached_property
    def film(self):
        """The still form as plain data: frames over the stops of one control.

        A piece of SVG is written once; a frame names its pieces by their numbers.
        """
        control = self.controls[self.moves]
        stops = list(control.stops)
        chosen = np.linspace(0, len(stops) - 1, min(self.frames, len(stops))).round()
        told = stops.index(control.default)
        chosen = sorted({*map(int, chosen), told})
        numbers, frames = {}, []
        for k in chosen:
            frame = self.frame(**{self.moves: stops[k]})
            pieces = [numbers.setdefault(piece, len(numbers)) for piece in frame["svg"]]
            frames.append({**frame, "label": _label(stops[k]), "svg": pieces})
        return {
            "title": self.stage.title,
            "size": self.stage.size,
            "moves": control.data()["label"],
            "told": chosen.index(told),
            "ground": data_uri(patch(self.pixels, self.stage.pixels)),
            "pieces": list(numbers),
            "frames": frames,
        }

    @cached_property
    def pixels(self):
        """The picture at the defaults, shape (height, width, 4)."""
        return self.stage.still(self.draw, self.defaults)

    @cached_property
    def sentence(self):
        """What the picture shows at the defaults, in words."""
        return self.film["frames"][self.film["told"]]["sentence"]

    def html(self):
        """Return picture, alternative text and caption, and the film as data beside them."""
        words = html.escape(self.sentence)
        film = json.dumps(self.film, ensure_ascii=False, separators=(",", ":"))
        film = html.escape(film, quote=False).replace("'", "&#39;")
        still = data_uri(png_of(self.pixels))
        return (
            f"<figure class=\"gdviz\" data-gdviz-film='{film}'>"
            f'<img alt="{words}" width="{self.stage.size[0]}" src="{still}">'
            f'<figcaption aria-hidden="true">{words}</figcaption></figure>'
        )

    def __repr__(self):
        return self.sentence

    def _repr_mimebundle_(self, include=None, exclude=None):
        view = self.live._repr_mimebundle_()
        view = view[0] if isinstance(view, tuple) else view
        return {**(view or {}), "text/html": self.html(), "text/plain": self.sentence}

    @cached_property
    def live(self):
        """The widget; made when it is first asked for."""
        from gdviz.explorers.live import Live

        controls = [control.data() for control in self.controls.values()]
        spec = {"title": self.stage.title, "size": self.stage.size, "controls": controls}
        live = Live(
            spec={**spec, "picture": data_uri(png_of(self.stage.pixels))},
            values={control["name"]: control["value"] for control in controls},
            frame=self._frame(self.defaults),
        )
        live.observe(self._answer, names="values")
        return live

    def _answer(self, change):
        """Answer new values with a new frame; an error is shown where the sentence stands."""
        try:
            old, new = change["old"], change["new"]
            for name, control in self.controls.items():
                if new[name] != old[name]:
                    self.values[name] = control.from_browser(new[name])
            self.live.frame = self._frame(self.values)
        except Exception as error:  # a reader's own function may raise anything
            told = f"{type(error).__name__}: {shorten(str(error), 300)}"
            self.live.frame = {"sentence": told, "error": True}


def _label(value):
    if isinstance(value, tuple):
        return point(value)
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return number(value) if plain else str(value)


def explore(draw, *, moves=None, size=(6.4, 4.0), title=None, **controls):
    """Give controls to your own drawing function, ``draw(ax, **values)``.

    What it tells with :func:`gdviz.tell` becomes the sentence under the picture. There is one
    control for each argument of ``draw``: ``(low, high)``, ``(low, high, step)``, a list of
    choices, True, False, or a number. The exported film runs through the one named in ``moves``,
    by default the first. The size of the picture is in inches.

    >>> def wave(ax, waves):
    ...     x = np.linspace(0, 1, 101)
    ...     line = ax.plot(x, np.cos(2 * np.pi * waves * x))
    >>> explore(wave, waves=(1, 5))
    a line of 101 points from (0, 1) to (1, 1), between −1 and 1.
    """
    check_function("draw", draw, "for example def draw(ax, a): ax.plot([0, a])")
    if not controls:
        raise TypeError("explore must have at least one control. Got none. Add one, as a=(0, 1).")
    name = getattr(draw, "__name__", "draw")
    try:
        inspect.signature(draw).bind(None, **controls)
    except TypeError as error:
        raise TypeError(
            f"draw must take the Axes and every control. Got {name}{inspect.signature(draw)} with "
            f"{', '.join(controls)}: {error}."
        ) from None
    known = [as_control(name, given) for name, given in controls.items()]
    moves = check_choice("moves", moves or known[0].name, list(controls))
    size = [check_number("size", side, low=0) for side in size]
    figure = Figure(figsize=size, layout="constrained")

    def draw_all(**values):
        figure.clear()
        draw(figure.add_subplot(), **values)
        return describe(figure)

    stage = Stage(figure, title or name.replace("_", " "))
    return Explorer(stage, draw_all, *known, moves=moves, frames=PICTURES)


def film(run, *, frames=61):
    """Show a run of one or two coordinates step by step, in a film of about so many frames.

    >>> import gdviz as gd
    >>> run = gd.descend(gd.losses.bowl(), (-3, 4), learning_rate=0.1, steps=20)
    >>> film(run)
    Step 20 of gradient descent at learning rate 0.1 is at (−0.0346, 0.0461); the loss falls from \
25 to 0.00332.
    """
    if not isinstance(run, Trajectory):
        raise TypeError(f"run must come from gd.descend(…). Got {shorten(run)}.")
    if run.loss.dim > 2:
        raise ValueError(f"run must have 1 or 2 coordinates to be filmed. Got {run.loss.dim}.")
    frames = check_count("frames", frames, 2)
    # Margins and a height of the title that fit: to find others takes as long as to draw.
    figure = Figure(figsize=(6.4, 4.4), layout="none")
    ax = figure.add_axes((0.15, 0.13, 0.81, 0.79))
    ground = plot_curve if run.loss.dim == 1 else plot_contours
    ground(run.loss, ax).set_title(f"{run.method[0].upper()}{run.method[1:]}", y=1)
    lines = run_lines(ax)
    draw_run(lines, run, 0)
    lines[1].set_animated(False)  # the start stays where it is

    def draw(ax, step):
        draw_run(lines, run, step)
        return (
            f"Step {step} of {run.method} is at {point(run.points[step])}; "
            f"the loss {change(run.losses[0], run.losses[step])}."
        )

    stage = Stage(figure, f"A film of {run.method} on {run.loss.name}")
    return Explorer(
        stage, draw, whole("step", 0, run.steps, run.steps), moves="step", frames=frames
    )


def run_lines(ax):
    """Add path, start and end of a run to come, for :func:`draw_run` to move in every frame."""
    style = {"animated": True, "zorder": 4}
    return (
        *ax.plot([], "o-", color=COLORS["path"], ms=4.3, mew=0, **style),
        *ax.plot([], "s", color=COLORS["start"], ms=8, mew=0, **style),
        *ax.plot([], "o", color=COLORS["end"], ms=8.3, mec="white", **style),
    )


def draw_run(lines, run, steps=None):
    """Move the lines of a run to its first steps, over its loss."""
    points = run.points
    if run.loss.dim == 1:
        points = np.stack([points[:, 0], run.losses], axis=-1)
    points = points[: None if steps is None else steps + 1].T
    for line, part in zip(lines, (slice(None), [0], [-1]), strict=True):
        line.set_data(points[:, part])
