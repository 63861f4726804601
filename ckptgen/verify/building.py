"""Building after each patch in each setting, against what the base itself builds."""

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ckptgen.series.manifest import sha256
from ckptgen.verify.applying import Applied
from ckptgen.verify.base import fingerprint
from ckptgen.verify.ledger import Ledger
from ckptgen.verify.makelog import Fault
from ckptgen.verify.making import Workshop, compile_objects, configure
from ckptgen.verify.model import BuildStep, Built, ObjectBuild, Outcome
from ckptgen.verify.processes import tool_environment
from ckptgen.verify.repository import ScratchRepository
from ckptgen.verify.settings import Setting, configuration_of, has_symbol, is_kconfig
from ckptgen.verify.targets import PatchTargets, Target

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """The work tree at one commit: ``name`` says so in names of logs, ``chain`` is a hash of all that led there."""

    name: str
    commit: str
    chain: str
    options: str
    """The chain where options last changed: the configuration depends on nothing later."""
    new_options: bool = False
    """Whether this very patch changes options, so that it has to be seen whether they can be configured."""


@dataclass(slots=True)
class Site:
    """One setting's build folder, and what is known of it so far."""

    setting: Setting
    scratch: Path
    repository: ScratchRepository
    ledger: Ledger
    identity: str
    jobs: int
    declared: Mapping[str, bool]
    """Whether Kconfig declares the option, by the stages' ``options``."""
    unbuildable: dict[str, ObjectBuild] = field(default_factory=dict)
    """What the base does not build, by object."""
    broken: str = ""
    """Why nothing can be built in this setting."""

    def choose(self, patch: PatchTargets) -> tuple[Target, ...]:
        """Return what to build of a patch in this setting."""
        return patch.chosen(self.unbuildable.keys(), self.setting.on or not self.setting.option)

    def build(self, stage: Stage, targets: Sequence[Target]) -> BuildStep:
        """Compile the objects at a stage, or take from the ledger what came of it before."""
        wanted = [target for target in targets if target.target not in self.unbuildable]
        left = [replace(self.unbuildable[t.target], source=t.source) for t in targets if t not in wanted]
        key = fingerprint("build", self.identity, self.setting, stage.chain, [(t.source, t.target) for t in wanted])
        known = _read_step(self.ledger.result(key))
        if known is None:
            asked = bool(wanted) or stage.new_options
            known = self._build(stage, wanted, key) if asked else BuildStep(self.setting.name)
            # What could not even be configured may be for want of a tool: the next run tries it again.
            if not known.reason:
                self.ledger.record(key, asdict(known))
        return replace(known, objects=(*known.objects, *left))

    def _build(self, stage: Stage, wanted: Sequence[Target], key: str) -> BuildStep:
        self.repository.checkout(stage.commit)
        log = self.scratch / "logs" / f"{stage.name}-build-{self.setting.name}-{key[:8]}.log"
        configuration = configuration_of(self.setting, self.declared[stage.options])
        output = self.scratch / f"build-{self.setting.name}"
        shop = Workshop(self.repository.tree, output, self.setting, configuration, self.jobs)
        if fault := self._configure(shop, stage, log):
            what = f"cannot be configured: {f'{fault.place}: ' if fault.place else ''}{fault.what} (log: {log})"
            return BuildStep(self.setting.name, (), what)
        faults = compile_objects(shop, list(dict.fromkeys(target.target for target in wanted)), log)
        if not any(faults.values()):
            log.unlink(missing_ok=True)
        return BuildStep(self.setting.name, tuple(_object(t, faults[t.target], log) for t in wanted))

    def _configure(self, shop: Workshop, stage: Stage, log: Path) -> Fault | None:
        """Configure, unless the build folder is just so already."""
        state = fingerprint(self.identity, self.setting, stage.options)
        if self.ledger.present(shop.output.name) == state:
            return None
        self.ledger.set_present(shop.output.name, "")
        fault = configure(shop, log)
        if fault is None:
            self.ledger.set_present(shop.output.name, state)
        return fault


def _object(target: Target, fault: Fault | None, log: Path) -> ObjectBuild:
    if fault is None:
        return ObjectBuild(target.source, target.target, Built.BUILT)
    return ObjectBuild(target.source, target.target, Built.FAILED, fault.what, fault.place, str(log))


@dataclass(frozen=True, slots=True)
class SeriesBuild:
    """What was built: the steps of each patch, and those after the last one."""

    patches: tuple[tuple[BuildStep, ...], ...]
    final: tuple[BuildStep, ...]


def build_series(
    sites: Sequence[Site],
    base: Stage,
    stages: Sequence[Stage],
    series: Sequence[Applied],
    targets: Sequence[PatchTargets],
    progress: Progress,
) -> SeriesBuild:
    """Build on the base what any patch touches, after each patch what it touches, and at the end all again."""
    every = tuple({target.target: target for patch in targets for target in patch.every()}.values())
    for site in sites:
        progress(f"base, {site.setting.name}")
        _build_base(site, base, every)
    patches = []
    for stage, applied, patch in zip(stages, series, targets, strict=True):
        steps = []
        for site in sites:
            progress(f"{applied.patch.file}, {site.setting.name}")
            if applied.applied.outcome is Outcome.PASSED:
                steps.append(_build_stage(site, stage, site.choose(patch)))
            else:
                steps.append(BuildStep(site.setting.name, (), "the patch does not apply"))
        patches.append(tuple(steps))
    last = replace(stages[-1], name="series", chain=fingerprint("series", stages[-1].chain), new_options=False)
    good = [patch for applied, patch in zip(series, targets, strict=True) if applied.applied.outcome is Outcome.PASSED]
    final = []
    for site in sites:
        progress(f"the whole series, {site.setting.name}")
        chosen = dict.fromkeys(target for patch in good for target in site.choose(patch))
        final.append(_build_stage(site, last, tuple(chosen)))
    return SeriesBuild(tuple(patches), tuple(final))


def _build_base(site: Site, base: Stage, every: Sequence[Target]) -> None:
    """Build on the base, and remember what it does not build, or why nothing can be built in this setting."""
    step = site.build(base, [target for target in every if not target.new])
    for each in step.of(Built.FAILED):
        reason = f"fails on the base too: {f'{each.place}: ' if each.place else ''}{each.reason}"
        site.unbuildable[each.target] = replace(each, built=Built.NOT_BUILT, reason=reason, place="")
    site.broken = step.reason


def _build_stage(site: Site, stage: Stage, targets: Sequence[Target]) -> BuildStep:
    if site.broken:
        return BuildStep(site.setting.name, (), site.broken)
    return _failing(site.build(stage, targets), targets)


def _failing(step: BuildStep, wanted: Sequence[Target]) -> BuildStep:
    """Make a step that could be configured on the base, and now no more, a failure."""
    if not step.reason:
        return step
    lost = [(target.source, target.target) for target in wanted] or [("Kconfig", ".config")]
    objects = tuple(ObjectBuild(source, target, Built.FAILED, step.reason) for source, target in lost)
    return BuildStep(step.setting, objects)


def stages_of(base: str, series: Sequence[Applied], identity: str) -> tuple[Stage, tuple[Stage, ...]]:
    """Return the stage of the base, and that after each patch."""
    first = Stage("base", base, fingerprint(identity), fingerprint(identity))
    stages: list[Stage] = []
    last = first
    for applied in series:
        chain = fingerprint(last.chain, sha256(applied.patch.content))
        new = any(map(is_kconfig, applied.paths))
        options = chain if new else last.options
        last = Stage(applied.patch.file.removesuffix(".patch"), applied.commit, chain, options, new)
        stages.append(last)
    return first, tuple(stages)


def declared_options(repository: ScratchRepository, stages: Sequence[Stage], option: str) -> dict[str, bool]:
    """Tell for each different set of options whether it declares ``option``; moves the work tree."""
    declared: dict[str, bool] = {}
    for stage in stages:
        if stage.options not in declared:
            if option:
                repository.checkout(stage.commit)
            declared[stage.options] = bool(option) and has_symbol(repository.tree, option)
    return declared


def missing_tools() -> str:
    """Say which of the tools is missing that no build can do without; empty where none is."""
    missing = [tool for tool in ("make", "gcc") if shutil.which(tool) is None]
    return f"{' and '.join(missing)} not installed" if missing else ""


def toolchain() -> str:
    """Return what a build depends on besides the files: compiler, make, and what the environment chooses."""
    parts = [
        subprocess.run([tool, "--version"], env=tool_environment(), capture_output=True, check=False).stdout.decode(
            "utf-8", "replace"
        )
        for tool in ("gcc", "make")
    ]
    chosen = tool_environment()
    return fingerprint(parts, [chosen.get(name, "") for name in ("ARCH", "CROSS_COMPILE", "CC", "LLVM", "PATH")])


def _read_step(value: object) -> BuildStep | None:
    """Read what the ledger keeps of a step; None where it is not to be understood."""
    if not isinstance(value, dict):
        return None
    try:
        objects = tuple(ObjectBuild(**{**each, "built": Built(each["built"])}) for each in value["objects"])
        return BuildStep(str(value["setting"]), objects, str(value["reason"]))
    except (KeyError, TypeError, ValueError):
        return None
