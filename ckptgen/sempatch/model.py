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


Predicate = InstalledAs | Seekable | Has | And | Or | Not

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
class SemanticPatch:
    """One semantic patch.

    ``path`` is the file it was read from and ``name`` what ``-p`` calls it. ``title`` is the first paragraph of its
    docstring on one line, ``description`` the rest, unwrapped as written. ``message`` is what every patch of the
    series says about the change (its paragraphs, dedented), ``owners`` the user's own path-to-filesystem overrides.
    ``sha256`` is that of the file's bytes, in hexadecimal.
    """

    path: str
    name: str
    sha256: str
    title: str
    description: str
    struct: str
    changes: tuple[Change, ...]
    qualifies: Predicate
    message: str
    lists: tuple[ListEntry, ...]
    decisions: tuple[Decision, ...]
    owners: tuple[tuple[str, str], ...]
