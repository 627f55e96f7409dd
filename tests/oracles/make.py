"""Make the fixtures of this folder: what torch says of the same descents and networks.

Run it in an environment of its own, which the test suite does not need:

    python -m venv oracles-env
    oracles-env/bin/pip install torch==2.13.0 numpy==2.4.6
    oracles-env/bin/python tests/oracles/make.py

Nothing here imports gdviz. Gradients come from automatic differentiation, in float64 on the CPU.
"""

import itertools
import json
from pathlib import Path

import numpy as np
import torch

STEPS = 100
KEPT = [1, 2, 3, 5, *range(10, STEPS + 1, 10)]
DATA_X = [0.5, 1.1, 1.9, 2.4, 3.2, 3.3, 4.1, 4.8, 5.5, 5.9, 6.6]
DATA_Y = [1.2, 2.0, 1.7, 3.1, 3.0, 4.2, 3.9, 5.3, 5.1, 6.4, 6.2]


def line_fit(w):
    x, y = torch.tensor(DATA_X, dtype=torch.float64), torch.tensor(DATA_Y, dtype=torch.float64)
    return ((w[0] * x + w[1] - y) ** 2).mean()


def two_wells(w):
    sink = 1 - torch.exp(-((w[0] + 1.5) ** 2 + w[1] ** 2) / 0.245)
    return ((w[0] - 1.5) ** 2 + w[1] ** 2) / 4 + 3.5 * sink


def plateau(w):
    floor = (w[0] - 3) ** 2 * (w[0] ** 2 + 2 * w[0] + 3) / 4
    return floor + 0.0005 * (w[0] - 3) ** 2 + w[1] ** 2 / 2


# The loss, a start, and rates below 2 / (largest curvature on the way), so that no run is chaotic.
LOSSES = {
    "ravine": (lambda w: w[0] ** 2 + 10 * w[1] ** 2, [-4.0, 2.5], [0.003, 0.03, 0.09]),
    "rosenbrock": (
        lambda w: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
        [-1.2, 1.0],
        [0.00005, 0.0002, 0.0006],
    ),
    "himmelblau": (
        lambda w: (w[0] ** 2 + w[1] - 11) ** 2 + (w[0] + w[1] ** 2 - 7) ** 2,
        [1.5, -2.5],
        [0.0005, 0.002, 0.006],
    ),
    "ridge": (lambda w: w[0] ** 2 / 10 + (1 - w[1] ** 2) ** 2 / 2, [-3.0, 0.01], [0.01, 0.05, 0.2]),
    "double_well": (lambda w: (w[0] ** 2 - 1) ** 2 + 0.3 * w[0], [0.25], [0.003, 0.02, 0.08]),
    "two_wells": (two_wells, [-1.1, 0.4], [0.003, 0.01, 0.03]),
    "plateau": (plateau, [-1.5, 2.0], [0.005, 0.02, 0.05]),
    "product": (lambda w: (1 - w[0] * w[1]) ** 2, [1.6, 0.1], [0.01, 0.05, 0.15]),
    "line_fit": (line_fit, [-1.0, 2.0], [0.001, 0.01, 0.03]),
}
ADAPTIVE_RATES = [0.003, 0.03, 0.2]
RMSPROP_RATES = [0.0003, 0.001, 0.004]  # near a minimum its steps keep their length: chaos

# gdviz's name, hyperparameters and rates (None: the loss's), and torch's optimizer.
SGD, OPTIMIZERS = torch.optim.SGD, torch.optim
METHODS = [
    ("gradient_descent", {}, None, SGD, {}),
    ("momentum", {"beta": 0.9}, None, SGD, {"momentum": 0.9}),
    ("nesterov", {"beta": 0.8}, None, SGD, {"momentum": 0.8, "nesterov": True}),
    ("adagrad", {"eps": 1e-10}, ADAPTIVE_RATES, OPTIMIZERS.Adagrad, {"eps": 1e-10}),
    ("rmsprop", {"decay": 0.9}, RMSPROP_RATES, OPTIMIZERS.RMSprop, {"alpha": 0.9}),
    ("adam", {"b1": 0.9, "b2": 0.999}, ADAPTIVE_RATES, OPTIMIZERS.Adam, {"betas": (0.9, 0.999)}),
]
ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "linear": lambda z: z}


def walk(value, start, optimizer, **options):
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    walker, path = optimizer([w], **options), []
    for _ in range(STEPS):
        walker.zero_grad()
        value(w).backward()
        walker.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)[np.array(KEPT) - 1]


def descents():
    cases, paths = [], {}
    for (name, (value, start, own)), method in itertools.product(LOSSES.items(), METHODS):
        optimizer, hyperparameters, rates, theirs, options = method
        for rate in rates or own:
            paths[str(len(cases))] = walk(value, start, theirs, lr=rate, **options)
            cases.append([optimizer, {"learning_rate": rate, **hyperparameters}, name])
    return paths, {"cases": cases, "steps": KEPT, "starts": {n: LOSSES[n][1] for n in LOSSES}}


def network(task, activation, widths, generator):
    """The loss of a small network and its gradient, at weights drawn with a seed."""
    x, y = generator.normal(size=(7, widths[0])), generator.normal(size=(7, widths[-1]))
    measure = torch.nn.functional.mse_loss
    if task == "classifier":
        y, measure = np.arange(7) % widths[-1], torch.nn.functional.cross_entropy
    shapes = [s for n_in, n_out in itertools.pairwise(widths) for s in ((n_in, n_out), (n_out,))]
    parts = [torch.tensor(generator.normal(size=shape), requires_grad=True) for shape in shapes]
    signal = torch.tensor(x)
    for k in range(0, len(parts), 2):
        signal = ACTIVATIONS[activation](signal) if k else signal
        signal = signal @ parts[k] + parts[k + 1]
    loss = measure(signal, torch.tensor(y))
    loss.backward()
    w, gradient = (
        torch.cat([one.ravel() for one in many]) for many in (parts, [p.grad for p in parts])
    )
    answers = {"x": x, "y": y, "w": w, "loss": loss, "gradient": gradient, "outputs": signal}
    return {what: torch.as_tensor(one).detach().numpy() for what, one in answers.items()}


def networks():
    cases, arrays, generator = {}, {}, np.random.default_rng(2026)
    sizes = ((2, 3, 2), (3, 5, 4, 3), (4, 2))
    for case in itertools.product(("regressor", "classifier"), ACTIVATIONS, sizes):
        task, activation, widths = case
        name = f"{task}_{activation}_{'x'.join(map(str, widths))}"
        cases[name] = case
        for what, array in network(*case, generator).items():
            arrays[f"{name}/{what}"] = array
    return arrays, {"cases": cases}


def main():
    makers = {"descents": descents, "network": networks}
    for name, make in makers.items():
        arrays, facts = make()
        about = json.dumps({"torch": torch.__version__, "x": DATA_X, "y": DATA_Y, **facts})
        np.savez_compressed(Path(__file__).parent / name, about=np.array(about), **arrays)


if __name__ == "__main__":
    main()
