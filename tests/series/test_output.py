"""The folder: always a whole series, and never a file of somebody else's lost."""

import errno
import fcntl
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ckptgen.errors import CkptgenError, InternalError
from ckptgen.series import output
from ckptgen.series.manifest import (
    NAME,
    Manifest,
    ManifestOptions,
    manifest_bytes,
    read_manifest,
    sha256,
)
from ckptgen.series.output import OutputError, check_output, write_output
from ckptgen.series.record import ManifestError


def series(*patches: tuple[str, bytes]) -> list[tuple[str, bytes]]:
    """The files of a series with these patches."""
    chosen = ManifestOptions("fs", 1, "PATCH", "A U Thor <author@example.com>", False, "0 +0000", (), (), "")
    written = {name: sha256(content) for name, content in patches}
    manifest = Manifest("0.1.0", "linux", None, "rule", "0" * 64, "s", "", "stub", (), chosen, (), written)
    return [*patches, ("manifest.json", manifest_bytes(manifest))]


OLD = series(("0000-cover.patch", b"old cover\n"), ("0001-old.patch", b"old\n"))
NEW = series(("0000-cover.patch", b"new cover\n"), ("0001-new.patch", b"new\n"), ("0002-new.patch", b"more\n"))


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the old series, alone in its parent."""
    parent = tmp_path / "parent"
    parent.mkdir()
    write_output(parent / "out", OLD)
    return parent / "out"


def only(folder: Path, files: list[tuple[str, bytes]]) -> None:
    """The folder holds these files, and nothing stands beside it."""
    assert held(folder) == dict(files)
    assert list(folder.parent.iterdir()) == [folder]


# --- what is accepted ---


def of_schema_1(files: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The files with the manifest that the version before this one wrote."""
    document = json.loads(dict(files)[NAME])
    for name in ("struct", "option", "guard", "prerequisites"):
        del document[name]
    return [*files[:-1], (NAME, json.dumps({**document, "schema": "ckptgen-manifest/1"}).encode())]


def test_a_series_of_the_version_before_can_be_replaced_but_not_read(folder: Path) -> None:
    for name, content in of_schema_1(OLD):
        (folder / name).write_bytes(content)
    with pytest.raises(ManifestError, match="schema 'ckptgen-manifest/1' is not"):
        read_manifest(folder)
    write_output(folder, NEW)
    only(folder, NEW)


def test_nor_is_a_patch_of_it_lost_that_was_edited(folder: Path) -> None:
    files = of_schema_1(OLD)
    for name, content in files:
        (folder / name).write_bytes(content)
    (folder / "0001-old.patch").write_bytes(b"edited\n")
    with pytest.raises(OutputError, match=r"0001-old\.patch"):
        write_output(folder, NEW)
    assert held(folder)["0001-old.patch"] == b"edited\n"


@pytest.mark.parametrize("schema", ["other/1", "ckptgen-plan/1", None, 1])
def test_the_manifest_of_something_else_is_no_leave_to_replace(folder: Path, schema: object) -> None:
    document = json.loads((folder / NAME).read_bytes())
    (folder / NAME).write_text(json.dumps({**document, "schema": schema}))
    with pytest.raises(CkptgenError):
        write_output(folder, NEW)
    assert held(folder)["0001-old.patch"] == b"old\n"


def test_a_missing_folder(folder: Path) -> None:
    only(folder, OLD)


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "parent" / "out").mkdir(parents=True)
    write_output(tmp_path / "parent" / "out", OLD)
    only(tmp_path / "parent" / "out", OLD)


def test_the_old_series_is_replaced(folder: Path) -> None:
    write_output(folder, NEW)
    only(folder, NEW)


def test_the_same_series_again(folder: Path) -> None:
    write_output(folder, OLD)
    only(folder, OLD)


def test_a_relative_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    write_output(Path(), NEW)
    only(folder, NEW)


def test_where_folders_cannot_be_exchanged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "exchange", lambda *_: False)
    write_output(folder, NEW)
    only(folder, NEW)


def test_the_folder_can_be_read_by_others(folder: Path) -> None:
    mask = os.umask(0o022)
    try:
        write_output(folder, NEW)
    finally:
        os.umask(mask)
    assert folder.stat().st_mode & 0o777 == 0o755


# --- what is refused ---


def refused(folder: Path, message: str, force: bool = False) -> CkptgenError:
    before = {path: path.read_bytes() if path.is_file() else b"" for path in folder.parent.rglob("*")}
    with pytest.raises(CkptgenError, match=message) as caught:
        write_output(folder, NEW, force)
    assert {path: path.read_bytes() if path.is_file() else b"" for path in folder.parent.rglob("*")} == before
    return caught.value


@pytest.mark.parametrize("force", [False, True])
def test_a_file_that_is_not_ours(folder: Path, force: bool) -> None:
    (folder / "notes.txt").write_text("mine")
    refused(folder, r"out/notes\.txt is not part of the series", force)


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_or_a_link_in_place_of_a_patch(folder: Path, force: bool) -> None:
    (folder / "0001-old.patch").unlink()
    (folder / "0001-old.patch").symlink_to(folder.parent)
    refused(folder, "is not part of the series", force)
    (folder / "0001-old.patch").unlink()
    (folder / "0001-old.patch").mkdir()
    refused(folder, "is not part of the series", force)


def test_a_patch_edited_by_hand(folder: Path) -> None:
    (folder / "0001-old.patch").write_text("edited")
    assert "--force" in refused(folder, r"0001-old\.patch was edited since").hint
    write_output(folder, NEW, force=True)
    only(folder, NEW)


def test_a_patch_removed_by_hand(folder: Path) -> None:
    (folder / "0001-old.patch").unlink()
    assert "--force" in refused(folder, r"0001-old\.patch was removed since").hint
    write_output(folder, NEW, force=True)
    only(folder, NEW)


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_of_somebody_else_s(tmp_path: Path, force: bool) -> None:
    (tmp_path / "parent" / "out").mkdir(parents=True)
    (tmp_path / "parent" / "out" / "a.patch").write_text("mine")
    refused(tmp_path / "parent" / "out", r"holds files but no series of ckptgen: a\.patch", force)


@pytest.mark.parametrize("force", [False, True])
def test_a_manifest_that_is_none(folder: Path, force: bool) -> None:
    (folder / "manifest.json").write_text('{"schema": "other"}')
    refused(folder, "not a manifest", force)


def test_a_file_in_place_of_the_folder(folder: Path) -> None:
    refused(folder / "0001-old.patch", "is not a folder")


def test_a_link_in_place_of_the_folder(folder: Path) -> None:
    (folder.parent / "link").symlink_to(folder)
    refused(folder.parent / "link", "is a symbolic link")
    (folder.parent / "dangling").symlink_to("nowhere")
    refused(folder.parent / "dangling", "is a symbolic link")


def test_no_parent(tmp_path: Path) -> None:
    refused(tmp_path / "no" / "out", "no: no such folder")


def test_a_parent_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    refused(folder, "parent: no permission to write there")


@pytest.mark.parametrize("names", [["a"], ["manifest.json", "a", "a"], ["manifest.json", "../a"]])
def test_files_that_are_no_series_are_an_internal_error(tmp_path: Path, names: list[str]) -> None:
    with pytest.raises(InternalError):
        write_output(tmp_path / "out", [(name, b"") for name in names])


# --- failures and interrupts ---


def failing_at(number: int, function: Callable[..., Any], error: BaseException) -> Callable[..., Any]:
    calls = iter(range(1000))

    def call(*arguments: Any, **more: Any) -> Any:
        if next(calls) == number:
            raise error
        return function(*arguments, **more)

    return call


STEPS = [
    *((Path, "mkdir", n) for n in range(1)),
    *((output, "_write", n) for n in range(4)),
    *((os, "fsync", n) for n in range(5)),
    *((output, "exchange", n) for n in range(1)),
]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize(("where", "name", "number"), STEPS)
def test_a_failure_before_the_exchange_leaves_the_old_series(
    folder: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, number: int, error: BaseException
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(where, name, failing_at(number, getattr(where, name), error))
        with pytest.raises((OutputError, KeyboardInterrupt)):
            write_output(folder, NEW)
    only(folder, OLD)


@pytest.mark.parametrize("number", range(3))
def test_a_failure_between_the_renames_is_rolled_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(output, "exchange", lambda *_: False)
        patch.setattr(Path, "rename", failing_at(number, Path.rename, OSError(errno.EBUSY, "Busy")))
        with pytest.raises(OutputError, match="Busy"):
            write_output(folder, NEW)
    assert held(folder) == dict(OLD if number < 2 else NEW)
    write_output(folder, NEW)
    only(folder, NEW)


class Killed(BaseException):
    """Stands for the end of the process: nothing is cleaned up behind it."""


def kill(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, number: int, folder: Path) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(output, "_remove", lambda _: None)
        patch.setattr(where, name, failing_at(number, getattr(where, name), Killed()))
        with pytest.raises(Killed):
            write_output(folder, NEW)


@pytest.mark.parametrize(("where", "name", "number"), [*STEPS[1:], (os, "fsync", 5)])
def test_what_a_killed_run_leaves_is_cleared_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, number: int
) -> None:
    kill(monkeypatch, where, name, number, folder)
    assert held(folder) in (dict(OLD), dict(NEW))
    assert len(list(folder.parent.iterdir())) == 2
    write_output(folder, NEW)
    only(folder, NEW)


def test_a_run_killed_between_the_renames(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "exchange", lambda *_: False)
    rename = Path.rename

    def renamed(path: Path, target: Path) -> Path:
        if path.name != "out":
            raise Killed
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(output, "_remove", lambda _: None)
        patch.setattr(Path, "rename", renamed)
        with pytest.raises(Killed):
            write_output(folder, NEW)
    assert not folder.exists()
    with pytest.raises(OutputError, match="was edited"):
        (old,) = folder.parent.glob(".out.ckptgen-old-*")
        (old / "0001-old.patch").write_text("edited before the run was killed")
        write_output(folder, NEW)
    assert held(folder)["0001-old.patch"] == b"edited before the run was killed"
    write_output(folder, NEW, force=True)
    only(folder, NEW)


@pytest.mark.parametrize(
    "name", [".out.ckptgen-new-0123456", ".out.ckptgen-mine-01234567", ".other.ckptgen-new-01234567", "out.ckptgen-new"]
)
def test_folders_of_other_names_are_left_alone(folder: Path, name: str) -> None:
    (folder.parent / name).mkdir()
    write_output(folder, NEW)
    assert (folder.parent / name).is_dir()


def test_a_folder_of_our_name_with_other_files_is_left_alone(folder: Path) -> None:
    mine = folder.parent / ".out.ckptgen-new-01234567"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    write_output(folder, NEW)
    assert (mine / "notes.txt").read_text() == "mine"


def test_a_run_that_is_still_alive_is_left_alone(folder: Path) -> None:
    other = folder.parent / ".out.ckptgen-new-01234567"
    other.mkdir()
    handle = os.open(other, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        write_output(folder, NEW)
        assert other.is_dir()
    finally:
        os.close(handle)
    write_output(folder, OLD)
    only(folder, OLD)


def test_a_file_that_comes_while_the_series_is_written_is_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take = output._take_place

    def late(temporary: Path, target: Path) -> None:
        (target / "notes.txt").write_text("mine")
        take(temporary, target)

    monkeypatch.setattr(output, "_take_place", late)
    with pytest.raises(OutputError, match=r"are kept in .*ckptgen-new-"):
        write_output(folder, NEW)
    assert held(folder) == dict(NEW)
    (kept,) = folder.parent.glob(".out.ckptgen-*")
    assert (kept / "notes.txt").read_text() == "mine"


def test_nothing_is_written_into_a_repository_s_own_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(OutputError, match="inside a git repository's own folder"):
        check_output(tmp_path / ".git" / "out")
