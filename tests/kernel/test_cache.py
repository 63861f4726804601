"""On a part of the kernel that a test may edit: the same bytes without the cache, cold, warm, and after an edit."""

import os
import shutil
import time
from pathlib import Path

import pytest

from tests.kernel.running import Finished, ckptgen

pytestmark = pytest.mark.kernel
COMMANDS = (["audit", "--all", "--format", "json", "-o", "checkpoint"], ["plan", "--format", "json"])


@pytest.fixture(scope="module")
def part(kernel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("part") / "linux"
    for name in ("fs", "include", "mm"):
        shutil.copytree(kernel / name, top / name, symlinks=True)
    for name in ("Makefile", "Kconfig"):
        shutil.copy(kernel / name, top / name)
    time.sleep(2.1)  # until the files are trusted
    return top


def said(part: Path, *options: str) -> list[Finished]:
    return [ckptgen("-C", part, *options, *command) for command in COMMANDS]


def test_the_same_bytes_after_each_edit(part: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CKPTGEN_CACHE", str(tmp_path / "cache"))
    path = part / "fs/ext4/file.c"
    status, text = path.stat(), path.read_bytes()
    plain = said(part, "--no-cache")
    assert said(part) == plain
    assert said(part) == plain
    path.write_bytes(text.replace(b"ext4_file_operations", b"EXT4_file_operations"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    edited = said(part, "--no-cache")
    assert edited != plain
    assert said(part) == edited
    shutil.rmtree(part / "fs/ubifs")
    shorter = said(part, "--no-cache")
    assert said(part) == shorter
    assert said(part) == shorter


def test_a_warm_run_of_the_whole_kernel(kernel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CKPTGEN_CACHE", str(tmp_path / "cache"))
    plain = said(kernel, "--no-cache")
    assert said(kernel) == plain
    assert said(kernel) == plain
    assert said(kernel, "--no-stat-trust") == plain
