"""What the value of an entry stands for: whether two texts are the same value.

``f``, ``(f)``, ``&f``, ``(&f)`` and ``&(f)`` are one function. NULL, 0 and both as a pointer of some type are one
value.
"""

import re
from collections.abc import Callable

NULL = "NULL"
_NULL = re.compile(r"(?:\([\w\s*]+\))*(?:NULL|0[uUlL]*|0[xX]0+|nullptr)", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_WORDS = re.compile(r"(?<![\w.])(?<!->)[A-Za-z_]\w*", re.ASCII)
_LITERAL = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_BLANK_BESIDE_SIGN = re.compile(r"\s*([^\w\s])\s*", re.ASCII)
_INSIDE = re.compile(r"[\w)\"']\s*\.\s*[A-Za-z_]\w*\s*=(?!=)", re.ASCII)
_TYPES = frozenset(
    [
        "NULL",
        "sizeof",
        "typeof",
        "__typeof__",
        "void",
        "char",
        "short",
        "int",
        "long",
        "signed",
        "unsigned",
        "float",
        "double",
        "bool",
        "_Bool",
        "struct",
        "union",
        "enum",
        "const",
        "volatile",
    ]
)
"""What an expression can name without naming a value."""


def normal_value(value: str) -> str:
    """Return a value in the one way to write it: without parentheses around it, ``&`` before a name, and blanks.

    Every null is ``NULL``. Two values are the same text if, and only if, they are written alike but for these.
    """
    if value.isidentifier():
        return value
    value = _spaced(value)
    while True:
        bare = value[1:] if value.startswith("&") and _NAME.fullmatch(_bare(value[1:])) else _bare(value)
        if bare == value:
            return NULL if _NULL.fullmatch(value) else value
        value = bare


def _spaced(value: str) -> str:
    """Return the text without the blanks that mean nothing; those in literals stay."""
    parts = _LITERAL.split(value)
    literals = _LITERAL.findall(value)
    pieces = [_BLANK_BESIDE_SIGN.sub(r"\1", part) for part in parts]
    return "".join(piece + literal for piece, literal in zip(pieces, [*literals, ""], strict=True)).strip()


def _bare(value: str) -> str:
    """Return what is inside the parentheses that enclose all of it, however many."""
    while value.startswith("(") and value.endswith(")") and _closing(value) == len(value) - 1:
        value = value[1:-1].strip()
    return value


def _closing(value: str) -> int:
    """Return where the parenthesis that the value begins with is closed; -1 for nowhere."""
    depth = 0
    for at, sign in enumerate(value):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return at
    return -1


def is_null(value: str) -> bool:
    """Tell whether a value is no handler: NULL, 0, or one of them as a pointer."""
    return normal_value(value) == NULL


def is_name(value: str) -> bool:
    """Tell whether a value is a name alone, also as ``&f`` or ``(f)``."""
    normal = normal_value(value)
    return normal != NULL and normal.isidentifier()


def same_value(found: str, wanted: str) -> bool | None:
    """Tell whether two values are the same; None where it cannot be told from the text.

    That is an expression that names what is wanted (a cast, a choice, a call), a value that a macro pastes together,
    and one that cannot be read.
    """
    normal, other = normal_value(found), normal_value(wanted)
    if normal == other:
        return True
    if other == NULL:
        return None if not is_name(found) and NULL in _WORDS.findall(normal) else _unread(normal)
    if is_name(other):
        return names_one(found, lambda name: name == other)
    return None if other in normal and not is_name(normal) else _unread(normal)


def names_one(found: str, wanted: Callable[[str], bool]) -> bool | None:
    """Return the answer for a value that is, as a whole, none of the ``wanted`` names: None for an expression that
    names one.
    """
    normal = normal_value(found)
    if is_name(normal) or normal == NULL:
        return False
    named = set(_WORDS.findall(_LITERAL.sub('""', normal))) - _TYPES
    return None if any(map(wanted, named)) else _unread(normal)


def _unread(normal: str) -> bool | None:
    """Return None for a value that is no text of one entry alone, else False."""
    return None if not normal or "##" in normal or hides_entry(normal) else False


def hides_entry(value: str) -> bool:
    """Tell whether the value goes on with another entry: the comma between them is missing, or a directive hides it."""
    return _INSIDE.search(re.sub(r"\{.*\}", "{}", value)) is not None
