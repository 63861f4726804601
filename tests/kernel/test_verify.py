"""One filesystem's patch, verified and built with the option off and on, from the real tree to real objects."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.kernel.running import AUTHOR, Finished, ckptgen
from tests.tools import require

pytestmark = pytest.mark.kernel

TOOLS = ("make", "gcc", "flex", "bison", "bc", "perl")


@pytest.fixture(scope="module")
def small(kernel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The series of one filesystem that is always built."""
    folder = tmp_path_factory.mktemp("small") / "out"
    done = ckptgen("-C", kernel, "series", "--only", "affs", "-o", folder, "--signoff", AUTHOR)
    assert done.code == 0, done.said
    return folder


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("verify") / "scratch"


@pytest.fixture(scope="module")
def verified(kernel: Path, small: Path, scratch: Path) -> Finished:
    require(*TOOLS)
    return ckptgen("-C", kernel, "verify", small, "--build", "--strict", "--format", "json", "--scratch", scratch)


def test_every_patch_applies_as_planned_and_builds_in_both_settings(verified: Finished) -> None:
    found = verified.json
    assert (found["failed"], found["incomplete"], verified.code) == (False, False, 0), verified.out.decode()
    assert found["settings"] == ["off", "on"]
    for patch in found["patches"]:
        assert patch["planned"]["outcome"] == "passed"
        assert (patch["checkpatch"]["errors"], patch["checkpatch"]["warnings"]) == (0, 0)
        for step in patch["builds"]:
            assert step["objects"] and {each["built"] for each in step["objects"]} == {"built"}


def test_the_objects_are_those_of_the_touched_files(verified: Finished, scratch: Path) -> None:
    for step in verified.json["final"]:
        sources = {each["source"] for each in step["objects"]}
        assert {"fs/affs/dir.c", "fs/affs/file.c"} <= sources
        for each in step["objects"]:
            assert (scratch / f"build-{step['setting']}" / each["target"]).read_bytes()[:4] == b"\x7fELF"


def entry_lines(kernel: Path, path: str, mail: bytes) -> set[int]:
    """Return the lines that the patch adds to a file, and those right behind them: compilers name either."""
    change = mail.split(f"diff --git a/{path} ".encode())[1].split(b"diff --git")[0]
    added = set()
    for hunk in re.split(rb"\n(?=@@ )", change)[1:]:
        number = int(re.search(rb"\+(\d+)", hunk)[1])  # type: ignore[index]
        for line in hunk.split(b"\n")[1:]:
            added |= {number, number + 1} if line.startswith(b"+") else set()
            number += not line.startswith(b"-")
    return added


def test_a_comma_missing_is_caught_with_its_line(
    kernel: Path, small: Path, scratch: Path, verified: Finished, tmp_path: Path
) -> None:
    broken = shutil.copytree(small, tmp_path / "broken")
    (file,) = broken.glob("*-affs-*.patch")
    mail = file.read_bytes()
    changed = mail.replace(b"= generic_file_checkpoint,\n", b"= generic_file_checkpoint;\n")
    assert changed != mail
    file.write_bytes(changed)
    done = ckptgen("-C", kernel, "verify", broken, "--build", "--format", "json", "--scratch", scratch)
    assert done.code == 1
    (patch,) = [patch for patch in done.json["patches"] if patch["file"] == file.name]
    assert patch["planned"]["outcome"] == "failed"
    for step in patch["builds"]:
        for each in step["objects"]:
            path, line, _ = each["place"].split(":")
            assert (each["built"], path) == ("failed", each["source"])
            assert int(line) in entry_lines(kernel, path, mail)
            assert b"error:" in Path(each["log"]).read_bytes()


def test_the_kernel_is_not_touched(kernel: Path, verified: Finished) -> None:
    assert verified.json["tree"]
    assert not (kernel / ".config").exists() and not (kernel / "fs/affs/dir.o").exists()
    assert json.loads(verified.out)["base"] is None
