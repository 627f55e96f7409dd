"""Time several sides in turns and print their medians and ratios."""

import statistics
import time


def take_turns(sides, rounds):
    """Return the median seconds of each side; all sides run once in every round.

    Other load on the machine then meets all sides alike.
    """
    seconds = {name: [] for name in sides}
    for run in sides.values():  # warm up: compile, fill caches
        run()
    for _ in range(rounds):
        for name, run in sides.items():
            begin = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - begin)
    return {name: statistics.median(times) for name, times in seconds.items()}


def report(title, medians, ours):
    """Print a Markdown table of medians, with ratios to our side."""
    print(f"\n{title}\n\n| side | median | × {ours} |\n| --- | ---: | ---: |")
    for name, seconds in medians.items():
        print(f"| {name} | {written(seconds)} | {seconds / medians[ours]:.3g} |")


def written(seconds):
    """A time in the unit that suits it."""
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def missing(name):
    """Say that a side was left out."""
    print(f"left out: {name} is not installed here (see benchmarks/README.md)")
