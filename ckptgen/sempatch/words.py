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
    "vma",
)
"""The ways in which a table reaches its files, for ``installed_as``."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
# Kconfig knows small letters too: CONFIG_PPC_85xx.
_OPTION = re.compile(r"CONFIG_[A-Za-z0-9_]+\Z")
_HEADER = re.compile(r"<[\w./+-]+\.h>\Z|\"[\w./+-]+\.h\"\Z", re.ASCII)
_POINTER = re.compile(
    r"(?P<returns>[A-Za-z_][\w *]*?) ?\( ?\* ?(?P<name>[A-Za-z_]\w*) ?\) ?\((?P<arguments>[^()]*)\)\Z", re.ASCII
)
_ARGUMENT = re.compile(r"(?P<type>[A-Za-z_][\w *]*[ *])(?P<name>[A-Za-z_]\w*)\Z", re.ASCII)
_TYPE_WORDS = frozenset(
    {"void", "char", "short", "int", "long", "float", "double", "signed", "unsigned", "_Bool", "bool"}
)
_TAGS = frozenset({"struct", "union", "enum"})
_QUALIFIERS = frozenset({"const", "volatile", "restrict"})
_NO_NAMES = _TYPE_WORDS | _TAGS | _QUALIFIERS


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the end of an error's sentence: the name of ``known`` that is near ``word``, if one is."""
    near = difflib.get_close_matches(word, tuple(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def identifier_problem(text: str) -> str:
    """Say why ``text`` is not a C identifier."""
    return "" if _IDENTIFIER.match(text) else "is not a C identifier"


def header_problem(text: str) -> str:
    """Say why ``text`` is not a header as an ``#include`` names it."""
    return "" if _HEADER.match(text) else 'is not written as in an #include: `<linux/x.h>` or `"x.h"`'


def kind_problem(text: str) -> str:
    """Say why ``text`` is not a way to install a table."""
    near = suggestion(text, KINDS) or f"; the kinds are {', '.join(KINDS)}"
    return "" if text in KINDS else "is not a known kind" + near


def option_problem(text: str) -> str:
    """Say why ``text`` is not a configuration option as the preprocessor knows it."""
    return "" if _OPTION.match(text) else "is not written as the preprocessor knows it, as in CONFIG_X"


def pointer_parts(text: str) -> tuple[str, str, tuple[tuple[str, str], ...]] | None:
    """Split the declaration of a pointer to a function into what it returns, its name, and (type, name) of each
    argument, spaced as in kernel code; None where it is none, or where an argument lacks a name of its own.
    """
    pointer = _POINTER.match(" ".join(text.split()))
    if pointer is None or not (returns := _type(pointer["returns"])):
        return None
    pieces = [piece.strip() for piece in pointer["arguments"].split(",")]
    arguments: list[tuple[str, str]] = []
    for piece in pieces if pieces != ["void"] else []:
        argument = _ARGUMENT.match(piece)
        # `unsigned int` and `struct file` are types without a name.
        if argument is None or argument["name"] in _NO_NAMES or not (type_name := _type(argument["type"])):
            return None
        arguments.append((type_name, argument["name"]))
    if len({name for _, name in arguments}) < len(arguments):
        return None
    return returns, pointer["name"], tuple(arguments)


def _type(text: str) -> str:
    """Return the type as kernel code spaces it, or an empty string where it is cut short (``const struct``)."""
    words = [word for word in re.findall(r"\w+", text) if word not in _QUALIFIERS]
    if not words or words[-1] in _TAGS:
        return ""
    return re.sub(r"\*+", r" \g<0>", re.sub(r" ?\* ?", "*", text)).strip()


def pointer_problem(text: str) -> str:
    """Say why ``text`` does not declare a pointer to a function with named arguments."""
    example = "int (*sync)(struct file *file, int flags)"
    wrong = f"does not declare a pointer to a function, each argument with a name of its own, as in {example}"
    return "" if pointer_parts(text) else wrong


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


def subject_problem(text: str) -> str:
    """Say why ``text`` cannot be the subject of a patch: ``git am`` takes a tag or ``Re:`` at its start away."""
    lost = re.match(r"\s*(\[|re:)", text, re.IGNORECASE)
    return reason_problem(text) or (f"begins with {lost[1]!r}, which git am takes away" if lost else "")


def text_problem(text: str) -> str:
    """Say why ``text`` cannot be written to a UTF-8 file or shown on a terminal."""
    bad = any((char < " " and char not in "\n\t") or "\x7f" <= char <= "\x9f" for char in text)
    lone = any("\ud800" <= char <= "\udfff" for char in text)
    return "holds a control character or half a surrogate pair" if bad or lone else ""
