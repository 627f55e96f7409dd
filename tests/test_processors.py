"""The notebooks come out the same as an old processor computes them; `make processors` runs all."""

import os
import subprocess
import sys

from tools import processors

SIMD = "from tools.processors import simd_levels; print(simd_levels())"


def test_a_notebook_passes_with_every_level_held_down():
    (notebook,) = (processors.ROOT / "notebooks").glob("03_*.ipynb")
    well, text = processors.run(sys.executable, processors.held_down(), str(notebook))
    assert well, text


def test_the_held_down_levels_are_really_off():
    environment = os.environ | processors.held_down()
    told = subprocess.check_output(
        [sys.executable, "-c", SIMD], cwd=processors.ROOT, env=environment, text=True
    )
    assert told.strip() == "[]"
