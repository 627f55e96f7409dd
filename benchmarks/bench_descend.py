"""descend against the loop that tutorials write, and against torch.optim.

Needs gdviz alone; compares with torch where it is installed. Sides take turns; what counts are
ratios of medians within this one run.

    python -m benchmarks.bench_descend
"""

import numpy as np

import gdviz as gd
from benchmarks.measure import missing, report, take_turns

STEPS, RATE, START = 2000, 0.001, (-1.0, 1.5)

# Values and gradients as tutorials write them, for one point.
TUTORIAL = {
    "bowl": (lambda w: np.sum(w**2), lambda w: 2 * w),
    "himmelblau": (
        lambda w: (w[0] ** 2 + w[1] - 11) ** 2 + (w[0] + w[1] ** 2 - 7) ** 2,
        lambda w: np.array(
            [
                4 * w[0] * (w[0] ** 2 + w[1] - 11) + 2 * (w[0] + w[1] ** 2 - 7),
                2 * (w[0] ** 2 + w[1] - 11) + 4 * w[1] * (w[0] + w[1] ** 2 - 7),
            ]
        ),
    ),
}


def points_only(gradient):
    w = np.array(START)
    path = [w]
    for _ in range(STEPS):
        w = w - RATE * gradient(w)
        path.append(w)
    return np.array(path)


def with_everything_kept(value, gradient):
    w = np.array(START)
    path, losses, gradients = [], [], []
    for _ in range(STEPS + 1):
        slope = gradient(w)
        path.append(w)
        losses.append(value(w))
        gradients.append(slope)
        w = w - RATE * slope
    return np.array(path), np.array(losses), np.array(gradients)


def with_torch(name):
    """The same steps by torch.optim.SGD in double precision on one thread, path kept."""
    import torch

    torch.set_num_threads(1)
    value = {
        "bowl": lambda w: (w**2).sum(),
        "himmelblau": lambda w: (w[0] ** 2 + w[1] - 11) ** 2 + (w[0] + w[1] ** 2 - 7) ** 2,
    }[name]

    def run():
        w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=RATE)
        path = [w.detach().numpy().copy()]
        for _ in range(STEPS):
            optimizer.zero_grad()
            value(w).backward()
            optimizer.step()
            path.append(w.detach().numpy().copy())
        return np.array(path)

    return run


def main():
    for name, (value, gradient) in TUTORIAL.items():
        loss = getattr(gd.losses, name)()

        def ours(loss=loss):
            return gd.descend(loss, START, learning_rate=RATE, steps=STEPS)

        sides = {
            "gd.descend": ours,
            "tutorial loop, points only": lambda g=gradient: points_only(g),
            "tutorial loop, all kept": lambda f=value, g=gradient: with_everything_kept(f, g),
        }
        try:
            sides["torch.optim.SGD"] = with_torch(name)
        except ImportError:
            missing("torch")
        for side in list(sides.values())[1:]:
            path = side()[0] if isinstance(side(), tuple) else side()
            np.testing.assert_allclose(path, ours().points, rtol=1e-9, atol=1e-12)
        report(f"{STEPS} steps on {name}", take_turns(sides, rounds=9), "gd.descend")


if __name__ == "__main__":
    main()
