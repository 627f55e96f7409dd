"""The palette is told apart by everybody and stands out from its ground.

Colour blindness is simulated as by Machado, Oliveira and Fernandes (2009), "A Physiologically-based
Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), table for severity 1.0; the
matrices act on linear RGB. Differences are CIE 1976 ΔE in Lab under D65, where about 2.3 is just
noticeable; contrast is that of WCAG 2.2.
"""

from itertools import combinations, pairwise

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from gdviz.colors import COLORS, TERRAIN, TIME, series
from gdviz.display import HANGUL, use_style

APART = 20.0  # ΔE that lines and small markers need: nine times what is just noticeable
CONTRAST = 3.0  # WCAG 2.2, success criterion 1.4.11, for graphics

SIGHTS = {
    "no deficiency": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array(  # from linear sRGB, IEC 61966-2-1
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
SERIES = sorted(set(COLORS) - {"contour", "end", "text"})
ALIKE = ("loss", "start")  # a line and a marker, which may have one colour
REMEDY = "Change COLORS in gdviz/colors.py"


def linear(color):
    c = np.array(to_rgb(color))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def seen_as(color, sight):
    return np.clip(np.array(SIGHTS[sight]) @ linear(color), 0, 1)


def lab(rgb):
    t = XYZ @ rgb / XYZ.sum(axis=1)
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one, other, sight="no deficiency"):
    return np.linalg.norm(lab(seen_as(one, sight)) - lab(seen_as(other, sight)))


def contrast(one, other):
    light, dark = sorted((XYZ[1] @ linear(color) for color in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measures_and_the_simulation_agree_with_known_values():
    assert lab(linear("white")) == pytest.approx([100, 0, 0], abs=0.02)
    assert lab(linear("red")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#777777", "white") == pytest.approx(4.48, abs=0.01)
    for sight in SIGHTS:
        assert np.ptp(seen_as("#808080", sight)) < 1e-3
    assert difference("#a06000", "#608000") > 35
    assert difference("#a06000", "#608000", "deuteranopia") < 12


@pytest.mark.parametrize("sight", SIGHTS)
def test_every_eye_tells_each_pair_of_roles_apart(sight):
    pairs = {pair: [COLORS[role] for role in pair] for pair in combinations(SERIES, 2)}
    near = [pair for pair, colors in pairs.items() if difference(*colors, sight) < APART]
    assert near in ([], [ALIKE]), f"These are too near: {near}. {REMEDY}."


def test_every_role_stands_out_from_paper_and_from_all_ground_of_the_map():
    grounds = ["white", *TERRAIN(np.linspace(0, 1, 11))]
    apart = {role: min(contrast(COLORS[role], ground) for ground in grounds) for role in SERIES}
    apart["contour"] = contrast(COLORS["contour"], "white")
    faint = [role for role in apart if apart[role] < CONTRAST]
    assert not faint, f"These stand out too little: {faint}. {REMEDY}."


def test_plain_matplotlib_lines_have_the_colours_of_the_runs():
    use_style()
    cycle = [c["color"] for c in mpl.rcParams["axes.prop_cycle"]]
    assert cycle == [series(i)["color"] for i in range(len(cycle))]
    assert len(set(cycle)) == len(cycle)


def test_neighbours_differ_in_every_cue_and_six_runs_are_told_apart_without_colour():
    for one, other in pairwise(map(series, range(12))):
        assert all(one[cue] != other[cue] for cue in ("color", "linestyle", "marker"))
    assert len({(series(i)["linestyle"], series(i)["marker"]) for i in range(6)}) == 6


@pytest.mark.parametrize("scale", [TERRAIN, TIME])
def test_scales_run_from_light_to_dark_for_every_eye(scale):
    for sight in SIGHTS:
        light = [lab(seen_as(color[:3], sight))[0] for color in scale(np.linspace(0, 1, 21))]
        assert (np.diff(light) < 0).all()


@pytest.mark.parametrize("there", [(), ("NanumGothic",), ("Malgun Gothic", "Noto Sans KR")])
def test_hangul_is_written_in_one_font_that_is_there_and_all_else_as_before(monkeypatch, there):
    monkeypatch.setattr("matplotlib.font_manager.get_font_names", lambda: ["DejaVu Sans", *there])
    use_style()
    use_style()  # asked for twice it is the same
    first, *others = mpl.rcParams["font.family"]
    assert first == "DejaVu Sans"
    assert others == [name for name in HANGUL if name in there][:1]
