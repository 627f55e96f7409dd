"""Every plot keeps the house rules, and looks as it did when it was last looked at."""

import inspect
import re
from importlib.metadata import version
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes

import gdviz as gd
from tests.plot_examples import BASELINES, EXAMPLES, draw, picture
from tools.pictures import difference

PLOTS = sorted(gd.plots.__all__)
SEVERAL = {"plot_fitted_lines", "plot_regimes", "plot_slices", "plot_step"}
LOCK = Path(__file__).parents[1] / "requirements.lock"
REMEDY = "If the change is wanted, look at the pictures and store them: see tests/plot_examples.py"


@pytest.fixture(autouse=True)
def closed_figures():
    with mpl.rc_context():
        yield
    plt.close("all")


def significant_digits(text):
    digits = text.split("e")[0].replace("−", "").replace(".", "").lstrip("0")
    return len(digits.rstrip("0") if "." not in text else digits)


def test_every_plot_has_an_example_and_is_offered_as_gd():
    assert set(EXAMPLES) == set(PLOTS)
    assert all(getattr(gd, name) is getattr(gd.plots, name) for name in PLOTS)


@pytest.mark.parametrize("name", PLOTS)
def test_axes_are_labelled_and_the_description_says_numbers_of_few_digits(name):
    figure = draw(name)
    told = gd.describe(figure)
    numbers = re.findall(r"\d[\d.]*(?:e[−+]?\d+)?", told)
    assert len(numbers) >= 3
    assert all(significant_digits(number.rstrip(".")) <= 6 for number in numbers)
    assert not re.search("undefined|nan|infinity| a line of ", told)
    for ax in figure.axes:
        polar, colorbar = ax.name == "polar", ax.get_label() == "<colorbar>"
        shared = name == "plot_slices" and not ax.get_subplotspec().is_first_col()
        assert polar or colorbar or ax.get_xlabel()
        assert polar or shared or ax.get_ylabel()


@pytest.mark.parametrize("name", PLOTS)
def test_one_per_cent_changes_the_picture_and_what_it_says(name):
    before, after = draw(name), draw(name, 1.01)
    assert gd.describe(before) != gd.describe(after)
    assert picture(before) != picture(after)


@pytest.mark.parametrize("name", PLOTS)
def test_the_picture_is_the_stored_one(name):
    for package in ("matplotlib", "pillow"):
        locked = re.search(rf"^{package}==([^\s;\\]+)", LOCK.read_text(), re.MULTILINE)[1]
        assert version(package) == locked, (
            f"pictures can only be compared under the locked {package} {locked}, "
            f"this is {version(package)}: install requirements.lock"
        )
    stored = (BASELINES / f"{name}.png").read_bytes()
    assert not (told := difference(stored, picture(draw(name)))), f"{told}\n{REMEDY}"


@pytest.mark.parametrize("name", PLOTS)
def test_nothing_is_drawn_outside_the_axes_given_and_their_labels_are_kept(name, monkeypatch):
    given = ("axes", "ax")[name not in SEVERAL]
    assert given in inspect.signature(getattr(gd, name)).parameters
    axes = np.ravel(labelled_axes(name))
    monkeypatch.setattr(gd, name, handing_over(getattr(gd, name), given, axes))
    returned = EXAMPLES[name]()
    assert isinstance(returned, np.ndarray if name in SEVERAL else Axes)
    assert list(np.ravel(returned)) == list(axes)
    assert all(ax.get_xlabel() == "my x" and ax.get_ylabel() == "my y" for ax in axes)
    if name != "plot_regimes":  # whose titles are what it says
        assert all(ax.get_title("right") == "my title" for ax in axes)
        assert not any(ax.get_title("left") or ax.get_title("center") for ax in axes)


def labelled_axes(name):
    kind = {"plot_surface": "3d", "plot_direction_rose": "polar"}.get(name)
    several = len(draw(name).axes) if name in SEVERAL else 1
    axes = plt.subplots(1, several, subplot_kw={"projection": kind}, squeeze=False)[1][0]
    for ax in axes:
        ax.set(xlabel="my x", ylabel="my y")
        ax.set_title("my title", loc="right")
    return axes


def handing_over(plot, given, axes):
    """Return the plot with its Axes filled in, wherever an example leaves them out."""

    def drawn(*args, **kwargs):
        if any(isinstance(value, Axes) for value in args):
            args = tuple(value for value in args if not isinstance(value, Axes))
        return plot(*args, **{given: axes if given == "axes" else axes[0], **kwargs})

    return drawn


@pytest.mark.parametrize("name", sorted(set(PLOTS) - SEVERAL))
def test_a_plot_on_axes_opens_no_figure(name, monkeypatch):
    axes = labelled_axes(name)
    plt.close("all")
    monkeypatch.setattr(gd, name, handing_over(getattr(gd, name), "ax", axes))
    if name != "plot_trajectory":  # whose example draws its own ground
        EXAMPLES[name]()
        assert not plt.get_fignums()


def test_axes_of_the_wrong_kind_or_number_are_refused_with_what_to_do():
    flat = plt.subplots()[1]
    with pytest.raises(TypeError, match=r"projection='polar'.*leave ax out"):
        gd.plot_direction_rose(gd.losses.bowl(), (1, 1), 0.1, flat)
    with pytest.raises(TypeError, match=r"projection='3d'.*leave ax out"):
        gd.plot_surface(gd.losses.bowl(), flat)
    with pytest.raises(ValueError, match=r"axes must hold 2 Axes. Got 1"):
        gd.plot_slices(gd.losses.bowl(), (1, 1), [flat])
