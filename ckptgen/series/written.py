"""Which file in a folder is which patch of the manifest, whatever became of its name and its text."""

import re
from collections.abc import Mapping

from ckptgen.series.manifest import Manifest, ManifestPatch, sha256

NUMBERED = re.compile(r"(?:v\d+-)?(?P<number>\d{4,})-(?P<slug>.*)\.patch")


def patch_order(name: str) -> tuple[int, str]:
    """Return what patch files are sorted by: their number, where they have one, and their name."""
    match = NUMBERED.fullmatch(name)
    return int(match["number"]) if match else 0, name


def _slug(name: str) -> str:
    match = NUMBERED.fullmatch(name)
    return match["slug"] if match else name


def match_entries(contents: Mapping[str, bytes], manifest: Manifest) -> dict[str, tuple[ManifestPatch | None, bool]]:
    """Find the manifest's entry of each patch file, and whether its bytes are other than those that were written.

    A file is known by what it holds, then by its name, then by its name without the number.
    """
    left = {entry.file: entry for entry in manifest.patches}
    found: dict[str, ManifestPatch | None] = dict.fromkeys(contents)
    for same in (
        lambda name, entry: sha256(contents[name]) == manifest.written.get(entry.file),
        lambda name, entry: name == entry.file,
        lambda name, entry: _slug(name) == _slug(entry.file),
    ):
        for name in sorted(contents, key=patch_order):
            if found[name] is None:
                entry = next((entry for entry in left.values() if same(name, entry)), None)
                if entry is not None:
                    found[name] = left.pop(entry.file)
    return {name: (entry, _is_edited(contents[name], entry, manifest)) for name, entry in found.items()}


def _is_edited(content: bytes, entry: ManifestPatch | None, manifest: Manifest) -> bool:
    return entry is not None and sha256(content) != manifest.written.get(entry.file)
