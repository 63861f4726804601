"""The lines of a semantic patch that match nothing in a tree."""

from collections.abc import Iterable, Iterator

from ckptgen.plan.needs import predicates_of
from ckptgen.plan.predicates import predicate_fields
from ckptgen.plan.survey import Survey, members_of
from ckptgen.sempatch.conditions import BelongsTo, conditions
from ckptgen.sempatch.model import Add, After, Everywhere, Filesystem, Move, SemanticPatch, Standing, Uses


def unmatched(survey: Survey, users: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the allowed filesystems that the tree does not have, and a text for each other line that matches nothing.

    ``users`` are those of all tables; the judge of the survey has judged each table before.
    """
    patch, judge = survey.patch, survey.judge
    present = {each.owner for each in survey.facts.tables} | set(users)

    def found(name: str) -> bool:
        return name in present or any(survey.tree.exists(place) for place in judge.owners.places(name))

    absent: list[str] = []
    stale: list[str] = []
    for entry in patch.lists:
        name = entry.subject.name
        if isinstance(entry.subject, Everywhere):
            continue
        if isinstance(entry.subject, Uses):
            if not survey.facts.standings.includes(name):
                line = f'{entry.standing}: uses("{name}") (line {entry.line})'
                stale.append(f"{line}: no filesystem that is on no list by name includes <linux/{name}.h>")
        elif not found(name):
            if entry.standing is Standing.ALLOW and isinstance(entry.subject, Filesystem):
                absent.append(name)
            else:
                stale.append(f"{entry.standing}: {name} (line {entry.line}): not in this tree")
    stale += [f"{word}: {name} is not in this tree" for word, name in _asked_of_owners(patch) if not found(name)]
    stale += [
        f"{word}: the struct has no member {field}"
        for word, field in _unknown_members(patch, members_of(survey.collection))
    ]
    for decision in patch.decisions:
        if (decision.path, decision.table) not in judge.used:
            key = f"{decision.path}:{decision.table}"
            stale.append(f"decisions: {key} (line {decision.line}): no such table")
    return tuple(sorted(absent)), tuple(stale)


def _asked_of_owners(patch: SemanticPatch) -> Iterator[tuple[str, str]]:
    """Yield the names of owners that conditions ask about, each with the condition's word."""
    asked = (each for predicate in predicates_of(patch) for each in conditions(predicate))
    yield from (("belongs_to", name) for each in asked if isinstance(each, BelongsTo) for name in each.names)


def _unknown_members(patch: SemanticPatch, members: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the words of the semantic patch that name a member which the struct does not declare."""
    asked = [each for predicate in predicates_of(patch) for each in predicate_fields(predicate)]
    for change in patch.changes:
        if isinstance(change, Add | Move) and isinstance(change.place, After):
            asked.append((f'after("{change.place.field}")', change.place.field))
    yield from ((word, field) for word, field in asked if members and field not in members)
