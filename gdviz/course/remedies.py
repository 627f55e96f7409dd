"""Notebook 08: steps needed, optimizers compared, the bug clinic, and the exercises."""

from functools import partial
from itertools import islice

import numpy as np

import gdviz as gd
from gdviz.colors import COLORS
from gdviz.course.batches import Race, line_of_the_birds, mark_epochs, price
from gdviz.course.exercises import When, exercise, function_exercise, letters, table
from gdviz.text import count, point

STARTS = {
    "plain": [(4, 1), (-3, 2), (2, -3), (-1, -2), (-4, 3)],
    "wall": [(-10, 1), (-8, -1), (-6, 2), (-4, -2), (-2, 1)],  # high up, before the plateau
}


def steps_needed(loss, starts, optimizer, learning_rates, *, steps=1000):
    """Count for each rate the steps until the slowest of several starts stays near the minimum.

    Near: the loss above its lowest value has fallen to a ten-thousandth. Never is infinite.

    >>> starts, rates = [(3, 0), (0, 1)], [0.25, 0.4, 0.5]
    >>> steps_needed(gd.losses.ravine(2), starts, gd.gradient_descent, rates)
    array([ 7., 10., inf])
    """
    alphas = np.asarray(learning_rates, dtype=float)[:, None, None]
    w = np.tile(np.asarray(starts, dtype=float), (len(alphas), 1, 1))
    with np.errstate(all="ignore"):
        walk = islice(optimizer(loss, w, learning_rate=alphas), steps + 1)
        above = np.array([loss(points) for points in walk]) - loss(loss.minima[0])
    return price(Race(np.arange(steps + 1), above), 1e-4 * above[0]).max(axis=1)


OPTIMIZERS = ("gradient descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam")


def explore_optimizers(
    loss, start=None, *, second="momentum", learning_rate=None, second_learning_rate=None
):
    """Set one optimizer against another on the same loss, each with its own learning rate.

    The optimizers are "gradient descent", "momentum", "nesterov", "adagrad", "rmsprop" and
    "adam"; the loss has two coordinates.

    >>> from gdviz.losses import bowl
    >>> explore_optimizers(bowl(), (-3, 4), learning_rate=0.5, second="adam")
    After 40 steps from (−3, 4), the loss of gradient descent at learning rate 0.5 falls from 25 \
to 0, that of adam at learning rate 0.1 falls from 25 to 0.423; gradient descent is lower.
    """
    loss, start = gd.explorers.with_start(loss, start)
    figure, (plane, race) = gd.explorers.panels(2, (9, 4.2))
    gd.plot_contours(loss, plane).set_title("The paths")
    top = max(loss(start), 1e-6)
    race.set(title="The race", xlabel="step", ylabel="loss above the minimum", yscale="log")
    race.set(xlim=(0, 100), ylim=(top * 1e-6, top * 20))
    race.grid(axis="y")
    race.plot([], [], "-", color=COLORS["path"], label="first")
    race.plot([], [], "--", color=COLORS["second"], label="second")
    race.legend(loc="upper right", ncols=2)
    stage = gd.explorers.Stage(figure, f"One optimizer against another on {loss.name}")
    lowest = min((loss(w) for w in loss.minima), default=0.0)

    def draw(plane, race, first, learning_rate, second, second_learning_rate, steps, start):
        told, ends = [], []
        one, other = (first, learning_rate), (second, second_learning_rate)
        for (name, rate), role, line in ((one, "path", "-"), (other, "second", "--")):
            optimizer = getattr(gd.optimizers, name.replace(" ", "_"))
            run = gd.descend(loss, start, optimizer, learning_rate=rate, steps=steps)
            plane.plot(*run.points.T, line, color=COLORS[role])
            plane.plot(*run.points[-1], "o", color=COLORS[role], ms=8.3, mec="white", mew=1.1)
            above = run.losses - lowest
            race.plot(np.where(above > 0, above, np.nan), line, color=COLORS[role])
            lost = run.status.kind == "diverged"
            went = gd.descent.change(*run.losses[[0, -1]].round(12))
            told.append(f"{run.method} {'grows without end' if lost else went}")
            ends.append(np.inf if lost else run.losses[-1])
        plane.plot(*start, "s", color=COLORS["start"], ms=8, mew=0)
        lower = f"{(first, second)[np.argmin(ends)]} is lower"
        return (
            f"After {count(steps, 'step')} from {point(start)}, the loss of "
            f"{', that of '.join(told)}; {'both are equally low' if ends[0] == ends[1] else lower}."
        )

    rates = partial(gd.explorers.rates, loss, start, adaptive=True)
    first_rate = rates(learning_rate, label="first")
    second_rate = rates(second_learning_rate, "second_learning_rate", "second")
    first = gd.explorers.Control("choice", "first", OPTIMIZERS, OPTIMIZERS[0], "first optimizer")
    second = gd.explorers.Control("choice", "second", OPTIMIZERS, second, "second optimizer")
    steps = gd.explorers.Control("slider", "steps", range(101), 40)
    start = gd.explorers.place(stage, "start", start, loss.labels)
    return gd.explorers.Explorer(stage, draw, steps, first, first_rate, second, second_rate, start)


DIAGNOSES = {
    "A": "schedule restarted",
    "B": "plus sign",
    "C": "no bias correction",
    "D": "integer array",
    "E": "gradient not reset",
}


def _accumulating(loss, w, learning_rate):
    gradient = np.zeros_like(w)
    while True:
        yield w
        gradient = gradient + loss.gradient(w)
        w = w - learning_rate * gradient


def _climbing(loss, w, learning_rate):
    while True:
        yield w
        w = w + learning_rate * loss.gradient(w)


def _truncating(loss, w, learning_rate):
    w = w.astype(int)
    while True:
        yield w.astype(float)
        w = (w - learning_rate * loss.gradient(w.astype(float))).astype(int)


def _restarting(loss, w, learning_rate, batch_size):
    updates = -(-loss.examples // batch_size)
    return gd.stochastic_gradient_descent(loss, w, lambda k: learning_rate(k % updates), batch_size)


def _uncorrected(loss, w, learning_rate, b1=0.9, b2=0.999):
    mean, squares = np.zeros_like(w), np.zeros_like(w)
    while True:
        yield w
        slope = loss.gradient(w)
        mean = b1 * mean + (1 - b1) * slope
        squares = b2 * squares + (1 - b2) * slope**2
        w = w - learning_rate * mean / (np.sqrt(squares) + 1e-8)


def patients():
    """Return the bug clinic's runs by letter: the run with the mistake, and the one without."""
    fit, valley, fall = (
        line_of_the_birds(),
        gd.losses.ravine(4),
        gd.schedules.inverse_time(0.5, decay=0.5),
    )
    sgd, plain = gd.stochastic_gradient_descent, gd.gradient_descent
    noisy = {"learning_rate": fall, "batch_size": 12, "steps": 145}
    slow = {"learning_rate": 0.02, "steps": 60}
    cases = {
        "A": (fit, (-2, 3), _restarting, sgd, noisy),
        "B": (valley, (3, 2), _climbing, plain, slow),
        "C": (valley, (0.05, 0.04), _uncorrected, gd.adam, {"learning_rate": 0.05, "steps": 25}),
        "D": (fit, (-7, 3), _truncating, plain, {"learning_rate": 0.05, "steps": 60}),
        "E": (valley, (3, 2), _accumulating, plain, slow),
    }
    return {
        letter: tuple(gd.descend(loss, start, walk, **knobs) for walk in walks)
        for letter, (loss, start, *walks, knobs) in cases.items()
    }


def draw_ward(places, ward):
    """Draw the loss of each patient beside its healthy twin; the last Axes holds the legend."""
    *beds, last = np.ravel(places)
    for (letter, (patient, twin)), ax in zip(ward.items(), beds, strict=True):
        floor = patient.loss(patient.loss.minima[0])
        gd.plot_convergence((patient, twin), ax, floor=floor, labels=("patient", "healthy"))
        ax.set(title=f"patient {letter}", xticks=[0, patient.steps])
        place = ax.get_subplotspec()
        ax.set_xlabel("step" if place.is_last_row() else "")
        ax.set_ylabel("loss above lowest" if place.is_first_col() else "")
        ax.get_legend().remove()
    mark_epochs(beds[0], updates=29, epochs=5)  # patient A sees 12 of the 342 birds at each step
    last.legend(*beds[0].get_legend_handles_labels(), loc="upper left")
    last.set_axis_off()
    names = "\n".join(["one of each:", *sorted(DIAGNOSES.values())])
    note = last.text(0.02, 0, names, transform=last.transAxes, linespacing=1.3)
    gd.tell(note, "")  # the task says the names
    return places


def momentum_steps():
    """Return points, velocities, gradients, learning rates and betas."""
    return [
        (np.array([1.0, -2, 3]), np.array([0.5, 0.25, 1]), np.array([4.0, -1, 0]), 0.1, 0.9),
        (np.array([3.0]), np.array([-1.0]), np.array([2.0]), 0.25, 0.5),
    ]


def swapped(one, other):
    """Return a test whether two letters have changed places and the rest is right."""
    wanted = DIAGNOSES | {one: DIAGNOSES[other], other: DIAGNOSES[one]}
    return lambda answer: letters(answer) == wanted


EXERCISES = table(
    function_exercise("08.1", "a function heavy_step(w, velocity, gradient, learning_rate, beta) that returns two arrays",
        lambda w, v, g, rate, beta: (w + beta * v - rate * g, beta * v - rate * g), momentum_steps,
        "With beta 0 it is plain descent, with beta 1 the swing of patient 1.",
        {
            When(lambda f: np.shape(f(*momentum_steps()[0])) == (3,)): "Only one array came back. The next step needs the velocity as well.",
            lambda w, v, g, rate, beta: (w + v, beta * v - rate * g): "The point is moved by the old velocity. Let the new one move it.",
            lambda w, v, g, rate, beta: (w + beta * v + rate * g, beta * v + rate * g): "The plus sign: this ball rolls uphill.",
            lambda w, v, g, rate, beta: (w + v - rate * g, v - rate * g): "The old velocity comes in whole. Nothing brakes this ball.",
            lambda w, v, g, rate, beta: (w - beta * v + rate * g, beta * v - rate * g): "The minus sign stands in the velocity already. Add the velocity to w.",
            lambda w, v, g, rate, beta: (w - rate * g, v): "That is plain descent: the velocity is handed back as it came, unused.",
            lambda w, v, g, rate, beta: (w - rate * (beta * v + g), beta * v + g): "PyTorch's form: its velocity adds up slopes. Here it is a step, the rate inside.",
            lambda w, v, g, rate, beta: (w + beta * v - (1 - beta) * rate * g, beta * v - (1 - beta) * rate * g): "The new slope is weighed with 1 − β. Momentum takes the whole step −αg.",
            lambda w, v, g, rate, beta: (beta * v - rate * g, w + beta * v - rate * g): "The two have changed places: first the point, then the velocity.",
        }, [
            "Two lines: one makes the new velocity, the other returns both.",
            "The new velocity is a share of the old one, minus the usual step.",
        ]),
    exercise("08.2", 'a dictionary such as {"A": "plus sign", …} with the letters A to E', DIAGNOSES,
        "Five symptoms, five causes. The letters will change, the symptoms will not.",
        {
            lambda answer: set(letters(answer)) < set(DIAGNOSES): "Some letter is missing. The ward has five patients, A to E.",
            lambda answer: not set(letters(answer).values()) <= set(DIAGNOSES.values()): "Use exactly the five names given in the task.",
            lambda answer: len(set(letters(answer).values())) < len(DIAGNOSES): "Each of the five names belongs to one patient, and one name stands there twice.",
            swapped("C", "E"): "C and E have changed places: one starts wild and calms down, the other never settles.",
            swapped("A", "D"): "A comes back up with a period; D stands still. What restarts, what is cut down?",
            lambda answer: letters(answer)["B"] != DIAGNOSES["B"]: "Look at B again: its loss rises at every step, from the first one on.",
            lambda answer: letters(answer)["D"] != DIAGNOSES["D"]: 'Look at D again: it stands still. Print ward["D"][0].points.',
        }, [
            "Which runs still make progress, which one gets worse at every step?",
            "Look for: a period, a straight climb, a standstill, a wild start, a swing.",
        ]),
)  # fmt: skip
