"""What a semantic patch says, as frozen values.

Each value that can be blamed in a report carries the one-based ``line`` where the semantic patch says it.
"""

from dataclasses import dataclass
from enum import StrEnum

# --- where an entry goes -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DeclaredOrder:
    """In the order in which the struct declares its members."""


@dataclass(frozen=True, slots=True)
class After:
    """Right after the entry of this field; where a table lacks it, as in declared order."""

    field: str


@dataclass(frozen=True, slots=True)
class Last:
    """Behind every other entry."""


Place = DeclaredOrder | After | Last

# --- what is changed -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Add:
    """Give each table that qualifies the entry ``.field = value``."""

    field: str
    value: str
    place: Place
    line: int


Change = Add
"""The closed union of changes. Who consumes it matches on the type, so that the checker finds a new member."""

# --- what the tree must have for it ---------------------------------------------------------------------------------


class Guard(StrEnum):
    """How the series keeps a kernel building whose configuration leaves the option out; the two cannot be mixed."""

    STUB = "stub"
    """The member is always there, and a header defines the handler as NULL without the option."""
    IFDEF = "ifdef"
    """The member and every entry stand under ``#ifdef``."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a function: its type up to its name (``struct file *``), and the name."""

    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member that the struct is to have: a pointer to a function.

    ``doc`` says in prose when it is called, or is empty; ``locks`` gives the cells of its row in the locking document,
    by the head of the column.
    """

    field: str
    returns: str
    arguments: tuple[Argument, ...]
    doc: str
    locks: tuple[tuple[str, str], ...]
    line: int

    def pointer(self, *, named: bool) -> str:
        """Return its declaration without a semicolon, the arguments with their names or only their types."""
        return f"{_spaced(self.returns)}(*{self.field})({self._arguments(named)})"

    def function(self, name: str) -> str:
        """Return the prototype of a function of its type without a semicolon."""
        return f"{_spaced(self.returns)}{name}({self._arguments(True)})"

    def _arguments(self, named: bool) -> str:
        each = [f"{_spaced(a.type)}{a.name}" if named else a.type for a in self.arguments]
        return ", ".join(each) or "void"


def _spaced(type_name: str) -> str:
    """Return the type with the blank that a name behind it needs."""
    return type_name if type_name.endswith("*") else f"{type_name} "


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that the struct's header is to declare, behind the declaration of the function ``beside``."""

    name: str
    field: str
    """The member whose type it has."""
    beside: str
    line: int


# --- which tables ---------------------------------------------------------------------------------------------------


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


Predicate = InstalledAs | Seekable | Has | Equals | And | Or | Not

# --- lists ----------------------------------------------------------------------------------------------------------


class Standing(StrEnum):
    """What a list says of a filesystem."""

    ALLOW = "allow"
    ELSEWHERE = "elsewhere"
    DENY = "deny"
    TODO = "todo"


@dataclass(frozen=True, slots=True)
class Filesystem:
    """A filesystem by its name (see ``plan.owners``)."""

    name: str


@dataclass(frozen=True, slots=True)
class Uses:
    """Every filesystem that includes ``<linux/NAME.h>``."""

    name: str


@dataclass(frozen=True, slots=True)
class Directories:
    """The directory tables of one filesystem: those that have an entry for reading a directory."""

    name: str


Subject = Filesystem | Uses | Directories


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of a list; ``because`` is empty where the author gives no reason."""

    subject: Subject
    standing: Standing
    because: str
    line: int


class Action(StrEnum):
    INCLUDE = "include"
    EXCLUDE = "exclude"
    OPT_OUT = "opt-out"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on one table; it beats every list and predicate."""

    path: str
    table: str
    action: Action
    because: str
    line: int


@dataclass(frozen=True, slots=True)
class Copy:
    """A person's word that ``filesystem`` gets a copy of its own of a table that it shares."""

    path: str
    table: str
    filesystem: str
    because: str
    line: int


@dataclass(frozen=True, slots=True)
class SemanticPatch:
    """One semantic patch.

    ``path`` is the file it was read from and ``name`` what ``-p`` calls it. ``title`` is the first paragraph of its
    docstring on one line, ``description`` the rest, unwrapped as written. ``message`` is what every patch of the
    series says about the change (its paragraphs, dedented), ``owners`` the user's own path-to-filesystem overrides.
    ``sha256`` is that of the file's bytes, in hexadecimal. ``option`` is the configuration option that the change
    depends on, as the preprocessor knows it (``CONFIG_X``), or empty.
    """

    path: str
    name: str
    sha256: str
    title: str
    description: str
    struct: str
    changes: tuple[Change, ...]
    option: str
    guard: Guard
    members: tuple[Member, ...]
    handlers: tuple[Handler, ...]
    qualifies: Predicate
    message: str
    lists: tuple[ListEntry, ...]
    decisions: tuple[Decision, ...]
    copies: tuple[Copy, ...]
    owners: tuple[tuple[str, str], ...]
