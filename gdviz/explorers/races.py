"""Runs against each other: noisy steps against exact ones, one optimizer against another."""

import numpy as np

from gdviz.checks import check_choice, check_count, check_number, check_point
from gdviz.descent import descend
from gdviz.display import COLORS
from gdviz.explorers.common import (
    above_noise,
    contour_scene,
    figure_with,
    loss_change,
    needs,
    off_centre,
    place_on,
    rate_slider,
    sharpest,
)
from gdviz.explorers.controls import Choice, Counter, Slider, logarithmic, whole
from gdviz.explorers.stage import Scene
from gdviz.explorers.widget import Explorer, draw_points
from gdviz.optimizers import (
    adagrad,
    adam,
    gradient_descent,
    momentum,
    nesterov,
    rmsprop,
    stochastic_gradient_descent,
)
from gdviz.plots import plot_contours
from gdviz.text import count, number, point

OPTIMIZERS = {
    f.__name__.replace("_", " "): f
    for f in (gradient_descent, momentum, nesterov, adagrad, rmsprop, adam)
}


def explore_batches(loss, start=None, *, batch_size=None, learning_rate=None, updates=60):
    """Choose batch size and learning rate, and see the noise in the path.

    The dashed path takes the same number of updates with all examples in each.

    Parameters
    ----------
    loss : Loss
        A mean over examples with two coordinates, as from :func:`gdviz.losses.line_fit`.
    start : array_like, shape (2,), optional
    batch_size : int, optional
        From 1 to the number of examples.
    learning_rate : float, optional
    updates : int, optional

    Returns
    -------
    Explorer

    Examples
    --------
    >>> import numpy as np
    >>> from gdviz.losses import line_fit
    >>> x = np.arange(12.0)
    >>> loss = line_fit(x, 2 * x, standardize=True)
    >>> explore_batches(loss, (0, 0), batch_size=12, learning_rate=0.5, updates=3)
    3 updates with batches of 12 of 12 examples at learning rate 0.5, 36 examples or 3 epochs: \
the loss falls from 1 to 0; with all examples in every update it is then 0.
    """
    loss = needs(loss, 2, "gd.losses.line_fit(x, y, standardize=True)")
    if not loss.examples or loss.example_gradients is None:
        raise TypeError(
            f"loss must be a mean over examples, as gd.losses.line_fit(x, y). Got {loss!r}."
        )
    begin = check_point("start", off_centre(loss) if start is None else start, 2)
    scene, ax = contour_scene(loss, "The noisy path of mini-batches")
    controls = [
        _batch_slider(loss.examples, batch_size),
        rate_slider(loss, begin, learning_rate),
        whole("updates", 0, 200, check_count("updates", updates, 1, maximum=200)),
        Counter("draw", "Shuffle again"),
    ]

    def draw(over, batch_size, learning_rate, updates, draw):
        full = descend(loss, begin, learning_rate=learning_rate, steps=updates)
        run = descend(
            loss,
            begin,
            stochastic_gradient_descent,
            learning_rate=learning_rate,
            steps=updates,
            batch_size=batch_size,
            seed=draw,
        )
        over.line(ax, full.points, "second", dash="7 5", width=3)
        draw_points(over, ax, run.points)
        return _tell_noise(loss, run, full, batch_size, learning_rate, draw)

    return Explorer(draw, scene, controls, moves="batch_size")


def _batch_slider(n, batch_size):
    batch_size = check_count(
        "batch_size", min(8, n) if batch_size is None else batch_size, 1, maximum=n
    )
    sizes = [2**k for k in range(n.bit_length()) if 2**k < n]
    return Slider("batch_size", tuple(sorted({*sizes, n, batch_size})), batch_size)


def _tell_noise(loss, run, full, batch_size, learning_rate, draw):
    seen, full_end = int(run.gradient_evaluations[-1]), above_noise(full.losses[-1])
    shuffle = f" in shuffle {draw + 1}" if draw else ""
    return (
        f"{count(run.steps, 'update')}{shuffle} with batches of {batch_size} of "
        f"{loss.examples} examples at learning rate {number(learning_rate)}, {seen} examples "
        f"or {number(seen / loss.examples)} epochs: the loss "
        f"{loss_change(run)}; with all examples in every update it is then "
        f"{number(full_end)}."
    )


def explore_optimizers(
    loss,
    start=None,
    *,
    first="gradient descent",
    second="momentum",
    learning_rate=None,
    second_learning_rate=None,
    steps=40,
):
    """Set one optimizer against another on the same loss, each with its own learning rate.

    Parameters
    ----------
    loss : Loss or callable
        With two coordinates.
    start : array_like, shape (2,), optional
    first, second : str, optional
        "gradient descent", "momentum", "nesterov", "adagrad", "rmsprop" or "adam".
    learning_rate, second_learning_rate : float, optional
    steps : int, optional

    Returns
    -------
    Explorer

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> explore_optimizers(bowl(), (-3, 4), learning_rate=0.5, second_learning_rate=0.1, steps=1)
    After 1 step from (−3, 4), the loss of gradient descent at learning rate 0.5 falls from 25 to \
0, that of momentum at learning rate 0.1 falls from 25 to 16; gradient descent is lower.
    """
    loss = needs(loss, 2, "gd.losses.ravine()")
    begin = check_point("start", off_centre(loss) if start is None else start, 2)
    figure, (plane, race) = figure_with(2, (9, 4.2))
    _race_background(loss, begin, plane, race)
    scene = Scene(figure, f"One optimizer against another on {loss.name}")
    names = tuple(OPTIMIZERS)
    controls = [
        Choice("first", names, check_choice("first", first, names), "first optimizer"),
        _wide_rate(loss, begin, learning_rate, "learning_rate", "first learning rate α"),
        Choice("second", names, check_choice("second", second, names), "second optimizer"),
        _wide_rate(
            loss, begin, second_learning_rate, "second_learning_rate", "second learning rate α"
        ),
        whole("steps", 0, 100, check_count("steps", steps, 1, maximum=100)),
        place_on(scene, plane, "start", begin, loss.labels),
    ]

    def draw(over, first, learning_rate, second, second_learning_rate, steps, start):
        runs = [
            descend(loss, start, OPTIMIZERS[name], learning_rate=rate, steps=steps)
            for name, rate in ((first, learning_rate), (second, second_learning_rate))
        ]
        _draw_race(over, plane, race, runs)
        return _tell_race(runs, start, steps)

    return Explorer(draw, scene, controls, moves="steps")


def _wide_rate(loss, start, given, name, label):
    """Return a slider that suits plain descent and the adaptive ones, which count in lengths."""
    edge, reach = 2 / sharpest(loss, start), min(np.ptp(loss.bounds, axis=1))
    rate = check_number(name, float(f"{edge / 10:.1g}") if given is None else given, low=0)
    low, high = min(edge / 100, reach / 1000, rate), max(1.51 * edge, reach / 5, rate)
    return logarithmic(name, low, high, rate, label)


def _race_background(loss, start, plane, race):
    plot_contours(loss, plane)
    plane.set_title("The paths")
    top = max(loss(start), 1e-6)
    race.set(title="The race", xlabel="step", ylabel="loss above the minimum", yscale="log")
    race.set(xlim=(0, 100), ylim=(top * 1e-6, top * 20))
    race.grid(axis="y")
    race.plot([], [], "-", color=COLORS["path"], label="first")
    race.plot([], [], "--", color=COLORS["second"], label="second")
    race.legend(loc="upper right", ncols=2)


def _draw_race(over, plane, race, runs):
    lowest = min((run.loss(w) for run in runs[:1] for w in run.loss.minima), default=0.0)
    for run, ink, dash in zip(runs, ("path", "second"), ("", "7 5"), strict=True):
        over.line(plane, run.points, ink, dash=dash)
        over.dots(plane, run.points[-1:], ink, radius=5, edge="white")
        above = np.where(run.losses - lowest > 0, run.losses - lowest, np.nan)
        over.line(race, np.stack([np.arange(len(above)), above], axis=-1), ink, dash=dash)
    over.glyphs(plane, runs[0].points[:1], "start", shape="s", size=11)


def _tell_race(runs, start, steps):
    told = []
    for run in runs:
        grows = "grows without end" if run.status.kind == "diverged" else loss_change(run)
        told.append(f"{run.method} {grows}")
    ends = [np.inf if run.status.kind == "diverged" else run.losses[-1] for run in runs]
    who = "both are equally low" if ends[0] == ends[1] else None
    who = who or f"{runs[int(ends[1] < ends[0])].optimizer} is lower"
    after = f"After {count(steps, 'step')} from {point(start)}"
    return f"{after}, the loss of {', that of '.join(told)}; {who}."
