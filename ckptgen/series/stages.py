"""What becomes of files by edits that are made one patch after the other."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from ckptgen.errors import InternalError
from ckptgen.rewrite.model import Edit, apply_splices, splices_of
from ckptgen.series.model import FileChange

Contents = Callable[[str], tuple[bytes, str]]
"""Gives a path's bytes, as the plan saw them, and git's mode."""


class Stages:
    """What each file has become by the patches so far.

    The offsets of every edit are those of the original, so each stage is made from it with all the splices
    until then.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._edits: dict[str, list[Edit]] = defaultdict(list)

    def advance(self, edits: Iterable[Edit]) -> tuple[FileChange, ...]:
        """Return what one more patch changes, by path; raises InternalError where its edits touch the same bytes."""
        by_path: dict[str, list[Edit]] = defaultdict(list)
        for edit in edits:
            by_path[edit.path].append(edit)
        return tuple(self._change(path, by_path[path]) for path in sorted(by_path))

    def _change(self, path: str, edits: Iterable[Edit]) -> FileChange:
        original, mode = self._contents(path)
        made = self._edits[path]
        try:
            before = apply_splices(original, splices_of(made))
            made += edits
            return FileChange(path, mode, before, apply_splices(original, splices_of(made)))
        except ValueError as error:
            raise InternalError(f"{path}: {error}") from error
