"""The numbers of a history: per revision, and per directory of it."""

from dataclasses import dataclass

from ckptgen.engine.task import Plain


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tables there are, how many of them have the operation, and how many have it as an explicit NULL."""

    tables: int = 0
    having: int = 0
    opted_out: int = 0

    @property
    def without(self) -> int:
        """How many do not have it, opt-outs included, as ``ckptgen audit`` lists them."""
        return self.tables - self.having

    def plus(self, other: "Counts") -> "Counts":
        return Counts(self.tables + other.tables, self.having + other.having, self.opted_out + other.opted_out)


@dataclass(frozen=True, slots=True)
class Read:
    """What was looked at: the numbers of the audit's coverage. ``unparsed`` are path, line and reason."""

    listed: int
    read: int
    raw: int
    in_comments: int
    links: int
    unparsed: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One revision. ``date`` is its commit's in seconds since 1970 (0 where there is none), ``commit`` may be empty.

    ``directories`` are sorted by name; the name of a file in too high a folder is empty, as in the audit.
    """

    name: str
    commit: str
    date: int
    directories: tuple[tuple[str, Counts], ...]
    read: Read

    @property
    def total(self) -> Counts:
        """The sum over the directories."""
        total = Counts()
        for _, counts in self.directories:
            total = total.plus(counts)
        return total


@dataclass(frozen=True, slots=True)
class History:
    """The revisions of one tree, in their order."""

    tree: str
    points: tuple[Point, ...]

    def directories(self) -> tuple[str, ...]:
        """Return the name of every directory that any revision has, sorted."""
        return tuple(sorted({name for point in self.points for name, _ in point.directories}))


@dataclass(frozen=True, slots=True)
class Subject:
    """What is counted: tables of ``struct``, by ``operation`` and by the path's ``component`` (the first is 1).

    ``under`` are normal paths that narrow it; all of a tree when empty.
    """

    struct: str
    operation: str
    component: int = 1
    under: tuple[str, ...] = ()


def plain_point(point: Point) -> Plain:
    """Return the point as plain data."""
    read = point.read
    return [
        point.name,
        point.commit,
        point.date,
        [[name, counts.tables, counts.having, counts.opted_out] for name, counts in point.directories],
        [read.listed, read.read, read.raw, read.in_comments, read.links, [list(place) for place in read.unparsed]],
    ]


def point_of(plain: Plain) -> Point:
    """Return what ``plain_point`` was given."""
    name, commit, date, directories, (listed, read, raw, in_comments, links, unparsed) = plain
    places = tuple((path, line, reason) for path, line, reason in unparsed)
    looked_at = Read(listed, read, raw, in_comments, links, places)
    return Point(name, commit, date, tuple((n, Counts(*c)) for n, *c in directories), looked_at)


def plain_subject(subject: Subject) -> Plain:
    """Return the subject as plain data."""
    return [subject.struct, subject.operation, subject.component, list(subject.under)]


def subject_of(plain: Plain) -> Subject:
    """Return what ``plain_subject`` was given."""
    struct, operation, component, under = plain
    return Subject(struct, operation, component, tuple(under))
