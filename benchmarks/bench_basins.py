"""Basins of Himmelblau's wells, 512 × 512 starts × 200 steps, against the other ways to do it.

Needs gdviz alone; compares with jax (CPU, float64) and numba where they are installed. The sides
take turns, and what counts are ratios of medians within this one run.

    python -m benchmarks.bench_basins
"""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np

import gdviz as gd
from benchmarks.measure import missing, report, take_turns

RESOLUTION, RATE, STEPS = 512, 0.01, 200
LOSS = gd.losses.himmelblau()


def grid():
    axis = np.linspace(-5, 5, RESOLUTION)
    return np.stack(np.meshgrid(axis, axis), axis=-1)


def gradient(w):
    """Himmelblau's gradient as tutorials write it, for one point."""
    x, y = w
    p, q = x**2 + y - 11, x + y**2 - 7
    return np.array([4 * x * p + 2 * q, 2 * p + 4 * y * q])


def tutorial_loop(starts):
    ends = []
    for w in starts:
        for _ in range(STEPS):
            w = w - RATE * gradient(w)
        ends.append(w)
    return np.array(ends)


def whole_arrays(starts):
    x, y = starts[..., 0].copy(), starts[..., 1].copy()
    for _ in range(STEPS):
        p, q = x * x + y - 11, x + y * y - 7
        x, y = x - RATE * (4 * x * p + 2 * q), y - RATE * (2 * p + 4 * y * q)
    return np.stack([x, y], axis=-1)


def with_jax():
    """A vmap over a scan, jitted, double precision, compiled before it is timed."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def value(w):
        x, y = w
        return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2

    slope = jax.grad(value)

    def walk(w):
        return jax.lax.scan(lambda w, _: (w - RATE * slope(w), None), w, None, length=STEPS)[0]

    run = jax.jit(jax.vmap(walk))
    starts = jnp.asarray(grid().reshape(-1, 2))
    return lambda: run(starts).block_until_ready()


def with_numba():
    """One fused compiled loop on one core."""
    import numba

    @numba.njit(fastmath=True, error_model="numpy")
    def run(x, y):
        for begin in range(0, x.size, 512):  # blocks that stay in the first cache
            for _ in range(STEPS):
                for i in range(begin, begin + 512):
                    u, v = x[i], y[i]
                    p, q = u * u + v - 11, u + v * v - 7
                    x[i] = u - RATE * (4 * u * p + 2 * q)
                    y[i] = v - RATE * (2 * p + 4 * v * q)
        return x, y

    x, y = np.ascontiguousarray(grid().reshape(-1, 2).T)
    return lambda: np.stack(run(x.copy(), y.copy()), axis=-1)


def ours():
    return gd.basins(LOSS, resolution=RESOLUTION, learning_rate=RATE, steps=STEPS)


def check(ends, wanted):
    """The other side's end points lie at the minima that gd.basins names."""
    apart = np.linalg.norm(np.reshape(ends, (-1, 1, 2)) - LOSS.minima, axis=-1)
    agree = np.where(apart.min(axis=1) < 1e-3, apart.argmin(axis=1), -1) == wanted
    assert agree.mean() > 0.999, agree.mean()


def main():
    few = 256  # the tutorial loop is timed on so many starts and scaled up
    starts = grid().reshape(-1, 2)
    thinned = slice(None, None, len(starts) // few)
    some, ends = starts[thinned], ours().ends.ravel()
    check(tutorial_loop(some), ends[thinned])
    check(whole_arrays(grid()), ends)
    sides = {
        "gd.basins": ours,
        f"tutorial loop, {len(some)} starts": lambda: tutorial_loop(some),
        "numpy, whole arrays": lambda: whole_arrays(grid()),
    }
    for name, maker in {"jax, warm": with_jax, "numba": with_numba}.items():
        try:
            sides[name] = maker()
        except ImportError:
            missing(name)
            continue
        check(sides[name](), ends)
    medians = take_turns(sides, rounds=9)
    loop = next(name for name in medians if name.startswith("tutorial"))
    medians["tutorial loop"] = medians.pop(loop) * len(starts) / len(some)
    report("Basins, 512 × 512 starts × 200 steps", medians, "gd.basins")


if __name__ == "__main__":
    main()
