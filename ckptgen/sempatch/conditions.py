"""A predicate taken apart into its conditions, and how each is written in a semantic patch."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields

from ckptgen.sempatch.model import (
    Always,
    And,
    AssignedElsewhere,
    BelongsTo,
    Calls,
    Condition,
    DefinedHere,
    DirectoryDefines,
    DirectoryUses,
    Empty,
    Equals,
    Has,
    IgnoresArgument,
    InstalledAs,
    Lacks,
    Matches,
    Not,
    OneOf,
    Or,
    Predicate,
    ReturnsConstant,
    Seekable,
)

WORDS: Mapping[str, Callable[..., Condition]] = {
    "always": Always,
    "seekable": Seekable,
    "installed_as": InstalledAs,
    "has": Has,
    "lacks": Lacks,
    "equals": Equals,
    "one_of": OneOf,
    "matches": Matches,
    "defined_here": DefinedHere,
    "calls": Calls,
    "empty": Empty,
    "returns_constant": ReturnsConstant,
    "ignores_argument": IgnoresArgument,
    "assigned_elsewhere": AssignedElsewhere,
    "directory_defines": DirectoryDefines,
    "directory_uses": DirectoryUses,
    "belongs_to": BelongsTo,
}
"""Every word that a condition is written with, and the type that it stands for."""
_WORDS: Mapping[Callable[..., Condition], str] = {made: word for word, made in WORDS.items()}


def conditions(predicate: Predicate) -> Iterator[Condition]:
    """Yield each condition of the predicate, in the order of the text."""
    match predicate:
        case And(left, right) | Or(left, right):
            yield from conditions(left)
            yield from conditions(right)
        case Not(operand):
            yield from conditions(operand)
        case _:
            yield predicate


def field_of(condition: Condition) -> str:
    """Return the field whose entry the condition asks about, or an empty string."""
    match condition:
        case Has() | Lacks() | Equals() | OneOf() | Matches():
            return condition.field
        case DefinedHere() | Calls() | Empty() | ReturnsConstant() | IgnoresArgument() | AssignedElsewhere():
            return condition.field
        case Always() | InstalledAs() | Seekable() | DirectoryDefines() | DirectoryUses() | BelongsTo():
            return ""


def written(condition: Condition) -> str:
    """Return the condition as a semantic patch writes it."""
    word = _WORDS[type(condition)]
    arguments = list(_arguments(condition))
    return f"{word}({', '.join(map(_quoted, arguments))})" if arguments else word


def _arguments(condition: Condition) -> Iterator[str]:
    for field in fields(condition):
        value = getattr(condition, field.name)
        yield from value if isinstance(value, tuple) else (str(value),)


def _quoted(text: str) -> str:
    plain = text.isprintable() and '"' not in text and not text.endswith("\\")
    if not plain:
        return repr(text)
    return f'r"{text}"' if "\\" in text else f'"{text}"'
