"""A picture with controls is a drawing function plus controls, and its still form says the same.

Where a kernel runs, an :class:`Explorer` is alive. Stored, it is a picture with its sentence;
exported, a film over the values of one control.
"""

from functools import cached_property

from gdviz.checks import shorten
from gdviz.explorers.controls import Choice
from gdviz.explorers.stage import Film, data_uri, paint
from gdviz.text import number, point, suggestion

FRAMES = 25  # of the film of an explorer, where nobody asks for fewer


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
