"""Break the engine on purpose, one small change at a time, and see whether its tests notice.

    python tests/mutate.py losses descent        # some modules
    python tests/mutate.py --share 0.25          # every module, a quarter of the mutants

A mutant is the module with one operator, comparison, number, word, sign, argument or statement
changed. It lives in memory only: a forked child imports it instead of the file and runs the
module's own tests up to the first failure. Needs what the test suite needs, and fork.
"""

import argparse
import ast
import copy
import importlib.machinery
import os
import random
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# Which tests answer for which part, quickest first; the part's own examples run before them.
TESTS = {
    "losses": ["test_losses.py", "test_properties.py"],
    "optimizers": ["test_optimizers.py", "test_properties.py", "test_bad_input.py"],
    "schedules": ["test_schedules.py", "test_properties.py", "test_bad_input.py"],
    "initializers": ["test_initializers.py", "test_properties.py"],
    "descent": ["test_descent.py", "test_bad_input.py"],
    "walking": ["test_descent.py", "test_bad_input.py"],
    "endings": ["test_descent.py"],
    "trajectories": ["test_descent.py"],
    "stopping": ["test_descent.py", "test_bad_input.py"],
    "settling": ["test_many.py"],
    "many": ["test_many.py", "test_bad_input.py"],
    "sweeps": ["test_many.py", "test_bad_input.py"],
    "checks": ["test_words.py", "test_bad_input.py", "test_losses.py"],
    "words": ["test_words.py"],
    "backprop": ["test_network.py"],
    "network": ["test_network.py", "test_bad_input.py"],
}
SWAPS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div, ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def changes(node):
    """Yield pairs: what is changed, and the function that changes such a node in place."""
    kind = type(node)
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp) and type(node.op) in SWAPS:
        yield type(node.op).__name__, lambda n: setattr(n, "op", SWAPS[type(n.op)]())
    if kind is ast.Compare and type(node.ops[0]) in SWAPS:
        yield type(node.ops[0]).__name__, lambda n: n.ops.__setitem__(0, SWAPS[type(n.ops[0])]())
    if kind is ast.UnaryOp and isinstance(node.op, ast.USub | ast.Not | ast.Invert):
        yield type(node.op).__name__, twice
    if kind is ast.Constant and isinstance(node.value, bool):
        yield repr(node.value), lambda n: setattr(n, "value", not n.value)
    elif kind is ast.Constant and isinstance(node.value, int | float):
        yield repr(node.value), lambda n: setattr(n, "value", n.value + 1)
    elif kind is ast.Constant and isinstance(node.value, str) and not hasattr(node, "in_words"):
        yield repr(node.value), lambda n: setattr(n, "value", f"XX{n.value}XX")
    if kind in (ast.Return, ast.Assign) and not is_none(node.value):
        yield f"{kind.__name__} None", lambda n: setattr(n, "value", ast.Constant(None))
    if kind is ast.Call and node.keywords:
        yield f"without {node.keywords[-1].arg}", lambda n: n.keywords.pop()


def twice(node):
    """A sign or a negation written twice is none."""
    node.operand = ast.UnaryOp(node.op, node.operand)


def is_none(node):
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def mutants(source):
    """Yield pairs: a description with its line, and the changed tree."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.JoinedStr):  # the words of a message may be worded otherwise
            for part in node.values:
                part.in_words = True
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.in_words = True  # a docstring
    for place, node in enumerate(nodes):
        for number, (what, _) in enumerate(changes(node)):
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[place]
            list(changes(target))[number][1](target)
            yield f"line {getattr(node, 'lineno', 0)}: {what}", ast.fix_missing_locations(changed)


def survives(path, tree, tests, limit=180):
    """Whether the tests pass with a module replaced; a run that takes too long is a death."""
    child = os.fork()
    if child == 0:
        os._exit(1 if run_with(path, tree, tests) else 0)
    end = time.monotonic() + limit
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def run_with(path, tree, tests):
    """Run tests in this process with a module's code replaced; return pytest's exit code."""
    import pytest

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    original = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader, name):
        if Path(loader.path) == path:
            return compile(tree, str(path), "exec")
        return original(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code
    # Plain assertions: pytest would read files that it rewrites by itself.
    options = "-x -q -p no:cacheprovider -p no:nbval --noconftest --assert=plain -o addopts="
    try:
        return pytest.main([*options.split(), "--doctest-modules", *map(str, tests)])
    except BaseException:
        return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help="by default all")
    parser.add_argument("--share", type=float, default=1.0, help="of the mutants, by chance")
    arguments = parser.parse_args()
    chosen = random.Random(0)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    import numpy as np  # noqa: F401  loaded once here, so that no child has to
    import scipy.optimize  # noqa: F401

    for part in arguments.parts or TESTS:
        folder, file = ROOT / "gdviz" / part, ROOT / "gdviz" / f"{part}.py"
        paths = sorted(folder.glob("*.py")) if folder.is_dir() else [file]
        tests = [ROOT / "tests" / name for name in TESTS[part]]
        killed = total = 0
        first = paths[0]
        if not survives(first, ast.parse(first.read_text(encoding="utf-8")), [*paths, *tests]):
            sys.exit(f"{part}: its tests fail without any change; mend that first")
        for path in paths:
            for what, tree in mutants(path.read_text(encoding="utf-8")):
                if chosen.random() >= arguments.share:
                    continue
                total += 1
                if survives(path, tree, [path, *tests]):
                    print(f"survives: {path.relative_to(ROOT)} {what}", flush=True)
                else:
                    killed += 1
        print(f"{part}: {killed} of {total} die, {100 * killed / max(1, total):.1f} %", flush=True)


if __name__ == "__main__":
    main()
