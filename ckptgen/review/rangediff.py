"""git's own range-diff of two series, wherever they come from.

Two ranges of one repository are compared there. For others, commits are made in a scratch repository from what the
hunks show, with filler in between. git range-diff passes over merges: each patch stands on a merge commit that holds
the files as its hunks want them, so that the patches need not fit together.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ckptgen.review.model import FileDiff, Hunk, Patch, Series
from ckptgen.series.gitrun import isolated_environment, run_git
from ckptgen.series.trailers import with_trailers
from ckptgen.tree.git import Git
from ckptgen.tree.paths import quote

_WHO = b"ckptgen <ckptgen@invalid> 946684800 +0000"
# With a hunk's section in their middle more than twice git's context, or two hunks would become one; neither are they
# what git takes for the head of a function.
_FILLER = (b"...",) * 4
_OPTIONS = ("--no-color", "--no-notes")
_PLAIN = "100644"
_KNOWN_MODES = (_PLAIN, "100755", "120000")
_UNMATCHED = re.compile(rb" *(?P<old>\d+|-): +\S+ [<>] +(?P<new>\d+|-): ")

Files = dict[str, tuple[str, bytes]]
"""Git's mode and the content of each file, by its path."""


@dataclass(frozen=True, slots=True)
class RangeDiff:
    """What git printed; ``old`` and ``new`` are the numbers of the patches that it found no match for."""

    text: bytes
    old: tuple[int, ...]
    new: tuple[int, ...]


def range_diff(old: Series, new: Series, directory: Path, creation_factor: int | None = None) -> RangeDiff:
    """Return git's range-diff of the two series; ``directory`` is the repository that ranges are of. The factor is
    git's ``--creation-factor``, in percent. Raises GitError.
    """
    options = [*_OPTIONS, *([f"--creation-factor={creation_factor}"] if creation_factor is not None else [])]
    if old.tip and new.tip:
        ranges = [f"{series.base}..{series.tip}" for series in (old, new)]
        return _parsed(Git(directory).run("range-diff", *options, *ranges))
    with TemporaryDirectory(prefix="ckptgen-range-diff-") as name:
        folder = Path(name)
        environment = isolated_environment(folder) | {"GIT_DIR": str(folder)}

        def git(*arguments: str, data: bytes = b"") -> bytes:
            return run_git(name, *arguments, environment=environment, clean=True, data=data)

        git("init", "--quiet", "--bare", "--template=", ".")
        (folder / "info").mkdir()
        # As for the patches themselves: no attribute has a say in what the head of a function is.
        (folder / "info" / "attributes").write_bytes(b"* !diff\n")
        git("fast-import", "--quiet", data=b"".join([*_commits("old", old), *_commits("new", new), b"done\n"]))
        return _parsed(git("range-diff", *options, "old-base..old", "new-base..new"))


def _parsed(text: bytes) -> RangeDiff:
    lines = [match for line in text.split(b"\n") if (match := _UNMATCHED.match(line))]
    old, new = (tuple(int(each[side]) for each in lines if each[side] != b"-") for side in ("old", "new"))
    return RangeDiff(text, old, new)


# --- commits ------------------------------------------------------------


def _commits(name: str, series: Series) -> Iterator[bytes]:
    """Yield the stream of one series: each patch on its own state of the files, the first of which is the base."""
    for patch in series.patches:
        before, after = _images(patch)
        base = patch is series.patches[0]
        yield _commit(f"{name}-base" if base else name)
        yield b"committer %s\n%s" % (_WHO, _data(b"what the patch stands on\n"))
        yield b"" if base else b"merge refs/heads/%s-base\n" % name.encode()
        yield b"deleteall\n"
        yield from _tree(before)
        text = with_trailers(patch.message.body, patch.message.trailers)
        message = "\n\n".join(part for part in (patch.message.subject, text) if part)
        yield _commit(name)
        yield b"author %s\ncommitter %s\n%s" % (_author(patch), _WHO, _data(message.encode("utf-8", "replace")))
        yield b"from refs/heads/%s-base\n" % name.encode() if base else b""
        yield b"deleteall\n"
        yield from _tree(after)


def _commit(name: str) -> bytes:
    return b"commit refs/heads/%s\n" % name.encode()


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _author(patch: Patch) -> bytes:
    name, _, mail = patch.message.sender.rpartition("<")
    name, mail = (re.sub(r"[<>\x00-\x1f]", "", part).strip() for part in (name, mail))
    return f"{name or 'unknown'} <{mail}> 946684800 +0000".encode("utf-8", "replace")


def _tree(files: Files) -> Iterator[bytes]:
    for path, (mode, content) in sorted(files.items()):
        yield b"M %s inline %s\n%s" % (mode.encode(), quote(path), _data(content))


# --- files --------------------------------------------------------------


def _images(patch: Patch) -> tuple[Files, Files]:
    """Return the files before and after the patch, as far as it shows them."""
    before: Files = {}
    after: Files = {}
    for file in patch.files:
        if file.old is not None:
            before[file.old] = _mode(file.old_mode), _image(file, b"+")
        if file.new is not None:
            after[file.new] = _mode(file.new_mode or file.old_mode), _image(file, b"-")
    return before, after


def _mode(mode: str) -> str:
    return mode if mode in _KNOWN_MODES else _PLAIN


def _image(file: FileDiff, without: bytes) -> bytes:
    """Return one side of a file; ``without`` is the mark of the lines that are not in it."""
    if not file.hunks:
        # A file that is only moved must look like one, and one whose change is not shown as if it had changed.
        own = os.fsencode(file.old or file.path) + b"\n"
        return own + f"binary {file.blob}\n".encode() if file.binary and without == b"-" else own
    return b"".join(part for hunk in file.hunks for part in (_head(file, hunk), _body(hunk, without)))


def _head(file: FileDiff, hunk: Hunk) -> bytes:
    at_start = hunk is file.hunks[0] and (hunk.old_start <= 1 or not hunk.section)
    return b"" if at_start else b"".join(line + b"\n" for line in (*_FILLER, hunk.section or b"...", *_FILLER))


def _body(hunk: Hunk, without: bytes) -> bytes:
    """Return the lines of one side, the last without a line end where the diff says so."""
    lines: list[bytes] = []
    for place, line in enumerate(hunk.lines):
        if line[:1] not in (without, b"\\"):
            bare = hunk.lines[place + 1 : place + 2] and hunk.lines[place + 1][:1] == b"\\"
            lines.append(line[1:] + (b"" if bare else b"\n"))
    return b"".join(lines)
