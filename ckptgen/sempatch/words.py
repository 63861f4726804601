"""What the strings of a semantic patch may say; shared by the reader and by the commands that write them.

Each ``*_problem`` returns what is wrong with a text, as the end of a sentence, or an empty string.
"""

import difflib
import re
from collections.abc import Iterable

KINDS = (
    "inode",
    "proc",
    "debugfs",
    "tracefs",
    "sysfs",
    "securityfs",
    "chardev",
    "misc",
    "anon_inode",
    "pipefs",
    "file",
)
"""The ways in which a table reaches its files, for ``installed_as``."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the end of an error's sentence: the name of ``known`` that is near ``word``, if one is."""
    near = difflib.get_close_matches(word, tuple(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def identifier_problem(text: str) -> str:
    """Say why ``text`` is not a C identifier."""
    return "" if _IDENTIFIER.match(text) else "is not a C identifier"


def kind_problem(text: str) -> str:
    """Say why ``text`` is not a way to install a table."""
    near = suggestion(text, KINDS) or f"; the kinds are {', '.join(KINDS)}"
    return "" if text in KINDS else "is not a known kind" + near


def path_problem(text: str) -> str:
    """Say why ``text`` cannot be a path in a kernel tree, or a filesystem's name (which may be a path)."""
    if not text:
        return "is empty"
    if not text.isprintable() or " " in text or "\\" in text:
        return "holds white space, a backslash or a control character"
    parts = text.split("/")
    if parts[0] == "":
        return "is an absolute path; name it from the top of the kernel tree"
    if not {"", ".", ".."}.isdisjoint(parts):
        return "is not a plain relative path (no `.`, no `..`, no doubled or final slash)"
    return ""


def target_problem(text: str) -> str:
    """Say why ``text`` is not ``PATH:TABLE``."""
    path, colon, table = text.rpartition(":")
    if not colon:
        return "is not `PATH:TABLE`, such as `fs/bfs/dir.c:bfs_dir_operations`"
    if problem := path_problem(path):
        return f"names a file that {problem}"
    return f"names a table that {problem}" if (problem := identifier_problem(table)) else ""


def reason_problem(text: str) -> str:
    """Say why ``text`` cannot be a reason. It is printed in tables and on one line, so it has one."""
    if not text.strip():
        return "is empty"
    if "\n" in text or "\t" in text or text_problem(text):
        return "is not one line of text"
    return ""


def text_problem(text: str) -> str:
    """Say why ``text`` cannot be written to a UTF-8 file or shown on a terminal."""
    bad = any((char < " " and char not in "\n\t") or "\x7f" <= char <= "\x9f" for char in text)
    lone = any("\ud800" <= char <= "\udfff" for char in text)
    return "holds a control character or half a surrogate pair" if bad or lone else ""
