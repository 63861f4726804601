"""Many trees: the list of them, and the history of each as a task of its own."""

import shlex
from dataclasses import dataclass
from pathlib import Path

from ckptgen.csource.values import is_null
from ckptgen.engine.local import LocalEngine
from ckptgen.engine.task import Engine, Plain
from ckptgen.errors import CkptgenError
from ckptgen.history.model import Counts, Point, Read, Subject, plain_point, plain_subject, subject_of
from ckptgen.history.refs import find_refs
from ckptgen.history.revisions import count_revisions
from ckptgen.plan.collect import collect_tables
from ckptgen.plan.definitions import Definitions
from ckptgen.plan.entrywise import Contents, contents_of, has
from ckptgen.report.audit import component_of
from ckptgen.tree.git import Git
from ckptgen.tree.model import Tree
from ckptgen.tree.opening import check_kernel_tree, open_tree
from ckptgen.tree.paths import shown
from ckptgen.tree.store import Store, open_store

TASK = "ckptgen.history.trees:tree_history"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list of trees: what to call it, where it is (absolute), and the revision, if one is named."""

    name: str
    directory: Path
    rev: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which revisions of a tree: those that ``patterns`` name without those of ``left_out``, then ``folders`` as they
    are now. Without either it is the tree's own folder.
    """

    patterns: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


def read_trees(path: Path) -> tuple[Listed, ...]:
    """Read a list of trees: ``NAME DIR`` or ``NAME DIR REV`` a line, quoted as in a shell, ``#`` begins a comment.

    A relative DIR starts at the list's own folder. Raises CkptgenError with the line.
    """
    try:
        text = path.read_text("utf-8", "surrogateescape")
    except OSError as error:
        raise CkptgenError(f"cannot read {shown(str(path))}: {error.strerror}", "--trees takes a file") from None
    found: dict[str, Listed] = {}
    for number, line in enumerate(text.split("\n"), 1):
        place = f"{shown(str(path))}:{number}"
        try:
            fields = shlex.split(line, comments=True)
        except ValueError as error:
            raise CkptgenError(f"{place}: {str(error).lower()}", "quote names with blanks as in a shell") from None
        if not fields:
            continue
        if len(fields) not in (2, 3) or "\0" in line:
            raise CkptgenError(f"{place}: not NAME DIR or NAME DIR REV", "quote names with blanks as in a shell")
        name, directory, *rev = fields
        if name in found:
            raise CkptgenError(f"{place}: there is another tree {shown(name)}", "each tree needs a name of its own")
        found[name] = Listed(name, (path.parent / directory).absolute(), rev[0] if rev else None)
    if not found:
        raise CkptgenError(f"{shown(str(path))} lists no tree", "write NAME DIR on a line of its own")
    return tuple(found.values())


def tree_payload(directory: Path, wanted: Wanted, subject: Subject, *, remember: bool = False) -> Plain:
    """Return the task to give to ``tree_history``; ``remember`` lets it use the store of who runs it."""
    revisions = [list(wanted.patterns), list(wanted.left_out), list(wanted.folders)]
    return [str(directory), revisions, plain_subject(subject), remember]


def tree_history(payload: Plain) -> Plain:
    """Return the points of one tree; the task of a worker, which starts no process but git."""
    directory, (patterns, left_out, folders), subject, remember = payload
    wanted = Wanted(tuple(patterns), tuple(left_out), tuple(folders))
    store = open_store() if remember else None
    points = count_tree(Path(directory), wanted, subject_of(subject), LocalEngine(1), jobs=1, store=store)
    return [plain_point(point) for point in points]


def count_tree(
    directory: Path,
    wanted: Wanted,
    subject: Subject,
    engine: Engine,
    *,
    jobs: int | None = None,
    store: Store | None = None,
) -> tuple[Point, ...]:
    """Return the numbers of each revision and folder of one tree; raises TreeError.

    ``jobs`` bounds the processes that read a folder; ``store`` remembers what was found.
    """
    points: tuple[Point, ...] = ()
    if wanted.patterns:
        # Refused here as for every other command: no such folder, no repository.
        git = Git(repository_top(directory))
        refs = find_refs(git, wanted.patterns, wanted.left_out)
        points = count_revisions(git.directory, refs, subject, engine, store)
    folders = wanted.folders if wanted.patterns or wanted.folders else (str(directory),)
    return (*points, *(count_folder(Path(folder), subject, jobs, store) for folder in folders))


def repository_top(directory: Path) -> Path:
    """Return the folder that holds a repository's objects; raises TreeError."""
    if not directory.is_dir():
        open_tree(directory, None)
    answer = Git(directory).run("rev-parse", "--path-format=absolute", "--git-common-dir")
    return Path(answer.removesuffix(b"\n").decode("utf-8", "surrogateescape"))


def tree_name(directory: Path) -> str:
    """Return what a report calls a tree: its folder's name, without the ``.git`` of a repository."""
    whole = directory.resolve()
    return shown(whole.parent.name if whole.name == ".git" else whole.name)


def count_folder(directory: Path, subject: Subject, jobs: int | None = None, store: Store | None = None) -> Point:
    """Return the numbers of a tree's files as they are now."""
    tree = open_tree(directory, None, jobs, store)
    check_kernel_tree(tree)
    return count_now(tree_name(directory), tree, subject)


def count_now(name: str, tree: Tree, subject: Subject) -> Point:
    """Return the numbers of a tree, from one audit of it; raises UnknownStructError."""
    collection = collect_tables(tree, subject.struct, subject.under)
    if collection.definition is None and not collection.tables:
        from ckptgen.plan.survey import require_struct

        require_struct(tree, subject.struct, collect_tables(tree, subject.struct))
    definitions = Definitions(tree, collection)
    counts: dict[str, Counts] = {}
    for table in collection.tables:
        component = component_of(table.path, subject.component)
        counts[component] = counts.get(component, Counts()).plus(
            _counts(contents_of(table, definitions.of(table)), subject.operation)
        )
    coverage = collection.coverage
    places = tuple((place.path, place.line, place.reason) for place in coverage.unparsed)
    read = Read(coverage.listed, coverage.read, coverage.raw, coverage.in_comments, coverage.links, places)
    return Point(name, "", 0, tuple(sorted(counts.items())), read)


def _counts(contents: Contents, operation: str) -> Counts:
    if not has(operation, contents).holds:
        return Counts(1)
    null = all(is_null(claim.value) for claim in contents.claims(operation))
    return Counts(1, int(not null), int(null))
