"""A series that holds passes, on a plain directory and on a commit; nothing outside the scratch folder changes."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.verify.conftest import Verify
from tests.verify.minikernel import ALPHA, AUTHOR, DECLARE, SERIES, Patch, git, write_series, write_tree


def snapshot(folder: Path) -> dict[str, object]:
    """Return every file's content, mode and times."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        what = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
        found[os.fspath(path)] = (what, status.st_mode, status.st_mtime_ns, status.st_ctime_ns, status.st_nlink)
    return found


def built(step: Any) -> dict[str, str]:
    return {each["target"]: each["built"] for each in step["objects"]}


def test_a_good_series_passes_in_both_settings(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out")
    before = snapshot(kernel), snapshot(series)
    done = verify(series, "--build")
    assert (done.code, done.failures()) == (0, [])
    assert done.found["schema"] == "ckptgen-verify/1"
    assert done.found["settings"] == ["off", "on"]
    for patch in done.found["patches"]:
        assert [patch[name]["outcome"] for name in ("applied", "planned", "message", "checkpatch")] == ["passed"] * 4
    declare, alpha, beta, gamma = ([built(step) for step in patch["builds"]] for patch in done.found["patches"])
    assert declare == [{"fs/alpha/file.o": "built", "fs/beta/dir.o": "built"}] * 2
    assert alpha == [{"fs/alpha/file.o": "built"}] * 2
    assert beta == [{"fs/beta/dir.o": "built"}] * 2
    assert gamma == [{"fs/gamma/inode.o": "not built"}] * 2
    everything = {"fs/alpha/file.o": "built", "fs/beta/dir.o": "built", "fs/gamma/inode.o": "not built"}
    assert [built(step) for step in done.found["final"]] == [everything] * 2
    assert (snapshot(kernel), snapshot(series)) == before


def test_what_the_base_does_not_build_is_named_with_the_reason(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out")
    done = verify(series, "--build", "--strict")
    assert done.code == 3
    (reason,) = {e["reason"] for step in done.found["final"] for e in step["objects"] if e["built"] == "not built"}
    assert reason.startswith("fails on the base too: fs/gamma/inode.c:2:10: fatal error: no_such_machine.h")
    assert done.found["objects"]["on"] == {"built": 3, "failed": 0, "not built": 1}


def test_the_option_is_given_to_the_compiler_only_when_it_is_on(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    check = "#ifdef CONFIG_SAVE\n#error on\n#else\n#error off\n#endif\n"
    series = write_series(
        kernel, tmp_path / "out", [Patch("alpha: stop", {"fs/alpha/file.c": ("\n\n", f"\n{check}\n")})]
    )
    steps = verify(series, "--build").found["patches"][0]["builds"]
    assert [step["objects"][0]["reason"] for step in steps] == ["error: #error off", "error: #error on"]


def test_an_option_that_kconfig_knows_is_set_there(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    write_tree(kernel, {"fs/Kconfig": "config SAVE\n\tbool\n"})
    series = write_series(kernel, tmp_path / "out")
    done = verify(series, "--build")
    assert (done.code, done.failures()) == (0, [])
    scratch = Path(done.found["scratch"])
    assert [(scratch / f"build-{name}" / ".config").read_text() for name in ("off", "on")] == ["", "CONFIG_SAVE=y\n"]


def test_an_option_that_a_patch_declares_is_set_from_there_on(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    kconfig = Patch("fs: add SAVE", {"fs/Kconfig": ("config OTHER", "config SAVE\n\tbool\nconfig OTHER")})
    done = verify(write_series(kernel, tmp_path / "out", [DECLARE, kconfig, ALPHA]), "--build")
    assert (done.code, done.failures()) == (0, [])
    assert [len(patch["builds"][1]["objects"]) for patch in done.found["patches"]] == [1, 0, 1]
    scratch = Path(done.found["scratch"])
    assert [(scratch / f"build-{name}" / ".config").read_text() for name in ("off", "on")] == ["", "CONFIG_SAVE=y\n"]


def test_without_build_only_what_checkpatch_needs_is_brought(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    write_tree(kernel, {"drivers/big.c": "int big;\n"})
    done = verify(write_series(kernel, tmp_path / "out"))
    assert (done.code, done.found["settings"]) == (0, [])
    tree = Path(done.found["scratch"]) / "tree"
    assert (tree / "drivers").is_dir() and not (tree / "drivers/big.c").exists()
    assert (tree / "scripts/checkpatch.pl").is_file()


@pytest.mark.parametrize("mode", ["--ref", "work tree", "bare"])
def test_a_commit_is_the_base_whatever_lies_in_the_work_tree(
    kernel: Path, verify: Verify, tmp_path: Path, mode: str
) -> None:
    git(kernel, "init", "--quiet")
    git(kernel, "add", "--force", ".")
    git(kernel, "commit", "--quiet", "-m", "x")
    base = git(kernel, "rev-parse", "HEAD")
    series = write_series(kernel, tmp_path / "out", base=base)
    (kernel / "fs/alpha/file.c").write_text("changed since\n")
    if mode == "bare":
        git(tmp_path, "clone", "--quiet", "--bare", str(kernel), str(tmp_path / "bare"))
        kernel.rename(tmp_path / "away")
        (tmp_path / "bare").rename(kernel)
    before = snapshot(kernel)
    more = [] if mode == "work tree" else ["-C", kernel, "--ref", base]
    done = verify(series, "--build", *more)
    assert (done.code, done.failures()) == (0, [])
    assert done.found["base"] == base
    assert snapshot(kernel) == before


def test_the_other_commit_is_refused(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    git(kernel, "init", "--quiet")
    git(kernel, "add", "--force", ".")
    git(kernel, "commit", "--quiet", "-m", "x")
    base = git(kernel, "rev-parse", "HEAD")
    series = write_series(kernel, tmp_path / "out", base=base)
    git(kernel, "commit", "--quiet", "--allow-empty", "-m", "y")
    done = verify(series)
    assert done.code == 2
    assert f"made from {base[:12]}" in done.err and f"--ref {base[:12]}" in done.err
    assert verify(series, "--ref", base).code == 0


def test_a_directory_with_other_files_is_refused(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    series = write_series(kernel, tmp_path / "out")
    write_tree(kernel, {"fs/alpha/file.c": "other\n"})
    done = verify(series)
    assert done.code == 2
    assert "'fs/alpha/file.c'" in done.err and "0002-alpha-add-.saved.patch" in done.err


def test_new_and_removed_and_included_files(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    write_tree(kernel, {"fs/alpha/part.c": "static int part;\n", "fs/alpha/own.h": "extern int own;\n"})
    whole = (kernel / "fs/alpha/file.c").read_text() + '#include "part.c"\n#include "own.h"\n'
    write_tree(kernel, {"fs/alpha/file.c": whole})
    patches = [
        Patch("alpha: new", {"fs/alpha/new.c": (None, "int new_one;\n")}),
        Patch("alpha: part", {"fs/alpha/part.c": ("int part", "int part = 1")}),
        Patch("alpha: header", {"fs/alpha/own.h": ("int own", "long own")}),
        Patch("doc: words", {"Documentation/words.rst": (None, "Words\n")}),
    ]
    done = verify(write_series(kernel, tmp_path / "out", patches), "--build")
    assert (done.code, done.failures()) == (0, [])
    steps = [patch["builds"][0]["objects"] for patch in done.found["patches"]]
    assert [[(o["source"], o["target"]) for o in step] for step in steps] == [
        [("fs/alpha/new.c", "fs/alpha/new.o")],
        [("fs/alpha/part.c", "fs/alpha/file.o")],
        [("fs/alpha/own.h", "fs/alpha/file.o")],
        [],
    ]


def test_the_text_has_a_line_for_each_patch_and_the_counts(kernel: Path, tmp_path: Path, verify: Verify) -> None:
    from tests.verify.conftest import start

    series = write_series(kernel, tmp_path / "out", SERIES)
    out = start(kernel, series, "--build").communicate()[0].decode().splitlines()
    rows = [line.split("  ") for line in out[:6]]
    assert [[cell.strip() for cell in row if cell] for row in rows] == [
        ["patch", "git am", "as planned", "message", "checkpatch", "build off", "build on"],
        ["0001-fs-declare-.saved.patch", "ok", "ok", "ok", "ok", "2 built", "2 built"],
        ["0002-alpha-add-.saved.patch", "ok", "ok", "ok", "ok", "1 built", "1 built"],
        ["0003-beta-add-.saved.patch", "ok", "ok", "ok", "ok", "1 built", "1 built"],
        ["0004-gamma-add-.saved.patch", "ok", "ok", "ok", "ok", "1 not built", "1 not built"],
        ["(the whole series)", "ok", "ok", "2 built, 1 not built", "2 built, 1 not built"],
    ]
    assert "build on: 4 touched files: 3 built, 1 not built" in out
    assert AUTHOR not in out


def test_a_header_builds_what_defines_the_function_it_gains(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    lines = ["#include <linux/fs.h>", "int generic_save(struct file *file)", "{", "\treturn 0;", "}", ""]
    write_tree(kernel, {"fs/core.c": "\n".join(lines)})
    series = write_series(kernel, tmp_path / "out", [DECLARE, ALPHA])
    done = verify(series, "--build")
    off, on = (built(step) for step in done.found["patches"][0]["builds"])
    # Without the option the name is a macro, and the file that defines the function is not part of the kernel.
    assert (off, on) == ({"fs/alpha/file.o": "built"}, {"fs/core.o": "built", "fs/alpha/file.o": "built"})
    assert (done.code, done.failures()) == (0, [])


def test_another_option_can_be_named(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    done = verify(write_series(kernel, tmp_path / "out"), "--build", "--option", "CONFIG_OTHER_NAME")
    assert (done.code, done.found["option"]) == (0, "CONFIG_OTHER_NAME")
    assert verify(tmp_path / "out", "--option", "OTHER").code == 2


def test_nothing_is_written_through_a_symbolic_link(kernel: Path, verify: Verify, tmp_path: Path) -> None:
    # A patch that is not in the manifest, which is held against the tree before anything is written.
    series = write_series(kernel, tmp_path / "out", [DECLARE])
    (file,) = write_series(kernel, tmp_path / "more", [DECLARE, ALPHA]).glob("0002-*")
    file.rename(series / file.name)
    (kernel / "fs/alpha").rename(tmp_path / "outside")
    (kernel / "fs/alpha").symlink_to(tmp_path / "outside")
    before = snapshot(tmp_path / "outside")
    assert verify(series).code == 1
    done = verify(series, "--build")
    assert done.code == 2 and "'fs/alpha/file.c' leads through a symbolic link" in done.err
    assert snapshot(tmp_path / "outside") == before
