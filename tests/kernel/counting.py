"""An independent count of ``struct file_operations`` initializers: one regular expression over text without comments.

It shares nothing with ckptgen, and is held against its tables place by place.
"""

import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.kernel.running import git

Place = tuple[str, int]
"""A path and a one-based line."""

INITIALIZER = re.compile(rb"struct\s+file_operations\b([^;(){}]*)=\s*\{")
_NO_CODE = re.compile(rb'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.DOTALL)
_CONDITIONAL = re.compile(rb"[ \t]*#[ \t]*(if\w*|el\w+|endif)\b[ \t]*(\w*)")


def sources_of_folder(root: Path) -> dict[str, bytes]:
    """Return the .c and .h files under ``root`` that name the struct."""
    command = ["grep", "-rlF", "file_operations", "--include=*.[ch]", "."]
    listing = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
    paths = [line.decode("utf-8", "surrogateescape").removeprefix("./") for line in listing.splitlines()]
    return {path: (root / path).read_bytes() for path in sorted(paths)}


def sources_of_revision(repository: Path, revision: str) -> dict[str, bytes]:
    """Return the same from a git revision."""
    prefix = f"{revision}:"
    listing = git(repository, "grep", "-lF", "file_operations", revision, "--", "*.[ch]").decode().splitlines()
    stream = io.BytesIO(git(repository, "cat-file", "--batch", data="".join(f"{name}\n" for name in listing).encode()))
    sources = {}
    for name in listing:
        # "ID blob SIZE", the content, a line feed
        sources[name.removeprefix(prefix)] = stream.read(int(stream.readline().split()[2]))
        stream.readline()
    return sources


def without_comments(data: bytes) -> bytes:
    """Blank comments and strings, keeping every offset."""
    return _NO_CODE.sub(lambda match: re.sub(rb"[^\n]", b" ", match[0]), data)


@dataclass
class Count:
    """Every hit of the expression: ``initializers`` of one table by place, and the rest by what else it is.

    ``raw`` counts the hits in the text as it is, comments included.
    """

    raw: int = 0
    initializers: Counter[Place] = field(default_factory=Counter)
    arrays: list[tuple[str, str]] = field(default_factory=list)
    pointers: list[tuple[str, str]] = field(default_factory=list)
    disabled: list[tuple[str, str]] = field(default_factory=list)

    @property
    def hits(self) -> int:
        """The hits outside comments."""
        return self.initializers.total() + len(self.arrays) + len(self.pointers) + len(self.disabled)


def count(sources: Mapping[str, bytes]) -> Count:
    """Count, and name what is no single table: arrays of tables, of pointers, what stands under ``#if 0``."""
    found = Count()
    for path, data in sources.items():
        found.raw += len(INITIALIZER.findall(data))
        code = without_comments(data)
        off = set(_disabled_lines(code))
        for match in INITIALIZER.finditer(code):
            line = code.count(b"\n", 0, match.start()) + 1
            declared = match[1].decode()
            if line in off:
                found.disabled.append((path, declared.strip()))
            elif "*" in declared:
                found.pointers.append((path, declared.strip(" *[]")))
            elif "[" in declared:
                found.arrays.append((path, declared.partition("[")[0].strip()))
            else:
                found.initializers[path, line] += 1
    return found


def _disabled_lines(code: bytes) -> Iterator[int]:
    stack: list[bool] = []
    for number, line in enumerate(code.split(b"\n"), 1):
        directive = _CONDITIONAL.match(line)
        if directive and directive[1].startswith(b"if"):
            stack.append(directive[1] == b"if" and directive[2] == b"0")
        elif directive and directive[1] == b"endif":
            stack.pop()
        elif directive:
            stack[-1] = False
        elif any(stack):
            yield number


def places(tables: list[dict[str, Any]], *forms: str) -> Counter[Place]:
    """Return where the tables of these forms begin."""
    return Counter((table["path"], table["line"]) for table in tables if table["form"] in forms)


def variables(tables: list[dict[str, Any]], form: str) -> set[tuple[str, str]]:
    """Return path and variable of the tables of one form."""
    return {(table["path"], re.split(r"[.\[]", table["name"])[0]) for table in tables if table["form"] == form}


def assert_agrees(found: Count, report: Mapping[str, Any]) -> None:
    """Hold the count against a report of ckptgen's.

    What begins with the struct's name is the same set of places on both sides; each array that the expression counts
    once is known by its elements, or they are reported as unread; what remains has no type of its own to be seen by,
    being a member of something.
    """
    tables = report["tables"]
    assert {table["form"] for table in tables} <= {"plain", "macro", "array", "embedded"}
    assert places(tables, "plain", "macro") == found.initializers
    braces = ((place["path"], re.match(r"the braces of (\w+)\[", place["reason"])) for place in report["unparsed"])
    unread = {(path, match[1]) for path, match in braces if match}
    assert variables(tables, "array") | unread == set(found.arrays)
    assert all("." in table["name"] for table in tables if table["form"] == "embedded")
