"""Notebook 10: walks beyond the limit 2/λmax, how they are drawn, and the exercises."""

from typing import NamedTuple

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.patches import Circle

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, series
from gdviz.course.exercises import When, exercise, function_exercise, letters, table
from gdviz.text import number, point

DECIMALS = 6  # of a weight after each step, so that every computer takes the same walk
LOST = 1e6  # a weight this large never comes back
EVERY = 100  # so many steps lie between two measurements of λmax
RATES = [0.05, *(k / 100 for k in range(10, 23)), 0.25, 0.3, 0.4, 0.5, 0.6]


def two_weights():
    """Return the loss (w1·w2 − 1)², whose minima are the curve w1·w2 = 1."""
    return gd.Loss(
        *gd.losses.in_xy(
            lambda x, y: (x * y - 1) ** 2,
            lambda x, y: (2 * (x * y - 1) * y, 2 * (x * y - 1) * x),
            lambda x, y: (2 * y * y, 4 * x * y - 2, 2 * x * x),
        ),
        name="(w1·w2 − 1)²",
        labels=("w1", "w2"),
        bounds=((-4, 4), (-4, 4)),
        vectorized=True,
    )


def sharpness(loss, w):
    """Return λmax at each point, by central differences of the gradient; NaN at points of NaN."""
    known, steps = np.isfinite(w), 1e-5 * np.eye(loss.dim)
    around = np.where(known, w, 0)[..., None, :]
    hessian = (loss.gradient(around + steps) - loss.gradient(around - steps)) / 2e-5
    largest = np.linalg.eigvalsh((hessian + hessian.mT) / 2)[..., -1]
    return np.where(known.all(axis=-1), largest, np.nan)[()]


def walk(loss, starts, rates, steps):
    """Return where gradient descent is after so many steps from each start; NaN where it is lost.

    The rates are one number, or one for each start. Weights are rounded to six decimals.
    """
    w, rates = np.asarray(starts, dtype=float), np.asarray(rates)[..., None]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            w = (w - rates * loss.gradient(w)).round(DECIMALS) + 0
        return np.where(np.abs(w).max(axis=-1, keepdims=True) < LOST, w, np.nan)


class Training(NamedTuple):
    """What walks at several rates, from several starts each, meet on their way."""

    rates: np.ndarray
    losses: np.ndarray  # at each step, shape (steps + 1, rates, starts)
    curvatures: np.ndarray  # λmax at every hundredth step, shape (steps / 100 + 1, rates, starts)
    ends: np.ndarray  # shape (rates, starts, dim)

    @property
    def shares(self):
        """λmax as a share of 2/α, shape of ``curvatures``."""
        return self.curvatures * self.rates[:, None] / 2


def train(loss, starts, rates, steps):
    """Walk from all starts at each rate, as :func:`walk` does, and keep the losses and λmax."""
    rates = np.asarray(rates, dtype=float)
    w, losses, curvatures = np.tile(np.asarray(starts, dtype=float), (len(rates), 1, 1)), [], []
    for k in range(steps + 1):
        w = walk(loss, w, rates[:, None], 1) if k else w
        losses.append(loss(w))
        if k % EVERY == 0:
            curvatures.append(sharpness(loss, w))
    return Training(rates, np.array(losses), np.array(curvatures), w)


def explore_catapult(start=(3, 0), *, learning_rate=0.15):
    """Choose rate and start on (w1·w2 − 1)², and see λmax along the walk against 2/α.

    Minima inside the dotted circle have a λmax below 2/α.

    >>> explore_catapult((3, 0), learning_rate=0.15)
    α = 0.15 from (3, 0): λmax goes from 18.2 to 5.15, and 2/α is 13.3. It settles at (1.45, 0.69).
    """
    figure, (plane, side) = gd.explorers.panels(2, (8.4, 3.8))
    loss = two_weights()
    lines = gd.explorers.lay_ground(loss, plane)
    plane.set_title("Minima in the circle: λmax < 2/α")
    halves = np.outer(np.geomspace(0.25, 4, 60), (1, -1))  # of the curve of minima
    plane.plot(halves, 1 / halves, color=COLORS["minimum"], lw=2, zorder=2)
    side.set(title="λmax along the walk; dashed: 2/α", xlabel="step", ylabel="λmax", yscale="log")
    side.set(xlim=(-1, 41), ylim=(2, 200))
    side.set_yticks([2, 5, 10, 20, 50, 100, 200], ["2", "5", "10", "20", "50", "100", "200"])
    side.minorticks_off()
    side.grid(axis="y")
    stage = gd.explorers.Stage(figure, f"A walk on {loss.name} and the curvature on its way")

    def draw(plane, side, learning_rate, start):
        run = gd.descend(loss, start, learning_rate=learning_rate, steps=40)
        seen, limit = sharpness(loss, run.points), 2 / learning_rate
        ring = {"ec": COLORS["warning"], "ls": ":", "lw": 2, "fill": False}
        plane.add_artist(Circle((0, 0), np.sqrt(limit / 2), **ring))
        gd.explorers.draw_run(lines, run)
        side.plot([0, 40], [limit, limit], "--", color=COLORS["warning"], lw=1.8)
        side.plot(np.arange(len(seen)), seen, "o-", color=COLORS["path"], ms=4.3, mew=0)
        ends = f"goes from {number(seen[0])} to {number(seen[-1])}"
        where = "has not settled in 40 steps"
        if run.status.kind == "diverged" or np.abs(run.end).max() > LOST:
            ends, where = f"begins with {number(seen[0])}", "diverges"
        elif run.losses[-1] < 1e-3:
            where = f"settles at {point(run.end)}"
        return (
            f"α = {number(learning_rate)} from {point(start)}: λmax {ends}, and 2/α is "
            f"{number(limit)}. It {where}."
        )

    stops = sorted({*RATES, learning_rate})
    rate = gd.explorers.Control("slider", "learning_rate", stops, learning_rate, gd.explorers.RATE)
    start = gd.explorers.place(stage, "start", start, loss.labels)
    return gd.explorers.Explorer(stage, draw, rate, start, frames=len(stops))


def draw_starts(ax, starts, rate, settled):
    """Draw a map of starts on (w1·w2 − 1)²: which settle, and where λmax is above 2/α."""
    curvatures = sharpness(two_weights(), starts)
    above = curvatures > 2 / rate
    kinds = np.where(settled, above, 2)
    colors = ["#c9dbf7", "#5d9b72", "#eeeae4"]
    sides = starts[..., 0], starts[..., 1]
    image = ax.pcolormesh(*sides, kinds, cmap=ListedColormap(colors), vmin=-0.5, vmax=2.5)
    line = {"colors": COLORS["warning"], "linewidths": 2, "linestyles": "--"}
    ax.contour(*sides, curvatures, [2 / rate], **line)
    names = ("below the limit, settles", "above the limit, settles", "settles at no minimum")
    for name, color in zip(names, colors, strict=True):
        ax.plot([], [], "s", ms=10, color=color, mec=COLORS["data"], label=name)
    ax.plot([], [], "--", lw=2, color=COLORS["warning"], label="λmax = 2/α")
    ax.legend(loc="center left", bbox_to_anchor=(1.02, 0.5))
    ax.set_aspect("equal")
    told = (
        f"Of {kinds.size} starts at α = {number(rate)}, {np.sum(above)} are above the limit, and "
        f"{np.sum(kinds == 1)} of them settle; of the other {np.sum(~above)}, {np.sum(kinds == 0)}."
    )
    return plots.axes.finish(ax, image, told, "w1", "w2", f"Starts at α = {number(rate)}")


def draw_fates(ax, multiples, fates):
    """Draw how many starts end in each way, stacked, against the rate in limits of the start.

    ``fates`` maps what becomes of a walk, from most to fewest, to its counts at each multiple.
    """
    total = sum(fates.values())[0]
    look = {"colors": ["#5d9b72", "#8795a1", "#e3c6a4"], "edgecolor": "white"}
    layers = ax.stackplot(multiples, *fates.values(), **look)
    for layer, (name, counts) in zip(layers, fates.items(), strict=True):
        told = ", ".join(f"{n} at {number(c)}" for n, c in zip(counts, multiples, strict=True))
        gd.tell(layer, f"Of {total} starts {name}: {told}.")
    settle, neither, diverge = fates
    ax.text(0.3, 0.4, settle, transform=ax.transAxes)
    ax.text(0.97, 0.75, diverge, ha="right", transform=ax.transAxes)
    ax.text(0.98, 0.03 * total, "the limit", ha="right", rotation=90)
    k = len(multiples) // 4
    band = multiples[k], fates[settle][k] + fates[neither][k] / 2
    style = {"textcoords": "axes fraction", "arrowprops": {"arrowstyle": "-"}}
    ax.annotate(neither, band, (0.3, 0.7), **style)
    ax.axvline(1, color=COLORS["warning"], ls="--", lw=2)
    ax.set(xlim=(multiples[0], multiples[-1]), ylim=(0, total))
    return plots.axes.label(ax, "rate, in limits 2/λmax of its start", "starts")


def draw_sharpening(lab, start, axes=None):
    """Draw λmax and the loss on the way from one start, for each rate; none may diverge."""
    curves, losses = axes = plots.axes.panels(axes, 2, size=(11, 4.4))
    for i, rate in enumerate(lab.rates):
        look = {k: v for k, v in series(i).items() if k != "marker"}
        seen, fall = lab.curvatures[:, i, start], lab.losses[:, i, start]
        (line,) = curves.plot(EVERY * np.arange(len(seen)), seen, **look, lw=2)
        end = {"color": look["color"], "va": "center", "transform": curves.get_yaxis_transform()}
        curves.text(1.02, seen[-1], f"α = {number(rate)}", **end)
        curves.axhline(2 / rate, color=look["color"], ls=":", lw=1.6)
        told = f"from {number(seen[0])} to {number(seen[-1])}, and 2/α is {number(2 / rate)}"
        gd.tell(line, f"α = {number(rate)}: λmax goes {told}.")
        (line,) = losses.semilogy(fall, color=look["color"], lw=1)
        gd.tell(line, f"α = {number(rate)}: the loss {gd.descent.change(fall[0], fall[-1])}.")
    plots.axes.label(curves, "step", "λmax", "The largest curvature; dotted: 2/α")
    plots.axes.label(losses, "step", "loss", "The loss")
    return axes


def draw_spread(lab, axes=None):
    """Draw for each rate and start λmax as a share of 2/α, and the loss, over the last 500 steps."""
    shares, losses = axes = plots.axes.panels(axes, 2, size=(11, 4.4), sharey=True)
    late = np.median(lab.shares[-5:], axis=0), np.median(lab.losses[-500:], axis=0)
    for ax, values, title in zip(axes, late, ("λmax as a share of 2/α", "loss"), strict=True):
        for row, (rate, dots) in enumerate(zip(lab.rates, values, strict=True)):
            kept = dots[np.isfinite(dots)]
            height = row + 0.24 * np.linspace(-1, 1, len(kept))
            (line,) = ax.plot(kept, height, "o", color=COLORS["path"], ms=6, alpha=0.55, mew=0)
            middle = np.median(kept)
            ax.plot([middle, middle], [row - 0.36, row + 0.36], color=COLORS["text"], lw=3)
            lost = len(dots) - len(kept)
            told = f"{number(kept.min())} to {number(kept.max())}, median {number(middle)}"
            diverge = f"; {lost} diverge" if lost else ""
            gd.tell(line, f"α = {number(rate)}, {len(kept)} walks: {told}{diverge}.")
            if lost and ax is losses:
                beside = {"va": "center", "transform": ax.get_yaxis_transform()}
                ax.text(1.02, row, f"{lost} diverge", **beside)
        plots.axes.label(ax, title)
    shares.set_title("Over the last 500 steps")
    gd.tell(shares.axvline(1, color=COLORS["warning"], ls="--", lw=1.8), "Dashed: the edge, 1.")
    shares.set(yticks=range(len(lab.rates)), ylim=(len(lab.rates) - 0.5, -0.5))
    shares.set_yticklabels([f"α = {number(rate)}" for rate in lab.rates])
    losses.set_xscale("log")
    return axes


def draw_change(before, changes, axes=None):
    """Draw λmax of all walks at one rate, and after a change what the new rate makes of it.

    ``changes`` maps (old rate, new rate) to a Training with the new rate alone.
    """
    axes = plots.axes.panels(axes, len(changes), size=(11, 4.2))
    for ax, ((old, new), after) in zip(axes, changes.items(), strict=True):
        first, last = before.curvatures[:, before.rates == old][:, 0], after.curvatures[:, 0]
        turn = EVERY * (len(first) - 1)
        for begin, seen, rate, role in ((0, first, old, "second"), (turn, last, new, "path")):
            steps = begin + EVERY * np.arange(len(seen))
            lines = ax.plot(steps, seen, color=COLORS[role], lw=1, alpha=0.6)
            ax.hlines(2 / rate, steps[0], steps[-1], color=COLORS["warning"], ls="--", lw=2)
            told = f"ends between {number(seen[-1].min())} and {number(seen[-1].max())}"
            gd.tell(lines[0], f"At α = {number(rate)} λmax of {len(lines)} walks {told}.")
        title = f"α = {number(old)}, then {number(new)}; dashed: 2/α"
        plots.axes.label(ax, "step", "λmax", title)
        ax.set_ylim(0, None)
    return axes


GAUGES = [  # losses, points and directions of length 1
    (gd.losses.ravine(10), np.array([3.0, 1]), np.array([0.6, 0.8])),
    (two_weights(), np.array([2.0, 1]), np.array([0.0, 1])),
    (two_weights(), np.array([1.0, -2]), np.array([0.8, 0.6])),
]


def to_three_digits(function, loss, w, v):
    """Return what a learner's function returns, so rounded that its differences do not count."""
    found = function(loss, w, v)
    return found if found is None else np.round(found, 3)


def along(loss, w, v):
    """Return the curvature of a loss at w along the direction v."""
    return np.round(v @ loss.hessian(w) @ v, 3)


def tops(run):
    """Return λmax at the start of a run and at its end."""
    return sharpness(two_weights(), run.points[[0, -1]])


def thrown(run):
    """Whether a run begins above its limit and comes to rest where λmax is a third of the first."""
    first, last = tops(run)
    leaps = run.loss.name == two_weights().name and run.learning_rates[0] > 2 / first
    return leaps and run.losses[-1] < 1e-6 and last < first / 3


STATUS = {"A": "proved", "B": "measured", "C": "proved", "D": "open", "E": "measured", "F": "open"}


def mistaken(letter, word):
    """Return a test whether one letter has this word and the rest is right."""
    wanted = STATUS | {letter: word}
    return When(lambda answer: letters(answer) == wanted, wanted)


EXERCISES = table(
    exercise("10.1", "one number", 0.125,
        "The flattest minima are (2, 2) and (−2, −2). Above this rate no walk settles, but for a lucky hit.",
        {
            0.5: "That is the answer for (w1·w2 − 1)². Here the minima lie further out, where it is steeper.",
            2 / 64: "That is the limit at (4, 4), which is no minimum: 4·4 is 16.",
            2 / 34: "That is the limit at the minimum (4, 1). Some minimum is flatter.",
            1 / 16: "You took half of the limit, 1/λmax. A minimum holds rates up to 2/λmax.",
            0.25: "You left out one factor of 2: at a minimum λmax is 2(w1² + w2²).",
            16: "That is λmax of the flattest minimum. The rate asked for is 2 divided by it.",
            8: "That is w1² + w2² at the flattest minimum. The curvature is twice that, and the rate is 2 divided by the curvature.",
        }, [
            "At a minimum λmax is 2(w1² + w2²), as for (w1·w2 − 1)². Which minimum has the smallest?",
            "On the curve w1·w2 = 4, w1² + w2² is smallest where the two weights are equal.",
            "At (2, 2) put the numbers into 2(w1² + w2²). The rate is 2 divided by the result.",
        ], tolerance=0.005),
    function_exercise("10.2", "a function curvature_along(loss, w, v) that returns the curvature at w along v",
        along, GAUGES,
        "The curvature along one direction needs two gradients, and no Hessian, however many weights there are.",
        {
            When(lambda f: np.ndim(to_three_digits(f, *GAUGES[0])) == 1, lambda loss, w, v: loss.hessian(w) @ v): "The function returns several numbers. If they tell how the gradient changes along v, take their part along v: @ v.",
            lambda loss, w, v: 2 * along(loss, w, v): "Twice too large. The two points lie 2h apart.",
            lambda loss, w, v: along(loss, w, v) / 2: "Half of it. By how much are your two points apart?",
            lambda loss, w, v: -along(loss, w, v): "The sign is wrong: take the gradient behind away from the gradient ahead.",
            lambda loss, w, v: np.round(loss.gradient(w) @ v, 3): "That is the slope along v. The curvature tells how the slope changes along v.",
            lambda loss, w, v: np.round(loss.curvatures(w)[-1], 3): "That is λmax, the curvature along the steepest direction. Wanted is the one along v.",
            lambda loss, w, v: np.round(np.linalg.norm(loss.hessian(w) @ v), 3): "That is the length of the gradient's change. Take its part along v: @ v.",
            When(lambda f: np.abs(to_three_digits(f, *GAUGES[0])) < 0.1, lambda loss, w, v: 1e-5 * along(loss, w, v)): "The result is almost 0. Is the change of the slope divided by the distance?",
            When(lambda f: np.allclose([f(*g) for g in GAUGES], [along(*g) for g in GAUGES], rtol=0, atol=0.5), lambda loss, w, v: along(loss, w, v) + 0.01): "The values are close. Two gradients, one on each side of w, come closer with h = 0.00001.",
        }, [
            "The slope along v is loss.gradient(w) @ v. The curvature is how fast that changes when w moves along v.",
            "Take the gradient at w + h·v and at w − h·v, with a small h such as 0.00001.",
            "Divide the difference of the two gradients by 2h, and take its part along v.",
        ], call=to_three_digits),
    exercise("10.3", "a run, my_throw = gd.descend(…)",
        When(thrown, gd.descend(two_weights(), (3, 0), learning_rate=0.15, steps=100)),
        "The walk began above its limit and rests where λmax is less than a third of what it was. From (3, 0) no rate below the limit does that; from (2, 2) the rate 0.05 does.",
        {
            lambda a: not isinstance(a, gd.Trajectory): "Hand over the run itself: my_throw = gd.descend(loss, …).",
            lambda a: a.loss.name != two_weights().name: "This runs on another loss. Take scenes.two_weights().",
            lambda a: a.learning_rates[0] <= 2 / tops(a)[0]: "The rate is not above the limit 2/λmax of its start. Take a larger rate, or a steeper start.",
            lambda a: a.status.kind == "diverged" or np.abs(a.end).max() > LOST: "It diverges. Come nearer to the limit of the start, or turn the start.",
            lambda a: a.losses[-1] >= 1e-6: "It has not come to rest: its last loss is not below 0.000001. Give it more steps, or another rate: on some it hops for ever.",
            lambda a: tops(a)[1] >= tops(a)[0] / 3: "It rests where λmax is smaller than at its start, or equal, but not by a factor of three. Take a steeper start, with λmax above 12 and not on the curve w1·w2 = 1, or a rate further above the limit.",
        }, [
            "The walk of the first section does it. The explorer shows others.",
            "Choose a start with one large weight and one near 0. scenes.sharpness(loss, start) tells λmax there.",
            "Take a rate of about one and a half limits of the start, and 100 steps.",
        ]),
    exercise("10.4", "six words by letter, as {\"A\": \"open\", …}", STATUS,
        "What is measured may fail on the next network. What is proved cannot, where its conditions hold.",
        {
            When(lambda a: set(letters(a)) != set(STATUS), {"proved": ["A", "C"]}): "Every letter from A to F needs one word, under its letter.",
            When(lambda a: not set(letters(a).values()) <= set(STATUS.values()), STATUS | {"A": "true"}): 'Use these words: "proved", "measured", "open".',
            mistaken("B", "proved"): "B is a measurement: often, not always. Even here some of the twelve walks did not get there.",
            mistaken("C", "measured"): "C needs no experiment. λmax is at least 4 at every minimum, and 2/4 = 0.5.",
            mistaken("D", "measured"): "D goes beyond what was measured here: no walk of this notebook saw new data, and the literature has cases on both sides.",
            mistaken("E", "proved"): "E is a count of twelve walks of one network.",
            mistaken("F", "measured"): "That λmax rises is measured. Why it does is asked in F.",
            mistaken("A", "measured"): "A follows from the factor 1 − αλ, in notebook 03, for every start off the floor.",
        }, [
            "Ask of each sentence: does an argument hold for every case that it speaks of? Was it counted? Or neither?",
            "Two are proved, two are measured, two are open.",
            "The sentences about a formula are proved. Those about the twelve walks and about what networks often do are measured.",
        ]),
)  # fmt: skip
