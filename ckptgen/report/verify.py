"""A verification as text and JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from ckptgen.report.shapes import Json, printable
from ckptgen.verify.model import BuildStep, Built, Check, Outcome, PatchResult, Problem, StyleCheck, Verification

_WORDS = {Outcome.PASSED: "ok", Outcome.FAILED: "FAILED", Outcome.NOT_RUN: "not run"}
_WHOLE = "the whole series"


def verification_lines(found: Verification) -> Iterator[str]:
    """Yield the table, a line per patch, then every failure, what was not run or not built, and the counts."""
    yield from _table(found)
    yield from _section("failed:", _failures(found))
    yield from _section("not run:", _not_run(found))
    yield from _section("not built:", _not_built(found))
    yield from _section("worth knowing:", _notes(found))
    yield ""
    yield from _summary(found)


def verification_json(found: Verification) -> Json:
    """Return the whole verification as one JSON object."""
    return {
        "schema": "ckptgen-verify/1",
        "series": found.series,
        "tree": found.tree,
        "base": found.base,
        "option": found.option,
        "scratch": found.scratch,
        "settings": list(found.settings),
        "failed": found.failed,
        "incomplete": found.incomplete,
        "folder": asdict(found.folder),
        "patches": [
            {
                "file": patch.file,
                "applied": asdict(patch.applied),
                "planned": asdict(patch.planned),
                "message": asdict(patch.message),
                "checkpatch": _style_shape(patch.style),
                "builds": [asdict(step) for step in patch.builds],
            }
            for patch in found.patches
        ],
        "planned": asdict(found.planned),
        "final": [asdict(step) for step in found.final],
        "objects": {step.setting: _counts(step) for step in found.final},
        "reused_steps": found.reused,
    }


def _style_shape(style: StyleCheck) -> Json:
    return {**asdict(style.check), "errors": style.errors, "warnings": style.warnings}


def _counts(step: BuildStep) -> dict[str, int]:
    """Count touched files, each once: one with an object that failed is failed."""
    ends: dict[str, Built] = {}
    for each in step.objects:
        if ends.get(each.source) is not Built.FAILED and (each.source not in ends or each.built is not Built.NOT_BUILT):
            ends[each.source] = each.built
    return {str(built): sum(end is built for end in ends.values()) for built in Built}


# --- the table ------------------------------------------------------------


def _table(found: Verification) -> Iterator[str]:
    header = ["patch", "git am", "as planned", "message", "checkpatch", *(f"build {name}" for name in found.settings)]
    rows = [_row(patch) for patch in found.patches]
    last = [f"({_WHOLE})", _WORDS[found.folder.outcome], _WORDS[found.planned.outcome], "", ""]
    rows.append([*last, *(_build_cell(step) for step in found.final)])
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    for row in [header, *rows]:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(patch: PatchResult) -> list[str]:
    cells = [_WORDS[check.outcome] for check in (patch.applied, patch.planned, patch.message)]
    return [printable(patch.file), *cells, _style_cell(patch.style), *map(_build_cell, patch.builds)]


def _style_cell(style: StyleCheck) -> str:
    if style.check.outcome is Outcome.FAILED:
        return f"FAILED {style.errors} E, {style.warnings} W"
    notes = len(style.check.notes)
    return _WORDS[style.check.outcome] + (f", {notes} note{'s' * (notes != 1)}" if notes else "")


def _build_cell(step: BuildStep) -> str:
    if step.reason:
        return "not run"
    kinds = (Built.FAILED, Built.BUILT, Built.NOT_BUILT)
    failed, built, left = (len({each.target for each in step.of(kind)}) for kind in kinds)
    if not step.objects:
        return "-"
    parts = [f"FAILED {failed}"] if failed else []
    parts += [f"{built} built"] if built else []
    parts += [f"{left} not built"] if left else []
    return ", ".join(parts)


# --- what was found ------------------------------------------------------------


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    first = next(lines, None)
    if first is not None:
        yield from ("", title, f"  {first}")
        yield from (f"  {line}" for line in lines)


def _failures(found: Verification) -> Iterator[str]:
    for file, name, check in found.checks():
        for problem in check.problems:
            yield _problem_line(file, name, problem)
    for file, step in found.steps():
        for each in step.of(Built.FAILED):
            problem = Problem(each.reason, each.place, each.log)
            yield _problem_line(file, f"build {step.setting}, {each.target}", problem)


def _problem_line(file: str, name: str, problem: Problem) -> str:
    place = f"{printable(problem.place)}: " if problem.place else ""
    log = f" (log: {problem.log})" if problem.log else ""
    return f"{printable(file) or _WHOLE}: {name}: {place}{printable(problem.what)}{log}"


def _not_run(found: Verification) -> Iterator[str]:
    """Yield each reason once, with the patches that it holds for."""
    files: dict[tuple[str, str], list[str]] = {}
    for file, name, check in found.checks():
        if check.outcome is Outcome.NOT_RUN:
            files.setdefault((name, check.reason), []).append(file)
    for file, step in found.steps():
        if step.reason:
            files.setdefault((f"build {step.setting}", step.reason), []).append(file)
    for (name, reason), names in files.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield f"{printable(names[0]) or _WHOLE}{more}: {name}: {printable(reason)}"


def _not_built(found: Verification) -> Iterator[str]:
    settings: dict[tuple[str, str], list[str]] = {}
    for step in found.final:
        for each in step.of(Built.NOT_BUILT):
            settings.setdefault((each.source, each.reason), []).append(step.setting)
    for (source, reason), names in settings.items():
        yield f"{printable(source)} ({', '.join(names)}): {printable(reason)}"


def _notes(found: Verification) -> Iterator[str]:
    for file, name, check in found.checks():
        yield from (f"{printable(file) or 'folder'}: {name}: {printable(note)}" for note in check.notes)


def _summary(found: Verification) -> Iterator[str]:
    styles: Sequence[StyleCheck] = [patch.style for patch in found.patches]
    checks: Sequence[Check] = [check for _, _, check in found.checks()]
    applied = sum(patch.applied.outcome is Outcome.PASSED for patch in found.patches)
    yield f"{applied} of {len(found.patches)} patches apply to {printable(found.tree)}"
    run = sum(style.check.outcome is not Outcome.NOT_RUN for style in styles)
    errors, warnings = sum(style.errors for style in styles), sum(style.warnings for style in styles)
    counts = f": {errors} errors, {warnings} warnings" if run else ""
    yield f"checkpatch ran on {run} of {len(styles)}{counts}"
    for step in found.final:
        ends = _counts(step)
        total = sum(ends.values())
        parts = ", ".join(f"{count} {kind}" for kind, count in ends.items() if count)
        yield (
            f"build {step.setting}: {total} touched files"
            + (f": {parts}" if parts else "")
            + (f"; {printable(step.reason)}" if step.reason else "")
        )
    failures = sum(len(check.problems) for check in checks) + sum(len(s.of(Built.FAILED)) for _, s in found.steps())
    yield f"{failures} failure{'s' * (failures != 1)}; work folder: {found.scratch}"
