"""``make kernel`` on a small archive, without a network and without a kernel."""

import io
import lzma
import os
import tarfile
from pathlib import Path

import pytest

from tests.kernel import fetch

PACKAGE = "linux-source-6.12"
FILES = {"Makefile": b"VERSION = 6\n", "include/linux/fs.h": b"struct file_operations;\n", ".gitignore": b"*\n"}


@pytest.fixture(autouse=True)
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the packages' archives, empty; and no apt-get anywhere."""
    folder = tmp_path / "src"
    folder.mkdir()
    monkeypatch.setattr(fetch, "SOURCES", folder)
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def dest(tmp_path: Path) -> Path:
    return tmp_path / "cache" / PACKAGE


def pack(folder: Path, files: dict[str, bytes]) -> Path:
    archive = folder / f"{PACKAGE}.tar.xz"
    with tarfile.open(archive, "w:xz") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(f"{PACKAGE}/{name}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return archive


def held(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_unpacks_without_the_first_folder(sources: Path, dest: Path) -> None:
    pack(sources, FILES)
    assert fetch.main([str(dest)]) == 0
    assert held(dest) == FILES
    assert [path.name for path in dest.parent.iterdir()] == [PACKAGE]


def test_a_tree_that_is_there_is_kept(sources: Path, dest: Path) -> None:
    (dest / "include" / "linux").mkdir(parents=True)
    (dest / fetch.MARK).write_bytes(b"mine\n")
    pack(sources, FILES)
    assert fetch.main([str(dest)]) == 0
    assert held(dest) == {"include/linux/fs.h": b"mine\n"}


def test_leaves_nothing_of_an_archive_that_is_cut_off(
    sources: Path, dest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = pack(sources, FILES)
    archive.write_bytes(archive.read_bytes()[:-40])
    assert fetch.main([str(dest)]) == 1
    assert "cannot unpack" in capsys.readouterr().err
    assert list(dest.parent.iterdir()) == []


def test_refuses_what_is_no_archive_and_no_tree(sources: Path, dest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sources / f"{PACKAGE}.tar.xz").write_bytes(lzma.compress(b"not a tar file"))
    assert fetch.main([str(dest)]) == 1
    pack(sources, {"README": b"no kernel\n"})
    assert fetch.main([str(dest)]) == 1
    said = capsys.readouterr().err
    assert "cannot unpack" in said
    assert "holds no kernel tree" in said
    assert not dest.exists()


def test_refuses_to_replace_what_is_no_tree(sources: Path, dest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack(sources, FILES)
    dest.mkdir(parents=True)
    (dest / "thesis.txt").write_bytes(b"the only copy\n")
    assert fetch.main([str(dest)]) == 1
    assert "remove it" in capsys.readouterr().err
    assert held(dest) == {"thesis.txt": b"the only copy\n"}


def test_says_what_to_do_without_apt(dest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fetch.main([str(dest)]) == 1
    said = capsys.readouterr().err
    assert "no apt-get" in said
    assert "KERNEL=DIR" in said


@pytest.mark.parametrize("user", [0, 1000], ids=["root", "user"])
def test_says_when_apt_has_no_such_package(
    user: int, sources: Path, dest: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    apt = sources / "apt-get"
    apt.write_text("#!/bin/sh\nexit 100\n")
    apt.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert fetch.main([str(dest)]) == 1
    said = capfd.readouterr()
    assert "KERNEL=DIR" in said.err
    assert ("apt-get update" in said.out) == (user == 0)
    assert not dest.exists()


def test_root_installs_the_package_once_the_lists_are_there(
    sources: Path, dest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = pack(sources, FILES).rename(sources / "ready")
    apt = sources / "apt-get"
    # `update` first makes the package known to `install`.
    apt.write_text(
        f"#!/bin/sh\ncase $1 in\nupdate) : > {sources}/lists;;\n"
        f"install) [ -e {sources}/lists ] && /bin/cp {ready} {sources}/{PACKAGE}.tar.xz;;\nesac\n"
    )
    apt.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert fetch.main([str(dest)]) == 0
    assert held(dest) == FILES


def test_refuses_a_name_that_is_no_package(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fetch.main([str(tmp_path / "linux")]) == 1
    assert "linux-source-6.12" in capsys.readouterr().err


def test_wants_one_argument() -> None:
    assert fetch.main([]) == 2
