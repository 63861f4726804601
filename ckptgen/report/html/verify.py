"""A verification as a page: how each check of each patch ended, and what is wrong."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from ckptgen.report.html.anchors import escaped, patch_anchor
from ckptgen.report.html.page import render_page
from ckptgen.report.html.parts import Cell, Count, Finding, PatchItem, Tone
from ckptgen.report.shapes import printable
from ckptgen.verify.model import BuildStep, Built, Check, Outcome, PatchResult, Problem, StyleCheck, Verification

_CELLS = {
    Outcome.PASSED: Cell("ok", Tone.GOOD),
    Outcome.FAILED: Cell("FAILED", Tone.BAD),
    Outcome.NOT_RUN: Cell("not run", Tone.OPEN),
}
_WHOLE = "the whole series"
_SERIES = "series"
"""The id of the row, and of the failures, of the whole series."""


def verification_page(found: Verification, *, templates: Path | None = None) -> str:
    """Return the verification as one HTML page, without a folder of this machine in it. Raises TemplateError."""
    series = PurePath(found.series).name
    sections = [
        ("failed", "Failed", tuple(_failures(found)), False),
        ("not-run", "Not run", tuple(_not_run(found)), False),
        ("not-built", "Not built", tuple(_not_built(found)), True),
        ("notes", "Worth knowing", tuple(_notes(found)), True),
    ]
    filled = [section for section in sections if section[2]]
    values = {
        "title": f"{printable(series)} on {printable(found.tree)}",
        "found": found,
        "series": printable(series),
        "verdict": _verdict(found),
        "counts": _counts(found),
        "heads": ["applies", "as planned", "message", "checkpatch", *(f"build {name}" for name in found.settings)],
        "patches": [*(_item(patch) for patch in found.patches), _whole(found)],
        "sections": [("patches", "Patches"), *((id_, title) for id_, title, _, _ in filled)],
        "findings": filled,
        "builds": _builds(found),
    }
    return render_page("verify", values, templates)


def _verdict(found: Verification) -> Cell:
    if found.failed:
        return Cell("Something is wrong.", Tone.BAD)
    if found.incomplete:
        return Cell("Nothing is wrong, but not everything could be found out.", Tone.OPEN)
    return Cell("Everything that was asked for is right.", Tone.GOOD)


def _counts(found: Verification) -> list[Count]:
    """Return how many checks ended in each way, builds not among them."""
    ends = Counter(check.outcome for _, _, check in found.checks())
    failed = sum(len(step.of(Built.FAILED)) for _, step in found.steps())
    hrefs = {Outcome.FAILED: "#failed", Outcome.NOT_RUN: "#not-run"}
    counts = [
        Count(
            ends[outcome], f"check{'s' * (ends[outcome] != 1)} {outcome}", _CELLS[outcome].tone, hrefs.get(outcome, "")
        )
        for outcome in Outcome
        if ends[outcome]
    ]
    name = f"build{'s' * (failed != 1)} failed"
    return [*counts, *([Count(failed, name, Tone.BAD, "#failed")] if failed else [])]


def _builds(found: Verification) -> list[tuple[str, list[tuple[Built, int]], str]]:
    """Return for each setting how many files ended in each way after the last patch, and why none was built."""
    result = []
    for step in found.final:
        ends: dict[str, Built] = {}
        for each in step.objects:
            ends[each.source] = _graver(ends.get(each.source), each.built)
        numbers = Counter(ends.values())
        result.append((step.setting, [(built, numbers[built]) for built in Built], printable(step.reason)))
    return result


def _graver(one: Built | None, other: Built) -> Built:
    """A file with an object that failed is failed; one that has an object is built."""
    order = (Built.FAILED, Built.BUILT, Built.NOT_BUILT)
    return min((each for each in (one, other) if each is not None), key=order.index)


# --- the patches -----------------------------------------------------------------------------------------------------


def _item(patch: PatchResult) -> PatchItem:
    checks = (patch.applied, patch.planned, patch.message)
    cells = (*(_cell(check, patch.file) for check in checks), _style_cell(patch.style, patch.file))
    builds = tuple(_build_cell(step, patch.file) for step in patch.builds)
    return PatchItem(patch_anchor(patch.file), printable(patch.file), cells + builds)


def _whole(found: Verification) -> PatchItem:
    cells = (_cell(found.folder, ""), _cell(found.planned, ""), Cell(""), Cell(""))
    return PatchItem(_SERIES, _WHOLE, cells + tuple(_build_cell(step, "") for step in found.final))


def _cell(check: Check, file: str) -> Cell:
    cell = _CELLS[check.outcome]
    failed = check.outcome is Outcome.FAILED
    return Cell(cell.text, cell.tone, _failures_of(file) if failed else "")


def _style_cell(style: StyleCheck, file: str) -> Cell:
    cell = _cell(style.check, file)
    if not (style.errors or style.warnings):
        return cell
    parts = [f"{number} {word}{'s' * (number != 1)}" for number, word in _counted(style) if number]
    return Cell(", ".join(parts), cell.tone, cell.href)


def _counted(style: StyleCheck) -> Sequence[tuple[int, str]]:
    return ((style.errors, "error"), (style.warnings, "warning"))


def _build_cell(step: BuildStep, file: str) -> Cell:
    if step.reason:
        return _CELLS[Outcome.NOT_RUN]
    failed, built, left = (
        len({each.target for each in step.of(kind)}) for kind in (Built.FAILED, Built.BUILT, Built.NOT_BUILT)
    )
    parts = [f"FAILED {failed}"] * bool(failed) + [f"{built} built"] * bool(built) + [f"{left} not built"] * bool(left)
    tone = Tone.BAD if failed else Tone.OPEN if left and not built else Tone.GOOD if built else Tone.QUIET
    return Cell(", ".join(parts) or "-", tone, _failures_of(file) if failed else "")


# --- what was found --------------------------------------------------------------------------------------------------


def _failures_of(file: str) -> str:
    """Return where the failures of a patch, or of the whole series, begin in the page."""
    return f"#f-{escaped(file) or _SERIES}"


def _source(file: str, name: str) -> tuple[str, str]:
    """Return what a finding is about, and where that stands in the page."""
    return f"{printable(file) or _WHOLE}: {name}", f"#{patch_anchor(file) if file else _SERIES}"


def _log(found: Verification, log: str) -> str:
    """Return the log's place in the scratch folder, wherever that is."""
    if not log:
        return ""
    path = PurePath(log)
    return (
        f"log: {printable(str(path.relative_to(found.scratch) if path.is_relative_to(found.scratch) else path.name))}"
    )


def _failures(found: Verification) -> Iterator[Finding]:
    """Yield every failure; the first of each patch carries the id that the patch's cells lead to."""
    seen: set[str] = set()
    for file, name, problem in _problems(found):
        source, href = _source(file, name)
        anchor = "" if file in seen else _failures_of(file).removeprefix("#")
        seen.add(file)
        what, place = printable(problem.what), printable(problem.place)
        yield Finding(Tone.BAD, what, place, source, href, _log(found, problem.log), anchor)


def _problems(found: Verification) -> Iterator[tuple[str, str, Problem]]:
    for file, name, check in found.checks():
        yield from ((file, name, problem) for problem in check.problems)
    for file, step in found.steps():
        for each in step.of(Built.FAILED):
            name = f"build {step.setting}, {printable(each.target)}"
            yield file, name, Problem(each.reason, each.place, each.log)


def _not_run(found: Verification) -> Iterator[Finding]:
    """Yield each reason once, with the patches that it holds for."""
    files: dict[tuple[str, str], list[str]] = {}
    for file, name, check in found.checks():
        if check.outcome is Outcome.NOT_RUN:
            files.setdefault((name, check.reason), []).append(file)
    for file, step in found.steps():
        if step.reason:
            files.setdefault((f"build {step.setting}", step.reason), []).append(file)
    for (name, reason), names in files.items():
        source, href = _source(names[0], name)
        more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
        yield Finding(Tone.OPEN, printable(reason), "", source + more, href)


def _not_built(found: Verification) -> Iterator[Finding]:
    settings: dict[tuple[str, str], list[str]] = {}
    for step in found.final:
        for each in step.of(Built.NOT_BUILT):
            settings.setdefault((each.source, each.reason), []).append(step.setting)
    for (source, reason), names in settings.items():
        place = ", ".join(dict.fromkeys(names))
        yield Finding(Tone.OPEN, printable(reason), printable(source), f"build {place}")


def _notes(found: Verification) -> Iterator[Finding]:
    for file, name, check in found.checks():
        source, href = _source(file, name)
        yield from (Finding(Tone.QUIET, printable(note), "", source, href) for note in check.notes)
