"""A tree of a few files in memory, with no disk behind it: one that tests and trials make up."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from ckptgen.tree.batch import Batch, collect
from ckptgen.tree.model import MissingFileError, Scan, TreeError
from ckptgen.tree.paths import is_source, is_under, normal_path, shown

T = TypeVar("T")


class MemoryTree:
    """The ``files``, by their normal paths; none of them may be executed. ``label`` is what messages call the tree."""

    commit: str | None = None

    def __init__(self, label: str, files: Mapping[str, bytes]) -> None:
        self.label = label
        self._files = dict(sorted(files.items()))

    def read(self, path: str) -> bytes:
        """Return one file's content; raises MissingFileError."""
        content = self._files.get(normal_path(path) or "")
        if content is None:
            raise MissingFileError(f"{self.label} has no file {shown(path)}")
        return content

    def exists(self, path: str) -> bool:
        """Tell whether ``path`` is one of the files, or a folder that holds one; the top is always there."""
        normal = normal_path(path)
        return normal is not None and (not normal or any(is_under(name, {normal}) for name in self._files))

    def file_mode(self, path: str) -> str:
        """Return git's mode of a plain file; raises MissingFileError."""
        self.read(path)
        return "100644"

    def scan(
        self, needles: Sequence[bytes], work: Callable[[str, bytes], T | None], under: Sequence[str] = ()
    ) -> Scan[T]:
        """See ``Tree.scan``; ``work`` runs in this process."""
        for path in under:
            if not self.exists(path):
                raise TreeError(f"{self.label} has no file or folder {shown(path)}")
        places = frozenset(normal_path(path) or "" for path in under or [""])
        batch: Batch[T] = Batch()
        for path, content in self._files.items():
            if is_source(path) and ("" in places or is_under(path, places)):
                batch.listed += 1
                batch.take(path, content, needles, work)
        return collect([batch])
