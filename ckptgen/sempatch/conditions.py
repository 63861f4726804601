"""What a table is asked, as values: predicates, their conditions, and how each is written in a semantic patch."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Always:
    """Whatever the table is."""


@dataclass(frozen=True, slots=True)
class InstalledAs:
    """The table reaches its files in this way (``inode``: an inode's ``i_fop``)."""

    kind: str


@dataclass(frozen=True, slots=True)
class Seekable:
    """The position of an open file that the table serves can be set."""


@dataclass(frozen=True, slots=True)
class Has:
    """The table has an entry for the field."""

    field: str


@dataclass(frozen=True, slots=True)
class Equals:
    """The table's entry for the field has this value."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Lacks:
    """The table has no entry for the field."""

    field: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """The table's entry for the field has one of these values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """The whole value of the table's entry for the field matches the regular expression (Python's ``re``, ASCII)."""

    field: str
    pattern: str


@dataclass(frozen=True, slots=True)
class DefinedHere:
    """The table's own file defines the handler: the function that the entry for the field names."""

    field: str


@dataclass(frozen=True, slots=True)
class Calls:
    """The handler's own body calls the function."""

    field: str
    function: str


@dataclass(frozen=True, slots=True)
class Empty:
    """The handler's body does nothing."""

    field: str


@dataclass(frozen=True, slots=True)
class ReturnsConstant:
    """The handler's body does nothing but return a constant, if even that."""

    field: str


@dataclass(frozen=True, slots=True)
class IgnoresArgument:
    """The handler's body never names its parameter at this one-based ``position``."""

    field: str
    position: int


@dataclass(frozen=True, slots=True)
class AssignedElsewhere:
    """Elsewhere in the file the handler is given to the member ``member``, of a table or of anything else."""

    field: str
    member: str


@dataclass(frozen=True, slots=True)
class DirectoryDefines:
    """A source or header file of the table's directory defines the function, variable, struct or macro."""

    symbol: str


@dataclass(frozen=True, slots=True)
class DirectoryUses:
    """The code of a source or header file of the table's directory names the symbol."""

    symbol: str


@dataclass(frozen=True, slots=True)
class BelongsTo:
    """The table's owner is one of these (see ``plan.owners``)."""

    names: tuple[str, ...]


HandlerCondition = DefinedHere | Calls | Empty | ReturnsConstant | IgnoresArgument | AssignedElsewhere
"""What asks about the function that an entry names."""


@dataclass(frozen=True, slots=True)
class And:
    left: "Predicate"
    right: "Predicate"


@dataclass(frozen=True, slots=True)
class Or:
    left: "Predicate"
    right: "Predicate"


@dataclass(frozen=True, slots=True)
class Not:
    operand: "Predicate"


Condition = (
    Always
    | InstalledAs
    | Seekable
    | Has
    | Lacks
    | Equals
    | OneOf
    | Matches
    | HandlerCondition
    | DirectoryDefines
    | DirectoryUses
    | BelongsTo
)
"""What a table is asked itself."""
Predicate = Condition | And | Or | Not

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
