"""Break the engine on purpose, one small change at a time, and see whether a test notices.

``make mutate`` runs this over the modules of ``SUITES``; ``python -m tools.mutate losses``
over some. ``tools/mutants.py`` says which changes are made; each makes one mutant. pytest
collects a module's doctests, its own test file and the wider ones once; every mutant then gets a
forked child, in which the code of every function that the module ever made is replaced by the
mutant's. Whichever test notices first comes first for the next mutant. Who goes unnoticed is
printed with its line. ``tests/MUTATION.md`` holds the last count and says why the rest may live.
"""

import argparse
import ast
import gc
import importlib
import os
import pickle
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from tools.graft import graft, load, made_by
from tools.mutants import mutants

ROOT = Path(__file__).resolve().parent.parent
WIDE = ["tests/test_records.py", "tests/test_properties.py", "tests/test_bad_input.py"]
LOSSES = ["tests/test_losses.py"]
WALKS = ["tests/test_optimizers.py"]
RUNS = ["tests/test_endings.py", "tests/test_descent.py"]
GRIDS = ["tests/test_grids.py"]
SCHEDULES = ["tests/test_schedules.py"]
INITIALIZERS = ["tests/test_initializers.py"]
CHECKS = ["tests/test_checks.py"]
SUITES = {
    "loss": LOSSES,
    "losses": LOSSES,
    "schedules": SCHEDULES,
    "initializers": INITIALIZERS,
    "optimizers": WALKS,
    "descent": RUNS,
    "stopping": RUNS,
    "grids": GRIDS,
    "checks": CHECKS + LOSSES + WALKS + SCHEDULES + INITIALIZERS + RUNS + GRIDS,
}
SECONDS = 5  # of processor time, and ten times its own: a test that takes longer has failed


class Runner:
    """A pytest plugin that runs the collected tests on one mutant after another."""

    def __init__(self, module, sample):
        self.module = importlib.import_module("gdviz." + module.replace("/", "."))
        self.source = Path(self.module.__file__).read_text(encoding="utf-8")
        self.some = list(mutants(self.source))[::sample]
        self.alive, self.dead = [], Counter()

    def pytest_runtestloop(self, session):
        """Run the tests on the module as it is, on it grafted unchanged, then on every mutant."""
        functions = made_by(self.module)
        gc.freeze()  # a child that counts what it did not make copies the parent's memory
        visits, seconds = _in_a_child(lambda: _visits(session, self.module.__file__), 900)
        order = sorted(visits, key=seconds.get)

        def killer_of(tree, tests):
            limits = {n: SECONDS + 10 * seconds[n] for n in tests}
            return _in_a_child(lambda: self._first_failure(session, limits, tree, functions))

        if (killer := killer_of(ast.parse(self.source), order)) != "none":
            name = self.module.__name__
            print(f"{name} fails when it is grafted unchanged: {killer}.", file=sys.stderr)
            os._exit(1)
        for line, said, tree in self.some:
            fitting = [n for n in order if any(a <= line <= b for a, b in visits[n])]
            killer = killer_of(tree, fitting or order)
            if killer == "none":
                self.alive.append((line, self.source.splitlines()[line - 1].strip(), said))
            elif killer in visits:
                self.dead["by a test"] += 1
                order.remove(killer)
                order.insert(0, killer)
            else:
                self.dead[killer or "takes too long"] += 1
        return True

    def _first_failure(self, session, limits, tree, functions):
        """The number of the first test that fails, "none" where none does."""
        try:
            code, new = load(self.module, tree)
        except Exception:
            return "cannot be imported"
        graft(self.module, code, new, functions)
        for number, seconds in limits.items():
            signal.setitimer(signal.ITIMER_PROF, seconds)
            item = session.items[number]
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if session.testsfailed:
                return number
        return "none"


def _in_a_child(task, seconds=60):
    """Return what a task returns in a forked child, or None if that dies or takes too long."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        signal.setitimer(signal.ITIMER_PROF, seconds)  # its default action ends the child
        try:
            answer = pickle.dumps(task())
            with os.fdopen(writer, "wb") as answers:
                answers.write(answer)
            os._exit(0)
        except BaseException:  # a fault of this tool's: nothing may be counted as noticed
            traceback.print_exc()
            os._exit(2)
    os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        answer = answers.read()
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        os._exit(1)
    return pickle.loads(answer) if answer else None


def _visits(session, file):
    """For each test the functions of a file that it calls, by their lines, and its seconds."""
    seen, found, seconds = set(), {}, {}

    def note(frame, event, argument):
        if event == "call" and frame.f_code.co_filename == file:
            seen.add(frame.f_code)

    for number, item in enumerate(session.items):
        seen.clear()
        begun = time.process_time()
        sys.settrace(note)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        sys.settrace(None)
        if session.testsfailed:
            raise AssertionError(f"{item.nodeid} fails without any mutant.")
        found[number] = [_body(code) for code in seen]
        seconds[number] = time.process_time() - begun
    return found, seconds


def _body(code):
    """The first and the last line of what a function does; its signature acts without a call."""
    lines = [line for *_, line in code.co_lines() if line]
    inside = [line for line in lines if line > code.co_firstlineno] or lines
    return min(inside), max(inside)


def fresh_copy(folder):
    """Copy what the tests need: somebody may be editing the repository meanwhile."""
    keep = shutil.ignore_patterns("__pycache__", ".*")
    for part in ("gdviz", "tests"):
        shutil.copytree(ROOT / part, folder / part, ignore=keep)
    settings = "[pytest]\nfilterwarnings =\n    error\n"
    settings += "    ignore::pytest.PytestAssertRewriteWarning\n"  # hypothesis is loaded before
    (folder / "pytest.ini").write_text(settings, encoding="utf-8")


def survivors(module, sample):
    """Run the tests on a module's mutants; return how many died how, and who lived."""
    import pytest

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fresh_copy(folder)
        os.chdir(folder)
        sys.path[:] = [name, *(p for p in sys.path if Path(p or ".").resolve() != ROOT)]
        runner = Runner(module, sample)
        tests = [test for test in (*SUITES[module], *WIDE) if (folder / test).exists()]
        options = ["-q", "--tb=native", "-p", "no:cacheprovider", "-p", "no:nbval"]
        with open(os.devnull, "w") as quiet:
            kept = os.dup(1)
            os.dup2(quiet.fileno(), 1)
            pytest.main(
                [*options, "--doctest-modules", f"gdviz/{module}.py", *tests], plugins=[runner]
            )
            os.dup2(kept, 1)
    if runner.dead.total() + len(runner.alive) != len(runner.some):
        raise RuntimeError(f"The tests of {module} could not be run.")
    return runner.dead, sorted(runner.alive)


def _fewer_examples():
    """A quarter of Hypothesis's examples, none made smaller; tests/rows.py loads the profile."""
    from hypothesis import HealthCheck, Phase, settings

    quick = {"derandomize": True, "database": None, "deadline": None, "max_examples": 5}
    no_shrinking = {"phases": [Phase.explicit, Phase.generate]}
    slow = {"suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("mutate", **quick, **no_shrinking, **slow)
    os.environ["HYPOTHESIS_PROFILE"] = "mutate"


def measure(module, sample):
    """Print how many of a module's mutants die, and who lives."""
    begun = time.monotonic()
    ways, alive = survivors(module, sample)
    dead, count = ways.total(), ways.total() + len(alive)
    how = ", ".join(f"{n} {way}" for way, n in ways.most_common())
    minutes = (time.monotonic() - begun) / 60
    print(f"{module}: {dead} of {count} die, {100 * dead / count:.1f} % ({minutes:.1f} min: {how})")
    for line, text, said in alive:
        print(f"    {line}: {text[:70]}  ->  {said}")
    sys.stdout.flush()


def main():
    """Count who dies, module by module; each in a process of its own, as modules stay loaded."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("modules", nargs="*", default=list(SUITES), help="as losses")
    parser.add_argument("--sample", type=int, default=1, help="only every n-th mutant")
    given = parser.parse_args()
    os.environ.update(MPLBACKEND="agg", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    _fewer_examples()
    for module in given.modules:
        if not (child := os.fork()):
            measure(module, given.sample)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
