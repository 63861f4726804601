"""Patches for tests: mails around the diffs that git makes of texts."""

import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ckptgen.review.model import Patch, Series
from ckptgen.review.reading import parse_patch
from ckptgen.series.mails import read_mail

Texts = Mapping[str, tuple[bytes | None, bytes | None]]
"""What a patch makes of each file, None for no file."""

SOB = "Signed-off-by: A U Thor <author@example.com>"
ENTRIES = ("owner = THIS_MODULE", "llseek = generic_file_llseek", "mmap = generic_file_mmap", "fsync = demo_fsync")
ENTRY = "checkpoint = generic_file_checkpoint"


def git(folder: Path, *arguments: str, data: bytes = b"", ok: Iterable[int] = (0,)) -> bytes:
    """Run git as nobody in particular."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A U Thor",
        "GIT_AUTHOR_EMAIL": "author@example.com",
        "GIT_AUTHOR_DATE": "946684800 +0000",
        "GIT_COMMITTER_NAME": "C O Mitter",
        "GIT_COMMITTER_EMAIL": "committer@example.com",
        "GIT_COMMITTER_DATE": "946684800 +0000",
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, input=data, capture_output=True, check=False
    )
    assert done.returncode in ok, done.stderr.decode()
    return done.stdout


def table(name: str, entries: Iterable[str] = ENTRIES, around: str = "") -> str:
    """Return an ops table as C text, and behind it ``around``."""
    lines = "".join(f"\t.{entry},\n" for entry in entries)
    return f"static const struct file_operations {name} = {{\n{lines}}};\n{around}"


def with_entry(name: str, entry: str = ENTRY, entries: Sequence[str] = ENTRIES, around: str = "") -> Texts:
    """Return what a patch does that gives one table, alone in fs/NAME.c, an entry at its end."""
    before, after = table(name, entries, around), table(name, (*entries, entry), around)
    return {f"fs/{name}.c": (before.encode(), after.encode())}


def git_diff(folder: Path, texts: Texts, *options: str) -> bytes:
    """Return git's diff of the texts; ``folder`` is an empty one to make it in, which is left empty."""
    git(folder, "init", "--quiet", "scratch")
    place = folder / "scratch"
    for side in (0, 1):
        for path, both in texts.items():
            text, file = both[side], place / path
            if text is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text)
            elif file.exists():
                file.unlink()
        git(place, "add", "--all", "--force")
        if side == 0:
            git(place, "commit", "--quiet", "--allow-empty", "-m", "before")
    found = git(place, "-c", "core.autocrlf=false", "diff", "--cached", *options)
    subprocess.run(["rm", "-rf", str(place)], check=True)
    return found


def mail(subject: str, change: bytes, body: str = "Because.", trailers: str = SOB, tag: str = "PATCH") -> bytes:
    """Return a mail as git format-patch writes it."""
    head = f"From {'0' * 40} Mon Sep 17 00:00:00 2001\nFrom: A U Thor <author@example.com>\n"
    text = f"{head}Date: Sat, 1 Jan 2000 00:00:00 +0000\nSubject: [{tag}] {subject}\n\n{body}\n\n{trailers}\n---\n\n"
    return text.encode() + change + b"-- \n2.31.0\n\n"


def patch(content: bytes, number: int = 1) -> Patch:
    """Return the patch that a mail is."""
    return parse_patch(read_mail(content), f"{number:04}.patch", number)


def series(*contents: bytes) -> Series:
    """Return the series that these mails are, in their order."""
    return Series("demo", tuple(patch(content, number) for number, content in enumerate(contents, 1)), None, 1, None)
