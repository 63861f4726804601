"""The numbers of a history are those of an audit of each revision, whatever happened between them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ckptgen.engine.local import LocalEngine
from ckptgen.errors import CkptgenError
from ckptgen.history.looking import may_initialize
from ckptgen.history.model import Counts, Point, Subject, plain_point, point_of
from ckptgen.history.refs import find_refs, version_key
from ckptgen.history.revisions import count_revisions
from ckptgen.history.trees import count_now
from ckptgen.tree import blobs
from ckptgen.tree.git import Git
from ckptgen.tree.model import TreeError
from ckptgen.tree.revision import RevisionTree
from ckptgen.tree.store import Store
from tests.history.kernels import FS_H, Repository, eventful, holder, table

SUBJECT = Subject("file_operations", "llseek")
EVERY = ("*", "*/*")


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return eventful(tmp_path_factory.mktemp("history") / "linux")


def counted(
    top: Path, patterns: tuple[str, ...], subject: Subject = SUBJECT, store: Store | None = None
) -> list[Point]:
    refs = find_refs(Git(top), patterns)
    return list(count_revisions(top, refs, subject, LocalEngine(1), store))


def audited(top: Path, point: Point, subject: Subject) -> Point:
    """Return what an audit of that revision alone says."""
    alone = count_now(point.name, RevisionTree(top, point.name, 1), subject)
    return replace(alone, commit=point.commit, date=point.date)


@pytest.mark.parametrize("component", [1, 2, 3])
@pytest.mark.parametrize("operation", ["llseek", "open", "nothing"])
def test_each_revision_is_as_audited_alone(repo: Repository, operation: str, component: int) -> None:
    subject = Subject("file_operations", operation, component)
    points = counted(repo.top, EVERY, subject)
    assert len(points) == 14
    for point in points:
        assert point == audited(repo.top, point, subject)


@pytest.mark.parametrize("under", [("include",), ("drivers/x",), ("fs", "drivers/y/p.c")])
def test_a_narrowed_history_is_as_narrowed_audits(repo: Repository, under: tuple[str, ...]) -> None:
    subject = Subject("file_operations", "llseek", 1, under)
    points = counted(repo.top, ("v[2-7]",), subject)
    assert len(points) == 6
    for point in points:
        assert point == audited(repo.top, point, subject)


def test_a_header_makes_tables_of_files_that_did_not_change(repo: Repository) -> None:
    totals = {point.name: point.total.tables for point in counted(repo.top, ("v[1-5]",))}
    assert totals == {"v1": 2, "v2": 4, "v3": 6, "v4": 5, "v5": 5}
    third = dict(counted(repo.top, ("v3",))[0].directories)
    assert third == {"fs": Counts(4, 2, 0), "drivers": Counts(2, 1, 0)}


def test_places_that_are_not_understood_are_told_for_each_revision(repo: Repository) -> None:
    (last,) = counted(repo.top, ("v8",))
    assert last.read.unparsed == (("net/odd.c", 1, "m is initialized by the macro MACRO(x)"),)
    assert last.read.links == 1
    assert dict(last.directories)["fs"] == Counts(5, 2, 1)


def test_every_blob_is_read_once(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[str] = Counter()
    whole = blobs.BlobReader.read

    def noted(self: blobs.BlobReader, oids: list[str]) -> Iterator[bytes | blobs.NoBlob]:
        read.update(oids)
        return whole(self, oids)

    monkeypatch.setattr(blobs.BlobReader, "read", noted)
    counted(repo.top, EVERY)
    twice = {oid for oid, times in read.items() if times > 1}
    assert max(read.values()) == 2
    # Only the headers that initialize something are read again, once the structs of the others are known.
    assert twice == {repo.git("rev-parse", f"v7:include/{name}.h") for name in ("table", "self")}


def test_revisions_are_in_the_order_of_dates_then_names(repo: Repository) -> None:
    names = [ref.name for ref in find_refs(Git(repo.top), EVERY)]
    assert names == [
        *("v1", "v2", "v2-annotated", "v2-twice", "v3", "v4", "v5", "v6", "v7", "v8"),
        *("side", "topic/side", "main", "v9"),
    ]
    assert sorted(["v2.6.9", "v2.6.10", "v2.6.9-rc1", "v2.6"], key=version_key) == [
        *("v2.6", "v2.6.9", "v2.6.9-rc1", "v2.6.10"),
    ]


def test_a_branch_and_a_tag_of_one_name_are_both_there(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "linux")
    repo.commit({b"include/linux/fs.h": FS_H}, "main")
    assert [ref.name for ref in find_refs(Git(repo.top), ["main"])] == ["heads/main", "tags/main"]
    assert [ref.name for ref in find_refs(Git(repo.top), ["refs/heads/*"])] == ["main"]


def test_a_tag_of_a_bare_tree(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "linux")
    repo.commit({b"include/linux/fs.h": FS_H, b"fs/a.c": table("a", "open")}, "v2")
    repo.git("tag", "v1", "HEAD^{tree}")
    repo.commits += 5
    repo.git("tag", "-a", "-m", "late", "v3", "HEAD^{tree}")
    points = counted(repo.top, ("v*",))
    assert [(point.name, bool(point.commit)) for point in points] == [("v1", False), ("v2", True), ("v3", False)]
    assert len({point.directories for point in points}) == 1


@pytest.mark.parametrize(
    ("patterns", "left_out", "message"),
    [
        (["v1", "w*"], [], "no tag or branch matches w*"),
        (["-v"], [], "no tag or branch matches -v"),
        (["v\0"], [], "no tag or branch matches"),
        (["v1"], ["v*"], "every revision that matches is left out"),
    ],
)
def test_patterns_that_name_nothing(repo: Repository, patterns: list[str], left_out: list[str], message: str) -> None:
    with pytest.raises(TreeError) as caught:
        find_refs(Git(repo.top), patterns, left_out)
    assert message in caught.value.what


def test_a_tag_of_a_file_is_no_revision(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "linux")
    repo.commit({b"include/linux/fs.h": FS_H})
    repo.git("tag", "key", "HEAD:include/linux/fs.h")
    with pytest.raises(TreeError, match="single file"):
        find_refs(Git(repo.top), ["*"])
    assert [ref.name for ref in find_refs(Git(repo.top), ["main"], ["key"])] == ["main"]


def test_what_no_revision_has(repo: Repository, tmp_path: Path) -> None:
    with pytest.raises(TreeError, match="no revision has a file or folder fs/none"):
        counted(repo.top, ("v1",), replace(SUBJECT, under=("fs/none",)))
    with pytest.raises(CkptgenError, match="inode_operation"):
        counted(repo.top, ("v1",), replace(SUBJECT, struct="inode_operation"))
    other = Repository(tmp_path / "other")
    other.commit({b"a.c": b""}, "v1")
    with pytest.raises(TreeError, match="v1 is not a kernel tree"):
        counted(other.top, ("v1",))


def test_the_number_of_processes_makes_no_difference(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ckptgen.history.revisions.CHUNK", 1)
    refs = find_refs(Git(repo.top), EVERY)
    alone = count_revisions(repo.top, refs, SUBJECT, LocalEngine(1))
    assert count_revisions(repo.top, refs, SUBJECT, LocalEngine(3)) == alone


def test_what_is_remembered_is_not_read_again(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "store")
    some = counted(repo.top, ("v[1-6]",), store=store)
    every = counted(repo.top, EVERY, store=store)
    assert every == counted(repo.top, EVERY)
    assert some == every[:2] + every[4:8]
    monkeypatch.setattr(blobs.BlobReader, "read", lambda *_: pytest.fail("a blob is read"))
    assert counted(repo.top, EVERY, store=store) == every


def test_a_point_travels_as_plain_data(repo: Repository) -> None:
    for point in counted(repo.top, EVERY):
        assert point_of(plain_point(point)) == point


@pytest.mark.parametrize(
    "between",
    ["", " ", "\n\t", "/* a; b */ ", "// c\n", "\\\n", "\n#ifdef X /* on\n two */\n", "\n#if 0\nx;\n#endif\n"],
)
def test_text_with_an_initializer_is_known_as_such(between: str) -> None:
    assert may_initialize(f"int a[] ={between}{{ 1 }};\n".encode())


def test_most_headers_need_not_be_read_again() -> None:
    assert not may_initialize(b"static inline int f(int a) { if (a == 1) { a = 2; } return a; }\n" + FS_H + holder())
    assert not may_initialize(b"= " + b"/* " * 50_000)
    assert not may_initialize(b"= /* */ x" * 20_000)
