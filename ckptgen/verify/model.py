"""What a verification found, as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a check ended; what was not run is never shown as passed."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"


class Built(StrEnum):
    """What became of an object: one that the base does not build either is ``not built``, neither good nor bad."""

    BUILT = "built"
    FAILED = "failed"
    NOT_BUILT = "not built"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``place`` is ``FILE:LINE`` or ``FILE:LINE:COLUMN``, in the tree or in the patch, one-based; empty where there is
    none. ``log`` is the file that holds all that the tool said.
    """

    what: str
    place: str = ""
    log: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """How one check of one patch ended: ``reason`` says why it was not run, ``notes`` what is worth knowing."""

    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StyleCheck:
    """What checkpatch said of one patch: findings about the file, whatever the patch does, are ``notes``."""

    check: Check
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class ObjectBuild:
    """What became of one object, and why; ``source`` is the touched file that it stands for."""

    source: str
    target: str
    built: Built
    reason: str = ""
    place: str = ""
    log: str = ""


@dataclass(frozen=True, slots=True)
class BuildStep:
    """The objects that were asked for after one patch in one setting; with a ``reason`` nothing was run."""

    setting: str
    objects: tuple[ObjectBuild, ...] = ()
    reason: str = ""

    def of(self, built: Built) -> tuple[ObjectBuild, ...]:
        """Return the objects that ended so."""
        return tuple(each for each in self.objects if each.built is built)


@dataclass(frozen=True, slots=True)
class PatchResult:
    """Everything found out about one patch; ``file`` is its name in the folder."""

    file: str
    applied: Check
    planned: Check
    message: Check
    style: StyleCheck
    builds: tuple[BuildStep, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """Everything found out about a series.

    ``folder`` is about the files and their order, ``planned`` about the tree after the last patch. ``final`` builds all
    objects again there. ``settings`` are the names of what was built, empty without a build.
    """

    series: str
    tree: str
    base: str | None
    option: str
    scratch: str
    settings: tuple[str, ...]
    folder: Check
    patches: tuple[PatchResult, ...]
    planned: Check
    final: tuple[BuildStep, ...]
    reused: int

    def checks(self) -> Iterator[tuple[str, str, Check]]:
        """Yield every check but those by building: the patch's file (empty for the series), the name, the check."""
        yield "", "folder", self.folder
        for patch in self.patches:
            yield patch.file, "git am", patch.applied
            yield patch.file, "plan", patch.planned
            yield patch.file, "message", patch.message
            yield patch.file, "checkpatch", patch.style.check
        yield "", "plan", self.planned

    def steps(self) -> Iterator[tuple[str, BuildStep]]:
        """Yield every build, with the patch's file (empty for the whole series)."""
        for patch in self.patches:
            yield from ((patch.file, step) for step in patch.builds)
        yield from (("", step) for step in self.final)

    @property
    def failed(self) -> bool:
        """Whether anything is wrong."""
        return any(check.outcome is Outcome.FAILED for _, _, check in self.checks()) or any(
            step.of(Built.FAILED) for _, step in self.steps()
        )

    @property
    def incomplete(self) -> bool:
        """Whether anything that was asked for could not be found out."""
        return any(check.outcome is Outcome.NOT_RUN for _, _, check in self.checks()) or any(
            step.reason or step.of(Built.NOT_BUILT) for _, step in self.steps()
        )
