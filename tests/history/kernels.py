"""Small kernels with a history: each revision is a set of files, committed with a date of its own."""

import os
import subprocess
from pathlib import Path

from tests.tree.repos import IDENTITY, write

FS_H = b"""struct file_operations {
	int (*open)(void);
	int (*llseek)(void);
};
"""
DAY = 86400
FIRST = 1_200_000_000
"""When the first revision was committed, in seconds since 1970."""


def table(name: str, *fields: str) -> bytes:
    """Return a table with these entries; ``llseek=NULL`` gives the value too."""
    entries = (field if "=" in field else f"{field}=my_{field}" for field in fields)
    lines = "".join(f"\t.{name} = {value},\n" for name, value in (entry.split("=") for entry in entries))
    return f"static const struct file_operations {name} = {{\n{lines}}};\n".encode()


def holder(member: str = "fops", before: str = "") -> bytes:
    """Return the definition of a struct that holds a table by value."""
    return f"struct driver {{\n\tint number;\n{before}\tstruct file_operations {member};\n}};\n".encode()


EMBEDDED = b'#include "driver.h"\nstatic struct driver d = {\n\t.fops = {\n\t\t.open = o,\n\t\t.llseek = l,\n\t},\n};\n'
POSITIONAL = b"static int my_fops;\nstatic struct driver p = {\n\t3,\n\t{ .open = o },\n};\n"


class Repository:
    """A repository in a folder; every commit is a day younger than the one before."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.commits = 0
        top.mkdir(parents=True)
        self.git("init", "-q", "-b", "main", "--template=")

    def git(self, *args: str) -> str:
        """Run git as a pinned user, at the repository's own time; return its output without the last line break."""
        date = f"{FIRST + self.commits * DAY} +0000"
        env = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | IDENTITY
        env |= {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        command = ["git", "-C", str(self.top), *args]
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.rstrip("\n")

    def commit(self, files: dict[bytes, bytes | None], tag: str = "") -> str:
        """Change some files (None removes one), commit everything, and put a lightweight tag on it; return its id."""
        self.commits += 1
        for name, content in files.items():
            if content is None:
                (self.top / os.fsdecode(name)).unlink()
        write(self.top, {name: content for name, content in files.items() if content is not None})
        self.git("add", "-f", "-A", ".")
        self.git("commit", "-q", "--allow-empty", "-m", "some")
        if tag:
            self.git("tag", tag)
        return self.git("rev-parse", "HEAD")


def eventful(top: Path) -> Repository:
    """Make a history in which everything happens that a count could stumble over."""
    repo = Repository(top)
    tables = table("a", "open") + table("b", "open", "llseek")
    repo.commit({b"Makefile": b"VERSION = 2\n", b"include/linux/fs.h": FS_H, b"fs/one/a.c": tables}, "v1")
    # The same blob at a second place, and users of a struct that is not there yet.
    repo.commit({b"fs/two/a.c": tables, b"drivers/x/d.c": EMBEDDED, b"drivers/y/p.c": POSITIONAL}, "v2")
    repo.git("tag", "-a", "-m", "a tag with a message", "v2-annotated")
    repo.git("tag", "-a", "-m", "a tag of a tag", "v2-twice", "v2-annotated")
    # A header makes tables of them, without any change to their files; then only for its own folder.
    repo.commit({b"include/driver.h": holder()}, "v3")
    repo.commit({b"include/driver.h": None, b"drivers/x/driver.h": holder()}, "v4")
    # Another place in the struct, another name of the member, and a header with a table inside.
    repo.commit({b"drivers/x/driver.h": None, b"include/driver.h": holder(before="\tint more;\n")}, "v5")
    repo.commit({b"include/driver.h": holder("other"), b"include/table.h": EMBEDDED.replace(b".fops", b".other")}, "v6")
    repo.commit({b"include/driver.h": holder(), b"include/self.h": holder() + EMBEDDED}, "v7")
    # Moved, deleted, an explicit NULL, a link, a name that is not UTF-8, places that cannot be understood.
    repo.git("mv", "fs/one", "fs/three")
    (top / "fs/link.c").symlink_to("three/a.c")
    odd = b"struct file_operations m = MACRO(x);\n/* struct file_operations c = { */\n"
    repo.commit(
        {b"fs/two/a.c": None, b"fs/n.c": table("n", "llseek=NULL"), b"fs/n\xfcchtern.c": tables, b"net/odd.c": odd},
        "v8",
    )
    # Two lines of work, brought together.
    repo.git("checkout", "-q", "-b", "topic/side", "v5")
    repo.commit({b"sound/side.c": table("s", "open")}, "side")
    repo.git("checkout", "-q", "main")
    repo.commit({b"kernel/k.c": table("k", "llseek")})
    repo.git("merge", "-q", "-m", "both", "topic/side")
    repo.commit({}, "v9")
    return repo
