"""How cost grows: over parts of a tree, and over numbers of semantic patches, with the exponent of the power law."""

import math
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.measuring import Command, run

PARTS = (8, 4, 2, 1)
NUMBERS = (1, 4, 16)
OPERATIONS = (
    *("checkpoint", "llseek", "read", "write", "mmap", "open", "flush", "release"),
    *("fsync", "poll", "lock", "ioctl", "splice_read", "setlease", "fallocate", "fadvise"),
)


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds over sizes, and the exponent ``e`` of the fitted ``seconds = c * size ** e``."""

    name: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]
    exponent: float


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the slope of the least-squares line through the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(each) for each in seconds]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    return sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / spread


def over_parts(kernel: Path, ckptgen: Sequence[str], rounds: int) -> Growth:
    """Time an audit of 1/8, 1/4, 1/2 and all of a tree's source files, each part in a folder of links to them."""
    sizes, seconds = [], []
    for part in PARTS:
        with _part(kernel, part) as (folder, files):
            command = Command([*ckptgen, "-C", str(folder), "audit", "--no-cache", "-a", "-o", "checkpoint"])
            run(command)
            sizes.append(files)
            seconds.append(median(run(command) for _ in range(rounds)))
    return Growth("audit over parts of the tree (files)", tuple(sizes), tuple(seconds), exponent(sizes, seconds))


@contextmanager
def _part(kernel: Path, part: int) -> Iterator[tuple[Path, int]]:
    """Give a tree with every ``part``-th source file, and how many these are; the header that makes it a kernel is in
    each.
    """
    with tempfile.TemporaryDirectory(prefix="ckptgen-bench-") as name:
        folder = Path(name)
        files = sorted(path for path in kernel.rglob("*.[ch]") if path.is_file() and not path.is_symlink())
        chosen = {*files[::part], kernel / "include/linux/fs.h"}
        for path in chosen:
            copy = folder / path.relative_to(kernel)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        yield folder, len(chosen)


def over_patches(kernel: Path, ckptgen: Sequence[str], rounds: int, cache: Path) -> Growth:
    """Time 1, 4 and 16 audits for different operations, one after the other, that start with an empty cache."""
    seconds = []
    for number in NUMBERS:
        times = []
        for _ in range(rounds):
            shutil.rmtree(cache, ignore_errors=True)
            audits = [
                Command(
                    [*ckptgen, "-C", str(kernel), "audit", "-a", "-o", each], environment={"CKPTGEN_CACHE": str(cache)}
                )
                for each in OPERATIONS[:number]
            ]
            times.append(sum(run(audit) for audit in audits))
        seconds.append(median(times))
    return Growth("audits for so many operations", NUMBERS, tuple(seconds), exponent(NUMBERS, seconds))
