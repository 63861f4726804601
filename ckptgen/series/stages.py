"""What becomes of files by edits that are made one patch after the other."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from ckptgen.errors import InternalError
from ckptgen.rewrite.model import Edit, Splice, apply_splices
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
        self._splices: dict[str, list[Splice]] = defaultdict(list)
        self._includes: dict[str, set[Splice]] = defaultdict(set)

    def advance(self, edits: Iterable[Edit]) -> tuple[FileChange, ...]:
        """Return what one more patch changes, by path; raises InternalError where its edits touch the same bytes."""
        by_path: dict[str, list[Edit]] = defaultdict(list)
        for edit in edits:
            by_path[edit.path].append(edit)
        return tuple(self._change(path, by_path[path]) for path in sorted(by_path))

    def _change(self, path: str, edits: Iterable[Edit]) -> FileChange:
        original, mode = self._contents(path)
        try:
            before = self._after(path, original)
            for edit in edits:
                made = self._splices[path] if edit.shared else ()
                self._splices[path] += [splice for splice in edit.splices if splice not in made]
                self._includes[path].update(edit.includes)
            return FileChange(path, mode, before, self._after(path, original))
        except ValueError as error:
            raise InternalError(f"{path}: {error}") from error

    def _after(self, path: str, original: bytes) -> bytes:
        """Return the file with all that is made until now."""
        made = self._splices[path]
        # What a file includes already for another edit is not included again; headers of one place stand in order.
        includes = sorted(self._includes[path].difference(made), key=lambda each: (each.offset, each.text))
        return apply_splices(original, [*includes, *made])
