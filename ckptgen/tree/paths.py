"""Paths inside a tree: which can name something there, which lie under which, and how git and messages write them.

See ``ckptgen.tree.model`` for the shape of a path.
"""

import os
import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from ckptgen.tree.model import SOURCE_SUFFIXES, Skipped

_PLAIN = frozenset(range(0x20, 0x7F)) - set(b'"\\')
_LETTERS = dict(zip((bytes([c]) for c in b'abtnvfr"\\'), (bytes([c]) for c in b'\a\b\t\n\v\f\r"\\'), strict=True))
"""What git writes as a backslash and a letter: quote_c_style() in its quote.c."""
_ESCAPE = re.compile(rb'\\([abtnvfr"\\]|[0-3][0-7]{2})')
_ESCAPED = re.compile(rb"(?:[^\\]|" + _ESCAPE.pattern + rb")*", re.DOTALL)


def is_source(path: str) -> bool:
    """Tell whether the name ends in ``.c`` or ``.h`` (case matters, as it does to the kernel's build)."""
    return path.endswith(SOURCE_SUFFIXES)


def normal_path(path: str) -> str | None:
    """Return ``path`` without ``.`` components and superfluous slashes; the top of the tree is ``""``.

    None stands for a path that no tree has: absolute, with ``..`` or a NUL in it, or inside ``.git``.
    """
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if path.startswith("/") or "\0" in path or ".." in parts or ".git" in parts:
        return None
    return "/".join(parts)


def outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the normal paths, sorted, without those that lie under another one (``""`` covers them all)."""
    every = frozenset(paths)
    return tuple(sorted(path for path in every if not path or not is_under(_parent(path), every)))


def is_under(path: str, tops: AbstractSet[str]) -> bool:
    """Tell whether the normal ``path`` is one of ``tops`` or lies in a folder among them.

    A set, since a scan may ask this of every file about a thousand places.
    """
    while path and path not in tops:
        path = _parent(path)
    return path in tops


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def sorted_skips(skips: Iterable[Skipped]) -> tuple[Skipped, ...]:
    """Return the skips in the order of their paths."""
    return tuple(sorted(skips, key=lambda skip: (skip.path, skip.reason)))


def shown(path: str) -> str:
    """Return ``path`` fit for a message: what is not UTF-8 or not printable becomes a visible escape."""
    readable = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in readable)


def quote(path: str) -> bytes:
    """Return ``path`` in double quotes with octal escapes, as git reads it in streams and ``alternates``."""
    return b'"' + b"".join(bytes([c]) if c in _PLAIN else b"\\%03o" % c for c in os.fsencode(path)) + b'"'


def unquote(name: bytes) -> str:
    """Return the path that a diff names, in double quotes with git's escapes or plain.

    Raises ValueError for an escape that git does not write, and for a path with a NUL, which no file can have.
    """
    if len(name) > 1 and name.startswith(b'"') and name.endswith(b'"'):
        inside = name[1:-1]
        if not _ESCAPED.fullmatch(inside):
            raise ValueError("an escape that git does not write")
        name = _ESCAPE.sub(lambda match: _LETTERS.get(match[1]) or bytes([int(match[1], 8)]), inside)
    if b"\0" in name:
        raise ValueError("a NUL byte")
    return os.fsdecode(name)
