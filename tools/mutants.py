"""The ways to break a module, one small change at a time.

What is said and shown is no behaviour that a number could prove, so it is left alone: docstrings,
annotations, f-strings, what a raised error says, and what goes by the names in ``DECORATION``.
"""

import ast
import copy

DECORATION = {"advice", "reason", "words", "text", "labels", "bounds", "example", "fits", "has"}
DECORATION |= {"name", "message", "wanted", "allowed", "known", "here", "__all__"}
SWAPS = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div],
    ast.Div: [ast.Mult],
    ast.FloorDiv: [ast.Mult],
    ast.Mod: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.Pow: [ast.Mult],
    ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
    ast.Lt: [ast.LtE, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
}
OPPOSITES = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}
OPPOSITES |= {"any": "all", "all": "any", "zeros_like": "ones_like", "argmin": "argmax"}
OPPOSITES |= {"argmax": "argmin", "fmin": "fmax", "isfinite": "isnan"}


def changes(node):
    """Yield every way to break one node: words, what does it in place, a line if not the node's."""
    for kind, breaker in BREAKERS.items():
        if isinstance(node, kind):
            yield from breaker(node)


def _operator(node):
    for swap in SWAPS.get(type(node.op), []):
        yield swap.__name__, lambda n, swap=swap: setattr(n, "op", swap())


def _comparison(node):
    for i, op in enumerate(node.ops):
        for swap in SWAPS[type(op)]:
            yield swap.__name__, lambda n, i=i, swap=swap: n.ops.__setitem__(i, swap())
    for i, other in enumerate([node.left, *node.comparators]):
        for text in [other, *getattr(other, "elts", [])]:
            if isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield f"another text than {text.value!r} ({i})", _other_text(text.value)


def _other_text(text):
    def change(node):
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and part.value == text:
                part.value = "another text"

    return change


def _constant(node):
    value = node.value
    if isinstance(value, bool):
        yield str(not value), lambda n: setattr(n, "value", not n.value)
    elif isinstance(value, int | float):
        yield f"{value} + 1", lambda n: setattr(n, "value", n.value + 1)
        if isinstance(value, int):
            yield f"{value} - 1", lambda n: setattr(n, "value", n.value - 1)
        elif value:
            yield f"{value} * 2", lambda n: setattr(n, "value", n.value * 2)


def _unary(node):
    identity = {ast.Not: lambda o: ast.Call(ast.Name("bool", ast.Load()), [o], [])}
    same = identity.get(type(node.op), lambda o: ast.UnaryOp(ast.UAdd(), o))

    def change(n):
        kept = same(n.operand)
        n.__class__ = type(kept)
        n.__dict__ = {**n.__dict__, **kept.__dict__}

    yield f"no {type(node.op).__name__}", change


def _call(node):
    function = node.func
    part = "id" if isinstance(function, ast.Name) else "attr"
    other = OPPOSITES.get(getattr(function, part, None))
    if other:
        yield other, lambda n: setattr(n.func, part, other)


def _returned(node):
    if node.value is not None and ast.unparse(node.value) != "None":
        yield "return None", lambda n: setattr(n, "value", _never(n.value))


def _never(expression):
    """None, with the expression behind it: the names of a closure stay what they are."""
    return ast.IfExp(ast.Constant(False), expression, ast.Constant(None))


def _branch(node):
    yield "if not", lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))


def _body(node):
    for field in ("body", "orelse"):
        for i, statement in enumerate(getattr(node, field, [])):
            if _droppable(statement):
                yield (
                    "not run",
                    lambda n, field=field, i=i: _skip(getattr(n, field), i),
                    statement.lineno,
                )


def _skip(statements, i):
    """Leave a statement there, yet never run it: local names and closures stay what they are."""
    statements[i] = ast.If(ast.Constant(False), [statements[i]], [])


def _droppable(statement):
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Constant)
    return isinstance(
        statement, ast.Assign | ast.AugAssign | ast.Raise | ast.Continue | ast.Break
    ) and not _is_decoration(statement)


BREAKERS = {
    ast.BinOp | ast.AugAssign | ast.BoolOp: _operator,
    ast.Compare: _comparison,
    ast.Constant: _constant,
    ast.UnaryOp: _unary,
    ast.Call: _call,
    ast.Return: _returned,
    ast.If | ast.IfExp | ast.While: _branch,
    ast.FunctionDef | ast.If | ast.For | ast.While | ast.With | ast.Try: _body,
}


def _is_decoration(node):
    if isinstance(node, ast.Assign):
        return any(getattr(target, "id", None) in DECORATION for target in node.targets)
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.keyword) and node.arg in DECORATION
    )


def _left_alone(node):
    """The parts of a node that no mutant touches."""
    if isinstance(node, ast.arguments):
        return [arg.annotation for arg in ast.walk(node) if isinstance(arg, ast.arg)]
    if isinstance(node, ast.AnnAssign):
        return [node.annotation]
    if isinstance(node, ast.FunctionDef):
        return [node.returns, *(arg.annotation for arg in node.args.args)]
    if isinstance(node, ast.Raise):
        return getattr(node.exc, "args", [])
    return []


def places(tree):
    """Yield the path of every node that may be broken: fields and indices from the root."""

    def below(node, path):
        yield path, node
        untouched = {id(part) for part in _left_alone(node)}
        for field, value in ast.iter_fields(node):
            for i, child in enumerate(value if isinstance(value, list) else [value]):
                leaf = not isinstance(child, ast.AST) or id(child) in untouched
                if not leaf and not _is_decoration(child):
                    yield from below(child, [*path, (field, i)])

    return below(tree, [])


def mutants(source):
    """Yield the line, the change in words and the broken tree of every mutant."""
    tree = ast.parse(source)
    for path, node in places(tree):
        for said, change, *line in changes(node):
            broken = copy.deepcopy(tree)
            spot = broken
            for field, i in path:
                value = getattr(spot, field)
                spot = value[i] if isinstance(value, list) else value
            change(spot)
            here = line[0] if line else getattr(node, "lineno", 0)
            yield here, said, ast.fix_missing_locations(broken)
