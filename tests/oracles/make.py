"""Make the fixtures of this folder: what torch and optax say of the same descents.

Run it in an environment of its own, which the test suite does not need:

    python -m venv oracles-env
    oracles-env/bin/pip install torch==2.13.0 optax==0.2.8 jax==0.10.2 numpy==2.4.6
    oracles-env/bin/python tests/oracles/make.py

Nothing here imports gdviz. The losses are written anew, once for both libraries, and their
gradients come from automatic differentiation. Everything is in float64 on the CPU. The versions
used are stored in the fixtures.
"""

import itertools
import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

HERE = pathlib.Path(__file__).parent
STEPS = 100
KEPT = [1, 2, 3, 5, *range(10, STEPS + 1, 10)]
DATA_X = [0.5, 1.1, 1.9, 2.4, 3.2, 3.3, 4.1, 4.8, 5.5, 5.9, 6.6]
DATA_Y = [1.2, 2.0, 1.7, 3.1, 3.0, 4.2, 3.9, 5.3, 5.1, 6.4, 6.2]
VERSIONS = {"torch": torch.__version__, "optax": optax.__version__, "jax": jax.__version__}

# Each loss takes the coordinates and the library (torch or jax.numpy) and returns its value.
# "slow" etc. are rates below 2 / (largest curvature on the way), so that no run is chaotic.
LOSSES = {
    "ravine": {
        "value": lambda w, lib: w[0] ** 2 + 10 * w[1] ** 2,
        "start": [-4.0, 2.5],
        "rates": [0.003, 0.03, 0.09],
    },
    "rosenbrock": {
        "value": lambda w, lib: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2,
        "start": [-1.2, 1.0],
        "rates": [0.00005, 0.0002, 0.0006],
    },
    "himmelblau": {
        "value": lambda w, lib: (w[0] ** 2 + w[1] - 11) ** 2 + (w[0] + w[1] ** 2 - 7) ** 2,
        "start": [1.5, -2.5],
        "rates": [0.0005, 0.002, 0.006],
    },
    "ridge": {
        "value": lambda w, lib: w[0] ** 2 / 10 + (1 - w[1] ** 2) ** 2 / 2,
        "start": [-3.0, 0.01],
        "rates": [0.01, 0.05, 0.2],
    },
    "double_well": {
        "value": lambda w, lib: (w[0] ** 2 - 1) ** 2 + 0.3 * w[0],
        "start": [0.25],
        "rates": [0.003, 0.02, 0.08],
    },
    "two_wells": {
        "value": lambda w, lib: (
            0.25 * ((w[0] - 1.5) ** 2 + w[1] ** 2)
            + 3.5 * (1 - lib.exp(-((w[0] + 1.5) ** 2 + w[1] ** 2) / 0.245))
        ),
        "start": [-1.1, 0.4],
        "rates": [0.003, 0.01, 0.03],
    },
    "plateau": {
        "value": lambda w, lib: (
            0.25 * (w[0] - 3) ** 2 * (w[0] ** 2 + 2 * w[0] + 3)
            + 0.0005 * (w[0] - 3) ** 2
            + 0.5 * w[1] ** 2
        ),
        "start": [-1.5, 2.0],
        "rates": [0.005, 0.02, 0.05],
    },
    "product": {
        "value": lambda w, lib: (1 - w[0] * w[1]) ** 2,
        "start": [1.6, 0.1],
        "rates": [0.01, 0.05, 0.15],
    },
    "line_fit": {
        "value": lambda w, lib: (
            sum((w[0] * x + w[1] - y) ** 2 for x, y in zip(DATA_X, DATA_Y, strict=True))
            / len(DATA_X)
        ),
        "start": [-1.0, 2.0],
        "rates": [0.001, 0.01, 0.03],
    },
}
ADAPTIVE_RATES = [0.003, 0.03, 0.2]
NORMALIZED_RATES = [0.001, 0.01, 0.05]
RMSPROP_RATES = [0.0003, 0.001, 0.004]  # near a minimum its steps keep their length: chaos
FIRST_TRIED_RATES = [0.15, 0.7, 3.0]

# gdviz's name and hyperparameters, and how each library makes the same method.
METHODS = [
    (
        "gradient_descent",
        {},
        None,
        lambda p, rate: torch.optim.SGD(p, lr=rate),
        lambda rate: optax.sgd(rate),
    ),
    (
        "gradient_descent",
        {"normalize": True},
        NORMALIZED_RATES,
        None,
        lambda rate: optax.chain(optax.normalize_by_update_norm(eps=0.0), optax.sgd(rate)),
    ),
    (
        "momentum",
        {"beta": 0.9},
        None,
        lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.9),
        lambda rate: optax.sgd(rate, momentum=0.9),
    ),
    (
        "nesterov",
        {"beta": 0.8},
        None,
        lambda p, rate: torch.optim.SGD(p, lr=rate, momentum=0.8, nesterov=True),
        lambda rate: optax.sgd(rate, momentum=0.8, nesterov=True),
    ),
    (
        "adagrad",
        {"eps": 1e-10},
        ADAPTIVE_RATES,
        lambda p, rate: torch.optim.Adagrad(p, lr=rate, eps=1e-10),
        None,
    ),
    (
        "adagrad",
        {"eps": 1e-300},  # optax has eps inside the root: only without it are the two the same
        ADAPTIVE_RATES,
        None,
        lambda rate: optax.adagrad(rate, initial_accumulator_value=0.0, eps=0.0),
    ),
    (
        "rmsprop",
        {"decay": 0.9, "eps": 1e-8},
        RMSPROP_RATES,
        lambda p, rate: torch.optim.RMSprop(p, lr=rate, alpha=0.9, eps=1e-8),
        lambda rate: optax.rmsprop(rate, decay=0.9, eps=1e-8, eps_in_sqrt=False),
    ),
    (
        "adam",
        {"b1": 0.9, "b2": 0.999, "eps": 1e-8},
        ADAPTIVE_RATES,
        lambda p, rate: torch.optim.Adam(p, lr=rate, betas=(0.9, 0.999), eps=1e-8),
        lambda rate: optax.adam(rate, b1=0.9, b2=0.999, eps=1e-8),
    ),
    (
        "backtracking",
        {"shrink": 0.5, "share": 1e-4},
        FIRST_TRIED_RATES,
        None,
        lambda rate: optax.chain(
            optax.sgd(1.0),
            optax.scale_by_backtracking_linesearch(
                max_backtracking_steps=60,
                slope_rtol=1e-4,
                decrease_factor=0.5,
                increase_factor=float("inf"),
                max_learning_rate=rate,
            ),
        ),
    ),
]


def by_torch(value, start, make, rate):
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer, path = make([w], rate), []
    for _ in range(STEPS):
        optimizer.zero_grad()
        value(w, torch).backward()
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)[np.array(KEPT) - 1]


def by_optax(value, start, optimizer):
    def height(w):
        return value(w, jnp)

    def step(carry, _):
        w, state = carry
        loss, slope = jax.value_and_grad(height)(w)
        updates, state = optax.with_extra_args_support(optimizer).update(
            slope, state, w, value=loss, grad=slope, value_fn=height
        )
        w = optax.apply_updates(w, updates)
        return (w, state), w

    w = jnp.array(start)
    path = jax.lax.scan(step, (w, optimizer.init(w)), length=STEPS)[1]
    return np.array(path)[np.array(KEPT) - 1]


def before_rounding_decides(value, path):
    """Cut a path where the loss falls so little that its last digits choose the rate."""
    heights = np.array([float(value(w, np)) for w in path])
    return path[: 1 + int(np.sum(heights - heights[-1] > 1e-7 * np.abs(heights)))]


def descents():
    cases, paths = [], {}
    for (name, loss), method in itertools.product(LOSSES.items(), METHODS):
        optimizer, hyperparameters, rates, in_torch, in_optax = method
        for rate in rates or loss["rates"]:
            runs = {}
            if in_torch:
                runs["torch"] = by_torch(loss["value"], loss["start"], in_torch, rate)
            if in_optax:
                runs["optax"] = by_optax(loss["value"], loss["start"], in_optax(rate))
            for library, path in runs.items():
                if optimizer == "backtracking":
                    path = before_rounding_decides(loss["value"], path)
                paths[str(len(cases))] = path
                cases.append([library, optimizer, {"learning_rate": rate, **hyperparameters}, name])
    return cases, paths


def batches():
    """torch.optim.SGD on mini-batches, in the order that numpy's seeded shuffling gives."""
    cases, paths = [], {}
    x, y = (torch.tensor(values, dtype=torch.float64) for values in (DATA_X, DATA_Y))
    for rate, size in itertools.product([0.001, 0.01, 0.02], [1, 4, 11]):
        generator, order = np.random.default_rng(5), []
        w = torch.tensor([-1.0, 2.0], dtype=torch.float64, requires_grad=True)
        optimizer, path = torch.optim.SGD([w], lr=rate), []
        for _ in range(STEPS):
            order = order if len(order) else generator.permutation(len(DATA_X))
            batch, order = order[:size], order[size:]
            optimizer.zero_grad()
            ((w[0] * x[batch] + w[1] - y[batch]) ** 2).mean().backward()
            optimizer.step()
            path.append(w.detach().numpy().copy())
        paths[str(len(cases))] = np.array(path)[np.array(KEPT) - 1]
        cases.append({"learning_rate": rate, "batch_size": size, "seed": 5})
    return cases, paths


def derivatives():
    """Values, gradients and Hessians by torch's automatic differentiation at random points."""
    found, generator = {}, np.random.default_rng(11)
    for name, loss in LOSSES.items():
        points = generator.uniform(-2.5, 2.5, (12, len(loss["start"])))
        tensors = [torch.tensor(w, dtype=torch.float64) for w in points]

        def value(w, loss=loss):
            return loss["value"](w, torch)

        found[f"{name} points"] = points
        found[f"{name} values"] = np.array([value(w) for w in tensors])
        found[f"{name} gradients"] = np.array([torch.func.grad(value)(w).numpy() for w in tensors])
        found[f"{name} hessians"] = np.array(
            [torch.func.hessian(value)(w).numpy() for w in tensors]
        )
    return found


def from_torch_schedule(make, steps, rate=0.2):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=rate)
    schedule, found = make(optimizer), []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return np.array(found)


def schedules():
    """Learning rates of the first steps, under "library name arguments"."""
    in_torch = torch.optim.lr_scheduler
    k = range(121)

    def in_optax(schedule):
        return np.array([float(schedule(step)) for step in k])

    return {
        'torch step {"every": 7, "factor": 0.3}': from_torch_schedule(
            lambda o: in_torch.StepLR(o, 7, 0.3), 121
        ),
        'torch exponential {"factor": 0.95}': from_torch_schedule(
            lambda o: in_torch.ExponentialLR(o, 0.95), 121
        ),
        'torch cosine {"steps": 90, "end": 0.05}': from_torch_schedule(
            lambda o: in_torch.CosineAnnealingLR(o, 90, eta_min=0.05), 91
        ),
        'torch warm_up {"steps": 40, "start": 0.05}': from_torch_schedule(
            lambda o: in_torch.LinearLR(o, 0.25, 1.0, 40), 121
        ),
        'torch inverse_time {"decay": 0.3}': from_torch_schedule(
            lambda o: in_torch.LambdaLR(o, lambda k: 1 / (1 + 0.3 * k)), 121
        ),
        'torch inverse_square_root {"decay": 0.3}': from_torch_schedule(
            lambda o: in_torch.LambdaLR(o, lambda k: (1 + 0.3 * k) ** -0.5), 121
        ),
        "optax constant {}": in_optax(optax.constant_schedule(0.2)),
        'optax step {"every": 7, "factor": 0.3}': in_optax(
            optax.exponential_decay(0.2, 7, 0.3, staircase=True)
        ),
        'optax exponential {"factor": 0.95}': in_optax(optax.exponential_decay(0.2, 1, 0.95)),
        'optax cosine {"steps": 90, "end": 0.05}': in_optax(
            optax.cosine_decay_schedule(0.2, 90, alpha=0.25)
        ),
        'optax warm_up {"steps": 40, "start": 0.05}': in_optax(
            optax.linear_schedule(0.05, 0.2, 40)
        ),
        "optax join {}": in_optax(
            optax.join_schedules(
                [optax.linear_schedule(0.0, 0.2, 20), optax.cosine_decay_schedule(0.2, 80)], [20]
            )
        ),
    }


def save(name, arrays, **facts):
    about = json.dumps({"versions": VERSIONS, **facts})
    np.savez_compressed(HERE / name, about=np.array(about), **arrays)


def main():
    jax.config.update("jax_enable_x64", True)
    starts = {name: loss["start"] for name, loss in LOSSES.items()}
    cases, paths = descents()
    save("descents.npz", paths, cases=cases, steps=KEPT, starts=starts)
    cases, paths = batches()
    save("batches.npz", paths, cases=cases, steps=KEPT, x=DATA_X, y=DATA_Y, start=[-1.0, 2.0])
    save("derivatives.npz", derivatives(), x=DATA_X, y=DATA_Y)
    save("schedules.npz", schedules())


if __name__ == "__main__":
    main()
