"""What the entries need: the member in the struct, in time and under no condition, and the handler's stub."""

import re
from collections.abc import Iterator

from ckptgen.csource.structs import find_definition
from ckptgen.csource.text import SourceText
from ckptgen.plan.model import Evidence
from ckptgen.review.case import Case
from ckptgen.review.checks.guarding import guarded, usual_guard
from ckptgen.review.checks.stubs import find_stubs
from ckptgen.review.findings import RULES, Finding, Rule
from ckptgen.review.gains import condition
from ckptgen.series.model import Phase
from ckptgen.tree.model import NoContentError


def check_declaring(case: Case) -> Iterator[Finding]:
    """Yield what the entries of the semantic patch's struct need, and neither the tree nor the series declares."""
    if not case.added or case.leaves_out(Phase.DECLARE):
        return
    if case.series.manifest and case.series.manifest.prerequisites:
        # Patches that the series only names may declare it.
        return
    yield from _member(case)
    yield from _stub(case)


def _member(case: Case) -> Iterator[Finding]:
    field, first = case.change.field, case.added[0]
    if case.header is None:
        return
    text, definition = case.header
    place = next((member.line for member in definition.members if member.name == field), 0)
    if not place:
        if not _in_hunks(case, definition.path):
            message = (
                f"struct {case.patch.struct} has no member {field}, neither in the tree nor by the series;"
                f" {first.name} is the first of {len(case.added)} that name it"
            )
            yield _at_header(case, Rule.MISSING_MEMBER, definition.line, message)
        return
    late = _declared_by(case, definition.path)
    if late is not None and first.patch.number < late:
        message = f"{first.name} names the member {field}, which only patch {late} of the series declares"
        yield case.finding(Rule.MISSING_MEMBER, first, message)
    bare = [gain for gain in guarded(case)[False] if gain.struct == case.patch.struct]
    said = _conditions(case, text, text.offset_of_line(place), definition.open)
    if said and bare:
        message = f"the member {field} is there under #{said} only, and {bare[0].name} names it under no condition"
        evidence = (Evidence("entry", bare[0].name, bare[0].path, bare[0].line),)
        yield _at_header(case, Rule.MISSING_MEMBER, place, message, evidence)


def _conditions(case: Case, text: SourceText, offset: int, outside: int) -> str:
    """Return the condition on the option that the offset stands under, and not the whole struct; empty for none."""
    outer = set(text.arms(outside))
    said = [condition(text, arm) for arm in text.arms(offset) if arm not in outer]
    asks = (each for each in said if case.patch.option and case.patch.option in re.findall(r"\w+", each))
    return next(asks, "")


def _in_hunks(case: Case, path: str) -> bool:
    """Tell whether a hunk that does not apply declares the member."""
    pointer = re.compile(rb"\(\s*\*\s*%s\s*\)" % case.change.field.encode())
    return any(
        pointer.search(line)
        for step in case.replay.steps
        for failure in step.failures
        if failure.file.path == path
        for hunk in failure.file.hunks
        for line in hunk.added
    )


def _declared_by(case: Case, path: str) -> int | None:
    """Return the number of the patch that declares the member, None where the tree does."""
    try:
        before = case.replay.base.read(path)
    except NoContentError:
        before = b""
    for number, data in [(None, before), *_versions(case, path)]:
        definition = find_definition(SourceText(path, data), case.patch.struct)
        if definition and any(member.name == case.change.field for member in definition.members):
            return number
    return None


def _versions(case: Case, path: str) -> Iterator[tuple[int | None, bytes]]:
    for step in case.replay.steps:
        change = step.change(path)
        if change is not None:
            yield step.patch.number, change.after or b""


def _stub(case: Case) -> Iterator[Finding]:
    """Yield that the handler is not NULL without the option, where an entry under no condition names it."""
    handler = case.change.value
    bare = [gain for gain in guarded(case)[False] if gain.struct == case.patch.struct and gain.value == handler]
    if not case.patch.option or not bare or usual_guard(case) or case.header is None:
        return
    stub = find_stubs(case, [handler]).get(handler)
    if stub is None or stub.null is not None:
        return
    declared = stub.declared
    where = f"{declared.place} declares it" if declared and declared.line else "no header declares it"
    message = f"no header defines {handler} as NULL without {case.patch.option} ({where}); {len(bare)} entries name it"
    line = declared.line if declared and declared.path == case.header[0].path else case.header[1].line
    evidence = (Evidence("entry", bare[0].name, bare[0].path, bare[0].line),)
    yield _at_header(case, Rule.MISSING_STUB, line, message, evidence)


def _at_header(case: Case, rule: Rule, line: int, message: str, evidence: tuple[Evidence, ...] = ()) -> Finding:
    """Return what is to be said of the struct's header, at its line behind the series."""
    assert case.header is not None
    path = case.header[0].path
    patch = next((step.patch for step in reversed(case.replay.steps) if step.change(path)), None)
    file = next((file for file in patch.files if file.path == path), None) if patch else None
    return Finding(
        rule,
        RULES[rule].severity,
        message,
        path,
        line,
        patch.name if patch else "",
        file.line if file else 0,
        evidence=evidence,
    )
