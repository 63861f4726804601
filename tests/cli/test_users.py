"""``ckptgen users``: text, JSON and what it refuses."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.paths import SAMPLE
from tests.plan.trees import sample_tree

SIMPLE = """\
fs/libfs.c:4: simple_dir_operations (struct file_operations, external)

used under fs/ (4):
  autofs (todo)
    fs/autofs/root.c:20: assigned to .i_fop: else inode->i_fop = &simple_dir_operations;
  btrfs (allow)
    fs/btrfs/inode.c:23: assigned to .i_fop: inode->i_fop = &simple_dir_operations;
  debugfs (todo)
    fs/debugfs/inode.c:16: assigned to .i_fop: if (isdir) inode->i_fop = &simple_dir_operations;
  ramfs (allow)
    fs/ramfs/inode.c:15: assigned to .i_fop: case S_IFDIR: inode->i_fop = &simple_dir_operations;
"""


def test_text(ckptgen: Run) -> None:
    result = ckptgen("-C", SAMPLE, "users", "simple_dir_operations")
    assert (result.code, result.err) == (0, "")
    head, _, rest = result.out.partition("\nused elsewhere")
    assert head == SIMPLE
    assert rest == ""


def test_a_path_and_a_dot_before_it(ckptgen: Run) -> None:
    named = ckptgen("-C", SAMPLE, "users", "./fs/libfs.c:simple_dir_operations")
    assert named == ckptgen("-C", SAMPLE, "users", "fs/libfs.c:simple_dir_operations")
    assert named.out == SIMPLE


def test_json(ckptgen: Run) -> None:
    report = json.loads(ckptgen("-C", SAMPLE, "users", "generic_ro_fops", "--format", "json").out)
    assert report["schema"] == "ckptgen-users/1"
    (table,) = report["tables"]
    assert (table["path"], table["static"], table["also_defined"]) == ("fs/read_write.c", False, [])
    users = {user["name"]: user for user in table["users"]}
    assert {"cramfs", "efs", "romfs"} <= set(users)
    for user in users.values():
        assert set(user) == {"name", "under_fs", "installs", "standing", "uses"}
        for use in user["uses"]:
            assert set(use) == {"path", "line", "kind", "target", "struct", "alias", "installs", "text"}
    assert users["cramfs"]["standing"] == "allow"
    assert any(use["alias"] for use in users["romfs"]["uses"])


def test_another_struct(ckptgen: Run) -> None:
    result = ckptgen("-C", SAMPLE, "users", "generic_file_vm_ops", "--struct", "vm_operations_struct")
    assert result.code == 0
    assert "struct vm_operations_struct, external" in result.out
    assert ckptgen("-C", SAMPLE, "users", "generic_file_vm_ops").code == 2


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("no_such_operations", "the tree has no struct file_operations table called no_such_operations"),
        ("fs/bfs/dir.c:simple_dir_operations", "fs/bfs/dir.c has no struct file_operations table called"),
        ("a-b", "`a-b` is not a table's name, or PATH:TABLE: it"),
        ("", "`` is not a table's name"),
        ("../x.c:t", "`../x.c:t` is not a table's name"),
    ],
)
def test_what_is_refused(ckptgen: Run, target: str, said: str) -> None:
    result = ckptgen("-C", SAMPLE, "users", target)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert "Traceback" not in result.err


def test_a_name_that_is_no_utf_8(ckptgen: Run) -> None:
    result = ckptgen("-C", SAMPLE, "users", "t\udcff")
    assert result.code == 2
    assert "Traceback" not in result.err


INSTALL = "void x_set(struct inode *inode)\n{\n\tinode->i_fop = &simple_dir_operations;\n}\n"


def test_users_elsewhere_twins_and_comparisons(ckptgen: Run, tmp_path: Path) -> None:
    files = {
        "drivers/char/x.c": INSTALL,
        "fs/udf/x.c": INSTALL.replace("inode->i_fop =", "return inode->i_fop =="),
        "fs/erofs/x.c": "const struct file_operations simple_dir_operations = {\n\t.open = x,\n};\n",
    }
    root = sample_tree(tmp_path / "sample", files)
    erofs, libfs = ckptgen("-C", root, "users", "simple_dir_operations").out.split("\n\nfs/libfs.c:4: ")
    assert erofs.startswith("fs/erofs/x.c:1: simple_dir_operations (struct file_operations, external)\n")
    assert "  defined in fs/libfs.c:4 too: one configuration builds one of them\n" in erofs
    assert "  defined in fs/erofs/x.c:1 too: one configuration builds one of them\n" in libfs
    assert "\nused under fs/ (5):\n" in libfs
    assert "  udf (allow, does not install it)\n    fs/udf/x.c:3: compared with: return inode->i_fop ==" in libfs
    assert libfs.endswith(
        "\nused elsewhere (1):\n  drivers/char (on no list)\n"
        "    drivers/char/x.c:3: assigned to .i_fop: inode->i_fop = &simple_dir_operations;\n"
    )
    report = json.loads(ckptgen("-C", root, "users", "fs/libfs.c:simple_dir_operations", "--format", "json").out)
    (table,) = report["tables"]
    assert [twin["path"] for twin in table["also_defined"]] == ["fs/erofs/x.c"]
    told = {user["name"]: (user["under_fs"], user["installs"], user["standing"]) for user in table["users"]}
    assert told["drivers/char"] == (False, True, None)
    assert told["udf"] == (True, False, "allow")
    assert told["ramfs"] == (True, True, "allow")


def test_a_static_table_in_its_own_file(ckptgen: Run) -> None:
    out = ckptgen("-C", SAMPLE, "users", "hfsplus_file_operations").out
    assert out == (
        "fs/hfsplus/inode.c:4: hfsplus_file_operations (struct file_operations, static, known in its file only)\n"
        "\nin its own file:\n"
        "    fs/hfsplus/inode.c:13: assigned to .i_fop: inode->i_fop = &hfsplus_file_operations;\n"
    )
