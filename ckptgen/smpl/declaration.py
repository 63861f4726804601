"""The struct's own order of members, for the placement of new entries."""

from ckptgen.plan.collect import collect_tables
from ckptgen.tree.model import Tree

_HEADERS = "include"


def declared_members(tree: Tree, struct: str) -> tuple[str, ...]:
    """Return the members in the order in which the headers under include/ declare them; empty where none does."""
    if not tree.exists(_HEADERS):
        return ()
    definition = collect_tables(tree, struct, [_HEADERS]).definition
    return definition.order if definition else ()
