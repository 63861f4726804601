"""The patches that a series stands on and does not hold, where another batch of the same run does."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ckptgen.series.manifest import NAME, Manifest, parse_written
from ckptgen.series.patchids import patch_ids
from ckptgen.series.written import NUMBERED


@dataclass(frozen=True, slots=True)
class NeededPatch:
    """A patch of another batch; ``file`` is its path below the folder of the batches."""

    file: str
    content: bytes


def find_needed(path: Path, manifest: Manifest) -> tuple[tuple[NeededPatch, ...], tuple[str, ...]]:
    """Return the patches that the series in ``path`` names by their ids, in its order, and the ids of those that no
    batch beside it has. Raises ManifestError where what lies above it cannot be read.
    """
    if not manifest.prerequisites:
        return (), ()
    folder = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow a link
    beside = list(_patches_beside(folder)) if manifest.options.batch else []
    held = dict(zip(patch_ids([patch.content for patch in beside]), beside, strict=True))
    found = tuple(held[name] for name in manifest.prerequisites if name in held)
    return found, tuple(name for name in manifest.prerequisites if name not in held)


def _patches_beside(folder: Path) -> Iterator[NeededPatch]:
    """Yield what the manifest above ``folder`` names in the other folders there, without the cover letters."""
    above = folder.parent / NAME
    for name in sorted(parse_written(above.read_bytes(), str(above))) if above.is_file() else ():
        below, _, file = name.partition("/")
        number = NUMBERED.fullmatch(file)
        if below not in (folder.name, "..") and number and int(number["number"]) and (folder.parent / name).is_file():
            yield NeededPatch(name, (folder.parent / name).read_bytes())
