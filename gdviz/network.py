"""A small multilayer perceptron: a loss of its flat weights, so that every optimizer fits.

With ``z`` the weighted sum of a layer and δ = ∂L/∂z, the gradient of its weights is (signal
before)ᵀδ and the δ of the layer before is δWᵀ · f′(z): Rumelhart, Hinton & Williams (1986),
"Learning representations by back-propagating errors".
"""

from dataclasses import dataclass
from itertools import pairwise
from numbers import Integral
from typing import NamedTuple

import numpy as np

from gdviz import checks
from gdviz.initializers import drawn
from gdviz.losses import Loss, check_pairs

__all__ = ["Network", "classifier", "regressor"]

# f, and f′ as a function of the signal f(z), which backpropagation has at hand.
ACTIVATIONS = {
    "tanh": (np.tanh, lambda signal: 1 - signal * signal),
    "relu": (lambda z: np.maximum(z, 0), lambda signal: signal > 0),
    "linear": (lambda z: z, np.ones_like),
}


class Layer(NamedTuple):
    """The weights, shape (..., n_in, n_out), and biases, shape (..., n_out), of one layer."""

    weights: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Network(Loss):
    """A network and its data, as a loss of its flat weights, shape (dim,).

    ``widths`` holds the features, the units of each hidden layer and the outputs; a classifier's
    ``y`` has a row for each example with 1 at its class, and ``classes`` their names.

    >>> regressor([0, 1], [0, 1], hidden=(3, 2))
    Loss: a network of widths 1–3–2–1, 17 coordinates
    """

    x: np.ndarray
    y: np.ndarray
    widths: tuple
    activation: str
    classes: np.ndarray | None

    def layers(self, w) -> list[Layer]:
        """Return the layers, each with ``weights`` (n_in, n_out) and ``bias`` (n_out,)."""
        return layers_of(checks.check_point("w", w, self.dim, batch=True), self.widths)

    def activations(self, w, x=None) -> list[np.ndarray]:
        """Return the examples and the outputs of each layer, shapes (n, width) by ``widths``.

        ``x`` holds other examples than the network's own.
        """
        x = self.x if x is None else checks.check_table("x", x, self.widths[0])
        return forward(self.layers(w), x, self.activation)

    def backward_signals(self, w) -> list[np.ndarray]:
        """Return ∂L/∂z of each layer, shape (n, width): the gradient on its way back."""
        return passes(self.layers(w), self.x, self.y, self.activation, self.classes)[1]

    def initialize(self, initializer, seed=0) -> np.ndarray:
        """Return flat weights for a start: each layer's from an initializer, the biases 0.

        ``initializer((n_in, n_out), generator)`` is one of :mod:`gdviz.initializers` or like
        them; ``seed`` is an int or a numpy.random.Generator.
        """
        checks.check_function(
            "initializer", initializer, "for example gd.initializers.he_normal", takes=2
        )
        w, generator = np.zeros(self.dim), checks.check_seed("seed", seed)
        for layer in layers_of(w, self.widths):  # views into w
            layer.weights[...] = drawn(initializer, layer.weights.shape, generator)
        return w

    def on(self, x, y) -> "Network":
        """Return the same network on other examples, with as many columns as before.

        A classifier keeps its classes, also those that none of the other examples has.
        """
        x = checks.check_table("x", x, self.widths[0])
        known = self.classes
        y = checks.check_table("y", y, self.widths[-1]) if known is None else one_hot(y, known)
        return _network(x, y, self.widths[1:-1], self.activation, known)

    def predict(self, w, x=None) -> np.ndarray:
        """Return the outputs of a regressor, or the likeliest classes, one for each example."""
        outputs = self.activations(w, x)[-1]
        if self.classes is not None:
            return self.classes[outputs.argmax(axis=-1)]
        return outputs[..., 0] if self.widths[-1] == 1 else outputs

    def accuracy(self, w) -> float:
        """Return the share of its examples that a classifier gets right; for a batch, an array."""
        if self.classes is None:
            raise TypeError("accuracy must be asked of classifiers. Got a regressor. Try its loss.")
        right = self.predict(w) == self.classes[self.y.argmax(axis=-1)]
        return float(right.mean()) if right.ndim == 1 else right.mean(axis=-1)


def regressor(x, y, hidden=(8,), activation: str = "tanh") -> Network:
    """Make a network that predicts numbers, with the mean squared error as its loss.

    The error is the mean over examples and outputs, as in torch's ``MSELoss``. ``x`` has the shape
    (n,) or (n, features), ``y`` (n,) or (n, outputs); ``hidden`` holds the units of each hidden
    layer, () makes a linear model; ``activation`` is "tanh", "relu" or "linear".

    >>> net = regressor([0, 1, 2], [1, 3, 5], hidden=())
    >>> net([2, 1]), net.dim
    (0.0, 2)
    """
    return _network(checks.check_table("x", x), checks.check_table("y", y), hidden, activation)


def classifier(x, y, hidden=(8,), activation: str = "tanh") -> Network:
    """Make a network that tells classes apart, with the softmax cross-entropy as its loss.

    The loss is the mean of −log p(true class), as in torch's ``CrossEntropyLoss``. ``y`` names the
    class of each example by a word or a whole number; ``x``, ``hidden`` and ``activation`` are
    those of :func:`regressor`.

    >>> net = classifier([[0, 0], [1, 1]], ["red", "blue"], hidden=(3,))
    >>> net.classes.tolist(), net.widths
    (['blue', 'red'], (2, 3, 2))
    """
    classes = checks.locked(np.unique(class_names(y)))
    if len(classes) < 2:
        raise ValueError(f"y must name at least two classes. Got {classes.tolist()}.")
    return _network(checks.check_table("x", x), one_hot(y, classes), hidden, activation, classes)


def _network(x, y, hidden, activation, classes=None):
    check_pairs(x, y)
    checks.check_choice("activation", activation, list(ACTIVATIONS))
    if not isinstance(hidden, tuple | list):
        raise TypeError(f"hidden must be a tuple of widths, for example (8,). Got {hidden!r}.")
    hidden = [checks.check_count("hidden", width, 1, advice="Try (8,).") for width in hidden]
    widths = (x.shape[1], *hidden, y.shape[1])
    dim = sum((n_in + 1) * n_out for n_in, n_out in pairwise(widths))

    def value(w):
        outputs = forward(layers_of(w, widths), x, activation)[-1]
        return _error(classes)(outputs, y)[0].mean(axis=-1)

    def slopes(w, x, y):
        return flat_gradient(*passes(layers_of(w, widths), x, y, activation, classes))

    return Network(
        value,
        lambda w: slopes(w, x, y),
        dim=dim,
        name=f"a network of widths {'–'.join(map(str, widths))}",
        bounds=((-2.0, 2.0),) * dim,
        vectorized=True,
        examples=len(x),
        # an example for itself is a batch of one row
        example_gradients=lambda w, index: slopes(w, x[index][:, None], y[index][:, None]),
        x=x,
        y=y,
        widths=widths,
        activation=activation,
        classes=classes,
    )


def _error(classes):
    return squared_error if classes is None else cross_entropy


def layers_of(w, widths):
    """Cut flat weights, shape (..., dim), into layers; nothing is copied."""
    layers, begin = [], 0
    for n_in, n_out in pairwise(widths):
        middle, end = begin + n_in * n_out, begin + (n_in + 1) * n_out
        weights = w[..., begin:middle].reshape(*w.shape[:-1], n_in, n_out)
        layers.append(Layer(weights, w[..., middle:end]))
        begin = end
    return layers


def forward(layers, x, activation):
    """Return the signals: the examples first, then the output of each layer."""
    f, _ = ACTIVATIONS[activation]
    signals = [x]
    for weights, bias in layers:
        z = signals[-1] @ weights + bias[..., None, :]
        signals.append(z if len(signals) == len(layers) else f(z))
    return signals


def passes(layers, x, y, activation, classes):
    """Return the signals of the forward pass, and δ = ∂L/∂z of each layer of the backward pass."""
    _, slope = ACTIVATIONS[activation]
    signals = forward(layers, x, activation)
    deltas = [_error(classes)(signals[-1], y)[1] / x.shape[-2]]
    for layer, signal in zip(layers[:0:-1], signals[-2:0:-1], strict=True):
        deltas.append(deltas[-1] @ layer.weights.mT * slope(signal))
    return signals, deltas[::-1]


def flat_gradient(signals, deltas):
    """Return ∂L/∂W and ∂L/∂b of all layers, summed over the examples, as flat as the weights."""
    pieces = []
    for signal, delta in zip(signals, deltas, strict=False):
        weights = signal.mT @ delta
        pieces += [weights.reshape(*weights.shape[:-2], -1), delta.sum(axis=-2)]
    return np.concatenate(pieces, axis=-1)


def squared_error(outputs, targets):
    """Mean squared error of each example, and its slope ∂/∂z."""
    miss = outputs - targets
    return (miss * miss).mean(axis=-1), 2 / targets.shape[-1] * miss


def cross_entropy(outputs, targets):
    """−log of the probability of the true class, and its slope p − y."""
    # The largest output is subtracted first: e to a large power would overflow.
    shifted = outputs - outputs.max(axis=-1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return -(targets * logs).sum(axis=-1), np.exp(logs) - targets


def class_names(y):
    """Return the class of each example as an array of names or whole numbers."""
    wanted = "y must name the class of each example, all by words or all by whole numbers."
    names = np.array(y.tolist() if hasattr(y, "tolist") else y, dtype=object)  # as they were given
    if names.ndim != 1 or not names.size:
        advice = "Give a list with one for each example, as np.ravel(y)."
        raise ValueError(f"{wanted} Got shape {names.shape}. {advice}")
    kind = str if isinstance(names[0], str) else Integral
    wrong = [k for k, name in enumerate(names) if not isinstance(name, kind)]
    if wrong:
        raise ValueError(
            f"{wanted} Got {checks.shorten(names[wrong[0]])} at position {wrong[0]}. "
            "Name it, write it as a whole number, or drop its row."
        )
    return np.array(names.tolist())


def one_hot(y, classes):
    """Return a row for each example with 1 at its class and 0 elsewhere."""
    names = class_names(y)
    for name in np.unique(names).tolist():
        checks.check_choice("y", name, classes.tolist())
    return checks.locked((names[:, None] == classes).astype(float))
