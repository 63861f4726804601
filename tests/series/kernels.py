"""A git repository with a small kernel tree, and patches for it as a user would supply them."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from ckptgen.plan.build import make_plan
from ckptgen.plan.model import Plan
from ckptgen.plan.survey import survey_tree
from ckptgen.sempatch.reader import parse_semantic_patch
from ckptgen.tree.model import Tree

HEADER = """struct inode;
struct file;

struct file_operations {
	int (*llseek)(struct file *file);
	int (*read)(struct file *file);
};

extern int generic_file_llseek(struct file *file);
"""
TABLE = """const struct file_operations {name}_file_operations = {{
	.llseek	= generic_file_llseek,
	.read	= {name}_read,
}};

void {name}_set(struct inode *inode)
{{
	inode->i_fop = &{name}_file_operations;
}}
"""
FILES = {
    "Makefile": "VERSION = 6\nPATCHLEVEL = 12\n",
    "Kconfig": "config CHECKPOINT_RESTORE\n\tbool\n",
    "include/linux/fs.h": HEADER,
    "fs/read_write.c": "loff_t vfs_llseek(struct file *file)\n{\n\tfn = no_llseek;\n\treturn fn(file);\n}\n",
    "fs/a/file.c": TABLE.format(name="a"),
    "fs/b/file.c": TABLE.format(name="b"),
    "fs/gone.c": "int gone;\n",
    "scripts/run": "#!/bin/sh\n",
}
RULE = b'''"""Test the thing."""
struct = "file_operations"
change = add("checkpoint", "generic_file_checkpoint")
option = "CONFIG_CHECKPOINT"
guard = stub
declare = [
    member("int (*checkpoint)(struct ckpt_ctx *ctx, struct file *file)"),
    handler("generic_file_checkpoint", beside="generic_file_llseek"),
]
qualifies = installed_as("inode") and seekable
allow = ["a", "b"]
'''
MEMBER = "\tint (*checkpoint)(struct ckpt_ctx *ctx, struct file *file);\n"
STUB = (
    "\n#ifdef CONFIG_CHECKPOINT\nextern int generic_file_checkpoint(struct ckpt_ctx *ctx, struct file *file);\n"
    "#else\n#define generic_file_checkpoint NULL\n#endif\n"
)
WITH_MEMBER = HEADER.replace("};", f"{MEMBER}}};").replace("struct inode;", "struct ckpt_ctx;\nstruct inode;")
WITH_ALL = WITH_MEMBER + STUB
HANDLER = (
    "int generic_file_checkpoint(struct ckpt_ctx *ctx, struct file *file)\n{\n\treturn 0;\n}\n"
    "EXPORT_SYMBOL_GPL(generic_file_checkpoint);\n"
)


def git(folder: Path, *arguments: str, who: str = "C O Re <core@example.com>") -> bytes:
    name, _, mail = who.rstrip(">").partition(" <")
    people = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", name), ("EMAIL", mail))
    }
    dates = {"GIT_AUTHOR_DATE": "1234567890 +0130", "GIT_COMMITTER_DATE": "1300000000 +0000"}
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", **people, **dates}
    return subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True).stdout


def write(root: Path, files: Mapping[str, str | None]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_bytes(text.encode())


def kernel(root: Path, files: Mapping[str, str | None] | None = None) -> Path:
    """Make a repository with one commit that holds the small tree, with some files changed."""
    root.mkdir()
    write(root, {**FILES, **(files or {})})
    (root / "scripts/run").chmod(0o755)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--message=base")
    return root


def commit(
    root: Path,
    files: Mapping[str, str | None],
    subject: str = "core: the change",
    who: str = "C O Re <core@example.com>",
) -> None:
    write(root, files)
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", f"--message={subject}\n\nWhy it is so.", who=who)


def mails(root: Path, count: int = 1) -> bytes:
    """Take the last commits back; return them as ``git format-patch`` writes them."""
    text = git(root, "format-patch", "--stdout", f"-{count}")
    git(root, "reset", "--quiet", "--hard", f"HEAD~{count}")
    return text


def plan_of(tree: Tree, rule: bytes = RULE) -> Plan:
    return make_plan(survey_tree(tree, parse_semantic_patch(rule, "rule.py", "test")))
