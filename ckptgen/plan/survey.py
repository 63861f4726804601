"""The passes over a tree that a plan is made from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ckptgen.errors import CkptgenError
from ckptgen.plan.collect import (
    Collection,
    UnknownStructError,
    collect_tables,
    first_pass,
    struct_behind,
    with_skipped,
)
from ckptgen.plan.elsewhere import Elsewhere, fields_elsewhere, find_elsewhere, question_elsewhere
from ckptgen.plan.facts import TreeFacts, gather_facts
from ckptgen.plan.needs import Needs, needs_of
from ckptgen.plan.owners import Owners
from ckptgen.plan.seekable import read_absent_llseek
from ckptgen.plan.verdicts import Judge
from ckptgen.sempatch.model import Add, SemanticPatch, entry_after
from ckptgen.tree.model import Tree
from ckptgen.tree.together import Question, RememberingTree


class UnknownMemberError(CkptgenError):
    """The struct has no member that a change needs."""


@dataclass(frozen=True, slots=True)
class Survey:
    """All that is known of a tree, and the judge who knows the semantic patch: what a plan is made from.

    ``elsewhere`` are the places outside the tables that name the members whose entries go or change.
    """

    tree: Tree
    patch: SemanticPatch
    collection: Collection
    facts: TreeFacts
    judge: Judge
    elsewhere: tuple[Elsewhere, ...] = ()


def survey_tree(tree: Tree, patch: SemanticPatch) -> Survey:
    """Make the passes over ``tree`` that a plan needs. Raises UnknownStructError, and what reading the tree raises."""
    return next(survey_trees(tree, [patch]))


def survey_trees(tree: Tree, patches: Sequence[SemanticPatch]) -> Iterator[Survey]:
    """Yield what ``survey_tree`` gives for each semantic patch in turn; they share the passes over the tree."""
    passes = RememberingTree(tree)
    structs = dict.fromkeys(patch.struct for patch in patches)
    asked = {struct: _asked_of([patch for patch in patches if patch.struct == struct]) for struct in structs}
    members = sorted({field for patch in patches for field in fields_elsewhere(patch)})
    if len(asked) > 1 or members:
        firsts = [first_pass(passes, name, uses=True, also=also, needs=needs) for name, (also, needs) in asked.items()]
        questions: list[Question] = [(needles, work) for needles, work, _ in firsts]
        passes.foresee([*questions, *([question_elsewhere(members)] if members else [])])
    elsewhere = find_elsewhere(passes, members)
    found = {s: collect_tables(passes, s, uses=True, also=also, needs=needs) for s, (also, needs) in asked.items()}
    for patch in patches:
        tag = _behind(passes, patch.struct, found[patch.struct])
        if tag and tag not in found:
            also, needs = asked[patch.struct]
            found[tag] = collect_tables(passes, tag, uses=True, also=also, needs=needs)
        own = fields_elsewhere(patch)
        here = tuple(place for place in elsewhere if place.field in own)
        survey = _survey(tree, passes, replace(patch, struct=tag) if tag else patch, found[tag or patch.struct])
        yield replace(survey, elsewhere=here)


def _behind(tree: Tree, struct: str, collection: Collection) -> str:
    """Return the tag behind the name that a semantic patch gives for a struct, where that is a typedef's."""
    return struct_behind(tree, struct) if collection.definition is None else ""


def _asked_of(patches: Sequence[SemanticPatch]) -> tuple[list[str], Needs]:
    """Return the handlers that the changes of semantic patches for one struct give, and what their predicates need."""
    values = {value for patch in patches for _, value in map(entry_after, patch.changes) if value}
    return sorted(values), needs_of(patches)


def _survey(tree: Tree, passes: RememberingTree, patch: SemanticPatch, collection: Collection) -> Survey:
    require_struct(tree, patch.struct, collection)
    require_members(tree, patch, collection)
    facts = gather_facts(passes, patch, collection)
    # What a later pass could not read is as little known as what the first one could not.
    collection = replace(collection, coverage=with_skipped(collection.coverage, passes.skipped))
    judge = Judge(patch, facts.standings, Owners(patch.owners), read_absent_llseek(tree))
    return Survey(tree, patch, collection, facts, judge)


def require_struct(tree: Tree, struct: str, collection: Collection) -> None:
    """Raise UnknownStructError unless the tree defines the struct, has a table of it, or has files that nobody read."""
    unread = any(region.line == 0 for region in collection.coverage.unparsed)
    if collection.definition is None and not collection.tables and not unread:
        raise UnknownStructError(
            f"{tree.label} has no struct {struct}", "check the name; it is written without the word struct"
        )


def require_members(tree: Tree, patch: SemanticPatch, collection: Collection) -> None:
    """Raise UnknownMemberError where the struct lacks a member that entries are to become entries for.

    What is only added may come with the series, or with patches that it stands on.
    """
    known = {*members_of(collection), *(member.field for member in patch.members)}
    definition = collection.definition
    for change in patch.changes:
        field, _ = entry_after(change)
        if definition is not None and field and field not in known and not isinstance(change, Add):
            raise UnknownMemberError(
                f"{tree.label}: struct {patch.struct} has no member {field} ({definition.path}:{definition.line})",
                f"line {change.line} of {patch.path} is for trees that have it",
            )


def members_of(collection: Collection) -> frozenset[str]:
    """Return the names of the struct's members; nothing where the tree does not define it."""
    definition = collection.definition
    return frozenset(member.name for member in definition.members) if definition else frozenset()
