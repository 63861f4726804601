"""The store keeps what it is given, or behaves as if it were empty; it never fails and never gives anything else."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ckptgen.tree import store as module
from ckptgen.tree.store import FILE_NAME, Store, default_folder
from tests.paths import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_what_is_saved_is_loaded_by_the_next_run(folder: Path) -> None:
    Store(folder).save("q", {b"a": b"1", b"\0": b"", b"big": b"x" * 5_000_000})
    found = Store(folder).load("q", [b"a", b"\0", b"big", b"unknown"])
    assert found == {b"a": b"1", b"\0": b"", b"big": b"x" * 5_000_000}


def test_questions_and_versions_are_apart(folder: Path) -> None:
    Store(folder, version="one").save("q", {b"a": b"1"})
    assert Store(folder, version="one").load("other", [b"a"]) == {}
    assert Store(folder, version="two").load("q", [b"a"]) == {}
    assert Store(folder).load("q", [b"a"]) == {}
    assert Store(folder, version="one").load("q", [b"a"]) == {b"a": b"1"}


def test_a_later_value_replaces_the_earlier(folder: Path) -> None:
    store = Store(folder)
    store.save("q", {b"a": b"1"})
    store.save("q", {b"a": b"22"})
    assert store.load("q", [b"a"]) == {b"a": b"22"}
    assert store.info().entries == 1
    assert store.info().size == 3


def test_many_keys(folder: Path) -> None:
    values = {str(number).encode(): b"v" * (number % 7) for number in range(3000)}
    store = Store(folder)
    store.save("q", values)
    assert store.load("q", values) == values


def test_the_longest_unused_makes_room(folder: Path) -> None:
    clock = Clock()
    store = Store(folder, bound=1000, clock=clock)
    for name in (b"a", b"b", b"c", b"d"):
        clock.now += 10_000
        store.save("q", {name: b"x" * 240})
    clock.now += 10_000
    assert set(store.load("q", [b"a"])) == {b"a"}
    clock.now += 10_000
    store.save("q", {b"e": b"x" * 240})
    assert set(store.load("q", [b"a", b"b", b"c", b"d", b"e"])) == {b"a", b"c", b"d", b"e"}
    assert store.info().size <= 1000


def test_a_value_too_large_is_not_kept(folder: Path) -> None:
    store = Store(folder, bound=1000)
    store.save("q", {b"small": b"1", b"large": b"x" * 900})
    assert set(store.load("q", [b"small", b"large"])) == {b"small"}


def test_the_file_stays_bounded(folder: Path) -> None:
    store = Store(folder, bound=4 << 20)
    for number in range(60):
        store.save("q", {str(number).encode(): os.urandom(500_000)})
    assert (folder / FILE_NAME).stat().st_size < 6 << 20


def test_clearing(folder: Path) -> None:
    store = Store(folder)
    other = Store(folder)
    store.save("q", {b"a": b"1" * 1_000_000})
    assert other.load("q", [b"a"])
    assert store.clear() == ""
    assert other.load("q", [b"a"]) == {}
    assert (folder / FILE_NAME).stat().st_size < 500_000
    other.save("q", {b"b": b"2"})
    assert store.load("q", [b"b"]) == {b"b": b"2"}


def test_without_a_folder_nothing_is_kept() -> None:
    store = Store(None)
    store.save("q", {b"a": b"1"})
    assert store.load("q", [b"a"]) == {}
    assert store.info().problem
    assert store.clear() == ""


def test_the_folder_is_the_users_alone(folder: Path) -> None:
    Store(folder).save("q", {b"a": b"1"})
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o1777])
def test_a_folder_that_others_may_write_to_is_ignored(folder: Path, mode: int) -> None:
    Store(folder).save("q", {b"a": b"1"})
    folder.chmod(mode)
    store = Store(folder)
    assert store.load("q", [b"a"]) == {}
    assert "others may write" in store.info().problem


def test_somebody_elses_folder_is_ignored(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(folder).save("q", {b"a": b"1"})
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert Store(folder).load("q", [b"a"]) == {}


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    store = Store(tmp_path / "file" / "cache")
    store.save("q", {b"a": b"1"})
    assert store.load("q", [b"a"]) == {}


def _overwrite(path: Path, at: float, data: bytes) -> None:
    content = bytearray(path.read_bytes())
    place = int(len(content) * at)
    content[place : place + len(data)] = data
    path.write_bytes(content)


@pytest.mark.parametrize("what", ["garbage", "text", "header", "cut", "folder", "schema", "format"])
def test_a_damaged_file_is_empty_and_the_next_run_starts_again(folder: Path, what: str) -> None:
    values = {str(number).encode(): os.urandom(40_000) for number in range(20)}
    store = Store(folder)
    store.save("q", values)
    store.close()
    path = folder / FILE_NAME
    match what:
        case "garbage":
            path.write_bytes(os.urandom(100_000))
        case "text":
            path.write_bytes(b"hello\n")
        case "header":
            _overwrite(path, 0, os.urandom(100))
        case "cut":
            os.truncate(path, path.stat().st_size // 2)
        case "folder":
            path.unlink()
            path.mkdir()
        case "schema":
            base = sqlite3.connect(path)
            base.execute("DROP TABLE contents")
            base.close()
        case "format":
            base = sqlite3.connect(path)
            base.execute("PRAGMA user_version = 7")
            base.close()
    found = Store(folder).load("q", values)
    assert all(found[key] == values[key] for key in found)
    again = Store(folder)
    again.save("q", {b"new": b"1"})
    third = Store(folder)
    third.save("q", {b"new": b"1"})
    assert Store(folder).load("q", [b"new"]) == ({} if what == "folder" else {b"new": b"1"})


def test_flipped_bytes_never_come_back(folder: Path) -> None:
    values = {str(number).encode(): bytes([number]) * 3000 for number in range(50)}
    Store(folder).save("q", values)
    path = folder / FILE_NAME
    good = path.read_bytes()
    lost = 0
    for step in range(60):
        path.write_bytes(good)
        _overwrite(path, step / 60, os.urandom(64))
        found = Store(folder).load("q", values)
        assert all(found[key] == values[key] for key in found)
        lost += len(values) - len(found)
    assert lost


def test_values_that_changed_places_are_not_taken_for_each_other(folder: Path) -> None:
    store = Store(folder)
    store.save("q", {b"a": b"1", b"b": b"2"})
    store.close()
    base = sqlite3.connect(folder / FILE_NAME)
    base.execute("UPDATE contents SET id = 3 - id + 10")
    base.execute("UPDATE contents SET id = id - 10")
    base.commit()
    base.close()
    assert Store(folder).load("q", [b"a", b"b"]) == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_read(folder: Path) -> None:
    Store(folder).save("q", {b"a": b"1"})
    (folder / FILE_NAME).chmod(0o400)
    folder.chmod(0o500)
    try:
        store = Store(folder)
        store.save("q", {b"b": b"2"})
        assert store.load("q", [b"a", b"b"]) == {b"a": b"1"}
    finally:
        folder.chmod(0o700)


def test_a_file_that_takes_no_more(folder: Path) -> None:
    store = Store(folder)
    store.save("q", {b"a": b"1"})
    assert store._connection is not None
    store._connection.execute("PRAGMA max_page_count = 8")
    store.save("q", {b"b": b"x" * 1_000_000})
    assert store.load("q", [b"a", b"b"]) == {b"a": b"1"}
    store.save("q", {b"c": b"3"})
    assert store.load("q", [b"c"]) == {b"c": b"3"}


def test_a_locked_file_is_not_waited_for_long(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    store = Store(folder)
    store.save("q", {b"a": b"1"})
    other = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    start = time.monotonic()
    store.save("q", {b"b": b"2"})
    assert store.load("q", [b"a"]) == {}
    assert time.monotonic() - start < 2
    other.execute("ROLLBACK")
    assert store.load("q", [b"a", b"b"]) == {b"a": b"1"}


def test_a_fork_opens_the_file_for_itself(folder: Path) -> None:
    store = Store(folder)
    store.save("q", {b"a": b"1"})
    before = store._connection
    assert before is not None
    child = os.fork()
    if child == 0:
        store.save("q", {b"child": b"2"})
        os._exit(0 if store.load("q", [b"a"]) and store._connection is not before else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert store.load("q", [b"a", b"child"]) == {b"a": b"1", b"child": b"2"}


WRITER = """
import sys
from pathlib import Path
from ckptgen.tree.store import Store
store = Store(Path(sys.argv[1]), version="v", bound=8 << 20)
for number in range(int(sys.argv[3])):
    key = f"{number % 40}".encode()
    store.save("q", {key: key * 20000, sys.argv[2].encode() + key: b"x" * 1000})
    for got, value in store.load("q", [f"{n}".encode() for n in range(40)]).items():
        assert value == got * 20000
    print(number, flush=True)
"""


def _writer(folder: Path, name: str, rounds: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WRITER, str(folder), name, str(rounds)]
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE)


def test_runs_at_once(folder: Path) -> None:
    writers = [_writer(folder, name, 60) for name in "abc"]
    assert [len(writer.communicate()[0].splitlines()) for writer in writers] == [60] * 3
    assert [writer.returncode for writer in writers] == [0] * 3
    store = Store(folder, version="v")
    assert len(store.load("q", [f"{n}".encode() for n in range(40)])) == 40
    assert store.info().size <= 8 << 20


def test_killed_in_the_middle_of_writing(folder: Path) -> None:
    for pause in (0.0, 0.003, 0.011, 0.02, 0.05):
        writer = _writer(folder, "a", 10_000)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(pause)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        store = Store(folder, version="v")
        for key, value in store.load("q", [f"{n}".encode() for n in range(40)]).items():
            assert value == key * 20000
        store.save("q", {b"after": b"1"})
        assert store.load("q", [b"after"]) == {b"after": b"1"}
        store.close()


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"CKPTGEN_CACHE": "/own", "XDG_CACHE_HOME": "/shared", "HOME": "/home/x"}, "/own"),
        ({"XDG_CACHE_HOME": "/shared", "HOME": "/home/x"}, "/shared/ckptgen"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/x"}, "/home/x/.cache/ckptgen"),
        ({"HOME": "/home/x"}, "/home/x/.cache/ckptgen"),
        ({"HOME": ""}, None),
        ({}, None),
    ],
)
def test_where_it_is(environment: dict[str, str], folder: str | None) -> None:
    assert default_folder(environment) == (Path(folder) if folder else None)
