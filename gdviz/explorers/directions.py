"""One step of any size in any direction."""

import numpy as np
from matplotlib.figure import Figure

from gdviz.checks import check_count, check_number, check_point
from gdviz.descent import change
from gdviz.explorers.common import above_noise, needs
from gdviz.explorers.controls import logarithmic, whole
from gdviz.explorers.stage import Scene
from gdviz.explorers.widget import Explorer
from gdviz.plots import plot_contours
from gdviz.text import number, point

ANGLES = np.radians(np.arange(0, 361, 2))


def explore_direction(loss, at, *, step=None, angle=30):
    """Take one step of any size in any direction, and compare all directions at once.

    The rose shows for every direction how much the loss changes, measured in what the gradient
    promises for the steepest one, ‖∇L‖ times the size of the step. It is clipped at twice that.

    Parameters
    ----------
    loss : Loss or callable
        With two coordinates.
    at : array_like, shape (2,)
        Where the step begins; the gradient must not be 0 there.
    step : float, optional
        The size of the step.
    angle : int, optional
        In degrees from the direction of the first coordinate, counter-clockwise.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> from gdviz.losses import bowl
    >>> explore_direction(bowl(), (1, 0), step=1, angle=180)
    A step of 1 at 180° from (1, 0): the loss falls from 1 to 0. Of all directions 33 % go down; \
the best is 180°, straight against the gradient is 180°.
    """
    loss = needs(loss, 2, "gd.losses.bowl()")
    at = check_point("at", at, 2)
    slope = np.linalg.norm(loss.gradient(at))
    if slope == 0:
        raise ValueError(f"at must be where the gradient is not 0. Got {point(at)}. Move it.")
    reach = float(min(np.ptp(loss.bounds, axis=1)) / 2)
    step = check_number("step", float(f"{reach / 5:.1g}") if step is None else step, low=0)
    angle = check_count("angle", angle, maximum=360)
    figure = Figure(figsize=(9, 4.2), layout="constrained")
    plane, rose = figure.add_subplot(121), figure.add_subplot(122, projection="polar")
    scene = _direction_scene(figure, plane, rose, loss)
    controls = [
        logarithmic("step", min(reach / 50, step), max(reach, step), step, "size of the step"),
        whole("angle", 0, 360, angle, "angle in degrees"),
    ]

    def draw(over, step, angle):
        return _draw_step(over, plane, rose, loss, at, step, angle)

    return Explorer(draw, scene, controls, moves="angle")


def _direction_scene(figure, plane, rose, loss):
    plot_contours(loss, plane)
    plane.set(title="One step", aspect="equal")
    rose.set(title="The change, divided by ‖∇L‖ · step", ylim=(0, 2), yticks=[1, 2])
    rose.set_yticklabels(["1", "2"])
    rose.grid(color="#dfe5ea")
    return Scene(figure, f"One step on {loss.name}, and a rose of all directions")


def _draw_step(over, plane, rose, loss, at, step, angle):
    compass = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=-1)
    gains = loss(at + step * compass) - loss(at)
    gradient = loss.gradient(at)
    petals = gains / (step * np.linalg.norm(gradient))
    for sign, role, dash in ((-1, "path", ""), (1, "gradient", "5 4")):
        radius = np.clip(sign * petals, 0, 2)
        over.area(rose, np.stack([ANGLES, radius], axis=-1), role, opacity=0.25)
        shown = np.where(radius > 0, radius, np.nan)
        over.line(rose, np.stack([ANGLES, shown], axis=-1), role, dash=dash)
    theta = np.radians(angle)
    tip = at + step * np.array([np.cos(theta), np.sin(theta)])
    role = "path" if loss(tip) < loss(at) else "gradient"
    against = np.arctan2(*-gradient[::-1])
    over.line(
        plane, [at, at - step * gradient / np.linalg.norm(gradient)], "minimum", dash="2 5", width=3
    )
    over.arrow(plane, at, tip, role)
    over.dots(plane, [at], "start", radius=5, edge="white")
    over.line(rose, [(against, 0), (against, 2)], "minimum", dash="2 5", width=3)
    over.arrow(rose, (theta, 0), (theta, 2), role)
    down = np.mean(gains[:-1] < 0)
    best = number(np.degrees(ANGLES[np.argmin(gains)]))
    return (
        f"A step of {number(step)} at {angle}° from {point(at)}: the loss "
        f"{change(loss(at), above_noise(loss(tip)))}. Of all directions {down:.0%} go down; the "
        f"best is {best}°, straight against the gradient is "
        f"{number(np.degrees(against) % 360)}°."
    ).replace("%", " %")
