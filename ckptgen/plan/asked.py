"""What a change asks of a table: nothing, an edit, or what cannot be known or done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from ckptgen.csource.values import NULL, is_null, same_value
from ckptgen.plan.entrywise import Claim, Contents, evidence_of, has, macros_behind, matched, shown_values
from ckptgen.plan.model import Evidence, Verdict
from ckptgen.sempatch.model import Add, Change, Constify, Move, Remove, Rename, Replace

SETTLED = frozenset({Verdict.NOTHING, Verdict.PRESENT, Verdict.DIFFERS, Verdict.OPT_OUT})
_MOST_CONFIGURATIONS = 512


@dataclass(frozen=True, slots=True)
class Asked:
    """What a change asks of a table.

    ``verdict`` is one of ``SETTLED`` where the table needs no change, whoever it belongs to; None where the change is
    to be made; UNDECIDED where that cannot be told, UNSUPPORTED where it cannot be made in the table's own text.
    """

    verdict: Verdict | None
    why: str = ""
    evidence: tuple[Evidence, ...] = ()


_TO_DO = Asked(None)
_OfEntry = Remove | Replace | Rename | Move


def what_is_asked(change: Change, contents: Contents) -> Asked:
    """Return what the change asks of the table."""
    match change:
        case Constify():
            return _TO_DO
        case Add():
            return _of_addition(change, contents)
        case Remove() | Replace() | Rename() | Move():
            return _of_entry(change, contents)


def _of_addition(change: Add, contents: Contents) -> Asked:
    name, value = change.field, change.value
    claims = contents.claims(name)
    there = has(name, contents)
    if not claims:
        # Where the table itself cannot be edited, that is what stops the change.
        unclear = there.holds is None and not contents.table.problem
        detail = there.evidence[0].detail if unclear else ""
        why = f"{detail} may give it the entry already" if detail.startswith("the macro") else there.why
        return Asked(Verdict.UNDECIDED, why, there.evidence) if unclear else _TO_DO
    evidence = _all_evidence(name, claims, contents)
    if there.holds is None:
        return Asked(Verdict.UNDECIDED, there.why, evidence)
    same = {_is(claim, value, contents) for claim in claims}
    if same == {True}:
        return Asked(Verdict.PRESENT, f".{name} is {shown_values(claims)} already", evidence)
    if all(not claim.partial and is_null(claim.value) for claim in claims):
        return Asked(Verdict.OPT_OUT, f".{name} is {NULL} already", evidence)
    if None in same:
        return Asked(Verdict.UNDECIDED, f".{name} is {shown_values(claims)}, which may be {value}", evidence)
    return Asked(Verdict.DIFFERS, f".{name} is {shown_values(claims)}", evidence)


def _of_entry(change: _OfEntry, contents: Contents) -> Asked:
    name = change.field
    was = "" if isinstance(change, Move) else change.was
    claims = contents.claims(name)
    evidence = _all_evidence(name, claims, contents)
    if not claims:
        return _without(change, contents)
    there = contents.always(claims)
    if isinstance(change, Replace) and there and all(_is(claim, change.value, contents) for claim in claims):
        return Asked(Verdict.PRESENT, f".{name} is {change.value} already", evidence)
    matches = {claim: _is(claim, was, contents) if was else True for claim in claims}
    if set(matches.values()) == {False}:
        hidden = contents.absent(name)
        if hidden.holds is None and (contents.table.hidden or all(claim.arms for claim in claims)):
            # Where none of them is there, what is hidden may hold one.
            return Asked(Verdict.UNDECIDED, hidden.why, hidden.evidence)
        return Asked(Verdict.NOTHING, f"its .{name} is {shown_values(claims)}", evidence)
    unclear = [claim for claim in claims if matches[claim] is None]
    if unclear:
        return Asked(Verdict.UNDECIDED, f"its .{name} is {shown_values(unclear)}, which may be {was}", evidence)
    return _of_chosen(change, [claim for claim in claims if matches[claim]], contents)


def _of_chosen(change: _OfEntry, chosen: Sequence[Claim], contents: Contents) -> Asked:
    """Return what the change asks of the entries that it is about."""
    name, was = change.field, "" if isinstance(change, Move) else change.was
    evidence = _all_evidence(name, contents.claims(name), contents)
    if refused := _not_in_the_text(name, was, chosen, contents):
        return Asked(Verdict.UNSUPPORTED, refused, evidence)
    if isinstance(change, Rename) and (found := _brought(contents.claims(change.to))):
        why = f"the macro {found.entry.value} may give it .{change.to} already"
        return Asked(Verdict.UNSUPPORTED, why, evidence_of(change.to, contents.table, [found]))
    why = _uncovered(change, chosen, contents)
    return Asked(Verdict.UNDECIDED, why, evidence) if why else _TO_DO


def _without(change: _OfEntry, contents: Contents) -> Asked:
    """Return what a change asks of a table without an entry for its field."""
    absent = contents.absent(change.field)
    if absent.holds is None:
        return Asked(Verdict.UNDECIDED, absent.why, absent.evidence)
    if isinstance(change, Rename) and has(change.to, contents).holds:
        evidence = _all_evidence(change.to, contents.claims(change.to), contents)
        return Asked(Verdict.PRESENT, f"it has .{change.to} already", evidence)
    return Asked(Verdict.NOTHING, absent.why)


def _is(claim: Claim, value: str, contents: Contents) -> bool | None:
    return None if claim.partial else matched(claim.value, contents, lambda found: same_value(found, value))


def _all_evidence(name: str, claims: Sequence[Claim], contents: Contents) -> tuple[Evidence, ...]:
    behind = (each for claim in claims for each in macros_behind(claim.value, contents))
    return tuple(dict.fromkeys((*evidence_of(name, contents.table, claims), *behind)))


def _brought(claims: Sequence[Claim]) -> Claim | None:
    return next((claim for claim in claims if claim.brought), None)


def _not_in_the_text(name: str, was: str, chosen: Sequence[Claim], contents: Contents) -> str:
    """Return why the entries of these claims cannot be edited; empty if they can."""
    found = _brought(chosen)
    if found and (macro := found.macro_for(name)):
        return f"its .{name} comes from the macro {macro.name}, defined at {macro.place}"
    if any(claim.partial for claim in chosen):
        return f"its .{name} is given in parts"
    hidden = next((claim for claim in chosen if was and not same_value(claim.value, was)), None)
    if hidden is not None:
        places = " and ".join(each.place for each in macros_behind(hidden.value, contents))
        return f"its .{name} is {hidden.value}, a macro for {was} ({places})"
    return ""


# --- configurations -------------------------------------------------------------------------------------------------


def _uncovered(change: _OfEntry, chosen: Sequence[Claim], contents: Contents) -> str:
    """Return why a table would end up with something else than was asked for in some configuration; empty if not.

    Of several entries for a field that are there at once, the last one counts: what it covers shows when it goes.
    """
    before = contents.claims(change.field)
    if isinstance(change, Replace):
        return ""
    if isinstance(change, Move):
        found = _brought(before)
        return f"the macro {found.entry.value} gives it .{change.field} too" if found else ""
    if len(before) == len(chosen):
        return ""
    configurations = _configurations(before, contents)
    if configurations is None:
        return f"its entries for .{change.field} are in too many branches to tell which one counts"
    for configuration in configurations:
        there = [claim for claim in before if _is_there(claim, configuration)]
        if why := _ends_wrong(change, there, chosen):
            return why
    return ""


def _ends_wrong(change: Remove | Rename, there: Sequence[Claim], chosen: Sequence[Claim]) -> str:
    """Return what is wrong after the change where these claims are there together; empty if nothing is."""
    going = [claim for claim in there if claim in chosen]
    staying = [claim for claim in there if claim not in chosen]
    if not going or not staying:
        return ""
    last, other = going[-1], staying[-1]
    if there[-1] not in chosen:
        if isinstance(change, Remove):
            return ""
        return f"where its .{change.field} is {_told(other)}, .{change.to} would be set as well"
    if isinstance(change, Remove):
        return f"its .{change.field} = {_told(last)} stands in place of {_told(other)}, which would count without it"
    return f"its .{change.field} = {_told(last)} stands in place of {_told(other)}, which would stay"


def _told(claim: Claim) -> str:
    return f"{claim.value} (line {claim.entry.line})"


def _is_there(claim: Claim, configuration: Mapping[int, int]) -> bool:
    return all(configuration[arm.start] == arm.branch for arm in claim.arms)


def _configurations(claims: Sequence[Claim], contents: Contents) -> Iterator[Mapping[int, int]] | None:
    """Return every choice of a branch for each conditional that a claim is in; None where there are too many.

    Branch -1 is none of those with claims; a macro's definitions are all known.
    """
    branches: dict[int, set[int]] = {}
    for claim in claims:
        for arm in claim.arms:
            branches.setdefault(arm.start, set()).add(arm.branch)
    for start in branches:
        branches[start] |= set(range(contents.choices[start])) if start in contents.choices else {-1}
    if prod(len(known) for known in branches.values()) > _MOST_CONFIGURATIONS:
        return None
    starts = sorted(branches)
    every = (dict(zip(starts, each, strict=True)) for each in product(*(sorted(branches[s]) for s in starts)))
    return (configuration for configuration in every if _is_possible(configuration, contents))


def _is_possible(configuration: Mapping[int, int], contents: Contents) -> bool:
    """Tell whether no two conditionals about one name, such as #ifdef and #ifndef, contradict each other."""
    known: dict[str, bool] = {}
    for start, branch in configuration.items():
        if start in contents.conditions:
            name, positive = contents.conditions[start]
            if known.setdefault(name, (branch == 0) is positive) is not ((branch == 0) is positive):
                return False
    return True
