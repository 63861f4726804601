"""``ckptgen series --group-by`` and ``--batch`` on the sample tree, and what the other commands make of the result."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Result, Run
from tests.cli.test_series import SIGNOFF, contents, git, repository
from tests.paths import ROOT, SAMPLE

LUMPS = '\nlumps = {"fs: let small filesystems be checkpointed": ["adfs", "bfs"], "fs: and these": ["efs", "nofs"]}\n'


def manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text())


def write(ckptgen: Run, out: Path, *args: object, tree: Path = SAMPLE) -> Result:
    return ckptgen("-C", tree, "series", "-o", out, *SIGNOFF, *args)


@pytest.mark.parametrize(
    ("args", "name", "count", "some"),
    [
        ((), "fs", 25, ("filesystems", "adfs", "adfs: add .checkpoint to file and directory operations")),
        (("filesystem",), "fs", 25, ("shared", "generic_ro_fops", "fs: add .checkpoint to generic_ro_fops")),
        (
            ("maintainer",),
            "maintainer",
            25,
            ("filesystems", "JFS FILESYSTEM", "jfs: add .checkpoint to file operations"),
        ),
        (("depth",), "depth:2", 25, ("filesystems", "fs/jfs", "fs/jfs: add .checkpoint to file operations")),
        (("depth:1",), "depth:1", 3, ("copies", "fs", "fs: use private directory operations with .checkpoint")),
        (("none",), "none", 2, ("filesystems", "all", "fs: add .checkpoint to file and directory operations")),
    ],
)
def test_each_grouping(
    ckptgen: Run, tmp_path: Path, args: tuple[str, ...], name: str, count: int, some: tuple[str, str, str]
) -> None:
    given = ("--group-by", *args) if args else ()
    done = write(ckptgen, tmp_path / "out", *given)
    assert done.code == 0
    made = manifest(tmp_path / "out")
    assert made["options"]["group_by"] == name
    assert "batch" not in made["options"]
    assert len(made["patches"]) == count
    assert some in [(patch["phase"], patch["group"], patch["subject"]) for patch in made["patches"]]
    tables = [(table["path"], table["name"]) for patch in made["patches"] for table in patch["tables"]]
    assert len(set(tables)) == len(tables) == 39
    warned = f"warning: {count} patches are many to read at once; --batch 15 makes several series of them" in done.err
    assert warned == (count > 15)


@pytest.mark.parametrize("by", ["maintainer", "depth:1", "none"])
def test_the_tree_is_the_same_whatever_the_grouping(ckptgen: Run, tmp_path: Path, by: str) -> None:
    after = []
    for name in ("fs", by):
        assert write(ckptgen, tmp_path / name.replace(":", ""), "--group-by", name).code == 0
        patches = manifest(tmp_path / name.replace(":", ""))["patches"]
        after.append({file["path"]: file["after_sha256"] for patch in patches for file in patch["files"]})
    assert after[0] == after[1]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--group-by", "owner"), "'owner' is no grouping: the groupings are filesystem, maintainer, depth:N"),
        (("--group-by", "depth:0"), "'depth:0' is no grouping"),
        (("--batch", "0"), "argument --batch"),
        (("--batch", "-3"), "argument --batch"),
        (("--batch", "many"), "argument --batch"),
        (("--batch", "5", "--branch", "topic"), "a branch takes one series, and --batch makes several"),
    ],
)
def test_what_is_refused(ckptgen: Run, tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    refused = write(ckptgen, tmp_path / "out", *args)
    assert refused.code == 2
    assert said in refused.err
    assert "Traceback" not in refused.err
    assert not (tmp_path / "out").exists()


def test_without_maintainers_there_is_no_grouping_by_them(ckptgen: Run, tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "tree")
    (tmp_path / "tree" / "MAINTAINERS").unlink()
    refused = write(ckptgen, tmp_path / "out", "--group-by", "maintainer", tree=tmp_path / "tree")
    assert refused.code == 2
    assert "has no MAINTAINERS" in refused.err


def test_lumps_of_the_semantic_patch(ckptgen: Run, tmp_path: Path) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text((ROOT / "patches/checkpoint/rule.py").read_text() + LUMPS)
    done = ckptgen("-p", rule, "-C", SAMPLE, "series", "-o", tmp_path / "out", *SIGNOFF)
    assert done.code == 0
    made = manifest(tmp_path / "out")["patches"]
    assert len(made) == 24
    small = next(patch for patch in made if patch["group"] == "fs: let small filesystems be checkpointed")
    assert small["subject"] == small["group"]
    assert sorted({table["path"].split("/")[1] for table in small["tables"]}) == ["adfs", "bfs"]
    lines = rule.read_text().split("\n")
    line = next(number for number, line in enumerate(lines, 1) if line.startswith("lumps"))
    assert f"stale: lumps: nofs (line {line}): no patch of the series is filed under it" in done.err


# --- batches ------------------------------------------------------------


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git work tree with the sample; no test changes it."""
    return repository(tmp_path_factory.mktemp("batches") / "sample")


def test_batches_are_folders_and_together_the_series(ckptgen: Run, tmp_path: Path, tree: Path) -> None:
    out = tmp_path / "out"
    done = write(ckptgen, out, "--batch", 10, tree=tree)
    assert done.code == 0
    assert sorted(path.name for path in out.iterdir()) == ["batch-1", "batch-2", "batch-3", "manifest.json"]
    assert [len(manifest(out / f"batch-{n}")["patches"]) for n in (1, 2, 3)] == [10, 10, 5]
    assert "many to read" not in done.err
    assert f"10 patches and a cover letter in {out}/batch-2" in done.err
    printed = [Path(line).relative_to(out).as_posix() for line in done.out.splitlines()]
    assert printed == sorted(path.relative_to(out).as_posix() for path in out.glob("*/*.patch"))
    assert write(ckptgen, tmp_path / "whole", tree=tree).code == 0
    subjects = [patch["subject"] for n in (1, 2, 3) for patch in manifest(out / f"batch-{n}")["patches"]]
    assert subjects == [patch["subject"] for patch in manifest(tmp_path / "whole")["patches"]]
    cover = (out / "batch-2" / "0000-cover-letter.patch").read_text()
    assert "Subject: [PATCH 00/10] " in cover
    assert "(part 2 of 3)\n" in cover
    assert "This is part 2 of 3." in cover
    assert cover.count("\nprerequisite-patch-id: ") == 1


def test_each_batch_applies_by_itself_and_all_of_them_give_the_series(ckptgen: Run, tmp_path: Path, tree: Path) -> None:
    repo = tmp_path / "repo"
    git(tree, "clone", "--quiet", str(tree), str(repo))
    assert write(ckptgen, tmp_path / "out", "--batch", 7, tree=tree).code == 0
    base = git(repo, "rev-parse", "HEAD").strip()
    folders = sorted((tmp_path / "out").glob("batch-*"))
    assert len(folders) == 4
    for folder in folders:
        git(repo, "reset", "--quiet", "--hard", base)
        git(repo, "am", "--quiet", "--keep-cr", *map(str, sorted(folder.glob("*.patch"))[1:]))
        assert f"base-commit: {base}" in next(folder.glob("0*-cover-letter.patch")).read_text()
    git(repo, "reset", "--quiet", "--hard", base)
    for folder in reversed(folders):
        git(repo, "am", "--quiet", "--keep-cr", *map(str, sorted(folder.glob("*.patch"))[1:]))
    plan = json.loads(ckptgen("-C", repo, "plan", "--format", "json").out)
    assert plan["summary"]["add"] == 0


def test_verify_and_review_take_each_batch(ckptgen: Run, tmp_path: Path, tree: Path) -> None:
    out = tmp_path / "out"
    assert write(ckptgen, out, "--batch", 10, tree=tree).code == 0
    for number in (1, 2, 3):
        folder = out / f"batch-{number}"
        done = ckptgen("-C", tree, "verify", folder, "--scratch", tmp_path / "scratch")
        assert done.code == 0
        assert "0 failures" in done.out
        first = "batch-1/0001-fs-declare-.checkpoint-and-.collect-in-struct-file_o.patch"
        assert (f"{first}, which the series stands on, is applied first" in done.out) == (number > 1)
        assert "no findings" in ckptgen("-C", tree, "review", folder).out


def test_a_batch_taken_away_from_the_others_says_what_it_lacks(ckptgen: Run, tmp_path: Path, tree: Path) -> None:
    assert write(ckptgen, tmp_path / "out", "--batch", 10, tree=tree).code == 0
    shutil.copytree(tmp_path / "out" / "batch-2", tmp_path / "alone")
    (name,) = manifest(tmp_path / "alone")["prerequisites"]
    done = ckptgen("-C", tree, "verify", tmp_path / "alone", "--scratch", tmp_path / "scratch")
    assert f"the series stands on the patch {name}, which is not at hand" in done.out


@pytest.mark.parametrize("command", [("verify",), ("review",), ("rebase", "--onto", SAMPLE)])
def test_the_folder_of_several_series_is_not_one(ckptgen: Run, tmp_path: Path, command: tuple[object, ...]) -> None:
    assert write(ckptgen, tmp_path / "out", "--batch", 10).code == 0
    name, *more = command
    refused = ckptgen("-C", SAMPLE, name, tmp_path / "out", *more)
    assert refused.code == 2
    assert "several series, each in a folder" in refused.err
    assert "name one of them: batch-1, batch-2, batch-3" in refused.err


def test_batches_are_replaced_as_a_whole_and_not_where_one_was_edited(ckptgen: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert write(ckptgen, out, "--batch", 10).code == 0
    first = {path.name: contents(path) for path in sorted(out.glob("batch-*"))}
    assert write(ckptgen, out, "--batch", 10).code == 0
    assert {path.name: contents(path) for path in sorted(out.glob("batch-*"))} == first
    cover = out / "batch-2" / "0000-cover-letter.patch"
    cover.write_text(cover.read_text().replace("EDITME: how the series was tested", "tested by hand"))
    refused = write(ckptgen, out)
    assert refused.code == 2
    assert "batch-2/0000-cover-letter.patch was edited since it was written" in refused.err
    assert write(ckptgen, out, "--force").code == 0
    assert not list(out.glob("batch-*"))
    assert len(list(out.glob("*.patch"))) == 26
    assert write(ckptgen, out, "--batch", 20).code == 0
    (out / "batch-1" / "notes").write_text("mine\n")
    refused = write(ckptgen, out, "--force")
    assert refused.code == 2
    assert "batch-1/notes is not part of the series there" in refused.err


CORE = """From: C O Re <core@example.com>
Subject: [PATCH] checkpoint: add the handler

Why.
---
diff --git a/fs/handler.c b/fs/handler.c
new file mode 100644
--- /dev/null
+++ b/fs/handler.c
@@ -0,0 +1 @@
+int generic_file_checkpoint;
"""


def test_what_all_need_stays_together_and_that_it_is_longer_is_told(ckptgen: Run, tmp_path: Path) -> None:
    core = tmp_path / "core.patch"
    core.write_text(CORE)
    out = tmp_path / "out"
    done = write(ckptgen, out, "--only", "adfs,bfs", "--batch", 1, "--core", core)
    assert done.code == 0
    assert "warning: batch 1 has 2 patches, which have to stay together\n" in done.err
    groups = [[patch["group"] for patch in manifest(out / f"batch-{n}")["patches"]] for n in (1, 2, 3)]
    assert groups == [["core", "file_operations"], ["adfs"], ["bfs"]]
    assert [len(manifest(out / f"batch-{n}")["prerequisites"]) for n in (1, 2, 3)] == [0, 2, 2]
    last = ckptgen("-C", SAMPLE, "verify", out / "batch-3", "--scratch", tmp_path / "scratch")
    assert last.code == 0
    assert last.out.count("which the series stands on, is applied first") == 2


def test_one_batch_is_a_series_as_any(ckptgen: Run, tmp_path: Path) -> None:
    assert write(ckptgen, tmp_path / "out", "--batch", 25).code == 0
    assert not list((tmp_path / "out").glob("batch-*"))
    cover = (tmp_path / "out" / "0000-cover-letter.patch").read_text()
    assert "part 1 of" not in cover
    assert "--batch 25" in cover


# --- rebase -------------------------------------------------------------


@pytest.mark.parametrize("by", ["maintainer", "depth:1", "none"])
def test_a_rebase_keeps_the_grouping(ckptgen: Run, tmp_path: Path, by: str) -> None:
    assert write(ckptgen, tmp_path / "v1", "--group-by", by).code == 0
    again = ckptgen("-C", SAMPLE, "rebase", tmp_path / "v1", "--onto", SAMPLE, "-o", tmp_path / "v2")
    assert again.code == 0
    old, new = manifest(tmp_path / "v1"), manifest(tmp_path / "v2")
    assert new["options"]["group_by"] == by
    assert [(p["group"], p["tables"], p["files"]) for p in new["patches"]] == [
        (p["group"], p["tables"], p["files"]) for p in old["patches"]
    ]
    assert f"{len(old['patches'])} unchanged" in again.out


def test_a_rebase_of_a_batch_is_that_batch(ckptgen: Run, tmp_path: Path) -> None:
    assert write(ckptgen, tmp_path / "v1", "--batch", 10).code == 0
    shutil.copytree(SAMPLE, tmp_path / "tree")
    file = tmp_path / "tree/fs/jfs/file.c"
    file.write_bytes(b"/* more */\n" + file.read_bytes())
    folder = tmp_path / "v1" / "batch-2"
    again = ckptgen("-C", SAMPLE, "rebase", folder, "--onto", tmp_path / "tree", "-o", tmp_path / "v2")
    assert again.code == 0
    old, new = manifest(folder), manifest(tmp_path / "v2")
    assert new["options"]["batch"] == old["options"]["batch"]
    assert new["prerequisites"] == old["prerequisites"]
    assert [p["group"] for p in new["patches"]] == [p["group"] for p in old["patches"]]
    compared = ckptgen("diff", folder, tmp_path / "v2")
    assert compared.code == 0


def test_a_manifest_of_before_is_read(ckptgen: Run, tmp_path: Path) -> None:
    """A manifest that knows of no batches and the groupings ``fs`` and ``none`` only."""
    held = manifest(ROOT / "patches/checkpoint/series")
    assert (held["options"]["group_by"], "batch" in held["options"]) == ("fs", False)
    assert ckptgen("-C", SAMPLE, "verify", ROOT / "patches/checkpoint/series", "--scratch", tmp_path / "s").code == 0


def test_a_manifest_with_a_grouping_that_is_none(ckptgen: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "patches/checkpoint/series", tmp_path / "v1")
    file = tmp_path / "v1" / "manifest.json"
    file.write_text(file.read_text().replace('"group_by": "fs"', '"group_by": "owner"'))
    refused = ckptgen("-C", SAMPLE, "rebase", tmp_path / "v1", "--onto", SAMPLE, "-o", tmp_path / "v2")
    assert refused.code == 2
    assert "'owner' is no grouping" in refused.err
