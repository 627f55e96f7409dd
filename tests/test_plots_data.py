"""What a plot computes is what mathematics says, and told: one row a plot.

What is drawn as it is given is compared with pictures, in tests/test_plots.py and in notebooks.
"""

import re

import numpy as np
import pytest
from numpy.linalg import norm

import gdviz as gd
from gdviz.descent import regime
from tests.plot_examples import BOWL, EXAMPLES, fit, layers, noisy, run, valley
from tests.test_describe import numbers, said

K, KAPPA, X = np.arange(41), np.geomspace(1, 1000, 13), np.array([1.0, 4, 16, 64])
SLOPES = np.array([-6.0, 30])  # of the valley at (−3, 1.5)
H = np.logspace(-15, 0, 46)
PLANE = np.linspace(-5, 5, 201), np.linspace(-3, 3, 201)
RANDOM = np.random.default_rng(1).standard_normal((300, 4))
COSINES = RANDOM[:, 0] / norm(RANDOM, axis=1)


def path(rate):
    """The points of the run down the valley, whose coordinates shrink by 1 − 2α and 1 − 20α."""
    return np.transpose([-4.5 * (1 - 2 * rate) ** K, 2 * (1 - 20 * rate) ** K])


def ys(*lines):
    return [line.get_ydata() for line in lines]


def xys(*lines):
    return [line.get_xydata() for line in lines]


def units(vectors):
    return vectors / norm(vectors, axis=-1, keepdims=True)


def arrows(ax):
    """Return tail and head of each arrow."""
    return np.array([[text.xyann, text.xy] for text in ax.texts if not text.get_text()])


def slope(line):
    (x, y), (right, up) = line.get_xydata()
    return (up - y) / (right - x)


def powers(ax):
    """The slopes of the straight lines on two logarithmic scales."""
    lines = [np.log(xy) for xy in xys(*ax.lines) if len(xy) == 2]
    return [np.divide(*np.diff(xy, axis=0)[0][::-1]) for xy in lines]


def contours(ax):
    lines = ax.collections[1]
    off = [
        np.abs(path.vertices**2 @ [1, 10] - level).max()
        for level, path in zip(lines.levels, lines.get_paths(), strict=True)
    ]
    return [np.round(off, 1), np.diff(np.sqrt(lines.levels), n=2)], [0, 0], (0, 115)


def rose(ax):
    angles, sizes = ax.lines[0].get_data()
    steps = 2 * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    change = steps @ SLOPES + steps**2 @ [1, 10]
    share, best = 100 * (change[:-1] < 0).mean(), np.degrees(angles[change.argmin()])
    arrow = np.arctan2(-30, 6)
    got = [sizes, np.isfinite(ax.lines[1].get_ydata()), [text.xy[0] for text in ax.texts]]
    expected = [np.abs(change), change < 0, [arrow, arrow]]
    return got, expected, (share, best, change.min(), change.max())


def step(axes):
    ground, section = axes
    start, length, got = np.array([-3, 1.5]), 0.08 * norm(SLOPES), 2.52**2 + 8.1
    tips = [SLOPES / 20, -SLOPES / 20, -0.08 * SLOPES]
    _, promise, _, promised, reached = section.lines
    read = [arrows(ground)[:, 0], arrows(ground)[:, 1], slope(promise), *xys(promised, reached)]
    expected = [[start] * 3, start + tips, -norm(SLOPES)]
    expected += [[[length, 31.5 - 0.08 * 936]], [[length, got]]]
    return read, expected, (-6, 30, -2.52, -0.9, length, -0.08 * 936, got - 31.5)


def bars(ax):
    drawn = [patch.get_data() for patch in ax.patches]
    counts = [np.histogram(values, drawn[0].edges)[0] for values in layers()]
    widths = [(bar.values - bar.baseline) / 0.8 for bar in drawn]
    first, *_, last = layers()
    return widths, [n / n.max() for n in counts], (3, first.std(), last.std())


def bands(ax):
    losses = [
        np.array([noisy(seed, 0.05, b).losses for seed in range(4)]) - fit()(fit().minima[0])
        for b in (4, 20)
    ]
    tops = [band.get_paths()[0].vertices[:, 1].max() for band in ax.collections]
    expected = [np.median(group, axis=0) for group in losses]
    ends = [f(group[:, -1]) for group in losses for f in (np.min, np.max)]
    return [*ys(*ax.lines), tops], [*expected, [group.max() for group in losses]], (4, *ends)


def field(ax):
    quiver, cells = ax.collections[0], np.arange(-6, 7) / 13
    x, y = np.meshgrid(10 * cells, 6 * cells)
    lengths = np.hypot(2 * x, 6 * y)
    got = [quiver.X, quiver.Y, quiver.U, quiver.V, quiver.scale]
    expected = [x.ravel(), y.ravel(), 2 * x.ravel(), 6 * y.ravel(), lengths.max() / (6 / 13) / 1.2]
    return got, expected, (169, 0, lengths.max())


def stability(ax):
    kappa = ax.lines[0].get_xdata()
    lines = [1 / (2 * kappa), 1 / kappa, 1 / (1 + kappa)]
    dots = [[(10, 0.05)], [(10, 0.12)]]
    return [*ys(*ax.lines[:3]), *xys(*ax.lines[3:])], [*lines, *dots], (1, 0.001, 0.5, 1.2)


# Of each example: what is read from the artists, what mathematics says, numbers that are told.
ROWS = {
    "plot_angle_meter": lambda ax: (
        np.cos(np.radians(ys(*ax.lines[:2]))),
        [(1 + KAPPA) / np.sqrt(2 + 2 * KAPPA**2), 2 * np.sqrt(KAPPA) / (1 + KAPPA)],
        (1, 1000, np.degrees(np.arctan(1000)) - 45, np.degrees(np.arctan2(999, 2 * 1000**0.5))),
    ),
    "plot_bands": bands,
    "plot_contours": contours,
    "plot_cosines": lambda ax: (
        [ax.patches[0].get_data().values, ax.lines[1].get_xdata()],
        [np.histogram(COSINES, np.linspace(-1, 1, 41))[0], [COSINES.max()]],
        (300, 4, COSINES.max(), np.abs(COSINES).mean(), 100 * (COSINES > 0).mean()),
    ),
    "plot_curve": lambda ax: (
        [ys(ax.lines[0])[0], [slope(line) for line in ax.lines[1::2]], *xys(*ax.lines[2::2])],
        [(lambda x: x**4 - 3 * x**2 + x)(ax.lines[0].get_xdata()), [-11.528, -1.5]]
        + [[(x, x**4 - 3 * x**2 + x)] for x in (-1.8, 0.5)],
        (-2.2, 2.2, -11.5, -1.5),
    ),
    "plot_difference_error": lambda ax: (
        [*np.divide(ys(*ax.lines[:3:2]), [3.9 * H + H**2, H**2])[:, H > 1e-3].round(3), powers(ax)],
        [1, 1, (1, 2, -1)],
        (1e-8,),
    ),
    "plot_direction_rose": rose,
    "plot_eigen_components": lambda ax: (
        ys(*ax.lines),
        [path(0.09)[:, 0] ** 2, 10 * path(0.09)[:, 1] ** 2],
        (2, 20, 0.672, 0.64, 4.5**2, 40),
    ),
    "plot_gradient_field": field,
    "plot_layers": bars,
    "plot_power_law": lambda ax: (
        [*ys(*ax.lines[::2]), powers(ax)],
        [3 * X**-0.5, 5 * X**2, (-0.5, 2)],
        (-0.5, 1, 3, 64, 0.375, 2, 5, 5 * 64**2),
    ),
    "plot_rulers": lambda ax: (
        np.concatenate(xys(*ax.lines[1::2])),
        [units([-1, -2]), np.divide([-4, -0.5], 5**0.5), [-1, -1]],
        (1, 2, *units([-1, -2]), *np.divide([-4, -0.5], 5**0.5), -1),
    ),
    "plot_slices": lambda axes: (
        [y for ax in axes for y in (ys(ax.lines[0])[0], slope(ax.lines[1]), *xys(ax.lines[2]))],
        [PLANE[0] ** 2 + 22.5, -6, [(-3, 31.5)], 9 + 10 * PLANE[1] ** 2, 30, [(1.5, 31.5)]],
        (-3, 1.5, -6, 30),
    ),
    "plot_stability": stability,
    "plot_step": step,
    "plot_step_star": lambda ax: (
        [arrows(ax)[:, 0], arrows(ax)[:, 1]],
        [np.zeros((6, 2)), units(np.diff(path(0.09)[:7], axis=0))],
        (6, *units([0.81, -3.6])),
    ),
}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_plot_holds_its_data_and_says_them(name):
    drawn = EXAMPLES[name]()
    got, expected, told = ROWS[name](drawn)
    assert len(got) == len(expected)
    for read, true in zip(got, expected, strict=True):
        np.testing.assert_allclose(read, true, rtol=1e-6, atol=1e-9)
    described = " ".join(gd.describe(ax) for ax in np.ravel(drawn))
    missing = [value for value in told if said(value) not in numbers(described)]
    assert not missing, (missing, described)


# For each regime two curvatures and a learning rate.
REGIMES = {
    "creeps": [(2, 2, 0.001)],
    "converges": [(2, 2, 0.25), (2, 20, 0.04)],
    "arrives in one step": [(2, 2, 0.5)],
    "alternates but converges": [(2, 2, 0.75), (2, 20, 0.099)],
    "orbits": [(2, 2, 1.0), (2, 20, 0.1)],  # of the last the loss falls along x
    "diverges": [(2, 2, 1.01), (2, 2, 3.0)],
}


@pytest.mark.parametrize("name", REGIMES)
def test_the_regimes_lie_where_one_minus_alpha_lambda_says(name):
    for *curvatures, rate in REGIMES[name]:
        loss = gd.losses.quadratic(*curvatures)
        walk = gd.descend(loss, (-3, 4), learning_rate=rate, steps=40)
        assert regime(walk) == name, (curvatures, rate)
    right = gd.descend(gd.losses.double_well(), 1.6, learning_rate=0.05, steps=20)
    assert regime(right) == "converges"  # in the higher well
    passing = gd.descend(BOWL, (3, 4), gd.momentum, learning_rate=0.5, steps=9)
    assert regime(passing) != "arrives in one step"
    wild = gd.descend(gd.losses.himmelblau(), (3.5, 3.2), learning_rate=0.041, steps=20)
    assert regime(wild) == "alternates"  # and diverges later
    curved = gd.Loss(lambda w: w[0] - np.log(w[0]), dim=1, minima=[1])  # with λ = 1 at its minimum
    words = {1.9: ("alternates but converges", "alternating"), 2.1: ("orbits", "orbiting")}
    for rate, expected in words.items():  # that of 2.1 is approached from outside
        walk = gd.descend(curved, 1.3, learning_rate=rate, steps=60)
        assert (regime(walk), gd.diagnose(walk).kind) == expected


def test_errors_of_a_standardised_line_have_their_unit():
    plain, scaled = (gd.losses.line_fit([0, 1, 2], [1, 3, 6], each) for each in (False, True))
    told = [gd.describe(gd.plot_line(loss, (1, 0), misses=True)) for loss in (plain, scaled)]
    assert [", in standard deviations" in words for words in told] == [False, True]


def test_a_path_keeps_the_limits_of_its_map_which_has_one_scale_unless_that_flattens_it():
    ax = gd.plot_trajectory(run(0.12), gd.plot_contours(valley()))  # it diverges
    assert (ax.get_xlim(), ax.get_ylim(), ax.get_aspect()) == ((-5, 5), (-3, 3), 1)
    assert gd.plot_contours(valley(), bounds=((0, 1), (0, 1000))).get_aspect() == "auto"


def test_a_short_line_is_marked_at_its_end():
    lengths = (1, 5, 50, 5000)
    runs = [gd.descend(BOWL, (3, 4), learning_rate=0.001, steps=steps) for steps in lengths]
    *short, _ = gd.plot_convergence(runs, labels=["2/λmax"] * 4).lines
    assert [line.get_markevery() for line in short] == [[1], [5], [50]]
    arrived = gd.descend(BOWL, (3, 4), learning_rate=0.5, steps=50)  # its loss is 0 from step 1 on
    assert gd.plot_convergence([runs[2], arrived]).lines[1].get_markevery() == [0]


@pytest.mark.parametrize("plot", [gd.plot_convergence, gd.plot_eigen_components])
def test_the_losses_of_a_run_that_diverged_are_seen(plot):
    """To 7e307: a margin beyond the last of them does not fit in a float."""
    ax = plot(gd.descend(BOWL, (3, 4), learning_rate=1.5, steps=5000))
    ax.figure.canvas.draw()
    low, high = ax.get_ylim()
    assert 0 < low < 25
    assert 1e100 < high < np.inf


def test_losses_below_0_are_drawn():
    run = gd.descend(gd.losses.double_well(), -2, learning_rate=0.05, steps=40)
    rules = [gd.stopping.loss_below(0)]
    for ax in (gd.plot_convergence(run), gd.plot_stopping(run, rules), gd.plot_bands({"x": [run]})):
        assert ax.lines[0].get_ydata()[-1] == pytest.approx(run.losses[-1])
        assert (ax.get_yscale(), ax.get_ylim()[0] < run.losses[-1]) == ("linear", True)
    assert gd.plot_convergence(run, floor=run.losses.min()).get_yscale() == "log"


@pytest.mark.parametrize("plot", [gd.plot_contours, gd.plot_surface, gd.plot_gradient_field])
def test_a_map_with_a_hole_is_drawn_around_it(plot):
    ax = plot(lambda w: 1 / w[0] ** 2 - np.log(w[1]))  # infinite at 0, undefined below
    ax.figure.canvas.draw()
    assert not re.search("undefined|inf|nan", gd.describe(ax))
