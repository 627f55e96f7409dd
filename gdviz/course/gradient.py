"""Notebook 02: slopes as arrows, in several units, under the microscope; flat places; exercises."""

from dataclasses import replace

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.linalg import norm

import gdviz as gd
from gdviz import plots
from gdviz.colors import COLORS, series
from gdviz.course.exercises import When, between, exercise, function_exercise, near, table
from gdviz.text import count, number, point


def draw_plane(loss, place, ax=None, *, bounds):
    """Draw the surface of a loss, and the plane that touches it at a point, seen from outside."""
    ax = plots.axes.one(ax, "3d")
    ax.set(zlabel=" ", title="the loss, and the plane that touches it")
    gd.plot_surface(loss, ax, bounds=bounds, at=place, alpha=0.55)
    a, b = loss.gradient(place)
    u = np.linspace(-0.3, 0.3, 7) * np.ptp(bounds, axis=1).min()

    def shifted(x, y):  # from the point, along the plane
        return place[0] + x, place[1] + y, loss(place) + a * x + b * y

    style = {"color": COLORS["gradient"], "edgecolor": COLORS["gradient"], "lw": 0.6, "alpha": 0.4}
    plane = ax.plot_surface(*shifted(*np.meshgrid(u, u)), zorder=3, **style)
    for (x, y), line in (((u, 0 * u), "-"), ((0 * u, u), "--")):
        ax.plot(*shifted(x, y), line, color=COLORS["gradient"], lw=2.4, zorder=5)
    ax.view_init(15, -45)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(4))
    told = f"The plane that touches it at {point(place)} has the slopes {point((a, b))}."
    return plots.axes.finish(ax, plane, told)


def draw_slopes(loss, place, ax=None, *, bounds, divided):
    """Draw the slopes of a loss at a point, and the gradient they make, as arrows cut to a part."""
    ax = gd.plot_contours(loss, ax, bounds=bounds)
    start, gradient = np.asarray(place, dtype=float), loss.gradient(place)
    tip, shorter = start + gradient / divided, f" ÷ {number(divided)}"
    corner, (right, up) = np.array([tip[0], start[1]]), np.sign(gradient)
    sides = ((start, corner, (0, -up)), (corner, tip, (right, 0)))
    for (tail, head, away), name in zip(sides, loss.labels, strict=True):
        plots.axes.arrow(ax, tail, head, COLORS["loss"], lw=1.4, linestyle=(0, (3, 2)))
        plots.axes.note(ax, f"∂L/∂{name.split()[-1]}{shorter}", (tail + head) / 2, away)
    arrow = plots.axes.arrow(ax, start, tip, COLORS["gradient"])
    plots.axes.note(ax, f"∇L{shorter}", tip, gradient, COLORS["gradient"])
    ax.plot(*start, "s", color=COLORS["start"], ms=7, mec="white", zorder=5)
    slopes, length = point(gradient), number(norm(gradient))
    told = (
        f"At {point(start)} the slopes are {slopes}; the arrow they make is {length} long. The "
        "levels of the contours are evenly spaced in the root of the height."
    )
    return plots.axes.finish(ax, arrow, told)


def draw_rises(loss, place, lengths, ax=None):
    """Draw how much a loss rises for each unit of a step's length, in every direction."""
    ax, place = plots.axes.one(ax), np.asarray(place, dtype=float)
    turn = np.angle(complex(*loss.gradient(place)), deg=True)
    ax.axvline(turn, color=COLORS["data"], lw=1.4, label=f"gradient: {number(turn)}°")
    angles = np.arange(-180, 180, 0.1)
    around = np.stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))], axis=-1)
    for i, length in enumerate(lengths):
        rises = (loss(place + length * around) - loss(place)) / length
        best = rises.argmax()
        name = f"step {number(length)}: best at {number(angles[best])}°"
        mark = {"markevery": [best], "ms": 10, "mec": "white", "lw": 2.2}
        (line,) = ax.plot(angles, rises, **series(i), **mark, label=name)
        gd.tell(line, f"{name}, where it rises {number(rises[best])} for each unit of length.")
    ax.set(xlim=(-180, 180), xticks=range(-180, 181, 60))
    plots.axes.legend_below(ax, ncols=2)
    return plots.axes.label(ax, "direction in degrees", "rise for each unit of length")


def draw_steepest(loss, place, units, ax=None, *, bounds):
    """Draw on one map the steepest direction as it is in several units of the coordinates.

    In a unit that is s times that of the map a step of length 1 is s long on the map, and the
    slope for it is s times as large: on the map the gradient is multiplied by s².
    """
    ax, start = gd.plot_contours(loss, ax, bounds=bounds), np.asarray(place, dtype=float)
    told, reach = [], 0.32 * np.ptp(bounds, axis=1).min()
    for i, (name, scale) in enumerate(units.items()):
        direction = loss.gradient(start) * np.square(scale)
        tip = start + reach * direction / norm(direction)
        color, line = (COLORS["gradient"], "-") if i == 0 else (COLORS["second"], (0, (4, 2)))
        arrow = plots.axes.arrow(ax, start, tip, color, lw=3, linestyle=line, mutation_scale=18)
        plots.axes.note(ax, name, tip, (0, 1 if i else -1), color)
        told.append(f"{number(np.angle(complex(*direction), deg=True))}° ({name})")
    ax.plot(*start, "s", color=COLORS["start"], ms=8, mec="white", zorder=5)
    told = f"At {point(start)} the steepest way up is at {', '.join(told)}."
    return plots.axes.finish(ax, arrow, told)


def draw_field(loss, ax, bounds, *, density, scale):
    """Draw gradients in proportion, on the inner part of a map, so that none leaves the picture."""
    ax.set_title(f"an arrow 1 long: slope {number(scale)}")
    gd.plot_contours(loss, ax, bounds=bounds)
    inner = np.array(bounds) + 0.1 * np.outer(np.ptp(bounds, axis=1), (1, -1))
    return gd.plot_gradient_field(loss, ax, bounds=inner, density=density, scale=scale)


def draw_zero_slopes(loss, ax=None):
    """Draw on the map of a loss where each of its two slopes is 0; they cross at flat places."""
    ax = gd.plot_contours(replace(loss, minima=()), ax)
    plots.axes.mark_minima(ax, loss, loss.bounds, named=False)
    x, y = (np.linspace(*side, 301) for side in loss.bounds)
    slopes = loss.gradient(np.stack(np.meshgrid(x, y), axis=-1))
    for i, (role, line) in enumerate((("path", "-"), ("gradient", "--"))):
        curve = ax.contour(x, y, slopes[..., i], [0], colors=COLORS[role], linestyles=line)
        curve.set_linewidth(2.4)
        name = f"∂L/∂{loss.labels[i].split()[-1]} = 0"
        ax.plot([], [], line, color=COLORS[role], lw=2.4, label=name)
        gd.tell(curve, f"{name} on the {('solid', 'dashed')[i]} curves.")
    ax.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), fontsize=13)
    return plots.axes.label(ax)


def draw_microscope(ax, exponent=-1):
    """Draw the four wells' loss along x near (1, 2), enlarged until h = 10^exponent fills it."""
    h, loss = 10.0**exponent, gd.losses.himmelblau()
    middle, right = np.array([1.0, 2.0]), np.array([1, 0])
    t = np.linspace(-2, 2, 801)
    rise = (loss(middle + h * t[:, None] * right) - loss(middle)) / h
    slope = loss.gradient(middle)[0]
    chord = (loss(middle + h * right) - loss(middle)) / h
    (curve,) = ax.plot(t, rise, color=COLORS["loss"], label="the loss as computed")
    ax.plot(t, slope * t, "--", color=COLORS["gradient"], label="tangent")
    ax.plot([0, 1], [0, chord], "o-", color=COLORS["path"], label="chord from 0 to h")
    ax.set(xlim=(-2, 2), ylim=(-2.2 * abs(slope), 2.2 * abs(slope)))
    ax.legend(loc="upper right")
    apart = number(np.abs(rise - slope * t).max())
    told = f"Between −2h and 2h the computed loss leaves the tangent by up to {apart} h."
    labels = "distance from x = 1, divided by h", "change of the loss, divided by h"
    title = f"h = {number(h)}: chord {number(chord)}, tangent {number(slope)}"
    return plots.axes.finish(ax, curve, told, *labels, title)


def flat_places(loss, starts=21):
    """Find the flat places inside a loss's bounds by Newton's method, in rising order of the loss."""
    low, high = np.transpose(loss.bounds)
    sides = np.linspace(low, high, starts).T
    points = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    for _ in range(60):
        steps = np.linalg.solve(loss.hessian(points), loss.gradient(points)[..., None])[..., 0]
        points = np.clip(points - steps, 3 * low, 3 * high)
    inside = ((points >= low) & (points <= high)).all(axis=1)
    found = points[inside & (norm(loss.gradient(points), axis=1) < 1e-6)]
    rows = np.column_stack([loss(found), found]).round(6) + 0.0
    return found[np.unique(rows, axis=0, return_index=True)[1]]


KINDS = {  # of flat places: marker, colour and size
    "minimum": ("*", "minimum", 18),
    "maximum": ("^", "gradient", 12),
    "saddle": ("X", "second", 12),
    "cannot tell": ("o", "data", 12),
}


def mark_places(loss, places, kinds, ax=None):
    """Mark places on the map of a loss, each with the sign of its kind, one of KINDS."""
    ax = gd.plot_contours(replace(loss, minima=()), ax)
    places, kinds = np.reshape(places, (-1, 2)), np.array(kinds)
    if (passes := np.sort(loss(places[kinds == "saddle"]))).size:
        x, y, values = plots.axes.grid(loss, loss.bounds, 301)
        through = ax.contour(x, y, values, passes, colors=COLORS["second"], linewidths=1.2)
        gd.tell(through, "The contour through each saddle crosses itself there.")
    for kind, (marker, role, size) in KINDS.items():
        these = places[kinds == kind]
        if not len(these):
            continue
        name = count(len(these), kind).replace("minimums", "minima")
        (marks,) = ax.plot(*these.T, marker, color=COLORS[role], ms=size, mec="white", label=name)
        heights = [number(0 if abs(v) < 1e-9 else v) for v in np.sort(loss(these))]
        gd.tell(marks, f"{name}, with loss {', '.join(heights)}.")
    ax.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), fontsize=13)
    return ax


def draw_sections(loss, place, ax, *, reach=0.5):
    """Draw a loss along the two directions of its largest and smallest curvature at a place."""
    curvatures, directions = np.linalg.eigh(loss.hessian(place))
    along, told = np.linspace(-reach, reach, 101), []
    for i, (curvature, direction) in enumerate(zip(curvatures + 0.0, directions.T, strict=True)):
        direction = direction * np.sign(direction[np.abs(direction).argmax()])
        values = loss(place + along[:, None] * direction) - loss(place)
        style = {"color": COLORS[("path", "gradient")[i]], "ls": ("-", "--")[i], "lw": 2.4}
        (line,) = ax.plot(along, values, label=f"curvature {number(curvature)}", **style)
        ends = f"{number(values[0])} and {number(values[-1])}"
        told.append(f"{number(curvature)} (at the ends {ends})")
    ax.plot(0, 0, "o", color=COLORS["text"], ms=8, mec="white", zorder=4)
    ax.yaxis.set_major_locator(MaxNLocator(4))
    plots.axes.legend_below(ax, bbox_to_anchor=(0.5, -0.2), fontsize=11)
    up = "change of the loss" if plots.axes.outer(ax)[1] else ""
    return plots.axes.finish(ax, line, f"Curvatures {' and '.join(told)}.", "distance", up)


# Losses, points and sizes on which every wrong difference shows.
CUBIC = gd.Loss(lambda w: w[0] ** 3 - w[1] ** 3 * w[2] ** 3, dim=3, name="x³ − y³z³")
TRIALS = [
    (gd.losses.himmelblau(), np.array([1.0, 2]), 0.25),
    (CUBIC, np.array([1.0, -1, 2]), 0.125),
]


def slopes_by(rule):
    """Return a function that takes differences by a rule (ahead, here, behind, h) -> slope."""

    def slopes(loss, w, h):
        steps = h * np.eye(len(w))
        return np.array([rule(loss(w + s), loss(w), loss(w - s), h) for s in steps])

    return slopes


def ignores_h(function):
    """Whether a function returns the same slopes for two sizes of the difference."""
    loss, w, h = TRIALS[0]
    return np.allclose(function(loss, w, h), function(loss, w, 2 * h))


def at_zero(function):
    """Return if slope and curvature vanish at (0, 0), and if a function rises and falls around it.

    Both are measured against the function's own size. From circle to circle a curvature keeps
    1/25, which shows for x|x| too, where differences on both sides of 0 see nothing.
    """
    loss, angles, close = gd.Loss(function), np.linspace(0, 2 * np.pi, 73), 1e-7 * np.eye(2)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    changes = [loss(radius * circle) - loss([0, 0]) for radius in (0.4, 0.1, 0.02)]
    outer, middle, inner = (np.abs(values).max() for values in changes)
    level = np.abs(loss(close) - loss(-close)).max() / 2e-7 <= 3e-6 * outer
    straight = np.abs(loss.hessian([0, 0])).max() <= 1e-4 * outer and inner <= 0.02 * middle
    sides = changes[1].max() > 1e-9 * middle, changes[1].min() < -1e-9 * middle
    return level, straight, sides


# Exercise 02.4: g·g / gᵀHg at its point, and the curvatures there.
RATE, LOW, HIGH = 0.2990617, 1.983051, 3.976773

EXERCISES = table(
    exercise("02.1", "the two slopes (∂L/∂a, ∂L/∂b), as (1.0, 2.0)", (4.5, 1),
        "At b each bird pulls by its miss; at a the miss is multiplied by x first, so far birds pull harder.",
        {
            (2.25, 0.5): "Both are half of what they should be: the square brings a factor down.",
            near((18, 4), (9, 2)): "That is a sum over the birds. The loss is a mean: divide by how many there are.",
            (1, 4.5): "The two slopes have changed places. Which of them has the x in it?",
            (-4.5, -1): "The sign is turned. A miss is line minus measurement; was it the other way round?",
            (1, 1): "Both are the same: the x is missing from one of them. Turning a moves a far bird more than a near one.",
            (-1, 0): "Those are misses. Square, average, and see how that changes with a and b.",
            When(lambda w: len(w) == 2 and near(4.5).holds(w[0]), (4.5, 0)): "The slope along a is right. The one along b is not: it is twice the mean of the misses.",
            When(lambda w: len(w) == 2 and near(1).holds(w[1]), (7, 1)): "The slope along b is right. The one along a is not: it is twice the mean of miss times x, each miss with its own x.",
        }, [
            "First write down the four misses, line minus measurement.",
            "∂L/∂b is twice the mean miss; in ∂L/∂a each miss is multiplied by its x first.",
            "The misses are −1, 0, 1 and 2. For a multiply each by its x first. Then add, divide by four and double the result.",
        ]),
    function_exercise("02.2", "a function central_difference(loss, w, h) that returns one slope for each coordinate",
        slopes_by(lambda ahead, here, behind, h: (ahead - behind) / (2 * h)), TRIALS,
        "It needs two losses for each coordinate: that is its price, and the reason for formulas.",
        {
            When(lambda f: hasattr(np.asarray(f(*TRIALS[0]))[()], "__next__"), lambda loss, w, h: np.array(slope for slope in loss.gradient(w))): "No numbers came back, but something that would make them. Put square brackets around … for e in …, or list(…) around the whole.",
            When(lambda f: np.ndim(f(*TRIALS[0])) == 0 and np.isreal(float(f(*TRIALS[0]))), lambda loss, w, h: loss(w + h) - loss(w)): "One number came back. Move one coordinate at a time: each gives a slope.",
            slopes_by(lambda ahead, here, behind, h: (ahead - here) / h): "This is the forward difference: it looks ahead only.",
            slopes_by(lambda ahead, here, behind, h: (here - behind) / h): "This is the backward difference: it looks behind only.",
            slopes_by(lambda ahead, here, behind, h: ahead - behind / (2 * h)): "Python divides before it subtracts. Put the difference in brackets.",
            slopes_by(lambda ahead, here, behind, h: ahead - behind): "That is a change of the loss, not yet a slope. Divide by the distance, 2h.",
            slopes_by(lambda ahead, here, behind, h: (ahead - behind) / 2): "You divide by 2 alone. Divide by the whole distance between the two points.",
            lambda loss, w, h: slopes_by(lambda ahead, here, behind, h: (ahead - behind) / (2 * h))(loss, w, h / 2): "Your two points are half an h away. Go a whole h ahead and behind, and divide by 2h.",
            slopes_by(lambda ahead, here, behind, h: (ahead - behind) / h): "Every slope is twice too large. How far apart are the two points?",
            slopes_by(lambda ahead, here, behind, h: (behind - ahead) / (2 * h)): "The signs are turned: take ahead minus behind.",
            slopes_by(lambda ahead, here, behind, h: (ahead - behind) / 2 * h): "Here h multiplies. Divide by the whole distance: / (2 * h).",
            When(ignores_h, lambda loss, w, h: loss.gradient(w)): "The answer is the same for every h. Is h a fixed size in it? Or are both points one array? b = w makes no copy, w.copy() does.",
        }, [
            "Start from forward_difference above: only the fraction changes.",
            "The second loss is taken behind the point; the distance between both is the divisor.",
            "np.eye(len(w)) holds a unit step for each coordinate: go ahead by h of it, and back.",
        ]),
    exercise("02.3", "a size h, as 1e-5", between(6e-5, 2e-3),
        "Half of the digits are lost even at the best h: with float32 that leaves three or four.",
        {
            When(lambda h: 0 < float(h) <= 1e-5, 1e-8): "Too small: in float32 the two losses then agree in almost all their digits, and rounding leaves two digits of the slope at most.",
            between(2e-3, 1e-2): "That is about the best h of a central difference. The forward one bends sooner.",
            between(1e-2, np.inf): "Too large: the curve bends on the way, and that error grows with h.",
            between(-20, -1): "That looks like an exponent. The size h itself is asked, as 1e-5.",
            When(lambda h: -1 < float(h) <= 0, 0): "Differences need a size above 0: the change of the loss is divided by it.",
            between(1e-5, 6e-5): "Close, but not yet: the two errors are not balanced there. Where are they equal?",
        }, [
            "In float64, with a rounding of about 2e-16, the best h was near 1e-8.",
            "Bending costs about h, rounding about ε/h. For which h are the two equal?",
            "Take a root of ε: which one makes h and ε/h the same size?",
        ]),
    exercise("02.4", "a learning rate, as 0.1", RATE,
        "Half of the promise kept is also the lowest point along this line: no other rate gets more out of this one step.",
        {
            2 * RATE: "There the step gets nothing of its promise: it comes out as high as it began.",
            RATE / 2: "There three quarters are kept. Look at the factor ½ in front of α².",
            1 / RATE: "That is the curvature along the gradient. The rate is one divided by it.",
            1 / HIGH: "That is 1/λmax. The gradient does not point exactly along the steepest curvature, so a little more is possible here.",
            near(2 / (LOW + HIGH), tolerance=0.002): "That is 2/(λmin + λmax), the best constant rate for many steps. Here it is one.",
            16.54: "Python works from the left. The part below the fraction bar needs brackets.",
            When(lambda a: 0 < float(a) < RATE, 0.1): "Too short: with this rate the step keeps more than half of its promise.",
            When(lambda a: RATE < float(a) < 2 * RATE, 0.4): "Too long: with this rate the step keeps less than half of its promise.",
            When(lambda a: float(a) > 2 * RATE, 1.0): "Much too long: after this step the loss is higher than before.",
            When(lambda a: float(a) <= 0, -0.1): "A rate above 0 is asked for: otherwise there is no step down, and no promise.",
        }, [
            "The promise is α‖∇L‖². What was lost of it is ½α²·∇Lᵀ H ∇L.",
            "Half is kept where the loss of promise is half of the promise: an equation for α.",
            "One α cancels. In numpy, ∇Lᵀ H ∇L is slopes @ H @ slopes with H = fit.hessian(here).",
        ]),
    function_exercise("02.5", "a function of w = (x, y) that returns one number",
        When(lambda f: at_zero(f) == (True, True, (True, True))), [(np.zeros(2),)],
        "The second derivatives are silent there: only higher ones decide.",
        {
            When(lambda f: np.ndim(f(np.array([0.1, 0.2]))) > 0, lambda w: w**3): "It returns a list or an array. Return one number, made of w[0] and w[1].",
            When(lambda f: not np.isfinite(gd.Loss(f)(0.1 * np.array([(0, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)]))).all(), lambda w: w[0] ** 2.5 if w[0] >= 0 else np.nan): "It has no value at some points around (0, 0). Is there a root, a logarithm, a division or a power such as 1.5 in it?",
            When(lambda f: not at_zero(f)[0], lambda w: w[0] + w[1]): "The gradient at (0, 0) is not 0: this place is a slope.",
            When(lambda f: not at_zero(f)[1], lambda w: w[0] * w[1]): "The gradient is 0, but a curvature is not. Take higher powers.",
            When(lambda f: at_zero(f)[2] == (False, False), lambda w: 7.0): "It is level all around (0, 0): every point is then a minimum and a maximum, though no strict one.",
            When(lambda f: at_zero(f)[2] == (True, False), lambda w: w[0] ** 4 + w[1] ** 4): "From (0, 0) it never goes down, so that is a minimum.",
            When(lambda f: at_zero(f)[2] == (False, True), lambda w: -(w[0] ** 4)): "From (0, 0) it never goes up, so that is a maximum.",
            When(lambda f: np.isfinite(f(0.1, 0.2)), lambda x, y: x**3 + y**4): "It gets one argument, w: write w[0] for x and w[1] for y.",
        }, [
            "Squares have a curvature. Which powers of x have none at 0?",
            "An even power goes the same way on both sides of 0. What does an odd one do?",
            "One coordinate is enough; the third power is the lowest that is flat enough.",
        ]),
)  # fmt: skip
