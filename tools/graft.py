"""Put a mutant's code in the place of a loaded module's own, without importing anything anew."""

import gc
import sys
import types


def made_by(module):
    """Every function in memory whose code stands in a module, closures and lambdas too."""
    return [
        thing
        for thing in gc.get_objects()
        if isinstance(thing, types.FunctionType) and thing.__code__.co_filename == module.__file__
    ]


def load(module, tree):
    """Run a mutant as if it were the module; return its code and its names."""
    code = compile(tree, module.__file__, "exec")
    new = {"__name__": module.__name__, "__file__": module.__file__}
    exec(code, new)
    return code, new


def graft(module, code, new, functions):
    """Put a mutant's code and values in the place of a module's own."""
    fresh = {_key(inner): inner for inner in _nested(code)}
    for function in functions:
        inner = fresh.get(_key(function.__code__))
        if inner and inner.co_freevars == function.__code__.co_freevars:
            function.__code__ = inner
    for name, value in new.items():
        if not name.startswith("__"):
            _hand_over(module, name, value)


def _key(code):
    first = next((place for place in code.co_positions() if place[0]), None)
    return code.co_qualname, code.co_firstlineno, first


def _nested(code):
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield inner
            yield from _nested(inner)


def _hand_over(owner, name, new):
    """Give a module or class the new value of a name, and a function its new defaults."""
    old = vars(owner).get(name)
    if isinstance(new, types.FunctionType | property) and type(old) is type(new):
        _defaults(getattr(old, "fget", old), getattr(new, "fget", new))
    elif isinstance(new, type) and isinstance(old, type):
        if old is not new:
            for part in set(vars(old)) - set(vars(new)):
                delattr(old, part)
            for part, value in list(vars(new).items()):
                if part not in ("__dict__", "__weakref__", "__doc__"):
                    _hand_over(old, part, value)
    elif isinstance(owner, type):
        setattr(owner, name, new)
    else:
        for other in list(sys.modules.values()):
            if vars(other).get(name) is old and other.__name__.startswith(("gdviz", "tests")):
                setattr(other, name, new)


def _defaults(old, new):
    """Defaults, and what a decorator keeps of the function it was given."""
    if old is new:
        return
    old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    for mine, theirs in zip(old.__closure__ or (), new.__closure__ or (), strict=False):
        if mine.cell_contents is old:  # a function that calls itself
            continue
        if isinstance(mine.cell_contents, types.FunctionType):
            _defaults(mine.cell_contents, theirs.cell_contents)
        elif not isinstance(mine.cell_contents, type):
            mine.cell_contents = theirs.cell_contents
