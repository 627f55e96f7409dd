"""An explorer of the signal on its way through a network that has just been initialised."""

import numpy as np

from gdviz import initializers
from gdviz.checks import check_choice, check_count
from gdviz.explorers.common import figure_with
from gdviz.explorers.controls import Choice, Counter, Slider, whole
from gdviz.explorers.stage import Scene
from gdviz.explorers.widget import Explorer
from gdviz.text import number

EXAMPLES = 100
DEEPEST = 12
WIDTHS = (10, 20, 50, 100, 200)
BINS = 41
# A choice's name, and the function of a shape and a generator behind it.
INITIALIZERS = {
    "normal, 0.01": lambda shape, generator: initializers.normal(shape, generator, std=0.01),
    "normal, 1": lambda shape, generator: initializers.normal(shape, generator, std=1),
    "LeCun": initializers.lecun_normal,
    "Xavier": initializers.xavier_normal,
    "He": initializers.he_normal,
}
# Each activation with the range of its values that is shown, and what counts as out of work.
ACTIVATIONS = {
    "tanh": (np.tanh, (-1.08, 1.08), "saturated", lambda h: np.abs(h) > 0.97),
    "relu": (lambda z: np.maximum(z, 0), (-0.1, 4.2), "silent", lambda h: h == 0),
}


def explore_layers(initializer="LeCun", *, activation="tanh", width=100, depth=8):
    """Choose initialiser, width and depth, and see the activations in every layer.

    A hundred normal examples go through layers of half the width and the full width in turn. Each
    layer's histogram lies on its side, and its standard deviation stands above it.

    Parameters
    ----------
    initializer : str, optional
        "normal, 0.01", "normal, 1", "LeCun", "Xavier" or "He".
    activation : str, optional
        "tanh" or "relu".
    width, depth : int, optional
        Units in the wide layers, 10 to 200, and layers, 2 to 12.

    Returns
    -------
    Explorer

    Examples
    --------
    >>> explorer = explore_layers("normal, 0.01", depth=3)
    >>> explorer.sentence.startswith("Through 3 tanh layers of 50 and 100 units with normal")
    True
    """
    check_choice("activation", activation, list(ACTIVATIONS))
    check_choice("initializer", initializer, list(INITIALIZERS))
    width = check_count("width", width, WIDTHS[0], maximum=WIDTHS[-1])
    scene, ax = _layers_scene(activation)
    controls = [
        Choice("initializer", tuple(INITIALIZERS), initializer, "initialiser"),
        Slider("width", tuple(sorted({*WIDTHS, width})), width, "units in a wide layer"),
        whole("depth", 2, DEEPEST, check_count("depth", depth, 2, maximum=DEEPEST), "layers"),
        Counter("draw", "Draw new weights"),
    ]

    def draw(over, initializer, width, depth, draw):
        layers = activations(INITIALIZERS[initializer], activation, width, depth, draw)
        for k, layer in enumerate(layers, 1):
            _draw_layer(over, ax, k, layer, activation)
        told = f"{depth} {activation} layers of {width // 2} and {width} units with {initializer}"
        return _tell_layers(told, layers, activation, draw)

    return Explorer(draw, scene, controls, moves="initializer")


def _layers_scene(activation):
    figure, (ax,) = figure_with(1, (9, 4))
    low, high = ACTIVATIONS[activation][1]
    ax.set(xlim=(0.4, DEEPEST + 0.6), ylim=(low, high + 0.14 * (high - low)))
    ax.set(xlabel="layer", ylabel=f"activation ({activation})", xticks=range(1, DEEPEST + 1))
    ax.set_title("Activations layer by layer, with their standard deviation")
    ax.grid(axis="y")
    return Scene(figure, f"Histograms of the activations in every layer, {activation}"), ax


def activations(initializer, activation, width, depth, seed):
    """Return the activations of each layer for normal examples, each of shape (examples, units).

    Layers of the full and of half the width take turns: where n_in and n_out are equal, LeCun
    and Xavier are the same.
    """
    generator = np.random.default_rng(seed)
    signal, bend = generator.normal(size=(EXAMPLES, width)), ACTIVATIONS[activation][0]
    layers = []
    for k in range(depth):
        shape = signal.shape[1], width if k % 2 else width // 2
        signal = bend(signal @ initializer(shape, generator))
        layers.append(signal)
    return layers


def _draw_layer(over, ax, k, layer, activation):
    low, high = ACTIVATIONS[activation][1]
    counts, edges = np.histogram(np.clip(layer, low, high), BINS, (low, high))
    side = 0.42 * counts / counts.max()
    outline = np.stack([np.repeat(side, 2), np.repeat(edges, 2)[1:-1]], axis=-1)
    both = np.concatenate([outline, outline[::-1] * (-1, 1)])
    both[:, 0] += k
    over.area(ax, both, "path", opacity=0.75)
    spread = number(layer.std(), 2)
    over.words(ax, (k, high + 0.05 * (high - low)), spread, offset=(0, 0), anchor="middle")


def _tell_layers(told, layers, activation, draw):
    first, last = layers[0].std(), layers[-1].std()
    _, _, state, idle = ACTIVATIONS[activation]
    verb = "falls" if last < first else "rises"
    again = f" in draw {draw + 1}" if draw else ""
    return (
        f"Through {told}{again}, the standard deviation {verb} from {number(first)} in the "
        f"first layer to {number(last)} in the last; there {np.mean(idle(layers[-1])):.0%} "
        f"of the activations are {state}."
    ).replace("%", " %")
