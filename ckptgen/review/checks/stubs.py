"""What the headers behind a series say of handlers: where they are declared, and what they are without the option."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial

from ckptgen.csource.text import SourceText
from ckptgen.plan.model import Evidence
from ckptgen.review.case import Case
from ckptgen.review.gains import condition
from ckptgen.rewrite.declared import declarations, macros


@dataclass(frozen=True, slots=True)
class Stub:
    """One handler: where it is declared, where it stands for NULL or for a function that does nothing, None for
    nowhere.
    """

    declared: Evidence | None = None
    null: Evidence | None = None


def find_stubs(case: Case, names: Collection[str]) -> dict[str, Stub]:
    """Return what the headers under include/ and beside the tables say of these handlers, behind the series; for a
    patch that does not apply, what its hunks say.
    """
    wanted = tuple(sorted(name for name in names if name.isidentifier()))
    found = {name: Stub() for name in wanted}
    if not wanted:
        return found
    work = partial(_of_header, names=wanted, option=case.patch.option)
    folders = {gain.path.rpartition("/")[0] or gain.path for gain in case.gains.entries}
    places = [place for place in sorted({"include", *folders}) if case.replay.after.exists(place)]
    for rows in case.replay.after.scan([name.encode() for name in wanted], work, places).results:
        for name, stub in rows:
            found[name] = replace(
                found[name], declared=found[name].declared or stub.declared, null=found[name].null or stub.null
            )
    for name in wanted:
        found[name] = _with_hunks(case, name, found[name])
    return found


def _of_header(path: str, data: bytes, *, names: tuple[str, ...], option: str) -> tuple[tuple[str, Stub], ...] | None:
    if not path.endswith(".h"):
        return None
    text = SourceText(path, data)
    found = []
    for name in names:
        places = [(offset, False) for offset in declarations(text, name)] + list(macros(text, name))
        declared = null = None
        for offset, is_null in places:
            evidence = Evidence("declaration", f"{name} as NULL" if is_null else name, path, text.line(offset))
            if is_null or _without(text, offset, option):
                null = null or evidence
            else:
                declared = declared or evidence
        if declared or null:
            found.append((name, Stub(declared, null)))
    return tuple(found) or None


def _without(text: SourceText, offset: int, option: str) -> bool:
    """Tell whether what stands at the offset is there only without the option."""
    said = [condition(text, arm) for arm in text.arms(offset)]
    return bool(option) and any(
        re.search(rf"(?<!\w){re.escape(option)}(?!\w)", each) is not None
        and (each.startswith(("ifndef", "else of ifdef", "else of if ")) or "!" in each)
        for each in said
    )


def _with_hunks(case: Case, name: str, stub: Stub) -> Stub:
    """Add what the hunks of patches that do not apply would declare."""
    null = re.compile(rb"#\s*define\s+%s\s+\(?\s*NULL" % name.encode())
    declared = re.compile(rb"(?<!\w)%s\s*\(" % name.encode())
    for step in case.replay.steps:
        for failure in step.failures:
            if not failure.file.path.endswith(".h"):
                continue
            for hunk in failure.file.hunks:
                for line in hunk.added:
                    place = Evidence("declaration", name, failure.file.path, 0)
                    if null.search(line):
                        stub = replace(stub, null=stub.null or place)
                    elif declared.search(line):
                        stub = replace(stub, declared=stub.declared or place)
    return stub
