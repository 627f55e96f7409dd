"""Run mutmut, and let it change optimizers too: it leaves out functions that have a decorator."""

from libcst import matchers
from mutmut.__main__ import cli
from mutmut.mutation.file_mutation import MutationVisitor

skips = MutationVisitor._skip_node_and_children
NAME = matchers.Name("optimizer")
OPTIMIZER = matchers.Decorator(NAME | matchers.Call(func=NAME))  # which only checks arguments


def skips_no_optimizer(visitor, node):
    """Say what mutmut says, but for a function under @optimizer."""
    decorators = getattr(node, "decorators", ())
    return skips(visitor, node) and not any(matchers.matches(d, OPTIMIZER) for d in decorators)


if __name__ == "__main__":
    MutationVisitor._skip_node_and_children = skips_no_optimizer
    cli()
