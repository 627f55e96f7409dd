"""What ``import gdviz`` costs over ``import numpy``, in fresh interpreters that take turns.

python -m benchmarks.bench_import
"""

import subprocess
import sys

from benchmarks.measure import report, take_turns


def importing(modules):
    return lambda: subprocess.run([sys.executable, "-c", f"import {modules}"], check=True)


def main():
    sides = {"numpy": importing("numpy"), "numpy, gdviz": importing("numpy, gdviz")}
    medians = take_turns(sides, rounds=15)
    extra = medians["numpy, gdviz"] - medians["numpy"]
    report("Importing, whole interpreter", medians, "numpy")
    print(f"\nimport gdviz over import numpy: {1e3 * extra:.1f} ms")


if __name__ == "__main__":
    main()
