"""Tables that gain the entry: whether they may have it, and with which value."""

import re
from collections.abc import Iterator

from ckptgen.plan.facts import TableFacts
from ckptgen.plan.model import Evidence, PlannedTable, Verdict
from ckptgen.plan.verdicts import Judgement
from ckptgen.review.case import Case, accepted, is_null
from ckptgen.review.checks.judging import answer, facts_of_new, natural
from ckptgen.review.findings import RULES_OF_VERDICTS, Finding, Rule, Severity
from ckptgen.review.gains import Gain

_FINE = (Verdict.ADD, Verdict.UNSUPPORTED, Verdict.PRESENT, Verdict.DIFFERS)


def check_qualifying(case: Case) -> Iterator[Finding]:
    """Yield the tables that gain the entry and do not qualify, and the entries of another value."""
    for gain in case.added:
        known = case.planned.get(gain.key)
        if is_null(gain):
            yield from _opted_out(case, gain, known)
        elif known is not None:
            yield from _judged(case, gain, *known)
        elif gain.found is not None:
            yield from _new(case, gain)
        if not is_null(gain) and gain.value != case.change.value:
            yield case.finding(
                Rule.OTHER_VALUE, gain, f"{gain.name}: .{gain.field} is {gain.value}, not {case.change.value}"
            )


def _opted_out(case: Case, gain: Gain, known: tuple[PlannedTable, TableFacts] | None) -> Iterator[Finding]:
    if known is not None and known[0].verdict is Verdict.ADD:
        message = f"{gain.name} qualifies, and says NULL: {known[0].reason}"
        yield case.finding(Rule.OTHER_VALUE, gain, message, known[0].evidence)


def _judged(case: Case, gain: Gain, planned: PlannedTable, facts: TableFacts) -> Iterator[Finding]:
    decided = [each for each in planned.evidence if each.kind == "decision"]
    if planned.verdict is Verdict.ADD and decided:
        by_itself = natural(case, facts)
        if by_itself.verdict is not Verdict.ADD:
            yield _exception(case, gain, facts, by_itself, decided[0])
    elif planned.verdict not in _FINE:
        yield _unqualified(case, gain, facts, planned.verdict, planned.reason, planned.evidence)


def _new(case: Case, gain: Gain) -> Iterator[Finding]:
    """Judge a table that the series makes by what the tree behind it says."""
    assert gain.found is not None
    facts = facts_of_new(case, gain.found)
    judgement = natural(case, facts)
    if judgement.verdict is not Verdict.ADD:
        yield _unqualified(case, gain, facts, judgement.verdict, judgement.reason, judgement.evidence)


def _unqualified(
    case: Case, gain: Gain, facts: TableFacts, verdict: Verdict, reason: str, evidence: tuple[Evidence, ...]
) -> Finding:
    found = answer(case, facts)
    rule = RULES_OF_VERDICTS.get(verdict)
    if rule is None:
        rule = Rule.UNQUALIFIED_TABLE if found.holds is not True else Rule.LISTED_FILESYSTEM
    grave = found.holds is False or verdict is Verdict.DENY or rule is Rule.SHARED_TABLE
    why = "" if found.holds or found.why in reason else f"; {found.why}"
    return case.finding(
        rule,
        gain,
        f"{gain.name} gains .{gain.field}: {reason}{why}",
        tuple(dict.fromkeys((*evidence, *found.evidence))),
        Severity.ERROR if grave else Severity.WARNING,
    )


def _exception(case: Case, gain: Gain, facts: TableFacts, by_itself: Judgement, decision: Evidence) -> Finding:
    """Return a table that only a decision lets in: accepted where the patch's text speaks of it."""
    found = answer(case, facts)
    why = "" if found.holds or found.why in by_itself.reason else f"; {found.why}"
    evidence = tuple(dict.fromkeys((decision, *by_itself.evidence, *found.evidence)))
    said = decision.detail.partition(": ")[2]
    told = re.search(rf"(?<!\w){re.escape(gain.table)}(?!\w)", gain.patch.message.body)
    silent = "" if told else ", and the patch does not say why"
    message = (
        f"{gain.name} gains .{gain.field} by a decision of the semantic patch ({said}){silent}; by itself:"
        f" {by_itself.reason}{why}"
    )
    finding = case.finding(Rule.UNEXPLAINED_EXCEPTION, gain, message, evidence)
    return accepted(finding, said) if told else finding
