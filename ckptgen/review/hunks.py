"""Unified diffs as values: git's, and the plain ones that other tools write.

The form is that of git-diff(1), "Generating patch text with -p".
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ckptgen.errors import CkptgenError
from ckptgen.review.model import FileDiff, Hunk
from ckptgen.tree.paths import quote, unquote

_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(?: (.*))?")
_GIT = re.compile(rb'diff --git (?:"?a/.*) (?:"?b/.*)')
_MODE = re.compile(rb"(old|new|new file|deleted file) mode (\d+)")
_MOVED = re.compile(rb"(rename|copy) (from|to) (.*)")
_INDEX = re.compile(rb"index [0-9a-f]+\.\.([0-9a-f]+)")
_NO_NAME = b"/dev/null"
_LARGEST = 10
"""Digits of the numbers in a hunk's head: no file has more lines."""


class DiffError(CkptgenError):
    """A diff that cannot be read; the message names the patch and the line."""


def parse_diff(data: bytes, name: str, first_line: int = 1) -> tuple[FileDiff, ...]:
    """Return what a diff does to each file, in its order; text around the diff is passed over.

    ``first_line`` is the line of the patch ``name`` that ``data`` begins in. Raises DiffError where a hunk ends too
    early, and for a name or a number that no file can have.
    """
    lines = data.split(b"\n")
    found: list[FileDiff] = []
    at = 0
    while at < len(lines):
        if _GIT.match(lines[at]) or _is_plain_head(lines, at):
            file, at = _file(lines, at, name, first_line)
            found.append(file)
        else:
            at += 1
    return tuple(found)


def _is_plain_head(lines: Sequence[bytes], at: int) -> bool:
    """Tell whether ``---``, ``+++`` and ``@@`` lines follow each other here, with no ``diff --git`` before them."""
    return (
        lines[at].startswith(b"--- ")
        and at + 2 < len(lines)
        and lines[at + 1].startswith(b"+++ ")
        and _HUNK.match(lines[at + 2]) is not None
    )


@dataclass(slots=True)
class _Head:
    """What the lines above the hunks have said so far."""

    old: str | None = None
    new: str | None = None
    old_mode: str = ""
    new_mode: str = ""
    binary: bool = False
    blob: str = ""
    absent: set[str] = field(default_factory=set)


def _file(lines: Sequence[bytes], at: int, name: str, first_line: int) -> tuple[FileDiff, int]:
    start = at
    head = _Head()
    plain = not lines[at].startswith(b"diff --git ")
    if not plain:
        head.old, head.new = _git_names(lines[at], f"{name}:{at + first_line}")
        at += 1
    while at < len(lines) and _take(head, lines[at], f"{name}:{at + first_line}"):
        at += 1
    hunks: list[Hunk] = []
    while at < len(lines) and _HUNK.match(lines[at]):
        hunk, at = _hunk(lines, at, f"{name}:{at + first_line}")
        hunks.append(replace(hunk, line=hunk.line + first_line))
    new = None if "new" in head.absent else head.new
    # A plain diff renames nothing: its first name may be that of a copy, X.orig.
    old = None if "old" in head.absent else new if plain and new else head.old
    blob = head.blob if head.binary else ""
    return FileDiff(old, new, head.old_mode, head.new_mode, tuple(hunks), start + first_line, head.binary, blob), at


def _take(head: _Head, line: bytes, place: str) -> bool:
    """Learn from one line above the hunks; False where it is none."""
    if match := _MODE.fullmatch(line):
        mode = match[2].decode()
        if match[1] in (b"old", b"deleted file"):
            head.old_mode = mode
        else:
            head.new_mode = mode
        if match[1] == b"new file":
            head.absent.add("old")
        elif match[1] == b"deleted file":
            head.absent.add("new")
    elif match := _MOVED.fullmatch(line):
        path = _path(match[3], place)
        head.old, head.new = (path, head.new) if match[2] == b"from" else (head.old, path)
    elif line.startswith((b"--- ", b"+++ ")):
        side = "old" if line.startswith(b"---") else "new"
        name = line[4:].split(b"\t")[0].rstrip(b"\r")
        if name == _NO_NAME:
            head.absent.add(side)
        else:
            setattr(head, side, _without_prefix(_path(name, place)))
    elif line.startswith((b"Binary files ", b"GIT binary patch")):
        head.binary = True
    elif match := _INDEX.match(line):
        head.blob = match[1].decode()
    else:
        return line.startswith((b"similarity index ", b"dissimilarity index "))
    return True


def _hunk(lines: Sequence[bytes], at: int, place: str) -> tuple[Hunk, int]:
    match = _HUNK.match(lines[at])
    assert match is not None
    if any(len(number or b"") > _LARGEST for number in match.group(1, 2, 3, 4)):
        raise DiffError(f"{place}: no file has so many lines as the hunk says", "take the patch as it was sent")
    old_start, new_start = int(match[1]), int(match[3])
    old_count, new_count = (1 if count is None else int(count) for count in (match[2], match[4]))
    old, new = old_count, new_count
    end = at + 1
    while old > 0 or new > 0:
        mark = lines[end][:1] if end < len(lines) else None
        # Mailers strip blanks at a line's end: an empty line is an empty line of context.
        if mark in (b" ", b"") and not (mark == b"" and end == len(lines) - 1):
            old, new = old - 1, new - 1
        elif mark == b"-":
            old -= 1
        elif mark == b"+":
            new -= 1
        elif mark != b"\\":
            raise DiffError(f"{place}: the hunk ends too early", "take the patch as it was sent, or write it anew")
        end += 1
    if old or new:
        raise DiffError(f"{place}: the hunk has more lines than it says", "take the patch as it was sent")
    if end < len(lines) and lines[end].startswith(b"\\"):
        end += 1
    body = tuple(line or b" " for line in lines[at + 1 : end])
    return Hunk(old_start, old_count, new_start, new_count, match[5] or b"", body, at), end


def _git_names(line: bytes, place: str) -> tuple[str | None, str | None]:
    """Return the two names of a ``diff --git`` line, which are the same unless ``rename`` lines follow."""
    rest = line.removeprefix(b"diff --git ")
    if rest.startswith(b'"'):
        both = re.fullmatch(rb'("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*"|.*)', rest)
        if both:
            return _without_prefix(_path(both[1], place)), _without_prefix(_path(both[2], place))
    # "a/X b/X", where X may hold blanks: both halves are of one length.
    half = (len(rest) - 1) // 2
    old, new = rest[:half], rest[half + 1 :]
    if old[2:] != new[2:]:
        old, _, new = rest.partition(b" b/")
        new = b"b/" + new
    return _without_prefix(_path(old, place)), _without_prefix(_path(new, place))


def _path(name: bytes, place: str) -> str:
    try:
        return unquote(name)
    except ValueError as error:
        raise DiffError(f"{place}: the name of the file has {error}", "take the patch as it was sent") from error


def _without_prefix(path: str) -> str:
    """Return the path without ``a/``, ``b/`` or another first part, as ``-p1`` does."""
    return path.partition("/")[2] or path


def render_diff(file: FileDiff, hunks: Sequence[Hunk] | None = None) -> bytes:
    """Return a diff of one file as git reads it; only these of its hunks, if they are given."""
    old, new = (b"a/" + os.fsencode(file.old or file.path), b"b/" + os.fsencode(file.path))
    lines = [b"diff --git %s %s" % (_quoted(old), _quoted(new))]
    if file.old is None:
        lines.append(b"new file mode " + (file.new_mode or "100644").encode())
    elif file.new is None:
        lines.append(b"deleted file mode " + (file.old_mode or "100644").encode())
    elif file.new_mode and file.old_mode != file.new_mode:
        lines += [b"old mode " + file.old_mode.encode(), b"new mode " + file.new_mode.encode()]
    if file.old and file.new and file.old != file.new:
        lines += [b"rename from " + _quoted(old[2:]), b"rename to " + _quoted(new[2:])]
    wanted = file.hunks if hunks is None else hunks
    if wanted:
        lines.append(b"--- " + (_quoted(old) if file.old else _NO_NAME))
        lines.append(b"+++ " + (_quoted(new) if file.new else _NO_NAME))
    for hunk in wanted:
        counts = (hunk.old_start, hunk.old_count, hunk.new_start, hunk.new_count)
        lines.append(
            b"@@ -%d,%d +%d,%d @@ %s" % (*counts, hunk.section) if hunk.section else b"@@ -%d,%d +%d,%d @@" % counts
        )
        lines += hunk.lines
    return b"\n".join(lines) + b"\n"


def _quoted(name: bytes) -> bytes:
    """Return the name in quotes with octal escapes where git would write it so."""
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in name):
        return name
    return quote(os.fsdecode(name))
