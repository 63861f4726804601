"""The shipped semantic patches that change what tables have, each on a kernel that it is for.

``const-ops`` has tests of its own, and no kernel that a distribution packages has ``mmap_prepare`` yet.
"""

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ckptgen.plan.model import CHANGED
from tests.kernel.conftest import named_by
from tests.kernel.running import AUTHOR, Finished, ckptgen, git
from tests.kernel.test_verify import TOOLS
from tests.tools import require

pytestmark = pytest.mark.kernel


@dataclass(frozen=True)
class Shipped:
    """A semantic patch, the variable that names its kernel, and how many tables it changes there at the least.

    Debian's updates may bring a table or take one away. ``waiting`` changes wait for the core change, and ``spelled``
    finds the entries in the text.
    """

    name: str
    variable: str
    least: int
    waiting: int
    spelled: str


SHIPPED = (
    Shipped("setlease", "CKPTGEN_KERNEL", 45, 6, r"\.setlease[[:space:]]*=[[:space:]]*simple_nosetlease\b"),
    Shipped("no-llseek", "CKPTGEN_OLD_KERNEL", 265, 0, r"\.llseek[[:space:]]*=[[:space:]]*no_llseek\b"),
    Shipped(
        "splice-read", "CKPTGEN_OLD_KERNEL", 70, 0, r"\.splice_read[[:space:]]*=[[:space:]]*generic_file_splice_read\b"
    ),
)


@dataclass(frozen=True)
class Made:
    """One of them with its kernel, the plan there, and the series."""

    shipped: Shipped
    kernel: Path
    plan: Finished
    series: Path


@pytest.fixture(scope="module", params=SHIPPED, ids=lambda shipped: shipped.name)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    shipped: Shipped = request.param
    kernel = named_by(shipped.variable, "unpacked kernel (make kernel gets one, make test-kernel names it)")
    plan = ckptgen("-C", kernel, "-p", shipped.name, "plan", "--format", "json")
    folder = tmp_path_factory.mktemp(shipped.name) / "out"
    done = ckptgen("-C", kernel, "-p", shipped.name, "series", "-o", folder, "--signoff", AUTHOR)
    assert (plan.code, done.code) == (0, 0), done.said
    return Made(shipped, kernel, plan, folder)


def counts(plan: Finished) -> Counter[str]:
    return Counter(table["verdict"] for table in plan.json["tables"] if table["verdict"] in CHANGED)


def spelled(kernel: Path, pattern: str) -> Iterator[str]:
    """Yield the path of each line that matches and is no line of a comment."""
    outside = [f"--exclude-dir={name}" for name in ("Documentation", "tools", "scripts")]
    command = ["grep", "-rE", "--include=*.[ch]", *outside, "-e", pattern, "."]
    found = subprocess.run(command, cwd=kernel, capture_output=True, check=True)
    for match in found.stdout.decode("utf-8", "surrogateescape").splitlines():
        path, line = match.split(":", 1)
        if not line.lstrip().startswith(("*", "/*")):
            yield path.removeprefix("./")


def test_the_entries_that_the_text_spells_are_those_that_change(made: Made) -> None:
    found = counts(made.plan)
    assert found.total() >= made.shipped.least + made.shipped.waiting
    if made.shipped.waiting:
        assert found["remove"] == made.shipped.waiting
    changed = Counter(table["path"] for table in made.plan.json["tables"] if table["verdict"] in CHANGED - {"add"})
    assert changed == Counter(spelled(made.kernel, made.shipped.spelled))


def test_each_patch_applies_as_planned_and_passes_checkpatch(made: Made, tmp_path: Path) -> None:
    done = ckptgen("-C", made.kernel, "verify", made.series, "--format", "json", "--scratch", tmp_path / "scratch")
    assert done.code == 0, done.said
    for patch in done.json["patches"]:
        assert patch["planned"]["outcome"] == "passed"
        assert (patch["checkpatch"]["errors"], patch["checkpatch"]["warnings"]) == (0, 0), patch


def test_a_kernel_without_the_member_is_refused(kernel: Path, tmp_path: Path) -> None:
    done = ckptgen("-C", kernel, "-p", "mmap-prepare", "series", "-o", tmp_path / "out", "--signoff", AUTHOR)
    assert (done.code, done.out) == (2, b"")
    assert "struct file_operations has no member mmap_prepare (include/linux/fs.h:" in done.said


def test_some_of_the_objects_build(kernel: Path, tmp_path: Path) -> None:
    require(*TOOLS)
    series = tmp_path / "some"
    narrowed = ("--only", "affs,ext2", "-o", series, "--signoff", AUTHOR)
    assert ckptgen("-C", kernel, "-p", "setlease", "series", *narrowed).code == 0
    done = ckptgen("-C", kernel, "verify", series, "--build", "--format", "json", "--scratch", tmp_path / "scratch")
    assert done.code == 0, done.said
    objects = [each for patch in done.json["patches"] for step in patch["builds"] for each in step["objects"]]
    assert {each["source"] for each in objects} == {
        f"fs/{fs}/{file}.c" for fs in ("affs", "ext2") for file in ("dir", "file")
    }
    assert {each["built"] for each in objects} == {"built"}


def _linked(source: str, target: str) -> None:
    """Make ``target`` the same file where that can be, else a copy: what changes is replaced, never written to."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def test_planned_again_on_the_result_changes_nothing(made: Made, tmp_path: Path) -> None:
    tree = tmp_path / "linux"
    shutil.copytree(made.kernel, tree, symlinks=True, copy_function=_linked)
    manifest = json.loads((made.series / "manifest.json").read_bytes())
    for path in sorted({file["path"] for patch in manifest["patches"] for file in patch["files"]}):
        content = (tree / path).read_bytes()
        (tree / path).unlink()
        (tree / path).write_bytes(content)
    patches = sorted(path for path in made.series.glob("*.patch") if "cover" not in path.name)
    git(tree, "apply", *map(str, patches))
    again = ckptgen("-C", tree, "-p", made.shipped.name, "plan", "--format", "json")
    assert counts(again).total() == made.shipped.waiting
