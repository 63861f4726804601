"""A tree as some patches leave it: another tree with a few files replaced, added or gone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from ckptgen.tree.batch import Batch, collect
from ckptgen.tree.model import MissingFileError, Scan, Tree
from ckptgen.tree.paths import is_source, is_under, normal_path, shown

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of the overlay; ``content`` is None where the file is gone. ``mode`` is git's."""

    content: bytes | None
    mode: str = "100644"


class OverlayTree:
    """The files of ``base``, those in ``layers`` instead of what stands there."""

    def __init__(self, base: Tree, layers: Mapping[str, Layer]) -> None:
        self.base = base
        self.label = base.label
        self.commit = base.commit
        self._layers = dict(layers)

    def read(self, path: str) -> bytes:
        """Return one file's content; raises MissingFileError."""
        layer = self._layers.get(normal_path(path) or "")
        if layer is None:
            return self.base.read(path)
        if layer.content is None:
            raise self._gone(path)
        return layer.content

    def exists(self, path: str) -> bool:
        """Tell whether ``path`` is a regular file or a folder; one whose files are all gone is still one."""
        normal = normal_path(path) or ""
        if normal in self._layers:
            return self._layers[normal].content is not None
        inside = (layer.content is not None for name, layer in self._layers.items() if is_under(name, {normal}))
        return self.base.exists(path) or any(inside)

    def file_mode(self, path: str) -> str:
        """Return git's mode of a file; raises MissingFileError."""
        layer = self._layers.get(normal_path(path) or "")
        if layer is None:
            return self.base.file_mode(path)
        if layer.content is None:
            raise self._gone(path)
        return layer.mode

    def _gone(self, path: str) -> MissingFileError:
        return MissingFileError(f"{self.label} has no file {shown(path)} after the patches on top of it")

    def scan(
        self, needles: Sequence[bytes], work: Callable[[str, bytes], T | None], under: Sequence[str] = ()
    ) -> Scan[T]:
        """See ``Tree.scan``. A file that a patch adds is counted, one that it replaces is counted once."""
        places = [place for place in under if self.base.exists(place)]
        upper: Batch[T] = Batch()
        for path, layer in sorted(self._layers.items()):
            if is_source(path) and (not under or is_under(path, set(under))):
                upper.listed += (layer.content is not None) - self.base.exists(path)
                if layer.content is not None:
                    upper.take(path, layer.content, needles, work)
        if under and not places:
            return collect([upper])
        keep = partial(_unless_replaced, work=work, replaced=frozenset(self._layers))
        below = self.base.scan(needles, keep, places)
        kept = [(path, result) for path, result in below.results if result is not None]
        replaced = len(below.results) - len(kept)
        skipped = [skip for skip in below.skipped if skip.path not in self._layers]
        lower: Batch[T] = Batch(below.listed, below.matched - replaced, kept, skipped)
        return collect([lower, upper])


def _unless_replaced(
    path: str, data: bytes, *, work: Callable[[str, bytes], T | None], replaced: frozenset[str]
) -> tuple[str, T | None] | None:
    """Run ``work`` on a file that is not replaced; one that is gives its path alone, to be told from the rest."""
    if path in replaced:
        return (path, None)
    result = work(path, data)
    return None if result is None else (path, result)
