"""Explorers: a drawing function plus controls, whose still form says the same.

Where a kernel runs, an :class:`Explorer` is alive. Stored, it is a picture with its sentence;
exported, a film over the values of one control.
"""

import inspect
from functools import cached_property

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from gdviz.checks import check_choice, check_count, check_function, check_number, shorten
from gdviz.descent import Trajectory, change
from gdviz.display import describe, picture
from gdviz.explorers.controls import Choice, as_control
from gdviz.explorers.stage import Film, Frame, Scene, data_uri, paint, style_now
from gdviz.plots import plot_contours, plot_curve
from gdviz.text import number, point, suggestion

FRAMES = 25  # of the film of an explorer, where nobody asks for fewer
PICTURES = 16  # frames of the film of a reader's own drawing: each is a whole picture


class Explorer:
    """A picture with controls.

    Parameters
    ----------
    draw : callable
        Takes an Overlay and the controls' values by name, draws, and returns the sentence.
    scene : Scene
        What does not change.
    controls : list
        From :mod:`gdviz.explorers.controls`.
    moves : str
        The control that the exported film runs through.
    frames : int, optional
        At most so many does the film have.

    Examples
    --------
    >>> import gdviz as gd
    >>> explorer = gd.explore_descent(gd.losses.bowl(), start=(3, 4), learning_rate=0.1)
    >>> explorer.values["learning_rate"]
    0.1
    """

    def __init__(self, draw, scene, controls, *, moves, frames=FRAMES):
        self.draw, self.scene = draw, scene
        self.moves, self.most_frames = moves, frames
        self.title, self.size = scene.title, scene.size
        self.controls = {control.name: control for control in controls}

    @property
    def values(self):
        """What the controls stand at now: a dict by name."""
        if "live" not in self.__dict__:
            return {name: control.default for name, control in self.controls.items()}
        return self._taken(self.live.values)

    def frame(self, **values):
        """Return what is shown when controls are set to these values, the others to their defaults.

        Raises
        ------
        TypeError, ValueError
            If there is no such control, or it does not take the value.
        """
        taken = {name: control.default for name, control in self.controls.items()}
        for name, value in values.items():
            if name not in self.controls:
                known = ", ".join(self.controls)
                raise TypeError(
                    f"The controls are {known}. Got {name!r}. {suggestion(name, self.controls)}"
                )
            taken[name] = self.controls[name].check(value)
        return self.make(taken)

    def make(self, values):
        """Return the frame for checked values of all controls."""
        return paint(self.scene, self.draw, values)

    @cached_property
    def film(self):
        """The still form: a film over the stops of one control, told at its default."""
        control = self.controls[self.moves]
        stops = _thinned(control, self.most_frames)
        frames = [self.frame(**{self.moves: stop}) for stop in stops]
        told = stops.index(control.default)
        labels = [_label(stop) for stop in stops]
        moves = control.data()["label"]
        return Film(self.scene, frames, labels, moves, told, self.title, self.size)

    @property
    def sentence(self):
        """What the picture shows at the defaults, in words."""
        return self.film.sentence

    def __repr__(self):
        return self.sentence

    def _repr_mimebundle_(self, include=None, exclude=None):
        from gdviz.explorers.live import view_of

        return {**view_of(self.live), **self.film._repr_mimebundle_()}

    @cached_property
    def live(self):
        """The widget; made when it is first asked for."""
        from gdviz.explorers.live import Live

        frame = self.film.frames[self.film.told]
        live = Live(spec=self._spec(), values=self._sent(), frame=frame.data())
        live.observe(self._answer, names="values")
        return live

    def _spec(self):
        background = self.scene.background if self.scene else self.film.still
        return {
            "title": self.title,
            "size": list(self.size),
            "clips": self.scene.clips() if self.scene else [],
            "picture": data_uri(background),
            "controls": [control.data() for control in self.controls.values()],
        }

    def _sent(self):
        """Return the defaults as the browser holds them: choices by their number."""
        return {
            name: c.options.index(c.default) if isinstance(c, Choice) else c.default
            for name, c in self.controls.items()
        }

    def _taken(self, sent):
        taken = {}
        for name, control in self.controls.items():
            value = sent[name]
            if isinstance(control, Choice):
                value = control.options[value]
            taken[name] = control.check(value)
        return taken

    def _answer(self, change):
        """Answer new values with a new frame; an error is shown where the sentence stands."""
        try:
            frame = self.make(self._taken(change["new"])).data()
        except Exception as error:  # a reader's own function may raise anything
            frame = {
                "sentence": f"{type(error).__name__}: {shorten(str(error), 300)}",
                "error": True,
            }
        self.live.frame = frame


def _thinned(control, most):
    """Return a control's values for a film, evenly thinned, the default among them."""
    stops = list(control.stops)
    n = min(most, len(stops))
    chosen = {round(k * (len(stops) - 1) / max(n - 1, 1)) for k in range(n)}
    return [stops[k] for k in sorted(chosen | {stops.index(control.default)})]


def _label(value):
    if isinstance(value, tuple):
        return point(value)
    if isinstance(value, bool | str):
        return str(value)
    return number(value) if isinstance(value, int | float) else str(value)


class OwnExplorer(Explorer):
    """An explorer whose every frame is drawn anew by matplotlib."""

    def __init__(self, draw, controls, *, moves, size, title):
        self.draw, self.scene, self.size, self.title = draw, None, size, title
        self.moves, self.most_frames, self.style = moves, PICTURES, style_now()
        self.controls = {control.name: control for control in controls}

    def make(self, values):
        """Return the frame for checked values of all controls."""
        with matplotlib.rc_context(self.style):
            figure = Figure(figsize=[side / 100 for side in self.size], layout="constrained")
            self.draw(figure.add_subplot(), **values)
            return Frame(describe(figure), picture=picture(figure))


def explore(draw, *, moves=None, size=(6.4, 4.0), title=None, **controls):
    """Give controls to your own drawing function.

    Parameters
    ----------
    draw : callable
        ``draw(ax, **values)`` draws on the Axes it is given; anything matplotlib can draw.
        What it tells with :func:`gdviz.tell` becomes the sentence under the picture.
    moves : str, optional
        The control that the exported film runs through; by default the first.
    size : (width, height), optional
        Of the picture, in inches.
    title : str, optional
        The picture's name; by default the function's.
    **controls
        One for each argument of ``draw``: ``(low, high)``, ``(low, high, step)``, a list of
        choices, True, False, or a number.

    Returns
    -------
    Explorer

    Raises
    ------
    TypeError, ValueError
        If ``draw`` does not take these arguments or a control is none of the above.

    Examples
    --------
    >>> def wave(ax, waves):
    ...     x = np.linspace(0, 1, 101)
    ...     line = ax.plot(x, np.cos(2 * np.pi * waves * x))
    >>> explore(wave, waves=(1, 5))
    a line of 101 points from (0, 1) to (1, 1), between −1 and 1.
    """
    check_function("draw", draw, "for example def draw(ax, a): ax.plot([0, a])")
    if not controls:
        raise TypeError("explore must have at least one control. Got none. Add one, as a=(0, 1).")
    _check_arguments(draw, controls)
    known = [as_control(name, given) for name, given in controls.items()]
    moves = check_choice("moves", moves or known[0].name, list(controls))
    pixels = tuple(round(100 * check_number("size", side, low=0)) for side in size)
    title = title or getattr(draw, "__name__", "drawing").replace("_", " ")
    return OwnExplorer(draw, known, moves=moves, size=pixels, title=title)


def _check_arguments(draw, controls):
    """Refuse controls that the drawing function does not take, before anything is drawn."""
    try:
        inspect.signature(draw).bind(None, **controls)
    except TypeError as error:
        name = getattr(draw, "__name__", "draw")
        raise TypeError(
            f"draw must take the Axes and every control. Got {name}{inspect.signature(draw)} with "
            f"{', '.join(controls)}: {error}."
        ) from None


class LiveFilm(Film):
    """A film that is also alive in Jupyter."""

    @cached_property
    def live(self):
        """The widget; made when it is first asked for."""
        from gdviz.explorers.live import Live

        return Live(spec={**self.data(), "picture": data_uri(self.still)})

    def _repr_mimebundle_(self, include=None, exclude=None):
        from gdviz.explorers.live import view_of

        return {**view_of(self.live), **super()._repr_mimebundle_()}


def film(run, *, frames=61):
    """Show a run step by step: a picture with a slider, and a button that plays it.

    Parameters
    ----------
    run : Trajectory
        Of a loss with one or two coordinates.
    frames : int, optional
        At most so many; of a longer run evenly chosen steps are shown.

    Returns
    -------
    Film

    Examples
    --------
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
    scene, ax = _ground(run)
    shown = sorted({round(k) for k in np.linspace(0, run.steps, min(frames, run.steps + 1))})
    made = [paint(scene, _draw_until, {"ax": ax, "run": run, "step": step}) for step in shown]
    labels = [f"{step} of {run.steps}" for step in shown]
    return LiveFilm(scene, made, labels, "step", len(made) - 1, scene.title, scene.size)


def _ground(run):
    # Margins that fit any numbers: to find narrower ones takes as long as to draw the picture.
    figure = Figure(figsize=(6.4, 4.4), layout="none")
    ax = figure.add_axes((0.15, 0.13, 0.81, 0.79))
    draw = plot_curve if run.loss.dim == 1 else plot_contours
    draw(run.loss, ax)
    name = run.method
    ax.set_title(f"{name[0].upper()}{name[1:]}")
    return Scene(figure, f"A film of {name} on {run.loss.name}"), ax


def _draw_until(over, ax, run, step):
    points = run.points[: step + 1]
    if run.loss.dim == 1:
        points = np.stack([points[:, 0], run.losses[: step + 1]], axis=-1)
    draw_points(over, ax, points)
    return (
        f"Step {step} of {run.method} is at {point(run.points[step])}; "
        f"the loss {change(run.losses[0], run.losses[step])}."
    )


def draw_points(over, ax, points):
    """Lay the points of a run over a picture: path, every point, start and end."""
    over.line(ax, points, "path")
    over.dots(ax, points[1:], "path", radius=3)
    over.glyphs(ax, points[:1], "start", shape="s", size=11)
    over.dots(ax, points[-1:], "end", radius=5, edge="white")
