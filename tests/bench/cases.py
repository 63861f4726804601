"""What is measured, and against what."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measuring import Command

CKPTGEN = [sys.executable, "-m", "ckptgen"]
NEEDLE = "file_operations"
SMPL = """@@ identifier T; expression E; @@
struct file_operations T = {
 .llseek = E,
+.checkpoint = generic_file_checkpoint,
 ...
};
"""
# The method of the script on the checkpoint wiki, which looks at each place that a search finds with a few small
# programs: where does the next closing brace stand, and is the operation named before it?
SCRIPT = r"""
grep -rnE --include='*.[ch]' 'struct[[:space:]]+file_operations' . | grep -vE 'extern|&|sizeof|=[[:space:]]*NULL' |
grep '=' | cut -d : -f 1,2 | while IFS=: read -r file line; do
	length=$(tail -n "+$line" "$file" | grep -m 1 -n '}' | cut -d : -f 1)
	[ -n "$length" ] || continue
	tail -n "+$line" "$file" | head -n "$length" | grep -q '\.checkpoint' || echo "$file:$line+$length"
done
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table; ``once`` where a run takes so long that one is enough."""

    name: str
    command: Command
    yardstick: str
    against: Command
    once: bool = False


def grep(kernel: Path) -> Command:
    """Return the yardstick for directories: what reading a tree costs."""
    return Command(["grep", "-rlF", NEEDLE, "--include=*.[ch]", str(kernel)])


def git_grep(repository: Path, ref: str) -> Command:
    """Return the yardstick for revisions."""
    words = ["git", "-C", str(repository), "grep", "-lF", NEEDLE, ref, "--", "*.c", "*.h"]
    return Command(words)


def directory_cases(kernel: Path, work: Path) -> Iterator[Case]:
    """Yield what runs on a plain directory; ``work`` is a folder of ours for caches and results."""
    stick = ("grep", grep(kernel))
    for name, words in _commands(["-C", str(kernel)], work):
        yield Case(name, Command([*CKPTGEN, "--no-cache", *words]), *stick)
    cached = {"CKPTGEN_CACHE": str(work / "cache")}
    for name, words in _commands(["-C", str(kernel)], work):
        warm = [*CKPTGEN, *words]
        yield Case(f"{name}, cached", Command(warm, (warm,), environment=cached), *stick)
    yield Case("shell script, as on the wiki", Command(["bash", "-c", SCRIPT], folder=kernel), *stick, once=True)
    if shutil.which("spatch"):
        rule = work / "rule.cocci"
        rule.write_text(SMPL)
        # spatch -j leaves its workers' output in the current directory.
        words = ["spatch", "--very-quiet", "-j", "2", "--sp-file", str(rule), "--dir", str(kernel)]
        yield Case("spatch -j 2, one rule", Command(words, folder=work), *stick, once=True)


def changed_file_case(kernel: Path, work: Path) -> Case:
    """Return the plan of a copy of the tree in which one file has changed since it was planned last."""
    copy = work / "changed"
    shutil.copytree(kernel, copy, symlinks=True)
    words = [*CKPTGEN, "-C", str(copy), "plan"]
    touch = ["sh", "-c", f"echo >> '{copy}/fs/bfs/dir.c'; sleep 0.1"]
    environment = {"CKPTGEN_CACHE": str(work / "cache")}
    return Case("plan, one file changed", Command(words, (words, touch), environment=environment), "grep", grep(copy))


def revision_cases(repository: Path, ref: str, work: Path) -> Iterator[Case]:
    """Yield what runs on a revision of a repository."""
    stick = ("git grep", git_grep(repository, ref))
    where = ["-C", str(repository), "--ref", ref]
    cached = {"CKPTGEN_CACHE": str(work / "cache")}
    for name, words in _commands(where, work):
        yield Case(f"{name} of a revision", Command([*CKPTGEN, "--no-cache", *words]), *stick)
    for name, words in _commands(where, work):
        warm = [*CKPTGEN, *words]
        yield Case(f"{name} of a revision, cached", Command(warm, (warm,), environment=cached), *stick)


def _commands(where: list[str], work: Path) -> Iterator[tuple[str, list[str]]]:
    yield "audit", [*where, "audit", "-a", "-o", "checkpoint"]
    yield "plan", [*where, "plan"]
    yield (
        "series",
        [*where, "series", "-o", str(work / "series"), "--signoff", "A U Thor <author@example.com>", "--force"],
    )


def repository_of(kernel: Path, folder: Path) -> tuple[Path, str]:
    """Return a repository that holds the tree as one commit, packed; it is made once, in ``folder``."""
    repository = folder / f"{kernel.name}.git"
    if not repository.is_dir():
        new = folder / f".{kernel.name}.git.new"
        shutil.rmtree(new, ignore_errors=True)
        who = ["-c", "user.name=bench", "-c", "user.email=bench@example.com"]
        git = ["git", *who, f"--git-dir={new}", f"--work-tree={kernel}"]
        for words in (["init", "-q"], ["add", "-f", "--all"], ["commit", "-q", "-m", "tree"], ["repack", "-adq"]):
            subprocess.run([*git, *words], check=True, cwd=kernel)
        new.rename(repository)
    return repository, "HEAD"
