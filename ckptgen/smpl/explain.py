"""Why ckptgen and spatch do not do the same to a table."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ckptgen.csource.model import Form, Table
from ckptgen.csource.text import SourceText
from ckptgen.plan.model import PlannedTable, Verdict
from ckptgen.sempatch.model import Move, SemanticPatch
from ckptgen.smpl.model import Agreement, Compared, Explanation, Reason
from ckptgen.smpl.parsing import BadRegion
from ckptgen.smpl.probing import Probed
from ckptgen.smpl.tables import Delta, Said, delta

_FORMS = {
    Form.ARRAY: "an element of an array",
    Form.EMBEDDED: "a part of another struct's initializer",
    Form.COMPOUND: "a compound literal",
}
_PROBED = "spatch changes the same entries in a variable of their own"
"""What a probe has shown."""


@dataclass(frozen=True, slots=True)
class Case:
    """One table: what it says in the tree and after either tool, and the plan's verdicts on it, step by step.

    ``shares`` is what the rules of each of these steps are to do with it, by its entries.
    """

    table: Table
    before: Said
    planned: Said
    spatched: Said
    verdicts: tuple[PlannedTable, ...]
    shares: tuple[Delta, ...]

    @property
    def by_ckptgen(self) -> Delta:
        """What becomes of its entries and its declaration by ckptgen."""
        return delta(self.before, self.planned)

    @property
    def by_spatch(self) -> Delta:
        """The same by spatch."""
        return delta(self.before, self.spatched)

    @property
    def overlooked(self) -> bool:
        """Tell whether spatch does not do all that the rules are to do and ckptgen does."""
        lack = self.by_ckptgen - self.by_spatch
        return any(planned.edits and lack & share for planned, share in zip(self.verdicts, self.shares, strict=True))

    @property
    def overdone(self) -> Delta:
        """What spatch does beyond what the rules are to do by the table's entries."""
        left = self.by_spatch - self.by_ckptgen
        for share in self.shares:
            left -= share
        return left


@dataclass(frozen=True, slots=True)
class Findings:
    """What spatch was seen to do: the lines it could not parse and the files that it gave up on, by path, and how it
    did with probes of single tables, by the table's path and opening brace.
    """

    unparsed: Mapping[str, Sequence[BadRegion]]
    gave_up: Mapping[str, str]
    probed: Mapping[tuple[str, int], Probed]


def compare(case: Case, patch: SemanticPatch, text: SourceText, findings: Findings) -> Compared | None:
    """Return how the two tools differ about one table; None where neither changes it. ``text`` is its file."""
    by_ckptgen, by_spatch = case.before.raw != case.planned.raw, case.before.raw != case.spatched.raw
    if not by_ckptgen and not by_spatch:
        return None
    if by_ckptgen and by_spatch and _equivalent(case):
        same = case.planned.raw == case.spatched.raw
        return Compared(case.table, True, True, Agreement.IDENTICAL if same else Agreement.EQUIVALENT, ())
    found = [*_excess(case, text, findings), *_lack(case, patch, text, findings)]
    if not found:
        found = list(_beside(case))
    agreement = Agreement.DIFFERENT if by_ckptgen and by_spatch else None
    return Compared(case.table, by_ckptgen, by_spatch, agreement, tuple(dict.fromkeys(found)))


def _equivalent(case: Case) -> bool:
    one, other = case.planned, case.spatched
    return (one.head, one.arms, one.texts, one.remarks) == (other.head, other.arms, other.texts, other.remarks)


def _beside(case: Case) -> Iterator[Explanation]:
    """Yield why the same entries do not make the same table."""
    one, other = case.planned, case.spatched
    place = _place(case.table, case.table.line)
    theirs, mine = Counter(other.remarks) - Counter(one.remarks), Counter(one.remarks) - Counter(other.remarks)
    if one.arms != other.arms:
        yield Explanation(Reason.CONDITIONAL, "the entry stands inside an #if with one, outside with the other", place)
    elif (theirs + mine) - Counter(case.before.remarks):
        yield Explanation(Reason.UNEXPLAINED, f"it is new between the braces: {_said(theirs, mine)}", place)
    elif theirs or mine:
        yield Explanation(Reason.REMARKS, _said(theirs, mine), place)
    elif one.texts != other.texts:
        yield Explanation(Reason.STYLE, "the same entry is written otherwise", place)
    else:
        yield Explanation(
            Reason.UNEXPLAINED, "only the order of the entries or of the words before them differs", place
        )


def _said(theirs: Counter[bytes], mine: Counter[bytes]) -> str:
    lines = [f"only with spatch: {shown(each)}" for each in sorted(theirs)]
    return "; ".join(lines + [f"only with ckptgen: {shown(each)}" for each in sorted(mine)])


def _excess(case: Case, text: SourceText, findings: Findings) -> Iterator[Explanation]:
    """Yield why spatch does what ckptgen does not."""
    excess = case.by_spatch - case.by_ckptgen
    for planned, share in zip(case.verdicts, case.shares, strict=True):
        if not excess & share:
            continue
        if planned.verdict is Verdict.OPT_OUT and planned.edits:
            yield _decision(planned)
        elif not planned.edits:
            places = [evidence.place for evidence in planned.evidence if evidence.place]
            yield Explanation(Reason.VERDICT, f"{planned.verdict}: {planned.reason}", places[0] if places else "")
        else:
            yield Explanation(Reason.UNEXPLAINED, f"spatch makes of it: {_listed(excess & share)}")
    if left := case.overdone:
        line = conditional_at(text, case.table)
        if line and findings.probed[case.table.path, case.table.open].done:
            why = "spatch does not see all branches: with the same entries outside of conditionals it leaves it alone"
            yield Explanation(Reason.CONDITIONAL, why, _place(case.table, line))
        else:
            yield Explanation(Reason.UNEXPLAINED, f"spatch makes of it: {_listed(left)}")


def _decision(planned: PlannedTable) -> Explanation:
    places = [evidence.place for evidence in planned.evidence if evidence.kind == "decision"]
    return Explanation(Reason.DECISION, planned.reason, places[0] if places else "")


def _lack(case: Case, patch: SemanticPatch, text: SourceText, findings: Findings) -> Iterator[Explanation]:
    """Yield why spatch does not do what ckptgen does."""
    lack = case.by_ckptgen - case.by_spatch
    if not lack and case.before.raw != case.spatched.raw:
        return
    for planned, share in zip(case.verdicts, case.shares, strict=True):
        if not planned.edits:
            continue
        if isinstance(patch.changes[planned.step], Move):
            yield Explanation(Reason.ORDER, "the order of the entries changes, which SmPL does not know")
        elif planned.verdict is Verdict.OPT_OUT:
            yield _decision(planned)
        elif lack & share:
            yield _overlooked(case, text, findings)
        elif not share and any(evidence.kind == "decision" for evidence in planned.evidence):
            yield _decision(planned)
        elif not share:
            yield Explanation(Reason.UNEXPLAINED, f"by its entries, the rule is not for it: {planned.reason}")


def _overlooked(case: Case, text: SourceText, findings: Findings) -> Explanation:
    """Return why spatch leaves a table alone that its rule is for."""
    table = case.table
    if table.path in findings.gave_up:
        return Explanation(Reason.GAVE_UP, f"spatch gave up on the file: {findings.gave_up[table.path]}")
    bad = next((each for each in findings.unparsed.get(table.path, ()) if _overlaps(each, table)), None)
    stopped = f"spatch cannot parse line {bad.line}: {bad.text}" if bad else ""
    if bad is not None and not table.in_macro:
        return Explanation(Reason.UNPARSED, stopped, _place(table, bad.line))
    probed = findings.probed[table.path, table.open]
    reason, what, line = _surroundings_of(table, text)
    if not (probed.asked and probed.done):
        why = "spatch leaves it alone, and its entries in a variable of their own too"
        return Explanation(Reason.UNEXPLAINED, why, _place(table, table.line))
    if reason is Reason.UNEXPLAINED:
        return Explanation(reason, "spatch leaves it alone", _place(table, table.line))
    return Explanation(reason, "; ".join(filter(None, (what, _PROBED, stopped))), _place(table, line))


def _surroundings_of(table: Table, text: SourceText) -> tuple[Reason, str, int]:
    """Return what a probe of the table leaves out: the reason that it is, in words, and its line."""
    if table.in_macro:
        return Reason.MACRO, "it stands in the body of a #define", table.line
    if table.form in _FORMS:
        return Reason.FORM, f"it is {_FORMS[table.form]}", table.line
    line = conditional_at(text, table)
    return (
        (Reason.CONDITIONAL, "a conditional stands around or in it", line)
        if line
        else (Reason.UNEXPLAINED, "", table.line)
    )


def _overlaps(region: BadRegion, table: Table) -> bool:
    # The bad lines begin with the end of what was parsed before them.
    return region.first < table.end_line and table.line <= region.last


def conditional_at(text: SourceText, table: Table) -> int:
    """Return the one-based line of a conditional around the table or between its braces; 0 if there is none."""
    open_at: list[int] = []
    for line in text.directives:
        if line.start > table.close:
            break
        if line.keyword == "endif":
            start = open_at.pop() if open_at else 0
            if start > table.open:
                return text.line(start)
        elif line.opens:
            open_at.append(line.start)
    # What holds a whole header is no branch of anything.
    guard = text.directives[0].start if text.path.endswith(".h") and text.directives else -1
    inner = [start for start in open_at if start != guard]
    return text.line(inner[-1]) if inner else 0


def _place(table: Table, line: int) -> str:
    return f"{table.path}:{line}"


def _listed(found: Delta) -> str:
    return ", ".join(f"{sign}{shown(entry)}" for sign, entry in sorted(found))


def shown(data: bytes) -> str:
    """Return bytes of the tree as text."""
    return data.decode("utf-8", "backslashreplace")
