"""Git repositories and odd trees that the tests build, with nothing of the machine's own configuration."""

import hashlib
import os
import subprocess
from pathlib import Path

IDENTITY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "A U Thor",
    "GIT_AUTHOR_EMAIL": "author@example.com",
    "GIT_AUTHOR_DATE": "2009-09-09T22:13:59Z",
    "GIT_COMMITTER_NAME": "C O Mitter",
    "GIT_COMMITTER_EMAIL": "committer@example.com",
    "GIT_COMMITTER_DATE": "2009-09-09T22:13:59Z",
}
NEEDLE = b"file_operations"
SUBMODULE = "1234567890123456789012345678901234567890"

ODD_FILES = {
    b"Makefile": b"VERSION = 2\n",
    b"README": b"file_operations, but not in a source file\n",
    b"include/linux/fs.h": b"struct file_operations;\n",
    b"fs/ext2/file.c": b"static const struct file_operations x = {\n};\n",
    b"fs/ext2/none.c": b"nothing\n",
    b"fs/ext2-more/a.c": b"file_operations beside ext2\n",
    b"fs/crlf.c": b"struct\r\nfile_operations\r\n",
    b"fs/no-final-newline.c": b"file_operations",
    b"fs/empty.c": b"",
    b"fs/nul.c": b"a\0b file_operations\n\0\n",
    b"fs/nul-before.h": b"\0" * 9000 + b"\nfile_operations\n",
    b"fs/latin1.c": b"/* Gr\xfc\xdfe */ file_operations\n",
    b"fs/form-feed.c": b"\x0c\nfile_operations\n",
    b"fs/upper.C": b"file_operations\n",
    b"fs/n\xfcchtern.c": b"file_operations in a name that is not UTF-8\n",
    "fs/\u00fcber.c".encode(): b"file_operations\n",
    b"fs/line\nbreak.c": b"file_operations\n",
    b"fs/tab\tfs/ext2.c": b"file_operations\n",
    b"fs/qu\"ote'.c": b"file_operations\n",
    b"fs/[ab]*?.c": b"file_operations\n",
    b"fs/a.c": b"file_operations, which the name above would match as a pattern\n",
    b"fs/[x]/in.c": b"file_operations\n",
    b"fs/x/in.c": b"file_operations\n",
    b"fs/back\\slash.c": b"file_operations\n",
    b"-dash.c": b"file_operations\n",
    b":(top)magic.c": b"file_operations\n",
    b":/colon.c": b"file_operations\n",
    b"fs/pattern.c": b"int a[01]* .x = b\\d;\n",
    b"fs/.c": b"file_operations\n",
    b"fs/binary-attribute.c": b"file_operations\n",
    b".gitattributes": b"binary-attribute.c binary -diff\n*.h diff=shout\n",
}


def git(repository: Path, *args: str) -> str:
    """Run git as a pinned user, and return its output without the final line break."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | IDENTITY
    command = ["git", "-C", str(repository), *args]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.rstrip("\n")


def write(top: Path, files: dict[bytes, bytes]) -> None:
    """Write the files below ``top``."""
    for name, content in files.items():
        path = top / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def commit_all(top: Path) -> str:
    """Commit everything, ignored or not, making a repository first where there is none; return the id."""
    if not (top / ".git").exists():
        git(top, "init", "-q", "-b", "main", "--template=")
    git(top, "add", "-f", "-A", ".")
    git(top, "commit", "-q", "--allow-empty", "-m", "some")
    return git(top, "rev-parse", "HEAD")


def odd_worktree(top: Path) -> Path:
    """Make a work tree with names and contents of every kind, links, an executable file and a submodule."""
    top.mkdir(parents=True)
    write(top, ODD_FILES)
    (top / "fs/ext2/file.c").chmod(0o755)
    (top / "fs/link.c").symlink_to("a.c")
    (top / "fs/dangling.h").symlink_to("nowhere")
    (top / "fs/folder").symlink_to("ext2")
    (top / "fs/folder.c").symlink_to("ext2")
    commit_all(top)
    (top / "fs/module.c").mkdir()
    git(top, "update-index", "--add", "--cacheinfo", f"160000,{SUBMODULE},fs/module.c")
    git(top, "commit", "-q", "-m", "submodule")
    return top


def fingerprint(top: Path) -> dict[str, tuple[str, int]]:
    """Return content and time of change of every file below ``top``, and of every folder."""
    return {
        str(path): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.lstat().st_mtime_ns,
        )
        for path in sorted(top.rglob("*"))
    }
