"""One run of ``ckptgen verify`` from the folder of the series to the verification."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ckptgen.errors import CkptgenError
from ckptgen.series.gitrun import GitError
from ckptgen.series.manifest import sha256
from ckptgen.tree.paths import normal_path
from ckptgen.verify.applying import Applied, apply_patch, check_tree
from ckptgen.verify.base import Base, fingerprint
from ckptgen.verify.building import (
    Progress,
    SeriesBuild,
    Site,
    build_series,
    declared_options,
    missing_tools,
    stages_of,
    toolchain,
)
from ckptgen.verify.files import restore, write_all, write_some
from ckptgen.verify.folder import SeriesFolder, SeriesPatch
from ckptgen.verify.ledger import Ledger
from ckptgen.verify.message import check_messages
from ckptgen.verify.model import BuildStep, Check, Outcome, PatchResult, Problem, StyleCheck, Verification
from ckptgen.verify.needed import NeededPatch
from ckptgen.verify.repository import ScratchRepository, new_repository
from ckptgen.verify.scratch import builds, remove
from ckptgen.verify.settings import settings_of
from ckptgen.verify.style import Checkpatch, check_style, find_checkpatch
from ckptgen.verify.targets import find_targets

_NO_BUILD = SeriesBuild((), ())


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """What the user chose: ``checkpatch`` names another tree's script, ``option`` is ``CONFIG_X`` or empty."""

    scratch: Path
    checkpatch: Path | None
    build: bool
    option: str
    jobs: int


@dataclass(frozen=True, slots=True)
class _Run:
    """What every part of a run needs; ``ground`` is a hash of all that the series is applied to."""

    base: Base
    ground: str
    options: VerifyOptions
    ledger: Ledger
    progress: Progress


def verify_series(folder: SeriesFolder, base: Base, options: VerifyOptions, progress: Progress) -> Verification:
    """Verify a series in ``options.scratch``, which the caller holds; raises CkptgenError where it cannot begin.

    ``progress`` is called with the name of each step, ``step_total`` times if the run gets to its end.
    """
    ground = fingerprint(base.identity, [sha256(each.content) for each in folder.needed])
    run = _Run(base, ground, options, Ledger(options.scratch), progress)
    tree = options.scratch / "tree"
    if options.checkpatch is not None:
        find_checkpatch(tree, options.checkpatch)
    progress("the scratch tree")
    repository, start, held = _prepare(run, folder)
    series = []
    for patch in folder.patches:
        progress(f"{patch.file}, git am")
        series.append(apply_patch(repository, patch))
    planned = check_tree(repository, start, folder.manifest)
    built = _build(run, repository, start, series, frozenset(held)) if options.build else _NO_BUILD
    # Each patch is judged on the base, as when it is mailed.
    repository.checkout(start)
    styles = _styles(run, folder.patches, find_checkpatch(tree, options.checkpatch))
    run.ledger.forget_unused()
    return Verification(
        series=str(folder.path),
        tree=base.label,
        base=base.commit,
        option=options.option,
        scratch=str(options.scratch),
        settings=tuple(setting.name for setting in settings_of(options.option)) if options.build else (),
        folder=folder.check,
        patches=_results(series, check_messages(folder.patches), styles, built.patches),
        planned=planned,
        final=built.final,
        reused=run.ledger.reused,
    )


def _results(
    series: Sequence[Applied],
    messages: Sequence[Check],
    styles: Sequence[StyleCheck],
    builds: Sequence[tuple[BuildStep, ...]],
) -> tuple[PatchResult, ...]:
    each = zip(series, messages, styles, builds or [()] * len(series), strict=True)
    return tuple(
        PatchResult(applied.patch.file, applied.applied, applied.planned, message, style, steps)
        for applied, message, style, steps in each
    )


def step_total(folder: SeriesFolder, options: VerifyOptions) -> int:
    """Return how many steps ``verify_series`` reports."""
    count = len(folder.patches)
    settings = len(settings_of(options.option)) if options.build else 0
    return 1 + 2 * count + settings * (count + 2)


def _prepare(run: _Run, folder: SeriesFolder) -> tuple[ScratchRepository, str, tuple[str, ...]]:
    """Make the scratch tree the base's; return its repository, the commit there, and the touched paths it has."""
    base, ledger = run.base, run.ledger
    scratch, tree = run.options.scratch, run.options.scratch / "tree"
    paths = [path for path in folder.paths() if normal_path(path)]
    # What an earlier run touched has to be put back, too.
    touched = sorted({*paths, *filter(None, ledger.present("touched").split("\0"))})
    full, some = fingerprint("all", base.identity), fingerprint("some", base.identity)
    there = ledger.present("tree")
    if there != full and (run.options.build or there != some):
        ledger.set_present("tree", "")
        remove(scratch, "tree", *builds(scratch))
        for name in builds(scratch):
            ledger.set_present(name, "")
        tree.mkdir()
        repository = new_repository(scratch, tree, base.repository, base.directory)
        if run.options.build:
            write_all(base, repository)
        else:
            write_some(base, repository)
        ledger.set_present("tree", full if run.options.build else some)
    ledger.set_present("touched", "\0".join(touched))
    repository = new_repository(scratch, tree, base.repository, base.directory)
    held = restore(base, repository, touched)
    start = repository.commit_base(held)
    for patch in folder.needed:
        start = _applied(repository, patch)
    ledger.set_present("touched", "\0".join(paths))
    return repository, start, held


def _applied(repository: ScratchRepository, patch: NeededPatch) -> str:
    try:
        return repository.apply(patch.content)
    except GitError as error:
        what = f"{patch.file}, which the series stands on, does not apply: {error.said}"
        raise CkptgenError(what, "verify the batch that holds it, or generate the batches again") from error


def _build(
    run: _Run, repository: ScratchRepository, start: str, series: Sequence[Applied], held: frozenset[str]
) -> SeriesBuild:
    if missing := missing_tools():
        raise CkptgenError(f"nothing can be built: {missing}", "install it, or leave out --build")
    option = run.options.option
    targets = find_targets(repository.tree, series, held)
    first, stages = stages_of(start, series, run.ground)
    declared = declared_options(repository, (first, *stages), option)
    identity = fingerprint(run.ground, toolchain())
    sites = [
        Site(setting, run.options.scratch, repository, run.ledger, identity, run.options.jobs, declared)
        for setting in settings_of(option)
    ]
    return build_series(sites, first, stages, series, targets, run.progress)


def _styles(run: _Run, patches: Sequence[SeriesPatch], checkpatch: Checkpatch) -> list[StyleCheck]:
    """Run checkpatch on each patch; what the ledger knows is not run again."""
    scratch = run.options.scratch
    styles = []
    for patch in patches:
        run.progress(f"{patch.file}, checkpatch")
        key = fingerprint("style", run.ground, checkpatch, patch.file, sha256(patch.content))
        style = _read_style(run.ledger.result(key))
        if style is None:
            log = scratch / "logs" / f"{patch.file.removesuffix('.patch')}-checkpatch-{key[:8]}.log"
            style = check_style(checkpatch, scratch / "tree", patch, scratch / "mails", log)
            if style.check.outcome is not Outcome.NOT_RUN:
                run.ledger.record(key, asdict(style))
        styles.append(style)
    return styles


def _read_style(value: object) -> StyleCheck | None:
    """Read what the ledger keeps of a check; None where it is not to be understood."""
    if not isinstance(value, dict):
        return None
    try:
        check = value["check"]
        problems = tuple(Problem(**problem) for problem in check["problems"])
        read = Check(Outcome(check["outcome"]), problems, tuple(check["notes"]), check["reason"])
        return StyleCheck(read, int(value["errors"]), int(value["warnings"]))
    except (KeyError, TypeError, ValueError):
        return None
