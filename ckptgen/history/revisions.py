"""The history of one repository: the headers first, then everything else, then revision by revision."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ckptgen.engine.task import Engine, results
from ckptgen.history.joining import DEFINES, INITIALIZES, INSIDE, TABLES, Note, holdings_of, join, reaches_of
from ckptgen.history.looking import Holding
from ckptgen.history.memory import recalled
from ckptgen.history.model import Point, Subject
from ckptgen.history.refs import Ref
from ckptgen.history.snapshots import take_snapshots, within
from ckptgen.plan.collect import header_folders
from ckptgen.tree.git import Git
from ckptgen.tree.store import Store

TASK = "ckptgen.history.looking:look"
CHUNK = 4000
"""Blobs in one task: a lost worker costs no more than a few seconds, and starting git costs next to nothing."""


def count_revisions(
    directory: Path, refs: Sequence[Ref], subject: Subject, engine: Engine, store: Store | None = None
) -> tuple[Point, ...]:
    """Return the numbers of each revision of the repository in ``directory``, in their order.

    Every blob is read once, whatever the number of revisions; the few headers that hold initializers are read a second
    time where a header defines a struct around the struct. ``store`` remembers what the blobs say. Raises TreeError.
    """
    snapshots = take_snapshots(Git(directory), refs, subject.under)
    inside, beside = within(subject.under), within(header_folders(subject.under))
    notes: dict[str, Note] = {}

    def look(oids: Sequence[str], holdings: Sequence[Holding], *, headers: bool) -> None:
        found = recalled(
            store,
            [subject.struct, holdings, headers],
            oids,
            lambda some: _looked(engine, directory, subject.struct, some, holdings, headers),
        )
        for oid, note in found.items():
            _remember(notes, oid, note)

    headers = snapshots.blobs(_headers(inside, beside if subject.under else None))
    look(headers, [], headers=True)
    noted = snapshots.numbered(notes)
    reaches = [reaches_of(snapshots.paths, one, noted, subject.under) for one in snapshots.revisions]
    holdings = holdings_of(reaches)
    known = set(headers)
    again = [oid for oid in headers if oid in notes and notes[oid][INITIALIZES]] if holdings else []
    rest = snapshots.blobs(lambda path: not path.endswith(".h") and inside(path))
    look(again + [oid for oid in rest if oid not in known], holdings, headers=False)
    _require_struct(directory, refs, subject, notes)
    numbers = {holding: number for number, holding in enumerate(holdings)}
    noted = snapshots.numbered(notes)
    return tuple(
        join(snapshots.paths, one, noted, reach, numbers, subject)
        for one, reach in zip(snapshots.revisions, reaches, strict=True)
    )


def _looked(
    engine: Engine, directory: Path, struct: str, oids: Sequence[str], holdings: Sequence[Holding], headers: bool
) -> Iterator[tuple[str, Note]]:
    chunks = [oids[start : start + CHUNK] for start in range(0, len(oids), CHUNK)]
    payloads = [[str(directory), struct, chunk, holdings, headers] for chunk in chunks]
    for found in results(engine, TASK, payloads):
        yield from ((oid, note) for oid, note in found)


def _headers(inside: Callable[[str], bool], beside: Callable[[str], bool] | None) -> Callable[[str], bool]:
    return lambda path: path.endswith(".h") and (inside(path) or (beside is not None and beside(path)))


def _remember(notes: dict[str, Note], oid: str, note: Note) -> None:
    """Keep a note; of one that is there already, a second look adds what is inside of others' structs."""
    if oid in notes:
        notes[oid][INSIDE] = note[INSIDE]
    else:
        notes[oid] = note


def _require_struct(directory: Path, refs: Sequence[Ref], subject: Subject, notes: dict[str, Note]) -> None:
    """Raise UnknownStructError, with names that are near, where no revision knows the struct."""
    if not refs or any(note[DEFINES] or note[TABLES] for note in notes.values()):
        return
    from ckptgen.plan.collect import collect_tables
    from ckptgen.plan.survey import require_struct
    from ckptgen.tree.revision import RevisionTree

    # A narrowed history need not see the struct's definition.
    tree = RevisionTree(directory, refs[-1].tree, 1)
    require_struct(tree, subject.struct, collect_tables(tree, subject.struct))
