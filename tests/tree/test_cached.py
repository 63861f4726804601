"""With a store a tree says what it says without one, whatever happened to it between two runs."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckptgen.tree import cached, census, directory, pool, revision
from ckptgen.tree.blobs import BlobReader
from ckptgen.tree.cached import CachedTree
from ckptgen.tree.census import take_census
from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.model import Scan, Skipped, Tree, TreeError
from ckptgen.tree.opening import open_tree
from ckptgen.tree.overlay import Layer, OverlayTree
from ckptgen.tree.question import question_of
from ckptgen.tree.revision import RevisionTree
from ckptgen.tree.store import FILE_NAME, Store

from .repos import NEEDLE, commit_all, write
from .works import failing, numbered, process, some, whole

WORDS = (b"file_operations", b"inode_operations", b"x")
QUESTIONS: list[tuple[tuple[bytes, ...], Any]] = [
    ((NEEDLE,), whole),
    ((), some),
    ((b"x", b"inode"), partial(numbered, words=WORDS)),
]
TICK_NS = 20_000_000
"""What is taken for the clock's tick here: tests cannot wait for seconds."""


@pytest.fixture(autouse=True)
def fast_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "TICK_NS", TICK_NS)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


@pytest.fixture
def top(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    write(
        folder,
        {
            b"include/linux/fs.h": b"struct file_operations;\n",
            **{f"fs/a/{n}.c".encode(): b"static struct file_operations x%d;\n" % n for n in range(8)},
            **{f"fs/b/{n}.c".encode(): b"inode_operations %d\n" % n for n in range(8)},
            b"README": b"file_operations\n",
        },
    )
    return folder


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that were opened, as far as this process reads."""
    opened: list[str] = []
    real = directory._read_file

    def noting(path: str) -> bytes:
        opened.append(path)
        return real(path)

    monkeypatch.setattr(directory, "_read_file", noting)
    return opened


def age() -> None:
    """Wait until nothing that happened so far is racy."""
    time.sleep(1.5 * TICK_NS / 1e9)


def remembering(top: Path, store: Store, jobs: int = 1, **options: bool) -> Tree:
    """Return the tree as a new run opens it."""
    assert store.folder is not None
    return open_tree(top, None, jobs, Store(store.folder), **options)


def all_of(tree: Tree, under: Sequence[str] = ()) -> list[Scan[Any]]:
    return [tree.scan(needles, work, under) for needles, work in QUESTIONS]


def check(top: Path, store: Store) -> None:
    assert all_of(remembering(top, store)) == all_of(DirectoryTree(top, 1))


def test_a_second_run_reads_nothing(top: Path, store: Store, reads: list[str]) -> None:
    age()
    first = all_of(remembering(top, store))
    assert first == all_of(DirectoryTree(top, 1))
    reads.clear()
    assert all_of(remembering(top, store)) == first
    assert reads == []


def test_only_what_changed_is_read(top: Path, store: Store, reads: list[str]) -> None:
    age()
    all_of(remembering(top, store))
    (top / "fs/a/3.c").write_bytes(b"static struct file_operations y;\n")
    age()
    for _ in range(2):
        reads.clear()
        tree = remembering(top, store)
        assert tree.scan((NEEDLE,), whole).results == DirectoryTree(top).scan((NEEDLE,), whole).results
        changed = [path for path in reads if not path.endswith("/fs/a/3.c")]
        assert len(changed) <= 17  # those that the plain tree read
    reads.clear()
    remembering(top, store).scan((NEEDLE,), whole)
    assert reads == []


def test_another_question_is_another_answer(top: Path, store: Store) -> None:
    age()
    one = remembering(top, store).scan((b"x",), partial(numbered, words=(b"x",)))
    two = remembering(top, store).scan((b"x",), partial(numbered, words=(b"x", b"file")))
    assert one != two
    assert two == DirectoryTree(top).scan((b"x",), partial(numbered, words=(b"x", b"file")))


EDITS: dict[str, Callable[[Path], object]] = {
    "same size": lambda top: (top / "fs/a/1.c").write_bytes(b"static struct inode_operations 1;\n"),
    "longer": lambda top: (top / "fs/b/1.c").write_bytes(b"struct file_operations x;\n"),
    "emptied": lambda top: (top / "fs/a/1.c").write_bytes(b""),
    "deleted": lambda top: (top / "fs/a/1.c").unlink(),
    "added": lambda top: (top / "fs/a/new.c").write_bytes(NEEDLE),
    "renamed": lambda top: (top / "fs/a/1.c").rename(top / "fs/a/one.c"),
    "swapped": lambda top: _swap(top / "fs/a/1.c", top / "fs/a/2.c"),
    "folder renamed": lambda top: (top / "fs/a").rename(top / "fs/c"),
    "folder deleted": lambda top: shutil.rmtree(top / "fs/a"),
    "folder copied": lambda top: shutil.copytree(top / "fs/a", top / "fs/c"),
    "became a link": lambda top: _become(top / "fs/a/1.c", lambda path: path.symlink_to("2.c")),
    "became a folder": lambda top: _become(top / "fs/a/1.c", lambda path: path.mkdir()),
    "became a FIFO": lambda top: _become(top / "fs/a/1.c", os.mkfifo),
    "folder became a link": lambda top: _become(top / "fs/a", lambda path: path.symlink_to("b")),
    "touched": lambda top: (top / "fs/a/1.c").touch(),
    "executable": lambda top: (top / "fs/a/1.c").chmod(0o755),
    "replaced": lambda top: _replace(top / "fs/a/1.c", b"static struct inode_operations 1;\n"),
    "nothing": lambda top: None,
}


def _swap(one: Path, two: Path) -> None:
    one.rename(one.with_suffix(".tmp"))
    two.rename(one)
    one.with_suffix(".tmp").rename(two)


def _become(path: Path, make: Callable[[Path], object]) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    make(path)


def _replace(path: Path, content: bytes) -> None:
    other = path.with_suffix(".new")
    other.write_bytes(content)
    status = path.stat()
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.rename(path)


@pytest.mark.parametrize("waits", [(True, True), (False, True), (True, False), (False, False)], ids=repr)
@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit(top: Path, store: Store, edit: str, waits: tuple[bool, bool]) -> None:
    """With and without enough time between an edit and the run that follows it."""
    if waits[0]:
        age()
    check(top, store)
    EDITS[edit](top)
    if waits[1]:
        age()
    check(top, store)
    check(top, store)
    if edit == "same size":
        assert b"inode" in remembering(top, store).scan((NEEDLE, b"inode"), whole).results[1][1]


def test_mtime_set_back(top: Path, store: Store) -> None:
    age()
    path = top / "fs/a/1.c"
    before = path.stat()
    check(top, store)
    path.write_bytes(path.read_bytes().replace(b"file", b"FILE"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    age()
    check(top, store)


def test_a_same_size_edit_within_one_tick(top: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a file system that counts in whole days: nothing that it says tells the two contents apart."""
    day = 86_400 * 10**9
    real = census._MARKS

    def coarse(status: os.stat_result) -> tuple[int, ...]:
        size, mtime, ctime, inode, mode = real(status)
        return size, mtime // day * day, ctime // day * day, inode, mode

    monkeypatch.setattr(census, "_MARKS", coarse)
    monkeypatch.setattr(census, "TICK_NS", 2 * day)
    check(top, store)
    path = top / "fs/a/1.c"
    path.write_bytes(path.read_bytes().replace(b"file", b"FILE"))
    check(top, store)


def test_a_time_in_the_future_is_not_trusted(top: Path, store: Store, reads: list[str]) -> None:
    ahead = time.time_ns() + 10**15
    os.utime(top / "fs/a/1.c", ns=(ahead, ahead))
    age()
    remembering(top, store).scan((NEEDLE,), whole)
    for _ in range(2):
        reads.clear()
        remembering(top, store).scan((NEEDLE,), whole)
        assert [Path(path).name for path in reads] == ["1.c"]


def test_a_doubtful_file_beside_a_changed_one(top: Path, store: Store) -> None:
    ahead = time.time_ns() + 10**15
    for number in range(4):
        (top / "fs/a/1.c").write_bytes(b"struct file_operations no%d" % number)
        os.utime(top / "fs/a/1.c", ns=(ahead, ahead))
        if number:
            (top / "fs/b/1.c").write_bytes(b"x" * number)
        age()
        check(top, store)


def test_times_before_1970(top: Path, store: Store, reads: list[str]) -> None:
    os.utime(top / "fs/a/1.c", ns=(-(10**18), -(10**18)))
    age()
    check(top, store)
    reads.clear()
    all_of(remembering(top, store))
    assert reads == []


def test_a_file_that_cannot_be_read_is_tried_again(top: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    age()
    real = directory._read_file

    def refuse(path: str) -> bytes:
        if path.endswith("fs/a/1.c"):
            raise PermissionError(13, "no")
        return real(path)

    monkeypatch.setattr(directory, "_read_file", refuse)
    for _ in range(2):
        scan = remembering(top, store).scan((NEEDLE,), whole)
        assert scan.skipped == (Skipped("fs/a/1.c", "permission denied"),)
        assert scan == DirectoryTree(top, 1).scan((NEEDLE,), whole)
    monkeypatch.setattr(directory, "_read_file", real)
    check(top, store)
    assert remembering(top, store).scan((NEEDLE,), whole).skipped == ()


def test_without_trust_everything_is_read_and_kept(top: Path, store: Store, reads: list[str]) -> None:
    age()
    check(top, store)
    reads.clear()
    remembering(top, store, fresh=True).scan((NEEDLE,), whole)
    assert len(reads) == 17
    # What it found replaces what was kept.
    stale = remembering(top, store)
    assert isinstance(stale, CachedTree)
    reads.clear()
    stale.scan((NEEDLE,), whole)
    assert reads == []


@pytest.mark.parametrize(
    "under",
    [["fs/a"], ["fs/a/1.c", "fs/a/2.c", "include"], ["README"], ["."], ["fs/a", "fs/./a/1.c"], ["fs"]],
    ids=repr,
)
@pytest.mark.parametrize("first", [[], ["fs"]], ids=repr)
def test_places(top: Path, store: Store, under: list[str], first: list[str]) -> None:
    age()
    for _ in range(2):
        tree = remembering(top, store)
        all_of(tree, first)
        assert all_of(tree, under) == all_of(DirectoryTree(top, 1), under)
    (top / "fs/a/1.c").write_bytes(b"x inode")
    assert all_of(remembering(top, store), under) == all_of(DirectoryTree(top, 1), under)


def test_a_place_that_is_not_there(top: Path, store: Store) -> None:
    tree = remembering(top, store)
    for _ in range(2):
        with pytest.raises(TreeError, match="no file or folder fs/none"):
            tree.scan((NEEDLE,), whole, ["fs/none"])
        tree.scan((NEEDLE,), whole)


def test_what_work_raises_comes_through_and_is_not_kept(top: Path, store: Store) -> None:
    age()
    for _ in range(2):
        with pytest.raises(KeyError):
            remembering(top, store).scan((NEEDLE,), failing)
    check(top, store)


def test_a_damaged_store_is_asked_in_vain(top: Path, store: Store) -> None:
    age()
    check(top, store)
    assert store.folder is not None
    path = store.folder / FILE_NAME
    good = path.read_bytes()
    for step in range(20):
        damaged = bytearray(good)
        at = len(good) * step // 20
        damaged[at : at + 200] = os.urandom(200)
        path.write_bytes(damaged)
        check(top, store)


def test_bytes_that_are_no_pack_are_not_believed(top: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    age()
    check(top, store)
    real = Store.load
    for odd in (b"", b"x", b"\x80\x05", b"cos\nsystem\n(S'false'\ntR."):
        monkeypatch.setattr(Store, "load", lambda self, question, keys, odd=odd: dict.fromkeys(keys, odd))
        check(top, store)
    monkeypatch.setattr(Store, "load", real)
    check(top, store)


def test_a_store_inside_the_tree_is_not_used(top: Path) -> None:
    assert isinstance(open_tree(top, None, 1, Store(top / ".cache")), DirectoryTree)


def test_what_cannot_be_named_is_not_kept(top: Path, store: Store, reads: list[str]) -> None:
    age()
    for _ in range(2):
        reads.clear()
        assert remembering(top, store).scan((NEEDLE,), lambda path, content: path).results
        assert reads


def test_questions_have_names_of_their_own() -> None:
    count: Any = numbered
    other: Any = process
    works: list[Any] = [
        whole,
        some,
        partial(count, words=()),
        partial(count, words=(b"a",)),
        partial(count, words=("a",)),
        partial(count, words=(b"a", b"b")),
        partial(count, words=(b"ab",)),
        partial(count, words=[b"ab"]),
        partial(count, words=frozenset({b"a", b"b"})),
        partial(count, words={b"a": 1}),
        partial(count, words={b"a": True}),
        partial(count, words=None),
        partial(count, words=Skipped("a", "b")),
        partial(count, words=Skipped("ab", "")),
        partial(count, b"a"),
        partial(other, b"a"),
    ]
    names = [question_of(needles, work) for work in works for needles in ((), (b"a",), (b"b",), (b"a", b"b"))]
    assert None not in names
    assert len(set(names)) == len(names)
    assert question_of((b"a", b"b"), whole) == question_of([b"b", b"a", b"a"], whole)
    assert question_of((), lambda path, content: path) is None
    assert question_of((), partial(count, words=object())) is None
    assert question_of((), Path("x").joinpath) is None


def test_more_changes_than_are_kept_beside(top: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached, "MOST_EXTRA", 3)
    age()
    for number in range(6):
        (top / f"fs/a/{number}.c").write_bytes(b"file_operations %d" % number)
        age()
        check(top, store)
        check(top, store)


def test_another_run_of_the_same_process_sees_one_state(top: Path, store: Store) -> None:
    age()
    tree = remembering(top, store)
    tree.scan((NEEDLE,), whole)
    (top / "fs/a/1.c").unlink()
    scan = tree.scan((NEEDLE,), some)
    assert Skipped("fs/a/1.c", "vanished while it was read") in scan.skipped
    check(top, store)


def test_two_processes_take_the_census(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(300):
        write(top, {b"drivers/%d/%d/a.c" % (number % 150, number): b"x"})
    (top / "drivers/7/link.c").symlink_to("7/a.c")
    age()
    monkeypatch.setattr(census, "FEWEST_FOLDERS", 100)
    one, two = (take_census(f"{top}/", [""], jobs) for jobs in (1, 2))
    assert dict(one.folders) == dict(two.folders)
    assert one.skipped == two.skipped == (Skipped("drivers/7/link.c", "symbolic link"),)
    assert one.listed == two.listed == 317


def test_a_census_taker_that_dies_is_done_without(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(200):
        write(top, {b"drivers/%d/a.c" % number: b"x"})
    age()
    expected = take_census(f"{top}/", [""], 1)
    real = census._serve

    def die(*args: Any) -> None:
        os.read(args[2], 20)
        os._exit(3)

    monkeypatch.setattr(census, "_serve", die)
    assert dict(take_census(f"{top}/", [""], 2).folders) == dict(expected.folders)
    monkeypatch.setattr(census, "_serve", real)


def test_several_processes(top: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "CHUNK_FILES", 2)
    age()
    for _ in range(2):
        assert all_of(remembering(top, store, 3)) == all_of(DirectoryTree(top, 1))


def test_an_overlay_on_top(top: Path, store: Store) -> None:
    age()
    layers = {"fs/a/1.c": Layer(b"new file_operations x"), "fs/a/2.c": Layer(None), "fs/z.c": Layer(NEEDLE)}
    for _ in range(2):
        assert all_of(OverlayTree(remembering(top, store), layers)) == all_of(OverlayTree(DirectoryTree(top), layers))


def test_revisions(top: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = commit_all(top)
    (top / "fs/a/1.c").write_bytes(b"inode_operations x\n")
    (top / "fs/a/2.c").unlink()
    (top / "fs/b/new.c").write_bytes(NEEDLE)
    second = commit_all(top)
    assert store.folder is not None
    asked: list[str] = []
    real = BlobReader.read

    def noting(self: BlobReader, oids: Sequence[str]) -> Any:
        asked.extend(oids)
        return real(self, oids)

    monkeypatch.setattr(BlobReader, "read", noting)
    for commit in (first, second, first, second, "HEAD~1", "HEAD"):
        tree = open_tree(top, commit, 1, Store(store.folder))
        plain = RevisionTree(top, commit, 1)
        expected = all_of(plain) + all_of(plain, ["fs/a"])
        asked.clear()
        assert all_of(tree) + all_of(tree, ["fs/a"]) == expected
        assert len(asked) == 0 or commit in (first, second)
        assert tree.read("fs/a/1.c") == plain.read("fs/a/1.c")
    (top / "fs/a/1.c").write_bytes(b"x")
    third = commit_all(top)
    asked.clear()
    open_tree(top, third, 1, Store(store.folder)).scan((NEEDLE,), whole)
    assert len(asked) == 1


def test_a_revision_is_read_by_several_processes(top: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revision, "EVERY_CHUNK", 1)
    monkeypatch.setattr(pool, "SMALL", 0)
    first = commit_all(top)
    for number in range(5):
        (top / f"fs/a/{number}.c").write_bytes(b"inode_operations x\n")
    second = commit_all(top)
    assert store.folder is not None
    for commit in (first, second, second):
        tree = open_tree(top, commit, 2, Store(store.folder))
        assert all_of(tree) == all_of(RevisionTree(top, commit, 1))


NAMES = st.sampled_from(["a.c", "b.c", "d/a.c", "d/b.h", "d/e/a.c", "f/a.c", "n\udcff.c", "note"])
CONTENTS = st.sampled_from([b"", b"file_operations", b"inode_operations", b"file_operations x", b"FILE_operations"])
STEPS = st.one_of(
    st.tuples(st.just("write"), NAMES, CONTENTS),
    st.tuples(st.just("back"), NAMES, CONTENTS),
    st.tuples(st.just("remove"), NAMES, st.just(b"")),
    st.tuples(st.just("link"), NAMES, st.just(b"")),
    st.tuples(st.just("wait"), st.just(""), st.just(b"")),
    st.tuples(st.just("run"), st.just(""), st.just(b"")),
)


def _do(top: Path, step: tuple[str, str, bytes]) -> None:
    what, name, content = step
    path = top / os.fsencode(name).decode("utf-8", "surrogateescape")
    match what:
        case "write" | "back" if not path.is_symlink():
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.stat() if path.exists() else None
            path.write_bytes(content)
            if before and what == "back":
                os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        case "remove":
            path.unlink(missing_ok=True)
        case "link":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.symlink_to("a.c")
        case "wait":
            age()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEPS, max_size=14))
def test_any_edits(steps: list[tuple[str, str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        top, store = Path(folder) / "tree", Store(Path(folder) / "cache")
        write(top, {b"a.c": b"file_operations", b"b.c": b"x", b"c.c": b"x file_operations", b"g.c": b""})
        for step in [*steps, ("run", "", b"")]:
            _do(top, step)
            if step[0] == "run":
                check(top, store)
                check(top, store)
                for under in (["a.c"], ["d"]):
                    if DirectoryTree(top).exists(under[0]):
                        assert all_of(remembering(top, store), under) == all_of(DirectoryTree(top), under)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(STEPS, max_size=5), min_size=1, max_size=4))
def test_any_history(history: list[list[tuple[str, str, bytes]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        top, cache = Path(folder) / "tree", Path(folder) / "cache"
        write(top, {b"a.c": b"file_operations", b"b.c": b"x", b"c.c": b"x file_operations", b"g.c": b""})
        commits = []
        for steps in history:
            for step in steps:
                if step[0] != "wait":
                    _do(top, step)
            commits.append(commit_all(top))
            for commit in {commits[0], commits[-1]}:
                expected = all_of(RevisionTree(top, commit, 1))
                assert all_of(open_tree(top, commit, 1, Store(cache))) == expected
            check(top, Store(cache))
