"""Running the kernel's make out of tree: configuring it, and compiling single objects."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ckptgen.verify.makelog import Fault, MakeLog, read_log
from ckptgen.verify.processes import run_tool, tool_environment
from ckptgen.verify.settings import Configuration, Setting, contradiction

_ENOUGH = 2
"""So many objects in a row that fail alone as they did together are enough."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where one setting is built: the source ``tree``, the folder ``output`` that make writes to, how to call it."""

    tree: Path
    output: Path
    setting: Setting
    configuration: Configuration
    jobs: int

    def make(self, targets: Sequence[str], log: Path, fragment: Path | None = None) -> tuple[int, MakeLog]:
        """Run make for ``targets``; return its exit status and what it said, which stays in ``log``."""
        command = ["make", f"-j{self.jobs}", "--keep-going", "--output-sync=target", f"O={self.output}"]
        more = {"KCONFIG_ALLCONFIG": str(fragment)} if fragment else {}
        status = run_tool([*command, *self.configuration.flags, *targets], self.tree, tool_environment(**more), log)
        return status, read_log(log.read_bytes().decode("utf-8", "replace"), os.fspath(self.tree))


def configure(shop: Workshop, log: Path) -> Fault | None:
    """Configure with everything on as far as the setting lets it, and build what objects need; return what is wrong."""
    shop.output.mkdir(exist_ok=True)
    fragment = shop.output.with_suffix(".config")
    fragment.write_text(shop.configuration.fragment, "ascii")
    status, said = shop.make(["allmodconfig", "modules_prepare"], log, fragment)
    if status:
        return said.first or Fault(f"make ends with status {status}")
    config = shop.output / ".config"
    wrong = contradiction(
        shop.setting, shop.configuration, config.read_text("utf-8", "replace") if config.is_file() else ""
    )
    return Fault(wrong) if wrong else None


def compile_objects(shop: Workshop, targets: Sequence[str], log: Path) -> dict[str, Fault | None]:
    """Compile the objects; return for each what is wrong, None where it was built just now.

    Objects that were there before do not count. One that make passed over because of another is tried alone.
    """
    if not targets:
        return {}
    status, said, results = _attempt(shop, targets, log)
    unclear = [target for target in targets if target not in said.stopped and results[target] is not None]
    if status and not said.stopped and not unclear:
        unclear = list(targets)
    same = 0
    for target in unclear if len(targets) > 1 else ():
        alone = log.with_name(f"{log.name}.alone")
        before, results[target] = results[target], _attempt(shop, [target], alone)[2][target]
        with log.open("ab") as whole:
            whole.write(b"\n--- once more, alone: %s\n" % os.fsencode(target) + alone.read_bytes())
        alone.unlink()
        # What all of them need is broken: trying each would say the same.
        same = same + 1 if results[target] == before else 0
        if same == _ENOUGH:
            break
    return results


def _attempt(shop: Workshop, targets: Sequence[str], log: Path) -> tuple[int, MakeLog, dict[str, Fault | None]]:
    for target in targets:
        (shop.output / target).unlink(missing_ok=True)
    status, said = shop.make(targets, log)
    results: dict[str, Fault | None] = {}
    for target in targets:
        if target in said.stopped:
            results[target] = said.stopped[target]
        elif not (shop.output / target).is_file():
            results[target] = said.first if status and said.first else Fault(f"make did not write {target}")
        elif status and len(targets) == 1:
            results[target] = said.first or Fault(f"make ends with status {status}")
        else:
            results[target] = None
    return status, said, results
