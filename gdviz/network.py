"""A small multilayer perceptron: a loss of its flat weights, so that every optimizer fits.

The forward pass, backpropagation, the two losses and the coding of classes are here too.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from gdviz.checks import (
    check_choice,
    check_count,
    check_function,
    check_point,
    check_table,
    locked,
    own_array,
    shorten,
)
from gdviz.initializers import drawn
from gdviz.loss import CatalogueLoss
from gdviz.text import suggestion

__all__ = ["Network", "classifier", "regressor"]

# f, and f′ written with the signal f(z), which is at hand when the gradient comes back.
ACTIVATIONS = {
    "tanh": (np.tanh, lambda signal: 1 - signal * signal),
    "relu": (lambda z: np.maximum(z, 0), lambda signal: signal > 0),
    "linear": (lambda z: z, np.ones_like),
}


@dataclass(frozen=True, eq=False, repr=False)
class Network(CatalogueLoss):
    """A network and its data, as a loss of its flat weights, shape (dim,).

    Made by :func:`regressor` and :func:`classifier`; every optimizer takes it.

    Attributes
    ----------
    x : ndarray, shape (n, features)
    y : ndarray, shape (n, outputs)
        Of a classifier, a row for each example with 1 at its class.
    widths : tuple of int
        Features, units of each hidden layer, outputs.
    activation : str
        "tanh", "relu" or "linear", of the hidden layers; the last one has none.
    classes : ndarray or None
        The names of the classes; None of a regressor.

    Examples
    --------
    >>> regressor([0, 1], [0, 1], hidden=(3, 2))
    Loss: a network of widths 1–3–2–1, 17 coordinates
    """

    x: np.ndarray = ()
    y: np.ndarray = ()
    widths: tuple = ()
    activation: str = "tanh"
    classes: np.ndarray | None = None

    def layers(self, w):
        """Return the layers, each with ``weights`` (n_in, n_out) and ``bias`` (n_out,)."""
        return layers_of(check_point("w", w, self.dim, batch=True), self.widths)

    def activations(self, w, x=None):
        """Return the signals: examples, what each hidden layer hands on, outputs.

        Parameters
        ----------
        w : array_like, shape (dim,)
        x : array_like, shape (n, features), optional
            By default the network's own examples.

        Returns
        -------
        list of ndarray, shapes (n, width) for each of ``widths``

        Examples
        --------
        >>> net = regressor([[0, 0], [1, 2]], [0, 1], hidden=(3,))
        >>> [signal.shape for signal in net.activations(net.initialize(lambda s, g: np.ones(s)))]
        [(2, 2), (2, 3), (2, 1)]
        """
        x = self.x if x is None else check_table("x", x, self.widths[0])
        return forward(self.layers(w), x, self.activation)

    def backward_signals(self, w):
        """Return ∂L/∂z of each layer, shape (n, width): the gradient on its way back."""
        signals = self.activations(w)
        slope = _error(self.classes)(signals[-1], self.y)[1] / len(self.x)
        return backward(self.layers(w), signals, slope, self.activation)

    def layer_gradients(self, w):
        """Return the gradient of each layer, with ``weights`` and ``bias`` like ``layers``."""
        return gradients_of(self.activations(w), self.backward_signals(w))

    def initialize(self, initializer, seed=0):
        """Return flat weights for a start: each layer's from an initializer, the biases 0.

        ``initializer((n_in, n_out), generator)`` is one of :mod:`gdviz.initializers` or like
        them; ``seed`` is an int or a numpy.random.Generator.

        Examples
        --------
        >>> from gdviz.initializers import zeros
        >>> print(regressor([0, 1], [0, 1], hidden=()).initialize(zeros))
        [0. 0.]
        """
        advice = "for example gd.initializers.he_normal"
        check_function("initializer", initializer, advice, takes=2)
        if not isinstance(seed, np.random.Generator):
            seed = np.random.default_rng(check_count("seed", seed, advice="Try 0."))
        layers = layers_of(np.zeros(self.dim), self.widths)
        for layer in layers:
            layer.weights[...] = drawn(initializer, layer.weights.shape, seed)
        return flat(layers)

    def on(self, x, y):
        """Return the same network on other examples: its loss and accuracy there, for any weights.

        A classifier keeps its classes, also those that none of the other examples has.

        Parameters
        ----------
        x, y
            As for :func:`regressor` or :func:`classifier`, with as many columns as before.

        Returns
        -------
        Network

        Examples
        --------
        >>> net = classifier([[0], [1], [2]], ["low", "high", "high"], hidden=())
        >>> w = [5, -5, 0, 2]
        >>> net.accuracy(w), net.on([[0.5], [3]], ["low", "high"]).accuracy(w)
        (1.0, 0.5)
        """
        x = check_table("x", x, self.widths[0])
        if self.classes is None:
            y = check_table("y", y, self.widths[-1])
        else:
            y = class_rows(y, self.classes)
        return _network(x, y, self.widths[1:-1], self.activation, self.classes)

    def predict(self, w, x=None):
        """Return the outputs of a regressor, or the likeliest classes, one for each example."""
        outputs = self.activations(w, x)[-1]
        if self.classes is not None:
            return self.classes[outputs.argmax(axis=-1)]
        return outputs[..., 0] if self.widths[-1] == 1 else outputs

    def probabilities(self, w, x=None):
        """Return a classifier's probability of each class, shape (n, classes)."""
        self._refuse_regressor("probabilities")
        outputs = self.activations(w, x)[-1]
        return cross_entropy(outputs, np.zeros_like(outputs))[1]

    def accuracy(self, w):
        """Return the share of its examples that a classifier gets right."""
        self._refuse_regressor("accuracy")
        right = self.predict(w) == self.classes[self.y.argmax(axis=-1)]
        return float(right.mean()) if right.ndim == 1 else right.mean(axis=-1)

    def _refuse_regressor(self, what):
        if self.classes is None:
            raise TypeError(
                f"{what} must be asked of a classifier. Got a regressor. Call the loss itself."
            )


def regressor(x, y, hidden=(8,), activation="tanh"):
    """Make a network that predicts numbers, with the mean squared error as its loss.

    Parameters
    ----------
    x : array_like, shape (n,) or (n, features)
    y : array_like, shape (n,) or (n, outputs)
    hidden : sequence of int, optional
        The units of each hidden layer; () makes a linear model.
    activation : {"tanh", "relu", "linear"}, optional

    Returns
    -------
    Network
        The error is the mean over examples and outputs, as in torch's ``MSELoss``.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Examples
    --------
    >>> net = regressor([0, 1, 2], [1, 3, 5], hidden=())
    >>> net([2, 1]), net.dim
    (0.0, 2)
    """
    x, y = check_table("x", x), check_table("y", y)
    return _network(x, y, hidden, activation, None)


def classifier(x, y, hidden=(8,), activation="tanh"):
    """Make a network that tells classes apart, with the softmax cross-entropy as its loss.

    Parameters
    ----------
    x : array_like, shape (n,) or (n, features)
    y : sequence of n names or numbers
        The class of each example; at least two different ones.
    hidden : sequence of int, optional
        The units of each hidden layer; () makes a linear model.
    activation : {"tanh", "relu", "linear"}, optional

    Returns
    -------
    Network
        The loss is the mean of −log p(true class), as in torch's ``CrossEntropyLoss``.

    Raises
    ------
    TypeError, ValueError
        If an argument is not what it must be.

    Examples
    --------
    >>> net = classifier([[0, 0], [1, 1]], ["red", "blue"], hidden=(3,))
    >>> net.classes.tolist(), net.widths
    (['blue', 'red'], (2, 3, 2))
    """
    x, classes = check_table("x", x), known_classes(y)
    return _network(x, class_rows(y, classes), hidden, activation, classes)


def _network(x, y, hidden, activation, classes):
    if len(x) != len(y):
        raise ValueError(
            f"y must hold as many examples as x, {len(x)}. Got {len(y)}. Pair every x with its y."
        )
    check_choice("activation", activation, list(ACTIVATIONS))
    if not isinstance(hidden, tuple | list):
        raise TypeError(f"hidden must be a tuple of widths, for example (8,). Got {hidden!r}.")
    hidden = [check_count("hidden", width, 1, advice="Try (8,).") for width in hidden]
    widths = (x.shape[1], *hidden, y.shape[1])
    value, gradient, example_gradients = loss_functions(x, y, widths, activation, _error(classes))
    return Network(
        value,
        gradient,
        dim=count_weights(widths),
        name=f"a network of widths {'–'.join(map(str, widths))}",
        bounds=((-2.0, 2.0),) * count_weights(widths),
        vectorized=True,
        examples=len(x),
        example_gradients=example_gradients,
        x=x,
        y=y,
        widths=widths,
        activation=activation,
        classes=classes,
    )


def _error(classes):
    return squared_error if classes is None else cross_entropy


class Layer(NamedTuple):
    """The weights, shape (..., n_in, n_out), and biases, shape (..., n_out), of one layer."""

    weights: np.ndarray
    bias: np.ndarray


def layers_of(w, widths):
    """Cut flat weights, shape (..., dim), into layers; nothing is copied.

    Examples
    --------
    >>> [layer.weights.shape for layer in layers_of(np.zeros(13), (2, 3, 1))]
    [(2, 3), (3, 1)]
    """
    layers, begin = [], 0
    for n_in, n_out in pairwise(widths):
        middle, end = begin + n_in * n_out, begin + (n_in + 1) * n_out
        weights = w[..., begin:middle].reshape(*w.shape[:-1], n_in, n_out)
        layers.append(Layer(weights, w[..., middle:end]))
        begin = end
    return layers


def flat(layers):
    """Put layers back into one row, shape (..., dim).

    Examples
    --------
    >>> print(flat(layers_of(np.arange(13), (2, 3, 1))))
    [ 0  1  2  3  4  5  6  7  8  9 10 11 12]
    """
    pieces = []
    for weights, bias in layers:
        pieces += [weights.reshape(*bias.shape[:-1], -1), bias]
    return np.concatenate(pieces, axis=-1)


def count_weights(widths):
    """How many weights and biases there are.

    Examples
    --------
    >>> count_weights((2, 3, 1))
    13
    """
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(widths))


def forward(layers, x, activation):
    """Return the signals: the examples first, then what each layer hands on."""
    f, _ = ACTIVATIONS[activation]
    signals = [x]
    for weights, bias in layers:
        z = signals[-1] @ weights + bias[..., None, :]
        signals.append(z if len(signals) == len(layers) else f(z))
    return signals


def backward(layers, signals, delta, activation):
    """Return δ = ∂L/∂z of each layer, from δ of the last one."""
    _, slope = ACTIVATIONS[activation]
    deltas = [delta]
    for layer, signal in zip(layers[:0:-1], signals[-2:0:-1], strict=True):
        deltas.append(deltas[-1] @ np.swapaxes(layer.weights, -1, -2) * slope(signal))
    return deltas[::-1]


def gradients_of(signals, deltas):
    """Return ∂L/∂W and ∂L/∂b of each layer, summed over the examples."""
    return [
        Layer(np.swapaxes(signal, -1, -2) @ delta, delta.sum(axis=-2))
        for signal, delta in zip(signals, deltas, strict=False)
    ]


def squared_error(outputs, targets):
    """Mean squared error of each example, and its slope ∂/∂z."""
    miss = outputs - targets
    return (miss * miss).mean(axis=-1), 2 / targets.shape[-1] * miss


def cross_entropy(outputs, targets):
    """−log of the probability given to the true class, and its slope p − y.

    The largest output is subtracted first: e to a large power would overflow.
    """
    shifted = outputs - outputs.max(axis=-1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return -(targets * logs).sum(axis=-1), np.exp(logs) - targets


def loss_functions(x, y, widths, activation, error):
    """Return loss, gradient and example gradients as functions of flat weights."""

    def outputs(w, index=slice(None)):
        layers = layers_of(w, widths)
        return layers, forward(layers, x[index], activation)

    def value(w):
        return error(outputs(w)[1][-1], y)[0].mean(axis=-1)

    def gradient(w):
        layers, signals = outputs(w)
        deltas = backward(layers, signals, error(signals[-1], y)[1] / len(x), activation)
        return flat(gradients_of(signals, deltas))

    def example_gradients(w, index):
        layers, signals = outputs(w, index)
        deltas = backward(layers, signals, error(signals[-1], y[index])[1], activation)
        each = [[array[:, None, :] for array in arrays] for arrays in (signals, deltas)]
        return flat(gradients_of(*each))

    return value, gradient, example_gradients


def check_classes(y, least=1):
    """Return the class of each example as an array of names or whole numbers.

    Raises
    ------
    ValueError
        If they are no words or whole numbers, or fewer than ``least`` different ones.

    Examples
    --------
    >>> check_classes([0.5, 1.5])
    Traceback (most recent call last):
    ValueError: y must name the class of each example by a word or a whole number. Got [0.5, 1.5].
    """
    names = own_array(y)
    mixed = names.dtype.kind == "U" and not all(isinstance(name, str) for name in y)
    kept = names.ndim == 1 and names.dtype.kind in "biuU" and not mixed  # numpy writes NaN as "nan"
    if not kept or len(np.unique(names)) < least:
        different = f", at least {least} different ones" if least > 1 else ""
        raise ValueError(
            f"y must name the class of each example by a word or a whole number{different}. "
            f"Got {shorten(y)}."
        )
    return names


def known_classes(y):
    """Return the different classes of examples, at least two, in their order.

    Examples
    --------
    >>> known_classes(["red", "blue", "red"]).tolist()
    ['blue', 'red']
    """
    return locked(np.unique(check_classes(y, least=2)))


def class_rows(y, classes):
    """Return a row for each example with 1 at its class and 0 elsewhere.

    Raises
    ------
    ValueError
        If a class is none of the known ones.

    Examples
    --------
    >>> class_rows(["red", "blue", "red"], np.array(["blue", "red"])).tolist()
    [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    """
    names = check_classes(y)
    for name in np.unique(names):
        if name not in classes:
            known = suggestion(name, [str(one) for one in classes])
            raise ValueError(
                f"y must name classes the network knows. Got {shorten(name.item())}. {known}"
            )
    return locked((names[:, None] == classes).astype(float))
