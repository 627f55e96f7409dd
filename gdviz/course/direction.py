"""Notebook 01: what a gradient costs, how far off −∇L aims, and the exercises."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Polygon
from numpy.linalg import norm, solve

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS
from gdviz.course.exercises import When, exercise, function_exercise, near, picked, table
from gdviz.text import number, point

ANGLES = np.linspace(0, 2 * np.pi, 1441)  # all are tried, each eighth is drawn


def explore_direction(loss, at, *, step=None, angle=30):
    """Take one step of any size in any direction, and compare all directions at once.

    The rose shows for every direction how much the loss changes; 1 is what the slope predicts for
    the steepest, ‖∇L‖ times the size of the step, and it is clipped at 2. The loss has two
    coordinates and a gradient other than 0 at ``at``. ``angle`` is in degrees from the first axis.

    >>> gd.explore_direction(gd.losses.bowl(), (1, 0), step=0.5, angle=180)
    A step of 0.5 at 180° from (1, 0): the loss falls from 1 to 0.25. Of all directions 42 % go \
down; the best is 180°, straight against the gradient is 180°.
    """
    loss, bounds = plots.axes.ground(loss, None, 2)
    at = gd.checks.check_point("at", at, 2)
    gradient = loss.gradient(at)
    if (steepness := norm(gradient)) == 0:
        raise ValueError(f"at must be where the gradient is not 0. Got {point(at)}. Move it.")
    figure = Figure(figsize=(9, 4.2), layout="constrained")
    plane, rose = figure.add_subplot(121), figure.add_subplot(122, projection="polar")
    gd.plot_contours(loss, plane).set(title="One step", aspect="equal")
    rose.set(title="The change, divided by ‖∇L‖ · step", ylim=(0, 2), yticks=[1, 2])
    steepest = {"ls": ":", "color": COLORS["minimum"], "lw": 2.2}
    looks = (-1, "path", "-", "////"), (1, "gradient", "--", "")
    keys = [_petal(np.zeros((1, 2)), role, hatch) for _, role, _, hatch in looks]
    keys, names = [*keys, *rose.plot([], [], **steepest)], ["goes down", "goes up", "−∇L"]
    rose.legend(keys, names, loc="center left", bbox_to_anchor=(1.12, 0.5))
    stage = gd.explorers.Stage(figure, f"One step on {loss.name}, and a rose of all directions")
    downhill, against = at - gradient / steepness, np.arctan2(*-gradient[::-1])

    def draw(plane, rose, step, angle):
        gains = loss(at + step * np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=-1)) - loss(at)
        for sign, role, style, hatch in looks:
            radius = np.clip(sign * gains[::8] / (step * steepness), 0, 2)
            rose.add_artist(_petal(np.stack([ANGLES[::8], radius], axis=-1), role, hatch))
            rose.plot(ANGLES[::8], np.where(radius > 0, radius, np.nan), style, color=COLORS[role])
        rose.plot(ANGLES[::8], np.where(gains[::8] < 0, 1.94, np.nan), color=COLORS["path"], lw=5)
        theta = np.radians(angle)
        tip = at + step * np.array([np.cos(theta), np.sin(theta)])
        color = COLORS["path" if loss(tip) < loss(at) else "gradient"]
        plane.plot(*np.stack([at, downhill], axis=-1), **steepest)
        _arrow(plane, at, tip, color)
        plane.plot(*at, "o", color=COLORS["start"], ms=8.3, mec="white", mew=1.1)
        rose.plot([against, against], [0, 2], **steepest)
        _arrow(rose, (theta, 0), (theta, 2), color)
        best = np.degrees(ANGLES[np.nanargmin(gains)])  # where the loss is defined
        found = f"the {'best' if np.nanmin(gains) < 0 else 'least bad'} is {best:.0f}°"
        return (
            f"A step of {number(step)} at {angle}° from {point(at)}: the loss "
            f"{gd.descent.change(loss(at), loss(tip))}. Of all directions "
            f"{number(100 * np.mean(gains[:-1] < 0))} % go down; {found}, "
            f"straight against the gradient is {number(np.degrees(against) % 360)}°."
        )

    reach = min(np.ptp(bounds, axis=1)) / 2
    step = gd.explorers.logarithmic("step", step, reach / 5, reach / 50, reach, "size of the step")
    angle = gd.explorers.Control("slider", "angle", range(361), angle, "angle in degrees")
    return gd.explorers.Explorer(stage, draw, angle, step)


def _petal(corners, role, hatch):
    return Polygon(corners, fc=(COLORS[role], 0.25), ec=COLORS[role], hatch=hatch, lw=0)


def _arrow(ax, tail, tip, color):
    style = {"arrowstyle": "-|>", "mutation_scale": 12, "shrinkA": 0, "shrinkB": 0}
    ax.add_artist(FancyArrowPatch(tail, tip, color=color, lw=2.2, zorder=2, **style))


def draw_aim(run, ax=None):
    """Draw a walk on its map, and at its start the angle between −∇L and the way to the minimum."""
    ax = gd.plot_trajectory(run, gd.plot_contours(run.loss, ax))
    start, way = run.start, run.loss.minima[0] - run.start
    aim = -run.gradients[0] * norm(way) / norm(run.gradients[0])
    ax.plot(*np.transpose([start, start + way]), "--", color=COLORS["data"], lw=1.8, zorder=2)
    plots.axes.arrow(ax, start, start + 0.8 * aim, COLORS["gradient"])
    plots.axes.note(ax, "−∇L", start + 0.8 * aim, aim, COLORS["gradient"])
    plots.axes.note(ax, "straight way", start + 0.75 * way, way[::-1] * (1, -1), gap=4)
    return _draw_angle(ax, start, 0.55 * way, 0.55 * aim)


def _draw_angle(ax, corner, one, other):
    """Draw the arc between two directions of equal length, and write its degrees."""
    turn = np.angle(complex(*other) / complex(*one))
    turned = complex(*one) * np.exp(1j * turn * np.linspace(0, 1, 31))
    (arc,) = ax.plot(corner[0] + turned.real, corner[1] + turned.imag, lw=1.5)
    arc.set(color=COLORS["text"], zorder=4)
    degrees = f"{number(np.degrees(abs(turn)), 2)}°"
    inside = corner + 0.72 * (arc.get_xydata()[15] - corner)
    ax.text(*inside, degrees, ha="center", va="center", weight="bold", fontsize=13, zorder=6)
    return plots.axes.finish(ax, arc, f"At the start −∇L aims {degrees} beside the minimum.")


def chosen(*wanted):
    """Return a test for one of some choices of letters, in any order, as a string or a list."""
    return When(lambda answer: picked(answer) in map(sorted, wanted), *wanted)


SLOPES = [  # gradients, and directions of length other than 1
    (np.array([4.0, 8]), np.array([3.0, -4])),
    (np.array([-1.0, 2]), np.array([0.5, 1])),
    (np.array([1.0, -2, 0, 3, 5]), np.array([2.0, 0, -1, 1, 4])),
]
IN_ROWS = np.array([[0.6, 0.8], [1, 0]]), np.array([[0.6, 0.8, 0], [0, 0.6, -0.8], [1, 0, 0]])
MEASURED = [(d, d @ np.arange(1.0, 1 + len(d))) for d in IN_ROWS]  # directions, slopes along them
GOES = np.arccos(0.2)  # the largest angle to −∇L that goes down, in exercise 01.3

EXERCISES = table(
    exercise("01.1", "the letters of the directions that go down", chosen("CE"),
        "The dot product decides, and you did not have to draw anything.",
        {
            chosen("CDE"): "One of these has slope 0: it walks along the contour, and short steps promise nothing there. Which?",
            chosen("AB"): "These two climb. Which sign does the slope of a way down have?",
            chosen("BE"): "You seem to have looked at the first coordinate alone. Both slopes count.",
            chosen("CD"): "You seem to have looked at the second coordinate alone. Both slopes count.",
            chosen("C", "E"): "That one goes down, and it is not the only one.",
            chosen("D"): "This direction is at right angles to the gradient: it keeps to the contour.",
        }, [
            "The slope along a direction is the dot product of the gradient with it.",
            "A has 4 · 1 + 8 · 0 = 4, which is positive: up. Do the same for the others.",
            "Sort the five by their dot products; zero counts neither as up nor as down.",
        ]),
    function_exercise("01.2", "a function slope_in(gradient, direction) for any number of coordinates",
        lambda g, d: g @ d / norm(d), SLOPES,
        "Twice as long a direction is the same direction, and your slope knows it.",
        {
            lambda g, d: g @ d: "That grows with the length of the direction. The slope is asked for each unit of length.",
            lambda g, d: g @ d / norm(d) / norm(g): "That is the cosine of the angle: it forgets how steep the ground is.",
            lambda g, d: g @ d / norm(g): "You divide by the length of the gradient. Which of the two has to become 1 long?",
            lambda g, d: g @ d / (d @ d): "You divide by the length squared. One factor of the length is enough.",
            lambda g, d: -g @ d / norm(d): "The sign is turned round: along the gradient itself the loss must rise.",
            When(lambda f: all(np.isclose(f(g, d), g @ d / norm(d)) for g, d in SLOPES[:2]), lambda g, d: (g[0] * d[0] + g[1] * d[1]) / np.sqrt(d[0] ** 2 + d[1] ** 2)): "Right for two coordinates. It was tried with five as well and failed there: let the sum run over all coordinates.",
            When(lambda f: np.ndim(f(*SLOPES[0])) > 0, lambda g, d: g * d): "It returns several numbers. A dot product adds the products up.",
        }, [
            "If the direction had length 1, the dot product with the gradient would do.",
            "Make the direction one unit long first: np.linalg.norm gives the length it has.",
            "A test: for the gradient (4, 8), the directions (0, 1) and (0, 7) both have slope 8.",
        ]),
    exercise("01.3", "a share between 0 and 1", near(GOES / np.pi, tolerance=0.02),
        "Short of half, as it must be on a bowl, and the step need not be tiny to see it.",
        {
            0.5: "That is the limit of short steps. This one has a length, and the bowl bends.",
            1 - GOES / np.pi: "That is the share that goes up. On a bowl, fewer than half go down.",
            100 * GOES / np.pi: "That is a percentage. The share is asked for as a number between 0 and 1.",
            np.arccos(0.4) / np.pi: "You compare the cosine with s/r. Expand the square of the new distance again: there is a 2.",
            0.4: "If that is 2/5: the share compares angles, not lengths. If you rounded: give three digits.",
            2 * GOES / np.pi: "Both sides are counted above, only half a turn below.",
            near(2 * GOES, 2 * np.degrees(GOES)): "That is the whole angle that goes down, on both sides. Which part of a full turn is it?",
            0.2: "That is the cosine of the largest angle. Which part of the half circle is the angle?",
            GOES: "That is the largest angle, in radians. Which part of the half circle is it?",
            GOES / (2 * np.pi): "The directions that go down lie on both sides of −∇L. You counted one side.",
            np.degrees(GOES): "That is the largest angle, in degrees. Which part of 180° is it?",
        }, [
            "Try it: many directions evenly round the circle, as those in compass, and the mean of a comparison.",
            "On paper: the new squared distance is 25 − 20 cos θ + 4. When is it below 25?",
            "The angle θ may go up to some limit on either side, out of 180° on either side.",
        ]),
    exercise("01.4", "a step of two numbers, as (1.0, 0.0)", (0, 1),
        "In this ruler only the knob with the largest slope moves: that is coordinate descent.",
        {
            (0, -1): "Its promise is +3: it climbs. Which sign does the step need where the slope is negative?",
            (-1, 1): "That is the square ruler's answer. In the taxi's it has length 2.",
            (-0.25, 0.75): "It has length 1 and goes down, but not most steeply: try the corners.",
            (-1 / 10**0.5, 3 / 10**0.5): "That is the round ruler's answer. Add up the sizes of its coordinates: more than 1.",
            (-1, 0): "It goes down, with a promise of −1. Another corner promises more.",
            (-1, 3): "That is the whole of −∇L. The step must have length 1 in the taxi's ruler.",
            When(lambda x: np.shape(x) == (2,) and x[0] == 0 < x[1], (0, 3)): "The direction is right, the length is not: in the taxi's ruler this step is not 1 long.",
            When(lambda x: np.shape(x) == (2,) and x[0] - 3 * x[1] >= 0, (1, 0)): "The promise of a step is d₁ − 3 · d₂. Yours is not below 0, so it does not go down.",
            When(lambda x: np.shape(x) == (2,) and x[0] - 3 * x[1] < 0 and not np.isclose(abs(x[0]) + abs(x[1]), 1), (-1, 2)): "It goes down, but |d₁| + |d₂| is not 1, so it is not a step of length 1 in this ruler.",
            When(lambda x: np.shape(x) == (2,) and np.isclose(abs(x[0]) + abs(x[1]), 1), (-0.5, 0.5)): "It has length 1 and goes down. Another step of length 1 promises more: try the corners.",
        }, [
            "You have one unit of length to share out between two knobs. Where does it buy most?",
            "The promise of a step is 1 · d₁ − 3 · d₂. Try the four corners of the shape.",
            "A straight line that sinks over a square touches it last at a corner. Which one?",
        ]),
    function_exercise("01.5", "a function recover(directions, slopes) that returns the gradient",
        solve, MEASURED,
        "N slopes, put together, are the whole gradient; the best of N tries is a part of it.",
        {
            When(lambda f: len(f(*MEASURED[0])) == 4 and np.allclose(f(*MEASURED[0])[0], solve(*MEASURED[0])), lambda d, s: np.linalg.lstsq(d, s)): "lstsq returns four things. The solution is the first: [0].",
            When(lambda f: all(np.ndim(f(d, s)) == 2 and np.allclose(np.ravel(f(d, s)), solve(d, s)) for d, s in MEASURED), lambda d, s: [solve(d, s)]): "The numbers are right, but they stand in a table. Return one flat array.",
            lambda d, s: s @ d: "Adding up slope times direction is right only when the directions are at right angles to each other. Write down what row i says about the gradient.",
            lambda d, s: solve(d.T, s): "Rows and columns have changed places: one direction stands in each row.",
            lambda d, s: -solve(d, s): "This is −∇L, the steepest way down. The gradient itself is asked for.",
            lambda d, s: d[abs(s).argmax()] * s[abs(s).argmax()]: "That is what the random player does: it keeps the best answer and throws the others away.",
            When(lambda f: np.shape(f(np.eye(3), np.arange(3.0))) == (3,) and np.allclose(f(np.eye(3), np.arange(3.0)), np.arange(3)), lambda d, s: s): "That is right when the directions are the axes. These point anywhere.",
        }, [
            "Each measurement is one equation: direction · gradient = slope. You have N of them.",
            "All equations at once: the matrix of directions times the gradient is the list of slopes.",
            "numpy.linalg.solve(A, b) returns the x with A @ x = b. What is A here, and what is b?",
        ]),
)  # fmt: skip
