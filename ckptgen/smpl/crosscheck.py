"""ckptgen's plan and spatch with the exported rule over one tree, table by table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ckptgen.csource.text import SourceText
from ckptgen.plan.model import Plan, PlannedTable
from ckptgen.plan.survey import Survey
from ckptgen.rewrite.model import Splice, apply_splices, splices_by_path
from ckptgen.sempatch.model import SemanticPatch
from ckptgen.smpl.changing import PHASE
from ckptgen.smpl.expecting import expected
from ckptgen.smpl.explain import Case, Findings, compare
from ckptgen.smpl.model import Crosscheck
from ckptgen.smpl.outside import File, compare_outside
from ckptgen.smpl.parsing import BadRegion
from ckptgen.smpl.probing import Probed, probe_of, probed
from ckptgen.smpl.render import render
from ckptgen.smpl.running import Applied, Spatch
from ckptgen.smpl.tables import FileSaid, read_file
from ckptgen.tree.model import Tree, TreeError
from ckptgen.tree.paths import is_under, normal_path, outermost, shown

Place = tuple[str, int]
"""Where a table stands: its path, and the offset of its opening brace."""


@dataclass(frozen=True, slots=True)
class _Results:
    """What the plan does to each file, what spatch did, and the plan's verdicts on each table."""

    splices: Mapping[str, tuple[Splice, ...]]
    applied: Applied
    verdicts: Mapping[Place, list[PlannedTable]]


def crosscheck(survey: Survey, plan: Plan, spatch: Spatch, under: Sequence[str]) -> Crosscheck:
    """Run spatch and compare what it does to the files ``under`` these places (all where empty) with the plan.

    Raises TreeError where the tree lacks a place, and CkptgenError where spatch fails.
    """
    tree, patch = survey.tree, survey.patch
    tops = _tops(tree, under)
    planned = _by_table(each for each in plan.tables if is_under(each.table.path, tops))
    by_step = sorted(plan.tables, key=lambda each: each.step)
    splices = splices_by_path(edit for each in by_step for edit in each.edits)
    # No rule is for a file without an initializer. The raw count tells, which shares no code with what finds tables.
    counted = {scan.path for scan in survey.collection.scans if scan.raw.hits}
    paths = {path for path in {*counted, *splices, *(path for path, _ in planned)} if is_under(path, tops)}
    contents = {path: tree.read(path) for path in sorted(paths)}
    definition = survey.collection.definition
    rules = render(patch, definition.order if definition else ())
    applied = spatch.apply(rules, contents, _defines(patch))
    results = _Results(splices, applied, planned)
    files = [_file(survey, path, data, results) for path, data in contents.items()]
    findings = Findings(_unparsed(spatch, files, applied), applied.gave_up, _probed(spatch, rules, patch, files))
    compared = [compare(case, patch, file.text, findings) for file in files for case in file.cases]
    outside = [compare_outside(file, patch) for file in files]
    return Crosscheck(
        tree=tree.label,
        commit=tree.commit,
        patch=patch.name,
        sha256=patch.sha256,
        struct=patch.struct,
        spatch=spatch.version(),
        under=tuple(sorted(tops - {""})),
        files=len(files),
        tables=len(compared),
        compared=tuple(each for each in compared if each is not None),
        outside=tuple(each for each in outside if each is not None),
    )


def _unparsed(spatch: Spatch, files: Iterable[File], applied: Applied) -> Mapping[str, Sequence[BadRegion]]:
    """Return what spatch cannot parse of the files in which it overlooks something."""
    overlooked = {f.text.path: f.text.data for f in files if any(case.overlooked for case in f.cases)}
    return spatch.unparsed({path: data for path, data in overlooked.items() if path not in applied.gave_up})


def _probed(spatch: Spatch, rules: str, patch: SemanticPatch, files: Iterable[File]) -> Mapping[Place, Probed]:
    """Return how spatch does with the tables alone with which it does not do what it is to do."""
    probes = {
        (file.text.path, case.table.open): probe_of(file.text, case.table, const=case.before.const)
        for file in files
        for case in file.cases
        if case.overlooked or case.overdone
    }
    names = {key: f"{number}.c" for number, key in enumerate(probes)}
    applied = spatch.apply(rules, {names[key]: data for key, data in probes.items()}, _defines(patch))
    return {key: probed(patch, data, applied.changed.get(names[key], data)) for key, data in probes.items()}


def _tops(tree: Tree, under: Sequence[str]) -> frozenset[str]:
    for path in under:
        if not tree.exists(path):
            raise TreeError(f"{tree.label} has no file or folder {shown(path)}", "paths are relative to the tree's top")
    return frozenset(outermost(normal_path(path) or "" for path in under or [""]))


def _defines(patch: SemanticPatch) -> tuple[str, ...]:
    return (PHASE,) if any(change.needs_core for change in patch.changes) else ()


def _by_table(tables: Iterable[PlannedTable]) -> dict[Place, list[PlannedTable]]:
    """Return the verdicts on each table."""
    found: dict[Place, list[PlannedTable]] = {}
    for planned in tables:
        found.setdefault((planned.table.path, planned.table.open), []).append(planned)
    return found


def _file(survey: Survey, path: str, data: bytes, results: _Results) -> File:
    """Return a file with its tables, in the tree and after either tool."""
    struct, holders = survey.patch.struct, survey.collection.holders
    before = read_file(path, data, struct, holders)
    planned = spatched = before
    if path in results.splices:
        planned = read_file(path, apply_splices(data, results.splices[path]), struct, holders)
    if path in results.applied.changed:
        spatched = read_file(path, results.applied.changed[path], struct, holders)
    cases = tuple(_cases(survey.patch, (before, planned, spatched), results.verdicts))
    return File(SourceText(path, data), before, planned, spatched, cases)


def _cases(
    patch: SemanticPatch,
    said: tuple[FileSaid, FileSaid, FileSaid],
    verdicts: Mapping[Place, list[PlannedTable]],
) -> Iterator[Case]:
    """Yield the tables of a file that both results still have, each with the verdicts on it."""
    before, planned, spatched = said
    for key, table in before.places.items():
        if key not in planned.tables or key not in spatched.tables:
            continue
        own = tuple(verdicts.get((table.path, table.open), ()))
        old = before.tables[key]
        shares = tuple(expected(patch.changes[each.step], patch.qualifies, table, old.head) for each in own)
        yield Case(table, old, planned.tables[key], spatched.tables[key], own, shares)
