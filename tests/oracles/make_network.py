"""Make ``network.npz``: losses and gradients of small networks, as torch computes them.

Run it in the environment that ``make.py`` describes; torch 2.13.0 and numpy are enough:

    oracles-env/bin/python tests/oracles/make_network.py

Nothing here imports gdviz. Weights, examples and targets are drawn with a seed and stored with
torch's answers, in float64.
"""

import itertools
import json
import pathlib

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
CASES = {
    f"{task}_{activation}_{'x'.join(map(str, widths))}": (task, activation, widths)
    for task in ("regressor", "classifier")
    for activation in ("tanh", "relu", "linear")
    for widths in ((2, 3, 2), (3, 5, 4, 3), (4, 2))
}
ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "linear": lambda z: z}


def answers(task, activation, widths, generator):
    x = generator.normal(size=(7, widths[0]))
    targets = {
        "regressor": generator.normal(size=(7, widths[-1])),
        "classifier": np.arange(7) % widths[-1],
    }
    y = targets[task]
    layers = []
    for n_in, n_out in itertools.pairwise(widths):
        for shape in ((n_in, n_out), (n_out,)):
            weights = torch.tensor(generator.normal(size=shape), requires_grad=True)
            layers.append(weights)
    signal = torch.tensor(x)
    for k in range(0, len(layers), 2):
        signal = signal @ layers[k] + layers[k + 1]
        if k + 2 < len(layers):
            signal = ACTIVATIONS[activation](signal)
    if task == "regressor":
        loss = torch.nn.functional.mse_loss(signal, torch.tensor(y))
    else:
        loss = torch.nn.functional.cross_entropy(signal, torch.tensor(y))
    loss.backward()
    flat = [
        np.concatenate([p.ravel() for p in part])
        for part in (
            [layer.detach().numpy() for layer in layers],
            [layer.grad.numpy() for layer in layers],
        )
    ]
    return {
        "x": x,
        "y": y,
        "w": flat[0],
        "loss": loss.item(),
        "gradient": flat[1],
        "outputs": signal.detach().numpy(),
    }


def main():
    generator = np.random.default_rng(2026)
    arrays = {}
    for name, case in CASES.items():
        for what, array in answers(*case, generator).items():
            arrays[f"{name}/{what}"] = array
    about = {"torch": torch.__version__, "cases": CASES}
    np.savez_compressed(HERE / "network.npz", about=json.dumps(about), **arrays)


if __name__ == "__main__":
    main()
