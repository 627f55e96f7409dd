"""A network's way forward and the gradient's way back, as on the blackboard.

Layer l turns signals a into z = a·W + b and hands on f(z); the last layer hands on z itself.
Backwards, with δ = ∂L/∂z: ∂L/∂W = aᵀ·δ, ∂L/∂b = Σ δ, and one layer further back
δ ← (δ·Wᵀ) × f′(z). Arrays may have leading axes of a batch of weights everywhere.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np


class Layer(NamedTuple):
    """The weights, shape (..., n_in, n_out), and biases, shape (..., n_out), of one layer."""

    weights: np.ndarray
    bias: np.ndarray


# f, and f′ written with the signal f(z), which is at hand when the gradient comes back.
ACTIVATIONS = {
    "tanh": (np.tanh, lambda signal: 1 - signal * signal),
    "relu": (lambda z: np.maximum(z, 0), lambda signal: signal > 0),
    "linear": (lambda z: z, np.ones_like),
}


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
