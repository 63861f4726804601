"""What a semantic patch says, as frozen values.

Each value that can be blamed in a report carries the one-based ``line`` where the semantic patch says it.
"""

from dataclasses import dataclass
from enum import StrEnum

from ckptgen.sempatch.conditions import Predicate

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


# Of every change: ``where`` says which tables it is for, None for those of ``qualifies``; ``needs_core`` tells that it
# stands behind the slot for the core change, and means something else without it. ``line`` is where it is written,
# ``message`` what its patches say instead of the semantic patch's message where it is not empty.


@dataclass(frozen=True, slots=True)
class Add:
    """Give each table that qualifies the entry ``.field = value``.

    ``include`` is what its file must include for that, ``<linux/x.h>`` or ``"x.h"``, or empty.
    """

    field: str
    value: str
    place: Place
    line: int
    include: str = ""
    where: "Predicate | None" = None
    needs_core: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """Take the entry for the field away; only where its value is ``was``, unless that is empty."""

    field: str
    was: str
    line: int
    where: "Predicate | None" = None
    needs_core: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Replace:
    """Give the entry for the field another value; only where it was ``was``, unless that is empty."""

    field: str
    value: str
    was: str
    line: int
    include: str = ""
    where: "Predicate | None" = None
    needs_core: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Rename:
    """Make the entry for the field one for the field ``to``, where it stands.

    ``value`` is its new value, or empty for the one that it has; ``was`` is as in Replace.
    """

    field: str
    to: str
    value: str
    was: str
    line: int
    include: str = ""
    where: "Predicate | None" = None
    needs_core: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Put the entry for the field where ``place`` says, its text and its comment untouched."""

    field: str
    place: Place
    line: int
    where: "Predicate | None" = None
    needs_core: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Constify:
    """Make the table const, with its declarations."""

    line: int
    where: "Predicate | None" = None
    needs_core: bool = False
    message: str = ""

    @property
    def field(self) -> str:
        """Empty: it is about no entry."""
        return ""


Change = Add | Remove | Replace | Rename | Move | Constify
"""The closed union of changes. Who consumes it matches on the type, so that the checker finds a new member."""


def entry_after(change: Change) -> tuple[str, str]:
    """Return the field and the value of the entry that a table has after the change; an empty value is any, an empty
    field none.
    """
    match change:
        case Add(field, value) | Replace(field, value):
            return field, value
        case Rename(_, to, value):
            return to, value
        case Move(field):
            return field, ""
        case Remove() | Constify():
            return "", ""


@dataclass(frozen=True, slots=True)
class CoreSlot:
    """Where patches that the user supplies stand between the changes.

    ``because`` says what they must do, since the changes behind them mean something else without that.
    """

    because: str
    line: int


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


@dataclass(frozen=True, slots=True)
class Everywhere:
    """Every owner that no list names otherwise; its name is empty."""

    name: str = ""


Subject = Filesystem | Uses | Directories | Everywhere


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
class Lump:
    """Groups of a series that have one patch with this subject; ``groups`` are what it would file theirs under."""

    subject: str
    groups: tuple[str, ...]
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
    core: CoreSlot | None
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
    lumps: tuple[Lump, ...] = ()


def addition(patch: SemanticPatch) -> Add | None:
    """Return the first change that adds an entry."""
    return next((change for change in patch.changes if isinstance(change, Add)), None)


def lone_addition(patch: SemanticPatch) -> Add | None:
    """Return the one change of a semantic patch that only adds an entry, None for any other."""
    return change if len(patch.changes) == 1 and isinstance(change := patch.changes[0], Add) else None
