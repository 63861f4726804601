"""Entries under ``#ifdef`` where others are not, or the reverse: asked of every struct that gains the entry."""

from collections.abc import Iterator

from ckptgen.plan.guards import under_option
from ckptgen.plan.model import Evidence
from ckptgen.review.case import Case, is_null
from ckptgen.review.checks.stubs import find_stubs
from ckptgen.review.findings import Finding, Rule
from ckptgen.review.gains import Found, Gain
from ckptgen.rewrite.placement import choose_gap
from ckptgen.sempatch.model import Guard


def guarded(case: Case) -> dict[bool, list[Gain]]:
    """Return the entries that stand under a condition of their own (True), and those that do not.

    One of a table that stands under the option as a whole, as a private copy does, is neither.
    """
    found: dict[bool, list[Gain]] = {True: [], False: []}
    for gain in case.gains.entries:
        if not is_null(gain) and not _whole(case, gain):
            found[bool(gain.guard) and not _as_placed(case, gain.found)].append(gain)
    return found


def _whole(case: Case, gain: Gain) -> bool:
    """Tell whether the whole table is there with the option only."""
    option = case.patch.option
    if gain.found is None:
        said = gain.shown.guard if gain.shown else ""
        return bool(option) and gain.new and option in said
    return bool(option) and under_option(gain.found.text, gain.found.table.start, option)


def _as_placed(case: Case, found: Found | None) -> bool:
    """Tell whether the entry stands in a conditional only because the one does that it is to stand behind."""
    if found is None or found.table.struct != case.patch.struct:
        return False
    gap = choose_gap(found.others, found.entry.field, case.change.place, case.positions.get)
    return bool(gap.arms) and gap.arms == found.entry.arms


def usual_guard(case: Case) -> bool:
    """Tell whether most entries stand under a condition; where as many do as do not, the semantic patch decides."""
    found = guarded(case)
    if len(found[True]) == len(found[False]):
        return case.patch.guard is Guard.IFDEF
    return len(found[True]) > len(found[False])


def check_guarding(case: Case) -> Iterator[Finding]:
    """Yield the entries that are conditional where most are not, or the reverse."""
    found = guarded(case)
    usual = usual_guard(case)
    odd = found[not usual]
    if not odd or not found[usual]:
        return
    others = f"{len(found[usual])} of {len(found[True]) + len(found[False])} new entries"
    stubs = find_stubs(case, {gain.value for gain in odd}) if not usual else {}
    for gain in odd:
        if usual:
            message = f"{gain.name}: .{gain.field} stands under no condition, and {others} stand under one"
            yield case.finding(Rule.GUARD, gain, message, _like(found[usual]))
        else:
            stub = stubs.get(gain.value)
            missing = not stub or not (stub.null or stub.declared)
            why = f"; no header declares {gain.value}, or defines it as NULL" if missing else ""
            message = f"{gain.name}: .{gain.field} stands under #{gain.guard}, and {others} under no condition{why}"
            yield case.finding(Rule.GUARD, gain, message, _like(found[usual]))


def _like(others: list[Gain]) -> tuple[Evidence, ...]:
    first = others[0]
    return (Evidence("entry", f"{first.name} has it otherwise", first.path, first.line),) if first.line else ()
