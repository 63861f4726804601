"""A tree with a layer of changes over it reads like a directory in which they were made."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckptgen.tree.directory import DirectoryTree
from ckptgen.tree.model import MissingFileError
from ckptgen.tree.overlay import Layer, OverlayTree

from .repos import NEEDLE, commit_all, git
from .works import some, whole

FILES = {
    "Makefile": b"VERSION = 2\n",
    "Kconfig": b"file_operations, but no source file\n",
    "fs/a/one.c": b"file_operations one\n",
    "fs/a/two.c": b"nothing\n",
    "fs/a/none.h": b"x\n",
    "fs/ab/a.c": b"file_operations beside a\n",
    "include/linux/fs.h": b"struct file_operations;\n",
    "top.c": b"file_operations\n",
}
ADDED = ("fs/a/new.c", "fs/new/deep/new.h", "new.c", "Documentation/new.rst", "fs/a/none.h.c")
CONTENTS = st.sampled_from([b"file_operations more\n", b"nothing more\n", b"", b"x"])
CHANGES = st.dictionaries(st.sampled_from([*FILES, *ADDED]), st.none() | CONTENTS, max_size=6)
UNDER = st.lists(st.sampled_from(["fs", "fs/a", "include", "top.c", "fs/new", "fs/a/one.c", "gone"]), max_size=3)


def written(top: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(content)
    return top


def changed(top: Path, changes: Mapping[str, bytes | None]) -> Path:
    """Write the files with the changes made; a folder that loses its last file stays."""
    for name in FILES:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
    files = {**FILES, **changes}
    return written(top, {name: content for name, content in files.items() if content is not None})


def layers(changes: Mapping[str, bytes | None]) -> dict[str, Layer]:
    """A patch deletes only what is there."""
    return {name: Layer(content) for name, content in changes.items() if content is not None or name in FILES}


@given(CHANGES, st.sampled_from([(NEEDLE,), (), (NEEDLE, b"nothing")]), UNDER)
@settings(max_examples=150, deadline=None)
def test_it_scans_like_a_directory_with_the_changes(
    changes: dict[str, bytes | None], needles: tuple[bytes, ...], under: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        overlay = OverlayTree(DirectoryTree(written(Path(folder) / "base", FILES)), layers(changes))
        real = DirectoryTree(changed(Path(folder) / "real", changes))
        known = [place for place in under if overlay.exists(place)]
        for work in (whole, some):
            ours, theirs = overlay.scan(needles, work, known), real.scan(needles, work, known)
            if under and not known:
                continue
            assert ours.results == theirs.results
            assert (ours.listed, ours.matched, ours.skipped) == (theirs.listed, theirs.matched, theirs.skipped)


@given(CHANGES)
@settings(max_examples=60, deadline=None)
def test_it_reads_like_one(changes: dict[str, bytes | None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        overlay = OverlayTree(DirectoryTree(written(Path(folder) / "base", FILES)), layers(changes))
        real = DirectoryTree(changed(Path(folder) / "real", changes))
        for name in (*FILES, *ADDED):
            assert overlay.exists(name) == real.exists(name)
            if real.exists(name):
                assert overlay.read(name) == real.read(name)
                assert overlay.file_mode(name) == real.file_mode(name)
            else:
                with pytest.raises(MissingFileError):
                    overlay.read(name)
                with pytest.raises(MissingFileError):
                    overlay.file_mode(name)
        for name in ("fs/new", "fs/new/deep", "Documentation", "fs/ne", "nowhere"):
            assert overlay.exists(name) == real.exists(name)


def test_names_that_are_not_normal(tmp_path: Path) -> None:
    overlay = OverlayTree(DirectoryTree(written(tmp_path, FILES)), {"fs/a/one.c": Layer(b"new\n")})
    assert overlay.read("./fs//a/one.c") == b"new\n"
    for name in ("../one.c", "/etc/passwd", ""):
        with pytest.raises(MissingFileError):
            overlay.read(name)


def test_a_mode(tmp_path: Path) -> None:
    layer = {"top.c": Layer(b"x", "100755"), "fs/a/one.c": Layer(None)}
    overlay = OverlayTree(DirectoryTree(written(tmp_path, FILES)), layer)
    assert overlay.file_mode("top.c") == "100755"
    assert overlay.file_mode("fs/a/two.c") == "100644"
    with pytest.raises(MissingFileError):
        overlay.file_mode("fs/a/one.c")


def test_over_a_revision(tmp_path: Path) -> None:
    from ckptgen.tree.revision import RevisionTree

    commit_all(written(tmp_path, FILES))
    base = RevisionTree(tmp_path, "HEAD")
    overlay = OverlayTree(base, layers({"fs/a/one.c": None, "new.c": b"file_operations\n"}))
    assert (overlay.label, overlay.commit) == (base.label, git(tmp_path, "rev-parse", "HEAD"))
    found = [path for path, _ in overlay.scan([NEEDLE], whole).results]
    assert found == ["fs/ab/a.c", "include/linux/fs.h", "new.c", "top.c"]


def test_an_overlay_over_an_overlay(tmp_path: Path) -> None:
    one = OverlayTree(DirectoryTree(written(tmp_path, FILES)), layers({"new.c": b"1\n", "top.c": None}))
    two = OverlayTree(one, {"new.c": Layer(None), "top.c": Layer(b"back\n")})
    assert not two.exists("new.c")
    assert two.read("top.c") == b"back\n"
    assert two.scan([], whole).listed == len([name for name in FILES if name.endswith((".c", ".h"))])


def test_a_large_layer_is_named_and_one_over_a_large_file_is_read(tmp_path: Path) -> None:
    top = written(tmp_path, FILES)
    (top / "top.c").write_bytes(NEEDLE)
    os.truncate(top / "top.c", 33 << 20)
    layers = {"top.c": Layer(NEEDLE), "fs/a/one.c": Layer(NEEDLE + b"\n" * (32 << 20))}
    found = OverlayTree(DirectoryTree(top, 1), layers).scan([NEEDLE], some)
    assert [skip.path for skip in found.skipped] == ["fs/a/one.c"]
    assert "33,554,447 bytes" in found.skipped[0].reason
    assert ("top.c", NEEDLE) in OverlayTree(DirectoryTree(top, 1), layers).scan([NEEDLE], whole).results
