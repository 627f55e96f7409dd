"""Run mutmut, and let it change optimizers too: it leaves out functions that have a decorator."""

import libcst
from mutmut.__main__ import cli
from mutmut.mutation.file_mutation import MutationVisitor

skips = MutationVisitor._skip_node_and_children


def skips_no_optimizer(visitor, node):
    """Say what mutmut says, but for a function under @optimizer, which only checks arguments."""
    return skips(visitor, node) and not is_optimizer(node)


def is_optimizer(node):
    """Say whether a function is made an optimizer."""
    decorators = node.decorators if isinstance(node, libcst.FunctionDef) else ()
    names = (getattr(d.decorator, "func", d.decorator) for d in decorators)
    return any(getattr(name, "value", "") == "optimizer" for name in names)


if __name__ == "__main__":
    MutationVisitor._skip_node_and_children = skips_no_optimizer
    cli()
