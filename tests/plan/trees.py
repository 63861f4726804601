"""Small trees and semantic patches for the tests of what a plan prepares: declarations, private copies, phases."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.tree.directory import DirectoryTree
from tests.paths import SAMPLE

HEADER = """struct ckpt_ctx;

struct file_operations {
	int (*llseek)(void);
	int (*read)(void);
	int (*open)(void);
};

extern const struct file_operations simple_dir_operations;
extern int simple_open(void);
int simple_read(void);
"""
LIBFS = """#include <linux/fs.h>

const struct file_operations simple_dir_operations = {
	.llseek	= simple_llseek,
	.read	= simple_read,
	.open	= simple_open,
};
"""
SEEK = "#define simple_llseek\tsimple_lseek\n"
VFS = "loff_t vfs_llseek(struct file *file)\n{\n\tfn = no_llseek;\n\treturn fn(file);\n}\n"
USE = "#include <linux/fs.h>\n\nvoid set(struct inode *inode)\n{\n\tinode->i_fop = &simple_dir_operations;\n}\n"
RULE = """struct = "file_operations"
change = add("mark", "generic_mark")
qualifies = installed_as("inode") and seekable
allow = ["a"]
todo = ["b"]
copies = [copy("fs/libfs.c:simple_dir_operations", to="a", because="its files are its own")]
"""
BASE: Mapping[str, str] = {
    "Makefile": "VERSION = 6\nPATCHLEVEL = 12\n",
    "include/linux/fs.h": HEADER,
    "include/linux/seek.h": SEEK,
    "fs/libfs.c": LIBFS,
    "fs/read_write.c": VFS,
    "fs/a/inode.c": "#include <linux/seek.h>\n" + USE,
    "fs/b/inode.c": USE,
}


def write_tree(root: Path, files: Mapping[str, str]) -> Path:
    """Write the files below ``root``, over what is there; an empty text removes one."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text:
            path.write_bytes(text.encode())
        else:
            path.unlink()
    return root


def sample_tree(root: Path, files: Mapping[str, str] | None = None) -> Path:
    """Copy the sample tree and change some files of it."""
    return write_tree(Path(shutil.copytree(SAMPLE, root)), files or {})


def plan_of(root: Path, rule: str = RULE) -> Plan:
    patch = parse_semantic_patch(b'"""Test."""\n' + rule.encode(), "rule.py", "test")
    return make_plan(survey_tree(DirectoryTree(root), patch))


def small_plan(root: Path, files: Mapping[str, str] | None = None, rule: str = RULE) -> Plan:
    """Return the plan for the small tree with some files changed."""
    return plan_of(write_tree(root, {**BASE, **(files or {})}), rule)
